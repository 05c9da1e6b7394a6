"""One unit of work: who acts, when, under which policy, in which transaction.

Services take a `Unit` first. What they change and what they write to the audit log commit together or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, TypeVar

from sqlalchemy import Column, Connection, String, Table, select

from kyc.base.access import Actor, Permission
from kyc.base.audit import Detail, Entry, Event, Head, append, head_of
from kyc.base.calendar import WorkingCalendar, business_date
from kyc.base.db import Database, UtcDateTime, append_only, insert_or_ignore, metadata
from kyc.base.errors import NotFound, Refused
from kyc.base.policy import PolicyBook, PolicyDay, Section, fingerprint_of, restored
from kyc.base.ports import Ports
from kyc.base.settings import Settings
from kyc.base.text import Text
from kyc.base.vault import Vault

S = TypeVar("S", bound=Section)

policy_snapshots = Table(
    "policy_snapshots",
    metadata,
    Column("section", String(64), primary_key=True),
    Column("fingerprint", String(16), primary_key=True),
    Column("canonical", String, nullable=False),
    Column("first_used_at", UtcDateTime, nullable=False),
)
append_only(policy_snapshots)


@dataclass(frozen=True)
class Applied(Generic[S]):
    """Policy values together with the fingerprint to store beside what was decided by them."""

    values: S
    fingerprint: str


@dataclass
class Unit:
    """Who, when, by which policy, in which transaction. `now` is aware UTC, `today` the business date."""

    connection: Connection
    actor: Actor
    now: datetime
    today: date
    vault: Vault
    policies: PolicyDay
    book: PolicyBook
    calendar: WorkingCalendar
    writes: bool
    ports: Ports = field(default_factory=Ports)
    _entries: list[Entry] = field(default_factory=list)

    def require(self, permission: Permission, outlet_id: str | None = None) -> None:
        """Refused unless the actor's role has `permission` and, where an outlet is given, the actor sees it."""
        if not self.actor.may(permission):
            raise Refused(
                "access.permission",
                Text(
                    f"您的角色没有此项权限（{permission}）。如确需办理，请联系授权主管。",
                    f"Your role lacks the permission {permission}. If you need it, ask your supervisor.",
                ),
            )
        if outlet_id is not None and not self.actor.sees(outlet_id):
            raise Refused(
                "access.outlet",
                Text("该记录属于其他网点，您无权查看或办理。", "This record belongs to another outlet."),
            )

    def audit(self, event: Event, subject_type: str, subject_id: str, **details: Detail) -> None:
        """Adds an event to the chain when the unit commits. details: codes and counts, never personal data."""
        self._entries.append(Entry(self.now, self.actor, event, subject_type, subject_id, details))

    def audit_head(self) -> Head:
        """The head of the institution's chain before this unit's own events."""
        return head_of(self.connection, self.actor.institution_id)

    def policy(self, section: type[S], on: date | None = None) -> Applied[S]:
        """The section's values today (or `on` a business day) with their fingerprint; the values are kept beside
        the fingerprint, so that what is decided by them can be replayed when the files have long changed.
        """
        day = self.policies if on is None else self.book.at(on)
        fingerprint = day.fingerprint(section)
        key = (policy_snapshots.c.section == section.section) & (
            policy_snapshots.c.fingerprint == fingerprint
        )
        if self.writes and self.connection.scalar(select(policy_snapshots.c.fingerprint).where(key)) is None:
            self._keep_snapshot(section.section, fingerprint, day.canonical(section))
        return Applied(day.of(section), fingerprint)

    def policy_once(self, section: type[S], fingerprint: str) -> S:
        """The values that had this fingerprint. NotFound when none were ever used."""
        canonical = self.connection.scalar(
            select(policy_snapshots.c.canonical).where(
                policy_snapshots.c.section == section.section, policy_snapshots.c.fingerprint == fingerprint
            )
        )
        if canonical is None:
            raise NotFound(
                "policy.fingerprint",
                Text("没有该指纹的政策快照。", "No policy snapshot has this fingerprint."),
            )
        return restored(section, canonical)

    def keep_policy(self, section: type[S], canonical: str) -> str:
        """Keeps values that stand in no file, so that `policy_once` finds them; returns their fingerprint."""
        fingerprint = fingerprint_of(canonical)
        self._keep_snapshot(section.section, fingerprint, canonical)
        return fingerprint

    def flush_audit(self, key: bytes) -> None:
        """Writes the collected events to the chain; called once, right before the commit."""
        if self._entries:
            append(self.connection, key, self.actor.institution_id, self._entries)
            self._entries.clear()

    def _keep_snapshot(self, section: str, fingerprint: str, canonical: str) -> None:
        row = {
            "section": section,
            "fingerprint": fingerprint,
            "canonical": canonical,
            "first_used_at": self.now,
        }
        self.connection.execute(insert_or_ignore(self.connection, policy_snapshots).values(row))


@dataclass(frozen=True)
class House:
    """Everything a unit of work needs, made once when the service starts.

    clock: gives the present moment as aware UTC; the only place where the service reads the time.
    ports: what later stages give to earlier ones.
    """

    settings: Settings
    database: Database
    vault: Vault
    policies: PolicyBook
    calendar: WorkingCalendar
    clock: Callable[[], datetime]
    ports: Ports = field(default_factory=Ports)

    @contextmanager
    def write(self, actor: Actor) -> Iterator[Unit]:
        """A unit that commits whole, audit log included, when its block ends; nothing stays when it raises."""
        with self.database.write() as connection:
            unit = self._unit(connection, actor, writes=True)
            yield unit
            unit.flush_audit(self.vault.keyring.audit_key)

    @contextmanager
    def read(self, actor: Actor) -> Iterator[Unit]:
        """A unit that only looks. RuntimeError when something in it tried to leave an audit event: it would be lost."""
        with self.database.read() as connection:
            unit = self._unit(connection, actor, writes=False)
            yield unit
            if unit._entries:
                raise RuntimeError("an audit event was recorded in a unit that only reads")

    def _unit(self, connection: Connection, actor: Actor, *, writes: bool) -> Unit:
        now = self.clock()
        today = business_date(now)
        return Unit(
            connection,
            actor,
            now,
            today,
            self.vault,
            self.policies.at(today),
            self.policies,
            self.calendar,
            writes,
            self.ports,
        )
