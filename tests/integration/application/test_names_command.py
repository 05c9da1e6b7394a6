"""`flask names compare` as its user meets it: no database, words and JSON, files in and out, clear refusals."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import Result

import app


@pytest.fixture(autouse=True)
def _no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FIRSTLINE_DATA", str(tmp_path / "nothing here"))


def run(*arguments: str) -> Result:
    return app.create_app().test_cli_runner().invoke(args=["names", "compare", *arguments])


def test_two_names_are_compared_in_words() -> None:
    result = run("王小明", "Wang Xiaoming")
    assert result.exit_code == 0
    assert "提示 / alert" in result.output
    assert "汉字与拼音读音一致" in result.output
    assert "pinyin of the characters" in result.output


def test_json_carries_every_factor_with_both_values_and_both_languages() -> None:
    found = json.loads(run("王伟", "Wang Wei", "--json").output)
    assert found["alert"] is True
    assert found["algorithm"] == "firstline-names-1"
    assert [f["code"] for f in found["factors"]] == ["name", "basis", "commonness"]
    assert found["score"] == pytest.approx(sum(f["points"] for f in found["factors"]), abs=0.05)
    assert all(f["ours"] == "王伟" and f["theirs"] == "Wang Wei" for f in found["factors"])
    assert all(f["text"]["zh"] and f["text"]["en"] for f in found["factors"])


def test_a_file_of_pairs_becomes_a_file_of_scores(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    pairs.write_text(
        "a,b,kind\n王小明,Wang Xiaoming,person\n王小明,王晓明,person\n华为,Huawei,organisation\n", "utf-8"
    )
    result = run("--file", str(pairs), "--out", str(out))
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["a"] for row in rows] == ["王小明", "王小明", "华为"]
    assert [row["alert"] for row in rows] == ["true", "false", "true"]
    assert float(rows[1]["score"]) < min(float(rows[0]["score"]), float(rows[2]["score"]))


def test_a_bad_file_is_refused_whole_with_line_and_column(tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    pairs.write_text("a,b,kind\n王小明,Wang Xiaoming,person\n王小明,,person\n", "utf-8")
    result = run("--file", str(pairs), "--out", str(out))
    assert result.exit_code == 1
    assert "line 3, column b" in result.output
    assert "Traceback" not in result.output
    assert not out.exists()


@pytest.mark.parametrize("arguments", [(), ("王伟",), ("王伟", "Wang Wei", "--out", "x.csv")])
def test_half_a_call_is_a_wrong_call(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_what_is_no_name_is_refused() -> None:
    result = run("123", "王伟")
    assert result.exit_code == 1
    assert "is no name" in result.output
