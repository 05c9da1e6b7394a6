"""How much of what the law asks about a customer is there. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from kyc.base.text import Text
from kyc.customers.model import (
    Completeness,
    CustomerKind,
    Entity,
    IdentityDocument,
    MissingElement,
    Particulars,
)
from kyc.customers.policy import CustomerPolicy

DOCUMENT_COPY = "document_copy"


def completeness(
    customer: Particulars, sides: Collection[str], policy: CustomerPolicy, further: Collection[str] = ()
) -> Completeness:
    """Score 0..100 and the missing elements of Order [2025] No.11 art.49 in the policy's order.

    sides: the document sides whose pictures are kept. further: elements that are known but not fields of the customer,
    such as `legal_representative`.
    """
    elements = required(customer, policy)
    there = [e for e in elements if e["element"] in further or _present(e["element"], customer, sides)]
    missing = tuple(_missing(e) for e in elements if e not in there)
    score = 100 * sum(e["weight"] for e in there) // sum(e["weight"] for e in elements)  # per cent
    return Completeness(score, missing)


def required(customer: Particulars, policy: CustomerPolicy) -> tuple[Mapping[str, Any], ...]:
    """The elements the law wants of such a customer."""
    kind = "entity" if isinstance(customer, Entity) else CustomerKind.NATURAL_PERSON.value
    return policy.elements[kind]


def _present(element: str, customer: Particulars, sides: Collection[str]) -> bool:
    values = customer.as_dict()
    if element == DOCUMENT_COPY:
        document = values["document_type"]
        return document is not None and IdentityDocument(document).is_whole(sides)
    return values.get(element) is not None


def _missing(element: Any) -> MissingElement:
    return MissingElement(
        element=element["element"],
        name=Text.from_dict(element["name"]),
        why=Text.from_dict(element["why"]),
        reference=element["reference"],
        always=element["always"],
    )
