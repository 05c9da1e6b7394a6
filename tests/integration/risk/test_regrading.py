"""Grades stay right: at once when something changes, with people asked only when the grade itself changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.unit import House
from kyc.risk import manual_store, service, standings, store
from kyc.risk.model import AssessmentState, FactValue, ManualState, Occasion, Rating, Regrading
from tests.specimen_grades import Told, hearing

Actors = Callable[..., Actor]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def house(house: House, told: Told) -> House:
    return hearing(house, told)


def regrade(house: House, actor: Actor, customer_id: str, occasion: Occasion = Occasion.CHANGE) -> Regrading:
    with house.write(actor) as unit:
        return service.regrade(unit, customer_id, occasion)


def confirm(house: House, actor: Actor, assessment_id: str | None, agree: bool = True) -> Rating:
    assert assessment_id is not None
    with house.write(actor) as unit:
        return service.confirm_grade(unit, assessment_id, agree, "" if agree else "职业登记与实际不符")


def graded(house: House, teller: Actor, supervisor: Actor, customer_id: str) -> Rating:
    return confirm(house, supervisor, regrade(house, teller, customer_id).assessment_id)


def row_of(house: House, customer_id: str) -> standings.AnyRow:
    with house.database.read() as connection:
        row = standings.get(connection, customer_id)
    assert row is not None
    return row


def test_the_first_grading_waits_for_its_second_person(
    house: House, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    found = regrade(house, teller, customer_id)
    assert (found.before, found.after, found.changed) == (None, "low", True)
    row = row_of(house, customer_id)
    assert (row.grade, row.due_on, row.fact_age, row.fact_listed) == (None, date(2026, 12, 4), 36, False)
    rating = confirm(house, supervisor, found.assessment_id)
    row = row_of(house, customer_id)
    assert (row.grade, row.assessment_id, row.due_on) == ("low", rating.assessment_id, date(2029, 11, 20))


def test_the_same_grade_asks_for_nobody(
    house: House, told: Told, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    first = graded(house, teller, supervisor, customer_id)
    same = regrade(house, teller, customer_id)
    assert (same.changed, same.assessment_id) == (False, None)
    told.of_all["cash_share"] = 45
    moved = regrade(house, teller, customer_id, Occasion.BEHAVIOUR)
    assert not moved.changed
    with house.read(supervisor) as unit:
        standing = service.standing(unit, customer_id)
        assert standing.proposal is None
        assert service.waiting(unit, limit=5) == ()
    assert standing.latest is not None
    assert standing.latest.state is AssessmentState.CONTINUED
    assert standing.latest.assessment.total > first.assessment.total
    assert standing.latest.review_due_on == first.review_due_on
    assert row_of(house, customer_id).fact_cash_share == 45


def test_another_grade_is_proposed_and_the_reason_is_kept(
    house: House, told: Told, teller: Actor, supervisor: Actor, officer: Actor, customer_id: str
) -> None:
    graded(house, teller, supervisor, customer_id)
    told.of_all["listed"] = True
    found = regrade(house, officer, customer_id, Occasion.HIT)
    assert (found.before, found.after) == ("low", "high")
    with house.read(supervisor) as unit:
        standing = service.standing(unit, customer_id)
        kept = service.regradings(unit, customer_id, 10)
    assert standing.latest is not None
    assert standing.latest.assessment.grade.code == "low"  # until the second person has agreed
    assert standing.proposal is not None
    assert standing.proposal.occasion is Occasion.HIT
    assert [(each.occasion, each.after) for each in kept] == [
        (Occasion.HIT, "high"),
        (Occasion.CHANGE, "low"),
    ]
    told.of_all["listed"] = False
    back = regrade(house, officer, customer_id, Occasion.HIT)
    assert (back.before, back.after) == ("low", "low")
    with house.read(supervisor) as unit:
        assert service.standing(unit, customer_id).proposal is None  # what it rested on has gone


def test_a_review_moves_the_next_one_on(
    house: House,
    told: Told,
    teller: Actor,
    supervisor: Actor,
    customer_id: str,
    clock: Callable[[], object],
) -> None:
    told.of_all["listed"] = True
    graded(house, teller, supervisor, customer_id)
    assert row_of(house, customer_id).due_on == date(2027, 5, 20)
    clock.advance(days=181)  # type: ignore[attr-defined]
    assert not regrade(house, teller, customer_id, Occasion.REVIEW).changed
    assert row_of(house, customer_id).due_on == date(2027, 11, 20)


Seen = tuple[object, ...]


def seen_by(house: House, actor: Actor, customer_id: str) -> Seen:
    """Everything that the actor is shown of the customer's grade."""
    with house.read(actor) as unit:
        return (
            service.standing(unit, customer_id),
            service.ratings(unit, customer_id),
            service.regradings(unit, customer_id, 50),
            service.waiting(unit, limit=5),
            service.due_reviews(unit, limit=5),
            service.outlet_loads(unit),
            service.assess(unit, customer_id),
            service.signals_of(unit, customer_id),
            service.noted_facts(unit, customer_id),
        )


