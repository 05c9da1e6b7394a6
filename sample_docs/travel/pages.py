"""What stands where on a data page, a card or a visa, before it is drawn: places in millimetres. No pixels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sample_docs import mrz
from sample_docs.drawn import Area
from sample_docs.fonts import DEJAVU_SANS, FREE_SERIF, NOTO_SANS, NOTO_SERIF, Face, face_for
from sample_docs.style import Colour
from sample_docs.travel.designs import Design, Labelling, Rows
from sample_docs.travel.holders import Holder, printed_birth, printed_day, printed_sex
from sample_docs.travel.nations import Nation, labels

_INKS: tuple[Colour, ...] = ((24, 24, 28), (36, 34, 46), (48, 44, 44))
_TITLE_INKS: tuple[Colour, ...] = ((120, 30, 44), (30, 54, 110), (26, 80, 62), (70, 50, 30))
# Faces of the group that have the scripts the design's own face lacks.
_OTHERS = {"a": (DEJAVU_SANS, NOTO_SANS), "b": (FREE_SERIF, NOTO_SERIF)}
_SMALLEST = 0.76  # a value is set so much smaller at most before it goes on in a second line
_LEAST_LABEL_MM = 1.15
_EYES = {"en": "BROWN", "fr": "MARRON", "de": "BRAUN", "es": "CASTAÑO", "nl": "BRUIN"}
_NUMBERS = {
    "surname": 1,
    "name": 1,
    "given_names": 2,
    "nationality": 3,
    "birth_date": 4,
    "sex": 5,
    "birth_place": 6,
    "issued_on": 7,
    "expires_on": 8,
    "issuer": 9,
    "bearer": 10,
    "residence": 11,
    "height": 12,
    "eyes": 13,
}
"""As European passports number their entries (Council resolution of 23 June 1981)."""


@dataclass(frozen=True)
class Print:
    """One run of print. x, y: left end of its base line. size: em height; all in millimetres. anchor: as Pillow's."""

    text: str
    x: float
    y: float
    size: float
    face: Face
    ink: Colour
    anchor: str = "ls"


@dataclass(frozen=True)
class TravelPlan:
    """One page or side.

    zone: the lines of its machine-readable zone, if it has one. photo, ghost: where the portrait and its pale double are.
    watermark: where 样本 SPECIMEN runs across. rules: heights at which fine lines run under values.
    """

    size: tuple[float, float]
    prints: tuple[Print, ...]
    fields: Mapping[str, str]
    zone: tuple[str, ...]
    ground: tuple[Colour, Colour]
    photo: Area | None
    ghost: Area | None
    watermark: Area
    sex: str
    age: int
    rules: tuple[Area, ...] = ()


@dataclass(frozen=True)
class Frame:
    """The room for entries on a page: left, top, right, bottom, and its rows."""

    area: Area
    rows: Rows


