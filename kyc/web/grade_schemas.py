"""What the JSON interface gives of a customer's grade."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from kyc.risk.model import AssessmentState, Element, Occasion, Subject
from kyc.web.schemas import TextSchema, identifier


class FactSchema(ma.Schema):
    """One thing known about a customer, in words, and where it came from."""

    shown = fields.Nested(TextSchema)
    source = fields.Nested(TextSchema)
    as_of = fields.Date()


class FactorSchema(ma.Schema):
    """One factor as it counted: points on the scale times weight. seen: null when the fact was missing."""

    code = fields.String()
    element = fields.String(validate=validate.OneOf(list(Element)))
    fact = fields.String()
    name = fields.Nested(TextSchema)
    seen = fields.Nested(FactSchema, allow_none=True)
    points = fields.Integer()
    scale = fields.Integer()
    weight = fields.Integer()
    contribution = fields.Decimal(as_string=True)
    reference = fields.Nested(TextSchema)
    reason = fields.Nested(TextSchema)


class OverrideSchema(ma.Schema):
    """A rule that fired beside the score."""

    code = fields.String()
    fact = fields.String()
    name = fields.Nested(TextSchema)
    reference = fields.Nested(TextSchema)
    reason = fields.Nested(TextSchema)


class UncheckedSchema(ma.Schema):
    """A straight-to-high rule that could not be looked at, because its fact is missing."""

    fact = fields.String()
    name = fields.Nested(TextSchema)


class GradeSchema(ma.Schema):
    """One level of the policy."""

    code = fields.String()
    name = fields.Nested(TextSchema)


class AssessmentSchema(ma.Schema):
    """A grade and all its reasons. total: 0 to 100; scored: by the total alone; grade: after the overrides."""

    subject = fields.String(validate=validate.OneOf(list(Subject)))
    as_of = fields.Date()
    factors = fields.List(fields.Nested(FactorSchema))
    total = fields.Decimal(as_string=True)
    scored = fields.Nested(GradeSchema)
    overrides = fields.List(fields.Nested(OverrideSchema))
    unchecked = fields.List(fields.Nested(UncheckedSchema))
    grade = fields.Nested(GradeSchema)


class RatingSchema(ma.Schema):
    """An assessment as it is kept: who proposed it and who decided."""

    assessment_id = identifier()
    sequence = fields.Integer()
    occasion = fields.String(validate=validate.OneOf(list(Occasion)))
    state = fields.String(validate=validate.OneOf(list(AssessmentState)))
    assessment = fields.Nested(AssessmentSchema)
    fingerprint = fields.String()
    first_due_on = fields.Date()
    review_due_on = fields.Date()
    proposed_by = identifier()
    proposed_at = fields.AwareDateTime()
    decided_by = identifier(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decision_reason = fields.String(allow_none=True)


class StandingSchema(ma.Schema):
    """How a customer stands with grading: in force, waiting, and when the next is due."""

    customer_id = identifier()
    latest = fields.Nested(RatingSchema, allow_none=True)
    proposal = fields.Nested(RatingSchema, allow_none=True)
    due_on = fields.Date()
    overdue = fields.Boolean()
    deadline_certain = fields.Boolean()
