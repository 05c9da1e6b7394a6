"""Early-warning signals of customers: raised with evidence, renewed, closed with a reason. Those with an AML reading count
in the grade; those of credit only never do.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import record
from kyc.customers.gates import checked_reason
from kyc.customers.policy import CustomerPolicy
from kyc.customers.service import profile
from kyc.risk import gathering, regrading, signal_store
from kyc.risk.model import Occasion, Renewal, Signal
from kyc.risk.signal_policy import SignalPolicy

_TABLE = signal_store.risk_signals.name


def raise_signal(unit: Unit, customer_id: str, code: str, evidence: str) -> Signal:
    """Raises a signal of the register; the customer is graded anew when it has an AML reading.

    evidence: what was seen, sealed. Invalid for an unknown code or evidence that says nothing; Conflict when it is open
    already; Refused without the permission or for a customer of another outlet.
    """
    unit.require(Permission.SIGNAL_RAISE)
    profile(unit, customer_id)
    register = unit.policy(SignalPolicy).values
    if code not in register.register:
        words = Text(f"登记簿中没有信号 {code}", f"the register has no signal {code}")
        raise Invalid("risk.signal", words, [Problem("code", words)])
    said = checked_reason(evidence, unit.policy(CustomerPolicy).values)
    signal_id = new_id()
    row = {
        "id": signal_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": customer_id,
        "code": code,
        "derived": False,
        "evidence": unit.vault.seal(_TABLE, "evidence", signal_id, said),
        "raised_by": unit.actor.staff_id,
        "raised_at": unit.now,
        "outlet_id": unit.actor.outlet_id,
        "valid_until": unit.today + timedelta(register.valid_days),
    }
    try:
        with unit.connection.begin_nested():
            signal_store.add(unit.connection, row)
    except IntegrityError as error:
        raise Conflict(
            "risk.signal_open",
            Text("该信号已提出且未解除，可续期。", "This signal is open already; renew it instead."),
        ) from error
    unit.audit(Event.SIGNAL_RAISED, "customer", customer_id, code=code, derived=False)
    _regrade(unit, customer_id, code)
    return _by_id(unit, signal_id)


def renew_signal(unit: Unit, signal_id: str, evidence: str) -> Signal:
    """Finds an open signal to hold on, from today for as long as a new one. Errors as `raise_signal`; NotFound."""
    unit.require(Permission.SIGNAL_RAISE)
    signal = _by_id(unit, signal_id)
    profile(unit, _whose(unit, signal))
    said = checked_reason(evidence, unit.policy(CustomerPolicy).values)
    renewal_id = new_id()
    until = unit.today + timedelta(unit.policy(SignalPolicy).values.valid_days)
    row = {
        "id": renewal_id,
        "signal_id": signal_id,
        "valid_until": until,
        "evidence": unit.vault.seal(signal_store.risk_signal_renewals.name, "evidence", renewal_id, said),
        "by": unit.actor.staff_id,
        "at": unit.now,
    }
    if not signal_store.renew(unit.connection, signal_id, until, row):
        raise _closed_already()
    unit.audit(Event.SIGNAL_RENEWED, "customer", signal.customer_id, code=signal.code)
    return _by_id(unit, signal_id)


def close_signal(unit: Unit, signal_id: str, reason: str) -> Signal:
    """Closes an open signal; the customer is graded anew when it had an AML reading. reason: sealed.

    Invalid for a reason that says nothing; Conflict when it is closed already, or derived and the data still says so;
    Refused; NotFound.
    """
    unit.require(Permission.SIGNAL_CLOSE)
    signal = _by_id(unit, signal_id)
    profile(unit, _whose(unit, signal))
    if signal.derived:
        raise Conflict(
            "risk.signal_derived",
            Text(
                "该信号由数据得出，数据改变后自动解除。",
                "This signal comes from the data and closes by itself when the data changes.",
            ),
        )
    end(unit, signal, checked_reason(reason, unit.policy(CustomerPolicy).values))
    return _by_id(unit, signal_id)


def end(unit: Unit, signal: Signal, reason: str) -> None:
    """Closes an open signal for a reason, and grades anew where it counted. Conflict when it is closed already."""
    sealed = unit.vault.seal(_TABLE, "closing_reason", signal.signal_id, reason)
    if not signal_store.close(unit.connection, signal.signal_id, unit.actor.staff_id, unit.now, sealed):
        raise _closed_already()
    unit.audit(Event.SIGNAL_CLOSED, "customer", signal.customer_id, code=signal.code, derived=signal.derived)
    _regrade(unit, _whose(unit, signal), signal.code)


def signals_of(unit: Unit, customer_id: str) -> tuple[Signal, ...]:
    """The customer's signals, also those raised on records merged into theirs, the newest first. Refused or NotFound as for
    the customer.
    """
    unit.require(Permission.GRADE_VIEW)
    profile(unit, customer_id)
    ids = gathering.records_of(unit, customer_id)
    return tuple(from_row(unit, row) for row in signal_store.of_customers(unit.connection, ids))


def from_row(unit: Unit, row: signal_store.AnyRow) -> Signal:
    """A row of the store, opened, with its renewals."""
    renewals, said = signal_store.risk_signal_renewals.name, row.closing_reason
    return Signal(
        signal_id=row.id,
        customer_id=row.customer_id,
        code=row.code,
        derived=row.derived,
        evidence=unit.vault.open(_TABLE, "evidence", row.id, row.evidence),
        raised_by=row.raised_by,
        raised_at=row.raised_at,
        valid_until=row.valid_until,
        renewals=tuple(
            Renewal(
                each.valid_until,
                unit.vault.open(renewals, "evidence", each.id, each.evidence),
                each.by,
                each.at,
            )
            for each in signal_store.renewals_of(unit.connection, row.id)
        ),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        closing_reason=None if said is None else unit.vault.open(_TABLE, "closing_reason", row.id, said),
    )


def _whose(unit: Unit, signal: Signal) -> str:
    """Who stands for the record the signal was raised on."""
    return record.known(unit, signal.customer_id).merged_into or signal.customer_id


def _regrade(unit: Unit, customer_id: str, code: str) -> None:
    kind = unit.policy(SignalPolicy).values.register.get(code)
    if kind is not None and kind.aml is not None:
        regrading.regrade(unit, customer_id, Occasion.SIGNAL)


def _closed_already() -> Conflict:
    return Conflict("risk.signal_closed", Text("该信号已解除。", "This signal is closed already."))


def _by_id(unit: Unit, signal_id: str) -> Signal:
    row = signal_store.get(unit.connection, unit.actor.institution_id, signal_id)
    if row is None:
        raise NotFound("risk.signal", Text("没有这项预警信号。", "There is no such signal."))
    return from_row(unit, row)
