"""The end of a day, in real browsers: the teller checks and signs, the supervisor answers and countersigns."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from kyc.base.access import Role
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_transactions import AT, Specimen, book, cash, specimen

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

DAY = "2026-11-20"


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


@pytest.fixture
def customer(bank: Bank, teller: Desk) -> Specimen:
    with bank.house.write(teller.actor) as unit:
        return specimen(unit, occupation=None)


@pytest.fixture
def supervisor(desk_of: Callable[..., Desk]) -> Desk:
    """Signed in by password and the code of the authenticator."""
    return desk_of("zhao.min", Role.SUPERVISOR, "east")


@pytest.fixture
def business(bank: Bank, teller: Desk, customer: Specimen) -> None:
    """A large day of today, and one small booking two days ago."""
    book(bank.house, teller.actor, cash("10", customer.account, at=AT - timedelta(days=2)))
    for amount in ("30,000", "22,000"):
        book(bank.house, teller.actor, cash(amount, customer.account))


def sign(who: Desk, words: str) -> None:
    who.page.get_by_role("checkbox").check()
    who.page.get_by_role("button", name=words, exact=True).click()
    expect(who.page.locator("#notices")).to_contain_text("已签字")


@pytest.mark.usefixtures("business")
def test_end_of_the_day(
    bank: Bank, teller: Desk, supervisor: Desk, customer: Specimen, tmp_path: Path
) -> None:
    page = teller.page
    teller.open("/self-check")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"日终自查 {DAY} 周五 待签")
    expect(page.locator("#open-days")).to_contain_text("2026-11-18 周三 · 待签")
    expect(page.locator(".group")).to_contain_text("当日现金收入 CNY 52,000.00 · 报告期限 2026-11-27 周五")
    expect(page.locator(".lacks strong")).to_have_text(["联网核查", "职业"])
    teller.audit()
    teller.zoom()

    page.get_by_role("link", name="提请主管", exact=True).first.click()
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type("客户一边数钱一边接电话")
    teller.audit()
    page.get_by_role("button", name="提交主管").click()
    expect(page.locator(".question")).to_contain_text("待答复")

    page.get_by_role("button", name="签字", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("请先勾选确认")
    expect(page.locator("form .alert.warn")).to_contain_text("1 项提请主管核实的事项尚未答复")
    sign(teller, "签字")
    expect(page.get_by_role("heading", level=1)).to_contain_text("柜员已签，待主管签字")
    expect(page.get_by_role("button", name=re.compile("签字"))).to_have_count(0)

    board = supervisor.page
    supervisor.open("/self-check")
    expect(board.locator("section").first).to_contain_text("柜员已签，待主管签字")
    expect(board.locator("section").nth(1)).to_contain_text("2026-11-18 周三")
    supervisor.audit()
    supervisor.zoom()
    board.get_by_role("link", name="样本 wang.fang").click()
    expect(board.get_by_text("请先答复柜员提请核实的事项")).to_be_visible()
    board.get_by_label("答复").fill("已看过凭证，来源清楚")
    supervisor.audit()
    supervisor.zoom()
    board.get_by_role("button", name="答复", exact=True).click()
    sign(supervisor, "复核签字")
    expect(board.get_by_role("heading", level=1)).to_contain_text("已双签")
    supervisor.audit()

    with bank.house.read(supervisor.actor) as unit:
        head = unit.audit_head()
    expect(board.locator("#chain-head")).to_contain_text(head.hash)
    with board.expect_download() as download:
        board.get_by_role("link", name="下载 PDF").click()
    assert download.value.suggested_filename == f"self-check-{DAY}-wang.fang.pdf"
    download.value.save_as(tmp_path / "sheet.pdf")
    printed = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    text = "".join(one.get_textpage().get_text_range() for one in printed)
    assert head.hash in re.sub(r"\s", "", text)
    assert "52,000.00" in text
    assert customer.number not in text

    teller.open("/self-check")
    expect(page.locator(".question")).to_contain_text("已看过凭证，来源清楚")
    expect(page.locator("#open-days")).to_contain_text("2026-11-18 周三 · 待签")


@pytest.mark.usefixtures("business")
def test_what_is_missing_is_mended_from_the_list(teller: Desk) -> None:
    page = teller.page
    teller.open("/self-check")
    page.get_by_role("link", name="补登资料").click()
    page.select_option("#occupation", "20000")
    page.fill("#reason", "客户补充职业")
    page.get_by_role("button", name="保存").click()
    teller.open("/self-check")
    expect(page.locator(".lacks strong")).to_have_text(["联网核查"])
    page.get_by_role("link", name="登记核查结果").click()
    page.select_option("#code", "00")
    page.get_by_role("radio", name="相符", exact=True).check()
    page.get_by_role("button", name="登记", exact=True).click()
    teller.open("/self-check")
    expect(page.locator(".group")).to_contain_text("资料齐全")
    expect(page.get_by_role("checkbox")).to_have_accessible_name("我已逐笔核对当日业务，没有遗漏")


@pytest.mark.usefixtures("business")
def test_booking_after_the_signature_opens_the_day_again(
    bank: Bank, teller: Desk, customer: Specimen
) -> None:
    teller.open("/self-check")
    sign(teller, "签字")
    book(bank.house, teller.actor, cash("1", customer.account))
    teller.open("/self-check")
    expect(teller.page.locator("main")).to_contain_text("签字后有变动，须重新签字")
    sign(teller, "签字")


def test_nobody_countersigns_the_own_day(bank: Bank, supervisor: Desk, customer: Specimen) -> None:
    book(bank.house, supervisor.actor, cash("60,000", customer.account))
    page = supervisor.page
    supervisor.open("/self-check")
    page.get_by_role("main").get_by_role("link", name="样本 zhao.min").click()
    page.wait_for_url(f"**/{DAY}")
    sign(supervisor, "签字")
    expect(page.get_by_text("都不能复核本人的自查表")).to_be_visible()
    expect(page.get_by_role("button", name="复核签字")).to_have_count(0)
    # the same by hand, as if the page had offered it
    answer = supervisor.context.request.post(
        f"{page.url}/countersign",
        form={
            "csrf_token": page.locator("[name=csrf_token]").first.input_value(),
            "idempotency_key": "by-hand",
            "confirmed": "yes",
            "seen": page.locator(".seals .reference").first.inner_text(),
        },
    )
    assert answer.status == 403
    assert "不能复核本人的自查表" in answer.text()


@pytest.mark.usefixtures("business")
def test_another_outlet_sees_nothing(teller: Desk, desk_of: Callable[..., Desk]) -> None:
    teller.open("/self-check")
    sheet = teller.page.url.removeprefix(teller.address)
    for login, role in (("qian.duo", Role.TELLER), ("wu.wei", Role.SUPERVISOR)):
        stranger = desk_of(login, role, "west")
        stranger.open("/self-check")
        expect(stranger.page.locator("main")).not_to_contain_text("wang.fang")
        stranger.open(sheet)
        expect(stranger.page.locator("main")).not_to_contain_text("52,000")


@pytest.mark.usefixtures("business")
def test_on_paper_stands_what_was_checked_and_no_button(teller: Desk) -> None:
    teller.open("/self-check")
    teller.page.emulate_media(media="print")
    expect(teller.page.locator(".group")).to_be_visible()
    expect(teller.page.locator("#chain-head")).to_be_visible()
    for tool in (".head-tools", "#ask", "button", "main form"):
        for place in teller.page.locator(tool).all():
            expect(place).not_to_be_visible()


@pytest.mark.usefixtures("business")
def test_english(teller: Desk, supervisor: Desk) -> None:
    for who in (teller, supervisor):
        who.open("/self-check")
        who.speak("en")
        who.audit()
        who.zoom()
    teller.open("/self-check")
    expect(teller.page.locator(".group")).to_contain_text(
        "Day's cash in CNY 52,000.00 · Report by 2026-11-27"
    )
    expect(teller.page.get_by_role("button", name="Sign", exact=True)).to_be_visible()
