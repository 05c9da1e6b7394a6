"""One deal in the words of the reporting interface: each field from what is known, `@N` where nothing is. Pure.

Source of every field and code: interface specification V1.0 of the monitoring centre; where it leaves a choice, the
comment says which was made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kyc.base.calendar import SHANGHAI
from kyc.base.money import Money, minor_digits
from kyc.customers.countries import CHINA
from kyc.customers.model import CustomerKind, IdentityDocument, Particulars
from screening.reports.interface.spec import NOT_APPLICABLE, fields
from screening.reports.model import Lacking, OutletCode
from screening.transactions.model import Agent, Direction, Method, Transaction
from screening.transactions.particulars import Channel, Counterparty
from screening.transactions.particulars import Particulars as DealParticulars

# GB/T 31186.3-2014
_ID_TYPES = {
    IdentityDocument.CN_RESIDENT_ID: "110001",
    IdentityDocument.CN_TEMPORARY_ID: "110003",
    IdentityDocument.CN_HOUSEHOLD_REGISTER: "110005",
    IdentityDocument.CN_MILITARY_ID: "110007",
    IdentityDocument.CN_HKM_PERMIT: "110019",
    IdentityDocument.CN_TAIWAN_PERMIT: "110021",
    IdentityDocument.CN_FOREIGN_PR_CARD: "110029",
    IdentityDocument.CN_TAX_REGISTRATION: "610007",
    IdentityDocument.CN_ORGANISATION_CODE: "610001",
}
_OTHER_DOMESTIC = "119999"  # residence permits of 2018 have no code in V1.0: told in words
_CHINESE_PASSPORT, _FOREIGN_PASSPORT = "110023", "110027"
_CREDIT_CODE, _LICENCE = "610099", "610047"
_CREDIT_CODE_LENGTH = 18
_NO_OCCUPATION = "99999"
_ACCOUNTS = {"class_1": "120002", "class_2": "120002", "class_3": "120002", "savings": "120001"}
_DIRECTIONS = {Direction.IN: "01", Direction.OUT: "02"}
_HOLDS_ACCOUNT, _WITHOUT_ACCOUNT = "00", "02"
_INSTITUTION_CODE = "14"
_UNKNOWN_CLOCK = "tttttt"
# TSTP: what of the method says which tool it was, where nothing else does
_CNY_TOOLS = {Method.CASH_REMITTANCE: "31", Method.OTHER_CASH: "51", Method.CASH_INSTRUMENT_PAYMENT: "51"}
_CNY_CASH, _CNY_TRANSFER, _OTHER_TOOL, _CASH_TOOL = "0000", "0001", "51", "30"
_FOREIGN = {Method.CASH_FX_SETTLEMENT: "010002", Method.NOTE_EXCHANGE: "010003"}
_FOREIGN_CASH, _FOREIGN_TRANSFER, _TELEGRAPHIC = "010001", "0101", "04"
_OF_CUSTOMER = frozenset({"CTNT", "CTVC", "CCTL", "CTAR", "CTNM", "CITP", "OITP", "CTID"})

SUPPLEMENTED = (
    *("CATP", "CBCT", "OCBT", "CBCN"),
    *("TBNM", "TBIT", "TBID", "TBNT"),
    *("TRCD", "RPMT", "RPMN", "TSTP", "OCTT", "OOCT", "OCEC", "BPTC", "TSCT", "CRPP", "CRMB", "CUSD"),
    *("CFIN", "CFCT", "CFIC", "CFRC", "TCNM", "TCIT", "TCID", "TCAT", "TCAC"),
)
"""What may be filled in for a report after the deal was booked. Amount, time, direction and currency are the deal's own:
they are mended by a correction of the deal."""


@dataclass(frozen=True)
class AccountFacts:
    """The account of a deal: number in full, kind, day of opening."""

    number: str
    kind: str
    opened_on: date


@dataclass(frozen=True)
class DealFacts:
    """What is known of one deal. customer_id: whose it is by today's records. rates: US dollars for one unit, by currency, of the day. filled_in: fields told later."""

    deal: Transaction
    customer_id: str
    kind: CustomerKind
    person: Particulars
    account: AccountFacts | None
    outlet: OutletCode | None
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    filled_in: Mapping[str, str] = field(default_factory=dict)


def customer_number(customer_id: str) -> str:
    """CSNM: the customer's id without its hyphens, 32 characters."""
    return customer_id.replace("-", "")


def day_of(day: date) -> str:
    """A day as the interface writes it."""
    return day.strftime("%Y%m%d")


