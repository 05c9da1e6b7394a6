"""What checks do to the sureness of the fields they prove or contradict."""

from __future__ import annotations

from datetime import date

import pytest

from kyc.base.text import Text
from kyc.documents.checks import Evidence
from kyc.documents.layouts import layouts
from kyc.documents.model import DocumentType, Field
from kyc.documents.verify import weighed
from tests.printed_cards import PORTRAIT

SIDE = DocumentType.CN_RESIDENT_ID_PORTRAIT
UNCLEAR = Text("第 8 个字不清楚", "unsure of character 8")


def number(confidence: float, *, value: str = PORTRAIT["number"], repaired: bool = False) -> Field:
    """The number as weighed, read with this confidence."""
    read = {**PORTRAIT, "sex": "F", "birth_date": "1990-01-05"}
    fields = {name: Field(text, 0.99) for name, text in read.items()}
    fields["number"] = Field(value, confidence, reason=UNCLEAR, repaired=repaired)
    evidence = weighed(Evidence(fields, (SIDE,), (SIDE,), layouts(), date(2026, 11, 20)))
    return evidence.fields["number"]


def test_an_unclear_character_that_the_check_digit_proves_is_no_reason_to_look() -> None:
    proven = number(0.8)
    assert proven.confidence >= layouts()[SIDE].fields["number"].floor
    assert proven.reason is None


@pytest.mark.parametrize(
    "still_doubtful",
    [number(0.8, repaired=True), number(0.01), number(0.8, value="330106199001052024")],
    ids=["mended", "hardly read", "contradicted"],
)
def test_what_is_still_doubtful_keeps_its_reason(still_doubtful: Field) -> None:
    assert still_doubtful.reason == UNCLEAR
