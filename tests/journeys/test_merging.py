"""A duplicate is merged and unmerged, each time by two people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kyc.base.access import Role
from kyc.customers import service
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_customers import number, onboarded

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


def test_a_duplicate_is_merged_and_unmerged(desk_of: Callable[..., Desk], bank: Bank) -> None:
    teller = desk_of("wang.fang", Role.TELLER, "east")
    supervisor = desk_of("zhao.min", Role.SUPERVISOR, "east")
    with bank.house.write(teller.actor) as unit:
        kept, other = (onboarded(unit, number=number(sequence=s)).customer_id for s in (123, 125))

    teller.open(f"/customers/{kept}")
    expect(teller.page.locator("#merging")).to_contain_text("出生日期相同")
    teller.page.get_by_text("申请并入本档案").click()
    teller.page.fill("#merge-1", "换领证件后重复建档")
    teller.audit()
    teller.page.locator("#merging form button").click()
    expect(teller.page.locator("#notices")).to_contain_text("等待第二人决定")

    supervisor.open("/merges")
    supervisor.audit()
    supervisor.zoom()
    supervisor.page.get_by_role("button", name="同意", exact=True).click()
    expect(supervisor.page.locator("#notices")).to_contain_text("决定已登记")

    teller.open(f"/customers/{other}")
    expect(teller.page.get_by_text("该档案已并入另一档案")).to_be_visible()
    teller.page.get_by_role("link", name="打开保留的档案").click()
    expect(teller.page.locator("#merging")).to_contain_text("已并入")
    teller.page.get_by_text("申请撤销合并").click()
    teller.page.fill("#undo-1", "经核实并非同一人")
    teller.page.locator("#merging form button").first.click()
    expect(teller.page.locator("#notices")).to_contain_text("等待第二人决定")

    supervisor.open("/merges")
    expect(supervisor.page.get_by_role("heading", name="撤销合并")).to_be_visible()
    supervisor.page.get_by_role("button", name="同意", exact=True).click()
    with bank.house.read(teller.actor) as unit:
        assert service.customer(unit, other).merged_into is None
