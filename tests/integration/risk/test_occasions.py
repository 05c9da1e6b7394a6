"""Everything that grades anew, each done by whoever does it in life, with every stage telling the others as the composition
root puts them together: the reason is kept, and the fact that changed is what the grade rests on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import app as composition
from kyc.base.access import Actor, Role
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.model import NewParty, RelationKind
from kyc.risk import service, standings
from kyc.risk.model import FactValue, Occasion
from screening.cases import service as cases
from screening.hits import service as hits
from screening.hits.model import HitDisposition
from screening.watchlists import service as watchlists
from screening.watchlists.model import Way
from tests import specimen_customers as people
from tests import specimen_entities as entities
from tests.conftest import Clock
from tests.integration.hits.conftest import OTHERS, SOURCES, entries, wang
from tests.integration.transactions.test_transfers import ELSEWHERE, transfer
from tests.specimen_cases import Desks, customer, desks, reported, structured
from tests.specimen_lists import listed
from tests.specimen_transactions import Specimen, book, cash

__all__ = ["customer", "desks", "structured"]

SEEN = "网上公开信息，已打印留存"


@pytest.fixture
def house(house: House, tmp_path: Path) -> House:
    return replace(house, ports=composition.ports_of(watchlists.load_sources(tmp_path / "none.yaml")))


@dataclass
class Desk:
    """The bank, its people and clock, and whose grade is looked at: one man, and the company he will come to run."""

    at: Desks
    clock: Clock
    supervisor: Actor
    man: Specimen
    company: Specimen

    def change(self, scan: bool = False, **changes: str) -> None:
        """The man's file changes; scan: by a document that shows it."""
        with self.at.house.write(self.at.teller) as unit:
            version = customers.customer(unit, self.man.customer_id).version
            shown = people.drafted(unit, people.confirmed(**changes)) if scan else []
            customers.change_customer(unit, self.man.customer_id, version, changes, "客户来行更新资料", shown)

    def relate(self, kind: RelationKind, **known: str) -> None:
        """The man becomes something to the company."""
        with self.at.house.write(self.at.teller) as unit:
            party = NewParty(customer_id=self.man.customer_id)
            customers.relate(unit, self.company.customer_id, kind, party, **known)  # type: ignore[arg-type]

    def note(self, by: Actor, fact: str, value: str, about: Specimen | None = None) -> None:
        with self.at.house.write(by) as unit:
            service.note_fact(unit, (about or self.man).customer_id, fact, value, SEEN)

    def sweep(self) -> None:
        service.sweep(self.at.house, self.at.console)


def screened(desk: Desk) -> HitDisposition:
    """The man is found on the central bank's list, and two people say that it is him."""
    file = listed(entries(wang(), *OTHERS), "pboc.csv")
    watchlists.take(desk.at.house, desk.at.officer, SOURCES.one("cn_pboc"), file, way=Way.PAGE)
    hits.work_off(desk.at.house, desk.at.console, hits.Lists(SOURCES))
    with desk.at.house.write(desk.at.officer) as unit:
        (line,) = hits.queue(unit, SOURCES, limit=5)
        found = hits.hit(unit, SOURCES, line.hit_id)
        said = HitDisposition.TRUE_MATCH
        found = hits.propose(unit, line.hit_id, found.latest.finding_id, said, "姓名、生日、号码均相符")
    assert found.pending
    with desk.at.house.write(desk.at.head) as unit:
        hits.confirm(unit, line.hit_id, found.pending.decision_id, True, "复核意见如上")
    return said


def checked(desk: Desk) -> None:
    with desk.at.house.write(desk.at.teller) as unit:
        customers.record_network_check(unit, desk.man.customer_id, "00", photo_agrees=True)


def opened(desk: Desk) -> None:
    with desk.at.house.write(desk.at.teller) as unit:
        customers.open_account(unit, desk.man.customer_id, "6200000000000009999", "class_2")


def signalled(desk: Desk) -> None:
    with desk.at.house.write(desk.at.teller) as unit:
        service.raise_signal(unit, desk.man.customer_id, "M06", "本人承认出借银行卡")


def paid_to_persons(desk: Desk) -> None:
    for amount in ("50000", "50000.01", "60000"):
        book(desk.at.house, desk.at.teller, transfer(amount, desk.company.account, ELSEWHERE))


