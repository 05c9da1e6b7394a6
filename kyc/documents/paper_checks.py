"""The checks of paper documents, one small function each, as in `checks`; their answers are in `paper_checks.yaml`. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kyc.documents import regions
from kyc.documents.checks import Answer, Evidence, say, skip
from kyc.documents.entity_numbers import CreditCode, organisation_code_holds, registration_number_holds
from kyc.documents.formats import LONG_TERM
from kyc.documents.numbers import ResidentNumber

_HEAD = "户主"
_NATIONAL = ("00", "10")  # codes that begin so are of national authorities, not of a division
# How words for kin end that say the sex of who is called so.
_SEX_OF = {
    "F": ("妻", "女", "母", "媳", "姐", "妹", "婆", "嫂"),
    "M": ("夫", "子", "父", "兄", "弟", "哥", "婿", "公"),
}


def _code(evidence: Evidence) -> CreditCode | None:
    value = evidence.value("uscc")
    return CreditCode.parse(value) if value else None


def _uscc_or_lack(evidence: Evidence) -> Answer:
    """Why there is no credit code to check: the licence is older than they are, or it was not read."""
    return skip("older_number") if evidence.value("registration_number") else evidence.lack("uscc")


def _uscc_format(evidence: Evidence) -> Answer:
    if evidence.value("uscc") is None:
        return _uscc_or_lack(evidence)
    return say("right" if _code(evidence) else "wrong")


def _uscc_check_character(evidence: Evidence) -> Answer:
    """GB 32100, MOD 31."""
    code = _code(evidence)
    if code is None:
        return _uscc_or_lack(evidence)
    return say("agrees" if code.check_character_holds else "disagrees")


def _uscc_organisation(evidence: Evidence) -> Answer:
    """GB 11714 within GB 32100."""
    code = _code(evidence)
    if code is None:
        return _uscc_or_lack(evidence)
    return say("agrees" if organisation_code_holds(code.organisation_code) else "disagrees")


def _uscc_region(evidence: Evidence) -> Answer:
    code = _code(evidence)
    return _uscc_or_lack(evidence) if code is None else _region(evidence, code.region_code)


def _tax_region(evidence: Evidence) -> Answer:
    number = evidence.value("number")
    return evidence.lack("number") if number is None else _region(evidence, number[:6])


def _region(evidence: Evidence, code: str) -> Answer:
    """Whether the address lies in the region that registered the business."""
    address = evidence.value("address")
    if code.startswith(_NATIONAL):
        return say("national")
    if not regions.history(code):
        return say("unknown", code=code)
    place = regions.full_name(code, evidence.as_of.year)
    if address is None:
        return evidence.lack("address")
    return say("agrees" if regions.mentions(address, code) else "differs", place=place)


def _qr_uscc(evidence: Evidence) -> Answer:
    printed, content = evidence.value("uscc"), evidence.value("qr_content")
    if printed is None:
        return _uscc_or_lack(evidence)
    if content is None:
        return skip("no_qr")
    code = CreditCode.within(content)
    if code is None:
        return say("other_code")
    return say("agrees" if code.text == printed else "disagrees", code=code.text)


def _licence_numbered(evidence: Evidence) -> Answer:
    """Every licence bears a credit code or, until October 2015, a registration number."""
    has_number = evidence.value("uscc") or evidence.value("registration_number")
    return say("numbered" if has_number else "unnumbered")


def _registration_check_digit(evidence: Evidence) -> Answer:
    """ISO 7064 MOD 11,10."""
    number = evidence.value("registration_number")
    if number is None:
        return skip("newer_number") if evidence.value("uscc") else evidence.lack("registration_number")
    return say("agrees" if registration_number_holds(number) else "disagrees")


def _organisation_check_character(evidence: Evidence) -> Answer:
    """GB 11714, MOD 11."""
    number = evidence.value("number")
    if number is None:
        return evidence.lack("number")
    return say("agrees" if organisation_code_holds(number) else "disagrees")


def _tax_number(evidence: Evidence) -> Answer:
    """Six digits of the region and an organisation code; that of a person's business begins with a resident number."""
    number = evidence.value("number")
    if number is None:
        return evidence.lack("number")
    if len(number) == len("110108") + len("600037341"):
        return say("agrees" if organisation_code_holds(number[6:]) else "disagrees")
    person = ResidentNumber.parse(number[:18])
    return say("agrees" if person and person.check_digit_holds else "disagrees")


