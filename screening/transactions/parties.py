"""Whose transaction it is: the customer behind an account or a document, wherever in the institution."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import lookup, record
from kyc.customers import store as customer_store
from kyc.customers.model import CustomerKind
from kyc.customers.service import find_account, find_by_document
from screening.transactions import store
from screening.transactions.model import NewTransaction

Document = tuple[str, bytes]


@dataclass(frozen=True)
class Party:
    """The person a transaction belongs to.

    customer_id: None while there is no customer file. account_id: None for a one-off service.
    document: kind and blind index of the document; None for an unknown person. kind: of customer; somebody without a
    file is taken for a natural person.
    """

    customer_id: str | None
    account_id: str | None
    document: Document | None
    kind: CustomerKind = CustomerKind.NATURAL_PERSON

    @property
    def key(self) -> str | None:
        """The same for every transaction of one person; None when it cannot be told who that is."""
        if self.document is not None:
            kind, index = self.document
            return f"{kind}:{index.hex()}"
        return None


def resolve(unit: Unit, request: NewTransaction) -> Party:
    """The party of a request, by its account, else by its document.

    Invalid when no customer has the account, or when the document given with it is not the account holder's.
    """
    if request.account_number:
        return _by_account(unit, request)
    if request.document_type and request.document_number:
        customer_id = find_by_document(unit, request.document_type, request.document_number)
        if customer_id is not None:
            return of_customer(unit, customer_id)
        index = lookup.number_index(unit, request.document_type, request.document_number)
        return Party(None, None, (request.document_type, index))
    return Party(None, None, None)


def of_customer(unit: Unit, customer_id: str, account_id: str | None = None) -> Party:
    """The party a customer is. NotFound outside the institution."""
    row = record.known(unit, customer_id)
    return Party(customer_id, account_id, (row.document_type, row.number_index), CustomerKind(row.kind))


def of_row(unit: Unit, row: store.AnyRow) -> Party:
    """The party of a kept row; a one-off customer who has a file by now is that customer."""
    if row.customer_id is not None:
        return of_customer(unit, row.customer_id, row.account_id)
    if row.document_index is None:
        return Party(None, None, None)
    document = (row.document_type, row.document_index)
    customer_id = customer_store.id_by_document(unit.connection, row.institution_id, *document)
    return Party(None, None, document) if customer_id is None else of_customer(unit, customer_id)


def lock(unit: Unit, party: Party) -> None:
    """Lines writers of one person's rows up until the transaction ends; an unknown person's rows meet nothing."""
    if party.key is not None:
        store.lock_party(unit.connection, f"{unit.actor.institution_id}:{party.key}")


def _by_account(unit: Unit, request: NewTransaction) -> Party:
    account = find_account(unit, request.account_number or "")
    if account is None:
        raise _wrong(
            "account_number",
            "transactions.account.unknown",
            "没有这个账号，请核对；新开户请先登记账户。",
            "No customer has this account; check the number, or register the account first.",
        )
    party = of_customer(unit, account.customer_id, account.account_id)
    if request.document_type and request.document_number:
        shown = lookup.number_index(unit, request.document_type, request.document_number)
        if party.document != (request.document_type, shown):
            raise _wrong(
                "document_number",
                "transactions.document.other",
                "证件与账户户名不符；代办人的证件请填在代办人栏。",
                "The document is not the account holder's; an agent's document goes into the agent's fields.",
            )
    return party


def _wrong(where: str, code: str, zh: str, en: str) -> Invalid:
    return Invalid(code, Text(zh, en), [Problem(where, Text(zh, en))])
