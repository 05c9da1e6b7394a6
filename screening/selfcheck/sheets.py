"""Self-checks as they stand: gathered from the day's business, or as they were signed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kyc.admission.policy import AdmissionPolicy
from kyc.admission.service import asked_on
from kyc.base.access import Permission, Role
from kyc.base.errors import NotFound, Refused
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.masking import mask_name, mask_number
from kyc.customers.model import Identification
from kyc.customers.service import identification_of, reveal, summary
from screening.selfcheck import rules, store, watch
from screening.selfcheck.frozen import content_from, digest
from screening.selfcheck.model import (
    Content,
    DayState,
    Item,
    Mended,
    OpenDay,
    Person,
    Raised,
    Sheet,
    Signature,
    Skipped,
)
from screening.selfcheck.policy import SelfCheckPolicy
from screening.selfcheck.rules import Listed
from screening.transactions.model import Agent, Entry, Mending, Missing, Transaction
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.identification import missing, missing_of_agent
from screening.transactions.service import teller_day


def sheet(unit: Unit, teller_id: str, day: date, outlet_id: str | None = None) -> Sheet:
    """One teller's self-check of a business day. outlet_id: None means the actor's outlet.

    Tellers see their own, supervisors their outlet's: Refused otherwise. A day without business has an empty list.
    """
    place = own_place(unit, teller_id, outlet_id)
    return _sheet(unit, Names(unit), place, teller_id, day)


def branch(unit: Unit, outlet_id: str, day: date) -> tuple[Sheet, ...]:
    """The self-checks of every teller who has business of that day at the outlet, by login. Refused for tellers, and
    outside the actor's outlet; NotFound when the institution has no such outlet.
    """
    unit.require(Permission.SELFCHECK_VIEW, outlet_id)
    names = Names(unit)
    if unit.actor.role is Role.TELLER:
        raise _not_yours()
    if outlet_id not in names.outlets:
        raise NotFound("selfcheck.outlet", Text("没有这个网点。", "There is no such outlet."))
    tellers = store.tellers_of(unit.connection, unit.actor.institution_id, outlet_id, day)
    return tuple(
        _sheet(unit, names, outlet_id, teller_id, day)
        for teller_id in sorted(tellers, key=lambda teller_id: names.login(teller_id))
    )


def open_days(unit: Unit) -> tuple[OpenDay, ...]:
    """Every day within the actor's scope that is not closed, newest first: never signed, waiting for the supervisor,
    or changed since it was signed.
    """
    unit.require(Permission.SELFCHECK_VIEW)
    actor = unit.actor
    own = actor.staff_id if actor.role is Role.TELLER else None
    names = Names(unit)
    rows = watch.days_to_look_at(unit.connection, actor.institution_id, actor.outlet_id, own)
    days = (_open_day(unit, names, row) for row in rows)
    return tuple(day for day in days if day.state is not DayState.CLOSED)


def _open_day(unit: Unit, names: Names, row: watch.AnyRow) -> OpenDay:
    signed = row.version or 0
    state = DayState.SIGNED if signed else DayState.OPEN
    if (
        signed and row.touched
    ):  # something bears on it: whether it changed the list shows only by gathering it
        state = _sheet(unit, names, row.outlet_id, row.teller_id, row.business_day).state
    opened = state is DayState.OPEN
    return OpenDay(
        outlet_id=row.outlet_id,
        teller_id=row.teller_id,
        teller_login=names.login(row.teller_id),
        business_day=row.business_day,
        state=state,
        version=signed + 1 if opened else signed,
        changed=bool(signed) and opened,
    )


def revealed(unit: Unit, shown: Sheet, reason: str) -> Sheet:
    """The same sheet with customers' names and numbers in full; each reveal is in the audit log.

    Refused without the permission and a second factor, or for a customer of another outlet; Invalid without a reason.
    """
    people: dict[str, Person] = {}
    for item in shown.content.items:
        if item.customer is not None and item.customer.customer_id is not None:
            customer_id = item.customer.customer_id
            if customer_id not in people:
                full = reveal(unit, customer_id, reason, ("name", "number"))
                people[customer_id] = Person(full["name"], full["number"], customer_id)
    items = tuple(
        replace(item, customer=people[item.customer.customer_id])
        if item.customer is not None and item.customer.customer_id is not None
        else item
        for item in shown.content.items
    )
    return replace(shown, content=replace(shown.content, items=items))


def own_place(unit: Unit, teller_id: str, outlet_id: str | None) -> str:
    """The outlet whose sheet is meant, if the actor may look at this teller's."""
    place = outlet_id or unit.actor.outlet_id
    if place is None:
        raise NotFound("selfcheck.outlet", Text("须指明网点。", "Say which outlet is meant."))
    unit.require(Permission.SELFCHECK_VIEW, place)
    if unit.actor.role is Role.TELLER and teller_id != unit.actor.staff_id:
        raise _not_yours()
    return place


