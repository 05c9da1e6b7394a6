"""The grading commands: a grade with its reasons, what is due, grading anew, and what-if."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from kyc.base.access import Actor
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.risk import service
from kyc.risk.listing import list_commands
from kyc.risk.model import Migration, Mover, Rating, Standing

# Gives the house and the command line as an actor of its institution.
Opened = Callable[[], tuple[House, Actor]]

_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


def risk_commands(opened: Opened) -> click.Group:
    """`flask risk …`, over whatever `opened` gives when one of the commands is run."""

    @click.group("risk")
    def group() -> None:
        """风险评级 / Risk grading."""

    for command in (
        _show(opened),
        _replay(opened),
        _due(opened),
        _regrade(opened),
        _backtest(opened),
        *list_commands(opened),
    ):
        group.add_command(command)
    return group


def _show(opened: Opened) -> click.Command:
    @click.command("show")
    @click.argument("customer_id")
    @_JSON
    def show(customer_id: str, as_json: bool) -> None:
        """显示客户的等级和全部理由 / Show a customer's grade with all its reasons."""
        house, console = opened()
        with house.read(console) as unit:
            standing = service.standing(unit, customer_id)
        if as_json:
            click.echo(json.dumps(_standing(standing), ensure_ascii=False, indent=2))
            return
        for words, rating in (("现行 / in force", standing.latest), ("待定 / open", standing.proposal)):
            if rating:
                click.echo(f"{words}: {rating.assessment.grade.name}, {rating.assessment.total}")
                if rating.assessment.counter_grade != rating.assessment.grade:
                    click.echo(f"  网点所见 / at the counter: {rating.assessment.counter_grade.name}")
                for factor in rating.assessment.factors:
                    click.echo(f"  {factor.reason}")
                for override in rating.assessment.overrides:
                    click.echo(f"  ! {override.name}: {override.reason}")
        if standing.manual:
            click.echo(f"人工调整 / set by hand: {standing.manual.grade.name} → {standing.manual.until_on}")
        overdue = " (已逾期 / overdue)" if standing.overdue else ""
        click.echo(f"下次评定期限 / next due: {standing.due_on}{overdue}")

    return show


def _replay(opened: Opened) -> click.Command:
    @click.command("replay")
    @click.argument("assessment_id")
    @click.pass_context
    def replay(context: click.Context, assessment_id: str) -> None:
        """按当时的事实和政策重算一次评级，不一致时退出码为 1
        / Compute a kept assessment anew from its facts and policy; exit status 1 when it differs.
        """
        house, console = opened()
        with house.read(console) as unit:
            found = service.replay(unit, assessment_id)
        click.echo(f"原评定 / kept: {found.kept.grade.name}, {found.kept.total}")
        click.echo(f"重算 / computed: {found.computed.grade.name}, {found.computed.total}")
        click.echo("一致 / equal" if found.equal else "不一致 / they differ")
        if not found.equal:
            context.exit(1)

    return replay


def _due(opened: Opened) -> click.Command:
    @click.command("due")
    @click.option("--limit", default=100, show_default=True, help="最多显示多少位客户 / how many at most")
    @_JSON
    def due(limit: int, as_json: bool) -> None:
        """列出到期和逾期的评级，最急的在前 / List gradings that are due or overdue, the most urgent first."""
        house, console = opened()
        with house.read(console) as unit:
            found = service.due_reviews(unit, limit=limit)
        if as_json:
            rows = [
                {
                    "customer_id": each.customer_id,
                    "outlet_id": each.outlet_id,
                    "grade": each.grade.code if each.grade else None,
                    "due_on": each.due_on.isoformat(),
                    "days_left": each.days_left,
                }
                for each in found
            ]
            click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for each in found:
            grade = each.grade.name if each.grade else Text("未评定", "not graded")
            click.echo(f"{each.due_on}  {each.days_left:>5}  {each.customer_id}  {grade}")
        click.echo(f"{len(found)} 位客户 / customers", err=True)

    return due


def _regrade(opened: Opened) -> click.Command:
    @click.command("regrade")
    def regrade() -> None:
        """处理待重新评定的客户：有变化、到期、政策改变的；中断后再运行即可继续
        / Grade anew whoever waits for it; run again to go on after an interruption.
        """
        house, console = opened()
        with _progress() as progress:
            done = service.sweep(house, console, progress)
        for step, count in done.items():
            click.echo(f"{_STEPS[step]}: {count}")
        if not done:
            click.echo("没有待重新评定的客户 / nobody waits to be graded anew")

    return regrade


