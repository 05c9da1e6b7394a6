"""The page of a customer, as teller and supervisor use it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from kyc.base.access import Role
from kyc.customers import service
from kyc.risk import service as risk
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, reading

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

REASON = "客户本人到场核对"


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


@pytest.fixture
def supervisor(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("zhao.min", Role.SUPERVISOR, "east")


@pytest.fixture
def customer(teller: Desk, bank: Bank) -> str:
    """The path of a customer whom the teller brought in, and graded."""
    values = confirmed(phone=None)
    with bank.house.write(teller.actor) as unit:
        drafts = [service.keep_reading(unit, reading(side, values), picture()) for side in (PORTRAIT, EMBLEM)]
        made = service.create_customer(unit, drafts, values)
        risk.propose_grade(unit, made.customer_id)
    return f"/customers/{made.customer_id}"


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (200, 126), "lightblue").save(out, "JPEG")
    return out.getvalue()


def test_grade_is_confirmed_by_another_person(teller: Desk, supervisor: Desk, customer: str) -> None:
    teller.open(customer)
    expect(teller.page.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    expect(teller.page.get_by_text("等待另一位有权限的同事复核")).to_be_visible()

    supervisor.open("/grades")
    supervisor.audit()
    supervisor.zoom()
    supervisor.page.get_by_role("link", name="复核").last.click()
    supervisor.page.wait_for_url(f"**{customer}*")
    supervisor.page.locator(".factors details").first.locator("summary").click()
    expect(supervisor.page.locator(".factors li").first).to_contain_text("权重")
    supervisor.audit()
    supervisor.page.get_by_role("button", name="不同意，转合规").click()
    expect(supervisor.page.locator("#grade [role=alert]")).to_contain_text("原因")
    supervisor.page.get_by_role("button", name="同意", exact=True).click()
    expect(supervisor.page.locator("#notices")).to_contain_text("已复核")
    expect(supervisor.page.locator("#grade .badge")).to_have_text("已复核")


def test_network_check_says_what_the_law_lets_the_teller_do(teller: Desk, customer: str) -> None:
    teller.open(customer)
    teller.page.select_option("#code", "00")
    expect(teller.page.get_by_role("radio", name="不相符")).to_be_visible()
    teller.page.select_option("#code", "02")
    expect(teller.page.get_by_role("radio", name="不相符")).not_to_be_visible()
    expect(teller.page.locator(".step-02")).to_contain_text("不得随意拒绝")
    teller.audit()
    teller.page.get_by_role("button", name="登记", exact=True).click()
    expect(teller.page.locator("#notices")).to_contain_text("已登记")
    expect(teller.page.locator(".states")).to_contain_text("存疑")
    expect(teller.page.locator(".factors")).to_contain_text("存疑")  # graded anew on what is known now


def test_change_meets_a_colleagues_change(teller: Desk, supervisor: Desk, customer: str) -> None:
    teller.open(f"{customer}/change")
    teller.audit()
    teller.zoom()
    supervisor.open(f"{customer}/change")
    supervisor.page.fill("#address", "北京市朝阳区样本路9号")
    supervisor.page.fill("#reason", REASON)
    supervisor.page.get_by_role("button", name="保存变更").click()
    expect(supervisor.page.locator("#notices")).to_contain_text("已保存")

    teller.page.fill("#phone", "13812341234")
    teller.page.fill("#reason", REASON)
    teller.page.get_by_role("button", name="保存变更").click()
    expect(teller.page.locator("[role=alert]")).to_contain_text("第 2 版")
    expect(teller.page.get_by_text("同事已作的改动")).to_be_visible()
    expect(teller.page.locator("#phone")).to_have_value("13812341234")
    teller.audit()
    teller.page.get_by_role("button", name="保存变更").click()
    expect(teller.page.locator("main")).to_contain_text("第 3 版")
    expect(teller.page.locator(".timeline")).to_contain_text(REASON)


def test_reveal_needs_a_reason_and_is_masked_again(supervisor: Desk, teller: Desk, customer: str) -> None:
    teller.open(customer)
    expect(teller.page.get_by_text("查看完整信息或证件影像")).to_have_count(0)

    supervisor.open(customer)
    number = confirmed()["number"]
    expect(supervisor.page.locator("main")).not_to_contain_text(str(number))
    supervisor.page.get_by_text("查看完整信息或证件影像").click()
    supervisor.page.fill("#reason", "看")
    supervisor.page.get_by_role("button", name="查看完整信息").click()
    expect(supervisor.page.locator("[role=alert]")).to_contain_text("原因")
    supervisor.page.fill("#reason", REASON)
    supervisor.page.get_by_role("button", name="查看完整信息").click()
    expect(supervisor.page.locator("main")).to_contain_text(str(number))
    supervisor.audit()
    supervisor.page.get_by_role("link", name="重新遮蔽").click()
    expect(supervisor.page.locator("main")).not_to_contain_text(str(number))

    supervisor.page.get_by_text("查看完整信息或证件影像").click()
    supervisor.page.fill("#reason", REASON)
    supervisor.page.get_by_role("button", name="查看影像 1").click()
    shown = supervisor.page.locator(".revealed-picture img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 200


def test_account_is_opened(teller: Desk, customer: str, bank: Bank) -> None:
    teller.open(customer)
    expect(teller.page.locator("#admission")).to_contain_text("尚未联网核查")
    with bank.house.write(teller.actor) as unit:
        service.record_network_check(unit, customer.rsplit("/", 1)[1], "00", photo_agrees=True)
    teller.open(customer)
    expect(teller.page.locator("#admission")).to_contain_text("可以办理")
    teller.page.get_by_text("开户", exact=True).first.click()
    teller.page.fill("#account_number", "12")
    teller.page.get_by_role("button", name="开户").click()
    expect(teller.page.locator(".fault")).to_contain_text("账号格式不对")
    teller.page.fill("#account_number", "6222020000000001234")
    teller.page.get_by_role("button", name="开户").click()
    expect(teller.page.locator(".accounts")).to_contain_text("1234")
    expect(teller.page.locator(".accounts")).not_to_contain_text("6222")


def test_customers_are_found_by_whole_values_only(
    teller: Desk, desk_of: Callable[..., Desk], customer: str
) -> None:
    number = str(confirmed()["number"])
    teller.open("/customers")
    expect(teller.page.get_by_text("最近建档的客户")).to_be_visible()
    teller.audit()
    teller.zoom()
    for by, sought in (("number", number), ("name", str(confirmed()["name"]))):
        teller.page.select_option("#by", by)
        teller.page.fill("#sought", sought)
        teller.page.keyboard.press("Enter")
        expect(teller.page.get_by_role("link", name="打开")).to_be_visible()
        assert sought not in teller.page.url
    teller.page.fill("#sought", "王")
    teller.page.keyboard.press("Enter")
    expect(teller.page.get_by_text("没有找到")).to_be_visible()

    elsewhere = desk_of("li.na", Role.TELLER, "west")
    elsewhere.open("/customers")
    elsewhere.page.fill("#sought", number)
    elsewhere.page.keyboard.press("Enter")
    expect(elsewhere.page.get_by_text("持证到场后扫描办理")).to_be_visible()
    expect(elsewhere.page.get_by_role("link", name="打开")).to_have_count(0)
