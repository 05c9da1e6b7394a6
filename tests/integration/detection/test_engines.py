"""All rules on all engines find the same, finding by finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kyc.base.settings import Settings
from screening.transactions.detection import running
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.engines import Engine
from screening.transactions.detection.engines.cluster import Cluster
from screening.transactions.detection.engines.columnar import Columnar
from screening.transactions.detection.engines.embedded import Embedded
from screening.transactions.detection.engines.served import Served
from screening.transactions.detection.model import Found
from tests.detection_cases import random_ground, shipped
from tests.postgresql import fresh_database, postgresql_url

SEEDS = (1, 2)


def found_by(engine: Engine, seed: int) -> tuple[Found, ...]:
    ground = random_ground(seed)
    engine.take(ground)
    return running.run(engine, rules().values(), shipped(), ground.day, ground.workday)


@pytest.fixture(scope="module")
def expected() -> dict[int, tuple[Found, ...]]:
    engine = Embedded()
    found = {seed: found_by(engine, seed) for seed in SEEDS}
    engine.close()
    return found


@pytest.fixture(
    scope="module",
    params=[
        "duckdb",
        pytest.param("postgresql", marks=pytest.mark.postgresql),
        pytest.param("spark", marks=pytest.mark.spark),
    ],
)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    made: Any
    if request.param == "duckdb":
        made = Columnar()
        yield made
        made.close()
    elif request.param == "spark":
        request.getfixturevalue("spark")
        made = Cluster(Settings())
        yield made
        made.close()
    else:
        server = postgresql_url()
        if server is None:
            pytest.skip("no PostgreSQL server here, and no programs to start one")
        with fresh_database(server) as url:
            made = Served(url)
            yield made
            made.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_engines_agree(seed: int, engine: Engine, expected: dict[int, tuple[Found, ...]]) -> None:
    assert found_by(engine, seed) == expected[seed]


def test_most_rules_found_something(expected: dict[int, tuple[Found, ...]]) -> None:
    """A comparison of nothing with nothing would prove nothing; the cases show what is too rare to come by chance."""
    fired = {one.rule for found in expected.values() for one in found}
    assert len(fired) >= 24, sorted(rules().keys() - fired)
