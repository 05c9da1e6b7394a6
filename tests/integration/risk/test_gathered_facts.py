"""What grading gathers of an entity's file, what people note, and that a change of owners grades anew by itself."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor
from kyc.base.errors import Invalid, Refused
from kyc.base.ports import Ports
from kyc.base.unit import House, Unit
from kyc.customers import service as customers
from kyc.customers.gates import FILE_CHANGED
from kyc.customers.model import NewParty, RelationKind
from kyc.risk import service
from kyc.risk.model import FactValue, Occasion, Regrading
from kyc.risk.noted_store import risk_noted_facts
from tests import specimen_customers as people
from tests import specimen_entities as entities

SEEN = "网上公开信息，已打印留存"


@pytest.fixture
def house(house: House) -> House:
    """The house with its file and grading put together as the composition root does."""
    return dataclasses.replace(house, ports=Ports({FILE_CHANGED: [service.file_changed]}))


@pytest.fixture
def company(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        return entities.onboarded(unit).customer_id


def person(unit: Unit, sequence: int, **changes: str) -> NewParty:
    """Somebody with a file of their own."""
    values = people.confirmed(number=people.number(sequence=sequence), **changes)
    return NewParty(customer_id=people.onboarded(unit, **values).customer_id)


def values(unit: Unit, customer_id: str) -> dict[str, FactValue]:
    return {name: fact.value for name, fact in service.assess(unit, customer_id).facts.items()}


def regradings(unit: Unit, customer_id: str) -> list[tuple[Occasion, bool]]:
    found: tuple[Regrading, ...] = service.regradings(unit, customer_id, 50)
    return [(each.occasion, each.changed) for each in reversed(found)]


def test_owners_layers_years_and_changes_of_an_entity_come_from_its_file(
    house: House, teller: Actor, officer: Actor, company: str
) -> None:
    with house.read(officer) as unit:
        bare = values(unit, company)
    assert (bare["owners"], bare["existence_years"], bare["publicity"]) == ("not_found", 11, "published")
    assert "ownership_layers" not in bare
    with house.write(teller) as unit:
        owner = person(unit, 301)
        customers.relate(unit, company, RelationKind.EQUITY, owner, share="60")
        other = customers.relate(
            unit,
            company,
            RelationKind.EQUITY,
            person(unit, 303),
            share="40",
            began_on=unit.today - timedelta(9),
        )
    with house.write(teller) as unit:
        assert values(unit, company)["owners"] == "partial"  # nobody has confirmed them
        customers.confirm_owners(unit, company)
        found = values(unit, company)
        assert (found["owners"], found["ownership_layers"], found["owner_country"]) == ("complete", 1, "CHN")
        assert (found["nominee_structure"], found["representative_changes"]) == (False, 0)
        assert "owner_position" not in found
        customers.end_relation(unit, other.relation_id, unit.today, "股权已转让")
        after = values(unit, company)
    assert (after["representative_changes"], after["owners"]) == (1, "partial")
    with house.read(officer) as unit:
        kept = regradings(unit, company)
    assert {occasion for occasion, _ in kept} == {Occasion.OWNERSHIP}
    assert len(kept) == 4  # two holdings, the confirmation, the end: each graded anew by itself


def test_a_foreign_politician_behind_an_entity_raises_it_to_the_highest_grade(
    house: House, teller: Actor, officer: Actor, company: str
) -> None:
    with house.write(teller) as unit:
        owner = person(unit, 305)
        assert owner.customer_id is not None
        customers.relate(unit, company, RelationKind.EQUITY, owner, share="100")
        noted = service.note_fact(unit, owner.customer_id, "public_position", "foreign", SEEN)
        assert (noted.shown.en, noted.value) == ("foreign politically exposed person", "foreign")
        own = service.assess(unit, owner.customer_id)
    assert (own.grade.code, own.overrides[0].code) == ("high", "foreign_pep")
    service.sweep(house, Actor.service(officer.institution_id))
    with house.read(officer) as unit:
        proposal = service.standing(unit, company).proposal
        assert proposal is not None
        assert proposal.assessment.grade.code == "high"
        assert [each.code for each in proposal.assessment.overrides] == ["owner_foreign_pep"]
        assert regradings(unit, company)[-1][0] is Occasion.OWNERSHIP
    with house.write(teller) as unit:
        service.note_fact(unit, owner.customer_id, "public_position", "none", "本人声明，并已核对")
        assert values(unit, company)["owner_position"] == "none"
        service.note_fact(unit, owner.customer_id, "public_position", None, "声明已撤回")
        assert "owner_position" not in values(unit, company)


def test_what_people_note_grades_anew_at_once_and_is_never_changed(
    house: House, teller: Actor, officer: Actor, customer_id: str
) -> None:
    with house.write(teller) as unit:
        service.note_fact(unit, customer_id, "adverse_notice", "yes", SEEN, unit.today - timedelta(3))
        found = service.assess(unit, customer_id).facts["adverse_notice"]
        assert (found.value, found.as_of) == (True, unit.today - timedelta(3))
        assert regradings(unit, customer_id)[-1][0] is Occasion.MEDIA
        assert [kind.name for kind in service.notable(unit)].count("judicial_inquiry") == 0
        service.note_fact(unit, customer_id, "assets_cny_minor", "20000001", "理财持仓单")
        assert service.assess(unit, customer_id).facts["assets_cny_minor"].shown.en == "CNY 200,000.01"
        wrong = [
            ("accounts", "1", SEEN, None, "fact"),
            ("adverse_notice", "maybe", SEEN, None, "value"),
            ("industry", "A", SEEN, None, "value"),
            ("assets_cny_minor", "-5", SEEN, None, "value"),
            ("adverse_notice", "no", SEEN, unit.today + timedelta(1), "as_of"),
            ("adverse_notice", "no", " ", None, "reason"),
        ]
        for name, value, evidence, day, where in wrong:
            with pytest.raises(Invalid) as refusal:
                service.note_fact(unit, customer_id, name, value, evidence, day)
            assert [problem.where for problem in refusal.value.problems] == [where]
    with pytest.raises(Refused), house.write(teller) as unit:
        service.note_fact(unit, customer_id, "judicial_inquiry", "yes", "法院协助查询通知书")
    with house.write(officer) as unit:
        service.note_fact(unit, customer_id, "judicial_inquiry", "yes", "法院协助查询通知书")
        assert regradings(unit, customer_id)[-1][0] is Occasion.INQUIRY
        assert len(service.noted_facts(unit, customer_id)) == 3
    with house.read(teller) as unit:
        assert {each.fact for each in service.noted_facts(unit, customer_id)} == {
            "adverse_notice",
            "assets_cny_minor",
        }
        assert "judicial_inquiry" not in service.assess(unit, customer_id).facts
    for statement in (update(risk_noted_facts).values(value="no"), delete(risk_noted_facts)):
        with pytest.raises(DBAPIError, match="append-only"), house.database.write() as connection:
            connection.execute(statement)
