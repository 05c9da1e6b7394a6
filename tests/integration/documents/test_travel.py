"""Real recognition of travel documents, on states, designs and typefaces nobody tuned on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from kyc.documents.engines import make_engine
from kyc.documents.model import Check, DocumentReading, DocumentType, MrzFormat, Outcome, ScanFile, Verdict
from kyc.documents.scan import Scanner
from sample_docs import degrade
from sample_docs.cards import draw_side
from sample_docs.specimen import specimen
from sample_docs.travel import td1_side

pytestmark = pytest.mark.ocr

TODAY = date(2026, 7, 1)
SEED, FONTS = 70331, "b"


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    scanner = Scanner(make_engine("rapid", threads=2, time_limit=120, start_limit=120))
    yield scanner
    scanner.close()


def read(scanner: Scanner, *files: ScanFile) -> list[DocumentReading]:
    readings = scanner.read(files, TODAY)
    assert all(isinstance(reading, DocumentReading) for reading in readings)
    return [reading for reading in readings if isinstance(reading, DocumentReading)]


def outcome_of(reading: DocumentReading, code: str) -> Outcome | None:
    return next((check.outcome for check in reading.checks if check.code == code), None)


def _check(reading: DocumentReading, code: str) -> Check:
    return next(check for check in reading.checks if check.code == code)


def _as_file(picture: Image.Image, name: str) -> ScanFile:
    file = BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=92)
    return ScanFile(name, file.getvalue())


@pytest.mark.parametrize(
    ("kind", "format_"),
    [("passport", MrzFormat.TD3), ("td2_card", MrzFormat.TD2), ("visa", MrzFormat.MRV_A)],
)
def test_a_document_of_each_size_is_told_and_read(scanner: Scanner, kind: str, format_: MrzFormat) -> None:
    each = specimen(SEED, 2, kind, fonts=FONTS)
    [reading] = read(scanner, ScanFile(each.name, each.picture))
    assert reading.document_type == kind
    assert reading.mrz is not None
    assert (reading.mrz.format, reading.mrz.lines, reading.mrz.valid) == (format_, each.zone, True)
    assert outcome_of(reading, "mrz.check_digits") is Outcome.PASS
    wrong = {name: value for name, value in each.fields.items() if reading.fields[name].value != value}
    assert wrong.keys() <= {"name", "birth_place", "issuer"}, wrong  # marks over letters may be lost
    told = reading.as_json()["mrz"]
    assert (told["format"], told["lines"], told["valid"]) == (format_, list(each.zone), True)


def test_it_may_lie_upside_down_and_aslant(scanner: Scanner) -> None:
    for damage in ("quarter_turn_180", "perspective"):
        each = specimen(SEED, 5, "passport", degradation=damage, fonts=FONTS)
        [reading] = read(scanner, ScanFile(each.name, each.picture))
        assert reading.document_type is DocumentType.PASSPORT
        assert reading.mrz is not None
        assert reading.mrz.lines == each.zone
        assert reading.fields["number"].value == each.fields["number"]
        assert outcome_of(reading, "zones.number") is Outcome.PASS


def test_both_sides_of_a_card_are_one_document(scanner: Scanner) -> None:
    drawn = [td1_side(SEED, 4, FONTS, side) for side in ("front", "back")]
    files = [_as_file(one.picture, f"{at}.jpg") for at, one in enumerate(drawn)]
    front, back = read(scanner, *files)
    assert front.sides == ("td1_card_front",)
    assert back.sides == ("td1_card_back",)
    assert back.mrz is not None
    assert back.mrz.valid
    for code in ("zones.number", "zones.birth_date"):
        assert outcome_of(front, code) is Outcome.PASS, code
    assert front.fields["number"].value == drawn[1].fields["number"]


def test_the_backs_of_two_cards_do_not_pass_for_one_document(scanner: Scanner) -> None:
    front, back = td1_side(SEED, 4, FONTS, "front"), td1_side(SEED, 11, FONTS, "back")
    readings = read(scanner, _as_file(front.picture, "f.jpg"), _as_file(back.picture, "b.jpg"))
    assert all(reading.verdict is not Verdict.PASS for reading in readings)
    assert outcome_of(readings[0], "zones.number") is Outcome.FAIL


def test_a_page_whose_zone_is_torn_off_is_told_and_must_be_looked_at(scanner: Scanner) -> None:
    each = specimen(SEED, 3, "passport", fonts=FONTS)
    page = Image.open(BytesIO(each.picture))
    torn = page.crop((0, 0, page.width, round(page.height * 0.7)))
    [reading] = read(scanner, _as_file(torn, "torn.jpg"))
    assert reading.document_type is DocumentType.PASSPORT
    assert reading.mrz is None
    assert outcome_of(reading, "mrz.check_digits") is Outcome.FAIL
    assert "机读区" in _check(reading, "mrz.check_digits").reason.zh
    assert reading.verdict is Verdict.REVIEW
    assert reading.fields["number"].value == each.fields["number"]


def test_a_zone_on_a_chinese_card_belongs_to_the_card(scanner: Scanner) -> None:
    drawn = draw_side("cn_foreign_pr_card", "2017_back", SEED, 3, FONTS)
    [reading] = read(scanner, _as_file(drawn.picture, "card.jpg"))
    assert reading.document_type is DocumentType.CN_FOREIGN_PR_CARD
    assert reading.sides == ("cn_foreign_pr_card_2017_back",)
    assert reading.mrz is not None
    assert reading.mrz.lines[0].startswith("C<CHN")
    assert not reading.further


def test_a_resident_id_has_no_zone(scanner: Scanner) -> None:
    each = specimen(SEED, 1, "cn_resident_id_portrait", fonts=FONTS, degradation=degrade.NONE)
    [reading] = read(scanner, ScanFile(each.name, each.picture))
    assert reading.document_type is DocumentType.CN_RESIDENT_ID_PORTRAIT
    assert reading.mrz is None
    assert outcome_of(reading, "mrz.check_digits") is None
