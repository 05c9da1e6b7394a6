"""What the JSON interface of a customer's file takes and gives: history, duplicates, merges, the due-diligence log, what
is entered by hand, completing, keeping and forgetting.
"""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from kyc.admission.model import NoteKind
from kyc.customers.model import IdentityDocument, VersionSource
from kyc.retention.model import PurgeState
from kyc.web.schemas import PersonSchema, SummarySchema, TextSchema, identifier


def _pictures(words: str) -> fields.List[Any]:
    picture = fields.Raw(metadata={"type": "string", "format": "binary"})
    return fields.List(picture, dump_only=True, metadata={"description": words})


class AskedSchema(ma.Schema):
    """A request that needs a second person's word. agreed: null until then."""

    reason = fields.String()
    at = fields.AwareDateTime()
    by = identifier()
    agreed = fields.Boolean(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by = identifier(allow_none=True)
    decision_reason = fields.String(allow_none=True)


class DecideSchema(ma.Schema):
    """The second person's word. reason: needed when not agreeing."""

    agree = fields.Boolean(required=True)
    reason = fields.String(load_default="")


class VersionSchema(ma.Schema):
    """One state of a record, masked. changed: fields that differ from the version before."""

    version = fields.Integer()
    person = fields.Nested(PersonSchema)
    changed = fields.List(fields.String())
    source = fields.String(validate=validate.OneOf(list(VersionSource)))
    reason = fields.String(allow_none=True)
    at = fields.AwareDateTime()
    by = identifier()
    outlet_id = identifier()


class VersionsSchema(ma.Schema):
    """Every version of a record, oldest first."""

    items = fields.List(fields.Nested(VersionSchema), required=True)


class MomentSchema(ma.Schema):
    """A moment; none: every version."""

    at = fields.AwareDateTime(load_default=None, allow_none=True)


class DuplicateSchema(ma.Schema):
    """Another record that may be of the same customer. same: what the two have in common besides the name."""

    summary = fields.Nested(SummarySchema)
    same = fields.List(fields.Nested(TextSchema))


class DuplicatesSchema(ma.Schema):
    """The likeliest first."""

    items = fields.List(fields.Nested(DuplicateSchema), required=True)


class MergeSchema(AskedSchema):
    """A request to let one record stand for another too, or to undo that."""

    merge_id = identifier()
    kept_id = identifier()
    merged_id = identifier()
    undoes = fields.Boolean()


class MergesSchema(ma.Schema):
    """Requests, oldest first."""

    items = fields.List(fields.Nested(MergeSchema), required=True)


class AskMergeSchema(ma.Schema):
    """Which record, and why it is the same customer, or is not after all."""

    merged_id = identifier(required=True)
    reason = fields.String(required=True)


class WaiverSchema(AskedSchema):
    """A gate that somebody asks to skip. ends_on: the last day it holds."""

    waiver_id = identifier()
    customer_id = identifier()
    gate = fields.String()
    ends_on = fields.Date()


class WaiversSchema(ma.Schema):
    """Requests to skip a gate."""

    items = fields.List(fields.Nested(WaiverSchema), required=True)


class AskWaiverSchema(ma.Schema):
    """Which gate, and what prevents it. That the customer is known is no reason."""

    gate = fields.String(required=True)
    reason = fields.String(required=True)


class TranscriptionSchema(AskedSchema):
    """A document entered by hand. version: of the record. reading_ids: its pictures."""

    transcription_id = identifier()
    customer_id = identifier()
    version = fields.Integer()
    document = fields.String(validate=validate.OneOf(list(IdentityDocument)))
    reading_ids = fields.List(identifier())


class TranscriptionsSchema(ma.Schema):
    """What waits for its second person, oldest first."""

    items = fields.List(fields.Nested(TranscriptionSchema), required=True)


class ByHandSchema(ma.Schema):
    """The picture, one page, of a certificate that nothing reads, as the part named `files`."""

    class Meta:
        unknown = ma.EXCLUDE

    document = fields.String(required=True, metadata={"description": "kind of document"})
    files = _pictures("one page")


class KeptSchema(ma.Schema):
    """The picture as it was kept: `reading_id` names it for a new customer or a change."""

    reading_id = identifier(required=True)


class NoteSchema(ma.Schema):
    """An entry of the due-diligence log. pictures: of the proof. due_on: until when a complaint or objection is answered."""

    note_id = identifier()
    kind = fields.String(validate=validate.OneOf(list(NoteKind)))
    words = fields.String()
    proof = fields.String(allow_none=True)
    pictures = fields.List(identifier())
    due_on = fields.Date(allow_none=True)
    overdue = fields.Boolean()
    answer = fields.String(allow_none=True)
    answered_at = fields.AwareDateTime(allow_none=True)
    at = fields.AwareDateTime()
    by = identifier()


class NotesSchema(ma.Schema):
    """The log, newest first."""

    items = fields.List(fields.Nested(NoteSchema), required=True)


class AddNoteSchema(ma.Schema):
    """A new entry; its proof in words, or as pictures in parts named `files`."""

    class Meta:
        unknown = ma.EXCLUDE

    kind = fields.String(required=True, validate=validate.OneOf(list(NoteKind)))
    words = fields.String(required=True)
    proof = fields.String(load_default=None)
    files = _pictures("pictures of the proof: JPEG, PNG, WebP, TIFF, BMP or PDF")


class AnswerSchema(ma.Schema):
    """The answer to a complaint or objection."""

    words = fields.String(required=True)


class BackfillSchema(ma.Schema):
    """A customer with something to complete. missing: elements. faults: codes. handler_id: whose it is."""

    summary = fields.Nested(SummarySchema)
    score = fields.Integer()
    missing = fields.List(fields.String())
    faults = fields.List(fields.String())
    handler_id = identifier()
    opened_on = fields.Date()
    due_on = fields.Date()
    overdue = fields.Boolean()


class BackfillQuerySchema(ma.Schema):
    """Whose share; everybody's by default."""

    class Meta:
        unknown = ma.EXCLUDE  # limit and cursor

    handler_id = identifier(load_default=None)


class BackfillsSchema(ma.Schema):
    """A page, the most pressing first. next: the cursor of the next page, null on the last."""

    items = fields.List(fields.Nested(BackfillSchema), required=True)
    next = fields.String(allow_none=True, required=True)


class ProgressSchema(ma.Schema):
    """How far one teller of one outlet is with completing: waiting, overdue of these, done lately."""

    outlet_id = identifier()
    handler_id = identifier()
    waiting = fields.Integer()
    overdue = fields.Integer()
    done = fields.Integer()


class ProgressesSchema(ma.Schema):
    """Every teller of the caller's scope who has something to complete or has completed something."""

    items = fields.List(fields.Nested(ProgressSchema), required=True)


class ExpiringSchema(ma.Schema):
    """A document that has expired or is about to. days: left, negative once expired. step: of the notices, in days.
    measures: what the outlet may do now.
    """

    summary = fields.Nested(SummarySchema)
    expires_on = fields.Date()
    days = fields.Integer()
    step = fields.Integer(allow_none=True)
    measures = fields.List(fields.Nested(TextSchema))


class ExpiringsSchema(ma.Schema):
    """The earliest first, at most `limit` of the page."""

    items = fields.List(fields.Nested(ExpiringSchema), required=True)


class ClockSchema(ma.Schema):
    """One reason to keep the data. until: the last day of it, null for no end in sight."""

    code = fields.String()
    text = fields.Nested(TextSchema)
    reference = fields.String()
    since = fields.Date(allow_none=True)
    until = fields.Date(allow_none=True)


class HoldSchema(ma.Schema):
    """A legal hold: nothing is destroyed while it lasts."""

    hold_id = identifier()
    reason = fields.String()
    at = fields.AwareDateTime()
    by = identifier()


class DestroyedSchema(ma.Schema):
    """What a purge destroyed: table and how many sealed values; pictures; a digest over all of them."""

    values = fields.Dict(keys=fields.String(), values=fields.Integer())
    pictures = fields.Integer()
    digest = fields.String()


class PurgeSchema(ma.Schema):
    """A purge: proposed by one, approved and carried out by another. destroyed: counts and digest, once it is done."""

    purge_id = identifier()
    customer_id = identifier()
    state = fields.String(validate=validate.OneOf(list(PurgeState)))
    clocks = fields.List(fields.String())
    kept_until = fields.Date()
    proposed_by = identifier()
    proposed_at = fields.AwareDateTime()
    decided_by = identifier(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    destroyed = fields.Nested(DestroyedSchema, allow_none=True)


class PurgesSchema(ma.Schema):
    """What awaits approval, oldest first."""

    items = fields.List(fields.Nested(PurgeSchema), required=True)


class RetentionSchema(ma.Schema):
    """How long a customer's data is kept. kept_until: null for no end in sight. holds: null when the caller may not know."""

    customer_id = identifier()
    ended_on = fields.Date(allow_none=True)
    clocks = fields.List(fields.Nested(ClockSchema))
    kept_until = fields.Date(allow_none=True)
    holds = fields.List(fields.Nested(HoldSchema), allow_none=True)
    due = fields.Boolean()
    purge = fields.Nested(PurgeSchema, allow_none=True)


class EndRelationshipSchema(ma.Schema):
    """The last day of the relationship, or null: it goes on."""

    ended_on = fields.Date(required=True, allow_none=True)
    reason = fields.String(required=True)


class WhySchema(ma.Schema):
    """Why, in words; kept sealed."""

    reason = fields.String(required=True)


class ApproveSchema(ma.Schema):
    """Whether the data is purged, at once."""

    approve = fields.Boolean(required=True)
