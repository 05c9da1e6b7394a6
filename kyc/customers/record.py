"""One customer's record: who may see it, what it says, as any version had it."""

from __future__ import annotations

import json

from kyc.base.errors import NotFound, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import store, tables
from kyc.customers.model import (
    CustomerKind,
    Fault,
    Particulars,
    blank,
)
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy
from kyc.customers.validation import faults


def seen(unit: Unit, customer_id: str) -> store.AnyRow:
    """The customer's row, if the actor's outlet serves them. NotFound outside the institution, else Refused."""
    row = known(unit, customer_id)
    if row.purged_at is not None:
        raise NotFound(
            "customers.purged",
            Text(
                "该客户资料保存期限已满，已依法销毁。",
                "This customer's data was kept as long as the law asks, and purged.",
            ),
        )
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
    return opened(unit, CustomerKind(row.kind), row.version_id, row.person)


def version_of(unit: Unit, customer_id: str, version: int) -> Particulars:
    """The person as a version had them. NotFound when there is no such version."""
    for row in store.versions_of(unit.connection, customer_id):
        if row.version == version:
            return opened(unit, CustomerKind(row.kind), row.id, row.person)
    raise NotFound("customers.version", Text(f"没有第 {version} 版。", f"There is no version {version}."))


def opened(unit: Unit, kind: CustomerKind, version_id: str, sealed: bytes) -> Particulars:
    """A version's person, unsealed."""
    content = json.loads(unit.vault.open(tables.customer_versions.name, "person", version_id, sealed))
    return blank(kind, **content)


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
