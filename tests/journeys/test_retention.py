"""Ten years on: the compliance head approves a purge on the page, a hold stops one, a person takes their copy along."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from kyc.base.access import Actor, Role
from kyc.retention import service
from tests.conftest import Clock
from tests.journeys.conftest import Desk
from tests.specimen_bank import Bank
from tests.specimen_customers import confirmed, onboarded

pytestmark = [pytest.mark.journey, pytest.mark.timeout(180)]


@pytest.fixture
def path(bank: Bank) -> str:
    """A customer's page of retention; the teller who brought them in has long left."""
    teller = Actor("teller", "t", Role.TELLER, bank.institution_id, bank.outlets["east"])
    with bank.house.write(teller) as unit:
        return f"/customers/{onboarded(unit).customer_id}/retention"


def test_a_relationship_ends_is_held_and_its_copy_is_handed_over(
    desk_of: Callable[..., Desk], path: str
) -> None:
    desk = desk_of("sun.li", Role.COMPLIANCE_OFFICER)
    page = desk.page
    desk.open(path)
    expect(page.locator("main")).to_contain_text("尚无终止日")
    desk.audit()
    desk.zoom()
    page.fill("#reason", "销")
    page.get_by_role("button", name="登记业务关系结束").click()
    expect(page.locator("[role=alert]")).to_contain_text("原因")
    page.fill("#reason", "客户销户，关系结束")
    page.get_by_role("button", name="登记业务关系结束").click()
    expect(page.locator("main")).to_contain_text("2036-11-20")
    page.fill("#hold-reason", "样本法院保全文书一号")
    page.get_by_role("button", name="登记保留指令").click()
    expect(page.get_by_role("button", name="解除", exact=True)).to_be_visible()
    desk.audit()

    page.fill("#copy-reason", "本人持证到柜台申请")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出副本").click()
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
        document = json.loads(archive.read("data.json"))
    assert document["particulars"]["number"] == confirmed()["number"]
    assert "保全" not in json.dumps(document, ensure_ascii=False)


def test_a_purge_is_approved_by_the_head_and_the_customer_is_gone(
    desk_of: Callable[..., Desk], path: str, bank: Bank, clock: Clock
) -> None:
    supervisor = Actor("supervisor", "s", Role.SUPERVISOR, bank.institution_id, bank.outlets["east"], True)
    with bank.house.write(supervisor) as unit:
        service.end_relationship(unit, path.split("/")[2], unit.today, "客户销户，关系结束")
    clock.now = clock.now.replace(year=2036) + timedelta(days=1)
    with bank.house.write(bank.service) as unit:
        assert service.propose_due(unit) == 1
    desk = desk_of("qian.zong", Role.COMPLIANCE_HEAD)
    page = desk.page
    desk.open("/retention")
    expect(page.locator("tbody")).to_contain_text("2036-11-20")
    desk.audit()
    desk.zoom()
    page.get_by_role("button", name="批准销毁").click()
    expect(page.locator("#notices")).to_contain_text("证明在审计日志中")
    expect(page.locator("main")).to_contain_text("没有待批准的销毁")
    desk.open(path)
    expect(page.locator("main")).to_contain_text("已销毁")
    expect(page.locator("main .code")).to_have_text(re.compile("^[0-9a-f]{64}$"))
    desk.open(path.removesuffix("/retention"))
    expect(page.locator("main")).to_contain_text("已依法销毁")