@pytest.mark.parametrize(
    ("occasion", "found"),
    [
        (Occasion.REPORT, {"reports": 3}),
        (Occasion.REPORT, {"reports": 1}),
        (Occasion.ALERT, {"alerts": 9, "reports": 0}),
        (Occasion.INQUIRY, {"judicial_inquiry": True}),
    ],
)
def test_nothing_the_counter_sees_depends_on_a_report(
    house: House,
    told: Told,
    teller: Actor,
    supervisor: Actor,
    officer: Actor,
    head: Actor,
    customer_id: str,
    clock: object,
    occasion: Occasion,
    found: dict[str, FactValue],
) -> None:
    graded(house, teller, supervisor, customer_id)
    before = [seen_by(house, actor, customer_id) for actor in (teller, supervisor)]
    told.of_one[customer_id] = found
    first = regrade(house, officer, customer_id, occasion)
    second = regrade(house, officer, customer_id, Occasion.REFRESH)
    assert [seen_by(house, actor, customer_id) for actor in (teller, supervisor)] == before
    assert first.assessment_id is not None
    with house.read(head) as unit:
        known = service.standing(unit, customer_id)
    if found.get("reports") == 3:
        assert first.after == "high"
        assert known.proposal is not None
        with pytest.raises(NotFound):
            confirm(house, supervisor, first.assessment_id)
        confirm(house, head, known.proposal.assessment_id)
        assert second.after == "high"
        assert row_of(house, customer_id).grade == "high"
        assert row_of(house, customer_id).due_on == date(2027, 5, 20)
        assert row_of(house, customer_id).counter_grade == "low"
        told_before = seen_by(house, teller, customer_id)[2]
        clock.advance(days=181)  # type: ignore[attr-defined]
        regrade(house, officer, customer_id, Occasion.REVIEW)
        with house.read(teller) as unit:
            newest = service.ratings(unit, customer_id)[0]  # the customer is a year older
            assert (newest.occasion, newest.sequence) == (Occasion.MONITORING, 2)
            assert newest.review_due_on == date(2029, 11, 20)
            assert service.regradings(unit, customer_id, 50) == told_before


def test_a_change_that_the_counter_made_reads_the_same_whatever_was_reported(
    house: House, told: Told, teller: Actor, supervisor: Actor, officer: Actor, head: Actor, customer_id: str
) -> None:
    graded(house, teller, supervisor, customer_id)
    told.of_one[customer_id] = {"reports": 3}
    hidden = regrade(house, officer, customer_id, Occasion.REPORT)
    told.of_one[customer_id] = {"reports": 3, "cash_share": 45}
    moved = regrade(house, teller, customer_id, Occasion.CHANGE)
    assert moved.assessment_id not in (None, hidden.assessment_id)
    with house.read(teller) as unit:
        newest, *_ = service.ratings(unit, customer_id)
        standing = service.standing(unit, customer_id)
    assert (newest.sequence, newest.state, newest.decided_by) == (2, AssessmentState.CONTINUED, None)
    assert (newest.assessment.grade.code, standing.latest, standing.proposal) == ("low", newest, None)
    assert moved.assessment_id is not None
    confirm(house, head, moved.assessment_id, agree=False)
    with house.read(teller) as unit:
        assert service.ratings(unit, customer_id)[0] == newest

    with house.write(teller) as unit:
        own = service.propose_grade(unit, customer_id)
    assert (own.sequence, own.state, own.assessment.grade.code) == (3, AssessmentState.PROPOSED, "low")
    with house.read(supervisor) as unit:
        assert [r.assessment_id for r in service.waiting(unit, limit=5)] == [own.assessment_id]
    confirm(house, supervisor, own.assessment_id)
    with house.read(teller) as unit:
        assert service.standing(unit, customer_id).grade == own.assessment.grade
        assert service.replay(unit, own.assessment_id).equal
    assert row_of(house, customer_id).grade == "high"


