"""`read` on the command line: what it prints, and with which status it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from kyc.documents.commands import read_command
from kyc.documents.intake import Intake
from kyc.documents.scan import Scanner
from tests.painted_pages import PaintedEngine, written
from tests.printed_cards import emblem_prints, lines_of, portrait_prints, upright

Run = Callable[..., Result]
KEYS = {
    *(
        "file",
        "document_type",
        "type_confidence",
        "quality",
        "fields",
        "mrz",
        "checks",
        "verdict",
        "timings_ms",
    ),
}


@pytest.fixture
def engine() -> PaintedEngine:
    return PaintedEngine()


@pytest.fixture
def run(engine: PaintedEngine) -> Iterator[Run]:
    intake = Intake()
    command = read_command(lambda: Scanner(engine, intake), lambda: date(2026, 11, 20))
    yield lambda *arguments: CliRunner().invoke(command, [str(argument) for argument in arguments])
    intake.close()


@pytest.fixture
def front(engine: PaintedEngine, tmp_path: Path) -> Path:
    return written(tmp_path, engine.file("front.png", lines_of(portrait_prints(), upright())))


@pytest.fixture
def back(engine: PaintedEngine, tmp_path: Path) -> Path:
    return written(tmp_path, engine.file("back.png", lines_of(emblem_prints(), upright())))


def objects(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_one_file_gives_one_json_object(run: Run, front: Path) -> None:
    result = run("--json", front)
    assert result.exit_code == 0
    reading = json.loads(result.stdout)
    assert set(reading) >= KEYS
    assert reading["file"] == str(front)
    assert reading["document_type"] == "cn_resident_id_portrait"
    assert set(reading["fields"]["name"]) >= {"value", "confidence", "box"}
    assert set(reading["checks"][0]) >= {"code", "outcome", "reason"}
    assert reading["quality"]["verdict"] in ("accept", "retake")


def test_a_picture_shows_where_each_field_was_read(run: Run, front: Path, tmp_path: Path) -> None:
    out = tmp_path / "boxes.png"
    assert run("--json", front, "--annotate", out).exit_code == 0
    with Image.open(out) as picture, Image.open(front) as given:
        assert picture.format == "PNG"
        assert picture.width / picture.height == pytest.approx(given.width / given.height, rel=0.01)
        seen = {pixel for _, pixel in picture.getcolors(maxcolors=2**20) or ()}
    assert (0, 140, 70) in seen  # something was sure


def test_a_picture_is_of_one_file(run: Run, front: Path, back: Path, tmp_path: Path) -> None:
    result = run(front, back, "--annotate", tmp_path / "boxes.png")
    assert result.exit_code == 2
    assert "--annotate" in result.output
    assert not (tmp_path / "boxes.png").exists()


def test_several_files_give_one_object_a_line_and_are_checked_together(
    run: Run, front: Path, back: Path
) -> None:
    result = run("--json", front, back)
    assert result.exit_code == 0
    readings = objects(result)
    assert [reading["file"] for reading in readings] == [str(front), str(back)]
    outcomes = {check["code"]: check["outcome"] for check in readings[1]["checks"]}
    assert outcomes["sides.consistent"] == "pass"


def test_a_folder_gives_all_its_pictures_by_name(run: Run, front: Path, back: Path) -> None:
    (front.parent / "front.json").write_text("{}")
    result = run("--json", front.parent)
    assert [Path(reading["file"]).name for reading in objects(result)] == ["back.png", "front.png"]


@pytest.mark.parametrize("missing", [True, False], ids=["missing", "broken"])
def test_a_file_that_cannot_be_processed_is_said_and_the_others_are_read(
    run: Run, front: Path, missing: bool
) -> None:
    bad = front.with_name("bad.jpg")
    if not missing:
        bad.write_bytes(b"<svg/>")
    result = run("--json", bad, front)
    assert result.exit_code == 1
    failure, reading = objects(result)
    assert failure["file"] == str(bad)
    assert failure["error"]["zh"]
    assert failure["error"]["en"]
    assert failure["verdict"] == "reject"
    assert reading["document_type"] == "cn_resident_id_portrait"


def test_hints_are_told_in_both_languages(run: Run, front: Path) -> None:
    result = run(front)
    assert "? photocopy" in result.stdout
    assert "像是黑白复印件" in result.stdout
    assert "no colour, as of a photocopy" in result.stdout
    [hint] = json.loads(run("--json", front).stdout)["hints"]
    assert set(hint) == {"code", "zh", "en", "field", "strength", "box", "page"}


def test_people_get_a_table_in_both_languages(run: Run, front: Path) -> None:
    result = run(front, front.with_name("nowhere.png"))
    assert result.exit_code == 1
    for words in (
        "居民身份证（人像面）",
        "Resident identity card",
        "申屠琳杲",
        "330106199001052023",
        "number.check_digit",
    ):
        assert words in result.stdout
    assert "无法处理 / not processed" in result.stdout
    assert "\x1b[" not in result.stdout  # colours are for terminals


def test_another_side_than_asked_for_is_rejected(run: Run, front: Path) -> None:
    result = run("--type", "cn_resident_id_emblem", "--json", front)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["verdict"] == "reject"


@pytest.mark.parametrize("arguments", [[], ["--type", "library_card", "x.png"]])
def test_wrong_arguments_are_refused_with_the_usage(run: Run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_a_folder_without_pictures_is_refused(run: Run, tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 2
    assert "no pictures" in result.stderr
