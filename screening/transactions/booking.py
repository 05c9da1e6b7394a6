"""One row into the book: checked, its person found, kept once. Shared by the counter, the API and file import."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from kyc.base.access import OUTLET_ROLES
from kyc.base.calendar import business_date
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem, Refused
from kyc.base.money import Money
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.lookup import account_index
from kyc.customers.model import CustomerKind
from kyc.customers.service import find_account
from screening.transactions import parties, store
from screening.transactions.derivation import policy_on
from screening.transactions.model import (
    Agent,
    Direction,
    Entry,
    Method,
    NewTransaction,
    ReportClass,
    Standing,
    Transaction,
)
from screening.transactions.particulars import Exemption, Particulars
from screening.transactions.parties import Party
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.counterparty import is_entity
from screening.transactions.rules.large_value import classes_of
from screening.transactions.rules.request import faults

_TABLE = store.transactions.name
_CARRIED_OVER = ("agent", "purpose", "particulars")
"""Sealed columns that a reversal or correction takes over, sealed for its own row."""


@dataclass(frozen=True)
class Ready:
    """A request that may be booked: checked, with its place and person found, and the classes it is added up in."""

    request: NewTransaction
    outlet_id: str
    teller_id: str
    party: Party
    day: date
    classes: tuple[ReportClass, ...]


def prepare(unit: Unit, request: NewTransaction) -> Ready:
    """Checks a request and finds outlet, teller and person.

    Invalid with a problem for each field that is wrong; Refused when a member of staff of one outlet books for
    another outlet or teller.
    """
    outlet_id, teller_id = _place(unit, request)
    if request.exemption is not None and unit.actor.role in OUTLET_ROLES:
        raise Refused(
            "transactions.exemption",
            Text(
                "免报情形由核心系统或合规人员注明，柜面不能自行认定。",
                "An exemption is told by the core system or by compliance; it is not for the counter to decide.",
            ),
        )
    day = business_date(request.happened_at) if request.happened_at.tzinfo else unit.today
    policy = policy_on(unit, min(day, unit.today)).values
    problems = faults(request, unit.now, policy)
    if problems:
        raise Invalid(
            "transactions.invalid",
            Text("交易信息有误，未登记。", "Something is wrong with the transaction; nothing was recorded."),
            problems,
        )
    return ready(unit, request, outlet_id, teller_id, parties.resolve(unit, request), day, policy)


def ready(
    unit: Unit,
    request: NewTransaction,
    outlet_id: str,
    teller_id: str,
    party: Party,
    day: date,
    policy: LargeValuePolicy,
) -> Ready:
    """A checked request of a known party, with the classes it is added up in."""
    classes = classes_of(
        request.method,
        request.particulars,
        policy,
        natural_person=party.kind is CustomerKind.NATURAL_PERSON,
        has_account=party.account_id is not None,
        to_own_account=_goes_to_own_account(unit, request, party),
    )
    return Ready(request, outlet_id, teller_id, party, day, classes)


def existing(unit: Unit, ready: Ready) -> Transaction | None:
    """The booking with this reference, if it is there with the same content.

    Conflict, naming it, when the reference was used for something else.
    """
    row = store.booking(unit.connection, unit.actor.institution_id, ready.request.reference.strip())
    if row is None:
        return None
    if row.content != _content(unit, ready):
        raise Conflict(
            "transactions.reference.used",
            Text(
                "该业务流水号已登记了另一笔内容不同的交易，未登记。请核对流水号，或对原交易做更正。",
                "This business reference was used for a transaction with other content; nothing was recorded. "
                "Check the reference, or correct the original.",
            ),
            [Problem("reference", Text("流水号重复", "used before"))],
            {"transaction_id": row.id},
        )
    return opened(unit, row)


def insert(unit: Unit, ready: Ready) -> str | None:
    """Keeps the booking and returns its id; None when another request kept the same reference at this moment."""
    request = ready.request
    row_id = new_id()
    kind, index = ready.party.own or (None, None)
    added = store.add_booking(
        unit.connection,
        {
            "id": row_id,
            "institution_id": unit.actor.institution_id,
            "outlet_id": ready.outlet_id,
            "teller_id": ready.teller_id,
            "customer_id": ready.party.record_id,
            "account_id": ready.party.account_id,
            "document_type": kind,
            "document_index": index,
            "reference": request.reference.strip(),
            "content": _content(unit, ready),
            "happened_at": request.happened_at,
            "business_day": ready.day,
            "direction": request.direction.value,
            "method": request.method.value,
            "amount_minor": request.amount.minor,
            "currency": request.amount.currency,
            "agent": _sealed(unit, "agent", row_id, _agent_json(request.agent)),
            "agent_index": _agent_index(unit, request.agent),
            "purpose": _sealed(unit, "purpose", row_id, request.purpose),
            **_particulars_columns(unit, row_id, request.particulars),
            "report_classes": json.dumps(ready.classes),
            "exemption": request.exemption,
            "entry": Entry.BOOKING.value,
            "recorded_by": unit.actor.staff_id,
            "recorded_at": unit.now,
            "recorded_day": unit.today,
        },
    )
    return row_id if added else None


def insert_successor(unit: Unit, original: store.AnyRow, entry: Entry, reason: str, **changed: Any) -> str:
    """Keeps the reversal or correction of a row and returns its id. changed: columns that differ from the original.

    Conflict, naming what is there, when the row has a successor already.
    """
    row_id = new_id()
    values = {
        column.name: original._mapping[column.name]
        for column in store.transactions.columns
        if column.name not in _CARRIED_OVER
    }
    values |= {
        "id": row_id,
        "entry": entry.value,
        "original_id": original.id,
        **{name: _sealed(unit, name, row_id, _open(unit, original, name)) for name in _CARRIED_OVER},
        "reason": _sealed(unit, "reason", row_id, reason),
        "recorded_by": unit.actor.staff_id,
        "recorded_at": unit.now,
        "recorded_day": unit.today,
        **changed,
    }
    if not store.add_successor(unit.connection, values):
        raise superseded(store.transaction(unit.connection, unit.actor.institution_id, original.id))
    return row_id


def superseded(row: store.AnyRow | None) -> Conflict:
    """The refusal to undo or replace a row twice."""
    return Conflict(
        "transactions.superseded",
        Text(
            "该笔已被冲正或更正，请对最新的一笔操作。",
            "This row was reversed or corrected already; work on the newest one.",
        ),
        existing={"transaction_id": row.successor_id} if row is not None else None,
    )


def seen(unit: Unit, transaction_id: str) -> store.AnyRow:
    """A row within the actor's scope. NotFound otherwise."""
    row = store.transaction(unit.connection, unit.actor.institution_id, transaction_id)
    if row is None or not unit.actor.sees(row.outlet_id):
        raise NotFound("transactions.transaction", Text("没有这笔交易。", "There is no such transaction."))
    return row


