"""What the content policy forbids stands in no template: scripts, styles and handlers within the page, other hosts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path for room in ("kyc", "screening") for path in (ROOT / room).glob("**/web/templates/**/*.html")
)

FORBIDDEN = {
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
    "a style in the page": re.compile(r"<style|\sstyle\s*=", re.I),
    "a handler in the page": re.compile(r"\son[a-z]+\s*=|hx-on", re.I),
    "an expression for htmx to evaluate": re.compile(r"""["']\s*js:|javascript:""", re.I),
    "another host": re.compile(r"""(?:src|href|action|hx-\w+)\s*=\s*["'](?:https?:)?//""", re.I),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_form_that_changes_something_carries_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b.*?</form>", text, re.I | re.S):
        if re.search(r"""method\s*=\s*["']post""", form, re.I):
            assert re.search(r"csrf", form), form[:200]
