"""What holds for every customer and every lawful policy."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kyc.base.policy import PolicyBook, restored
from kyc.risk import record, rules
from kyc.risk.model import Fact, FactValue
from kyc.risk.policy import Factor, RiskPolicy
from tests.specimen_facts import TODAY, facts

TABLES: dict[str, st.SearchStrategy[FactValue]] = {
    "document_type": st.sampled_from(["cn_resident_id", "passport", "something else"]),
    "document_expired": st.booleans(),
    "channel": st.sampled_from(["counter", "agent", "remote"]),
    "age": st.integers(0, 120),
    "completeness": st.integers(0, 100),
    "network_check": st.sampled_from(["passed", "not_done", "doubt", "passed_without_photo"]),
    "adverse_notice": st.booleans(),
    "nationality": st.sampled_from(["CHN", "USA", "VNM", "PRK"]),
    "registration_region": st.sampled_from(["110105", "810000", "440305"]),
    "residence": st.sampled_from(["same_province", "other_province"]),
    "cash_share": st.integers(0, 100) | st.decimals(0, 100, places=2),
    "remote_share": st.integers(0, 100),
    "cross_border_count": st.integers(0, 500),
    "agent_count": st.integers(0, 500),
    "accounts": st.integers(0, 100),
    "occupation": st.sampled_from(["10000", "20000", "40000", "N3000"]),
    "public_position": st.sampled_from(["none", "domestic", "international", "foreign"]),
    "listed": st.booleans(),
    "refuses_due_diligence": st.booleans(),
    "assets_cny_minor": st.integers(0, 10**10),
}
CUSTOMERS = st.fixed_dictionaries({}, optional=TABLES).map(facts)


def policy_of(policies: PolicyBook) -> RiskPolicy:
    return policies.at(TODAY).of(RiskPolicy)


def level(policy: RiskPolicy, code: str) -> int:
    return [grade.code for grade in policy.method.grades].index(code)


@given(CUSTOMERS)
def test_the_total_lies_in_0_to_100_and_is_the_sum_of_its_parts(
    policies: PolicyBook, customer: dict[str, Fact]
) -> None:
    found = rules.grade(customer, policy_of(policies), TODAY)
    assert 0 < found.total <= 100
    assert found.total == sum((f.contribution for f in found.factors), Decimal(0))
    assert {f.code for f in found.factors if f.seen is None} == {
        f.code for f in policy_of(policies).method.factors if f.fact not in customer
    }


@given(CUSTOMERS, st.integers(0, 2**32))
def test_order_does_not_matter(policies: PolicyBook, customer: dict[str, Fact], seed: int) -> None:
    policy = policy_of(policies)
    shuffled = list(customer.items())
    random.Random(seed).shuffle(shuffled)
    assert rules.grade(dict(shuffled), policy, TODAY) == rules.grade(customer, policy, TODAY)
    factors = list(policy.factors)
    random.Random(seed).shuffle(factors)
    turned = rules.grade(customer, dataclasses.replace(policy, factors=tuple(factors)), TODAY)
    assert turned.total == rules.grade(customer, policy, TODAY).total


@given(CUSTOMERS, st.data())
def test_raising_a_factor_never_lowers_total_or_grade(
    policies: PolicyBook, customer: dict[str, Fact], data: st.DataObject
) -> None:
    policy = policy_of(policies)
    factor: Factor = data.draw(st.sampled_from(policy.method.factors))
    other = data.draw(TABLES[factor.fact].map(lambda value: facts({factor.fact: value})))
    before = rules.grade(customer, policy, TODAY)
    after = rules.grade(customer | other, policy, TODAY)
    shared = [f.code for f in policy.method.factors if f.fact == factor.fact]
    points = [{f.code: f.points for f in a.factors if f.code in shared} for a in (before, after)]
    if all(points[0][code] <= points[1][code] for code in shared):
        assert before.total <= after.total
        assert level(policy, before.scored.code) <= level(policy, after.scored.code)


@given(CUSTOMERS, st.integers(0, 16), st.integers(1, 5), st.integers(1, 5))
def test_more_points_for_the_same_fact_never_lower_the_total(
    policies: PolicyBook, customer: dict[str, Fact], which: int, one: int, another: int
) -> None:
    policy = policy_of(policies)
    less, more = sorted((one, another))

    def with_points(points: int) -> Decimal:
        entries = [dict(entry) for entry in policy.factors]
        entry = entries[which]
        for shape in ("table", "prefixes", "bands"):
            entry.pop(shape, None)
        entry |= {"bands": ({"from": 0, "points": points},), "missing": points}
        changed = dataclasses.replace(policy, factors=tuple(entries))
        known = {k: v for k, v in customer.items() if k != entry["fact"]}
        return rules.grade(known, changed, TODAY).total

    assert with_points(less) <= with_points(more)


@given(CUSTOMERS, st.sampled_from(["listed", "refuses_due_diligence"]))
def test_a_straight_to_high_rule_wins_over_any_total(
    policies: PolicyBook, customer: dict[str, Fact], rule: str
) -> None:
    found = rules.grade(customer | facts({rule: True}), policy_of(policies), TODAY)
    assert found.grade.code == "high"
    assert rule in {override.code for override in found.overrides}


@given(CUSTOMERS)
def test_the_rules_never_lower_what_the_score_says(policies: PolicyBook, customer: dict[str, Fact]) -> None:
    policy = policy_of(policies)
    found = rules.grade(customer, policy, TODAY)
    assert level(policy, found.scored.code) <= level(policy, found.grade.code)
    assert bool(found.overrides) or found.scored == found.grade


@given(CUSTOMERS, st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_a_kept_assessment_replays_to_itself(
    policies: PolicyBook, customer: dict[str, Fact], day: date
) -> None:
    applied = policies.at(day)
    kept = record.load(record.dump(rules.grade(customer, applied.of(RiskPolicy), day)))
    policy_then = restored(RiskPolicy, applied.canonical(RiskPolicy))
    assert rules.replay(kept, policy_then) == kept
