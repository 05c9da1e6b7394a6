"""The grading policy for programs: what applies, what a draft would do, and its adoption by two people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.risk import service as risk
from kyc.risk.model import Migration, PolicyProposal
from kyc.web.access import requires
from kyc.web.grade_schemas import (
    BacktestSchema,
    DecisionSchema,
    MigrationSchema,
    MoversQuerySchema,
    MoversSchema,
    PolicyProposalSchema,
    PolicyProposalsSchema,
    PolicySchema,
    ProposePolicySchema,
)
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX
from kyc.web.units import unit_of_request

policies = Blueprint(
    "grade_policies_api",
    __name__,
    url_prefix=f"{PREFIX}/grades",
    description="评级政策 / Grading policy",
)

_NAME = "policy"  # what errors call a draft that came as a field


@policies.route("/policy", methods=["GET"])
@requires(Permission.POLICY_VIEW)
@policies.response(200, PolicySchema)
def in_force() -> dict[str, Any]:
    """Show the grading policy in force

    Its fingerprint and its grades with their cut points and review intervals.
    """
    with unit_of_request() as unit:
        applied = risk.in_force(unit)
    return {"fingerprint": applied.fingerprint, "grades": applied.values.levels}


@policies.route("/backtest", methods=["POST"])
@requires(Permission.POLICY_VIEW)
@policies.arguments(BacktestSchema)
@policies.response(200, MigrationSchema)
def backtest(given: Mapping[str, Any]) -> dict[str, Any]:
    """Grade the whole base under a draft policy

    On the facts last gathered; nothing is kept or changed.
    """
    draft, _ = risk.draft_of(_NAME, given["policy"], given["as_of"])
    with unit_of_request() as unit:
        return _migration(risk.backtest(unit, draft, given["as_of"]))


@policies.route("/policies/<policy_id>/backtest", methods=["GET"])
@requires(Permission.POLICY_VIEW)
@policies.response(200, MigrationSchema)
def backtest_proposed(policy_id: str) -> dict[str, Any]:
    """Grade the whole base under one of the institution's own policies

    As of the day from which it is to apply, for whoever has to decide on it; nothing is kept or changed.
    """
    with unit_of_request() as unit:
        day = risk.policy(unit, policy_id).valid_from
        return _migration(risk.backtest(unit, risk.proposed_values(unit, policy_id), day))


def _migration(found: Migration) -> dict[str, Any]:
    cells = [
        {"before": before, "after": after, "customers": count}
        for (before, after), count in sorted(found.counts.items())
    ]
    return {"as_of": found.as_of, "customers": found.customers, "moved": found.moved, "matrix": cells}


@policies.route("/backtest/movers", methods=["POST"])
@requires(Permission.MONITORING_VIEW)
@policies.arguments(MoversQuerySchema)
@policies.response(200, MoversSchema)
def movers(given: Mapping[str, Any]) -> dict[str, Any]:
    """List whom a draft policy would move, and why

    In the order of their ids; `next` is where the following list begins.
    """
    draft, _ = risk.draft_of(_NAME, given["policy"], given["as_of"])
    limit = given["limit"]
    with unit_of_request() as unit:
        found = risk.movers(
            unit,
            draft,
            given["as_of"],
            before=given["before"],
            after=given["after"],
            limit=limit + 1,
            following=given["following"],
        )
    kept = found[:limit]
    return {"items": kept, "next": kept[-1].customer_id if len(found) > limit else None}


@policies.route("/policies", methods=["GET"])
@requires(Permission.POLICY_VIEW)
@policies.response(200, PolicyProposalsSchema)
def proposals() -> dict[str, Any]:
    """List the institution's own grading policies

    Proposed, adopted and refused, the newest first.
    """
    with unit_of_request() as unit:
        return {"items": risk.policies(unit)}


@policies.route("/policies", methods=["POST"])
@requires(Permission.POLICY_PROPOSE)
@idempotent
@policies.arguments(ProposePolicySchema)
@policies.response(201, PolicyProposalSchema)
def propose(given: Mapping[str, Any]) -> PolicyProposal:
    """Propose a grading policy

    From a day on; it waits for another person.
    """
    with unit_of_request(write=True) as unit:
        return risk.propose_policy(unit, _NAME, given["policy"], given["valid_from"], given["reason"])


@policies.route("/policies/<policy_id>/decision", methods=["POST"])
@requires(Permission.POLICY_ADOPT)
@idempotent
@policies.arguments(DecisionSchema)
@policies.response(201, PolicyProposalSchema)
def decide(given: Mapping[str, Any], policy_id: str) -> PolicyProposal:
    """Adopt a proposed grading policy, or refuse it

    Never by whoever proposed it; adopted, it applies from its day on and the whole base is graded anew.
    """
    with unit_of_request(write=True) as unit:
        return risk.decide_policy(unit, policy_id, given["agree"], given["reason"])
