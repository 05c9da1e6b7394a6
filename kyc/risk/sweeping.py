"""What the running service does for grades by itself: whoever was marked, is due for review, has old facts, or was graded
under another policy is graded anew; grades set by hand and signals end when their time is over.

Rows are the queue: every step picks customers by what their rows say, in short transactions, and takes them off by grading
them. Stopped at any point it goes on where it was, and run twice it does nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from kyc.base.access import Actor
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import House, Unit
from kyc.risk import (
    adoption,
    grading,
    manual,
    manual_store,
    policy_change,
    regrading,
    regrading_store,
    signal_store,
    signals,
    standings,
)
from kyc.risk.model import Occasion

_BATCH = 50  # customers of one transaction: no teller waits longer than these take
_SET = 20_000  # rows of one set-wise statement

Step = Callable[[Unit], int]


def sweep(
    house: House, actor: Actor, progress: Callable[[str, int], None] = lambda step, done: None
) -> Mapping[str, int]:
    """Does all that waits; returns how many rows each step took. progress: told after each transaction."""
    done: Counter[str] = Counter()
    for name, step in _STEPS.items():
        for count in _until_empty(house, actor, step):
            done[name] += count
            progress(name, done[name])
    done["unchanged"] = sum(_unchanged_by_policy(house, actor, progress))
    for count in _until_empty(house, actor, _moved_by_policy):
        done["policy"] += count
        progress("policy", done["policy"])
    counts = {name: count for name, count in done.items() if count}
    if counts:
        with house.write(actor) as unit:
            unit.audit(Event.GRADES_SWEPT, "institution", actor.institution_id, **counts)
    return counts


def _until_empty(house: House, actor: Actor, step: Step) -> Iterator[int]:
    while True:
        with house.write(actor) as unit:
            count = step(unit)
        if count == 0:
            return
        yield count


def _gone(unit: Unit) -> int:
    return regrading_store.forget_gone(unit.connection, unit.actor.institution_id)


def _marked(unit: Unit) -> int:
    rows = regrading_store.marked(unit.connection, unit.actor.institution_id, _BATCH)
    for row in rows:
        regrading.regrade(unit, row.customer_id, Occasion(row.occasion))
    return len(rows)


def _manual_over(unit: Unit) -> int:
    rows = manual_store.run_out(unit.connection, unit.actor.institution_id, unit.today, _BATCH)
    for row in rows:
        manual.end(unit, grading.manual_of(unit, row))
    return len(rows)


def _signals_over(unit: Unit) -> int:
    rows = signal_store.run_out(unit.connection, unit.actor.institution_id, unit.today, _BATCH)
    for row in rows:
        signals.end(unit, signals.from_row(unit, row), "到期未续 / not renewed in time")
    return len(rows)


def _reviews(unit: Unit) -> int:
    ids = standings.reviewable(unit.connection, unit.actor.institution_id, unit.today, _BATCH)
    return _regraded(unit, ids, Occasion.REVIEW)


def _stale(unit: Unit) -> int:
    days = adoption.in_force(unit).values.facts_refresh_days
    before = unit.today - timedelta(days)
    ids = standings.gathered_before(unit.connection, unit.actor.institution_id, before, _BATCH)
    return _regraded(unit, ids, Occasion.REFRESH)


def _unknown(unit: Unit) -> int:
    ids = regrading_store.without_standing(unit.connection, unit.actor.institution_id, _BATCH)
    return _regraded(unit, ids, Occasion.REFRESH)


def _moved_by_policy(unit: Unit) -> int:
    """Those whose grade the policy changes, one by one, with their facts gathered anew."""
    fingerprint = adoption.in_force(unit).fingerprint
    ids = standings.graded_otherwise(unit.connection, unit.actor.institution_id, fingerprint, _BATCH)
    return _regraded(unit, ids, Occasion.POLICY)


def _regraded(unit: Unit, ids: standings.Ids, occasion: Occasion) -> int:
    for customer_id in ids:
        regrading.regrade(unit, customer_id, occasion)
    return len(ids)


def _unchanged_by_policy(house: House, actor: Actor, progress: Callable[[str, int], None]) -> Iterator[int]:
    """Those whose grade the policy leaves as it is, set by set."""
    total, after = 0, ""
    while True:
        with house.write(actor) as unit:
            policy = adoption.in_force(unit)
            found = policy_change.keep_unchanged(unit, policy, run_id=new_id(), after=after, limit=_SET)
        if found is None:
            return
        after, count = found
        total += count
        progress("unchanged", total)
        yield count


# In this order: what people changed first, then what time has changed.
_STEPS: Mapping[str, Step] = {
    "gone": _gone,
    "marked": _marked,
    "manual": _manual_over,
    "signals": _signals_over,
    "reviews": _reviews,
    "new": _unknown,
    "refreshed": _stale,
}
