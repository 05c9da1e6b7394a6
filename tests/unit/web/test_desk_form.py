"""What tellers type, as the record wants it."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.customers.model import Channel
from kyc.web import desk_form


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("birth_date", "19900307", "1990-03-07"),
        ("birth_date", "1990.3.7", "1990-03-07"),
        ("birth_date", "1990年3月7日", "1990-03-07"),
        ("issued_on", "２０１６－０５－０１", "2016-05-01"),
        ("expires_on", "长期", "long_term"),
        ("expires_on", "Long-term", "long_term"),
        ("expires_on", "2036/5/1", "2036-05-01"),
        ("birth_date", "1990", "1990"),
        ("birth_date", "1990317", "1990317"),  # the month could be 3 or 31
        ("issued_on", "长期", "长期"),
        ("name", " 王小样 ", "王小样"),
    ],
)
def test_dates_are_understood_as_written(name: str, typed: str, kept: str) -> None:
    assert desk_form.entered(name, typed) == kept


def test_habitual_residence_stands_for_the_printed_address() -> None:
    form = {"address": "甲地1号", "residence": " 乙地2号 ", "name": "王小样", "phone": "", "csrf_token": "x"}
    assert desk_form.confirmed(form) == {"address": "乙地2号", "name": "王小样", "phone": None}
    assert desk_form.confirmed(form | {"residence": " "})["address"] == "甲地1号"


def test_renewal_clears_nothing_and_keeps_the_habitual_residence() -> None:
    form = {"address": "甲地1号", "residence": "", "name": "王小样", "phone": ""}
    assert desk_form.renewed(form) == {"name": "王小样"}
    assert desk_form.renewed(form | {"residence": "乙地2号"}) == {"name": "王小样", "address": "乙地2号"}


def test_problem_of_the_address_stands_where_it_was_typed() -> None:
    problem = Problem("address", Text("不对", "wrong"))
    assert desk_form.placed([problem], {"residence": ""}) == [problem]
    assert desk_form.placed([problem], {"residence": "乙"}) == [Problem("residence", problem.text)]


def test_channel_is_one_of_ours() -> None:
    assert desk_form.channel({"channel": "agent"}) is Channel.AGENT
    for form in ({}, {"channel": "pigeon"}):
        with pytest.raises(Invalid):
            desk_form.channel(form)


@pytest.mark.parametrize(("typed", "version"), [("3", 3), ("", 0), ("-1", 0), ("٣", 0), ("x", 0)])
def test_version_is_a_plain_number(typed: str, version: int) -> None:
    assert desk_form.version({"expected_version": typed}) == version


def test_what_is_noted_is_the_form_and_no_longer_than_a_record_takes() -> None:
    form = MultiDict(
        [
            ("phone", "1" * 300),
            ("looked_at", "name"),
            ("looked_at", "issuer"),
            ("point", "side:1"),
            ("csrf_token", "x"),
        ]
    )
    noted = desk_form.noted(form, 200)
    assert noted == {"values": {"phone": "1" * 200}, "looked_at": ["name", "issuer"], "points": ["side:1"]}


def test_what_was_typed_goes_over_to_a_newer_picture_but_for_what_it_shows() -> None:
    entries = {
        "values": {"name": "王小洋", "phone": "138", "issuer": "样本局"},
        "looked_at": ["name", "issuer"],
        "points": ["side:1"],
    }
    assert desk_form.carried(entries, ["name", "sex"]) == {
        "values": {"phone": "138", "issuer": "样本局"},
        "looked_at": ["issuer"],
        "points": ["side:1"],
    }
