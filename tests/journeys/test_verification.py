"""A networked check that ends in doubt, at the counter: the certificate, the other document, the photo, an outage."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from kyc.base.access import Role
from kyc.base.unit import House
from kyc.verification import service
from sample_docs.idcheck_simulator import Register, Served, serve_in_thread
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_customers import confirmed, onboarded

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]

NAME, NUMBER = str(confirmed()["name"]), str(confirmed()["number"])


@pytest.fixture(scope="module")
def photo() -> bytes:
    register = Register.drawn(3, 1, date(2026, 11, 20))
    drawn = next(iter(register.people.values()))[2]
    assert drawn is not None
    return drawn


@pytest.fixture
def simulator(photo: bytes) -> Iterator[Served]:
    served = serve_in_thread(Register({NUMBER: (NAME, "样本公安局", photo)}))
    yield served
    served.close()


@pytest.fixture
def house(house: House, simulator: Served) -> House:
    """The house, connected to the simulator."""
    return replace(house, settings=replace(house.settings, idcheck_url=simulator.address))


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


@pytest.fixture
def path(teller: Desk, bank: Bank) -> str:
    with bank.house.write(teller.actor) as unit:
        return f"/customers/{onboarded(unit).customer_id}"


def test_a_failed_check_leads_to_a_certificate_and_back(
    teller: Desk, simulator: Served, path: str, desk_of: Callable[..., Desk]
) -> None:
    simulator.register.people.clear()
    page = teller.page
    teller.open(path)
    page.get_by_role("link", name="核验与处理").click()
    page.select_option("#business", "account")
    page.get_by_role("button", name="联网核查").click()
    expect(page.locator("#check")).to_contain_text("03")
    expect(page.locator(".states")).to_contain_text("存疑")
    expect(page.locator("main")).to_contain_text("不得随意拒绝")
    expect(page.get_by_role("radio", name="冒用")).to_have_count(0)  # a teller establishes no forgery
    teller.audit()
    teller.zoom()

    page.get_by_role("radio", name="出具核查结果证明").check()
    page.get_by_role("button", name="登记处理").click()
    expect(page.locator("#moves .done")).to_contain_text("2026-11-24")
    expect(page.locator("main")).to_contain_text("返回时不得拒绝")
    with teller.context.expect_page() as opened:
        page.get_by_role("button", name="打印核查结果证明").click()
    opened.value.close()
    # as the browser would: the same form, its file looked at
    token = page.locator("#moves input[name=csrf_token]").first.input_value()
    answer = teller.context.request.post(
        f"{teller.address}{path}/verification/certificate",
        form={"csrf_token": token},
        headers={"Referer": teller.address},
    )
    paper = "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.body())).pages)
    for words in (NAME, NUMBER, "号码不存在", "2026-11-24", "不表明证件为虚假证件", "wang.fang"):
        assert words in paper.replace("\n", ""), words

    page.get_by_role("radio", name="公安机关核实为真").check()
    page.get_by_role("button", name="登记处理").click()
    expect(page.locator("[role=alert]")).to_contain_text("依据")
    page.get_by_role("radio", name="公安机关核实为真").check()
    page.fill("#detail", "样本派出所11月23日书面答复属实，文号样本1号")
    page.get_by_role("button", name="登记处理").click()
    expect(page.locator(".states")).to_contain_text("核验完成")
    expect(page.locator(".states")).to_contain_text("存疑已排除")

    supervisor = desk_of("zhao.min", Role.SUPERVISOR, "east")
    supervisor.open(f"{path}/verification")
    expect(supervisor.page.get_by_role("radio", name="冒用")).to_be_visible()
    expect(supervisor.page.locator("#moves .done")).to_contain_text("样本派出所")


def test_the_photo_is_compared_and_hidden_again(teller: Desk, path: str) -> None:
    page = teller.page
    teller.open(f"{path}/verification")
    page.get_by_role("button", name="联网核查").click()
    expect(page.locator(".compare")).to_contain_text("请比对照片")
    expect(page.locator(".register-photo")).to_have_count(0)
    page.get_by_role("button", name="显示照片").click()
    shown = page.locator(".register-photo")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.naturalWidth") == 102
    teller.audit()
    page.get_by_role("link", name="隐藏照片").click()
    expect(page.locator(".register-photo")).to_have_count(0)
    page.get_by_role("radio", name="相符", exact=True).check()
    page.get_by_role("button", name="登记比对结果").click()
    expect(page.locator(".states")).to_contain_text("核验完成")


def test_an_outage_is_queued_and_the_points_stand_in(
    teller: Desk, simulator: Served, path: str, bank: Bank
) -> None:
    simulator.faults.outage = True
    page = teller.page
    teller.open(f"{path}/verification")
    page.get_by_role("button", name="联网核查").click()
    expect(page.locator("#notices")).to_contain_text("已排队自动重试")
    expect(page.locator("#check [role=status]")).to_contain_text("未核验")
    boxes = page.locator("#points input[type=checkbox]")
    for place in range(boxes.count()):
        boxes.nth(place).check()
    page.get_by_role("button", name="登记所查看的要点").click()
    expect(page.locator("#points")).to_contain_text("须看的都已查看")
    teller.audit()

    simulator.faults.outage = False
    bank.house.clock.advance(minutes=10)  # type: ignore[attr-defined]
    checker = service.configured(bank.house)
    assert checker is not None
    assert service.work_off(bank.house, checker, bank.service).answered == 1
    checker.close()
    teller.open(f"{path}/verification")
    expect(page.locator(".compare")).to_contain_text("请比对照片")


def test_the_chip_is_held_against_the_print(teller: Desk, path: str, bank: Bank, tmp_path: Path) -> None:
    chip = {name: value for name, value in confirmed().items() if name in {"name", "sex", "number", "issuer"}}
    with bank.house.write(teller.actor) as unit:
        fields = {name: str(value) for name, value in chip.items()} | {"name": "王小祥"}
        service.record_reading(unit, "cn_resident_id", fields, "SPECIMEN-READER 0001", unit.now)
    page = teller.page
    teller.open(f"{path}/verification")
    expect(page.locator("#chip")).to_contain_text("有差异")
    expect(page.locator("#chip .why")).to_contain_text("只差一个字符")
    expect(page.locator("#chip")).not_to_contain_text("王小祥")
    page.screenshot(path=str(tmp_path / "chip.png"), full_page=True)
    with bank.house.write(teller.actor) as unit:
        fields = {name: str(value) for name, value in chip.items()}
        service.record_reading(unit, "cn_resident_id", fields, "SPECIMEN-READER 0001", unit.now)
    page.reload()
    expect(page.locator("#chip")).to_contain_text("逐项一致")
    expect(page.locator(".states")).to_contain_text("核验完成")