def test_compliance_may_have_the_counter_act_by_the_grade_that_it_knows(
    house: House, told: Told, teller: Actor, supervisor: Actor, officer: Actor, head: Actor, customer_id: str
) -> None:
    graded(house, teller, supervisor, customer_id)
    told.of_one[customer_id] = {"reports": 3}
    hidden = regrade(house, officer, customer_id, Occasion.REPORT)
    assert hidden.assessment_id is not None
    confirm(house, head, hidden.assessment_id)
    for actor in (teller, officer):
        with house.read(actor) as unit:
            acting = service.acting_grade(unit, customer_id)
            assert acting is not None
            assert acting.code == "low"
    with house.write(officer) as unit:
        by_hand = service.propose_manual_grade(
            unit, customer_id, "high", date(2027, 1, 31), "综合评估后须加强尽职调查"
        )
    with house.write(head) as unit:
        service.decide_manual_grade(unit, by_hand.manual_id, True)
    with house.read(teller) as unit:
        shown = service.standing(unit, customer_id)
        assert service.acting_grade(unit, customer_id) == by_hand.grade
    assert (shown.grade, shown.manual) == (by_hand.grade, None)
    assert shown.latest is not None
    assert [each.code for each in shown.latest.assessment.overrides] == ["compliance_judgement"]


