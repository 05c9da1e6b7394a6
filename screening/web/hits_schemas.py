"""What the JSON interface of lists and hits takes and gives."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from kyc.web.schemas import TextSchema, identifier
from screening.hits.model import HitDisposition, HitState, LiftGround, ScreenedOn, SubjectKind
from screening.watchlists.model import VersionState, Way


class ListVersionSchema(ma.Schema):
    """One version of a list."""

    source = fields.String()
    number = fields.Integer()
    state = fields.Enum(VersionState, by_value=True)
    digest = fields.String()
    file_name = fields.String()
    published_on = fields.Date(allow_none=True)
    entries = fields.Integer()
    names = fields.Integer()
    added = fields.Integer()
    changed = fields.Integer()
    removed = fields.Integer()
    way = fields.Enum(Way, by_value=True)
    imported_at = fields.AwareDateTime()


class ListVersionsSchema(ma.Schema):
    """The versions of a list, the newest first."""

    items = fields.List(fields.Nested(ListVersionSchema))


class ListStatusSchema(ma.Schema):
    """How a list stands today. alarms: what is wrong with it; empty when it is fit to screen by."""

    source = fields.String()
    name = fields.Nested(TextSchema)
    required = fields.Boolean()
    active = fields.Nested(ListVersionSchema, allow_none=True)
    waiting = fields.List(fields.Nested(ListVersionSchema))
    alarms = fields.List(fields.Nested(TextSchema))


class ListStatusesSchema(ma.Schema):
    """Every list."""

    items = fields.List(fields.Nested(ListStatusSchema))


class HitsQuerySchema(ma.Schema):
    """Which hits."""

    state = fields.Enum(HitState, by_value=True, load_default=None)


class HitLineSchema(ma.Schema):
    """A hit as the queue shows it, masked."""

    hit_id = fields.String()
    subject_kind = fields.Enum(SubjectKind, by_value=True)
    customer_id = fields.String(allow_none=True)
    name = fields.String()
    source = fields.String()
    listed_name = fields.String()
    score = fields.Float()
    state = fields.Enum(HitState, by_value=True)
    opened_at = fields.AwareDateTime()
    report_due_at = fields.AwareDateTime(allow_none=True)


class HitsSchema(ma.Schema):
    """A page of hits."""

    items = fields.List(fields.Nested(HitLineSchema))
    next = fields.String(allow_none=True)


class HitFactorSchema(ma.Schema):
    """One factor of a score with its reason."""

    code = fields.String()
    points = fields.Float()
    text = fields.Nested(TextSchema)


class HitFindingSchema(ma.Schema):
    """One time the two sides were held against each other and differed from before. listing: the entry as it then was."""

    finding_id = fields.String()
    number = fields.Integer()
    alert = fields.Boolean()
    listed = fields.Boolean()
    occasion = fields.Enum(ScreenedOn, by_value=True)
    score = fields.Float()
    factors = fields.List(fields.Nested(HitFactorSchema))
    ours = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    listing = fields.Function(lambda finding: finding.listing.as_json())
    algorithm = fields.String()
    policy_fingerprint = fields.String()
    at = fields.AwareDateTime()


class HitDecisionSchema(ma.Schema):
    """What one person made of a finding, and the second person's word on it."""

    decision_id = fields.String()
    finding_id = fields.String()
    disposition = fields.Enum(HitDisposition, by_value=True)
    reason = fields.String()
    proposed_by = fields.String()
    proposed_at = fields.AwareDateTime()
    agreed = fields.Boolean(allow_none=True)
    confirmed_by = fields.String(allow_none=True)
    confirmed_at = fields.AwareDateTime(allow_none=True)
    remark = fields.String(allow_none=True)


class HitLiftSchema(ma.Schema):
    """A proposal to lift what a confirmed hit stopped, and the second person's word on it."""

    lift_id = fields.String()
    ground = fields.Enum(LiftGround, by_value=True)
    reason = fields.String()
    agreed = fields.Boolean(allow_none=True)


class HitReportSchema(ma.Schema):
    """That it was reported to the authority."""

    reference = fields.String()
    at = fields.AwareDateTime()
    by = fields.String()


class HitEvidenceSchema(ma.Schema):
    """A file attached to a hit, without its content and its name."""

    evidence_id = fields.String()
    media_type = fields.String()
    size = fields.Integer()
    at = fields.AwareDateTime()
    by = fields.String()


class DealingSchema(ma.Schema):
    """With which customer somebody dealt, and when first and last."""

    customer_id = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()


class HitSchema(ma.Schema):
    """A hit with all that was found and decided, newest first; masked. customer_id: none for whoever a deal touched beside its
    customer; `dealings` say with whom they dealt. report_due_at: until when what stands must be reported.
    """

    hit_id = fields.String()
    subject_kind = fields.Enum(SubjectKind, by_value=True)
    customer_id = fields.String(allow_none=True)
    source = fields.String()
    state = fields.Enum(HitState, by_value=True)
    opened_at = fields.AwareDateTime()
    report = fields.Nested(HitReportSchema, allow_none=True)
    lift_report = fields.Nested(HitReportSchema, allow_none=True)
    report_due_at = fields.AwareDateTime(allow_none=True)
    findings = fields.List(fields.Nested(HitFindingSchema))
    decisions = fields.List(fields.Nested(HitDecisionSchema))
    lifts = fields.List(fields.Nested(HitLiftSchema))
    evidence = fields.List(fields.Nested(HitEvidenceSchema))
    dealings = fields.List(fields.Nested(DealingSchema))


class BulkMemberSchema(ma.Schema):
    """A hit dismissed together with others. sampled: it is reviewed by itself first. agreed: the second person's word on it."""

    hit_id = fields.String()
    decision_id = fields.String()
    sampled = fields.Boolean()
    agreed = fields.Boolean(allow_none=True)


class BulkSchema(ma.Schema):
    """Hits of one entry that one person would dismiss together for one reason. unseen: how many of the sample still wait."""

    bulk_id = fields.String()
    source = fields.String()
    reason = fields.String()
    by = fields.String()
    at = fields.AwareDateTime()
    agreed = fields.Boolean(allow_none=True)
    decided_by = fields.String(allow_none=True)
    unseen = fields.Integer()
    members = fields.List(fields.Nested(BulkMemberSchema))


class BulksSchema(ma.Schema):
    """Those that wait for a second person, oldest first."""

    items = fields.List(fields.Nested(BulkSchema))


class BulkProposalSchema(ma.Schema):
    """Why all of them are dismissed."""

    reason = fields.String(required=True, validate=validate.Length(max=1000))


class LiftProposalSchema(ma.Schema):
    """On which lawful ground, and why."""

    ground = fields.Enum(LiftGround, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(max=1000))


class LiftReviewSchema(ma.Schema):
    """A second person's word on a lifting."""

    agree = fields.Boolean(required=True)


class ReportSchema(ma.Schema):
    """Under which reference the report went out."""

    reference = fields.String(required=True, validate=validate.Length(max=64))


class EvidenceSchema(ma.Schema):
    """A file. content: base64."""

    name = fields.String(required=True, validate=validate.Length(max=255))
    content = fields.String(required=True)


class HitProposalSchema(ma.Schema):
    """What you make of a hit. finding_id: the finding you looked at."""

    finding_id = identifier(required=True)
    disposition = fields.Enum(HitDisposition, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(max=1000))


class HitReviewSchema(ma.Schema):
    """A second person's word."""

    agree = fields.Boolean(required=True)
    remark = fields.String(required=True, validate=validate.Length(max=1000))
