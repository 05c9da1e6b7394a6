"""A bank whose tellers book large deals, compliance that reports them, and a centre that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.unit import House
from screening.reports import service
from screening.reports.model import Batch, ReportDay
from tests import specimen_bank
from tests.specimen_bank import Bank
from tests.specimen_transactions import Specimen, specimen

CODE = "A1000131000017"
DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Desks:
    """Who works here, and the bank."""

    house: House
    bank: Bank
    teller: Actor
    stranger: Actor
    officer: Actor
    colleague: Actor
    head: Actor

    def day(self, day: date = DAY) -> ReportDay:
        """The business day as compliance sees it."""
        with self.house.read(self.officer) as unit:
            return service.report_day(unit, day)

    def put_up(self, day: date = DAY, remark: str = "") -> Batch:
        """The officer puts the day up."""
        with self.house.write(self.officer) as unit:
            return service.put_up(unit, day, remark, confirmed_missing=bool(remark))

    def approve(self, batch: Batch, agree: bool = True) -> Batch:
        """The head decides."""
        with self.house.write(self.head) as unit:
            return service.decide(unit, batch.batch_id, agree, "请核对后重报")

    def send(self, day: date = DAY) -> ReportDay:
        """Both, and how the day stands then."""
        self.approve(self.put_up(day, "客户未提供该项信息"))
        return self.day(day)

    def receive(self, name: str, content: bytes) -> service.Received:
        """A receipt comes in."""
        with self.house.write(self.officer) as unit:
            return service.receive(unit, name, content)


@pytest.fixture
def desks(house: House) -> Desks:
    bank = specimen_bank.found(house)

    def who(role: Role, outlet: str | None = None) -> Actor:
        place = bank.outlets[outlet] if outlet else None
        return Actor(new_id(), f"{role}-{outlet}", role, bank.institution_id, place, True)

    made = Desks(
        house,
        bank,
        who(Role.TELLER, "east"),
        who(Role.TELLER, "west"),
        who(Role.COMPLIANCE_OFFICER),
        who(Role.COMPLIANCE_OFFICER),
        who(Role.COMPLIANCE_HEAD),
    )
    with house.write(made.head) as unit:
        service.set_institution_code(unit, CODE)
        service.set_outlet_code(unit, "east", "E0001", "110105")
        service.set_outlet_code(unit, "west", "W0001", "110108")
    return made


@pytest.fixture
def customer(desks: Desks) -> Specimen:
    with desks.house.write(desks.teller) as unit:
        return specimen(unit)


Answer = Callable[..., None]
