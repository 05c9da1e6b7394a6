"""The dated values this stage decides by; the file is `kyc/policies/customers.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from kyc.customers.model import RelationKind


@dataclass(frozen=True)
class CustomerPolicy:
    """What is asked of a customer's data.

    elements: kind of customer → one mapping each: element, weight, always, name, why, reference.
    accept_incomplete: whether a record may be kept while elements that are not `always` are missing.
    relation_kinds: `RelationKind` → name; holder, held: person, entity or any; wants: fields that must be known of the
    holder; identified: whether the holder's own document must be read; share: whether it is a share; reference.
    backfill_days: to complete a record. expiry_steps: days before expiry of the notices. expired_measures: what an outlet
    may do after expired_grace_days. occupation_ages: code → from, to (years).
    owner_elements: fields wanted of a beneficial owner. secret_words: what no writing that leaves the bank may say.
    occupations: code → name in both languages. provinces: GB/T 2260 two digits → the name addresses begin with.
    phone_patterns, address_detail_pattern: regular expressions, matched whole and searched for.
    placeholders: field → values that stand for nothing. placeholder_pattern: phone digits that stand for nothing.
    draft_days: how long a reading waits for its teller. orphan_picture_hours: how old a picture without a row must be to
    be destroyed. sweep_hours: between two sweeps of the running service.
    """

    section: ClassVar[str] = "customers"

    elements: Mapping[str, tuple[Mapping[str, Any], ...]]
    relation_kinds: Mapping[str, Mapping[str, Any]]
    owner_elements: tuple[str, ...]
    secret_words: str
    backfill_days: int
    expiry_steps: tuple[int, ...]
    expired_grace_days: int
    expired_measures: tuple[Mapping[str, str], ...]
    occupation_ages: Mapping[str, Mapping[str, int]]
    accept_incomplete: bool
    occupations: Mapping[str, Mapping[str, str]]
    provinces: Mapping[str, str]
    phone_patterns: tuple[str, ...]
    placeholders: Mapping[str, tuple[str, ...]]
    placeholder_phone_pattern: str
    address_detail_pattern: str
    name_max_length: int
    text_max_length: int
    scope_max_length: int
    reason_min_length: int
    account_number_pattern: str
    expiry_notice_days: int
    oldest_age_years: int
    draft_days: int
    orphan_picture_hours: int
    sweep_hours: int

    def __post_init__(self) -> None:
        missing = set(RelationKind) ^ self.relation_kinds.keys()
        if missing:
            raise ValueError(f"relation_kinds: not the kinds there are: {', '.join(sorted(missing))}")
