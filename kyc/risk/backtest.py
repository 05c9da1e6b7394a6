"""What-if: the whole base graded under a draft policy, on the facts last gathered, before anyone adopts it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk import adoption, rules, setwise
from kyc.risk.facts import fact
from kyc.risk.model import Assessment, Facts, Migration, Mover, Override, Subject
from kyc.risk.policy import RiskPolicy
from kyc.risk.standings import AnyRow, risk_standings, values_of

_GATHERED = Text("最近一次采集的评级事实", "facts as last gathered")


def backtest(unit: Unit, draft: RiskPolicy, as_of: date) -> Migration:
    """The migration matrix from the policy in force on `as_of` to the draft. Refused without the permission."""
    unit.require(Permission.POLICY_VIEW)
    present = adoption.in_force(unit, as_of).values
    rows = unit.connection.execute(_moves(_both(unit, present, draft)))
    counts = {(row.before, row.after): row.customers for row in rows}
    return Migration(as_of, present.levels, draft.levels, counts)


def movers(
    unit: Unit,
    draft: RiskPolicy,
    as_of: date,
    *,
    before: str | None = None,
    after: str | None = None,
    limit: int,
    following: str | None = None,
) -> tuple[Mover, ...]:
    """Customers whose grade the draft would change, and why, in the order of their ids.

    before, after: only those who move from or to this grade. following: only ids above this one. Refused without the
    permission to see monitoring: the reasons tell of it.
    """
    unit.require(Permission.POLICY_VIEW)
    unit.require(Permission.MONITORING_VIEW)
    present = adoption.in_force(unit, as_of).values
    where = () if following is None else (risk_standings.c.customer_id > following,)
    both = _both(unit, present, draft, *where)
    chosen = select(both.c.customer_id).where(both.c.before != both.c.after)
    if before is not None:
        chosen = chosen.where(both.c.before == before)
    if after is not None:
        chosen = chosen.where(both.c.after == after)
    ids = unit.connection.scalars(chosen.order_by(both.c.customer_id).limit(limit)).all()
    rows = unit.connection.execute(
        select(risk_standings)
        .where(risk_standings.c.customer_id.in_(ids))
        .order_by(risk_standings.c.customer_id)
    )
    return tuple(_mover(row, present, draft, as_of) for row in rows)


def _both(unit: Unit, present: RiskPolicy, draft: RiskPolicy, *where: ColumnElement[bool]) -> Subquery:
    policies = {"before": present, "after": draft}
    return setwise.graded(policies, unit.actor.institution_id, *where)


def _moves(both: Subquery) -> Select[Any]:
    pair = (both.c.before, both.c.after)
    return select(*pair, func.count().label("customers")).group_by(*pair)


def _mover(row: AnyRow, present: RiskPolicy, draft: RiskPolicy, as_of: date) -> Mover:
    known: Facts = {
        name: fact(name, value, _GATHERED, row.gathered_on) for name, value in values_of(row).items()
    }
    before, after = (rules.grade(known, policy, Subject(row.subject), as_of) for policy in (present, draft))
    return Mover(row.customer_id, row.outlet_id, before, after, tuple(_reasons(before, after)))


def _reasons(before: Assessment, after: Assessment) -> Iterator[Text]:
    """What counts otherwise, the heaviest factor first; then rules; then cut points, when nothing else differs."""
    old = {factor.code: factor for factor in before.factors}
    new = {factor.code: factor for factor in after.factors}
    changes = []
    for code in old.keys() | new.keys():
        was = old[code].contribution if code in old else Decimal(0)
        now = new[code].contribution if code in new else Decimal(0)
        if was != now:
            changes.append((-abs(now - was), code, f"{was} → {now}"))
    for _, code, change in sorted(changes, key=lambda each: each[:2]):
        name = (new.get(code) or old[code]).name
        yield Text(f"{name.zh}：{change}", f"{name.en}: {change}")
    yield from _rule_reasons(before.overrides, after.overrides)
    if before.total == after.total and before.scored != after.scored:
        yield Text(
            f"分数线改变：{before.total} 分由{before.scored.name.zh}改为{after.scored.name.zh}",
            f"Cut points: a total of {before.total} was {before.scored.name.en}, is {after.scored.name.en}",
        )


def _rule_reasons(before: tuple[Override, ...], after: tuple[Override, ...]) -> Iterator[Text]:
    old, new = {each.code for each in before}, {each.code for each in after}
    for each in after:
        if each.code not in old:
            yield Text(f"规则触发：{each.name.zh}", f"Rule fires: {each.name.en}")
    for each in before:
        if each.code not in new:
            yield Text(f"规则不再触发：{each.name.zh}", f"Rule fires no longer: {each.name.en}")