class Setter:
    """Sets entries of one holder in one design, as prints."""

    def __init__(self, holder: Holder, design: Design, rng: Random) -> None:
        self.holder, self.design, self._rng = holder, design, rng
        self.ink = rng.choice(_INKS)
        self.label_ink = rng.choice(list(design.label_inks))
        self.title_ink = rng.choice(_TITLE_INKS)
        self.value_mm = design.value_mm * rng.uniform(0.95, 1.05)
        self.languages = self._languages(holder.nation)
        self.prints: list[Print] = []
        self.rules: list[Area] = []
        self.shown: set[str] = set()
        self.shift = rng.uniform(-0.3, 0.3), rng.uniform(-0.3, 0.3)
        self._height = f"1{rng.choice('.,')}{rng.randint(52, 98)} m"

    def _languages(self, nation: Nation) -> tuple[str, ...]:
        return nation.languages[: self.design.languages]

    def set_rows(self, frame: Frame) -> None:
        """Every entry of the rows that the holder has, evenly down the area."""
        left, top, right, bottom = frame.area
        rows = [tuple(entry for entry in row if self._has(entry)) for row in frame.rows]
        rows = [row for row in rows if row]
        pitch = min((bottom - top) / len(rows), 8.4)
        for at, row in enumerate(rows):
            shares = [_SHARES.get(entry, 1.0) for entry in row]
            x = left
            for entry, share in zip(row, shares, strict=True):
                width = (right - left) * share / sum(shares)
                self._set_entry(entry, x, top + at * pitch, width - 1.5, pitch)
                x += width

    def heading(self, text: str, x: float, y: float, size: float, anchor: str = "ls") -> None:
        """A line of the heading."""
        self._print(text, x, y, size, self.design.label_face, self.title_ink, anchor)

    def caption(self, entry: str, words: str, value: str, x: float, y: float, width: float) -> None:
        """An entry with words of its own over its value."""
        self._fitting(
            words,
            x,
            y + self.design.label_mm,
            self.design.label_mm,
            width,
            self.design.label_face,
            self.label_ink,
        )
        self._value(entry, value, x, y + self.design.label_mm + self.value_mm * 1.02, width)

    def label(self, entry: str) -> str:
        """The words before or over an entry, in the languages of the page."""
        words = [self._rng.choice(labels()[language][entry].split("|")) for language in self.languages]
        text = self.design.between.join(dict.fromkeys(words))
        return text.upper() if self.design.capitals else text

    def _has(self, entry: str) -> bool:
        holder = self.holder
        needs: Mapping[str, object] = {
            "given_names": holder.given,
            "personal": holder.personal,
            "nationality": True,
        }
        return bool(needs.get(entry, True))

    def _set_entry(self, entry: str, x: float, y: float, width: float, pitch: float) -> None:
        design = self.design
        lines = self.value_of(entry)
        label = self.label(entry)
        if design.labelling is Labelling.BEFORE:
            room = min(width * 0.45, 34.0)
            base = y + pitch * 0.62
            self._fitting(label, x, base, design.label_mm, room - 1.0, design.label_face, self.label_ink)
            self._lines(entry, lines, x + room, base, width - room)
            return
        if design.labelling is Labelling.NUMBERED and entry in _NUMBERS:
            label = f"{_NUMBERS[entry]}."
        self._fitting(
            label, x, y + design.label_mm, design.label_mm, width, design.label_face, self.label_ink
        )
        base = y + design.label_mm + self.value_mm * 1.06
        self._lines(entry, lines, x, base, width)
        if design.ruled and lines:
            self.rules.append((x, base + 0.7, x + width, base + 0.7))

    def _lines(self, entry: str, lines: Sequence[str], x: float, base: float, width: float) -> None:
        size = self.value_mm if len(lines) == 1 else self.value_mm * 0.86
        for at, line in enumerate(lines):
            self._value(entry, line, x, base + at * size * 1.08, width, size)

    def _value(
        self, entry: str, text: str, x: float, base: float, width: float, size: float | None = None
    ) -> None:
        """A value, set smaller when it is too wide, and on two lines when that does not do."""
        self.shown.add(entry)
        dx, dy = self.shift
        size = size or self.value_mm
        face = self._face(text, self.design.face)
        wide = _width(text, face, size)
        if wide > width * 1.001 and wide * _SMALLEST > width and " " in text + text.replace("-", " "):
            size *= _SMALLEST
            head, tail = _broken(text, lambda part: _width(part, face, size) <= width)
            self._print(head, x + dx, base + dy - size * 0.35, size, face, self.ink)
            self._print(tail, x + dx, base + dy + size * 0.75, size, face, self.ink)
            return
        self._print(text, x + dx, base + dy, size * min(1.0, width / wide), face, self.ink)

    def _fitting(
        self, text: str, x: float, y: float, size: float, width: float, face: Face, ink: Colour
    ) -> None:
        """A label in one line, smaller where it is too wide, with fewer languages where that is too small."""
        while True:
            chosen = self._face(text, face)
            fitting = size * min(1.0, width / max(_width(text, chosen, size), 0.1))
            shorter = text.rsplit(self.design.between, 1)[0]
            if fitting >= _LEAST_LABEL_MM or shorter == text:
                break
            text = shorter
        self._print(text, x, y, fitting, chosen, ink)

    def _print(
        self, text: str, x: float, y: float, size: float, face: Face, ink: Colour, anchor: str = "ls"
    ) -> None:
        self.prints.append(Print(text, x, y, size, self._face(text, face), ink, anchor))

    def _face(self, text: str, face: Face) -> Face:
        return face_for(text, (face, *_OTHERS[self.design.group], NOTO_SANS))

    def value_of(self, entry: str) -> tuple[str, ...]:
        """The lines printed for an entry."""
        holder, nation = self.holder, self.holder.nation
        if entry == "name":
            latin = f"{holder.surname}, {holder.given}" if holder.han else holder.printed_name
            return ("".join(holder.han), latin) if holder.han else (latin,)
        if entry in ("surname", "given_names"):
            latin = holder.surname if entry == "surname" else holder.given
            han = holder.han[entry == "given_names"] if holder.han else ""
            return (f"{han} {latin}",) if han else (latin,)
        said = {
            "type": "P",
            "code": nation.code,
            "number": holder.number,
            "card_number": holder.number,
            "nationality": nation.nationality or holder.nationality,
            "birth_date": printed_birth(holder),
            "sex": printed_sex(holder),
            "birth_place": holder.birth_place,
            "issued_on": printed_day(holder.issued_on, nation),
            "expires_on": printed_day(holder.expires_on, nation),
            "issuer": holder.authority,
            "personal": holder.personal,
            "height": self._height,
            "eyes": _EYES.get(self.languages[0], "BROWN"),
            "residence": holder.birth_place.partition("/")[2] or holder.birth_place,
            "bearer": "",
        }[entry]
        return (said,) if said else ()


