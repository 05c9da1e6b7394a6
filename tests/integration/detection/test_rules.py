"""A draft of parameters over past days, and its adoption by two people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.unit import House
from screening.transactions.detection import service
from screening.transactions.detection.commands import detection_commands
from screening.transactions.detection.model import Decided
from screening.transactions.detection.tables import detection_parameters
from tests.specimen_transactions import AT, Specimen, book, cash, specimen

Actors = Callable[..., Actor]
FRIDAY = AT.date()
MONDAY = FRIDAY - timedelta(days=4)
RULE = "cash_just_below_line"


@pytest.fixture
def customers(house: House, actor_of: Actors) -> tuple[Specimen, Specimen]:
    """One with three deposits close to the line, and one with three a little farther from it."""
    teller = actor_of(Role.TELLER)
    with house.write(teller) as unit:
        near, farther = specimen(unit, 123), specimen(unit, 125)
    for days in (4, 2, 0):
        book(house, teller, cash("48000", near.account, at=AT - timedelta(days=days)))
        book(house, teller, cash("41000", farther.account, at=AT - timedelta(days=days)))
    return near, farther


def test_backtest_and_adoption(
    house: House, actor_of: Actors, customers: tuple[Specimen, Specimen], tmp_path: Path
) -> None:
    officer, head = actor_of(Role.COMPLIANCE_OFFICER), actor_of(Role.COMPLIANCE_HEAD)
    near, farther = customers
    rule = service.rule_of(RULE)
    with house.read(officer) as unit:
        present = service.parameters_in_force(unit, FRIDAY)[RULE]
        draft = service.draft_of(rule, "draft", "near_percent: 90\ndeals: 2", present)
        done = service.backtest(unit, rule, MONDAY, FRIDAY, draft)
    assert [(one.customer_id, one.day) for one in done.kept] == [(near.customer_id, FRIDAY)]
    assert [(one.customer_id, one.day) for one in done.gained] == [
        (near.customer_id, FRIDAY - timedelta(days=2))
    ]
    assert [(one.customer_id, one.day) for one in done.lost] == [(farther.customer_id, FRIDAY)]
    assert (done.before, done.after, done.working_days, done.officers) == (2, 2, 5, 0)
    assert done.decided_before == dict.fromkeys(Decided, 0)
    assert done.precision({Decided.CONFIRMED: 1, Decided.DISMISSED: 3, Decided.UNCLEAR: 9}) == 25

    with house.write(officer) as unit:
        proposed = service.propose(unit, RULE, "draft", "near_percent: 90", FRIDAY, "样本：误报过多")
        with pytest.raises(Refused):
            service.decide(unit, proposed.id, agree=True)
    with house.read(officer) as unit:
        assert service.parameters_in_force(unit, FRIDAY)[RULE] == present
    with house.write(head) as unit:
        assert service.decide(unit, proposed.id, agree=True).decided_by == head.staff_id
        with pytest.raises(Conflict):
            service.decide(unit, proposed.id, agree=False, reason="样本：改主意")
    with house.read(officer) as unit:
        assert service.parameters_in_force(unit, FRIDAY)[RULE] == {**present, "near_percent": 90}
        assert service.parameters_in_force(unit, FRIDAY - timedelta(days=1))[RULE] == present
        assert [each.id for each in service.proposals(unit, RULE)] == [proposed.id]

    console = Actor.console(officer.institution_id)
    backtest = next(each for each in detection_commands(lambda: (house, console)) if each.name == "rules")
    file = tmp_path / "draft.yaml"
    file.write_text("deals: 2\n", encoding="utf-8")
    period = ["--from", MONDAY.isoformat(), "--to", FRIDAY.isoformat()]
    said = CliRunner().invoke(backtest, ["backtest", RULE, *period, "--parameters", str(file), "--json"])
    told = json.loads(said.output)
    assert told["draft"]["parameters"] == {**present, "near_percent": 90, "deals": 2}
    assert told["current"]["alerts"] == 1  # of the newly adopted set, which begins on Friday


def test_what_is_refused(house: House, actor_of: Actors) -> None:
    officer = actor_of(Role.COMPLIANCE_OFFICER)
    rule = service.rule_of(RULE)
    with house.write(officer) as unit:
        present = service.parameters_in_force(unit, FRIDAY)[RULE]
        for text in ("", "- 1", "a: [", "nearness: 1", "deals: -1", "deals: 1.5", "deals: yes", "deals: 3"):
            with pytest.raises(Invalid):
                service.draft_of(rule, "draft", text, present)
        with pytest.raises(NotFound):
            service.rule_of("none")
        with pytest.raises(Invalid):
            service.backtest(unit, rule, FRIDAY, MONDAY)
        with pytest.raises(Invalid):
            service.propose(unit, RULE, "draft", "deals: 2", MONDAY, "样本：太早")
    with house.read(actor_of(Role.TELLER)) as unit:
        with pytest.raises(Refused):
            service.backtest(unit, rule, MONDAY, FRIDAY)
        with pytest.raises(Refused):
            service.proposals(unit)


def test_the_database_keeps_maker_and_checker_apart(house: House, actor_of: Actors) -> None:
    officer = actor_of(Role.COMPLIANCE_OFFICER)
    with house.write(officer) as unit:
        proposed = service.propose(unit, RULE, "draft", "deals: 2", FRIDAY, "样本：测试")
    change = detection_parameters.update().where(detection_parameters.c.id == proposed.id)
    for values in (
        {"state": "adopted", "decided_by": officer.staff_id, "decided_at": house.clock()},
        {"parameters": "{}"},
    ):
        with pytest.raises(DBAPIError), house.database.write() as connection:
            connection.execute(change.values(values))