def _business_dates(evidence: Evidence) -> Answer:
    begun, issued = evidence.day("established_on"), evidence.day("issued_on")
    if begun is None or issued is None:
        return evidence.lack("established_on" if begun is None else "issued_on")
    return say("ordered" if begun <= issued <= evidence.as_of else "disordered")


def _business_term(evidence: Evidence) -> Answer:
    """Whether the printed term begins with the business and has not run out."""
    term, begun = evidence.value("business_term"), evidence.day("established_on")
    if term is None:
        return skip("no_term")
    start, _, end = term.rpartition("/")
    if end != LONG_TERM and date.fromisoformat(end) < evidence.as_of:
        return say("ended", end=end)
    if begun is None and start:
        return evidence.lack("established_on")
    return say("begins_otherwise" if start and date.fromisoformat(start) != begun else "running")


def _certificate_dates(evidence: Evidence) -> Answer:
    """Whether an old certificate was issued before it was replaced."""
    issued = evidence.day("issued_on")
    replaced = next((side.replaced for side in evidence.document_sides() if side.replaced), None)
    if issued is None or replaced is None:
        return evidence.lack("issued_on")
    return say("sensible" if issued <= replaced else "senseless", replaced=replaced.isoformat())


def _document_replaced(evidence: Evidence) -> Answer:
    """No old certificate identifies a business today."""
    replaced = next(side.replaced for side in evidence.document_sides() if side.replaced)
    return say("replaced", since=replaced.isoformat())


def _relation_sex(evidence: Evidence) -> Answer:
    relation, sex = evidence.value("household_relation"), evidence.value("sex")
    if relation is None or sex is None:
        return evidence.lack("household_relation" if relation is None else "sex")
    said = next((of for of, endings in _SEX_OF.items() if relation[-1] in endings), None)
    if relation == _HEAD or said is None:
        return skip("either_sex")
    return say("agrees" if sex == said else "disagrees", relation=relation)


def _household_head(evidence: Evidence) -> Answer:
    """Whether the page of the head is that of whom the first page names."""
    relation, name = evidence.value("household_relation"), evidence.value("name")
    if relation is None or name is None:
        return evidence.lack("household_relation" if relation is None else "name")
    if relation != _HEAD:
        return skip("not_the_head")
    head = evidence.value("household_head")
    if head is None:
        return evidence.lack("household_head")
    return say("agrees" if head == name else "disagrees", head=head)


def _household_dates(evidence: Evidence) -> Answer:
    born, issued = evidence.day("birth_date"), evidence.day("issued_on")
    if born is None or issued is None:
        return evidence.lack("birth_date" if born is None else "issued_on")
    return say("ordered" if born <= issued <= evidence.as_of else "disordered")


PAPER_CHECKS: dict[str, Callable[[Evidence], Answer]] = {
    "licence.numbered": _licence_numbered,
    "uscc.format": _uscc_format,
    "uscc.check_character": _uscc_check_character,
    "uscc.organisation_code": _uscc_organisation,
    "uscc.region": _uscc_region,
    "qr.uscc": _qr_uscc,
    "registration_number.check_digit": _registration_check_digit,
    "organisation_code.check_character": _organisation_check_character,
    "tax_number.structure": _tax_number,
    "tax_number.region": _tax_region,
    "business.dates": _business_dates,
    "business.term": _business_term,
    "certificate.dates": _certificate_dates,
    "document.replaced": _document_replaced,
    "household.relation_sex": _relation_sex,
    "household.head": _household_head,
    "household.dates": _household_dates,
}
