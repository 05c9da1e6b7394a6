"""Faults of schemas in words, and pages of lists."""

from __future__ import annotations

import re
from inspect import getmembers, isclass

import pytest
from flask import Flask
from marshmallow import fields

from kyc.base.errors import Invalid
from kyc.web.interface import Paging, paging_of_request, validation_problems

CHINESE = re.compile("[\u4e00-\u9fff]")


def test_faults_are_placed_and_in_both_languages() -> None:
    messages = {
        "json": {
            "lines": {1: {"amount": ["Not a valid integer."]}},
            "_schema": ["Invalid input type."],
            "own": ["something of our own"],
        }
    }
    found = {(p.where, p.text.zh, p.text.en) for p in validation_problems(messages)}
    assert found == {
        ("json.lines.1.amount", "须为整数。", "Not a valid integer."),
        ("json", "须为 JSON 对象。", "Invalid input type."),
        ("json.own", "该项不符合要求，详见英文说明。", "something of our own"),
    }


@pytest.mark.parametrize(
    "kind",
    [fields.String, fields.Integer, fields.Boolean, fields.Date, fields.UUID, fields.List, fields.Dict],
)
def test_usual_messages_have_chinese_of_their_own(kind: type[fields.Field]) -> None:
    messages = dict(getmembers(kind))["default_error_messages"]
    assert isclass(kind)
    texts = [m for key, m in messages.items() if key in ("invalid", "invalid_uuid") and "{" not in m]
    for problem in validation_problems({"json": {"x": texts}}):
        assert "详见英文说明" not in problem.text.zh
        assert CHINESE.search(problem.text.zh)


def test_a_list_is_walked_page_by_page_without_gap_or_repeat() -> None:
    everything = [f"{number:03}" for number in range(25)]
    seen: list[str] = []
    address = "/?limit=10"
    for _ in range(3):
        with Flask(__name__).test_request_context(address):
            paging = paging_of_request()
        found = [item for item in everything if paging.after is None or item > paging.after]
        page = paging.page(found[: paging.limit + 1], str, str)
        seen += page["items"]
        address = f"/?limit=10&cursor={page['next']}"
    assert seen == everything
    assert page["next"] is None


def test_exactly_full_page_is_the_last() -> None:
    assert Paging(None, 2).page(["a", "b"], str, str) == {"items": ["a", "b"], "next": None}


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=-1", "limit"),
        ("limit=x", "limit"),
        ("limit=", "limit"),
        ("limit=٣", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("cursor=%20", "cursor"),
        ("cursor=a", "cursor"),
        ("cursor=%E5", "cursor"),
        ("cursor=_w==", "cursor"),
    ],
)
def test_malformed_page_is_refused_by_name(query: str, where: str) -> None:
    with Flask(__name__).test_request_context(f"/?{query}"), pytest.raises(Invalid) as fault:
        paging_of_request()
    assert [problem.where for problem in fault.value.problems] == [where]
