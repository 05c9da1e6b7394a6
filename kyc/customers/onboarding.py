"""Making a record: a document that was read, fields that a teller confirmed, one record for one person."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import (
    drafts,
    evidence,
    gates,
    lookup,
    reading_store,
    record,
    reviews,
    rules,
    store,
    tables,
    versions,
    views,
)
from kyc.customers.completeness import completeness
from kyc.customers.model import (
    LONG_TERM,
    Channel,
    CustomerKind,
    CustomerView,
    IdentityDocument,
    Particulars,
    ReadingState,
    RelationshipType,
    VersionSource,
    blank,
)
from kyc.customers.policy import CustomerPolicy


def create_customer(
    unit: Unit,
    draft_ids: Sequence[str],
    confirmed: Mapping[str, str | None],
    channel: Channel = Channel.COUNTER,
    looked_at: Collection[str] = (),
    kind: CustomerKind = CustomerKind.NATURAL_PERSON,
    relationship: RelationshipType = RelationshipType.ONGOING,
) -> CustomerView:
    """Makes a customer from the acting teller's drafts of one document.

    confirmed: field → value as the teller confirmed or corrected it (names of `Person` or `Entity` but
    `document_type`); a field left out or None is not known: what was read but not confirmed does not enter the record.
    kind: what the customer is; an entity is shown by its licence, a natural person by their own document.
    looked_at: codes of `points.points_of`: what the teller looked at on the document itself.
    Invalid with a problem for each field: a rejected reading, sides of different documents, wrong or made-up values,
    an element missing that must be there (Order [2025] No.11 art.49, AML Law art.28).
    Conflict with `existing["customer_id"]` and a masked name and number when the document has a customer already.
    Refused without the permission or an outlet; NotFound for drafts of another teller.
    """
    unit.require(Permission.CUSTOMER_CREATE)
    outlet_id = drafts.own_outlet(unit)
    read = evidence.gather(unit, draft_ids)
    policy = unit.policy(CustomerPolicy).values
    _refuse_other_kind(kind, read.document)
    person = rules.merged(_shown_by(kind, read.document), confirmed)
    refusals = rules.refusals(record.faults_today(unit, person))
    # told first, so that a teller does not fill in what is known already
    if person.value("number") is not None and "number" not in {problem.where for problem in refusals}:
        gates.refuse_second_record(unit, person)
    gates.refuse(refusals)
    found = completeness(person, read.sides, policy)
    gates.refuse_incomplete(found.missing, policy)

    customer_id = new_id()
    row = {
        "id": customer_id,
        "institution_id": unit.actor.institution_id,
        "outlet_id": outlet_id,
        "version": 1,
        "kind": CustomerKind(kind),
        "relationship": RelationshipType(relationship),
        **versions.indexes(unit, person),
        "channel": Channel(channel),
        "relationship_began_on": unit.today,
    }
    try:
        with unit.connection.begin_nested():
            store.add(unit.connection, tables.customers, row)
    except IntegrityError:  # another counter was faster by a moment
        gates.refuse_second_record(unit, person)
        raise
    _serve(unit, customer_id, outlet_id)
    author = versions.authored(unit, customer_id, 1)
    given = [name for name, value in person.as_dict().items() if value is not None]
    versions.write(unit, author, person, given, VersionSource.ONBOARDING, None)
    corrected = evidence.leave_trace(unit, author, read, person, person.as_dict(), looked_at)
    unit.audit(
        Event.CUSTOMER_CREATED,
        "customer",
        customer_id,
        version=1,
        kind=kind,
        relationship=relationship,
        document_type=read.document,
        verdict=read.verdict,
        corrected=store.words(corrected),
        missing=store.words([m.element for m in found.missing]),
    )
    reviews.refresh(unit, customer_id)
    return views.view(unit, record.seen(unit, customer_id))


def serve_existing(unit: Unit, draft_ids: Sequence[str], looked_at: Collection[str] = ()) -> CustomerView:
    """Lets the acting teller's outlet serve a customer whom another outlet brought in, when their document lies
    before the teller: the drafts must show its number. The pictures are kept with the record, and the recognition points
    looked at (codes of `points.points_of`).

    NotFound when no customer has this document: then a new one is made. Invalid when it was rejected or no number
    was read. Refused without the permission or an outlet.
    """
    unit.require(Permission.CUSTOMER_CREATE)
    outlet_id = drafts.own_outlet(unit)
    read = evidence.gather(unit, draft_ids)
    if read.number is None:
        words = Text("没有读出证件号码，请重新扫描", "no document number was read; scan it again")
        gates.refuse([Problem("number", words)])
    customer_id = lookup.find_by_document(unit, read.document, read.number or "")
    row = record.known(unit, customer_id or "")
    if outlet_id not in store.outlets_of(unit.connection, row.id):
        _serve(unit, row.id, outlet_id)
        unit.audit(Event.CUSTOMER_SERVED, "customer", row.id, outlet_id=outlet_id)
    evidence.keep_points(unit, versions.authored(unit, row.id, row.version), read.sides, looked_at)
    reading_store.close_readings(unit.connection, read.draft_ids, ReadingState.USED, row.id, unit.now)
    reviews.refresh(unit, row.id)
    return views.view(unit, record.seen(unit, row.id))


def _serve(unit: Unit, customer_id: str, outlet_id: str) -> None:
    row = {"customer_id": customer_id, "outlet_id": outlet_id, "since": unit.now, "by": unit.actor.staff_id}
    store.add(unit.connection, tables.customer_outlets, row)


def _refuse_other_kind(kind: CustomerKind, document: IdentityDocument) -> None:
    if document.is_of_entities == (kind is CustomerKind.NATURAL_PERSON):
        words = Text(
            f"{document.label.zh}不能作为{kind.label.zh}的身份证明",
            f"a {document.label.en} does not prove who a {kind.label.en.lower()} is",
        )
        gates.refuse([Problem("document_type", words)])


def _shown_by(kind: CustomerKind, document: IdentityDocument) -> Particulars:
    """A customer of whom nothing is known but the document; one that prints no validity is valid without end."""
    return blank(kind, document_type=document, expires_on=None if document.expires else LONG_TERM)
