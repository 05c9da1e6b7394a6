"""The floors of the hints of tampering, on specimens no limit was set on: seldom on genuine documents, often on forged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kyc.documents.engines import Recogniser, make_engine
from sample_docs.alter import CARD, FILE, altered
from tests.validation.documents.hints import CODES, FONTS, SEED, Tally, false_share, genuine

pytestmark = pytest.mark.ocr

FORGED = 12  # of each kind
# Alteration → of twelve, how many must be found: about half of the share on the large sample, which swings so much.
FLOORS = {
    ("digit_replaced", CARD): 2,
    ("digit_copied", CARD): 1,
    ("field_rewritten", CARD): 5,
    ("field_rewritten", FILE): 5,
    ("portrait_hard_edge", CARD): 8,
    ("portrait_feathered", FILE): 6,
    ("jpeg_patch", FILE): 4,
    ("screen", FILE): 2,
    ("photocopy", FILE): 11,
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Recogniser]:
    engine = make_engine("rapid", threads=2, time_limit=120, start_limit=120)
    yield engine
    engine.close()


def test_genuine_documents_seldom_raise_a_hint(engine: Recogniser) -> None:
    tallies = genuine(engine, 20, 2, seed=SEED + 7)
    raised = {code: false_share(tallies, code) for code in CODES}
    assert all(pictures >= 45 for _, pictures in raised.values())
    assert {
        code: n for code, (n, _) in raised.items() if n > 1
    } == {}  # 2 % of 50; docs/validation-hints.md has 240


@pytest.mark.parametrize(("alteration", "made_in"), FLOORS)
def test_forged_documents_are_found(engine: Recogniser, alteration: str, made_in: str) -> None:
    tally = Tally()
    for index in range(FORGED):
        made = altered(SEED + 8, index, alteration, made_in, fonts=FONTS)
        tally.add(engine, made.picture, alteration, made.where)
    assert tally.found >= FLOORS[alteration, made_in]
