"""Messages as files: against golden ones, against every field rule, against our own schema."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screening.reports.interface import schema
from screening.reports.interface.checking import check, wrong
from screening.reports.interface.spec import codes, fields, message
from screening.reports.interface.writing import xml
from screening.reports.model import Action, DealStep, LargeDeal, MessageKind
from screening.reports.rules import filing
from screening.transactions.model import Direction, Method
from tests.unit.reports.specimen import ABROAD, AGENT, facts, large

GOLDEN = Path(__file__).parent / "golden"
CODE = "A1000131000017"


def step(action: Action, deal: LargeDeal, answers: str | None = None) -> DealStep:
    told = None if action is Action.DELETE else deal
    return DealStep(action, deal.key, told, deal.basis, deal.transaction_id, deal.customer_id, answers)


def deals() -> list[LargeDeal]:
    """A deposit, one through an agent in Hong Kong dollars, a transfer abroad."""
    return [
        large(facts("R1")),
        large(
            facts("R2", "100000", "HKD", direction=Direction.OUT, method=Method.CASH_WITHDRAWAL, agent=AGENT)
        ),
        large(
            facts("R3", "30000", "USD", method=Method.TRANSFER_CROSS_BORDER, particulars=ABROAD), crcd="0504"
        ),
    ]


CONTENTS: dict[MessageKind, Callable[[], dict[str, Any]]] = {
    MessageKind.NEW_LARGE: lambda: filing.content(
        MessageKind.NEW_LARGE, CODE, [step(Action.ADD, deal) for deal in deals()]
    ),
    MessageKind.CHANGED_LARGE: lambda: filing.content(
        MessageKind.CHANGED_LARGE, CODE, [step(Action.CORRECT, deals()[0])]
    ),
    MessageKind.DELETED_LARGE: lambda: filing.content(
        MessageKind.DELETED_LARGE, CODE, [step(Action.DELETE, deal) for deal in deals()]
    ),
}


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_message_is_the_golden_file(kind: MessageKind) -> None:
    content = CONTENTS[kind]()
    assert check(kind, content) == ()
    written = xml(kind, content)
    assert written.decode() == (GOLDEN / f"{kind}.xml").read_text(encoding="utf-8")
    assert schema.faults(kind, written) == ()


def parent_of(content: dict[str, Any], tag: str) -> dict[str, Any]:
    """The innermost mapping that holds a field of this tag."""
    for name, inner in content.items():
        if name == tag and isinstance(inner, str):
            return content
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, dict) and (found := parent_of(each, tag)):
                return found
    return {}


BAD = [
    ("RICD", "SHORT"),
    ("RICD", "@N"),
    ("CTTN", "7"),
    ("TTNM", "x"),
    ("CSNM", "x" * 33),
    ("CTVC", ""),
    ("CTVC", " 20000"),
    ("HTDT", "20261320"),
    ("HTDT", "2026112"),
    ("CRCD", "0505"),
    ("CTNM", "@N"),
    ("CITP", "999999"),
    ("OITP", "不是其他"),
    ("CTID", "12345"),
    ("CATP", "1200011"),
    ("OATM", "20240301999999"),
    ("OATM", "2024t301tttttt"),
    ("CBCT", "99"),
    ("TSTM", "20261120"),
    ("TRCD", "CHN1101"),
    ("TRCD", "XXX000000"),
    ("TICD", "a\nb"),
    ("TSTP", "990030"),
    ("OCTT", "10"),
    ("TSCT", "12a"),
    ("TSDR", "03"),
    ("CRTP", "ZZZ"),
    ("CRAT", "52000.0001"),
    ("CRAT", "-1"),
    ("CRMB", "1" * 21),
    ("CFCT", "10"),
    ("RLFC", "04"),
]


@pytest.mark.parametrize(("tag", "value"), BAD)
def test_each_field_rule_finds_its_fault(tag: str, value: str) -> None:
    content = copy.deepcopy(CONTENTS[MessageKind.NEW_LARGE]())
    parent_of(content, tag)[tag] = value
    found = check("NBH", content)
    assert tag in {fault.tag for fault in found}
    assert all(fault.text.zh and fault.text.en for fault in found)


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("HTDT", "202611tt"),
        ("OATM", "2024tttttttttt"),
        ("OATM", "tttttttttttttt"),
        ("TSTM", "2026112009tttt"),
        ("CCTL", "13812341234"),
        ("CCTL", "010-66195300"),
        ("TRCD", "GBR000000"),
        ("TRCD", "Z01310115"),
        ("CRAT", "0.001"),
        ("CUSD", "@N"),
        ("TCIT", "110001"),
    ],
)
def test_what_the_interface_allows_passes(tag: str, value: str) -> None:
    assert wrong(tag, value) is None


def test_a_reference_twice_under_one_key_is_found() -> None:
    twice = [step(Action.ADD, large(facts("R1"))), step(Action.ADD, large(facts("R1", "60000")))]
    found = check("NBH", filing.content(MessageKind.NEW_LARGE, CODE, twice))
    assert [fault.tag for fault in found] == ["TICD"]


def test_the_schema_refuses_what_is_out_of_form() -> None:
    content = CONTENTS[MessageKind.NEW_LARGE]()
    parent_of(content, "CRAT")["CRAT"] = "12,000.00"
    (fault,) = schema.faults("NBH", xml("NBH", content))
    assert "12,000.00" in fault


def test_every_field_of_every_message_is_in_the_dictionary_and_every_table_there_is() -> None:
    for kind in MessageKind:
        for place in message(kind).fields():
            rule = fields()[place.tag]
            assert not rule.codes or codes(rule.codes)
        assert b"schema" in schema.xsd(kind)
    assert {"110001", "610099", "119999"} <= set(codes("id_type"))
    assert codes("crime")["0801"].zh == "洗钱罪"
