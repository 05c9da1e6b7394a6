"""How the database itself keeps what two people stand behind: what was proposed never changes, a decision stands,
nothing is deleted. Sealed columns may be written, for key rotation.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import DDL, Table, event

from kyc.base.db import SealedBytes


def keep_decisions(table: Table, what: str, decision: Sequence[str], closed: str) -> None:
    """Adds the triggers to a table. Arguments as for `decisions_ddl`."""
    for dialect, statement in decisions_ddl(table, what, decision, closed):
        event.listen(
            table,
            "after_create",
            DDL(statement.replace("%", "%%")).execute_if(dialect=dialect),  # type: ignore[no-untyped-call]
        )


def decisions_ddl(table: Table, what: str, decision: Sequence[str], closed: str) -> list[tuple[str, str]]:
    """The triggers as (dialect, SQL), for migrations as well.

    what: a row of it, in words. decision: the columns in which a decision is written; all others are fixed. closed: SQL over OLD that says when a
    decision has been made.
    """
    name = table.name
    words = f"append-only: {what} is never changed, decided twice or deleted"
    fixed = ", ".join(
        c.name for c in table.columns if c.name not in decision and not isinstance(c.type, SealedBytes)
    )
    decided = ", ".join(decision)
    refuse = f"SELECT RAISE(ABORT, '{words}')"
    sqlite = (
        ("fixed", f"BEFORE UPDATE OF {fixed} ON {name}"),
        ("decided", f"BEFORE UPDATE OF {decided} ON {name} WHEN {closed}"),
        ("delete", f"BEFORE DELETE ON {name}"),
    )
    postgresql = (
        ("fixed", f"BEFORE UPDATE OF {fixed} ON {name} FOR EACH ROW"),
        ("decided", f"BEFORE UPDATE OF {decided} ON {name} FOR EACH ROW WHEN ({closed})"),
        ("delete", f"BEFORE DELETE ON {name} FOR EACH ROW"),
        ("truncate", f"BEFORE TRUNCATE ON {name} FOR EACH STATEMENT"),
    )
    function = f"{name}_refuse"
    return [
        *(("sqlite", f"CREATE TRIGGER {name}_{kind} {when} BEGIN {refuse}; END") for kind, when in sqlite),
        (
            "postgresql",
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$",
        ),
        *(
            ("postgresql", f"CREATE TRIGGER {name}_{kind} {when} EXECUTE FUNCTION {function}()")
            for kind, when in postgresql
        ),
    ]
