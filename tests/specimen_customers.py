"""Readings of invented resident IDs (样本 SPECIMEN), as the document stage would hand them over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import CustomerView
from kyc.documents.model import Check, DocumentReading, DocumentType, Field, Outcome, Quality, Verdict
from kyc.documents.numbers import mod_11_2

PORTRAIT, EMBLEM = DocumentType.CN_RESIDENT_ID_PORTRAIT, DocumentType.CN_RESIDENT_ID_EMBLEM
PORTRAIT_FIELDS = ("name", "sex", "ethnicity", "birth_date", "address", "number")


def number(region: str = "110105", born: str = "1990-03-07", sequence: int = 123) -> str:
    """A resident number with the right check digit."""
    body = f"{region}{born.replace('-', '')}{sequence:03d}"
    return body + mod_11_2(body)


def confirmed(**changes: str | None) -> dict[str, str | None]:
    """What a teller confirms of one invented man, with changes; number, birth date and sex belong together."""
    values: dict[str, str | None] = {
        "name": "王小样",
        "sex": "M",
        "nationality": "CHN",
        "occupation": "20000",
        "address": "北京市朝阳区样本路8号",
        "phone": "13812341234",
        "number": number(),
        "issued_on": "2016-05-01",
        "expires_on": "2036-05-01",
        "ethnicity": "汉",
        "birth_date": "1990-03-07",
        "issuer": "北京市公安局朝阳分局",
    }
    return values | changes


def reading(
    side: DocumentType, values: Mapping[str, str | None], verdict: Verdict = Verdict.PASS
) -> DocumentReading:
    """One side as the recogniser gives it: `values` limited to what that side prints, each at confidence 0.98."""
    printed = PORTRAIT_FIELDS if side is PORTRAIT else ("issuer", "issued_on", "expires_on")
    return DocumentReading(
        file="specimen.jpg",
        document_type=side,
        type_confidence=0.99,
        quality=Quality("accept"),
        fields={name: Field(values.get(name), 0.98) for name in printed},
        checks=(Check("number.check_digit", Outcome.PASS, Text("校验位相符", "the check digit agrees")),),
        verdict=verdict,
        sides=(side,),
        engine="test 1.0",
    )


def nothing_found() -> DocumentReading:
    """A file on which no document was found."""
    return replace(reading(PORTRAIT, {}), document_type=None, sides=(), fields={}, verdict=Verdict.REJECT)


def drafted(
    unit: Unit, values: Mapping[str, str | None] | None = None, verdict: Verdict = Verdict.PASS
) -> list[str]:
    """Both sides kept as drafts of the unit's actor; returns their ids."""
    values = confirmed() if values is None else values
    return [
        service.keep_reading(unit, reading(side, values, verdict), b"picture of " + side.encode())
        for side in (PORTRAIT, EMBLEM)
    ]


def onboarded(unit: Unit, **changes: Any) -> CustomerView:
    """A customer read and confirmed without a correction."""
    values = confirmed(**changes)
    return service.create_customer(unit, drafted(unit, values), values)
