"""The beneficial owners of an entity on file: found by rule, confirmed by a person, compared with the public register."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, parties, party_store, record, store, structures, tables
from kyc.customers.model import CustomerKind, Entity, OwnersConfirmed, PartyView, label_of
from kyc.customers.ownership import explain, rules, soundness
from kyc.customers.ownership.model import BeneficialOwner, Determination, Right, Structure, Treatment
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy

_UNKNOWN_REGIME = "other"


@dataclass(frozen=True)
class OwnerShown:
    """One beneficial owner as staff see them. reasons: in words with their arithmetic, the law's first in front.
    routes: the chains of holdings of the first share. missing: what must be kept of an owner and is not there.
    nationality: ISO alpha-3, None when it is not known.
    """

    party: PartyView
    owner: BeneficialOwner
    reasons: tuple[Text, ...]
    routes: tuple[str, ...]
    beyond: Text | None
    missing: tuple[Text, ...]
    nationality: str | None


@dataclass(frozen=True)
class Ownership:
    """Who owns an entity in the end. confirmed: the last confirmation by a person; current: it says what is found now.
    faults: what cannot be in the holdings on file; then nothing is determined.
    """

    structure: Structure
    parties: Mapping[str, PartyView]
    own: str
    faults: tuple[Problem, ...]
    determination: Determination | None
    how: Text
    owners: tuple[OwnerShown, ...]
    rest: tuple[Text, ...]
    signs: tuple[Text, ...]
    confirmed: OwnersConfirmed | None
    current: bool
    enhanced: bool


def ownership_of(
    unit: Unit, customer_id: str, *, enhanced: bool = False, on: date | None = None
) -> Ownership:
    """The beneficial owners of an entity by what is on file on a day (default today), each with path and arithmetic.

    enhanced: by the lower threshold, with nothing simplified. Invalid for a natural person; NotFound outside the
    institution, Refused for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    return _ownership(unit, customer_id, enhanced=enhanced, on=on or unit.today)


def confirm_owners(unit: Unit, customer_id: str, *, enhanced: bool = False) -> OwnersConfirmed:
    """Keeps, as the actor's own finding, who the beneficial owners are today (Order [2025] No.12 art.4: a program alone
    does not decide). Invalid while the holdings on file cannot be, while nobody is found where somebody must be, or while
    something that must be kept of an owner is missing. Refused without the permission.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    found = ownership_of(unit, customer_id, enhanced=enhanced)
    gates.refuse([*found.faults, *_not_ready(found)])
    assert found.determination is not None
    confirmation_id = new_id()
    table = tables.customer_owner_confirmations
    row = {
        "id": confirmation_id,
        "customer_id": customer_id,
        "content": unit.vault.seal(table.name, "content", confirmation_id, _content(found)),
        "digest": _digest(found.determination),
        "enhanced": enhanced,
        "fingerprint": unit.policy(OwnershipPolicy).fingerprint,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": unit.actor.outlet_id,
    }
    store.add(unit.connection, table, row)
    unit.audit(
        Event.OWNERS_CONFIRMED,
        "customer",
        customer_id,
        confirmation_id=confirmation_id,
        owners=len(found.owners),
        treatment=found.determination.treatment,
        enhanced=enhanced,
    )
    return OwnersConfirmed(unit.now, unit.actor.staff_id, enhanced)


def are_confirmed(unit: Unit, customer_id: str) -> bool:
    """Whether the owners found today are those a person confirmed, or the entity is exempt. For completeness."""
    row = record.known(unit, customer_id)
    if CustomerKind(row.kind) is CustomerKind.NATURAL_PERSON:
        return True
    if _measure(unit, row, enhanced=False).treatment is Treatment.EXEMPT:
        return True
    kept = party_store.latest_confirmation(unit.connection, customer_id)
    return kept is not None and _ownership(unit, customer_id, enhanced=kept.enhanced, on=unit.today).current


def entities_of(
    unit: Unit, customer_id: str, *, enhanced: bool = False
) -> tuple[tuple[PartyView, Text], ...]:
    """Every entity in the institution's files of which a natural person is a beneficial owner, with the first reason
    (Order [2025] No.12 art.22: where a person is risky, every entity of theirs is looked at). Refused or NotFound as
    `ownership_of`.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    filed = structures.below(unit, customer_id, unit.today)
    policy = unit.policy(OwnershipPolicy).values
    measure = policy.measure(_UNKNOWN_REGIME, enhanced=enhanced)
    if soundness.faults(filed.structure):
        return ()
    views = filed.views(unit)
    names = {party_id: view.name for party_id, view in views.items()}
    found = []
    for entity, owner in rules.entities_of(filed.structure, filed.own, measure).items():
        determination = rules.determine(filed.structure, entity, measure)
        found.append((views[entity], explain.reason(owner.reasons[0], determination, names)))
    return tuple(found)


