"""The ground of a run, gathered from the institution's own tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from kyc.base.calendar import SHANGHAI, WorkingCalendar
from kyc.base.money import minor_digits
from kyc.base.unit import Unit
from kyc.customers.model import CustomerKind, RelationKind
from kyc.customers.tables import (
    customer_accounts,
    customer_parties,
    customer_relation_ends,
    customer_relations,
    customers,
)
from kyc.risk.standings import fact_column, risk_standings
from screening.transactions import rate_store
from screening.transactions.detection.ground import Ground, Rows
from screening.transactions.detection.model import WatchReason
from screening.transactions.detection.policy import MonitoringPolicy
from screening.transactions.detection.tables import detection_watched
from screening.transactions.detection.wording import EPOCH, day_number
from screening.transactions.model import Book, Direction, Entry, Method, book_of
from screening.transactions.particulars import Exemption
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.large_value import missing_rate
from screening.transactions.store import transactions

_CONTROLLING = (
    RelationKind.LEGAL_REPRESENTATIVE,
    RelationKind.OPERATOR,
    RelationKind.EQUITY,
    RelationKind.VOTING,
    RelationKind.CONTROL,
)
_FIRST = EPOCH  # nothing that is looked back at is older
_HOPS = 2  # of other customers between leaving and coming back: a round trip has three hops at most
_AT_ONCE = 10_000

_successor = transactions.alias("successor")
_owner = customers.alias("owner")
_other_account = customer_accounts.alias("other_account")
_other = customers.alias("other")


@dataclass(frozen=True)
class Scope:
    """Whom a run judges. customer_ids: these customers; None: everybody who dealt on the day."""

    day: date
    customer_ids: tuple[str, ...] | None = None


def ground_of(unit: Unit, scope: Scope) -> Ground:
    """The relations a run over `scope` stands on: the judged customers' own deals of the long look-back, and others' of
    the short one: everybody's, or for single customers those of people they share something with. Invalid when a
    rate is missing.
    """
    policy = unit.policy(MonitoringPolicy, on=scope.day).values
    gatherer = _Gatherer(unit, scope, policy)
    return Ground(
        day_number(scope.day),
        gatherer.workday(scope.day),
        {
            "deals": gatherer.deals(),
            "customers": gatherer.customers(),
            "accounts": gatherer.accounts(),
            "ties": gatherer.ties(),
            "watched": gatherer.watched(),
            "judged": ((each,) for each in gatherer.judged),
        },
    )


class _Gatherer:
    """The queries of one run."""

    def __init__(self, unit: Unit, scope: Scope, policy: MonitoringPolicy) -> None:
        self._connection: Connection = unit.connection
        self._institution = unit.actor.institution_id
        self._day = scope.day
        self._long = scope.day - timedelta(days=policy.lookback_days)
        self._short = scope.day - timedelta(days=policy.shared_lookback_days)
        self._fen_per_dollar = policy.fen_per_dollar
        self._rate_age = unit.policy(LargeValuePolicy, on=scope.day).values.rate_max_age_days
        self._usd = cache(self._usd_per_unit)
        self.workday = workdays(unit.calendar)
        self.judged: Sequence[str] = self._dealt_today(scope.customer_ids)
        self._near: Sequence[str] | None = None
        if scope.customer_ids is not None:
            self._near = self._near_to(self.judged)

    def deals(self) -> Iterator[tuple[Any, ...]]:
        """The rows in force, as rules read them."""
        for row in self._walked(self._deals_query()):
            yield self._deal(row)

    def customers(self) -> Rows:
        """Whoever is among the deals, with what is known of them."""
        standing = risk_standings.c
        query = (
            select(
                customers.c.id,
                customers.c.kind,
                customers.c.relationship_began_on,
                fact_column("age").label("age"),
                fact_column("industry").label("industry"),
                fact_column("occupation").label("occupation"),
            )
            .outerjoin(risk_standings, standing.customer_id == customers.c.id)
            .where(customers.c.institution_id == self._institution, self._among(customers.c.id))
        )
        for row in self._walked(query):
            entity = _is_entity(row.kind)
            known = row.industry if entity else row.occupation
            peers = None if known is None else f"{'industry' if entity else 'occupation'}:{known}"
            yield row.id, int(entity), row.age, peers, day_number(row.relationship_began_on)

    def accounts(self) -> Rows:
        """Their accounts."""
        table = customer_accounts.c
        query = select(table.id, table.customer_id, table.account_type, table.opened_on).where(
            table.institution_id == self._institution, self._among(table.customer_id)
        )
        for row in self._walked(query):
            yield row.id, row.customer_id, row.account_type, day_number(row.opened_on), None

    def ties(self) -> Rows:
        """What customers share: a phone, and who controls them."""
        query = select(customers.c.id, customers.c.phone_index).where(
            customers.c.institution_id == self._institution,
            customers.c.phone_index.is_not(None),
            self._among(customers.c.id),
        )
        for row in self._walked(query):
            yield row.id, "phone", row.phone_index.hex()
        yield from sorted(self._controllers())

    def watched(self) -> Rows:
        """Who is confirmed on a list, or was reported."""
        listed = select(risk_standings.c.customer_id).where(
            risk_standings.c.institution_id == self._institution, fact_column("listed").is_(True)
        )
        for customer_id in self._connection.scalars(listed):
            yield customer_id, WatchReason.LISTED.value
        noted = select(detection_watched.c.customer_id, detection_watched.c.reason).where(
            detection_watched.c.institution_id == self._institution
        )
        for row in self._connection.execute(noted):
            yield row.customer_id, row.reason

    def _controllers(self) -> Iterator[tuple[str, str, str]]:
        ended = customer_relation_ends.c.ended_on
        holder, held = customer_parties.alias("holder"), customer_parties.alias("held")
        person = customers.alias("person")
        query = (
            select(
                held.c.customer_id.label("held_id"),
                holder.c.customer_id.label("holder_id"),
                func.coalesce(holder.c.number_index, person.c.number_index).label("number_index"),
            )
            .select_from(customer_relations)
            .join(holder, holder.c.id == customer_relations.c.holder_id)
            .join(held, held.c.id == customer_relations.c.held_id)
            .outerjoin(person, person.c.id == holder.c.customer_id)
            .outerjoin(
                customer_relation_ends, customer_relation_ends.c.relation_id == customer_relations.c.id
            )
            .where(
                customer_relations.c.institution_id == self._institution,
                customer_relations.c.kind.in_(_CONTROLLING),
                customer_relations.c.began_on <= self._day,
                or_(ended.is_(None), ended > self._day),
                held.c.customer_id.is_not(None),
            )
        )
        seen = set()
        for row in self._connection.execute(query):
            if row.number_index is not None:
                seen.add((row.held_id, "controller", row.number_index.hex()))
                if row.holder_id is not None:
                    seen.add((row.holder_id, "controller", row.number_index.hex()))
        among = None if self._near is None else set(self._near)
        return iter(each for each in seen if among is None or each[0] in among)

    def _in_force(self) -> Select[Any]:
        """Rows neither undone nor replaced that customers did themselves, with whose they are by now."""
        return (
            select(transactions)
            .join(_owner, _owner.c.id == transactions.c.customer_id)
            .outerjoin(_successor, _successor.c.original_id == transactions.c.id)
            .where(
                transactions.c.institution_id == self._institution,
                transactions.c.entry != Entry.REVERSAL.value,
                _successor.c.id.is_(None),
                or_(
                    transactions.c.exemption.is_(None),
                    transactions.c.exemption != Exemption.BANK_INITIATED.value,
                ),
            )
        )

    def _dealt_today(self, asked: tuple[str, ...] | None) -> Sequence[str]:
        query = (
            self._in_force()
            .with_only_columns(_whose(_owner))
            .where(transactions.c.business_day == self._day)
            .distinct()
            .order_by(_whose(_owner))
        )
        if asked is not None:
            query = query.where(_whose(_owner).in_(asked))
        return self._connection.scalars(query).all()

    def _deals_query(self) -> Select[Any]:
        whose = _whose(_owner)
        own = and_(
            whose.in_(self.judged)
            if self._near is not None
            else whose.in_(
                select(transactions.c.customer_id).where(
                    transactions.c.institution_id == self._institution,
                    transactions.c.business_day == self._day,
                )
            ),
            transactions.c.business_day.between(self._long, self._day),
        )
        others: ColumnElement[bool] = transactions.c.business_day.between(self._short, self._day)
        if self._near is not None:
            others = and_(others, whose.in_(self._near))
        return (
            self._in_force()
            .add_columns(
                whose.label("whose"),
                _owner.c.kind.label("owner_kind"),
                _whose(_other).label("other_id"),
                _other.c.kind.label("other_kind"),
            )
            .outerjoin(
                _other_account,
                and_(
                    _other_account.c.institution_id == transactions.c.institution_id,
                    _other_account.c.number_index == transactions.c.counterparty_index,
                ),
            )
            .outerjoin(_other, _other.c.id == _other_account.c.customer_id)
            .where(or_(own, others))
        )

    def _deal(self, row: Row[Any]) -> tuple[Any, ...]:
        book = book_of(row.currency)
        worth = self._worth(row.amount_minor, row.currency, row.business_day)
        other = row.other_id or (row.counterparty_index.hex() if row.counterparty_index else None)
        other_entity = _is_entity(row.other_kind) if row.other_kind else row.counterparty_entity
        method = Method(row.method)
        return (
            row.id,
            row.whose,
            row.account_id,
            int(_is_entity(row.owner_kind)),
            day_number(row.business_day),
            self.workday(row.business_day),
            int(row.happened_at.timestamp()),
            row.happened_at.astimezone(SHANGHAI).hour,
            int(row.direction == Direction.IN.value),
            int(method.is_cash),
            int(method is Method.TRANSFER_CROSS_BORDER),
            row.method,
            book.value,
            worth,
            worth if book is Book.CNY else worth * self._fen_per_dollar // 100,
            row.channel,
            other,
            row.other_id,
            None if other_entity is None else int(other_entity),
            row.counterparty_country,
            row.counterparty_region,
            row.device_index.hex() if row.device_index else None,
            row.agent_index.hex() if row.agent_index else None,
            row.outlet_id,
        )

    def _worth(self, minor: int, currency: str, day: date) -> int:
        """In minor units of the book's currency, cut down."""
        book = book_of(currency)
        if currency == book.currency:
            return minor
        scale = Fraction(10) ** (minor_digits(book.currency) - minor_digits(currency))
        return int(minor * self._usd(currency, day) * scale)

    def _usd_per_unit(self, currency: str, day: date) -> Fraction:
        rate = rate_store.rate_on(self._connection, self._institution, currency, day, self._rate_age)
        if rate is None:
            raise missing_rate(currency, day)
        return Fraction(rate.usd_per_unit)

    def _near_to(self, judged: Sequence[str]) -> Sequence[str]:
        """The customers, and whoever rules about several people may have to see beside them."""
        near = set(judged)
        near |= self._sharing(judged)
        near |= self._tied(judged)
        frontier = set(judged)
        for _ in range(_HOPS):
            frontier = self._paid_by(frontier) - near
            near |= frontier
        return sorted(near)

    def _sharing(self, judged: Sequence[str]) -> set[str]:
        """Who used the same agent, device or account of the other side lately."""
        table = transactions.c
        found: set[str] = set()
        mine = self._in_force().where(
            _whose(_owner).in_(judged), table.business_day.between(self._short, self._day)
        )
        for column in (table.agent_index, table.device_index, table.counterparty_index):
            shared = mine.with_only_columns(column).where(column.is_not(None)).distinct()
            query = (
                self._in_force()
                .with_only_columns(_whose(_owner))
                .where(column.in_(self._connection.scalars(shared).all()))
                .where(table.business_day.between(self._short, self._day))
                .distinct()
            )
            found |= set(self._connection.scalars(query))
        return found

    def _tied(self, judged: Sequence[str]) -> set[str]:
        """Who has the same phone or controller on file."""
        phones = select(customers.c.phone_index).where(
            customers.c.id.in_(judged), customers.c.phone_index.is_not(None)
        )
        same_phone = select(customers.c.id).where(
            customers.c.institution_id == self._institution, customers.c.phone_index.in_(phones)
        )
        found = set(self._connection.scalars(same_phone))
        every = list(self._controllers())
        mine = {tie for customer_id, _, tie in every if customer_id in set(judged)}
        return found | {customer_id for customer_id, _, tie in every if tie in mine}

    def _paid_by(self, payers: set[str]) -> set[str]:
        """Customers whose accounts these paid into lately."""
        if not payers:
            return set()
        query = (
            self._in_force()
            .with_only_columns(_whose(_other))
            .join(
                _other_account,
                and_(
                    _other_account.c.institution_id == transactions.c.institution_id,
                    _other_account.c.number_index == transactions.c.counterparty_index,
                ),
            )
            .join(_other, _other.c.id == _other_account.c.customer_id)
            .where(
                _whose(_owner).in_(payers),
                transactions.c.direction == Direction.OUT.value,
                transactions.c.business_day.between(self._short, self._day),
            )
            .distinct()
        )
        return set(self._connection.scalars(query))

    def _among(self, column: Any) -> ColumnElement[bool]:
        if self._near is not None:
            return column.in_(self._near)  # type: ignore[no-any-return]
        return column.is_not(None)  # type: ignore[no-any-return]

    def _walked(self, query: Select[Any]) -> Iterator[Row[Any]]:
        """Rows as the database gives them, so that a big day is never held whole."""
        return iter(self._connection.execute(query, execution_options={"yield_per": _AT_ONCE}))


def _whose(table: Any) -> Any:
    """The customer a record stands for: itself, or the one it was merged into."""
    return func.coalesce(table.c.merged_into, table.c.id)


def _is_entity(kind: str) -> bool:
    return kind != CustomerKind.NATURAL_PERSON.value


@cache
def workdays(calendar: WorkingCalendar) -> Callable[[date], int]:
    """Numbers working days: a day off has the number of the working day before it."""
    numbers = {_FIRST: 0}
    last = _FIRST

    def number(day: date) -> int:
        nonlocal last
        while last < day:
            following = last + timedelta(days=1)
            numbers[following] = numbers[last] + calendar.is_working_day(following)
            last = following
        return numbers[day]

    return number
