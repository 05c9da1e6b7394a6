"""`flask watchlist …` as an operator runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kyc.base.access import Actor
from kyc.base.errors import Invalid
from kyc.base.unit import House
from screening.watchlists.commands import ALARMED, watchlist_commands
from tests import specimen_lists as lists


@pytest.fixture
def console(officer: Actor) -> Actor:
    return Actor.console(officer.institution_id)


def run(house: House, console: Actor, *arguments: str) -> Result:
    return CliRunner().invoke(watchlist_commands(lambda: (house, console)), list(arguments))


def test_import_show_and_status(house: House, console: Actor, tmp_path: Path) -> None:
    first, second = tmp_path / "first.xml", tmp_path / "second.xml"
    first.write_bytes(lists.un(12))
    second.write_bytes(lists.un(13, p2="PYOTR"))
    assert "已生效" in run(house, console, "import", "un", str(first)).output
    assert "无变化" in run(house, console, "import", "un", str(first)).output
    assert "+1 ~1 -0" in run(house, console, "import", "un", str(second)).output

    shown = run(house, console, "show", "un").output
    assert "added" in shown
    assert "SPi.013" in shown
    assert "PYOTR SPECIMEN" in shown
    old = json.loads(run(house, console, "show", "un", "--version", "1", "--json").output)
    assert (old["entries"], old["state"], len(old["changes"])) == (13, "superseded", 13)
    entries = run(house, console, "show", "un", "--entries", "--json").output.splitlines()
    assert len([json.loads(line) for line in entries]) == 14
    assert "un v2" in run(house, console, "show").output

    found = run(house, console, "status", "--json")
    assert found.exit_code == ALARMED
    states = {each["source"]: each for each in json.loads(found.output)}
    assert states["un"]["alarms"] == []
    assert states["cn_pboc"]["alarms"]
    listed = run(house, console, "list").output
    assert all(code in listed for code in states)


def test_a_shrunken_list_needs_the_word_and_then_a_second_person(
    house: House, console: Actor, tmp_path: Path
) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(lists.un(12))
    run(house, console, "import", "un", str(path))
    path.write_bytes(lists.un(4))
    refused = run(house, console, "import", "un", str(path))
    assert isinstance(refused.exception, Invalid)
    assert "--accept-shrink" in str(refused.exception)
    assert "待第二人确认" in run(house, console, "import", "un", str(path), "--accept-shrink").output
    assert "un v1" in run(house, console, "show").output


def test_ofacs_set_may_be_named_by_its_folder_or_by_its_first_file(
    house: House, console: Actor, tmp_path: Path
) -> None:
    for name, content in lists.OFAC.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "other.csv").write_text("no part of it", encoding="utf-8")
    assert "已生效" in run(house, console, "import", "ofac_sdn", str(tmp_path)).output
    assert "无变化" in run(house, console, "import", "ofac_sdn", str(tmp_path / "sdn.csv")).output


def test_a_list_that_is_not_public_is_shown_masked(house: House, console: Actor, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(lists.OWN, encoding="utf-8")
    run(house, console, "import", "own", str(path))
    for arguments in (("show", "own"), ("show", "own", "--json"), ("show", "own", "--entries", "--json")):
        shown = run(house, console, *arguments).output
        assert "样*****" in shown or "样****" in shown
        assert "样本内控" not in shown
        assert "11010519800102001X" not in shown
