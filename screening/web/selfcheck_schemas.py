"""What the JSON interface of self-checks takes and gives: the shape of `screening.selfcheck.frozen`."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from kyc.web.schemas import TextSchema, identifier
from screening.selfcheck.frozen import FORMAT
from screening.selfcheck.model import DayState, Why
from screening.transactions.model import Direction, Entry, Method
from screening.web.schemas import MissingSchema


def _day(**more: Any) -> fields.String:
    return fields.String(metadata={"format": "date"}, **more)


def _moment(**more: Any) -> fields.String:
    return fields.String(metadata={"format": "date-time"}, **more)


def _one_of(words: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(list(words)))


class DaySchema(ma.Schema):
    """Which self-checks."""

    day = fields.Date(required=True)
    outlet_id = identifier(load_default=None)


class PersonSchema(ma.Schema):
    """Someone named on the list, masked."""

    name = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    customer_id = identifier(allow_none=True)


class ItemSchema(ma.Schema):
    """One transaction that must be looked at, why, and what is missing for it."""

    transaction_id = identifier()
    reference = fields.String()
    happened_at = _moment()
    direction = _one_of(Direction)
    method = _one_of(Method)
    currency = fields.String()
    amount = fields.String()
    late = fields.Boolean()
    customer = fields.Nested(PersonSchema, allow_none=True)
    agent = fields.Nested(PersonSchema, allow_none=True)
    why = _one_of(Why)
    reasons = fields.List(fields.Nested(TextSchema))
    day_total = fields.String(allow_none=True)
    deadline = _day(allow_none=True)
    missing = fields.List(fields.Nested(MissingSchema))


class MendedSchema(ma.Schema):
    """A reversal or correction made that day. after: null for a reversal."""

    transaction_id = identifier()
    original_id = identifier()
    reference = fields.String()
    entry = _one_of(Entry)
    business_day = _day()
    currency = fields.String()
    before = fields.String()
    after = fields.String(allow_none=True)
    at = _moment()
    by = fields.String()


class TotalSchema(ma.Schema):
    """All cash of the teller in one direction and currency."""

    direction = _one_of(Direction)
    currency = fields.String()
    count = fields.Integer()
    amount = fields.String()


class OutletSchema(ma.Schema):
    """The outlet."""

    id = identifier()
    name = fields.String()


class TellerSchema(ma.Schema):
    """The teller."""

    id = identifier()
    login = fields.String()


class SkippedSchema(ma.Schema):
    """A step the teller asked to skip that day. agreed: what the second person said, null while they have not."""

    gate = fields.Nested(TextSchema)
    customer = fields.Nested(PersonSchema)
    asked_at = _moment()
    agreed = fields.Boolean(allow_none=True)
    decided_by = fields.String(allow_none=True)


class ContentSchema(ma.Schema):
    """What is signed. policies: fingerprint by section. basis: digest of what reopens a signed day."""

    institution_id = identifier()
    outlet = fields.Nested(OutletSchema)
    teller = fields.Nested(TellerSchema)
    business_day = _day()
    transactions = fields.Integer()
    totals = fields.List(fields.Nested(TotalSchema))
    items = fields.List(fields.Nested(ItemSchema))
    mended = fields.List(fields.Nested(MendedSchema))
    skipped = fields.List(fields.Nested(SkippedSchema))
    policies = fields.Dict(keys=fields.String(), values=fields.String())
    basis = fields.String()


class RaisedSchema(ma.Schema):
    """That the supervisor was asked about something, and whether it was answered."""

    escalation_id = identifier()
    transaction_id = identifier(allow_none=True)
    raised_at = _moment()
    answered_at = _moment(allow_none=True)
    answered_by = fields.String(allow_none=True)


class ChainHeadSchema(ma.Schema):
    """The head of the audit chain: how many events, and the hash of the last."""

    seq = fields.Integer()
    hash = fields.String()


class SignatureSchema(ma.Schema):
    """Who signed, when, and the audit chain at that moment."""

    by = identifier()
    login = fields.String()
    at = _moment()
    audit_chain_head = fields.Nested(ChainHeadSchema)


class SignaturesSchema(ma.Schema):
    """The two signatures; null while missing."""

    teller = fields.Nested(SignatureSchema, allow_none=True)
    supervisor = fields.Nested(SignatureSchema, allow_none=True)


class SelfCheckSchema(ma.Schema):
    """One teller's day. content: as signed while the signature stands, else as things are now; content_sha256 is
    what the signatures stand for. missing: how many things are missing on the whole list.
    """

    format = fields.String(validate=validate.Equal(FORMAT))
    state = _one_of(DayState)
    version = fields.Integer()
    earlier_versions = fields.Integer()
    content = fields.Nested(ContentSchema)
    content_sha256 = fields.String()
    missing = fields.Integer()
    raised = fields.List(fields.Nested(RaisedSchema))
    signatures = fields.Nested(SignaturesSchema)
    audit_chain_head = fields.Nested(ChainHeadSchema)


class SelfChecksSchema(ma.Schema):
    """A day's self-checks, by outlet and login."""

    items = fields.List(fields.Nested(SelfCheckSchema), required=True)
