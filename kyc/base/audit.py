"""The audit log: append-only and hash-chained, one chain for each institution.

Each link is an HMAC over the event and the link before it, keyed from the keyring: whoever holds only the database
can neither change, drop, add nor reorder events unnoticed, nor compute the chain anew. The newest link is repeated
in `audit_heads`, so that a cut-off tail shows too; the day's head is printed on the self-check that staff sign.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Connection, Row, String, Table, insert, select, update

from kyc.base.access import Actor
from kyc.base.db import UtcDateTime, append_only, insert_or_ignore, metadata
from kyc.base.text import Text

Detail = str | int | bool | None

_GENESIS = "0" * 64
_BATCH = 2_000


class Event(StrEnum):
    """One kind of thing that happened: `stage:noun:past-tense`."""

    INSTITUTION_CREATED = "access:institution:created"
    OUTLET_CREATED = "access:outlet:created"
    STAFF_CREATED = "access:staff:created"
    STAFF_CHANGED = "access:staff:changed"
    STAFF_DISABLED = "access:staff:disabled"
    PASSWORD_CHANGED = "access:password:changed"  # noqa: S105 - an event's name
    SECOND_FACTOR_ENROLLED = "access:second-factor:enrolled"
    SECOND_FACTOR_RESET = "access:second-factor:reset"
    SESSION_OPENED = "access:session:opened"
    SESSION_CONFIRMED = "access:session:confirmed"
    SESSION_CLOSED = "access:session:closed"
    SESSION_REVOKED = "access:session:revoked"
    SIGN_IN_FAILED = "access:sign-in:failed"
    SIGN_IN_LOCKED = "access:sign-in:locked"
    TOKEN_CREATED = "access:token:created"  # noqa: S105 - an event's name
    TOKEN_REVOKED = "access:token:revoked"  # noqa: S105 - an event's name
    KEYS_ROTATED = "vault:keys:rotated"
    BACKUP_TAKEN = "vault:backup:taken"

    READING_KEPT = "documents:reading:kept"
    READING_INSPECTED = "documents:reading:inspected"
    READING_DISCARDED = "documents:reading:discarded"
    READING_EXPIRED = "documents:reading:expired"
    PICTURES_SWEPT = "documents:pictures:swept"

    CUSTOMER_CREATED = "customers:customer:created"
    CUSTOMER_CHANGED = "customers:customer:changed"
    CUSTOMER_REVEALED = "customers:customer:revealed"
    CUSTOMER_SERVED = "customers:customer:served"
    RELATION_ADDED = "customers:relation:added"
    RELATION_ENDED = "customers:relation:ended"
    TRANSCRIPTION_MADE = "customers:transcription:made"
    TRANSCRIPTION_DECIDED = "customers:transcription:decided"
    MERGE_ASKED = "customers:merge:asked"
    MERGE_REFUSED = "customers:merge:refused"
    CUSTOMERS_MERGED = "customers:customers:merged"
    CUSTOMERS_UNMERGED = "customers:customers:unmerged"
    OWNERS_CONFIRMED = "customers:owners:confirmed"
    OWNER_DIFFERENCE_FOUND = "customers:owner-difference:found"
    OWNER_DIFFERENCE_REPORTED = "customers:owner-difference:reported"
    NETWORK_CHECK_RECORDED = "customers:network-check:recorded"
    ACCOUNT_OPENED = "customers:account:opened"

    ID_CHECK_ASKED = "verification:id-check:asked"
    ID_CHECK_ANSWERED = "verification:id-check:answered"
    ID_CHECK_DEFERRED = "verification:id-check:deferred"
    ID_CHECK_WITHDRAWN = "verification:id-check:withdrawn"
    ID_CHECK_PHOTO_SHOWN = "verification:photo:shown"
    CHECK_DISPOSED = "verification:check:disposed"
    CERTIFICATE_PRINTED = "verification:certificate:printed"
    CHIP_READ = "verification:chip:read"
    POINTS_SEEN = "verification:points:seen"

    FILE_PRINTED = "admission:file:printed"
    NOTE_ADDED = "admission:note:added"
    NOTE_ANSWERED = "admission:note:answered"
    HOLD_PLACED = "admission:hold:placed"
    HOLD_LIFTED = "admission:hold:lifted"
    WAIVER_ASKED = "admission:waiver:asked"
    WAIVER_DECIDED = "admission:waiver:decided"
    RELATIONSHIP_ENDED = "retention:relationship:ended"
    LEGAL_HOLD_PLACED = "retention:hold:placed"
    LEGAL_HOLD_LIFTED = "retention:hold:lifted"
    PURGE_PROPOSED = "retention:purge:proposed"
    PURGE_REFUSED = "retention:purge:refused"
    CUSTOMER_PURGED = "retention:customer:purged"
    PERSONAL_DATA_EXPORTED = "retention:personal-data:exported"

    GRADE_PROPOSED = "risk:grade:proposed"
    GRADE_CONFIRMED = "risk:grade:confirmed"
    GRADE_DISPUTED = "risk:grade:disputed"
    GRADE_RULED = "risk:grade:ruled"
    GRADE_CONTINUED = "risk:grade:continued"
    GRADES_SWEPT = "risk:grades:swept"
    MANUAL_GRADE_PROPOSED = "risk:manual-grade:proposed"
    MANUAL_GRADE_CONFIRMED = "risk:manual-grade:confirmed"
    MANUAL_GRADE_REFUSED = "risk:manual-grade:refused"
    MANUAL_GRADE_ENDED = "risk:manual-grade:ended"
    FACT_NOTED = "risk:fact:noted"
    SIGNAL_RAISED = "risk:signal:raised"
    SIGNAL_RENEWED = "risk:signal:renewed"
    SIGNAL_CLOSED = "risk:signal:closed"
    POLICY_PROPOSED = "risk:policy:proposed"
    POLICY_ADOPTED = "risk:policy:adopted"
    POLICY_REFUSED = "risk:policy:refused"

    TRANSACTION_RECORDED = "transactions:transaction:recorded"
    TRANSACTION_REVERSED = "transactions:transaction:reversed"
    TRANSACTION_CORRECTED = "transactions:transaction:corrected"
    TRANSACTIONS_IMPORTED = "transactions:file:imported"
    RATES_SET = "transactions:rates:set"
    FINDING_OPENED = "transactions:finding:opened"
    FINDING_CHANGED = "transactions:finding:changed"
    FINDING_WITHDRAWN = "transactions:finding:withdrawn"
    DETECTION_OPENED = "transactions:detection:opened"
    DETECTION_CHANGED = "transactions:detection:changed"
    DETECTION_WITHDRAWN = "transactions:detection:withdrawn"
    DAY_MONITORED = "transactions:day:monitored"
    PARAMETERS_PROPOSED = "transactions:parameters:proposed"
    PARAMETERS_ADOPTED = "transactions:parameters:adopted"
    PARAMETERS_REFUSED = "transactions:parameters:refused"

    WATCHLIST_ACTIVATED = "watchlists:version:activated"
    WATCHLIST_PROPOSED = "watchlists:version:proposed"
    WATCHLIST_DECLINED = "watchlists:version:declined"
    WATCHLIST_REFUSED = "watchlists:file:refused"

    HIT_FOUND = "hits:hit:found"
    HIT_LAPSED = "hits:hit:lapsed"
    HIT_DISPOSITION_PROPOSED = "hits:disposition:proposed"
    HIT_DISPOSITION_CONFIRMED = "hits:disposition:confirmed"
    HIT_DISPOSITION_REJECTED = "hits:disposition:rejected"
    HIT_LIFT_PROPOSED = "hits:lift:proposed"
    HIT_LIFT_CONFIRMED = "hits:lift:confirmed"
    HIT_LIFT_REJECTED = "hits:lift:rejected"
    HIT_BULK_PROPOSED = "hits:bulk:proposed"
    HIT_BULK_CONFIRMED = "hits:bulk:confirmed"
    HIT_BULK_REJECTED = "hits:bulk:rejected"
    HIT_EVIDENCE_ATTACHED = "hits:evidence:attached"
    HIT_REVEALED = "hits:hit:revealed"
    HIT_REPORTED = "hits:hit:reported"

    ALERT_RAISED = "cases:alert:raised"
    CASE_OPENED = "cases:case:opened"
    CASE_MOVED = "cases:case:moved"
    CASE_ENTRY_ADDED = "cases:entry:added"
    CASE_ATTACHMENT_SHOWN = "cases:attachment:shown"
    CASE_CLOSING_PROPOSED = "cases:closing:proposed"
    CASE_CLOSING_REFUSED = "cases:closing:refused"
    CASE_CLOSED = "cases:case:closed"
    CASE_SAMPLE_LOOKED = "cases:sample:looked"
    INQUIRY_ANSWERED = "cases:inquiry:answered"

    REPORT_CODE_SET = "reports:code:set"
    REPORT_ELEMENTS_FILLED = "reports:elements:filled"
    REPORT_PUT_UP = "reports:batch:put-up"
    REPORT_APPROVED = "reports:batch:approved"
    REPORT_SENT_BACK = "reports:batch:sent-back"
    REPORT_FILE_WRITTEN = "reports:file:written"
    REPORT_FILES_EXPORTED = "reports:files:exported"
    REPORT_RECEIPT_RECEIVED = "reports:receipt:received"

    REPORT_NOTICE_RECEIVED = "reports:notice:received"

    STR_BEGUN = "reports:suspicious:begun"
    STR_SIGNED = "reports:suspicious:signed"
    STR_FILED = "reports:suspicious:filed"
    STR_MEASURE_PROPOSED = "reports:measure:proposed"
    STR_MEASURE_DECIDED = "reports:measure:decided"
    STR_LETTER_PRINTED = "reports:letter:printed"

    SELFCHECK_SIGNED = "selfcheck:day:signed"
    SELFCHECK_COUNTERSIGNED = "selfcheck:day:countersigned"
    SELFCHECK_REOPENED = "selfcheck:day:reopened"
    SELFCHECK_ESCALATED = "selfcheck:item:escalated"
    SELFCHECK_ANSWERED = "selfcheck:item:answered"


audit_events = Table(
    "audit_events",
    metadata,
    Column("institution_id", String(36), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", String(36), nullable=False, index=True),
    Column("actor_role", String(32), nullable=False),
    Column("event", String(64), nullable=False),
    Column("subject_type", String(32), nullable=False),
    Column("subject_id", String(64), nullable=False, index=True),
    Column("details", String, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
append_only(audit_events)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("institution_id", String(36), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)


@dataclass(frozen=True)
class Entry:
    """One event about to be written. details: codes, counts and ids only, never personal data."""

    at: datetime
    actor: Actor
    event: Event
    subject_type: str
    subject_id: str
    details: Mapping[str, Detail]


@dataclass(frozen=True)
class Head:
    """The newest link of a chain: how many events there are, and its hash (64 hex digits)."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold."""

    seq: int
    text: Text