Told = tuple[Callable[[Desk], object], Occasion, str, FactValue | None]

OF_THE_MAN: dict[str, Told] = {
    "name": (lambda d: d.change(scan=True, name="王新样"), Occasion.CHANGE, "listed", False),
    "document": (
        lambda d: d.change(scan=True, issued_on="2026-10-01", expires_on="2046-10-01"),
        Occasion.CHANGE,
        "document_expired",
        False,
    ),
    "occupation": (lambda d: d.change(occupation="40000"), Occasion.CHANGE, "occupation", "40000"),
    "address": (
        lambda d: d.change(address="上海市浦东新区样本路9号"),
        Occasion.CHANGE,
        "residence",
        "other_province",
    ),
    "networked check": (checked, Occasion.CHANGE, "network_check", "passed"),
    "account": (opened, Occasion.CHANGE, "accounts", 2),
    "judicial inquiry": (
        lambda d: d.note(d.at.officer, "judicial_inquiry", "yes"),
        Occasion.INQUIRY,
        "judicial_inquiry",
        True,
    ),
    "adverse media": (
        lambda d: d.note(d.at.teller, "adverse_notice", "yes"),
        Occasion.MEDIA,
        "adverse_notice",
        True,
    ),
    "signal": (signalled, Occasion.SIGNAL, "warning_signals", 2),  # and that of the media
    "dealings": (
        lambda d: book(d.at.house, d.at.teller, cash("3000", d.man.account)),
        Occasion.BEHAVIOUR,
        "cash_share",
        100.0,
    ),
}
OF_THE_COMPANY: dict[str, Told] = {
    "legal representative": (
        lambda d: d.relate(RelationKind.LEGAL_REPRESENTATIVE),
        Occasion.OWNERSHIP,
        "owners",
        "not_found",  # who represents owns nothing yet
    ),
    "owner": (
        lambda d: d.relate(RelationKind.EQUITY, share="100"),
        Occasion.OWNERSHIP,
        "ownership_layers",
        1,
    ),
    "payments to persons": (paid_to_persons, Occasion.BEHAVIOUR, "entity_to_person_count", 2),
    "owner on a list": (screened, Occasion.HIT, "owner_listed", True),
}


@pytest.fixture
def desk(desks: Desks, customer: Specimen, clock: Clock) -> Desk:
    """Everybody graded by what is known, nothing waiting."""
    supervisor = desks.bank.hire("zhao.gang", Role.SUPERVISOR, "east").account
    with desks.house.write(desks.teller) as unit:
        account = "6200000000000001111"
        company = entities.onboarded(unit).customer_id
        customers.open_account(unit, company, account, "savings")
    made = Desk(
        desks,
        clock,
        replace(desks.teller, staff_id=supervisor.id, login="zhao.gang", role=Role.SUPERVISOR),
        customer,
        Specimen(company, account, ""),
    )
    made.sweep()
    return made


def newest(desk: Desk, customer_id: str) -> Occasion:
    with desk.at.house.read(desk.at.head) as unit:
        return service.regradings(unit, customer_id, 1)[0].occasion


def fact_of(desk: Desk, customer_id: str, name: str) -> FactValue | None:
    with desk.at.house.database.read() as connection:
        row = standings.get(connection, customer_id)
    assert row is not None
    value: FactValue | None = row._mapping[f"fact_{name}"]
    return value


def test_what_changes_about_a_customer_grades_anew(desk: Desk) -> None:
    for who, told in ((desk.man, OF_THE_MAN), (desk.company, OF_THE_COMPANY)):
        for what, (change, occasion, fact, value) in told.items():
            desk.clock.advance(minutes=1)
            change(desk)
            desk.sweep()
            found = newest(desk, who.customer_id), fact_of(desk, who.customer_id, fact)
            assert (what, *found) == (what, occasion, value)


def test_a_hit_on_a_person_grades_anew(desk: Desk) -> None:
    screened(desk)
    desk.sweep()
    assert newest(desk, desk.man.customer_id) is Occasion.HIT
    assert fact_of(desk, desk.man.customer_id, "listed") is True


