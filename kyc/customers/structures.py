"""The structure of holdings above an entity, or below a person, as it is on file on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kyc.base.unit import Unit
from kyc.customers import parties, party_store, record, store
from kyc.customers.model import CustomerKind, PartyView, RelationKind
from kyc.customers.ownership.model import ControlLink, Right, Stake, Structure

_RIGHTS = {
    RelationKind.EQUITY: Right.EQUITY,
    RelationKind.INCOME: Right.INCOME,
    RelationKind.VOTING: Right.VOTING,
}
_HEADS = frozenset({RelationKind.LEGAL_REPRESENTATIVE})
_ABOVE = parties.OWNERSHIP | {RelationKind.MANAGER} | _HEADS
_BELOW = parties.OWNERSHIP | {RelationKind.MANAGER} | _HEADS


@dataclass(frozen=True)
class Filed:
    """A structure whose ids are party ids (the first of those that are the same), with who they are.

    rows: id → party row. own: the id of the customer it was gathered for.
    """

    structure: Structure
    rows: dict[str, Any]
    own: str

    def views(self, unit: Unit) -> dict[str, PartyView]:
        """Everybody in the structure, masked."""
        return {party_id: parties.party_view(unit, row) for party_id, row in self.rows.items()}


def above(unit: Unit, customer_id: str, on: date) -> Filed:
    """Everybody who holds, controls or runs the entity on a day, through any number of layers, wherever declared."""
    return _Gathering(unit, on).walk(customer_id, upward=True)


def below(unit: Unit, customer_id: str, on: date) -> Filed:
    """Every entity the customer holds, controls or runs on a day, with everybody above those."""
    return _Gathering(unit, on).walk(customer_id, upward=False)


class _Gathering:
    """Walks relations from party to party; rows that are the same party become one id."""

    def __init__(self, unit: Unit, on: date) -> None:
        self._unit = unit
        self._on = on
        self._ids: dict[str, str] = {}  # party row → the id it goes by
        self._same: dict[str, frozenset[str]] = {}
        self._rows: dict[str, Any] = {}
        self._found: dict[str, store.AnyRow] = {}  # relations

    def walk(self, customer_id: str, *, upward: bool) -> Filed:
        own = self._own(customer_id)
        if not upward:
            self._follow([own], upward=False, kinds=_BELOW)
        entities = [each for each, row in self._rows.items() if row.kind != CustomerKind.NATURAL_PERSON]
        self._follow(entities or [own], upward=True, kinds=_ABOVE)
        return Filed(self._structure(), self._rows, own)

    def _own(self, customer_id: str) -> str:
        row = record.known(self._unit, customer_id)
        ids = parties.own_party_ids(self._unit, row)
        if ids:
            return self._id(min(ids))
        self._rows[customer_id] = _Unrelated(customer_id, row.kind)  # nothing was ever declared about them
        return customer_id

    def _follow(self, start: Iterable[str], *, upward: bool, kinds: Collection[str]) -> None:
        waiting = list(start)
        done = set(waiting)
        while waiting:
            ids = frozenset().union(*(self._same.get(each, frozenset()) for each in waiting))
            nobody: frozenset[str] = frozenset()
            above, below = (nobody, ids) if upward else (ids, nobody)
            waiting = []
            for relation in self._touching(kinds, holders=above, held=below):
                self._found[relation.id] = relation
                holder, held = self._id(relation.holder_id), self._id(relation.held_id)
                further = holder if upward else held
                if further not in done:
                    done.add(further)
                    waiting.append(further)
        self._concerts()

    def _touching(
        self, kinds: Collection[str], *, holders: Collection[str], held: Collection[str]
    ) -> Iterable[store.AnyRow]:
        institution = self._unit.actor.institution_id
        return party_store.touching(
            self._unit.connection, institution, holders=holders, held=held, kinds=kinds, on=self._on
        )

    def _concerts(self) -> None:
        """Agreements to act in concert lie between the people found, whichever of them was declared first."""
        people = [e for e, row in self._rows.items() if row.kind == CustomerKind.NATURAL_PERSON]
        ids = frozenset().union(*(self._same.get(each, frozenset()) for each in people))
        for relation in self._touching([RelationKind.CONCERT], holders=ids, held=ids):
            self._found[relation.id] = relation
            self._id(relation.holder_id)
            self._id(relation.held_id)

    def _id(self, party_id: str) -> str:
        if party_id not in self._ids:
            institution = self._unit.actor.institution_id
            row = party_store.party(self._unit.connection, institution, party_id)
            assert row is not None
            same = party_store.same_parties(self._unit.connection, institution, row)
            name = min(same)
            self._ids |= dict.fromkeys(same, name)
            self._same[name] = same
            known = row if row.file_id is not None or name == party_id else None
            self._rows[name] = known or party_store.party(self._unit.connection, institution, name)
        return self._ids[party_id]

    def _structure(self) -> Structure:
        stakes, controls, pairs = [], [], []
        managers: dict[str, list[str]] = {}
        heads: dict[str, list[str]] = {}
        for relation in self._found.values():
            holder, held = self._ids[relation.holder_id], self._ids[relation.held_id]
            kind = RelationKind(relation.kind)
            if kind in _RIGHTS:
                stakes.append(Stake(holder, held, Fraction(relation.share), _RIGHTS[kind]))
            elif kind is RelationKind.HEAD_OFFICE:  # a branch has no owners of its own
                stakes.append(Stake(holder, held, Fraction(1)))
            elif kind is RelationKind.CONTROL:
                controls.append(ControlLink(holder, held, parties.words_of(self._unit, relation) or ""))
            elif kind is RelationKind.CONCERT:
                pairs.append(frozenset({holder, held}))
            elif kind is RelationKind.MANAGER:
                managers.setdefault(held, []).append(holder)
            else:
                heads.setdefault(held, []).append(holder)
        people = {e for e, row in self._rows.items() if row.kind == CustomerKind.NATURAL_PERSON}
        return Structure(
            frozenset(people),
            frozenset(self._rows.keys() - people),
            tuple(stakes),
            tuple(controls),
            _joined(pairs),
            {entity: tuple(who) for entity, who in managers.items()},
            {entity: tuple(who) for entity, who in heads.items()},
        )


@dataclass(frozen=True)
class _Unrelated:
    """A party row for a customer who has none."""

    file_id: str
    kind: str
    id: str = ""


def _joined(pairs: Iterable[frozenset[str]]) -> tuple[frozenset[str], ...]:
    """Groups of people who act in concert: who agrees with one of a group is of the group."""
    groups: list[frozenset[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in touching]
        groups.append(pair.union(*touching))
    return tuple(groups)
