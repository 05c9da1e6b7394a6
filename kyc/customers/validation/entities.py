"""What is wrong or doubtful in an entity's data: kind, licence, codes. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from kyc.customers.model import (
    Entity,
    Fault,
    IdentityDocument,
)
from kyc.customers.rules import (
    day_of,
)
from kyc.customers.validation.finding import not_a_day, refuse
from kyc.documents import entity_numbers


def regime_faults(entity: Entity, regimes: Collection[str]) -> Iterator[Fault]:
    """A kind of entity that the policy does not know."""
    if entity.regime not in {None, *regimes}:
        yield refuse(
            "regime.unknown",
            ("regime",),
            "请从机构类别表中选择",
            "choose from the table of kinds of entities",
        )


def licence_faults(entity: Entity, as_of: date) -> Iterator[Fault]:
    """Credit code (GB 32100), organisation code (GB 11714) and founding day that cannot be, or differ."""
    if entity.number is not None and entity.document_type == IdentityDocument.CN_BUSINESS_LICENCE:
        yield from _licence_number_faults(entity.number)
    yield from _credit_code_faults(entity)
    for name in ("organisation_code", "number"):
        code = entity.value(name)
        is_code = name == "organisation_code" or entity.document_type == IdentityDocument.CN_ORGANISATION_CODE
        if code is not None and is_code and not entity_numbers.organisation_code_holds(code):
            yield refuse(
                f"{name}.check_digit",
                (name,),
                "组织机构代码的校验码不符，请逐位对照证书",
                "the check character of the organisation code does not agree; compare it with the certificate",
            )
    credit = entity_numbers.CreditCode.parse(entity.number or "")
    own = (entity.organisation_code or "").replace("-", "")
    if credit and own and credit.organisation_code != own:
        yield refuse(
            "organisation_code.credit_code",
            ("organisation_code", "number"),
            "组织机构代码与统一社会信用代码第 9–17 位不一致",
            "the organisation code differs from characters 9 to 17 of the credit code",
        )
    established = day_of(entity.established_on)
    if entity.established_on is not None and established is None:
        yield not_a_day("established_on")
    if established and established > as_of:
        yield refuse(
            "established_on.future", ("established_on",), "成立日期在将来", "it is established in the future"
        )


def _credit_code_faults(entity: Entity) -> Iterator[Fault]:
    """Certificates whose number can only be a credit code (GB 32100)."""
    document = next((one for one in IdentityDocument if one == entity.document_type), None)
    if entity.number is None or document is None or not document.bears_credit_code:
        return
    credit = entity_numbers.CreditCode.parse(entity.number)
    if credit is None:
        yield refuse(
            "number.format",
            ("number",),
            "统一社会信用代码须为 18 位（不含 I、O、S、V、Z），请对照证书",
            "a credit code has 18 characters without I, O, S, V, Z; compare it with the certificate",
        )
    elif not credit.check_character_holds:
        yield refuse(
            "number.check_digit",
            ("number",),
            "校验码不符：号码中至少有一位录错，请逐位对照证书",
            "the check character does not agree: at least one is wrong; compare it with the certificate",
        )


def _licence_number_faults(number: str) -> Iterator[Fault]:
    """A credit code (GB 32100), or the registration number of 15 digits on licences before October 2015."""
    credit = entity_numbers.CreditCode.parse(number)
    if credit is None and not (number.isascii() and number.isdigit()):
        yield refuse(
            "number.format",
            ("number",),
            "统一社会信用代码须为 18 位（不含 I、O、S、V、Z）；旧版执照为 15 位注册号",
            "a credit code has 18 characters without I, O, S, V, Z; an old licence has a number of 15 digits",
        )
    elif not (credit.check_character_holds if credit else entity_numbers.registration_number_holds(number)):
        yield refuse(
            "number.check_digit",
            ("number",),
            "校验码不符：号码中至少有一位录错，请逐位对照执照",
            "the check character does not agree: at least one is wrong; compare it with the licence",
        )
