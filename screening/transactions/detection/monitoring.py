"""Judging: a customer as soon as rows of theirs changed, or a whole day, on whatever engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kyc.base.access import Actor, Permission
from kyc.base.audit import Event
from kyc.base.errors import Invalid
from kyc.base.settings import Settings
from kyc.base.text import Text
from kyc.base.unit import House, Unit
from screening.transactions.detection import keeping, running, store
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.engines import Engine, EngineName
from screening.transactions.detection.engines.cluster import Cluster
from screening.transactions.detection.engines.columnar import Columnar
from screening.transactions.detection.engines.embedded import Embedded
from screening.transactions.detection.engines.served import Served
from screening.transactions.detection.gathering import Scope, ground_of
from screening.transactions.detection.model import Monitored, Reach, Rule, WatchReason
from screening.transactions.detection.parameters import in_force
from screening.transactions.detection.policy import MonitoringPolicy


def engine_of(name: EngineName, settings: Settings, database_url: str) -> Engine:
    """A fresh engine. Invalid when the database is not PostgreSQL but the engine is; Misconfigured without Spark."""
    if name is EngineName.SPARK:
        return Cluster(settings)
    if name is EngineName.POSTGRESQL:
        if not database_url.startswith("postgresql"):
            text = Text(
                "本机构的数据库不是 PostgreSQL，请改用 --engine sqlite 或 duckdb。",
                "The institution's database is not PostgreSQL; take --engine sqlite or duckdb.",
            )
            raise Invalid("monitor.engine", text)
        return Served(database_url)
    return Embedded() if name is EngineName.SQLITE else Columnar()


def mark(unit: Unit, customer_id: str, day: date) -> None:
    """Has the customer's day judged soon by the running service, and the later days whose windows reach back to it. Asks
    for no permission: it is a consequence of what was permitted.
    """
    days = {day}
    if day < unit.today:
        days |= set(store.later_days(unit.connection, customer_id, day, unit.today))
    store.mark(unit.connection, unit.actor.institution_id, customer_id, sorted(days), unit.now)


def note_reported(unit: Unit, customer_id: str) -> None:
    """Nearness to the customer counts from now on, because they were reported as suspicious. Called by later stages; asks
    for no permission.
    """
    store.watch(unit.connection, unit.actor.institution_id, customer_id, WatchReason.REPORTED, unit.now)


def monitor_day(unit: Unit, day: date, engine: Engine) -> Monitored:
    """Judges everybody who dealt on the day by every rule. Twice changes nothing. Refused without the permission."""
    unit.require(Permission.MONITOR_RUN)
    done = _judge(unit, Scope(day), engine, tuple(rules().values()))
    unit.audit(
        Event.DAY_MONITORED,
        "day",
        day.isoformat(),
        judged=done.judged,
        findings=done.findings,
        rules=len(done.rules),
    )
    return done


def monitor_customers(unit: Unit, customer_ids: Sequence[str], day: date, engine: Engine) -> Monitored:
    """Judges these customers' day by every rule that need not see everybody. Refused without the permission."""
    unit.require(Permission.MONITOR_RUN)
    chosen = tuple(rule for rule in rules().values() if rule.reach is not Reach.EVERYONE)
    return _judge(unit, Scope(day, tuple(customer_ids)), engine, chosen)


def catch_up(house: House, actor: Actor) -> int:
    """Judges the customer-days that wait, oldest day first: one by one, or the whole day when many do. Each step commits by
    itself and takes its notes away with it, so nothing is lost at any point. How many customer-days were judged.
    """
    with house.read(actor) as unit:
        policy = unit.policy(MonitoringPolicy).values
        waiting = store.marked_days(unit.connection, actor.institution_id)
    left, done = policy.batch, 0
    for day, count in waiting:
        whole = count >= policy.sweep_from
        if left <= 0:
            break
        engine = Columnar() if whole else Embedded()
        try:
            with house.write(actor) as unit:
                done += _work_off(unit, day, None if whole else left, engine)
        finally:
            engine.close()
        left -= min(count, left)
    return done


def _work_off(unit: Unit, day: date, limit: int | None, engine: Engine) -> int:
    ids = store.marked(unit.connection, unit.actor.institution_id, day, limit)
    if limit is None:
        monitor_day(unit, day, engine)
    else:
        for customer_id in ids:
            monitor_customers(unit, [customer_id], day, engine)
    store.unmark(unit.connection, day, ids)
    return len(ids)


def _judge(unit: Unit, scope: Scope, engine: Engine, chosen: Sequence[Rule]) -> Monitored:
    parameters = in_force(unit, scope.day)
    ground = ground_of(unit, scope)
    engine.take(ground)
    found = running.run(engine, chosen, parameters, ground.day, ground.workday)
    codes = [rule.code for rule in chosen]
    changed = keeping.keep(unit, ground, found, parameters, judged=scope.customer_ids, rule_codes=codes)
    _, [[judged]] = engine.query("SELECT COUNT(*) FROM judged", {})
    return Monitored(scope.day, int(str(judged)), len(found), changed, tuple(codes))