def kept(unit: Unit, transaction_id: str) -> Transaction:
    """A row this unit has just written."""
    row = store.transaction(unit.connection, unit.actor.institution_id, transaction_id)
    assert row is not None
    return opened(unit, row)


def opened(unit: Unit, row: store.AnyRow) -> Transaction:
    """A row as the service gives it, sealed parts opened."""
    agent, particulars = _open(unit, row, "agent"), _open(unit, row, "particulars")
    return Transaction(
        id=row.id,
        institution_id=row.institution_id,
        outlet_id=row.outlet_id,
        teller_id=row.teller_id,
        customer_id=row.owner_id,
        account_id=row.account_id,
        reference=row.reference,
        happened_at=row.happened_at,
        business_day=row.business_day,
        direction=Direction(row.direction),
        method=Method(row.method),
        amount=Money(row.amount_minor, row.currency),
        agent=Agent(**json.loads(agent)) if agent else None,
        purpose=_open(unit, row, "purpose"),
        particulars=Particulars.from_json(json.loads(particulars)) if particulars else None,
        exemption=None if row.exemption is None else Exemption(row.exemption),
        entry=Entry(row.entry),
        original_id=row.original_id,
        reason=_open(unit, row, "reason"),
        standing=_standing(row),
        superseded_by=row.successor_id,
        recorded_by=row.recorded_by,
        recorded_at=row.recorded_at,
        recorded_day=row.recorded_day,
    )


