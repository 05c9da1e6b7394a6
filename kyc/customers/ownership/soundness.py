"""Whether declared holdings can be true. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kyc.base.errors import Problem
from kyc.base.text import Text
from kyc.customers.ownership.model import ControlLink, Right, Stake, Structure

_HUNDRED = Fraction(100)


def faults(structure: Structure) -> tuple[Problem, ...]:
    """Everything that cannot be: shares outside 0 to 100 %, holders that together hold more than there is, holdings in
    people, parties nobody declared. `where` of a problem is the entity's id.
    """
    return (*_impossible_links(structure), *_more_than_all(structure))


def percent(share: Fraction) -> str:
    """A share as people write it, exactly when four decimals can: 33.33 %, 1/3 → 33.3333 %."""
    written = f"{float(share * _HUNDRED):.4f}".rstrip("0").rstrip(".")
    return f"{written}%"


def _impossible_links(structure: Structure) -> Iterator[Problem]:
    known = structure.people | structure.entities
    for stake in structure.stakes:
        if not 0 < stake.share <= 1:
            yield Problem(
                stake.held, Text("份额须大于 0、不超过 100%", "a share is above 0 and at most 100 %")
            )
    links: tuple[Stake | ControlLink, ...] = (*structure.stakes, *structure.controls)
    for link in links:
        if link.held not in structure.entities:
            yield Problem(link.held, Text("只能持有或控制机构，不能持有自然人", "only an entity can be held"))
        if link.holder not in known:
            yield Problem(link.holder, Text("持有人未登记", "this holder is not registered"))


def _more_than_all(structure: Structure) -> Iterator[Problem]:
    totals: dict[tuple[str, Right], Fraction] = {}
    for stake in structure.stakes:
        key = (stake.held, stake.right)
        totals[key] = totals.get(key, Fraction(0)) + stake.share
    for (held, right), total in totals.items():
        if total > 1:
            yield Problem(
                held,
                Text(
                    f"{right.label.zh}合计 {percent(total)}，超过 100%，请核对各持有人的比例",
                    f"{right.label.en} adds up to {percent(total)}, more than there is; check each holder's share",
                ),
            )
