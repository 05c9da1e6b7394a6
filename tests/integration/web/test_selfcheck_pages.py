"""The end-of-day self-check by plain forms: the teller's day, questions, two signatures, files, who sees what."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kyc.base.access import Role
from kyc.base.unit import House
from kyc.web import pages as kyc_pages
from screening.transactions.model import Agent, Method
from screening.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_counter import Seat, Seats, seat, words
from tests.specimen_transactions import AT, Specimen, book, cash, checked, specimen

# What differs between databases is tried through the services.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TODAY = "2026-11-20"


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
def supervisor(sits: Seats) -> Seat:
    return sits("zhao.min", Role.SUPERVISOR, "east")


@pytest.fixture
def customer(house: House, teller: Seat) -> Specimen:
    with house.write(teller.actor) as unit:
        return specimen(unit, occupation=None)


@pytest.fixture
def day(house: House, teller: Seat, customer: Specimen) -> str:
    """Two deposits that make a large-value day; the address of the teller's sheet."""
    for amount in ("30,000", "22,000"):
        book(house, teller.actor, cash(amount, customer.account))
    return f"/self-check/{teller.id}/{TODAY}"


def sign(who: Seat, day: str, act: str = "sign", **changes: str) -> TestResponse:
    """Signs what the page shows."""
    who.open(day)
    return who.send(f"{day}/{act}", **{"confirmed": "yes", **changes})


def digest(who: Seat) -> str:
    """That of the content on the open page."""
    assert who.browser.page is not None
    found = re.search("[0-9a-f]{64}", words(who.browser.page).split("内容摘要")[1])
    assert found is not None
    return found[0]


def ask(teller: Seat, day: str, text: str = "客户反复接听电话", **more: str) -> TestResponse:
    teller.open(day)
    return teller.send(f"{day}/questions", words=text, **more)


def answer(supervisor: Seat, day: str, text: str = "已看过凭证") -> TestResponse:
    """Answers the first question on the page."""
    place = re.search(rf'action="({day}/questions/[^"/]+/answer)', supervisor.open(day).text)
    assert place is not None
    return supervisor.send(place[1], words=text)


class TestTellersDay:
    def test_lists_business_by_customer_with_what_is_missing_and_where_to_mend_it(
        self, teller: Seat, customer: Specimen, day: str
    ) -> None:
        page = teller.open("/self-check")
        assert teller.browser.address() == day
        shown = words(page)
        assert "王** 110***********1239 当日现金收入 CNY 52,000.00 · 报告期限 2026-11-27 周五" in shown
        assert "现金收入 · 2 笔 CNY 52,000.00 须核对 2 尚缺资料 2" in shown
        assert "联网核查 登记核查结果" in shown
        assert f'href="/customers/{customer.customer_id}"' in page.text
        assert "职业 补登资料" in shown
        assert f'href="/customers/{customer.customer_id}/change"' in page.text
        assert customer.number not in page.text

    def test_agents_lack_leads_to_the_receipt(
        self, house: House, teller: Seat, customer: Specimen, day: str
    ) -> None:
        row = book(
            house, teller.actor, cash("100", customer.account, agent=Agent(name="样本代办"))
        ).transaction
        page = teller.open(day)
        assert "代办人证件号码 冲正后重登" in words(page)
        assert f'href="/cash/{row.id}"' in page.text
        assert "尚缺资料 5" in words(page)

    def test_day_without_business_needs_no_signature(self, teller: Seat) -> None:
        page = words(teller.open("/self-check?day=2026-11-19"))
        assert "当日没有现金业务，无需签字" in page
        assert "待签" not in page
        refused = sign(teller, f"/self-check/{teller.id}/2026-11-19")
        assert refused.status_code == 422
        assert "没有业务" in words(refused)

    def test_corrections_of_the_day_are_listed(self, teller: Seat, customer: Specimen, day: str) -> None:
        place = teller.book(customer.account, "5,000").headers["Location"]
        teller.open(place)
        teller.send(f"{place}/correct", amount="500", currency="CNY", reason="多录一位数")
        assert "更正 CNY 5,000.00 CNY 500.00 2026-11-20 周五 wang.fang" in words(teller.open(day))

    def test_earlier_day_stays_visible_as_open_until_both_signed(
        self, house: House, teller: Seat, supervisor: Seat, customer: Specimen, day: str
    ) -> None:
        book(house, teller.actor, cash("100", customer.account, at=AT - timedelta(days=2)))
        earlier = f"/self-check/{teller.id}/2026-11-18"
        assert "以下日期尚未办结： 2026-11-18 周三 · 待签" in words(teller.open("/self-check"))
        board = words(supervisor.open("/self-check"))
        assert "其他未办结的日期 营业日 柜员 状态 2026-11-18 周三 样本 wang.fang 待签" in board
        assert "以下日期尚未办结： 2026-11-20 周五 · 待签" in words(supervisor.open(earlier))
        sign(teller, earlier)
        assert "2026-11-18 周三 · 柜员已签，待主管签字" in words(teller.open("/self-check"))
        sign(supervisor, earlier, "countersign")
        assert "以下日期尚未办结" not in words(teller.open("/self-check"))
        assert "没有其他未办结的日期" in words(supervisor.open("/self-check"))

    @pytest.mark.parametrize("written", ["today", "2026-02-30", "20-11-2026"])
    def test_day_that_is_none_is_refused_in_words(self, teller: Seat, written: str) -> None:
        for address in (f"/self-check?day={written}", f"/self-check/{teller.id}/{written}"):
            refused = teller.open(address)
            assert refused.status_code == 422
            assert "日期须写作 2026-01-31" in words(refused)


