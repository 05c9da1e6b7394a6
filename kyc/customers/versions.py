"""Writing one version of a record: sealed, authored, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.customers import gates, lookup, store, tables
from kyc.customers.model import Particulars, VersionSource


def authored(unit: Unit, customer_id: str, version: int) -> dict[str, Any]:
    """The columns that every row of one version carries: whose, which, when, by whom, where."""
    return {
        "customer_id": customer_id,
        "version": version,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }


def write(
    unit: Unit,
    author: Mapping[str, Any],
    person: Particulars,
    changed: Sequence[str],
    source: VersionSource,
    reason: str | None,
) -> None:
    """Adds the version, and has its names looked at. changed: names of the fields that differ from the version before."""
    row_id = new_id()
    table = tables.customer_versions
    content = json.dumps(person.as_dict(), ensure_ascii=False)
    row = {
        **author,
        "id": row_id,
        "person": unit.vault.seal(table.name, "person", row_id, content),
        "changed": store.words(changed),
        "source": source,
        "reason": sealed(unit, table.name, "reason", row_id, reason),
    }
    store.add(unit.connection, table, row)
    gates.look_at_names(unit, author["customer_id"])


def indexes(unit: Unit, person: Particulars) -> dict[str, Any]:
    """What the customer's own row keeps of the person: blind, for look-ups by equality."""
    document_type, number, name = (person.value(field) for field in ("document_type", "number", "name"))
    assert document_type is not None
    assert number is not None
    assert name is not None
    phone = person.value("phone")
    return {
        "document_type": document_type,
        "number_index": lookup.number_index(unit, document_type, number),
        "name_index": lookup.name_index(unit, name),
        "phone_index": None if phone is None else lookup.phone_index(unit, phone),
    }


def sealed(unit: Unit, table: str, column: str, row_id: str, value: str | None) -> bytes | None:
    """The value sealed for its place; None stays None."""
    return None if value is None else unit.vault.seal(table, column, row_id, value)
