"""The travel permits of residents of Hong Kong, Macao and Taiwan, and their residence permits.

Drawn from which fields are printed; no public specimen shows where each stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from sample_docs import regions
from sample_docs.cards.holders import (
    Holder,
    draw_holder,
    identity_card,
    permit_number,
    resident_number,
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
from sample_docs.drawn import Area
from sample_docs.layout import Role, Run, wrap
from sample_docs.people import draw_address

HKM_TITLE, TAIWAN_TITLE = "港澳居民来往内地通行证", "台湾居民来往大陆通行证"
_PHOTO: Area = (5.0, 14.0, 27.5, 43.0)
_GROUNDS: tuple[Ground, ...] = (
    ((206, 226, 236), (236, 228, 214), (208, 224, 240)),
    ((224, 232, 220), (238, 230, 226), (216, 230, 236)),
    ((232, 222, 232), (226, 236, 232), (236, 226, 214)),
)
_OFFICES = ("公安部出入境管理局", "中华人民共和国出入境管理局", "国家移民管理局")
_OFFICES_1999 = ("公安部出入境管理局", "广东省公安厅", "中华人民共和国公安部")
_PREFIXES = {"hongkong": "H", "macao": "M"}
_REGIONS = {"hongkong": "810000", "macao": "820000", "taiwan": "830000"}


@dataclass(frozen=True)
class _Permit:
    """A travel permit's holder and what is printed beside his data."""

    holder: Holder
    number: str
    issuer: str
    issue_count: str
    local_number: str


def _latin(rng: Random, holder: Holder) -> str:
    """The Latin name as one line: with or without the comma."""
    return holder.latin.printed if rng.random() < 0.6 else holder.latin.printed.replace(",", "")


def hkm_1999(seed: int, holder_of: int, rng: Random) -> Plan:
    """Card of 1999: number of a letter and ten digits, the last two the issue count; no count apart."""
    origin = rng.choice(tuple(_PREFIXES))
    holder = draw_holder(rng, origin, since=date(1999, 6, 1), until=date(2012, 12, 1), adult=10, minor=3)
    digits = permit_number(rng, _PREFIXES[origin], 8) + f"{rng.randint(1, 9):02d}"
    issuer, latin = rng.choice(_OFFICES_1999), _latin(rng, holder)
    return Plan(
        runs=(
            title(HKM_TITLE, 21.0, 9.2, 4.5, 5.1),
            label("姓名", 31.0, 17.0),
            value(holder.name, 42.0, 17.0, "name", 3.1),
            value(latin, 42.0, 21.2, "name_latin"),
            label("性别", 31.0, 26.0),
            value(_han_sex(holder), 42.0, 26.0, "sex"),
            label("出生日期", 50.0, 26.0),
            value(dotted(holder.birth_date), 62.0, 26.0, "birth_date"),
            label("有效期限", 31.0, 32.0),
            *validity(holder.issued_on, holder.expires_on, 42.5, 32.0, 2.6),
            label("签发机关", 31.0, 38.0),
            value(issuer, 42.5, 38.0, "issuer"),
            label("证件号码", 31.0, 47.0),
            number(digits, 42.5, 47.0, pitch=2.6),
        ),
        fields={
            "name": holder.name,
            "name_latin": latin,
            "sex": holder.sex,
            "birth_date": holder.birth_date.isoformat(),
            "number": digits,
            "issuer": issuer,
            "issued_on": holder.issued_on.isoformat(),
            "expires_on": holder.expires_on.isoformat(),
        },
        watermark=_PHOTO,
        grounds=_GROUNDS,
        photo=_PHOTO,
        bearer=_bearer(holder),
    )


