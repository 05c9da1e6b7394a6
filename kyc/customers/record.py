"""One customer's record as staff see it: masked, with its history, sources and what needs attention."""

from __future__ import annotations

import json
from datetime import datetime

from kyc.base.access import Permission
from kyc.base.errors import NotFound, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import rules, store, tables
from kyc.customers.completeness import completeness
from kyc.customers.masking import mask_field, masked
from kyc.customers.model import (
    Change,
    Channel,
    Completeness,
    CustomerKind,
    CustomerView,
    Fault,
    FieldSource,
    Particulars,
    RelationshipType,
    Version,
    VersionSource,
    blank,
)
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy
from kyc.customers.validation import faults


def customer(unit: Unit, customer_id: str) -> CustomerView:
    """The customer, masked. NotFound outside the institution, Refused for an outlet that does not serve them."""
    unit.require(Permission.CUSTOMER_VIEW)
    return view(unit, seen(unit, customer_id))


def history(unit: Unit, customer_id: str) -> tuple[Version, ...]:
    """Every version of the record, oldest first, masked. Raises as `customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    seen(unit, customer_id)
    return tuple(_version(unit, row) for row in store.versions_of(unit.connection, customer_id))


def as_of(unit: Unit, customer_id: str, at: datetime) -> Version:
    """The version that stood at the moment `at` (aware). NotFound before the first one; else as `customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    seen(unit, customer_id)
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
    seen(unit, customer_id)
    return rules.changes(version_of(unit, customer_id, earlier), version_of(unit, customer_id, later), masked)


def seen(unit: Unit, customer_id: str) -> store.AnyRow:
    """The customer's row, if the actor's outlet serves them. NotFound outside the institution, else Refused."""
    row = known(unit, customer_id)
    if not any(unit.actor.sees(outlet) for outlet in store.outlets_of(unit.connection, customer_id)):
        raise Refused(
            "customers.outlet",
            Text(
                "该客户不在本网点办理业务。如本人持证到场，请扫描证件后办理。",
                "This customer is not served at your outlet. If they are present, scan their document to go on.",
            ),
        )
    return row


def known(unit: Unit, customer_id: str) -> store.AnyRow:
    """The customer's row, wherever in the institution. NotFound otherwise."""
    row = store.current(unit.connection, unit.actor.institution_id, customer_id)
    if row is None:
        raise NotFound("customers.customer", Text("没有这个客户。", "There is no such customer."))
    return row


def person_of(unit: Unit, row: store.AnyRow) -> Particulars:
    """The person, natural or legal, in a row of `store.current` or `store.find`."""
    return _person(unit, CustomerKind(row.kind), row.version_id, row.person)


def version_of(unit: Unit, customer_id: str, version: int) -> Particulars:
    """The person as a version had them. NotFound when there is no such version."""
    for row in store.versions_of(unit.connection, customer_id):
        if row.version == version:
            return _person(unit, CustomerKind(row.kind), row.id, row.person)
    raise NotFound("customers.version", Text(f"没有第 {version} 版。", f"There is no version {version}."))


def _person(unit: Unit, kind: CustomerKind, version_id: str, sealed: bytes) -> Particulars:
    content = json.loads(unit.vault.open(tables.customer_versions.name, "person", version_id, sealed))
    return blank(kind, **content)


def completeness_of(unit: Unit, customer_id: str, person: Particulars) -> Completeness:
    """How complete the record is by today's policy."""
    kept = store.readings_of(unit.connection, customer_id)
    sides = {side for row in kept for side in row.sides.split()}
    return completeness(person, sides, unit.policy(CustomerPolicy).values)


def faults_today(unit: Unit, person: Particulars) -> tuple[Fault, ...]:
    """What is wrong or doubtful in a record by today's policy."""
    regimes = unit.policy(OwnershipPolicy).values.regimes
    return faults(person, unit.today, unit.policy(CustomerPolicy).values, regimes)


def printed(unit: Unit, customer_id: str) -> dict[str, str]:
    """What the customer's document prints: of each field that was read off a picture, the value last confirmed for it."""
    table, found = tables.customer_fields.name, {}
    for row in store.fields_of(unit.connection, customer_id):
        if row.field not in found and row.reading_id is not None and row.value is not None:
            found[row.field] = unit.vault.open(table, "value", row.id, row.value)
    return found


def view(unit: Unit, row: store.AnyRow) -> CustomerView:
    """The whole masked view of a row of `store.current`."""
    person = person_of(unit, row)
    found = faults_today(unit, person)
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
        attention=rules.attention(found),
        sources=_sources(unit, row.id, CustomerKind(row.kind)),
        readings=tuple(reading.id for reading in store.readings_of(unit.connection, row.id)),
        changed_at=row.changed_at,
        changed_by=row.changed_by,
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
        person=masked(_person(unit, CustomerKind(row.kind), row.id, row.person)),
        changed=tuple(row.changed.split()),
        source=VersionSource(row.source),
        reason=reason,
        at=row.at,
        by=row.by,
        outlet_id=row.outlet_id,
    )