def customer_part(facts: DealFacts) -> dict[str, Any]:
    """CBIF: the customer."""
    person = facts.person.as_dict()
    natural = facts.kind is CustomerKind.NATURAL_PERSON
    return {
        "CSNM": customer_number(facts.customer_id),
        "CTNTs": {"CTNT": [_or(person["nationality"])]},
        # entities' industry is not on file: the rest code of the specification
        "CTVC": _or(person.get("occupation")) if natural else _NO_OCCUPATION,
        "CCIF": {
            "CCTLs": {"CCTL": [_phone(person["phone"])]},
            "CATRs": {"CTAR": [_or(person["address"])]},
            "CCEIs": {"CCEI": [NOT_APPLICABLE]},
        },
    }


def identity_part(facts: DealFacts) -> dict[str, str]:
    """CTNM to CTID: who the customer is, by the document on file."""
    person = facts.person.as_dict()
    kind, in_words = id_type(person["document_type"], person["number"], person["nationality"])
    return {"CTNM": _or(person["name"]), "CITP": kind, "OITP": in_words, "CTID": _number(person["number"])}


def deal_part(facts: DealFacts) -> dict[str, Any]:
    """RINI to ROTFs: the deal itself, with what was filled in later in its place."""
    told = facts.deal.particulars or DealParticulars()
    part: dict[str, Any] = {
        "RINI": {
            "FINC": facts.outlet.code if facts.outlet else NOT_APPLICABLE,
            "RLFC": _HOLDS_ACCOUNT if facts.account else _WITHOUT_ACCOUNT,
        },
        "ATIF": _account(facts.account, facts.kind),
        "TBIF": _agent(facts.deal.agent),
        "TSIF": _deal(facts, told),
        "TCIF": _counterparty(told.counterparty),
        "ROTFs": {"ROTF": [NOT_APPLICABLE, NOT_APPLICABLE]},
    }
    for group in ("ATIF", "TBIF", "TSIF", "TCIF"):
        part[group] |= {tag: value for tag, value in facts.filled_in.items() if tag in part[group]}
    return part


def missing(facts: DealFacts, customer: Mapping[str, Any], deal: Mapping[str, Any]) -> tuple[Lacking, ...]:
    """The fields that the interface wants of this kind of deal and that say nothing."""
    kinds = set(_kinds(facts, deal))
    return tuple(
        Lacking(tag, rule.label, tag in _OF_CUSTOMER)
        for tag, value in _leaves({"customer": customer, "deal": deal})
        if value == NOT_APPLICABLE
        for rule in [fields()[tag]]
        if rule.need == "wanted" and (not rule.when or rule.when in kinds)
    )


def is_of_customer(tag: str) -> bool:
    """Whether a field tells of the customer, and not of a single deal."""
    return tag in _OF_CUSTOMER


def id_type(document: str | None, number: str | None, nationality: str | None) -> tuple[str, str]:
    """The code of an identity document, and its name in words where the code is one of the rest classes."""
    if document is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    kind = IdentityDocument(document)
    if kind is IdentityDocument.PASSPORT:
        return _CHINESE_PASSPORT if nationality == CHINA else _FOREIGN_PASSPORT, NOT_APPLICABLE
    if kind is IdentityDocument.CN_BUSINESS_LICENCE:
        whole = len(number or "") == _CREDIT_CODE_LENGTH
        return _CREDIT_CODE if whole else _LICENCE, NOT_APPLICABLE
    if kind in _ID_TYPES:
        return _ID_TYPES[kind], NOT_APPLICABLE
    return _OTHER_DOMESTIC, kind.label.zh


def _kinds(facts: DealFacts, deal: Mapping[str, Any]) -> Iterator[str]:
    """Which of the conditions in the field dictionary hold."""
    if facts.account:
        yield "account"
    if not facts.deal.method.is_cash:
        yield "transfer"
    if facts.deal.agent is not None:
        yield "agent"
    if deal["TSIF"]["OCTT"] != NOT_APPLICABLE:
        yield "remote"
    place = deal["TCIF"]["CFRC"][:3]
    if facts.deal.method is Method.TRANSFER_CROSS_BORDER or place not in (CHINA, NOT_APPLICABLE):
        yield "abroad"


def _leaves(content: Any) -> Iterator[tuple[str, str]]:
    for tag, inner in content.items():
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, str):
                yield tag, each
            else:
                yield from _leaves(each)


def _account(account: AccountFacts | None, kind: CustomerKind) -> dict[str, str]:
    known = dict.fromkeys(("CATP", "CTAC", "OATM", "CBCT", "OCBT", "CBCN"), NOT_APPLICABLE)
    if account is None:
        return known
    # of an entity's account it is not on file whether it is the basic one: asked for
    if kind is CustomerKind.NATURAL_PERSON:
        known["CATP"] = _ACCOUNTS.get(account.kind, NOT_APPLICABLE)
    return {**known, "CTAC": account.number, "OATM": day_of(account.opened_on) + _UNKNOWN_CLOCK}


