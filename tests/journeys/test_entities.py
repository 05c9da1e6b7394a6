"""A company with four layers of owners, from its licence to the confirmed beneficial owners."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kyc.base.access import Role
from kyc.customers import service
from tests import specimen_customers as people
from tests import specimen_entities as entities
from tests.journeys.conftest import Desk
from tests.journeys.test_customers import picture
from tests.specimen_bank import Bank

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


@pytest.fixture
def teller(desk_of: Callable[..., Desk]) -> Desk:
    return desk_of("wang.fang", Role.TELLER, "east")


def add(page: Page, kind: str, **fields: str) -> None:
    """Fills in the form for a relation; keys are field names, selects among them."""
    page.select_option("#kind", kind)
    detail = page.locator("fieldset details")
    if not detail.evaluate("each => each.open"):
        detail.locator("summary").click()
    for name, value in fields.items():
        place = page.locator(f"#{name}")
        if place.evaluate("each => each.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    page.get_by_role("button", name="登记", exact=True).first.click()
    expect(page.locator("#notices")).to_contain_text("关系已登记")


def person(sequence: int, name: str) -> dict[str, str]:
    return {
        "name": name,
        "document_type": "cn_resident_id",
        "number": people.number(sequence=sequence),
        "expires_on": "2036.5.1",
        "sex": "M",
        "nationality": "CHN",
        "birth_date": "19900307",
    }


def firm(serial: int, name: str) -> dict[str, str]:
    return {
        "party_kind": "legal_person",
        "name": name,
        "document_type": "cn_business_licence",
        "number": entities.credit_code(serial),
    }


def test_a_company_with_four_layers_of_owners(teller: Desk, bank: Bank) -> None:
    values = entities.confirmed()
    with bank.house.write(teller.actor) as unit:
        service.keep_reading(unit, entities.reading(values), picture())
    page = teller.page
    teller.open("/customers/entities")
    expect(page.locator("#name")).to_have_value(str(values["name"]))
    teller.audit()
    teller.zoom()
    page.select_option("#kind", "legal_person")
    page.select_option("#regime", "company")
    page.fill("#phone", "010-65001234")
    page.get_by_role("button", name="建档", exact=True).click()
    expect(page.locator("[role=alert]")).to_contain_text("逐项对照")
    page.check("[name=compared]")
    page.get_by_role("button", name="建档", exact=True).click()
    page.wait_for_url("**/relations")
    expect(page.get_by_text("没有识别出受益所有人")).to_be_visible()

    add(page, "equity", share="30", **person(201, "李小样"))
    add(page, "equity", share="70", **firm(11, "甲控股有限公司"))
    held = "甲控股有限公司"
    for serial, name in ((12, "乙投资有限公司"), (13, "丙投资有限公司"), (14, "丁投资有限公司")):
        add(page, "equity", share="100", held=option(page, held), **firm(serial, name))
        held = name
    add(page, "equity", share="60", held=option(page, held), **person(203, "张小样"))
    add(page, "equity", share="40", held=option(page, held), **person(205, "王小样"))

    owners = page.locator("article.owner")
    expect(owners).to_have_count(3)
    expect(owners.first).to_contain_text("60% × 100% × 100% × 100% × 70% = 42%")
    expect(page.locator(".structure .party")).to_have_count(8)
    expect(page.locator(".structure .party.owner")).to_have_count(3)
    teller.audit()
    teller.zoom()
    page.get_by_role("button", name="核对无误，确认受益所有人").click()
    expect(page.locator("#notices")).to_contain_text("已确认")

    page.locator(".relations summary").first.click()
    page.locator(".relations [name=reason]").first.fill("股权已转让给他人")
    page.locator(".relations form button").first.click()
    expect(page.locator("#notices")).to_contain_text("已终止")
    expect(page.get_by_text("须重新确认")).to_be_visible()
    teller.speak("en")
    expect(page.get_by_role("heading", name="Beneficial owners", exact=True)).to_be_visible()


def option(page: Page, name: str) -> str:
    """The value of the party of that name among those a relation can be to."""
    found = page.locator("#held option", has_text=name).first.get_attribute("value")
    assert found
    return found


def test_a_child_with_a_guardian(teller: Desk, bank: Bank) -> None:
    """Nobody opens an account for a child alone: the guardian is identified by their own card, on the desk."""
    child = people.confirmed(
        number=people.number(born="2015-06-01", sequence=301),
        birth_date="2015-06-01",
        occupation="N1000",
        issued_on="2022-05-01",
        expires_on="2027-05-01",
    )
    father = people.confirmed(number=people.number(sequence=201), name="王大样")
    with bank.house.write(teller.actor) as unit:
        customer_id = service.create_customer(unit, people.drafted(unit, child), child).customer_id
        service.record_network_check(unit, customer_id, "00", photo_agrees=True)
        for side in (people.PORTRAIT, people.EMBLEM):
            service.keep_reading(unit, people.reading(side, father), picture())
    page = teller.page
    teller.open(f"/customers/{customer_id}")
    expect(page.locator("#admission")).to_contain_text("未满 16 周岁")
    page.get_by_text("开户", exact=True).first.click()
    page.fill("#account_number", "6222020000000001234")
    page.get_by_role("button", name="开户").click()
    expect(page.locator("main")).to_contain_text("还不能办理")

    page.get_by_role("link", name="关系与受益所有人").click()
    page.select_option("#kind", "guardian")
    page.select_option("#drafts", index=1)
    page.fill("#phone", "13812341234")
    page.get_by_role("button", name="登记", exact=True).first.click()
    expect(page.locator("[role=alert]")).to_contain_text("关系依据说明")
    page.fill("#words", "父亲，户口簿第 2 页")
    page.get_by_role("button", name="登记", exact=True).first.click()
    expect(page.locator(".relations")).to_contain_text("证件已核验")
    teller.audit()
    teller.zoom()

    teller.open(f"/customers/{customer_id}")
    expect(page.locator("#admission")).to_contain_text("可以办理")
    page.get_by_text("开户", exact=True).first.click()
    page.fill("#account_number", "6222020000000001234")
    page.get_by_role("button", name="开户").click()
    expect(page.locator(".accounts")).to_contain_text("1234")
    teller.audit()
