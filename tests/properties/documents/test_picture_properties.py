"""Whatever the picture and wherever a card is thought to lie, quality and hints answer, and within their words."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kyc.documents import hints, quality
from kyc.documents.face import Card
from kyc.documents.lines import Spot
from kyc.documents.model import QualitySeverity
from kyc.documents.pixels import Pixels, Quad
from tests.seen_pictures import page_of

points = st.tuples(st.floats(-900, 1800), st.floats(-900, 1800))
boxes = st.builds(
    lambda x, y, across, down: ((x, y), (x + across, y), (x + across, y + down), (x, y + down)),
    *(st.floats(-200, 900) for _ in range(2)),
    *(st.floats(0, 900) for _ in range(2)),
)
quads: st.SearchStrategy[Quad] = st.one_of(st.tuples(points, points, points, points), boxes)


@st.composite
def pictures(draw: st.DrawFn) -> Pixels:
    """Of any size, blank or noise."""
    rows, columns = draw(st.integers(1, 700)), draw(st.integers(1, 900))
    noise = np.random.default_rng(draw(st.integers(0, 99)))
    spread = draw(st.sampled_from((0, 8, 256)))
    return (
        (draw(st.integers(0, 255)) + noise.integers(0, spread + 1, (rows, columns, 3)))
        .clip(0, 255)
        .astype(np.uint8)
    )


@given(pictures(), st.one_of(st.none(), quads), st.lists(quads, max_size=3))
def test_quality_answers_for_any_picture(pixels: Pixels, corners: Quad | None, lines: list[Quad]) -> None:
    card = Card(corners, 85.6, 54.0) if corners else None
    judged = quality.judge(pixels, card, [Spot(line, "number") for line in lines])
    asked = any(reason.severity is QualitySeverity.RETAKE for reason in judged.reasons)
    assert judged.verdict == ("retake" if asked else "accept")


@given(pictures(), quads, st.lists(quads, max_size=3), quads)
def test_hints_answer_for_any_picture(
    pixels: Pixels, corners: Quad, lines: list[Quad], portrait: Quad
) -> None:
    spots = [Spot(line, "number") for line in lines]
    found = hints.find(
        page_of(pixels), Card(corners, 85.6, 54.0), spots, numbers={"number"}, unframed_portrait=portrait
    )
    assert all(hint.strength >= 1 and hint.text.zh and hint.text.en for hint in found)
