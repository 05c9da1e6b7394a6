"""`flask reports …`: codes, files to hand over, receipts taken in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import click

from kyc.base.access import Actor
from kyc.base.errors import FirstlineError
from kyc.base.files import write_atomically
from kyc.base.unit import House, Unit
from screening.reports import service
from screening.reports.rules.notices import is_notice
from screening.reports.rules.receipts import MOST_BYTES
from screening.reports.service import Exported, Received

Opened = Callable[[], tuple[House, Actor]]

DRAFTS = "draft"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOT_ALL = 3  # exit status: something waits for approval, or a receipt was not taken in
_HEADER = ("类别 / class", "业务标识号 / reference", "字段 / field", "说明 / words")


def report_commands(opened: Opened) -> click.Group:
    """The commands, over whatever `opened` gives when one of them is run."""

    @click.group("reports")
    def group() -> None:
        """大额交易报告 / Reports to the monitoring centre."""

    for command in (_codes_command(opened), _export_command(opened), _receive_command(opened)):
        group.add_command(command)
    return group


def _codes_command(opened: Opened) -> click.Command:
    @click.command("codes")
    @click.option("--institution", help="报告机构编码，14 位 / the institution's 14 characters")
    @click.option("--outlet", help="本系统的网点代码 / an outlet's code here")
    @click.option("--code", help="该网点的上报代码 / that outlet's code at the centre")
    @click.option("--county", help="该网点的六位行政区划代码 / the six digits of its county")
    def codes(institution: str | None, outlet: str | None, code: str | None, county: str | None) -> None:
        """登记上报所用的机构与网点代码；不带选项则列出 / Set the codes the centre knows us by; lists them without options."""
        house, console = opened()
        with house.write(console) as unit:
            if institution:
                service.set_institution_code(unit, institution)
            if outlet:
                service.set_outlet_code(unit, outlet, code or "", county or "")
            known = service.codes(unit)
        click.echo(f"机构 / institution: {known.institution or '—'}")
        click.echo(f"已登记网点 / outlets: {len(known.outlets)}")

    return codes


def _export_command(opened: Opened) -> click.Command:
    @click.command("export")
    @click.option(
        "--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="营业日 / business day, 2026-11-20"
    )
    @click.option(
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        required=True,
        help="输出文件夹 / the folder to write to",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    @click.pass_context
    def export(context: click.Context, day: datetime, out: Path, as_json: bool) -> None:
        """输出一个营业日的大额交易报文及数据包；尚未审批的写入 draft 文件夹，缺失与不合规的要素列于 draft/lacks.csv。
        退出码：0 全部已审批；3 有待审批内容。

        Write a business day's large-value files and packages. What nobody approved yet goes to the folder draft, with
        what is missing or faulty in draft/lacks.csv. Exit status: 0 all approved; 3 something is not.
        """
        house, console = opened()
        with house.write(console) as unit:
            done = service.export(unit, day.date())
        _write(out, done)
        click.echo(json.dumps(_told(done), ensure_ascii=False, indent=2) if as_json else _summary(done, out))
        if done.drafts:
            context.exit(NOT_ALL)

    return export


def _receive_command(opened: Opened) -> click.Command:
    @click.command("receive")
    @click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
    @click.pass_context
    def receive(context: click.Context, files: tuple[Path, ...]) -> None:
        """收入回执文件或文件夹；同一回执再次收入不产生变化。退出码：0 全部收入；3 有未收入的。

        Take in receipts, or folders of them; the same again changes nothing. Exit status: 0 all; 3 some were not.
        """
        house, console = opened()
        refused = 0
        for path in _each(files):
            try:
                with house.write(console) as unit, path.open("rb") as file:
                    told = _take_in(unit, path.name, file.read(MOST_BYTES + 1))
            except FirstlineError as error:
                refused += 1
                click.echo(f"{path.name}: {error.text}", err=True)
            else:
                click.echo(told)
        if refused:
            context.exit(NOT_ALL)

    return receive


def _each(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(inner for inner in path.iterdir() if inner.suffix.upper() == ".XML")
        else:
            yield path


def _write(out: Path, done: Exported) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in done.files.items():
            write_atomically(out / name, content)
        if done.drafts:
            (out / DRAFTS).mkdir(exist_ok=True)
            for name, content in done.drafts.items():
                write_atomically(out / DRAFTS / name, content)
            write_atomically(out / DRAFTS / "lacks.csv", _lacks(done))
    except OSError as error:
        raise click.ClickException(
            f"无法写入 {out}（{error.strerror}）/ cannot write {out} ({error.strerror})"
        ) from error


def _lacks(done: Exported) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(_HEADER)
    writer.writerows([_text(cell) for cell in line] for line in done.lacks)
    return held.getvalue().encode("utf-8-sig")


def _text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _summary(done: Exported, out: Path) -> str:
    lines = [f"{out}: {len(done.files)} 个文件 / files"]
    if done.drafts:
        lines.append(
            f"待审批 / not approved: {len(done.day.steps)} 笔 / deals, {len(done.drafts)} 份草稿 / drafts, "
            f"{len(done.lacks)} 项缺失或不合规 / fields missing or faulty"
        )
    if done.day.deadline:
        lines.append(
            f"期限 / deadline: {done.day.deadline} ({done.day.days_left} 个工作日 / working days left)"
        )
    return "\n".join(lines)


def _told(done: Exported) -> dict[str, object]:
    return {
        "day": done.day.business_day.isoformat(),
        "files": sorted(done.files),
        "drafts": sorted(done.drafts),
        "deals_not_approved": len(done.day.steps),
        "deadline": done.day.deadline.isoformat() if done.day.deadline else None,
        "lacks": [
            dict(zip(("class", "reference", "field", "words"), line, strict=True)) for line in done.lacks
        ],
    }


def _take_in(unit: Unit, name: str, content: bytes) -> str:
    """A receipt or a manual notice, told in a line."""
    if is_notice(name):
        notice = service.receive_notice(unit, name, content)
        return f"{notice.name}: 人工通知，期限 / manual notice, due {notice.due_on}"
    return _line(service.receive(unit, name, content))


def _line(received: Received) -> str:
    state = "" if received.new else " （已有 / there already）"
    return f"{received.file_name}: {received.kind.label} · {received.faults} 项错误 / faults{state}"
