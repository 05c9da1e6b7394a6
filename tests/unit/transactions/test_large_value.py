"""Adding a day up: order, splitting, missing rates, and the words the teller reads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kyc.base.calendar import WorkingCalendar
from kyc.base.money import Money
from kyc.base.policy import PolicyBook
from kyc.base.text import Text
from screening.transactions.model import (
    Book,
    DayRow,
    Direction,
    FindingState,
    Method,
    Missing,
    PromptLevel,
    Rate,
    ReportClass,
)
from screening.transactions.particulars import Exemption
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.large_value import (
    SUMS,
    add_up,
    judge,
    level_of,
    one_off_reached,
    prompt,
)

CASH = ReportClass.CASH
DAY = date(2026, 11, 20)
EUR = {"EUR": Rate("EUR", DAY, Decimal("1.0837"))}


@pytest.fixture(scope="module")
def policy(policies: PolicyBook) -> LargeValuePolicy:
    return policies.at(DAY).of(LargeValuePolicy)


def row(amount: str, currency: str = "CNY", direction: Direction = Direction.IN, **more: object) -> DayRow:
    return DayRow(f"{direction}{amount}", direction, Money.parse(amount, currency), **more)  # type: ignore[arg-type]


def test_a_day_without_rows_has_empty_sums_of_every_class_direction_and_book() -> None:
    assert len(SUMS) == 4 * 2 * 2
    assert {key: s.total for key, s in add_up([], {}).items()} == {
        key: Money(0, key.book.currency) for key in SUMS
    }


def test_an_exempted_row_is_left_out_and_said_so(policy: LargeValuePolicy) -> None:
    rows = [row("60,000"), row("900,000", exemption=Exemption.INTERBANK)]
    day_sum = add_up(rows, {})[CASH, Direction.IN, Book.CNY]
    assert day_sum.total == Money(6_000_000, "CNY")
    assert day_sum.exempted == (("in900,000", Exemption.INTERBANK),)
    reasons = judge(day_sum, DAY, policy, WorkingCalendar()).reasons
    assert "另有 1 笔未计入：同业拆借" in reasons[1].zh
    assert "Left out, transactions: 1: interbank lending" in reasons[1].en


def test_an_amount_without_a_rate_is_never_nothing() -> None:
    with pytest.raises(KeyError):
        add_up([row("1", "EUR")], {})
    assert add_up([row("100", "EUR")], EUR)[CASH, Direction.IN, Book.FOREIGN].total == Money(10_837, "USD")


def test_the_rates_used_stand_with_the_sum() -> None:
    sums = add_up([row("1", "EUR"), row("1", "USD")], EUR | {"HKD": Rate("HKD", DAY, Decimal("0.1"))})
    assert sums[CASH, Direction.IN, Book.FOREIGN].rates == (EUR["EUR"],)
    assert sums[CASH, Direction.IN, Book.CNY].rates == ()


def test_what_is_found_explains_itself(policy: LargeValuePolicy) -> None:
    sums = add_up([row("20,000"), row("32,000")], {})
    derived = judge(sums[CASH, Direction.IN, Book.CNY], DAY, policy, WorkingCalendar())
    assert derived.state is FindingState.OPEN
    assert (derived.day_sum.report_class, derived.threshold) == ("0501", Money(5_000_000, "CNY"))
    assert derived.day_sum.transaction_ids == ("in20,000", "in32,000")
    assert derived.reasons[0] == Text(
        "当日现金收入 2 笔，合计人民币 52,000.00 元，达到大额交易标准人民币 50,000.00 元（0501）。",
        "The day's cash in (transactions: 2) comes to CNY 52,000.00 and reaches the large-value line of "
        "CNY 50,000.00 (0501).",
    )
    assert "2026-11-27" in derived.reasons[1].zh


def test_a_deadline_in_an_unknown_year_is_marked(policy: LargeValuePolicy) -> None:
    sums = add_up([row("52,000")], {})
    derived = judge(sums[CASH, Direction.IN, Book.CNY], date(2026, 12, 31), policy, WorkingCalendar())
    assert not derived.deadline_certain
    assert "尚未载入" in derived.reasons[1].zh
    assert "not loaded" in derived.reasons[1].en


@pytest.mark.parametrize(
    ("amount", "refused", "level"),
    [
        ("44,999.99", False, PromptLevel.CLEAR),
        ("45,000", False, PromptLevel.NEAR),
        ("49,999.99", False, PromptLevel.NEAR),
        ("50,000", False, PromptLevel.REPORT),
        ("50,000", True, PromptLevel.REFUSE),
    ],
)
def test_how_loud_the_prompt_is(
    policy: LargeValuePolicy, amount: str, refused: bool, level: PromptLevel
) -> None:
    after = add_up([row(amount)], {})[CASH, Direction.IN, Book.CNY]
    assert level_of(after, policy, refused=refused) is level


def test_the_prompt_says_the_sum_and_what_to_do(policy: LargeValuePolicy) -> None:
    after = add_up([row("52,000")], {})[CASH, Direction.IN, Book.CNY]
    lacking = (
        Missing("network_check", Text("联网核查", "networked ID check"), Text("", "")),
        Missing("element:occupation", Text("职业", "Occupation"), Text("", "")),
    )
    text = prompt(PromptLevel.REPORT, after, policy.line(CASH, Book.CNY), Method.CASH_DEPOSIT, lacking)
    assert text == Text(
        "加上本笔现金存款，该客户当日现金收入合计人民币 52,000.00 元："
        "须提交大额交易报告并识别客户身份。尚缺：联网核查、职业。",
        "With this cash deposit the day's cash in is CNY 52,000.00: a large-value report is due; identify the "
        "customer. Still missing: networked ID check, Occupation.",
    )
    clear = prompt(PromptLevel.CLEAR, after, policy.line(CASH, Book.CNY), Method.CASH_DEPOSIT, lacking)
    assert "尚缺" not in clear.zh


def test_one_off_services_are_summed_apart(policy: LargeValuePolicy) -> None:
    def reached(*rows: DayRow) -> bool:
        return one_off_reached(rows, add_up(rows, EUR)[CASH, Direction.IN, Book.CNY], policy)

    assert reached(row("30,000", one_off=True), row("20,000", one_off=True))
    assert not reached(row("30,000", one_off=True), row("20,000"))
    assert not reached(row("30,000", one_off=True), row("20,000", direction=Direction.OUT, one_off=True))
    assert not reached(row("30,000", one_off=True), row("2,999", "USD", one_off=True))


def test_the_line_for_one_off_services_followed_the_law(policies: PolicyBook) -> None:
    before, since = (policies.at(day).of(LargeValuePolicy) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert before.one_off_line(Book.CNY) == Money(1_000_000, "CNY")
    assert since.one_off_line(Book.CNY) == Money(5_000_000, "CNY")
    assert since.one_off_line(Book.FOREIGN) == Money(1_000_000, "USD")
