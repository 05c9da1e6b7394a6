"""The files of the set-up: everything pinned and hashed, no hosts, every command documented."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("requirements*.in"))


def _locked(lock: Path) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    joined = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[._-]+", "-", found[0]).lower()


@pytest.mark.parametrize("source", LOCKS, ids=lambda path: path.stem)
def test_every_package_is_pinned_with_a_hash(source: Path) -> None:
    locked = _locked(source.with_suffix(".txt"))
    assert locked
    for requirement in locked:
        assert re.match(r"[a-z0-9._-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", requirement), requirement


@pytest.mark.parametrize("source", LOCKS, ids=lambda path: path.stem)
def test_every_package_asked_for_is_locked(source: Path) -> None:
    asked = [line for line in source.read_text(encoding="utf-8").splitlines() if line[:1].isalnum()]
    locked = {_name(requirement) for requirement in _locked(source.with_suffix(".txt"))}
    assert {_name(line) for line in asked} <= locked


@pytest.mark.parametrize(
    "file",
    [*(source.with_suffix(".txt") for source in LOCKS), ROOT / "package-lock.json", ROOT / ".npmrc"],
    ids=lambda path: path.name,
)
def test_no_lock_names_a_host(file: Path) -> None:
    assert "://" not in file.read_text(encoding="utf-8")


def test_page_scripts_are_pinned_with_a_hash() -> None:
    asked = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in {**asked["dependencies"], **asked["devDependencies"]}.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    assert all("integrity" in package for place, package in locked.items() if place)


def test_every_command_is_explained_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert declared
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\S+)  +\S", told, flags=re.MULTILINE) == declared[1].split()
    assert {"run", "setup", "test", "check", "bench", "samples", "requirements"} <= set(declared[1].split())


def test_commits_are_checked_with_the_projects_own_tools() -> None:
    configuration = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    for repository in configuration["repos"]:
        assert repository["repo"] == "local"
        for hook in repository["hooks"]:
            assert hook["language"] == "system"
            assert hook["entry"].startswith(".venv/bin/")


def test_the_set_up_needs_nothing_installed() -> None:
    for file in sorted((ROOT / "setup").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {"setup", *sys.stdlib_module_names}, (
                    f"{file.name} imports {name}"
                )


def test_type_checker_knows_every_package_of_ours() -> None:
    checked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]["files"]
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"}
    assert ours <= set(checked)
