"""What a scan is and what was read from it. Every value carries its confidence and its place."""

from __future__ import annotations

from kyc.documents.model.reading import DocumentReading, ReadFailure, ScanFile
from kyc.documents.model.seen import (
    MACHINE_ZONE,
    VISUAL_ZONE,
    Box,
    Check,
    Field,
    Hint,
    Print,
    Quality,
    QualityReason,
    QualitySeverity,
)
from kyc.documents.model.verdicts import DocumentType, Outcome, Verdict
from kyc.documents.model.zone import Cell, CheckDigit, Mrz, MrzFormat

__all__ = [
    "MACHINE_ZONE",
    "VISUAL_ZONE",
    "Box",
    "Cell",
    "Check",
    "CheckDigit",
    "DocumentReading",
    "DocumentType",
    "Field",
    "Hint",
    "Mrz",
    "MrzFormat",
    "Outcome",
    "Print",
    "Quality",
    "QualityReason",
    "QualitySeverity",
    "ReadFailure",
    "ScanFile",
    "Verdict",
]
