"""The command that proposes what the law lets go."""

from __future__ import annotations

from collections.abc import Callable

import click

from kyc.base.access import Actor
from kyc.base.unit import House
from kyc.retention import service


def retention_commands(opened: Callable[[], tuple[House, Actor]]) -> click.Group:
    """`flask retention …`, over whatever `opened` gives when it is run."""

    @click.group("retention")
    def group() -> None:
        """保存期限与销毁 / How long data is kept, and its end."""

    @group.command("propose")
    def propose() -> None:
        """提出保存期限已满的客户资料销毁申请，由反洗钱负责人在页面批准
        / Propose the purge of what every clock has run out for; the compliance head approves on the page.
        """
        house, console = opened()
        with house.write(console) as unit:
            proposed = service.propose_due(unit)
        click.echo(f"提出销毁 / purges proposed: {proposed}")

    return group
