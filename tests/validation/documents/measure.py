"""How well documents are read: per type and kind of damage, on typefaces and people the code was not tuned on.

`python -m tests.validation.documents.measure` writes docs/validation.md; the tests beside it hold the floors on a
smaller sample.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click
from rapidfuzz.distance import Levenshtein

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, ScanFile, Verdict
from kyc.documents.scan import Scanner
from sample_docs.degrade import DEGRADATIONS, NONE
from sample_docs.specimen import CARD_SIDES, DOCUMENT_TYPES, Specimen, specimen

PAGE = Path(__file__).parents[3] / "docs" / "validation.md"
SEED = 90210
FONTS = "b"  # the group of typefaces and surfaces nobody looked at while the reader was written
AS_OF = date(2026, 7, 1)
SIDES = tuple(DocumentType(side) for side in CARD_SIDES)
NUMBERS = ("number", "uscc")
_GRADES = (0.999, 0.99, 0.95, 0.8, 0.0)  # of confidence: each from here up to the one before


@dataclass
class Tally:
    """Counts over one set of pictures.

    letters_wrong: edits from what was read to what is printed, of the `letters` printed. wrong_number_passed: the worst
    that can happen. zones: machine-readable zones printed, read exactly, and read wrongly with every check in order. sure: (confidence, right) of every field that was read.
    """

    cards: int = 0
    typed: int = 0
    whole: int = 0
    fields: int = 0
    fields_right: int = 0
    letters: int = 0
    letters_wrong: int = 0
    passed: int = 0
    passed_wrong: int = 0
    wrong_number_passed: int = 0
    retake: int = 0
    zones: int = 0
    zones_exact: int = 0
    zones_valid_wrong: int = 0
    sure: list[tuple[float, bool]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def add(self, expected: Specimen, reading: DocumentReading) -> None:
        """Counts one reading."""
        read = {
            name: reading.fields[name].value if name in reading.fields else None for name in expected.fields
        }
        wrong = [name for name, value in expected.fields.items() if read[name] != value]
        passed = reading.verdict is Verdict.PASS
        self.cards += 1
        self.typed += reading.document_type == expected.document_type
        self.whole += not wrong
        self.fields += len(expected.fields)
        self.fields_right += len(expected.fields) - len(wrong)
        self.letters += sum(map(len, expected.fields.values()))
        self.letters_wrong += sum(
            min(len(value), Levenshtein.distance(read[name] or "", value))
            for name, value in expected.fields.items()
        )
        self.passed += passed
        self.passed_wrong += passed and bool(wrong)
        self.wrong_number_passed += passed and any(name in wrong for name in NUMBERS)
        self.retake += reading.quality.verdict != "accept"
        exact = reading.mrz is not None and reading.mrz.lines == expected.zone
        self.zones += bool(expected.zone)
        self.zones_exact += bool(expected.zone) and exact
        self.zones_valid_wrong += reading.mrz is not None and reading.mrz.valid and not exact
        self.sure += [
            (reading.fields[name].confidence, name not in wrong)
            for name, value in read.items()
            if value is not None
        ]
        self.milliseconds.append(sum(reading.timings_ms.values()))


def pictures(kind: str, damage: str, count: int, seed: int = SEED) -> Iterable[Specimen]:
    """`count` specimens of one document type with one kind of damage."""
    return (specimen(seed, index, kind, degradation=damage, fonts=FONTS) for index in range(count))


def tally(scanner: Scanner, specimens: Iterable[Specimen]) -> Tally:
    """Reads them all. AssertionError when a file is not processed: every specimen is a sound picture."""
    found = Tally()
    for each in specimens:
        [reading] = scanner.read([ScanFile(each.name, each.picture)], AS_OF)
        assert isinstance(reading, DocumentReading), f"{each.name} ({each.degradation}): {reading}"
        found.add(each, reading)
    return found


Rows = Mapping[str, Mapping[str, Tally]]
"""Document type → damage → what was counted."""


@click.command()
@click.option("--clean", default=100, help="documents of each type, undamaged")
@click.option("--damaged", default=12, help="documents of each type and kind of damage")
@click.option("--types", default=",".join(DOCUMENT_TYPES), help="document types, with commas")
@click.option("--engine", default="rapid")
def main(clean: int, damaged: int, types: str, engine: str) -> None:
    """Measures everything and writes docs/validation.md."""
    scanner = Scanner(make_engine(engine, threads=2, time_limit=120, start_limit=120))
    rows: dict[str, dict[str, Tally]] = defaultdict(dict)
    for kind in types.split(","):
        for damage in (NONE, *DEGRADATIONS):
            found = tally(scanner, pictures(kind, damage, clean if damage == NONE else damaged))
            rows[kind][damage] = found
            click.echo(f"{kind} {damage}: {found.whole}/{found.cards}, {found.fields_right}/{found.fields}")
    name = scanner.engine_name
    scanner.close()
    PAGE.write_text(page(rows, name), encoding="utf-8")


def page(rows: Rows, engine: str) -> str:
    """The page as Markdown."""
    return (
        "\n".join([*_head(engine), *_summary(rows), *_zones(rows), *_reliability(rows), *_details(rows)])
        + "\n"
    )


def _head(engine: str) -> Iterator[str]:
    yield "# Validation / 验证"
    yield ""
    yield (
        f"Written by `python -m tests.validation.documents.measure`: seed {SEED}, typefaces and surfaces of group "
        f"`{FONTS}`, engine {engine}. A document counts as whole when every field is exactly right; characters are "
        "counted by the edits between what was read and what is printed. Milliseconds are of the machine the run was "
        "made on, under whatever else it did; `python -m bench documents` compares speeds."
    )
    yield ""


def _summary(rows: Rows) -> Iterator[str]:
    yield "## By document type / 按证件类型"
    yield ""
    yield (
        "| type | pictures | documents | type right | whole | fields | characters | verdict `pass` | "
        "passed with a wrong field | passed with a wrong number |"
    )
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    for kind, by_damage in rows.items():
        damaged = total(t for damage, t in by_damage.items() if damage != NONE)
        for label, t in (("clean", by_damage[NONE]), ("damaged", damaged)):
            if t.cards:
                yield (
                    f"| {kind} | {label} | {t.cards} | {t.typed / t.cards:.1%} | {t.whole / t.cards:.1%} | "
                    f"{t.fields_right / t.fields:.1%} | {1 - t.letters_wrong / t.letters:.2%} | {t.passed} | "
                    f"{t.passed_wrong} | {t.wrong_number_passed} |"
                )
    yield ""


def _zones(rows: Rows) -> Iterator[str]:
    yield "## Machine-readable zones / 机读区"
    yield ""
    yield "| type | pictures | zones | exact | valid but wrong |"
    yield "|---|---|--:|--:|--:|"
    for kind, by_damage in rows.items():
        damaged = total(t for damage, t in by_damage.items() if damage != NONE)
        for label, t in (("clean", by_damage[NONE]), ("damaged", damaged)):
            if t.zones:
                yield f"| {kind} | {label} | {t.zones} | {t.zones_exact / t.zones:.1%} | {t.zones_valid_wrong} |"
    yield ""


def _reliability(rows: Rows) -> Iterator[str]:
    """Whether a confidence is what it says: the share of right fields among those shown as so sure."""
    yield "## Confidence / 把握与正确率"
    yield ""
    yield "Every field that was read, clean and damaged, by the confidence it was shown with."
    yield ""
    yield "| shown as | fields | right | mean confidence |"
    yield "|---|--:|--:|--:|"
    sure = [one for by_damage in rows.values() for t in by_damage.values() for one in t.sure]
    above = float("inf")
    for least in _GRADES:
        grade = [(shown, right) for shown, right in sure if least <= shown < above]
        if grade:
            right = statistics.mean(right for _, right in grade)
            mean = statistics.mean(shown for shown, _ in grade)
            yield f"| ≥ {least} | {len(grade)} | {right:.2%} | {mean:.3f} |"
        above = least
    yield ""


def _details(rows: Rows) -> Iterator[str]:
    yield "## By damage / 按劣化"
    yield ""
    yield "| type | damage | documents | whole | fields | verdict `pass` | passed wrong | asked to retake | median ms |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    for kind, by_damage in rows.items():
        for damage, t in by_damage.items():
            yield (
                f"| {kind} | {damage} | {t.cards} | {t.whole / t.cards:.1%} | {t.fields_right / t.fields:.1%} | "
                f"{t.passed} | {t.passed_wrong} | {t.retake} | {statistics.median(t.milliseconds):.0f} |"
            )


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    found = Tally()
    for t in tallies:
        for name, value in vars(t).items():
            setattr(found, name, getattr(found, name) + value)
    return found


if __name__ == "__main__":
    main()
