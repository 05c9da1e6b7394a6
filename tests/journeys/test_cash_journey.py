"""Cash at the counter, in a real browser: the prompt comes before the booking, whatever the teller's fingers do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from kyc.base.access import Role
from screening.transactions import service
from tests.journeys.conftest import DESK, Desk
from tests.specimen_bank import Bank
from tests.specimen_transactions import Specimen, specimen

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

REPORT = "加上本笔现金存款，该客户当日现金收入合计人民币 52,000.00 元：须提交大额交易报告并识别客户身份。"


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


@pytest.fixture
def customer(bank: Bank, teller: Desk) -> Specimen:
    with bank.house.write(teller.actor) as unit:
        return specimen(unit, occupation=None)


def fill_in(teller: Desk, customer: Specimen, amount: str) -> None:
    """A deposit, by keyboard alone."""
    teller.open("/cash")
    expect(teller.page.locator("#account_number")).to_be_focused()
    teller.page.keyboard.type(customer.account)
    teller.page.keyboard.press("Enter")
    expect(teller.page.locator("#amount")).to_be_focused()
    teller.page.keyboard.type(amount)


def book(teller: Desk) -> None:
    teller.page.keyboard.press("Control+Enter")
    expect(teller.page.get_by_role("heading", level=1)).to_have_text("业务明细")


def booked(bank: Bank, teller: Desk) -> int:
    with bank.house.read(teller.actor) as unit:
        return len(service.transactions(unit, limit=100))


def prompt(page: Page, level: str) -> None:
    expect(page.locator(f'#prompt [data-level="{level}"]')).to_be_visible()


def test_second_deposit_makes_the_day_large_and_its_correction_takes_that_back(
    teller: Desk, customer: Specimen
) -> None:
    fill_in(teller, customer, "30000")
    prompt(teller.page, "clear")
    teller.audit()
    book(teller)
    expect(teller.page.get_by_text("该客户当日没有达到大额标准")).to_be_visible()

    fill_in(teller, customer, "22,000")
    prompt(teller.page, "report")
    aside = teller.page.locator("#prompt")
    expect(aside).to_contain_text(REPORT)
    expect(aside).to_contain_text("2026-11-27")
    expect(aside.get_by_role("link", name="登记核查结果")).to_be_visible()
    expect(aside.get_by_role("link", name="补登资料")).to_have_attribute("target", "_blank")
    teller.audit()
    teller.zoom()
    book(teller)
    expect(teller.page.locator("#notices")).to_contain_text("已登记。")
    expect(teller.page.locator(".finding")).to_contain_text("须报告")
    teller.audit()
    teller.zoom()

    teller.page.get_by_role("link", name="大额记录").click()
    expect(teller.page.locator("tbody tr")).to_contain_text("CNY 52,000.00")
    expect(teller.page.locator("tbody tr")).to_contain_text("2026-11-27")
    teller.audit()
    teller.zoom()

    teller.open("/cash")
    teller.page.locator("tbody tr", has_text="22,000").get_by_role("link").click()
    teller.page.get_by_label("正确金额").fill("2,200")
    teller.page.get_by_label("更正原因").fill("多录一个零")
    teller.page.get_by_role("button", name="更正", exact=True).click()
    expect(teller.page.locator(".finding")).to_contain_text("已不达标准")
    expect(teller.page.locator("h2").first).to_contain_text("CNY 2,200.00")
    teller.page.get_by_role("link", name="原记录").click()
    expect(teller.page.locator("h2").first).to_contain_text("已更正")


def test_reversal(teller: Desk, customer: Specimen) -> None:
    fill_in(teller, customer, "60000")
    prompt(teller.page, "report")
    book(teller)
    teller.page.get_by_role("button", name="冲正", exact=True).click()
    expect(teller.page.get_by_role("alert")).to_contain_text("请写明原因")
    teller.page.get_by_label("冲正原因").fill("客户撤回存款")
    teller.page.get_by_role("button", name="冲正", exact=True).click()
    expect(teller.page.locator("h2").first).to_contain_text("已冲正")
    expect(teller.page.locator(".finding")).to_contain_text("已不达标准")
    expect(teller.page.get_by_label("冲正原因")).to_have_count(0)


def test_three_deposits_over_tellers_and_outlets(
    teller: Desk, customer: Specimen, desk_of: Callable[..., Desk]
) -> None:
    colleague, stranger = desk_of("li.na", Role.TELLER, "east"), desk_of("qian.duo", Role.TELLER, "west")
    for who in (teller, colleague):
        fill_in(who, customer, "20000")
        prompt(who.page, "clear")
        book(who)
    fill_in(stranger, customer, "12000")
    prompt(stranger.page, "report")
    expect(stranger.page.locator("#prompt")).to_contain_text(REPORT)
    expect(stranger.page.locator("#prompt").get_by_role("link", name="扫描证件").first).to_be_visible()
    book(stranger)
    for who in (teller, colleague, stranger):
        who.open("/cash/findings")
        expect(who.page.locator("tbody tr")).to_contain_text("CNY 52,000.00")
    stranger.open("/cash")
    expect(stranger.page.locator("tbody tr")).to_have_count(1)


def test_unidentified_one_off_is_refused_with_the_way_out(bank: Bank, teller: Desk) -> None:
    teller.open("/cash")
    page = teller.page
    expect(page.locator("#direction")).not_to_be_visible()
    page.select_option("#method", "note_exchange")
    expect(page.locator("#direction")).to_be_visible()
    page.get_by_role("radio", name="按证件").check()
    expect(page.locator("#account_number")).not_to_be_visible()
    page.fill("#amount", "60000")
    prompt(page, "refuse")
    expect(page.locator("#prompt")).to_contain_text("须先识别客户身份并登记，方可办理")
    teller.audit()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("没有登记")
    expect(page.locator("#document_number-hint")).to_contain_text("请扫描客户证件")
    expect(page.locator("#amount")).to_have_value("60000")
    teller.audit()
    assert booked(bank, teller) == 0
    with teller.context.expect_page() as opened:
        page.locator("#prompt").get_by_role("link", name="扫描证件").click()
    assert opened.value.url.endswith("/desk")
    opened.value.close()
    expect(page.locator("#amount")).to_have_value("60000")


def test_agent_is_asked_for_only_when_there_is_one(teller: Desk, customer: Specimen) -> None:
    fill_in(teller, customer, "60000")
    expect(teller.page.get_by_label("代办人姓名")).not_to_be_visible()
    teller.page.get_by_role("checkbox", name="由他人代办").check()
    expect(teller.page.locator("#prompt")).to_contain_text("代办人证件号码")
    teller.page.get_by_label("代办人姓名").fill("样本代办")
    expect(teller.page.locator("#prompt")).not_to_contain_text("代办人姓名")
    teller.audit()
    teller.zoom()


def test_faster_than_the_prompt_is_told_before_it_is_booked(
    bank: Bank, teller: Desk, customer: Specimen
) -> None:
    teller.page.route("**/cash/preview", lambda route: None)  # the answer never comes
    fill_in(teller, customer, "52000")
    teller.page.keyboard.press("Control+Enter")
    expect(teller.page.get_by_role("alert")).to_contain_text("请先看“登记前提示”，再点“登记”")
    prompt(teller.page, "report")
    assert booked(bank, teller) == 0
    teller.page.wait_for_load_state()  # keys do nothing before the scripts of the page that answered are there
    book(teller)
    assert booked(bank, teller) == 1


def test_double_press_books_once(bank: Bank, teller: Desk, customer: Specimen) -> None:
    fill_in(teller, customer, "100")
    prompt(teller.page, "clear")
    teller.page.locator("[data-record]").dblclick()
    expect(teller.page.get_by_role("heading", level=1)).to_have_text("业务明细")
    assert booked(bank, teller) == 1


def test_card_reader_ending_with_enter_does_not_book(bank: Bank, teller: Desk, customer: Specimen) -> None:
    fill_in(teller, customer, "100")
    prompt(teller.page, "clear")
    teller.page.keyboard.press("Enter")
    expect(teller.page.locator("#currency")).to_be_focused()
    assert booked(bank, teller) == 0


def test_without_scripts_it_goes_all_the_same(
    bank: Bank, teller: Desk, customer: Specimen, browser: Browser
) -> None:
    context = browser.new_context(viewport=DESK, locale="zh-CN", java_script_enabled=False)
    context.add_cookies(teller.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(teller.address + "/cash")
    page.fill("#account_number", customer.account)
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#amount-hint")).to_contain_text("请填写此项")
    page.fill("#amount", "52000")
    page.get_by_role("button", name="登记").click()
    expect(page.locator("#prompt")).to_contain_text(REPORT)
    assert booked(bank, teller) == 0
    page.get_by_role("button", name="登记").click()
    expect(page.locator(".finding")).to_contain_text("须报告")
    context.close()


def test_english(teller: Desk, customer: Specimen) -> None:
    teller.open("/cash")
    teller.speak("en")
    fill_in(teller, customer, "52000")
    prompt(teller.page, "report")
    expect(teller.page.locator("#prompt")).to_contain_text(
        "With this cash deposit the day's cash in is CNY 52,000.00: a large-value report is due"
    )
    teller.audit()
    teller.zoom()
    teller.page.keyboard.press("Control+Enter")
    expect(teller.page.locator(".finding")).to_contain_text("Report by")
    teller.zoom()
