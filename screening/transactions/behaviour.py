"""What a customer's dealings of the last months say to grading: the facts that `kyc.risk` asks later stages for."""

from __future__ import annotations

from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.facts import fact
from kyc.risk.model import Facts
from kyc.risk.rules import add_months
from screening.transactions import store
from screening.transactions.model import Method

_PERCENT = 100


def behaviour(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """Share of cash and of what was done away from the counter by number, dealings across the border, those done by agents,
    and how many there were, of the rows in force from as many months before `as_of` as the grading policy says. A share is
    unknown when there were none; that away from the counter is of the rows that tell their channel.
    """
    months = risk.in_force(unit, as_of).values.behaviour_months
    since = add_months(as_of, -months)
    found = store.behaviour_of(unit.connection, unit.actor.institution_id, customer_id, since, as_of)
    source = Text(f"交易记录，{since} 至 {as_of}", f"transactions, {since} to {as_of}")
    known = {
        "deal_count": found.deals,
        "cross_border_count": found.by_method.get(Method.TRANSFER_CROSS_BORDER, 0),
        "agent_count": found.by_agents,
    }
    if found.deals:
        cash = sum(count for method, count in found.by_method.items() if method.is_cash)
        known["cash_share"] = cash * _PERCENT // found.deals
    told = sum(found.by_channel.values())
    if told:
        away = sum(count for channel, count in found.by_channel.items() if not channel.is_face_to_face)
        known["remote_share"] = away * _PERCENT // told
    return {name: fact(name, value, source, as_of) for name, value in known.items()}
