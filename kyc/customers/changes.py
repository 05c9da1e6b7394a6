"""Changing a record: the next version, with its reason; the earlier ones stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import Conflict, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import evidence, gates, record, reviews, rules, store, versions, views
from kyc.customers.completeness import completeness
from kyc.customers.evidence import Evidence
from kyc.customers.model import (
    DOCUMENT_FIELDS,
    CustomerKind,
    CustomerView,
    MissingElement,
    Particulars,
    VersionSource,
    label_of,
)
from kyc.customers.policy import CustomerPolicy


def change_customer(
    unit: Unit,
    customer_id: str,
    expected_version: int,
    changes: Mapping[str, str | None],
    reason: str,
    draft_ids: Sequence[str] = (),
    looked_at: Collection[str] = (),
) -> CustomerView:
    """Makes the next version of a record.

    expected_version: the one the change was made against. changes: field → new value, None to clear it.
    reason: why, in words; sealed. draft_ids: drafts of the acting teller; what a document proves (name, number,
    validity …) changes only with a scan of it, and a scan may also complete the copies kept. looked_at: codes of
    `points.points_of`: what the teller looked at on the document itself.
    Conflict with the fields concerned when the record has moved on, or when the new number has a customer already;
    Invalid for wrong values, a missing reason, a change without its document, or nothing to change;
    Refused without the permission or for an outlet that does not serve the customer.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    row = record.seen(unit, customer_id)
    gates.refuse_merged(row)
    policy = unit.policy(CustomerPolicy).values
    reason = gates.checked_reason(reason, policy)
    if row.version != expected_version:
        raise _moved_on(unit, customer_id, expected_version, changes)
    before = record.person_of(unit, row)
    read = evidence.gather(unit, draft_ids) if draft_ids else None
    _refuse_other_kind(row, read)
    shown = rules.on_document(before, read.document) if read else before
    after = rules.merged(shown, changes)
    changed = rules.changed_fields(before, after)
    if not changed and read is None:
        raise Invalid("customers.no_change", Text("没有任何改动。", "Nothing is changed."))
    kind = CustomerKind(row.kind)
    gates.refuse(_without_document(kind, changed) if read is None else _of_another(read, after, changed))
    gates.refuse(rules.refusals(record.faults_today(unit, after), frozenset(changed)))
    gates.refuse_incomplete(_lost(before, after, policy), policy)

    if not _advance(unit, customer_id, expected_version, after, changed):
        raise _moved_on(unit, customer_id, expected_version, changes)
    author = versions.authored(unit, customer_id, expected_version + 1)
    versions.write(unit, author, after, changed, VersionSource.CHANGE, reason)
    touched = {*changed, *(read.fields if read else ())}
    corrected = evidence.leave_trace(unit, author, read, after, touched, looked_at)
    unit.audit(
        Event.CUSTOMER_CHANGED,
        "customer",
        customer_id,
        version=expected_version + 1,
        fields=store.words(changed),
        corrected=store.words(corrected),
    )
    reviews.refresh(unit, customer_id)
    gates.tell_changed(unit, customer_id)
    return views.view(unit, record.seen(unit, customer_id))


def _advance(
    unit: Unit, customer_id: str, expected_version: int, after: Particulars, changed: Sequence[str]
) -> bool:
    if "number" in changed or "document_type" in changed:
        gates.refuse_second_record(unit, after)
    try:
        with unit.connection.begin_nested():
            indexes = versions.indexes(unit, after)
            return store.advance(unit.connection, customer_id, expected_version, indexes)
    except IntegrityError:  # another counter registered this document a moment ago
        gates.refuse_second_record(unit, after)
        raise


def _refuse_other_kind(row: store.AnyRow, read: Evidence | None) -> None:
    """Invalid when a person's document is shown for an entity, or the other way round."""
    is_entity = CustomerKind(row.kind) is not CustomerKind.NATURAL_PERSON
    if read is not None and read.document.is_of_entities != is_entity:
        words = Text(
            "所扫描的证照不属于该类客户，请扫描客户本身的证件",
            "the scanned document is not one of this kind of customer; scan the customer's own",
        )
        gates.refuse([Problem("document_type", words)])


def _without_document(kind: CustomerKind, changed: Sequence[str]) -> list[Problem]:
    return [
        Problem(
            name,
            Text(
                f"{label_of(kind, name).zh}以证件为准，须扫描证件后方可变更",
                f"{label_of(kind, name).en} rests on the document: scan it to change this",
            ),
        )
        for name in changed
        if name in DOCUMENT_FIELDS
    ]


def _of_another(read: Evidence, after: Particulars, changed: Sequence[str]) -> list[Problem]:
    if read.number in {None, after.value("number")} or "number" in changed:
        return []
    words = Text(
        "所扫描证件的号码与该客户不符，请确认是否为本人证件",
        "the scanned document has another number than this customer; make sure it is theirs",
    )
    return [Problem("number", words)]


def _lost(before: Particulars, after: Particulars, policy: CustomerPolicy) -> list[MissingElement]:
    """Elements that were there and that this change takes away; copies kept are not touched by a change."""
    had = {m.element for m in completeness(before, (), policy).missing}
    return [m for m in completeness(after, (), policy).missing if m.element not in had]


def _moved_on(
    unit: Unit, customer_id: str, expected_version: int, changes: Mapping[str, str | None]
) -> Conflict:
    row = record.known(unit, customer_id)
    then = record.version_of(unit, customer_id, expected_version)
    problems = []
    for name in rules.changed_fields(then, record.person_of(unit, row)):
        label, both = label_of(CustomerKind(row.kind), name), name in changes
        zh = f"{label.zh}在您打开之后已被他人改动" + ("，您也改了此项" if both else "")
        en = f"{label.en} was changed after you opened the record" + (
            ", and you change it too" if both else ""
        )
        problems.append(Problem(name, Text(zh, en)))
    return Conflict(
        "customers.version",
        Text(
            f"档案已是第 {row.version} 版，您依据的是第 {expected_version} 版，未保存。请查看差异后重新提交。",
            f"The record is at version {row.version}, your change was made against {expected_version}; nothing was "
            "saved. Look at the difference and send again.",
        ),
        problems,
        {"customer_id": customer_id, "version": str(row.version)},
    )
