"""Holdings and control between people and entities, and what follows from them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from kyc.base.text import Text


class Right(StrEnum):
    """What a share is a share of (Order [2025] No.12: equity, shares or partnership interest; income; votes)."""

    EQUITY = "equity"
    INCOME = "income"
    VOTING = "voting"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _RIGHT_LABELS[self]


_RIGHT_LABELS = {
    Right.EQUITY: Text("股权（股份、合伙权益）", "equity (shares, partnership interest)"),
    Right.INCOME: Text("收益权", "right to income"),
    Right.VOTING: Text("表决权", "voting rights"),
}


@dataclass(frozen=True)
class Stake:
    """`holder` has `share` (above 0, at most 1) of one right in the entity `held`."""

    holder: str
    held: str
    share: Fraction
    right: Right = Right.EQUITY


@dataclass(frozen=True)
class ControlLink:
    """`holder` decides over the entity `held` by other means than votes. manner: by what, in the words of the file."""

    holder: str
    held: str
    manner: str


@dataclass(frozen=True)
class Structure:
    """Everything declared about who holds and controls whom.

    people, entities: ids; a stake is held in an entity. concerts: people who act in concert (一致行动人), each group once.
    managers: entity → the people who run its daily business. heads: entity → its head (legal representative, managing
    partner, investor), whom simplified identification takes as the beneficial owner.
    Where a right's stakes in an entity are not declared, they follow the equity (Company Law art.65, art.210).
    """

    people: frozenset[str]
    entities: frozenset[str]
    stakes: tuple[Stake, ...] = ()
    controls: tuple[ControlLink, ...] = ()
    concerts: tuple[frozenset[str], ...] = ()
    managers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Route:
    """One chain of holdings. steps: ids from the holder down to the entity. shares: of each step; product: multiplied."""

    steps: tuple[str, ...]
    shares: tuple[Fraction, ...]
    product: Fraction


@dataclass(frozen=True)
class UltimateShare:
    """What one holder has of an entity in the end, directly and through others, cross-holdings solved exactly.

    routes: the greatest chains that visit nobody twice. beyond: what the share holds over the sum of these routes: what
    comes back through cross-holdings, and routes left out for being many.
    """

    holder: str
    right: Right
    share: Fraction
    routes: tuple[Route, ...]

    @property
    def beyond(self) -> Fraction:
        """The share less the routes shown."""
        return self.share - sum((route.product for route in self.routes), Fraction(0))


@dataclass(frozen=True)
class Dissection:
    """One right in an entity taken apart to its last holders; the three parts add up to 1.

    people: person → share. untraced: entity → share that ends there, because its own holders are not (all) known.
    circular: entity → share that belongs to a ring of entities which hold each other and nobody else holds.
    """

    right: Right
    people: Mapping[str, Fraction]
    untraced: Mapping[str, Fraction]
    circular: Mapping[str, Fraction]


@dataclass(frozen=True)
class ControlStep:
    """Why an entity counts as controlled: votes that are added up, or a declared control.

    votes: holder → share of the votes, each the controller or controlled by it. manners: holder → declared control.
    """

    entity: str
    votes: Mapping[str, Fraction]
    manners: Mapping[str, str]


class Ground(StrEnum):
    """Why somebody is a beneficial owner, in the order in which the law asks."""

    EQUITY = "equity"
    INCOME = "income"
    VOTING = "voting"
    CONTROL = "control"
    HEAD = "head"
    DAILY_BUSINESS = "daily_business"

    @property
    def label(self) -> Text:
        """The words for people."""
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    Ground.EQUITY: Text("最终拥有股权、股份或合伙权益", "ultimate share of equity"),
    Ground.INCOME: Text("最终享有收益权", "ultimate share of income"),
    Ground.VOTING: Text("最终享有表决权", "ultimate share of votes"),
    Ground.CONTROL: Text("单独或者联合实际控制", "control, alone or jointly"),
    Ground.HEAD: Text("简化识别：负责人", "simplified identification: the head"),
    Ground.DAILY_BUSINESS: Text("负责日常经营管理", "runs the daily business"),
}


@dataclass(frozen=True)
class Reason:
    """One ground with its proof. share: of the right, for the first three. steps: for control, down to the entity.
    jointly: the others one acts in concert with.
    """

    ground: Ground
    share: UltimateShare | None = None
    steps: tuple[ControlStep, ...] = ()
    jointly: frozenset[str] = frozenset()


@dataclass(frozen=True)
class BeneficialOwner:
    """A natural person and every ground on which they are a beneficial owner, the one the law asks first in front."""

    person: str
    reasons: tuple[Reason, ...]


class Treatment(StrEnum):
    """How beneficial owners of an entity are identified."""

    FULL = "full"
    SIMPLIFIED = "simplified"
    EXEMPT = "exempt"

    @property
    def label(self) -> Text:
        """The words for people."""
        return _TREATMENT_LABELS[self]


_TREATMENT_LABELS = {
    Treatment.FULL: Text("穿透识别", "identified through every layer"),
    Treatment.SIMPLIFIED: Text("简化识别", "simplified"),
    Treatment.EXEMPT: Text("免于识别", "exempt"),
}


class Sign(StrEnum):
    """What makes a structure one to look at more closely (Order [2025] No.12 art.20)."""

    CROSS_HOLDING = "cross_holding"
    CLOSED_RING = "closed_ring"
    DEEP = "deep"
    UNTRACED = "untraced"
    CONTROL_BESIDE_SHARES = "control_beside_shares"
    NOBODY_FOUND = "nobody_found"


@dataclass(frozen=True)
class Determination:
    """Who the beneficial owners of an entity are, and why.

    threshold: the share from which somebody is one. layers: entities above this one on the longest way up.
    dissections: right → where each part of it ends. signs: what asks for a closer look.
    """

    entity: str
    treatment: Treatment
    threshold: Fraction
    owners: tuple[BeneficialOwner, ...]
    dissections: Mapping[Right, Dissection]
    layers: int
    signs: tuple[Sign, ...]
