"""Lines of transaction and rate files: what is understood, and where a fault is said to be."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from kyc.base.errors import Invalid, Problem
from kyc.base.money import Money
from kyc.base.table import read_table
from kyc.customers.model import IdentityDocument
from screening.transactions import vocabulary
from screening.transactions.intake import (
    RATE_COLUMNS,
    TRANSACTION_COLUMNS,
    FileTransaction,
    Lines,
    read_rates,
    read_transactions,
)
from screening.transactions.model import Agent, Direction, Method

CHINESE = "业务流水号,交易时间,网点代码,柜员号,交易方式,收付方向,币种,金额,账号,代办人姓名,用途"
ENGLISH = "reference,happened_at,outlet,teller,method,direction,currency,amount,account,agent_name,purpose"
GOOD = 'T1,2026-11-20 10:31:05,E01,t1,现金存款,,人民币,"52,000.00",6200000000000001234,样本代办,货款'


def lines(*rows: str) -> Lines:
    return read_transactions(read_table("deals.csv", "\n".join(rows).encode()))


def one(row: str, header: str = CHINESE) -> FileTransaction | list[Problem]:
    ((_, read),) = lines(header, row).lines
    return read


@pytest.mark.parametrize(
    "header", [CHINESE, ENGLISH, CHINESE.replace("账号", "帐号").replace("币种", " 币种 ")]
)
def test_a_good_line_in_either_language(header: str) -> None:
    read = one(GOOD, header)
    assert isinstance(read, FileTransaction)
    assert (read.line, read.outlet_code, read.teller_login) == (2, "E01", "t1")
    request = read.request
    assert request.happened_at == datetime(2026, 11, 20, 2, 31, 5, tzinfo=UTC)
    assert (request.method, request.direction) == (Method.CASH_DEPOSIT, Direction.IN)
    assert request.amount == Money(5_200_000, "CNY")
    assert request.agent == Agent(name="样本代办")
    assert (request.account_number, request.document_number) == ("6200000000000001234", None)


def test_no_agent_columns_means_no_agent() -> None:
    read = one(GOOD.replace("样本代办", ""))
    assert isinstance(read, FileTransaction)
    assert read.request.agent is None


def test_every_fault_of_a_line_is_told_at_its_column() -> None:
    read = one(",昨天,E01,t1,贷款,横,比特币,五万,6200000000000001234,,")
    assert isinstance(read, list)
    assert [problem.where for problem in read] == [
        "line 2, column 业务流水号",
        "line 2, column 交易时间",
        "line 2, column 交易方式",
        "line 2, column 收付方向",
        "line 2, column 币种",
    ]
    (problem,) = one(GOOD.replace('"52,000.00"', "五万"))  # type: ignore[misc]
    assert problem.where == "line 2, column 金额"


def test_a_direction_is_needed_where_the_method_does_not_say_it() -> None:
    read = one(GOOD.replace("现金存款", "现钞兑换"))
    assert isinstance(read, list)
    assert [problem.where for problem in read] == ["line 2, column 收付方向"]


def test_a_short_line_is_told_once() -> None:
    assert [p.where for p in one("T1,2026-11-20 10:31:05,E01")] == ["line 2"]  # type: ignore[union-attr]


def test_missing_and_unknown_columns() -> None:
    with pytest.raises(Invalid) as error:
        lines(CHINESE.replace("金额", "数额"), GOOD)
    assert "金额" in error.value.text.zh
    assert "amount" in error.value.text.en
    assert lines(CHINESE + ",备注", GOOD + ",x").ignored_columns == ("备注",)


def test_a_place_in_the_file_is_named_by_the_files_own_words() -> None:
    file = lines(CHINESE, GOOD)
    assert file.place(2, "account_number") == "line 2, column 账号"
    assert file.place(2, "agent.name") == "line 2, column 代办人姓名"
    assert file.place(2, "outlet_id") == "line 2, column 网点代码"
    assert file.place(2) == "line 2"


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-20 10:31:05", datetime(2026, 11, 20, 2, 31, 5, tzinfo=UTC)),
        ("2026/1/5 9:05", datetime(2026, 1, 5, 1, 5, tzinfo=UTC)),
        ("2026年11月20日 10:31", datetime(2026, 11, 20, 2, 31, tzinfo=UTC)),
        ("2026-11-20T10:31:05.123+09:00", datetime(2026, 11, 20, 1, 31, 5, tzinfo=UTC)),
        ("2026-11-20T02:31:05Z", datetime(2026, 11, 20, 2, 31, 5, tzinfo=UTC)),
        ("20261120103105", datetime(2026, 11, 20, 2, 31, 5, tzinfo=UTC)),
        ("2026-11-20", None),
        ("2026-02-30 10:00", None),
        ("2026-11-20 24:01", None),
        ("46346.5", None),
        ("", None),
    ],
)
def test_times(written: str, utc: datetime | None) -> None:
    assert vocabulary.time(written) == utc


@pytest.mark.parametrize(
    ("written", "code"),
    [("人民币", "CNY"), ("rmb", "CNY"), ("ＵＳＤ", "USD"), ("港币", "HKD"), ("XBT", None), ("", None)],
)
def test_currencies(written: str, code: str | None) -> None:
    assert vocabulary.currency(written) == code


def test_words_for_methods_directions_and_documents() -> None:
    assert vocabulary.method("取款") is Method.CASH_WITHDRAWAL
    assert vocabulary.method("note_exchange") is Method.NOTE_EXCHANGE
    assert vocabulary.direction("付") is Direction.OUT
    assert vocabulary.document("身份证") is IdentityDocument.CN_RESIDENT_ID
    assert vocabulary.method("transfer") is vocabulary.direction("?") is vocabulary.document("驾照") is None


class TestRates:
    def read(self, *rows: str) -> object:
        return read_rates(read_table("rates.csv", "\n".join(("日期,币种,每单位折美元", *rows)).encode()))

    def test_a_rate_file(self) -> None:
        rates = self.read("2026-11-20,EUR,1.0837", "2026/11/20,港币,0.1289")
        assert [(r.day, r.currency, r.usd_per_unit) for r in rates] == [  # type: ignore[attr-defined]
            (date(2026, 11, 20), "EUR", Decimal("1.0837")),
            (date(2026, 11, 20), "HKD", Decimal("0.1289")),
        ]

    @pytest.mark.parametrize("rate", ["0", "-1", "0.0", "1e3", "1,1", "NaN", "", "1.0000000001", "9" * 10])
    def test_what_is_no_rate_is_refused_at_its_place(self, rate: str) -> None:
        with pytest.raises(Invalid) as error:
            self.read(f'2026-11-20,EUR,"{rate}"')
        assert [p.where for p in error.value.problems] == ["line 2, column 每单位折美元"]

    def test_two_rates_for_one_day_are_refused(self) -> None:
        with pytest.raises(Invalid) as error:
            self.read("2026-11-20,EUR,1.1", "2026-11-20,EUR,1.2")
        assert [p.where for p in error.value.problems] == ["line 3"]

    def test_a_file_without_rates_is_refused(self) -> None:
        with pytest.raises(Invalid):
            self.read()


def test_every_column_can_be_written_in_both_languages() -> None:
    for column in (*TRANSACTION_COLUMNS, *RATE_COLUMNS):
        assert not column.names[0].isascii()
        assert column.names[-1] == column.field
