"""Reading documents: milliseconds for each step, first call and memory, against other readers on the same pictures.

Cards are resident IDs, portrait side: whole when every field is right. Passports are data pages with both zones: whole
when both lines of the machine-readable zone are. The engines alone are what a program without knowledge of the document
would do: RapidOCR's own pipeline with its defaults, and Tesseract with chi_sim on the whole picture; for them a value
counts as read when it stands in their text, for the product it must be the field's exact value. PassportEye reads zones
only. Every reader runs in a process of its own, so that its first call, which loads the models, and its memory are its
own.

PassportEye (MIT) is no requirement of anything else: `pip install -r bench/requirements-mrz.txt` into the project's
environment, or leave it out; the bench then says so and measures without it.
"""

from __future__ import annotations

import importlib.util
import io
import multiprocessing
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
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
PASSPORTEYE = "passporteye"
CARDS, PASSPORTS = "cards", "passports"


@dataclass(frozen=True)
class Answer:
    """One reading. right: how many of the specimen's values (see `_wanted`) it gave. vouched: it says that the zone is
    whole. steps_ms: the milliseconds of each step where they are known.
    """

    right: int
    vouched: bool = False
    steps_ms: Mapping[str, float] = field(default_factory=dict)


Reader = Callable[[Specimen], Answer]
Sets = Mapping[str, Sequence[Specimen]]


@dataclass(frozen=True)
class Result:
    """One reader over one set of pictures. first_ms: its first call of all. peak_mb: the most memory that the reader's
    processes held, each at its own peak. valid_but_wrong: zones it vouched for that were misread.
    """

    reader: str
    pictures: str
    whole: float
    values: float
    valid_but_wrong: int
    first_ms: float
    median_ms: float
    p95_ms: float
    peak_mb: int
    steps_ms: dict[str, float]


def run() -> dict[str, Any]:
    """Measures every reader over clean and damaged pictures, prints the tables and returns the figures."""
    sets = {
        f"{label}, {state}": list(specimens(seed=SEED, count=COUNT, types=[kind], degrade=state == "damaged"))
        for label, kind in ((CARDS, DocumentType.CN_RESIDENT_ID_PORTRAIT), (PASSPORTS, DocumentType.PASSPORT))
        for state in ("clean", "damaged")
    }
    results = [result for name in _readers() for result in _apart(name, sets)]
    base = {r.pictures: r.median_ms for r in results if r.reader == BASELINE}
    _print(results, base)
    return {
        "seed": SEED,
        "pictures_a_set": COUNT,
        "baseline": BASELINE,
        "results": [{**vars(r), "time_ratio": round(r.median_ms / base[r.pictures], 3)} for r in results],
    }


def _readers() -> Mapping[str, Callable[[], Reader]]:
    readers: dict[str, Callable[[], Reader]] = {
        BASELINE: _rapidocr,
        "tesseract alone": _tesseract,
        "firstline (rapid), 2 threads": lambda: _product("rapid", 2),
        "firstline (rapid), 1 thread": lambda: _product("rapid", 1),
        "firstline (tesseract)": lambda: _product("tesseract", 2),
    }
    if importlib.util.find_spec("passporteye") is None:
        print("未安装 PassportEye，略过 / PassportEye is missing: pip install -r bench/requirements-mrz.txt")
    else:
        readers[PASSPORTEYE] = _passporteye
    return readers


