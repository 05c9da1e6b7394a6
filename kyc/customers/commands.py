"""The commands over customers: what is kept no longer than needed."""

from __future__ import annotations

from collections.abc import Callable

import click

from kyc.base.access import Actor
from kyc.base.unit import House
from kyc.customers import service


def sweep(house: House, actor: Actor) -> tuple[int, int]:
    """Expires forgotten drafts, then destroys pictures nothing stands behind, theirs among them: in two units, so that
    no picture goes before its draft's end is committed. Returns how many of each.
    """
    with house.write(actor) as unit:
        expired = service.expire_drafts(unit)
    with house.write(actor) as unit:
        return expired, service.sweep_pictures(unit)


def review(house: House, actor: Actor) -> None:
    """Computes anew what follows from every record, some customers in a unit, so that tellers do not wait for it."""
    after: str | None = None
    while True:
        with house.write(actor) as unit:
            after = service.review_some(unit, after)
        if after is None:
            return


def review_command(opened: Callable[[], tuple[House, Actor]]) -> click.Command:
    """`flask review-customers`, over whatever `opened` gives when it is run."""

    @click.command("review-customers")
    def command() -> None:
        """重新计算全部客户的完整度、补录、到期和查找索引（服务运行时也自动执行）
        / Compute completeness, due dates, expiries and search pieces of every customer anew; the service does it too.
        """
        review(*opened())
        click.echo("已重新计算 / done")

    return command


def sweep_command(opened: Callable[[], tuple[House, Actor]]) -> click.Command:
    """`flask sweep`, over whatever `opened` gives when it is run."""

    @click.command("sweep")
    def command() -> None:
        """清理过期的未完成建档和无主影像（服务运行时也自动执行）
        / Destroy forgotten drafts and pictures without a record; the running service does it too.
        """
        expired, swept = sweep(*opened())
        click.echo(f"未完成建档过期 / drafts expired: {expired}; 影像销毁 / pictures destroyed: {swept}")

    return command
