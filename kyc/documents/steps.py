"""What the first steps of a reading saw on each page, for whoever must find out why it came out as it did."""

from __future__ import annotations

from dataclasses import dataclass

from kyc.documents.intake import Page
from kyc.documents.lines import Line
from kyc.documents.model import DocumentReading
from kyc.documents.pixels import Quad


@dataclass(frozen=True)
class PageSteps:
    """One page: as decoded, the lines of print found (in `page.pixels`), and what was recognised in them."""

    page: Page
    found: tuple[Quad, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Explanation:
    """A reading with what its steps saw. The later steps' results stand in the reading itself."""

    reading: DocumentReading
    pages: tuple[PageSteps, ...]