def _card_permit(seed: int, holder_of: int, kind: str) -> _Permit:
    """The permit of one holder: both sides of a card are drawn of it."""
    rng = Random(f"permit:{kind}:{seed}:{holder_of}")
    if kind == "taiwan":
        origin, since = "taiwan", date(2015, 7, 10)
        holder = draw_holder(rng, origin, since=since, adult=5, minor=5)
        digits = permit_number(rng, "", 8)
    elif kind == "2024":
        origin, since = rng.choice(tuple(_PREFIXES)), date(2024, 7, 11)
        holder = draw_holder(rng, "abroad", since=since, adult=5, minor=5)
        digits = permit_number(rng, _PREFIXES[origin] + "A", 7)
    else:
        origin, since = rng.choice(tuple(_PREFIXES)), date(2013, 1, 3)
        holder = draw_holder(rng, origin, since=since, adult=10, minor=5)
        digits = permit_number(rng, _PREFIXES[origin], 8)
    return _Permit(
        holder, digits, rng.choice(_OFFICES), f"{rng.randint(1, 12):02d}", identity_card(rng, origin)
    )


def permit_front(kind: str, seed: int, holder_of: int, rng: Random) -> Plan:
    """The front of the card of 2013 (`hkm`) or of the Taiwan card (`taiwan`): labels in Chinese before the values."""
    permit = _card_permit(seed, holder_of, kind)
    holder, latin = permit.holder, _latin(rng, permit.holder)
    return Plan(
        runs=(
            title(TAIWAN_TITLE if kind == "taiwan" else HKM_TITLE, 21.0, 9.2, 4.5, 5.1),
            label("姓名", 31.0, 17.0),
            value(holder.name, 42.0, 17.0, "name", 3.1),
            value(latin, 42.0, 21.2, "name_latin"),
            label("出生日期", 31.0, 27.0),
            value(dotted(holder.birth_date), 43.0, 27.0, "birth_date"),
            label("性别", 64.0, 27.0),
            value(_han_sex(holder), 71.0, 27.0, "sex"),
            label("有效期限", 31.0, 33.0),
            *validity(holder.issued_on, holder.expires_on, 43.0, 33.0, 2.6),
            label("签发机关", 31.0, 39.0),
            value(permit.issuer, 43.0, 39.0, "issuer"),
            label("证件号码", 31.0, 48.0),
            number(permit.number, 43.0, 48.0, pitch=2.35),
            label(rng.choice(("签发次数", "签发次数", "换证次数")), 66.5, 48.0, 2.2),
            value(permit.issue_count, 77.0, 48.0, "issue_count"),
        ),
        fields={
            "name": holder.name,
            "name_latin": latin,
            "sex": holder.sex,
            "birth_date": holder.birth_date.isoformat(),
            "number": permit.number,
            "issuer": permit.issuer,
            "issued_on": holder.issued_on.isoformat(),
            "expires_on": holder.expires_on.isoformat(),
            "issue_count": permit.issue_count,
        },
        watermark=_PHOTO,
        grounds=_GROUNDS,
        photo=_PHOTO,
        bearer=_bearer(holder),
    )


def permit_back(kind: str, seed: int, holder_of: int, rng: Random) -> Plan:
    """The reverse: name and number of the identity card of Hong Kong, Macao or Taiwan."""
    permit = _card_permit(seed, holder_of, kind)
    place = "台湾" if kind == "taiwan" else "港澳"
    heading = TAIWAN_TITLE if kind == "taiwan" else HKM_TITLE
    return Plan(
        runs=(
            title(heading, 15.0, 11.0, 4.2, 5.1),
            label("姓名", 12.0, 24.0),
            value(permit.holder.name, 24.0, 24.0, "local_name", 3.1),
            label(f"{place}身份证件号码", 12.0, 31.0),
            value(permit.local_number, 34.0, 31.0, "local_number"),
            notice("持证人应妥善保管本证件，遗失应及时报告公安机关。", 12.0, 40.0),
            notice("本证件有效期满或损坏，应到签发机关换发。", 12.0, 44.0),
        ),
        fields={"local_name": permit.holder.name, "local_number": permit.local_number},
        watermark=(56.0, 20.0, 82.0, 36.0),
        grounds=_GROUNDS,
        wall=rng.random() < 0.5,
    )