_SHARES = {"type": 0.6, "code": 0.8, "number": 1.3, "sex": 0.7, "issuer": 1.3, "birth_place": 1.4}
_ONLY_VISUAL = {"birth_place": "birth_place", "issued_on": "issued_on", "issuer": "issuer"}


def fields_shown(setter: Setter, *, with_zone: bool, personal: bool = True) -> dict[str, str]:
    """What a reader should find on a side: what its zone says and what is printed on it."""
    holder, shown = setter.holder, setter.shown
    visual = {
        "birth_place": holder.birth_place,
        "issued_on": holder.issued_on.isoformat(),
        "issuer": holder.authority,
    }
    fields = {name: value for name, value in visual.items() if name in shown}
    if with_zone:
        optional = {"optional_data": holder.personal} if holder.personal and personal else {}
        found = holder.fields() | optional
        return {
            **(found if shown & {"surname", "name"} else _named_by_zone(found)),
            **fields,
        }
    names = {"name", "name_latin", "surname_latin", "given_names_latin"}
    printed = {
        name
        for name, entries in {
            **{name: {"surname", "name"} for name in names},
            "sex": {"sex"},
            "birth_date": {"birth_date"},
            "nationality": {"nationality"},
            "number": {"number", "card_number"},
            "expires_on": {"expires_on"},
        }.items()
        if entries & shown
    }
    return {name: value for name, value in holder.fields().items() if name in printed} | fields


_NAME_OF_TD1 = 30  # characters of its zone, the fewest of all formats


def _named_by_zone(found: dict[str, str]) -> dict[str, str]:
    """The fields where only the zone of a card tells the name, and has no room for all of a long one."""
    told = mrz.name_field(found["surname_latin"], found.get("given_names_latin", ""), _NAME_OF_TD1)
    surname, _, given = (part.replace(mrz.FILLER, " ").strip() for part in told.partition(2 * mrz.FILLER))
    names = {
        "surname_latin": surname,
        "given_names_latin": given,
        "name_latin": " ".join(part for part in (surname, given) if part),
    }
    return {k: v for k, v in (found | names).items() if v and k != "name"}


def _width(text: str, face: Face, size: float) -> float:
    return face.at(100).getlength(text) / 100 * size


def _broken(text: str, fits: Callable[[str], bool]) -> tuple[str, str]:
    """The text in two lines, broken behind the last space or hyphen at which the first one fits."""
    breaks = [at + 1 for at, letter in enumerate(text) if letter in " -/"]
    fitting = [at for at in breaks if fits(text[:at].rstrip())] or breaks[:1]
    return text[: fitting[-1]].rstrip(), text[fitting[-1] :]


PASSPORT_MM, TD1_MM, TD2_MM = (125.0, 88.0), (85.6, 54.0), (105.0, 74.0)
VISA_MM = {mrz.MRV_A: (120.0, 80.0), mrz.MRV_B: (105.0, 74.0)}


