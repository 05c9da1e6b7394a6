"""The head of every page: areas of work in one row, the pages of the present one below it, for each by what they may open."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kyc.base.access import Role
from tests.journeys.conftest import Desk

pytestmark = [pytest.mark.journey, pytest.mark.timeout(240)]

AREAS = {
    Role.TELLER: ["客户档案", "柜面业务", "到期复评"],
    Role.SUPERVISOR: ["客户档案", "柜面业务", "风险评级", "系统维护"],
    Role.COMPLIANCE_HEAD: ["客户档案", "柜面业务", "风险评级", "名单筛查", "监测报告", "到期销毁"],
}
MOST_HIGH = 100  # pixels that two rows take at the counter's screen


@pytest.mark.parametrize("role", AREAS)
def test_every_page_of_the_head_is_two_steps_away(desk_of: Callable[..., Desk], role: Role) -> None:
    desk = desk_of("wang.fang", role, None if role is Role.COMPLIANCE_HEAD else "east")
    page = desk.page
    desk.open("/")
    areas, pages = page.locator("nav.head-links"), page.locator("nav.area-links")
    expect(areas.get_by_role("link")).to_have_text(AREAS[role])
    expect(page.locator("[aria-current=page]")).to_have_count(1)
    for area in AREAS[role]:
        areas.get_by_role("link", name=area, exact=True).click()
        here = areas.locator("[aria-current]")
        expect(here).to_have_text([area])
        for name in pages.get_by_role("link").all_inner_texts():
            pages.get_by_role("link", name=name, exact=True).click()
            expect(pages.locator("[aria-current]")).to_have_text([name])
            expect(here).to_have_text([area])
        head = page.evaluate("document.querySelector('main').getBoundingClientRect().top + scrollY")
        assert head <= MOST_HIGH, area
    desk.open("/")
    page.locator(".skip").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav')?.className") == "head-links"
    desk.audit()
    desk.zoom()
