"""What the JSON interface of transactions and findings takes and gives."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from kyc.base.errors import Invalid, Problem
from kyc.base.money import Money
from kyc.customers.model import IdentityDocument
from kyc.web.schemas import TextSchema, identifier
from screening.transactions.model import (
    Agent,
    Change,
    Direction,
    Entry,
    FindingState,
    Method,
    NewTransaction,
    PromptLevel,
    Standing,
)
from screening.transactions.particulars import Channel, Counterparty, Exemption, Particulars

_AMOUNT = {"description": 'decimal as text, never a float: "52000.00"'}


class MoneySchema(ma.Schema):
    """An exact amount and its ISO 4217 currency."""

    amount = fields.String(required=True, validate=validate.Length(max=32), metadata=_AMOUNT)
    currency = fields.String(load_default="CNY", validate=validate.Length(equal=3))

    @ma.pre_dump
    def written(self, money: Money, **_: Any) -> dict[str, str]:
        """Without thousands separators, so that any program can read it."""
        return {"amount": money.format().replace(",", ""), "currency": money.currency}

    @ma.post_load
    def exact(self, given: dict[str, str], **_: Any) -> Money:
        """Invalid when it is not an amount of the currency."""
        try:
            return Money.parse(given["amount"], given["currency"])
        except Invalid as fault:
            raise Invalid(fault.code, fault.text, [Problem("json.money", fault.text)]) from fault


class AgentSchema(ma.Schema):
    """Who came for the customer (Order [2025] No.11 art.24)."""

    name = fields.String(load_default=None)
    document_type = fields.String(load_default=None, validate=validate.OneOf(list(IdentityDocument)))
    document_number = fields.String(load_default=None)
    phone = fields.String(load_default=None)

    @ma.post_load
    def made(self, given: dict[str, Any], **_: Any) -> Agent:
        """The agent."""
        return Agent(**given)


class CounterpartySchema(ma.Schema):
    """The other side, and where its bank is."""

    name = fields.String(load_default=None)
    account = fields.String(load_default=None)
    document_type = fields.String(load_default=None)
    document_number = fields.String(load_default=None)
    institution_name = fields.String(load_default=None)
    institution_code = fields.String(load_default=None)
    country = fields.String(load_default=None, metadata={"description": "ISO 3166 alpha-3"})
    region = fields.String(load_default=None, metadata={"description": "six digits, within China"})

    @ma.post_load
    def made(self, given: dict[str, Any], **_: Any) -> Counterparty:
        """The counterparty."""
        return Counterparty(**given)


class ParticularsSchema(ma.Schema):
    """What report files tell of a deal beside who, when and how much; the codes are those of the reporting interface."""

    channel = fields.Enum(Channel, by_value=True, load_default=None)
    tool = fields.String(load_default=None)
    device = fields.String(load_default=None)
    place = fields.String(load_default=None, metadata={"description": "six digits of the county"})
    bop_code = fields.String(load_default=None)
    matching_type = fields.String(load_default=None)
    matching_number = fields.String(load_default=None)
    provider_code = fields.String(load_default=None)
    counterparty = fields.Nested(CounterpartySchema, load_default=None, allow_none=True)

    @ma.post_load
    def made(self, given: dict[str, Any], **_: Any) -> Particulars:
        """The particulars."""
        return Particulars(**given)


class NewTransactionSchema(ma.Schema):
    """A transaction to book. reference: unique in the institution; sent again with the same content it changes
    nothing. account_number, or document_type with document_number for a one-off service.
    """

    reference = fields.String(required=True, validate=validate.Length(min=1, max=64))
    happened_at = fields.AwareDateTime(required=True)
    direction = fields.Enum(Direction, by_value=True, required=True)
    method = fields.Enum(Method, by_value=True, required=True)
    money = fields.Nested(MoneySchema, required=True)
    account_number = fields.String(load_default=None)
    document_type = fields.String(load_default=None, validate=validate.OneOf(list(IdentityDocument)))
    document_number = fields.String(load_default=None)
    agent = fields.Nested(AgentSchema, load_default=None, allow_none=True)
    purpose = fields.String(load_default=None, allow_none=True)
    particulars = fields.Nested(ParticularsSchema, load_default=None, allow_none=True)
    exemption = fields.Enum(
        Exemption,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={
            "description": "why it need not be reported (Order [2016] No.3 art.7); told by systems only"
        },
    )
    outlet_id = identifier(load_default=None, metadata={"description": "where; for systems"})
    teller_id = identifier(load_default=None, metadata={"description": "by whom; for systems"})

    @ma.post_load
    def made(self, given: dict[str, Any], **_: Any) -> NewTransaction:
        """The transaction."""
        return NewTransaction(amount=given.pop("money"), **given)


class ChangeSchema(ma.Schema):
    """What a correction changes; what is left out stays."""

    money = fields.Nested(MoneySchema, load_default=None)
    direction = fields.Enum(Direction, by_value=True, load_default=None)
    method = fields.Enum(Method, by_value=True, load_default=None)
    happened_at = fields.AwareDateTime(load_default=None)
    reason = fields.String(required=True)

    @ma.post_load
    def made(self, given: dict[str, Any], **_: Any) -> tuple[Change, str]:
        """The change and its reason."""
        reason = given.pop("reason")
        return Change(amount=given.pop("money"), **given), reason


class ReasonSchema(ma.Schema):
    """Why a row is undone."""

    reason = fields.String(required=True)


class TransactionSchema(ma.Schema):
    """One row as it is kept. A customer is named by id only."""

    id = identifier()
    outlet_id = identifier()
    teller_id = identifier()
    customer_id = identifier(allow_none=True)
    reference = fields.String()
    happened_at = fields.AwareDateTime()
    business_day = fields.Date()
    direction = fields.Enum(Direction, by_value=True)
    method = fields.Enum(Method, by_value=True)
    money = fields.Nested(MoneySchema, attribute="amount")
    entry = fields.Enum(Entry, by_value=True)
    original_id = identifier(allow_none=True)
    standing = fields.Enum(Standing, by_value=True)
    superseded_by = identifier(allow_none=True)
    late = fields.Boolean()
    recorded_at = fields.AwareDateTime()


class MissingSchema(ma.Schema):
    """What identification or registration still lacks, and what to do."""

    code = fields.String()
    text = fields.Nested(TextSchema)
    mend = fields.Nested(TextSchema)


class PreviewSchema(ma.Schema):
    """What booking would lead to."""

    customer_id = identifier(allow_none=True)
    business_day = fields.Date()
    before = fields.Nested(MoneySchema)
    after = fields.Nested(MoneySchema)
    threshold = fields.Nested(MoneySchema)
    level = fields.Enum(PromptLevel, by_value=True)
    must_report = fields.Boolean()
    must_identify = fields.Boolean()
    deadline = fields.Date(allow_none=True)
    deadline_certain = fields.Boolean()
    missing = fields.List(fields.Nested(MissingSchema))
    text = fields.Nested(TextSchema)


class FindingSchema(ma.Schema):
    """A customer's calendar day that must be reported, as it stands now."""

    id = identifier()
    customer_id = identifier()
    business_day = fields.Date()
    version = fields.Integer(attribute="current.version")
    policy_fingerprint = fields.String(attribute="current.policy_fingerprint")
    report_class = fields.String(attribute="current.derived.day_sum.report_class")
    state = fields.Enum(FindingState, by_value=True, attribute="current.derived.state")
    direction = fields.Enum(Direction, by_value=True, attribute="current.derived.day_sum.direction")
    total = fields.Nested(MoneySchema, attribute="current.derived.day_sum.total")
    transaction_ids = fields.List(identifier(), attribute="current.derived.day_sum.transaction_ids")
    threshold = fields.Nested(MoneySchema, attribute="current.derived.threshold")
    deadline = fields.Date(attribute="current.derived.deadline")
    deadline_certain = fields.Boolean(attribute="current.derived.deadline_certain")
    reasons = fields.List(fields.Nested(TextSchema), attribute="current.derived.reasons")


