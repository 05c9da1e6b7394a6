"""The screening commands: transactions and rates from files, business days, self-checks as files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from kyc.base.access import Actor
from kyc.base.errors import NotFound
from kyc.base.files import write_atomically
from kyc.base.staff import store as staff_store
from kyc.base.stored_table import open_table
from kyc.base.table import MAX_FILE_BYTES, Column
from kyc.base.text import Text
from kyc.base.unit import House, Unit
from screening.selfcheck import printing
from screening.selfcheck import service as selfcheck
from screening.transactions import service as transactions
from screening.transactions.intake import RATE_COLUMNS, TRANSACTION_COLUMNS
from screening.transactions.model import Arrived
from screening.transactions.service import Imported

# Gives the house and the command line as an actor of its institution.
Opened = Callable[[], tuple[House, Actor]]

WHOLE_FILE_BYTES = 8 * 2**20  # larger files are taken in portions
LINES_BETWEEN = 10_000  # how often an import that runs without a terminal tells how far it is
LINES_LEFT_OUT = 3  # exit status of an import that took the good lines and left others out
_FORMS = tuple(f".{form}" for form in printing.FORMS)


def screening_commands(opened: Opened) -> list[click.Command]:
    """The commands, over whatever `opened` gives when one of them is run."""
    return [transaction_commands(opened), selfcheck_command(opened)]


def transaction_commands(opened: Opened) -> click.Group:
    """`flask transactions …`."""

    @click.group("transactions")
    def group() -> None:
        """现金交易与汇率 / Cash transactions and exchange rates."""

    @group.command("import", epilog=_columns_help(TRANSACTION_COLUMNS))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option(
        "--keep-good", is_flag=True, help="只导入无误的行 / take the good lines, leave the others out"
    )
    @click.option(
        "--rejects",
        type=click.Path(dir_okay=False, path_type=Path),
        help="错误行清单，空则为 FILE.rejects.csv / file of what was wrong with lines, by default FILE.rejects.csv",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    @click.pass_context
    def import_file(
        context: click.Context, file: Path, keep_good: bool, rejects: Path | None, as_json: bool
    ) -> None:
        """导入交易文件（CSV、XLSX、JSON 行或 Parquet）。有错误的行时整份不导入；加 --keep-good 或文件超过 8 MiB 时，分批导入
        无误的行，错误行写入清单，中断后重新运行即从断点继续。同一文件再次导入不产生变化。
        退出码：0 全部导入；1 未导入；3 有行被略去。

        Import a file of transactions (CSV, XLSX, JSON lines or Parquet): whole, or not at all when a line is wrong. With
        --keep-good, or over 8 MiB, the good lines are taken in portions and what is wrong with others is written to a file;
        one that was cut off goes on where it stopped when it is run again. The same file again changes nothing. Exit
        status: 0 all of it; 1 nothing; 3 lines were left out.
        """
        house, console = opened()
        if keep_good or file.stat().st_size > WHOLE_FILE_BYTES:
            with _lines() as told:
                arrived = transactions.arrive(house, console, file, rejects=rejects, progress=told)
            click.echo(json.dumps(_arrived(arrived)) if as_json else _arrival(arrived))
            if arrived.rejected_lines:
                context.exit(LINES_LEFT_OUT)
            return
        with house.write(console) as unit, _progress() as progress:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            done = transactions.import_table(unit, open_table(file), digest, progress=progress)
        click.echo(json.dumps(_imported(done), ensure_ascii=False, indent=2) if as_json else _summary(done))

    @group.command("days")
    @click.option(
        "--last", is_flag=True, help="只要最近一个有交易的营业日 / only the newest day that has any"
    )
    def days(last: bool) -> None:
        """列出有交易的营业日，最近的在前 / List business days that have transactions, newest first."""
        house, console = opened()
        with house.read(console) as unit:
            found = transactions.business_days(unit, limit=1 if last else None)
        if not found:
            raise NotFound("transactions.days", Text("尚无任何交易。", "There are no transactions yet."))
        for day, count in found:
            click.echo(day.isoformat() if last else f"{day.isoformat()}  {count}")

    group.add_command(_rate_commands(opened))
    return group


def _rate_commands(opened: Opened) -> click.Group:
    @click.group("rates")
    def group() -> None:
        """折美元汇率 / Exchange rates to the US dollar."""

    @group.command("import", epilog=_columns_help(RATE_COLUMNS))
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    def import_rates(file: Path) -> None:
        """导入汇率文件（CSV 或 XLSX），并重新核算受影响的营业日
        / Import a file of rates (CSV or XLSX) and derive the days they value again.
        """
        house, console = opened()
        with house.write(console) as unit:
            done = transactions.import_rates(unit, file.name, _bytes(file))
        click.echo(
            f"汇率 / rates: {done.changed} 新增或更正 / new or corrected, {done.unchanged} 未变 / unchanged; "
            f"{done.rederived} 个客户日重新核算 / customer-days derived again"
        )

    return group


def selfcheck_command(opened: Opened) -> click.Command:
    """`flask self-check`."""

    @click.command("self-check")
    @click.option("--branch", required=True, help="网点代码 / code of the outlet")
    @click.option(
        "--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="营业日 / business day, 2026-11-20"
    )
    @click.option(
        "--out",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help="输出文件 .pdf、.xlsx 或 .json / the file to write",
    )
    def export(branch: str, day: datetime, out: Path) -> None:
        """输出一个网点全部柜员当日的自查表，个人信息默认打码
        / Write the self-checks of all tellers of an outlet for a day, personal data masked.
        """
        if out.suffix.lower() not in _FORMS:
            raise click.BadParameter(f"须为 / must end in {', '.join(_FORMS)}", param_hint="--out")
        house, console = opened()
        with house.read(console) as unit:
            sheets = selfcheck.branch(unit, _outlet_id(unit, branch), day.date())
            content = printing.render(sheets, out.suffix.lower().lstrip("."), unit.now)
        try:
            write_atomically(out, content)
        except OSError as error:
            raise click.ClickException(
                f"无法写入 {out}（{error.strerror}）/ cannot write {out} ({error.strerror})"
            ) from error
        click.echo(f"{out}: {len(sheets)} 名柜员 / tellers, {len(content)} 字节 / bytes")

    return export


def _outlet_id(unit: Unit, code: str) -> str:
    outlets = {o.code: o.id for o in staff_store.outlets_of(unit.connection, unit.actor.institution_id)}
    if code not in outlets:
        known = ", ".join(sorted(outlets)) or "—"
        raise NotFound(
            "selfcheck.outlet",
            Text(f"没有网点 {code}；现有网点：{known}。", f"There is no outlet {code}; there are: {known}."),
        )
    return outlets[code]


def _bytes(file: Path) -> bytes:
    """The file, no further than the byte that makes it too large."""
    with file.open("rb") as opened:
        return opened.read(MAX_FILE_BYTES + 1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal; nothing elsewhere, where it would only fill a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None
        return
    with Progress(console=console) as bar:
        task = bar.add_task("导入 / importing")
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def _lines() -> Iterator[Callable[[int], None]]:
    """How far a file of unknown length has come: a line that moves on a terminal, plain lines now and then elsewhere."""
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status("导入 / importing") as status:
            yield lambda line: status.update(f"导入 / importing: {line:,} 行 / lines")
        return
    told = 0

    def tell(line: int) -> None:
        nonlocal told
        if line - told >= LINES_BETWEEN:
            told = line
            console.print(f"{line:,} 行 / lines", highlight=False)

    yield tell


def _columns_help(columns: tuple[Column, ...]) -> str:
    listed = ", ".join(f"{c.names[0]} ({c.field}){'*' if c.required else ''}" for c in columns)
    return f"列名，* 为必需 / columns, * required: {listed}"


def _arrived(done: Arrived) -> dict[str, Any]:
    return {
        "created": done.created,
        "unchanged": done.unchanged,
        "rejected_lines": done.rejected_lines,
        "resumed_from": done.resumed_from,
        "rejects": None if done.rejects is None else str(done.rejects),
        "repeated": done.repeated,
    }


def _arrival(done: Arrived) -> str:
    if done.repeated:
        return "该文件此前已全部导入，未作改动 / this file was taken whole before; nothing was changed"
    lines = [
        f"导入 / imported: {done.created} 笔新增 / new, {done.unchanged} 笔已有 / there already, "
        f"{done.rejected_lines} 行略去 / lines left out"
    ]
    if done.resumed_from:
        lines.append(f"自第 {done.resumed_from} 行之后继续 / went on after line {done.resumed_from}")
    if done.rejects is not None:
        lines.append(f"错误行清单 / what was wrong: {done.rejects}")
    return "\n".join(lines)


def _summary(done: Imported) -> str:
    lines = [
        f"导入 / imported: {done.created} 笔新增 / new, {done.unchanged} 笔已有 / there already, "
        f"{done.rejected_lines} 行略去 / lines left out",
        f"大额待报 / large-value findings open on these customer-days: {done.open_findings}",
    ]
    if done.ignored_columns:
        lines.append(f"未使用的列 / columns not used: {', '.join(done.ignored_columns)}")
    return "\n".join(lines)


def _imported(done: Imported) -> dict[str, Any]:
    return {
        "created": done.created,
        "unchanged": done.unchanged,
        "rejected_lines": done.rejected_lines,
        "rejected": [{"where": p.where, **p.text.as_dict()} for p in done.rejected],
        "open_findings": done.open_findings,
        "ignored_columns": list(done.ignored_columns),
        "days": [day.isoformat() for day in done.days],
    }
