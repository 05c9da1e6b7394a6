"""The foreign permanent resident cards of 2017 and 2023, the temporary resident ID, and the booklets of the forces.

Drawn from which fields are printed; no public specimen shows where each stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from sample_docs import mrz
from sample_docs.cards.holders import (
    Holder,
    draw_holder,
    military_number,
    native_place,
    permanent_number_2017,
    permanent_number_2023,
)
from sample_docs.cards.plan import (
    SMALL_MM,
    Bearer,
    Ground,
    Plan,
    dotted,
    label,
    lines,
    notice,
    number,
    title,
    validity,
    value,
)
from sample_docs.layout import Role, Run, wrap
from sample_docs.people import LIVING_ON, Person, age_on, draw_person

_TITLE = "外国人永久居留身份证"
_TITLE_EN = "FOREIGN PERMANENT RESIDENT ID CARD"
_PALE: tuple[Ground, ...] = (
    ((206, 226, 236), (236, 228, 214), (208, 224, 240)),
    ((226, 232, 214), (238, 232, 222), (222, 232, 226)),
    ((236, 224, 220), (238, 232, 226), (226, 222, 236)),
)
_GREEN: tuple[Ground, ...] = (
    ((202, 228, 206), (236, 236, 206), (204, 228, 210)),
    ((212, 232, 214), (240, 238, 214), (210, 230, 214)),
    ((218, 232, 220), (234, 232, 216), (216, 230, 218)),
)
_PAPER: tuple[Ground, ...] = (
    ((240, 236, 224), (244, 240, 228), (238, 234, 222)),
    ((234, 238, 232), (238, 240, 234), (232, 236, 230)),
)
_TERM_DAYS = 92  # three months are at most so many days


@dataclass(frozen=True)
class _Permanent:
    """A foreigner and the number of the card."""

    holder: Holder
    number: str
    issuer: str


def _permanent(year: int, seed: int, holder_of: int) -> _Permanent:
    rng = Random(f"permanent:{year}:{seed}:{holder_of}")
    if year == 2017:
        since, until = date(2017, 6, 20), date(2023, 11, 28)
        holder = draw_holder(rng, "abroad", since=since, until=until, adult=10, minor=5)
        issuer = "中华人民共和国公安部" if holder.issued_on < date(2018, 4, 2) else "国家移民管理局"
        return _Permanent(holder, permanent_number_2017(rng, holder), issuer)
    holder = draw_holder(rng, "abroad", since=date(2023, 12, 2), adult=10, minor=5)
    return _Permanent(holder, permanent_number_2023(rng, holder), "国家移民管理局")


def permanent_2017_front(seed: int, holder_of: int, rng: Random) -> Plan:
    """Labels in two languages over the values, the photo on the left."""
    one = _permanent(2017, seed, holder_of)
    holder, photo = one.holder, (5.0, 14.0, 28.0, 44.0)
    between = rng.choice(("/", " ", " / "))
    return Plan(
        runs=(
            title(_TITLE, 22.0, 6.8, 3.6, 4.3),
            label(_TITLE_EN, 22.0, 10.2, 1.9),
            *_data(holder, 31.0, between),
            *_over("国籍", "Nationality", 31.0, 33.0, between),
            value(f"{holder.nation.name.zh}/{holder.nation.alpha3}", 31.0, 36.6, "nationality", 2.7),
            *_over("签发机关", "Issuing Authority", 56.0, 33.0, between),
            value(one.issuer, 56.0, 36.6, "issuer", 2.3),
            *_over("有效期限", "Period of Validity", 31.0, 40.2, between),
            *validity(holder.issued_on, holder.expires_on, 31.0, 43.8, 2.6),
            *_over("证件号码", "Card No.", 31.0, 47.4, between),
            number(one.number, 31.0, 51.2, 2.9, 2.2),
        ),
        fields=_permanent_fields(one, holder)
        | {
            "issuer": one.issuer,
            "issued_on": holder.issued_on.isoformat(),
            "expires_on": holder.expires_on.isoformat(),
        },
        watermark=photo,
        grounds=_PALE,
        photo=photo,
        bearer=Bearer(holder.sex, holder.age),
    )


def permanent_2017_back(seed: int, holder_of: int, rng: Random) -> Plan:
    """The title again, a notice and a machine-readable zone of three lines (TD1; its exact content is not published)."""
    one = _permanent(2017, seed, holder_of)
    holder = one.holder
    zone = mrz.compose(
        mrz.TD1,
        mrz.Entries(
            document_code="C",
            issuing_state="CHN",
            surname_latin=holder.latin.surname,
            given_names_latin=holder.latin.given,
            number=one.number,
            nationality=holder.nation.alpha3,
            birth_date=holder.birth_date.isoformat(),
            sex=holder.sex,
            expires_on=holder.expires_on.isoformat(),
        ),
    )
    return Plan(
        runs=(
            title(_TITLE, 20.0, 9.0, 3.8, 4.6),
            label(_TITLE_EN, 20.0, 13.0, 2.0),
            notice("本证件是外国人在中国境内永久居留的身份证件，可作为身份证明使用。", 8.0, 21.0),
            notice("遗失或损坏应及时向公安机关出入境管理机构报告。", 8.0, 24.5),
            *(Run(line, 6.0, 38.5 + 5.4 * at, 3.4, Role.NUMBER, pitch=2.45) for at, line in enumerate(zone)),
        ),
        fields={},
        watermark=(50.0, 18.0, 82.0, 31.0),
        grounds=_PALE,
        wall=rng.random() < 0.5,
    )


def permanent_2023_front(seed: int, holder_of: int, rng: Random) -> Plan:
    """As the card of 2017, the photo on the right and the number at the foot."""
    one = _permanent(2023, seed, holder_of)
    holder, photo = one.holder, (58.5, 13.0, 81.0, 42.0)
    between = rng.choice(("/", " ", " / "))
    return Plan(
        runs=(
            title(_TITLE, 6.0, 6.8, 3.6, 4.3),
            label(_TITLE_EN, 6.0, 10.2, 1.9),
            *_data(holder, 6.0, between),
            *_over("国籍", "Nationality", 6.0, 33.5, between),
            value(f"{holder.nation.name.zh}/{holder.nation.alpha3}", 6.0, 37.2, "nationality", 2.7),
            *_over("证件号码", "ID No.", 6.0, 43.6, between),
            number(one.number, 6.0, 48.4, 3.6, 2.65),
        ),
        fields=_permanent_fields(one, holder),
        watermark=photo,
        grounds=_PALE,
        photo=photo,
        bearer=Bearer(holder.sex, holder.age),
    )


def permanent_2023_back(seed: int, holder_of: int, rng: Random) -> Plan:
    """Emblem, title, authority and validity."""
    one = _permanent(2023, seed, holder_of)
    holder, between = one.holder, rng.choice(("/", " ", " / "))
    return Plan(
        runs=(
            title("中华人民共和国", 24.0, 10.0, 4.2, 5.6),
            title(_TITLE, 24.0, 17.5, 4.6, 5.4),
            label(_TITLE_EN, 24.0, 22.0, 2.0),
            *_over("签发机关", "Issuing Authority", 20.0, 34.0, between),
            value(one.issuer, 20.0, 38.0, "issuer", 2.8),
            *_over("有效期限", "Period of Validity", 20.0, 43.5, between),
            *validity(holder.issued_on, holder.expires_on, 20.0, 47.5),
        ),
        fields={
            "issuer": one.issuer,
            "issued_on": holder.issued_on.isoformat(),
            "expires_on": holder.expires_on.isoformat(),
        },
        watermark=(24.0, 24.0, 80.0, 30.0),
        grounds=_PALE,
        badge=(5.0, 5.0, 19.0, 19.0),
        wall=True,
    )


def _over(zh: str, en: str, x: float, y: float, between: str) -> list[Run]:
    return [label(f"{zh}{between}{en}", x, y, SMALL_MM)]


def _data(holder: Holder, x: float, between: str) -> list[Run]:
    """Name, sex and birth date, from x on."""
    sex = f"{'男' if holder.sex == 'M' else '女'}/{holder.sex}"
    return [
        *_over("姓名", "Name", x, 14.6, between),
        *lines(tuple(filter(None, (holder.latin.printed, holder.name))), x, 18.2, 3.6, "name", 2.7),
        *_over("性别", "Sex", x, 25.8, between),
        value(sex, x, 29.4, "sex", 2.7),
        *_over("出生日期", "Date of Birth", x + 17, 25.8, between),
        value(dotted(holder.birth_date), x + 17, 29.4, "birth_date", 2.7),
    ]


def _permanent_fields(one: _Permanent, holder: Holder) -> dict[str, str]:
    return {
        **({"name": holder.name} if holder.name else {}),
        "name_latin": holder.latin.printed,
        "sex": holder.sex,
        "birth_date": holder.birth_date.isoformat(),
        "nationality": holder.nation.alpha3,
        "number": one.number,
    }


def _temporary_holder(seed: int, holder_of: int) -> Person:
    """Somebody whose temporary card was issued lately, or a few years ago and has run out."""
    rng = Random(f"temporary:{seed}:{holder_of}")
    person = draw_person(seed, holder_of, ages=(16, 85))
    recent = rng.random() < 0.6
    issued_on = LIVING_ON - timedelta(days=rng.randint(1, 85) if recent else rng.randint(100, 2000))
    return replace(person, issued_on=issued_on, expires_on=_three_months_on(issued_on))


def _three_months_on(day: date) -> date:
    for back in range(4):  # 30 November and three months is the last day of February
        try:
            return date(day.year + (day.month + 2) // 12, (day.month + 2) % 12 + 1, day.day - back)
        except ValueError:
            continue
    raise ValueError(day)


def temporary_holder_side(seed: int, holder_of: int, rng: Random) -> Plan:
    """The side with everything about the holder, the authority and the three months."""
    person = _temporary_holder(seed, holder_of)
    birth, photo = person.birth_date, (58.0, 6.5, 80.0, 35.0)
    assert person.expires_on
    return Plan(
        runs=(
            label("姓名", 5.8, 8.0, 2.5, 4.2),
            *lines(wrap(person.name, 10), 15.0, 8.0, 3.5, "name", 3.1),
            label("性别", 5.8, 14.0, 2.5, 4.2),
            value("男" if person.sex == "M" else "女", 15.0, 14.0, "sex"),
            label("民族", 26.4, 14.0, 2.5, 3.6),
            value(person.ethnicity, 34.2, 14.0, "ethnicity"),
            label("出生", 5.8, 20.0, 2.5, 4.2),
            value(str(birth.year), 15.0, 20.0, "birth_date"),
            label("年", 23.8, 20.0, 2.5),
            value(str(birth.month), 28.6, 20.0, "birth_date"),
            label("月", 33.2, 20.0, 2.5),
            value(str(birth.day), 37.6, 20.0, "birth_date"),
            label("日", 42.2, 20.0, 2.5),
            label("住址", 5.8, 26.0, 2.5, 4.2),
            *lines(wrap(person.address, 11), 15.0, 26.0, 4.0, "address"),
            label("公民身份号码", 5.8, 39.5, 2.5, 3.2),
            number(person.number, 28.5, 39.6, 3.4, 2.55),
            label("签发机关", 5.8, 45.2, 2.5, 3.2),
            value(person.issuer, 21.5, 45.2, "issuer"),
            label("有效期限", 5.8, 50.4, 2.5, 3.2),
            *validity(person.issued_on, person.expires_on, 21.5, 50.4),
        ),
        fields=person.portrait_fields() | person.emblem_fields(),
        watermark=photo,
        grounds=_GREEN,
        photo=photo,
        bearer=Bearer(person.sex, age_on(birth, person.issued_on)),
    )


def temporary_title_side(seed: int, holder_of: int, rng: Random) -> Plan:
    """The side with the name of the document and the Great Wall."""
    return Plan(
        runs=(
            title("中华人民共和国", 20.0, 18.0, 5.0, 6.6),
            title("临时居民身份证", 14.0, 31.0, 6.6, 8.4),
        ),
        fields={},
        watermark=(8.0, 36.0, 78.0, 48.0),
        grounds=_GREEN,
        badge=(5.0, 6.0, 17.0, 18.0) if rng.random() < 0.5 else None,
        wall=True,
    )


_KINDS = (
    ("中国人民解放军军官证", ("少尉", "中尉", "上尉", "少校", "中校"), ("排长", "连长", "参谋", "营长")),
    ("中国人民解放军文职人员证", ("文职七级", "文职六级"), ("技师", "助理工程师", "讲师")),
    ("中国人民解放军士兵证", ("列兵", "上等兵", "下士", "中士"), ("战士", "班长")),
    ("中国人民武装警察部队警官证", ("少尉", "中尉", "上尉"), ("中队长", "排长", "参谋")),
)
_UNITS = ("61234部队", "某部三营二连", "32101部队", "某集团军通信站", "武警某支队")
_AUTHORITIES = (
    "中国人民解放军陆军政治部",
    "北部战区政治工作部",
    "南部战区空军政治部",
    "武警部队政治工作部",
    "军委政治工作部",
)


def military_page(seed: int, holder_of: int, rng: Random) -> Plan:
    """The page of a booklet with the photo: officer, civilian cadre, soldier or armed police by turns."""
    heading, ranks, posts = _KINDS[holder_of % len(_KINDS)]
    person = draw_person(seed, holder_of, ages=(19, 58))
    own = Random(f"military:{seed}:{holder_of}")
    issued_on = max(date(2008, 1, 1), LIVING_ON - timedelta(days=own.randint(30, 3000)))
    expires_on = _eve_after(issued_on, own.choice((3, 4, 5, 10)))
    digits, native, issuer = military_number(own), native_place(own), own.choice(_AUTHORITIES)
    if "武装警察" in heading:
        digits = "武" + digits[1:]
    birth, photo = person.birth_date, (8.0, 14.0, 36.0, 50.0)
    return Plan(
        runs=(
            title(heading, 30.0, 8.6, 4.0, 4.6),
            label("姓名", 42.0, 18.0, 2.8),
            value(person.name, 54.0, 18.0, "name", 3.4),
            label("出生日期", 42.0, 25.0, 2.8),
            value(f"{birth.year}年{birth.month}月{birth.day}日", 56.0, 25.0, "birth_date", 3.2),
            label("性别", 42.0, 32.0, 2.8),
            value("男" if person.sex == "M" else "女", 54.0, 32.0, "sex", 3.2),
            label("民族", 68.0, 32.0, 2.8),
            value(person.ethnicity, 78.0, 32.0, "ethnicity", 3.2),
            label("籍贯", 42.0, 39.0, 2.8),
            value(native, 54.0, 39.0, "birth_place", 3.2),
            label("部别", 42.0, 46.0, 2.8),
            value(own.choice(_UNITS), 54.0, 46.0, "employer", 3.2),
            label("职务", 42.0, 53.0, 2.8),
            value(own.choice(posts), 54.0, 53.0, "post", 3.2),
            label("衔级", 72.0, 53.0, 2.8),
            value(own.choice(ranks), 82.0, 53.0, "rank", 3.2),
            label("编号", 8.0, 57.0, 2.8),
            value(digits, 16.0, 57.0, "number", 3.0),
            label("发证机关", 8.0, 64.0, 2.8),
            value(issuer, 22.0, 64.0, "issuer", 3.2),
            label("发证日期", 8.0, 71.0, 2.8),
            value(_han_day(issued_on), 22.0, 71.0, "issued_on", 3.0),
            label("有效期至", 56.0, 71.0, 2.8),
            value(_han_day(expires_on), 70.0, 71.0, "expires_on", 3.0),
        ),
        fields={
            "name": person.name,
            "sex": person.sex,
            "birth_date": birth.isoformat(),
            "ethnicity": person.ethnicity,
            "birth_place": native,
            "number": digits,
            "issuer": issuer,
            "issued_on": issued_on.isoformat(),
            "expires_on": expires_on.isoformat(),
        },
        watermark=photo,
        grounds=_PAPER,
        photo=photo,
        bearer=Bearer(person.sex, age_on(birth, issued_on)),
        size=(105.0, 75.0),
    )


def _han_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _eve_after(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28)) - timedelta(days=1)
