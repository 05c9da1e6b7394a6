"""How well documents are read: per type and kind of damage, on typefaces and people the code was not tuned on.

`python -m tests.validation.documents.measure` reads every specimen once, keeps what was counted in docs/validation.json
and writes docs/validation.md from it; `--types` measures some types anew and leaves the others' rows. The tests beside it
hold the floors on a smaller sample.
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import click
from rapidfuzz.distance import Levenshtein

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, ScanFile, Verdict
from kyc.documents.scan import Scanner
from sample_docs.degrade import DEGRADATIONS, NONE
from sample_docs.papers import DRAWERS as PAPERS
from sample_docs.specimen import CARD_SIDES, DOCUMENT_TYPES, Specimen, specimen

PAGE = Path(__file__).parents[3] / "docs" / "validation.md"
COUNTED = PAGE.with_suffix(".json")
SEED = 40817
FONTS = "b"  # the group of typefaces and surfaces nobody looked at while the reader was written
AS_OF = date(2026, 7, 1)
SIDES = tuple(DocumentType(side) for side in CARD_SIDES)
SCREEN = "screen"  # a teller is told to take it again; what is read of it is measured all the same
DAMAGES = (*DEGRADATIONS, SCREEN)
NUMBERS = ("number", "uscc")
SURE = "0.99"
_GRADES = ("0.999", SURE, "0.95", "0.8", "0")  # of confidence: each from here up to the one before
CLEAN, DAMAGED = 10, 1  # specimens of a type, and of a type with each kind of damage
MORE = dict.fromkeys(CARD_SIDES, (24, 2))  # whose floors are higher
FEWER = dict.fromkeys(PAPERS, (6, 1))  # which take five times as long


@dataclass
class Tally:
    """Counts over one set of pictures.

    letters_wrong: edits from what was read to what is printed, of the `letters` printed. wrong_number_passed: the worst
    that can happen. zones: machine-readable zones printed, read exactly, and read wrongly with every check in order.
    seed: of the specimens. shown, shown_right: fields that were read, by the grade of their confidence, and how many of them are right.
    hints: genuine documents on which each sign of tampering was raised. mistakes: what was read wrongly, for whoever looks for the cause.
    """

    seed: str = ""
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
    shown: Counter[str] = field(default_factory=Counter)
    shown_right: Counter[str] = field(default_factory=Counter)
    hints: Counter[str] = field(default_factory=Counter)
    milliseconds: list[int] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def add(self, expected: Specimen, reading: DocumentReading) -> None:
        """Counts one reading."""
        read = {
            name: reading.fields[name].value if name in reading.fields else None for name in expected.fields
        }
        wrong = [name for name, value in expected.fields.items() if read[name] != value]
        passed = reading.verdict is Verdict.PASS
        self.cards += 1
        self.typed += reading.document_type == expected.document_type and not reading.further
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
        # the back of a foreign resident's card prints a zone too, which its specimen does not tell
        self.zones_valid_wrong += (
            bool(expected.zone) and reading.mrz is not None and reading.mrz.valid and not exact
        )
        self.hints.update({hint.code for hint in reading.hints})
        self.milliseconds.append(round(sum(reading.timings_ms.values())))
        for name, value in read.items():
            if value is not None:
                grade = _grade(reading.fields[name].confidence)
                self.shown[grade] += 1
                self.shown_right[grade] += name not in wrong
        self.mistakes += [
            f"{expected.name} {expected.degradation} {name}: {expected.fields[name]} | {read[name]} | "
            f"{reading.fields[name].confidence if name in reading.fields else 0:.4f} {reading.verdict}"
            for name in wrong
        ]

    def sure(self) -> tuple[int, int]:
        """How many fields were shown as 0.99 sure and more, and how many of them are right."""
        grades = _GRADES[: _GRADES.index(SURE) + 1]
        return sum(self.shown[g] for g in grades), sum(self.shown_right[g] for g in grades)


def _grade(confidence: float) -> str:
    return next(grade for grade in _GRADES if confidence >= float(grade))


def pictures(
    kind: str, damage: str, count: int, seed: int = SEED, fonts: str = FONTS, first: int = 0
) -> list[Specimen]:
    """`count` specimens of one document type with one kind of damage."""
    return [
        specimen(seed, index, kind, degradation=damage, fonts=fonts) for index in range(first, first + count)
    ]


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
@click.option("--clean", type=int, help="documents of each type, undamaged, instead of the usual numbers")
@click.option("--damaged", type=int, help="documents of each type and kind of damage")
@click.option("--types", default=",".join(DOCUMENT_TYPES), help="document types, with commas")
@click.option("--seed", default=SEED, help="of the specimens: one that nobody looked for causes on")
@click.option("--fonts", default=FONTS)
@click.option("--keep/--look", default=True, help="write the pages, or only print the mistakes")
@click.option("--engine", default="rapid")
def main(
    clean: int | None, damaged: int | None, types: str, seed: int, fonts: str, keep: bool, engine: str
) -> None:
    """Measures the types and writes docs/validation.json and docs/validation.md."""
    scanner = Scanner(make_engine(engine, threads=2, time_limit=120, start_limit=120))
    rows = _kept()
    for kind in types.split(","):
        usual = {**MORE, **FEWER}.get(kind, (CLEAN, DAMAGED))
        counts = clean if clean is not None else usual[0], damaged if damaged is not None else usual[1]
        rows[kind] = {}
        for damage, drawn in _drawn_ahead(kind, counts, partial(pictures, seed=seed, fonts=fonts)):
            found = rows[kind][damage] = tally(scanner, drawn)
            found.seed = str(seed)
            click.echo(f"{kind} {damage}: {found.whole}/{found.cards}, {found.fields_right}/{found.fields}")
            for mistake in found.mistakes:
                click.echo(f"    {mistake}")
        if keep:
            _keep(rows)
            PAGE.write_text(page(rows, scanner.engine_name), encoding="utf-8")
    scanner.close()


def _drawn_ahead(
    kind: str, counts: tuple[int, int], draw: partial[list[Specimen]]
) -> Iterator[tuple[str, list[Specimen]]]:
    """Each damage with its specimens, the next ones drawn by a process of their own while these are read."""
    clean, damaged = counts
    wanted = [
        (NONE, clean, 0),
        *((damage, damaged, clean + at * damaged) for at, damage in enumerate(DAMAGES)),
    ]
    with ProcessPoolExecutor(1) as painter:
        coming = [(wanted[0][0], painter.submit(draw, kind, wanted[0][0], wanted[0][1], first=wanted[0][2]))]
        for damage, count, first in (*wanted[1:], (None, 0, 0)):
            if damage is not None:
                coming.append((damage, painter.submit(draw, kind, damage, count, first=first)))
            done, drawn = coming.pop(0)
            yield done, drawn.result()


def _kept() -> dict[str, dict[str, Tally]]:
    """What earlier runs counted, in the order of the types."""
    raw = json.loads(COUNTED.read_text("utf-8")) if COUNTED.exists() else {}
    return {
        kind: {damage: _tally(counts) for damage, counts in raw.get(kind, {}).items()}
        for kind in DOCUMENT_TYPES
    }


def _tally(counts: Mapping[str, object]) -> Tally:
    found = Tally(**counts)  # type: ignore[arg-type]
    for name in ("shown", "shown_right", "hints"):
        setattr(found, name, Counter(getattr(found, name)))
    return found


def _keep(rows: Rows) -> None:
    lines = (
        f'"{kind}": {{\n'
        + ",\n".join(f'"{damage}": {json.dumps(vars(t), ensure_ascii=False)}' for damage, t in row.items())
        + "\n}"
        for kind, row in rows.items()
        if row
    )
    COUNTED.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def page(rows: Rows, engine: str) -> str:
    """The page as Markdown."""
    parts = (
        _summary(rows),
        _damages(rows),
        _zones(rows),
        _reliability(rows),
        _false_hints(rows),
        _details(rows),
    )
    return "\n".join([*_head(engine), *(line for part in parts for line in part), *_FOOT]) + "\n"


_FOOT = (
    "## Names / 名称比对",
    "",
    "[validation-matching.md](validation-matching.md), written by `python -m tests.validation.matching.measure`.",
    "",
    "## Hints of tampering / 篡改疑点",
    "",
    "[validation-hints.md](validation-hints.md), written by `python -m tests.validation.documents.hints`.",
)


def _head(engine: str) -> Iterator[str]:
    yield "# Validation / 验证"
    yield ""
    yield (
        f"Written by `python -m tests.validation.documents.measure`, each specimen read once: typefaces and surfaces of group "
        f"`{FONTS}`, engine {engine}. A document counts as whole when every field is exactly right; characters are "
        "counted by the edits between what was read and what is printed. `perspective` is a camera tilted by 10 to 30 "
        "degrees, `rotation` any angle, `screen` a photographed screen. Milliseconds are of the machine the run was made "
        "on, under whatever else it did; `python -m bench documents` compares speeds. Counts and every mistake: "
        "[validation.json](validation.json)."
    )
    yield ""


def _row_of(label: str, t: Tally) -> str:
    return (
        f"| {label} | {t.cards} | {t.typed / t.cards:.1%} | {t.whole / t.cards:.1%} | "
        f"{_share(t.fields_right, t.fields)} | {_share(t.letters - t.letters_wrong, t.letters)} | {t.passed} | {t.passed_wrong} | "
        f"{t.wrong_number_passed} | {t.retake} | {statistics.median(t.milliseconds):.0f} |"
    )


_COLUMNS = (
    "documents | type right | whole | fields | characters | verdict `pass` | passed with a wrong field | "
    "passed with a wrong number | asked to retake | median ms |"
)


def _summary(rows: Rows) -> Iterator[str]:
    yield "## By document type / 按证件类型"
    yield ""
    yield f"| type | seed | pictures | {_COLUMNS}"
    yield "|---|---|---|" + "--:|" * 10
    for kind, by_damage in rows.items():
        if by_damage:
            label = f"{kind} | {by_damage[NONE].seed}"
            yield _row_of(f"{label} | clean", by_damage[NONE])
            yield _row_of(f"{label} | damaged", damaged_of(by_damage))
    yield ""


def damaged_of(by_damage: Mapping[str, Tally]) -> Tally:
    """All damaged pictures but photographs of screens, which are to be taken again."""
    return total(t for damage, t in by_damage.items() if damage not in (NONE, SCREEN))


def _damages(rows: Rows) -> Iterator[str]:
    yield "## By damage, all types / 按劣化方式（全部类型）"
    yield ""
    yield f"| damage | {_COLUMNS}"
    yield "|---|" + "--:|" * 10
    for damage in (NONE, *DAMAGES):
        yield _row_of(damage, total(by_damage[damage] for by_damage in rows.values() if damage in by_damage))
    yield ""


def _zones(rows: Rows) -> Iterator[str]:
    yield "## Machine-readable zones / 机读区"
    yield ""
    yield "| type | pictures | zones | exact | valid but wrong |"
    yield "|---|---|--:|--:|--:|"
    for kind, by_damage in rows.items():
        for label, t in (("clean", by_damage.get(NONE, Tally())), ("damaged", damaged_of(by_damage))):
            if t.zones:
                yield f"| {kind} | {label} | {t.zones} | {t.zones_exact / t.zones:.1%} | {t.zones_valid_wrong} |"
    yield ""


def _reliability(rows: Rows) -> Iterator[str]:
    """Whether a confidence is what it says: the share of right fields among those shown as so sure."""
    yield "## Confidence / 把握与正确率"
    yield ""
    yield (
        "Every field that was read, clean and damaged, by the confidence it was shown with. Required: of those shown as "
        f"{SURE} sure and more, 99 % are right."
    )
    yield ""
    yield "| type | " + " | ".join(f"≥ {grade} | right" for grade in _GRADES) + f" | all ≥ {SURE} | right |"
    yield "|---|" + "--:|" * (2 * len(_GRADES) + 2)
    every = [(kind, total(by_damage.values())) for kind, by_damage in rows.items() if by_damage]
    for kind, t in (*every, ("**all types**", total(t for _, t in every))):
        cells = [(t.shown[grade], t.shown_right[grade]) for grade in _GRADES]
        yield (
            f"| {kind} | " + " | ".join(f"{n} | {_share(right, n)}" for n, right in (*cells, t.sure())) + " |"
        )
    yield ""


def _false_hints(rows: Rows) -> Iterator[str]:
    """On how many genuine documents a sign of tampering was raised, screens and grey copies left out: they are told."""
    yield "## Hints on genuine documents / 真证误报"
    yield ""
    yield "Allowed: 2 % of each kind. Clean and damaged, but for screens and grey copies, which are to be told."
    yield ""
    yield "| type | documents | hints raised |"
    yield "|---|--:|---|"
    for kind, by_damage in rows.items():
        t = total(t for damage, t in by_damage.items() if damage not in (SCREEN, "photocopy"))
        said = ", ".join(f"`{code}` {n} ({_share(n, t.cards)})" for code, n in sorted(t.hints.items()))
        if t.cards:
            yield f"| {kind} | {t.cards} | {said or '–'} |"
    yield ""


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2%}" if whole else "–"


def _details(rows: Rows) -> Iterator[str]:
    yield "## By type and damage / 按类型与劣化"
    yield ""
    yield "| type | damage | documents | whole | fields | characters | verdict `pass` | passed wrong | asked to retake | median ms |"
    yield "|---|---|" + "--:|" * 8
    for kind, by_damage in rows.items():
        for damage, t in by_damage.items():
            yield (
                f"| {kind} | {damage} | {t.cards} | {t.whole / t.cards:.1%} | {_share(t.fields_right, t.fields)} | "
                f"{_share(t.letters - t.letters_wrong, t.letters)} | {t.passed} | {t.passed_wrong} | {t.retake} | "
                f"{statistics.median(t.milliseconds):.0f} |"
            )
    yield ""


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    found = Tally()
    for t in tallies:
        for name, value in vars(t).items():
            setattr(found, name, value if name == "seed" else getattr(found, name) + value)
    return found


if __name__ == "__main__":
    main()
