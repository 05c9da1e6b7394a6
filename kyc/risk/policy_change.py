"""A change of policy over the whole base, set-wise: whose grade stays is noted as graded anew in two statements."""

from __future__ import annotations

from sqlalchemy import insert, literal, select, update

from kyc.base.unit import Applied, Unit
from kyc.risk import setwise, standings
from kyc.risk.model import Occasion
from kyc.risk.policy import RiskPolicy
from kyc.risk.regrading_store import risk_regradings
from kyc.risk.standings import risk_standings


def keep_unchanged(
    unit: Unit, policy: Applied[RiskPolicy], *, run_id: str, after: str, limit: int
) -> tuple[str, int] | None:
    """Looks at the next customers last graded under another policy, and notes those whose grade in force stays the same.

    after: only ids above this one, in their order; limit: how many are looked at. Returns the last id looked at and how many
    were noted, or None when there is none left.
    """
    institution_id, customer_id = unit.actor.institution_id, risk_standings.c.customer_id
    last = standings.last_graded_otherwise(unit.connection, institution_id, policy.fingerprint, after, limit)
    if last is None:
        return None
    # grading is dear: no more rows are given to it than are looked at
    waiting = standings.under_another(policy.fingerprint), customer_id > after, customer_id <= last
    graded = setwise.graded({"now": policy.values}, institution_id, *waiting)
    kept = graded.c.grade == graded.c.now, graded.c.counter_grade == graded.c.now_at_counter
    noted = select(
        literal(run_id),
        graded.c.customer_id,
        literal(institution_id),
        literal(str(Occasion.POLICY)),
        literal(unit.now, risk_regradings.c.at.type),
        literal(policy.fingerprint),
        graded.c.grade,
        graded.c.grade,
        graded.c.counter_grade,
        graded.c.counter_grade,
    ).where(*kept)
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
    done = select(risk_regradings.c.customer_id).where(risk_regradings.c.run_id == run_id)
    count = unit.connection.execute(
        update(risk_standings)
        .where(risk_standings.c.customer_id.in_(done))
        .values(fingerprint=policy.fingerprint)
    ).rowcount
    return last, count
