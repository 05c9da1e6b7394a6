"""Transactions, findings and rates for programs, under /api/v1: thin views over the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from kyc.base.access import Permission
from kyc.web.access import requires
from kyc.web.idempotency import idempotent
from kyc.web.interface import PREFIX, paging_of_request
from kyc.web.units import unit_of_request
from screening.transactions import service
from screening.transactions.model import Change, NewTransaction, Preview, Recorded, Transaction
from screening.transactions.rates import RatesSet
from screening.web.schemas import (
    ChangeSchema,
    FindingsSchema,
    ListSchema,
    NewTransactionSchema,
    PreviewSchema,
    RatesSchema,
    RatesSetSchema,
    ReasonSchema,
    RecordedSchema,
    TransactionSchema,
    TransactionsSchema,
)

transactions = Blueprint(
    "transactions", __name__, url_prefix=f"{PREFIX}/transactions", description="交易 / Transactions"
)
findings = Blueprint(
    "findings",
    __name__,
    url_prefix=f"{PREFIX}/large-value-findings",
    description="大额记录 / Large-value findings",
)
rates = Blueprint(
    "rates", __name__, url_prefix=f"{PREFIX}/exchange-rates", description="汇率 / Exchange rates"
)


@transactions.route("", methods=["POST"])
@requires(Permission.TRANSACTION_RECORD)
@idempotent
@transactions.arguments(NewTransactionSchema)
@transactions.response(201, RecordedSchema)
def record(given: NewTransaction) -> Recorded:
    """Book a transaction

    The findings of the customer's day are derived anew in the same transaction.
    """
    with unit_of_request(write=True) as unit:
        return service.record(unit, given)


@transactions.route("/preview", methods=["POST"])
@requires(Permission.TRANSACTION_RECORD)
@transactions.arguments(NewTransactionSchema)
@transactions.response(200, PreviewSchema)
def preview(given: NewTransaction) -> Preview:
    """Ask what booking would lead to

    Nothing is kept. `level`: `clear`, `near` the line, `report`, or `refuse` (it will not be booked as it stands).
    """
    with unit_of_request() as unit:
        return service.preview(unit, given)


@transactions.route("", methods=["GET"])
@requires(Permission.TRANSACTION_VIEW)
@transactions.arguments(ListSchema, location="query")
@transactions.response(200, TransactionsSchema)
def listed(given: Mapping[str, Any]) -> dict[str, Any]:
    """List transactions

    Within the caller's scope, the newest first.
    """
    paging = paging_of_request()
    with unit_of_request() as unit:
        found = service.transactions(
            unit,
            day=given["day"],
            customer_id=given["customer_id"],
            limit=paging.limit + 1,
            before=paging.after,
        )
    return paging.page(found, lambda row: row.id, lambda row: row)


@transactions.route("/<transaction_id>", methods=["GET"])
@requires(Permission.TRANSACTION_VIEW)
@transactions.response(200, TransactionSchema)
def show(transaction_id: str) -> Transaction:
    """Show a transaction"""
    with unit_of_request() as unit:
        return service.transaction(unit, transaction_id)


@transactions.route("/<transaction_id>/reversals", methods=["POST"])
@requires(Permission.TRANSACTION_CORRECT)
@idempotent
@transactions.arguments(ReasonSchema)
@transactions.response(201, TransactionSchema)
def reverse(given: Mapping[str, str], transaction_id: str) -> Transaction:
    """Undo a transaction

    By a row of its own; answered 409 when it was undone or replaced already.
    """
    with unit_of_request(write=True) as unit:
        return service.reverse(unit, transaction_id, given["reason"])


@transactions.route("/<transaction_id>/corrections", methods=["POST"])
@requires(Permission.TRANSACTION_CORRECT)
@idempotent
@transactions.arguments(ChangeSchema)
@transactions.response(201, RecordedSchema)
def correct(given: tuple[Change, str], transaction_id: str) -> Recorded:
    """Replace a transaction

    By a corrected row; the findings of its day, and of the new day if it moves, follow.
    """
    change, reason = given
    with unit_of_request(write=True) as unit:
        return service.correct(unit, transaction_id, change, reason)


@findings.route("", methods=["GET"])
@requires(Permission.FINDING_VIEW)
@findings.arguments(ListSchema, location="query")
@findings.response(200, FindingsSchema)
def large_value(given: Mapping[str, Any]) -> dict[str, Any]:
    """List large-value findings

    Open and withdrawn, the newest first.
    """
    paging = paging_of_request()
    with unit_of_request() as unit:
        found = service.findings(
            unit,
            customer_id=given["customer_id"],
            day=given["day"],
            limit=paging.limit + 1,
            before=paging.after,
        )
    return paging.page(found, lambda finding: finding.id, lambda finding: finding)


@rates.route("", methods=["POST"])
@requires(Permission.RATE_SET)
@idempotent
@rates.arguments(RatesSchema)
@rates.response(201, RatesSetSchema)
def set_rates(given: Mapping[str, Any]) -> RatesSet:
    """Set a day's rates

    Customer-days valued by them are added up again.
    """
    with unit_of_request(write=True) as unit:
        return service.set_rates(unit, given["day"], given["usd_per_unit"])
