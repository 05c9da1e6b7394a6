"""Work without pause on one house, as a program of its own: to be killed. Prints each customer's id once it is committed.

Called with: the data folder, the database's address.
"""

from __future__ import annotations

import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import app
from kyc.base.access import Actor, Role
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database
from kyc.base.keyring import Keyring
from kyc.base.policy import PolicyBook
from kyc.base.settings import Settings
from kyc.base.unit import House
from kyc.base.vault import Vault
from tests.specimen_customers import number, onboarded

THREADS = 4


def main(data: str, url: str) -> None:
    settings = Settings(data=Path(data), database_url=url)
    house = House(
        settings,
        Database(settings.url),
        Vault(Keyring(settings.keyring_path), settings.scans_path),
        PolicyBook.load(app.POLICY_FOLDERS, app.POLICY_SECTIONS),
        WorkingCalendar(),
        lambda: datetime.now(UTC),
    )
    workers = [threading.Thread(target=work, args=(house, place)) for place in range(THREADS)]
    for worker in workers:
        worker.start()


def work(house: House, place: int) -> None:
    teller = Actor(f"teller-{place}", f"t{place}", Role.TELLER, "bank", "east")
    for turn in range(10_000):
        year, rest = divmod(turn, 900)
        born = f"{1950 + year}-01-{place + 10:02d}"
        with house.write(teller) as unit:
            made = onboarded(unit, number=number(born=born, sequence=rest * 2 % 999 | 1), birth_date=born)
        print(made.customer_id, flush=True)  # noqa: T201 - the word to whoever kills it


if __name__ == "__main__":
    main(*sys.argv[1:])
