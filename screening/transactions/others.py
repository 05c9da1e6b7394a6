"""Whoever a deal touches beside its customer: the other side, and who came to the counter for them."""

from __future__ import annotations

from collections.abc import Iterator

from kyc.base.unit import Unit
from kyc.customers.gates import refuse_barred
from screening.hits import service as hits
from screening.hits.model import Other, SubjectKind
from screening.transactions.booking import Ready
from screening.transactions.model import NewTransaction


def refuse_stopped(unit: Unit, ready: Ready, *, look: bool) -> None:
    """Refused, in neutral words, while a true match stops the deal's customer or anybody else it touches. Else these are
    noted, and held against the lists: now with `look`, else soon.
    """
    if ready.party.customer_id is not None:
        refuse_barred(unit, ready.party.customer_id)
    hits.refuse_deal(unit, tuple(_others(ready.request)), ready.party.customer_id, ready.day, look=look)


def _others(request: NewTransaction) -> Iterator[Other]:
    agent = request.agent
    if agent is not None and agent.name:
        yield Other(
            SubjectKind.DEAL_AGENT,
            agent.name,
            document_type=agent.document_type,
            document_number=agent.document_number,
        )
    other = request.particulars.counterparty if request.particulars else None
    if other is not None and other.name:
        yield Other(
            SubjectKind.COUNTERPARTY,
            other.name,
            account=other.account,
            document_type=other.document_type,
            document_number=other.document_number,
            country=other.country,
        )
