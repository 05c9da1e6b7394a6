"""Reading machine-readable zones: how many are exact, how many valid but wrong, and the time, against PassportEye.

PassportEye (MIT) is no requirement of anything else: `pip install -r bench/requirements-mrz.txt` into the project's
environment, or leave it out; the bench then says so and measures without it.
"""

from __future__ import annotations

import importlib.util
import io
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from bench._mrz_trial import DAMAGES, TrialPage, pages
from kyc.documents.engines import make_engine
from kyc.documents.intake import Intake
from kyc.documents.model import ScanFile
from kyc.documents.mrz.reader import find_mrz
from sample_docs.mrz import ICAO_FORMATS

SEED, ROUNDS = 4711, 1
AS_OF = date(2026, 7, 1)

# One reading: the lines, and whether the reader vouches for them; None when it found no zone.
Reader = Callable[[TrialPage], tuple[tuple[str, ...], bool] | None]


@dataclass(frozen=True)
class Result:
    """One reader over one kind of damage, or over all."""

    reader: str
    damage: str
    pages: int
    exact: int
    valid_but_wrong: int
    median_ms: float


def run() -> dict[str, Any]:
    """Measures every reader over pages of all formats and damages, prints the table and returns the figures."""
    trial = list(pages(SEED, ROUNDS * len(ICAO_FORMATS) * len(DAMAGES), ICAO_FORMATS))
    results: list[Result] = []
    for name, reader in _readers().items():
        reader(trial[0])  # the first call loads the models
        results += _measured(name, reader, trial)
    _print(results)
    return {"seed": SEED, "pages": len(trial), "results": [vars(result) for result in results]}


def _readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"firstline": _product()}
    if importlib.util.find_spec("passporteye") is None:
        print("未安装 PassportEye，略过 / PassportEye is missing: pip install -r bench/requirements-mrz.txt")
    else:
        readers["passporteye"] = _passporteye()
    return readers


def _product() -> Reader:
    engine, intake = make_engine("rapid", threads=2, time_limit=120, start_limit=120), Intake()

    def read(page: TrialPage) -> tuple[tuple[str, ...], bool] | None:
        [picture] = intake.load_pages(ScanFile(page.name, page.picture))
        found = find_mrz(engine, picture, AS_OF)
        return (found.lines, found.valid) if found else None

    return read


def _passporteye() -> Reader:
    from passporteye import read_mrz

    def read(page: TrialPage) -> tuple[tuple[str, ...], bool] | None:
        found = read_mrz(io.BytesIO(page.picture), save_roi=True)
        if found is None:
            return None
        return tuple(line for line in found.aux["text"].split("\n") if line), bool(found.valid)

    return read


def _measured(name: str, reader: Reader, trial: Sequence[TrialPage]) -> list[Result]:
    outcomes = []
    for page in trial:
        begun = time.perf_counter()
        found = reader(page)
        took = (time.perf_counter() - begun) * 1000
        exact = found is not None and found[0] == page.lines
        outcomes.append((page.damage, exact, found is not None and found[1] and not exact, took))
    return [
        Result(
            name,
            damage,
            len(some),
            sum(exact for _, exact, _, _ in some),
            sum(wrong for _, _, wrong, _ in some),
            round(statistics.median(took for _, _, _, took in some), 1),
        )
        for damage in ("all", *DAMAGES)
        if (some := [one for one in outcomes if damage in ("all", one[0])])
    ]


def _print(results: Sequence[Result]) -> None:
    table = Table(title=f"machine-readable zones, seed {SEED}")
    for heading in ("reader", "damage", "exact", "valid but wrong", "median ms"):
        table.add_column(heading)
    for one in results:
        share = f"{one.exact} / {one.pages}"
        table.add_row(one.reader, one.damage, share, str(one.valid_but_wrong), f"{one.median_ms}")
    Console().print(table)
