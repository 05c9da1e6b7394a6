"""Who stands beside a customer, and who owns an entity in the end. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from kyc.base.text import Text
from kyc.customers.model.kinds import CustomerKind


class RelationKind(StrEnum):
    """What one party is to another. The policy says what must be known of whom (`relation_kinds`)."""

    AGENT = "agent"
    GUARDIAN = "guardian"
    LEGAL_REPRESENTATIVE = "legal_representative"
    OPERATOR = "operator"
    SAFE_BOX_USER = "safe_box_user"
    REMITTANCE_SENDER = "remittance_sender"
    RELATIVE = "relative"
    EQUITY = "equity"
    INCOME = "income"
    VOTING = "voting"
    CONTROL = "control"
    CONCERT = "concert"
    HEAD_OFFICE = "head_office"
    MANAGER = "manager"


@dataclass(frozen=True)
class PartyView:
    """Somebody beside a customer, masked. party_id: as declared. customer_id: their own file, None without one.

    identified: their own document was read and confirmed. missing: what the policy wants of them in this relation.
    """

    party_id: str
    customer_id: str | None
    kind: CustomerKind
    name: str
    document_type: str | None
    number: str
    identified: bool
    missing: tuple[Text, ...]


@dataclass(frozen=True)
class RelationView:
    """One relation: what `holder` is to `held`. share: exact, 0 to 1, where the relation has one. words: the basis of an
    agency, the manner of control. ended_on: None while it lasts. complete: all that the law wants is known.
    """

    relation_id: str
    kind: RelationKind
    name: Text
    reference: str
    holder: PartyView
    held: PartyView
    share: Fraction | None
    words: str | None
    began_on: date
    ended_on: date | None
    complete: bool
    at: datetime
    by: str


@dataclass(frozen=True)
class NewParty:
    """Somebody to be put into a relation: one of these three ways.

    customer_id: who has a file. draft_ids: whose document was just read by the acting teller; they get a file, with
    `values` confirmed. Else declared: `kind` and `values`, without a document having been seen.
    """

    customer_id: str | None = None
    draft_ids: tuple[str, ...] = ()
    kind: CustomerKind = CustomerKind.NATURAL_PERSON
    values: Mapping[str, str | None] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class OwnersConfirmed:
    """That somebody confirmed the beneficial owners of an entity. enhanced: by the lower threshold."""

    at: datetime
    by: str
    enhanced: bool


@dataclass(frozen=True)
class OwnerDifference:
    """A difference between the file and the public register of beneficial owners. answer: the report, or the note."""

    difference_id: str
    material: bool
    words: str
    found_on: date
    due_on: date
    overdue: bool
    answer: str | None
    answered_at: datetime | None
