"""Reading a resident ID: milliseconds for each step and card, against each engine alone on the same pictures.

The engines alone are what a program without knowledge of the card would do: RapidOCR's own pipeline with its defaults,
and Tesseract with chi_sim on the whole picture. For them a field counts as read when it stands in their text; for the
product it must be the field's exact value.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True)
class Result:
    """One reader over one set of pictures."""

    reader: str
    pictures: str
    whole: float
    fields: float
    median_ms: float
    p95_ms: float
    steps_ms: dict[str, float]


def run() -> dict[str, Any]:
    """Measures every reader over the clean and the damaged pictures, prints the table and returns the figures."""
    sets = {
        "clean": _pictures(degrade=False),
        "damaged": _pictures(degrade=True),
    }
    results: list[Result] = []
    for name, reader in _readers().items():
        reader(sets["clean"][0])  # the first call loads the models
        results.extend(_measure(name, reader, label, pictures) for label, pictures in sets.items())
    base = {r.pictures: r.median_ms for r in results if r.reader == BASELINE}
    _print(results, base)
    return {
        "seed": SEED,
        "pictures": {label: len(pictures) for label, pictures in sets.items()},
        "baseline": BASELINE,
        "results": [{**vars(r), "time_ratio": round(r.median_ms / base[r.pictures], 3)} for r in results],
    }


def _pictures(*, degrade: bool) -> list[Specimen]:
    return list(
        specimens(seed=SEED, count=COUNT, types=[DocumentType.CN_RESIDENT_ID_PORTRAIT], degrade=degrade)
    )


def _readers() -> dict[str, Reader]:
    rapid = RapidOCR(params={"Global.log_level": "error"})

    def rapid_texts(picture: Any) -> Sequence[str]:
        return getattr(rapid(picture), "txts", None) or ()

    return {
        BASELINE: lambda s: _alone(s, rapid_texts),
        "tesseract alone": lambda s: _alone(s, lambda p: (pytesseract.image_to_string(p, lang="chi_sim"),)),
        "firstline (rapid)": _product("rapid"),
        "firstline (tesseract)": _product("tesseract"),
    }


def _product(engine: str) -> Reader:
    scanner = Scanner(make_engine(engine, threads=2, time_limit=120, start_limit=120))

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


def _measure(name: str, reader: Reader, label: str, pictures: Sequence[Specimen]) -> Result:
    readings = [reader(specimen) for specimen in pictures]
    wanted = [len(specimen.fields) for specimen in pictures]
    times = sorted(took for _, took, _ in readings)
    steps = {step for _, _, timings in readings for step in timings}
    return Result(
        reader=name,
        pictures=label,
        whole=round(statistics.mean(r == w for (r, _, _), w in zip(readings, wanted, strict=True)), 3),
        fields=round(sum(right for right, _, _ in readings) / sum(wanted), 3),
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(times[int(len(times) * 0.95) - 1], 1),
        steps_ms={
            step: round(statistics.median(timings.get(step, 0.0) for _, _, timings in readings), 1)
            for step in sorted(steps)
        },
    )


def _print(results: Sequence[Result], base: Mapping[str, float]) -> None:
    table = Table(title=f"resident ID, portrait side, seed {SEED}, {COUNT} cards a set")
    for heading in (
        "reader",
        "pictures",
        "whole card",
        "fields",
        "median ms",
        "p95 ms",
        f"time ÷ {BASELINE}",
    ):
        table.add_column(heading)
    for r in results:
        ratio = f"{r.median_ms / base[r.pictures]:.2f}"
        table.add_row(
            r.reader, r.pictures, f"{r.whole:.0%}", f"{r.fields:.1%}", f"{r.median_ms}", f"{r.p95_ms}", ratio
        )
    console = Console()
    console.print(table)
    for r in results:
        if r.steps_ms:
            console.print(
                f"{r.reader}, {r.pictures}: " + ", ".join(f"{k} {v}" for k, v in r.steps_ms.items())
            )
