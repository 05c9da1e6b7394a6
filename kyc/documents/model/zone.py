"""A machine-readable zone as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kyc.base.text import Text
from kyc.documents.model.seen import Box, Field


class MrzFormat(StrEnum):
    """The zones of ICAO Doc 9303 parts 4 to 7, and the French identity card of 1988 to 2021, which is none of them."""

    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    MRV_A = "mrv_a"
    MRV_B = "mrv_b"
    FR_ID = "fr_id"


@dataclass(frozen=True, order=True)
class Cell:
    """One place of a zone: line and column, both from 0."""

    line: int
    column: int


@dataclass(frozen=True)
class CheckDigit:
    """One check digit of a zone. name: the field it guards, or `composite`. cell: where it is printed."""

    name: str
    cell: Cell
    printed: str
    expected: str
    holds: bool


@dataclass(frozen=True)
class Mrz:
    """A zone as read.

    lines: as decoded. valid: every check digit holds, the grammar holds, at most so many characters were repaired, and
    nothing else would have fitted nearly as well; a zone that is not valid is given as it was read. doubts: why it is
    not valid. repaired: the places where another character stands than the picture alone suggested.
    confidences: 0..1 per character, by line. boxes: where each character stands, by line; empty when not known.
    fields: by the house's field names.
    """

    format: MrzFormat
    lines: tuple[str, ...]
    valid: bool
    doubts: tuple[Text, ...]
    repaired: tuple[Cell, ...]
    confidences: tuple[tuple[float, ...], ...]
    checks: tuple[CheckDigit, ...]
    fields: Mapping[str, Field]
    boxes: tuple[tuple[Box, ...], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The zone as `flask read --json` and the API give it (stable interface: format, lines, valid)."""
        return {
            "format": self.format,
            "lines": list(self.lines),
            "valid": self.valid,
            "doubts": [doubt.as_dict() for doubt in self.doubts],
            "repaired": [[cell.line, cell.column] for cell in self.repaired],
            "confidence": round(min(min(line) for line in self.confidences), 4),
            "checks": {check.name: check.holds for check in self.checks},
        }
