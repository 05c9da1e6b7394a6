"""What holds for every customer and every lawful policy."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kyc.base.policy import PolicyBook, restored
from kyc.risk import discretion, record, rules
from kyc.risk.catalogue import is_confidential
from kyc.risk.model import Assessment, Fact, Subject
from kyc.risk.policy import Factor, RiskPolicy
from tests.specimen_facts import TODAY, VALUES, facts

CUSTOMERS = st.fixed_dictionaries({}, optional=VALUES).map(facts)
SUBJECTS = st.sampled_from(Subject)


def policy_of(policies: PolicyBook) -> RiskPolicy:
    return policies.at(TODAY).of(RiskPolicy)


@given(CUSTOMERS, SUBJECTS)
def test_the_total_lies_in_0_to_100_and_is_the_sum_of_its_parts(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject
) -> None:
    policy = policy_of(policies)
    found = rules.grade(customer, policy, subject, TODAY)
    assert 0 < found.total <= 100
    assert found.total == sum((f.contribution for f in found.factors), Decimal(0))
    assert {f.code for f in found.factors if f.seen is None} == {
        f.code for f in policy.method(subject).factors if f.fact not in customer
    }


@given(CUSTOMERS, SUBJECTS, st.integers(0, 2**32))
def test_order_does_not_matter(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject, seed: int
) -> None:
    policy = policy_of(policies)
    straight = rules.grade(customer, policy, subject, TODAY)
    shuffled = list(customer.items())
    random.Random(seed).shuffle(shuffled)
    assert rules.grade(dict(shuffled), policy, subject, TODAY) == straight
    factors = list(policy.factors)
    random.Random(seed).shuffle(factors)
    turned = dataclasses.replace(policy, factors=tuple(factors))
    assert rules.grade(customer, turned, subject, TODAY).total == straight.total


@given(CUSTOMERS, SUBJECTS, st.data())
def test_raising_a_factor_never_lowers_total_or_grade(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject, data: st.DataObject
) -> None:
    policy = policy_of(policies)
    method = policy.method(subject)
    factor: Factor = data.draw(st.sampled_from(method.factors))
    other = data.draw(VALUES[factor.fact].map(lambda value: facts({factor.fact: value})))
    before = rules.grade(customer, policy, subject, TODAY)
    after = rules.grade(customer | other, policy, subject, TODAY)
    shared = [f.code for f in method.factors if f.fact == factor.fact]
    points = [{f.code: f.points for f in a.factors if f.code in shared} for a in (before, after)]
    if all(points[0][code] <= points[1][code] for code in shared):
        assert before.total <= after.total
        assert method.rank(before.scored.code) <= method.rank(after.scored.code)


@given(CUSTOMERS, SUBJECTS, st.integers(0, 60), st.integers(1, 5), st.integers(1, 5))
def test_more_points_for_the_same_fact_never_lower_the_total(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject, which: int, one: int, another: int
) -> None:
    policy = policy_of(policies)
    less, more = sorted((one, another))
    place = which % len(policy.factors)

    def with_points(points: int) -> Decimal:
        entries = [dict(entry) for entry in policy.factors]
        entry = entries[place]
        entry["missing"] = points
        known = {k: v for k, v in customer.items() if k != entry["fact"]}
        changed = dataclasses.replace(policy, factors=tuple(entries))
        return rules.grade(known, changed, subject, TODAY).total

    assert with_points(less) <= with_points(more)


@given(
    CUSTOMERS, SUBJECTS, st.sampled_from([("listed", True), ("refuses_due_diligence", True), ("reports", 3)])
)
def test_a_straight_to_high_rule_wins_over_any_total(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject, told: tuple[str, bool | int]
) -> None:
    found = rules.grade(customer | facts(dict([told])), policy_of(policies), subject, TODAY)
    assert found.grade.code == "high"
    assert found.overrides


@given(CUSTOMERS, SUBJECTS)
def test_the_rules_never_lower_what_the_score_says(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject
) -> None:
    method = policy_of(policies).method(subject)
    found = rules.grade(customer, policy_of(policies), subject, TODAY)
    assert method.rank(found.scored.code) <= method.rank(found.grade.code)
    assert bool(found.overrides) or found.scored == found.grade


@given(CUSTOMERS, SUBJECTS, st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_kept_assessment_replays_to_itself(
    policies: PolicyBook, customer: dict[str, Fact], subject: Subject, day: date
) -> None:
    applied = policies.at(day)
    kept: Assessment = record.load(record.dump(rules.grade(customer, applied.of(RiskPolicy), subject, day)))
    policy_then = restored(RiskPolicy, applied.canonical(RiskPolicy))
    assert rules.replay(kept, policy_then) == kept


CONFIDENTIAL = st.fixed_dictionaries(
    {}, optional={name: VALUES[name] for name in VALUES if is_confidential(name)}
).map(facts)


@given(CUSTOMERS, SUBJECTS, CONFIDENTIAL, CONFIDENTIAL)
def test_what_is_shown_at_the_counter_is_the_same_whatever_is_confidential(
    policies: PolicyBook,
    customer: dict[str, Fact],
    subject: Subject,
    one: dict[str, Fact],
    another: dict[str, Fact],
) -> None:
    policy = policy_of(policies)
    plain = {name: fact for name, fact in customer.items() if not is_confidential(name)}
    whole = [rules.grade(plain | each, policy, subject, TODAY) for each in (one, another)]
    assert discretion.withheld(whole[0]) == discretion.withheld(whole[1])
    rank = policy.method(subject).rank
    for each in whole:
        assert rank(each.counter_grade.code) <= rank(each.grade.code)
