"""`flask screen` as an operator runs it, over real imports, on both databases."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kyc.base.access import Actor, Role
from kyc.base.errors import Invalid
from kyc.base.unit import House
from screening.matching.commands import screen_command
from screening.watchlists.commands import watchlist_commands
from tests import specimen_lists as lists


@pytest.fixture
def console(actor_of: Callable[..., Actor]) -> Actor:
    return Actor.console(actor_of(Role.COMPLIANCE_OFFICER).institution_id)


@pytest.fixture
def run(house: House, console: Actor, tmp_path: Path) -> Callable[..., Result]:
    """`run("NAME", …)` after the UN's specimen list was imported."""
    path = tmp_path / "un.xml"
    path.write_bytes(lists.un(12, p2="PYOTR"))
    opened = lambda: (house, console)  # noqa: E731
    result = CliRunner().invoke(watchlist_commands(opened), ["import", "un", str(path)])
    assert result.exit_code == 0, result.output
    return lambda *arguments: CliRunner().invoke(screen_command(opened), list(arguments))


def test_a_name_is_found_however_it_is_written(run: Callable[..., Result]) -> None:
    for name in ("PYOTR SPECIMEN", "Specimen, Pyotr", "Пётр Specimen", "Pyoter Specimen"):
        found = json.loads(run(name, "--json").output)
        assert [(m["list"], m["listing_id"]) for m in found if m["alert"]] == [("un", "SPi.002")], name
        assert found[0]["factors"][0]["code"] == "name"
    assert json.loads(run("Nobody Whatsoever", "--json").output) == []
    assert "没有相符的条目" in run("王小明").output


def test_the_index_is_stored_and_follows_the_list(
    run: Callable[..., Result], house: House, console: Actor, tmp_path: Path
) -> None:
    assert json.loads(run("PYOTR SPECIMEN", "--json").output)
    stored = {path.name for path in house.settings.names_index_path.iterdir()}
    assert len(stored) == 1
    path = tmp_path / "next.xml"
    path.write_bytes(lists.un(12, p2="OLEKSANDR"))
    CliRunner().invoke(watchlist_commands(lambda: (house, console)), ["import", "un", str(path)])
    assert not any(m["alert"] for m in json.loads(run("PYOTR SPECIMEN", "--json").output))
    assert json.loads(run("Aleksandr Specimen", "--json").output)[0]["listing_id"] == "SPi.002"
    now = {path.name for path in house.settings.names_index_path.iterdir()}
    assert len(now) == 1
    assert now != stored


def test_a_file_goes_in_and_a_line_for_each_alert_comes_out(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    people, out = tmp_path / "in.csv", tmp_path / "out.csv"
    people.write_text(
        "id,name,kind,born,number,country\nC1,Pyotr Specimen,person,,,\nC2,王小明,person,1980-05-17,,CHN\n",
        "utf-8",
    )
    result = run("--file", str(people), "--out", str(out))
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [(r["id"], r["list"], r["listing_id"]) for r in rows] == [("C1", "un", "SPi.002")]
    assert rows[0]["matched_name"] == "PYOTR SPECIMEN"
    factors = json.loads(rows[0]["factors"])
    assert float(rows[0]["score"]) == pytest.approx(sum(f["points"] for f in factors), abs=0.05)


def test_a_bad_file_is_refused_with_line_and_column(run: Callable[..., Result], tmp_path: Path) -> None:
    people, out = tmp_path / "in.csv", tmp_path / "out.csv"
    people.write_text(
        "id,name,kind,born,number,country\nC1,Pyotr Specimen,person,yesterday,,Atlantis\n", "utf-8"
    )
    result = run("--file", str(people), "--out", str(out))
    assert isinstance(result.exception, Invalid)
    assert [p.where for p in result.exception.problems] == ["line 2, column born", "line 2, column country"]
    assert not out.exists()


@pytest.mark.parametrize(
    "arguments", [("X", "--born", "17th of May"), ("X", "--country", "Atlantis"), ("12345",)]
)
def test_an_option_that_cannot_be_understood_is_refused(
    run: Callable[..., Result], arguments: tuple[str, ...]
) -> None:
    assert isinstance(run(*arguments).exception, Invalid)
