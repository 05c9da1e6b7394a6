"""By what the database itself keeps a table: rows are added and never changed, deleted or truncated.

What revisions call must stay as it is once one of them has run: the triggers of `kyc.base.db.append_only`, with the
columns a table had at that revision. Sealed columns are not among the fixed ones, or keys could never be rotated.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_CALL = "EXECUTE FUNCTION firstline_append_only()"  # made with the first revision
_REFUSE = "SELECT RAISE(ABORT, 'append-only: rows of this table are never changed or deleted')"


def keep(table: str, fixed: str) -> None:
    """Has the database refuse updates of the columns `fixed` (names with commas), deletions and truncation."""
    _refuse_updates(table, fixed)
    _run(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_refusal()}")
    if _on_postgresql():
        _run(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {_CALL}")


def keep_anew(table: str, fixed: str) -> None:
    """As `keep` does, for a table that is kept already and has other columns now."""
    _run(f"DROP TRIGGER {table}_no_update" + (f" ON {table}" if _on_postgresql() else ""))
    _refuse_updates(table, fixed)


def _refuse_updates(table: str, fixed: str) -> None:
    _run(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {fixed} ON {table} {_refusal()}")


def _refusal() -> str:
    return f"FOR EACH ROW {_CALL}" if _on_postgresql() else f"BEGIN {_REFUSE}; END"


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _run(statement: str) -> None:
    op.execute(sa.DDL(statement))  # type: ignore[no-untyped-call]
