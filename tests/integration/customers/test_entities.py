"""Entities as customers: from the licence to the record, its history and its mask."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid
from kyc.base.unit import House
from kyc.customers import service
from kyc.customers.model import CustomerKind, RelationshipType
from tests import specimen_customers as people
from tests.specimen_entities import credit_code, drafted, onboarded


@pytest.fixture
def teller(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.TELLER)


def test_a_licence_makes_an_entity(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        view = onboarded(unit)
    assert (view.kind, view.relationship) == (CustomerKind.LEGAL_PERSON, RelationshipType.ONGOING)
    assert view.person.name == "北京样本商贸有限公司"
    assert view.person.number == credit_code()
    assert view.person.phone == "010****1234"
    assert {source.field for source in view.sources if source.read} >= {
        "name",
        "number",
        "business_scope",
        "issuer",
    }
    assert not any(source.corrected for source in view.sources)
    assert [m.element for m in view.completeness.missing] == [
        "legal_representative",
        "operator",
        "beneficial_owners",
    ]
    with house.read(teller) as unit:
        assert service.search(unit, number=credit_code(), limit=2)[0].kind is CustomerKind.LEGAL_PERSON
        assert service.profile(unit, view.customer_id).kind is CustomerKind.LEGAL_PERSON
        assert service.identification_of(unit, view.customer_id).identified


def test_the_same_licence_leads_to_the_record_there_is(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        first = onboarded(unit)
    with pytest.raises(Conflict) as error, house.write(teller) as unit:
        onboarded(unit)
    assert error.value.existing["customer_id"] == first.customer_id


@pytest.mark.parametrize("kind", [CustomerKind.INDIVIDUAL_BUSINESS, CustomerKind.UNINCORPORATED])
def test_other_kinds_of_entity(house: House, teller: Actor, kind: CustomerKind) -> None:
    with house.write(teller) as unit:
        assert onboarded(unit, kind, regime="other").kind is kind


def test_a_licence_proves_no_person_and_a_card_no_entity(house: House, teller: Actor) -> None:
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.create_customer(unit, drafted(unit), people.confirmed())
    assert [p.where for p in error.value.problems] == ["document_type"]
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.create_customer(
            unit, people.drafted(unit), people.confirmed(), kind=CustomerKind.LEGAL_PERSON
        )
    assert [p.where for p in error.value.problems] == ["document_type"]


def test_a_change_of_scope_is_a_version(house: House, teller: Actor) -> None:
    with house.write(teller) as unit:
        customer_id = onboarded(unit).customer_id
    with house.write(teller) as unit:
        service.change_customer(unit, customer_id, 1, {"business_scope": "餐饮服务"}, "执照经营范围变更")
    with house.read(teller) as unit:
        first, second = service.history(unit, customer_id)
        (change,) = service.difference(unit, customer_id, 1, 2)
    assert (first.person.as_dict()["business_scope"], second.changed) == (
        "销售日用百货、五金交电；货物进出口",
        ("business_scope",),
    )
    assert (change.field, change.after) == ("business_scope", "餐饮服务")
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.change_customer(unit, customer_id, 2, {"name": "另一家公司"}, "客户来电更新")
    assert [p.where for p in error.value.problems] == ["name"]
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.change_customer(unit, customer_id, 2, {}, "出示了新证件", people.drafted(unit))
    assert [p.where for p in error.value.problems] == ["document_type"]
