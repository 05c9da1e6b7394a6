"""The floors of travel documents read in both zones, and of photographs of screens, on specimens nobody looked for causes on.

docs/validation.md has the larger sample; a dozen documents swing by two points in a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from kyc.documents.engines import make_engine
from kyc.documents.quality.labels import labels
from kyc.documents.recapture import measure
from kyc.documents.scan import Scanner
from sample_docs.degrade import NONE
from sample_docs.specimen import specimen
from tests.seen_pictures import pixels_of
from tests.validation.documents.measure import FONTS, SCREEN, SEED, Tally, pictures, tally, total

pytestmark = [pytest.mark.ocr, pytest.mark.timeout(600)]

KINDS = ("passport", "td1_card", "td2_card")
DAMAGES = ("perspective", "glare", "shadow", "dark", "jpeg_30", "photocopy", "quarter_turn_90")
OF_A_KIND = 8
SCREENS = ("passport", "td2_card", "cn_military_id", "cn_business_licence", "cn_household_register", "visa")


@pytest.fixture(scope="module")
def rows() -> Iterator[Mapping[str, Tally]]:
    """Clean documents by kind, and all damaged ones."""
    scanner = Scanner(make_engine("rapid", threads=2, time_limit=120, start_limit=120))
    found = {kind: tally(scanner, pictures(kind, NONE, OF_A_KIND, SEED + 5)) for kind in KINDS}
    found["damaged"] = total(
        tally(scanner, pictures(kind, damage, 1, SEED + 5, first=OF_A_KIND + at))
        for kind in KINDS
        for at, damage in enumerate(DAMAGES)
    )
    yield found
    scanner.close()


def test_fields_of_both_zones_are_right(rows: Mapping[str, Tally]) -> None:
    clean = total(rows[kind] for kind in KINDS)
    assert clean.cards == clean.typed == len(KINDS) * OF_A_KIND
    assert clean.fields_right >= 0.94 * clean.fields, clean.mistakes
    for kind in KINDS:
        assert rows[kind].fields_right >= 0.91 * rows[kind].fields, rows[kind].mistakes


def test_damage_leaves_nearly_all_of_them_right(rows: Mapping[str, Tally]) -> None:
    damaged = rows["damaged"]
    assert damaged.typed >= damaged.cards - 1
    assert damaged.fields_right >= 0.9 * damaged.fields, damaged.mistakes


def test_no_wrong_zone_is_valid_and_no_wrong_number_passes(rows: Mapping[str, Tally]) -> None:
    every = total(rows.values())
    assert every.zones_exact >= 0.95 * every.zones > 0
    assert every.zones_valid_wrong == every.wrong_number_passed == 0


def test_of_photographed_screens_a_third_is_told_and_no_genuine_document_is() -> None:
    """The others show no pattern at the distance and sharpness drawn."""
    told = {
        damage: sum(
            measure(
                pixels_of(specimen(SEED + 6, at, kind, degradation=damage, fonts=FONTS).picture), None
            ).from_screen()
            for kind in SCREENS
            for at in range(3)
        )
        for damage in (SCREEN, NONE, "jpeg_10", "low_resolution_640")
    }
    assert told.pop(SCREEN) >= 6
    assert set(told.values()) == {0}, told
    assert labels()["screen"].severity == "retake"