def _ownership(unit: Unit, customer_id: str, *, enhanced: bool, on: date) -> Ownership:
    row = record.known(unit, customer_id)
    measure = _measure(unit, row, enhanced=enhanced)
    filed = structures.above(unit, customer_id, on)
    views = filed.views(unit)
    names = {party_id: view.name for party_id, view in views.items()}
    faults = tuple(_named_fault(problem, names) for problem in soundness.faults(filed.structure))
    found = None if faults else rules.determine(filed.structure, filed.own, measure)
    kept = party_store.latest_confirmation(unit.connection, customer_id)
    owners = _owners(unit, found, filed, views, names) if found else ()
    return Ownership(
        structure=filed.structure,
        parties=views,
        own=filed.own,
        faults=faults,
        determination=found,
        how=_how(unit, row, found),
        owners=owners,
        rest=explain.rest(found.dissections[Right.EQUITY], names)
        if found and found.owners is not None
        else (),
        signs=tuple(explain.sign(sign) for sign in found.signs) if found else (),
        confirmed=OwnersConfirmed(kept.at, kept.by, kept.enhanced) if kept else None,
        current=found is not None and kept is not None and kept.digest == _digest(found),
        enhanced=enhanced,
    )


def _measure(unit: Unit, row: store.AnyRow, *, enhanced: bool) -> rules.Measure:
    return unit.policy(OwnershipPolicy).values.measure(_regime(unit, row), enhanced=enhanced)


def _regime(unit: Unit, row: store.AnyRow) -> str:
    entity = record.person_of(unit, row)
    if not isinstance(entity, Entity):
        words = Text("自然人没有受益所有人", "a natural person has no beneficial owners")
        raise Invalid("customers.owners.person", words)
    if CustomerKind(row.kind) is CustomerKind.INDIVIDUAL_BUSINESS:
        return CustomerKind.INDIVIDUAL_BUSINESS
    return entity.regime or _UNKNOWN_REGIME


def _how(unit: Unit, row: store.AnyRow, found: Determination | None) -> Text:
    regimes = unit.policy(OwnershipPolicy).values.regimes
    if found is None:
        return Text("登记的股权有误，改正后方可识别", "the holdings on file cannot be: mend them first")
    return explain.treatment(found, regimes[_regime(unit, row)])


def _owners(
    unit: Unit,
    found: Determination,
    filed: structures.Filed,
    views: Mapping[str, PartyView],
    names: Mapping[str, str],
) -> tuple[OwnerShown, ...]:
    wanted = unit.policy(CustomerPolicy).values.owner_elements
    shown = []
    for owner in found.owners:
        known = parties.particulars_of(unit, filed.rows[owner.person]).as_dict()
        share = owner.reasons[0].share
        shown.append(
            OwnerShown(
                party=views[owner.person],
                owner=owner,
                reasons=tuple(explain.reason(reason, found, names) for reason in owner.reasons),
                routes=tuple(explain.route(way, names) for way in share.routes) if share else (),
                beyond=explain.beyond(share) if share else None,
                missing=tuple(
                    label_of(CustomerKind.NATURAL_PERSON, name) for name in wanted if known.get(name) is None
                ),
                nationality=known.get("nationality"),
            )
        )
    return tuple(shown)


def _not_ready(found: Ownership) -> list[Problem]:
    problems = []
    if found.determination and not found.owners and found.determination.treatment is not Treatment.EXEMPT:
        words = Text(
            "没有识别出受益所有人：请补充持有、控制关系，或登记负责日常经营管理的人员",
            "nobody was found: add the missing holdings, or who runs the daily business",
        )
        problems.append(Problem("owners", words))
    for owner in found.owners:
        if owner.missing:
            zh = "、".join(label.zh for label in owner.missing)
            en = ", ".join(label.en for label in owner.missing)
            problems.append(
                Problem("owners", Text(f"{owner.party.name} 缺少：{zh}", f"{owner.party.name} lacks: {en}"))
            )
    return problems


def _named_fault(problem: Problem, names: Mapping[str, str]) -> Problem:
    name = names.get(problem.where, problem.where)
    return Problem("holdings", Text(f"{name}：{problem.text.zh}", f"{name}: {problem.text.en}"))


def _content(found: Ownership) -> str:
    owners = [
        {
            "party_id": owner.party.party_id,
            "name": owner.party.name,
            "grounds": [reason.ground.value for reason in owner.owner.reasons],
            "reasons": [reason.as_dict() for reason in owner.reasons],
            "routes": list(owner.routes),
        }
        for owner in found.owners
    ]
    return json.dumps({"how": found.how.as_dict(), "owners": owners}, ensure_ascii=False)


def _digest(found: Determination) -> str:
    """The same for the same owners on the same grounds with the same shares."""
    owners = sorted(
        (owner.person, reason.ground.value, str(reason.share.share if reason.share else Fraction(0)))
        for owner in found.owners
        for reason in owner.reasons
    )
    content = json.dumps([found.treatment.value, str(found.threshold), owners])
    return hashlib.sha256(content.encode()).hexdigest()