def test_an_alert_that_was_not_excluded_counts_and_one_opened_again_does_not(
    desks: Desks, structured: Specimen, clock: Clock
) -> None:
    desk = Desk(desks, clock, desks.teller, structured, structured)
    desk.sweep()
    assert fact_of(desk, structured.customer_id, "alerts") == 0
    line = next(line for line in desks.queue() if line.group == "structuring")
    closed = desks.closed(line.case_id, "inconclusive")
    desk.sweep()
    assert newest(desk, structured.customer_id) is Occasion.ALERT
    assert fact_of(desk, structured.customer_id, "alerts") == len(closed.alerts)
    with desks.house.write(desks.officer) as unit:
        cases.reopen(unit, line.case_id, closed.version, "取得新的资料，重新分析")
    desk.sweep()
    assert fact_of(desk, structured.customer_id, "alerts") == 0
    desks.closed(line.case_id, "false_positive")
    desk.sweep()
    assert fact_of(desk, structured.customer_id, "alerts") == 0


def test_a_report_counts_for_three_years(desks: Desks, structured: Specimen, clock: Clock) -> None:
    desk = Desk(desks, clock, desks.teller, structured, structured)
    desk.sweep()
    reported(desks)
    desk.sweep()
    assert newest(desk, structured.customer_id) is Occasion.REPORT
    assert fact_of(desk, structured.customer_id, "reports") == 1
    with desks.house.read(desks.head) as unit:
        filed = unit.today
    clock.advance(days=(date(filed.year + 3, filed.month, filed.day) - filed + timedelta(1)).days)
    desk.sweep()
    assert fact_of(desk, structured.customer_id, "reports") == 0


def test_what_is_known_of_a_merged_record_follows_and_comes_back(desk: Desk) -> None:
    with desk.at.house.write(desk.at.teller) as unit:
        values = people.confirmed(number=people.number(sequence=125))
        other = people.onboarded(unit, **values).customer_id
        signal = service.raise_signal(unit, other, "M06", "本人承认出借银行卡")
        service.raise_signal(unit, other, "F01", "年报显示负债率上升")
        merge = customers.ask_merge(unit, desk.man.customer_id, other, "换领证件后重复建档，本人确认")
    desk.note(desk.at.teller, "adverse_notice", "yes", Specimen(other, "", ""))
    desk.sweep()
    with desk.at.house.read(desk.at.head) as unit:
        assert {s.code: s.closed_at is None for s in service.signals_of(unit, other)} == {
            "M06": True,
            "M09": True,  # from what was noted
            "F01": True,
        }
    assert fact_of(desk, desk.man.customer_id, "warning_signals") == 0
    with desk.at.house.write(desk.supervisor) as unit:
        customers.decide_merge(unit, merge.merge_id, agree=True)
    desk.sweep()
    assert fact_of(desk, desk.man.customer_id, "warning_signals") == 2
    with desk.at.house.write(desk.supervisor) as unit:
        shown = service.signals_of(unit, desk.man.customer_id)
        assert [(s.code, s.customer_id == other) for s in shown if s.closed_at is None] == [
            ("M09", False),
            ("F01", True),
            ("M06", True),
        ]
        service.close_signal(unit, signal.signal_id, "现场复核无异常")
    assert fact_of(desk, desk.man.customer_id, "warning_signals") == 1
    with desk.at.house.write(desk.at.teller) as unit:
        undo = customers.ask_undo(unit, other, "经查确为两人，恢复两份档案")
    with desk.at.house.write(desk.supervisor) as unit:
        customers.decide_merge(unit, undo.merge_id, agree=True)
    desk.sweep()
    assert fact_of(desk, desk.man.customer_id, "warning_signals") == 0
    assert fact_of(desk, other, "warning_signals") == 1


def test_who_was_graded_before_they_were_screened_is_graded_anew(
    desks: Desks, clock: Clock, house: House
) -> None:
    quiet = replace(house, ports=type(house.ports)({}))
    with quiet.write(desks.teller) as unit:
        early = people.onboarded(unit).customer_id
    desk = Desk(desks, clock, desks.teller, Specimen(early, "", ""), Specimen("", "", ""))
    desk.sweep()
    assert fact_of(desk, early, "listed") is None
    hits.work_off(desks.house, desks.console, hits.Lists(SOURCES))
    desk.sweep()
    assert (fact_of(desk, early, "listed"), newest(desk, early)) == (False, Occasion.HIT)
