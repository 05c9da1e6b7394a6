"""Who is to be screened, read many at a time: of whose file they are, and what of them is compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kyc.base.unit import Unit
from kyc.customers import parties, party_store, record
from kyc.customers import store as customer_store
from kyc.customers.model import CustomerKind
from screening.hits import counterparties, rules, store
from screening.hits.model import SubjectKind
from screening.hits.store import SubjectRow
from screening.matching.model import Subject


@dataclass(frozen=True)
class Someone:
    """Somebody as they are on file. customer_id: their own file, or the one they are declared in; None for whom a deal
    touched beside its customer.
    """

    row: SubjectRow
    customer_id: str | None
    subject: Subject


def read(unit: Unit, rows: Sequence[SubjectRow]) -> dict[str, Someone]:
    """Those of `rows` who can be screened, by id; without those who have no name or no file, or whose data was purged or
    is another record's by now.
    """
    by_kind: dict[SubjectKind, list[str]] = {kind: [] for kind in SubjectKind}
    for row in rows:
        by_kind[row.kind].append(row.id)
    dealt = (*by_kind[SubjectKind.COUNTERPARTY], *by_kind[SubjectKind.DEAL_AGENT])
    found = (
        *_customers(unit, by_kind[SubjectKind.CUSTOMER]),
        *_parties(unit, by_kind[SubjectKind.PARTY]),
        *_others(unit, dealt),
    )
    return {each.row.id: each for each in found}


def one(unit: Unit, row: SubjectRow) -> Someone | None:
    """As `read`, of one alone."""
    return read(unit, [row]).get(row.id)


def _customers(unit: Unit, ids: Sequence[str]) -> Iterator[Someone]:
    for row in customer_store.currents(unit.connection, unit.actor.institution_id, ids) if ids else ():
        subject = rules.subject_of(CustomerKind(row.kind), record.person_of(unit, row))
        if subject is not None:
            yield Someone(SubjectRow(SubjectKind.CUSTOMER, row.id, row.version), row.id, subject)


def _parties(unit: Unit, ids: Sequence[str]) -> Iterator[Someone]:
    if not ids:
        return
    filed = party_store.filed_for(unit.connection, ids)
    for row in party_store.parties(unit.connection, unit.actor.institution_id, filed):
        subject = rules.subject_of(CustomerKind(row.kind), parties.particulars_of(unit, row))
        if subject is not None:
            yield Someone(SubjectRow(SubjectKind.PARTY, row.id, 1), filed[row.id], subject)


def _others(unit: Unit, ids: Sequence[str]) -> Iterator[Someone]:
    for row in store.counterparties(unit.connection, unit.actor.institution_id, ids=ids) if ids else ():
        subject = rules.subject_of_other(counterparties.other_of(unit, row))
        yield Someone(SubjectRow(SubjectKind(row.kind), row.id, 1), None, subject)
