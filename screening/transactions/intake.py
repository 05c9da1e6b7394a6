"""Rows of a transaction file, and of a rate file, read into typed values. Pure; what cannot be read is a Problem
with line and column, never a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import TypeVar

from kyc.base.errors import Invalid, Problem
from kyc.base.money import Money
from kyc.base.table import Cell, Column, Row, Table, match_header, place
from kyc.base.text import Text
from screening.transactions import vocabulary as words
from screening.transactions.model import Agent, Direction, Method, NewTransaction, Rate
from screening.transactions.particulars import Counterparty, Particulars

T = TypeVar("T")


TRANSACTION_COLUMNS = (
    Column("reference", ("业务流水号", "流水号", "交易流水号", "reference"), required=True),
    Column("happened_at", ("交易时间", "happened_at"), required=True),
    Column("outlet", ("网点代码", "网点号", "网点", "outlet"), required=True),
    Column("teller", ("柜员号", "柜员", "teller"), required=True),
    Column("method", ("交易方式", "业务种类", "method"), required=True),
    Column("direction", ("收付方向", "收付标志", "direction")),
    Column("currency", ("币种", "currency"), required=True),
    Column("amount", ("金额", "交易金额", "amount"), required=True),
    Column("account", ("账号", "帐号", "卡号", "account")),
    Column("document_type", ("证件种类", "证件类型", "document_type")),
    Column("document_number", ("证件号码", "证件号", "document_number")),
    Column("agent_name", ("代办人姓名", "agent_name")),
    Column("agent_document_type", ("代办人证件种类", "代办人证件类型", "agent_document_type")),
    Column("agent_document_number", ("代办人证件号码", "agent_document_number")),
    Column("agent_phone", ("代办人联系电话", "agent_phone")),
    Column("purpose", ("用途", "资金用途", "purpose")),
    Column("channel", ("交易渠道", "非柜台交易方式", "channel")),
    Column("tool", ("支付工具", "tool")),
    Column("device", ("交易设备", "非柜台交易设备代码", "device")),
    Column("place", ("交易发生地", "place")),
    Column("bop_code", ("国际收支代码", "涉外收支交易代码", "bop_code")),
    Column("matching_type", ("匹配号类型", "matching_type")),
    Column("matching_number", ("匹配号", "matching_number")),
    Column("provider_code", ("银行与支付机构业务代码", "provider_code")),
    Column("counterparty_name", ("对方户名", "对方姓名", "counterparty_name")),
    Column("counterparty_account", ("对方账号", "counterparty_account")),
    Column("counterparty_document_type", ("对方证件种类", "counterparty_document_type")),
    Column("counterparty_document_number", ("对方证件号码", "counterparty_document_number")),
    Column("counterparty_institution_name", ("对方金融机构", "对方行名", "counterparty_institution_name")),
    Column("counterparty_institution_code", ("对方行号", "counterparty_institution_code")),
    Column("counterparty_country", ("对方国家", "对方国家或地区", "counterparty_country")),
    Column("counterparty_region", ("对方行政区划", "counterparty_region")),
    Column("exemption", ("免报原因", "exemption")),
)

RATE_COLUMNS = (
    Column("day", ("日期", "day"), required=True),
    Column("currency", ("币种", "currency"), required=True),
    Column("usd_per_unit", ("每单位折美元", "折美元汇率", "usd_per_unit"), required=True),
)

# what a request calls a field, and the file's column for it, where the two differ
_FIELD_COLUMNS = {
    "account_number": "account",
    "outlet_id": "outlet",
    "teller_id": "teller",
    **{f"agent.{field.name}": f"agent_{field.name}" for field in fields(Agent)},
    **{f"particulars.{field.name}": field.name for field in fields(Particulars)},
    **{f"counterparty.{field.name}": f"counterparty_{field.name}" for field in fields(Counterparty)},
}


@dataclass(frozen=True)
class FileTransaction:
    """One line of a transaction file. The codes are still to be turned into outlet and teller."""

    line: int
    outlet_code: str
    teller_login: str
    request: NewTransaction


@dataclass(frozen=True)
class Lines:
    """What a file gives: its lines, each read or with its problems, and the columns that are not used.
    named: field → the header's word for it.
    """

    lines: Iterator[tuple[int, FileTransaction | list[Problem]]]
    named: Mapping[str, str]
    ignored_columns: tuple[str, ...]

    def place(self, line: int, field: str | None = None) -> str:
        """Where a field of a request stands in the file: "line 3, column 金额"."""
        column = _FIELD_COLUMNS.get(field or "", field or "")
        return place(line, self.named.get(column, column) or None)


def read_transactions(table: Table) -> Lines:
    """The transactions of a table. Invalid when a required column is missing from the header."""
    named, ignored = match_header(table.header, TRANSACTION_COLUMNS)
    return Lines(((row.line, _read(row, named, _transaction)) for row in table.rows), named, ignored)


def read_rates(table: Table) -> tuple[Rate, ...]:
    """The rates of a table. Invalid, with every problem, when anything in it cannot be used."""
    named, _ = match_header(table.header, RATE_COLUMNS)
    rates: dict[tuple[date, str], Rate] = {}
    problems: list[Problem] = []
    for row in table.rows:
        read = _read(row, named, _rate)
        if isinstance(read, list):
            problems.extend(read)
            continue
        key = (read.day, read.currency)
        if rates.setdefault(key, read) != read:
            where = f"line {row.line}"
            problems.append(
                Problem(where, Text("同一天同一币种有两个汇率。", "A second rate for this day and currency."))
            )
    if problems or not rates:
        raise Invalid(
            "transactions.rates.file",
            Text("汇率文件有误，未导入任何内容。", "The rate file has faults; nothing was imported."),
            problems,
        )
    return tuple(rates.values())


class _Reader:
    """Takes fields out of one row and collects what is wrong, so that a line is reported whole."""

    def __init__(self, row: Row, named: dict[str, str]) -> None:
        self.line = row.line
        self.problems: list[Problem] = []
        self._row = row
        self._named = named

    def text(self, field: str, *, required: bool = False) -> str | None:
        """The field's words, None when empty or the column is not there."""
        cell = self._row.cells.get(self._named.get(field, ""), Cell(""))
        if cell.fault is not None:
            self.fault(field, cell.fault)
            return None
        if not cell.text and required:
            self.fault(field, Text("不能为空。", "must not be empty."))
        return cell.text or None

    def value(self, field: str, parse: Callable[[str], T | None], fault: Text, *, required: bool) -> T | None:
        """The field through `parse`; `fault` is reported when that gives None."""
        text = self.text(field, required=required)
        if text is None:
            return None
        value = parse(text)
        if value is None:
            self.fault(field, fault)
        return value

    def fault(self, field: str, text: Text) -> None:
        """Notes what is wrong in a column."""
        self.problems.append(Problem(place(self.line, self._named.get(field)), text))


