"""Large-value reports for programs, under /api/v1: thin views over the service."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, make_response
from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.units import unit_of_request
from screening.reports import service
from screening.reports.model import Batch, ReportDay, ReportFile
from screening.reports.service import Received
from screening.web.reports_schemas import (
    BackfillSchema,
    BatchDecisionSchema,
    BatchSchema,
    PutUpSchema,
    ReceiptInSchema,
    ReceivedSchema,
    ReportDaySchema,
    ReportDaysSchema,
    ReportFileSchema,
    SupplementSchema,
)

reports = Blueprint(
    "reports_api", __name__, url_prefix=f"{PREFIX}/reports", description="大额交易报告 / Large-value reports"
)


@reports.route("/days", methods=["GET"])
@requires(Permission.REPORT_VIEW)
@reports.response(200, ReportDaysSchema)
def days() -> dict[str, Any]:
    """List business days of large-value reporting

    The newest first, with what is still to be told, deadlines and files.
    """
    paging = paging_of_request()
    with unit_of_request() as unit:
        before = _day(paging.after) if paging.after else None
        found = service.report_days(unit, paging.limit + 1, before)
    return paging.page(found, lambda day: day.business_day.isoformat(), lambda day: day)


@reports.route("/days/<day>", methods=["GET"])
@requires(Permission.REPORT_VIEW)
@reports.response(200, ReportDaySchema)
def show_day(day: str) -> ReportDay:
    """Show a business day

    Every deal still to be told, with what is faulty or missing in it.
    """
    with unit_of_request() as unit:
        return service.report_day(unit, _day(day))


@reports.route("/days/<day>/batches", methods=["POST"])
@requires(Permission.REPORT_PREPARE)
@idempotent
@reports.arguments(PutUpSchema)
@reports.response(201, BatchSchema)
def put_up(given: Mapping[str, Any], day: str) -> Batch:
    """Put a day up for approval

    Answered 422 while fields are faulty, or missing without a word on why; 409 while something waits already.
    """
    with unit_of_request(write=True) as unit:
        return service.put_up(unit, _day(day), given["remark"], given["confirmed_missing"])


@reports.route("/batches/<batch_id>/decision", methods=["POST"])
@requires(Permission.REPORT_APPROVE)
@idempotent
@reports.arguments(BatchDecisionSchema)
@reports.response(201, BatchSchema)
def decide(given: Mapping[str, Any], batch_id: str) -> Batch:
    """Decide what was put up

    As a second person; agreed, the files are written. Answered 403 for whoever put it up, 409 when things have changed.
    """
    with unit_of_request(write=True) as unit:
        return service.decide(unit, batch_id, given["agree"], given["remark"])


@reports.route("/files/<file_id>", methods=["GET"])
@requires(Permission.REPORT_VIEW)
@reports.response(200, ReportFileSchema)
def show_file(file_id: str) -> ReportFile:
    """Show a file

    Its state and receipts, with every fault the centre named.
    """
    with unit_of_request() as unit:
        return service.report_file_of(unit, file_id)


@reports.route("/files/<file_id>/package", methods=["POST"])
@requires(Permission.REPORT_EXPORT)
@reports.response(200, content_type="application/zip")
def package(file_id: str) -> Response:
    """Get a file packed for handing over

    A zip of at most 5 MB; giving it out leaves a trace.
    """
    with unit_of_request(write=True) as unit:
        name, content = service.package(unit, file_id)
    response = make_response(content)
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@reports.route("/receipts", methods=["POST"])
@requires(Permission.REPORT_RECEIVE)
@idempotent
@reports.arguments(ReceiptInSchema)
@reports.response(201, ReceivedSchema)
def receive(given: Mapping[str, Any]) -> Received:
    """Take in a receipt

    Under its file's name; the same again changes nothing.
    """
    with unit_of_request(write=True) as unit:
        return service.receive(unit, given["name"], given["content"].encode())


@reports.route("/back-fill", methods=["GET"])
@requires(Permission.REPORT_SUPPLEMENT)
@reports.response(200, BackfillSchema)
def backfill() -> dict[str, Any]:
    """List what deals lack for their report

    Of the caller's outlet, the most pressing first.
    """
    with unit_of_request() as unit:
        return {"items": service.backfill(unit)}


@reports.route("/back-fill/<transaction_id>", methods=["POST"])
@requires(Permission.REPORT_SUPPLEMENT)
@idempotent
@reports.arguments(SupplementSchema)
@reports.response(201, BackfillSchema)
def supplement(given: Mapping[str, Any], transaction_id: str) -> dict[str, Any]:
    """Fill in what a deal lacks

    By the interface's tags; answers with what is still lacking.
    """
    with unit_of_request(write=True) as unit:
        service.supplement(unit, transaction_id, given["told"], given["reason"])
        return {"items": service.backfill(unit)}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        text = Text("不是真实的日期，应写作 2026-01-31。", "no real date; write 2026-01-31.")
        raise Invalid("web.date", text, [Problem("day", text)]) from error
