"""Who holds the specimens of travel documents, and what these say of them. All are invented.

What is printed twice agrees: names with their writing in the zone, terms with ages, Han names with Latin ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from babel.dates import get_month_names

from sample_docs import mrz
from sample_docs.people import LIVING_ON, age_on
from sample_docs.travel.nations import Nation, drawn_number

_ADULT = 16
_UNKNOWN_DATES, _EXPIRED, _ONE_NAME, _LONG_NAME = 0.04, 0.1, 0.3, 0.08
_SEX_WORDS = {
    "zh": {"M": "男", "F": "女"},
    "vi": {"M": "Nam", "F": "Nữ"},
    "uk": {"M": "Ч", "F": "Ж"},
}
_MORE_NAMES = ("ALEXANDRA", "BARTHOLOMEW", "MAXIMILIANA", "CHRISTOPHER", "KONSTANTINA", "EMMANUEL")
_DOUBLED = ("MONTGOMERY", "WOOLOOMOOLOO", "SCHWARZENBERG", "CAVENDISH")


@dataclass(frozen=True)
class Holder:
    """A holder and the document.

    surname, given: as printed, in Latin letters; given is empty for somebody with one name only. han: surname and given
    name in Han characters, where the page prints them. birth: year, month, day, None where unknown.
    nationality: alpha-3 or ICAO's code. personal: a personal number for the optional data, "" for none.
    """

    nation: Nation
    number: str
    surname: str
    given: str
    han: tuple[str, str] | None
    sex: str
    birth: tuple[int, int | None, int | None]
    birth_place: str
    nationality: str
    issued_on: date
    expires_on: date
    authority: str
    personal: str

    @property
    def age(self) -> int:
        """In full years at issue."""
        year, month, day = self.birth
        return age_on(date(year, month or 1, day or 1), self.issued_on)

    @property
    def printed_name(self) -> str:
        """The name as the page prints it, in one line."""
        if self.han:
            return "".join(self.han)
        order = self.nation.raw.get("whole_name")
        parts = (self.given, self.surname) if order == "given_first" else (self.surname, self.given)
        return " ".join(part for part in parts if part)

    @property
    def birth_date(self) -> str:
        """ISO 8601, what is unknown as X."""
        year, month, day = self.birth
        return f"{year}-{'XX' if month is None else f'{month:02}'}-{'XX' if day is None else f'{day:02}'}"

    def entries(self, document_code: str) -> mrz.Entries:
        """What the zone of the document says."""
        return mrz.Entries(
            document_code=document_code,
            issuing_state=self.nation.code,
            surname_latin=self.surname,
            given_names_latin=self.given,
            number=self.number,
            nationality=self.nationality,
            birth_date=self.birth_date,
            sex=self.sex,
            expires_on=self.expires_on.isoformat(),
            optional_data=self.personal,
        )

    def fields(self) -> dict[str, str]:
        """What a reader should find, whichever zone says it."""
        latin = {
            "surname_latin": mrz.transliterated(self.surname).replace(mrz.FILLER, " "),
            "given_names_latin": mrz.transliterated(self.given).replace(mrz.FILLER, " "),
        }
        found = {
            "name": self.printed_name,
            "name_latin": " ".join(part for part in latin.values() if part),
            **latin,
            "sex": self.sex,
            "birth_date": self.birth_date if "X" not in self.birth_date else "",
            "nationality": self.nationality,
            "issuing_state": self.nation.code,
            "number": self.number,
            "expires_on": self.expires_on.isoformat(),
        }
        return {name: value for name, value in found.items() if value}


def draw_holder(rng: Random, nation: Nation, *, years: int = 10, room: int = 14) -> Holder:
    """Somebody with a document of a nation.

    years: the term for grown-ups; children get half. room: characters of optional data in the zone.
    """
    sex = rng.choice("MF")
    born = LIVING_ON - timedelta(days=rng.randint(2 * 365, 88 * 365))
    child = age_on(born, LIVING_ON) < _ADULT + years // 2
    term = max(1, years // 2) if child else years
    lived = (LIVING_ON - born).days
    back = rng.randint(1, min(term * 365 - 1, lived - 30))
    if rng.random() < _EXPIRED and lived > (term + 3) * 365:
        back = rng.randint(term * 365 + 10, (term + 2) * 365)
    issued = LIVING_ON - timedelta(days=back)
    issued = issued.replace(day=min(issued.day, 28))
    expires = issued.replace(year=issued.year + term) - timedelta(days=rng.choice((0, 0, 1)))
    surname, given, han = _named(rng, nation, sex)
    shown_sex = "X" if rng.random() < 0.02 and nation.raw["sex"] == "{0}" else sex
    return Holder(
        nation=nation,
        number=drawn_number(rng, nation.raw["number"]),
        surname=surname,
        given=given,
        han=han,
        sex=shown_sex,
        birth=_birth(rng, born),
        birth_place=rng.choice(nation.raw["places"]),
        nationality=rng.choice(nation.bearers),
        issued_on=issued,
        expires_on=expires,
        authority=rng.choice(nation.raw["authority"]),
        personal=drawn_number(rng, ["#" * min(room, 11)]) if room and rng.random() < 0.3 else "",
    )


def printed_day(day: date, nation: Nation) -> str:
    """A day as the nation prints it."""
    return _printed(day.year, day.month, day.day, nation)


def printed_birth(holder: Holder) -> str:
    """The birth date as printed; unknown parts are X, as states print them."""
    year, month, day = holder.birth
    if month is None or day is None:
        return f"XX{'.' if holder.nation.raw['dates'] == 'dots' else ' '}XX{'.' if holder.nation.raw['dates'] == 'dots' else ' '}{year}"
    return _printed(year, month, day, holder.nation)


def printed_sex(holder: Holder) -> str:
    """The sex as printed: the letter, with or beside the language's own word."""
    form: str = holder.nation.raw["sex"]
    male, _, female = form.partition("|")
    words = {language: names.get(holder.sex, "") for language, names in _SEX_WORDS.items()}
    chosen = female if female and holder.sex == "F" else male
    return chosen.format(holder.sex, **words)


