"""What stands where on the two sides of a second-generation resident ID, in millimetres of the card (GA 448 look).

Pure: no pixels here. A side is a list of runs of text; those with a field name carry the field's value, line by line.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sample_docs.drawn import Area
from sample_docs.people import Person

WIDTH_MM, HEIGHT_MM = 85.6, 54.0  # ISO/IEC 7810 ID-1

PORTRAIT = "cn_resident_id_portrait"
EMBLEM = "cn_resident_id_emblem"

PHOTO: Area = (56.4, 6.0, 80.6, 38.6)
EMBLEM_MARK: Area = (5.2, 4.2, 20.2, 19.8)
# Areas without field text, where a reflection hides nothing that has to be read; and the one for the watermark.
FREE: dict[str, tuple[Area, ...]] = {
    PORTRAIT: (PHOTO, (49.0, 12.5, 84.0, 24.5), (56.0, 38.0, 84.0, 42.5)),
    EMBLEM: (EMBLEM_MARK, (6.0, 26.0, 82.0, 34.5), (2.0, 24.0, 16.5, 50.0)),
}
WATERMARK: dict[str, Area] = {PORTRAIT: PHOTO, EMBLEM: (6.0, 25.0, 80.0, 35.0)}

_VALUE_MM, _NAME_MM, _NUMBER_MM = 2.9, 3.4, 3.75
_LINE_MM = 4.6
_NAME_CHARACTERS, _ISSUER_CHARACTERS = 10, 14


class Role(StrEnum):
    """What a run is, which decides its typeface and ink."""

    LABEL = "label"
    VALUE = "value"
    NUMBER = "number"
    TITLE = "title"


@dataclass(frozen=True)
class Run:
    """One run of text on a base line.

    x, y: left end of the base line (x None: it goes on where the run before ended), size: em height, pitch: distance from character to character (None = as the
    typeface says); all in millimetres. field: the field whose value, or a part of it, this is.
    """

    text: str
    x: float | None
    y: float
    size: float
    role: Role
    field: str | None = None
    pitch: float | None = None


def runs_of(document_type: str, person: Person, address_characters: int = 11) -> tuple[Run, ...]:
    """Every run on one side. address_characters: how many fit a line of the address (10 or 11)."""
    if document_type == PORTRAIT:
        return _portrait_side(person, address_characters)
    return _emblem_side(person)


def wrap(text: str, per_line: float) -> tuple[str, ...]:
    """Lines of at most `per_line` full-width characters; digits and Latin letters take half a place, as printed."""
    lines, width = [""], 0.0
    for character in text:
        places = 0.55 if character.isascii() else 1.0
        if width + places > per_line and lines[-1]:
            lines.append("")
            width = 0.0
        lines[-1] += character
        width += places
    return tuple(lines)


def _label(text: str, x: float, y: float, pitch: float | None = None) -> Run:
    return Run(text, x, y, 2.6, Role.LABEL, pitch=pitch)


def _lines(field: str, lines: tuple[str, ...], x: float, y: float, size: float, step: float) -> list[Run]:
    return [Run(line, x, y + step * i, size, Role.VALUE, field) for i, line in enumerate(lines)]


def _portrait_side(person: Person, address_characters: int) -> tuple[Run, ...]:
    birth = person.birth_date
    name_lines = wrap(person.name, _NAME_CHARACTERS)
    name_size, name_y = (_NAME_MM, 9.2) if len(name_lines) == 1 else (_VALUE_MM, 7.4)
    return (
        _label("姓名", 5.8, 9.2, pitch=4.2),
        *_lines("name", name_lines, 15.0, name_y, name_size, 3.8),
        _label("性别", 5.8, 16.2, pitch=4.2),
        Run("男" if person.sex == "M" else "女", 15.0, 16.2, _VALUE_MM, Role.VALUE, "sex"),
        _label("民族", 26.4, 16.2, pitch=3.6),
        Run(person.ethnicity, 34.2, 16.2, _VALUE_MM, Role.VALUE, "ethnicity"),
        _label("出生", 5.8, 23.0, pitch=4.2),
        Run(str(birth.year), 15.0, 23.0, _VALUE_MM, Role.VALUE, "birth_date"),
        _label("年", 23.8, 23.0),
        Run(str(birth.month), 28.6 if birth.month > 9 else 29.4, 23.0, _VALUE_MM, Role.VALUE, "birth_date"),
        _label("月", 33.2, 23.0),
        Run(str(birth.day), 37.6 if birth.day > 9 else 38.4, 23.0, _VALUE_MM, Role.VALUE, "birth_date"),
        _label("日", 42.2, 23.0),
        _label("住址", 5.8, 29.8, pitch=4.2),
        *_lines("address", wrap(person.address, address_characters), 15.0, 29.8, _VALUE_MM, _LINE_MM),
        _label("公民身份号码", 5.8, 47.8, pitch=3.3),
        Run(person.number, 30.0, 47.9, _NUMBER_MM, Role.NUMBER, "number", pitch=2.72),
    )


def _emblem_side(person: Person) -> tuple[Run, ...]:
    ends = f"{person.expires_on:%Y.%m.%d}" if person.expires_on else "长期"
    issuer_lines = wrap(person.issuer, _ISSUER_CHARACTERS)
    issuer_y = 41.0 if len(issuer_lines) == 1 else 39.2
    return (
        Run("中华人民共和国", 28.4, 12.4, 5.4, Role.TITLE, pitch=6.7),
        Run("居民身份证", 25.6, 22.8, 8.2, Role.TITLE, pitch=11.0),
        _label("签发机关", 18.6, 41.0, pitch=3.3),
        *_lines("issuer", issuer_lines, 34.4, issuer_y, _VALUE_MM, 3.6),
        _label("有效期限", 18.6, 48.0, pitch=3.3),
        Run(f"{person.issued_on:%Y.%m.%d}", 34.4, 48.0, _VALUE_MM, Role.VALUE, "issued_on"),
        Run(f"-{ends}", None, 48.0, _VALUE_MM, Role.VALUE, "expires_on"),
    )
