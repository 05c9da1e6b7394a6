"""Facts of later stages for tests of grading, as a source that tests fill by hand."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date

from kyc.base.ports import Ports
from kyc.base.unit import House, Unit
from kyc.risk.gathering import FACT_SOURCES
from kyc.risk.model import Facts, FactValue
from tests.specimen_facts import facts


class Told:
    """A source of facts that says what it was told, of every customer or of one."""

    def __init__(self) -> None:
        self.of_all: dict[str, FactValue] = {"listed": False}
        self.of_one: dict[str, Mapping[str, FactValue]] = {}

    def __call__(self, unit: Unit, customer_id: str, as_of: date) -> Facts:
        return facts(self.of_all | dict(self.of_one.get(customer_id, {})))


def hearing(house: House, told: Told) -> House:
    """The house with `told` as its source of facts."""
    return dataclasses.replace(house, ports=Ports({FACT_SOURCES: [told]}))
