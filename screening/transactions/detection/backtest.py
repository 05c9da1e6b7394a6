"""What-if: a draft of a rule's parameters over past days, beside what is in force. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from kyc.base.access import Permission, Role
from kyc.base.errors import Invalid, Problem
from kyc.base.ports import Port
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.transactions.detection import running, store
from screening.transactions.detection.engines import Engine
from screening.transactions.detection.engines.columnar import Columnar
from screening.transactions.detection.engines.embedded import Embedded
from screening.transactions.detection.gathering import Scope, ground_of
from screening.transactions.detection.model import Backtest, Decided, Found, Parameters, Reach, Rule
from screening.transactions.detection.parameters import in_force
from screening.transactions.detection.policy import MonitoringPolicy

_OFFICERS = (Role.COMPLIANCE_OFFICER, Role.COMPLIANCE_HEAD)


class Dispositions(Protocol):
    """What a later stage knows of how findings ended."""

    def __call__(self, unit: Unit, finding_ids: Sequence[str]) -> Mapping[str, Decided]:
        """By the finding's id; one that is not decided is absent."""
        ...


DISPOSITIONS: Port[Dispositions] = Port("transactions.dispositions")


def backtest(
    unit: Unit,
    rule: Rule,
    first: date,
    last: date,
    draft: Parameters | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Backtest:
    """Runs the rule over each day from `first` to `last` under the parameters that were in force that day and under the
    draft (None: only the former). progress: told how many days of how many are done. Invalid when the period is none, or is
    longer than policy allows; Refused without the permission.
    """
    unit.require(Permission.RULES_VIEW)
    unit.require(Permission.DETECTION_VIEW)
    days = _days(unit, first, last)
    now: list[Found] = []
    then: list[Found] = []
    engine: Engine = Columnar() if rule.reach is Reach.EVERYONE else Embedded()
    try:
        for done, day in enumerate(days, start=1):
            present = in_force(unit, day)[rule.code]
            ground = ground_of(unit, Scope(day))
            engine.take(ground)
            for parameters, found in ((present, now), (present if draft is None else draft, then)):
                found += running.run(engine, [rule], {rule.code: parameters}, ground.day, ground.workday)
            progress(done, len(days))
    finally:
        engine.close()
    return _compared(unit, rule, (first, last), draft, now, then)


def _days(unit: Unit, first: date, last: date) -> list[date]:
    most = unit.policy(MonitoringPolicy).values.backtest_most_days
    if not first <= last <= unit.today or (last - first).days >= most:
        words = Text(
            f"起止日期有误：须先起后止、不晚于今日，至多 {most} 天。",
            f"The period is wrong: from before to, no later than today, {most} days at most.",
        )
        raise Invalid("transactions.backtest.period", words, [Problem("from", words)])
    dealt = store.business_days(unit.connection, unit.actor.institution_id, first, last)
    return [day for n in range((last - first).days + 1) if (day := first + timedelta(days=n)) in dealt]


def _compared(
    unit: Unit,
    rule: Rule,
    period: tuple[date, date],
    draft: Parameters | None,
    now: Sequence[Found],
    then: Sequence[Found],
) -> Backtest:
    first, last = period
    before = {(one.customer_id, one.day): one for one in now}
    after = {(one.customer_id, one.day): one for one in then}
    decided = _decided(unit, rule, first, last)
    working = sum(
        unit.calendar.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1)
    )
    staff = staff_store.account_rows(unit.connection, unit.actor.institution_id, None)
    return Backtest(
        rule=rule.code,
        first=first,
        last=last,
        current=in_force(unit, last)[rule.code],
        draft=draft or in_force(unit, last)[rule.code],
        kept=tuple(after[key] for key in sorted(before.keys() & after.keys(), key=str)),
        gained=tuple(after[key] for key in sorted(after.keys() - before.keys(), key=str)),
        lost=tuple(before[key] for key in sorted(before.keys() - after.keys(), key=str)),
        decided_before=_count(decided, before),
        decided_after=_count(decided, after),
        working_days=working,
        officers=sum(row.enabled and row.role in _OFFICERS for row in staff),
    )


def _decided(unit: Unit, rule: Rule, first: date, last: date) -> dict[tuple[str, date], Decided]:
    kept = {
        one.id: (one.customer_id, one.day)
        for one in store.every(unit.connection, unit.actor.institution_id, rule.code, first, last)
    }
    told: dict[str, Decided] = {}
    for source in unit.ports.of(DISPOSITIONS):
        told |= source(unit, list(kept))
    return {kept[finding_id]: decided for finding_id, decided in told.items()}


def _count(
    decided: Mapping[tuple[str, date], Decided], found: Mapping[tuple[str, date], Found]
) -> Mapping[Decided, int]:
    seen = [decided[key] for key in found if key in decided]
    return {each: seen.count(each) for each in Decided}
