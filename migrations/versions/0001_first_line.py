"""The first line through the house.

Revision ID: 0001
Revises:
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Tables whose rows are never changed or deleted, and the columns that are fixed: all but the sealed ones, which are
# written anew when keys are rotated.
APPEND_ONLY = {
    "audit_events": "institution_id, seq, at, actor_id, actor_role, event, subject_type, subject_id, details, previous_hash, hash",
    "customer_fields": "id, customer_id, version, field, confidence, corrected, reading_id, at, by, outlet_id",
    "customer_identifications": "id, customer_id, version, document_type, verdict, corrected, at, by, outlet_id",
    "customer_network_checks": "id, customer_id, version, code, photo_agrees, checked_at, at, by, outlet_id",
    "customer_reveals": "id, customer_id, what, at, by, outlet_id",
    "customer_versions": "id, customer_id, version, changed, source, at, by, outlet_id",
    "exchange_rates": "id, institution_id, day, currency, version, usd_per_unit, set_by, set_at",
    "large_value_finding_versions": "id, finding_id, version, state, total_minor, threshold_minor, transaction_ids, rates, deadline, deadline_certain, reasons, policy_fingerprint, derived_at",
    "large_value_findings": "id, institution_id, customer_id, business_day, report_class, direction, book",
    "policy_snapshots": "section, fingerprint, canonical, first_used_at",
    "selfcheck_answers": "id, escalation_id, teller_id, answered_by, answered_at",
    "selfcheck_countersignatures": "id, signature_id, teller_id, signed_by, signed_at, chain_seq, chain_hash",
    "selfcheck_escalations": "id, institution_id, outlet_id, teller_id, business_day, transaction_id, raised_at",
    "selfcheck_signatures": "id, institution_id, outlet_id, teller_id, business_day, version, digest, basis, mark, signed_by, signed_at, chain_seq, chain_hash",
    "transactions": "id, institution_id, outlet_id, teller_id, customer_id, account_id, document_type, document_index, reference, content, happened_at, business_day, direction, method, amount_minor, currency, entry, original_id, recorded_by, recorded_at, recorded_day",
}
FIXED_IN_ASSESSMENTS = "id, institution_id, outlet_id, customer_id, sequence, occasion, as_of, grade, total, fingerprint, first_due_on, review_due_on, proposed_by, proposed_at"


def upgrade() -> None:
    """Makes every table, and the triggers by which the database itself keeps what must not change."""
    op.create_table(
        "audit_events",
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("actor_role", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("subject_type", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("institution_id", "seq", name=op.f("pk_audit_events")),
    )
    op.create_index(op.f("ix_audit_events_actor_id"), "audit_events", ["actor_id"], unique=False)
    op.create_index(op.f("ix_audit_events_subject_id"), "audit_events", ["subject_id"], unique=False)
    op.create_table(
        "audit_heads",
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_type", sa.String(length=32), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("relationship_began_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint(
            "institution_id",
            "document_type",
            "number_index",
            name=op.f("uq_customers_institution_id_document_type_number_index"),
        ),
    )
    op.create_index(
        op.f("ix_customers_institution_id_name_index"),
        "customers",
        ["institution_id", "name_index"],
        unique=False,
    )
    op.create_index(
        op.f("ix_customers_institution_id_phone_index"),
        "customers",
        ["institution_id", "phone_index"],
        unique=False,
    )
    op.create_table(
        "exchange_rates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("usd_per_unit", sa.String(length=24), nullable=False),
        sa.Column("set_by", sa.String(length=36), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint(
            "institution_id",
            "currency",
            "day",
            "version",
            name=op.f("uq_exchange_rates_institution_id_currency_day_version"),
        ),
    )
    op.create_table(
        "idempotent_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotent_answers")),
        sa.UniqueConstraint(
            "actor_id", "idempotency_key", name=op.f("uq_idempotent_answers_actor_id_idempotency_key")
        ),
    )
    op.create_index(op.f("ix_idempotent_answers_at"), "idempotent_answers", ["at"], unique=False)
    op.create_table(
        "institutions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("code", name=op.f("uq_institutions_code")),
    )
    op.create_table(
        "key_checks",
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_key_checks")),
    )
    op.create_table(
        "policy_snapshots",
        sa.Column("section", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("canonical", sa.String(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("section", "fingerprint", name=op.f("pk_policy_snapshots")),
    )
    op.create_table(
        "selfcheck_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("teller_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("signed_by", sa.String(length=36), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chain_seq", sa.BigInteger(), nullable=False),
        sa.Column("chain_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "signed_by = teller_id", name=op.f("ck_selfcheck_signatures_teller_signs_own_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfcheck_signatures")),
        sa.UniqueConstraint("id", "teller_id", name=op.f("uq_selfcheck_signatures_id_teller_id")),
        sa.UniqueConstraint(
            "institution_id",
            "outlet_id",
            "business_day",
            "teller_id",
            "version",
            name=op.f("uq_selfcheck_signatures_institution_id_outlet_id_business_day_teller_id_version"),
        ),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(
        op.f("ix_sign_in_failures_account_key"), "sign_in_failures", ["account_key"], unique=False
    )
    op.create_index(
        op.f("ix_sign_in_failures_address_key"), "sign_in_failures", ["address_key"], unique=False
    )
    op.create_index(op.f("ix_sign_in_failures_at"), "sign_in_failures", ["at"], unique=False)
    op.create_table(
        "customer_accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_type", sa.String(length=16), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_accounts_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_accounts")),
        sa.UniqueConstraint(
            "institution_id", "number_index", name=op.f("uq_customer_accounts_institution_id_number_index")
        ),
    )
    op.create_index(
        op.f("ix_customer_accounts_customer_id"), "customer_accounts", ["customer_id"], unique=False
    )
    op.create_table(
        "customer_identifications",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_type", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("corrected", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_identifications_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_identifications")),
        sa.UniqueConstraint(
            "customer_id", "version", name=op.f("uq_customer_identifications_customer_id_version")
        ),
    )
    op.create_index(
        op.f("ix_customer_identifications_customer_id"),
        "customer_identifications",
        ["customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_network_checks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("photo_agrees", sa.Boolean(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_network_checks_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_network_checks")),
    )
    op.create_index(
        op.f("ix_customer_network_checks_customer_id"),
        "customer_network_checks",
        ["customer_id"],
        unique=False,
    )
    op.create_table(
        "customer_outlets",
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_outlets_customer_id")
        ),
        sa.PrimaryKeyConstraint("customer_id", "outlet_id", name=op.f("pk_customer_outlets")),
    )
    op.create_index(op.f("ix_customer_outlets_outlet_id"), "customer_outlets", ["outlet_id"], unique=False)
    op.create_table(
        "customer_readings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sides", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_readings_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_readings")),
    )
    op.create_index(op.f("ix_customer_readings_by_state"), "customer_readings", ["by", "state"], unique=False)
    op.create_index(
        op.f("ix_customer_readings_customer_id"), "customer_readings", ["customer_id"], unique=False
    )
    op.create_table(
        "customer_reveals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_reveals_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_reveals")),
    )
    op.create_index(
        op.f("ix_customer_reveals_customer_id"), "customer_reveals", ["customer_id"], unique=False
    )
    op.create_table(
        "customer_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("changed", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_versions_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_versions")),
        sa.UniqueConstraint("customer_id", "version", name=op.f("uq_customer_versions_customer_id_version")),
    )
    op.create_index(
        op.f("ix_customer_versions_customer_id"), "customer_versions", ["customer_id"], unique=False
    )
    op.create_table(
        "large_value_findings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("report_class", sa.String(length=8), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("book", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_large_value_findings_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_large_value_findings")),
        sa.UniqueConstraint(
            "customer_id",
            "business_day",
            "report_class",
            "direction",
            "book",
            name=op.f("uq_large_value_findings_customer_id_business_day_report_class_direction_book"),
        ),
    )
    op.create_index(
        op.f("ix_large_value_findings_institution_id_business_day"),
        "large_value_findings",
        ["institution_id", "business_day"],
        unique=False,
    )
    op.create_table(
        "outlets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_outlets_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlets")),
        sa.UniqueConstraint("institution_id", "code", name=op.f("uq_outlets_institution_id_code")),
        sa.UniqueConstraint("institution_id", "id", name=op.f("uq_outlets_institution_id_id")),
    )
    op.create_table(
        "risk_assessments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("grade", sa.String(length=32), nullable=False),
        sa.Column("total", sa.String(length=6), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("review_due_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'disputed')) = (decided_by IS NOT NULL AND decided_at IS NOT NULL)",
            name=op.f("ck_risk_assessments_decided_by_someone"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> proposed_by",
            name=op.f("ck_risk_assessments_maker_is_not_checker"),
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_risk_assessments_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_assessments")),
        sa.UniqueConstraint("customer_id", "sequence", name=op.f("uq_risk_assessments_customer_id_sequence")),
    )
    op.create_index(
        op.f("ix_risk_assessments_outlet_id_state"), "risk_assessments", ["outlet_id", "state"], unique=False
    )
    op.create_index(
        "uq_risk_assessments_open",
        "risk_assessments",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "selfcheck_countersignatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("signature_id", sa.String(length=36), nullable=False),
        sa.Column("teller_id", sa.String(length=36), nullable=False),
        sa.Column("signed_by", sa.String(length=36), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chain_seq", sa.BigInteger(), nullable=False),
        sa.Column("chain_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "signed_by <> teller_id", name=op.f("ck_selfcheck_countersignatures_supervisor_is_not_teller")
        ),
        sa.ForeignKeyConstraint(
            ["signature_id", "teller_id"],
            ["selfcheck_signatures.id", "selfcheck_signatures.teller_id"],
            name=op.f("fk_selfcheck_countersignatures_signature_id_teller_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfcheck_countersignatures")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_selfcheck_countersignatures_signature_id")),
    )
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id", "outlet_id"],
            ["outlets.institution_id", "outlets.id"],
            name=op.f("fk_api_tokens_institution_id_outlet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_api_tokens_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_tokens_token_digest")),
    )
    op.create_table(
        "customer_fields",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("read", sa.LargeBinary(), nullable=True),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("reading_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_fields_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["customer_readings.id"], name=op.f("fk_customer_fields_reading_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_fields")),
        sa.UniqueConstraint(
            "customer_id", "version", "field", name=op.f("uq_customer_fields_customer_id_version_field")
        ),
    )
    op.create_index(op.f("ix_customer_fields_customer_id"), "customer_fields", ["customer_id"], unique=False)
    op.create_table(
        "large_value_finding_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("finding_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("threshold_minor", sa.BigInteger(), nullable=False),
        sa.Column("transaction_ids", sa.String(), nullable=False),
        sa.Column("rates", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("deadline_certain", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("policy_fingerprint", sa.String(length=16), nullable=False),
        sa.Column("derived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["large_value_findings.id"],
            name=op.f("fk_large_value_finding_versions_finding_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_large_value_finding_versions")),
        sa.UniqueConstraint(
            "finding_id", "version", name=op.f("uq_large_value_finding_versions_finding_id_version")
        ),
    )
    op.create_table(
        "staff_accounts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=True),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("password_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_enrolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role IN ('supervisor', 'teller')) = (outlet_id IS NOT NULL)",
            name=op.f("ck_staff_accounts_outlet_of_role"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "outlet_id"],
            ["outlets.institution_id", "outlets.id"],
            name=op.f("fk_staff_accounts_institution_id_outlet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institutions.id"], name=op.f("fk_staff_accounts_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_accounts")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_accounts_login")),
    )
    op.create_table(
        "transactions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("teller_id", sa.String(length=36), nullable=False),
        sa.Column("customer_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("document_type", sa.String(length=32), nullable=True),
        sa.Column("document_index", sa.LargeBinary(length=32), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(length=32), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("agent", sa.LargeBinary(), nullable=True),
        sa.Column("purpose", sa.LargeBinary(), nullable=True),
        sa.Column("entry", sa.String(length=16), nullable=False),
        sa.Column("original_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_by", sa.String(length=36), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(entry = 'booking') = (original_id IS NULL)", name=op.f("ck_transactions_original_of_entry")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_transactions_amount_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["customer_accounts.id"], name=op.f("fk_transactions_account_id")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_transactions_customer_id")),
        sa.ForeignKeyConstraint(
            ["original_id"], ["transactions.id"], name=op.f("fk_transactions_original_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transactions")),
        sa.UniqueConstraint("original_id", name=op.f("uq_transactions_original_id")),
    )
    op.create_index(
        op.f("ix_transactions_customer_id_business_day"),
        "transactions",
        ["customer_id", "business_day"],
        unique=False,
    )
    op.create_index(
        op.f("ix_transactions_document_index_business_day"),
        "transactions",
        ["document_index", "business_day"],
        unique=False,
    )
    op.create_index(
        op.f("ix_transactions_institution_id_business_day_outlet_id_teller_id"),
        "transactions",
        ["institution_id", "business_day", "outlet_id", "teller_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_transactions_institution_id_recorded_day_teller_id"),
        "transactions",
        ["institution_id", "recorded_day", "teller_id"],
        unique=False,
    )
    op.create_index(
        "uq_transactions_booking_reference",
        "transactions",
        ["institution_id", "reference"],
        unique=True,
        sqlite_where=sa.text("entry = 'booking'"),
        postgresql_where=sa.text("entry = 'booking'"),
    )
    op.create_table(
        "selfcheck_escalations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("institution_id", sa.String(length=36), nullable=False),
        sa.Column("outlet_id", sa.String(length=36), nullable=False),
        sa.Column("teller_id", sa.String(length=36), nullable=False),
        sa.Column("business_day", sa.Date(), nullable=False),
        sa.Column("transaction_id", sa.String(length=36), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["transactions.id"], name=op.f("fk_selfcheck_escalations_transaction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfcheck_escalations")),
        sa.UniqueConstraint("id", "teller_id", name=op.f("uq_selfcheck_escalations_id_teller_id")),
    )
    op.create_index(
        op.f("ix_selfcheck_escalations_institution_id_outlet_id_business_day_teller_id"),
        "selfcheck_escalations",
        ["institution_id", "outlet_id", "business_day", "teller_id"],
        unique=False,
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=36), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_accounts.id"], name=op.f("fk_staff_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_staff_sessions_token_digest")),
    )
    op.create_index(op.f("ix_staff_sessions_staff_id"), "staff_sessions", ["staff_id"], unique=False)
    op.create_table(
        "selfcheck_answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("escalation_id", sa.String(length=36), nullable=False),
        sa.Column("teller_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("answered_by", sa.String(length=36), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answered_by <> teller_id", name=op.f("ck_selfcheck_answers_supervisor_is_not_teller")
        ),
        sa.ForeignKeyConstraint(
            ["escalation_id", "teller_id"],
            ["selfcheck_escalations.id", "selfcheck_escalations.teller_id"],
            name=op.f("fk_selfcheck_answers_escalation_id_teller_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_selfcheck_answers")),
        sa.UniqueConstraint("escalation_id", name=op.f("uq_selfcheck_answers_escalation_id")),
    )
    dialect = op.get_bind().dialect.name
    for table, columns in APPEND_ONLY.items():
        refuse = "append-only: rows of this table are never changed or deleted"
        events = {f"{table}_no_update": f"UPDATE OF {columns}", f"{table}_no_delete": "DELETE"}
        keep(dialect, table, events, f"{table}_no_truncate", "firstline_append_only", refuse)
    keep(
        dialect,
        "risk_assessments",
        {
            "risk_assessments_fixed": f"UPDATE OF {FIXED_IN_ASSESSMENTS}",
            "risk_assessments_decided": "UPDATE OF state, decided_by, decided_at",
            "risk_assessments_delete": "DELETE",
        },
        "risk_assessments_truncate",
        "risk_assessments_refuse",
        "append-only: an assessment is never changed, decided twice or deleted",
    )


def keep(dialect: str, table: str, events: dict[str, str], truncate: str, function: str, words: str) -> None:
    """Refuses the events on a table, in words. A decision is refused only where one was made."""
    make = on_postgresql if dialect == "postgresql" else on_sqlite
    for statement in make(table, events, truncate, function, words):
        op.execute(sa.DDL(statement))  # type: ignore[no-untyped-call]


def on_sqlite(
    table: str, events: dict[str, str], _truncate: str, _function: str, words: str
) -> Iterator[str]:
    """SQLite knows no TRUNCATE; REPLACE counts as a deletion because the connections set `recursive_triggers`."""
    for name, event in events.items():
        when = " WHEN OLD.state <> 'proposed'" if name.endswith("_decided") else ""
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table}{when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def on_postgresql(
    table: str, events: dict[str, str], truncate: str, function: str, words: str
) -> Iterator[str]:
    """On PostgreSQL a truncation passes row triggers, and needs one of its own."""
    yield (
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    for name, event in events.items():
        when = " WHEN (OLD.state <> 'proposed')" if name.endswith("_decided") else ""
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {function}()"
    yield f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
