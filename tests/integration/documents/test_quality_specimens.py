"""On drawn specimens the limits part good from bad: no clean card is sent back, and each damage leads to its label."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest

from kyc.documents import quality
from kyc.documents.engines import Recogniser, make_engine
from kyc.documents.lines import Spot
from kyc.documents.model import Quality, QualitySeverity
from kyc.documents.pixels import Pixels
from kyc.documents.quality.labels import labels
from sample_docs.generate import specimens
from sample_docs.layout import PORTRAIT
from sample_docs.specimen import CARD_SIDES, specimen
from tests.seen_pictures import pixels_of, see

pytestmark = pytest.mark.ocr

SEED = 4242


@pytest.fixture(scope="module")
def engine() -> Iterator[Recogniser]:
    engine = make_engine("rapid", threads=1, time_limit=60, start_limit=60)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def clean() -> list[Pixels]:
    return [pixels_of(one.picture) for one in specimens(seed=SEED, count=8, types=CARD_SIDES)]


def judged(engine: Recogniser, pixels: Pixels) -> Quality:
    """As `scan` judges a page; one without a known document by its lines alone."""
    seen = see(engine, pixels)
    if not seen.sides:
        return quality.judge(pixels, None, [Spot(line) for line in seen.lines])
    remarks = [
        remark for side in seen.sides for remark in quality.judge(pixels, side.card, side.spots).reasons
    ]
    return quality.joined(
        [*remarks, *quality.company([(side.kind, side.card) for side in seen.sides], seen.lines)]
    )


def codes(engine: Recogniser, pixels: Pixels) -> tuple[str, ...]:
    return tuple(reason.code for reason in judged(engine, pixels).reasons)


def test_nothing_is_said_of_a_clean_card(engine: Recogniser, clean: list[Pixels]) -> None:
    assert [codes(engine, pixels) for pixels in clean] == [()] * len(clean)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda pixels: cv2.blur(pixels, (25, 1)), "motion_blur"),
        (lambda pixels: cv2.blur(pixels, (1, 25)), "motion_blur"),
        (lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 5), "blur"),
        (lambda pixels: (pixels * 0.09).astype(np.uint8), "dark"),
        (lambda pixels: cv2.resize(pixels, (220, 150), interpolation=cv2.INTER_AREA), "too_small"),
    ],
    ids=["shaken across", "shaken down", "out of focus", "dark", "small"],
)
def test_each_fault_is_named_on_nearly_every_card(
    engine: Recogniser, clean: list[Pixels], spoil: Callable[[Pixels], Pixels], reason: str
) -> None:
    named = [reason in codes(engine, np.ascontiguousarray(spoil(pixels))) for pixels in clean]
    assert sum(named) >= len(named) - 1


# Damage → the labels of which one must be told, and on how many of five cards where not on all of them: a screen seen
# from afar shows no pattern, a reflection or a shadow may lie beside the print, a cut may end before it, a grey glove
# may be as light as a card, little movement does no harm, and some cards are too pale to be found at all.
SHOWN = {
    damage: {label.code for label in labels().values() if damage in label.shown_by}
    for damage in sorted({damage for label in labels().values() for damage in label.shown_by})
}
LEAST = {
    "screen": 2,
    "glare_on_print": 2,
    "shadow": 2,
    "motion_blur": 2,
    "overexposed": 3,
    "cut_top": 3,
    "cut_bottom": 3,
    "glove": 4,
    "photocopy": 4,
}


@pytest.mark.parametrize("damage", SHOWN)
def test_each_damage_leads_to_its_label(engine: Recogniser, damage: str) -> None:
    pictures = [
        pixels_of(specimen(SEED, index, PORTRAIT, degradation=damage, fonts="b").picture)
        for index in range(5)
    ]
    told = [SHOWN[damage] & set(codes(engine, pixels)) for pixels in pictures]
    assert sum(map(bool, told)) >= LEAST.get(damage, len(told))


@pytest.mark.parametrize(
    "damage", ["rotation", "gaussian_blur", "dark", "jpeg_10", "glare", "low_resolution_480"]
)
def test_harmless_damage_asks_for_no_other_picture(engine: Recogniser, damage: str) -> None:
    for index in range(4):
        quality_ = judged(
            engine, pixels_of(specimen(SEED, index, PORTRAIT, degradation=damage, fonts="b").picture)
        )
        assert all(reason.severity is QualitySeverity.NOTICE for reason in quality_.reasons), (
            index,
            quality_,
        )
        assert quality_.verdict == "accept"
