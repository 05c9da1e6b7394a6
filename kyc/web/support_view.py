"""How one document was read, step by step, as the support page shows it. Pure."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from kyc.base.text import Text
from kyc.documents.layouts import layouts
from kyc.documents.model import Check, DocumentReading, Field, Hint, QualityReason
from kyc.documents.steps import Explanation

_HIDDEN = "•"

_TITLES = {
    "decode": Text("解码", "Decode"),
    "locate": Text("定位文字", "Find print"),
    "recognise": Text("识别文字", "Recognise print"),
    "classify": Text("判断证件种类", "Tell the document"),
    "travel": Text("读旅行证件和机读码", "Read travel documents and zones"),
    "straighten": Text("摆正证件", "Straighten"),
    "parse": Text("取出各项", "Take the fields out"),
    "look_again": Text("复看存疑项", "Look again"),
    "codes": Text("读二维码", "Read codes"),
    "quality": Text("判断影像质量", "Judge the picture"),
    "hints": Text("查找疑点", "Look for hints"),
    "verify": Text("核查", "Check"),
}


@dataclass(frozen=True)
class StepRow:
    """One step: what it saw as pictures (addresses of data), and how long it took (None where it is not timed)."""

    name: str
    title: Text
    milliseconds: float | None
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class LineRow:
    """One recognised line. text: hidden unless revealed. confidence: the mean of its characters; lowest: of the worst."""

    page: int
    text: str
    characters: int
    confidence: float
    lowest: float


@dataclass(frozen=True)
class FieldRow:
    """One field of one document. value, raw: hidden unless revealed. floor: the confidence under which a person looks."""

    name: str
    title: Text
    value: str | None
    raw: str | None
    field: Field
    floor: float | None


@dataclass(frozen=True)
class DocumentRow:
    """One document on the picture. checks: their reasons quote the document and are shown only when revealed."""

    reading: DocumentReading
    titles: tuple[Text, ...]
    fields: tuple[FieldRow, ...]
    quality: tuple[QualityReason, ...]
    checks: tuple[Check, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class Account:
    """Everything the page shows of one reading."""

    steps: tuple[StepRow, ...]
    lines: tuple[LineRow, ...]
    documents: tuple[DocumentRow, ...]
    milliseconds: float
    revealed: bool


def account(
    explanation: Explanation, pictures: Mapping[str, Sequence[bytes]], media_type: str, *, revealed: bool
) -> Account:
    """The page of a reading. pictures: of `annotate.step_pictures`, masked unless revealed."""
    reading = explanation.reading
    timings = reading.timings_ms
    names = [name for name in (*_TITLES, *timings) if name in timings or pictures.get(name)]
    return Account(
        steps=tuple(
            StepRow(
                name,
                _TITLES.get(name, Text(name, name)),
                timings.get(name),
                tuple(_address(picture, media_type) for picture in pictures.get(name, ())),
            )
            for name in dict.fromkeys(names)
        ),
        lines=tuple(_lines(explanation, revealed)),
        documents=tuple(_document(one, revealed) for one in (reading, *reading.further)),
        milliseconds=sum(timings.values()),
        revealed=revealed,
    )


def _lines(explanation: Explanation, revealed: bool) -> Iterator[LineRow]:
    for seen in explanation.pages:
        for line in seen.lines:
            sureness = [character.confidence for character in line.characters]
            yield LineRow(
                page=seen.page.index + 1,
                text=_shown(line.text, revealed),
                characters=len(line.characters),
                confidence=fmean(sureness),
                lowest=min(sureness),
            )


def _document(reading: DocumentReading, revealed: bool) -> DocumentRow:
    sides = [layouts()[side] for side in reading.sides if side in layouts()]
    printed = {name: field for side in sides for name, field in side.fields.items()}
    return DocumentRow(
        reading=reading,
        titles=tuple(side.title for side in sides),
        fields=tuple(
            FieldRow(
                name,
                printed[name].title if name in printed else Text(name, name),
                _shown(field.value, revealed) if field.value else None,
                _shown(field.raw, revealed) if field.raw else None,
                field,
                printed[name].floor if name in printed else None,
            )
            for name, field in reading.fields.items()
        ),
        quality=reading.quality.reasons,
        checks=reading.checks,
        hints=reading.hints,
    )


def _shown(text: str, revealed: bool) -> str:
    """The text, or a dot for each of its characters: how many there are tells what was lost."""
    return text if revealed else _HIDDEN * len(text)


def _address(picture: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{b64encode(picture).decode()}"
