"""What is known beside the name, held against the entry of the list: each piece moves the score up or down.

The docstring of each function is the published explanation of its factor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kyc.base.text import Text
from screening.matching.model import Factor, Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.writing import cleaned, folded, latin

Evidence = Callable[[Subject, Subject, MatchingPolicy], Factor | None]


def _plain(number: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", number.upper())


def _joined(values: tuple[object, ...]) -> str:
    return "、".join(str(v) for v in values)


def number(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Factor | None:
    """号码：任一证件或登记号码相同则加分；同国同类的号码互不相同则减分；其余不论。
    Number: adds when any document or registration number is the same; takes away when numbers of the same type and country
    all differ; says nothing otherwise.
    """
    same = {_plain(n.value) for n in ours.numbers} & {_plain(n.value) for n in theirs.numbers} - {""}
    if same:
        found = min(same)
        return Factor(
            "number",
            policy.number_same_points,
            found,
            found,
            Text(f"号码相同：{found}", f"The number is the same: {found}"),
        )
    comparable = [
        (a, b)
        for a in ours.numbers
        for b in theirs.numbers
        if a.type and a.country and a.country == b.country and a.type.casefold() == b.type.casefold()
    ]
    if not comparable:
        return None
    a, b = comparable[0]
    return Factor(
        "number", policy.number_other_points, a.value, b.value,
        Text(f"同国同类号码（{a.type}）不同", f"Numbers of the same type ({a.type}) and country differ"),
    )  # fmt: skip


def birth_date(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Factor | None:
    """出生日期：日期全同加分最多；一方只有年份、月份或区间且相容，略加分；相差在容许年数内，略减分；互相矛盾，大减。
    名单列有多个日期时，取最相近的一个。
    Date of birth: the same day adds most; when one side knows only year, month or span and the two agree, it adds a little;
    within the years allowed it takes a little away; contradicting dates take much away. Of several dates the nearest counts.
    """
    if not ours.birth_dates or not theirs.birth_dates:
        return None
    a, b = _joined(ours.birth_dates), _joined(theirs.birth_dates)
    pairs = [(x, y) for x in ours.birth_dates for y in theirs.birth_dates]
    if any(x == y and x.is_exact for x, y in pairs):
        return Factor(
            "birth_date",
            policy.birth_date_same_points,
            a,
            b,
            Text("出生日期相同", "The date of birth is the same"),
        )
    if any(x.first <= y.last and y.first <= x.last for x, y in pairs):
        text = Text("出生日期相容（非精确到日）", "The dates of birth agree, though not to the day")
        return Factor("birth_date", policy.birth_year_same_points, a, b, text)
    gap = min(max(x.first.year - y.last.year, y.first.year - x.last.year) for x, y in pairs)
    if gap <= policy.birth_near_years:
        return Factor(
            "birth_date",
            policy.birth_near_points,
            a,
            b,
            Text("出生日期不同但相近", "The dates of birth differ but are near"),
        )
    return Factor(
        "birth_date",
        policy.birth_other_points,
        a,
        b,
        Text("出生日期矛盾", "The dates of birth contradict each other"),
    )


def sex(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Factor | None:
    """性别：相同几乎不加分，不同则减分；一方未知不论。
    Sex: the same adds next to nothing, another takes away; unknown says nothing.
    """
    if ours.sex is None or theirs.sex is None:
        return None
    if ours.sex == theirs.sex:
        return Factor(
            "sex", policy.sex_same_points, ours.sex, theirs.sex, Text("性别相同", "The sex is the same")
        )
    return Factor("sex", policy.sex_other_points, ours.sex, theirs.sex, Text("性别不同", "The sex differs"))


def country(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Factor | None:
    """国家（地区）：国籍、注册地或居住地有一个相同即加分，全不同则减分。
    Country: one shared nationality, country of registration or residence adds, none takes away.
    """
    if not ours.countries or not theirs.countries:
        return None
    a, b = _joined(ours.countries), _joined(theirs.countries)
    if set(ours.countries) & set(theirs.countries):
        return Factor(
            "country", policy.country_same_points, a, b, Text("国籍或所在国相同", "A country is shared")
        )
    return Factor(
        "country", policy.country_other_points, a, b, Text("国籍或所在国均不同", "No country is shared")
    )


def place(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Factor | None:
    """地点：出生地或地址互相包含即加分；不同不减分，人会迁居。
    Place: adds when a place of birth or address is contained in the other; another one takes nothing away, people move.
    """
    for x in ours.places:
        for y in theirs.places:
            a, b = (re.sub(r"\W+", " ", latin(folded(cleaned(p)))).strip() for p in (x, y))
            if a and b and (f" {a} " in f" {b} " or f" {b} " in f" {a} "):
                return Factor(
                    "place", policy.place_same_points, x, y, Text("地点相同", "The place is the same")
                )
    return None


EVIDENCE: tuple[Evidence, ...] = (number, birth_date, sex, country, place)


def evidence(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Iterator[Factor]:
    """Every piece of evidence that both sides have something to say on."""
    for each in EVIDENCE:
        factor = each(ours, theirs, policy)
        if factor is not None:
            yield factor