def _named(rng: Random, nation: Nation, sex: str) -> tuple[str, str, tuple[str, str] | None]:
    pool = "male" if sex == "M" else "female"
    if "han" in nation.raw:
        han, latin = rng.choice(list(nation.raw["han"]["surnames"].items()))
        own, spelt = rng.choice(list(nation.raw["han"][pool].items()))
        return latin, spelt, (han, own)
    surname, given = rng.choice(nation.raw["surnames"]), rng.choice(nation.raw[pool])
    if nation.raw.get("whole_name") == "one":
        return f"{given} {surname}", "", None
    if nation.raw.get("single") and rng.random() < _ONE_NAME:
        return given, "", None
    if rng.random() < _LONG_NAME:
        surname = f"{surname}-{rng.choice(_DOUBLED)}"
        given = " ".join([given, *rng.sample(_MORE_NAMES, 3)])
    return surname, given, None


def _birth(rng: Random, born: date) -> tuple[int, int | None, int | None]:
    if rng.random() < _UNKNOWN_DATES:
        return born.year, None, None
    return born.year, born.month, born.day


def _printed(year: int, month: int, day: int, nation: Nation) -> str:
    form = nation.raw["dates"]
    parting = {"dots": ".", "spaces": " ", "slashes": "/"}.get(form)
    if parting:
        return f"{day:02}{parting}{month:02}{parting}{year}"
    names = [
        get_month_names("abbreviated", locale=language)[month].rstrip(".").upper()
        for language in nation.raw["months"]
    ]
    shown = f"{year % 100:02}" if nation.raw.get("short_year") else str(year)
    return f"{day:02} {' /'.join(dict.fromkeys(names))} {shown}"
