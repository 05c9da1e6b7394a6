"""The floors of reading every type, on specimens nobody looked for causes on. docs/validation.md has the larger sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from kyc.documents.engines import make_engine
from kyc.documents.scan import Scanner
from sample_docs.degrade import NONE
from sample_docs.specimen import CARD_SIDES, DOCUMENT_TYPES
from tests.validation.documents.measure import SEED, Tally, pictures, tally, total

pytestmark = [pytest.mark.ocr, pytest.mark.timeout(600)]

TYPES = tuple(kind for kind in DOCUMENT_TYPES if kind not in CARD_SIDES)  # which have a test of their own
DAMAGES = (
    "rotation",
    "perspective",
    "jpeg_30",
    "photocopy",
)  # those of cards and papers are tried beside their readers
TRAVEL = frozenset({"passport", "td1_card", "td2_card", "visa"})


@pytest.fixture(scope="module")
def rows() -> Iterator[Mapping[str, Mapping[str, Tally]]]:
    """Each specimen read once, for every floor."""
    scanner = Scanner(make_engine("rapid", threads=2, time_limit=120, start_limit=120))
    yield {
        kind: {
            damage: tally(scanner, pictures(kind, damage, 1, SEED + 3, first=at))
            for at, damage in enumerate((NONE, DAMAGES[number % len(DAMAGES)]))
        }
        for number, kind in enumerate(TYPES)
    }
    scanner.close()


def test_every_type_is_told_and_nothing_is_passed_with_a_wrong_number(
    rows: Mapping[str, Mapping[str, Tally]],
) -> None:
    counted = total(t for by_damage in rows.values() for t in by_damage.values())
    assert counted.cards == 2 * len(TYPES)
    assert counted.typed >= counted.cards - 1
    assert counted.wrong_number_passed == counted.zones_valid_wrong == 0


def test_what_is_shown_as_sure_is_right(rows: Mapping[str, Mapping[str, Tally]]) -> None:
    shown, right = total(t for by_damage in rows.values() for t in by_damage.values()).sure()
    assert shown > 100
    assert right >= 0.98 * shown  # 99 % of the thousands in docs/validation.md


def test_fields_of_chinese_documents_are_right(rows: Mapping[str, Mapping[str, Tally]]) -> None:
    chinese = [row for kind, row in rows.items() if kind not in TRAVEL]
    clean = total(row[NONE] for row in chinese)
    damaged = total(t for row in chinese for damage, t in row.items() if damage != NONE)
    assert clean.fields_right >= 0.97 * clean.fields
    assert damaged.fields_right >= 0.9 * damaged.fields  # 93 % of a larger sample
