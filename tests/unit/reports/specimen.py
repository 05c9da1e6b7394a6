"""Facts of invented deals (样本 SPECIMEN) and the deals they make, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from kyc.base.money import Money
from kyc.customers.model import CustomerKind, Person
from screening.reports.model import DealKey, LargeDeal, OutletCode
from screening.reports.rules import deals as rules
from screening.reports.rules.deals import AccountFacts, DealFacts
from screening.transactions.model import Agent, Direction, Entry, Method, Standing, Transaction
from screening.transactions.particulars import Channel, Counterparty, Particulars

AT = datetime.fromisoformat("2026-11-20T09:30:00+08:00")
CUSTOMER = "0193a6b0-0000-7000-8000-000000000001"

PERSON = Person(
    name="王小样",
    sex="M",
    nationality="CHN",
    occupation="20000",
    address="北京市朝阳区样本路8号",
    phone="13812341234",
    document_type="cn_resident_id",
    number="110105199003071238",
)
ABROAD = Particulars(
    channel=Channel.ONLINE,
    device="192.0.2.1@00-00-5E-00-53-01",
    bop_code="121010",
    counterparty=Counterparty(
        name="SPECIMEN LTD", account="GB00SPECIMEN", institution_name="SPECIMEN BANK", country="GBR"
    ),
)


def facts(reference: str = "R1", amount: str = "52000", currency: str = "CNY", **changes: Any) -> DealFacts:
    """A cash deposit of the specimen customer. changes: of the deal, or of the facts."""
    deal = Transaction(
        id=f"id-{reference}",
        institution_id="bank",
        outlet_id="east",
        teller_id="teller",
        customer_id=CUSTOMER,
        account_id="account",
        reference=reference,
        happened_at=AT,
        business_day=date(2026, 11, 20),
        direction=Direction.IN,
        method=Method.CASH_DEPOSIT,
        amount=Money.parse(amount, currency),
        agent=None,
        purpose="货款",
        particulars=None,
        exemption=None,
        entry=Entry.BOOKING,
        original_id=None,
        reason=None,
        standing=Standing.IN_FORCE,
        superseded_by=None,
        recorded_by="teller",
        recorded_at=AT,
        recorded_day=date(2026, 11, 20),
    )
    of_deal = {name: value for name, value in changes.items() if hasattr(deal, name)}
    known = DealFacts(
        deal=replace(deal, **of_deal),
        customer_id=CUSTOMER,
        kind=CustomerKind.NATURAL_PERSON,
        person=PERSON,
        account=AccountFacts("6200000000000000123", "class_1", date(2024, 3, 1)),
        outlet=OutletCode("E0001", "110105"),
        rates={"CNY": Decimal("0.14"), "HKD": Decimal("0.128")},
    )
    return replace(known, **{name: value for name, value in changes.items() if name not in of_deal})


def large(known: DealFacts, crcd: str = "0501") -> LargeDeal:
    """The deal the report tells."""
    customer, deal = rules.customer_part(known), rules.deal_part(known)
    return LargeDeal(
        key=DealKey(customer["CSNM"], "20261120", crcd, known.deal.reference),
        transaction_id=known.deal.id,
        customer_id=known.customer_id,
        outlet_id=known.deal.outlet_id,
        basis=known.deal.id,
        customer=customer,
        identity=rules.identity_part(known),
        deal=deal,
        deadline=date(2026, 11, 27),
        missing=rules.missing(known, customer, deal),
    )


AGENT = Agent("样本代办", "cn_resident_id", "110105198001010019", "13900000000")
