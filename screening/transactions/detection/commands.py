"""`flask monitor` and `flask rules`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, datetime

import click

from kyc.base.access import Actor
from kyc.base.unit import House
from screening.transactions.detection import service
from screening.transactions.detection.engines import EngineName

Opened = Callable[[], tuple[House, Actor]]


def detection_commands(opened: Opened) -> list[click.Command]:
    """The commands, over whatever `opened` gives when one of them is run."""
    return [monitor_command(opened)]


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


def _day(told: datetime) -> date:
    return told.date()
