"""The tables of customers. The person, natural or legal, is sealed, version by version; history is append-only in the
database itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from kyc.base.db import BlindIndex, SealedBytes, UtcDateTime, append_only, metadata
from kyc.base.second_person import SecondPerson, once_by


def _id() -> Column[Any]:
    return Column("id", String(36), primary_key=True)


def _customer() -> Column[Any]:
    return Column("customer_id", String(36), ForeignKey("customers.id"), nullable=False, index=True)


def _made(at: str = "at") -> list[Column[Any]]:
    """When a row was made, by whom, and at which outlet (None: by someone who works for the whole institution)."""
    return [
        Column(at, UtcDateTime, nullable=False),
        Column("by", String(36), nullable=False),
        Column("outlet_id", String(36)),
    ]


customers = Table(
    "customers",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    Column("outlet_id", String(36), nullable=False),
    Column("version", Integer, nullable=False),
    # the defaults are what every customer was before there were others
    Column("kind", String(20), nullable=False, server_default="natural_person"),
    Column("relationship", String(16), nullable=False, server_default="ongoing"),
    Column("document_type", String(32), nullable=False),
    Column("number_index", BlindIndex, nullable=False),
    Column("name_index", BlindIndex, nullable=False),
    Column("phone_index", BlindIndex),
    Column("channel", String(16), nullable=False),
    Column("relationship_began_on", Date, nullable=False),
    Column("purged_at", UtcDateTime),  # when the law let the data go; the row is what is left
    # the record that stands for this one too, since they were found to be the same
    Column("merged_into", String(36)),
    # one person, one record: the database itself refuses a second one
    UniqueConstraint("institution_id", "document_type", "number_index"),
    Index(None, "institution_id", "name_index"),
    Index(None, "institution_id", "phone_index"),
    # of the few that are merged alone: with all others in it, statistics would call it useless
    Index(
        "ix_customers_merged_into",
        "merged_into",
        sqlite_where=text("merged_into IS NOT NULL"),
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
)

customer_outlets = Table(
    "customer_outlets",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("outlet_id", String(36), primary_key=True, index=True),
    Column("since", UtcDateTime, nullable=False),
    Column("by", String(36), nullable=False),
)

customer_versions = Table(
    "customer_versions",
    metadata,
    _id(),
    _customer(),
    Column("version", Integer, nullable=False),
    Column("person", SealedBytes, nullable=False),
    Column("changed", String, nullable=False),  # names of fields, blank between
    Column("source", String(16), nullable=False),
    Column("reason", SealedBytes),
    *_made(),
    UniqueConstraint("customer_id", "version"),
)
append_only(customer_versions)

customer_readings = Table(
    "customer_readings",
    metadata,
    _id(),  # also the scan's id in the vault
    Column("institution_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id"), index=True),
    Column("state", String(16), nullable=False),
    Column("sides", String, nullable=False),  # document sides, blank between
    Column("verdict", String(16), nullable=False),
    Column("content", SealedBytes, nullable=False),
    *_made(),
    Column("closed_at", UtcDateTime),
    Index(None, "by", "state"),
)

customer_fields = Table(
    "customer_fields",
    metadata,
    _id(),
    _customer(),
    Column("version", Integer, nullable=False),
    Column("field", String(32), nullable=False),
    Column("read", SealedBytes),
    Column("value", SealedBytes),
    Column("confidence", Float),
    Column("corrected", Boolean, nullable=False),
    Column("reading_id", String(36), ForeignKey("customer_readings.id")),
    *_made(),
    UniqueConstraint("customer_id", "version", "field"),
)
append_only(customer_fields)

customer_identifications = Table(
    "customer_identifications",
    metadata,
    _id(),
    _customer(),
    Column("version", Integer, nullable=False),
    Column("document_type", String(32), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("corrected", String, nullable=False),  # names of fields, blank between
    *_made(),
    UniqueConstraint("customer_id", "version"),
)
append_only(customer_identifications)

customer_seen_points = Table(
    "customer_seen_points",
    metadata,
    _id(),
    _customer(),
    Column("version", Integer, nullable=False),
    Column("side", String(64), nullable=False),
    Column("way", String(16), nullable=False),
    # the words as they were: layouts change
    Column("zh", String, nullable=False),
    Column("en", String, nullable=False),
    *_made(),
)
append_only(customer_seen_points)

customer_network_checks = Table(
    "customer_network_checks",
    metadata,
    _id(),
    _customer(),
    Column("version", Integer, nullable=False),
    Column("code", String(2), nullable=False),
    Column("photo_agrees", Boolean),
    Column("business", String(16)),
    Column("request_id", String(36)),  # the request through the interface that led to it, if one did
    Column("note", SealedBytes),
    Column("checked_at", UtcDateTime, nullable=False),
    *_made(),
)
append_only(customer_network_checks)

customer_check_dispositions = Table(
    "customer_check_dispositions",
    metadata,
    _id(),
    _customer(),
    Column("check_id", String(36), ForeignKey("customer_network_checks.id"), nullable=False, index=True),
    Column("disposition", String(16), nullable=False),
    Column("document_type", String(32)),
    Column("due_on", Date),
    Column("detail", SealedBytes),
    Column("checked_by", String(36), nullable=False),
    *_made(),
    # forgery is established by somebody other than who took the check
    CheckConstraint("disposition <> 'refused' OR \"by\" <> checked_by", name="refused_by_another"),
)
append_only(customer_check_dispositions)

customer_accounts = Table(
    "customer_accounts",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    _customer(),
    Column("number", SealedBytes, nullable=False),
    Column("number_index", BlindIndex, nullable=False),
    Column("account_type", String(16), nullable=False),
    Column("opened_on", Date, nullable=False),
    *_made(),
    UniqueConstraint("institution_id", "number_index"),
)

customer_parties = Table(
    "customer_parties",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    # a party on file, or what was declared about one; who gets a file later is found by the number
    Column("customer_id", String(36), ForeignKey("customers.id"), index=True),
    Column("kind", String(20), nullable=False),
    Column("particulars", SealedBytes),
    Column("document_type", String(32)),
    Column("number_index", BlindIndex),
    *_made(),
    Index(None, "institution_id", "number_index"),
)
append_only(customer_parties)

customer_relations = Table(
    "customer_relations",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False),
    _customer(),  # in whose file it was declared
    Column("holder_id", String(36), ForeignKey("customer_parties.id"), nullable=False, index=True),
    Column("held_id", String(36), ForeignKey("customer_parties.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("share", String(64)),  # an exact fraction
    Column("words", SealedBytes),
    Column("began_on", Date, nullable=False),
    *_made(),
)
append_only(customer_relations)

customer_relation_ends = Table(
    "customer_relation_ends",
    metadata,
    _id(),
    Column("relation_id", String(36), ForeignKey("customer_relations.id"), nullable=False, unique=True),
    Column("ended_on", Date, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    *_made(),
)
append_only(customer_relation_ends)

customer_owner_confirmations = Table(
    "customer_owner_confirmations",
    metadata,
    _id(),
    _customer(),
    Column("content", SealedBytes, nullable=False),
    Column("digest", String(64), nullable=False),  # of who the owners are and on what grounds
    Column("enhanced", Boolean, nullable=False),
    Column("fingerprint", String(16), nullable=False),
    *_made(),
)
append_only(customer_owner_confirmations)

customer_owner_differences = Table(
    "customer_owner_differences",
    metadata,
    _id(),
    _customer(),
    Column("material", Boolean, nullable=False),
    Column("words", SealedBytes, nullable=False),
    Column("found_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    *_made(),
)
append_only(customer_owner_differences)

customer_owner_difference_answers = Table(
    "customer_owner_difference_answers",
    metadata,
    _id(),
    Column(
        "difference_id",
        String(36),
        ForeignKey("customer_owner_differences.id"),
        nullable=False,
        unique=True,
    ),
    Column("words", SealedBytes, nullable=False),
    *_made(),
)
append_only(customer_owner_difference_answers)

customer_merges = Table(
    "customer_merges",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False, index=True),
    Column("kept_id", String(36), ForeignKey("customers.id"), nullable=False, index=True),
    Column("merged_id", String(36), ForeignKey("customers.id"), nullable=False, index=True),
    Column("undoes", Boolean, nullable=False),
    Column("reason", SealedBytes, nullable=False),
    *_made(),
    CheckConstraint("kept_id <> merged_id", name="two_records"),
    once_by(),
)
append_only(customer_merges)

merges = SecondPerson.over("customers.merge", customer_merges, "customer_merge_decisions", "merge_id")
customer_merge_decisions = merges.decisions

customer_transcriptions = Table(
    "customer_transcriptions",
    metadata,
    _id(),
    Column("institution_id", String(36), nullable=False, index=True),
    _customer(),
    Column("version", Integer, nullable=False),
    Column("document_type", String(32), nullable=False),
    Column("reading_ids", String, nullable=False),  # blank between
    Column("reason", SealedBytes, nullable=False),
    *_made(),
    once_by(),
)
append_only(customer_transcriptions)
transcriptions = SecondPerson.over(
    "customers.transcription", customer_transcriptions, "customer_transcription_decisions", "transcription_id"
)

# What follows from a record and is looked up by: computed anew with each version, and by `flask customers review`.
customer_reviews = Table(
    "customer_reviews",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("outlet_id", String(36), nullable=False),
    Column("handler_id", String(36), nullable=False),  # whose it is to complete
    Column("score", Integer, nullable=False),
    Column("missing", String, nullable=False),  # elements, blank between
    Column("faults", String, nullable=False),  # codes, blank between
    Column("document_expires_on", Date),
    Column("opened_on", Date),  # since when something is to be completed; None: nothing is
    Column("due_on", Date),
    Column("closed_on", Date),  # when the last of it was completed
    Column("reviewed_at", UtcDateTime, nullable=False),
    Index(None, "institution_id", "outlet_id", "due_on"),
    Index(None, "institution_id", "document_expires_on"),
)

customer_tokens = Table(
    "customer_tokens",
    metadata,
    Column("customer_id", String(36), ForeignKey("customers.id"), primary_key=True),
    Column("token", BlindIndex, primary_key=True, index=True),
)

customer_reveals = Table(
    "customer_reveals",
    metadata,
    _id(),
    _customer(),
    Column("what", String, nullable=False),  # names of fields, or `picture` and its reading, blank between
    Column("reason", SealedBytes, nullable=False),
    *_made(),
)
append_only(customer_reveals)
