"""Two readings of one print: the surer counts, and a contradiction costs both."""

import pytest

from kyc.documents.again import _surer
from kyc.documents.model import Field


@pytest.mark.parametrize(
    ("first", "second", "value", "confidence"),
    [
        (Field("王", 0.9), Field("王", 0.6), "王", 0.9),
        (Field("王", 0.6), Field(None, 0.0), "王", 0.6),
        (Field(None, 0.0), Field("王", 0.5), "王", 0.5),
        (Field("王", 0.6), Field("玉", 0.2), "王", 0.45),
        (Field("王", 0.0), Field("玉", 0.0), "王", 0.0),
    ],
)
def test_the_surer_reading_counts(first: Field, second: Field, value: str, confidence: float) -> None:
    kept = _surer(first, second)
    assert (kept.value, round(kept.confidence, 6)) == (value, confidence)
