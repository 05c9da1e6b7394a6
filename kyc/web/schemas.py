"""What the JSON interface of documents and customers takes and gives."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from kyc.customers.model import (
    ENTITY_FIELDS,
    FIELDS,
    Channel,
    CheckedBusiness,
    CustomerKind,
    Disposition,
    IdentityDocument,
    NetworkCheckCode,
    NetworkCheckState,
    RelationshipType,
    Severity,
)
from kyc.documents.model import DocumentType, Outcome, Verdict

_ID_LENGTH = 36


def identifier(**more: Any) -> fields.String:
    """An id as the service gives them out."""
    return fields.String(validate=validate.Length(max=_ID_LENGTH), **more)


class TextSchema(ma.Schema):
    """One message in both languages."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


class PrintSchema(ma.Schema):
    """One of two prints of a field."""

    value = fields.String(required=True)
    confidence = fields.Float(required=True)


class FieldReadingSchema(ma.Schema):
    """One field as read. A field that could not be read is null with a reason, never a guess."""

    value = fields.String(allow_none=True, required=True)
    confidence = fields.Float(
        required=True, metadata={"description": "0 to 1 that the value is exactly what is printed"}
    )
    box = fields.List(
        fields.List(fields.Float()),
        allow_none=True,
        metadata={"description": "four corners in pixels, clockwise from the text's own top left"},
    )
    page = fields.Integer(allow_none=True)
    raw = fields.String(allow_none=True)
    repaired = fields.Boolean()
    doubts = fields.List(
        fields.Integer(),
        metadata={"description": "places in the value, from 0, of the characters that are not sure"},
    )
    prints = fields.Dict(
        keys=fields.String(),
        values=fields.Nested(PrintSchema),
        metadata={
            "description": "what the visual and the machine-readable zone of a travel document say of it"
        },
    )
    reason = fields.Nested(TextSchema, allow_none=True)


class CheckSchema(ma.Schema):
    """One thing that was verified."""

    code = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(list(Outcome)))
    reason = fields.Nested(TextSchema, required=True)
    fields_compared = fields.List(fields.String(), data_key="fields", attribute="fields")


class QualityReasonSchema(TextSchema):
    """One remark on a picture, in words a teller can act on."""

    code = fields.String(required=True)
    severity = fields.String(required=True)
    concerned = fields.List(fields.String(), data_key="fields", attribute="fields")


class QualitySchema(ma.Schema):
    """Whether the picture is good enough to read from."""

    verdict = fields.String(required=True, validate=validate.OneOf(["accept", "retake"]))
    reasons = fields.List(fields.Nested(QualityReasonSchema))


class HintSchema(TextSchema):
    """A sign of tampering, to be looked at on the document; the verdict does not rest on it."""

    code = fields.String(required=True)
    field = fields.String(allow_none=True)
    strength = fields.Float(metadata={"description": "by how many times the measured limit is exceeded"})
    box = fields.List(
        fields.List(fields.Float()), metadata={"description": "four corners in pixels, where to look"}
    )
    page = fields.Integer()


class OutlineSchema(ma.Schema):
    """Where one side of the document lies on its page; corners may be outside of it."""

    side = fields.String(required=True)
    box = fields.List(fields.List(fields.Float()))
    page = fields.Integer()


class ReadingSchema(ma.Schema):
    """What one page of a file says of one document: the same as `flask read --json`, and its id when it was kept."""

    reading_id = identifier(allow_none=True)
    file = fields.String(required=True)
    document_type = fields.String(allow_none=True, validate=validate.OneOf(list(DocumentType)))
    type_confidence = fields.Float()
    sides = fields.List(fields.String())
    quality = fields.Nested(QualitySchema, required=True)
    field_readings = fields.Dict(
        keys=fields.String(), values=fields.Nested(FieldReadingSchema), data_key="fields", attribute="fields"
    )
    mrz = fields.Dict(allow_none=True)
    checks = fields.List(fields.Nested(CheckSchema))
    verdict = fields.String(required=True, validate=validate.OneOf(list(Verdict)))
    hints = fields.List(fields.Nested(HintSchema))
    outlines = fields.List(fields.Nested(OutlineSchema))
    pages = fields.List(fields.List(fields.Integer()))
    engine = fields.String()
    timings_ms = fields.Dict(keys=fields.String(), values=fields.Float())
    further = fields.List(
        fields.Dict(),
        metadata={
            "description": "always empty: every further document on a page is a reading of its own in the list"
        },
    )