def passport_page(holder: Holder, design: Design, rng: Random) -> TravelPlan:
    """A passport's data page: heading, portrait, entries, zone (Doc 9303-4)."""
    width, height = PASSPORT_MM
    setter = Setter(holder, design, rng)
    code = holder.nation.raw.get("document_code", rng.choice(("P", "P", "P", "PP", "PO")))
    photo: Area = (4.5, 17.0, 37.5, 59.0)
    left, right = 42.0, 121.0
    if design.photo_right:
        photo, left, right = (86.0, 17.0, 119.0, 59.0), 6.0, 82.0
    state, title = holder.nation.state, holder.nation.title
    words = " ".join(title) if len(title) < 3 else "/".join(title)
    setter.heading(words, 5.0, 9.0, min(3.6, 78.0 / len(words)))
    setter.heading(state[0], width / 2, 4.4, 2.6 if len(state[0]) < 36 else 1.9, "ms")
    if len(state) > 1:
        setter.heading(state[1], width - 5, 8.0, 1.9, "rs")
    if design.number_on_top:
        setter.caption(
            "number",
            setter.label("number"),
            holder.number,
            88.0 if not design.photo_right else 52.0,
            9.4,
            30.0,
        )
    top = 15.5 if design.number_on_top else 11.0
    rows = _with_name_in_one(design.rows, holder, rng)
    if design.number_on_top:
        rows = tuple(tuple(e for e in row if e != "number") for row in rows)
    setter.set_rows(Frame((left, top, right, 62.0), rows))
    zone = mrz.compose(mrz.TD3, holder.entries(code))
    ghost = (
        (right - 16.0, 34.0, right - 1.0, 54.0) if rng.random() < 0.35 and not design.photo_right else None
    )
    return TravelPlan(
        size=(width, height),
        prints=tuple(setter.prints),
        fields=fields_shown(setter, with_zone=True),
        zone=zone,
        ground=rng.choice(list(design.grounds)),
        photo=photo,
        ghost=ghost,
        watermark=photo,
        sex=holder.sex,
        age=holder.age,
        rules=tuple(setter.rules),
    )


def _with_name_in_one(rows: Rows, holder: Holder, rng: Random) -> Rows:
    """The rows, surname and given names in one entry where the state prints them so."""
    whole = holder.nation.raw.get("whole_name") or (holder.han and rng.random() < 0.5)
    if not whole:
        return rows
    return tuple(
        tuple("name" if entry == "surname" else entry for entry in row if entry != "given_names")
        for row in rows
    )


_CARD_FRONT: Rows = (
    ("surname", "card_number"),
    ("given_names",),
    ("birth_date", "sex"),
    ("nationality",),
    ("birth_place",),
    ("expires_on",),
)
_CARD_BACK: Rows = (("issued_on", "issuer"), ("height", "residence"))
_TD2_ROWS: Rows = (
    ("surname",),
    ("given_names",),
    ("nationality", "card_number"),
    ("birth_date", "sex"),
    ("birth_place",),
    ("issued_on", "expires_on"),
    ("issuer",),
)


def td1_front(holder: Holder, design: Design, rng: Random) -> TravelPlan:
    """The front of an identity card: heading, portrait, entries."""
    setter = Setter(holder, design, rng)
    _small(setter)
    setter.heading(holder.nation.state[0], 4.0, 4.4, 2.3)
    setter.heading(holder.nation.card or "", 81.5, 7.6, 2.2, "rs")
    photo: Area = (4.0, 11.0, 28.0, 43.0)
    setter.set_rows(Frame((31.0, 9.0, 83.0, 52.5), _with_name_in_one(_CARD_FRONT, holder, rng)))
    return TravelPlan(
        size=TD1_MM,
        prints=tuple(setter.prints),
        fields=fields_shown(setter, with_zone=False),
        zone=(),
        ground=rng.choice(list(design.grounds)),
        photo=photo,
        ghost=None,
        watermark=photo,
        sex=holder.sex,
        age=holder.age,
    )


def td1_back(holder: Holder, design: Design, rng: Random) -> TravelPlan:
    """The back of an identity card: authority, day of issue, zone of three lines (Doc 9303-5)."""
    setter = Setter(holder, design, rng)
    _small(setter)
    setter.set_rows(Frame((6.0, 6.0, 80.0, 24.0), _CARD_BACK))
    return TravelPlan(
        size=TD1_MM,
        prints=tuple(setter.prints),
        fields=fields_shown(setter, with_zone=True),
        zone=mrz.compose(mrz.TD1, holder.entries(rng.choice(("I", "ID", "I")))),
        ground=rng.choice(list(design.grounds)),
        photo=None,
        ghost=None,
        watermark=(30.0, 20.0, 80.0, 32.0),
        sex=holder.sex,
        age=holder.age,
    )


