"""Who stands beside a customer: agents, guardians, representatives, owners. Declared, never overwritten, only ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import (
    declaring,
    gates,
    owners,
    parties,
    party_store,
    record,
    reviews,
    store,
    tables,
)
from kyc.customers.model import (
    CustomerKind,
    NewParty,
    OwnersConfirmed,
    RelationKind,
    RelationView,
)
from kyc.customers.policy import CustomerPolicy

_RELATIONS = tables.customer_relations.name
_OF_ENTITIES = parties.OWNERSHIP | {RelationKind.LEGAL_REPRESENTATIVE, RelationKind.MANAGER}


def relate(
    unit: Unit,
    customer_id: str,
    kind: str,
    party: NewParty,
    *,
    share: str | None = None,
    words: str | None = None,
    began_on: date | None = None,
    held_id: str | None = None,
) -> RelationView:
    """Declares, in the file of a customer the actor's outlet serves, what somebody is to them.

    share: for shares, as people write it: `25`, `33.3333`, `1/3`; per cent unless a fraction. words: the basis of an agency,
    the manner of control, sealed. began_on: default today. held_id: another party of the same structure that is held,
    as an owner of an owner is; default the customer.
    Invalid with a problem for each field: a kind that does not fit the two sides, a share outside 0 to 100 %, an element
    or a document that the policy wants and that is not there; Conflict when the same relation lasts already.
    Refused without the permission or for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    row = record.seen(unit, customer_id)
    gates.refuse_merged(row)
    policy = unit.policy(CustomerPolicy).values
    known = _kind(kind)
    rule = policy.relation_kinds[known]
    part = _share(share, wanted=rule["share"])
    since = began_on or unit.today
    if since > unit.today:
        gates.refuse([Problem("began_on", Text("起始日期在将来", "it begins in the future"))])
    own = declaring.own_party(unit, row)
    held = parties.party(unit, held_id) if held_id else own
    holder = parties.party(unit, declaring.added(unit, party))
    said = (words or "").strip() or None
    gates.refuse(
        [*_ill_fitting(rule, holder, held), *_wanting(unit, rule, holder, said), *_too_long(said, policy)]
    )
    _refuse_repeated(unit, known, holder, held)
    relation_id = new_id()
    values = {
        "id": relation_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": customer_id,
        "holder_id": holder.id,
        "held_id": held.id,
        "kind": known,
        "share": None if part is None else str(part),
        "words": None if said is None else unit.vault.seal(_RELATIONS, "words", relation_id, said),
        "began_on": since,
        **declaring.made(unit),
    }
    store.add(unit.connection, tables.customer_relations, values)
    unit.audit(Event.RELATION_ADDED, "customer", customer_id, relation_id=relation_id, kind=known)
    reviews.refresh(unit, customer_id)
    gates.tell_changed(unit, customer_id, owners=known in _OF_ENTITIES)
    return _view(unit, _relation(unit, relation_id), policy)


def end_relation(unit: Unit, relation_id: str, ended_on: date, reason: str) -> RelationView:
    """Ends a relation; it stays in the file with its end. ended_on: the first day on which it no longer was.

    Invalid for a day before it began or to come, or without a reason; Conflict when it has an end; NotFound; Refused as
    `relate`.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    row = _relation(unit, relation_id)
    record.seen(unit, row.customer_id)
    policy = unit.policy(CustomerPolicy).values
    said = gates.checked_reason(reason, policy)
    if row.end_id is not None:
        raise Conflict("customers.relation.ended", Text("该关系已终止。", "This relation has ended already."))
    if not row.began_on <= ended_on <= unit.today:
        words = Text("终止日期须在起始日之后、今天之前（含）", "it ends between the day it began and today")
        gates.refuse([Problem("ended_on", words)])
    end_id = new_id()
    table = tables.customer_relation_ends
    values = {
        "id": end_id,
        "relation_id": relation_id,
        "ended_on": ended_on,
        "reason": unit.vault.seal(table.name, "reason", end_id, said),
        **declaring.made(unit),
    }
    store.add(unit.connection, table, values)
    unit.audit(Event.RELATION_ENDED, "customer", row.customer_id, relation_id=relation_id, kind=row.kind)
    reviews.refresh(unit, row.customer_id)
    gates.tell_changed(unit, row.customer_id, owners=row.kind in _OF_ENTITIES)
    return _view(unit, _relation(unit, relation_id), policy)


def confirm_owners(unit: Unit, customer_id: str, *, enhanced: bool = False) -> OwnersConfirmed:
    """As `owners.confirm_owners`; the record counts as so much more complete."""
    confirmed = owners.confirm_owners(unit, customer_id, enhanced=enhanced)
    reviews.refresh(unit, customer_id)
    gates.tell_changed(unit, customer_id, owners=True)
    return confirmed


def relations_of(unit: Unit, customer_id: str, on: date | None = None) -> tuple[RelationView, ...]:
    """The relations on either side of the customer or declared in their file, oldest first: all there ever were, or those
    that lasted `on` a day.
    NotFound outside the institution, Refused for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    row = record.seen(unit, customer_id)
    policy = unit.policy(CustomerPolicy).values
    ids = parties.own_party_ids(unit, row)
    found = party_store.touching(
        unit.connection, unit.actor.institution_id, holders=ids, held=ids, filed_for=customer_id, on=on
    )
    return tuple(_view(unit, each, policy) for each in found)


