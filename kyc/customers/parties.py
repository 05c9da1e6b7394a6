"""Parties: whoever stands in a relation, by their own file or as declared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kyc.base.errors import NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import party_store, record, store, tables
from kyc.customers.masking import shown_name, shown_number
from kyc.customers.model import CustomerKind, Particulars, PartyView, RelationKind, blank, label_of
from kyc.customers.policy import CustomerPolicy

_PARTIES = tables.customer_parties.name
_RELATIONS = tables.customer_relations.name
_WORDS = Text("关系依据说明", "basis of the relation")
_OWN_DOCUMENT = Text("本人证件核验", "their own document, seen")
OWNERSHIP = frozenset(
    {
        RelationKind.EQUITY,
        RelationKind.INCOME,
        RelationKind.VOTING,
        RelationKind.CONTROL,
        RelationKind.HEAD_OFFICE,
        RelationKind.CONCERT,
    }
)


def party(unit: Unit, party_id: str) -> store.AnyRow:
    """One party. NotFound outside the institution."""
    row = party_store.party(unit.connection, unit.actor.institution_id, party_id)
    if row is None:
        raise NotFound("customers.party", Text("没有这个关联方。", "There is no such party."))
    return row


def related_customers(unit: Unit, row: store.AnyRow) -> frozenset[str]:
    """The customers on either side of a relation with this one (a row of `store.current`) that lasts today."""
    ids = own_party_ids(unit, row)
    lasting = party_store.touching(
        unit.connection, unit.actor.institution_id, holders=ids, held=ids, on=unit.today
    )
    beside = {each for relation in lasting for each in (relation.holder_id, relation.held_id)}
    found = party_store.parties(unit.connection, unit.actor.institution_id, beside)
    return frozenset(party.file_id for party in found if party.file_id is not None)


def own_party_ids(unit: Unit, row: store.AnyRow) -> frozenset[str]:
    """Every party row that is this customer (a row of `store.current`)."""
    own = party_store.party_of(unit.connection, unit.actor.institution_id, row.id)
    if own is not None:
        return party_store.same_parties(unit.connection, unit.actor.institution_id, own)
    return party_store.parties_with_document(
        unit.connection, unit.actor.institution_id, row.document_type, row.number_index
    )


def particulars_of(unit: Unit, party: store.AnyRow) -> Particulars:
    """What is known of a party (a row of `party_store.party`): their file, else what was declared."""
    if party.file_id is not None:
        return record.person_of(unit, record.known(unit, party.file_id))
    kind = CustomerKind(party.kind)
    if party.particulars is None:
        return blank(kind)
    return blank(kind, **json.loads(unit.vault.open(_PARTIES, "particulars", party.id, party.particulars)))


def words_of(unit: Unit, relation: store.AnyRow) -> str | None:
    """What was said of a relation (a row of `party_store.relation`)."""
    return (
        None if relation.words is None else unit.vault.open(_RELATIONS, "words", relation.id, relation.words)
    )


def elements_of(unit: Unit, customer_id: str) -> frozenset[str]:
    """The required elements that relations lasting today fill: kinds whose party is complete. For completeness."""
    row = record.known(unit, customer_id)
    policy = unit.policy(CustomerPolicy).values
    ids = own_party_ids(unit, row)
    lasting = party_store.touching(unit.connection, unit.actor.institution_id, held=ids, on=unit.today)
    return frozenset(each.kind for each in lasting if not _lacks(unit, each, policy))


def _lacks(unit: Unit, relation: store.AnyRow, policy: CustomerPolicy) -> bool:
    rule = policy.relation_kinds[relation.kind]
    return bool(wanting(unit, rule, party(unit, relation.holder_id), words_of(unit, relation)))


def wanting(
    unit: Unit, rule: Mapping[str, Any], holder: store.AnyRow, words: str | None
) -> list[tuple[str, Text]]:
    """What a relation's rule (`relation_kinds`) wants of a party and is not there, as (field, its name)."""
    kind = CustomerKind(holder.kind)
    known = particulars_of(unit, holder).as_dict()
    missing = [
        (field, label_of(kind, field))
        for field in rule["wants"]
        if field != "words" and known.get(field) is None and field in known
    ]
    if "words" in rule["wants"] and words is None:
        missing.append(("words", _WORDS))
    if rule["identified"] and holder.file_id is None:
        missing.append(("drafts", _OWN_DOCUMENT))
    return missing


def party_view(unit: Unit, party: store.AnyRow) -> PartyView:
    """A party, masked. party: a row of `party_store.party`."""
    known = particulars_of(unit, party)
    kind = CustomerKind(party.kind)
    return PartyView(
        party_id=party.id,
        customer_id=party.file_id,
        kind=kind,
        name=shown_name(kind, known.value("name") or ""),
        document_type=known.value("document_type"),
        number=shown_number(kind, known.value("number") or ""),
        identified=party.file_id is not None,
        missing=(),
    )
