"""Versions of a list: whole or not at all, twice changes nothing, every one can be shown, shrinking needs two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from kyc.base import audit
from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.unit import House
from screening.watchlists import service
from screening.watchlists.model import ChangeKind, Listing, Outcome, VersionState
from screening.watchlists.sources import Sources
from screening.watchlists.tables import (
    watchlist_changes,
    watchlist_decisions,
    watchlist_listings,
    watchlist_versions,
)
from tests import specimen_lists as lists
from tests.conftest import Clock
from tests.integration.watchlists.conftest import Take


def names(house: House, actor: Actor, sources: Sources, source: str, number: int | None = None) -> list[str]:
    with house.read(actor) as unit:
        found = service.entries(unit, sources.one(source), number)
        return [record.listing.primary_name for _, record in found]


def rows(house: House) -> tuple[int, ...]:
    tables = (watchlist_versions, watchlist_listings, watchlist_changes, watchlist_decisions)
    with house.database.read() as connection:
        return tuple(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


class TestImporting:
    def test_the_first_version_adds_everything(
        self, house: House, officer: Actor, sources: Sources, take: Take
    ) -> None:
        arrival = take("un", lists.un(3))
        version = arrival.version
        assert version is not None
        assert (arrival.outcome, version.number, version.state) == (
            Outcome.ACTIVATED,
            1,
            VersionState.ACTIVE,
        )
        assert (version.entries, version.added, version.changed, version.removed) == (4, 4, 0, 0)
        assert version.published_on == date(2026, 11, 12)
        with house.read(officer) as unit:
            record = service.entry(unit, sources.one("un"), "SPi.002")
        assert record.listing.primary_name == "IVAN2 SPECIMEN"
        assert "<REFERENCE_NUMBER>SPi.002</REFERENCE_NUMBER>" in record.original

    def test_the_same_again_changes_nothing(self, house: House, take: Take) -> None:
        take("un", lists.un(3))
        before = rows(house)
        again = take("un", lists.un(3))
        assert (again.outcome, again.version and again.version.number) == (Outcome.UNCHANGED, 1)
        # the publisher dates the file anew every day; its entries are what counts
        assert take("un", lists.un(3, published="2026-11-13")).outcome is Outcome.UNCHANGED
        assert rows(house) == before

    def test_the_next_version_holds_what_differs_and_the_old_one_can_be_shown(
        self, house: House, officer: Actor, sources: Sources, take: Take
    ) -> None:
        take("un", lists.un(20))
        second = take("un", lists.un(21, without=[2], p5="PYOTR")).version
        third = take("un", lists.un(21, without=[2])).version
        assert second
        assert third
        assert (second.added, second.changed, second.removed, second.entries) == (1, 1, 1, 21)
        assert (third.added, third.changed, third.removed) == (0, 1, 0)
        with house.read(officer) as unit:
            found = [change for _, change in service.differences(unit, second.version_id)]
            states = [(v.number, v.state) for v in service.versions(unit, sources.one("un"))]
        assert [(c.kind, c.listing.listing_id, c.before and c.before.primary_name) for c in found] == [
            (ChangeKind.REMOVED, "SPi.002", "IVAN2 SPECIMEN"),
            (ChangeKind.CHANGED, "SPi.005", "IVAN5 SPECIMEN"),
            (ChangeKind.ADDED, "SPi.021", None),
        ]
        assert states == [
            (3, VersionState.ACTIVE),
            (2, VersionState.SUPERSEDED),
            (1, VersionState.SUPERSEDED),
        ]
        first, now = (names(house, officer, sources, "un", number) for number in (1, None))
        assert "IVAN2 SPECIMEN" in first
        assert "IVAN2 SPECIMEN" not in now
        assert "PYOTR SPECIMEN" in names(house, officer, sources, "un", 2)
        assert "PYOTR SPECIMEN" not in first + now
        assert names(house, officer, sources, "un", 3) == now
        assert rows(house)[1] == 23, "an entry that comes back to what it was is the same row"

    def test_a_zip_of_a_set_is_the_set(self, house: House, officer: Actor, sources: Sources) -> None:
        source = sources.one("ofac_sdn")
        file = service.list_bytes("sdn.zip", lists.zipped({f"CSV/{n}": c for n, c in lists.OFAC.items()}))
        first = service.take(house, officer, source, file, way="page")  # type: ignore[arg-type]
        again = service.take(house, officer, source, lists.ofac(), way="page")  # type: ignore[arg-type]
        assert (first.outcome, again.outcome) == (Outcome.ACTIVATED, Outcome.UNCHANGED)
        assert first.version
        assert first.version.entries == 3

    def test_what_is_active_is_what_screening_gets(self, house: House, officer: Actor, take: Take) -> None:
        take("un", lists.un(3))
        take("own", lists.OWN)
        with house.read(officer) as unit:
            versions = service.active_versions(unit)
            found: list[Listing] = [
                each for source in versions for each in service.active_listings(unit, source)
            ]
            changed = list(service.changes_of(unit, versions["un"].version_id))
        assert {source: version.number for source, version in versions.items()} == {"un": 1, "own": 1}
        assert sorted(listing.listing_id for listing in found if listing.source == "own") == ["B-1", "B-2"]
        assert len(found) == 6
        assert [change.kind for change in changed] == [ChangeKind.ADDED] * 4

    def test_each_step_is_in_the_audit_log(self, house: House, officer: Actor, take: Take) -> None:
        take("un", lists.un(3))
        with pytest.raises(Invalid):
            take("un", b"<broken")
        with house.database.read() as connection:
            found = connection.execute(
                select(audit.audit_events.c.event, audit.audit_events.c.subject_id).order_by(
                    audit.audit_events.c.seq
                )
            ).all()
            whole = audit.verify(connection, house.vault.keyring.audit_key, officer.institution_id)
        assert [event for event, _ in found] == [
            "watchlists:version:activated",
            "watchlists:file:refused",
        ]
        assert whole.broken is None


class TestRefusing:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "watchlists.file.empty"),
            (b"  \n", "watchlists.file.empty"),
            (
                lists.UN.format(published="2026-11-13", individuals="", entities="").encode(),
                "watchlists.file.empty",
            ),
            (lists.un(12)[:-200], "watchlists.file.damaged"),
            (lists.un(12).replace(b"SPi.002", b"SPi.003"), "watchlists.file.damaged"),
            (lists.un(12).replace(b"SPi.002", b"").replace(b"6900001", b""), "watchlists.file.damaged"),
            (lists.un(12).decode().encode("utf-16-le"), "watchlists.file.damaged"),
            (b"<?xml version='1.0' encoding='klingon'?>" + lists.un(12)[56:], "watchlists.file.damaged"),
            (b'<!DOCTYPE x [<!ENTITY a "b">]>' + lists.un(12)[56:], "watchlists.file.damaged"),
            (lists.un(12, published="2026-11-01"), "watchlists.file.older"),
            (lists.un(12, without=[3, 4]), "watchlists.file.shrunken"),
            (
                lists.un(12).replace(b"<ALIAS_NAME>VANYA; IVANKO<", b"<ALIAS_NAME><"),
                "watchlists.file.shrunken",
            ),
            (lists.zipped({"a.xml": "x"})[:-10], "watchlists.file.damaged"),
            (lists.zipped({"a.xml": "<a/>", "b.xml": "<b/>"}), "watchlists.file.format"),
        ],
    )
    def test_an_unfit_file_changes_nothing_and_its_reason_is_kept(
        self,
        house: House,
        officer: Actor,
        sources: Sources,
        take: Take,
        data: bytes,
        code: str,
    ) -> None:
        take("un", lists.un(12))
        before, shown = rows(house), names(house, officer, sources, "un")
        with pytest.raises(Invalid) as refusal:
            file = service.list_bytes("new.xml", data)
            service.take(house, officer, sources.one("un"), file, way="page")  # type: ignore[arg-type]
        assert refusal.value.code == code
        assert rows(house) == before
        assert names(house, officer, sources, "un") == shown
        with house.read(officer) as unit:
            status = next(each for each in service.statuses(unit, sources) if each.source == "un")
        if not data.startswith(b"PK") or code.endswith("format"):
            assert status.last_arrival
            assert status.last_arrival.outcome is Outcome.REFUSED
            assert any("最近一次更新未成功" in alarm.zh for alarm in status.alarms)

    def test_a_teller_sees_and_imports_nothing(
        self, house: House, sources: Sources, take: Take, actor_of: Callable[..., Actor]
    ) -> None:
        teller = actor_of(Role.TELLER)
        with pytest.raises(Refused):
            take("un", lists.un(3), actor=teller)
        with house.read(teller) as unit, pytest.raises(Refused):
            service.statuses(unit, sources)

    def test_a_list_or_version_that_is_not_there(
        self, house: House, officer: Actor, sources: Sources
    ) -> None:
        with pytest.raises(NotFound, match="un, ofac_sdn"):
            sources.one("mars")
        with house.read(officer) as unit, pytest.raises(NotFound):
            service.version(unit, sources.one("un"))


class TestShrinking:
    @pytest.fixture
    def waiting(self, take: Take) -> str:
        take("un", lists.un(12))
        arrival = take("un", lists.un(12, without=[3, 4, 5]), accept_shrink=True)
        assert arrival.outcome is Outcome.WAITING
        assert arrival.version
        return arrival.version.version_id

    def decide(
        self, house: House, actor: Actor, version_id: str, activate: bool, reason: str = "已与发布方核实"
    ) -> Any:
        with house.write(actor) as unit:
            return service.decide(unit, version_id, activate, reason)

    def test_a_second_person_puts_it_in_force(
        self, house: House, officer: Actor, head: Actor, sources: Sources, waiting: str
    ) -> None:
        assert len(names(house, officer, sources, "un")) == 13
        with pytest.raises(Refused):
            self.decide(house, officer, waiting, True)
        with pytest.raises(Invalid):
            self.decide(house, head, waiting, True, "好")
        assert self.decide(house, head, waiting, True).state is VersionState.ACTIVE
        assert len(names(house, officer, sources, "un")) == 10
        with pytest.raises(Conflict):
            self.decide(house, head, waiting, False)

    def test_declined_it_never_counts(
        self, house: House, officer: Actor, head: Actor, sources: Sources, waiting: str, take: Take
    ) -> None:
        assert self.decide(house, head, waiting, False).state is VersionState.DECLINED
        assert len(names(house, officer, sources, "un")) == 13
        following = take("un", lists.un(13)).version
        assert following
        assert (following.number, following.added, following.removed) == (3, 1, 0)

    def test_offered_again_it_still_waits_once(self, take: Take, waiting: str, house: House) -> None:
        before = rows(house)
        again = take("un", lists.un(12, without=[3, 4, 5]), accept_shrink=True)
        assert again.outcome is Outcome.WAITING
        assert again.version
        assert again.version.version_id == waiting
        assert rows(house) == before

    def test_overtaken_by_another_version_it_can_no_longer_be_put_in_force(
        self, house: House, officer: Actor, head: Actor, sources: Sources, waiting: str, take: Take
    ) -> None:
        take("un", lists.un(13))
        with pytest.raises(Conflict):
            self.decide(house, head, waiting, True)
        assert len(names(house, officer, sources, "un")) == 14

    def test_the_database_itself_keeps_the_two_people_apart(
        self, house: House, officer: Actor, waiting: str
    ) -> None:
        row = {
            "version_id": waiting,
            "shrunken": True,
            "imported_by": officer.staff_id,
            "activated": True,
            "reason": "x",
            "decided_by": officer.staff_id,
            "decided_at": house.clock(),
        }
        for lie in ({}, {"shrunken": False}, {"imported_by": "somebody"}):
            with pytest.raises(DBAPIError), house.database.write() as connection:
                connection.execute(insert(watchlist_decisions).values(row | lie))

    def test_what_was_kept_is_never_changed(self, house: House, waiting: str) -> None:
        assert waiting
        with pytest.raises(DBAPIError, match="append-only"), house.database.write() as connection:
            connection.execute(update(watchlist_versions).values(entries=1))
        with pytest.raises(DBAPIError, match="append-only"), house.database.write() as connection:
            connection.execute(text("DELETE FROM watchlist_changes"))


class TestOwnList:
    def test_nothing_of_it_lies_open(
        self, house: House, officer: Actor, sources: Sources, take: Take
    ) -> None:
        take("own", lists.OWN)
        with house.database.read() as connection:
            kept = [str(value) for row in connection.execute(select(watchlist_listings)) for value in row] + [
                str(row) for row in connection.execute(select(watchlist_changes))
            ]
        assert not any(word in value for value in kept for word in ("样本内控", "B-1", "11010519800102001X"))
        with house.read(officer) as unit:
            record = service.entry(unit, sources.one("own"), "B-1")
        assert record.listing.primary_name == "样本内控甲"
        assert "11010519800102001X" in record.original

    def test_a_change_and_a_removal_are_found_all_the_same(self, take: Take) -> None:
        take("own", lists.OWN)
        changed = take("own", lists.OWN.replace("1981", "1982")).version
        assert changed
        assert (changed.added, changed.changed, changed.removed) == (0, 1, 0)
        assert take("own", lists.OWN.replace("1981", "1982")).outcome is Outcome.UNCHANGED


class TestAge:
    def test_a_list_grows_stale_and_a_look_that_finds_it_unchanged_makes_it_fresh(
        self, house: House, officer: Actor, sources: Sources, take: Take, clock: Clock
    ) -> None:
        def alarms() -> list[str]:
            with house.read(officer) as unit:
                found = {each.source: each for each in service.statuses(unit, sources)}
            return [alarm.zh for alarm in found["un"].alarms]

        assert alarms() == ["尚未导入此名单，无法据以筛查"]
        take("un", lists.un(3))
        assert alarms() == []
        clock.advance(days=4)
        assert alarms() == ["已 4 天未更新或核对（上限 3 天）"]
        take("un", lists.un(3))
        assert alarms() == []
        clock.advance(days=30)
        assert len(alarms()) == 2, "unseen for too long, and published too long ago"
