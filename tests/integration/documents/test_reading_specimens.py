"""Real recognition of a few specimens, by both engines and through every kind of file. Accuracy on many cards is
measured in `tests/validation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from kyc.documents.engines import make_engine
from kyc.documents.model import DocumentReading, DocumentType, Outcome, ScanFile, Verdict
from kyc.documents.scan import Scanner
from sample_docs.specimen import Specimen, sheet_specimen, specimen

pytestmark = pytest.mark.ocr

TODAY = date(2026, 7, 1)
SEED = 31415
PORTRAIT, EMBLEM = DocumentType.CN_RESIDENT_ID_PORTRAIT, DocumentType.CN_RESIDENT_ID_EMBLEM


def _scanner(engine: str) -> Iterator[Scanner]:
    scanner = Scanner(make_engine(engine, threads=2, time_limit=120, start_limit=120))
    yield scanner
    scanner.close()


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    yield from _scanner("rapid")


@pytest.fixture(scope="module")
def tesseract() -> Iterator[Scanner]:
    yield from _scanner("tesseract")


def read(scanner: Scanner, *files: ScanFile) -> list[DocumentReading]:
    readings = scanner.read(files, TODAY)
    assert all(isinstance(reading, DocumentReading) for reading in readings)
    return [reading for reading in readings if isinstance(reading, DocumentReading)]


def file_of(each: Specimen) -> ScanFile:
    return ScanFile(each.name, each.picture)


def as_file(name: str, *pictures: Image.Image, **how: object) -> ScanFile:
    """Pictures as a file of the kind its name says."""
    out = BytesIO()
    kind = {"pdf": "PDF", "tiff": "TIFF", "png": "PNG", "webp": "WEBP", "bmp": "BMP"}[name.rsplit(".")[-1]]
    further = {"save_all": True, "append_images": list(pictures[1:])} if len(pictures) > 1 else {}
    pictures[0].save(out, kind, **further, **how)
    return ScanFile(name, out.getvalue())


def picture_of(each: Specimen) -> Image.Image:
    return Image.open(BytesIO(each.picture)).convert("RGB")


def values(reading: DocumentReading) -> dict[str, str | None]:
    return {name: field.value for name, field in reading.fields.items()}


def test_the_two_sides_of_a_card_are_read_and_agree(scanner: Scanner) -> None:
    front, back = specimen(SEED, 0, PORTRAIT), specimen(SEED, 0, EMBLEM)
    portrait, emblem = read(scanner, file_of(front), file_of(back))
    assert values(portrait) == front.fields
    assert values(emblem) == back.fields
    assert portrait.verdict is Verdict.PASS
    outcomes = {check.code: check.outcome for check in emblem.checks}
    assert outcomes["validity.term"] is Outcome.PASS
    assert outcomes["sides.consistent"] is Outcome.PASS


def test_a_photocopy_sheet_is_one_document_with_both_sides(scanner: Scanner) -> None:
    sheet = sheet_specimen(SEED, 1, degradation="photocopy")
    (reading,) = read(scanner, file_of(sheet))
    assert reading.sides == (PORTRAIT, EMBLEM)
    assert values(reading) == sheet.fields


@pytest.mark.parametrize("degrees", [33, 90, 180, 251])
def test_a_card_may_lie_any_way_round(scanner: Scanner, degrees: int) -> None:
    front = specimen(SEED, 2, PORTRAIT)
    turned = picture_of(front).rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 90, 90))
    (reading,) = read(scanner, as_file("turned.png", turned))
    assert values(reading) == front.fields


@pytest.mark.parametrize("kind", ["png", "webp", "bmp", "tiff", "pdf"])
def test_every_kind_of_file_reads_alike(scanner: Scanner, kind: str) -> None:
    back = specimen(SEED, 3, EMBLEM)
    how = {"lossless": True} if kind == "webp" else {"resolution": 300.0} if kind == "pdf" else {}
    (reading,) = read(scanner, as_file(f"card.{kind}", picture_of(back), **how))
    assert values(reading) == back.fields


def test_pages_of_a_pdf_are_one_document(scanner: Scanner) -> None:
    front, back = specimen(SEED, 4, PORTRAIT), specimen(SEED, 4, EMBLEM)
    (reading,) = read(scanner, as_file("both.pdf", picture_of(back), picture_of(front), resolution=300.0))
    assert reading.sides == (PORTRAIT, EMBLEM)
    assert values(reading) == front.fields | back.fields
    number, issuer = reading.fields["number"].box, reading.fields["issuer"].box
    assert number is not None
    assert issuer is not None
    assert (issuer.page, number.page) == (0, 1)


def test_a_landscape_is_no_document(scanner: Scanner) -> None:
    hills = Image.radial_gradient("L").resize((900, 600)).convert("RGB")
    (reading,) = read(scanner, as_file("hills.png", hills))
    assert (reading.document_type, reading.verdict) == (None, Verdict.REJECT)


def test_tesseract_reads_the_number_or_doubts_it(tesseract: Scanner) -> None:
    front = specimen(SEED, 5, PORTRAIT)
    (reading,) = read(tesseract, file_of(front))
    assert reading.document_type is PORTRAIT
    assert "tesseract" in reading.engine.lower()
    right = reading.fields["number"].value == front.fields["number"]
    assert right or reading.verdict is not Verdict.PASS
