"""Where transactions are kept. Rows are only ever added: a reversal or correction refers to the row it undoes or
replaces, and a row without such a successor is in force.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Connection,
    Date,
    ForeignKey,
    Index,
    Row,
    Select,
    String,
    Table,
    and_,
    case,
    func,
    or_,
    select,
    text,
)

from kyc.base.db import (
    KEPT_FROM,
    BlindIndex,
    SealedBytes,
    UtcDateTime,
    append_only,
    insert_or_ignore,
    metadata,
)
from kyc.customers.merge_store import with_merged
from kyc.customers.model import CustomerKind
from kyc.customers.tables import customer_accounts, customers
from screening.transactions.model import Direction, Entry, Method
from screening.transactions.particulars import Channel

AnyRow = Row[Any]

transactions = Table(
    "transactions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("institution_id", String(36), nullable=False),
    Column("outlet_id", String(36), nullable=False),
    Column("teller_id", String(36), nullable=False),
    Column("customer_id", String(36), ForeignKey("customers.id")),
    Column("account_id", String(36), ForeignKey("customer_accounts.id")),
    # the document of a one-off customer, so that his deals of a day meet even before he has a file
    Column("document_type", String(32)),
    Column("document_index", BlindIndex),
    Column("reference", String(64), nullable=False),
    Column("content", BlindIndex, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("business_day", Date, nullable=False, info={KEPT_FROM: True}),
    Column("direction", String(8), nullable=False),
    Column("method", String(32), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("agent", SealedBytes),
    Column("purpose", SealedBytes),
    Column("particulars", SealedBytes),
    # of the particulars, what rows are gathered and compared by
    Column("channel", String(8)),
    Column("counterparty_country", String(3)),
    Column("counterparty_index", BlindIndex),
    Column("counterparty_region", String(6)),
    Column("counterparty_entity", Boolean),
    Column("device_index", BlindIndex),
    Column("agent_index", BlindIndex),
    # the large-value classes it is added up in, decided when it was booked; those before this column were cash
    Column("report_classes", String, nullable=False, server_default='["0501"]'),
    Column("exemption", String(32)),
    Column("entry", String(16), nullable=False),
    # unique: a row is undone or replaced once
    Column("original_id", String(36), ForeignKey("transactions.id"), unique=True),
    Column("reason", SealedBytes),
    Column("recorded_by", String(36), nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("recorded_day", Date, nullable=False),
    CheckConstraint("amount_minor > 0", name="amount_positive"),
    CheckConstraint("(entry = 'booking') = (original_id IS NULL)", name="original_of_entry"),
    Index(None, "customer_id", "business_day"),
    Index(None, "document_index", "business_day"),
    Index(None, "institution_id", "business_day", "outlet_id", "teller_id"),
    Index(None, "institution_id", "recorded_day", "teller_id"),
    # how detection finds whoever shares an agent, a device or the other side's account
    Index(None, "agent_index", "business_day"),
    Index(None, "device_index", "business_day"),
    Index(None, "counterparty_index", "business_day"),
)
Index(
    "uq_transactions_booking_reference",
    transactions.c.institution_id,
    transactions.c.reference,
    unique=True,
    sqlite_where=transactions.c.entry == "booking",
    postgresql_where=transactions.c.entry == "booking",
)
append_only(transactions)

_successor = transactions.alias("successor")
_record = customers.alias("record")
_payee_account = customer_accounts.alias("payee_account")
_payee = customers.alias("payee")
_PERSON = CustomerKind.NATURAL_PERSON.value


def lock_party(connection: Connection, key: str) -> None:
    """Makes writers of one customer's rows line up until the transaction ends, so that two tellers booking at once
    both see the other's row in the day's sum. SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


def add_booking(connection: Connection, values: dict[str, Any]) -> bool:
    """Adds a booking; False when the institution has one with this reference (then nothing changes)."""
    return _added(connection, values)


def add_successor(connection: Connection, values: dict[str, Any]) -> bool:
    """Adds the reversal or correction of a row; False when the row has a successor already."""
    return _added(connection, values)


def _added(connection: Connection, values: dict[str, Any]) -> bool:
    statement = insert_or_ignore(connection, transactions).values(values).returning(transactions.c.id)
    return connection.execute(statement).one_or_none() is not None


