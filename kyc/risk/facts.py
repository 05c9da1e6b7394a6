"""What grading knows of a customer from the customer file, each fact with its source. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kyc.base.text import Text
from kyc.customers.model import CustomerKind, Profile
from kyc.customers.rules import age_on
from kyc.risk.catalogue import CATALOGUE
from kyc.risk.model import Fact, Facts, FactValue, Subject


def fact(name: str, value: FactValue, source: Text, as_of: date) -> Fact:
    """A fact of the catalogue with its words. KeyError for one that does not stand there."""
    return Fact(value, CATALOGUE[name].words(value), source, as_of)


_SUBJECTS = {
    CustomerKind.NATURAL_PERSON: Subject.NATURAL_PERSON,
    CustomerKind.LEGAL_PERSON: Subject.ENTITY,
    CustomerKind.UNINCORPORATED: Subject.ENTITY,
    CustomerKind.INDIVIDUAL_BUSINESS: Subject.INDIVIDUAL_BUSINESS,
}


def subject_of(profile: Profile) -> Subject:
    """By which method the customer is graded."""
    return _SUBJECTS[profile.kind]


def from_profile(profile: Profile, today: date) -> Facts:
    """The facts the customer file holds today; what it does not know is absent."""
    return {name: fact(name, value, _source(profile, name), today) for name, value in _known(profile, today)}


def _known(profile: Profile, today: date) -> Iterator[tuple[str, FactValue]]:
    yield "document_type", profile.document_type
    yield "document_expired", profile.document_expired
    yield "channel", profile.channel.value
    yield "completeness", profile.completeness
    yield "network_check", profile.network_state.value
    yield "accounts", profile.accounts
    if profile.birth_date is not None:
        yield "age", age_on(profile.birth_date, today)
    if profile.nationality is not None:
        yield "nationality", profile.nationality
    if profile.region_code is not None:
        yield "registration_region", profile.region_code
    if profile.region_code is not None and profile.residence is not None:
        same = profile.region_code.startswith(profile.residence)
        yield "residence", "same_province" if same else "other_province"
    if profile.occupation is not None:
        yield "occupation", profile.occupation


def _source(profile: Profile, name: str) -> Text:
    what = CATALOGUE[name].label
    return Text(
        f"客户档案第 {profile.version} 版：{what.zh}", f"customer file, version {profile.version}: {what.en}"
    )
