"""Checks of permits, permanent resident cards and booklets, beside those of `checks`; their words stand there too. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kyc.documents.card_numbers import PermanentNumber, issue_count_in, region_of_permit
from kyc.documents.checks import Answer, Evidence, say, skip
from kyc.documents.formats import same_in_simplified
from kyc.documents.pinyin import is_reading


def _number_shape(evidence: Evidence) -> Answer:
    """Whether the number has the shape of those on documents of this kind and year."""
    number = evidence.value("number")
    if number is None:
        return evidence.lack("number")
    side = next(side for side in evidence.document_sides() if "number" in side.fields)
    shape = side.fields["number"].shape
    is_right = shape is not None and shape.fullmatch(number) is not None
    return say("right" if is_right else "wrong", zh=side.title.zh, en=side.title.en)


def _number_short_birth_date(evidence: Evidence) -> Answer:
    number, born = _permanent(evidence), evidence.day("birth_date")
    if number is None:
        return evidence.lack("number")
    if born is None:
        return evidence.lack("birth_date")
    return say("agrees" if number.is_of(born) else "disagrees")


def _number_nationality(evidence: Evidence) -> Answer:
    number, nationality = _permanent(evidence), evidence.value("nationality")
    if number is None:
        return evidence.lack("number")
    if nationality is None:
        return evidence.lack("nationality")
    return say("agrees" if number.alpha3 == nationality else "disagrees", printed=nationality)


def _permanent(evidence: Evidence) -> PermanentNumber | None:
    value = evidence.value("number")
    return PermanentNumber.parse(value) if value else None


def _number_permit_region(evidence: Evidence) -> Answer:
    """Whether a residence permit's citizen number begins as the travel permit on its other side asks for."""
    number, permit = evidence.value("number"), evidence.value("permit_number")
    if number is None or permit is None:
        return evidence.lack("number" if number is None else "permit_number")
    region = region_of_permit(permit)
    return say("agrees" if region is not None and number.startswith(region) else "disagrees")


def _issue_count_sensible(evidence: Evidence) -> Answer:
    return _counted(evidence, "issue_count", evidence.value("issue_count"))


def _issue_count_in_number(evidence: Evidence) -> Answer:
    """The last two digits of the number of a permit of 1999."""
    number = evidence.value("number")
    return _counted(evidence, "number", issue_count_in(number) if number else None)


def _counted(evidence: Evidence, printed_in: str, count: str | None) -> Answer:
    if count is None:
        return evidence.lack(printed_in)
    return say("sensible" if count.isdigit() and int(count) > 0 else "senseless", count=count)


def _name_pinyin(evidence: Evidence) -> Answer:
    """Other ways of spelling are usual in Hong Kong, Macao and Taiwan, so only agreement says something."""
    han, latin = evidence.value("name"), evidence.value("name_latin")
    if han is None or latin is None:
        return evidence.lack("name" if han is None else "name_latin")
    return say("agrees") if is_reading(latin, han) else skip("other_spelling")


def _names_agree(evidence: Evidence) -> Answer:
    """The Han names on both sides, whichever of simplified and traditional writing each is in."""
    front, back = evidence.value("name"), evidence.value("local_name")
    if front is None or back is None:
        return evidence.lack("name" if front is None else "local_name")
    return say("agree" if same_in_simplified(front, back) else "differ", front=front, back=back)


CARD_CHECKS: Mapping[str, Callable[[Evidence], Answer]] = {
    "number.shape": _number_shape,
    "number.short_birth_date": _number_short_birth_date,
    "number.nationality": _number_nationality,
    "number.permit_region": _number_permit_region,
    "issue_count.sensible": _issue_count_sensible,
    "issue_count.in_number": _issue_count_in_number,
    "name.pinyin": _name_pinyin,
    "names.agree": _names_agree,
}
