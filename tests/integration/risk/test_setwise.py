"""A whole base graded in one statement gets, row by row, the grades that single grading gives."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text

from kyc.base.db import Database, new_id
from kyc.base.policy import PolicyBook
from kyc.risk import rules, setwise
from kyc.risk.model import FactValue, Subject
from kyc.risk.policy import RiskPolicy
from kyc.risk.standings import fact_values, risk_standings, values_of
from tests.conftest import INSTITUTION
from tests.specimen_facts import TODAY, drawn, facts

CUSTOMERS = 1_500


def shipped(policies: PolicyBook) -> RiskPolicy:
    return policies.at(TODAY).of(RiskPolicy)


def of_seven(policies: PolicyBook) -> RiskPolicy:
    """A scale on which totals do not come out even, and cut points between them."""
    grades: list[dict[str, Any]] = [dict(grade) for grade in shipped(policies).grades]
    for grade, cut in zip(grades, ("0", "17.14", "22.86", "28.57", "33.33"), strict=True):
        grade["from_total"] = cut
    return dataclasses.replace(shipped(policies), scale=7, grades=tuple(grades))


@pytest.fixture
def rows(
    database: Database, policies: PolicyBook
) -> Iterator[tuple[Connection, dict[str, tuple[Subject, dict[str, FactValue]]]]]:
    """Standings of invented customers in a table that only this connection sees."""
    edges = {
        factor.fact: [least for least, _ in factor.bands]
        for subject in Subject
        for factor in shipped(policies).method(subject).factors
        if factor.bands
    }
    dice = random.Random(20261120)
    customers = {new_id(): (dice.choice(list(Subject)), drawn(dice, edges)) for _ in range(CUSTOMERS)}
    with database.write() as connection:
        place = "main" if database.is_sqlite else "public"
        connection.execute(
            text(f"CREATE TEMP TABLE risk_standings AS SELECT * FROM {place}.risk_standings WHERE 1 = 0")
        )
        connection.execute(
            insert(risk_standings),
            [
                {
                    "customer_id": customer_id,
                    "institution_id": INSTITUTION,
                    "outlet_id": "o",
                    "subject": subject,
                    "due_on": TODAY,
                    "gathered_on": TODAY,
                    **fact_values(facts(values)),
                }
                for customer_id, (subject, values) in customers.items()
            ],
        )
        yield connection, customers


@pytest.mark.parametrize("policy_of", [shipped, of_seven])
def test_every_row_gets_the_grade_of_single_grading(
    rows: tuple[Connection, dict[str, tuple[Subject, dict[str, FactValue]]]],
    policies: PolicyBook,
    policy_of: Any,
) -> None:
    connection, customers = rows
    policy = policy_of(policies)
    graded = setwise.graded({"now": policy}, INSTITUTION)
    own = select(risk_standings, graded.c.now, graded.c.now_at_counter, graded.c.now_points)
    query = own.join(graded, graded.c.customer_id == risk_standings.c.customer_id)
    seen = set()
    for row in connection.execute(query):
        subject, values = customers[row.customer_id]
        found = rules.grade(facts(values), policy, subject, TODAY)
        assert row.now_points == sum(factor.points * factor.weight for factor in found.factors)
        assert row.now == found.grade.code, values
        assert row.now_at_counter == found.counter_grade.code, values
        assert values_of(row) == values
        seen.add((subject, row.now))
    assert len(seen) >= 8  # the lot has reached most grades of every kind