def _agent(agent: Agent | None) -> dict[str, str]:
    if agent is None:
        return dict.fromkeys(("TBNM", "TBIT", "OITP", "TBID", "TBNT"), NOT_APPLICABLE)
    kind, in_words = id_type(agent.document_type, agent.document_number, None)
    return {
        "TBNM": _or(agent.name),
        "TBIT": kind,
        "OITP": in_words,
        "TBID": _number(agent.document_number),
        "TBNT": NOT_APPLICABLE,
    }


def _deal(facts: DealFacts, told: DealParticulars) -> dict[str, str]:
    deal = facts.deal
    remote = told.channel not in (None, Channel.COUNTER)
    place = told.place or (facts.outlet.county if facts.outlet else None)
    renminbi, dollars = _worth(deal.amount, facts.rates)
    return {
        "TSTM": _moment(deal.happened_at),
        "TRCD": f"{CHINA}{place}" if place else NOT_APPLICABLE,
        "TICD": deal.reference,
        "RPMT": _or(told.matching_type),
        "RPMN": _or(told.matching_number),
        "TSTP": _method(deal.method, deal.amount.currency, told.tool),
        "OCTT": str(told.channel) if remote else NOT_APPLICABLE,
        "OOCT": Channel.OTHER.label.zh if told.channel is Channel.OTHER else NOT_APPLICABLE,
        "OCEC": _or(told.device),
        "BPTC": _or(told.provider_code),
        "TSCT": _or(told.bop_code),
        "TSDR": _DIRECTIONS[deal.direction],
        "CRPP": _or(deal.purpose),
        "CRTP": deal.amount.currency,
        "CRAT": _amount(deal.amount),
        "CRMB": renminbi,
        "CUSD": dollars,
    }


def _counterparty(other: Counterparty | None) -> dict[str, str]:
    known = dict.fromkeys(
        ("CFIN", "CFCT", "CFIC", "CFRC", "TCNM", "TCIT", "OITP", "TCID", "TCAT", "TCAC"), NOT_APPLICABLE
    )
    if other is None:
        return known
    kind, in_words = id_type(other.document_type, other.document_number, None)
    return {
        **known,
        "CFIN": _or(other.institution_name),
        "CFCT": _INSTITUTION_CODE if other.institution_code else NOT_APPLICABLE,
        "CFIC": _or(other.institution_code),
        "CFRC": _place(other),
        "TCNM": _or(other.name),
        "TCIT": kind,
        "OITP": in_words,
        "TCID": _number(other.document_number),
        "TCAC": _or(other.account),
    }


def _place(other: Counterparty) -> str:
    if other.country not in (None, CHINA):
        return f"{other.country}000000"
    return f"{CHINA}{other.region}" if other.region else NOT_APPLICABLE


def _method(method: Method, currency: str, tool: str | None) -> str:
    if currency == "CNY":
        if method.is_cash:
            return _CNY_CASH + (tool or _CNY_TOOLS.get(method, _CASH_TOOL))
        return _CNY_TRANSFER + (tool or _OTHER_TOOL)
    if method.is_cash:
        return _FOREIGN.get(method, _FOREIGN_CASH)
    return _FOREIGN_TRANSFER + (tool or _TELEGRAPHIC)


def _worth(amount: Money, rates: Mapping[str, Decimal]) -> tuple[str, str]:
    """The amount in renminbi and in US dollars, by the day's rates, to the cent; `@N` where no rate is known."""
    units = Decimal(amount.minor).scaleb(-minor_digits(amount.currency))
    known = {"USD": Decimal(1), **rates}
    dollars = units * known[amount.currency] if amount.currency in known else None
    renminbi = units if amount.currency == "CNY" else None
    if renminbi is None and dollars is not None and "CNY" in known:
        renminbi = dollars / known["CNY"]
    return _decimal(renminbi), _decimal(dollars)


def _decimal(amount: Decimal | None) -> str:
    if amount is None:
        return NOT_APPLICABLE
    return f"{amount.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"


def _amount(amount: Money) -> str:
    return amount.format().replace(",", "")


def _moment(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y%m%d%H%M%S")


def _number(number: str | None) -> str:
    return _or(number.replace("-", "") if number else None)


def _phone(phone: str | None) -> str:
    return _or(phone.replace(" ", "") if phone else None)


def _or(value: str | None) -> str:
    return value.strip() or NOT_APPLICABLE if value else NOT_APPLICABLE
