"""Early-warning signals: raised, renewed and closed with evidence; those of credit only never touch the grade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, Refused
from kyc.base.unit import House
from kyc.risk import service, signal_store
from kyc.risk.model import Assessment, Occasion, SignalGroup
from kyc.risk.signal_policy import SignalPolicy
from tests.specimen_grades import Told, hearing

Actors = Callable[..., Actor]


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def house(house: House, told: Told) -> House:
    return hearing(house, told)


def assessed(house: House, actor: Actor, customer_id: str) -> Assessment:
    with house.read(actor) as unit:
        return service.assess(unit, customer_id)


def points(assessment: Assessment) -> int:
    return next(factor.points for factor in assessment.factors if factor.code == "early_warning")


def test_the_register_is_whole_and_says_what_each_signal_means(house: House, teller: Actor) -> None:
    with house.read(teller) as unit:
        register = unit.policy(SignalPolicy).values.register
    assert len(register) == 103
    sizes = {group: sum(kind.group is group for kind in register.values()) for group in SignalGroup}
    assert list(sizes.values()) == [8, 30, 51, 14]
    assert sum(kind.derived is not None for kind in register.values()) >= 15
    assert len({kind.name.zh for kind in register.values()}) == 103
    assert all(kind.name.en and (kind.aml is None or kind.aml.en) for kind in register.values())


def test_a_signal_counts_until_it_is_closed(
    house: House, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    before = assessed(house, teller, customer_id)
    with house.write(teller) as unit:
        signal = service.raise_signal(unit, customer_id, "O10", "登记为贸易，现场为仓库")
    raised = assessed(house, teller, customer_id)
    assert (points(before), points(raised)) == (1, 3)
    assert "O10" in raised.facts["warning_signals"].source.zh
    with house.read(supervisor) as unit:
        assert service.regradings(unit, customer_id, 5)[0].occasion is Occasion.SIGNAL
    with pytest.raises(Refused), house.write(teller) as unit:
        service.close_signal(unit, signal.signal_id, "现场复核无异常")
    with house.write(supervisor) as unit:
        closed = service.close_signal(unit, signal.signal_id, "现场复核无异常")
    assert (closed.closed_by, closed.closing_reason) == (supervisor.staff_id, "现场复核无异常")
    assert points(assessed(house, teller, customer_id)) == 1
    with pytest.raises(Conflict), house.write(supervisor) as unit:
        service.close_signal(unit, signal.signal_id, "现场复核无异常")


def test_a_signal_of_credit_only_never_raises_the_grade(
    house: House, teller: Actor, customer_id: str
) -> None:
    before = assessed(house, teller, customer_id)
    with house.read(teller) as unit:
        register = unit.policy(SignalPolicy).values.register
    of_credit = [kind.code for kind in register.values() if kind.aml is None]
    assert len(of_credit) > 20
    with house.write(teller) as unit:
        for code in of_credit:
            service.raise_signal(unit, customer_id, code, "客户经理贷后检查发现")
    after = assessed(house, teller, customer_id)
    assert (after.total, after.grade) == (before.total, before.grade)
    with house.read(teller) as unit:
        assert service.regradings(unit, customer_id, 5) == ()


def test_a_signal_is_renewed_with_evidence(
    house: House, teller: Actor, customer_id: str, clock: Callable[[], object]
) -> None:
    with house.write(teller) as unit:
        signal = service.raise_signal(unit, customer_id, "M04", "反复询问五万元以下是否登记")
    assert signal.valid_until == date(2027, 5, 19)
    clock.advance(days=100)  # type: ignore[attr-defined]
    with house.write(teller) as unit:
        with pytest.raises(Invalid):
            service.renew_signal(unit, signal.signal_id, "")
        renewed = service.renew_signal(unit, signal.signal_id, "再次询问")
    assert renewed.valid_until == date(2027, 8, 27)
    assert [(each.evidence, each.by) for each in renewed.renewals] == [("再次询问", teller.staff_id)]


def test_what_our_data_says_is_raised_and_closed_by_it(
    house: House, told: Told, teller: Actor, supervisor: Actor, customer_id: str
) -> None:
    told.of_all["account_changes"] = 6
    with house.write(teller) as unit:
        service.regrade(unit, customer_id, Occasion.BEHAVIOUR)
        service.regrade(unit, customer_id, Occasion.BEHAVIOUR)
        (signal,) = service.signals_of(unit, customer_id)
    assert (signal.code, signal.derived, signal.closed_at) == ("O15", True, None)
    assert "样本：6" in signal.evidence
    with pytest.raises(Conflict), house.write(supervisor) as unit:
        service.close_signal(unit, signal.signal_id, "客户说明合理")
    told.of_all["account_changes"] = 0
    with house.write(teller) as unit:
        service.regrade(unit, customer_id, Occasion.BEHAVIOUR)
        (signal,) = service.signals_of(unit, customer_id)
    assert signal.closed_at is not None


@pytest.mark.parametrize(("code", "evidence"), [("X99", "现场查看"), ("O10", ""), ("", "现场查看")])
def test_bad_signals_are_refused(
    house: House, teller: Actor, customer_id: str, code: str, evidence: str
) -> None:
    with pytest.raises(Invalid), house.write(teller) as unit:
        service.raise_signal(unit, customer_id, code, evidence)


def test_signals_are_of_the_outlet_sealed_and_kept(
    house: House, actor_of: Actors, teller: Actor, customer_id: str
) -> None:
    with house.write(teller) as unit:
        service.raise_signal(unit, customer_id, "O10", "登记为贸易，现场为仓库")
        with pytest.raises(Conflict):
            service.raise_signal(unit, customer_id, "O10", "登记为贸易，现场为仓库")
    for look in (Role.TELLER, Role.SUPERVISOR):
        with pytest.raises(Refused), house.read(actor_of(look, "west")) as unit:
            service.signals_of(unit, customer_id)
    table = signal_store.risk_signals
    with house.database.read() as connection:
        assert "仓库" not in repr(connection.execute(select(table)).one())
    with pytest.raises(DBAPIError), house.database.write() as connection:
        connection.execute(update(table).values(code="O11"))
