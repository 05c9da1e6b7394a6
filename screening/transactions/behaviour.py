"""What a customer's dealings of the last months say to grading: the facts that `kyc.risk` asks later stages for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import record
from kyc.customers.model import CustomerKind
from kyc.risk import service as risk
from kyc.risk.facts import fact
from kyc.risk.model import Facts, FactValue
from kyc.risk.rules import add_months
from screening.transactions import store
from screening.transactions.model import Book, Method
from screening.transactions.policy import LargeValuePolicy

_PERCENT = 100

Known = Iterator[tuple[str, FactValue]]


def behaviour(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """Share of cash and of what was done away from the counter by number, dealings across the border, those done by agents,
    how many there were, and, of customers other than natural persons, how many large transfers went to persons: of the rows
    in force from as many months before `as_of` as the grading policy says. A share is unknown when there were none; that
    away from the counter is of the rows that tell their channel.
    """
    months = risk.in_force(unit, as_of).values.behaviour_months
    since = add_months(as_of, -months)
    source = Text(f"交易记录，{since} 至 {as_of}", f"transactions, {since} to {as_of}")
    known = {
        **dict(_dealings(unit, customer_id, since, as_of)),
        **dict(_to_persons(unit, customer_id, since, as_of)),
    }
    return {name: fact(name, value, source, as_of) for name, value in known.items()}


def _dealings(unit: Unit, customer_id: str, since: date, as_of: date) -> Known:
    found = store.behaviour_of(unit.connection, unit.actor.institution_id, customer_id, since, as_of)
    yield "deal_count", found.deals
    yield "cross_border_count", found.by_method.get(Method.TRANSFER_CROSS_BORDER, 0)
    yield "agent_count", found.by_agents
    if found.deals:
        cash = sum(count for method, count in found.by_method.items() if method.is_cash)
        yield "cash_share", cash * _PERCENT // found.deals
    told = sum(found.by_channel.values())
    if told:
        away = sum(count for channel, count in found.by_channel.items() if not channel.is_face_to_face)
        yield "remote_share", away * _PERCENT // told


def _to_persons(unit: Unit, customer_id: str, since: date, as_of: date) -> Known:
    """Not known where large transfers went out and none is known to have reached a person, nor all of them others."""
    if CustomerKind(record.known(unit, customer_id).kind) is CustomerKind.NATURAL_PERSON:
        return
    found = store.payees_of(
        unit.connection,
        unit.actor.institution_id,
        customer_id,
        (since, as_of),
        currency=Book.CNY.currency,
        above_minor=unit.policy(LargeValuePolicy, on=as_of).values.to_person_above_cny_minor,
    )
    if found.persons or not found.untold:
        yield "entity_to_person_count", found.persons