class TestSigning:
    def test_teller_then_supervisor_sign_the_same_content(
        self, house: House, teller: Seat, supervisor: Seat, customer: Specimen, day: str
    ) -> None:
        before = words(teller.open(day))
        assert "签字前请留意： 2 笔业务尚缺资料，共 2 项。" in before
        assert "知悉上述未办结事项" in before
        assert sign(teller, day).status_code == 303
        signed = words(teller.open(day))
        assert "柜员已签，待主管签字" in signed
        assert "以下为柜员签字时的内容" in signed
        assert "都不能复核本人的自查表" in signed
        with house.write(teller.actor) as unit:
            checked(unit, customer.customer_id)
        assert "联网核查" in words(supervisor.open(day)), "what was signed stays as it was"
        assert sign(supervisor, day, "countersign").status_code == 303
        closed = words(supervisor.open(day))
        assert "已双签" in closed
        assert "授权主管 样本 zhao.min 2026-11-20 10:00 签字时审计链" in closed

    def test_page_states_the_head_of_the_audit_chain(self, house: House, teller: Seat, day: str) -> None:
        with house.read(teller.actor) as unit:
            head = unit.audit_head()
        assert f"此刻审计链 {head.seq} {head.hash}" in words(teller.open(day))

    def test_signature_is_confirmed_first(self, teller: Seat, supervisor: Seat, day: str) -> None:
        for who, act in ((teller, "sign"), (supervisor, "countersign")):
            refused = sign(who, day, act, confirmed="")
            assert refused.status_code == 422
            assert "请先勾选确认" in words(refused)
            sign(teller, day)
        assert "未签字" in words(supervisor.open(day))

    def test_what_changed_since_it_was_seen_is_not_signed(
        self, house: House, teller: Seat, customer: Specimen, day: str
    ) -> None:
        teller.open(day)
        book(house, teller.actor, cash("100", customer.account))
        refused = teller.send(f"{day}/sign", confirmed="yes")
        assert refused.status_code == 409
        assert "在您查看之后有变化，未签字" in words(refused)
        assert "现金收入 · 3 笔 CNY 52,100.00" in words(refused)
        assert teller.send(f"{day}/sign", confirmed="yes").status_code == 303

    def test_signed_day_opens_again_with_a_late_row(
        self, house: House, teller: Seat, supervisor: Seat, customer: Specimen, day: str
    ) -> None:
        sign(teller, day)
        sign(supervisor, day, "countersign")
        book(house, teller.actor, cash("100", customer.account))
        shown = words(teller.open(day))
        assert "待签" in shown
        assert "第 2 版 · 签字后有变动，须重新签字" in shown
        assert "有变动，待重签" in words(supervisor.open("/self-check"))
        assert sign(teller, day).status_code == 303

    def test_nobody_countersigns_the_own_day(
        self, house: House, supervisor: Seat, customer: Specimen
    ) -> None:
        book(house, supervisor.actor, cash("60,000", customer.account))
        own = f"/self-check/{supervisor.id}/{TODAY}"
        assert sign(supervisor, own).status_code == 303
        page = supervisor.open(own)
        assert "复核签字" not in words(page)
        refused = supervisor.send(f"{own}/countersign", confirmed="yes")
        assert refused.status_code == 403
        assert "不能复核本人的自查表" in words(refused)

    def test_countersignature_waits_for_the_teller(self, teller: Seat, supervisor: Seat, day: str) -> None:
        page = words(supervisor.open(day))
        assert "柜员签字后方可复核" in page
        assert "复核签字" not in page
        refused = supervisor.send(f"{day}/countersign", confirmed="yes")
        assert refused.status_code == 409
        assert "柜员尚未对当前内容签字" in words(refused)

    def test_tellers_do_not_countersign(self, teller: Seat, sits: Seats, day: str) -> None:
        sign(teller, day)
        colleague = sits("li.na", Role.TELLER, "east")
        colleague.open("/self-check")
        assert colleague.send(f"{day}/countersign", confirmed="yes", seen="x").status_code == 403


