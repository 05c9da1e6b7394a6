"""How Alembic runs here: always over a connection that `kyc.base.schema` hands it, in one transaction."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from kyc.base.db import metadata


def render_plain(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Writes our column types as the plain ones they rest on: a revision must not change when the code does."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_plain,
)
with context.begin_transaction():
    context.run_migrations()
