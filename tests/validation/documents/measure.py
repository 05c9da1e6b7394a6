"""How well the resident ID is read: per side and kind of damage, on typefaces and people the code was not tuned on.

`python -m tests.validation.documents.measure` writes docs/validation.md; the tests beside it hold the floors on a
smaller sample.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, ScanFile, Verdict
from kyc.documents.scan import Scanner
from sample_docs.degrade import DEGRADATIONS, NONE
from sample_docs.specimen import Specimen, specimen

PAGE = Path(__file__).parents[3] / "docs" / "validation.md"
SEED = 90210
FONTS = "b"  # the group of typefaces and surfaces nobody looked at while the reader was written
AS_OF = date(2026, 7, 1)
SIDES = (DocumentType.CN_RESIDENT_ID_PORTRAIT, DocumentType.CN_RESIDENT_ID_EMBLEM)


@dataclass
class Tally:
    """Counts over one set of pictures. wrong_number_passed: the worst that can happen."""

    cards: int = 0
    whole: int = 0
    fields: int = 0
    fields_right: int = 0
    passed: int = 0
    passed_wrong: int = 0
    wrong_number_passed: int = 0
    retake: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def add(self, expected: Specimen, reading: DocumentReading) -> None:
        """Counts one reading."""
        wrong = [
            n for n, v in expected.fields.items() if n not in reading.fields or reading.fields[n].value != v
        ]
        passed = reading.verdict is Verdict.PASS
        self.cards += 1
        self.whole += not wrong
        self.fields += len(expected.fields)
        self.fields_right += len(expected.fields) - len(wrong)
        self.passed += passed
        self.passed_wrong += passed and bool(wrong)
        self.wrong_number_passed += passed and "number" in wrong
        self.retake += reading.quality.verdict != "accept"
        self.milliseconds.append(sum(reading.timings_ms.values()))


def pictures(side: DocumentType, damage: str, count: int, seed: int = SEED) -> Iterable[Specimen]:
    """`count` specimens of one side with one kind of damage."""
    return (specimen(seed, index, side, degradation=damage, fonts=FONTS) for index in range(count))


def tally(scanner: Scanner, specimens: Iterable[Specimen]) -> Tally:
    """Reads them all. AssertionError when a file is not processed: every specimen is a sound picture."""
    found = Tally()
    for each in specimens:
        [reading] = scanner.read([ScanFile(each.name, each.picture)], AS_OF)
        assert isinstance(reading, DocumentReading), f"{each.name} ({each.degradation}): {reading}"
        found.add(each, reading)
    return found


@click.command()
@click.option("--clean", default=100, help="cards of each side, undamaged")
@click.option("--damaged", default=12, help="cards of each side and kind of damage")
@click.option("--engine", default="rapid")
def main(clean: int, damaged: int, engine: str) -> None:
    """Measures everything and writes docs/validation.md."""
    scanner = Scanner(make_engine(engine, threads=2, time_limit=120, start_limit=120))
    rows: list[tuple[DocumentType, str, Tally]] = []
    for side in SIDES:
        for damage in (NONE, *DEGRADATIONS):
            found = tally(scanner, pictures(side, damage, clean if damage == NONE else damaged))
            rows.append((side, damage, found))
            click.echo(f"{side} {damage}: {found.whole}/{found.cards}")
    name = scanner.engine_name
    scanner.close()
    PAGE.write_text(page(rows, name), encoding="utf-8")


def page(rows: Sequence[tuple[DocumentType, str, Tally]], engine: str) -> str:
    """The page as Markdown."""
    lines = [
        "# Validation / 验证",
        "",
        "## Resident ID / 居民身份证",
        "",
        f"Written by `python -m tests.validation.documents.measure`: seed {SEED}, typefaces and surfaces of group "
        f"`{FONTS}`, engine {engine}. A card counts as whole when every field of the side is exactly right. "
        "Milliseconds are of the machine the run was made on, under whatever else it did; `python -m bench documents` "
        "compares speeds.",
        "",
        "| side | damage | cards | whole card | fields | verdict `pass` | passed with a wrong field | "
        "passed with a wrong number | asked to retake | median ms |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for side in SIDES:
        own = [(damage, t) for s, damage, t in rows if s is side]
        lines += [_row(side, damage, t) for damage, t in own]
        lines.append(_row(side, "**all damage together**", _sum(t for damage, t in own if damage != NONE)))
    return "\n".join(lines) + "\n"


def _row(side: DocumentType, damage: str, t: Tally) -> str:
    return (
        f"| {side.removeprefix('cn_resident_id_')} | {damage} | {t.cards} | {t.whole / t.cards:.1%} | "
        f"{t.fields_right / t.fields:.1%} | {t.passed} | {t.passed_wrong} | {t.wrong_number_passed} | {t.retake} | "
        f"{statistics.median(t.milliseconds):.0f} |"
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for t in tallies:
        for name, value in vars(t).items():
            setattr(total, name, getattr(total, name) + value)
    return total


if __name__ == "__main__":
    main()
