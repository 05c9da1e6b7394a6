"""What holds for every person, not only for the examples."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kyc.base.policy import PolicyBook
from kyc.customers import masking, rules, validation
from kyc.customers.completeness import completeness
from kyc.customers.model import FIELDS, IdentityDocument, Person, Severity
from kyc.customers.policy import CustomerPolicy
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, number

TODAY = date(2026, 11, 20)
EDITABLE = [name for name in FIELDS if name != "document_type"]
TEXTS = st.text(max_size=40)


def person(values: dict[str, str | None]) -> Person:
    return rules.merged(Person(document_type=IdentityDocument.CN_RESIDENT_ID), values)


@given(st.dictionaries(st.sampled_from(EDITABLE), st.none() | TEXTS))
def test_any_text_gets_an_answer_and_normal_form_is_stable(
    policies: PolicyBook, values: dict[str, str | None]
) -> None:
    one = person(values)
    validation.faults(one, TODAY, policies.at(TODAY).of(CustomerPolicy))
    again = {k: v for k, v in one.as_dict().items() if k != "document_type"}
    assert person(again) == one


@given(
    st.integers(0, 16),
    st.characters(codec="ascii", categories=["Nd"]),
    st.dates(date(1930, 1, 1), date(2020, 1, 1)),
)
def test_one_wrong_digit_never_passes(policies: PolicyBook, place: int, digit: str, born: date) -> None:
    right = number(born=born.isoformat())
    wrong = right[:place] + digit + right[place + 1 :]
    values = confirmed(number=wrong, birth_date=born.isoformat(), issued_on="2021-01-01")
    found = validation.faults(person(values), TODAY, policies.at(TODAY).of(CustomerPolicy))
    stopped = {f.fields[0] for f in found if f.severity is Severity.REFUSE}
    assert bool(stopped) == (wrong != right)


@given(st.sets(st.sampled_from(EDITABLE)), st.sampled_from(EDITABLE), st.booleans())
def test_a_further_element_never_lowers_the_score(
    policies: PolicyBook, there: set[str], further: str, copied: bool
) -> None:
    policy = policies.at(TODAY).of(CustomerPolicy)
    sides = {PORTRAIT, EMBLEM} if copied else {PORTRAIT}
    values = confirmed()
    before = completeness(person({k: values[k] for k in there}), sides, policy)
    after = completeness(person({k: values[k] for k in there | {further}}), sides, policy)
    assert 0 <= before.score <= after.score <= 100


@given(st.text(min_size=8, max_size=40), st.text("0123456789", min_size=8, max_size=30))
def test_masks_never_show_the_middle(words: str, digits: str) -> None:
    assert set(masking.mask_name(words)[1:]) <= {"*"}
    for mask in (masking.mask_number, masking.mask_phone, masking.mask_account):
        assert set(mask(digits)[3:-4]) <= {"*"}
        assert len(mask(digits)) == len(digits)
    assert masking.mask_address("某某" + words).endswith("***")
    assert words not in masking.mask_address("某某" + words)


@given(st.text(max_size=40))
def test_what_follows_the_county_is_never_shown(rest: str) -> None:
    shown = masking.mask_address("北京市朝阳区·" + rest)
    assert shown == "北京市朝阳区***"
