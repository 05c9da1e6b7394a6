"""What the teller's desk shows of the kept readings: which belong together, and which fields need a look. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from statistics import median
from typing import Any

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers.masking import mask_name
from kyc.customers.model import FIELD_LABELS, Draft, IdentityDocument
from kyc.documents.checks import Evidence
from kyc.documents.layouts import RecognitionPoint, layouts
from kyc.documents.model import Check, DocumentType, Field, Outcome, Verdict
from kyc.documents.verify import check_document

_RIGHT_ANGLE = 90

# The check that tells which fields are unsure: each row says so of its own.
_SHOWN_BY_THE_ROWS = "fields.readable"


@dataclass(frozen=True)
class Onboarding:
    """Pictures of one person's document, the portrait side first; no side twice."""

    drafts: tuple[Draft, ...]

    @property
    def sides(self) -> frozenset[DocumentType]:
        """The sides that lie on the desk."""
        return frozenset(side for draft in self.drafts for side in draft.sides)

    @property
    def draft_ids(self) -> tuple[str, ...]:
        """Their ids, as `create_customer` wants them."""
        return tuple(draft.draft_id for draft in self.drafts)

    @property
    def missing_sides(self) -> tuple[DocumentType, ...]:
        """Sides of the document still to be taken, the portrait side first."""
        document = IdentityDocument.shown_by(next(iter(self.sides), None))
        wanted = document.sides if document else frozenset(DocumentType)
        return tuple(side for side in DocumentType if side in wanted - self.sides)

    @property
    def masked_name(self) -> str | None:
        """Whom it is about, so that a teller finds an unfinished one again."""
        name = self.read("name")
        return mask_name(name) if name else None

    @property
    def typed(self) -> dict[str, str]:
        """What the teller has typed so far, by field of the form."""
        return {
            name: value for draft in self.drafts for name, value in draft.entered.get("values", {}).items()
        }

    @property
    def looked_at(self) -> frozenset[str]:
        """The fields the teller has confirmed so far."""
        return frozenset(name for draft in self.drafts for name in draft.entered.get("looked_at", ()))

    def read(self, field: str) -> str | None:
        """A field's value as read, from whichever picture shows it."""
        values = (draft.content["fields"].get(field, {}).get("value") for draft in self.drafts)
        return next((value for value in values if value is not None), None)

    def with_picture(self, draft: Draft) -> Onboarding:
        """The onboarding with a further picture, which takes the place of any of the same side."""
        order = list(DocumentType)
        kept = [old for old in self.drafts if not set(old.sides) & set(draft.sides)]
        return Onboarding(tuple(sorted([*kept, draft], key=lambda each: order.index(each.sides[0]))))


# What tells one person's side from another's: a rescan shows the same, the next customer's card does not.
_IDENTIFYING: Mapping[DocumentType, tuple[str, ...]] = {
    DocumentType.CN_RESIDENT_ID_PORTRAIT: ("number",),
    DocumentType.CN_RESIDENT_ID_EMBLEM: ("issuer", "issued_on", "expires_on"),
}


def onboardings(drafts: Iterable[Draft]) -> tuple[Onboarding, ...]:
    """The drafts put together by person, the newest onboarding first.

    In the order in which they were taken: a picture joins the one before unless it shows the same side of another
    card. A newer picture of the same side takes the older one's place.
    """
    found: list[Onboarding] = []
    for draft in sorted(drafts, key=lambda draft: (draft.taken_at, draft.draft_id)):
        if found and _same_card(found[-1], draft):
            found[-1] = found[-1].with_picture(draft)
        else:
            found.append(Onboarding((draft,)))
    return tuple(reversed(found))


def superseded(drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """The drafts whose place a newer picture of the same side has taken."""
    kept = {draft_id for onboarding in onboardings(drafts) for draft_id in onboarding.draft_ids}
    return tuple(draft for draft in drafts if draft.draft_id not in kept)


def _same_card(onboarding: Onboarding, draft: Draft) -> bool:
    documents = {IdentityDocument.shown_by(side) for side in (*onboarding.sides, *draft.sides)}
    if len(documents) != 1:
        return False
    new = Onboarding((draft,))
    pairs = [
        (onboarding.read(name), new.read(name))
        for side in onboarding.sides & new.sides
        for name in _IDENTIFYING[side]
    ]
    return all(old == now for old, now in pairs if old is not None and now is not None)


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
    sides: tuple[DocumentType, ...]
    width: int
    height: int
    turn: int
    quality: tuple[Text, ...]
    good: bool


@dataclass(frozen=True)
class Desk:
    """Everything the desk shows of one onboarding. rows: what needs a look first, then in the card's order."""

    onboarding: Onboarding
    pictures: tuple[Picture, ...]
    rows: tuple[FieldRow, ...]
    notes: tuple[Note, ...]
    passed: tuple[Text, ...]
    points: tuple[tuple[Text, tuple[RecognitionPoint, ...]], ...]

    @property
    def rejected(self) -> bool:
        """Whether a picture shows a document that must not be used."""
        return any(draft.verdict is Verdict.REJECT for draft in self.onboarding.drafts)

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
        _row(name, draft, checks)
        for draft in onboarding.drafts
        for name in draft.content["fields"]
        if name in FIELD_LABELS
    ]
    gravity = list(Attention)
    return Desk(
        onboarding,
        tuple(_picture(draft) for draft in onboarding.drafts),
        tuple(sorted(rows, key=lambda row: gravity.index(row.attention))),
        _notes(check for check in checks if not check.fields),
        tuple(check.reason for check in checks if check.outcome is Outcome.PASS),
        tuple(
            (layouts()[side].title, layouts()[side].recognition_points)
            for draft in onboarding.drafts
            for side in draft.sides
        ),
    )


def filled(
    desk: Desk, entered: Mapping[str, str], looked_at: Iterable[str], problems: Iterable[Problem]
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
    return replace(desk, rows=rows)


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


def _row(name: str, draft: Draft, checks: Sequence[Check]) -> FieldRow:
    field = draft.content["fields"][name]
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
    name: str, field: Mapping[str, Any], sides: Sequence[DocumentType], outcomes: set[Outcome]
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
