"""Grades for programs: reviews due, early-warning signals, what-if. Thin views over the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import marshmallow as ma
from flask_smorest import Blueprint
from marshmallow import fields, validate

from kyc.base.access import Permission
from kyc.risk import service as risk
from kyc.risk.model import Signal
from kyc.web.access import requires
from kyc.web.grade_schemas import GradeSchema, RatingSchema
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.schemas import identifier
from kyc.web.units import unit_of_request

grades = Blueprint(
    "grades_api", __name__, url_prefix=f"{PREFIX}/grades", description="风险评级 / Risk grading"
)
customers = Blueprint(
    "customer_grades_api",
    __name__,
    url_prefix=f"{PREFIX}/customers",
    description="客户档案 / Customer records",
)

_LONGEST_DRAFT = 1_000_000  # characters; the shipped policy has some 30,000


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


class BacktestSchema(ma.Schema):
    """A draft policy written as `kyc/policies/risk.yaml` is, and the day on which both policies are taken."""

    policy = fields.String(required=True, validate=validate.Length(max=_LONGEST_DRAFT))
    as_of = fields.Date(required=True)


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


@grades.route("/due", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@grades.response(200, DueReviewsSchema)
def due() -> dict[str, Any]:
    """List gradings that are due

    Within the notice or overdue, the most urgent first, in the caller's scope.
    """
    paging = paging_of_request()
    after = None
    if paging.after is not None:
        day, _, customer_id = paging.after.partition(" ")
        after = (date.fromisoformat(day), customer_id)
    with unit_of_request() as unit:
        found = risk.due_reviews(unit, limit=paging.limit + 1, after=after)
    return paging.page(found, lambda each: f"{each.due_on} {each.customer_id}", DueReviewSchema().dump)


@grades.route("/backtest", methods=["POST"])
@requires(Permission.POLICY_VIEW)
@grades.arguments(BacktestSchema)
@grades.response(200, MigrationSchema)
def backtest(given: Mapping[str, Any]) -> dict[str, Any]:
    """Grade the whole base under a draft policy

    On the facts last gathered; nothing is kept or changed.
    """
    draft, _ = risk.draft_of("policy", given["policy"], given["as_of"])
    with unit_of_request() as unit:
        found = risk.backtest(unit, draft, given["as_of"])
    cells = [
        {"before": before, "after": after, "customers": count}
        for (before, after), count in sorted(found.counts.items())
    ]
    return {"as_of": found.as_of, "customers": found.customers, "moved": found.moved, "matrix": cells}


@customers.route("/<customer_id>/ratings", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, RatingsSchema)
def ratings(customer_id: str) -> dict[str, Any]:
    """List a customer's ratings

    Each with its factors and reasons as the caller may see them, the newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.ratings(unit, customer_id)}


@customers.route("/<customer_id>/signals", methods=["GET"])
@requires(Permission.GRADE_VIEW)
@customers.response(200, SignalsSchema)
def signals(customer_id: str) -> dict[str, Any]:
    """List a customer's early-warning signals

    Without the evidence, the newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.signals_of(unit, customer_id)}


@customers.route("/<customer_id>/signals", methods=["POST"])
@requires(Permission.SIGNAL_RAISE)
@idempotent
@customers.arguments(RaiseSignalSchema)
@customers.response(201, SignalSchema)
def raise_signal(given: Mapping[str, Any], customer_id: str) -> Signal:
    """Raise an early-warning signal

    The customer is graded anew at once when the signal has an AML reading.
    """
    with unit_of_request(write=True) as unit:
        return risk.raise_signal(unit, customer_id, given["code"], given["evidence"])
