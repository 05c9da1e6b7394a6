"""What the counter sees of grades, kept apart from what compliance knows.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep_anew

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FIXED_IN_ASSESSMENTS = "id, institution_id, outlet_id, customer_id, sequence, occasion, as_of, grade, total, fingerprint, first_due_on, review_due_on, proposed_by, proposed_at, counter_sequence, counter_asked, counter_due_on"
FIXED_IN_REGRADINGS = "run_id, customer_id, institution_id, occasion, at, fingerprint, grade_before, grade_after, counter_before, counter_after, assessment_id"


def upgrade() -> None:
    """Adds the columns; until now the counter saw what compliance did."""
    op.add_column("risk_assessments", sa.Column("counter_sequence", sa.Integer(), nullable=True))
    op.add_column(
        "risk_assessments",
        sa.Column("counter_asked", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column("risk_assessments", sa.Column("counter_due_on", sa.Date(), nullable=True))
    op.add_column("risk_standings", sa.Column("counter_grade", sa.String(length=32), nullable=True))
    op.add_column("risk_standings", sa.Column("counter_due_on", sa.Date(), nullable=True))
    op.add_column("risk_regradings", sa.Column("counter_before", sa.String(length=32), nullable=True))
    op.add_column("risk_regradings", sa.Column("counter_after", sa.String(length=32), nullable=True))
    op.create_index(
        op.f("ix_risk_standings_institution_id_counter_due_on"),
        "risk_standings",
        ["institution_id", "counter_due_on"],
    )
    op.execute("UPDATE risk_assessments SET counter_sequence = sequence, counter_due_on = review_due_on")
    op.execute("UPDATE risk_standings SET counter_grade = grade, counter_due_on = due_on")
    op.execute("UPDATE risk_regradings SET counter_before = grade_before, counter_after = grade_after")
    keep_anew("risk_regradings", FIXED_IN_REGRADINGS)
    _keep_assessments_anew()


def _keep_assessments_anew() -> None:
    """The refusal of changing what was proposed, over the new columns as well."""
    table, on_postgresql = "risk_assessments", op.get_bind().dialect.name == "postgresql"
    refuse = (
        "FOR EACH ROW EXECUTE FUNCTION risk_assessments_refuse()"
        if on_postgresql
        else "BEGIN SELECT RAISE(ABORT, 'append-only: an assessment is never changed, decided twice or deleted'); END"
    )
    for statement in (
        f"DROP TRIGGER {table}_fixed" + (f" ON {table}" if on_postgresql else ""),
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {FIXED_IN_ASSESSMENTS} ON {table} {refuse}",
    ):
        op.execute(sa.DDL(statement))  # type: ignore[no-untyped-call]
