"""Who stands beside a customer, and who owns an entity in the end, from what is on file. Success beside refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, FirstlineError, Invalid, Refused
from kyc.base.unit import House
from kyc.customers import service, tables
from kyc.customers.model import CustomerKind, NewParty, RelationKind, RelationshipType
from kyc.customers.ownership.model import Ground
from tests import specimen_customers as people
from tests import specimen_entities as entities

Actors = Callable[..., Actor]


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def company(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        return entities.onboarded(unit).customer_id


def declared(name: str, **more: str) -> NewParty:
    """A person of whom so much was said."""
    return NewParty(values={"name": name, **more})


def firm(name: str, serial: int) -> NewParty:
    """A company of which name and licence number were said."""
    values = {"name": name, "document_type": "cn_business_licence", "number": entities.credit_code(serial)}
    return NewParty(kind=CustomerKind.LEGAL_PERSON, values=values)


def owner(sequence: int, name: str) -> NewParty:
    """A person of whom everything is said that must be kept of an owner."""
    values = people.confirmed(number=people.number(sequence=sequence), name=name)
    wanted = ("name", "sex", "nationality", "birth_date", "number", "expires_on")
    return NewParty(values={**{n: values[n] for n in wanted}, "document_type": "cn_resident_id"})


def refused(error: FirstlineError) -> list[str]:
    return [problem.where for problem in error.problems]


def test_four_layers_of_owners_are_traced_and_confirmed(house: House, teller: Actor, company: str) -> None:
    with house.write(teller) as unit:
        above = service.relate(unit, company, "equity", firm("甲控股", 11), share="80")
        service.relate(unit, company, "equity", owner(201, "李小样"), share="20")
        held = above.holder.party_id
        for serial, name in ((12, "乙投资"), (13, "丙投资"), (14, "丁投资")):
            layer = service.relate(unit, company, "equity", firm(name, serial), share="90", held_id=held)
            service.relate(unit, company, "equity", owner(201, "李小样"), share="10%", held_id=held)
            held = layer.holder.party_id
        service.relate(unit, company, "equity", owner(203, "张小样"), share="1", held_id=held)
        found = service.ownership_of(unit, company)
    assert not found.faults
    assert found.determination is not None
    assert found.determination.layers == 4
    shares = {o.party.name: o.owner.reasons[0].share.share for o in found.owners if o.owner.reasons[0].share}
    assert shares == {"李**": Fraction(2, 10) + Fraction(8, 10) * (1 - Fraction(9, 10) ** 3)}
    assert "99%" in found.rest[0].zh or found.rest
    with house.write(teller) as unit:
        service.relate(unit, company, "equity", owner(205, "王小样"), share="99", held_id=held)
    with house.read(teller) as unit:
        found = service.ownership_of(unit, company)
        assert [o.party.name for o in found.owners] == ["王**", "李**"]
        assert len(next(o for o in found.owners if o.party.name == "李**").routes) == 4
        assert not found.rest
        before = service.customer(unit, company).completeness
    with house.write(teller) as unit:
        service.confirm_owners(unit, company)
        assert service.ownership_of(unit, company).current
        after = service.customer(unit, company).completeness
    assert {m.element for m in before.missing} - {m.element for m in after.missing} == {"beneficial_owners"}


def test_a_changed_holding_asks_for_confirmation_anew(
    house: House, teller: Actor, company: str, clock: Callable[[], object]
) -> None:
    with house.write(teller) as unit:
        first = service.relate(unit, company, "equity", owner(201, "李小样"), share="100")
        service.confirm_owners(unit, company)
    clock.advance(days=10)  # type: ignore[attr-defined]
    with house.write(teller) as unit:
        service.end_relation(unit, first.relation_id, unit.today, "股权已转让")
        service.relate(unit, company, "equity", owner(203, "张小样"), share="100")
        now = service.ownership_of(unit, company)
        then = service.ownership_of(unit, company, on=unit.today - timedelta(days=1))
    assert not now.current
    assert ([o.party.name for o in now.owners], [o.party.name for o in then.owners]) == (["张**"], ["李**"])
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.end_relation(unit, first.relation_id, unit.today, "股权已转让")


def test_an_owner_of_whom_something_is_missing_is_not_confirmed(
    house: House, teller: Actor, company: str
) -> None:
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.confirm_owners(unit, company)
    assert "没有识别出" in error.value.problems[0].text.zh
    with house.write(teller) as unit:
        service.relate(unit, company, "equity", declared("李小样"), share="100")
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.confirm_owners(unit, company)
    assert "证件号码" in error.value.problems[0].text.zh


def test_holdings_over_a_hundred_per_cent_determine_nothing(
    house: House, teller: Actor, company: str
) -> None:
    with house.write(teller) as unit:
        service.relate(unit, company, "equity", owner(201, "李小样"), share="60")
        service.relate(unit, company, "equity", owner(203, "张小样"), share="60")
        found = service.ownership_of(unit, company)
        assert found.determination is None
        assert "120%" in found.faults[0].text.zh
        with pytest.raises(Invalid):
            service.confirm_owners(unit, company)


def test_whoever_gets_a_file_later_is_the_party_declared_before(
    house: House, teller: Actor, company: str
) -> None:
    with house.write(teller) as unit:
        service.relate(unit, company, "equity", owner(201, "李小样"), share="100")
        person = people.onboarded(unit, number=people.number(sequence=201), name="李小样")
        other = entities.onboarded(unit, number=entities.credit_code(2), name="样本二公司")
        service.relate(
            unit, other.customer_id, "equity", NewParty(customer_id=person.customer_id), share="1/3"
        )
        (shown,) = service.ownership_of(unit, company).owners
        theirs = service.entities_of(unit, person.customer_id)
        beside = service.relations_of(unit, person.customer_id)
    assert shown.party.customer_id == person.customer_id
    assert {party.name for party, _ in theirs} == {"北京样本商贸有限公司", "样本二公司"}
    assert [relation.kind for relation in beside] == [RelationKind.EQUITY] * 2
    assert "33.3333%" in next(reason.zh for party, reason in theirs if party.name == "样本二公司")


def test_control_without_shares_and_people_in_concert(house: House, teller: Actor, company: str) -> None:
    with house.write(teller) as unit:
        for sequence, name in ((201, "李小样"), (203, "张小样"), (205, "王小样")):
            service.relate(unit, company, "equity", owner(sequence, name), share="20")
        one = service.relate(
            unit, company, "concert", owner(201, "李小样"), held_id=_party(unit, company, "张**")
        )
        service.relate(unit, company, "concert", owner(203, "张小样"), held_id=_party(unit, company, "王**"))
        found = service.ownership_of(unit, company)
    assert one.kind is RelationKind.CONCERT
    assert {o.party.name: o.owner.reasons[0].ground for o in found.owners} == dict.fromkeys(
        ("李**", "张**", "王**"), Ground.CONTROL
    )
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.relate(unit, company, "control", owner(207, "赵小样"))
    assert refused(error.value) == ["words"]


def _party(unit: object, company: str, name: str) -> str:
    found = service.relations_of(unit, company)  # type: ignore[arg-type]
    return next(r.holder.party_id for r in found if r.holder.name == name)


def test_an_agent_is_identified_by_their_own_document(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        customer = people.onboarded(unit)
    values = people.confirmed(number=people.number(sequence=201), name="李小样")
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.relate(
            unit,
            customer.customer_id,
            "agent",
            NewParty(values={**values, "document_type": "cn_resident_id"}),
            words="授权委托书",
        )
    assert refused(error.value) == ["drafts"]
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.relate(
            unit,
            customer.customer_id,
            "agent",
            NewParty(draft_ids=tuple(people.drafted(unit, values)), values=values),
        )
    assert refused(error.value) == ["words"]
    with house.write(teller) as unit:
        drafts = tuple(people.drafted(unit, values))
        made = service.relate(
            unit,
            customer.customer_id,
            "agent",
            NewParty(draft_ids=drafts, values=values),
            words="授权委托书 2026-11",
        )
        agent = service.customer(unit, made.holder.customer_id or "")
    assert made.complete
    assert made.holder.identified
    assert agent.relationship is RelationshipType.RELATED
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.relate(
            unit, customer.customer_id, "agent", NewParty(customer_id=made.holder.customer_id), words="再次"
        )


@pytest.mark.parametrize(
    ("kind", "party", "more", "where"),
    [
        ("landlord", declared("李小样"), {}, "kind"),
        ("equity", declared("李小样"), {}, "share"),
        ("equity", declared("李小样"), {"share": "0"}, "share"),
        ("equity", declared("李小样"), {"share": "100.01"}, "share"),
        ("equity", declared("李小样"), {"share": "half"}, "share"),
        ("equity", declared("李小样"), {"share": "1/0"}, "share"),
        ("manager", declared("李小样"), {"share": "5"}, "share"),
        ("equity", declared("李小样1"), {"share": "5"}, "name"),
        ("equity", declared("李小样", document_type="card"), {"share": "5"}, "document_type"),
        (
            "equity",
            declared("李小样", document_type="cn_resident_id", number="123"),
            {"share": "5"},
            "number",
        ),
        ("manager", firm("甲控股", 11), {}, "holder"),
        ("guardian", declared("李小样"), {"words": "父亲"}, "held"),
        ("head_office", declared("李小样"), {}, "holder"),
        ("equity", declared("李小样"), {"share": "5", "began_on": date(2026, 11, 21)}, "began_on"),
        ("control", declared("李小样"), {"words": "x" * 201}, "words"),
    ],
)
def test_what_a_relation_refuses(
    house: House, teller: Actor, company: str, kind: str, party: NewParty, more: dict[str, object], where: str
) -> None:
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.relate(unit, company, kind, party, **more)  # type: ignore[arg-type]
    assert where in refused(error.value)


def test_another_outlet_changes_nothing(house: House, teller: Actor, company: str, actor_of: Actors) -> None:
    elsewhere = actor_of(Role.TELLER, "west")
    for ask in (
        lambda unit: service.relate(unit, company, "equity", declared("李小样"), share="5"),
        lambda unit: service.ownership_of(unit, company),
        lambda unit: service.relations_of(unit, company),
        lambda unit: service.confirm_owners(unit, company),
        lambda unit: service.differences_of(unit, company),
        lambda unit: service.note_difference(unit, company, "登记的受益所有人不同", material=True),
    ):
        with pytest.raises(Refused), house.write(elsewhere) as unit:
            ask(unit)


def test_a_difference_is_due_in_thirty_working_days_and_keeps_the_secret(
    house: House, teller: Actor, company: str, clock: Callable[[], object]
) -> None:
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.note_difference(unit, company, "与系统不同，已报可疑交易报告", material=True)
    assert refused(error.value) == ["words"]
    with house.write(teller) as unit:
        noted = service.note_difference(unit, company, "系统登记李某持股 60%，本行识别为 40%", material=True)
    assert noted.due_on == house.calendar.add_working_days(date(2026, 11, 20), 30)
    clock.advance(days=60)  # type: ignore[attr-defined]
    with house.read(teller) as unit:
        assert service.differences_of(unit, company)[0].overdue
    with pytest.raises(Invalid), house.write(teller) as unit:
        service.answer_difference(unit, noted.difference_id, "STR filed, see there")
    with house.write(teller) as unit:
        answered = service.answer_difference(unit, noted.difference_id, "已提交差异报告，编号样本 001")
    assert not answered.overdue
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.answer_difference(unit, noted.difference_id, "已提交差异报告，编号样本 002")


def test_the_database_keeps_what_was_declared(house: House, teller: Actor, company: str) -> None:
    with house.write(teller) as unit:
        service.relate(unit, company, "equity", declared("李小样"), share="5")
    for statement in (
        update(tables.customer_relations).values(share="1"),
        delete(tables.customer_relations),
        update(tables.customer_parties).values(kind="natural_person"),
    ):
        with pytest.raises(DBAPIError), house.database.write() as connection:
            connection.execute(statement)
