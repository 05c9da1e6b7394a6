"""What staff, commands and pages may do with reports."""

from screening.reports.approving import decide, put_up
from screening.reports.backfill import backfill, fillable, supplement
from screening.reports.codes import codes, set_institution_code, set_outlet_code
from screening.reports.days import report_day, report_days, report_file_of, report_files
from screening.reports.exporting import Exported, export, package
from screening.reports.receiving import Received, receive

__all__ = [
    "Exported",
    "Received",
    "backfill",
    "codes",
    "decide",
    "export",
    "fillable",
    "package",
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
