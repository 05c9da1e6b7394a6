"""The floors of reading the resident ID, on specimens the code was not tuned on: another seed, other typefaces."""

from collections.abc import Iterator
from itertools import cycle

import pytest

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentType
from kyc.documents.scan import Scanner
from sample_docs.degrade import DEGRADATIONS, NONE
from sample_docs.specimen import specimen
from tests.validation.documents.measure import FONTS, SEED, SIDES, pictures, tally

pytestmark = pytest.mark.ocr

CLEAN = 20
DAMAGED = 2  # of each kind


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    scanner = Scanner(make_engine("rapid", threads=2, time_limit=120, start_limit=120))
    yield scanner
    scanner.close()


@pytest.mark.parametrize("side", SIDES)
def test_clean_cards_are_read_whole(scanner: Scanner, side: DocumentType) -> None:
    found = tally(scanner, pictures(side, NONE, CLEAN, SEED + 1))
    assert found.whole >= CLEAN - 1  # 97 % of 100; docs/validation.md has the large sample
    assert found.wrong_number_passed == 0


@pytest.mark.parametrize("side", SIDES)
def test_damaged_cards_are_read_or_doubted(scanner: Scanner, side: DocumentType) -> None:
    damages = cycle(DEGRADATIONS)
    count = DAMAGED * len(DEGRADATIONS)
    specimens = [
        specimen(SEED + 2, index, side, degradation=next(damages), fonts=FONTS) for index in range(count)
    ]
    found = tally(scanner, specimens)
    assert found.whole >= 0.85 * count  # 90 % on the large sample; a sample of thirty swings
    assert found.wrong_number_passed == 0
