"""Files of any form and size: the same rows out of each, in portions that resume, with a file of rejects."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pytest
from sqlalchemy import func, select

from kyc.base.access import Actor, Role
from kyc.base.errors import Invalid, Refused
from kyc.base.unit import House
from screening.transactions import arriving, service, store
from tests.specimen_transactions import Specimen

pytestmark = pytest.mark.usefixtures("staff")

HEADER = ("业务流水号", "交易时间", "网点代码", "柜员号", "交易方式", "币种", "金额", "账号")


@pytest.fixture
def console(teller: Actor) -> Actor:
    return Actor.console(teller.institution_id)


def rows(count: int, account: str, *, bad: tuple[int, ...] = ()) -> list[dict[str, str]]:
    """Deposits; those numbered in `bad` have an amount that is none."""
    return [
        dict(
            zip(
                HEADER,
                (f"R{n}", "2026-11-20 09:30:00", "E01", "teller-east", "现金存款", "CNY",
                 "=1+1" if n in bad else f"{n + 1}.00", account),
                strict=True,
            )
        )
        for n in range(count)
    ]  # fmt: skip


def written(folder: Path, form: str, told: list[dict[str, str]]) -> Path:
    path = folder / f"feed.{form}"
    if form == "csv":
        with path.open("w", encoding="gb18030", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows(told)
    elif form == "jsonl":
        # the amount as a number, and a field that only the last line has
        lines = [json.dumps(each | {"金额": float(each["金额"])}, ensure_ascii=False) for each in told[:-1]]
        lines.append(json.dumps(told[-1] | {"用途": "货款"}, ensure_ascii=False))
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    elif form == "xlsx":
        book = openpyxl.Workbook()
        for row in (HEADER, *(tuple(each.values()) for each in told)):
            book.active.append(row)
        book.save(path)
    else:
        values = ", ".join("(" + ", ".join(f"'{value}'" for value in each.values()) + ")" for each in told)
        names = ", ".join(f'"{name}"' for name in HEADER)
        duckdb.sql(f"COPY (SELECT * FROM (VALUES {values}) AS t({names})) TO '{path}' (FORMAT parquet)")
    return path


def kept(house: House) -> int:
    with house.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(store.transactions)) or 0


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving.LargeValuePolicy, "import_portion", 3, raising=False)
    real = arriving._portions
    monkeypatch.setattr(arriving, "_portions", lambda file, after, size: real(file, after, 3))


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx", "parquet"])
def test_every_form_gives_the_same_rows_once(
    form: str, house: House, console: Actor, customer: Specimen, tmp_path: Path
) -> None:
    path = written(tmp_path, form, rows(5, customer.account))
    done = service.arrive(house, console, path)
    assert (done.created, done.unchanged, done.rejected_lines, done.rejects) == (5, 0, 0, None)
    again = service.arrive(house, console, path)
    assert again.repeated
    assert kept(house) == 5
    with house.database.read() as connection:
        amounts = connection.scalars(select(store.transactions.c.amount_minor)).all()
    assert sorted(amounts) == [100, 200, 300, 400, 500]


@pytest.mark.usefixtures("small_portions")
def test_an_import_cut_off_goes_on_and_rejects_are_told_once(
    house: House,
    console: Actor,
    customer: Specimen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = written(tmp_path, "csv", rows(12, customer.account, bad=(1, 7)))
    real = arriving.arrival_store.advanced

    def cut_off(*args: object, **told: int) -> object:
        if told["position"] > 7:
            raise KeyboardInterrupt  # after the portion's rejects are on the disk, before it commits
        return real(*args, **told)  # type: ignore[arg-type]

    monkeypatch.setattr(arriving.arrival_store, "advanced", cut_off)
    with pytest.raises(KeyboardInterrupt):
        service.arrive(house, console, path)
    assert kept(house) == 5  # two portions of three, less one reject
    monkeypatch.setattr(arriving.arrival_store, "advanced", real)
    reached: list[int] = []
    done = service.arrive(house, console, path, progress=reached.append)
    assert (done.created, done.rejected_lines, done.resumed_from, reached) == (10, 2, 7, [10, 13])
    assert kept(house) == 10
    assert done.rejects is not None
    with done.rejects.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.reader(file))
    assert [row[:2] for row in told] == [["行 line", "列 column"], ["3", "金额"], ["9", "金额"]]
    assert all(row[2] and row[3] for row in told)
    # taken again, since its rejected lines may be good by now: nothing changes
    again = service.arrive(house, console, path)
    assert (again.created, again.unchanged, again.rejected_lines, kept(house)) == (0, 10, 2, 10)


def test_the_watched_folder(house: House, console: Actor, customer: Specimen, tmp_path: Path) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    good = written(folder, "csv", rows(4, customer.account, bad=(2,)))
    (folder / "broken.parquet").write_bytes(b"PAR1 and no more")
    (folder / "notes.txt").write_text("not for us", encoding="utf-8")
    os.utime(good, (1000, 1000))
    os.utime(folder / "broken.parquet", (1000, 1000))
    written_now = folder / "growing.csv"
    written_now.write_text("业务流水号", encoding="utf-8")
    os.utime(written_now, (5000, 5000))
    assert service.take_folder(house, console, folder, settled_before=2000) == 2
    there = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert there == [
        "growing.csv",
        "notes.txt",
        "refused/broken.parquet",
        "refused/broken.parquet.reason.txt",
        "taken/feed.csv",
        "taken/feed.csv.rejects.csv",
    ]
    assert "Parquet" in (folder / "refused" / "broken.parquet.reason.txt").read_text(encoding="utf-8")
    assert kept(house) == 3


def test_bad_files_and_callers_are_refused(
    house: House, console: Actor, actor_of: Callable[..., Actor], tmp_path: Path
) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"业务流水号": "1"}\n', encoding="utf-8")
    with pytest.raises(Invalid, match="表头缺少列"):
        service.arrive(house, console, path)
    path.write_text('{"业务流水号": \n', encoding="utf-8")
    with pytest.raises(Invalid):
        service.arrive(house, console, path)
    with pytest.raises(Refused):
        service.arrive(house, actor_of(Role.COMPLIANCE_HEAD), path)
