"""How each customer stands with grading, why each was graded anew, rulings, grades set by hand, early-warning signals and
the institution's own grading policies.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep
from migrations.decisions import decided_once

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "risk_rulings": "id, assessment_id, upheld, proposed_by, disputed_by, by, at",
    "risk_regradings": "run_id, customer_id, institution_id, occasion, at, fingerprint, grade_before, grade_after, assessment_id",
    "risk_signal_renewals": "id, signal_id, valid_until, by, at",
}
# tables in which a decision is written once: a row in words, the columns that
# never change, those of the decision, and when it stands
DECIDED = {
    "risk_manual_grades": (
        "a grade set by hand",
        "id, institution_id, customer_id, grade, from_on, until_on, proposed_by, proposed_at",
        "state, decided_by, decided_at, ended_by, ended_at",
        "OLD.state NOT IN ('proposed', 'confirmed')",
    ),
    "risk_signals": (
        "a signal",
        "id, institution_id, customer_id, code, derived, raised_by, raised_at, outlet_id",
        "valid_until, closed_by, closed_at",
        "OLD.closed_at IS NOT NULL",
    ),
    "risk_policies": (
        "a policy",
        "id, institution_id, fingerprint, valid_from, proposed_by, proposed_at",
        "state, decided_by, decided_at",
        "OLD.state <> 'proposed'",
    ),
}


def upgrade() -> None:
    """Makes the tables, and the triggers by which the database itself keeps them."""
    op.create_table(
        "risk_policies",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)", name=op.f("ck_risk_policies_decided_by_someone")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_risk_policies_maker_is_not_checker"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_policies")),
    )
    op.create_index(
        op.f("ix_risk_policies_institution_id_valid_from"),
        "risk_policies",
        ["institution_id", "valid_from"],
        unique=False,
    )
    op.create_table(
        "risk_manual_grades",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.LargeBinary(), nullable=True),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL) AND (state = 'ended') = (ended_by IS NOT NULL)",
            name=op.f("ck_risk_manual_grades_decided_by_someone"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_risk_manual_grades_maker_is_not_checker"),
        ),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_risk_manual_grades_has_an_end")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_risk_manual_grades_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_manual_grades")),
    )
    op.create_index(
        op.f("ix_risk_manual_grades_institution_id_state"),
        "risk_manual_grades",
        ["institution_id", "state"],
        unique=False,
    )
    op.create_index(
        "uq_risk_manual_grades_open",
        "risk_manual_grades",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'confirmed')"),
        postgresql_where=sa.text("state IN ('proposed', 'confirmed')"),
    )
    op.create_table(
        "risk_marks",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_risk_marks_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", "occasion", name=op.f("pk_risk_marks")),
    )
    op.create_index(op.f("ix_risk_marks_institution_id"), "risk_marks", ["institution_id"], unique=False)
    op.create_table(
        "risk_signals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("raised_by", sa.String(length=36), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.String(length=36), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(closed_by IS NULL) = (closed_at IS NULL)", name=op.f("ck_risk_signals_closed_by_someone")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_risk_signals_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_signals")),
    )
    op.create_index(
        op.f("ix_risk_signals_institution_id_valid_until"),
        "risk_signals",
        ["institution_id", "valid_until"],
        unique=False,
    )
    op.create_index(
        "uq_risk_signals_open",
        "risk_signals",
        ["customer_id", "code"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "risk_regradings",
        sa.Column("run_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("grade_before", sa.String(length=32), nullable=True),
        sa.Column("grade_after", sa.String(length=32), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["risk_assessments.id"], name=op.f("fk_risk_regradings_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_risk_regradings_customer_id")
        ),
        sa.PrimaryKeyConstraint("run_id", "customer_id", name=op.f("pk_risk_regradings")),
    )
    op.create_index(
        op.f("ix_risk_regradings_customer_id_at"), "risk_regradings", ["customer_id", "at"], unique=False
    )
    op.create_table(
        "risk_rulings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("disputed_by", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            '"by" <> proposed_by AND "by" <> disputed_by', name=op.f("ck_risk_rulings_third_person")
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["risk_assessments.id"], name=op.f("fk_risk_rulings_assessment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_rulings")),
        sa.UniqueConstraint("assessment_id", name=op.f("uq_risk_rulings_assessment_id")),
    )
    op.create_table(
        "risk_signal_renewals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("signal_id", sa.String(length=36), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["risk_signals.id"], name=op.f("fk_risk_signal_renewals_signal_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_signal_renewals")),
    )
    op.create_index(
        op.f("ix_risk_signal_renewals_signal_id"), "risk_signal_renewals", ["signal_id"], unique=False
    )
    op.create_table(
        "risk_standings",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=True),
        sa.Column("assessment_id", sa.String(length=36), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("manual_grade", sa.String(length=32), nullable=True),
        sa.Column("manual_until", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.String(length=16), nullable=True),
        sa.Column("gathered_on", sa.Date(), nullable=False),
        sa.Column("fact_document_type", sa.String(length=32), nullable=True),
        sa.Column("fact_document_expired", sa.Boolean(), nullable=True),
        sa.Column("fact_channel", sa.String(length=32), nullable=True),
        sa.Column("fact_age", sa.Integer(), nullable=True),
        sa.Column("fact_completeness", sa.Integer(), nullable=True),
        sa.Column("fact_network_check", sa.String(length=32), nullable=True),
        sa.Column("fact_accounts", sa.Integer(), nullable=True),
        sa.Column("fact_nationality", sa.String(length=32), nullable=True),
        sa.Column("fact_registration_region", sa.String(length=32), nullable=True),
        sa.Column("fact_residence", sa.String(length=32), nullable=True),
        sa.Column("fact_occupation", sa.String(length=32), nullable=True),
        sa.Column("fact_public_position", sa.String(length=32), nullable=True),
        sa.Column("fact_registration_status", sa.String(length=32), nullable=True),
        sa.Column("fact_publicity", sa.String(length=32), nullable=True),
        sa.Column("fact_existence_years", sa.Integer(), nullable=True),
        sa.Column("fact_owners", sa.String(length=32), nullable=True),
        sa.Column("fact_ownership_layers", sa.Integer(), nullable=True),
        sa.Column("fact_nominee_structure", sa.Boolean(), nullable=True),
        sa.Column("fact_owner_country", sa.String(length=32), nullable=True),
        sa.Column("fact_owner_position", sa.String(length=32), nullable=True),
        sa.Column("fact_owner_listed", sa.Boolean(), nullable=True),
        sa.Column("fact_representative_changes", sa.Integer(), nullable=True),
        sa.Column("fact_industry", sa.String(length=32), nullable=True),
        sa.Column("fact_cash_share", sa.Float(), nullable=True),
        sa.Column("fact_remote_share", sa.Float(), nullable=True),
        sa.Column("fact_cross_border_count", sa.Integer(), nullable=True),
        sa.Column("fact_agent_count", sa.Integer(), nullable=True),
        sa.Column("fact_deal_count", sa.Integer(), nullable=True),
        sa.Column("fact_account_changes", sa.Integer(), nullable=True),
        sa.Column("fact_entity_to_person_count", sa.Integer(), nullable=True),
        sa.Column("fact_special_business", sa.Boolean(), nullable=True),
        sa.Column("fact_assets_cny_minor", sa.BigInteger(), nullable=True),
        sa.Column("fact_listed", sa.Boolean(), nullable=True),
        sa.Column("fact_adverse_notice", sa.Boolean(), nullable=True),
        sa.Column("fact_refuses_due_diligence", sa.Boolean(), nullable=True),
        sa.Column("fact_warning_signals", sa.Integer(), nullable=True),
        sa.Column("fact_alerts", sa.Integer(), nullable=True),
        sa.Column("fact_reports", sa.Integer(), nullable=True),
        sa.Column("fact_judicial_inquiry", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["risk_assessments.id"], name=op.f("fk_risk_standings_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_risk_standings_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_risk_standings")),
    )
    op.create_index(
        op.f("ix_risk_standings_institution_id_due_on"),
        "risk_standings",
        ["institution_id", "due_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_risk_standings_institution_id_fingerprint"),
        "risk_standings",
        ["institution_id", "fingerprint"],
        unique=False,
    )
    op.create_index(
        op.f("ix_risk_standings_institution_id_gathered_on"),
        "risk_standings",
        ["institution_id", "gathered_on"],
        unique=False,
    )
    dialect = op.get_bind().dialect.name
    for table, fixed in FIXED.items():
        keep(table, fixed)
    for table, (what, fixed, decision, closed) in DECIDED.items():
        for statement in decided_once(dialect, table, what, fixed, decision, closed):
            op.execute(sa.DDL(statement))  # type: ignore[no-untyped-call]
