"""What the JSON interface takes and gives about grades."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from kyc.risk.model import (
    AssessmentState,
    Element,
    ManualState,
    Occasion,
    PolicyState,
    SignalGroup,
    Subject,
)
from kyc.web.schemas import TextSchema, identifier

_LONGEST_DRAFT = 1_000_000  # characters; the shipped policy has some 30,000


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
    """A grade and all its reasons. total: 0 to 100; scored: by the total alone; grade: after the overrides.
    counter_grade: the one by which those act who may not see monitoring.
    """

    subject = fields.String(validate=validate.OneOf(list(Subject)))
    as_of = fields.Date()
    factors = fields.List(fields.Nested(FactorSchema))
    total = fields.Decimal(as_string=True)
    scored = fields.Nested(GradeSchema)
    overrides = fields.List(fields.Nested(OverrideSchema))
    unchecked = fields.List(fields.Nested(UncheckedSchema))
    grade = fields.Nested(GradeSchema)
    counter_grade = fields.Nested(GradeSchema)


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


class DueReviewSchema(ma.Schema):
    """A customer whose next grading is due. grade: null before the first; days_left: negative when overdue."""

    customer_id = identifier()
    outlet_id = identifier()
    grade = fields.Nested(GradeSchema, allow_none=True)
    due_on = fields.Date()
    days_left = fields.Integer()


class DueReviewsSchema(ma.Schema):
    """A page of them, the most urgent first."""

    items = fields.List(fields.Nested(DueReviewSchema))
    next = fields.String(allow_none=True)


class RatingsSchema(ma.Schema):
    """Every rating of a customer, the newest first."""

    items = fields.List(fields.Nested(RatingSchema))


class RatingPageSchema(ma.Schema):
    """A page of ratings that wait, the oldest first."""

    items = fields.List(fields.Nested(RatingSchema))
    next = fields.String(allow_none=True)


class WaitingQuerySchema(ma.Schema):
    """Whether those that wait for their second person are asked for, or those disputed. cursor, limit: as everywhere."""

    state = fields.String(
        validate=validate.OneOf([AssessmentState.PROPOSED, AssessmentState.DISPUTED]),
        load_default=AssessmentState.PROPOSED.value,
    )
    cursor = fields.String()
    limit = fields.String()


class ReplaySchema(ma.Schema):
    """A kept assessment beside what its facts and policy give today."""

    equal = fields.Boolean()
    kept = fields.Nested(AssessmentSchema)
    computed = fields.Nested(AssessmentSchema)


class DecisionSchema(ma.Schema):
    """A second person's word. reason: needed when not agreeing."""

    agree = fields.Boolean(required=True)
    reason = fields.String(load_default="")


class RulingSchema(ma.Schema):
    """Compliance's ruling on a disputed rating."""

    upheld = fields.Boolean(required=True)
    reason = fields.String(required=True)


class ReasonSchema(ma.Schema):
    """Why."""

    reason = fields.String(required=True)


class EvidenceSchema(ma.Schema):
    """What was seen."""

    evidence = fields.String(required=True)


class NotedFactSchema(ma.Schema):
    """A fact that somebody found out. value: as policy writes it, null when it is not known any more."""

    noted_id = identifier()
    fact = fields.String()
    name = fields.Nested(TextSchema)
    value = fields.String(allow_none=True)
    shown = fields.Nested(TextSchema)
    as_of = fields.Date()
    evidence = fields.String()
    by = identifier()
    at = fields.AwareDateTime()


class NotedFactsSchema(ma.Schema):
    """What was noted of a customer, the newest first."""

    items = fields.List(fields.Nested(NotedFactSchema))


class NoteFactSchema(ma.Schema):
    """A fact to note. value: `yes`, `no`, a code or a whole number (minor units for money); null: not known any more.
    as_of: the day it was true, today by default.
    """

    fact = fields.String(required=True)
    value = fields.String(required=True, allow_none=True)
    evidence = fields.String(required=True)
    as_of = fields.Date(load_default=None, allow_none=True)