class TestQuestions:
    def test_question_is_answered_before_the_supervisor_signs(
        self, teller: Seat, supervisor: Seat, day: str
    ) -> None:
        assert ask(teller, day).status_code == 303
        assert "1 项提请主管核实的事项尚未答复" in words(teller.open(day))
        sign(teller, day)
        board = words(supervisor.open("/self-check"))
        assert "样本 wang.fang 柜员已签，待主管签字 2 2 2 1" in board
        waiting = words(supervisor.open(day))
        assert "客户反复接听电话" in waiting
        assert "请先答复柜员提请核实的事项" in waiting
        refused = supervisor.send(f"{day}/countersign", confirmed="yes", seen=digest(supervisor))
        assert refused.status_code == 422
        assert "尚未答复，请先答复再签字" in words(refused)
        assert answer(supervisor, day).status_code == 303
        assert "样本 zhao.min 2026-11-20 10:00 已看过凭证" in words(teller.open(day))
        assert sign(supervisor, day, "countersign").status_code == 303

    def test_question_about_one_transaction(
        self, house: House, teller: Seat, sits: Seats, customer: Specimen, day: str
    ) -> None:
        small = book(house, teller.actor, cash("10", customer.account)).transaction
        page = teller.open(f"{day}?about={small.id}")
        assert f'value="{small.id}" selected' in page.text
        assert ask(teller, day, transaction_id=small.id).status_code == 303
        assert f'/cash/{small.id}">关联业务' in teller.open(day).text
        stranger = sits("qian.duo", Role.TELLER, "west")
        stranger.open("/self-check")
        other = stranger.send(
            f"/self-check/{stranger.id}/{TODAY}/questions", words="不是我的业务", transaction_id=small.id
        )
        assert other.status_code == 404

    def test_words_that_say_nothing_are_refused_and_what_was_typed_stays(
        self, teller: Seat, supervisor: Seat, day: str
    ) -> None:
        refused = ask(teller, day, "<b>")
        assert refused.status_code == 422
        assert "请写明情况" in words(refused)
        assert "&lt;b&gt;</textarea>" in refused.text
        ask(teller, day)
        short = answer(supervisor, day, "<i>")
        assert short.status_code == 422
        assert "&lt;i&gt;</textarea>" in short.text

    def test_answered_once(self, teller: Seat, supervisor: Seat, sits: Seats, day: str) -> None:
        ask(teller, day)
        second = sits("sun.li", Role.SUPERVISOR, "east")
        page = second.open(day).text
        assert answer(supervisor, day).status_code == 303
        place = re.search(r'action="([^"]+/answer)', page)
        assert place is not None
        again = second.send(place[1], words="另有意见")
        assert again.status_code == 409
        assert "已看过凭证" in words(again)


