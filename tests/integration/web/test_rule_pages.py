"""The pages of detection rules: seen by compliance, tried over past days, proposed by one and adopted by another."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from kyc.base.access import Role
from kyc.base.unit import House
from kyc.web import pages as kyc_pages
from screening.transactions.detection import service
from screening.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_counter import Seats, seat, words

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
RULE = "cash_just_below_line"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*kyc_pages.BLUEPRINTS, *pages.BLUEPRINTS)


@pytest.fixture
def sits(bank: Bank, at_work: Callable[..., Browser]) -> Seats:
    return lambda *about: seat(bank.house, at_work(*about))


def test_a_draft_is_tried_proposed_and_adopted(house: House, sits: Seats) -> None:
    officer = sits("he.gui", Role.COMPLIANCE_OFFICER)
    overview = words(officer.open("/rules"))
    assert "现金紧贴大额标准" in overview
    assert "现行规则 34 条" in overview
    page = officer.open(f"/rules/{RULE}")
    assert "接近标准的比例" in words(page)
    form = {"parameters": "near_percent: 90", "from": "2026-11-16", "to": "2026-11-20"}
    tried = officer.send(f"/rules/{RULE}/backtest", **form)
    assert tried.status_code == 200
    assert "两者皆有 0，新增 0，失去 0。" in words(tried)
    wrong = officer.send(f"/rules/{RULE}/backtest", **form | {"parameters": "nearness: 9"})
    assert wrong.status_code == 422
    assert "该规则没有这个参数。" in words(wrong)
    proposed = officer.send(
        f"/rules/{RULE}/propose", **form | {"valid_from": "2026-11-20", "reason": "样本：误报过多"}
    )
    assert proposed.status_code == 303
    with house.read(officer.actor) as unit:
        [waiting] = service.proposals(unit, RULE)
    assert "待复核的参数" in words(officer.open("/rules"))
    assert officer.send(f"/rules/{RULE}/proposals/{waiting.id}", decision="agree").status_code == 403
    head = sits("zhou.head", Role.COMPLIANCE_HEAD)
    head.open(f"/rules/{RULE}")
    adopted = head.send(f"/rules/{RULE}/proposals/{waiting.id}", decision="agree")
    assert adopted.status_code == 303
    with house.read(head.actor) as unit:
        assert service.parameters_in_force(unit, unit.today)[RULE]["near_percent"] == 90


def test_the_counter_learns_nothing(sits: Seats) -> None:
    teller = sits("wang.fang", Role.TELLER, "east")
    assert teller.open("/rules").status_code == 403
    assert teller.open(f"/rules/{RULE}").status_code == 403
    assert "监测规则" not in words(teller.open("/cash"))
