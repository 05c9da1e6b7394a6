"""On drawn specimens the limits part good from bad: no clean card is sent back, a shaken or blurred one is."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest
from PIL import Image

from kyc.documents import locate
from kyc.documents.engines import Recogniser, make_engine
from kyc.documents.pixels import Pixels
from kyc.documents.quality import judge
from sample_docs.generate import specimens
from sample_docs.specimen import CARD_SIDES

pytestmark = pytest.mark.ocr


@pytest.fixture(scope="module")
def engine() -> Iterator[Recogniser]:
    engine = make_engine("rapid", threads=1, time_limit=60, start_limit=60)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def clean() -> list[Pixels]:
    drawn = specimens(seed=4242, count=8, types=CARD_SIDES)
    return [np.asarray(Image.open(io.BytesIO(one.picture)).convert("RGB")) for one in drawn]


def codes(engine: Recogniser, pixels: Pixels) -> tuple[str, ...]:
    quality = judge(pixels, None, locate.find_lines(engine, pixels))
    return tuple(reason.code for reason in quality.reasons)


def test_no_clean_card_is_sent_back(engine: Recogniser, clean: list[Pixels]) -> None:
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
