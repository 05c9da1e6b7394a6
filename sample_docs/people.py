"""Who is on the card: a person whose name, number, address, issuer and validity agree with each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sample_docs import names, regions

LONG_TERM = "long_term"
# The day on which generated people live, so that the same seed gives the same card on every day.
LIVING_ON = date(2026, 7, 1)
# Second-generation cards were issued everywhere from 2005 on.
_FIRST_ISSUE = date(2005, 1, 4)
# GB 11643: check digit by ISO 7064 MOD 11-2.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"

_ADDRESS_CHARACTERS = 30
_TOWNS = (
    *(
        "城关",
        "新华",
        "和平",
        "解放",
        "东风",
        "长安",
        "永兴",
        "太平",
        "双河",
        "石桥",
        "龙泉",
        "清水",
        "白云",
        "青山",
    ),
    *(
        "柳林",
        "大营",
        "三里",
        "马家",
        "杨柳",
        "沙河",
        "金牛",
        "凤凰",
        "桃源",
        "梅园",
        "枫林",
        "平安",
        "高桥",
        "河口",
    ),
)
_ROADS = (
    *(
        "人民",
        "中山",
        "建设",
        "解放",
        "文化",
        "学府",
        "滨江",
        "环城",
        "迎宾",
        "育才",
        "光明",
        "幸福",
        "友谊",
        "朝阳",
    ),
    *("胜利", "新华", "和谐", "长江", "黄河", "泰山", "珠江", "昆仑", "紫荆", "玉兰", "丁香"),
)
_ESTATES = (
    "锦绣花园",
    "阳光小区",
    "金色家园",
    "翠竹苑",
    "怡景新村",
    "御景湾",
    "东方雅居",
    "铁路新村",
    "机关大院",
)
_VILLAGES = (
    "王家",
    "李家",
    "上河",
    "下坪",
    "新民",
    "红旗",
    "团结",
    "前进",
    "小南",
    "大柳树",
    "石门坎",
    "龙潭",
    "古城",
)


@dataclass(frozen=True)
class Person:
    """A holder of a resident ID with everything both sides print.

    sex: "M" or "F". number: 18 characters. expires_on: None means long term.
    """

    name: str
    sex: str
    ethnicity: str
    birth_date: date
    address: str
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None

    def portrait_fields(self) -> dict[str, str]:
        """The fields of the portrait side (人像面), in the house's field names."""
        return {
            "name": self.name,
            "sex": self.sex,
            "ethnicity": self.ethnicity,
            "birth_date": self.birth_date.isoformat(),
            "address": self.address,
            "number": self.number,
        }

    def emblem_fields(self) -> dict[str, str]:
        """The fields of the emblem side (国徽面)."""
        return {
            "issuer": self.issuer,
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat() if self.expires_on else LONG_TERM,
        }


