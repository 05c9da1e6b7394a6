"""A list comes in, an old customer is a hit, two people work it, the list changes, a true match stops and is lifted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from kyc.base.access import Actor, Role
from kyc.base.ports import Ports
from kyc.base.unit import House
from kyc.customers.gates import NAME_SCREENING
from screening.hits import service as hits
from screening.hits.barring import STOPPED
from screening.watchlists.service import load_sources
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_customers import number, onboarded
from tests.specimen_transactions import Specimen, specimen

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

HEADER = "编号,类别,姓名,出生日期,性别,国籍,证件号码,备注"
OTHERS = [f"{n},机构,样本无关公司{n}号,,,,," for n in range(50, 70)]
WANG = f"1,个人,王小样,1990-03-07,男,中国,{number()},虚构"


@pytest.fixture
def lists() -> hits.Lists:
    return hits.Lists(load_sources(Path("nowhere.yaml")))


@pytest.fixture
def house(house: House, lists: hits.Lists) -> House:
    return dataclasses.replace(house, ports=Ports({NAME_SCREENING: [hits.Screening(lists)]}))


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


@pytest.fixture
def officer(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("qian.li", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("sun.bo", Role.COMPLIANCE_HEAD)


@pytest.fixture
def customer(bank: Bank, teller: Desk) -> Specimen:
    with bank.house.write(teller.actor) as unit:
        return specimen(unit)


@pytest.fixture
def catch_up(bank: Bank, officer: Desk) -> Callable[[], None]:
    """What the running service does every few minutes."""
    actor = Actor.service(officer.actor.institution_id)
    return lambda: hits.catch_up(bank.house, actor)


def bring_in(who: Desk, folder: Path, *lines: str) -> None:
    path = folder / "公告.csv"
    path.write_text("\n".join((HEADER, *lines, *OTHERS, "")), encoding="utf-8")
    who.open("/watchlists")
    who.page.select_option("#source", "cn_pboc")
    who.page.set_input_files("#file", path)
    who.page.get_by_role("button", name="导入", exact=True).click()
    expect(who.page.locator("#notices")).to_contain_text("已导入并生效")


def open_hit(who: Desk) -> None:
    who.open("/hits")
    who.page.get_by_role("link", name="王**").click()


def propose(who: Desk, conclusion: str, reason: str) -> None:
    open_hit(who)
    who.page.get_by_label(conclusion).check()
    who.page.get_by_label("处置理由").fill(reason)
    who.page.get_by_role("button", name="提交", exact=True).click()
    expect(who.page.locator("#notices")).to_contain_text("待另一人复核")


def agree(who: Desk, remark: str) -> None:
    open_hit(who)
    who.page.get_by_label("复核意见").fill(remark)
    who.page.get_by_role("button", name="同意", exact=True).click()
    expect(who.page.locator("#notices")).to_contain_text("已复核")


def state(who: Desk, words: str) -> None:
    expect(who.page.locator(".states")).to_contain_text(words)


def test_from_list_to_hit_to_two_people_and_back_when_the_listing_changes(
    teller: Desk, officer: Desk, head: Desk, customer: Specimen, catch_up: Callable[[], None], tmp_path: Path
) -> None:
    officer.open("/watchlists")
    expect(officer.page.locator("main > .alert.bad")).to_contain_text("尚未导入此名单")
    officer.audit()
    officer.zoom()
    bring_in(officer, tmp_path, WANG)
    expect(officer.page.locator("main")).to_contain_text("第 1 版")
    officer.audit()
    catch_up()

    officer.open("/hits")
    officer.audit()
    officer.zoom()
    open_hit(officer)
    picture = tmp_path / "对比.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n specimen")
    officer.page.set_input_files("#evidence", picture)
    officer.page.get_by_role("button", name="附上证据").click()
    expect(officer.page.locator("#notices")).to_contain_text("已附上证据")
    officer.page.get_by_label("打开理由（将留痕）").fill("复核前核对")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("button", name="打开附件").click()
    assert download.value.suggested_filename == "对比.png"
    propose(officer, "排除（非同一人）", "照片与证件均非同一人")
    expect(officer.page.locator("main")).to_contain_text("须由另一人复核")
    officer.audit()
    officer.zoom()
    agree(head, "已核对影像，同意排除")
    state(head, "已排除")
    officer.open("/hits")
    expect(officer.page.locator("main")).to_contain_text("没有此类命中")

    bring_in(officer, tmp_path, WANG.replace("1990-03-07", "1990-03"))
    expect(officer.page.locator("main")).to_contain_text("变更 1")
    catch_up()
    open_hit(officer)
    state(officer, "待处置")

    officer.page.get_by_text("查看完整信息").first.click()
    officer.page.get_by_label("查看理由").fill("核对姓名写法")
    officer.page.get_by_role("button", name="查看完整信息").click()
    expect(officer.page.locator("h1")).to_contain_text("王小样 —")

    teller.open("/hits")
    expect(teller.page.locator("main")).to_contain_text("您的角色不能使用此功能")
    teller.open("/cash")
    expect(teller.page.locator("body")).not_to_contain_text("命中")


def test_a_confirmed_hit_stops_service_until_it_is_delisted_and_two_people_lift_it(
    teller: Desk, officer: Desk, head: Desk, customer: Specimen, catch_up: Callable[[], None], tmp_path: Path
) -> None:
    bring_in(officer, tmp_path, WANG)
    catch_up()
    propose(officer, "确认命中", "证件号码与名单一致")

    def pay_in() -> None:
        teller.open("/cash")
        teller.page.fill("[name=account_number]", customer.account)
        teller.page.fill("[name=amount]", "100")
        teller.page.locator("form.entry button[type=submit], form button.primary").first.click()

    pay_in()
    expect(teller.page.locator("main")).to_contain_text(STOPPED.zh)
    agree(head, "同意，立即报告")
    state(head, "应于")
    head.audit()

    open_confirmed = "/hits?state=confirmed"
    officer.open(open_confirmed)
    officer.page.get_by_role("link", name="王**").click()
    officer.page.get_by_label("报告文号").fill("样本发〔2026〕1号")
    officer.page.get_by_role("button", name="登记已报告").click()
    expect(officer.page.locator("main")).to_contain_text("已报告：样本发〔2026〕1号")

    bring_in(officer, tmp_path, "99,机构,替补样本公司,,,,,")
    catch_up()
    pay_in()
    expect(teller.page.locator("main")).to_contain_text(STOPPED.zh)

    officer.open(open_confirmed)
    officer.page.get_by_role("link", name="王**").click()
    state(officer, "已不在名单上")
    officer.page.select_option("#ground", "delisted")
    officer.page.get_by_label("解除理由").fill("新版名单已不含该条目")
    officer.page.get_by_role("button", name="提出解除").click()
    expect(officer.page.locator("main")).to_contain_text("须由另一人复核")
    head.open(open_confirmed)
    head.page.get_by_role("link", name="王**").click()
    head.page.get_by_role("button", name="同意解除").click()
    expect(head.page.locator("#notices")).to_contain_text("已复核")
    pay_in()
    expect(teller.page.locator("#notices")).to_contain_text("已登记")


def test_several_hits_of_one_entry_are_dismissed_together_after_a_sample(
    bank: Bank, teller: Desk, officer: Desk, head: Desk, catch_up: Callable[[], None], tmp_path: Path
) -> None:
    with bank.house.write(teller.actor) as unit:
        for sequence in (101, 103):
            onboarded(unit, number=number(sequence=sequence))
    bring_in(officer, tmp_path, "1,个人,王小样,1990,,,,虚构")
    catch_up()
    officer.open("/hits")
    officer.page.get_by_role("link", name="王**").first.click()
    officer.page.get_by_text("可以同一理由排除").click()
    officer.page.get_by_label("共同的排除理由").fill("籍贯与职业均不相符")
    officer.audit()
    officer.zoom()
    officer.page.get_by_role("button", name="提交批量排除").click()
    expect(officer.page.locator("main")).to_contain_text("须由另一人复核")
    officer.audit()
    officer.zoom()
    for _ in range(2):
        head.open("/hits")
        head.page.locator("section[aria-labelledby=bulks-title] a").first.click()
        head.page.get_by_role("row").filter(has_text="待复核").get_by_role("link").first.click()
        head.page.get_by_label("复核意见").fill("已逐条核对")
        head.page.get_by_role("button", name="同意", exact=True).click()
        expect(head.page.locator("#notices")).to_contain_text("已复核")
    head.open("/hits")
    head.page.locator("section[aria-labelledby=bulks-title] a").first.click()
    head.page.get_by_label("复核意见").fill("抽样全部属实")
    head.page.get_by_role("button", name="同意整批排除").click()
    state(head, "复核同意")


def test_a_list_that_shrank_waits_for_a_second_person(officer: Desk, head: Desk, tmp_path: Path) -> None:
    bring_in(officer, tmp_path, WANG)
    path = tmp_path / "less.csv"
    path.write_text("\n".join((HEADER, WANG, *OTHERS[:5], "")), encoding="utf-8")
    officer.open("/watchlists")
    officer.page.select_option("#source", "cn_pboc")
    officer.page.set_input_files("#file", path)
    officer.page.get_by_role("button", name="导入", exact=True).click()
    expect(officer.page.locator(".alert.bad[role=alert]")).to_contain_text("减幅超过")
    officer.page.select_option("#source", "cn_pboc")
    officer.page.set_input_files("#file", path)
    officer.page.get_by_label("条目大幅减少也接收").check()
    officer.page.get_by_role("button", name="导入", exact=True).click()
    expect(officer.page.locator("#notices")).to_contain_text("须由第二人确认")
    officer.open("/watchlists")
    expect(officer.page.locator("main")).to_contain_text("这是您导入的，须由另一人确认")
    head.open("/watchlists")
    head.page.get_by_label("理由").fill("已与发布方核实")
    head.page.get_by_role("button", name="确认生效").click()
    expect(head.page.locator("main")).to_contain_text("第 2 版 现行")
