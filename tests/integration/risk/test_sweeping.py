"""The running service keeps grades right by itself, goes on where it was stopped, and does nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select, update

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, Refused
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.tables import customers as customers_table
from kyc.risk import service, standings
from kyc.risk.model import Migration, Occasion, PolicyState
from kyc.risk.regrading_store import risk_regradings
from kyc.risk.standings import risk_standings
from tests.specimen_customers import number, onboarded
from tests.specimen_grades import Told, hearing

Actors = Callable[..., Actor]
HOME = Path(__file__).parents[3] / "kyc/policies/risk.yaml"


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def house(house: House, told: Told) -> House:
    return hearing(house, told)


@pytest.fixture
def console(teller: Actor) -> Actor:
    return Actor.service(teller.institution_id)


@pytest.fixture
def base(house: House, teller: Actor, supervisor: Actor) -> list[str]:
    """Six customers with a confirmed grade."""
    made = []
    for n in range(6):
        with house.write(teller) as unit:
            customer_id = onboarded(unit, number=number(sequence=201 + 2 * n)).customer_id
            customers.record_network_check(unit, customer_id, "00", True)
            found = service.regrade(unit, customer_id, Occasion.CHANGE)
        assert found.assessment_id is not None
        with house.write(supervisor) as unit:
            service.confirm_grade(unit, found.assessment_id, True)
        made.append(customer_id)
    return made


def draft(**values: object) -> str:
    """The shipped policy with other values."""
    content = yaml.safe_load(HOME.read_text(encoding="utf-8"))
    for name, value in values.items():
        content["values"][name]["versions"] = [{"from": date(2026, 1, 1), "value": value}]
    return yaml.safe_dump(content, allow_unicode=True)


def lower_cuts() -> str:
    content = yaml.safe_load(HOME.read_text(encoding="utf-8"))
    grades = content["values"]["grades"]["versions"][0]["value"]
    grades[1]["from_total"] = "20"
    return draft(grades=grades)


def adopt(house: House, officer: Actor, head: Actor, text: str, day: date) -> str:
    with house.write(officer) as unit:
        proposal = service.propose_policy(unit, "draft.yaml", text, day, "年度评估后调低分数线")
    with house.write(head) as unit:
        return service.decide_policy(unit, proposal.policy_id, True).fingerprint


def test_whoever_was_marked_is_graded_anew_once(
    house: House, told: Told, console: Actor, base: list[str], supervisor: Actor
) -> None:
    with house.write(console) as unit:
        service.mark(unit, base[:2], Occasion.BEHAVIOUR)
        service.mark(unit, base[:1], Occasion.BEHAVIOUR)
    told.of_one[base[0]] = {"listed": True}
    assert service.sweep(house, console) == {"marked": 2}
    assert service.sweep(house, console) == {}
    with house.read(supervisor) as unit:
        assert [r.customer_id for r in service.waiting(unit, limit=9)] == [base[0]]


def test_reviews_and_facts_are_brought_up_to_date_in_time(
    house: House, told: Told, console: Actor, base: list[str], supervisor: Actor, clock: Callable[[], object]
) -> None:
    clock.advance(days=31)  # type: ignore[attr-defined]
    assert service.sweep(house, console) == {"refreshed": 6}
    clock.advance(days=366 * 3)  # type: ignore[attr-defined]
    told.of_one[base[0]] = {"refuses_due_diligence": True}
    assert service.sweep(house, console)["reviews"] == 6
    with house.read(supervisor) as unit:
        (open_one,) = service.waiting(unit, limit=9)
        assert (open_one.customer_id, open_one.occasion) == (base[0], Occasion.REVIEW)
        due = service.due_reviews(unit, limit=9)
        assert [(each.customer_id, each.days_left < 0) for each in due] == [(base[0], True)]
        assert [(load.due, load.overdue) for load in service.outlet_loads(unit)] == [(1, 1)]
    assert service.sweep(house, console) == {}  # nothing more until someone has decided


def test_customers_of_before_the_standings_get_theirs(house: House, console: Actor, teller: Actor) -> None:
    with house.write(teller) as unit:
        onboarded(unit)
    assert service.sweep(house, console) == {"new": 1}
    assert service.sweep(house, console) == {}


def test_who_is_gone_is_not_graded_and_who_comes_back_has_the_grade_in_force(
    house: House, console: Actor, base: list[str]
) -> None:
    with house.database.write() as connection:
        where = customers_table.c.id == base[0]
        connection.execute(update(customers_table).where(where).values(merged_into=base[1]))
    with house.write(console) as unit:
        service.mark(unit, [base[0]], Occasion.BEHAVIOUR)
    assert service.sweep(house, console) == {"gone": 2}
    assert service.sweep(house, console) == {}
    with house.database.write() as connection:
        connection.execute(update(customers_table).where(where).values(merged_into=None))
    assert service.sweep(house, console) == {"new": 1}
    with house.database.read() as connection:
        row = standings.get(connection, base[0])
    assert row is not None
    assert row.grade == "low"


def test_time_ends_grades_set_by_hand_and_signals(
    house: House,
    console: Actor,
    base: list[str],
    officer: Actor,
    head: Actor,
    teller: Actor,
    clock: Callable[[], object],
) -> None:
    until = date(2026, 11, 30)
    with house.write(officer) as unit:
        manual = service.propose_manual_grade(unit, base[0], "high", until, "与已出险客户关系密切")
    with house.write(head) as unit:
        service.decide_manual_grade(unit, manual.manual_id, True)
    with house.write(teller) as unit:
        service.raise_signal(unit, base[1], "O10", "登记为贸易，现场为仓库")
    clock.advance(days=10)  # type: ignore[attr-defined]
    assert service.sweep(house, console) == {}  # the last day still counts
    clock.advance(days=1)  # type: ignore[attr-defined]
    assert service.sweep(house, console) == {"manual": 1}
    clock.advance(days=180)  # type: ignore[attr-defined]
    assert service.sweep(house, console)["signals"] == 1
    with house.read(teller) as unit:
        (signal,) = service.signals_of(unit, base[1])
    assert signal.closed_at is not None


def test_what_if_says_who_would_move_and_why(
    house: House, told: Told, base: list[str], officer: Actor, actor_of: Actors, teller: Actor
) -> None:
    with house.read(officer) as unit:
        policy, _ = service.draft_of("draft.yaml", lower_cuts(), date(2027, 1, 1))
        found: Migration = service.backtest(unit, policy, date(2027, 1, 1))
        assert found.counts == {("low", "medium_low"): 6}
        listed = service.movers(unit, policy, date(2027, 1, 1), limit=4)
        rest = service.movers(
            unit, policy, date(2027, 1, 1), limit=4, following=listed[-1].customer_id, before="low"
        )
        assert service.movers(unit, policy, date(2027, 1, 1), limit=4, after="high") == ()
    assert (found.customers, found.moved) == (6, 6)
    assert [mover.customer_id for mover in (*listed, *rest)] == sorted(base)
    assert (listed[0].before.grade.code, listed[0].after.grade.code) == ("low", "medium_low")
    assert "分数线改变" in listed[0].reasons[0].zh
    with house.database.read() as connection:
        assert {row.grade for row in connection.execute(select(risk_standings))} == {"low"}
    for actor in (teller, actor_of(Role.SUPERVISOR)):
        with pytest.raises(Refused), house.read(actor) as unit:
            service.backtest(unit, policy, date(2027, 1, 1))


def test_a_draft_with_faults_is_refused_with_all_of_them() -> None:
    with pytest.raises(Invalid) as error:
        service.draft_of("draft.yaml", draft(scale=3), date(2027, 1, 1))
    assert "分值须在 1 至 3 之间" in error.value.problems[0].text.zh
    with pytest.raises(Invalid, match=r"draft\.yaml"):
        service.draft_of("draft.yaml", "section: other\nvalues: {}\n", date(2027, 1, 1))
    with pytest.raises(Invalid, match=r"draft\.yaml"):
        service.draft_of("draft.yaml", "][", date(2027, 1, 1))
    with pytest.raises(Invalid):
        service.draft_of("draft.yaml", HOME.read_text(encoding="utf-8"), date(2025, 1, 1))


def test_adoption_needs_two_begins_on_its_day_and_regrades_the_base(
    house: House,
    told: Told,
    console: Actor,
    base: list[str],
    officer: Actor,
    head: Actor,
    supervisor: Actor,
    clock: Callable[[], object],
) -> None:
    told.of_one[base[5]] = {"listed": True}
    with house.write(officer) as unit:
        high = service.regrade(unit, base[5], Occasion.HIT)
    assert high.assessment_id is not None
    with house.write(supervisor) as unit:
        old = service.confirm_grade(unit, high.assessment_id, True)
    day = date(2026, 11, 22)
    with house.write(head) as unit:
        own = service.propose_policy(unit, "draft.yaml", lower_cuts(), day, "年度评估后调低分数线")
    with pytest.raises(Refused) as error, house.write(head) as unit:
        service.decide_policy(unit, own.policy_id, True)
    assert error.value.code == "risk.maker_is_checker"
    fingerprint = adopt(house, officer, head, lower_cuts(), day)
    assert service.sweep(house, console) == {}  # not before its day
    clock.advance(days=2)  # type: ignore[attr-defined]
    assert service.sweep(house, console) == {"unchanged": 1, "policy": 5}
    assert service.sweep(house, console) == {}
    with house.read(supervisor) as unit:
        waiting = service.waiting(unit, limit=9)
        assert service.replay(unit, old.assessment_id).equal  # by the policy of its time
    assert [r.customer_id for r in waiting] == base[:5]
    assert {(r.occasion, r.assessment.grade.code, r.fingerprint) for r in waiting} == {
        (Occasion.POLICY, "medium_low", fingerprint)
    }
    with house.database.read() as connection:
        noted = connection.execute(
            select(risk_regradings).where(risk_regradings.c.occasion == Occasion.POLICY)
        ).all()
    assert {row.customer_id for row in noted} == set(base)
    assert {(row.grade_before, row.grade_after) for row in noted} == {("low", "medium_low"), ("high", "high")}


def test_a_policy_is_decided_once_and_not_after_its_day(
    house: House, officer: Actor, head: Actor, clock: Callable[[], object]
) -> None:
    with pytest.raises(Invalid), house.write(officer) as unit:
        service.propose_policy(unit, "draft.yaml", lower_cuts(), date(2026, 11, 19), "年度评估后调低分数线")
    with house.write(officer) as unit:
        first = service.propose_policy(
            unit, "draft.yaml", lower_cuts(), date(2026, 11, 20), "年度评估后调低分数线"
        )
        second = service.propose_policy(
            unit, "draft.yaml", lower_cuts(), date(2026, 11, 20), "年度评估后调低分数线"
        )
    with house.write(head) as unit:
        refused = service.decide_policy(unit, first.policy_id, False, "未经委员会审议")
        assert refused.state is PolicyState.REFUSED
        with pytest.raises(Conflict):
            service.decide_policy(unit, first.policy_id, True)
    clock.advance(days=1)  # type: ignore[attr-defined]
    with pytest.raises(Conflict), house.write(head) as unit:
        service.decide_policy(unit, second.policy_id, True)
    with house.read(officer) as unit:
        assert service.in_force(unit).fingerprint == unit.policies.fingerprint(
            type(service.in_force(unit).values)
        )


def test_a_half_done_policy_run_goes_on(
    house: House,
    console: Actor,
    base: list[str],
    officer: Actor,
    head: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    adopt(house, officer, head, draft(notice_days=31), date(2026, 11, 20))
    monkeypatch.setattr("kyc.risk.sweeping._SET", 2)

    def stop(step: str, done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        service.sweep(house, console, stop)
    with house.database.read() as connection:
        assert (
            len(
                connection.execute(
                    select(risk_regradings).where(risk_regradings.c.occasion == "policy")
                ).all()
            )
            == 2
        )
    assert service.sweep(house, console) == {"unchanged": 4}
