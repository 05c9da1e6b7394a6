"""What dealings say to grading: shares of cash and of what was done away from the counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kyc.base.access import Actor
from kyc.base.unit import House
from screening.transactions.behaviour import behaviour
from screening.transactions.particulars import Channel
from tests.integration.transactions.test_transfers import transfer
from tests.specimen_transactions import Specimen, book, cash, specimen


def told(house: House, actor: Actor, who: Specimen, days: int = 0) -> dict[str, object]:
    with house.read(actor) as unit:
        found = behaviour(unit, who.customer_id, unit.today + timedelta(days))
    return {name: each.value for name, each in found.items()}


def test_shares_are_of_the_deals_of_the_period_that_tell_them(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        who = specimen(unit)
    nothing = {"deal_count": 0, "cross_border_count": 0, "agent_count": 0}
    assert told(house, teller, who) == nothing
    book(house, teller, cash("3000", who.account))  # tells no channel
    for channel in (Channel.ONLINE, Channel.PHONE, Channel.PREMISES):
        request = transfer("500", who.account)
        assert request.particulars is not None
        told_so = replace(request.particulars, channel=channel)
        book(house, teller, replace(request, particulars=told_so))
    found = told(house, teller, who)
    assert (found["deal_count"], found["cash_share"], found["remote_share"]) == (4, 25, 66)
    assert told(house, teller, who, days=400) == nothing
