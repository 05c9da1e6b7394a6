"""What the teller's desk shows of one onboarding: pictures, and the fields that need a look first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers import rules
from kyc.customers.model import FIELD_LABELS, Draft
from kyc.customers.points import points_of
from kyc.documents.checks import Evidence
from kyc.documents.layouts import RecognitionPoint, layouts
from kyc.documents.model import Check, Field, Outcome, Verdict
from kyc.documents.verify import check_document
from kyc.web.desk_onboarding import Onboarding

_RIGHT_ANGLE = 90

# The check that tells which fields are unsure: each row says so of its own.
_SHOWN_BY_THE_ROWS = "fields.readable"


class Attention(StrEnum):
    """Why a field needs the teller's eyes, the gravest first; `none` when it does not."""

    FAILED = "failed"
    UNREAD = "unread"
    DOUBTFUL = "doubtful"
    WARNED = "warned"
    NONE = "none"


@dataclass(frozen=True)
class Note:
    """What a check says of a field."""

    outcome: Outcome
    text: Text


@dataclass(frozen=True)
class Place:
    """Where a field stands: on which picture, and its corners in pixels, clockwise from the text's own top left."""

    draft_id: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class FieldRow:
    """One field on the desk.

    read: as recognised; value: as it stands in the form. confidence: 0..1, None when nothing was read.
    looked_at: the teller has confirmed a field that needed it. problem: why the record was refused.
    """

    name: str
    label: Text
    read: str | None
    value: str
    confidence: float | None
    attention: Attention
    place: Place | None
    notes: tuple[Note, ...]
    looked_at: bool = False
    problem: Text | None = None

    @property
    def typed(self) -> bool:
        """Whether the teller gave another value than was read."""
        return self.value != (self.read or "")


@dataclass(frozen=True)
class Picture:
    """One picture on the desk. turn: clockwise quarter turns in degrees that bring its text upright."""

    draft_id: str
    title: Text
    sides: tuple[str, ...]
    width: int
    height: int
    turn: int
    quality: tuple[Text, ...]
    good: bool


@dataclass(frozen=True)
class PointRow:
    """One recognition point on the desk."""

    code: str
    point: RecognitionPoint
    ticked: bool = False


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows of one onboarding. rows: what needs a look first, then in the card's order."""

    onboarding: Onboarding
    pictures: tuple[Picture, ...]
    rows: tuple[FieldRow, ...]
    notes: tuple[Note, ...]
    passed: tuple[Text, ...]
    points: tuple[tuple[Text, tuple[PointRow, ...]], ...]

    @property
    def rejected(self) -> bool:
        """Whether a picture shows a document that must not be used."""
        return any(draft.verdict is Verdict.REJECT for draft in self.onboarding.drafts)

    @property
    def any_point(self) -> bool:
        """Whether a recognition point is ticked."""
        return any(row.ticked for _, rows in self.points for row in rows)

    @property
    def to_look_at(self) -> tuple[FieldRow, ...]:
        """Fields the teller must compare with the document."""
        return tuple(row for row in self.rows if row.attention is not Attention.NONE)

    @property
    def clear(self) -> tuple[FieldRow, ...]:
        """Fields that raise no doubt."""
        return tuple(row for row in self.rows if row.attention is Attention.NONE)


def desk(onboarding: Onboarding, as_of: date) -> Desk:
    """The desk of an onboarding. as_of: the business day on which the document is presented."""
    checks = _checks(onboarding, as_of)
    rows = [
        _row(name, field, draft, checks)
        for draft in onboarding.drafts
        for name, field in rules.person_fields(draft.content["fields"]).items()
    ]
    gravity = list(Attention)
    return Desk(
        onboarding,
        tuple(_picture(draft) for draft in onboarding.drafts),
        tuple(sorted(rows, key=lambda row: gravity.index(row.attention))),
        _notes(check for check in checks if not check.fields),
        tuple(check.reason for check in checks if check.outcome is Outcome.PASS),
        tuple(
            (layouts()[side].title, tuple(PointRow(*each) for each in points_of(side).items()))
            for draft in onboarding.drafts
            for side in draft.sides
        ),
    )


