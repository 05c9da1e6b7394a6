"""What follows from a record and is kept beside it: how complete it is, what is to be completed by whom and when, when the
document expires, and by which pieces it is found. Computed anew with each version; doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import lookup, record, review_store, store, tokens, views
from kyc.customers.model import (
    Backfill,
    ExpiringDocument,
    Progress,
    RelationshipType,
)
from kyc.customers.policy import CustomerPolicy
from kyc.customers.rules import day_of

_SEVERAL = 200  # customers in one transaction of a review of all


def refresh(unit: Unit, customer_id: str) -> None:
    """Computes and keeps what follows from the present record."""
    row = record.known(unit, customer_id)
    person = record.person_of(unit, row)
    found = views.completeness_of(unit, customer_id, person)
    faults = views.attention_of(unit, row, person)
    policy = unit.policy(CustomerPolicy).values
    before = review_store.review(unit.connection, customer_id)
    # who stands beside a customer has only what that relation wants
    is_open = bool(found.missing or faults) and row.relationship != RelationshipType.RELATED
    was_open = before is not None and before.opened_on is not None
    opened_on = (before.opened_on if was_open and before else unit.today) if is_open else None
    values = {
        "customer_id": customer_id,
        "institution_id": row.institution_id,
        "outlet_id": row.outlet_id,
        "handler_id": before.handler_id if before else row.changed_by,
        "score": found.score,
        "missing": store.words([element.element for element in found.missing]),
        "faults": store.words(sorted({fault.code for fault in faults})),
        "document_expires_on": day_of(person.value("expires_on")),
        "opened_on": opened_on,
        "due_on": opened_on + timedelta(days=policy.backfill_days) if opened_on else None,
        "closed_on": unit.today if was_open and not is_open else (before.closed_on if before else None),
        "reviewed_at": unit.now,
    }
    review_store.keep(unit.connection, values)
    pieces = tokens.of_name(person.value("name") or "")
    ends = tokens.of_phone(person.value("phone") or "")
    digests = {lookup.name_token(unit, piece) for piece in pieces}
    digests |= {lookup.phone_token(unit, piece) for piece in ends if piece}
    review_store.keep_tokens(unit.connection, customer_id, digests)


def review_some(unit: Unit, after: str | None = None) -> str | None:
    """Refreshes the next customers of the institution after an id; returns the last of them, None at the end. What a day
    changes by itself (ages, expiries, a new policy) is found this way. Refused without the permission.
    """
    unit.require(Permission.READING_SWEEP)
    ids = review_store.next_customers(unit.connection, unit.actor.institution_id, after, _SEVERAL)
    for customer_id in ids:
        refresh(unit, customer_id)
    return ids[-1] if len(ids) == _SEVERAL else None


def backfill(
    unit: Unit, *, handler_id: str | None = None, limit: int, after: int = 0
) -> tuple[Backfill, ...]:
    """What is to be completed in the actor's scope, the most pressing first. handler_id: one teller's share.
    limit, after: how many, and how many to leave out before.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    rows = review_store.open_reviews(
        unit.connection,
        unit.actor.institution_id,
        outlet_id=unit.actor.outlet_id,
        handler_id=handler_id,
        limit=limit,
        after=after,
    )
    shown = {each.customer_id: each for each in lookup.summaries(unit, [row.customer_id for row in rows])}
    return tuple(
        Backfill(
            summary=shown[row.customer_id],
            score=row.score,
            missing=tuple(row.missing.split()),
            faults=tuple(row.faults.split()),
            handler_id=row.handler_id,
            opened_on=row.opened_on,
            due_on=row.due_on,
            overdue=row.due_on < unit.today,
        )
        for row in rows
    )


def progress(unit: Unit) -> tuple[Progress, ...]:
    """How far completing is, for each outlet and teller of the actor's scope: open, overdue, done in the policy's days."""
    unit.require(Permission.CUSTOMER_VIEW)
    since = unit.today - timedelta(days=unit.policy(CustomerPolicy).values.backfill_days)
    rows = review_store.progress(
        unit.connection, unit.actor.institution_id, unit.actor.outlet_id, unit.today, since
    )
    return tuple(Progress(row.outlet_id, row.handler_id, row.waiting, row.overdue, row.done) for row in rows)


def expiring(unit: Unit, *, limit: int) -> tuple[ExpiringDocument, ...]:
    """Documents that have expired or are about to, in the actor's scope, the earliest first, each with the step of the
    policy's notices it has reached, and what may be done.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    policy = unit.policy(CustomerPolicy).values
    rows = review_store.expiring(
        unit.connection,
        unit.actor.institution_id,
        unit.actor.outlet_id,
        unit.today + timedelta(days=max(policy.expiry_steps)),
        limit,
    )
    shown = {each.customer_id: each for each in lookup.summaries(unit, [row.customer_id for row in rows])}
    return tuple(
        ExpiringDocument(
            summary=shown[row.customer_id],
            expires_on=row.document_expires_on,
            days=(row.document_expires_on - unit.today).days,
            step=step_of(row.document_expires_on, unit.today, policy.expiry_steps),
            measures=_measures(row.document_expires_on, unit.today, policy),
        )
        for row in rows
    )


def step_of(expires_on: date, as_of: date, steps: Sequence[int]) -> int | None:
    """The notice a document has reached: the smallest number of days that is not passed; None once it has expired."""
    left = (expires_on - as_of).days
    return None if left < 0 else min((step for step in steps if left <= step), default=None)


def _measures(expires_on: date, as_of: date, policy: CustomerPolicy) -> tuple[Text, ...]:
    if (as_of - expires_on).days <= policy.expired_grace_days:
        return ()
    return tuple(Text.from_dict(words) for words in policy.expired_measures)
