"""Finding customers by equality: number, account, name, phone. All by blind index, all masked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from kyc.base.access import Permission
from kyc.base.errors import Invalid
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import account_store, record, review_store, rules, store, tokens
from kyc.customers.masking import shown_name, shown_number
from kyc.customers.model import CustomerKind, IdentityDocument, Summary


def find_by_document(unit: Unit, document_type: str, number: str) -> str | None:
    """The id of the customer with this document, wherever in the institution; None when there is none.

    Asks for no permission of its own: it tells a service nothing but an id, and the service asks for its own.
    """
    index = number_index(unit, document_type, number)
    return store.id_by_document(unit.connection, unit.actor.institution_id, document_type, index)


def find_by_account(unit: Unit, account_number: str) -> str | None:
    """The id of the customer who has this account, wherever in the institution; None when nobody has. Asks for no
    permission, as `find_by_document`.
    """
    row = account_store.account_by_number(
        unit.connection, unit.actor.institution_id, account_index(unit, account_number)
    )
    return row.owner_id if row else None


def summary(unit: Unit, customer_id: str) -> Summary:
    """The least that tells the customer from another, wherever in the institution. NotFound outside it.

    Refused without the permission to view customers.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    record.known(unit, customer_id)
    return summaries(unit, [customer_id])[0]


def summaries(unit: Unit, ids: Sequence[str]) -> tuple[Summary, ...]:
    """As `summary`, of several at once, in their order; those outside the institution are left out."""
    unit.require(Permission.CUSTOMER_VIEW)
    if not ids:
        return ()
    rows = store.several(unit.connection, unit.actor.institution_id, ids)
    outlets = store.outlets_of_several(unit.connection, ids)
    return tuple(_summary(unit, rows[each], outlets[each]) for each in ids if each in rows)


def search(
    unit: Unit,
    *,
    number: str | None = None,
    account_number: str | None = None,
    name: str | None = None,
    phone: str | None = None,
    limit: int,
    before: str | None = None,
) -> tuple[Summary, ...]:
    """Customers that match, the newest first; with nothing asked, those of the actor's scope.

    number, account_number: looked up in the whole institution, so that nobody gets a second record; a customer of
    another outlet shows as `here=False`. name, phone: among the customers the actor's outlet serves; a whole one, or
    (when nobody has it whole) two or more characters of a name, its pinyin or initials, the last 4 or 8 digits.
    Give one of them at most, else Invalid. limit: how many at most. before: the last id of the page before.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    given = {
        key: value
        for key, value in (
            ("number", number),
            ("account_number", account_number),
            ("name", name),
            ("phone", phone),
        )
        if value is not None and value.strip()
    }
    if len(given) > 1:
        raise Invalid(
            "customers.search",
            Text("一次只能按一项查找。", "Search by one thing at a time."),
        )
    if "number" in given:
        documents = [
            (document, number_index(unit, document, given["number"])) for document in IdentityDocument
        ]
        return summaries(unit, store.ids_by_documents(unit.connection, unit.actor.institution_id, documents))
    if "account_number" in given:
        owner = find_by_account(unit, given["account_number"])
        return (summary(unit, owner),) if owner else ()
    index = {}
    if "name" in given:
        index["name_index"] = name_index(unit, given["name"])
    if "phone" in given:
        index["phone_index"] = phone_index(unit, given["phone"])
    rows = store.find(
        unit.connection,
        unit.actor.institution_id,
        outlet_id=unit.actor.outlet_id,
        limit=limit,
        before=before,
        **index,
    )
    if rows or not index or before is not None:
        return summaries(unit, [row.id for row in rows])
    piece = tokens.sought(next(iter(given.values())))
    return _by_piece(unit, (name_token if "name" in given else phone_token)(unit, piece), limit)


def number_index(unit: Unit, document_type: str, number: str) -> bytes:
    """The blind index of a document: kind and number together."""
    return unit.vault.blind_index("customers.document", f"{document_type}:{rules.normal_number(number)}")


def account_index(unit: Unit, account_number: str) -> bytes:
    """The blind index of an account number."""
    return unit.vault.blind_index("customers.account", rules.normal_number(account_number))


def name_index(unit: Unit, name: str) -> bytes:
    """The blind index of a name."""
    return unit.vault.blind_index("customers.name", rules.normal_name(name))


def phone_index(unit: Unit, phone: str) -> bytes:
    """The blind index of a phone number."""
    return unit.vault.blind_index("customers.phone", rules.normal_phone(phone))


def name_token(unit: Unit, piece: str) -> bytes:
    """The blind index of a piece of a name."""
    return unit.vault.blind_index("customers.name-piece", piece)


def phone_token(unit: Unit, piece: str) -> bytes:
    """The blind index of a piece of a phone number."""
    return unit.vault.blind_index("customers.phone-piece", piece)


def _by_piece(unit: Unit, digest: bytes, limit: int) -> tuple[Summary, ...]:
    found = review_store.with_tokens(
        unit.connection, unit.actor.institution_id, unit.actor.outlet_id, digest, limit
    )
    return summaries(unit, found)


def _summary(unit: Unit, row: store.AnyRow, outlets: Collection[str]) -> Summary:
    person = record.person_of(unit, row)
    kind = CustomerKind(row.kind)
    return Summary(
        customer_id=row.id,
        name=shown_name(kind, person.value("name") or ""),
        document_type=row.document_type,
        number=shown_number(kind, person.value("number") or ""),
        outlet_id=row.outlet_id,
        here=any(unit.actor.sees(outlet) for outlet in outlets),
        kind=kind,
    )
