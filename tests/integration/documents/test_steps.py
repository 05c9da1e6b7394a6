"""What each step of a reading saw, as pictures: in full, or so that nothing of the person can be made out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from kyc.base.errors import Invalid
from kyc.documents.annotate import step_pictures
from kyc.documents.intake import Intake
from kyc.documents.model import DocumentReading, ScanFile
from kyc.documents.pixels import Pixels
from kyc.documents.scan import Scanner
from kyc.documents.steps import Explanation
from tests.painted_pages import PaintedEngine
from tests.printed_cards import emblem_prints, lines_of, portrait_prints, upright

TODAY = date(2026, 11, 20)
PIECES = 40


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    intake = Intake()
    yield intake
    intake.close()


@pytest.fixture
def engine() -> PaintedEngine:
    return PaintedEngine()


@pytest.fixture
def both(engine: PaintedEngine) -> ScanFile:
    return engine.file(
        "both.tiff", lines_of(portrait_prints(), upright()), lines_of(emblem_prints(), upright())
    )


@pytest.fixture
def explained(engine: PaintedEngine, intake: Intake, both: ScanFile) -> Explanation:
    return Scanner(engine, intake).explain(both, TODAY)


def opened(picture: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(picture)).convert("RGB"))


def test_an_explanation_is_the_reading_and_what_led_to_it(
    engine: PaintedEngine, intake: Intake, both: ScanFile, explained: Explanation
) -> None:
    (reading,) = Scanner(engine, intake).read([both], TODAY)
    assert isinstance(reading, DocumentReading)
    told = explained.reading
    assert (told.fields, told.checks, told.verdict) == (reading.fields, reading.checks, reading.verdict)
    for seen, prints in zip(explained.pages, (portrait_prints(), emblem_prints()), strict=True):
        assert {line.text for line in seen.lines} == {printed.text for printed in prints}
        assert len(seen.found) >= len(seen.lines)


def test_a_file_that_cannot_be_read_is_refused(engine: PaintedEngine, intake: Intake) -> None:
    with pytest.raises(Invalid):
        Scanner(engine, intake).explain(ScanFile("page.jpg", b"<html>"), TODAY)


@pytest.mark.parametrize("masked", [False, True])
def test_every_step_has_its_pictures(explained: Explanation, masked: bool) -> None:
    pictures = step_pictures(explained, masked=masked)
    counts = {step: len(made) for step, made in pictures.items()}
    # the painted pages have no colour: a hint on each
    assert counts == dict.fromkeys(("decode", "locate", "classify", "parse", "hints", "straighten"), 2)
    across, down = 85.6, 54.0
    for side in pictures["straighten"]:
        rows, columns = opened(side).shape[:2]
        assert columns / rows == pytest.approx(across / down, rel=0.02)


def test_what_a_step_marked_can_be_seen_on_its_picture(explained: Explanation) -> None:
    pictures = step_pictures(explained, masked=True)
    blank, located, fields = (opened(pictures[step][0]).astype(int) for step in ("decode", "locate", "parse"))
    blueish = located[..., 2] - located[..., 0] > 80
    greenish = fields[..., 1] - fields[..., 0] > 80
    assert blueish.sum() > 1000
    assert greenish.sum() > 500
    assert (np.ptp(blank, axis=2) < 30).all()


def test_a_masked_picture_holds_no_more_than_its_few_pieces(explained: Explanation) -> None:
    whole, masked = (
        opened(step_pictures(explained, masked=masked)["decode"][0]).astype(int) for masked in (False, True)
    )
    rows, columns = masked.shape[:2]
    side = columns // PIECES
    down = rows // side
    pieces = masked[: down * side, : PIECES * side].reshape(down, side, PIECES, side, 3)
    inner = pieces[:, 6:-6, :, 6:-6]  # edges of pieces are blurred by compression
    spread = np.ptp(inner, axis=(1, 3))
    assert np.percentile(spread, 95) < 25
    full = whole[: down * side, : PIECES * side].reshape(down, side, PIECES, side, 3)[:, 6:-6, :, 6:-6]
    assert np.ptp(full, axis=(1, 3)).max() > 150  # there was print
