"""What takes effect only with a second person's word: one asks, another decides, and the database itself holds that they
are two.

A request is a row with columns `id`, `reason` (sealed), `at`, `by` and `outlet_id`; its decision is a row of a table of its
own, made here. Both are only ever added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Row,
    Select,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from kyc.base.db import SealedBytes, UtcDateTime, append_only, new_id
from kyc.base.errors import Conflict, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit

AnyRow = Row[Any]

_OWN = Text("由您本人提出，须由他人决定。", "You asked for it; someone else has to decide.")
_DECIDED = Text("已有决定。", "It is decided already.")


def once_by(maker: str = "by") -> UniqueConstraint:
    """The constraint of a table of requests that a decision's refers to. maker: the column of who asked."""
    return UniqueConstraint("id", maker)


def kept_apart(
    requests: str,
    refers: str,
    *,
    asked_by: str = "by",
    maker: str = "asked_by",
    checker: str = "by",
    name: str,
) -> tuple[ForeignKeyConstraint, CheckConstraint]:
    """The constraints of a table of decisions by which nobody decides their own request.

    requests: the table of requests, whose `asked_by` says who asked (see `once_by`). refers, maker, checker: columns of
    the decisions. The pair makes the maker named there the one who asked, so that the check cannot be talked around.
    """
    return (
        ForeignKeyConstraint([refers, maker], [f"{requests}.id", f"{requests}.{asked_by}"]),
        CheckConstraint(f"{checker} <> {maker}", name=name),
    )


def refuse_own(unit: Unit, asked_by: str, code: str, words: Text = _OWN) -> None:
    """Refused when the actor asked for it."""
    if asked_by == unit.actor.staff_id:
        raise Refused(code, words)


@dataclass(frozen=True)
class SecondPerson:
    """One kind of request with its decisions. code: how its errors begin. refers: the decisions' column that names the
    request.
    """

    code: str
    requests: Table
    decisions: Table
    refers: str

    @classmethod
    def over(cls, code: str, requests: Table, decisions: str, refers: str) -> SecondPerson:
        """The kind over a table of requests; makes its table of decisions, called `decisions`."""
        table = Table(
            decisions,
            requests.metadata,
            Column("id", String(36), primary_key=True),
            Column(refers, String(36), nullable=False, unique=True),
            Column("asked_by", String(36), nullable=False),
            Column("agreed", Boolean, nullable=False),
            Column("reason", SealedBytes),
            Column("at", UtcDateTime, nullable=False),
            Column("by", String(36), nullable=False),
            Column("outlet_id", String(36)),
            *kept_apart(requests.name, refers, name="second_person"),
        )
        append_only(table)
        return cls(code, requests, table, refers)

    def select(self) -> Select[Any]:
        """The requests, each with its decision: `decision_id`, `agreed`, `decision_reason`, `decided_at`, `decided_by`."""
        decisions = self.decisions.c
        return select(
            self.requests,
            decisions.id.label("decision_id"),
            decisions.agreed,
            decisions.reason.label("decision_reason"),
            decisions.at.label("decided_at"),
            decisions.by.label("decided_by"),
        ).outerjoin(self.decisions, decisions[self.refers] == self.requests.c.id)

    def asked(self, unit: Unit, row: AnyRow) -> dict[str, Any]:
        """What a row of `select` gives to an `Asked`, words opened."""
        said = row.decision_reason
        return {
            "reason": unit.vault.open(self.requests.name, "reason", row.id, row.reason),
            "at": row.at,
            "by": row.by,
            "agreed": row.agreed,
            "decided_at": row.decided_at,
            "decided_by": row.decided_by,
            "decision_reason": None
            if said is None
            else unit.vault.open(self.decisions.name, "reason", row.decision_id, said),
        }

    def ask(self, unit: Unit, reason: str, **columns: Any) -> str:
        """Keeps a request of the actor and returns its id. reason: checked; kept sealed. columns: what it is about."""
        row_id = new_id()
        row = {
            "id": row_id,
            "reason": unit.vault.seal(self.requests.name, "reason", row_id, reason),
            "at": unit.now,
            "by": unit.actor.staff_id,
            "outlet_id": unit.actor.outlet_id,
            **columns,
        }
        unit.connection.execute(insert(self.requests), row)
        return row_id

    def refuse_undecidable(self, unit: Unit, row: AnyRow) -> None:
        """Refused when the actor asked for it (maker is never checker), Conflict when it is decided. row: of `select`."""
        refuse_own(unit, row.by, f"{self.code}.own")
        if row.decision_id is not None:
            raise Conflict(f"{self.code}.decided", _DECIDED)

    def decide(self, unit: Unit, row: AnyRow, agree: bool, said: str | None) -> None:
        """Keeps the actor's word on a request (a row of `select`). said: why, checked; kept sealed. Raises as
        `refuse_undecidable`, also when another was faster by a moment.
        """
        self.refuse_undecidable(unit, row)
        decision_id = new_id()
        decision = {
            "id": decision_id,
            self.refers: row.id,
            "asked_by": row.by,
            "agreed": agree,
            "reason": unit.vault.seal(self.decisions.name, "reason", decision_id, said) if said else None,
            "at": unit.now,
            "by": unit.actor.staff_id,
            "outlet_id": unit.actor.outlet_id,
        }
        try:
            with unit.connection.begin_nested():
                unit.connection.execute(insert(self.decisions), decision)
        except IntegrityError as error:
            raise Conflict(f"{self.code}.decided", _DECIDED) from error