class ManualGradeSchema(ma.Schema):
    """A grade set by hand, from and until days, both included."""

    manual_id = identifier()
    customer_id = identifier()
    grade = fields.Nested(GradeSchema)
    from_on = fields.Date()
    until_on = fields.Date()
    reason = fields.String()
    state = fields.String(validate=validate.OneOf(list(ManualState)))
    proposed_by = identifier()
    proposed_at = fields.AwareDateTime()
    decided_by = identifier(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decision_reason = fields.String(allow_none=True)


class ManualGradesSchema(ma.Schema):
    """A customer's grades set by hand, the newest first."""

    items = fields.List(fields.Nested(ManualGradeSchema))


class ProposeManualGradeSchema(ma.Schema):
    """A grade to set by hand. grade: a code of the policy's."""

    grade = fields.String(required=True)
    until_on = fields.Date(required=True)
    reason = fields.String(required=True)


class SignalSchema(ma.Schema):
    """An early-warning signal of a customer. derived: found in the bank's own data."""

    signal_id = identifier()
    code = fields.String()
    derived = fields.Boolean()
    raised_at = fields.AwareDateTime()
    raised_by = fields.String()
    valid_until = fields.Date()
    closed_at = fields.AwareDateTime(allow_none=True)


class SignalsSchema(ma.Schema):
    """The customer's signals, the newest first."""

    items = fields.List(fields.Nested(SignalSchema))


class RaiseSignalSchema(ma.Schema):
    """A signal of the register, and what was seen."""

    code = fields.String(required=True)
    evidence = fields.String(required=True)


class SignalKindSchema(ma.Schema):
    """One signal of the register. aml: what it means here, null when it is of credit only. derived: data raises it."""

    code = fields.String(attribute="kind.code")
    group = fields.String(attribute="kind.group", validate=validate.OneOf(list(SignalGroup)))
    name = fields.Nested(TextSchema, attribute="kind.name")
    aml = fields.Nested(TextSchema, attribute="kind.aml", allow_none=True)
    derived = fields.Boolean()


class RegisterSchema(ma.Schema):
    """The register of early-warning signals, in its order."""

    items = fields.List(fields.Nested(SignalKindSchema))


class BacktestSchema(ma.Schema):
    """A draft policy written as `kyc/policies/risk.yaml` is, and the day on which both policies are taken."""

    policy = fields.String(required=True, validate=validate.Length(max=_LONGEST_DRAFT))
    as_of = fields.Date(required=True)


class MoversQuerySchema(BacktestSchema):
    """As for the matrix. before, after: only who moves from or to this grade. following: only ids after this one."""

    before = fields.String(load_default=None, allow_none=True)
    after = fields.String(load_default=None, allow_none=True)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    following = identifier(load_default=None, allow_none=True)


class CellSchema(ma.Schema):
    """How many customers move from a grade to a grade."""

    before = fields.String()
    after = fields.String()
    customers = fields.Integer()


class MigrationSchema(ma.Schema):
    """What a draft would do to the whole base."""

    as_of = fields.Date()
    customers = fields.Integer()
    moved = fields.Integer()
    matrix = fields.List(fields.Nested(CellSchema))


class MoverSchema(ma.Schema):
    """A customer whom a draft would move: both assessments in full, and what counts otherwise."""

    customer_id = identifier()
    outlet_id = identifier()
    before = fields.Nested(AssessmentSchema)
    after = fields.Nested(AssessmentSchema)
    reasons = fields.List(fields.Nested(TextSchema))


class MoversSchema(ma.Schema):
    """Some of them, in the order of their ids. next: what to give as `following` for more."""

    items = fields.List(fields.Nested(MoverSchema))
    next = fields.String(allow_none=True)


class LevelSchema(GradeSchema):
    """One grade with the total it begins at and the months until its review."""

    from_total = fields.Decimal(as_string=True)
    review_months = fields.Integer()


class PolicySchema(ma.Schema):
    """The grading policy in force, its grades lowest first."""

    fingerprint = fields.String()
    grades = fields.List(fields.Nested(LevelSchema))


class PolicyProposalSchema(ma.Schema):
    """A grading policy that the institution sets itself, from a day on."""

    policy_id = identifier()
    fingerprint = fields.String()
    valid_from = fields.Date()
    reason = fields.String()
    state = fields.String(validate=validate.OneOf(list(PolicyState)))
    proposed_by = identifier()
    proposed_at = fields.AwareDateTime()
    decided_by = identifier(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    decision_reason = fields.String(allow_none=True)


class PolicyProposalsSchema(ma.Schema):
    """The institution's own policies, the newest first."""

    items = fields.List(fields.Nested(PolicyProposalSchema))


class ProposePolicySchema(ma.Schema):
    """A draft, the day from which it is to apply, and why."""

    policy = fields.String(required=True, validate=validate.Length(max=_LONGEST_DRAFT))
    valid_from = fields.Date(required=True)
    reason = fields.String(required=True)
