"""The cases of large_value.yaml."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from kyc.base.calendar import WorkingCalendar
from kyc.base.money import Money
from kyc.base.policy import PolicyBook
from screening.transactions.model import (
    DayRow,
    Direction,
    FindingState,
    Method,
    Rate,
    ReportClass,
    book_of,
)
from screening.transactions.particulars import Counterparty, Exemption, Particulars
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.large_value import add_up, classes_of, judge, level_of, prompt

CASES = yaml.safe_load(Path(__file__).with_name("large_value.yaml").read_text(encoding="utf-8"))
FRIDAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def calendar() -> WorkingCalendar:
    return WorkingCalendar()


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_large_value(case: dict[str, Any], policies: PolicyBook, calendar: WorkingCalendar) -> None:
    day = case.get("day", FRIDAY)
    policy = policies.at(day).of(LargeValuePolicy)
    rates = {c: Rate(c, day, Decimal(rate)) for c, rate in case.get("rates", {}).items()}
    rows = [_row(f"t{number}", case, policy, *told) for number, told in enumerate(case["rows"])]
    sums = add_up(rows, rates)
    found = [d for s in sums.values() if (d := judge(s, day, policy, calendar)).state is FindingState.OPEN]
    assert [
        {
            "direction": d.day_sum.direction.value,
            "book": d.day_sum.book.value,
            "sum": d.day_sum.total.format(),
            "deadline": d.deadline,
            **({} if d.deadline_certain else {"uncertain": True}),
            **({} if d.day_sum.report_class is ReportClass.CASH else {"class": d.day_sum.report_class.value}),
        }
        for d in found
    ] == case["found"]
    last = rows[-1]
    after = sums[(last.classes or (ReportClass.CASH,))[0], last.direction, book_of(last.amount.currency)]
    level = level_of(after, policy, refused=False)
    assert level == case["prompt"]
    sentence = prompt(level, after, policy.line(after.report_class, after.book), Method.OTHER_CASH, ())
    assert after.total.format() in sentence.zh
    assert after.total.format() in sentence.en


def _row(
    row_id: str,
    case: dict[str, Any],
    policy: LargeValuePolicy,
    direction: str,
    currency: str,
    amount: str,
    more: dict[str, str] | None = None,
) -> DayRow:
    """A row as the case tells it: a deposit or withdrawal unless `more` says otherwise."""
    told = more or {}
    exemption = told.get("exemption")
    classes = classes_of(
        Method(told.get("method", "other_cash")),
        Particulars(counterparty=Counterparty(country=told["country"])) if "country" in told else None,
        policy,
        natural_person=case.get("customer", "person") == "person",
        has_account=told.get("account", "yes") == "yes",
        to_own_account=told.get("own", "no") == "yes",
    )
    return DayRow(
        row_id,
        Direction(direction),
        Money.parse(amount, currency),
        classes=classes,
        exemption=Exemption(exemption) if exemption else None,
    )
