"""A bank on each database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from kyc.base.audit import audit_events
from kyc.base.unit import House
from tests import specimen_bank
from tests.specimen_bank import Bank


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    specimen_bank.use_cheap_hashes(monkeypatch)


@pytest.fixture
def bank(house: House) -> Bank:
    return specimen_bank.found(house)


@pytest.fixture
def events(bank: Bank) -> Callable[[], list[str]]:
    """The names of the institution's audit events so far."""

    def read() -> list[str]:
        query = select(audit_events.c.event).order_by(audit_events.c.seq)
        with bank.house.database.read() as connection:
            return list(connection.scalars(query.where(audit_events.c.institution_id == bank.institution_id)))

    return read