def test_disagreement_is_ruled_on_by_a_third_person(
    house: House, told: Told, actor_of: Actors, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    found = regrade(house, teller, customer_id)
    disputed = confirm(house, supervisor, found.assessment_id, agree=False)
    officer, head = actor_of(Role.COMPLIANCE_OFFICER), actor_of(Role.COMPLIANCE_HEAD)
    with pytest.raises(Refused), house.write(supervisor) as unit:
        service.rule_on_grade(unit, disputed.assessment_id, True, "资料核实无误")
    with pytest.raises(Invalid), house.write(officer) as unit:
        service.rule_on_grade(unit, disputed.assessment_id, True, "")
    with house.write(officer) as unit:
        ruled = service.rule_on_grade(unit, disputed.assessment_id, True, "资料核实无误")
    assert ruled.is_valid
    assert ruled.ruling is not None
    assert (ruled.ruling.by, ruled.ruling.upheld) == (officer.staff_id, True)
    with house.read(head) as unit:
        assert service.standing(unit, customer_id).latest == ruled
        assert service.waiting(unit, limit=5, state=AssessmentState.DISPUTED) == ()
        assert service.replay(unit, disputed.assessment_id).equal
    assert row_of(house, customer_id).grade == "low"
    with pytest.raises(Conflict), house.write(head) as unit:
        service.rule_on_grade(unit, disputed.assessment_id, False, "资料核实有误")


def test_who_disputed_never_rules_even_in_the_database(
    house: House, actor_of: Actors, officer: Actor, head: Actor, teller: Actor, customer_id: str
) -> None:
    found = regrade(house, teller, customer_id)
    disputed = confirm(house, head, found.assessment_id, agree=False)
    with pytest.raises(Refused) as error, house.write(head) as unit:
        service.rule_on_grade(unit, disputed.assessment_id, True, "资料核实无误")
    assert error.value.code == "risk.ruler_is_party"
    row = {
        "id": "r",
        "assessment_id": disputed.assessment_id,
        "upheld": True,
        "reason": b"x",
        "proposed_by": disputed.proposed_by,
        "disputed_by": head.staff_id,
        "by": head.staff_id,
        "at": house.clock(),
    }
    with pytest.raises(IntegrityError, match="third_person"), house.database.write() as connection:
        store.rule(connection, row)
    with house.write(officer) as unit:
        ruled = service.rule_on_grade(unit, disputed.assessment_id, False, "应重新采集职业信息")
    assert not ruled.is_valid
    with house.read(officer) as unit:
        assert service.latest_grade(unit, customer_id) is None


UNTIL = date(2027, 2, 20)


def test_a_grade_set_by_hand_has_reason_second_person_and_end(
    house: House,
    teller: Actor,
    supervisor: Actor,
    officer: Actor,
    head: Actor,
    customer_id: str,
    clock: Callable[[], object],
) -> None:
    graded(house, teller, supervisor, customer_id)
    with house.write(officer) as unit:
        manual = service.propose_manual_grade(unit, customer_id, "medium_high", UNTIL, "与已出险客户关系密切")
    with house.read(officer) as unit:
        assert service.standing(unit, customer_id).manual is None
        assert service.manual_grades_waiting(unit, 5) == (manual,)
    with pytest.raises(Refused) as error, house.write(officer) as unit:
        service.decide_manual_grade(unit, manual.manual_id, True)
    assert error.value.code == "risk.maker_is_checker"
    with house.write(head) as unit:
        service.decide_manual_grade(unit, manual.manual_id, True)
    with house.read(officer) as unit:
        standing = service.standing(unit, customer_id)
    assert standing.manual is not None
    assert standing.grade is not None
    assert (standing.grade.code, standing.manual.until_on) == ("medium_high", UNTIL)
    assert row_of(house, customer_id).manual_grade == "medium_high"
    with house.read(teller) as unit:
        seen = service.standing(unit, customer_id)
    assert seen.manual is None
    assert seen.latest is not None
    assert seen.latest.assessment.grade.code == "medium_high"
    assert [o.code for o in seen.latest.assessment.overrides] == ["compliance_judgement"]
    clock.advance(days=93)  # type: ignore[attr-defined]
    with house.read(officer) as unit:
        over = service.standing(unit, customer_id)
    assert over.grade is not None
    assert (over.manual, over.grade.code) == (None, "low")


@pytest.mark.parametrize(
    ("grade", "until", "reason", "where"),
    [
        ("medium", date(2026, 11, 20), "与已出险客户关系密切", "until"),
        ("medium", date(2027, 5, 23), "与已出险客户关系密切", "until"),
        ("purple", UNTIL, "与已出险客户关系密切", "grade"),
        ("low", UNTIL, "与已出险客户关系密切", "grade"),
        ("medium", UNTIL, " ", "reason"),
    ],
)
def test_a_grade_cannot_be_set_by_hand_without_ground_or_end(
    house: House,
    teller: Actor,
    supervisor: Actor,
    officer: Actor,
    customer_id: str,
    grade: str,
    until: date,
    reason: str,
    where: str,
) -> None:
    graded(house, teller, supervisor, customer_id)
    with pytest.raises(Invalid) as error, house.write(officer) as unit:
        service.propose_manual_grade(unit, customer_id, grade, until, reason)
    assert [problem.where for problem in error.value.problems] == [where]


def test_a_listed_customer_is_never_lowered_by_hand(
    house: House, told: Told, teller: Actor, supervisor: Actor, officer: Actor, customer_id: str
) -> None:
    told.of_all["listed"] = True
    graded(house, teller, supervisor, customer_id)
    with pytest.raises(Invalid) as error, house.write(officer) as unit:
        service.propose_manual_grade(unit, customer_id, "low", UNTIL, "客户经理了解该客户")
    assert "直接定为最高等级" in error.value.problems[0].text.zh


def test_lifting_a_grade_set_by_hand_lets_the_computed_one_count_again(
    house: House, teller: Actor, supervisor: Actor, officer: Actor, head: Actor, customer_id: str
) -> None:
    graded(house, teller, supervisor, customer_id)
    with house.write(officer) as unit:
        manual = service.propose_manual_grade(unit, customer_id, "high", UNTIL, "与已出险客户关系密切")
        with pytest.raises(Conflict):
            service.propose_manual_grade(unit, customer_id, "medium", UNTIL, "与已出险客户关系密切")
    with house.write(head) as unit:
        service.decide_manual_grade(unit, manual.manual_id, True)
        assert service.lift_manual_grade(unit, manual.manual_id).state is ManualState.ENDED
    row = row_of(house, customer_id)
    assert (row.manual_grade, row.manual_until, row.grade) == (None, None, "low")


@pytest.mark.parametrize("statement", ["no end", "own checker", "edit", "redecide", "delete"])
def test_the_database_itself_keeps_grades_set_by_hand(
    house: House,
    teller: Actor,
    supervisor: Actor,
    officer: Actor,
    head: Actor,
    customer_id: str,
    statement: str,
) -> None:
    graded(house, teller, supervisor, customer_id)
    with house.write(officer) as unit:
        manual = service.propose_manual_grade(unit, customer_id, "high", UNTIL, "与已出险客户关系密切")
    if statement == "redecide":
        with house.write(head) as unit:
            service.decide_manual_grade(unit, manual.manual_id, False, "依据不足，维持原等级")
    table = manual_store.risk_manual_grades
    sql = {
        "no end": update(table).values(until_on=date(2026, 11, 20)),
        "own checker": update(table).values(
            state="confirmed", decided_by=officer.staff_id, decided_at=house.clock()
        ),
        "edit": update(table).values(grade="low"),
        "redecide": update(table).values(state="confirmed"),
        "delete": delete(table),
    }[statement]
    with pytest.raises(DBAPIError), house.database.write() as connection:
        connection.execute(sql)