def _read(row: Row, named: dict[str, str], build: Callable[[_Reader], T | None]) -> T | list[Problem]:
    if row.fault is not None:
        return [Problem(place(row.line), row.fault)]
    reader = _Reader(row, named)
    built = build(reader)
    return reader.problems if built is None or reader.problems else built


def _transaction(reader: _Reader) -> FileTransaction | None:
    reference = reader.text("reference", required=True)
    happened_at = reader.value("happened_at", words.time, words.TIME_FAULT, required=True)
    outlet = reader.text("outlet", required=True)
    teller = reader.text("teller", required=True)
    method = reader.value("method", words.method, words.METHOD_FAULT, required=True)
    direction = _direction(reader, method)
    amount = _amount(reader)
    document = reader.value("document_type", words.document, words.DOCUMENT_FAULT, required=False)
    rest = {field: reader.text(field) for field in ("account", "document_number", "purpose")}
    agent = Agent(*(reader.text(f"agent_{field.name}") for field in fields(Agent)))
    particulars = _particulars(reader)
    exemption = reader.value("exemption", words.exemption, words.EXEMPTION_FAULT, required=False)
    if reference is None or happened_at is None or outlet is None or teller is None:
        return None
    if method is None or direction is None or amount is None:
        return None
    return FileTransaction(
        reader.line,
        outlet,
        teller,
        NewTransaction(
            reference=reference,
            happened_at=happened_at,
            direction=direction,
            method=method,
            amount=amount,
            account_number=rest["account"],
            document_type=document,
            document_number=rest["document_number"],
            agent=agent if agent != Agent() else None,
            purpose=rest["purpose"],
            particulars=particulars if particulars != Particulars() else None,
            exemption=exemption,
        ),
    )


def _particulars(reader: _Reader) -> Particulars:
    other = Counterparty(*(reader.text(f"counterparty_{field.name}") for field in fields(Counterparty)))
    channel = reader.value("channel", words.channel, words.CHANNEL_FAULT, required=False)
    rest = {
        field.name: reader.text(field.name)
        for field in fields(Particulars)
        if field.name not in ("channel", "counterparty")
    }
    return Particulars(channel=channel, counterparty=other if other != Counterparty() else None, **rest)


def _direction(reader: _Reader, method: Method | None) -> Direction | None:
    """The direction written, or the one the method's word means; a method not read was reported already."""
    implied = method.only_direction if method else None
    written = reader.value(
        "direction",
        words.direction,
        words.DIRECTION_FAULT,
        required=method is not None and implied is None,
    )
    return written or implied


def _amount(reader: _Reader) -> Money | None:
    currency = reader.value("currency", words.currency, words.CURRENCY_FAULT, required=True)
    text = reader.text("amount", required=True)
    if currency is None or text is None:
        return None
    try:
        return Money.parse(text, currency)
    except Invalid as error:
        reader.fault("amount", error.text)
        return None


def _rate(reader: _Reader) -> Rate | None:
    day = reader.value("day", words.day, words.DAY_FAULT, required=True)
    currency = reader.value("currency", words.currency, words.CURRENCY_FAULT, required=True)
    number = reader.value(
        "usd_per_unit",
        words.rate,
        words.RATE_FAULT,
        required=True,
    )
    if day is None or currency is None or number is None:
        return None
    return Rate(currency, day, number)
