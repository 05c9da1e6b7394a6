"""Who holds the other cards: residents of Hong Kong, Macao and Taiwan, foreigners, soldiers. All are invented.

Everything one holder's cards say agrees: numbers with birth dates and places, terms with ages, Han names with Latin ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from pypinyin import Style, lazy_pinyin

from kyc.documents.countries import Country, countries
from sample_docs import names
from sample_docs.people import LIVING_ON, age_on, check_character

# How names are written in Latin letters in Hong Kong and Macao (Cantonese) and in Taiwan (Wade–Giles).
_CANTONESE = (
    *(("陈", "CHAN"), ("李", "LEE"), ("黄", "WONG"), ("张", "CHEUNG"), ("梁", "LEUNG"), ("林", "LAM")),
    *(("吴", "NG"), ("何", "HO"), ("郑", "CHENG"), ("蔡", "CHOI"), ("叶", "YIP"), ("欧阳", "AU YEUNG")),
    *(("谢", "TSE"), ("冯", "FUNG"), ("邓", "TANG"), ("曾", "TSANG"), ("许", "HUI"), ("罗", "LO")),
)
_CANTONESE_GIVEN = (
    *(
        ("伟", "WAI"),
        ("明", "MING"),
        ("文", "MAN"),
        ("志", "CHI"),
        ("强", "KEUNG"),
        ("家", "KA"),
        ("慧", "WAI"),
    ),
    *(
        ("玲", "LING"),
        ("美", "MEI"),
        ("嘉", "KA"),
        ("俊", "CHUN"),
        ("杰", "KIT"),
        ("欣", "YAN"),
        ("怡", "YEE"),
    ),
    *(
        ("诗", "SZE"),
        ("敏", "MAN"),
        ("国", "KWOK"),
        ("华", "WAH"),
        ("永", "WING"),
        ("德", "TAK"),
        ("颖", "WING"),
    ),
)
_WADE_GILES = (
    *(
        ("陈", "CHEN"),
        ("林", "LIN"),
        ("黄", "HUANG"),
        ("张", "CHANG"),
        ("李", "LI"),
        ("王", "WANG"),
        ("吴", "WU"),
    ),
    *(
        ("刘", "LIU"),
        ("蔡", "TSAI"),
        ("杨", "YANG"),
        ("许", "HSU"),
        ("郑", "CHENG"),
        ("谢", "HSIEH"),
        ("郭", "KUO"),
    ),
    *(
        ("洪", "HUNG"),
        ("邱", "CHIU"),
        ("曾", "TSENG"),
        ("廖", "LIAO"),
        ("赖", "LAI"),
        ("徐", "HSU"),
        ("周", "CHOU"),
    ),
)
_WADE_GILES_GIVEN = (
    *(
        ("志", "CHIH"),
        ("明", "MING"),
        ("雅", "YA"),
        ("婷", "TING"),
        ("家", "CHIA"),
        ("豪", "HAO"),
        ("淑", "SHU"),
    ),
    *(
        ("芬", "FEN"),
        ("俊", "CHUN"),
        ("宏", "HUNG"),
        ("怡", "YI"),
        ("君", "CHUN"),
        ("建", "CHIEN"),
        ("惠", "HUI"),
    ),
    *(
        ("文", "WEN"),
        ("宗", "TSUNG"),
        ("翰", "HAN"),
        ("佩", "PEI"),
        ("珊", "SHAN"),
        ("冠", "KUAN"),
        ("宇", "YU"),
    ),
)
_FOREIGN_SURNAMES = (
    *("SMITH", "MUELLER", "GARCIA LOPEZ", "TANAKA", "KIM", "DUBOIS", "ROSSI", "O'CONNOR", "IVANOVA", "SINGH"),
    *(
        "NGUYEN",
        "VAN DER BERG",
        "ANDERSSON",
        "NOVAK",
        "KOWALSKI",
        "SILVA",
        "HASSAN",
        "OKAFOR",
        "TRAN",
        "WILLIAMS",
    ),
    *("SMITH-JONES", "FERNANDEZ", "YAMAMOTO", "PARK", "PETROV", "KHAN", "COHEN", "LARSEN", "WEBER", "BROWN"),
)
_FOREIGN_GIVEN = (
    *("JOHN PAUL", "ANNA", "MARIA ISABEL", "KENJI", "MIN JUN", "PIERRE", "GIULIA", "PATRICK", "OLGA", "RAVI"),
    *("THI HOA", "WILLEM", "ERIK", "EVA", "TOMASZ", "JOAO PEDRO", "AHMED", "CHIDI", "DAVID", "EMMA ROSE"),
    *("JEAN-LUC", "SOFIA", "HARUKA", "JI WOO", "DMITRI", "AISHA", "NOA", "INGRID", "KLAUS", "MICHAEL JAMES"),
)
_TRANSCRIPTIONS = "史密斯安娜玛丽亚约翰保罗大卫艾玛索菲亚彼得汉斯皮埃尔露西卡洛斯伊万罗伯特"
_OFTEN_FROM = (
    "USA",
    "CAN",
    "GBR",
    "DEU",
    "FRA",
    "JPN",
    "KOR",
    "AUS",
    "ITA",
    "RUS",
    "IND",
    "SGP",
    "BRA",
    "ZAF",
)
_PLACES = ("11", "12", "31", "33", "44", "51", "21", "37", "42", "61")
_MILITARY_FONTS = "南北东西中空海政后参武军"
_NATIVE_PLACES = (
    "河北保定",
    "山东济南",
    "四川绵阳",
    "湖南长沙",
    "江苏徐州",
    "河南南阳",
    "陕西西安",
    "广东梅州",
    "辽宁鞍山",
)


@dataclass(frozen=True)
class Latin:
    """A name in Latin letters."""

    surname: str
    given: str

    @property
    def printed(self) -> str:
        """As one line, the surname first."""
        return f"{self.surname}, {self.given}"


@dataclass(frozen=True)
class Holder:
    """What the holder of one of these cards is called, and when and where he was born and the card was issued.

    name: in Han characters, "" when he has none. issued_on, expires_on: as printed, the last day included.
    """

    name: str
    latin: Latin
    sex: str
    birth_date: date
    nation: Country
    issued_on: date
    expires_on: date

    @property
    def age(self) -> int:
        """At issue, in full years."""
        return age_on(self.birth_date, self.issued_on)


def draw_holder(
    rng: Random,
    origin: str,
    *,
    since: date,
    until: date = LIVING_ON,
    adult: int,
    minor: int,
    ages: tuple[int, int] = (3, 88),
) -> Holder:
    """A holder from "hongkong", "macao", "taiwan" or "abroad" (also of a Chinese name) whose card was issued in a span.

    adult, minor: years of validity of those of 18 and over, and of the others.
    """
    sex = rng.choice("MF")
    issued_on = since + timedelta(days=rng.randrange((until - since).days))
    birth_date = _years(issued_on, -rng.randint(*ages)) - timedelta(days=rng.randrange(365))
    years = adult if age_on(birth_date, issued_on) >= 18 else minor
    nation = countries()["CHN"]
    if origin == "abroad":
        often = rng.random() < 0.6
        nation = (
            countries()[rng.choice(_OFTEN_FROM)]
            if often
            else rng.choice(
                [n for n in countries().values() if n.alpha3 not in _CHINA and len(n.name.zh) <= _LONGEST]
            )
        )
    name, latin = _draw_names(rng, origin, sex)
    return Holder(
        name=name,
        latin=latin,
        sex=sex,
        birth_date=birth_date,
        nation=nation,
        issued_on=issued_on,
        expires_on=_years(issued_on, years) - timedelta(days=1),
    )


_CHINA = ("CHN", "HKG", "MAC", "TWN")
_LONGEST = 7  # characters of a state's name that have room


def _draw_names(rng: Random, origin: str, sex: str) -> tuple[str, Latin]:
    kind = rng.random()
    if origin == "abroad":
        latin = Latin(rng.choice(_FOREIGN_SURNAMES), rng.choice(_FOREIGN_GIVEN))
        return ("".join(rng.sample(_TRANSCRIPTIONS, rng.randint(2, 5))) if kind < 0.7 else "", latin)
    if kind < 0.35:  # mainland pinyin is printed for some
        name = names.draw_name(rng, "汉", sex)
        length = 2 if name[:2] in names.COMPOUND_SURNAMES else 1
        return name, Latin(_pinyin(name[:length]), _pinyin(name[length:]))
    surnames, given = (
        (_WADE_GILES, _WADE_GILES_GIVEN) if origin == "taiwan" else (_CANTONESE, _CANTONESE_GIVEN)
    )
    surname, parts = rng.choice(surnames), rng.sample(given, rng.choice((1, 2, 2, 2)))
    joint = "-" if origin == "taiwan" else " "
    return surname[0] + "".join(han for han, _ in parts), Latin(
        surname[1], joint.join(latin for _, latin in parts)
    )


def _pinyin(han: str) -> str:
    return "".join(lazy_pinyin(han, style=Style.NORMAL)).upper().replace("V", "YU")


def _years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def permit_number(rng: Random, letter: str, digits: int) -> str:
    """A letter or two and some digits."""
    return letter + "".join(rng.choices("0123456789", k=digits))


def resident_number(rng: Random, holder: Holder, region: str) -> str:
    """The 18 characters given to residents from Hong Kong (810000), Macao (820000) and Taiwan (830000)."""
    order = rng.randrange(1, 500) * 2 - (1 if holder.sex == "M" else 0)
    first_17 = f"{region}{holder.birth_date:%Y%m%d}{order:03d}"
    return first_17 + check_character(first_17)


def permanent_number_2017(rng: Random, holder: Holder) -> str:
    """Alpha-3 code, 4 digits of the place, birth date of 6 digits, 2 more."""
    return f"{holder.nation.alpha3}{rng.choice(_PLACES)}{rng.randrange(100):02d}{holder.birth_date:%y%m%d}{rng.randrange(100):02d}"


def permanent_number_2023(rng: Random, holder: Holder) -> str:
    """9, 2 digits of the place, the state's number, birth date, 3 of order, check character (ISO 7064 MOD 11-2)."""
    order = rng.randrange(1, 500) * 2 - (1 if holder.sex == "M" else 0)
    first_17 = f"9{rng.choice(_PLACES)}{holder.nation.numeric}{holder.birth_date:%Y%m%d}{order:03d}"
    return first_17 + check_character(first_17)


def military_number(rng: Random) -> str:
    """The character of a service or region, 字第, digits, 号."""
    return f"{rng.choice(_MILITARY_FONTS)}字第{''.join(rng.choices('0123456789', k=rng.randint(6, 8)))}号"


def native_place(rng: Random) -> str:
    """Province and prefecture, as service books print it."""
    return rng.choice(_NATIVE_PLACES)


def identity_card(rng: Random, origin: str) -> str:
    """The number of an identity card of Hong Kong, Macao or Taiwan; its check digit is not computed."""
    digits = "".join(rng.choices("0123456789", k=9))
    if origin == "taiwan":
        return f"{rng.choice('ABCDEFGHJKLMNPQRSTUVXYWZ')}{rng.choice('12')}{digits[:8]}"
    if origin == "macao":
        return f"{rng.choice('157')}{digits[:6]}({digits[6]})"
    return f"{rng.choice('ABCDEGHKPRVYZ')}{digits[:6]}({digits[6]})"
