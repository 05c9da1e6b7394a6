"""What of somebody is held against the lists, what of a pair matters, and where a hit stands. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kyc.customers.model import CustomerKind, IdentityDocument, Particulars, Sex
from screening.hits.model import (
    Hit,
    HitDecision,
    HitDisposition,
    HitFinding,
    HitLift,
    HitState,
    Other,
    SubjectKind,
)
from screening.matching.model import Subject
from screening.watchlists.model import Listing, ListingKind, Number, PartialDate

_OF_ENTITIES = frozenset(
    {
        IdentityDocument.CN_BUSINESS_LICENCE,
        IdentityDocument.CN_TAX_REGISTRATION,
        IdentityDocument.CN_ORGANISATION_CODE,
    }
)
_UNCLEAR = {HitDisposition.INCONCLUSIVE}


def subject_of(kind: CustomerKind, known: Particulars) -> Subject | None:
    """What of a customer or party is compared; None for one without a name."""
    values = known.as_dict()
    name, number = values["name"], values["number"]
    if not name:
        return None
    numbers = [Number(values["document_type"] or "", number, values["nationality"])] if number else []
    numbers += [
        Number(field, value) for field in ("organisation_code", "tax_number") if (value := values.get(field))
    ]
    sex = values.get("sex")
    return Subject(
        kind=ListingKind.PERSON if kind is CustomerKind.NATURAL_PERSON else ListingKind.ORGANISATION,
        names=(name,),
        birth_dates=_birth_dates(values.get("birth_date")),
        sex=Sex(sex) if sex else None,
        countries=(nationality,) if (nationality := values["nationality"]) else (),
        numbers=tuple(numbers),
        places=(address,) if (address := values["address"]) else (),
    )


def subject_of_other(other: Other) -> Subject:
    """What of a deal's other side or agent is compared. Who is told of by name alone may be a person or a body."""
    document = other.document_type
    return Subject(
        kind=_kind_of(other),
        names=(other.name,),
        countries=(other.country,) if other.country else (),
        numbers=(Number(document or "", other.document_number),) if other.document_number else (),
    )


def _kind_of(other: Other) -> ListingKind:
    if other.kind is SubjectKind.DEAL_AGENT:
        return ListingKind.PERSON
    if other.document_type not in set(IdentityDocument):
        return ListingKind.OTHER
    document = IdentityDocument(other.document_type)
    return ListingKind.ORGANISATION if document in _OF_ENTITIES else ListingKind.PERSON


def _birth_dates(text: str | None) -> tuple[PartialDate, ...]:
    return (PartialDate.parse(text),) if text else ()


def shown(subject: Subject) -> dict[str, list[str]]:
    """The subject by field, for keeping beside a finding and for laying it beside the listing."""
    return {
        "names": list(subject.names),
        "birth_dates": [str(day) for day in subject.birth_dates],
        "sex": [subject.sex.value] if subject.sex else [],
        "countries": list(subject.countries),
        "numbers": [number.value for number in subject.numbers],
        "places": list(subject.places),
    }


def matter(subject: Subject, listing: Listing) -> str:
    """What of the two a clearing rests on, as text: while this is the same, a cleared pair stays cleared.

    Remarks, programmes, addresses and the publisher's other notes say nothing of who somebody is.
    """
    entry = listing.as_json()
    who = ("kind", "names", "birth_dates", "birth_places", "sex", "nationalities", "numbers")
    return json.dumps(
        [shown(subject), {name: entry.get(name) for name in who}], ensure_ascii=False, sort_keys=True
    )


def state_of(latest: HitFinding, decisions: Sequence[HitDecision], lifts: Sequence[HitLift]) -> HitState:
    """Where a hit stands. decisions, lifts: newest first.

    A confirmed match stays confirmed whatever the sides become, until it is lifted: nobody is released by a change of
    spelling.
    """
    if any(stops(decision, lifts) and decision.agreed for decision in decisions):
        return HitState.CONFIRMED
    of_latest = [each for each in decisions if each.finding_id == latest.finding_id]
    if any(each.agreed is None for each in of_latest):
        return HitState.PROPOSED
    settled = next((d for d in of_latest if d.agreed and d.disposition not in _UNCLEAR), None)
    if settled is not None:
        return HitState.CLEARED if settled.disposition is HitDisposition.FALSE_POSITIVE else HitState.LIFTED
    return HitState.OPEN if latest.alert else HitState.LAPSED


def stops(decision: HitDecision, lifts: Sequence[HitLift]) -> bool:
    """Whether a decision stops service: a true match, from the first person's word on, until a second disagrees or
    two lift it.
    """
    return (
        decision.disposition is HitDisposition.TRUE_MATCH
        and decision.agreed is not False
        and not any(lift.agreed and lift.decision_id == decision.decision_id for lift in lifts)
    )


def may_go_together(hit: Hit, score_most: int) -> bool:
    """Whether an open hit may be dismissed together with others: it is no strong one, and neither a number nor the day of
    birth speaks for it.
    """
    for_it = [factor for factor in hit.latest.factors if factor.points > 0]
    agrees = any(
        factor.code == "number" or (factor.code == "birth_date" and factor.ours == factor.theirs)
        for factor in for_it
    )
    return hit.state is HitState.OPEN and hit.latest.score <= score_most and not agrees
