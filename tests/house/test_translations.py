"""Every word of the pages exists in English, and every Chinese word passes through the translation."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "kyc/web/translations/en/LC_MESSAGES/messages.po"
ROOMS = ("kyc", "screening")
CHINESE = re.compile("[\u3400-\u9fff]")
PLACE = re.compile(r"\{\w*\}|%\(\w+\)\w")

# The button that leads to the Chinese pages says so in Chinese.
NOT_WORDS = {"中文"}

_TRANSLATING = {"_", "gettext", "ngettext", "lazy_gettext"}


@pytest.fixture(scope="module")
def used() -> dict[str, str]:
    """Every message in code and templates, and a file that uses it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = {}
    for room in ROOMS:
        for name, _, message, _, _ in extract_from_dir(ROOT / room, methods, options):
            assert isinstance(message, str), "plural forms are not used: Chinese has none"
            found[message] = f"{room}/{name}"
    return found


@pytest.fixture(scope="module")
def english() -> dict[str, str]:
    """The catalogue: Chinese to English."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    assert not catalogue.fuzzy, "the catalogue's head is marked fuzzy: it would not be compiled"
    assert not [message.id for message in catalogue if message.id and message.fuzzy]
    assert not catalogue.obsolete
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def test_every_message_has_its_english(used: dict[str, str], english: dict[str, str]) -> None:
    missing = {message: file for message, file in used.items() if not english.get(message)}
    assert not missing


def test_catalogue_holds_nothing_that_is_not_used(used: dict[str, str], english: dict[str, str]) -> None:
    left_over = english.keys() - used.keys()
    assert not left_over


def test_english_is_english_and_keeps_the_places(english: dict[str, str]) -> None:
    for chinese, words in english.items():
        assert not CHINESE.search(words), chinese
        assert sorted(PLACE.findall(chinese)) == sorted(PLACE.findall(words)), chinese


def test_compiled_catalogue_is_that_of_the_source(english: dict[str, str]) -> None:
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [chinese for chinese, words in english.items() if compiled.gettext(chinese) != words]
    assert not stale, "run: pybabel compile -d kyc/web/translations"


def _templates() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).glob("**/web/templates/**/*.html"))


@pytest.mark.parametrize("path", _templates(), ids=lambda path: path.name)
def test_template_says_nothing_untranslated(path: Path) -> None:
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(
        path.read_text(encoding="utf-8")
    )
    translated = {
        id(part)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in _TRANSLATING
        for part in call.args
    }
    said = [data.data for data in tree.find_all(nodes.TemplateData)]
    said += [str(const.value) for const in tree.find_all(nodes.Const) if id(const) not in translated]
    for text in NOT_WORDS:
        said = [each.replace(text, "") for each in said]
    assert not [each.strip() for each in said if CHINESE.search(each)]


def test_scripts_say_nothing_themselves() -> None:
    """Scripts take their words from the page, where they are translated."""
    scripts = [
        p for room in ROOMS for p in (ROOT / room).glob("**/web/static/**/*.js") if "vendor" not in p.parts
    ]
    assert scripts
    assert not [path.name for path in scripts if CHINESE.search(path.read_text(encoding="utf-8"))]


def _loose_words(tree: ast.Module) -> Iterator[str]:
    """Chinese strings that are no docstring, no pattern, no half of a `Text`, and not given to the translation."""
    spoken_for = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            spoken_for.add(id(node.value))
        if isinstance(node, ast.Call) and _name(node.func) in _TRANSLATING | {"Text", "compile"}:
            spoken_for.update(id(part) for part in ast.walk(node))
    for node in ast.walk(tree):
        words = node.value if isinstance(node, ast.Constant) and id(node) not in spoken_for else None
        # a description for developers may stand in both languages at once
        if isinstance(words, str) and CHINESE.search(words) and " / " not in words:
            yield words


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def test_code_of_the_pages_says_nothing_untranslated() -> None:
    loose = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).glob("**/web/**/*.py")):
            found = list(_loose_words(ast.parse(path.read_text(encoding="utf-8"))))
            if found:
                loose[path.name] = found
    assert not loose
