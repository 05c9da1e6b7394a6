"""Which days have to be looked at: not signed by both, or changed since they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
)

from kyc.customers.tables import customers
from screening.selfcheck.store import (
    selfcheck_countersignatures,
    selfcheck_escalations,
    selfcheck_signatures,
)
from screening.transactions.finding_store import large_value_finding_versions, large_value_findings
from screening.transactions.store import transactions

AnyRow = Row[Any]


def mark(connection: Connection, institution_id: str, outlet_id: str, teller_id: str, day: date) -> int:
    """How many rows bear on a teller's day: own rows, mendings, derivations of what was found, doubts. Rows are only
    ever added, so a signed day may have changed exactly when its mark has. Taken before the content is gathered.
    """
    place = _Place(literal(institution_id), literal(outlet_id), literal(teller_id), literal(day, Date))
    return connection.scalar(select(_mark(place))) or 0


def days_to_look_at(
    connection: Connection, institution_id: str, outlet_id: str | None, teller_id: str | None
) -> Sequence[AnyRow]:
    """Teller's days that are not closed, or may have changed since they were signed, newest first: columns outlet_id,
    teller_id, business_day, version (of the newest signature, None when there is none), touched (whether the day may
    have changed since that signature).
    """
    newest = _newest_signatures(institution_id).subquery()
    own = _own_days(institution_id, outlet_id, teller_id).subquery()
    place = _Place(literal(institution_id), own.c.outlet_id, own.c.teller_id, own.c.business_day)
    touched = newest.c.mark != _mark(place)
    query: Select[Any] = (
        select(
            own.c.outlet_id,
            own.c.teller_id,
            own.c.business_day,
            newest.c.version,
            touched.label("touched"),
        )
        .outerjoin(
            newest,
            and_(
                newest.c.outlet_id == own.c.outlet_id,
                newest.c.teller_id == own.c.teller_id,
                newest.c.business_day == own.c.business_day,
            ),
        )
        .where(
            or_(
                newest.c.id.is_(None),
                ~exists().where(selfcheck_countersignatures.c.signature_id == newest.c.id),
                touched,
            )
        )
        .order_by(own.c.business_day.desc(), own.c.outlet_id, own.c.teller_id)
    )
    return connection.execute(query).all()


def _own_days(institution_id: str, outlet_id: str | None, teller_id: str | None) -> Select[Any]:
    table = transactions
    query: Select[Any] = (
        select(table.c.outlet_id, table.c.teller_id, table.c.business_day)
        .where(table.c.institution_id == institution_id)
        .distinct()
    )
    if outlet_id is not None:
        query = query.where(table.c.outlet_id == outlet_id)
    if teller_id is not None:
        query = query.where(table.c.teller_id == teller_id)
    return query


def _newest_signatures(institution_id: str) -> Select[Any]:
    table = selfcheck_signatures
    key = (table.c.outlet_id, table.c.teller_id, table.c.business_day)
    rank = func.row_number().over(partition_by=key, order_by=table.c.version.desc()).label("rank")
    ranked = (
        select(table.c.id, *key, table.c.version, table.c.mark, rank)
        .where(table.c.institution_id == institution_id)
        .subquery()
    )
    return select(ranked).where(ranked.c.rank == 1)


@dataclass(frozen=True)
class _Place:
    """Whose day: columns of a query around, or literals."""

    institution_id: ColumnElement[str]
    outlet_id: ColumnElement[str]
    teller_id: ColumnElement[str]
    day: ColumnElement[date]

    def owns(self, table: Any) -> ColumnElement[bool]:
        """Whether a row of `table` is this teller's at this outlet."""
        return and_(
            table.c.institution_id == self.institution_id,
            table.c.outlet_id == self.outlet_id,
            table.c.teller_id == self.teller_id,
        )


def _mark(place: _Place) -> ColumnElement[int]:
    row, successor = transactions.alias("own_row"), transactions.alias("own_successor")
    finding, version = large_value_findings.alias("found"), large_value_finding_versions.alias("derived")
    raised = selfcheck_escalations.alias("raised")
    own = and_(place.owns(row), row.c.business_day == place.day)
    record = customers.alias("own_record")
    served = (
        select(func.coalesce(record.c.merged_into, record.c.id))
        .join(row, row.c.customer_id == record.c.id)
        .where(own)
    )
    counts = (
        select(func.count(row.c.id)).where(own),
        select(func.count(row.c.id)).where(
            place.owns(row), row.c.recorded_day == place.day, row.c.original_id.is_not(None)
        ),
        select(func.count(successor.c.id)).where(successor.c.original_id == row.c.id, own),
        select(func.count(version.c.id)).where(
            version.c.finding_id == finding.c.id,
            finding.c.business_day == place.day,
            finding.c.customer_id.in_(served),
        ),
        select(func.count(raised.c.id)).where(place.owns(raised), raised.c.business_day == place.day),
    )
    first, *rest = (count.scalar_subquery() for count in counts)
    return sum(rest, first)
