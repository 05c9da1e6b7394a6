"""Queries over parties and the relations between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from kyc.customers.tables import (
    customer_owner_confirmations,
    customer_owner_difference_answers,
    customer_owner_differences,
    customer_parties,
    customer_relation_ends,
    customer_relations,
    customers,
)

AnyRow = Row[Any]


def party(connection: Connection, institution_id: str, party_id: str) -> AnyRow | None:
    """One party, with the id of the customer they are by now (`file_id`)."""
    return connection.execute(_parties(institution_id).where(customer_parties.c.id == party_id)).one_or_none()


def parties(connection: Connection, institution_id: str, ids: Collection[str]) -> Sequence[AnyRow]:
    """Parties by id, as `party`."""
    return connection.execute(_parties(institution_id).where(customer_parties.c.id.in_(ids))).all()


def filed_for(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Of each of these parties the customer in whose file it was declared first."""
    relation = customer_relations.c
    query = (
        select(relation.customer_id, relation.holder_id, relation.held_id)
        .where(or_(relation.holder_id.in_(ids), relation.held_id.in_(ids)))
        .order_by(relation.id.desc())
    )
    found: dict[str, str] = {}
    for row in connection.execute(query):
        found[row.holder_id] = found[row.held_id] = row.customer_id
    return {party_id: found[party_id] for party_id in ids if party_id in found}


def party_of(connection: Connection, institution_id: str, customer_id: str) -> AnyRow | None:
    """The party that stands for a customer's own file, if there is one."""
    query = _parties(institution_id).where(customer_parties.c.customer_id == customer_id)
    return connection.execute(query.order_by(customer_parties.c.id).limit(1)).one_or_none()


def same_parties(connection: Connection, institution_id: str, row: AnyRow) -> frozenset[str]:
    """The ids of all parties that are the same as `row` (of `party`): by their file, or by their document."""
    same = [customer_parties.c.id == row.id]
    if row.file_id is not None:
        same.append(customer_parties.c.customer_id == row.file_id)
        same.append(_has_document_of(row.file_id))
    if row.number_index is not None:
        same.append(
            and_(
                customer_parties.c.document_type == row.document_type,
                customer_parties.c.number_index == row.number_index,
            )
        )
    query = select(customer_parties.c.id).where(
        customer_parties.c.institution_id == institution_id, or_(*same)
    )
    return frozenset(connection.scalars(query))


def parties_with_document(
    connection: Connection, institution_id: str, document_type: str, number_index: bytes
) -> frozenset[str]:
    """The ids of the parties declared with this document."""
    query = select(customer_parties.c.id).where(
        customer_parties.c.institution_id == institution_id,
        customer_parties.c.document_type == document_type,
        customer_parties.c.number_index == number_index,
    )
    return frozenset(connection.scalars(query))


def _has_document_of(customer_id: str) -> Any:
    return (
        select(customers.c.id)
        .where(
            customers.c.id == customer_id,
            customers.c.document_type == customer_parties.c.document_type,
            customers.c.number_index == customer_parties.c.number_index,
        )
        .exists()
    )


def _parties(institution_id: str) -> Select[Any]:
    by_document = and_(
        customers.c.institution_id == customer_parties.c.institution_id,
        customers.c.document_type == customer_parties.c.document_type,
        customers.c.number_index == customer_parties.c.number_index,
    )
    file_id = select(customers.c.id).where(by_document).scalar_subquery()
    return select(
        customer_parties, func.coalesce(customer_parties.c.customer_id, file_id).label("file_id")
    ).where(customer_parties.c.institution_id == institution_id)


def relation(connection: Connection, institution_id: str, relation_id: str) -> AnyRow | None:
    """One relation with its end, if it has one."""
    return connection.execute(
        _relations(institution_id).where(customer_relations.c.id == relation_id)
    ).one_or_none()


def touching(
    connection: Connection,
    institution_id: str,
    *,
    holders: Collection[str] = (),
    held: Collection[str] = (),
    filed_for: str | None = None,
    kinds: Collection[str] | None = None,
    on: date | None = None,
) -> Sequence[AnyRow]:
    """Relations whose holder is one of these parties, or whose held is one of those, oldest first.

    filed_for: and those declared in this customer's file. kinds: only these. on: only those that lasted on that day.
    """
    query = _relations(institution_id).where(
        or_(
            customer_relations.c.holder_id.in_(holders),
            customer_relations.c.held_id.in_(held),
            customer_relations.c.customer_id == filed_for,
        )
    )
    if kinds is not None:
        query = query.where(customer_relations.c.kind.in_(kinds))
    if on is not None:
        ended = customer_relation_ends.c.ended_on
        query = query.where(customer_relations.c.began_on <= on, or_(ended.is_(None), ended > on))
    return connection.execute(query.order_by(customer_relations.c.id)).all()


def _relations(institution_id: str) -> Select[Any]:
    return (
        select(
            customer_relations,
            customer_relation_ends.c.id.label("end_id"),
            customer_relation_ends.c.ended_on,
            customer_relation_ends.c.reason.label("end_reason"),
        )
        .outerjoin(customer_relation_ends, customer_relation_ends.c.relation_id == customer_relations.c.id)
        .where(customer_relations.c.institution_id == institution_id)
    )


def latest_confirmation(connection: Connection, customer_id: str) -> AnyRow | None:
    """The newest confirmation of an entity's beneficial owners."""
    return connection.execute(
        select(customer_owner_confirmations)
        .where(customer_owner_confirmations.c.customer_id == customer_id)
        .order_by(customer_owner_confirmations.c.id.desc())
        .limit(1)
    ).one_or_none()


def differences_of(connection: Connection, customer_id: str) -> Sequence[AnyRow]:
    """The differences found against the register of beneficial owners, newest first, each with its answer."""
    answers = customer_owner_difference_answers
    return connection.execute(
        select(
            customer_owner_differences,
            answers.c.id.label("answer_id"),
            answers.c.words.label("answer"),
            answers.c.at.label("answered_at"),
            answers.c.by.label("answered_by"),
        )
        .outerjoin(answers, answers.c.difference_id == customer_owner_differences.c.id)
        .where(customer_owner_differences.c.customer_id == customer_id)
        .order_by(customer_owner_differences.c.id.desc())
    ).all()


def difference(connection: Connection, difference_id: str) -> AnyRow | None:
    """One difference."""
    return connection.execute(
        select(customer_owner_differences).where(customer_owner_differences.c.id == difference_id)
    ).one_or_none()