def _backtest(opened: Opened) -> click.Command:
    @click.command("backtest")
    @click.option(
        "--policy",
        "file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        required=True,
        help="政策草案（格式同 kyc/policies/risk.yaml）/ the draft, written as kyc/policies/risk.yaml is",
    )
    @click.option("--as-of", type=_DAY, required=True, help="按哪一天的政策 / on which day, 2027-01-01")
    @click.option(
        "--movers", default=0, show_default=True, help="列出多少位等级变动的客户 / how many movers to list"
    )
    @_JSON
    def backtest(file: Path, as_of: datetime, movers: int, as_json: bool) -> None:
        """以政策草案试评全部客户，显示等级迁移矩阵；不作任何改动
        / Grade the whole base under a draft policy and show who would move; nothing is changed.
        """
        house, console = opened()
        day = as_of.date()
        draft, _ = service.draft_of(file.name, file.read_text(encoding="utf-8"), day)
        with house.read(console) as unit:
            migration = service.backtest(unit, draft, day)
            listed = service.movers(unit, draft, day, limit=movers) if movers else ()
        if as_json:
            content = _migration(migration) | {"movers": [_mover(each) for each in listed]}
            click.echo(json.dumps(content, ensure_ascii=False, indent=2))
            return
        Console().print(_matrix(migration))
        click.echo(
            f"{migration.customers} 位客户，{migration.moved} 位变动 / customers, {migration.moved} would move"
        )
        for each in listed:
            click.echo(f"{each.customer_id}: {each.before.grade.name} → {each.after.grade.name}")
            for reason in each.reasons:
                click.echo(f"  {reason}")

    return backtest


_STEPS = {
    "gone": Text("已销毁或合并的客户", "customers purged or merged"),
    "marked": Text("资料、交易等有变化", "something changed"),
    "manual": Text("人工调整到期", "grade set by hand ended"),
    "signals": Text("预警信号到期", "signal ended"),
    "reviews": Text("到期复评", "review due"),
    "new": Text("首次采集事实", "facts gathered for the first time"),
    "refreshed": Text("定期更新事实", "facts gathered anew"),
    "unchanged": Text("政策改变，等级不变", "policy changed, grade the same"),
    "policy": Text("政策改变，等级变动", "policy changed, grade too"),
}


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """A line for each step on a terminal; nothing elsewhere, where it would only fill a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step, done: None
        return
    with Progress(console=console) as bar:
        tasks: dict[str, Any] = {}

        def progress(step: str, done: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(str(_STEPS[step]), total=None)
            bar.update(tasks[step], completed=done)

        yield progress


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "customer_id": standing.customer_id,
        "grade": standing.grade.code if standing.grade else None,
        "latest": _rating(standing.latest) if standing.latest else None,
        "proposal": _rating(standing.proposal) if standing.proposal else None,
        "manual_until": standing.manual.until_on.isoformat() if standing.manual else None,
        "due_on": standing.due_on.isoformat(),
        "overdue": standing.overdue,
    }


def _rating(rating: Rating) -> dict[str, Any]:
    return {
        "assessment_id": rating.assessment_id,
        "occasion": rating.occasion,
        "state": rating.state,
        "grade": rating.assessment.grade.code,
        "counter_grade": rating.assessment.counter_grade.code,
        "total": str(rating.assessment.total),
        "fingerprint": rating.fingerprint,
        "reasons": [factor.reason.as_dict() for factor in rating.assessment.factors],
        "rules": [each.reason.as_dict() | {"code": each.code} for each in rating.assessment.overrides],
    }


def _matrix(migration: Migration) -> Table:
    table = Table(title="现行政策 → 草案 / policy in force → draft")
    table.add_column("")
    for grade in migration.after:
        table.add_column(str(grade.name), justify="right")
    for before in migration.before:
        counts = [migration.counts.get((before.code, after.code), 0) for after in migration.after]
        table.add_row(str(before.name), *(f"{count:,}" for count in counts))
    return table


def _migration(migration: Migration) -> dict[str, Any]:
    return {
        "as_of": migration.as_of.isoformat(),
        "customers": migration.customers,
        "moved": migration.moved,
        "matrix": [
            {"before": before, "after": after, "customers": count}
            for (before, after), count in sorted(migration.counts.items())
        ],
    }


def _mover(mover: Mover) -> dict[str, Any]:
    return {
        "customer_id": mover.customer_id,
        "before": mover.before.grade.code,
        "after": mover.after.grade.code,
        "total_before": str(mover.before.total),
        "total_after": str(mover.after.total),
        "reasons": [reason.as_dict() for reason in mover.reasons],
    }
