"""From files to checked readings, every step for real but the recognition itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from kyc.base.errors import Invalid, Misconfigured, Unavailable
from kyc.base.text import Text
from kyc.documents import scan
from kyc.documents.intake import Intake
from kyc.documents.lines import Line
from kyc.documents.model import (
    DocumentReading,
    DocumentType,
    Hint,
    Outcome,
    ReadFailure,
    ScanFile,
    Verdict,
)
from kyc.documents.scan import Scanner
from tests.painted_pages import SIZE, PaintedEngine
from tests.printed_cards import (
    EMBLEM,
    PORTRAIT,
    Print,
    emblem_prints,
    lines_of,
    portrait_prints,
    turned,
    upright,
)

TODAY = date(2026, 11, 20)
EVERY_HINT = tuple(yaml.safe_load((Path(scan.hints.__file__).with_name("words.yaml")).read_text("utf-8")))
PORTRAIT_SIDE, EMBLEM_SIDE = DocumentType.CN_RESIDENT_ID_PORTRAIT, DocumentType.CN_RESIDENT_ID_EMBLEM


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    intake = Intake()
    yield intake
    intake.close()


@pytest.fixture
def engine() -> PaintedEngine:
    return PaintedEngine()


@pytest.fixture
def scanner(engine: PaintedEngine, intake: Intake) -> Scanner:
    return Scanner(engine, intake)


def portrait() -> list[Line]:
    return lines_of(portrait_prints(), upright())


def emblem() -> list[Line]:
    return lines_of(emblem_prints(), upright())


def read(scanner: Scanner, *files: ScanFile, asked: DocumentType | None = None) -> list[DocumentReading]:
    readings = scanner.read(files, TODAY, asked)
    assert all(isinstance(reading, DocumentReading) for reading in readings)
    return [reading for reading in readings if isinstance(reading, DocumentReading)]


def outcomes(reading: DocumentReading) -> dict[str, Outcome]:
    return {check.code: check.outcome for check in reading.checks}


def test_a_file_becomes_a_reading_with_everything_that_belongs_to_it(
    scanner: Scanner, engine: PaintedEngine
) -> None:
    (reading,) = read(scanner, engine.file("front.png", portrait()))
    assert (reading.file, reading.document_type, reading.sides) == (
        "front.png",
        PORTRAIT_SIDE,
        (PORTRAIT_SIDE,),
    )
    assert {name: field.value for name, field in reading.fields.items()} == PORTRAIT | {
        "sex": "F",
        "birth_date": "1990-01-05",
    }
    assert reading.pages == (SIZE,)
    assert reading.engine == "painted 1"
    assert {"decode", "locate", "recognise", "classify", "parse", "quality", "verify"} <= set(
        reading.timings_ms
    )
    assert all(field.box is not None and field.box.page == 0 for field in reading.fields.values())
    assert outcomes(reading)["sides.consistent"] is Outcome.SKIP


def test_two_files_of_one_call_are_checked_against_each_other(
    scanner: Scanner, engine: PaintedEngine
) -> None:
    back, front = read(scanner, engine.file("back.png", emblem()), engine.file("front.png", portrait()))
    assert (back.document_type, front.document_type) == (EMBLEM_SIDE, PORTRAIT_SIDE)
    assert set(back.fields) == {"issuer", "issued_on", "expires_on"}
    assert outcomes(back)["validity.term"] is Outcome.PASS
    assert outcomes(back)["issuer.region"] is Outcome.PASS
    assert outcomes(front)["sides.consistent"] is Outcome.PASS


def test_which_sides_belong_together_is_not_guessed(scanner: Scanner, engine: PaintedEngine) -> None:
    other = lines_of(portrait_prints(PORTRAIT | {"name": "另一人"}), upright())
    files = [engine.file("a.png", portrait()), engine.file("b.png", other), engine.file("c.png", emblem())]
    assert {outcomes(reading)["sides.consistent"] for reading in read(scanner, *files)} == {Outcome.SKIP}


def test_pages_of_one_file_are_one_document(scanner: Scanner, engine: PaintedEngine) -> None:
    (reading,) = read(scanner, engine.file("both.tiff", portrait(), emblem()))
    assert reading.document_type is PORTRAIT_SIDE
    assert reading.sides == (PORTRAIT_SIDE, EMBLEM_SIDE)
    assert reading.pages == (SIZE, SIZE)
    assert reading.fields["issuer"].value == EMBLEM["issuer"]
    box = reading.fields["issuer"].box
    assert box is not None
    assert box.page == 1
    assert outcomes(reading)["sides.consistent"] is Outcome.PASS


def test_both_sides_on_one_page_are_one_document(scanner: Scanner, engine: PaintedEngine) -> None:
    sheet = [
        *lines_of(portrait_prints(), turned(0, scale=6.0, at=(300, 200))),
        *lines_of(emblem_prints(), turned(0, scale=6.0, at=(800, 600))),
    ]
    (reading,) = read(scanner, engine.file("sheet.png", sheet))
    assert reading.sides == (PORTRAIT_SIDE, EMBLEM_SIDE)
    assert reading.fields["number"].value == PORTRAIT["number"]
    assert reading.fields["expires_on"].value == "2036-05-20"


def test_two_cards_of_one_kind_on_a_page_are_not_mixed(scanner: Scanner, engine: PaintedEngine) -> None:
    page = [
        *lines_of(portrait_prints(), turned(0, scale=6.0, at=(300, 200))),
        *lines_of(portrait_prints(PORTRAIT | {"name": "另一人"}), turned(0, scale=6.0, at=(800, 600))),
    ]
    (reading,) = read(scanner, engine.file("two.png", page))
    (second,) = reading.further
    assert reading.sides == second.sides == (PORTRAIT_SIDE,)
    assert {reading.fields["name"].value, second.fields["name"].value} == {PORTRAIT["name"], "另一人"}
    assert outcomes(reading)["document.single"] is outcomes(second)["document.single"] is Outcome.WARN


def test_several_cards_of_one_file_are_put_together_by_what_agrees(
    scanner: Scanner, engine: PaintedEngine
) -> None:
    elsewhere = PORTRAIT | {"number": "110101199001050033", "sex": "男", "address": "北京市东城区长江巷562号"}
    beijing = EMBLEM | {"issuer": "北京市公安局东城分局"}
    pages = [
        portrait(),
        lines_of(portrait_prints(elsewhere), upright()),
        lines_of(emblem_prints(beijing), upright()),
        emblem(),
    ]
    (reading,) = read(scanner, engine.file("four.tiff", *pages))
    found = [(one.fields["number"].value, one.fields["issuer"].value) for one in (reading, *reading.further)]
    assert found == [(PORTRAIT["number"], EMBLEM["issuer"]), (elsewhere["number"], beijing["issuer"])]


def test_the_same_side_taken_twice_counts_once(scanner: Scanner, engine: PaintedEngine) -> None:
    page = lines_of(portrait_prints(PORTRAIT | {"address": "浙江省杭州市"}), upright())
    (reading,) = read(scanner, engine.file("twice.tiff", page, page))
    assert reading.sides == (PORTRAIT_SIDE,)
    assert reading.further == ()


@pytest.mark.parametrize(
    "prints",
    [[], [Print("个人银行账户开户申请表", 10, 10), Print("客户姓名", 10, 25), Print("住址", 10, 40)]],
    ids=["blank", "form"],
)
def test_what_is_no_document_is_said_to_be_none(
    scanner: Scanner, engine: PaintedEngine, prints: list[Print]
) -> None:
    (reading,) = read(scanner, engine.file("page.png", lines_of(prints, upright())))
    assert (reading.document_type, reading.verdict, reading.fields) == (None, Verdict.REJECT, {})
    (check,) = reading.checks
    assert (check.code, check.outcome) == ("document.supported", Outcome.FAIL)
    assert reading.type_confidence == 0


def test_another_document_is_said_to_be_another(scanner: Scanner, engine: PaintedEngine) -> None:
    permit = [*emblem_prints(), Print("通行证号码", 20, 36)]
    (reading,) = read(scanner, engine.file("permit.png", lines_of(permit, upright())))
    assert reading.verdict is Verdict.REJECT
    assert "不能识别" in reading.checks[0].reason.zh


@pytest.mark.parametrize(("asked", "outcome"), [(PORTRAIT_SIDE, Outcome.PASS), (EMBLEM_SIDE, Outcome.FAIL)])
def test_the_side_that_was_not_asked_for_is_rejected(
    scanner: Scanner, engine: PaintedEngine, asked: DocumentType, outcome: Outcome
) -> None:
    (reading,) = read(scanner, engine.file("front.png", portrait()), asked=asked)
    assert outcomes(reading)["document.type"] is outcome
    assert (reading.verdict is Verdict.REJECT) is (outcome is Outcome.FAIL)


def test_a_file_that_cannot_be_opened_does_not_lose_the_others(
    scanner: Scanner, engine: PaintedEngine
) -> None:
    files = [
        engine.file("front.png", portrait()),
        ScanFile("broken.jpg", b"\xff\xd8\xff nothing"),
        engine.file("back.png", emblem()),
    ]
    front, broken, back = scanner.read(files, TODAY)
    assert isinstance(front, DocumentReading)
    assert isinstance(back, DocumentReading)
    assert isinstance(broken, ReadFailure)
    assert isinstance(broken.error, Invalid)
    assert broken.file == "broken.jpg"
    assert set(broken.as_json()) == {*front.as_json(), "error"}
    assert outcomes(front)["sides.consistent"] is Outcome.PASS


def test_an_engine_that_is_down_is_said_to_be_down(scanner: Scanner, engine: PaintedEngine) -> None:
    file = engine.file("front.png", portrait())
    engine.broken = Unavailable("documents.engine.time", Text("识别超时", "too slow"))
    (failure,) = scanner.read([file], TODAY)
    assert isinstance(failure, ReadFailure)
    assert failure.error is engine.broken
    engine.broken = None
    assert read(scanner, file)[0].verdict is not Verdict.REJECT


def test_an_engine_that_is_not_installed_stops_the_call(scanner: Scanner, engine: PaintedEngine) -> None:
    file = engine.file("front.png", portrait())
    engine.broken = Misconfigured("documents.engine.missing", Text("未安装", "not installed"))
    with pytest.raises(Misconfigured):
        scanner.read([file], TODAY)


def test_boxes_are_in_pixels_of_the_page_as_given(scanner: Scanner, engine: PaintedEngine) -> None:
    (reading,) = read(scanner, engine.file("front.png", portrait()))
    box = reading.fields["number"].box
    assert box is not None
    (left, top), (right, _), _, (_, bottom) = box.points
    # The number stands at 28 to 75 and 47.6 mm; the card's corner at (80, 60) and 12 pixels a millimetre.
    assert left == pytest.approx(80 + 28 * 12, abs=24)
    assert right == pytest.approx(80 + 75 * 12, abs=36)
    assert top < 60 + 47.6 * 12 < bottom


def test_hints_lie_beside_the_verdict_and_never_under_it(
    scanner: Scanner, engine: PaintedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = engine.file("both.tiff", portrait(), emblem())
    (seen,) = read(scanner, file)
    # painted pages have no colour
    assert [(hint.code, hint.box.page) for hint in seen.hints] == [("photocopy", 0), ("photocopy", 1)]
    assert seen.as_json()["hints"][1]["page"] == 1

    worst = [Hint(code, Text("疑", "?"), seen.hints[0].box, 99.0, "number") for code in EVERY_HINT]
    for suspected in ([], worst):
        monkeypatch.setattr(scan.hints, "find", lambda *_, found=suspected, **__: found)
        (again,) = read(scanner, file)
        assert len(again.hints) == 2 * len(suspected)
        assert (again.verdict, again.checks, again.quality) == (seen.verdict, seen.checks, seen.quality)
        assert again.fields == seen.fields


def test_hints_stay_with_the_document_they_are_on(scanner: Scanner, engine: PaintedEngine) -> None:
    other = lines_of(portrait_prints(PORTRAIT | {"name": "另一人"}), upright())
    (reading,) = read(scanner, engine.file("two.tiff", portrait(), other))
    (second,) = reading.further
    assert [hint.box.page for hint in reading.hints] == [0]
    assert [hint.box.page for hint in second.hints] == [1]
