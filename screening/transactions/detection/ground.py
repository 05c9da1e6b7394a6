"""What rules stand on: relations of whole numbers and codes, the same on every engine. Pure.

Days are days since 1970-01-01 and working days are numbered, so that rules need no calendar and no date functions.
Nothing here names a person: accounts, agents, devices and contacts are keyed digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Rows = Iterable[tuple[Any, ...]]
WHOLE, WORD = "whole", "word"


@dataclass(frozen=True)
class Relation:
    """A table rules may read. columns: name → WHOLE or WORD. sought: columns an engine may index."""

    name: str
    columns: Mapping[str, str]
    sought: tuple[str, ...] = ()


RELATIONS: Mapping[str, Relation] = {
    relation.name: relation
    for relation in (
        # a row in force of a customer. entity, incoming, cash, abroad, other_entity: 0 or 1. moment: seconds since 1970;
        # hour: of the day in Shanghai. worth: minor units of the book's currency; cny: in fen, whatever the book.
        # other: the other side's account, or the customer when it is one of ours (then other_customer is set too)
        Relation(
            "deals",
            {
                "deal": WORD,
                "customer": WORD,
                "account": WORD,
                "entity": WHOLE,
                "day": WHOLE,
                "workday": WHOLE,
                "moment": WHOLE,
                "hour": WHOLE,
                "incoming": WHOLE,
                "cash": WHOLE,
                "abroad": WHOLE,
                "method": WORD,
                "book": WORD,
                "worth": WHOLE,
                "cny": WHOLE,
                "channel": WORD,
                "other": WORD,
                "other_customer": WORD,
                "other_entity": WHOLE,
                "country": WORD,
                "region": WORD,
                "device": WORD,
                "agent": WORD,
                "outlet": WORD,
            },
            ("customer", "day"),
        ),
        # since: the day the relationship began. peers: the same industry or occupation
        Relation(
            "customers",
            {"customer": WORD, "entity": WHOLE, "age": WHOLE, "peers": WORD, "since": WHOLE},
            ("customer",),
        ),
        Relation(
            "accounts",
            {"account": WORD, "customer": WORD, "kind": WORD, "opened": WHOLE, "closed": WHOLE},
            ("customer",),
        ),
        # kind: phone, address or controller; two customers with the same tie share it
        Relation("ties", {"customer": WORD, "kind": WORD, "tie": WORD}, ("customer", "tie")),
        Relation("watched", {"customer": WORD, "reason": WORD}, ("customer",)),
        # whom the run judges
        Relation("judged", {"customer": WORD}, ("customer",)),
    )
}


@dataclass(frozen=True)
class Ground:
    """The relations of one run, each walked once. day, workday: of the day that is judged."""

    day: int
    workday: int
    relations: Mapping[str, Rows]
