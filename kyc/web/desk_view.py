"""What the teller's desk shows of one onboarding: pictures, and the fields that need a look first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers import rules
from kyc.customers.model import FIELD_LABELS, Draft
from kyc.documents.checks import Evidence
from kyc.documents.doubts import marked
from kyc.documents.formats import NOT_FOUND
from kyc.documents.layouts import FieldLayout, RecognitionPoint, layouts
from kyc.documents.model import Check, Field, Outcome, Print, QualitySeverity, Verdict
from kyc.documents.verify import ZONE_CHECK, check_document
from kyc.web.desk_onboarding import Onboarding
from kyc.web.drawings import Look, looks_at

_RIGHT_ANGLE = 90

# The check that tells which fields are unsure: each row says so of its own.
_SHOWN_BY_THE_ROWS = "fields.readable"

# Hint → the notice on a picture's quality that says the same.
_SAID_BY_A_HINT = {"photocopy": "grey_copy", "screen_recapture": "screen"}


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


Corners = tuple[tuple[float, float], ...]
"""In pixels of a picture, clockwise from the top left of what stands there."""


@dataclass(frozen=True)
class Place:
    """Where something stands: on which picture, and its corners."""

    draft_id: str
    points: Corners


@dataclass(frozen=True)
class FieldRow:
    """One field on the desk.

    read: as recognised; value: as it stands in the form. confidence: 0..1, None when nothing was read.
    marked: what was read in pieces, each with whether its characters are doubtful; empty when none is.
    kept: it enters the record; what does not is only compared. looked_at: the teller has confirmed a field that needed it.
    problem: why the record was refused.
    """

    name: str
    label: Text
    read: str | None
    value: str
    confidence: float | None
    attention: Attention
    place: Place | None
    notes: tuple[Note, ...]
    marked: tuple[tuple[str, bool], ...] = ()
    kept: bool = True
    looked_at: bool = False
    problem: Text | None = None

    @property
    def typed(self) -> bool:
        """Whether the teller gave another value than was read."""
        return self.value != (self.read or "")

    @property
    def wants_look(self) -> bool:
        """Whether the teller must compare it with the document: what is not kept only where a check speaks of it."""
        spoken_of = self.attention in {Attention.FAILED, Attention.WARNED}
        return spoken_of or (self.kept and self.attention is not Attention.NONE)


@dataclass(frozen=True)
class HintRow:
    """One sign of tampering on the desk: what was seen, and where to look."""

    name: str
    text: Text
    place: Place


@dataclass(frozen=True)
class Remark:
    """One remark on a picture. asks: to take it again, else it is only to be known."""

    text: Text
    asks: bool


@dataclass(frozen=True)
class Picture:
    """One picture on the desk. turn: clockwise quarter turns in degrees that bring its text upright. outlines: corners of
    the document sides on it.
    """

    draft_id: str
    title: Text
    sides: tuple[str, ...]
    width: int
    height: int
    turn: int
    remarks: tuple[Remark, ...]
    good: bool
    outlines: tuple[Corners, ...]


@dataclass(frozen=True)
class PointRow:
    """One recognition point on the desk. number: its number on the drawing."""

    code: str
    number: int
    point: RecognitionPoint
    ticked: bool = False


@dataclass(frozen=True)
class PointGroup:
    """What there is to see on one document side in one way of looking."""

    side: str
    title: Text
    look: Look
    rows: tuple[PointRow, ...]


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows of one onboarding.

    rows: what needs a look first, then in the document's order. hints: signs of tampering.
    """

    onboarding: Onboarding
    pictures: tuple[Picture, ...]
    rows: tuple[FieldRow, ...]
    hints: tuple[HintRow, ...]
    notes: tuple[Note, ...]
    passed: tuple[Text, ...]
    points: tuple[PointGroup, ...]

    @property
    def rejected(self) -> bool:
        """Whether a picture shows a document that must not be used."""
        return any(draft.verdict is Verdict.REJECT for draft in self.onboarding.drafts)

    @property
    def any_point(self) -> bool:
        """Whether a recognition point is ticked."""
        return any(row.ticked for group in self.points for row in group.rows)

    @property
    def to_look_at(self) -> tuple[FieldRow, ...]:
        """Fields the teller must compare with the document."""
        return tuple(row for row in self.rows if row.wants_look)

    @property
    def clear(self) -> tuple[FieldRow, ...]:
        """Fields of the record that raise no doubt."""
        return tuple(row for row in self.rows if row.kept and not row.wants_look)

    @property
    def further(self) -> tuple[FieldRow, ...]:
        """What else the document prints, for comparing."""
        return tuple(row for row in self.rows if not (row.kept or row.wants_look))


def desk(onboarding: Onboarding, as_of: date) -> Desk:
    """The desk of an onboarding. as_of: the business day on which the document is presented."""
    checks = _checks(onboarding, as_of)
    rows = [row for draft in onboarding.drafts for row in _rows(draft, checks)]
    gravity = list(Attention)
    return Desk(
        onboarding,
        tuple(_picture(draft) for draft in onboarding.drafts),
        tuple(sorted(rows, key=lambda row: gravity.index(row.attention))),
        tuple(_hints(onboarding.drafts)),
        _notes(check for check in checks if not check.fields),
        tuple(check.reason for check in checks if check.outcome is Outcome.PASS),
        tuple(group for draft in onboarding.drafts for side in draft.sides for group in _points(side)),
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
            value=entered.get(row.name, row.value) if row.kept else row.value,
            looked_at=row.name in looked,
            problem=said.get(row.name),
        )
        for row in desk.rows
    )
    ticked = frozenset(points)
    groups = tuple(
        replace(group, rows=tuple(replace(row, ticked=row.code in ticked) for row in group.rows))
        for group in desk.points
    )
    return replace(desk, rows=rows, points=groups)


