"""One customer's record as staff see it: masked, with its history, sources and what needs attention."""

from __future__ import annotations

from datetime import datetime

from kyc.base.access import Permission
from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import (
    merge_store,
    owners,
    parties,
    reading_store,
    record,
    review_store,
    rules,
    store,
    tables,
)
from kyc.customers.completeness import completeness
from kyc.customers.masking import mask_field, masked
from kyc.customers.model import (
    Change,
    Channel,
    Completeness,
    CustomerKind,
    CustomerView,
    Entity,
    Fault,
    FieldSource,
    Particulars,
    RelationshipType,
    Severity,
    Version,
    VersionSource,
)
from kyc.customers.policy import CustomerPolicy


def customer(unit: Unit, customer_id: str) -> CustomerView:
    """The customer, masked. NotFound outside the institution, Refused for an outlet that does not serve them."""
    unit.require(Permission.CUSTOMER_VIEW)
    return view(unit, record.seen(unit, customer_id))


def history(unit: Unit, customer_id: str) -> tuple[Version, ...]:
    """Every version of the record, oldest first, masked. Raises as `customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    return tuple(_version(unit, row) for row in store.versions_of(unit.connection, customer_id))


def as_of(unit: Unit, customer_id: str, at: datetime) -> Version:
    """The version that stood at the moment `at` (aware). NotFound before the first one; else as `customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    rows = store.versions_of(unit.connection, customer_id, upto=at)
    if not rows:
        raise NotFound(
            "customers.version",
            Text("该时点尚无此客户的记录。", "There was no record of this customer at that time."),
        )
    return _version(unit, rows[-1])


def difference(unit: Unit, customer_id: str, earlier: int, later: int) -> tuple[Change, ...]:
    """The fields in which two versions differ, masked. NotFound when there is no such version; else as `customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    return rules.changes(
        record.version_of(unit, customer_id, earlier), record.version_of(unit, customer_id, later), masked
    )


def completeness_of(unit: Unit, customer_id: str, person: Particulars) -> Completeness:
    """How complete the record is by today's policy, the people and owners of an entity among it."""
    kept = reading_store.readings_of(unit.connection, customer_id)
    sides = {side for row in kept for side in row.sides.split()}
    further = parties.elements_of(unit, customer_id) if isinstance(person, Entity) else frozenset()
    if isinstance(person, Entity) and owners.are_confirmed(unit, customer_id):
        further |= {"beneficial_owners"}
    return completeness(person, sides, unit.policy(CustomerPolicy).values, further)


def attention_of(unit: Unit, row: store.AnyRow, person: Particulars) -> tuple[Fault, ...]:
    """What needs attention in a record (a row of `store.current`), the grave first: what is wrong or doubtful in it, and
    a phone that customers share who have nothing to do with each other.
    """
    found = record.faults_today(unit, person)
    if row.phone_index is not None:
        others = review_store.sharing_phone(unit.connection, row.institution_id, row.phone_index, row.id)
        strangers = len(set(others) - parties.related_customers(unit, row)) if others else 0
        if strangers:
            words = Text(
                f"该电话另有 {strangers} 名未登记关系的客户使用，请核实是否本人电话",
                f"{strangers} other customers without a relation on file use this phone; check whose it is",
            )
            found = (*found, Fault("phone.shared", Severity.FLAG, ("phone",), words))
    return rules.attention(found)


def view(unit: Unit, row: store.AnyRow) -> CustomerView:
    """The whole masked view of a row of `store.current`."""
    person = record.person_of(unit, row)
    found = attention_of(unit, row, person)
    return CustomerView(
        customer_id=row.id,
        outlet_id=row.outlet_id,
        outlets=store.outlets_of(unit.connection, row.id),
        version=row.version,
        kind=CustomerKind(row.kind),
        relationship=RelationshipType(row.relationship),
        person=masked(person),
        channel=Channel(row.channel),
        relationship_began_on=row.relationship_began_on,
        completeness=completeness_of(unit, row.id, person),
        attention=found,
        sources=_sources(unit, row.id, CustomerKind(row.kind)),
        readings=tuple(
            reading.id for reading in reading_store.readings_of(unit.connection, row.id) if reading.sides
        ),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        merged_into=row.merged_into,
        merged=merge_store.merged_ids(unit.connection, row.id),
    )


def _sources(unit: Unit, customer_id: str, kind: CustomerKind) -> tuple[FieldSource, ...]:
    latest: dict[str, FieldSource] = {}
    for row in store.fields_of(unit.connection, customer_id):
        if row.field not in latest:
            latest[row.field] = FieldSource(
                field=row.field,
                read=_masked_cell(unit, kind, row, "read"),
                confidence=row.confidence,
                value=_masked_cell(unit, kind, row, "value"),
                corrected=row.corrected,
                reading_id=row.reading_id,
                at=row.at,
                by=row.by,
            )
    return tuple(latest.values())


def _masked_cell(unit: Unit, kind: CustomerKind, row: store.AnyRow, column: str) -> str | None:
    sealed = row._mapping[column]
    if sealed is None:
        return None
    value = unit.vault.open(tables.customer_fields.name, column, row.id, sealed)
    return mask_field(kind, row.field, value)


def _version(unit: Unit, row: store.AnyRow) -> Version:
    reason = None
    if row.reason is not None:
        reason = unit.vault.open(tables.customer_versions.name, "reason", row.id, row.reason)
    return Version(
        version=row.version,
        person=masked(record.opened(unit, CustomerKind(row.kind), row.id, row.person)),
        changed=tuple(row.changed.split()),
        source=VersionSource(row.source),
        reason=reason,
        at=row.at,
        by=row.by,
        outlet_id=row.outlet_id,
    )
