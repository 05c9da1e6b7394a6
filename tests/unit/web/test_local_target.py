"""A redirect stays in the house."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from kyc.web.security import local_target


@pytest.mark.parametrize("target", ["/", "/desk", "/customers/1?tab=2#top", "/a//b", "/名"])
def test_own_paths_are_kept(target: str) -> None:
    assert local_target(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "desk", "//x", "///x", "/\\x", "/\n/x", "/ /x", "http://x/", "x:y", "\\\\x", "/a\\..\\b"],
)
def test_everything_else_leads_home(target: str | None) -> None:
    assert local_target(target) == "/"
    assert local_target(target, "/desk") == "/desk"


@given(st.text())
def test_no_text_at_all_leads_to_another_host(target: str) -> None:
    found = iri_to_uri(local_target(target))
    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
