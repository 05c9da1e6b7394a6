"""Three deposits across two tellers and outlets → prompt → large-value file → receipt → correction → accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kyc.base.access import Role
from screening.reports import service as reports
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_receipts import receipt
from tests.specimen_transactions import Specimen, specimen

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

CODE = "A1000131000017"


@pytest.fixture
def tellers(desk_of: Callable[..., Desk]) -> tuple[Desk, Desk]:
    return desk_of("wang.fang", Role.TELLER, "east"), desk_of("qian.duo", Role.TELLER, "west")


@pytest.fixture
def officer(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("qian.li", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("sun.bo", Role.COMPLIANCE_HEAD)


@pytest.fixture
def customer(bank: Bank, tellers: tuple[Desk, Desk]) -> Specimen:
    with bank.house.write(tellers[0].actor) as unit:
        return specimen(unit)


def deposit(who: Desk, customer: Specimen, amount: str, level: str) -> None:
    who.open("/cash")
    who.page.fill("#account_number", customer.account)
    who.page.fill("#amount", amount)
    expect(who.page.locator(f'#prompt [data-level="{level}"]')).to_be_visible()
    who.page.keyboard.press("Control+Enter")
    expect(who.page.get_by_role("heading", level=1)).to_have_text("业务明细")


def set_code(head: Desk, **fields: str) -> None:
    head.open("/reports")
    for name, value in fields.items():
        head.page.fill(f"#{name}", value)
    head.page.get_by_role("button", name="登记", exact=True).click()
    expect(head.page.locator("#notices")).to_contain_text("已登记")


def send(officer: Desk, head: Desk) -> str:
    """The day through both people; the name of the newest file."""
    officer.open("/reports")
    officer.page.locator("tbody a").first.click()
    officer.page.get_by_label("缺失要素确实无法取得").check()
    officer.page.get_by_label("原因").fill("当日无人民币折美元汇率")
    officer.page.get_by_role("button", name="提交审批").click()
    expect(officer.page.locator("main")).to_contain_text("这是您提交的，须由另一人审批")
    head.open(officer.page.url.removeprefix(officer.address))
    head.page.get_by_role("button", name="同意报送").click()
    expect(head.page.locator("#notices")).to_contain_text("报文已生成")
    return head.page.locator("#files-title ~ .table-scroll tbody a").first.inner_text()


def take_in(officer: Desk, folder: Path, *told: object) -> None:
    name, content = receipt(*told)  # type: ignore[arg-type]
    path = folder / name
    path.write_bytes(content)
    officer.open("/reports")
    officer.page.set_input_files("#receipts", path)
    officer.page.get_by_role("button", name="收入回执", exact=True).click()
    expect(officer.page.locator("#notices")).to_contain_text("已收入 1 份回执")


def test_from_three_deposits_to_an_accepted_correction(
    bank: Bank, tellers: tuple[Desk, Desk], customer: Specimen, officer: Desk, head: Desk, tmp_path: Path
) -> None:
    set_code(head, code=CODE)
    for outlet, code, county in (("east", "E0001", "110105"), ("west", "W0001", "110108")):
        set_code(head, outlet=outlet, code=code, county=county)
    here, there = tellers
    deposit(here, customer, "20000", "clear")
    deposit(there, customer, "20000", "clear")
    deposit(here, customer, "12000", "report")

    here.open("/reports/back-fill")
    expect(here.page.locator("tbody tr")).to_have_count(2)
    expect(here.page.locator("tbody tr").first).to_contain_text("资金用途")
    here.audit()
    here.zoom()
    here.page.locator("tbody a").first.click()
    here.page.get_by_label(re.compile("资金用途")).fill("货款")
    here.page.get_by_label("补录说明").fill("已向客户核实")
    here.audit()
    here.page.get_by_role("button", name="保存").click()
    expect(here.page.locator("#notices")).to_contain_text("已补录")

    officer.open("/reports")
    expect(officer.page.locator("tbody tr")).to_contain_text("余 5 个工作日")
    officer.audit()
    officer.zoom()
    officer.page.locator("tbody a").first.click()
    expect(officer.page.locator("main")).to_contain_text("0501 大额现金")
    officer.audit()
    officer.zoom()
    name = send(officer, head)
    assert re.fullmatch(r"NBHA1000131000017-\d{8}-00000001", name)

    with bank.house.read(officer.actor) as unit:
        (day,) = reports.report_days(unit, 5)
        assert day.batch is not None
        key = day.batch.steps[0].key
        deal = day.batch.steps[0].transaction_id
    take_in(officer, tmp_path, name, "RQCR", [(key, "CATI[1]/TSDT[1]/TSIF/CRPP", "资金用途过于笼统")])
    standing = officer.page.locator("main > .alert", has_text="须更正或重报")
    expect(standing).to_be_visible()
    officer.page.locator("tbody tr").first.get_by_role("link", name="NBH").click()
    expect(officer.page.locator("tbody")).to_contain_text("资金用途 CRPP")
    expect(officer.page.locator("tbody")).to_contain_text("资金用途过于笼统")
    officer.audit()
    officer.zoom()
    officer.open(f"/reports/back-fill/{deal}")
    officer.page.get_by_label(re.compile("资金用途")).fill("支付样本公司货款")
    officer.page.get_by_label("补录说明").fill("按回执更正")
    officer.page.get_by_role("button", name="保存").click()
    correction = send(officer, head)
    assert correction == "CBH" + name[3:]
    take_in(officer, tmp_path, correction, "SUCC")
    row = officer.page.locator("tbody tr").first
    expect(row).to_contain_text("已接收")
    expect(row).to_contain_text("已更正")
    expect(standing).to_have_count(0)

    officer.speak("en")
    officer.open("/reports")
    expect(officer.page.locator("tbody tr").first).to_contain_text("Accepted")
    officer.zoom()
