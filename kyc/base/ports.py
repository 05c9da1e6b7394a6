"""What later stages give to earlier ones. An earlier stage names a port; the composition root hands over who fills it,
so that nothing imports what comes after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

P = TypeVar("P")


@dataclass(frozen=True)
class Port(Generic[P]):
    """A place for fillings of type P. name: unique in the house."""

    name: str


class Ports:
    """Who fills which port; an unfilled port is empty."""

    def __init__(self, fillings: Mapping[Port[Any], Sequence[Any]] | None = None) -> None:
        self._fillings = {port: tuple(given) for port, given in (fillings or {}).items()}

    def of(self, port: Port[P]) -> tuple[P, ...]:
        """The fillings of the port, in the order given."""
        return self._fillings.get(port, ())
