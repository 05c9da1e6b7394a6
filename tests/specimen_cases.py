"""A bank with a customer who structures deposits, and the people who work cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from kyc.base.access import Actor, Role
from kyc.base.unit import House
from screening.cases import service
from screening.cases.model import Case, CaseLine
from screening.reports import service as report_service
from screening.transactions.detection import service as detection
from tests import specimen_bank
from tests.conftest import Clock
from tests.specimen_bank import Bank
from tests.specimen_receipts import receipt
from tests.specimen_transactions import Specimen, book, cash, specimen

CHECKS = ("customer", "deals", "history", "explanation")


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

    @property
    def console(self) -> Actor:
        """The service itself."""
        return Actor.service(self.bank.institution_id)

    def monitor(self, day: date | None = None) -> int:
        """What the service does by itself: detects, and joins what it found."""
        detection.catch_up(self.house, self.console)
        return service.gather(self.house, self.console)

    def queue(self, **filters: object) -> tuple[CaseLine, ...]:
        """The queue as the officer sees it."""
        with self.house.read(self.officer) as unit:
            return service.queue(unit, **filters)  # type: ignore[arg-type]

    def case(self, case_id: str) -> Case:
        """A case as the officer sees it."""
        with self.house.read(self.officer) as unit:
            return service.case(unit, case_id)

    def taken(self, case_id: str) -> Case:
        """Taken by the officer, every check done."""
        with self.house.write(self.officer) as unit:
            service.take(unit, case_id, self_version(unit, case_id))
            for code in CHECKS:
                service.add_entry(unit, case_id, "check", "", code)
            return service.case(unit, case_id)

    def closed(self, case_id: str, disposition: str = "false_positive") -> Case:
        """Taken, proposed by the officer, agreed to by the head."""
        found = self.taken(case_id)
        with self.house.write(self.officer) as unit:
            found = service.propose(unit, case_id, found.version, disposition, "客户工资存入，有合理解释")
        assert found.pending
        with self.house.write(self.head) as unit:
            return service.decide(unit, case_id, found.pending.closing_id, True, "同意处置意见")


def self_version(unit: object, case_id: str) -> int:
    return service.case(unit, case_id).version  # type: ignore[arg-type]


@pytest.fixture
def desks(house: House) -> Desks:
    bank = specimen_bank.found(house)

    def who(login: str, role: Role, outlet: str | None = None) -> Actor:
        account = bank.hire(login, role, outlet).account
        place = bank.outlets[outlet] if outlet else None
        return Actor(account.id, login, role, bank.institution_id, place, True)

    return Desks(
        house,
        bank,
        who("wang.fang", Role.TELLER, "east"),
        who("qian.duo", Role.TELLER, "west"),
        who("qian.li", Role.COMPLIANCE_OFFICER),
        who("zhou.min", Role.COMPLIANCE_OFFICER),
        who("sun.bo", Role.COMPLIANCE_HEAD),
    )


@pytest.fixture
def customer(desks: Desks) -> Specimen:
    with desks.house.write(desks.teller) as unit:
        return specimen(unit)


@pytest.fixture
def structured(desks: Desks, customer: Specimen, clock: Clock) -> Specimen:
    """Deposits of 48,000 on four days, found and joined."""
    for _ in range(4):
        book(desks.house, desks.teller, cash("48000", customer.account, at=desks.house.clock()))
        clock.advance(days=1)
    assert desks.monitor() >= 1
    return customer


def reported(desks: Desks) -> dict[str, str]:
    """A report filed and accepted, with a measure that waits: everything there is to hide."""
    with desks.house.write(desks.head) as unit:
        report_service.set_institution_code(unit, "A1000131000017")
        report_service.set_outlet_code(unit, "east", "E0001", "110105")
    line = next(line for line in desks.queue() if line.group == "structuring")
    desks.closed(line.case_id, "true_match")
    with desks.house.write(desks.officer) as unit:
        found = report_service.begin(unit, line.case_id)
        told = replace(
            found.content, analysis="多日存入略低于五万元的现金，规避大额报告的特征明显。", crimes=("0801",)
        )
        found = report_service.write(unit, found.report_id, 1, told)
        report_service.prepare(unit, found.report_id, found.version)
    with desks.house.write(desks.colleague) as unit:
        report_service.review(unit, found.report_id, found.version, "事实清楚，同意")
    with desks.house.write(desks.head) as unit:
        found = report_service.approve(unit, found.report_id, found.version, "批准报送")
    with desks.house.write(desks.officer) as unit:
        report_service.receive(unit, *receipt(found.files[0].name, "SUCC"))
        found = report_service.propose_measure(unit, found.report_id, "limit_remote", "持续可疑，限制非柜面")
    with desks.house.read(desks.officer) as unit:
        case = service.case(unit, line.case_id)
    return {
        "case_id": line.case_id,
        "report_id": found.report_id,
        "closing_id": case.closings[0].closing_id,
        "measure_id": found.measures[0].measure_id,
        "file_id": found.files[0].file_id,
        "entry_id": case.entries[0].entry_id,
    }
