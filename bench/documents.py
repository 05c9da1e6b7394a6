"""Reading a resident ID: milliseconds for each step and card, against each engine alone on the same pictures.

The engines alone are what a program without knowledge of the card would do: RapidOCR's own pipeline with its defaults,
and Tesseract with chi_sim on the whole picture. For them a field counts as read when it stands in their text; for the
product it must be the field's exact value. Every reader runs in a process of its own, so that its first call, which
loads the models, and its memory are its own.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytesseract
from PIL import Image
from rapidocr import RapidOCR
from rich.console import Console
from rich.table import Table

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, ScanFile
from kyc.documents.scan import Scanner
from sample_docs.generate import specimens
from sample_docs.specimen import Specimen

SEED, COUNT = 4711, 12
AS_OF = date(2026, 7, 1)
BASELINE = "rapidocr alone"

# One reading: the fields that were right, the milliseconds it took, and those of each step where they are known.
Reader = Callable[[Specimen], tuple[int, float, Mapping[str, float]]]
Sets = Mapping[str, Sequence[Specimen]]


@dataclass(frozen=True)
class Result:
    """One reader over one set of pictures. first_ms: its first call of all. peak_mb: the most memory that the reader's
    processes held, each at its own peak.
    """

    reader: str
    pictures: str
    whole: float
    fields: float
    first_ms: float
    median_ms: float
    p95_ms: float
    peak_mb: int
    steps_ms: dict[str, float]


def run() -> dict[str, Any]:
    """Measures every reader over the clean and the damaged pictures, prints the table and returns the figures."""
    sets = {"clean": _pictures(degrade=False), "damaged": _pictures(degrade=True)}
    results = [result for name in _READERS for result in _apart(name, sets)]
    base = {r.pictures: r.median_ms for r in results if r.reader == BASELINE}
    _print(results, base)
    return {
        "seed": SEED,
        "pictures_a_set": COUNT,
        "baseline": BASELINE,
        "results": [{**vars(r), "time_ratio": round(r.median_ms / base[r.pictures], 3)} for r in results],
    }


def _apart(name: str, sets: Sets) -> list[Result]:
    """One reader's results, measured in a fresh process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_results, name, sets).result()


def _results(name: str, sets: Sets) -> list[Result]:
    begun = time.perf_counter()
    reader = _READERS[name]()
    reader(sets["clean"][0])
    first_ms = (time.perf_counter() - begun) * 1000
    return [_measure(name, reader, label, pictures, first_ms) for label, pictures in sets.items()]


def _pictures(*, degrade: bool) -> list[Specimen]:
    return list(
        specimens(seed=SEED, count=COUNT, types=[DocumentType.CN_RESIDENT_ID_PORTRAIT], degrade=degrade)
    )


def _rapidocr() -> Reader:
    rapid = RapidOCR(params={"Global.log_level": "error"})
    return lambda specimen: _alone(specimen, lambda picture: getattr(rapid(picture), "txts", None) or ())


def _tesseract() -> Reader:
    return lambda specimen: _alone(
        specimen, lambda picture: (pytesseract.image_to_string(picture, lang="chi_sim"),)
    )


def _product(engine: str, threads: int) -> Reader:
    scanner = Scanner(make_engine(engine, threads=threads, time_limit=120, start_limit=120))

    def read(specimen: Specimen) -> tuple[int, float, Mapping[str, float]]:
        begun = time.perf_counter()
        [reading] = scanner.read([ScanFile(specimen.name, specimen.picture)], AS_OF)
        took = (time.perf_counter() - begun) * 1000
        if not isinstance(reading, DocumentReading):
            return 0, took, {}
        right = sum(
            name in reading.fields and reading.fields[name].value == value
            for name, value in specimen.fields.items()
        )
        return right, took, reading.timings_ms

    return read


_READERS: dict[str, Callable[[], Reader]] = {
    BASELINE: _rapidocr,
    "tesseract alone": _tesseract,
    "firstline (rapid), 2 threads": lambda: _product("rapid", 2),
    "firstline (rapid), 1 thread": lambda: _product("rapid", 1),
    "firstline (tesseract)": lambda: _product("tesseract", 2),
}


def _alone(
    specimen: Specimen, texts_of: Callable[[np.ndarray[Any, Any]], Sequence[str]]
) -> tuple[int, float, Mapping[str, float]]:
    begun = time.perf_counter()
    picture = np.asarray(Image.open(io.BytesIO(specimen.picture)).convert("RGB"))[:, :, ::-1]
    text = "".join("".join(texts_of(np.ascontiguousarray(picture))).split())
    took = (time.perf_counter() - begun) * 1000
    return sum(_as_printed(name, value) in text for name, value in specimen.fields.items()), took, {}


def _as_printed(name: str, value: str) -> str:
    if name == "sex":
        return {"M": "男", "F": "女"}[value]
    if name == "birth_date":
        year, month, day = value.split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    return value


def _measure(name: str, reader: Reader, label: str, pictures: Sequence[Specimen], first_ms: float) -> Result:
    readings = [reader(specimen) for specimen in pictures]
    wanted = [len(specimen.fields) for specimen in pictures]
    times = sorted(took for _, took, _ in readings)
    steps = {step for _, _, timings in readings for step in timings}
    return Result(
        reader=name,
        pictures=label,
        whole=round(statistics.mean(r == w for (r, _, _), w in zip(readings, wanted, strict=True)), 3),
        fields=round(sum(right for right, _, _ in readings) / sum(wanted), 3),
        first_ms=round(first_ms, 1),
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(times[int(len(times) * 0.95) - 1], 1),
        peak_mb=sum(_peak_kb(process) for process in _family(os.getpid())) // 1024,
        steps_ms={
            step: round(statistics.median(timings.get(step, 0.0) for _, _, timings in readings), 1)
            for step in sorted(steps)
        },
    )


def _family(process: int) -> Iterator[int]:
    """A process and all that descend from it, as Linux lists them."""
    yield process
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _peak_kb(process: int) -> int:
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(peak)


def _print(results: Sequence[Result], base: Mapping[str, float]) -> None:
    table = Table(title=f"resident ID, portrait side, seed {SEED}, {COUNT} cards a set")
    for heading in (
        "reader",
        "pictures",
        "whole card",
        "fields",
        "first ms",
        "median ms",
        "p95 ms",
        "peak MB",
        f"time ÷ {BASELINE}",
    ):
        table.add_column(heading)
    for r in results:
        ratio = f"{r.median_ms / base[r.pictures]:.2f}"
        shown = (f"{r.whole:.0%}", f"{r.fields:.1%}", r.first_ms, r.median_ms, r.p95_ms, r.peak_mb, ratio)
        table.add_row(r.reader, r.pictures, *map(str, shown))
    console = Console(width=max(Console().width, 120))
    console.print(table)
    for r in results:
        if r.steps_ms:
            console.print(
                f"{r.reader}, {r.pictures}: " + ", ".join(f"{k} {v}" for k, v in r.steps_ms.items())
            )