class Names:
    """Outlets and staff logins of the institution, looked up once."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    @cached_property
    def outlets(self) -> Mapping[str, str]:
        """Outlet id → name."""
        rows = staff_store.outlets_of(self._unit.connection, self._unit.actor.institution_id)
        return {row.id: row.name for row in rows}

    @cached_property
    def _logins(self) -> Mapping[str, str]:
        rows = staff_store.account_rows(self._unit.connection, self._unit.actor.institution_id, None)
        return {row.id: row.login for row in rows}

    def login(self, staff_id: str) -> str:
        """A member of staff's login; the id for who has none, such as a system."""
        return self._logins.get(staff_id, staff_id)


def _not_yours() -> Refused:
    return Refused("selfcheck.own", Text("只能查看本人的自查表。", "You see your own self-check only."))


def _sheet(unit: Unit, names: Names, outlet_id: str, teller_id: str, day: date) -> Sheet:
    raised = _raised(unit, names, outlet_id, teller_id, day)
    now = _gather(unit, names, outlet_id, teller_id, day, raised)
    row = store.newest_signature(unit.connection, unit.actor.institution_id, outlet_id, teller_id, day)
    version = row.version if row else 0
    countersigned = row is not None and row.countersigned_id is not None
    state = rules.state(row.basis if row else None, now.basis, countersigned=countersigned)
    head = unit.audit_head()
    if row is None or state is DayState.OPEN:
        return Sheet(
            content=now,
            digest=digest(now),
            state=state,
            version=version + 1,
            teller=None,
            supervisor=None,
            raised=raised,
            earlier=version,
            chain_seq=head.seq,
            chain_hash=head.hash,
        )
    sealed = unit.vault.open(store.selfcheck_signatures.name, "content", row.id, row.content)
    return Sheet(
        content=content_from(json.loads(sealed)),
        digest=row.digest,
        state=state,
        version=version,
        teller=Signature(
            row.signed_by, names.login(row.signed_by), row.signed_at, row.chain_seq, row.chain_hash
        ),
        supervisor=_countersignature(row, names) if countersigned else None,
        raised=raised,
        earlier=version - 1,
        chain_seq=head.seq,
        chain_hash=head.hash,
    )


def _countersignature(row: store.AnyRow, names: Names) -> Signature:
    return Signature(
        row.countersigned_by,
        names.login(row.countersigned_by),
        row.countersigned_at,
        row.countersigned_chain_seq,
        row.countersigned_chain_hash,
    )


def _raised(unit: Unit, names: Names, outlet_id: str, teller_id: str, day: date) -> tuple[Raised, ...]:
    rows = store.escalations(
        unit.connection,
        unit.actor.institution_id,
        outlet_id=outlet_id,
        teller_id=teller_id,
        business_day=day,
    )
    return tuple(
        Raised(
            row.id,
            row.transaction_id,
            row.raised_at,
            row.answered_at,
            names.login(row.answered_by) if row.answered_by else None,
        )
        for row in reversed(rows)
    )


