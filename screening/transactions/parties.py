"""Whose transaction it is: the customer behind an account or a document, wherever in the institution."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import lookup, merge_store, record
from kyc.customers import store as customer_store
from kyc.customers.model import CustomerKind
from kyc.customers.service import find_account
from screening.transactions import store
from screening.transactions.model import NewTransaction

Document = tuple[str, bytes]


@dataclass(frozen=True)
class Party:
    """The person a transaction belongs to.

    customer_id: None while there is no customer file; the one kept, when their record was merged. account_id: None for a
    one-off service. record_id: the record the row is booked under, which keeps it when a merge is undone. documents: kind
    and blind index of the documents of all their records, the kept one's first; none for an unknown person. kind: of
    customer; somebody without a file is taken for a natural person.
    """

    customer_id: str | None
    account_id: str | None
    documents: tuple[Document, ...]
    kind: CustomerKind = CustomerKind.NATURAL_PERSON
    record_id: str | None = None
    records: tuple[str, ...] = ()
    own: Document | None = None

    @property
    def key(self) -> str | None:
        """The same for every transaction of one person; None when it cannot be told who that is."""
        if not self.documents:
            return None
        kind, index = self.documents[0]
        return f"{kind}:{index.hex()}"


def resolve(unit: Unit, request: NewTransaction) -> Party:
    """The party of a request, by its account, else by its document.

    Invalid when no customer has the account, or when the document given with it is not the account holder's.
    """
    if request.account_number:
        return _by_account(unit, request)
    if request.document_type and request.document_number:
        index = lookup.number_index(unit, request.document_type, request.document_number)
        return _of_document(unit, (request.document_type, index))
    return Party(None, None, ())


def of_record(unit: Unit, record_id: str, account_id: str | None = None) -> Party:
    """The party behind a customer's record: whoever stands for it, when it was merged. NotFound outside the institution."""
    own = record.known(unit, record_id)
    customer_id = own.merged_into or own.id
    rows = merge_store.records_of(unit.connection, customer_id)
    return Party(
        customer_id,
        account_id,
        tuple((row.document_type, row.number_index) for row in rows),
        CustomerKind(own.kind),
        record_id,
        tuple(row.id for row in rows),
        (own.document_type, own.number_index),
    )


def emptied(unit: Unit, record_id: str) -> Party:
    """A merged record by itself: no row is its own while another stands for it."""
    return Party(record_id, None, (), CustomerKind(record.known(unit, record_id).kind), record_id)


def of_row(unit: Unit, row: store.AnyRow) -> Party:
    """The party of a kept row; a one-off customer who has a file by now is that customer."""
    if row.customer_id is not None:
        return of_record(unit, row.customer_id, row.account_id)
    if row.document_index is None:
        return Party(None, None, ())
    return _of_document(unit, (row.document_type, row.document_index))


def lock(unit: Unit, party: Party) -> Party:
    """Lines writers of one person's rows up until the transaction ends; an unknown person's rows meet nothing. Returns the
    party as it stands then: their record may just have been merged.
    """
    while party.key is not None:
        store.lock_party(unit.connection, f"{unit.actor.institution_id}:{party.key}")
        now = _again(unit, party)
        if now.key == party.key:
            return now
        party = now
    return party


def _again(unit: Unit, party: Party) -> Party:
    if party.record_id is not None:
        return of_record(unit, party.record_id, party.account_id)
    return _of_document(unit, party.documents[0])


def _of_document(unit: Unit, document: Document) -> Party:
    row = customer_store.record_by_document(unit.connection, unit.actor.institution_id, *document)
    return Party(None, None, (document,), own=document) if row is None else of_record(unit, row.id)


def _by_account(unit: Unit, request: NewTransaction) -> Party:
    account = find_account(unit, request.account_number or "")
    if account is None:
        raise _wrong(
            "account_number",
            "transactions.account.unknown",
            "没有这个账号，请核对；新开户请先登记账户。",
            "No customer has this account; check the number, or register the account first.",
        )
    party = of_record(unit, account.record_id, account.account_id)
    if request.document_type and request.document_number:
        shown = lookup.number_index(unit, request.document_type, request.document_number)
        if (request.document_type, shown) not in party.documents:
            raise _wrong(
                "document_number",
                "transactions.document.other",
                "证件与账户户名不符；代办人的证件请填在代办人栏。",
                "The document is not the account holder's; an agent's document goes into the agent's fields.",
            )
    return party


def _wrong(where: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, Text(zh, en), [Problem(where, Text(zh, en))])
