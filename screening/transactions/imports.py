"""A file of transactions from the core system, into the book: all of it, or with `keep_good` its good lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import FirstlineError, Invalid, Problem
from kyc.base.staff import store as staff_store
from kyc.base.table import Table, read_table
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.transactions import booking, parties
from screening.transactions.booking import Ready
from screening.transactions.derivation import rederive, require_rate
from screening.transactions.intake import FileTransaction, Lines, read_transactions
from screening.transactions.model import FindingState
from screening.transactions.others import refuse_stopped
from screening.transactions.parties import Party
from screening.transactions.prompting import preview_of, refuse_unidentified


@dataclass(frozen=True)
class Imported:
    """What an import did.

    created: rows kept. unchanged: lines that were there already, word for word. rejected: what was wrong with the
    lines left out, by line and column. open_findings: findings open on the customer-days the new rows touched.
    """

    created: int
    unchanged: int
    rejected: tuple[Problem, ...]
    rejected_lines: int
    open_findings: int
    ignored_columns: tuple[str, ...]
    days: tuple[date, ...]


@dataclass(frozen=True)
class Lined:
    """One line of a file, read or with its problems."""

    line: int
    read: FileTransaction | list[Problem]


@dataclass(frozen=True)
class Booked:
    """What booking some lines did. rejected: what was wrong with the others. touched: the customer-days of new rows."""

    created: int
    unchanged: int
    rejected: tuple[Problem, ...]
    rejected_lines: int
    open_findings: int
    days: tuple[date, ...]


def import_transactions(
    unit: Unit,
    name: str,
    data: bytes,
    *,
    keep_good: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """Books the lines of a CSV or XLSX file (columns `intake.TRANSACTION_COLUMNS`), in this unit.

    Any faulty line refuses the whole file (Invalid, with every problem by line and column), unless `keep_good`. The
    same file again changes nothing. progress: told how many lines of how many are done. Invalid or TooLarge when the file
    itself cannot be read; Refused without the permission.
    """
    digest = hashlib.sha256(data).hexdigest()
    return import_table(unit, read_table(name, data), digest, keep_good=keep_good, progress=progress)


def import_table(
    unit: Unit,
    table: Table,
    digest: str,
    *,
    keep_good: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Imported:
    """As `import_transactions`, for a table that was opened already. digest: of the file it is in."""
    unit.require(Permission.TRANSACTION_IMPORT)
    file = read_transactions(table)
    lines = [Lined(line, read) for line, read in file.lines]
    booked = book_lines(unit, file, lines, progress)
    if booked.rejected and not keep_good:
        raise _refusal(booked)
    if booked.created:
        unit.audit(
            Event.TRANSACTIONS_IMPORTED,
            "file",
            digest,
            created=booked.created,
            rejected=booked.rejected_lines,
        )
    return Imported(
        created=booked.created,
        unchanged=booked.unchanged,
        rejected=booked.rejected,
        rejected_lines=booked.rejected_lines,
        open_findings=booked.open_findings,
        ignored_columns=file.ignored_columns,
        days=booked.days,
    )


def book_lines(
    unit: Unit,
    file: Lines,
    lines: Sequence[Lined],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Booked:
    """Books those lines of the file that are good, and brings their customers' days in step. Asks for no permission: its
    callers did.
    """
    rejects = _Rejects(file)
    ready = _prepared(unit, lines, rejects)
    ready = _locked(unit, ready)
    touched: dict[tuple[str, date], Party] = {}
    created = unchanged = 0
    for done, (line, one) in enumerate(ready, start=1):
        try:
            new = _book(unit, one)
        except FirstlineError as error:
            rejects.refused(line, error)
            continue
        created, unchanged = created + new, unchanged + (not new)
        if new and one.party.customer_id is not None:
            touched[one.party.customer_id, one.day] = one.party
        progress(done, len(ready))
    return Booked(
        created=created,
        unchanged=unchanged,
        rejected=rejects.problems,
        rejected_lines=len(rejects.lines),
        open_findings=_rederive(unit, touched),
        days=tuple(sorted({one.day for _, one in ready})),
    )


def _refusal(booked: Booked) -> Invalid:
    """The refusal of a whole file."""
    count = booked.rejected_lines
    return Invalid(
        "transactions.file.lines",
        Text(
            f"文件有 {count} 行有误，全部未导入。改正后重新导入，或用 --keep-good 只导入无误的行。",
            f"{count} lines of the file are wrong; nothing was imported. Mend them and import again, or take "
            "the good lines alone with --keep-good.",
        ),
        booked.rejected,
    )


class _Rejects:
    """The lines left out, and why."""

    def __init__(self, file: Lines) -> None:
        self.lines: dict[int, list[Problem]] = {}
        self._file = file

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, in the order of the lines."""
        return tuple(problem for line in sorted(self.lines) for problem in self.lines[line])

    def add(self, line: int, problems: list[Problem]) -> None:
        """A line that could not be read."""
        self.lines.setdefault(line, []).extend(problems)

    def refused(self, line: int, error: FirstlineError) -> None:
        """A line that could not be booked: each problem at its column, or the refusal as a whole."""
        named = [Problem(self._file.place(line, p.where), p.text) for p in error.problems]
        self.add(line, named or [Problem(self._file.place(line), error.text)])


def _prepared(unit: Unit, lines: Sequence[Lined], rejects: _Rejects) -> list[tuple[int, Ready]]:
    institution_id = unit.actor.institution_id
    outlets = {o.code: o.id for o in staff_store.outlets_of(unit.connection, institution_id)}
    tellers = {t.login: t.id for t in staff_store.account_rows(unit.connection, institution_id, None)}
    ready = []
    for each in lines:
        line, read = each.line, each.read
        if isinstance(read, list):
            rejects.add(line, read)
            continue
        request = replace(
            read.request, outlet_id=outlets.get(read.outlet_code), teller_id=tellers.get(read.teller_login)
        )
        try:
            ready.append((line, booking.prepare(unit, request)))
        except FirstlineError as error:
            rejects.refused(line, error)
    return ready


def _book(unit: Unit, one: Ready) -> bool:
    """Keeps one line; False when it is there already. Raises what refuses it."""
    if booking.existing(unit, one) is not None:
        return False
    if one.party.account_id is None:
        refuse_unidentified(preview_of(unit, one))
    else:
        require_rate(unit, one.request.amount.currency, one.day)
    refuse_stopped(unit, one, look=False)
    return booking.insert(unit, one) is not None


def _locked(unit: Unit, ready: list[tuple[int, Ready]]) -> list[tuple[int, Ready]]:
    """The lines with every person locked, in one order, so that no two imports wait for each other; and as they stand
    then.
    """
    now = {party: parties.lock(unit, party) for party in sorted({one.party for _, one in ready}, key=_order)}
    return [(line, replace(one, party=now[one.party])) for line, one in ready]


def _order(party: Party) -> str:
    return party.key or ""


def _rederive(unit: Unit, touched: dict[tuple[str, date], Party]) -> int:
    """Adds each touched customer-day up once; how many findings are open on them."""
    return sum(
        finding.current.derived.state is FindingState.OPEN
        for (_, day), party in touched.items()
        for finding in rederive(unit, party, day)
    )
