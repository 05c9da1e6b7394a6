"""What staff, commands and pages may do with reports."""

from screening.reports.approving import decide, put_up
from screening.reports.backfill import backfill, fillable, supplement
from screening.reports.codes import codes, set_institution_code, set_outlet_code
from screening.reports.days import report_day, report_days, report_file_of, report_files
from screening.reports.exporting import Exported, export, package
from screening.reports.faults import FaultAtField, faults_at_fields
from screening.reports.receiving import Received, receive
from screening.reports.watch import Pressing, pressing

__all__ = [
    "Exported",
    "FaultAtField",
    "Pressing",
    "Received",
    "backfill",
    "codes",
    "decide",
    "export",
    "faults_at_fields",
    "fillable",
    "package",
    "pressing",
    "put_up",
    "receive",
    "report_day",
    "report_days",
    "report_file_of",
    "report_files",
    "set_institution_code",
    "set_outlet_code",
    "supplement",
]
