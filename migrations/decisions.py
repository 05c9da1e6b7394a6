"""Tables in which a decision is written once: what revisions call must stay as it is once one of them has run."""

from __future__ import annotations


def decided_once(dialect: str, table: str, what: str, fixed: str, decision: str, closed: str) -> list[str]:
    """Refusals of changing what was proposed, of deciding twice, of delete and truncation."""
    words = f"append-only: {what} is never changed, decided twice or deleted"
    if dialect == "postgresql":
        call = f"EXECUTE FUNCTION {table}_refuse()"
        return [
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$",
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {fixed} ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {table}_decided BEFORE UPDATE OF {decision} ON {table} FOR EACH ROW "
            f"WHEN ({closed}) {call}",
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW {call}",
            f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
        ]
    refuse = f"SELECT RAISE(ABORT, '{words}')"
    return [
        f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OF {fixed} ON {table} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_decided BEFORE UPDATE OF {decision} ON {table} WHEN {closed} BEGIN {refuse}; END",
        f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} BEGIN {refuse}; END",
    ]