def _with_successor() -> Select[Any]:
    """Rows with what became of each, and whose they are now (`owner_id`): a row stays booked under its own record, and a
    merge lets another stand for that.
    """
    return (
        select(
            transactions,
            func.coalesce(_record.c.merged_into, _record.c.id).label("owner_id"),
            _successor.c.id.label("successor_id"),
            _successor.c.entry.label("successor_entry"),
        )
        .outerjoin(_record, _record.c.id == transactions.c.customer_id)
        .outerjoin(_successor, _successor.c.original_id == transactions.c.id)
    )


def transaction(connection: Connection, institution_id: str, transaction_id: str) -> AnyRow | None:
    """One row with what became of it."""
    return connection.execute(
        _with_successor().where(
            transactions.c.institution_id == institution_id, transactions.c.id == transaction_id
        )
    ).one_or_none()


def booking(connection: Connection, institution_id: str, reference: str) -> AnyRow | None:
    """The booking with this reference, with what became of it."""
    return connection.execute(
        _with_successor().where(
            transactions.c.institution_id == institution_id,
            transactions.c.reference == reference,
            transactions.c.entry == Entry.BOOKING.value,
        )
    ).one_or_none()


def listed(
    connection: Connection,
    institution_id: str,
    *,
    limit: int,
    before: str | None = None,
    customer_id: str | None = None,
    **equal: Any,
) -> Sequence[AnyRow]:
    """Rows newest first. before: ids below this one (the cursor). customer_id: those of this customer by all their records.
    equal: columns that must be equal; None: any.
    """
    query = _with_successor().where(transactions.c.institution_id == institution_id)
    if customer_id is not None:
        query = query.where(transactions.c.customer_id.in_(with_merged(customer_id)))
    query = query.where(
        *(transactions.c[name] == value for name, value in equal.items() if value is not None)
    )
    if before is not None:
        query = query.where(transactions.c.id < before)
    return connection.execute(query.order_by(transactions.c.id.desc()).limit(limit)).all()


def day_of_teller(
    connection: Connection, institution_id: str, outlet_id: str, teller_id: str, day: date
) -> Sequence[AnyRow]:
    """Every row that counts for the teller's business day, and every mending made that day or of a row of that day,
    oldest first.
    """
    original = transactions.alias("original")
    query = (
        _with_successor()
        .outerjoin(original, original.c.id == transactions.c.original_id)
        .add_columns(
            original.c.amount_minor.label("original_minor"), original.c.currency.label("original_currency")
        )
        .where(
            transactions.c.institution_id == institution_id,
            transactions.c.outlet_id == outlet_id,
            transactions.c.teller_id == teller_id,
            or_(
                transactions.c.business_day == day,
                and_(transactions.c.original_id.is_not(None), transactions.c.recorded_day == day),
                original.c.business_day == day,
            ),
        )
        .order_by(transactions.c.happened_at, transactions.c.id)
    )
    return connection.execute(query).all()


def day_of_party(
    connection: Connection,
    institution_id: str,
    day: date,
    *,
    records: Sequence[str],
    documents: Sequence[tuple[str, bytes]],
) -> Sequence[AnyRow]:
    """The rows in force of one person's day: neither undone nor replaced, over all accounts, tellers and outlets.

    records: of the customer. documents: type and blind index; they bring in the one-off deals done before there was a
    customer file.
    """
    whose: list[ColumnElement[bool]] = []
    if records:
        whose.append(transactions.c.customer_id.in_(records))
    for document_type, index in documents:
        whose.append(
            and_(
                transactions.c.customer_id.is_(None),
                transactions.c.document_type == document_type,
                transactions.c.document_index == index,
            )
        )
    if not whose:
        return ()
    query = (
        _with_successor()
        .where(
            transactions.c.institution_id == institution_id,
            transactions.c.business_day == day,
            transactions.c.entry != Entry.REVERSAL.value,
            _successor.c.id.is_(None),
            or_(*whose),
        )
        .order_by(transactions.c.id)
    )
    return connection.execute(query).all()


def days(
    connection: Connection, institution_id: str, outlet_id: str | None, limit: int | None
) -> tuple[tuple[date, int], ...]:
    """Business days with the number of their rows, newest first. outlet_id: of that outlet only."""
    query = (
        select(transactions.c.business_day, func.count())
        .where(transactions.c.institution_id == institution_id)
        .group_by(transactions.c.business_day)
        .order_by(transactions.c.business_day.desc())
        .limit(limit)
    )
    if outlet_id is not None:
        query = query.where(transactions.c.outlet_id == outlet_id)
    return tuple((day, count) for day, count in connection.execute(query))