def permit_2024(seed: int, holder_of: int, rng: Random) -> Plan:
    """The card for residents who are not Chinese nationals: labels in two languages over the values."""
    permit = _card_permit(seed, holder_of, "2024")
    holder, latin = permit.holder, _latin(rng, permit.holder)
    words = rng.choice(("/", " ", " / "))
    return Plan(
        runs=(
            title(HKM_TITLE, 14.0, 7.2, 3.6, 4.2),
            title("（非中国籍）", 60.5, 7.2, 2.8, 3.2),
            label(
                "Mainland Travel Permit for Hong Kong and Macao Residents (non-Chinese Citizens)",
                7.0,
                10.8,
                1.7,
            ),
            *_over("姓名", "Name", 31.0, 15.5, words),
            *lines(tuple(filter(None, (latin, holder.name))), 31.0, 19.2, 3.6, "name", 2.7),
            *_over("性别", "Sex", 31.0, 27.0, words),
            value(_both_sexes(holder), 31.0, 30.7, "sex", 2.7),
            *_over("出生日期", "Date of Birth", 48.0, 27.0, words),
            value(dotted(holder.birth_date), 48.0, 30.7, "birth_date", 2.7),
            *_over("国籍", "Nationality", 31.0, 34.6, words),
            value(f"{holder.nation.name.zh}/{holder.nation.alpha3}", 31.0, 38.3, "nationality", 2.7),
            *_over("有效期限", "Period of Validity", 31.0, 42.0, words),
            *validity(holder.issued_on, holder.expires_on, 31.0, 45.6, 2.6),
            *_over("签发机关", "Issuing Authority", 56.0, 34.6, words),
            value(permit.issuer, 56.0, 38.3, "issuer", 2.0),
            label("证件号码", 5.0, 51.0, SMALL_MM),
            Run(permit.number, 16.0, 51.0, 3.0, Role.NUMBER, "number", 2.2),
            label("签发次数", 48.0, 51.0, SMALL_MM),
            value(permit.issue_count, 58.0, 51.0, "issue_count", 2.6),
        ),
        fields={
            **({"name": holder.name} if holder.name else {}),
            "name_latin": latin,
            "sex": holder.sex,
            "birth_date": holder.birth_date.isoformat(),
            "nationality": holder.nation.alpha3,
            "number": permit.number,
            "issuer": permit.issuer,
            "issued_on": holder.issued_on.isoformat(),
            "expires_on": holder.expires_on.isoformat(),
            "issue_count": permit.issue_count,
        },
        watermark=(6.0, 15.0, 28.0, 43.0),
        grounds=_GROUNDS,
        photo=(6.0, 15.0, 28.0, 43.0),
        bearer=_bearer(holder),
    )


@dataclass(frozen=True)
class _Residence:
    """A residence permit and its holder. permit_number, issue_count: of the travel permit it refers to."""

    holder: Holder
    origin: str
    number: str
    address: str
    issuer: str
    permit_number: str
    issue_count: str


def _residence(seed: int, holder_of: int) -> _Residence:
    rng = Random(f"residence:{seed}:{holder_of}")
    origin = rng.choice(tuple(_REGIONS))
    holder = draw_holder(rng, origin, since=date(2018, 9, 3), adult=5, minor=5)
    year = min(holder.issued_on.year, 2020)  # the last year whose names the region table has
    place = regions.place_in(rng.choice(regions.codes_in(year)), year)
    if place is None:
        raise LookupError(year)
    letter = _PREFIXES.get(origin, "")
    return _Residence(
        holder,
        origin,
        resident_number(rng, holder, _REGIONS[origin]),
        draw_address(rng, place),
        place.office,
        permit_number(rng, letter, 8),
        f"{rng.randint(1, 12):02d}",
    )


