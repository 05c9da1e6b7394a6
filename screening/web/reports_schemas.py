"""What the JSON interface of large-value reports takes and gives."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from kyc.web.schemas import TextSchema
from screening.reports.model import Action, FileState, MessageKind, ReceiptKind
from screening.reports.rules.receipts import MOST_BYTES

_WORDS = 1000


class DealKeySchema(ma.Schema):
    """What names a deal at the centre."""

    csnm = fields.String()
    htdt = fields.String()
    crcd = fields.String()
    ticd = fields.String()


class LackingSchema(ma.Schema):
    """A field that should say something."""

    tag = fields.String()
    label = fields.Nested(TextSchema)
    of_customer = fields.Boolean()


class FieldFaultSchema(ma.Schema):
    """A field that is not as the interface wants it."""

    path = fields.String()
    tag = fields.String()
    text = fields.Nested(TextSchema)


class DealToTellSchema(ma.Schema):
    """A deal as it stands today."""

    outlet_id = fields.String()
    deadline = fields.Date()
    faults = fields.List(fields.Nested(FieldFaultSchema))
    missing = fields.List(fields.Nested(LackingSchema))


class DealStepSchema(ma.Schema):
    """What is still to be told of one deal."""

    action = fields.Enum(Action, by_value=True)
    key = fields.Nested(DealKeySchema)
    transaction_id = fields.String()
    customer_id = fields.String()
    answers = fields.String(allow_none=True)
    deal = fields.Nested(DealToTellSchema, allow_none=True)


class CentreFaultSchema(ma.Schema):
    """A fault the centre names."""

    location = fields.String()
    reason = fields.String()
    tag = fields.String(allow_none=True)
    key = fields.Nested(DealKeySchema, allow_none=True)


class ReceiptSchema(ma.Schema):
    """A receipt of the centre."""

    kind = fields.Enum(ReceiptKind, by_value=True)
    received_at = fields.AwareDateTime()
    faults = fields.List(fields.Nested(CentreFaultSchema))


class ReportFileSchema(ma.Schema):
    """A file that was written. overdue: no receipt came in time."""

    file_id = fields.String()
    name = fields.String()
    kind = fields.Enum(MessageKind, by_value=True)
    business_day = fields.Date(allow_none=True)
    deals = fields.Integer()
    made_at = fields.AwareDateTime()
    state = fields.Enum(FileState, by_value=True)
    overdue = fields.Boolean()
    answers = fields.String(allow_none=True)
    receipts = fields.List(fields.Nested(ReceiptSchema))


class BatchSchema(ma.Schema):
    """What was put up for approval. agreed: null until a second person has decided."""

    batch_id = fields.String()
    business_day = fields.Date()
    by = fields.String()
    at = fields.AwareDateTime()
    reason = fields.String()
    agreed = fields.Boolean(allow_none=True)
    decided_by = fields.String(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)


class ReportDaySchema(ma.Schema):
    """A business day. days_left: working days until the deadline, negative when it is past."""

    business_day = fields.Date()
    deadline = fields.Date(allow_none=True)
    days_left = fields.Integer(allow_none=True)
    certain = fields.Boolean()
    steps = fields.List(fields.Nested(DealStepSchema))
    batch = fields.Nested(BatchSchema, allow_none=True)
    files = fields.List(fields.Nested(ReportFileSchema))


class ReportDaysSchema(ma.Schema):
    """A page of days."""

    items = fields.List(fields.Nested(ReportDaySchema))
    next = fields.String(allow_none=True)


class PutUpSchema(ma.Schema):
    """Puts a day up. confirmed_missing: that missing fields cannot be had; the remark says why."""

    remark = fields.String(load_default="", validate=validate.Length(max=_WORDS))
    confirmed_missing = fields.Boolean(load_default=False)


class BatchDecisionSchema(ma.Schema):
    """A second person's word; a refusal needs a remark."""

    agree = fields.Boolean(required=True)
    remark = fields.String(load_default="", validate=validate.Length(max=_WORDS))


class ReceiptInSchema(ma.Schema):
    """A receipt: the name of its file and the XML in it."""

    name = fields.String(required=True, validate=validate.Length(max=128))
    content = fields.String(required=True, validate=validate.Length(max=MOST_BYTES))


class ReceivedSchema(ma.Schema):
    """What became of a receipt. new: false when it was there already."""

    file_id = fields.String()
    file_name = fields.String()
    kind = fields.Enum(ReceiptKind, by_value=True)
    faults = fields.Integer()
    new = fields.Boolean()


class BackfillLineSchema(ma.Schema):
    """A deal that lacks something; the customer's name masked."""

    transaction_id = fields.String()
    customer_id = fields.String()
    name = fields.String()
    business_day = fields.Date()
    reference = fields.String()
    deadline = fields.Date()
    days_left = fields.Integer()
    missing = fields.List(fields.Nested(LackingSchema))
    faults = fields.List(fields.Nested(FieldFaultSchema))


class BackfillSchema(ma.Schema):
    """What is lacking."""

    items = fields.List(fields.Nested(BackfillLineSchema))


class SupplementSchema(ma.Schema):
    """What to fill in, by tag."""

    told = fields.Dict(
        data_key="fields",
        keys=fields.String(validate=validate.Length(equal=4)),
        values=fields.String(validate=validate.Length(max=512)),
        required=True,
    )
    reason = fields.String(required=True, validate=validate.Length(max=_WORDS))
