"""A public institution without a readable licence: entered by hand, compared by a second person; proofs as pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from kyc.base.access import Role
from tests.journeys.conftest import Desk
from tests.specimen_entities import credit_code

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

VALUES = {
    "name": "样本市图书馆",
    "number": credit_code(7, category="12"),
    "entity_type": "事业单位法人",
    "address": "北京市朝阳区样本路8号",
    "phone": "01065001234",
    "business_scope": "图书借阅服务",
    "registered_capital": "伍万元",
    "established_on": "20150302",
    "issuer": "样本市事业单位登记管理局",
    "issued_on": "20240501",
    "expires_on": "20290501",
}


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.png"
    Image.new("RGB", (900, 640), "beige").save(path)
    return path


def test_entered_compared_and_served(desk_of: Callable[..., Desk], scan: Path) -> None:
    teller = desk_of("wang.fang", Role.TELLER, "east")
    supervisor = desk_of("zhao.min", Role.SUPERVISOR, "east")
    page = teller.page

    teller.open("/customers/entities")
    page.get_by_text("证照没有识别模板").click()
    page.select_option("#document", "cn_institution_certificate")
    page.set_input_files("#scan", str(scan))
    page.get_by_role("button", name="保存影像并录入").click()
    expect(page.get_by_text("该证照为手工录入")).to_be_visible()
    teller.audit()
    page.select_option("#kind", "legal_person")
    page.select_option("#regime", "public_institution")
    for name, value in VALUES.items():
        page.fill(f"#{name}", value)
    page.check("[name=compared]")
    page.get_by_role("button", name="建档", exact=True).click()
    page.wait_for_url("**/relations")
    customer = page.url.removesuffix("/relations").removeprefix(teller.address)

    teller.open(customer)
    expect(page.get_by_text("待第二人核对")).to_be_visible()
    expect(page.locator("#admission")).to_contain_text("没有第二人核对一致")
    # what later stages know comes into the page by itself; of lists a teller sees nothing
    expect(page.get_by_text("没有大额交易记录。")).to_be_visible()
    expect(page.get_by_text("名单命中")).to_have_count(0)
    page.get_by_text("登记一条").click()
    page.select_option("#note-kind", "source_of_funds")
    page.fill("#note-words", "财政拨款")
    page.set_input_files("#note-pictures", str(scan))
    page.get_by_role("region", name="尽职调查").get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("附证明影像 1 份")).to_be_visible()
    teller.audit()
    teller.zoom()

    supervisor.open("/transcriptions")
    supervisor.page.get_by_role("button", name="对照影像").click()
    expect(supervisor.page.locator("img.licence")).to_be_visible()
    expect(supervisor.page.locator("dd", has_text=VALUES["number"])).to_be_visible()
    supervisor.audit()
    supervisor.zoom()
    supervisor.page.get_by_role("button", name="同意", exact=True).click()
    expect(supervisor.page.get_by_text("没有待核对的手工录入。")).to_be_visible()
    supervisor.open(customer)
    expect(supervisor.page.get_by_text("第二人核对一致")).to_be_visible()
    supervisor.page.get_by_text("查看证明影像").click()
    supervisor.page.locator("[id^=why-]").fill("复核资金来源证明")
    supervisor.page.locator("details[open] .filters button").last.click()
    expect(supervisor.page.locator(".revealed-picture img")).to_be_visible()
