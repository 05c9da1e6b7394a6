"""Real recognition of paper specimens on typefaces and surfaces the reader was not tuned on. Floors, not exact texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, Outcome, ScanFile, Verdict
from kyc.documents.scan import Scanner
from sample_docs.drawn import Drawn
from sample_docs.papers import DRAWERS
from sample_docs.papers.households import draw_household
from sample_docs.papers.registers import draw_book
from sample_docs.specimen import Specimen, specimen

pytestmark = pytest.mark.ocr

TODAY = date(2026, 7, 1)
SEED, FONTS = 9077, "b"
TYPES = tuple(DRAWERS)
# A4 sheets on 480 or 640 pixels leave a character 8 of them: such pictures are for `quality` to send back.
DAMAGES = ("rotation", "perspective", "glare", "photocopy", "shadow", "dark", "jpeg_30", "quarter_turn_180")
CLEAN_FLOOR, DAMAGED_FLOOR = 0.97, 0.93


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    scanner = Scanner(make_engine("rapid", threads=2, time_limit=120, start_limit=120))
    yield scanner
    scanner.close()


def read(scanner: Scanner, *files: ScanFile) -> list[DocumentReading]:
    readings = scanner.read(files, TODAY)
    assert all(isinstance(reading, DocumentReading) for reading in readings)
    return [reading for reading in readings if isinstance(reading, DocumentReading)]


def share_right(scanner: Scanner, specimens: list[Specimen]) -> float:
    """The share of fields read exactly; every specimen's kind must be recognised."""
    right = total = 0
    for each in specimens:
        (reading,) = read(scanner, ScanFile(each.name, each.picture))
        assert reading.document_type == each.document_type, each.name
        found = {name: field.value for name, field in reading.fields.items()}
        total += len(each.fields)
        right += sum(found.get(name) == value for name, value in each.fields.items())
    return right / total


def test_clean_pages_reach_the_floor(scanner: Scanner) -> None:
    drawn = [specimen(SEED, index, kind, fonts=FONTS) for kind in TYPES for index in range(4)]
    assert share_right(scanner, drawn) >= CLEAN_FLOOR


def test_damaged_pages_reach_the_floor(scanner: Scanner) -> None:
    drawn = [
        specimen(SEED, 10 + at, TYPES[at % len(TYPES)], degradation=damage, fonts=FONTS)
        for at, damage in enumerate(DAMAGES)
    ]
    assert share_right(scanner, drawn) >= DAMAGED_FLOOR


def test_a_licence_agrees_with_its_qr_code(scanner: Scanner) -> None:
    drawn = specimen(SEED, 1, "cn_business_licence", fonts=FONTS)
    assert "uscc" in drawn.fields
    (reading,) = read(scanner, ScanFile(drawn.name, drawn.picture))
    outcomes = {check.code: check.outcome for check in reading.checks}
    assert outcomes["qr.uscc"] is Outcome.PASS
    assert outcomes["uscc.check_character"] is Outcome.PASS
    assert reading.fields["qr_content"].box is not None
    assert reading.fields["uscc"].confidence > 0.99


def test_an_old_certificate_is_never_passed(scanner: Scanner) -> None:
    drawn = specimen(SEED, 0, "cn_tax_registration", fonts=FONTS)
    (reading,) = read(scanner, ScanFile(drawn.name, drawn.picture))
    assert {check.code: check.outcome for check in reading.checks}["document.replaced"] is Outcome.WARN
    assert reading.verdict is Verdict.REVIEW


def _book(count: int) -> list[Drawn]:
    """The first pages of a register."""
    index = next(at for at in range(50) if len(draw_household(SEED, at).members) >= count)
    return draw_book(draw_household(SEED, index), SEED, index, FONTS)[: count + 1]


def _on_paper(drawn: Drawn) -> Image.Image:
    page = Image.new("RGB", (drawn.picture.width + 80, drawn.picture.height + 80), (236, 236, 238))
    page.paste(drawn.picture.convert("RGB"), (40, 40))
    return page


@pytest.mark.parametrize("kind", ["pdf", "tiff"])
def test_each_member_of_a_book_in_one_file_is_a_person(scanner: Scanner, kind: str) -> None:
    pages = _book(2)
    first, *rest = [_on_paper(drawn) for drawn in pages]
    out = BytesIO()
    first.save(out, kind, save_all=True, append_images=rest, resolution=200.0)
    (reading,) = read(scanner, ScanFile(f"book.{kind}", out.getvalue()))
    readings = (reading, *reading.further)
    assert [one.document_type for one in readings] == [DocumentType.CN_HOUSEHOLD_REGISTER] * 3
    assert readings[0].fields["household_head"].value == pages[0].fields["household_head"]
    for one, drawn in zip(readings[1:], pages[1:], strict=True):
        assert one.fields["name"].value == drawn.fields["name"]
        assert one.fields["number"].value == drawn.fields["number"]
        assert one.fields["address"].value == readings[0].fields["address"].value
    head = {check.code: check.outcome for check in readings[1].checks}
    assert head["household.head"] is Outcome.PASS


def test_pages_of_a_book_in_files_of_their_own_share_its_address(scanner: Scanner) -> None:
    cover, member = _book(1)
    files = []
    for drawn in (member, cover):
        out = BytesIO()
        _on_paper(drawn).save(out, "PNG")
        files.append(ScanFile(f"{len(files)}.png", out.getvalue()))
    page, first = read(scanner, *files)
    assert first.fields["address"].value == cover.fields["address"]
    address = page.fields["address"]
    assert (address.value, address.box) == (cover.fields["address"], None)
    assert "首页" in str(address.reason)
    (alone,) = read(scanner, files[0])
    assert "address" not in alone.fields


def test_a_members_page_is_no_identity_card(scanner: Scanner) -> None:
    """It has the labels of one; its heading may be out of the card's reach."""
    drawn = specimen(40817, 4, "cn_household_register", fonts=FONTS)
    (reading,) = read(scanner, ScanFile(drawn.name, drawn.picture))
    assert reading.sides == ("cn_household_member",)
    assert not reading.further


def test_two_pages_on_one_sheet_are_two_people(scanner: Scanner) -> None:
    _, one, other = _book(2)
    upper, lower = _on_paper(one), _on_paper(other)
    sheet = Image.new(
        "RGB", (max(upper.width, lower.width), upper.height + lower.height + 120), (250, 250, 250)
    )
    sheet.paste(upper, (0, 0))
    sheet.paste(lower, (0, upper.height + 120))
    out = BytesIO()
    sheet.save(out, "PNG")
    (reading,) = read(scanner, ScanFile("sheet.png", out.getvalue()))
    found = [each.fields["number"].value for each in (reading, *reading.further)]
    assert found == [one.fields["number"], other.fields["number"]]