def _points(side: str) -> Iterator[PointGroup]:
    for look in looks_at(side):
        rows = (PointRow(code, number, point) for number, (code, point) in look.points.items())
        yield PointGroup(side, layouts()[side].title, look, tuple(rows))


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
        name: Field(
            read["value"],
            read["confidence"],
            raw=read["raw"],
            repaired=read["repaired"],
            prints={where: Print(**said) for where, said in read.get("prints", {}).items()},
        )
        for draft in onboarding.drafts
        for name, read in draft.content["fields"].items()
    }
    checks = check_document(Evidence(fields, sides, sides, layouts(), as_of))
    told = [check for check in checks if check.code != _SHOWN_BY_THE_ROWS]
    return (*_zone_checks(onboarding), *told)


def _zone_checks(onboarding: Onboarding) -> Iterator[Check]:
    """What the machine-readable zone of a picture was found to be: kept with the reading, for it needs the picture."""
    for draft in onboarding.drafts:
        for said in draft.content["checks"]:
            if said["code"] == ZONE_CHECK:
                reason = Text.from_dict(said["reason"])
                yield Check(said["code"], Outcome(said["outcome"]), reason, tuple(said["fields"]))


def _rows(draft: Draft, checks: Sequence[Check]) -> Iterator[FieldRow]:
    """Every field of one picture: those of the record, then the others it prints."""
    read = draft.content["fields"]
    own = rules.person_fields(read)
    for name, field in own.items():
        yield _row(name, field, draft, checks)
    for name, field in read.items():
        if name not in own and not any(field is entered for entered in own.values()):
            yield replace(_row(name, field, draft, checks), kept=False)


def _row(name: str, field: Mapping[str, Any], draft: Draft, checks: Sequence[Check]) -> FieldRow:
    notes = _notes(check for check in checks if check.fields and check.fields[0] == name)
    if field["reason"] and not _may_lack(name, field, draft.sides):
        notes = (Note(Outcome.WARN, Text.from_dict(field["reason"])), *notes)
    value = field["value"]
    place = Place(draft.draft_id, _corners(field["box"])) if field["box"] else None
    return FieldRow(
        name,
        _label(name, draft.sides),
        value,
        value or "",
        None if value is None else field["confidence"],
        _attention(name, field, draft.sides, {note.outcome for note in notes}),
        place,
        notes,
        _marked(field),
    )


def _marked(field: Mapping[str, Any]) -> tuple[tuple[str, bool], ...]:
    """The pieces of a value of which some characters are doubtful, not all: then the words beside it say enough."""
    value, doubts = field["value"] or "", field.get("doubts", ())
    return tuple(marked(value, doubts)) if 0 < len(doubts) < len(value) else ()


def _label(name: str, sides: Sequence[str]) -> Text:
    """What the document itself calls a field."""
    printed = _printed(name, sides)
    return printed[0].title if printed else FIELD_LABELS[name]


def _printed(name: str, sides: Iterable[str]) -> list[FieldLayout]:
    """How some sides print a field; empty when none does."""
    return [layouts()[side].fields[name] for side in sides if name in layouts()[side].fields]


def _may_lack(name: str, field: Mapping[str, Any], sides: Iterable[str]) -> bool:
    """Whether nothing stands where a field would that not every such document prints."""
    nothing = field["value"] is None and field["reason"] == NOT_FOUND.as_dict()
    return nothing and any(printed.optional for printed in _printed(name, sides))


def _hints(drafts: Iterable[Draft]) -> Iterator[HintRow]:
    for draft in drafts:
        for at, hint in enumerate(draft.content.get("hints", ())):
            place = Place(draft.draft_id, _corners(hint["box"]))
            yield HintRow(f"hint-{draft.draft_id}-{at}", Text.from_dict(hint), place)


def _corners(points: Iterable[Sequence[float]]) -> Corners:
    return tuple((x, y) for x, y in points)


def _attention(
    name: str, field: Mapping[str, Any], sides: Sequence[str], outcomes: set[Outcome]
) -> Attention:
    floors = [printed.floor for printed in _printed(name, sides)]
    if Outcome.FAIL in outcomes:
        return Attention.FAILED
    if field["value"] is None:
        return Attention.NONE if _may_lack(name, field, sides) else Attention.UNREAD
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
        tuple(_remarks(draft.content)),
        draft.content["quality"]["verdict"] == "accept",
        tuple(_corners(outline["box"]) for outline in draft.content.get("outlines", ())),
    )


def _remarks(content: Mapping[str, Any]) -> Iterator[Remark]:
    """What is said of a picture's quality, but for what a hint says already."""
    said = {_SAID_BY_A_HINT.get(hint["code"]) for hint in content.get("hints", ())}
    for reason in content["quality"]["reasons"]:
        if reason["code"] not in said:
            yield Remark(Text.from_dict(reason), reason["severity"] == QualitySeverity.RETAKE)


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
