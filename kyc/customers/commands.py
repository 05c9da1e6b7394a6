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
