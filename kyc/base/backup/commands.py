"""`flask backup` and `flask restore`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from kyc.base import audit
from kyc.base.access import Actor
from kyc.base.backup import restoring, taking
from kyc.base.backup.repository import Repository
from kyc.base.settings import Settings
from kyc.base.unit import House

_PASSPHRASE_LENGTH = 12
_MEGABYTE = 1_000_000


def backup_commands(open_house: Callable[[], House], settings: Callable[[], Settings]) -> list[click.Command]:
    """The commands, over whatever `open_house` and `settings` give when one of them is run."""
    return [backup_command(open_house), restore_command(settings)]


def _place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path)),
        click.option(
            "--keys",
            type=click.Path(file_okay=False, path_type=Path),
            help="密钥备份放在此处，宜用另一介质；默认 DIR/keys / where the sealed keys go, best another medium",
        ),
        click.option(
            "--passphrase-file",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="口令所在文件；不给则询问 / file with the passphrase; asked for when not given",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def backup_command(open_house: Callable[[], House]) -> click.Command:
    """`flask backup DIR`."""

    @click.command("backup")
    @_place_options
    @click.option("--keep", type=click.IntRange(min=1), help="只保留最近几份 / keep only so many backups")
    def backup(folder: Path, keys: Path | None, passphrase_file: Path | None, keep: int | None) -> None:
        """备份数据库、影像和密钥（服务可照常运行）；加密，只写有变化的部分，写后核验。丢失口令则备份无法打开
        / Back up database, scans and keys while the service runs: encrypted, only what changed, read back. Without the
        passphrase nobody opens it.
        """
        house = open_house()
        is_new = not (folder / "repository.json").exists()
        passphrase = _passphrase(passphrase_file, confirm=is_new)
        make = Repository.create if is_new else Repository.open
        repository = make(folder, keys or folder / "keys", passphrase)
        with _progress("备份 / backing up") as progress:
            taken = taking.take(house, repository, progress)
        manifest = taken.manifest
        with house.database.read() as connection:
            institutions = audit.institutions(connection)
        for institution_id in institutions:
            with house.write(Actor.console(institution_id)) as unit:
                unit.audit(audit.Event.BACKUP_TAKEN, "backup", manifest.backup_id, scans=len(manifest.scans))
        rows = sum(manifest.proof.rows.values())
        click.echo(
            f"{manifest.backup_id}: {rows} 行 / rows, {len(manifest.scans)} 份影像 / scans; 新写 / written "
            f"{taken.new_bytes / _MEGABYTE:.1f} MB, {taken.new_pieces} 块 / pieces"
        )
        if keep:
            gone, dropped = repository.keep_newest(keep)
            click.echo(f"移除旧备份 / old backups removed: {gone}, {dropped} 块 / pieces")

    return backup


def restore_command(settings: Callable[[], Settings]) -> click.Command:
    """`flask restore DIR`."""

    @click.command("restore")
    @_place_options
    @click.option("--backup", "backup_id", help="哪一份，默认最近一份 / which one, the newest unless told")
    @click.option(
        "--check", is_flag=True, help="只逐块核验，不写入 / read and prove every piece, write nothing"
    )
    def restore(
        folder: Path, keys: Path | None, passphrase_file: Path | None, backup_id: str | None, check: bool
    ) -> None:
        """把备份恢复到空的机器，并核对行数、审计链和影像
        / Restore a backup into an empty machine and prove counts, audit chains and scans.
        """
        repository = Repository.open(folder, keys or folder / "keys", _passphrase(passphrase_file))
        chosen = backup_id or next(reversed(repository.backup_ids()), "")
        if check:
            with _progress("核验 / checking") as progress:
                checked = restoring.check(repository, chosen, progress)
            click.echo(f"{chosen}: 完好 / sound, {checked.bytes_read / _MEGABYTE:.1f} MB")
            return
        with _progress("恢复 / restoring") as progress:
            manifest = restoring.restore(settings(), repository, chosen, progress)
        heads = ", ".join(f"{seq} {link[:12]}…" for seq, link in manifest.proof.heads.values()) or "—"
        click.echo(
            f"{chosen}: {sum(manifest.proof.rows.values())} 行 / rows, {len(manifest.scans)} 份影像 / scans; "
            f"审计链完整 / audit chains whole: {heads}"
        )

    return restore


def _passphrase(file: Path | None, *, confirm: bool = False) -> str:
    if file is None:
        given: str = click.prompt("备份口令 / passphrase", hide_input=True, confirmation_prompt=confirm)
    else:
        given = file.read_text(encoding="utf-8").strip("\r\n")
    if len(given) < _PASSPHRASE_LENGTH:
        raise click.ClickException(
            f"口令至少 {_PASSPHRASE_LENGTH} 个字符 / a passphrase has {_PASSPHRASE_LENGTH} characters at least"
        )
    return given


@contextmanager
def _progress(what: str) -> Iterator[Callable[[str, int], None]]:
    """A running count on a terminal; nothing elsewhere, where it would only fill a log."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda place, size: None
        return
    with Progress(*Progress.get_default_columns()[:1], console=console) as bar:
        task = bar.add_task(what, total=None)
        total = 0

        def count(place: str, size: int) -> None:
            nonlocal total
            total += size
            bar.update(task, description=f"{what} {total / _MEGABYTE:.1f} MB · {place}")

        yield count
