"""A change of policy over the whole base, set-wise: whose grade stays is noted as graded anew in two statements."""

from __future__ import annotations

from sqlalchemy import func, insert, literal, select, update

from kyc.base.unit import Applied, Unit
from kyc.risk import setwise
from kyc.risk.model import Occasion
from kyc.risk.policy import RiskPolicy
from kyc.risk.regrading_store import risk_regradings
from kyc.risk.standings import risk_standings


def keep_unchanged(
    unit: Unit, policy: Applied[RiskPolicy], *, run_id: str, after: str, limit: int
) -> tuple[str, int] | None:
    """Notes the next customers whose grade in force is the same under the policy.

    after: only ids above this one, in their order; limit: how many at most. Returns the last id and how many, or None
    when there is none left.
    """
    table = risk_standings.c
    waiting = (table.customer_id > after, table.fingerprint.is_distinct_from(policy.fingerprint))
    graded = setwise.graded({"now": policy.values}, unit.actor.institution_id, *waiting)
    chosen = (
        select(graded.c.customer_id, graded.c.grade, graded.c.counter_grade)
        .where(graded.c.grade == graded.c.now, graded.c.counter_grade == graded.c.now_at_counter)
        .order_by(graded.c.customer_id)
        .limit(limit)
        .subquery()
    )
    noted = select(
        literal(run_id),
        chosen.c.customer_id,
        literal(unit.actor.institution_id),
        literal(str(Occasion.POLICY)),
        literal(unit.now, risk_regradings.c.at.type),
        literal(policy.fingerprint),
        chosen.c.grade,
        chosen.c.grade,
        chosen.c.counter_grade,
        chosen.c.counter_grade,
    )
    columns = (
        "run_id",
        "customer_id",
        "institution_id",
        "occasion",
        "at",
        "fingerprint",
        "grade_before",
        "grade_after",
        "counter_before",
        "counter_after",
    )
    unit.connection.execute(insert(risk_regradings).from_select(columns, noted))
    done = risk_regradings.c.run_id == run_id
    last, count = unit.connection.execute(
        select(func.max(risk_regradings.c.customer_id), func.count()).where(done)
    ).one()
    if count == 0:
        return None
    unit.connection.execute(
        update(risk_standings)
        .where(table.customer_id.in_(select(risk_regradings.c.customer_id).where(done)))
        .values(fingerprint=policy.fingerprint)
    )
    return last, count