class RecordedSchema(ma.Schema):
    """The row that was kept, the findings of its customer's day, and what the teller is told."""

    transaction = fields.Nested(TransactionSchema)
    findings = fields.List(fields.Nested(FindingSchema))
    prompt = fields.Nested(PreviewSchema)
    created = fields.Boolean()


class ListSchema(ma.Schema):
    """Which rows: of a day, of a customer; the newest first."""

    day = fields.Date(load_default=None)
    customer_id = identifier(load_default=None)
    cursor = fields.String(metadata={"description": "`next` of the page before"})
    limit = fields.String(metadata={"description": "items on a page, 50 unless told, 200 at most"})


class TransactionsSchema(ma.Schema):
    """A page of transactions. next: the cursor of the next page, null on the last."""

    items = fields.List(fields.Nested(TransactionSchema), required=True)
    next = fields.String(allow_none=True, required=True)


class FindingsSchema(ma.Schema):
    """A page of findings. next: the cursor of the next page, null on the last."""

    items = fields.List(fields.Nested(FindingSchema), required=True)
    next = fields.String(allow_none=True, required=True)


class RatesSchema(ma.Schema):
    """The day's rate table: US dollars for one unit of each currency, decimals as text."""

    day = fields.Date(required=True)
    usd_per_unit = fields.Dict(
        keys=fields.String(validate=validate.Length(equal=3)),
        values=fields.Decimal(allow_nan=False),
        required=True,
        validate=validate.Length(min=1),
    )


class RatesSetSchema(ma.Schema):
    """What setting rates did."""

    changed = fields.Integer()
    unchanged = fields.Integer()
    rederived = fields.Integer()
