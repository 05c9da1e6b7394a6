"""How much of what the law asks about a customer is there. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kyc.base.text import Text
from kyc.customers.model import Completeness, IdentityDocument, MissingElement, Person
from kyc.customers.policy import CustomerPolicy

DOCUMENT_COPY = "document_copy"


def completeness(person: Person, sides: Collection[str], policy: CustomerPolicy) -> Completeness:
    """Score 0..100 and the missing elements of Order [2025] No.11 art.49 in the policy's order.

    sides: the document sides whose pictures are kept.
    """
    elements = policy.elements
    there = [e for e in elements if _present(e["element"], person, sides)]
    missing = tuple(_missing(e) for e in elements if e not in there)
    score = 100 * sum(e["weight"] for e in there) // sum(e["weight"] for e in elements)  # per cent
    return Completeness(score, missing)


def _present(element: str, person: Person, sides: Collection[str]) -> bool:
    if element != DOCUMENT_COPY:
        return person.value(element) is not None
    return person.document_type is not None and IdentityDocument(person.document_type).is_whole(sides)


def _missing(element: Any) -> MissingElement:
    return MissingElement(
        element=element["element"],
        name=Text.from_dict(element["name"]),
        why=Text.from_dict(element["why"]),
        reference=element["reference"],
        always=element["always"],
    )