def filled(
    desk: Desk,
    entered: Mapping[str, str],
    looked_at: Iterable[str],
    points: Iterable[str],
    problems: Iterable[Problem],
) -> Desk:
    """The desk as the teller sent it, with what was wrong beside each field; its order stays as it was."""
    said = {problem.where: problem.text for problem in problems}
    looked = frozenset(looked_at)
    rows = tuple(
        replace(
            row,
            value=entered.get(row.name, row.value),
            looked_at=row.name in looked,
            problem=said.get(row.name),
        )
        for row in desk.rows
    )
    ticked = frozenset(points)
    groups = tuple(
        (title, tuple(replace(row, ticked=row.code in ticked) for row in group))
        for title, group in desk.points
    )
    return replace(desk, rows=rows, points=groups)


def refuse_overlooked(desk: Desk) -> None:
    """Invalid, with a problem for each field that needs a look and got none: neither confirmed nor corrected."""
    overlooked = [
        row.name
        for row in desk.to_look_at
        if not (row.looked_at or row.typed or row.attention is Attention.UNREAD)
    ]
    if overlooked:
        words = Text(
            "请对照证件核对此项：无误请勾选“已核对”，有误请改正",
            "Compare this with the document: tick “checked” if it is right, else correct it",
        )
        raise Invalid(
            "desk.overlooked",
            Text("还有存疑的项未核对，未保存。", "Doubtful fields were not checked; nothing was saved."),
            [Problem(name, words) for name in overlooked],
        )


def _checks(onboarding: Onboarding, as_of: date) -> tuple[Check, ...]:
    """The checks of all sides together: what one picture could not be compared with may lie on the other."""
    sides = tuple(side for draft in onboarding.drafts for side in draft.sides)
    fields = {
        name: Field(read["value"], read["confidence"], raw=read["raw"], repaired=read["repaired"])
        for draft in onboarding.drafts
        for name, read in draft.content["fields"].items()
    }
    checks = check_document(Evidence(fields, sides, sides, layouts(), as_of))
    return tuple(check for check in checks if check.code != _SHOWN_BY_THE_ROWS)


def _row(name: str, field: Mapping[str, Any], draft: Draft, checks: Sequence[Check]) -> FieldRow:
    notes = _notes(check for check in checks if check.fields and check.fields[0] == name)
    if field["reason"]:
        notes = (Note(Outcome.WARN, Text.from_dict(field["reason"])), *notes)
    value = field["value"]
    place = Place(draft.draft_id, tuple((x, y) for x, y in field["box"])) if field["box"] else None
    return FieldRow(
        name,
        FIELD_LABELS[name],
        value,
        value or "",
        None if value is None else field["confidence"],
        _attention(name, field, draft.sides, {note.outcome for note in notes}),
        place,
        notes,
    )


def _attention(
    name: str, field: Mapping[str, Any], sides: Sequence[str], outcomes: set[Outcome]
) -> Attention:
    floors = [layouts()[side].fields[name].floor for side in sides if name in layouts()[side].fields]
    if Outcome.FAIL in outcomes:
        return Attention.FAILED
    if field["value"] is None:
        return Attention.UNREAD
    if field["repaired"] or field["confidence"] < max(floors, default=0):
        return Attention.DOUBTFUL
    return Attention.WARNED if Outcome.WARN in outcomes else Attention.NONE


def _notes(checks: Iterable[Check]) -> tuple[Note, ...]:
    telling = (check for check in checks if check.outcome in {Outcome.FAIL, Outcome.WARN})
    return tuple(Note(check.outcome, check.reason) for check in telling)


def _picture(draft: Draft) -> Picture:
    width, height = draft.content["pages"][0]
    titles = [layouts()[side].title for side in draft.sides]
    return Picture(
        draft.draft_id,
        Text("、".join(title.zh for title in titles), ", ".join(title.en for title in titles)),
        draft.sides,
        width,
        height,
        _turn(draft),
        tuple(Text(reason["zh"], reason["en"]) for reason in draft.content["quality"]["reasons"]),
        draft.content["quality"]["verdict"] == "accept",
    )


def _turn(draft: Draft) -> int:
    """Clockwise degrees, a multiple of 90, that bring the text upright."""
    boxes = [field["box"] for field in draft.content["fields"].values() if field["box"]]
    if not boxes:
        return 0
    right = median(box[1][0] - box[0][0] for box in boxes)
    down = median(box[1][1] - box[0][1] for box in boxes)
    if abs(right) >= abs(down):
        return 0 if right >= 0 else 2 * _RIGHT_ANGLE
    return -_RIGHT_ANGLE if down > 0 else _RIGHT_ANGLE