class TestScope:
    def test_tellers_see_their_own_only(self, teller: Seat, sits: Seats, day: str) -> None:
        for outlet, login in (("east", "li.na"), ("west", "qian.duo")):
            other = sits(login, Role.TELLER, outlet)
            for address in (day, f"{day}/pdf", "/self-check/file/json"):
                assert other.open(address).status_code == 403
            assert "52,000" not in other.open("/self-check").text
            assert "wang.fang" not in other.open("/self-check").text

    def test_supervisor_of_another_outlet_sees_nothing(
        self, bank: Bank, teller: Seat, sits: Seats, day: str
    ) -> None:
        stranger = sits("wu.wei", Role.SUPERVISOR, "west")
        assert "当日没有柜员办理现金业务" in words(stranger.open("/self-check"))
        assert "52,000" not in stranger.open(day).text
        east = bank.outlets["east"]
        for address in (f"/self-check?outlet={east}", f"{day}?outlet={east}", f"{day}/json?outlet={east}"):
            answered = stranger.open(address)
            assert "52,000" not in answered.text
            assert "wang.fang" not in words(answered).replace("柜员 wang.fang", "")

    def test_institution_chooses_an_outlet_and_only_looks(
        self, bank: Bank, teller: Seat, sits: Seats, day: str
    ) -> None:
        auditor = sits("shen.ji", Role.AUDITOR)
        east, west = bank.outlets["east"], bank.outlets["west"]
        board = auditor.open(f"/self-check?outlet={east}")
        assert f'href="{day}?outlet={east}"' in board.text
        shown = auditor.open(f"{day}?outlet={east}")
        assert "CNY 52,000.00" in words(shown)
        main = shown.text.split("<main", 1)[1]
        assert 'method="post"' not in main
        assert "当日没有柜员办理现金业务" in words(auditor.open(f"/self-check?outlet={west}"))
        assert auditor.open("/self-check?outlet=nowhere").status_code == 404

    def test_administrators_have_no_business_here(self, sits: Seats, day: str) -> None:
        clerk = sits("ad.min", Role.ADMINISTRATOR)
        assert clerk.open("/self-check").status_code == 403
        assert clerk.open(day).status_code == 403


class TestFiles:
    def test_files_are_masked_never_cached_and_carry_the_chain(
        self, house: House, teller: Seat, supervisor: Seat, customer: Specimen, day: str
    ) -> None:
        sign(teller, day)
        sign(supervisor, day, "countersign")
        with house.read(supervisor.actor) as unit:
            head = unit.audit_head()
        for form, media in (("pdf", "application/pdf"), ("json", "application/json")):
            answered = supervisor.open(f"{day}/{form}")
            assert answered.status_code == 200
            assert answered.mimetype == media
            assert answered.headers["Cache-Control"] == "no-store"
            assert (
                answered.headers["Content-Disposition"]
                == f"attachment; filename=self-check-{TODAY}-wang.fang.{form}"
            )
            text = _pdf_text(answered.data) if form == "pdf" else answered.text
            assert head.hash in re.sub(r"\s", "", text)
            assert customer.number not in text
            assert "52,000.00" in text
        book_ = supervisor.open(f"{day}/xlsx")
        assert book_.status_code == 200
        strings = zipfile.ZipFile(io.BytesIO(book_.data)).read("xl/sharedStrings.xml").decode()
        assert head.hash in strings
        assert customer.number not in strings

    def test_outlets_day_in_one_file(
        self, house: House, teller: Seat, sits: Seats, supervisor: Seat, customer: Specimen, day: str
    ) -> None:
        colleague = sits("li.na", Role.TELLER, "east")
        book(house, colleague.actor, cash("46,000", customer.account, method=Method.CASH_WITHDRAWAL))
        answered = supervisor.open(f"/self-check/file/json?day={TODAY}")
        sheets = json.loads(answered.text)["sheets"]
        assert [one["content"]["teller"]["login"] for one in sheets] == ["li.na", "wang.fang"]
        assert supervisor.open("/self-check/file/json?day=2026-11-01").status_code == 404
        assert supervisor.open(f"{day}/docx").status_code == 404