def residence_front(seed: int, holder_of: int, rng: Random) -> Plan:
    """Like the resident ID's portrait side, without an ethnicity."""
    one = _residence(seed, holder_of)
    holder, birth = one.holder, one.holder.birth_date
    photo: Area = (56.4, 6.0, 80.6, 38.6)
    return Plan(
        runs=(
            label("姓名", 5.8, 9.2, 2.6, 4.2),
            value(holder.name, 15.0, 9.2, "name", 3.4),
            label("性别", 5.8, 16.2, 2.6, 4.2),
            value(_han_sex(holder), 15.0, 16.2, "sex", 2.9),
            label("出生", 5.8, 23.0, 2.6, 4.2),
            value(str(birth.year), 15.0, 23.0, "birth_date", 2.9),
            label("年", 23.8, 23.0, 2.6),
            value(str(birth.month), 28.6, 23.0, "birth_date", 2.9),
            label("月", 33.2, 23.0, 2.6),
            value(str(birth.day), 37.6, 23.0, "birth_date", 2.9),
            label("日", 42.2, 23.0, 2.6),
            label("住址", 5.8, 29.8, 2.6, 4.2),
            *lines(wrap(one.address, rng.choice((10, 11))), 15.0, 29.8, 4.6, "address", 2.9),
            label("公民身份号码", 5.8, 47.8, 2.6, 3.3),
            number(one.number, 30.0, 47.9, 3.75, 2.72),
        ),
        fields={
            "name": holder.name,
            "sex": holder.sex,
            "birth_date": birth.isoformat(),
            "address": one.address,
            "number": one.number,
        },
        watermark=photo,
        grounds=_GROUNDS,
        photo=photo,
        bearer=_bearer(holder),
    )


def residence_back(seed: int, holder_of: int, rng: Random) -> Plan:
    """Like the resident ID's emblem side, with the number and issue count of the travel permit."""
    one = _residence(seed, holder_of)
    holder, left = one.holder, 17.0
    heading = "台湾居民居住证" if one.origin == "taiwan" else "港澳居民居住证"
    return Plan(
        runs=(
            title("中华人民共和国", 28.4, 11.4, 5.0, 6.5),
            title(heading, 25.6, 20.8, 6.4, 7.6),
            label("签发机关", left, 32.5, 2.6, 3.3),
            *lines(wrap(one.issuer, 14), 33.0, 32.5, 3.4, "issuer", 2.9),
            label("有效期限", left, 39.5, 2.6, 3.3),
            *validity(holder.issued_on, holder.expires_on, 33.0, 39.5, 2.9),
            label("通行证号码", left, 46.5, 2.6, 2.9),
            value(one.permit_number, 33.0, 46.5, "permit_number", 2.9),
            label("签发次数", 56.0, 46.5, 2.6, 2.9),
            value(one.issue_count, 69.5, 46.5, "issue_count", 2.9),
        ),
        fields={
            "issuer": one.issuer,
            "issued_on": holder.issued_on.isoformat(),
            "expires_on": holder.expires_on.isoformat(),
            "permit_number": one.permit_number,
            "issue_count": one.issue_count,
        },
        watermark=(24.0, 22.5, 80.0, 28.5),
        grounds=_GROUNDS,
        badge=(5.2, 4.2, 20.2, 19.8),
        wall=True,
    )


def _over(zh: str, en: str, x: float, y: float, between: str) -> list[Run]:
    return [label(f"{zh}{between}{en}", x, y, SMALL_MM)]


def _han_sex(holder: Holder) -> str:
    return "男" if holder.sex == "M" else "女"


def _both_sexes(holder: Holder) -> str:
    return f"{_han_sex(holder)}/{holder.sex}"


def _bearer(holder: Holder) -> Bearer:
    return Bearer(holder.sex, holder.age)
