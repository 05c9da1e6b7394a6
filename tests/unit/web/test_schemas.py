"""The interface says of a reading what the command line says: nothing is lost on the way."""

from __future__ import annotations

from dataclasses import replace

from kyc.base.text import Text
from kyc.documents.model import (
    Box,
    Check,
    Field,
    Hint,
    Mrz,
    MrzFormat,
    Outcome,
    Quality,
    QualityReason,
    QualitySeverity,
)
from kyc.web.schemas import ReadingSchema
from tests.specimen_customers import PORTRAIT, confirmed, reading

BOX = Box(0, ((1.0, 2.0), (31.0, 2.0), (31.0, 12.0), (1.0, 12.0)))
WORDS = Text("说明", "words")
ZONE = Mrz(MrzFormat.TD1, ("C<CHN", "8701"), True, (), (), ((0.9,) * 5, (0.9,) * 4), (), {})


def test_every_part_of_a_reading_passes_the_interface_unchanged() -> None:
    whole = replace(
        reading(PORTRAIT, confirmed()),
        quality=Quality(
            "retake",
            (
                QualityReason("glare", WORDS, fields=("name",)),
                QualityReason("turned", WORDS, QualitySeverity.NOTICE),
            ),
        ),
        fields={"name": Field("王小样", 0.5, BOX, "王小祥", WORDS, repaired=True), "sex": Field(None, 0.0)},
        checks=(Check("number.sex", Outcome.FAIL, WORDS, ("number", "sex")),),
        pages=((1200, 800),),
        timings_ms={"decode": 12.5},
        hints=(Hint("odd_character", WORDS, BOX, 1.5, "number"), Hint("photocopy", WORDS, BOX, 1.0)),
        outlines={PORTRAIT: BOX},
        mrz=ZONE,
    )
    said = whole.as_json()
    assert ReadingSchema().dump(said) == said
    assert set(said) <= set(ReadingSchema().dump({**said, "reading_id": "r"}))


def test_further_documents_have_the_same_shape() -> None:
    one = reading(PORTRAIT, confirmed())
    said = replace(one, further=(one,)).as_json()
    assert ReadingSchema().dump(said)["further"] == [one.as_json()]
