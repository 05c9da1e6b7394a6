"""Transactions carry what report files need, the classes they are added up in and exemptions; those there were cash.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from migrations.append_only import keep_anew

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ADDED = {
    "transactions": (
        sa.Column("particulars", sa.LargeBinary()),
        sa.Column("channel", sa.String(length=8)),
        sa.Column("counterparty_country", sa.String(length=3)),
        sa.Column("counterparty_index", sa.LargeBinary(length=32)),
        sa.Column("device_index", sa.LargeBinary(length=32)),
        sa.Column("report_classes", sa.String(), nullable=False, server_default='["0501"]'),
        sa.Column("exemption", sa.String(length=32)),
    ),
    "large_value_finding_versions": (
        sa.Column("exempted", sa.String(), nullable=False, server_default="[]"),
    ),
}
FIXED = {
    "transactions": "id, institution_id, outlet_id, teller_id, customer_id, account_id, document_type, document_index, reference, content, happened_at, business_day, direction, method, amount_minor, currency, channel, counterparty_country, counterparty_index, device_index, report_classes, exemption, entry, original_id, recorded_by, recorded_at, recorded_day",
    "large_value_finding_versions": "id, finding_id, version, state, total_minor, threshold_minor, transaction_ids, rates, exempted, deadline, deadline_certain, reasons, policy_fingerprint, derived_at",
}


def upgrade() -> None:
    """Adds the columns, and makes the refusals of updates anew with them."""
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, column)
        keep_anew(table, FIXED[table])