def _apart(name: str, sets: Sets) -> list[Result]:
    """One reader's results, measured in a fresh process."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        return apart.submit(_results, name, sets).result()


def _results(name: str, sets: Sets) -> list[Result]:
    readable = {label: some for label, some in sets.items() if name != PASSPORTEYE or some[0].zone}
    begun = time.perf_counter()
    reader = _readers()[name]()
    reader(next(iter(readable.values()))[0])
    first_ms = (time.perf_counter() - begun) * 1000
    return [_measure(name, reader, label, some, first_ms) for label, some in readable.items()]


def _wanted(specimen: Specimen) -> Mapping[str, str]:
    """What must be read: the fields, or of a document with a zone its lines."""
    return dict(_numbered(specimen.zone)) if specimen.zone else specimen.fields


def _numbered(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((f"line {number}", line) for number, line in enumerate(lines, start=1))


def _rapidocr() -> Reader:
    rapid = RapidOCR(params={"Global.log_level": "error"})
    return lambda specimen: _alone(specimen, lambda picture: getattr(rapid(picture), "txts", None) or ())


def _tesseract() -> Reader:
    return lambda specimen: _alone(
        specimen, lambda picture: (pytesseract.image_to_string(picture, lang="chi_sim"),)
    )


def _product(engine: str, threads: int) -> Reader:
    scanner = Scanner(make_engine(engine, threads=threads, time_limit=120, start_limit=120))

    def read(specimen: Specimen) -> Answer:
        [reading] = scanner.read([ScanFile(specimen.name, specimen.picture)], AS_OF)
        if not isinstance(reading, DocumentReading):
            return Answer(0)
        values = {name: found.value for name, found in reading.fields.items()}
        if reading.mrz is not None:
            values |= dict(_numbered(reading.mrz.lines))
        right = sum(values.get(name) == value for name, value in _wanted(specimen).items())
        return Answer(right, reading.mrz is not None and reading.mrz.valid, reading.timings_ms)

    return read


def _passporteye() -> Reader:
    from passporteye import read_mrz

    def read(specimen: Specimen) -> Answer:
        found = read_mrz(io.BytesIO(specimen.picture), save_roi=True)
        if found is None:
            return Answer(0)
        lines = [line for line in found.aux["text"].split("\n") if line]
        return Answer(sum(a == b for a, b in zip(lines, specimen.zone, strict=False)), bool(found.valid))

    return read


def _alone(specimen: Specimen, texts_of: Callable[[np.ndarray[Any, Any]], Sequence[str]]) -> Answer:
    picture = np.asarray(Image.open(io.BytesIO(specimen.picture)).convert("RGB"))[:, :, ::-1]
    text = "".join("".join(texts_of(np.ascontiguousarray(picture))).split())
    return Answer(sum(_as_printed(name, value) in text for name, value in _wanted(specimen).items()))


def _as_printed(name: str, value: str) -> str:
    if name == "sex":
        return {"M": "男", "F": "女"}[value]
    if name == "birth_date":
        year, month, day = value.split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    return value


def _measure(name: str, reader: Reader, label: str, pictures: Sequence[Specimen], first_ms: float) -> Result:
    answers, times = [], []
    for specimen in pictures:
        begun = time.perf_counter()
        answers.append(reader(specimen))
        times.append((time.perf_counter() - begun) * 1000)
    wanted = [len(_wanted(specimen)) for specimen in pictures]
    whole = [answer.right == count for answer, count in zip(answers, wanted, strict=True)]
    steps = sorted({step for answer in answers for step in answer.steps_ms})
    times.sort()
    return Result(
        reader=name,
        pictures=label,
        whole=round(statistics.mean(whole), 3),
        values=round(sum(answer.right for answer in answers) / sum(wanted), 3),
        valid_but_wrong=sum(
            answer.vouched and not right for answer, right in zip(answers, whole, strict=True)
        ),
        first_ms=round(first_ms, 1),
        median_ms=round(statistics.median(times), 1),
        p95_ms=round(times[int(len(times) * 0.95) - 1], 1),
        peak_mb=sum(_peak_kb(process) for process in _family(os.getpid())) // 1024,
        steps_ms={
            step: round(statistics.median(answer.steps_ms.get(step, 0.0) for answer in answers), 1)
            for step in steps
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
    console = Console(width=max(Console().width, 130))
    for label in base:
        table = Table(title=f"{label}, seed {SEED}, {COUNT} pictures")
        for heading in (
            "reader",
            "whole",
            "values",
            "valid but wrong",
            "first ms",
            "median ms",
            "p95 ms",
            "peak MB",
            f"time ÷ {BASELINE}",
        ):
            table.add_column(heading)
        for r in (one for one in results if one.pictures == label):
            ratio = f"{r.median_ms / base[label]:.2f}"
            shares = (f"{r.whole:.0%}", f"{r.values:.1%}")
            figures = (r.valid_but_wrong, r.first_ms, r.median_ms, r.p95_ms, r.peak_mb, ratio)
            table.add_row(r.reader, *shares, *map(str, figures))
        console.print(table)
    for r in results:
        if r.steps_ms:
            steps = ", ".join(f"{step} {ms}" for step, ms in r.steps_ms.items())
            console.print(f"{r.reader}, {r.pictures}: {steps}")
