"""`flask rescreen`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import Progress

from kyc.base.access import Actor
from kyc.base.calendar import business_date
from kyc.base.unit import House
from screening.hits import service
from screening.hits.policy import HitPolicy
from screening.watchlists.service import load_sources

# Gives the house and the command line as an actor of its institution.
Opened = Callable[[], tuple[House, Actor]]


def rescreen_command(opened: Opened) -> click.Command:
    """The command, over whatever `opened` gives when it is run."""

    @click.command("rescreen")
    @click.option(
        "--engine",
        type=click.Choice(["local", "spark"]),
        default="local",
        show_default=True,
        help="在本机或 Spark 集群上比对 / where names are held: on this machine or on a Spark cluster",
    )
    @click.option("--pending", is_flag=True, help="只筛查尚未完成的部分 / only what is still to be screened")
    def rescreen(pending: bool, engine: str) -> None:
        """以现行名单筛查全部客户与关联方；中断后再次运行即从断点继续。

        Screen every customer, and everybody beside one, by the lists in force; run again after an interruption, it goes on
        from there.
        """
        house, console = opened()
        lists = service.Lists(load_sources(house.settings.watchlists_path))
        work = service.work_off if pending else service.rescreen
        policy = house.policies.at(business_date(house.clock())).of(HitPolicy)
        with service.engine_named(engine, house.settings, policy) as chosen, _progress() as progress:
            changed = work(house, console, lists, progress, chosen)
        click.echo(f"新增或有变化的命中 / hits that are new or differ: {changed}")

    return rescreen


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """A count on a terminal; nothing elsewhere, where it would only fill a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda people: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task("筛查 / screening", total=None)
        yield lambda people: bar.advance(task, people)
