"""What detection rules found, who waits to be judged, the institution's own parameters; transactions tell their agent, and
the other side's region and kind.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep, keep_anew
from migrations.decisions import decided_once

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# append-only tables with the columns that never change (sealed ones may be sealed anew with another key)
FIXED = {
    "detection_findings": "id, institution_id, rule, rule_group, customer_id, business_day",
    "detection_finding_versions": "id, finding_id, version, state, first_day, figures, evidence, related, sentence, fingerprint, derived_at",
}
TRANSACTIONS = "id, institution_id, outlet_id, teller_id, customer_id, account_id, document_type, document_index, reference, content, happened_at, business_day, direction, method, amount_minor, currency, channel, counterparty_country, counterparty_index, counterparty_region, counterparty_entity, device_index, agent_index, report_classes, exemption, entry, original_id, recorded_by, recorded_at, recorded_day"


def upgrade() -> None:
    """Makes the tables and their triggers, and gives transactions their new columns."""
    for column in (
        sa.Column("counterparty_region", sa.String(length=6)),
        sa.Column("counterparty_entity", sa.Boolean()),
        sa.Column("agent_index", sa.LargeBinary(length=32)),
    ):
        op.add_column("transactions", column)
    keep_anew("transactions", TRANSACTIONS)
    for indexed in ("agent_index", "device_index", "counterparty_index"):
        op.create_index(
            op.f(f"ix_transactions_{indexed}_business_day"), "transactions", [indexed, "business_day"]
        )
    op.create_table(
        "detection_findings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("rule_group", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_detection_findings_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection_findings")),
        sa.UniqueConstraint(
            "customer_id",
            "business_day",
            "rule",
            name=op.f("uq_detection_findings_customer_id_business_day_rule"),
        ),
    )
    op.create_index(
        op.f("ix_detection_findings_institution_id_business_day"),
        "detection_findings",
        ["institution_id", "business_day"],
    )
    op.create_table(
        "detection_finding_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("related", sa.String(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("derived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["detection_findings.id"],
            name=op.f("fk_detection_finding_versions_finding_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection_finding_versions")),
        sa.UniqueConstraint(
            "finding_id", "version", name=op.f("uq_detection_finding_versions_finding_id_version")
        ),
    )
    op.create_table(
        "detection_marks",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_detection_marks_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "business_day", name=op.f("pk_detection_marks")),
    )
    op.create_index(
        op.f("ix_detection_marks_institution_id_business_day"),
        "detection_marks",
        ["institution_id", "business_day"],
    )
    op.create_table(
        "detection_watched",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_detection_watched_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "reason", name=op.f("pk_detection_watched")),
    )
    op.create_index(op.f("ix_detection_watched_institution_id"), "detection_watched", ["institution_id"])
    op.create_table(
        "detection_parameters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("parameters", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (decided_by IS NULL)",
            name=op.f("ck_detection_parameters_decided_by_someone"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_detection_parameters_maker_is_not_checker"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_detection_parameters")),
    )
    op.create_index(
        op.f("ix_detection_parameters_institution_id_rule_valid_from"),
        "detection_parameters",
        ["institution_id", "rule", "valid_from"],
    )
    for table, fixed in FIXED.items():
        keep(table, fixed)
    for statement in decided_once(
        op.get_bind().dialect.name,
        "detection_parameters",
        "a parameter set",
        "id, institution_id, rule, parameters, valid_from, proposed_by, proposed_at",
        "state, decided_by, decided_at",
        "OLD.state <> 'proposed'",
    ):
        op.execute(sa.DDL(statement))  # type: ignore[no-untyped-call]
