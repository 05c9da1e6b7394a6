"""What the drafts of one document say together, and the trace it leaves beside the record it went into."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import drafts, points, reading_store, rules, store, tables, transcription
from kyc.customers.model import CustomerKind, Draft, IdentityDocument, Particulars, ReadingState, blank
from kyc.customers.versions import sealed
from kyc.documents.model import Verdict


@dataclass(frozen=True)
class Reading:
    """One field as the recogniser read it, in normal form; confidence 0..1."""

    value: str | None
    confidence: float
    draft_id: str


@dataclass(frozen=True)
class Evidence:
    """What the drafts of one identity document say together."""

    draft_ids: tuple[str, ...]
    document: IdentityDocument
    sides: frozenset[str]
    verdict: Verdict
    fields: Mapping[str, Reading]

    @property
    def number(self) -> str | None:
        """The document number as read."""
        reading = self.fields.get("number")
        return reading.value if reading else None


def gather(unit: Unit, draft_ids: Sequence[str]) -> Evidence:
    """Reads the acting teller's drafts together and locks them until the transaction ends.

    Invalid when one is rejected or they are not sides of one identity document, each side once.
    """
    opened = tuple(drafts.opened(unit, row) for row in drafts.own_drafts(unit, draft_ids, lock=True))
    sides = [side for draft in opened for side in draft.sides]
    documents = {IdentityDocument.shown_by(side) for side in sides}
    document = documents.pop() if len(documents) == 1 else None
    problems = [
        Problem(
            draft.draft_id,
            Text(
                "影像未通过检查，不能使用：原因见该影像的核查结果，请重新拍摄或请客户出示有效证件",
                "the reading was rejected and cannot be used: its checks say why; take the picture again, or ask for a valid "
                "document",
            ),
        )
        for draft in opened
        if draft.verdict is Verdict.REJECT
    ]
    if document is None or len(set(sides)) < len(sides):
        problems.append(
            Problem(
                "drafts",
                Text(
                    "须为同一张身份证件的影像，每面一份",
                    "must be pictures of one identity document, each side once",
                ),
            )
        )
    if problems or document is None:
        raise Invalid("customers.drafts", Text("影像不能使用。", "The pictures cannot be used."), problems)
    verdict = Verdict.REVIEW if any(d.verdict is Verdict.REVIEW for d in opened) else Verdict.PASS
    fields = _best_fields(opened, document)
    return Evidence(tuple(d.draft_id for d in opened), document, frozenset(sides), verdict, fields)


def _best_fields(opened: tuple[Draft, ...], document: IdentityDocument) -> dict[str, Reading]:
    kind = CustomerKind.LEGAL_PERSON if document.is_of_entities else CustomerKind.NATURAL_PERSON
    entering = rules.entity_fields if document.is_of_entities else rules.person_fields
    best: dict[str, Reading] = {}
    for draft in opened:
        for name, field in entering(draft.content["fields"]).items():
            value = rules.merged(blank(kind), {name: field["value"]}).value(name)
            if name not in best or (value is not None and field["confidence"] > best[name].confidence):
                best[name] = Reading(value, field["confidence"], draft.draft_id)
    return best


def leave_trace(
    unit: Unit,
    author: Mapping[str, Any],
    evidence: Evidence | None,
    person: Particulars,
    touched: Collection[str],
    looked_at: Collection[str],
) -> tuple[str, ...]:
    """Keeps for each touched field what was read and what the teller made of it, keeps the identification with the
    recognition points looked at, and marks the drafts as used. Returns the names of the fields the teller corrected.

    author: the columns of `versions.authored`. touched: fields this version sets or a document was read for.
    looked_at: codes of recognition points; Invalid for one that is not on the document.
    """
    rows = [
        row
        for name in person.as_dict()
        if name in touched and (row := _trace(unit, author, evidence, name, person.value(name)))
    ]
    store.add(unit.connection, tables.customer_fields, rows)
    corrected = tuple(row["field"] for row in rows if row["corrected"])
    if evidence:
        identification = {
            **author,
            "id": new_id(),
            "document_type": evidence.document,
            "verdict": evidence.verdict,
            "corrected": store.words(corrected),
        }
        store.add(unit.connection, tables.customer_identifications, identification)
        keep_points(unit, author, evidence.sides, looked_at)
        if evidence.document.is_by_hand:
            transcription.ask(unit, author, evidence.document, evidence.draft_ids)
        reading_store.close_readings(
            unit.connection, evidence.draft_ids, ReadingState.USED, author["customer_id"], unit.now
        )
    return corrected


def keep_points(
    unit: Unit, author: Mapping[str, Any], sides: Collection[str], looked_at: Collection[str]
) -> None:
    """Keeps which recognition points the author looked at on these sides of the document. Invalid as `points.seen`."""
    rows = [
        {
            **author,
            "id": new_id(),
            "side": side,
            "way": point.by,
            "zh": point.text.zh,
            "en": point.text.en,
        }
        for side, point in points.seen(looked_at, sorted(sides))
    ]
    store.add(unit.connection, tables.customer_seen_points, rows)


def _trace(
    unit: Unit, author: Mapping[str, Any], evidence: Evidence | None, name: str, value: str | None
) -> dict[str, Any] | None:
    read = evidence.fields.get(name) if evidence else None
    if name == "document_type" or (value is None and read is None):
        return None
    row_id = new_id()
    table = tables.customer_fields.name
    return {
        **author,
        "id": row_id,
        "field": name,
        "read": sealed(unit, table, "read", row_id, read.value if read else None),
        "value": sealed(unit, table, "value", row_id, value),
        "confidence": read.confidence if read else None,
        "corrected": read is not None and read.value is not None and read.value != value,
        "reading_id": read.draft_id if read else None,
    }
