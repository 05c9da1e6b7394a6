"""Real recognition of zones on drawn pages: every format, some damages, and pages without a zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bench._mrz_trial import TrialPage, pages
from kyc.documents import locate, recognise
from kyc.documents.engines import Recogniser, make_engine
from kyc.documents.intake import Intake, Page
from kyc.documents.model import DocumentType, ScanFile
from kyc.documents.mrz.reader import find_mrz, read_mrz
from sample_docs.mrz import FORMATS, ICAO_FORMATS
from sample_docs.specimen import specimen

pytestmark = pytest.mark.ocr

TODAY = date(2026, 7, 1)
SEED = 2718


@pytest.fixture(scope="module")
def engine() -> Iterator[Recogniser]:
    engine = make_engine("rapid", threads=2, time_limit=120, start_limit=120)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    intake = Intake()
    yield intake
    intake.close()


def opened(intake: Intake, trial: TrialPage) -> Page:
    [page] = intake.load_pages(ScanFile(trial.name, trial.picture))
    return page


def test_clean_pages_of_every_format_are_read_exactly(engine: Recogniser, intake: Intake) -> None:
    """All but one at most: the networks calculate otherwise on another processor. None is vouched for and wrong."""
    missed = []
    for trial in pages(SEED, len(FORMATS), FORMATS):
        page = opened(intake, trial)
        found = find_mrz(engine, page, TODAY)
        assert found is not None
        assert found.format == trial.format
        if found.lines != trial.lines:
            assert not found.valid
            missed.append(trial.format)
        assert [len(line) for line in found.boxes] == [len(line) for line in trial.lines]
        corners = [point for line in found.boxes for box in line for point in box.points]
        assert all(0 <= x <= page.width and 0 <= y <= page.height for x, y in corners)
    assert len(missed) <= 1, missed


def test_damaged_pages_are_read_or_doubted_but_never_valid_and_wrong(
    engine: Recogniser, intake: Intake
) -> None:
    """One page of each of fifteen kinds of damage; the floor is that of a handful, the bench measures many."""
    trials = list(pages(SEED, 75, ICAO_FORMATS))[2::5]
    found = [find_mrz(engine, opened(intake, trial), TODAY) for trial in trials]
    exact = [one is not None and one.lines == trial.lines for one, trial in zip(found, trials, strict=True)]
    wrong = [one.lines for one, right in zip(found, exact, strict=True) if one and one.valid and not right]
    assert wrong == []
    assert sum(exact) >= 12


def test_lines_already_read_freely_are_used(engine: Recogniser, intake: Intake) -> None:
    trial = next(pages(SEED, 1, ("td3",)))
    page = opened(intake, trial)
    lines = recognise.read_lines(engine, page, locate.find_lines(engine, page.pixels))
    found = read_mrz(engine, page, lines, TODAY)
    assert found is not None
    assert found.lines == trial.lines


def test_a_page_without_a_zone_has_none(engine: Recogniser, intake: Intake) -> None:
    card = specimen(SEED, 0, DocumentType.CN_RESIDENT_ID_PORTRAIT)
    [page] = intake.load_pages(ScanFile(card.name, card.picture))
    lines = recognise.read_lines(engine, page, locate.find_lines(engine, page.pixels))
    assert read_mrz(engine, page, lines, TODAY) is None
    assert find_mrz(engine, page, TODAY) is None
