"""Networked checks of a customer as they are kept: the result, what was done about it, and whether it still holds.

Written by whoever takes a check: a teller who did it on the bank's terminal, or the stage that asks by interface.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.customers import check_store, gates, network, store, tables
from kyc.customers.model import CheckedBusiness, Disposed, Disposition, NetworkCheck, NetworkCheckCode
from kyc.customers.versions import sealed

# a check is about this name with this number: when one of them changes, it says nothing any more
_CHECKED_FIELDS = frozenset({"name", "number", "document_type"})


@dataclass(frozen=True)
class Taken:
    """A check that was taken. version: of the record it was about. by, outlet_id: who asked, and where."""

    version: int
    code: NetworkCheckCode
    photo_agrees: bool | None
    checked_at: datetime
    by: str
    outlet_id: str | None
    business: CheckedBusiness | None = None
    request_id: str | None = None
    note: str | None = None


def keep(unit: Unit, customer_id: str, taken: Taken) -> NetworkCheck:
    """Keeps a check; later stages are told."""
    row_id = new_id()
    table = tables.customer_network_checks
    row = {
        "id": row_id,
        "customer_id": customer_id,
        "version": taken.version,
        "code": taken.code,
        "photo_agrees": taken.photo_agrees,
        "business": taken.business,
        "request_id": taken.request_id,
        "note": sealed(unit, table.name, "note", row_id, taken.note),
        "checked_at": taken.checked_at,
        "at": unit.now,
        "by": taken.by,
        "outlet_id": taken.outlet_id,
    }
    store.add(unit.connection, table, row)
    gates.tell_changed(unit, customer_id)
    return next(check for check in taken_of(unit, customer_id) if check.check_id == row_id)


def dispose(
    unit: Unit,
    customer_id: str,
    check: NetworkCheck,
    disposition: Disposition,
    *,
    document_type: str | None = None,
    due_on: date | None = None,
    detail: str | None = None,
) -> None:
    """Keeps what the unit's actor did about a check, and later stages are told; whether the law allows it is the caller's to know.

    The database refuses a refusal by whoever took the check.
    """
    row_id = new_id()
    table = tables.customer_check_dispositions
    row = {
        "id": row_id,
        "customer_id": customer_id,
        "check_id": check.check_id,
        "disposition": disposition,
        "document_type": document_type,
        "due_on": due_on,
        "detail": sealed(unit, table.name, "detail", row_id, detail),
        "checked_by": check.by,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add(unit.connection, table, row)
    gates.tell_changed(unit, customer_id)


def taken_of(unit: Unit, customer_id: str) -> tuple[NetworkCheck, ...]:
    """Every check of the customer, newest first, whether it still holds or not."""
    done: dict[str, list[Disposed]] = defaultdict(list)
    for row in check_store.dispositions_of(unit.connection, customer_id):
        done[row.check_id].append(_disposed(unit, row))
    return tuple(
        _check(unit, customer_id, row, tuple(done[row.id]))
        for row in check_store.network_checks_of(unit.connection, customer_id)
    )


def holding(unit: Unit, customer_id: str) -> NetworkCheck | None:
    """The newest check that says something about the present name and number; failing that, the newest attempt."""
    attempts = [check for check in taken_of(unit, customer_id) if check.holds]
    decisive = (check for check in attempts if network.is_decisive(check.state))
    return next(decisive, attempts[0] if attempts else None)


def _check(unit: Unit, customer_id: str, row: store.AnyRow, done: tuple[Disposed, ...]) -> NetworkCheck:
    code = NetworkCheckCode(row.code)
    since = store.fields_changed_since(unit.connection, customer_id, row.version)
    return NetworkCheck(
        code=code,
        photo_agrees=row.photo_agrees,
        state=network.state_of(code, row.photo_agrees, [one.disposition for one in done]),
        checked_at=row.checked_at,
        by=row.by,
        check_id=row.id,
        business=CheckedBusiness(row.business) if row.business else None,
        dispositions=done,
        holds=not since & _CHECKED_FIELDS,
    )


def _disposed(unit: Unit, row: store.AnyRow) -> Disposed:
    detail = None
    if row.detail is not None:
        table = tables.customer_check_dispositions.name
        detail = unit.vault.open(table, "detail", row.id, row.detail)
    return Disposed(Disposition(row.disposition), row.document_type, row.due_on, detail, row.at, row.by)