class ReadSchema(ma.Schema):
    """Files to read: JPEG, PNG, WebP, TIFF, BMP or PDF, as parts named `files`."""

    class Meta:
        unknown = ma.EXCLUDE

    keep = fields.Boolean(
        load_default=False, metadata={"description": "keep the readings, for a new customer or a change"}
    )
    files = fields.List(
        fields.Raw(metadata={"type": "string", "format": "binary"}), dump_only=True, metadata={"minItems": 1}
    )


class ReadingsSchema(ma.Schema):
    """One reading for each document on each page of each file, in order."""

    readings = fields.List(fields.Nested(ReadingSchema), required=True)


class PersonSchema(ma.Schema):
    """A person, natural or legal, masked: enough to recognise, too little to misuse. Which fields there are depends on
    the kind of customer.
    """

    name = fields.String(allow_none=True)
    sex = fields.String(allow_none=True)
    nationality = fields.String(allow_none=True)
    occupation = fields.String(allow_none=True)
    address = fields.String(allow_none=True)
    phone = fields.String(allow_none=True)
    document_type = fields.String(allow_none=True)
    number = fields.String(allow_none=True)
    issued_on = fields.String(allow_none=True)
    expires_on = fields.String(allow_none=True, metadata={"description": "ISO date or `long_term`"})
    ethnicity = fields.String(allow_none=True)
    birth_date = fields.String(allow_none=True)
    issuer = fields.String(allow_none=True)
    regime = fields.String(allow_none=True, metadata={"description": "kind of entity, for beneficial owners"})
    business_scope = fields.String(allow_none=True)
    entity_type = fields.String(allow_none=True)
    registered_capital = fields.String(allow_none=True)
    established_on = fields.String(allow_none=True)
    organisation_code = fields.String(allow_none=True)
    tax_number = fields.String(allow_none=True)


class MissingElementSchema(ma.Schema):
    """A required element that is not there, and why the law asks for it."""

    element = fields.String()
    name = fields.Nested(TextSchema)
    why = fields.Nested(TextSchema)
    reference = fields.String()
    always = fields.Boolean()


class CompletenessSchema(ma.Schema):
    """How much of what the law asks is there, 0 to 100."""

    score = fields.Integer()
    missing = fields.List(fields.Nested(MissingElementSchema))


class FaultSchema(ma.Schema):
    """What needs attention in a record."""

    code = fields.String()
    severity = fields.String(validate=validate.OneOf(list(Severity)))
    fields_concerned = fields.List(fields.String(), data_key="fields", attribute="fields")
    text = fields.Nested(TextSchema)


class FieldSourceSchema(ma.Schema):
    """Where a field came from; values masked."""

    field = fields.String()
    read = fields.String(allow_none=True)
    confidence = fields.Float(allow_none=True)
    value = fields.String(allow_none=True)
    corrected = fields.Boolean()
    reading_id = identifier(allow_none=True)
    at = fields.AwareDateTime()
    by = identifier()


class CustomerSchema(ma.Schema):
    """A customer's present record, masked."""

    customer_id = identifier()
    version = fields.Integer()
    kind = fields.String(validate=validate.OneOf(list(CustomerKind)))
    relationship = fields.String(validate=validate.OneOf(list(RelationshipType)))
    outlet_id = identifier()
    outlets = fields.List(identifier())
    person = fields.Nested(PersonSchema)
    channel = fields.String(validate=validate.OneOf(list(Channel)))
    relationship_began_on = fields.Date()
    completeness = fields.Nested(CompletenessSchema)
    attention = fields.List(fields.Nested(FaultSchema))
    sources = fields.List(fields.Nested(FieldSourceSchema))
    readings = fields.List(identifier())
    changed_at = fields.AwareDateTime()
    changed_by = identifier()


class SummarySchema(ma.Schema):
    """The least that tells one customer from another. here: whether the caller may open the record."""

    customer_id = identifier()
    kind = fields.String(validate=validate.OneOf(list(CustomerKind)))
    name = fields.String()
    document_type = fields.String(validate=validate.OneOf(list(IdentityDocument)))
    number = fields.String()
    outlet_id = identifier()
    here = fields.Boolean()