def check_character(first_17: str) -> str:
    """The 18th character of a citizen number (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def age_on(birth_date: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def term_years(age_at_issue: int) -> int | None:
    """How long a card is valid (Resident Identity Card Law, art. 5); None is long term."""
    for below, years in ((16, 5), (26, 10), (46, 20)):
        if age_at_issue < below:
            return years
    return None


def draw_person(
    seed: int,
    index: int,
    *,
    ages: tuple[int, int] = (1, 92),
    sex: str | None = None,
    ethnicity: str | None = None,
    expired: bool | None = None,
    as_of: date = LIVING_ON,
) -> Person:
    """The person with this index in the town of this seed: the same arguments always give the same person.

    ages: youngest and oldest age in full years on `as_of`. sex, ethnicity: fixed, or drawn when None.
    expired: whether the card has run out on `as_of`; None lets about one in twelve.
    """
    rng = Random(f"person:{seed}:{index}")
    sex = sex or rng.choice("MF")
    ethnicity = ethnicity or names.draw_ethnicity(rng)
    name = names.draw_name(rng, ethnicity, sex)
    birth_date = _draw_birth_date(rng, rng.randint(*ages), as_of)
    wants_expired = rng.random() < 1 / 12 if expired is None else expired
    issued_on, expires_on = _draw_validity(rng, birth_date, as_of, wants_expired)
    code = regions.draw_code(
        rng,
        birth_date.year,
        issued_on.year,
        abolished=rng.random() < 0.2,
        province=names.home_province(ethnicity) if rng.random() < 0.6 else "",
    )
    place = regions.successor(code, birth_date.year, issued_on.year)
    if place is None:  # draw_code promises a successor
        raise LookupError(code)
    return Person(
        name=name,
        sex=sex,
        ethnicity=ethnicity,
        birth_date=birth_date,
        address=draw_address(rng, place),
        number=_draw_number(rng, code, birth_date, sex),
        issuer=place.office,
        issued_on=issued_on,
        expires_on=expires_on,
    )


def _draw_birth_date(rng: Random, age: int, as_of: date) -> date:
    """A day on which somebody of `age` on `as_of` was born."""
    newest = _years_later(as_of, -age)
    oldest = _years_later(as_of, -age - 1) + timedelta(days=1)
    return oldest + timedelta(days=rng.randrange((newest - oldest).days + 1))


def _years_later(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _draw_validity(rng: Random, birth_date: date, as_of: date, expired: bool) -> tuple[date, date | None]:
    """A day of issue since the card exists and since birth, with the term the law gives for the age then.

    Nobody over 46 for long has an expired card, and a small child has none: then a valid one is given.
    """
    earliest = max(_FIRST_ISSUE, birth_date + timedelta(days=30))
    days = max(1, (as_of - earliest).days)
    for _ in range(100):
        issued_on = earliest + timedelta(days=rng.randrange(days))
        years = term_years(age_on(birth_date, issued_on))
        expires_on = _years_later(issued_on, years) if years else None
        if (expires_on is not None and expires_on < as_of) is expired:
            return issued_on, expires_on
    return _draw_validity(rng, birth_date, as_of, not expired)


def _draw_number(rng: Random, code: str, birth_date: date, sex: str) -> str:
    order = rng.randrange(1, 500) * 2 - (1 if sex == "M" else 0)
    first_17 = f"{code}{birth_date:%Y%m%d}{order:03d}"
    return first_17 + check_character(first_17)


def draw_address(rng: Random, place: regions.Place) -> str:
    """An address of at most 30 characters, the three lines a card has for it."""
    heads = [head for head in place.address_heads() if len(head) <= _ADDRESS_CHARACTERS - 9]
    head = rng.choice(heads or [place.address_heads()[-1]])
    is_urban = place.county.endswith("区") or not place.county or rng.random() < 0.35
    draw = _urban_detail if is_urban else _rural_detail
    details = [
        detail for detail in (draw(rng) for _ in range(8)) if len(head) + len(detail) <= _ADDRESS_CHARACTERS
    ]
    return head + (details[0] if details else f"{rng.choice(_ROADS)}路{rng.randint(1, 99)}号")


def _urban_detail(rng: Random) -> str:
    road = f"{rng.choice(_ROADS)}{rng.choice(('路', '街', '大道', '东路', '西街', '巷'))}{rng.randint(1, 1288)}号"
    flat = f"{rng.randint(1, 38)}幢{rng.choice(('', f'{rng.randint(1, 4)}单元'))}{rng.randint(1, 33)}0{rng.randint(1, 6)}室"
    return rng.choice(
        (road, road, road + flat, f"{road}{rng.choice(_ESTATES)}{flat}", rng.choice(_ESTATES) + flat)
    )


def _rural_detail(rng: Random) -> str:
    town = f"{rng.choice(_TOWNS)}{rng.choice(('镇', '镇', '乡', '街道'))}"
    village = f"{rng.choice(_VILLAGES)}{rng.choice(('村', '村', '庄', '屯'))}"
    group = rng.choice(
        ("", f"{rng.randint(1, 19)}组", f"{rng.randint(1, 19)}社", f"第{rng.randint(1, 9)}村民小组")
    )
    house = f"{rng.randint(1, 399)}号"
    return rng.choice(
        (town + village + group + house, town + village + house, town + village + group, village + house)
    )
