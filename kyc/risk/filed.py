"""Facts that stand in the customer's file beside the person or the licence: accounts, age of the business, owners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import parties, record
from kyc.customers import service as customers
from kyc.customers.model import Entity, IdentityDocument, Profile, RelationKind
from kyc.customers.owners import Ownership
from kyc.customers.ownership.model import Ground, Sign, Treatment
from kyc.customers.rules import day_of
from kyc.risk import noted_store
from kyc.risk.facts import fact, subject_of
from kyc.risk.model import Facts, FactValue, Subject
from kyc.risk.policy import RiskPolicy
from kyc.risk.rules import add_months

_OF_OWNERS = parties.OWNERSHIP | {RelationKind.LEGAL_REPRESENTATIVE, RelationKind.MANAGER}
_HEADS = {Ground.HEAD, Ground.DAILY_BUSINESS}
_RINGS = {Sign.CROSS_HOLDING, Sign.CLOSED_RING}
# bodies of the state, and what it runs; everything with a licence publishes its registration and yearly reports
# (企业信息公示暂行条例, State Council Decree 654 art.6, art.8)
_PUBLIC_BODIES = {"state_organ", "public_institution"}
_NONE = "none"

Known = Iterator[tuple[str, FactValue]]


def from_file(unit: Unit, customer: Profile, policy: RiskPolicy) -> Facts:
    """The facts today; what the file does not tell is absent. policy: by which the worst of several owners counts."""
    since = add_months(unit.today, -policy.behaviour_months)
    known = dict(_accounts(unit, customer, since))
    person = record.person_of(unit, record.known(unit, customer.customer_id))
    if isinstance(person, Entity):
        known |= dict(_licence(person, unit.today))
    if subject_of(customer) is Subject.ENTITY:
        found = customers.ownership_of(unit, customer.customer_id)
        known |= dict(_structure(found))
        known |= dict(_people(unit, found, policy))
        known |= dict(_changes(unit, customer, since))
    source = Text(
        f"客户档案：账户、证照、股权与关系（{unit.today}）",
        f"customer file: accounts, licence, holdings and relations ({unit.today})",
    )
    return {name: fact(name, value, source, unit.today) for name, value in known.items()}


def _accounts(unit: Unit, customer: Profile, since: date) -> Known:
    accounts = customers.accounts_of(unit, customer.customer_id)
    yield "account_changes", sum(account.opened_on > since for account in accounts)


def _licence(entity: Entity, today: date) -> Known:
    founded = day_of(entity.established_on)
    if founded is not None and founded <= today:
        before = (today.month, today.day) < (founded.month, founded.day)
        yield "existence_years", today.year - founded.year - before
    if entity.regime in _PUBLIC_BODIES:
        yield "publicity", "supervised"
    elif entity.document_type == IdentityDocument.CN_BUSINESS_LICENCE:
        yield "publicity", "published"


def _structure(found: Ownership) -> Known:
    yield "owners", _identified(found)
    determination = found.determination
    if determination is not None and found.structure.stakes:
        yield "ownership_layers", determination.layers + 1
        yield "nominee_structure", not _RINGS.isdisjoint(determination.signs)


def _identified(found: Ownership) -> str:
    """How far the beneficial owners are known: a word of the catalogue."""
    determination = found.determination
    if determination is not None and determination.treatment is Treatment.EXEMPT:
        return "exempt"
    if determination is None or not found.owners:
        return "not_found"
    if Sign.UNTRACED in determination.signs or not found.current or any(o.missing for o in found.owners):
        return "partial"
    grounds = {reason.ground for shown in found.owners for reason in shown.owner.reasons}
    return "fallback" if grounds <= _HEADS else "complete"


def _people(unit: Unit, found: Ownership, policy: RiskPolicy) -> Known:
    """The worst country and public position among the owners. A position is known when it is of each owner, or when what
    is known is more than none.
    """
    method = policy.method(Subject.ENTITY)
    if not found.owners:
        return
    countries = [owner.nationality for owner in found.owners if owner.nationality is not None]
    if countries:
        yield "owner_country", method.worst("owner_country", countries)
    files = [owner.party.customer_id for owner in found.owners]
    noted = noted_store.values_of(unit.connection, "public_position", [each for each in files if each])
    held = [value for value in noted.values() if value != _NONE]
    if held:
        yield "owner_position", method.worst("owner_position", held)
    elif noted.keys() >= set(files):
        yield "owner_position", _NONE


def _changes(unit: Unit, customer: Profile, since: date) -> Known:
    """How often whoever owns or represents the entity went within the period."""
    relations = customers.relations_of(unit, customer.customer_id)
    gone = {
        each.ended_on
        for each in relations
        if each.kind in _OF_OWNERS and each.held.customer_id == customer.customer_id
    }
    yield "representative_changes", sum(day is not None and day > since for day in gone)