def _gather(
    unit: Unit, names: Names, outlet_id: str, teller_id: str, day: date, raised: tuple[Raised, ...]
) -> Content:
    policy = unit.policy(SelfCheckPolicy, on=day)
    business = teller_day(unit, outlet_id, teller_id, day)
    on_list = rules.listed(business.rows, business.findings, business.worth, policy.values)
    in_force = rules.totals(business.rows)
    known = _known(unit, on_list)
    return Content(
        institution_id=unit.actor.institution_id,
        outlet_id=outlet_id,
        outlet_name=names.outlets.get(outlet_id, outlet_id),
        teller_id=teller_id,
        teller_login=names.login(teller_id),
        business_day=day,
        transactions=sum(total.count for total in in_force),
        totals=in_force,
        items=tuple(_item(one, known.get(one.transaction.customer_id)) for one in on_list),
        mended=tuple(_mended(mending, names) for mending in business.mendings),
        policies={
            SelfCheckPolicy.section: policy.fingerprint,
            LargeValuePolicy.section: unit.policy(LargeValuePolicy, on=day).fingerprint,
        },
        basis=rules.basis(
            business.rows,
            on_list,
            [mending.row.id for mending in business.mendings],
            [one.escalation_id for one in raised],
        ),
        skipped=_skipped(unit, names, teller_id, day),
    )


def _skipped(unit: Unit, names: Names, teller_id: str, day: date) -> tuple[Skipped, ...]:
    """The gates the teller asked to skip that day, for whom, and what the second person said."""
    gates = unit.policy(AdmissionPolicy, on=day).values.gates
    return tuple(
        Skipped(
            gate=Text.from_dict(gates[waiver.gate]["name"]),
            customer=_shown(unit, waiver.customer_id),
            asked_at=waiver.at,
            agreed=waiver.agreed,
            decided_by=names.login(waiver.decided_by) if waiver.decided_by else None,
        )
        for waiver in asked_on(unit, teller_id, day)
        if waiver.gate in gates
    )


def _shown(unit: Unit, customer_id: str) -> Person:
    known = summary(unit, customer_id)
    return Person(known.name, known.number, customer_id)


@dataclass(frozen=True)
class _Known:
    """A customer on the list: as shown, and how far identified."""

    shown: Person
    identification: Identification


def _known(unit: Unit, on_list: Sequence[Listed]) -> Mapping[str | None, _Known]:
    """The list's customers by id, each looked up once however many rows they have."""
    ids = {one.transaction.customer_id for one in on_list}
    return {customer_id: _look_up(unit, customer_id) for customer_id in ids if customer_id is not None}


def _look_up(unit: Unit, customer_id: str) -> _Known:
    return _Known(_shown(unit, customer_id), identification_of(unit, customer_id))


def _item(one: Listed, customer: _Known | None) -> Item:
    row = one.transaction
    derived = one.finding.current.derived if one.finding else None
    return Item(
        transaction_id=row.id,
        reference=row.reference,
        happened_at=row.happened_at,
        direction=row.direction,
        method=row.method,
        currency=row.amount.currency,
        amount=row.amount.format(),
        late=row.late,
        customer=customer.shown if customer else None,
        agent=_agent(row.agent),
        why=one.why,
        reasons=one.reasons,
        day_total=str(derived.day_sum.total) if derived else None,
        deadline=derived.deadline if derived else None,
        missing=_missing(row, customer),
    )


def _missing(row: Transaction, customer: _Known | None) -> tuple[Missing, ...]:
    """A small one-off service of an unknown person lacks nothing: the law asks for no identification below the line."""
    if customer is None:
        return missing_of_agent(row.agent)
    return missing(customer.identification, row.agent)


def _agent(agent: Agent | None) -> Person | None:
    if agent is None:
        return None
    number = agent.document_number
    return Person(mask_name(agent.name) if agent.name else None, mask_number(number) if number else None)


def _mended(mending: Mending, names: Names) -> Mended:
    row = mending.row
    return Mended(
        transaction_id=row.id,
        original_id=row.original_id or "",
        reference=row.reference,
        entry=row.entry,
        business_day=row.business_day,
        currency=row.amount.currency,
        before=str(mending.before),
        after=None if row.entry is Entry.REVERSAL else str(row.amount),
        at=row.recorded_at,
        by=names.login(row.recorded_by),
    )