@dataclass(frozen=True)
class Verification:
    """What `verify` found for one institution; `broken` is None when the chain is whole."""

    institution_id: str
    events: int
    head: Head
    broken: Break | None


def append(connection: Connection, key: bytes, institution_id: str, entries: Sequence[Entry]) -> Head:
    """Adds `entries` to the institution's chain, inside the caller's transaction, and returns the new head.

    The head row is locked first: writers of one institution line up here, and only for the end of their transaction.
    """
    head = _locked_head(connection, institution_id)
    for entry in entries:
        row = {
            "institution_id": institution_id,
            "seq": head.seq + 1,
            "at": entry.at,
            "actor_id": entry.actor.staff_id,
            "actor_role": entry.actor.role.value,
            "event": entry.event.value,
            "subject_type": entry.subject_type,
            "subject_id": entry.subject_id,
            "details": json.dumps(entry.details, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            "previous_hash": head.hash,
        }
        row["hash"] = _link(key, row)
        connection.execute(insert(audit_events).values(row))
        head = Head(head.seq + 1, str(row["hash"]))
    connection.execute(
        update(audit_heads)
        .where(audit_heads.c.institution_id == institution_id)
        .values(seq=head.seq, hash=head.hash)
    )
    return head


def head_of(connection: Connection, institution_id: str) -> Head:
    """The institution's newest link as committed; the genesis link (0, zeros) before any event."""
    row = connection.execute(
        select(audit_heads).where(audit_heads.c.institution_id == institution_id)
    ).one_or_none()
    return Head(row.seq, row.hash) if row else Head(0, _GENESIS)


def verify(connection: Connection, key: bytes, institution_id: str) -> Verification:
    """Walks the whole chain and names the first link that does not hold: edited, missing, added or moved."""
    previous = Head(0, _GENESIS)
    for row in _events(connection, institution_id):
        broken = _fault(key, row, previous)
        if broken:
            return Verification(institution_id, previous.seq, previous, broken)
        previous = Head(row.seq, row.hash)
    recorded = head_of(connection, institution_id)
    broken = None
    if recorded != previous:
        broken = Break(
            previous.seq + 1,
            Text(
                f"链尾缺失：登记的最后一条是第 {recorded.seq} 条，库中只到第 {previous.seq} 条，或其散列不符",
                f"The end is missing: event {recorded.seq} is on record as the last, the log ends at "
                f"{previous.seq} or with another hash",
            ),
        )
    return Verification(institution_id, previous.seq, previous, broken)


def institutions(connection: Connection) -> list[str]:
    """Ids of every institution that has a chain, or events without one."""
    with_head = select(audit_heads.c.institution_id)
    with_events = select(audit_events.c.institution_id)
    return sorted(connection.scalars(with_head.union(with_events)).all())


def events_about(
    connection: Connection, institution_id: str, subject_id: str
) -> list[Row[tuple[object, ...]]]:
    """The events of one subject, oldest first."""
    query = (
        select(audit_events)
        .where(audit_events.c.institution_id == institution_id, audit_events.c.subject_id == subject_id)
        .order_by(audit_events.c.seq)
    )
    return list(connection.execute(query))


def _locked_head(connection: Connection, institution_id: str) -> Head:
    first = insert_or_ignore(connection, audit_heads)
    connection.execute(first.values(institution_id=institution_id, seq=0, hash=_GENESIS))
    query = select(audit_heads).where(audit_heads.c.institution_id == institution_id).with_for_update()
    row = connection.execute(query).one()
    return Head(row.seq, row.hash)


def _events(connection: Connection, institution_id: str) -> Iterator[Row[tuple[object, ...]]]:
    last = -1
    while True:
        batch = connection.execute(
            select(audit_events)
            .where(audit_events.c.institution_id == institution_id, audit_events.c.seq > last)
            .order_by(audit_events.c.seq)
            .limit(_BATCH)
        ).all()
        if not batch:
            return
        yield from batch
        last = batch[-1].seq


def _fault(key: bytes, row: Row[tuple[object, ...]], previous: Head) -> Break | None:
    expected = previous.seq + 1
    if row.seq != expected:
        return Break(
            expected,
            Text(
                f"缺第 {expected} 条（其后是第 {row.seq} 条）",
                f"Event {expected} is missing (the next is {row.seq})",
            ),
        )
    if row.previous_hash != previous.hash:
        return Break(
            row.seq,
            Text(
                f"第 {row.seq} 条与前一条不相连：有记录被插入、删除或调换",
                f"Event {row.seq} does not follow the one before: rows were inserted, deleted or reordered",
            ),
        )
    if not hmac.compare_digest(_link(key, row._asdict()), row.hash):
        return Break(
            row.seq,
            Text(
                f"第 {row.seq} 条的内容与其散列不符：内容被改动",
                f"Event {row.seq} does not match its hash: it was edited",
            ),
        )
    return None


def _link(key: bytes, row: Mapping[str, object]) -> str:
    at = row["at"]
    assert isinstance(at, datetime)
    fields = [
        row["institution_id"],
        row["seq"],
        at.isoformat(timespec="microseconds"),
        row["actor_id"],
        row["actor_role"],
        row["event"],
        row["subject_type"],
        row["subject_id"],
        row["details"],
        row["previous_hash"],
    ]
    message = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
