"""`flask read`: documents read from the command line, with no database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text as Words

from kyc.base.errors import FirstlineError, NotFound
from kyc.base.text import Text
from kyc.documents.annotate import annotated
from kyc.documents.doubts import marked
from kyc.documents.layouts import Face, layouts
from kyc.documents.model import (
    Check,
    DocumentReading,
    DocumentType,
    Field,
    Outcome,
    ReadFailure,
    ScanFile,
    Verdict,
)
from kyc.documents.scan import Scanner

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp", ".pdf"})

_VERDICTS = {Verdict.PASS: "green", Verdict.REVIEW: "yellow", Verdict.REJECT: "red"}
_SAID_IN = {Outcome.FAIL: "", Outcome.WARN: "", Outcome.SKIP: "dim"}
_OUTCOMES = {
    Outcome.FAIL: ("red", "✗"),
    Outcome.WARN: ("yellow", "!"),
    Outcome.SKIP: ("dim", "–"),
}


def read_command(open_scanner: Callable[[], Scanner], today: Callable[[], date]) -> click.Command:
    """The command `read`.

    open_scanner: gives the scanner to use, called once, after the arguments were found right; it is closed at the
    end. today: the business day on which the documents are presented.
    """

    @click.command("read")
    @click.argument("paths", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
    @click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
    @click.option(
        "--type",
        "document_type",
        type=click.Choice([kind.value for kind in DocumentType]),
        help="所要的证件类型，不是则拒绝 / the document asked for; another is rejected",
    )
    @click.option(
        "--annotate",
        "picture",
        metavar="OUT.png",
        type=click.Path(path_type=Path, dir_okay=False, writable=True),
        help="另存一张标出各项位置的小图（只限一个文件） / write a small picture with the fields boxed (of one file)",
    )
    @click.pass_context
    def read(
        context: click.Context,
        paths: tuple[Path, ...],
        as_json: bool,
        document_type: str | None,
        picture: Path | None,
    ) -> None:
        """识别证件图片。 Read documents from pictures.

        FILE 可以是 JPEG、PNG、WebP、TIFF、BMP 图片、PDF，或含有这些文件的文件夹；同一证件的两面可作为两个文件一起给出。
        A FILE is a JPEG, PNG, WebP, TIFF or BMP picture, a PDF, or a folder of these; the two sides of one card may be
        given as two files and are checked against each other.

        --json 对单个文件输出一个 JSON 对象，对多个文件每行输出一个（JSON Lines）。
        With --json one file gives one JSON object, several give one per line (JSON Lines).

        全部文件处理完毕时退出码为 0，有文件无法处理时为 1。
        Exit status 0 when every file was processed, 1 when any could not be.
        """
        files = [file for path in paths for file in _files_in(path)]
        if picture and len(files) != 1:
            raise click.UsageError("--annotate 只能用于一个文件 / --annotate takes one file")
        scanner = open_scanner()
        try:
            expected = DocumentType(document_type) if document_type else None
            results = _read_all(scanner, files, today(), expected)
            if picture:
                _annotate(scanner, files[0], results[0], picture)
        finally:
            scanner.close()
        if as_json:
            _print_json(results)
        else:
            _print_tables(results)
        context.exit(1 if any(isinstance(result, ReadFailure) for result in results) else 0)

    return read


def _annotate(scanner: Scanner, file: Path, result: DocumentReading | ReadFailure, out: Path) -> None:
    """Writes the picture; nothing when the file could not be read, which is said anyway."""
    if isinstance(result, ReadFailure):
        return
    pages = scanner.intake.load_pages(ScanFile(file.name, file.read_bytes()))
    try:
        out.write_bytes(annotated(pages, result))
    except OSError as fault:
        raise click.UsageError(f"无法写入 / cannot write {out}: {fault.strerror}") from fault


def _files_in(path: Path) -> list[Path]:
    """The path itself, or the pictures in it when it is a folder, by name."""
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix.lower() in _PICTURES and file.is_file())
    if not found:
        raise click.UsageError(f"文件夹中没有图片或 PDF / no pictures or PDFs in the folder: {path}")
    return found


def _read_all(
    scanner: Scanner, paths: Sequence[Path], as_of: date, expected: DocumentType | None
) -> list[DocumentReading | ReadFailure]:
    """What every file says, in order. Files are opened one at a time, as the scanner asks for them."""
    missing: dict[int, ReadFailure] = {}
    found = iter(scanner.read(_opened(paths, missing), as_of, expected))
    return [missing[at] if at in missing else next(found) for at in range(len(paths))]


def _opened(paths: Sequence[Path], missing: dict[int, ReadFailure]) -> Iterator[ScanFile]:
    """The files that can be opened; those that cannot go to `missing` under their place."""
    for at, path in enumerate(_with_progress(paths)):
        try:
            yield ScanFile(str(path), path.read_bytes())
        except OSError as fault:
            missing[at] = ReadFailure(str(path), _unopened(fault))


def _unopened(fault: OSError) -> FirstlineError:
    return NotFound(
        "documents.read.file",
        Text(
            f"无法打开文件：{fault.strerror}。请检查路径和权限。",
            f"The file cannot be opened: {fault.strerror}. Check its path and permissions.",
        ),
    )


def _with_progress(paths: Sequence[Path]) -> Iterator[Path]:
    """The paths, with a progress bar for several on a terminal and plain lines elsewhere; nothing for one."""
    console = Console(stderr=True)
    if len(paths) == 1:
        yield from paths
    elif console.is_terminal:
        yield from track(paths, description="识别 / reading", console=console)
    else:
        for at, path in enumerate(paths, 1):
            click.echo(f"{at}/{len(paths)} {path}", err=True)
            yield path


def _print_json(results: Sequence[DocumentReading | ReadFailure]) -> None:
    indent = 2 if len(results) == 1 else None
    for result in results:
        click.echo(json.dumps(result.as_json(), ensure_ascii=False, indent=indent))


def _print_tables(results: Sequence[DocumentReading | ReadFailure]) -> None:
    console = Console(highlight=False)
    for result in results:
        console.print()
        if isinstance(result, ReadFailure):
            console.print(Words.assemble((result.file, "bold"), "  ", ("无法处理 / not processed", "red")))
            console.print(Words(str(result.error.text)))
        else:
            for reading in (result, *result.further):
                _print_reading(console, reading)


def _print_reading(console: Console, reading: DocumentReading) -> None:
    colour = _VERDICTS[reading.verdict]
    titles = " + ".join(str(layouts()[side].title) for side in reading.sides) or "—"
    console.print(
        Words.assemble(
            (reading.file, "bold"), "  ", titles, "  ", (str(reading.verdict.label), f"bold {colour}")
        )
    )
    for fault in reading.quality.reasons:
        console.print(Words(f"  {fault.text}", style="yellow"))
    if reading.fields:
        console.print(_field_table(reading))
    passed = [check.code for check in reading.checks if check.outcome is Outcome.PASS]
    if passed:
        console.print(Words.assemble(("  ✓ ", "green"), (" · ".join(passed), "dim")))
    for check in reading.checks:
        if check.outcome is not Outcome.PASS:
            console.print(_check_lines(check))
    for hint in reading.hints:
        console.print(Words.assemble(("  ? ", "magenta"), (hint.code, "magenta"), *_said(hint.text)))
    took = sum(reading.timings_ms.values())
    console.print(Words(f"  {took:.0f} ms · {reading.engine}", style="dim"))


def _field_table(reading: DocumentReading) -> Table:
    table = Table(box=None, padding=(0, 2))
    for heading in ("项目 / field", "内容 / value", "把握 / sure", "说明 / note"):
        table.add_column(heading, overflow="fold")
    for side in dict.fromkeys(reading.sides):
        for name, printed in layouts()[side].fields.items():
            field = reading.fields[name]
            is_sure = field.value is not None and field.confidence >= printed.floor
            table.add_row(
                f"{printed.title.zh} {printed.title.en}",
                _value(field, is_sure),
                Words(
                    f"{field.confidence:.0%}" if field.value else "", style="green" if is_sure else "yellow"
                ),
                _note(field),
            )
    for name, field in _from_cover(reading).items():
        title = _titles()[name]
        table.add_row(f"{title.zh} {title.en}", _value(field, True), f"{field.confidence:.0%}", _note(field))
    return table


def _titles() -> dict[str, Text]:
    """What covers of books call their fields."""
    covers = (layout for layout in layouts().values() if layout.face is Face.COVER)
    return {name: printed.title for cover in covers for name, printed in cover.fields.items()}


def _from_cover(reading: DocumentReading) -> dict[str, Field]:
    """The fields that a page of a book has from its cover."""
    printed = {name for side in reading.sides for name in layouts()[side].fields}
    return {name: field for name, field in reading.fields.items() if name not in printed}


def _value(field: Field, is_sure: bool) -> Words:
    """The value, its doubtful characters marked."""
    pieces = marked(field.value or "—", field.doubts)
    style = "" if is_sure else "yellow"
    return Words.assemble(
        *((text, "bold black on yellow" if doubtful else style) for text, doubtful in pieces)
    )


def _note(field: Field) -> Words:
    seen = f"（读作 / read as {field.raw}）" if field.raw and field.value is None else ""
    return Words(f"{field.reason or ''}{seen}", style="dim")


def _check_lines(check: Check) -> Words:
    colour, mark = _OUTCOMES[check.outcome]
    said = _said(check.reason, _SAID_IN[check.outcome])
    return Words.assemble((f"  {mark} ", colour), (check.code, colour), *said)


def _said(text: Text, style: str = "") -> Iterator[tuple[str, str]]:
    """A text in both languages, each on a line of its own under its mark."""
    return ((f"\n    {words}", style) for words in (text.zh, text.en))