def _standing(row: store.AnyRow) -> Standing:
    if row.entry == Entry.REVERSAL:
        return Standing.REVERSAL
    return {
        None: Standing.IN_FORCE,
        Entry.REVERSAL.value: Standing.REVERSED,
        Entry.CORRECTION.value: Standing.CORRECTED,
    }[row.successor_entry]


def _place(unit: Unit, request: NewTransaction) -> tuple[str, str]:
    """Outlet and teller: branch staff book their own business; systems say whose it is."""
    actor = unit.actor
    if actor.role in OUTLET_ROLES and actor.outlet_id is not None:
        if request.outlet_id not in (None, actor.outlet_id) or request.teller_id not in (
            None,
            actor.staff_id,
        ):
            raise Refused(
                "transactions.place",
                Text(
                    "只能登记本人在本网点办理的交易。",
                    "You record your own business at your own outlet only.",
                ),
            )
        return actor.outlet_id, actor.staff_id
    problems = []
    outlets = {o.id for o in staff_store.outlets_of(unit.connection, actor.institution_id)}
    if request.outlet_id not in outlets or not actor.sees(request.outlet_id):
        problems.append(Problem("outlet_id", Text("没有这个网点。", "There is no such outlet.")))
    teller = staff_store.account_row(unit.connection, request.teller_id or "")
    if teller is None or teller.institution_id != actor.institution_id:
        problems.append(Problem("teller_id", Text("没有这个柜员。", "There is no such teller.")))
    if problems or request.outlet_id is None or request.teller_id is None:
        raise Invalid(
            "transactions.place",
            Text("须注明办理网点和柜员。", "Say at which outlet and by which teller it was done."),
            problems,
        )
    return request.outlet_id, request.teller_id


def _content(unit: Unit, ready: Ready) -> bytes:
    """A keyed digest of everything told about the transaction: equal for a repeated request, telling nothing."""
    told = dataclasses.asdict(ready.request)
    for later in ("particulars", "exemption"):  # what was booked before these were known keeps its digest
        if told[later] is None:
            del told[later]
    told |= {
        "reference": ready.request.reference.strip(),
        "happened_at": ready.request.happened_at.astimezone(UTC).isoformat(),
        "outlet_id": ready.outlet_id,
        "teller_id": ready.teller_id,
    }
    return unit.vault.blind_index("transactions.content", json.dumps(told, sort_keys=True))


def _goes_to_own_account(unit: Unit, request: NewTransaction, party: Party) -> bool:
    other = request.particulars.counterparty if request.particulars else None
    if party.customer_id is None or other is None or not other.account:
        return False
    account = find_account(unit, other.account)
    return account is not None and account.customer_id == party.customer_id


def _particulars_columns(unit: Unit, row_id: str, particulars: Particulars | None) -> dict[str, Any]:
    known = particulars or Particulars()
    other = known.counterparty
    return {
        "particulars": _sealed(
            unit,
            "particulars",
            row_id,
            json.dumps(known.as_json(), ensure_ascii=False) if known.as_json() else None,
        ),
        "channel": known.channel,
        "counterparty_country": other.country if other else None,
        "counterparty_index": account_index(unit, other.account) if other and other.account else None,
        "counterparty_region": other.region if other else None,
        "counterparty_entity": is_entity(other),
        "device_index": unit.vault.blind_index("transactions.device", known.device) if known.device else None,
    }


def _agent_json(agent: Agent | None) -> str | None:
    return None if agent in (None, Agent()) else json.dumps(dataclasses.asdict(agent), ensure_ascii=False)


def _agent_index(unit: Unit, agent: Agent | None) -> bytes | None:
    """The same for every deal of one agent: by their document, else by name and phone together."""
    if agent is None:
        return None
    if agent.document_number:
        told = f"{agent.document_type or ''}:{agent.document_number.strip().upper()}"
    elif agent.name and agent.phone:
        told = f"{agent.name.strip()}:{agent.phone.strip()}"
    else:
        return None
    return unit.vault.blind_index("transactions.agent", told)


def _sealed(unit: Unit, column: str, row_id: str, value: str | None) -> bytes | None:
    return None if value is None else unit.vault.seal(_TABLE, column, row_id, value)


def _open(unit: Unit, row: store.AnyRow, column: str) -> str | None:
    sealed = row._mapping[column]
    return None if sealed is None else unit.vault.open(_TABLE, column, row.id, sealed)
