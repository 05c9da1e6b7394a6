"""Showing what is masked: a permission, a second factor, a reason, and a trace of who saw what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, NotFound, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, reading_store, record, store, tables
from kyc.customers.model import CustomerKind, fields_of
from kyc.customers.policy import CustomerPolicy


def reveal(
    unit: Unit,
    customer_id: str,
    reason: str,
    fields: Sequence[str] | None = None,
    version: int | None = None,
) -> Mapping[str, str | None]:
    """The named fields (None: every field) in full, of the present record or of an earlier version. Leaves an audit event.

    Refused without the permission, without a second factor in this sign-in, or for a customer of another outlet;
    Invalid without a reason or for an unknown field; NotFound when there is no such customer or version.
    """
    reason = allowed(unit, reason)
    row = record.seen(unit, customer_id)
    known = fields_of(CustomerKind(row.kind))
    fields = known if fields is None else fields
    unknown = [name for name in fields if name not in known]
    if unknown or not fields:
        words = Text("没有这个字段", "no such field")
        raise Invalid("customers.fields", words, [Problem(name, words) for name in unknown])
    person = record.version_of(unit, customer_id, row.version if version is None else version)
    _trace(unit, customer_id, list(fields), reason)
    return {name: person.value(name) for name in fields}


def reveal_picture(unit: Unit, reading_id: str, reason: str) -> bytes:
    """The picture of a document kept with a record, as the file came in. Raises and leaves a trace as `reveal`."""
    reason = allowed(unit, reason)
    rows = reading_store.readings(unit.connection, unit.actor.institution_id, [reading_id])
    if not rows or rows[0].customer_id is None:
        raise NotFound("customers.picture", Text("没有这份影像。", "There is no such picture."))
    customer_id = rows[0].customer_id
    record.seen(unit, customer_id)
    _trace(unit, customer_id, ["picture", reading_id], reason)
    return unit.vault.get_scan(reading_id)


def allowed(unit: Unit, reason: str) -> str:
    """The reason without outer blanks, when the actor may reveal. Refused without the permission, or a second factor in this
    sign-in; Invalid for a reason that says too little or too much.
    """
    unit.require(Permission.CUSTOMER_REVEAL)
    if not unit.actor.second_factor:
        raise Refused(
            "customers.second_factor",
            Text(
                "查看完整信息须先以动态口令完成第二重验证。",
                "Revealing needs a sign-in confirmed by a second factor.",
            ),
        )
    return gates.checked_reason(reason, unit.policy(CustomerPolicy).values)


def _trace(unit: Unit, customer_id: str, what: list[str], reason: str) -> None:
    row_id = new_id()
    row = {
        "id": row_id,
        "customer_id": customer_id,
        "what": store.words(what),
        # a reason may name people: the audit log gets the id of this row, never its words
        "reason": unit.vault.seal(tables.customer_reveals.name, "reason", row_id, reason),
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add(unit.connection, tables.customer_reveals, row)
    unit.audit(Event.CUSTOMER_REVEALED, "customer", customer_id, what=store.words(what), reveal_id=row_id)
