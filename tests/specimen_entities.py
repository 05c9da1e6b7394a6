"""Invented businesses (样本 SPECIMEN) and readings of their licences, as the document stage would hand them over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.model import CustomerKind, CustomerView
from kyc.documents.entity_numbers import mod_31, organisation_check_character
from kyc.documents.model import Check, DocumentReading, DocumentType, Field, Outcome, Quality, Verdict

LICENCE = DocumentType.CN_BUSINESS_LICENCE
_PRINTED = {
    "name": "legal_name",
    "number": "uscc",
    "issuer": "registration_authority",
    "expires_on": "business_term",
}


def organisation_code(serial: int = 1) -> str:
    """An organisation code that proves itself (GB 11714); beginning with X so that it is nobody's."""
    body = f"X{serial:07d}"
    return body + organisation_check_character(body)


def credit_code(serial: int = 1, region: str = "110105", category: str = "91") -> str:
    """A unified social credit code that proves itself (GB 32100)."""
    body = category + region + organisation_code(serial)
    return body + mod_31(body)


def confirmed(**changes: str | None) -> dict[str, str | None]:
    """What a teller confirms of one invented company, with changes."""
    values: dict[str, str | None] = {
        "name": "北京样本商贸有限公司",
        "regime": "company",
        "nationality": "CHN",
        "business_scope": "销售日用百货、五金交电；货物进出口",
        "address": "北京市朝阳区样本路8号",
        "phone": "01065001234",
        "number": credit_code(),
        "issued_on": "2019-05-01",
        "expires_on": "long_term",
        "issuer": "北京市朝阳区市场监督管理局",
        "entity_type": "有限责任公司（自然人投资或控股）",
        "registered_capital": "壹佰万元整",
        "established_on": "2015-03-02",
    }
    return values | changes


def reading(values: Mapping[str, str | None], verdict: Verdict = Verdict.PASS) -> DocumentReading:
    """The licence as the recogniser gives it, each field at confidence 0.98."""
    printed = {
        _PRINTED.get(name, name): value
        for name, value in values.items()
        if name not in {"regime", "phone", "nationality"}
    }
    if printed.get("business_term"):
        printed["business_term"] = f"{values['established_on']}/{values['expires_on']}"
    return DocumentReading(
        file="licence.jpg",
        document_type=LICENCE,
        type_confidence=0.99,
        quality=Quality("accept"),
        fields={name: Field(value, 0.98) for name, value in printed.items()},
        checks=(Check("uscc.check_digit", Outcome.PASS, Text("校验码相符", "the check character agrees")),),
        verdict=verdict,
        sides=(LICENCE,),
        engine="test 1.0",
    )


def drafted(
    unit: Unit, values: Mapping[str, str | None] | None = None, verdict: Verdict = Verdict.PASS
) -> list[str]:
    """The licence kept as a draft of the unit's actor."""
    return [service.keep_reading(unit, reading(values or confirmed(), verdict), b"picture of a licence")]


def onboarded(unit: Unit, kind: CustomerKind = CustomerKind.LEGAL_PERSON, **changes: Any) -> CustomerView:
    """An entity read and confirmed without a correction."""
    values = confirmed(**changes)
    return service.create_customer(unit, drafted(unit, values), values, kind=kind)
