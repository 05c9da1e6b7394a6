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
