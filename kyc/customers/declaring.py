"""Parties of relations: somebody on file, somebody whose document was just read, somebody only declared."""

from __future__ import annotations

import json
from typing import Any

from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import (
    gates,
    lookup,
    onboarding,
    parties,
    party_store,
    record,
    rules,
    store,
    tables,
)
from kyc.customers.model import (
    CustomerKind,
    IdentityDocument,
    NewParty,
    RelationshipType,
    blank,
)

_PARTIES = tables.customer_parties.name


def added(unit: Unit, party: NewParty) -> str:
    """The id of the party row for `party`, made when there is none that says the same."""
    if party.draft_ids:
        made = onboarding.create_customer(
            unit, party.draft_ids, party.values, kind=party.kind, relationship=RelationshipType.RELATED
        )
        return str(own_party(unit, record.known(unit, made.customer_id)).id)
    if party.customer_id is not None:
        return str(own_party(unit, record.known(unit, party.customer_id)).id)
    return _declared(unit, party)


def _declared(unit: Unit, party: NewParty) -> str:
    values = dict(party.values)
    document_type = values.pop("document_type", None) or None
    if document_type is not None and document_type not in set(IdentityDocument):
        words = Text("没有这种证件", "there is no such kind of document")
        raise Invalid("customers.invalid", words, [Problem("document_type", words)])
    told = rules.merged(blank(party.kind), values)
    if document_type is not None:
        told = rules.on_document(told, IdentityDocument(document_type))
    gates.refuse(rules.refusals(record.faults_today(unit, told)))
    number = told.value("number")
    index = lookup.number_index(unit, document_type, number) if document_type and number else None
    if index is not None and document_type is not None:
        file_id = lookup.find_by_document(unit, document_type, number or "")
        if file_id is not None:
            return str(own_party(unit, record.known(unit, file_id)).id)
    party_id = new_id()
    content = json.dumps(told.as_dict(), ensure_ascii=False)
    row = {
        "id": party_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": None,
        "kind": CustomerKind(party.kind),
        "particulars": unit.vault.seal(_PARTIES, "particulars", party_id, content),
        "document_type": document_type,
        "number_index": index,
        **made(unit),
    }
    store.add(unit.connection, tables.customer_parties, row)
    return party_id


def own_party(unit: Unit, row: store.AnyRow) -> store.AnyRow:
    """The party row of a customer's own file, made the first time it is needed."""
    found = party_store.party_of(unit.connection, unit.actor.institution_id, row.id)
    if found is None:
        party_id = new_id()
        values = {
            "id": party_id,
            "institution_id": unit.actor.institution_id,
            "customer_id": row.id,
            "kind": row.kind,
            "particulars": None,
            "document_type": None,
            "number_index": None,
            **made(unit),
        }
        store.add(unit.connection, tables.customer_parties, values)
        return parties.party(unit, party_id)
    return found


def made(unit: Unit) -> dict[str, Any]:
    return {"at": unit.now, "by": unit.actor.staff_id, "outlet_id": unit.actor.outlet_id}
