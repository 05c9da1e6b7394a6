"""The dated values beneficial owners are determined by; the file is `kyc/policies/ownership.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from kyc.customers.ownership.model import Treatment
from kyc.customers.ownership.rules import Measure


@dataclass(frozen=True)
class OwnershipPolicy:
    """How beneficial owners are looked for.

    threshold, enhanced_threshold: shares, 0..1. majority: of the votes. regimes: kind of entity → treatment, whose name
    stands for the owner where it is simplified, name, reference. difference_working_days: for a report or note.
    """

    section: ClassVar[str] = "ownership"

    threshold: Decimal
    enhanced_threshold: Decimal
    majority: Decimal
    deep_layers: int
    most_routes: int
    regimes: Mapping[str, Mapping[str, Any]]
    difference_working_days: int

    def __post_init__(self) -> None:
        for code, regime in self.regimes.items():
            if regime["treatment"] not in set(Treatment):
                raise ValueError(f"regimes: {code}: no such treatment")

    def measure(self, regime: str, *, enhanced: bool) -> Measure:
        """How the owners of an entity of this kind are looked for. enhanced: its risk is high, or there is doubt; then
        nothing is simplified (art.14) and the threshold is the lower one (art.21).
        """
        treatment = Treatment(self.regimes[regime]["treatment"])
        if enhanced and treatment is Treatment.SIMPLIFIED:
            treatment = Treatment.FULL
        threshold = self.enhanced_threshold if enhanced else self.threshold
        return Measure(
            Fraction(threshold), Fraction(self.majority), self.most_routes, self.deep_layers, treatment
        )
