"""Real recognition of the other Chinese cards, on a seed and typefaces nobody tuned on: fields right, types told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random

import pytest

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, Outcome, ScanFile
from kyc.documents.scan import Scanner
from sample_docs import degrade
from sample_docs.cards import SIDES, draw_side
from sample_docs.degrade import DEGRADATIONS, NONE
from sample_docs.specimen import CARD_SIDES, Specimen, specimen

pytestmark = pytest.mark.ocr

TODAY = date(2026, 7, 1)
SEED, FONTS = 60221, "b"
TYPES = (*SIDES, *CARD_SIDES)
CLEAN, DAMAGED = 4, len(DEGRADATIONS)
PERSON = 3


@dataclass
class Tally:
    """What came out of some pictures. confused: (type drawn, type read)."""

    fields: int = 0
    wrong: list[str] = field(default_factory=list)
    confused: list[tuple[str, str | None]] = field(default_factory=list)

    def add(self, each: Specimen, reading: DocumentReading) -> None:
        """Counts one reading."""
        read = {name: found.value for name, found in reading.fields.items()}
        self.fields += len(each.fields)
        self.wrong += [
            f"{each.name} {each.degradation} {name}: {value} {read.get(name)}"
            for name, value in each.fields.items()
            if read.get(name) != value
        ]
        if reading.document_type != each.document_type or reading.further:
            self.confused.append((each.document_type, reading.document_type))


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    scanner = Scanner(make_engine("rapid", threads=2, time_limit=120, start_limit=120))
    yield scanner
    scanner.close()


def read(scanner: Scanner, *files: ScanFile) -> list[DocumentReading]:
    readings = scanner.read(files, TODAY)
    assert all(isinstance(reading, DocumentReading) for reading in readings)
    return [reading for reading in readings if isinstance(reading, DocumentReading)]


def tally(scanner: Scanner, specimens: Sequence[Specimen]) -> Tally:
    found = Tally()
    for each in specimens:
        [reading] = read(scanner, ScanFile(each.name, each.picture))
        found.add(each, reading)
    return found


def test_clean_cards_are_read_and_told_apart(scanner: Scanner) -> None:
    found = tally(scanner, [specimen(SEED, at, kind, fonts=FONTS) for kind in TYPES for at in range(CLEAN)])
    assert not found.confused
    assert len(found.wrong) <= 0.03 * found.fields, found.wrong


def test_damaged_cards_are_read_and_told_apart(scanner: Scanner) -> None:
    """Each fault on one side of each type, turn by turn."""
    found = tally(
        scanner,
        [
            specimen(SEED + 1, at, kind, degradation=DEGRADATIONS[at], fonts=FONTS)
            for kind in SIDES
            for at in range(DAMAGED)
        ],
    )
    assert len(found.confused) <= 1, found.confused
    assert len(found.wrong) <= 0.07 * found.fields, found.wrong


@pytest.mark.parametrize(
    ("document_type", "sides", "compared"),
    [
        ("cn_hkm_permit", ("2013_front", "2013_back"), "names.agree"),
        ("cn_taiwan_permit", ("front", "back"), "names.agree"),
        ("cn_hkmt_residence_permit", ("front", "back"), "number.permit_region"),
        ("cn_foreign_pr_card", ("2023_front", "2023_back"), "validity.term"),
        ("cn_temporary_id", ("holder", "title"), "sides.consistent"),
    ],
)
def test_both_sides_of_a_card_are_one_document(
    scanner: Scanner, document_type: str, sides: tuple[str, str], compared: str
) -> None:
    files = []
    for side in sides:
        drawn = draw_side(document_type, side, SEED, PERSON, FONTS)
        picture = degrade.photograph(drawn, "white", NONE, Random(side))
        files.append(ScanFile(f"{side}.jpg", picture))
    front, back = read(scanner, *files)
    assert front.document_type is back.document_type is DocumentType(document_type)
    assert {check.code: check.outcome for check in front.checks + back.checks}[compared] is Outcome.PASS
