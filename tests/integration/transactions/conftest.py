"""One customer of the east outlet with an account, and tellers of both outlets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert

from kyc.base.access import Actor, Role
from kyc.base.staff.tables import institutions, outlets, staff_accounts
from kyc.base.unit import House
from tests.specimen_transactions import Specimen, specimen

Actors = Callable[..., Actor]


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def colleague(actor_of: Actors) -> Actor:
    """Another teller, at the other outlet."""
    return actor_of(Role.TELLER, outlet="west")


@pytest.fixture
def customer(house: House, teller: Actor) -> Specimen:
    with house.write(teller) as unit:
        return specimen(unit)


@pytest.fixture
def staff(house: House, teller: Actor, colleague: Actor) -> None:
    """The outlets and accounts behind the codes in the files."""
    with house.database.write() as connection:
        institution = {"id": teller.institution_id, "code": "B1", "name": "样本银行"}
        connection.execute(insert(institutions).values(institution))
        for actor, code in ((teller, "E01"), (colleague, "W01")):
            place = {"institution_id": teller.institution_id, "outlet_id": actor.outlet_id}
            connection.execute(
                insert(outlets).values(
                    id=actor.outlet_id, institution_id=teller.institution_id, code=code, name=f"样本{code}"
                )
            )
            connection.execute(
                insert(staff_accounts).values(
                    **place,
                    id=actor.staff_id,
                    login=actor.login,
                    display_name=b"sealed",
                    role=Role.TELLER.value,
                    enabled=True,
                    password_hash="-",
                    must_change_password=False,
                    totp_last_step=0,
                    created_at=house.clock(),
                )
            )
