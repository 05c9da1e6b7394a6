"""The commands over the networked check: working the queue off, and asking about everybody nobody asked about."""

from __future__ import annotations

from collections.abc import Callable

import click

from kyc.base.access import Actor
from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.verification import service
from kyc.verification.http_checker import HttpIdChecker

UNANSWERED = 3  # exit status when questions wait on


def idcheck_commands(opened: Callable[[], tuple[House, Actor]]) -> click.Group:
    """`flask idcheck …`, over whatever `opened` gives when it is run."""

    @click.group("idcheck")
    def group() -> None:
        """联网核查 / The networked citizen-ID check."""

    @group.command("retry")
    @click.pass_context
    def retry(context: click.Context) -> None:
        """重试已到时间的待核查（服务运行时也自动执行）。退出码 3：仍有未得到结果的
        / Ask again what is due; the running service does it too. Exit status 3: some still have no answer.
        """
        house, console = opened()
        _tell(context, service.work_off(house, _checker(house), console))

    @group.command("batch")
    @click.option(
        "--unchecked",
        is_flag=True,
        help="先将从未核查过的客户全部列入 / first queue every customer never checked",
    )
    @click.pass_context
    def batch(context: click.Context, unchecked: bool) -> None:
        """成批核查队列（不返回照片，结果 00 待柜面比对）。退出码 3：仍有未得到结果的
        / Ask the queue in batches (no photos: results 00 wait to be compared). Exit status 3: some have no answer.
        """
        house, console = opened()
        checker = _checker(house)
        if unchecked:
            click.echo(f"新列入 / queued: {service.queue_unchecked(house, console)}")
        _tell(context, service.work_off_batch(house, checker, console))

    return group


def work_off_quietly(house: House, actor: Actor) -> None:
    """What the running service does again and again; nothing while no gateway is set."""
    checker = service.configured(house)
    if checker is not None:
        try:
            service.work_off(house, checker, actor)
        finally:
            checker.close()


def _checker(house: House) -> HttpIdChecker:
    checker = service.configured(house)
    if checker is None:
        raise Misconfigured(
            "settings.idcheck_url",
            Text(
                "未设置核查接口地址（FIRSTLINE_IDCHECK_URL）。",
                "No address of the checking system is set (FIRSTLINE_IDCHECK_URL).",
            ),
        )
    return checker


def _tell(context: click.Context, tally: service.Tally) -> None:
    click.echo(
        f"核查 / asked: {tally.asked}; 有结果 / answered: {tally.answered}; "
        f"继续排队 / waiting on: {tally.troubled}"
    )
    if tally.troubled:
        context.exit(UNANSWERED)