def days_of_record(
    connection: Connection, institution_id: str, record_id: str, document: tuple[str, bytes]
) -> Sequence[date]:
    """The business days with rows booked under one record, or under its document before there was one, oldest first."""
    document_type, index = document
    before_file = and_(
        transactions.c.customer_id.is_(None),
        transactions.c.document_type == document_type,
        transactions.c.document_index == index,
    )
    query = (
        select(transactions.c.business_day)
        .where(
            transactions.c.institution_id == institution_id,
            or_(transactions.c.customer_id == record_id, before_file),
        )
        .distinct()
        .order_by(transactions.c.business_day)
    )
    return connection.scalars(query).all()


def days_with_currency(
    connection: Connection, institution_id: str, currency: str, first: date, last: date
) -> Sequence[tuple[str, date]]:
    """The customer-days from `first` to `last` that have rows in `currency`."""
    query = (
        select(transactions.c.customer_id, transactions.c.business_day)
        .where(
            transactions.c.institution_id == institution_id,
            transactions.c.currency == currency,
            transactions.c.business_day.between(first, last),
            transactions.c.customer_id.is_not(None),
        )
        .distinct()
    )
    return [(row.customer_id, row.business_day) for row in connection.execute(query)]


@dataclass(frozen=True)
class Behaviour:
    """A customer's dealings of a period in numbers. by_channel: those of which it is told. by_agents: how many an agent did."""

    by_method: Mapping[Method, int]
    by_channel: Mapping[Channel, int]
    by_agents: int

    @property
    def deals(self) -> int:
        """How many there were."""
        return sum(self.by_method.values())


def behaviour_of(
    connection: Connection, institution_id: str, customer_id: str, first: date, last: date
) -> Behaviour:
    """The customer's rows in force with a business day from `first` to `last`, counted."""
    query = _in_force_of(
        select(
            transactions.c.method,
            transactions.c.channel,
            func.count().label("deals"),
            func.count(transactions.c.agent).label("by_agents"),
        ),
        institution_id,
        customer_id,
        (first, last),
    ).group_by(transactions.c.method, transactions.c.channel)
    rows = connection.execute(query).all()
    by_method: Counter[Method] = Counter()
    by_channel: Counter[Channel] = Counter()
    for row in rows:
        by_method[Method(row.method)] += row.deals
        if row.channel is not None:
            by_channel[Channel(row.channel)] += row.deals
    return Behaviour(by_method, by_channel, sum(row.by_agents for row in rows))


@dataclass(frozen=True)
class Payees:
    """Who was paid: how many payments went to natural persons, and of how many it is not told who got them."""

    persons: int
    untold: int


def payees_of(
    connection: Connection,
    institution_id: str,
    customer_id: str,
    days: tuple[date, date],
    *,
    currency: str,
    above_minor: int,
) -> Payees:
    """Transfers in force that the customer paid in the currency, each above an amount in its minor units. An account of ours
    tells who was paid; of others, the particulars do.
    """
    entity = case(
        (_payee.c.kind.is_not(None), _payee.c.kind != _PERSON), else_=transactions.c.counterparty_entity
    )
    counted = select(
        func.count(case((entity.is_(False), 1))).label("persons"),
        func.count(case((entity.is_(None), 1))).label("untold"),
    )
    query = (
        _in_force_of(counted, institution_id, customer_id, days)
        .outerjoin(
            _payee_account,
            and_(
                _payee_account.c.institution_id == transactions.c.institution_id,
                _payee_account.c.number_index == transactions.c.counterparty_index,
            ),
        )
        .outerjoin(_payee, _payee.c.id == _payee_account.c.customer_id)
        .where(
            transactions.c.direction == Direction.OUT.value,
            transactions.c.method.in_([each.value for each in Method if not each.is_cash]),
            transactions.c.currency == currency,
            transactions.c.amount_minor > above_minor,
        )
    )
    return Payees(**connection.execute(query).one()._mapping)


def _in_force_of(
    query: Select[*tuple[Any, ...]], institution_id: str, customer_id: str, days: tuple[date, date]
) -> Select[*tuple[Any, ...]]:
    """Of the query, the rows in force of a customer, and of records merged into theirs, from one business day to another."""
    return query.outerjoin(_successor, _successor.c.original_id == transactions.c.id).where(
        transactions.c.institution_id == institution_id,
        transactions.c.customer_id.in_(with_merged(customer_id)),
        transactions.c.business_day.between(*days),
        transactions.c.entry != Entry.REVERSAL.value,
        _successor.c.id.is_(None),
    )
