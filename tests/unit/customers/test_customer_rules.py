"""Normal forms, masks, completeness and the networked check's table: pure decisions."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from kyc.base.errors import Invalid
from kyc.base.policy import PolicyBook
from kyc.customers import gates, masking, network, rules, validation
from kyc.customers.completeness import completeness
from kyc.customers.countries import countries
from kyc.customers.model import (
    FIELD_LABELS,
    FIELDS,
    IdentityDocument,
    MaskedPerson,
    NetworkCheckCode,
    NetworkCheckState,
    Person,
)
from kyc.customers.policy import CustomerPolicy
from kyc.documents.model import DocumentType
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, number

TODAY = date(2026, 11, 20)


@pytest.fixture
def policy(policies: PolicyBook) -> CustomerPolicy:
    return policies.at(TODAY).of(CustomerPolicy)


@pytest.fixture
def person() -> Person:
    return rules.merged(Person(document_type=IdentityDocument.CN_RESIDENT_ID), confirmed())


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("name", " 阿依古丽•买买提 ", "阿依古丽·买买提"),
        ("name", "LI  SI", "LI SI"),
        ("number", "11010519900307８76x", "11010519900307876X"),
        ("number", "110105 19900307 876x", "11010519900307876X"),
        ("phone", "138-1234 1234", "13812341234"),
        ("phone", "０１０-６５００１２３４", "010-65001234"),
        ("sex", "m", "M"),
        ("expires_on", " long_term ", "long_term"),
        ("address", "  ", None),
        ("address", None, None),
    ],
)
def test_values_are_kept_in_one_form(field: str, given: str | None, kept: str | None) -> None:
    assert rules.merged(Person(), {field: given}).value(field) == kept


@pytest.mark.parametrize("values", [{"document_type": "passport"}, {"shoe_size": "42"}, {"name": 5}])
def test_fields_that_cannot_be_set(values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        rules.merged(Person(), values)


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (masking.mask_name, "王小明", "王**"),
        (masking.mask_name, "王", "王"),
        (masking.mask_name, "", ""),
        (masking.mask_number, "110105199003071234", "110***********1234"),
        (masking.mask_number, "1234567", "*******"),
        (masking.mask_phone, "13812341234", "138****1234"),
        (masking.mask_account, "6200000000000001234", "***************1234"),
        (masking.mask_birth_date, "1990-03-07", "1990-**-**"),
        (masking.mask_address, "北京市朝阳区样本路8号", "北京市朝阳区***"),
        (masking.mask_address, "广东省深圳市南山区样本路8号", "广东省深圳市南山区***"),
        (masking.mask_address, "幸福小区3栋", "***"),
    ],
)
def test_masks(mask: object, value: str, shown: str) -> None:
    assert mask(value) == shown  # type: ignore[operator]


def test_masked_person_shows_nothing_that_identifies(person: Person) -> None:
    shown = masking.masked(person).as_dict()
    for name in ("name", "number", "address", "phone", "birth_date"):
        assert shown[name] != person.value(name)
    assert {f.name for f in dataclasses.fields(MaskedPerson)} == set(FIELDS) == set(FIELD_LABELS)
    assert all(v is None for v in masking.masked(Person()).as_dict().values())


def test_a_refusal_may_be_limited_to_what_is_touched(person: Person, policy: CustomerPolicy) -> None:
    expired = dataclasses.replace(person, expires_on="2020-01-01", issued_on="2010-01-01", phone="1")
    found = validation.faults(expired, TODAY, policy)
    assert {p.where for p in rules.refusals(found)} == {"expires_on", "phone"}
    assert {p.where for p in rules.refusals(found, frozenset({"phone"}))} == {"phone"}
    assert rules.refusals(found, frozenset({"address"})) == ()


def test_facts_derived_from_the_record(person: Person, policy: CustomerPolicy) -> None:
    assert rules.region_code(person) == "110105"
    assert rules.residence(person, policy) == "11"
    without = dataclasses.replace(person, birth_date=None)
    assert rules.birth_date(without) == date(1990, 3, 7)
    assert rules.residence(Person(address="某某路1号"), policy) is None
    assert rules.region_code(Person(number=number())) is None


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(1990, 3, 7), date(2026, 3, 6), 35),
        (date(1990, 3, 7), date(2026, 3, 7), 36),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_age(born: date, day: date, age: int) -> None:
    assert rules.age_on(born, day) == age


def test_completeness_counts_by_weight_and_gives_reasons(person: Person, policy: CustomerPolicy) -> None:
    both = {PORTRAIT, EMBLEM}
    assert completeness(person, both, policy).score == 100
    poor = dataclasses.replace(person, phone=None, occupation=None)
    found = completeness(poor, {PORTRAIT}, policy)
    assert found.score == 70
    assert [m.element for m in found.missing] == ["occupation", "phone", "document_copy"]
    assert all(m.why.zh and m.why.en and "art." in m.reference and not m.always for m in found.missing)
    nobody = completeness(Person(), (), policy)
    assert nobody.score == 0
    assert {m.element for m in nobody.missing if m.always} == {
        "name",
        "document_type",
        "number",
        "expires_on",
    }


def test_a_policy_may_insist_on_every_element(person: Person, policy: CustomerPolicy) -> None:
    found = completeness(dataclasses.replace(person, phone=None), {PORTRAIT, EMBLEM}, policy)
    gates.refuse_incomplete(found.missing, policy)  # the shipped policy lists it as missing and goes on
    with pytest.raises(Invalid) as error:
        gates.refuse_incomplete(found.missing, dataclasses.replace(policy, accept_incomplete=False))
    assert [p.where for p in error.value.problems] == ["phone"]
    assert "art.49" in error.value.problems[0].text.zh


def test_the_policy_names_the_nine_elements_and_the_copy(policy: CustomerPolicy) -> None:
    wanted = policy.elements["natural_person"]
    elements = [e["element"] for e in wanted]
    assert set(elements) <= {*FIELDS, "document_copy"}
    assert len(elements) == 10
    assert sum(e["weight"] for e in wanted) == 100
    assert len(policy.provinces) == 34


@pytest.mark.parametrize(
    ("code", "agrees", "state"),
    [
        ("00", True, NetworkCheckState.PASSED),
        ("00", False, NetworkCheckState.DOUBT),
        ("01", None, NetworkCheckState.PASSED_WITHOUT_PHOTO),
        ("02", None, NetworkCheckState.DOUBT),
        ("03", None, NetworkCheckState.DOUBT),
        ("04", None, NetworkCheckState.UNAVAILABLE),
        ("05", None, NetworkCheckState.INPUT_ERROR),
    ],
)
def test_network_results(code: str, agrees: bool | None, state: NetworkCheckState) -> None:
    assert network.state_of(NetworkCheckCode(code), agrees) is state


def test_every_result_and_state_has_words() -> None:
    for code in NetworkCheckCode:
        assert network.result_text(code).zh
    for state in NetworkCheckState:
        assert network.next_step(state).en


def test_countries_are_those_of_the_standard() -> None:
    assert len(countries()) == 249
    assert countries()["CHN"].zh == "中国"
    assert all(len(code) == 3 and name.zh and name.en for code, name in countries().items())


def test_a_side_belongs_to_one_document() -> None:
    assert IdentityDocument.shown_by(DocumentType.CN_RESIDENT_ID_EMBLEM) is IdentityDocument.CN_RESIDENT_ID
    assert IdentityDocument.shown_by(None) is None
