"""What the desk's templates are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from kyc.base.errors import FirstlineError, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import service
from kyc.customers.countries import CHINA, countries
from kyc.customers.model import LONG_TERM, Channel, Sex, Summary
from kyc.customers.policy import CustomerPolicy
from kyc.documents.layouts import layouts
from kyc.documents.model import DocumentType
from kyc.web import desk_form, desk_view
from kyc.web.access import current_house
from kyc.web.customer_view import WAYS, named
from kyc.web.desk_onboarding import Onboarding
from kyc.web.desk_view import Desk
from kyc.web.languages import words


@dataclass(frozen=True)
class Judgement:
    """What the camera is told of the picture it took: whether it was kept, why not, and what to take next."""

    accepted: bool
    reasons: str
    next: str


@dataclass(frozen=True)
class Existing:
    """The customer whose document lies on the desk already. version: of the record, None when it is another outlet's."""

    summary: Summary
    version: int | None


@dataclass(frozen=True)
class Rest:
    """The elements no document shows: as sent, or as they begin. problems: what was wrong with each."""

    values: dict[str, str]
    problems: dict[str, Text]


def laid_out(unit: Unit, onboardings: Sequence[Onboarding], draft_id: str | None) -> dict[str, Any]:
    """The desk with the onboarding that holds `draft_id`, else the newest; empty when there is none."""
    chosen = next((each for each in onboardings if draft_id in each.draft_ids), next(iter(onboardings), None))
    settings = current_house().settings
    occupations = unit.policy(CustomerPolicy).values.occupations
    return {
        "desk": _as_left(chosen, unit.today) if chosen else None,
        "others": [each for each in onboardings if each is not chosen],
        "wanted": [layouts()[side].title for side in chosen.missing_sides] if chosen else [],
        "replaced": (),
        "judged": None,
        "refusal": None,
        "fault": None,
        "existing": _existing(unit, chosen) if chosen else None,
        "rest": _rest(chosen.typed if chosen else {}, {}),
        "occupations": named(occupations),
        "countries": countries(),
        "channels": list(Channel),
        "sexes": list(Sex),
        "ethnicities": list(layouts()[DocumentType.CN_RESIDENT_ID_PORTRAIT].fields["ethnicity"].choices),
        "ways": WAYS,
        "most_megabytes": settings.upload_megabytes,
        "most_seconds": settings.ocr_seconds,
    }


def _rest(typed: Mapping[str, str], problems: dict[str, Text]) -> Rest:
    begins: dict[str, str] = dict.fromkeys(desk_form.REST, "") | {
        "nationality": CHINA,
        "channel": Channel.COUNTER,
    }
    return Rest({name: typed.get(name, value) for name, value in begins.items()}, problems)


def _existing(unit: Unit, onboarding: Onboarding) -> Existing | None:
    document, number = onboarding.document, onboarding.read("number")
    if document is None or number is None:
        return None
    customer_id = service.find_by_document(unit, document, number)
    if customer_id is None:
        return None
    summary = service.summary(unit, customer_id)
    return Existing(summary, service.customer(unit, customer_id).version if summary.here else None)


def _as_left(onboarding: Onboarding, as_of: date) -> Desk:
    """The desk with what the teller typed before they left it."""
    typed = {name: desk_form.entered(name, value) for name, value in onboarding.typed.items()}
    return desk_view.filled(
        desk_view.desk(onboarding, as_of), typed, onboarding.looked_at, onboarding.points, ()
    )


def as_sent(unit: Unit, draft_ids: Sequence[str], problems: Sequence[Problem] = ()) -> Desk:
    """The desk as the teller sent it. NotFound or Conflict when a draft is not theirs, or used already."""
    onboarding = Onboarding(tuple(service.draft(unit, draft_id) for draft_id in draft_ids))
    typed = {name: desk_form.entered(name, value) for name, value in request.form.items()}
    form = request.form
    desk = desk_view.desk(onboarding, unit.today)
    return desk_view.filled(desk, typed, form.getlist("looked_at"), form.getlist("point"), problems)


def with_refusal(unit: Unit, draft_ids: Sequence[str], refusal: FirstlineError) -> dict[str, Any]:
    """What changes on the desk when the record was refused: what was typed stays, faults stand beside the fields."""
    problems = desk_form.placed(refusal.problems, request.form)
    desk = as_sent(unit, draft_ids, problems)
    places = {*(row.name for row in desk.rows), *desk_form.REST}
    said = {problem.where: problem.text for problem in problems}
    return {
        "desk": desk,
        "fault": refusal,
        "unplaced": [problem for problem in problems if problem.where not in places],
        "rest": _rest(request.form, said),
    }


def next_side(desk: Desk) -> str:
    """What to take next, in words; empty when both sides are there."""
    missing = desk.onboarding.missing_sides
    if not missing:
        return ""
    title = layouts()[missing[0]].title
    return words(Text(f"已读取。请翻面，拍摄{title.zh}。", f"Read. Turn it over and take the {title.en}."))


def reasons(refusal: FirstlineError) -> str:
    """A refusal in one breath, for the camera."""
    return " ".join([words(refusal.text), *(words(problem.text) for problem in refusal.problems)])


def as_printed(value: str) -> str:
    """A value as people write it."""
    return words(desk_form.LONG_TERM_WORDS) if value == LONG_TERM else value
