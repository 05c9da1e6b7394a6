"""A supervisor looks into how a document was read, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kyc.base.access import Role
from tests.journeys.conftest import Card, Desk
from tests.journeys.test_desk import READ_LIMIT, onboard

pytestmark = [pytest.mark.journey, pytest.mark.ocr, pytest.mark.timeout(240)]


def test_each_step_of_a_reading_is_shown_masked_and_in_full_for_a_reason(
    desk_of: Callable[..., Desk], card: Callable[..., Card]
) -> None:
    person = card(1)
    onboard(desk_of("wang.fang", Role.TELLER, "east"), person)
    supervisor = desk_of("chen.jie", Role.SUPERVISOR, "east")
    supervisor.page.get_by_role("link", name="系统维护").click()
    supervisor.page.get_by_role("link", name="识别排查").click()
    supervisor.audit()
    supervisor.page.get_by_role("row", name="居民身份证（人像面）").get_by_role("link").click(
        timeout=READ_LIMIT
    )
    main = supervisor.page.locator("main")
    expect(main.get_by_role("heading", name="识别过程")).to_be_visible(timeout=READ_LIMIT)
    expect(main.locator(".steps img").first).to_be_visible()
    expect(main).not_to_contain_text(person.fields["number"])
    expect(main.get_by_role("row", name="number.check_digit")).to_contain_text("通过")
    supervisor.audit()
    supervisor.zoom()

    supervisor.page.get_by_text("查看完整影像和内容").first.click()
    supervisor.page.fill("#reason", "核对识别错误")
    supervisor.page.get_by_role("button", name="查看完整影像和内容").click()
    expect(main.get_by_role("row", name="公民身份号码 number")).to_contain_text(
        person.fields["number"], timeout=READ_LIMIT
    )
    supervisor.audit()
    supervisor.page.get_by_role("link", name="关闭").click()
    expect(main.get_by_role("heading", name="识别过程")).to_be_visible(timeout=READ_LIMIT)
    expect(main).not_to_contain_text(person.fields["number"])
    supervisor.speak("en")
    expect(main.get_by_role("heading", name="How it was read")).to_be_visible(timeout=READ_LIMIT)
