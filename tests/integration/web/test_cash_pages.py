"""Cash at the counter by plain forms: the prompt, the booking, mending it, the list of large values."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from kyc.base.access import Role
from kyc.base.unit import House
from kyc.web import pages as kyc_pages
from screening.transactions import service
from screening.transactions.model import Agent, FindingState, Transaction
from screening.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_counter import Seat, Seats, cash_form, seat, words
from tests.specimen_transactions import Specimen, book, cash, checked, specimen

# What differs between databases is tried through the services and the JSON interface.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

REPORT = "该客户当日现金收入合计人民币 52,000.00 元：须提交大额交易报告并识别客户身份。"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*kyc_pages.BLUEPRINTS, *pages.BLUEPRINTS)


@pytest.fixture
def sits(bank: Bank, at_work: Callable[..., Browser]) -> Seats:
    """`sits("wang.fang", Role.TELLER, "east")`"""
    return lambda *about: seat(bank.house, at_work(*about))


@pytest.fixture
def teller(sits: Seats) -> Seat:
    return sits("wang.fang", Role.TELLER, "east")


@pytest.fixture
def customer(house: House, teller: Seat) -> Specimen:
    with house.write(teller.actor) as unit:
        return specimen(unit)


def booked(teller: Seat) -> list[Transaction]:
    """What stands in the book, the oldest first."""
    with teller.house.read(teller.actor) as unit:
        return list(reversed(service.transactions(unit, limit=100)))


class TestPrompt:
    def test_says_what_the_day_comes_to_and_what_that_asks_for(
        self, teller: Seat, customer: Specimen
    ) -> None:
        below = teller.preview(**cash_form(customer.account, "30,000"))
        assert 'data-level="clear"' in below.text
        assert "未达大额交易标准" in words(below)
        teller.book(customer.account, "30,000")
        over = teller.preview(**cash_form(customer.account, "22,000"))
        assert 'data-level="report"' in over.text
        assert REPORT in words(over)
        assert "报告期限 2026-11-27 周五" in words(over)
        assert "联网核查 登记核查结果" in words(over)
        assert f"/customers/{customer.customer_id}" in over.text
        assert customer.number not in over.text
        assert len(booked(teller)) == 1, "a prompt books nothing"

    def test_near_the_line(self, teller: Seat, customer: Specimen) -> None:
        assert 'data-level="near"' in teller.preview(**cash_form(customer.account, "49,999.99")).text

    def test_tells_faults_of_what_is_typed_and_not_of_what_is_still_empty(
        self, teller: Seat, customer: Specimen
    ) -> None:
        assert "填好客户和金额后" in words(teller.preview(**cash_form("", "")))
        assert "没有这个账号" in words(teller.preview(**cash_form("6200", "5")))
        typed = words(teller.preview(**cash_form(customer.account, "1e6")))
        assert "金额格式有误" in typed

    def test_fault_of_no_field_is_told_in_its_own_words(self, teller: Seat, customer: Specimen) -> None:
        assert "没有 2026-11-20 可用的 EUR 折美元汇率" in words(
            teller.preview(**cash_form(customer.account, "100", currency="EUR"))
        )

    def test_foreign_cash_is_named_as_what_it_is_worth(self, teller: Seat, customer: Specimen) -> None:
        shown = teller.preview(**cash_form(customer.account, "10,000", currency="USD"))
        assert "折合美元 10,000.00 元" in words(shown)
        assert 'data-level="report"' in shown.text


class TestBooking:
    def test_two_deposits_make_a_finding_with_its_deadline(self, teller: Seat, customer: Specimen) -> None:
        teller.book(customer.account, "30,000")
        answer = teller.book(customer.account, "22,000")
        assert answer.status_code == 303
        receipt = teller.open(answer.headers["Location"])
        assert f"已登记。 加上本笔现金存款，{REPORT}" in words(receipt)
        assert "大额交易 0501 · 现金收入 须报告" in words(receipt)
        findings = teller.open("/cash/findings")
        assert "CNY 52,000.00 2 2026-11-27 周五 须报告" in words(findings)
        assert customer.number not in findings.text
        own = words(teller.open("/cash"))
        assert own.index("CNY 22,000.00") < own.index("CNY 30,000.00"), "the newest stands first"

    def test_day_to_report_is_booked_only_when_its_sum_was_shown(
        self, teller: Seat, customer: Specimen, sits: Seats
    ) -> None:
        teller.book(customer.account, "30,000")
        teller.open("/cash")
        form = cash_form(customer.account, "22,000")
        unseen = teller.send("/cash", **form)
        assert unseen.status_code == 409
        assert "请先看“登记前提示”" in words(unseen)
        assert REPORT in words(unseen)
        assert len(booked(teller)) == 1
        colleague = sits("li.na", Role.TELLER, "east")
        book(teller.house, colleague.actor, cash("1,000", customer.account))
        moved_on = teller.send("/cash", **form)  # the page hides what it told: 52,000
        assert moved_on.status_code == 409
        assert "53,000.00 元：须提交大额交易报告" in words(moved_on)
        assert teller.send("/cash", **form).status_code == 303
        assert [str(row.amount) for row in booked(teller)] == [
            "CNY 30,000.00",
            "CNY 1,000.00",
            "CNY 22,000.00",
        ]

    def test_sent_twice_is_booked_once(self, teller: Seat, customer: Specimen) -> None:
        teller.open("/cash")
        form = cash_form(customer.account, "100", idempotency_key="one-click")
        first, second = (teller.send("/cash", **form) for _ in range(2))
        assert first.headers["Location"] == second.headers["Location"]
        assert len(booked(teller)) == 1

    def test_reference_of_the_core_system_stands_for_one_booking(
        self, teller: Seat, customer: Specimen
    ) -> None:
        first = teller.book(customer.account, "100", reference="CORE-1")
        again = teller.book(customer.account, "200", reference="CORE-1")
        assert again.status_code == 409
        assert "该业务流水号已登记了另一笔" in words(again)
        assert first.headers["Location"] in again.text
        assert [row.reference for row in booked(teller)] == ["CORE-1"]

    def test_late_entry_counts_for_its_day(self, teller: Seat, customer: Specimen) -> None:
        answer = teller.book(customer.account, "60,000", happened_at="2026-11-18T15:30")
        receipt = words(teller.open(answer.headers["Location"]))
        assert "营业日 2026-11-18 周三 补登" in receipt
        assert "报告期限 2026-11-25 周三" in receipt
        assert "当日已登记 CNY 0.00" in words(teller.preview(**cash_form(customer.account, "1")))

    @pytest.mark.parametrize(
        ("changes", "field", "fault"),
        [
            ({"amount": ""}, "amount", "请填写此项"),
            ({"amount": "0"}, "amount", "金额须大于零"),
            ({"amount": "-5"}, "amount", "金额须大于零"),
            ({"amount": "1.005"}, "amount", "最多 2 位小数"),
            ({"amount": "9" * 400}, "amount", "超出可记录的范围"),
            ({"currency": "XXX"}, "amount", "币种代码未知"),
            ({"method": "barter"}, "method", "请从列表中选择"),
            ({"method": "transfer_domestic", "direction": "in"}, "method", "请从列表中选择"),
            ({"method": "other_cash"}, "direction", "请从列表中选择"),
            ({"account_number": ""}, "account_number", "请填写账号"),
            ({"account_number": "1"}, "account_number", "没有这个账号"),
            ({"account_number": "6" * 500}, "account_number", "太长"),
            ({"happened_at": "2026-11-20T23:00"}, "happened_at", "交易时间在将来"),
            ({"happened_at": "0001-01-01T00:00"}, "happened_at", "时间须写作"),
            ({"happened_at": "yesterday"}, "happened_at", "时间须写作"),
            ({"purpose": "a\x00b"}, "purpose", "不可见的控制字符"),
            ({"by_agent": "yes", "agent_name": "样" * 600}, "agent_name", "太长"),
        ],
    )
    def test_fault_stands_beside_its_field_and_nothing_is_booked(
        self, teller: Seat, customer: Specimen, changes: dict[str, str], field: str, fault: str
    ) -> None:
        teller.open("/cash")
        answer = teller.send("/cash", **cash_form(customer.account, "100") | changes)
        assert answer.status_code == 422
        box = re.search(
            rf'<div class="field refused">\s*<label for="{field}">.*?</div>\s*</div>', answer.text, re.S
        )
        assert box is not None, words(answer)
        assert fault in box[0]
        assert booked(teller) == []

    def test_day_before_every_policy_is_refused_in_words(self, teller: Seat, customer: Specimen) -> None:
        answer = teller.book(customer.account, "100", happened_at="1999-01-01T09:00")
        assert answer.status_code == 422
        assert "1999-01-01 没有适用的大额交易标准" in words(answer)

    def test_what_was_typed_stays_and_is_no_markup(self, teller: Seat, customer: Specimen) -> None:
        teller.open("/cash")
        form = cash_form(customer.account, "x", purpose='"><script>alert(1)</script>')
        answer = teller.send("/cash", **form)
        assert "<script>alert" not in answer.text
        assert f'value="{customer.account}"' in answer.text
        assert "&lt;script&gt;alert(1)" in answer.text


ONE_OFF = {"method": "note_exchange", "direction": "in", "party": "document", "currency": "CNY"}


class TestOneOff:
    def test_unidentified_at_the_set_amount_is_refused_with_the_way_out(self, teller: Seat) -> None:
        told = teller.told(**ONE_OFF, amount="50,000")
        answer = teller.send("/cash", told=told, **ONE_OFF, amount="50,000")
        assert answer.status_code == 422
        assert 'data-level="refuse"' in answer.text
        assert "一次性业务达到人民币 50,000.00 元，须先识别客户身份并登记，方可办理。" in words(answer)
        assert 'href="/desk"' in answer.text
        assert booked(teller) == []
        assert teller.send("/cash", **ONE_OFF, amount="49,999.99").status_code == 303

    def test_linked_parts_of_one_document_are_added_up(self, teller: Seat) -> None:
        person = {"document_type": "cn_resident_id", "document_number": "110105199003071239"}
        assert teller.send("/cash", **ONE_OFF, **person, amount="30,000").status_code == 303
        answer = teller.send("/cash", **ONE_OFF, **person, amount="20,000")
        assert answer.status_code == 422
        assert "该客户当日现金收入合计人民币 50,000.00 元" in words(answer)

    def test_known_person_is_served(self, teller: Seat, customer: Specimen) -> None:
        form = {**ONE_OFF, "document_type": "cn_resident_id", "document_number": customer.number}
        told = teller.told(**form, amount="60,000")
        answer = teller.send("/cash", told=told, **form, amount="60,000")
        assert answer.status_code == 422
        assert "联网核查" in words(answer)
        with teller.house.write(teller.actor) as unit:
            checked(unit, customer.customer_id)
        told = teller.told(**form, amount="60,000")
        answer = teller.send("/cash", told=told, **form, amount="60,000")
        assert answer.status_code == 303
        assert booked(teller)[0].customer_id == customer.customer_id

    def test_account_is_asked_for_when_the_business_goes_by_account(self, teller: Seat) -> None:
        answer = teller.send("/cash", **{**ONE_OFF, "party": "account"}, amount="10")
        assert answer.status_code == 422
        assert "没有账户的一次性业务，请改选“按证件”" in words(answer)

    def test_agent_is_kept_and_asked_for_in_full(self, teller: Seat, customer: Specimen) -> None:
        form = cash_form(customer.account, "60,000", by_agent="yes", agent_name="样本代办")
        shown = words(teller.preview(**form))
        assert "代办人证件号码" in shown
        assert "代办人姓名" not in shown
        teller.book(customer.account, "60,000", by_agent="yes", agent_name="样本代办", agent_phone="1")
        assert booked(teller)[0].agent == Agent(name="样本代办", phone="1")
        teller.book(customer.account, "1", agent_name="forgotten in a form without its tick")
        assert booked(teller)[1].agent is None


class TestMending:
    @pytest.fixture
    def place(self, teller: Seat, customer: Specimen) -> str:
        return teller.book(customer.account, "52,000").headers["Location"]

    def state(self, teller: Seat) -> list[FindingState]:
        with teller.house.read(teller.actor) as unit:
            return [finding.current.derived.state for finding in service.findings(unit, limit=10)]

    def test_correction_below_the_line_withdraws_the_finding(self, teller: Seat, place: str) -> None:
        assert self.state(teller) == [FindingState.OPEN]
        teller.open(place)
        answer = teller.send(f"{place}/correct", amount="5,200", currency="CNY", reason="多录一位数")
        assert answer.status_code == 303
        shown = words(teller.open(answer.headers["Location"]))
        assert "现金存款 CNY 5,200.00 有效" in shown
        assert "已不达标准" in shown
        assert "多录一位数" in shown
        assert self.state(teller) == [FindingState.WITHDRAWN]
        old = words(teller.open(place))
        assert "已更正" in old
        assert "更正或冲正" not in old

    def test_correction_keeps_what_is_left_empty(self, teller: Seat, place: str) -> None:
        teller.open(place)
        answer = teller.send(f"{place}/correct", method="cash_withdrawal", reason="存取方向录反")
        row = booked(teller)[-1]
        assert answer.headers["Location"].endswith(row.id)
        assert (row.method, row.direction, str(row.amount)) == ("cash_withdrawal", "out", "CNY 52,000.00")

    def test_reversal_withdraws_the_finding_and_is_done_once(self, teller: Seat, place: str) -> None:
        teller.open(place)
        answer = teller.send(f"{place}/reverse", reason="客户撤回存款")
        assert answer.headers["Location"] == place
        assert self.state(teller) == [FindingState.WITHDRAWN]
        shown = words(teller.open(place))
        assert "已冲正" in shown
        again = teller.send(f"{place}/reverse", reason="客户撤回存款")
        assert again.status_code == 409
        assert "该笔已被冲正或更正" in words(again)

    @pytest.mark.parametrize(
        ("act", "fields", "said"),
        [
            ("reverse", {"reason": ""}, "请写明原因"),
            ("correct", {"amount": "5,200", "reason": ""}, "请写明原因"),
            ("correct", {"amount": "52,000", "reason": "没有改动"}, "没有任何改动"),
            ("correct", {"amount": "1,2", "reason": "金额有误"}, "金额格式有误"),
            ("correct", {"method": "barter", "reason": "种类有误"}, "请从列表中选择"),
            ("correct", {"happened_at": "2026-11-20T23:00", "reason": "时间有误"}, "交易时间在将来"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_changes(
        self, teller: Seat, place: str, act: str, fields: dict[str, str], said: str
    ) -> None:
        teller.open(place)
        answer = teller.send(f"{place}/{act}", **fields)
        assert answer.status_code == 422
        assert said in words(answer)
        assert len(booked(teller)) == 1
        assert self.state(teller) == [FindingState.OPEN]

    def test_tellers_mend_their_own_and_the_supervisor_the_outlets(
        self, teller: Seat, place: str, sits: Seats
    ) -> None:
        colleague, supervisor = sits("li.na", Role.TELLER, "east"), sits("zhao.min", Role.SUPERVISOR, "east")
        assert "更正或冲正" not in words(colleague.open(place))
        assert colleague.send(f"{place}/reverse", reason="不是我的").status_code == 403
        assert "更正或冲正" in words(supervisor.open(place))
        assert supervisor.send(f"{place}/reverse", reason="复核发现重复").status_code == 303


class TestScope:
    def test_other_outlet_sees_nothing_of_it(self, teller: Seat, customer: Specimen, sits: Seats) -> None:
        place = teller.book(customer.account, "52,000").headers["Location"]
        stranger = sits("qian.duo", Role.TELLER, "west")
        assert stranger.open(place).status_code == 404
        assert stranger.send(f"{place}/reverse", reason="不是本网点").status_code == 404
        assert "没有大额记录" in words(stranger.open("/cash/findings"))
        assert "今天还没有登记业务" in words(stranger.open("/cash"))

    def test_three_deposits_over_tellers_and_outlets_are_one_day(
        self, teller: Seat, customer: Specimen, sits: Seats
    ) -> None:
        colleague, stranger = sits("li.na", Role.TELLER, "east"), sits("qian.duo", Role.TELLER, "west")
        teller.book(customer.account, "20,000")
        colleague.book(customer.account, "20,000")
        shown = stranger.preview(**cash_form(customer.account, "12,000"))
        assert REPORT in words(shown)
        assert f"/customers/{customer.customer_id}" not in shown.text, "not a customer of this outlet yet"
        assert 'href="/desk"' in shown.text
        assert stranger.book(customer.account, "12,000").status_code == 303
        for one in (teller, colleague, stranger):
            assert "CNY 52,000.00 3 2026-11-27" in words(one.open("/cash/findings"))

    def test_compliance_looks_and_books_nothing(self, teller: Seat, customer: Specimen, sits: Seats) -> None:
        place = teller.book(customer.account, "52,000").headers["Location"]
        officer = sits("he.gui", Role.COMPLIANCE_OFFICER)
        assert officer.open("/cash").status_code == 403
        assert "CNY 52,000.00" in words(officer.open("/cash/findings"))
        shown = words(officer.open(place))
        assert "须报告" in shown
        assert "更正或冲正" not in shown
        assert "登记下一笔" not in shown


def test_list_of_findings_goes_on(house: House, teller: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("screening.web.cash._SHOWN", 2)
    with house.write(teller.actor) as unit:
        people = [specimen(unit, sequence) for sequence in (121, 123, 125)]
    for n, person in enumerate(people):
        book(house, teller.actor, cash(f"6{n},000", person.account))
    first = teller.open("/cash/findings")
    assert "61,000.00" in first.text
    assert "60,000.00" not in first.text
    link = re.search(r'href="(/cash/findings\?before=[^"]+)"', first.text)
    assert link is not None
    last = teller.open(link[1])
    assert "60,000.00" in last.text
    assert "61,000.00" not in last.text
    assert "before=" not in last.text.split("<main", 1)[1]


def test_everything_speaks_english(teller: Seat, customer: Specimen) -> None:
    teller.open("/cash")
    teller.browser.send("/language", language="en", next="/cash")
    shown = teller.preview(**cash_form(customer.account, "52,000"))
    assert "With this cash deposit the day's cash in is CNY 52,000.00" in words(shown)
    place = teller.book(customer.account, "52,000").headers["Location"]
    for page in ("/cash", "/cash/findings", place):
        said = words(teller.open(page)).replace("中文", "").replace("样本", "").replace("支行", "")
        assert not re.search("[\u4e00-\u9fff]", said.replace("王", "")), said
