"""Actors and short-hands for importing lists."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kyc.base.access import Actor, Role
from kyc.base.unit import House
from screening.watchlists import service
from screening.watchlists.model import Arrival, Way
from screening.watchlists.sources import Sources
from tests.specimen_lists import listed

Take = Callable[..., Arrival]


@pytest.fixture
def sources() -> Sources:
    return service.load_sources(Path("nowhere.yaml"))


@pytest.fixture
def officer(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(Role.COMPLIANCE_HEAD)


@pytest.fixture
def take(house: House, officer: Actor, sources: Sources) -> Take:
    """`take("un", data)`: imports, as the compliance officer unless told."""

    def make(source: str, data: bytes | str, actor: Actor = officer, **options: Any) -> Arrival:
        file = listed(data, "list.csv" if sources.one(source).sealed else "list.xml")
        return service.take(house, actor, sources.one(source), file, way=Way.PAGE, **options)

    return make
