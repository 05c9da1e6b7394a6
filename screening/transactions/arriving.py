"""A file of transactions of any size, taken in portions: each commits by itself, with how far it came, so that an import that
was cut off goes on where it stopped. Lines that cannot be booked go to a file of rejects.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kyc.base.access import Actor, Permission
from kyc.base.audit import Event
from kyc.base.errors import Conflict, FirstlineError, Problem
from kyc.base.files import write_atomically
from kyc.base.stored_table import SUFFIXES, open_table
from kyc.base.unit import House, Unit
from screening.transactions import arrival_store
from screening.transactions.imports import Lined, book_lines
from screening.transactions.intake import Lines, read_transactions
from screening.transactions.model import Arrived
from screening.transactions.policy import LargeValuePolicy

REJECTS = ".rejects.csv"
_HEADER = ("行 line", "列 column", "原因", "reason")
_PLACE = re.compile(r"line (\d+)(?:, column (.*))?", re.DOTALL)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 2**20
TAKEN, REFUSED = "taken", "refused"


def arrive(
    house: House,
    actor: Actor,
    path: Path,
    *,
    rejects: Path | None = None,
    progress: Callable[[int], None] = lambda line: None,
) -> Arrived:
    """Books the good lines of a file and writes what is wrong with the others to `rejects` (None: beside the file).

    A file that was taken whole before is left alone; one that was cut off goes on after its last portion; one of which
    lines were rejected is taken again, and only those are new. progress: told the line reached. Invalid or TooLarge when the
    file cannot be read, Conflict when it is being taken elsewhere, Refused without the permission.
    """
    digest = _digest(path)
    target = rejects or path.with_name(path.name + REJECTS)
    with house.write(actor) as unit:
        unit.require(Permission.TRANSACTION_IMPORT)
        portion = unit.policy(LargeValuePolicy).values.import_portion
        known = arrival_store.begun(unit.connection, actor.institution_id, digest, unit.now)
    if known.finished_at is not None and not known.rejected:
        return Arrived(known.created, known.unchanged, 0, 0, None, repeated=True)
    file = read_transactions(open_table(path))
    if known.finished_at is not None:
        with house.write(actor) as unit:
            known = arrival_store.again(unit.connection, known)
    told = _Rejects(target, known.position)
    resumed = known.position
    for part in _portions(file, resumed, portion):
        with house.write(actor) as unit:
            known = _take(unit, file, part, known, told)
        progress(part[-1].line)
    with house.write(actor) as unit:
        known = arrival_store.finished(unit.connection, known, unit.now)
        unit.audit(
            Event.TRANSACTIONS_IMPORTED, "file", digest, created=known.created, rejected=known.rejected
        )
    return Arrived(
        known.created, known.unchanged, known.rejected, resumed, target if known.rejected else None
    )


def take_folder(house: House, actor: Actor, folder: Path, settled_before: float) -> int:
    """Takes every file of the folder that was last written before then (seconds since 1970); how many. What was taken is moved
    to `taken`, what cannot be read at all to `refused` with the reason beside it; rejects lie beside the file.
    """
    done = 0
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or not path.is_file() or path.name.endswith(REJECTS):
            continue
        if path.stat().st_mtime > settled_before:
            continue
        for name in (TAKEN, REFUSED):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
        try:
            arrive(house, actor, path, rejects=folder / TAKEN / (path.name + REJECTS))
        except Conflict:
            continue  # another process has it
        except FirstlineError as error:
            moved = _moved(path, folder / REFUSED)
            write_atomically(moved.with_name(moved.name + ".reason.txt"), f"{error.text}\n".encode())
        else:
            _moved(path, folder / TAKEN)
        done += 1
    return done


def _moved(path: Path, folder: Path) -> Path:
    target = folder / path.name
    if target.exists():
        target = folder / f"{_digest(path)[:8]}-{path.name}"
    return path.replace(target)


def _take(
    unit: Unit, file: Lines, part: Sequence[Lined], known: arrival_store.Progress, told: _Rejects
) -> arrival_store.Progress:
    booked = book_lines(unit, file, part)
    told.add(
        booked.rejected
    )  # on the disk before the portion counts as done; a resumed run drops what did not
    return arrival_store.advanced(
        unit.connection,
        known,
        position=part[-1].line,
        created=booked.created,
        unchanged=booked.unchanged,
        rejected=booked.rejected_lines,
    )


def _portions(file: Lines, after: int, size: int) -> Iterator[Sequence[Lined]]:
    waiting = (Lined(line, read) for line, read in file.lines if line > after)
    while part := list(itertools.islice(waiting, size)):
        yield part


class _Rejects:
    """The file of rejects. position: what it says of later lines was never committed, and is dropped."""

    def __init__(self, path: Path, position: int) -> None:
        self._path = path
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                kept = [row for row in itertools.islice(csv.reader(file), 1, None) if int(row[0]) <= position]
            path.unlink()
            self._write(kept)

    def add(self, problems: Sequence[Problem]) -> None:
        """Adds what is wrong with some lines, and has it on the disk."""
        rows = []
        for problem in problems:
            place = _PLACE.fullmatch(problem.where)
            assert place, problem.where
            rows.append([place[1], _plain(place[2] or ""), _plain(problem.text.zh), _plain(problem.text.en)])
        self._write(rows)

    def _write(self, rows: Sequence[Sequence[str]]) -> None:
        if not rows:
            return
        fresh = not self._path.exists()
        with self._path.open("a", encoding="utf-8", newline="") as file:
            if fresh:
                file.write("\ufeff")
            writer = csv.writer(file)
            writer.writerows([_HEADER, *rows] if fresh else rows)
            file.flush()
            os.fsync(file.fileno())


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
