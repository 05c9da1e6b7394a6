"""Grades kept on both databases: two people, replay, due dates. Success beside refusal."""

from __future__ import annotations

import copy
import dataclasses
import shutil
import threading
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.policy import PolicyBook
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.policy import CustomerPolicy
from kyc.risk import service, store
from kyc.risk.model import AssessmentState, Occasion, Rating
from kyc.risk.policy import RiskPolicy
from kyc.risk.signal_policy import SignalPolicy
from tests.specimen_customers import number, onboarded
from tests.specimen_facts import facts

Actors = Callable[..., Actor]


def propose(house: House, actor: Actor, customer_id: str, **further: object) -> Rating:
    with house.write(actor) as unit:
        return service.propose_grade(unit, customer_id, facts(further))  # type: ignore[arg-type]


def confirm(house: House, actor: Actor, rating: Rating, agree: bool = True, reason: str = "") -> Rating:
    with house.write(actor) as unit:
        return service.confirm_grade(unit, rating.assessment_id, agree, reason)


def test_one_proposes_another_confirms(
    house: House, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    proposal = propose(house, teller, customer_id)
    assert (proposal.state, proposal.occasion, proposal.sequence) == (
        AssessmentState.PROPOSED,
        Occasion.FIRST,
        1,
    )
    assert proposal.first_due_on == date(2026, 12, 4)
    assert proposal.review_due_on == date(2029, 11, 20)
    assert proposal.assessment.grade.code == "medium_low"
    assert [o.code for o in proposal.assessment.overrides] == ["not_screened"]
    with house.read(supervisor) as unit:
        assert service.latest_grade(unit, customer_id) is None
        assert service.waiting(unit, limit=10) == (proposal,)
    confirmed = confirm(house, supervisor, proposal)
    assert (confirmed.state, confirmed.decided_by) == (AssessmentState.CONFIRMED, supervisor.staff_id)
    with house.read(supervisor) as unit:
        assert service.latest_grade(unit, customer_id) == confirmed
        assert service.waiting(unit, limit=10) == ()


def test_facts_say_where_they_came_from_and_nothing_names_the_person(
    house: House, teller: Actor, customer_id: str
) -> None:
    proposal = propose(house, teller, customer_id, cash_share=85)
    by_code = {f.code: f for f in proposal.assessment.factors}
    assert by_code["cash_share"].points == 5
    assert by_code["remote_share"].seen is None
    assert by_code["age"].seen is not None
    assert "第 1 版" in by_code["age"].seen.source.zh
    with house.database.read() as connection:
        row = connection.execute(select(store.risk_assessments)).one()
    assert "occupation" not in repr(tuple(row))
    assert "王" not in repr(proposal)


@pytest.mark.parametrize("told", [{"alerts": 9}, {"reports": 1}, {"reports": 3}, {"judicial_inquiry": True}])
def test_the_counter_never_learns_of_alerts_reports_or_inquiries(
    house: House, actor_of: Actors, teller: Actor, supervisor: Actor, customer_id: str, told: dict[str, int]
) -> None:
    # `listed` makes every customer high here: what differs must come from the confidential fact alone
    quiet = propose(house, teller, customer_id, listed=True, alerts=0, reports=0, judicial_inquiry=False)
    spoken = propose(house, teller, customer_id, listed=True, **{"alerts": 0, "reports": 0} | told)
    shown, before = spoken.assessment, quiet.assessment
    assert (shown.facts, shown.factors, shown.total) == (before.facts, before.factors, before.total)
    assert {"alerts", "reports", "judicial_inquiry"}.isdisjoint(shown.facts)
    assert shown.unchecked == before.unchecked
    assert {o.code for o in shown.overrides} <= {"listed", "compliance_judgement"}
    for actor in (teller, supervisor, actor_of(Role.AUDITOR)):
        with house.read(actor) as unit:
            words = repr((service.ratings(unit, customer_id), service.standing(unit, customer_id)))
            assert "报告" not in words.replace("媒体报道", "")
            assert "report_record" not in words
    with house.read(actor_of(Role.COMPLIANCE_OFFICER)) as unit:
        full = service.ratings(unit, customer_id)[0].assessment
    assert {name: full.facts[name].value for name in told} == told
    assert "report_record" in {factor.code for factor in full.factors}


def test_maker_is_never_checker(house: House, supervisor: Actor, customer_id: str) -> None:
    proposal = propose(house, supervisor, customer_id)
    with pytest.raises(Refused) as error:
        confirm(house, supervisor, proposal)
    assert error.value.code == "risk.maker_is_checker"
    decision = update(store.risk_assessments).values(
        state="confirmed", decided_by=supervisor.staff_id, decided_at=house.clock()
    )
    with (
        pytest.raises(IntegrityError, match="maker_is_not_checker"),
        house.database.write() as connection,
    ):
        connection.execute(decision)


@pytest.mark.parametrize("statement", ["edit", "redecide", "undecided confirmation", "delete"])
def test_the_database_itself_keeps_assessments(
    house: House, teller: Actor, supervisor: Actor, customer_id: str, statement: str
) -> None:
    table = store.risk_assessments
    rating = propose(house, teller, customer_id)
    if statement != "undecided confirmation":
        confirm(house, supervisor, rating)
    sql = {
        "edit": update(table).values(grade="low"),
        "redecide": update(table).values(decided_by="someone else"),
        "undecided confirmation": update(table).values(state="confirmed"),
        "delete": delete(table),
    }[statement]
    with pytest.raises(DBAPIError), house.database.write() as connection:
        connection.execute(sql)


def test_disagreement_needs_a_reason_and_leaves_no_grade(
    house: House, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    proposal = propose(house, teller, customer_id)
    with pytest.raises(Invalid):
        confirm(house, supervisor, proposal, agree=False, reason=" ")
    disputed = confirm(house, supervisor, proposal, agree=False, reason="职业登记与实际不符")
    assert (disputed.state, disputed.decision_reason) == (AssessmentState.DISPUTED, "职业登记与实际不符")
    with house.read(supervisor) as unit:
        assert service.latest_grade(unit, customer_id) is None
        assert service.waiting(unit, limit=10, state=AssessmentState.DISPUTED) == (disputed,)
    with pytest.raises(Conflict):
        confirm(house, supervisor, proposal)
    again = propose(house, teller, customer_id)
    assert (again.sequence, again.state) == (2, AssessmentState.PROPOSED)


def test_the_same_proposal_twice_is_one_and_new_facts_supersede_it(
    house: House, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    first = propose(house, teller, customer_id)
    assert propose(house, teller, customer_id) == first
    second = propose(house, teller, customer_id, listed=True)
    assert (second.sequence, second.assessment.grade.code) == (2, "high")
    assert second.review_due_on == date(2027, 5, 20)
    with house.read(supervisor) as unit:
        assert [r.state for r in service.ratings(unit, customer_id)] == ["proposed", "superseded"]
    with pytest.raises(Conflict):
        confirm(house, supervisor, first)


def slower_reviews_from_next_day(folder: Path) -> PolicyBook:
    """The shipped policy, and from 2026-11-21 on one that reviews the low grades every four years and cuts lower."""
    home = Path(__file__).parents[3] / "kyc/policies"
    for name in ("customers.yaml", "risk_signals.yaml"):
        shutil.copy(home / name, folder)
    content = yaml.safe_load((home / "risk.yaml").read_text(encoding="utf-8"))
    (shipped,) = content["values"]["grades"]["versions"]
    slower = copy.deepcopy(shipped) | {"from": date(2026, 11, 21)}
    slower["value"][0]["review_months"] = slower["value"][1]["review_months"] = 48
    slower["value"][2]["from_total"] = "26"
    slower["value"][1]["from_total"] = "20"
    content["values"]["grades"]["versions"] = [shipped | {"to": date(2026, 11, 20)}, slower]
    (folder / "risk.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return PolicyBook.load([folder], [CustomerPolicy, RiskPolicy, SignalPolicy])


def test_a_policy_change_takes_effect_on_its_day_and_old_grades_replay(
    house: House,
    teller: Actor,
    supervisor: Actor,
    customer_id: str,
    clock: Callable[[], object],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    house = dataclasses.replace(
        house, policies=slower_reviews_from_next_day(tmp_path_factory.mktemp("policies"))
    )
    before = propose(house, teller, customer_id, listed=False)
    clock.advance(days=1)  # type: ignore[attr-defined]
    after = propose(house, teller, customer_id, listed=False)
    assert before.assessment.total == after.assessment.total
    assert (before.assessment.grade.code, after.assessment.grade.code) == ("low", "medium")
    assert before.fingerprint != after.fingerprint
    with house.read(supervisor) as unit:
        assert service.replay(unit, before.assessment_id).equal
        assert service.replay(unit, after.assessment_id).equal


def test_only_the_first_review_is_capped_at_three_years(
    house: House,
    teller: Actor,
    supervisor: Actor,
    customer_id: str,
    clock: Callable[[], object],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    house = dataclasses.replace(
        house, policies=slower_reviews_from_next_day(tmp_path_factory.mktemp("policies"))
    )
    clock.advance(days=1)  # type: ignore[attr-defined]
    ordinary = {
        "listed": False,
        "cash_share": 0,
        "remote_share": 0,
        "cross_border_count": 0,
        "agent_count": 0,
    }
    first = propose(house, teller, customer_id, **ordinary)
    assert first.assessment.grade.review_months == 48
    assert first.review_due_on == date(2029, 11, 21)
    confirm(house, supervisor, first)
    assert propose(house, teller, customer_id, **ordinary).review_due_on == date(2030, 11, 21)


def test_two_proposals_at_the_same_moment_leave_one_open(
    house: House, actor_of: Actors, supervisor: Actor, customer_id: str
) -> None:
    start = threading.Barrier(3)
    outcomes: list[str] = []

    def race(share: int) -> None:
        actor = actor_of(Role.TELLER, login=f"t{share}")
        start.wait()
        try:
            outcomes.append(propose(house, actor, customer_id, cash_share=share).state)
        except Conflict as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=race, args=(share,)) for share in (10, 50, 90)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(outcomes) <= {"proposed", "risk.proposed_meanwhile"}
    with house.read(supervisor) as unit:
        states = [r.state for r in service.ratings(unit, customer_id)]
    assert states.count(AssessmentState.PROPOSED) == 1


def test_due_dates_and_occasions_over_time(
    house: House, teller: Actor, supervisor: Actor, customer_id: str, clock: Callable[[], object]
) -> None:
    with house.read(teller) as unit:
        standing = service.standing(unit, customer_id)
    assert (standing.latest, standing.due_on, standing.overdue) == (None, date(2026, 12, 4), False)
    clock.advance(days=15)  # type: ignore[attr-defined]
    with house.read(teller) as unit:
        assert service.standing(unit, customer_id).overdue
    high = propose(house, teller, customer_id, listed=True)
    confirm(house, supervisor, high)
    with house.read(teller) as unit:
        standing = service.standing(unit, customer_id)
    assert (standing.due_on, standing.overdue) == (date(2027, 6, 5), False)
    assert standing.latest is not None
    changed = propose(house, teller, customer_id)
    assert changed.occasion is Occasion.CHANGE
    clock.advance(days=200)  # type: ignore[attr-defined]
    with house.read(teller) as unit:
        assert service.standing(unit, customer_id).overdue
    assert propose(house, teller, customer_id).occasion is Occasion.REVIEW


def test_a_kept_assessment_replays(
    house: House, teller: Actor, supervisor: Actor, customer_id: str, clock: Callable[[], object]
) -> None:
    rating = propose(house, teller, customer_id, cash_share=85)
    clock.advance(days=365 * 3)  # type: ignore[attr-defined]
    with house.write(teller) as unit:
        customers.change_customer(unit, customer_id, 1, {"occupation": "N3000"}, "客户失业")
    with house.read(supervisor) as unit:
        replayed = service.replay(unit, rating.assessment_id)
        assert replayed.equal
        assert replayed.computed == rating.assessment
        assert service.assess(unit, customer_id).facts["occupation"].value == "N3000"


def test_who_may(house: House, actor_of: Actors, teller: Actor, supervisor: Actor, customer_id: str) -> None:
    rating = propose(house, teller, customer_id)
    other_teller, other_supervisor = actor_of(Role.TELLER, "west"), actor_of(Role.SUPERVISOR, "west")
    for actor in (
        other_teller,
        actor_of(Role.AUDITOR),
        actor_of(Role.ADMINISTRATOR),
        actor_of(Role.COMPLIANCE_HEAD),
    ):
        with pytest.raises(Refused):
            propose(house, actor, customer_id)
    for actor in (teller, other_supervisor, actor_of(Role.AUDITOR), actor_of(Role.TELLER, login="t2")):
        with pytest.raises(Refused):
            confirm(house, actor, rating)
    with house.read(other_supervisor) as unit:
        assert service.waiting(unit, limit=10) == ()
        for look in (service.standing, service.ratings, service.latest_grade, service.assess):
            with pytest.raises(Refused):
                look(unit, customer_id)
        with pytest.raises(Refused):
            service.replay(unit, rating.assessment_id)
    with house.read(actor_of(Role.AUDITOR)) as unit:
        assert service.waiting(unit, limit=10) == (rating,)
        assert service.replay(unit, rating.assessment_id).equal
    with pytest.raises(NotFound), house.write(supervisor) as unit:
        service.confirm_grade(unit, "no such assessment", True)
    assert confirm(house, actor_of(Role.COMPLIANCE_HEAD), rating).state is AssessmentState.CONFIRMED


def test_the_queue_comes_in_pages(house: House, teller: Actor, supervisor: Actor) -> None:
    made = []
    for n in range(3):
        with house.write(teller) as unit:
            customer_id = onboarded(unit, number=number(sequence=201 + 2 * n)).customer_id
        made.append(propose(house, teller, customer_id).assessment_id)
    with house.read(supervisor) as unit:
        first = service.waiting(unit, limit=2)
        rest = service.waiting(unit, limit=2, after=first[-1].assessment_id)
    assert [r.assessment_id for r in (*first, *rest)] == made


def test_a_grade_changes_with_the_facts_of_the_file(house: House, teller: Actor, customer_id: str) -> None:
    before = propose(house, teller, customer_id).assessment.total
    with house.write(teller) as unit:
        customers.change_customer(
            unit, customer_id, 1, {"occupation": "40000", "phone": None}, "客户来电更新"
        )
    after = propose(house, teller, customer_id).assessment
    assert after.total > before
    assert next(f for f in after.factors if f.code == "completeness").points == 2


def test_the_audit_log_tells_grades_but_no_facts(
    house: House, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    from kyc.base.audit import audit_events

    confirm(house, supervisor, propose(house, teller, customer_id))
    with house.database.read() as connection:
        events = connection.execute(
            select(audit_events.c.event, audit_events.c.details)
            .where(audit_events.c.event.like("risk:%"))
            .order_by(audit_events.c.seq)
        ).all()
    assert [e.event for e in events] == ["risk:grade:proposed", "risk:grade:confirmed"]
    assert all("medium_low" in e.details and "20000" not in e.details for e in events)


def test_time_between_rating_and_due_is_by_the_business_date(
    house: House, teller: Actor, customer_id: str, clock: Callable[[], object]
) -> None:
    clock.advance(hours=15)  # type: ignore[attr-defined]  # 01:00 in Shanghai, the next day
    assert propose(house, teller, customer_id).assessment.as_of == date(2026, 11, 20) + timedelta(days=1)
