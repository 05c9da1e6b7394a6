"""Grades as compliance works with them: signals, a grade by hand, a policy tried and adopted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from kyc.base.access import Role
from kyc.customers import service as customers
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from tests.journeys.conftest import ROOT, Desk
from tests.specimen_bank import Bank
from tests.specimen_customers import onboarded

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

REASON = "与已出险客户资金往来密切"


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


@pytest.fixture
def officer(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("li.na", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("sun.wei", Role.COMPLIANCE_HEAD)


@pytest.fixture
def customer(teller: Desk, officer: Desk, bank: Bank) -> str:
    """A customer with a confirmed grade."""
    with bank.house.write(teller.actor) as unit:
        customer_id = onboarded(unit).customer_id
        customers.record_network_check(unit, customer_id, "00", True)
        found = risk.regrade(unit, customer_id, Occasion.CHANGE)
    assert found.assessment_id is not None
    with bank.house.write(officer.actor) as unit:
        risk.confirm_grade(unit, found.assessment_id, True)
    return customer_id


def test_a_signal_and_a_grade_by_hand(teller: Desk, officer: Desk, head: Desk, customer: str) -> None:
    path = f"/customers/{customer}/grading"
    teller.open(path)
    teller.page.select_option("#code", "O10")
    teller.page.fill("#evidence", "登记为贸易，现场为仓库")
    teller.page.get_by_role("button", name="登记", exact=True).click()
    expect(teller.page.locator("#signal article")).to_contain_text("经营范围与实际业务不符")
    expect(teller.page.get_by_role("button", name="解除")).to_have_count(0)
    expect(teller.page.get_by_text("人工调整等级")).to_have_count(0)
    teller.page.select_option("#choice", "public_position=domestic")
    teller.page.fill("#fact-evidence", "本人声明，已核对网上公开信息")
    teller.page.get_by_role("button", name="登记事实").click()
    expect(teller.page.locator("#fact tbody tr")).to_contain_text("境内公职人员")
    expect(teller.page.locator("#choice")).not_to_contain_text("有权机关")
    teller.audit()
    teller.zoom()

    officer.open(path)
    expect(officer.page.locator("#choice")).to_contain_text("有权机关")
    officer.page.select_option("#grade", "high")
    officer.page.fill("#until", "2027-01-31")
    officer.page.fill("#reason", "短")
    officer.page.get_by_role("button", name="提交，待他人复核").click()
    expect(officer.page.locator("#manual [role=alert]")).to_be_visible()
    officer.page.select_option("#grade", "high")
    officer.page.fill("#until", "2027-01-31")
    officer.page.fill("#reason", REASON)
    officer.page.get_by_role("button", name="提交，待他人复核").click()
    expect(officer.page.locator("#manual article")).to_contain_text("待复核")
    officer.audit()

    head.open("/grades")
    head.page.get_by_role("row", name="高风险").get_by_role("link").click()
    head.page.get_by_role("button", name="同意", exact=True).click()
    expect(head.page.locator(".grade-line").first).to_contain_text("高风险")

    teller.open(f"/customers/{customer}")
    expect(teller.page.locator("#grade")).to_contain_text("合规综合评定")
    expect(teller.page.locator("body")).not_to_contain_text(REASON)


def test_a_policy_is_tried_and_adopted(officer: Desk, head: Desk, customer: str, tmp_path: Path) -> None:
    content = yaml.safe_load((ROOT / "kyc/policies/risk.yaml").read_text(encoding="utf-8"))
    grades = content["values"]["grades"]["versions"][0]["value"]
    grades[1]["from_total"], grades[2]["from_total"] = "10", "20"
    draft = tmp_path / "draft.yaml"
    draft.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    bad = tmp_path / "bad.yaml"
    bad.write_text("section: risk\nvalues: {}\n", encoding="utf-8")

    officer.open("/grades/policy")
    officer.audit()
    officer.zoom()
    officer.page.set_input_files("#file", bad)
    officer.page.get_by_role("button", name="试评全部客户").click()
    expect(officer.page.locator("[role=alert]").first).to_contain_text("缺少此值")
    officer.page.set_input_files("#file", draft)
    officer.page.get_by_role("button", name="试评全部客户").click()
    expect(officer.page.locator("#matrix svg")).to_be_visible()
    expect(officer.page.get_by_text("1 位客户中 1 位等级变动")).to_be_visible()
    expect(officer.page.get_by_role("row", name="分数线改变")).to_contain_text("中风险")
    officer.audit()
    officer.zoom()
    officer.speak("en")
    officer.open("/grades/policy")
    expect(officer.page.get_by_role("heading", name="Grading policy")).to_be_visible()
    officer.speak("zh")

    officer.page.set_input_files("#file", draft)
    officer.page.fill("#reason", "年度评估后调低分数线")
    officer.page.get_by_role("button", name="提交采用").click()
    expect(officer.page.locator("#notices")).to_contain_text("待他人复核")
    head.open("/grades/policy")
    head.page.get_by_role("link", name="查看采用后的等级迁移").click()
    expect(head.page.locator("#matrix svg")).to_be_visible()
    expect(head.page.get_by_role("row", name="分数线改变")).to_contain_text("中风险")
    head.audit()
    head.page.get_by_role("button", name="采用", exact=True).click()
    expect(head.page.locator("#notices")).to_contain_text("已采用")
    expect(head.page.locator("article").first).to_contain_text("已采用")


def test_reviews_stand_in_the_queue(
    teller: Desk, officer: Desk, customer: str, clock: Callable[[], object]
) -> None:
    officer.open("/grades/reviews")
    expect(officer.page.get_by_text("没有到期的评级")).to_be_visible()
    officer.audit()
