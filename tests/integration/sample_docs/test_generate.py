"""The command line: what it writes, and what it says when asked for what it cannot do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from kyc.base.errors import Invalid
from sample_docs.generate import draw_person, generate, main, specimen, specimens
from sample_docs.specimen import CARD_SIDES


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_each_specimen_is_a_picture_with_its_reading_beside_it(tmp_path: Path) -> None:
    paths = generate(tmp_path / "new" / "out", seed=7, count=2, types=CARD_SIDES)
    assert len(paths) == 4
    assert len(_files(tmp_path / "new" / "out")) == 8
    for path in paths:
        index = int(path.stem[-4:])
        with Image.open(path) as picture:
            picture.verify()
        reading = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert set(reading) == {"document_type", "degradation", "fields"}
        assert path.name.startswith(reading["document_type"])
        assert reading["degradation"] == "none"
        assert reading["fields"] == specimen(7, index, reading["document_type"]).fields


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate(tmp_path / folder, seed=seed, count=1, types=CARD_SIDES, degrade=True)
    assert _files(tmp_path / "a") == _files(tmp_path / "b")
    assert _files(tmp_path / "a") != _files(tmp_path / "c")


def test_both_sides_of_an_index_are_one_person() -> None:
    made = list(specimens(seed=7, count=3, types=CARD_SIDES))
    for index, (portrait, emblem) in enumerate(zip(made[:3], made[3:], strict=True)):
        person = draw_person(7, index)
        assert portrait.fields == person.portrait_fields()
        assert emblem.fields == person.emblem_fields()


def test_degraded_specimens_name_their_degradation(tmp_path: Path) -> None:
    paths = generate(tmp_path, seed=7, count=3, types=["cn_resident_id_emblem"], degrade=True)
    readings = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in paths]
    assert all(reading["degradation"] != "none" for reading in readings)
    assert len({reading["degradation"] for reading in readings}) == 3


@pytest.mark.parametrize(("degrade", "begins"), [(False, "none"), (True, "photocopy")])
def test_sheets(tmp_path: Path, degrade: bool, begins: str) -> None:
    (path,) = generate(tmp_path, seed=7, count=1, types=CARD_SIDES, sheets=True, degrade=degrade)
    reading = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert reading["document_type"] == "cn_resident_id_portrait"
    assert reading["degradation"].startswith(begins)
    assert {"number", "issuer", "expires_on"} <= reading["fields"].keys()


def test_the_command_line_as_documented(tmp_path: Path) -> None:
    asked = (
        f"--seed 7 --count 1 --types cn_resident_id_portrait,cn_resident_id_emblem --out {tmp_path} --degrade"
    )
    ran = subprocess.run(
        [sys.executable, "-m", "sample_docs.generate", *asked.split()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "2" in ran.stdout
    assert len(_files(tmp_path)) == 4


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("--seed 7 --count 1 --types passport_of_mars", ("passport_of_mars", "证件类型", "document type")),
        ("--seed 7 --count 1 --types ,", ("--types", "未指明", "no document type")),
        ("--seed 7 --count 0", ("--count", "不小于", "1 or more")),
        ("--seed 7 --count -3", ("--count", "不小于", "1 or more")),
        ("--seed 7 --count many", ("--count", "整数", "whole number")),
        ("--seed x --count 1", ("--seed", "整数", "whole number")),
        ("--seed 7", ("--count", "缺少参数", "missing")),
        ("--seed 7 --count", ("--count", "缺少取值", "needs a value")),
        ("--seed 7 --count 1 --fonts z", ("--fonts", "字体组", "group")),
        ("--seed 7 --count 1 --blur", ("--blur", "无法识别", "unknown")),
        ("--seed 7 --count 1 --sheets --types cn_resident_id_emblem", ("--sheets", "两面", "both sides")),
    ],
)
def test_a_wrong_option_is_explained_in_both_languages(
    asked: str, says: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert _status([*asked.split(), "--out", str(out)]) == 2
    heard = capsys.readouterr()
    assert heard.out == ""
    assert all(word in heard.err for word in says), heard.err
    assert "Traceback" not in heard.err
    assert not out.exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("here", encoding="utf-8")
    assert _status(["--seed", "7", "--count", "1", "--out", str(in_the_way)]) == 2
    heard = capsys.readouterr().err
    assert str(in_the_way) in heard
    assert "无法写入" in heard
    assert in_the_way.read_text(encoding="utf-8") == "here"


def test_wrong_arguments_are_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        specimens(seed=7, count=1, types=["cn_resident_id_portrait", "no_such"])
    with pytest.raises(Invalid):
        generate(tmp_path / "out", seed=7, count=0, types=CARD_SIDES)
    assert not (tmp_path / "out").exists()


def _status(arguments: list[str]) -> int | str | None:
    try:
        return main(arguments)
    except SystemExit as stop:
        return stop.code
