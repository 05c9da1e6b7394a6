"""The operator's commands: settings, schema, audit log and keys."""

from __future__ import annotations

import json
import os
from collections.abc import Callable

import click
from rich.console import Console
from rich.table import Table

from kyc.base import audit, rotation, settings
from kyc.base.access import Actor
from kyc.base.unit import House

OpenHouse = Callable[[], House]


def operator_commands(open_house: OpenHouse) -> list[click.Command]:
    """The commands, over whatever house `open_house` gives when one of them is run."""
    return [settings_command(), audit_commands(open_house), keys_commands(open_house)]


def settings_command() -> click.Command:
    """`flask settings`."""

    @click.command("settings")
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    def show(as_json: bool) -> None:
        """列出全部设置项、当前值、来源和含义 / List every setting with value, source and meaning."""
        _, sources = settings.load(os.environ)
        if as_json:
            rows = [
                {"name": s.name, "value": s.value, "source": s.origin, **s.meaning.as_dict()} for s in sources
            ]
            click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        table = Table()
        for heading in ("设置项 / setting", "值 / value", "来源 / source", "含义 / meaning"):
            table.add_column(heading, overflow="fold")
        for source in sources:
            table.add_row(source.name, source.value, source.origin, str(source.meaning))
        Console().print(table)

    return show


def audit_commands(open_house: OpenHouse) -> click.Group:
    """`flask audit …`."""

    @click.group("audit")
    def group() -> None:
        """审计日志 / The audit log."""

    @group.command("verify")
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    @click.pass_context
    def verify(context: click.Context, as_json: bool) -> None:
        """核验每个机构的审计链，指出第一处断裂 / Verify each institution's chain, naming the first broken link."""
        house = open_house()
        with house.database.read() as connection:
            key = house.vault.keyring.audit_key
            found = [audit.verify(connection, key, i) for i in audit.institutions(connection)]
        if as_json:
            click.echo(json.dumps([_verification(v) for v in found], ensure_ascii=False, indent=2))
        else:
            for verification in found:
                click.echo(_verification_line(verification))
        if any(v.broken for v in found):
            context.exit(1)

    return group


def keys_commands(open_house: OpenHouse) -> click.Group:
    """`flask keys …`."""

    @click.group("keys")
    def group() -> None:
        """密钥环 / The keyring."""

    @group.command("rotate")
    def rotate() -> None:
        """换用新密钥，分批重新密封全部数据；中断后再运行即可继续
        / Take a new key and re-seal everything in batches; run again to go on after an interruption.
        """
        house = open_house()
        total = 0

        def progress(place: str, count: int) -> None:
            nonlocal total
            total += count
            click.echo(f"已重新密封 / re-sealed {total}: {place}", err=True)

        done = rotation.rotate(house.database, house.vault, house.clock(), progress)
        with house.database.read() as connection:
            institutions = audit.institutions(connection)
        for institution_id in institutions:
            with house.write(Actor.console(institution_id)) as unit:
                unit.audit(audit.Event.KEYS_ROTATED, "key", done.key_id, values=done.values, scans=done.scans)
        how = "继续上次 / resumed" if done.resumed else "新密钥 / new key"
        click.echo(f"{how} {done.key_id}: {done.values} 个值 / values, {done.scans} 份影像 / scans")

    return group


def _verification(found: audit.Verification) -> dict[str, object]:
    return {
        "institution_id": found.institution_id,
        "events": found.events,
        "head": {"seq": found.head.seq, "hash": found.head.hash},
        "whole": found.broken is None,
        "first_broken": {"seq": found.broken.seq, **found.broken.text.as_dict()} if found.broken else None,
    }


def _verification_line(found: audit.Verification) -> str:
    if found.broken:
        return f"✗ {found.institution_id}: 第 {found.broken.seq} 条断裂 / broken at {found.broken.seq}: {found.broken.text}"
    return f"✓ {found.institution_id}: {found.events} 条完整 / events whole, head {found.head.hash}"