class SummariesSchema(ma.Schema):
    """A page of customers. next: the cursor of the next page, null on the last."""

    items = fields.List(fields.Nested(SummarySchema), required=True)
    next = fields.String(allow_none=True, required=True)


class SearchSchema(ma.Schema):
    """One thing to search by at most; without any, the customers of the caller's scope."""

    number = fields.String(metadata={"description": "document number"})
    account_number = fields.String()
    name = fields.String(metadata={"description": "the whole name"})
    phone = fields.String()
    cursor = fields.String(metadata={"description": "`next` of the page before"})
    limit = fields.String(metadata={"description": "items on a page, 50 unless told, 200 at most"})


_SETTABLE = [name for name in dict.fromkeys((*FIELDS, *ENTITY_FIELDS)) if name != "document_type"]


def _values() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.OneOf(_SETTABLE)),
        values=fields.String(allow_none=True),
        required=True,
        metadata={"description": "field → value; null clears it"},
    )


class CreateSchema(ma.Schema):
    """A new customer, from readings that the caller kept."""

    reading_ids = fields.List(identifier(), required=True, validate=validate.Length(min=1))
    confirmed = _values()
    channel = fields.String(load_default=Channel.COUNTER, validate=validate.OneOf(list(Channel)))
    kind = fields.String(
        load_default=CustomerKind.NATURAL_PERSON, validate=validate.OneOf(list(CustomerKind))
    )
    relationship = fields.String(
        load_default=RelationshipType.ONGOING, validate=validate.OneOf(list(RelationshipType))
    )


class ChangeSchema(ma.Schema):
    """A change of a record. version: the one it was made against. reading_ids: scans that prove it."""

    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    changes = _values()
    reason = fields.String(required=True)
    reading_ids = fields.List(identifier(), load_default=list)


class NetworkCheckSchema(ma.Schema):
    """The result of a networked check done on the bank's terminal."""

    code = fields.String(required=True, validate=validate.OneOf(list(NetworkCheckCode)))
    photo_agrees = fields.Boolean(
        load_default=None,
        allow_none=True,
        metadata={"description": "photo and person agree; for code 00 only"},
    )
    checked_at = fields.AwareDateTime(load_default=None, allow_none=True)
    note = fields.String(load_default=None, allow_none=True)
    business = fields.Enum(
        CheckedBusiness,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={"description": "what the check was taken for"},
    )


class DisposedSchema(ma.Schema):
    """What was done about the result of a check. due_on: when an answer of the police is due."""

    disposition = fields.String(validate=validate.OneOf(list(Disposition)))
    document_type = fields.String(allow_none=True)
    due_on = fields.Date(allow_none=True)
    detail = fields.String(allow_none=True)
    at = fields.AwareDateTime()
    by = identifier()


class RecordedCheckSchema(ma.Schema):
    """A networked check as it was recorded, and what was done about it since."""

    check_id = identifier()
    business = fields.String(allow_none=True, validate=validate.OneOf(list(CheckedBusiness)))
    dispositions = fields.List(fields.Nested(DisposedSchema))
    holds = fields.Boolean(metadata={"description": "name and number are still those it was about"})
    code = fields.String(validate=validate.OneOf(list(NetworkCheckCode)))
    photo_agrees = fields.Boolean(allow_none=True)
    state = fields.String(validate=validate.OneOf(list(NetworkCheckState)))
    checked_at = fields.AwareDateTime()
    by = identifier()


class IdentificationSchema(ma.Schema):
    """How far a customer is identified, and what the law lets or asks the teller do now."""

    customer_id = identifier()
    identified = fields.Boolean()
    document_type = fields.String()
    document_expired = fields.Boolean()
    verdict = fields.String(validate=validate.OneOf(list(Verdict)))
    corrected = fields.List(fields.String())
    identified_at = fields.AwareDateTime()
    identified_by = identifier()
    network_state = fields.String(validate=validate.OneOf(list(NetworkCheckState)))
    network_check = fields.Nested(RecordedCheckSchema, allow_none=True)
    network_result = fields.Nested(TextSchema)
    next_step = fields.Nested(TextSchema)
    completeness = fields.Nested(CompletenessSchema)
