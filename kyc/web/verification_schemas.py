"""What the JSON interface of verification takes and gives."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from kyc.customers.model import CheckedBusiness, Disposition, NetworkCheckState
from kyc.verification.model import Match, RequestState, Trouble
from kyc.web.schemas import RecordedCheckSchema, TextSchema, identifier

_READER_LENGTH = 64
_VALUE_LENGTH = 200


class AskSchema(ma.Schema):
    """What a networked check is asked for."""

    business = fields.String(required=True, validate=validate.OneOf(list(CheckedBusiness)))


class CompareSchema(ma.Schema):
    """Whether the returned photo shows the person, and is the card's."""

    photo_agrees = fields.Boolean(required=True)


class DisposeSchema(ma.Schema):
    """What is done about a result. draft_ids: kept readings of the other document, for `other_document`."""

    disposition = fields.String(required=True, validate=validate.OneOf(list(Disposition)))
    detail = fields.String(load_default=None, allow_none=True)
    draft_ids = fields.List(identifier(), load_default=list)


class PointsSchema(ma.Schema):
    """Codes of recognition points."""

    points = fields.List(fields.String(), required=True, validate=validate.Length(min=1))


class ChipSchema(ma.Schema):
    """What a reader read off a chip. fields: house field name → value, dates ISO 8601, validity may be `long_term`."""

    document_type = fields.String(required=True)
    chip_fields = fields.Dict(
        keys=fields.String(),
        values=fields.String(validate=validate.Length(max=_VALUE_LENGTH)),
        required=True,
        data_key="fields",
        attribute="fields",
    )
    reader = fields.String(
        required=True,
        validate=validate.Length(min=1, max=_READER_LENGTH),
        metadata={"description": "model and serial number of the reader"},
    )
    read_at = fields.AwareDateTime(required=True)


class ChipKeptSchema(ma.Schema):
    """A chip reading that was kept."""

    reading_id = identifier(required=True)


class CheckRequestSchema(ma.Schema):
    """A networked check asked for. A waiting one is tried again at `due_at`; the customer is unverified meanwhile."""

    request_id = identifier()
    business = fields.String(validate=validate.OneOf(list(CheckedBusiness)))
    state = fields.String(validate=validate.OneOf(list(RequestState)))
    asked_at = fields.AwareDateTime()
    by = identifier()
    attempts = fields.Integer()
    due_at = fields.AwareDateTime()
    trouble = fields.String(allow_none=True, validate=validate.OneOf(list(Trouble)))
    has_photo = fields.Boolean()


class MoveSchema(ma.Schema):
    """One thing the law lets be done about the holding check, and what it needs."""

    disposition = fields.String(validate=validate.OneOf(list(Disposition)))
    explanation = fields.Nested(TextSchema)
    reference = fields.String()
    needs_document = fields.Boolean()
    needs_chip = fields.Boolean()
    needs_detail = fields.Boolean()
    by_another = fields.Boolean()


class FieldComparisonSchema(ma.Schema):
    """One field, chip against print, masked. why: what a difference may mean, and what to do."""

    field = fields.String()
    chip = fields.String(allow_none=True)
    printed = fields.String(allow_none=True)
    match = fields.String(validate=validate.OneOf(list(Match)))
    why = fields.Nested(TextSchema, allow_none=True)


class ChipComparisonSchema(ma.Schema):
    """The newest chip reading of the customer's document against its printed side."""

    reading_id = identifier()
    document_type = fields.String()
    reader = fields.String()
    read_at = fields.AwareDateTime()
    comparisons = fields.List(fields.Nested(FieldComparisonSchema), data_key="fields", attribute="fields")
    genuine = fields.Boolean()


class RequiredPointSchema(ma.Schema):
    """A recognition point that policy asks for while no machine has checked the document."""

    side = fields.String()
    way = fields.String()
    text = fields.Nested(TextSchema)
    seen = fields.Boolean()


class OpenMatterSchema(ma.Schema):
    """What keeps the customer from being verified, and what mends it."""

    code = fields.String()
    text = fields.Nested(TextSchema)
    mend = fields.Nested(TextSchema)


class VerificationSchema(ma.Schema):
    """How far outside evidence supports a customer."""

    customer_id = identifier()
    verified = fields.Boolean()
    covered = fields.Boolean(metadata={"description": "the networked check knows this kind of document"})
    network_state = fields.String(validate=validate.OneOf(list(NetworkCheckState)))
    check = fields.Nested(RecordedCheckSchema, allow_none=True)
    request = fields.Nested(CheckRequestSchema, allow_none=True)
    moves = fields.List(fields.Nested(MoveSchema))
    answer_due_on = fields.Date(allow_none=True)
    chip = fields.Nested(ChipComparisonSchema, allow_none=True)
    points = fields.List(fields.Nested(RequiredPointSchema))
    open_matters = fields.List(fields.Nested(OpenMatterSchema))
