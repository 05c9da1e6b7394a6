"""`flask monitor` and `flask rules`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from kyc.base.access import Actor
from kyc.base.unit import House
from screening.transactions.detection import service
from screening.transactions.detection.engines import EngineName
from screening.transactions.detection.model import Backtest, Decided, Parameters, ParameterValue, Rule

Opened = Callable[[], tuple[House, Actor]]


def detection_commands(opened: Opened) -> list[click.Command]:
    """The commands, over whatever `opened` gives when one of them is run."""
    return [monitor_command(opened), rule_commands(opened)]


def monitor_command(opened: Opened) -> click.Command:
    """`flask monitor`."""

    @click.command("monitor")
    @click.option(
        "--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="营业日 / business day, 2026-11-20"
    )
    @click.option(
        "--engine",
        type=click.Choice([each.value for each in EngineName]),
        default=EngineName.DUCKDB.value,
        show_default=True,
        help="在何处运行规则 / where the rules run",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    def monitor(day: datetime, engine: str, as_json: bool) -> None:
        """以全部监测规则检查一个营业日；重复运行不产生变化
        / Judge a business day by all detection rules; running it twice changes nothing.
        """
        house, console = opened()
        begun = time.monotonic()
        runner = service.engine_of(EngineName(engine), house.settings, house.database.url)
        try:
            with house.write(console) as unit:
                done = service.monitor_day(unit, _day(day), runner)
        finally:
            runner.close()
        told = {
            "day": done.day.isoformat(),
            "engine": engine,
            "rules": len(done.rules),
            "customers": done.judged,
            "findings": done.findings,
            "changed": done.changed,
            "seconds": round(time.monotonic() - begun, 2),
        }
        if as_json:
            click.echo(json.dumps(told))
            return
        click.echo(
            f"{told['day']}（{engine}）：{told['customers']} 名客户 / customers, {told['rules']} 条规则 / rules, "
            f"{told['findings']} 条监测结果 / findings, {told['changed']} 条有变化 / changed, {told['seconds']} s"
        )

    return monitor


def rule_commands(opened: Opened) -> click.Group:
    """`flask rules …`."""

    @click.group("rules")
    def group() -> None:
        """监测规则 / Detection rules."""

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    def listed(as_json: bool) -> None:
        """列出监测规则、现行参数与依据 / List the rules with the parameters in force and their reference."""
        house, console = opened()
        with house.read(console) as unit:
            present = service.parameters_in_force(unit, unit.today)
        if as_json:
            told = [_told(rule, present[code]) for code, rule in service.rules().items()]
            click.echo(json.dumps(told, ensure_ascii=False, indent=2))
            return
        for code, rule in service.rules().items():
            values = ", ".join(f"{name}={_shown(value)}" for name, value in present[code].items())
            click.echo(f"{code}  {rule.title}  [{values}]")

    @group.command("backtest")
    @click.argument("rule")
    @click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), required=True, help="起 / first day")
    @click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), required=True, help="止 / last day")
    @click.option(
        "--parameters",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="草案 YAML，每行“参数: 值”；略去的不变 / the draft, `parameter: value` a line; what it leaves out stays",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    def backtest(rule: str, first: datetime, last: datetime, parameters: Path | None, as_json: bool) -> None:
        """以草案参数试跑过去若干天，与现行参数对比；不作任何改动
        / Run a draft of a rule's parameters over past days, beside those in force; nothing is kept.
        """
        house, console = opened()
        with house.read(console) as unit, _progress() as progress:
            chosen = service.rule_of(rule)
            draft = None
            if parameters is not None:
                present = service.parameters_in_force(unit, _day(last))[rule]
                draft = service.draft_of(chosen, parameters.name, parameters.read_text("utf-8"), present)
            done = service.backtest(unit, chosen, _day(first), _day(last), draft, progress)
        click.echo(json.dumps(_result(done), ensure_ascii=False, indent=2) if as_json else _summary(done))

    return group


def _told(rule: Rule, parameters: Parameters) -> dict[str, Any]:
    return {
        "code": rule.code,
        "group": rule.group.value,
        "title": rule.title.as_dict(),
        "description": rule.description.as_dict(),
        "reference": rule.reference,
        "parameters": dict(parameters),
    }


def _result(done: Backtest) -> dict[str, Any]:
    return {
        "rule": done.rule,
        "from": done.first.isoformat(),
        "to": done.last.isoformat(),
        "current": {"parameters": dict(done.current), **_side(done, done.before, done.decided_before)},
        "draft": {"parameters": dict(done.draft), **_side(done, done.after, done.decided_after)},
        "kept": len(done.kept),
        "gained": [{"customer_id": one.customer_id, "day": one.day.isoformat()} for one in done.gained],
        "lost": [{"customer_id": one.customer_id, "day": one.day.isoformat()} for one in done.lost],
        "officers": done.officers,
        "working_days": done.working_days,
    }


def _side(done: Backtest, alerts: int, decided: Mapping[Decided, int]) -> dict[str, Any]:
    workload = done.workload(alerts)
    return {
        "alerts": alerts,
        "decided": {each.value: count for each, count in decided.items()},
        "precision_percent": done.precision(decided),
        "alerts_per_officer_and_day": None if workload is None else round(float(workload), 2),
    }


def _summary(done: Backtest) -> str:
    lines = [f"{done.rule}  {done.first} – {done.last}"]
    for words, alerts, decided in (
        ("现行 / in force", done.before, done.decided_before),
        ("草案 / draft", done.after, done.decided_after),
    ):
        told = _side(done, alerts, decided)
        lines.append(
            f"{words}: {alerts} 条预警 / alerts; 已判定准确率 / precision so far: "
            f"{_or_none(told['precision_percent'], '%')}; 每人每工作日 / per officer and working day: "
            f"{_or_none(told['alerts_per_officer_and_day'])}"
        )
    lines.append(
        f"两者皆有 / both {len(done.kept)}, 新增 / gained {len(done.gained)}, 失去 / lost {len(done.lost)}"
    )
    for mark, found in (("+", done.gained), ("-", done.lost)):
        lines += [f"  {mark} {one.day} {one.customer_id}" for one in found]
    return "\n".join(lines)


def _or_none(value: object, unit: str = "") -> str:
    return "—" if value is None else f"{value}{unit}"


def _shown(value: ParameterValue) -> str:
    return str(value) if isinstance(value, int) else "|".join(value)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal; nothing elsewhere, where it would only fill a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task("试跑 / running")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _day(told: datetime) -> date:
    return told.date()
