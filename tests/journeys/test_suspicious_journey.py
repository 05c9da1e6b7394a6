"""Structuring over a week → alert → case → report with three people, in a real browser."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kyc.base.access import Actor, Role
from screening.cases import service as cases
from screening.reports import service as reports
from screening.transactions.detection import service as detection
from tests.conftest import Clock
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_transactions import Specimen, book, cash, specimen

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

ANALYSIS = "一周内多日存入略低于五万元的现金，规避大额报告的特征明显，来源无法说明。"


@pytest.fixture
def customer(bank: Bank, clock: Clock, desk_of: Callable[..., Desk]) -> Specimen:
    """Deposits of 48,000 on five days of a week."""
    teller = bank.signed_in(bank.settle(bank.hire("wang.fang", Role.TELLER, "east"))).actor
    with bank.house.write(teller) as unit:
        made = specimen(unit)
    for _ in range(5):
        book(bank.house, teller, cash("48000", made.account, at=bank.house.clock()))
        clock.advance(days=1)
    console = Actor.service(bank.institution_id)
    detection.catch_up(bank.house, console)
    assert cases.gather(bank.house, console)
    head = dataclasses.replace(teller, role=Role.COMPLIANCE_HEAD, outlet_id=None)
    with bank.house.write(head) as unit:
        reports.set_institution_code(unit, "A1000131000017")
        reports.set_outlet_code(unit, "east", "E0001", "110105")
    return made


def press(who: Desk, name: str) -> None:
    who.page.get_by_role("button", name=name, exact=True).click()
    expect(who.page.locator("#notices")).to_contain_text("已保存")


def test_structuring_to_a_report_with_three_people(
    bank: Bank, customer: Specimen, desk_of: Callable[..., Desk]
) -> None:
    officer = desk_of("qian.li", Role.COMPLIANCE_OFFICER)
    officer.open("/cases?group=structuring")
    expect(officer.page.locator("tbody tr")).to_have_count(1)
    officer.audit()
    officer.zoom()
    officer.page.locator("tbody a").first.click()
    expect(officer.page.locator("#case-timeline svg")).to_be_visible()
    expect(officer.page.locator("#case-flows svg")).to_be_visible()
    press(officer, "领取")
    officer.audit()
    officer.zoom()
    for _ in range(4):
        officer.page.get_by_role("button", name="完成", exact=True).first.click()
        expect(officer.page.locator("#notices")).to_contain_text("已保存")
    officer.page.get_by_label("分析记录").fill("与客户职业收入不符")
    press(officer, "记录")
    officer.page.get_by_label("确认可疑，提交报告").check()
    officer.page.get_by_label("处置理由").fill("多日拆分存现，无合理解释")
    press(officer, "提交复核")
    expect(officer.page.locator("main")).to_contain_text("须由另一人复核")
    address = officer.page.url.removeprefix(officer.address)

    colleague = desk_of("zhou.min", Role.COMPLIANCE_OFFICER)
    colleague.open(address)
    colleague.page.get_by_label("复核意见").fill("同意该意见")
    press(colleague, "同意")

    officer.open(address)
    officer.page.get_by_role("button", name="起草报告").click()
    expect(officer.page.get_by_label("资金交易及客户行为情况")).to_have_value(re.compile("涉及交易 5 笔"))
    officer.audit()
    officer.zoom()
    officer.page.get_by_label("疑点分析").fill(ANALYSIS)
    officer.page.get_by_label("疑似涉罪类型").select_option("0801")
    press(officer, "保存为新版本")
    press(officer, "提交复核")
    report = officer.page.url.removeprefix(officer.address)
    expect(officer.page.locator("main")).to_contain_text("等待另一人签批")

    colleague.open(report)
    colleague.page.get_by_label("复核意见").fill("事实清楚，同意")
    press(colleague, "复核通过")
    head = desk_of("sun.bo", Role.COMPLIANCE_HEAD)
    head.open(report)
    head.page.get_by_label("批准意见").fill("批准报送")
    press(head, "批准报送")
    expect(head.page.locator("main")).to_contain_text("NBSA1000131000017-")
    head.audit()
    head.open("/suspicious")
    expect(head.page.locator("tbody tr")).to_contain_text("反洗钱负责人已批准")
    head.audit()
    head.zoom()
    head.open("/cases/board")
    expect(head.page.locator("main h1")).to_have_text("工作量与抽查")
    head.audit()

    teller = desk_of("li.na", Role.TELLER, "east")
    for path in ("/cases", address, "/suspicious", report):
        teller.open(path)
        expect(teller.page.locator("main")).not_to_contain_text("NBS")
        expect(teller.page.get_by_role("heading", level=1)).to_have_text("不允许此操作")
    teller.open("/counter/concerns")
    teller.page.get_by_label("看到、听到了什么").fill("客户由他人陪同，回避询问")
    teller.audit()
    teller.zoom()
    teller.page.get_by_role("button", name="提交", exact=True).click()
    expect(teller.page.locator("#notices")).to_contain_text("已收到")
