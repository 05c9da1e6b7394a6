"""Documentation is under test: a setting, command or model that is not written down fails the build."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import app
from kyc.base.settings import load

ROOT = Path(__file__).parents[2]
OPERATIONS = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "GLOSSARY.md").read_text(encoding="utf-8")


def commands(group: click.Group, prefix: str = "flask") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}"


def models() -> Iterator[tuple[str, str]]:
    """Every public class in a `model` module or package, and in one that a model stands on, as (module, class)."""
    modules = (
        "kyc/**/model.py",
        "kyc/**/model/*.py",
        "screening/**/model.py",
        "screening/transactions/particulars.py",
    )
    for path in sorted(path for pattern in modules for path in ROOT.glob(pattern)):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield str(path.relative_to(ROOT)), node.name


@pytest.mark.parametrize("source", load({})[1], ids=lambda s: s.name)
def test_every_setting_is_documented_with_its_default(source: object) -> None:
    row = re.search(rf"^\| `{source.name}` \|(.*?)\|", OPERATIONS, re.MULTILINE)  # type: ignore[attr-defined]
    assert row, f"{source.name} is missing from docs/OPERATIONS.md"  # type: ignore[attr-defined]
    shown = row[1].strip().strip("`")
    assert shown.lower() == source.value.lower()  # type: ignore[attr-defined]


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = set(re.findall(r"^\| `(FIRSTLINE_\w+)`", OPERATIONS, re.MULTILINE))
    assert documented == {source.name for source in load({})[1]}


@pytest.mark.parametrize("command", sorted(commands(app.create_app().cli)))
def test_every_command_is_documented(command: str) -> None:
    assert re.search(rf"^\| `{command}\b", OPERATIONS, re.MULTILINE), (
        f"{command} is missing from docs/OPERATIONS.md"
    )


def test_no_command_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^\| `(flask(?: [a-z][a-z-]*)+)", OPERATIONS, re.MULTILINE)
    assert set(documented) == set(commands(app.create_app().cli))


@pytest.mark.parametrize(("module", "name"), list(models()), ids=lambda value: value)
def test_the_glossary_covers_every_model(module: str, name: str) -> None:
    assert re.search(rf"`{name}`", GLOSSARY), f"{module}: {name} is missing from docs/GLOSSARY.md"


def test_the_glossary_names_nothing_that_does_not_exist() -> None:
    there = {name for _, name in models()}
    elsewhere = {"Actor", "Role", "Permission", "Event", "Unit", "House", "Vault", "Keyring", "Text", "Money"}
    assert set(re.findall(r"`([A-Z]\w+)`", GLOSSARY)) - there - elsewhere == set()