def _relation(unit: Unit, relation_id: str) -> store.AnyRow:
    row = party_store.relation(unit.connection, unit.actor.institution_id, relation_id)
    if row is None:
        raise NotFound("customers.relation", Text("没有这个关系。", "There is no such relation."))
    return row


def _kind(kind: str) -> RelationKind:
    try:
        return RelationKind(kind)
    except ValueError as error:
        words = Text("请选择关系种类", "choose a kind of relation")
        raise Invalid("customers.invalid", words, [Problem("kind", words)]) from error


def _share(written: str | None, *, wanted: bool) -> Fraction | None:
    """A share as people write it. Invalid when it is missing, out of place, or none between 0 and 100 %."""
    plain = "".join((written or "").split()).removesuffix("%").removesuffix("％")
    if not plain and not wanted:
        return None
    try:
        part = Fraction(plain) / (1 if "/" in plain else _PER_CENT)
    except (ValueError, ZeroDivisionError):
        part = Fraction(0)
    if not wanted or not 0 < part <= 1:
        text = (
            Text(
                "请填写大于 0、不超过 100 的百分数，如 25 或 1/3",
                "a percentage above 0 and at most 100, such as 25 or 1/3",
            )
            if wanted
            else Text("该关系没有比例", "this relation has no share")
        )
        raise Invalid("customers.invalid", text, [Problem("share", text)])
    return part


_PER_CENT = 100


def _ill_fitting(rule: Mapping[str, Any], holder: store.AnyRow, held: store.AnyRow) -> list[Problem]:
    problems = []
    name = Text.from_dict(rule["name"])
    for side, row, where in (("holder", holder, "holder"), ("held", held, "held")):
        is_person = row.kind == CustomerKind.NATURAL_PERSON
        if rule[side] != "any" and (rule[side] == "person") is not is_person:
            word = Text("自然人", "a natural person") if rule[side] == "person" else Text("机构", "an entity")
            place = Text("关联方", "the related party") if side == "holder" else Text("客户", "the customer")
            problems.append(
                Problem(
                    where,
                    Text(
                        f"“{name.zh}”关系中{place.zh}须为{word.zh}", f"in “{name.en}” {place.en} is {word.en}"
                    ),
                )
            )
    if holder.id == held.id and rule["holder"] == "person":
        problems.append(Problem("holder", Text("不能与本人建立此关系", "nobody is this to themselves")))
    return problems


def _wanting(unit: Unit, rule: Mapping[str, Any], holder: store.AnyRow, words: str | None) -> list[Problem]:
    return [
        Problem(
            where,
            Text(f"须登记{label.zh}（{rule['reference']}）", f"{label.en} is required ({rule['reference']})"),
        )
        for where, label in parties.wanting(unit, rule, holder, words)
    ]


def _too_long(words: str | None, policy: CustomerPolicy) -> list[Problem]:
    if words is None or len(words) <= policy.text_max_length:
        return []
    most = policy.text_max_length
    return [Problem("words", Text(f"最多 {most} 字", f"at most {most} characters"))]


def _refuse_repeated(unit: Unit, kind: RelationKind, holder: store.AnyRow, held: store.AnyRow) -> None:
    institution = unit.actor.institution_id
    holders = party_store.same_parties(unit.connection, institution, holder)
    others = party_store.same_parties(unit.connection, institution, held)
    lasting = party_store.touching(unit.connection, institution, holders=holders, kinds=[kind], on=unit.today)
    for row in lasting:
        if row.held_id in others:
            raise Conflict(
                "customers.relation.exists",
                Text(
                    "该关系已登记且仍有效。如比例等有变，请先终止原关系再登记。",
                    "This relation is on file and lasts. If its share or words changed, end it first.",
                ),
                existing={"relation_id": row.id},
            )


def _view(unit: Unit, row: store.AnyRow, policy: CustomerPolicy) -> RelationView:
    rule = policy.relation_kinds[row.kind]
    holder, held = parties.party(unit, row.holder_id), parties.party(unit, row.held_id)
    words = parties.words_of(unit, row)
    shown = parties.party_view(unit, holder)
    missing = tuple(label for _, label in parties.wanting(unit, rule, holder, words))
    return RelationView(
        relation_id=row.id,
        kind=RelationKind(row.kind),
        name=Text.from_dict(rule["name"]),
        reference=rule["reference"],
        holder=replace(shown, missing=missing),
        held=parties.party_view(unit, held),
        share=None if row.share is None else Fraction(row.share),
        words=words,
        began_on=row.began_on,
        ended_on=row.ended_on,
        complete=not missing,
        at=row.at,
        by=row.by,
    )