class TestInterface:
    """GET /api/v1/self-checks"""

    PATH = f"/api/v1/self-checks?day={TODAY}"

    def logins(self, who: Seat, address: str = PATH) -> list[str]:
        answered = who.browser.client.get(address)
        assert answered.status_code == 200
        return [one["content"]["teller"]["login"] for one in answered.get_json()["items"]]

    def test_each_sees_what_is_theirs(
        self,
        bank: Bank,
        house: House,
        teller: Seat,
        supervisor: Seat,
        sits: Seats,
        customer: Specimen,
        day: str,
    ) -> None:
        stranger, officer = sits("qian.duo", Role.TELLER, "west"), sits("he.gui", Role.COMPLIANCE_OFFICER)
        book(house, stranger.actor, cash("100", customer.account))
        assert self.logins(teller) == ["wang.fang"]
        assert self.logins(supervisor) == ["wang.fang"]
        assert self.logins(stranger) == ["qian.duo"]
        assert self.logins(officer) == ["wang.fang", "qian.duo"]
        west = bank.outlets["west"]
        assert self.logins(officer, f"{self.PATH}&outlet_id={west}") == ["qian.duo"]
        assert supervisor.browser.client.get(f"{self.PATH}&outlet_id={west}").status_code == 403
        assert teller.browser.client.get(f"{self.PATH}&outlet_id={west}").status_code == 403
        assert self.logins(teller, "/api/v1/self-checks?day=2026-11-19") == []

    def test_gives_the_sheet_as_its_file_does(self, teller: Seat, customer: Specimen, day: str) -> None:
        sign(teller, day)
        (from_api,) = teller.browser.client.get(self.PATH).get_json()["items"]
        (from_file,) = json.loads(teller.open(f"{day}/json").text)["sheets"]
        assert from_api == from_file
        assert from_api["state"] == "signed"
        assert [one["code"] for one in from_api["content"]["items"][0]["missing"]] == [
            "network_check",
            "element:occupation",
        ]
        assert customer.number not in json.dumps(from_api)

    @pytest.mark.parametrize("query", ["", "?day=soon", "?day=2026-11-20&outlet_id=nowhere"])
    def test_malformed_question_is_refused(self, supervisor: Seat, query: str) -> None:
        answered = supervisor.browser.client.get(f"/api/v1/self-checks{query}")
        assert answered.status_code in {403, 422}
        assert answered.mimetype == "application/problem+json"


def test_everything_speaks_english(teller: Seat, supervisor: Seat, day: str) -> None:
    for who in (teller, supervisor):
        who.open("/self-check")
        who.browser.send("/language", language="en", next="/self-check")
    ask(teller, day, "The client counts again and again.")
    sign(teller, day)
    for who, address in ((teller, day), (supervisor, "/self-check"), (supervisor, day)):
        said = re.sub("中文|样本|支行|王", "", words(who.open(address)))
        assert not re.search("[\u4e00-\u9fff]", said), said


def _pdf_text(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document)
