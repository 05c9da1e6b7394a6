"""The tables of this room."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
)

from kyc.base.access import OUTLET_ROLES
from kyc.base.db import BlindIndex, SealedBytes, UtcDateTime, metadata

_OUTLET_ROLES = ", ".join(f"'{role}'" for role in sorted(OUTLET_ROLES))

institutions = Table(
    "institutions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("code", String(32), nullable=False, unique=True),
    Column("name", String(128), nullable=False),
)

outlets = Table(
    "outlets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("code", String(32), nullable=False),
    Column("name", String(128), nullable=False),
    UniqueConstraint("institution_id", "code"),
    UniqueConstraint("institution_id", "id"),  # what the pair below refers to
)

staff_accounts = Table(
    "staff_accounts",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("outlet_id", String(36)),
    Column("login", String(64), nullable=False, unique=True),
    Column("display_name", SealedBytes, nullable=False),
    Column("role", String(32), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("password_hash", String(256), nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("password_expires_at", UtcDateTime),
    Column("totp_secret", SealedBytes),
    Column("totp_enrolled_at", UtcDateTime),
    Column("totp_last_step", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # an account can never belong to an outlet of another bank
    ForeignKeyConstraint(["institution_id", "outlet_id"], ["outlets.institution_id", "outlets.id"]),
    # no outlet means the whole institution: a teller must never be without one
    CheckConstraint(f"(role IN ({_OUTLET_ROLES})) = (outlet_id IS NOT NULL)", name="outlet_of_role"),
)

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("staff_id", ForeignKey("staff_accounts.id"), nullable=False, index=True),
    Column("token_digest", LargeBinary(32), nullable=False, unique=True),
    Column("address", String(45), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("second_factor_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("account_key", BlindIndex, index=True),  # none once a success has forgiven the account
    Column("address_key", BlindIndex, nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False, index=True),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("outlet_id", String(36)),
    Column("name", String(64), nullable=False),
    Column("token_digest", LargeBinary(32), nullable=False, unique=True),
    Column("created_by", String(36), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    ForeignKeyConstraint(["institution_id", "outlet_id"], ["outlets.institution_id", "outlets.id"]),
)