def td2_side(holder: Holder, design: Design, rng: Random) -> TravelPlan:
    """An official document of size TD2: entries and a zone of two lines on one side (Doc 9303-6)."""
    setter = Setter(holder, design, rng)
    _small(setter)
    setter.heading(holder.nation.state[0], 5.0, 5.0, 2.5)
    setter.heading(holder.nation.card or holder.nation.title[-1], 100.0, 8.6, 2.4, "rs")
    photo: Area = (5.0, 11.0, 31.0, 45.0)
    setter.set_rows(Frame((35.0, 9.5, 101.0, 56.0), _with_name_in_one(_TD2_ROWS, holder, rng)))
    return TravelPlan(
        size=TD2_MM,
        prints=tuple(setter.prints),
        fields=fields_shown(setter, with_zone=True),
        zone=mrz.compose(mrz.TD2, holder.entries(rng.choice(("I", "ID", "AC")))),
        ground=rng.choice(list(design.grounds)),
        photo=photo,
        ghost=None,
        watermark=photo,
        sex=holder.sex,
        age=holder.age,
    )


def _small(setter: Setter) -> None:
    """Print of a card, which has less room than a page."""
    setter.value_mm = min(setter.value_mm, 2.6)


_VISA_WORDS = (
    ("VISA", "签证 VISA", "VISUM VISA", "VISADO VISA"),
    ("Valid for", "有效次数 ENTRIES", "Gültig für / Valid for"),
    ("FROM", "ISSUE DATE", "VOM / FROM"),
    ("UNTIL", "ENTER BEFORE", "BIS / UNTIL"),
)


def visa(format_: str, holder: Holder, design: Design, rng: Random) -> TravelPlan:
    """A visa as it is stuck into a passport: portrait, entries, zone (Doc 9303-7). holder: of the visa's number."""
    width, height = VISA_MM[format_]
    setter = Setter(holder, design, rng)
    _small(setter)
    way = rng.randrange(3)
    setter.heading(f"{holder.nation.state[0]}", 5.0, 5.4, 2.5)
    setter.heading(_VISA_WORDS[0][way], width - 6.0, 8.4, 4.0, "rs")
    photo: Area = (5.0, 10.0, 30.0, 42.0)
    left, room = 34.0, (width - 40.0) / 2
    nation = holder.nation
    columns = (left, left + room)
    setter.caption(
        "number", rng.choice(("VISA NO.", "Visa number", "No.")), holder.number, columns[1], 10.0, room - 2
    )
    setter.caption(
        "kind",
        rng.choice(("VISA TYPE", "Type", "CATEGORY")),
        rng.choice(("C", "L", "B1/B2", "D")),
        columns[0],
        10.0,
        room - 2,
    )
    setter.caption(
        "issued_on", _VISA_WORDS[2][way], printed_day(holder.issued_on, nation), columns[0], 17.5, room - 2
    )
    setter.caption(
        "expires_on", _VISA_WORDS[3][way], printed_day(holder.expires_on, nation), columns[1], 17.5, room - 2
    )
    setter.caption(
        "name",
        rng.choice(("SURNAME, NAME", "Surname, given names", "FULL NAME")),
        f"{holder.surname}, {holder.given}".strip(", "),
        columns[0],
        25.0,
        2 * room - 2,
    )
    setter.caption("nationality", "NATIONALITY", holder.nationality, columns[0], 32.5, room - 2)
    setter.caption("sex", "SEX", holder.sex, columns[1], 32.5, room / 2)
    setter.caption(
        "birth_date",
        rng.choice(("DATE OF BIRTH", "BIRTH DATE")),
        printed_birth(holder),
        columns[0],
        40.0,
        room - 2,
    )
    setter.caption(
        "passport",
        "PASSPORT NO.",
        f"{rng.choice('EGPN')}{rng.randint(10**7, 10**8 - 1)}",
        columns[1],
        40.0,
        room - 2,
    )
    fields = holder.fields()
    del fields["name"]
    return TravelPlan(
        size=(width, height),
        prints=tuple(setter.prints),
        fields=fields | {"issued_on": holder.issued_on.isoformat()},
        zone=mrz.compose(format_, holder.entries(rng.choice(("V", "VC", "VL")))),
        ground=rng.choice(list(design.grounds)),
        photo=photo,
        ghost=None,
        watermark=photo,
        sex=holder.sex,
        age=holder.age,
    )
