"""The deals of a business day that must be reported, each with everything the report tells of it, checked."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import account_store, record
from kyc.customers.model import CustomerKind, Particulars
from kyc.customers.tables import customer_accounts
from screening.reports import codes, store
from screening.reports.interface.checking import check_part
from screening.reports.interface.spec import Element, message
from screening.reports.model import Codes, DealKey, LargeDeal
from screening.reports.rules import deals as rules
from screening.reports.rules.deals import AccountFacts, DealFacts
from screening.reports.tables import report_supplements
from screening.transactions import booking, finding_store, rate_store
from screening.transactions import store as transaction_store
from screening.transactions.derivation import policy_on
from screening.transactions.model import Finding, FindingState

_ALL = 1_000_000


@dataclass(frozen=True)
class KnownCustomer:
    """A customer as reports need them. accounts: by id."""

    kind: CustomerKind
    person: Particulars
    accounts: Mapping[str, AccountFacts]


def due(unit: Unit, day: date) -> tuple[LargeDeal, ...]:
    """Every deal of a day that is part of an open finding, once under each class. Asks for no permission."""
    findings = [
        finding
        for finding in finding_store.listed(unit.connection, unit.actor.institution_id, day=day, limit=_ALL)
        if finding.current.derived.state is FindingState.OPEN
    ]
    ids = {id_ for finding in findings for id_ in finding.current.derived.day_sum.transaction_ids}
    known = DealLookup(unit, ids)
    return tuple(deal for finding in findings for deal in known.deals(finding))


class DealLookup:
    """What is known of deals; customers, supplements and rates are looked up once for all of them."""

    def __init__(self, unit: Unit, transaction_ids: Collection[str]) -> None:
        self._unit = unit
        self._codes: Codes = codes.codes(unit)
        self._filled_in = store.supplements(unit.connection, transaction_ids)
        self._customers: dict[str, KnownCustomer] = {}
        self._rates: dict[date, _Rates] = {}

    def deals(self, finding: Finding) -> Iterator[LargeDeal]:
        """The deals of one finding."""
        derived = finding.current.derived
        for transaction_id in derived.day_sum.transaction_ids:
            yield self._deal(finding, transaction_id)

    def _deal(self, finding: Finding, transaction_id: str) -> LargeDeal:
        filled_in = self._filled_in.get(transaction_id)
        facts = self.facts(finding.customer_id, transaction_id)
        return _as_told(facts, finding, filled_in.id if filled_in else "")

    def facts(self, customer_id: str, transaction_id: str) -> DealFacts:
        """What is known of one deal of a customer. NotFound when there is no such deal."""
        unit = self._unit
        row = transaction_store.transaction(unit.connection, unit.actor.institution_id, transaction_id)
        if row is None:
            raise NotFound("reports.transaction", Text("没有这笔交易。", "There is no such transaction."))
        deal = booking.opened(unit, row)
        customer = self.customer(customer_id)
        filled_in = self._filled_in.get(transaction_id)
        rates = self._rates.setdefault(deal.business_day, _Rates(unit, deal.business_day))
        return DealFacts(
            deal=deal,
            customer_id=customer_id,
            kind=customer.kind,
            person=customer.person,
            account=customer.accounts.get(deal.account_id or ""),
            outlet=self._codes.outlets.get(deal.outlet_id),
            rates=rates.of("CNY", deal.amount.currency),
            filled_in=opened_supplement(unit, filled_in) if filled_in else {},
        )

    def customer(self, customer_id: str) -> KnownCustomer:
        """A customer with their accounts. NotFound outside the institution."""
        if customer_id not in self._customers:
            unit = self._unit
            row = record.known(unit, customer_id)
            accounts = {
                account.id: AccountFacts(
                    unit.vault.open(customer_accounts.name, "number", account.id, account.number),
                    account.account_type,
                    account.opened_on,
                )
                for account in account_store.accounts_of(unit.connection, customer_id)
            }
            self._customers[customer_id] = KnownCustomer(
                CustomerKind(row.kind), record.person_of(unit, row), accounts
            )
        return self._customers[customer_id]


class _Rates:
    """The day's rates to the US dollar, looked up when first asked for."""

    def __init__(self, unit: Unit, day: date) -> None:
        self._unit, self._day = unit, day
        self._oldest = policy_on(unit, day).values.rate_max_age_days
        self._known: dict[str, Decimal | None] = {}

    def of(self, *currencies: str) -> dict[str, Decimal]:
        """Those that are known."""
        for currency in currencies:
            if currency not in self._known:
                found = rate_store.rate_on(
                    self._unit.connection, self._unit.actor.institution_id, currency, self._day, self._oldest
                )
                self._known[currency] = found.usd_per_unit if found else None
        return {one: rate for one in currencies if (rate := self._known[one]) is not None}


def opened_supplement(unit: Unit, row: store.AnyRow) -> dict[str, str]:
    """What was filled in, by field."""
    found: dict[str, str] = json.loads(unit.vault.open(report_supplements.name, "fields", row.id, row.fields))
    return found


def _as_told(facts: DealFacts, finding: Finding, supplement_id: str) -> LargeDeal:
    customer, identity = rules.customer_part(facts), rules.identity_part(facts)
    deal = rules.deal_part(facts)
    derived = finding.current.derived
    key = DealKey(
        customer["CSNM"],
        rules.day_of(finding.business_day),
        derived.day_sum.report_class.value,
        facts.deal.reference,
    )
    faults = (
        *check_part(_part("CBIF"), customer, "CBIF"),
        *check_part(_identity(), identity, "CCIF"),
        *(fault for name in deal for fault in check_part(_part(name), deal[name], f"TSDT/{name}")),
    )
    return LargeDeal(
        key=key,
        transaction_id=facts.deal.id,
        customer_id=facts.customer_id,
        outlet_id=facts.deal.outlet_id,
        basis=f"{facts.deal.id}:{supplement_id}",
        customer=customer,
        identity=identity,
        deal=deal,
        deadline=derived.deadline,
        faults=faults,
        missing=rules.missing(facts, customer, deal),
    )


@functools.cache
def _part(tag: str) -> Element:
    """A part of the message of new deals, wherever it stands in it."""
    return next(found for found in _elements(message("NBH")) if found.tag == tag)


@functools.cache
def _identity() -> Element:
    # the customer's contacts bear the same name in the interface: the identities are those that repeat
    whole = next(found for found in _elements(message("NBH")) if found.tag == "CCIF" and found.many)
    return Element("CCIF", tuple(child for child in whole.children if child.is_field))


def _elements(place: Element) -> Iterator[Element]:
    yield place
    for child in place.children:
        yield from _elements(child)
