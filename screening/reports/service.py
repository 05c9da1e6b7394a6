"""What staff, commands and pages may do with reports."""

from screening.reports.approving import decide, put_up
from screening.reports.backfill import backfill, fillable, supplement
from screening.reports.codes import codes, set_institution_code, set_outlet_code
from screening.reports.days import report_day, report_days, report_file_of, report_files
from screening.reports.exporting import Exported, export, package, suspicious_package
from screening.reports.faults import FaultAtField, faults_at_fields
from screening.reports.letter import letter
from screening.reports.notices import answer, notices, receive_notice
from screening.reports.receiving import Received, receive
from screening.reports.suspicious import (
    approve,
    begin,
    decide_measure,
    prepare,
    propose_measure,
    review,
    send_back,
    write,
)
from screening.reports.suspicious_views import (
    follow_ups,
    suspicious_report,
    suspicious_reports,
)
from screening.reports.suspicious_views import of_case as reports_of_case
from screening.reports.watch import Pressing, pressing

__all__ = [
    "Exported",
    "FaultAtField",
    "Pressing",
    "Received",
    "answer",
    "approve",
    "backfill",
    "begin",
    "codes",
    "decide",
    "decide_measure",
    "export",
    "faults_at_fields",
    "fillable",
    "follow_ups",
    "letter",
    "notices",
    "package",
    "prepare",
    "pressing",
    "propose_measure",
    "put_up",
    "receive",
    "receive_notice",
    "report_day",
    "report_days",
    "report_file_of",
    "report_files",
    "reports_of_case",
    "review",
    "send_back",
    "set_institution_code",
    "set_outlet_code",
    "supplement",
    "suspicious_package",
    "suspicious_report",
    "suspicious_reports",
    "write",
]
