"""The record over time: changes, history, search, reveal, accounts, networked check. Success beside refusal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor, Role
from kyc.base.audit import audit_events
from kyc.base.db import metadata
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.unit import House
from kyc.customers import service, tables
from kyc.customers.model import NetworkCheckState, VersionSource
from tests.specimen_customers import confirmed, drafted, number, onboarded

Actors = Callable[..., Actor]
ACCOUNT = "6200000000000001234"


@pytest.fixture
def teller(actor_of: Actors) -> Actor:
    return actor_of(Role.TELLER)


@pytest.fixture
def customer_id(house: House, teller: Actor) -> str:
    with house.write(teller) as unit:
        return onboarded(unit).customer_id


def change(house: House, actor: Actor, customer_id: str, version: int, **changes: str | None) -> None:
    with house.write(actor) as unit:
        service.change_customer(unit, customer_id, version, changes, "客户来电更新")


class TestChange:
    def test_every_earlier_version_stays(
        self, house: House, teller: Actor, customer_id: str, clock: Callable[[], object]
    ) -> None:
        before = house.clock()
        clock.advance(days=2)  # type: ignore[attr-defined]
        change(house, teller, customer_id, 1, phone="13900001234", occupation="N2000")
        with house.read(teller) as unit:
            view = service.customer(unit, customer_id)
            first, second = service.history(unit, customer_id)
            then = service.as_of(unit, customer_id, before + timedelta(days=1))
            difference = service.difference(unit, customer_id, 1, 2)
        assert (view.version, view.person.phone, view.person.occupation) == (2, "139****1234", "N2000")
        assert (first.source, first.reason, first.person.phone) == (
            VersionSource.ONBOARDING,
            None,
            "138****1234",
        )
        assert (second.changed, second.reason) == (("occupation", "phone"), "客户来电更新")
        assert then == first
        assert [(c.field, c.before, c.after) for c in difference] == [
            ("occupation", "20000", "N2000"),
            ("phone", "138****1234", "139****1234"),
        ]

    def test_before_the_first_version_there_was_nothing(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        with house.read(teller) as unit, pytest.raises(NotFound):
            service.as_of(unit, customer_id, house.clock() - timedelta(seconds=1))

    def test_a_change_against_an_old_version_is_told_the_difference(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        change(house, teller, customer_id, 1, phone="13900001234")
        with pytest.raises(Conflict) as error:
            change(house, teller, customer_id, 1, phone="13700001234", address="北京市东城区样本街1号")
        assert [p.where for p in error.value.problems] == ["phone"]
        assert error.value.existing == {"customer_id": customer_id, "version": "2"}
        assert "1390000" not in str(error.value.problems)

    def test_of_two_changes_at_the_same_moment_one_wins(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        start = threading.Barrier(2)
        outcomes: list[str] = []

        def update_phone(phone: str) -> None:
            start.wait()
            try:
                change(house, teller, customer_id, 1, phone=phone)
                outcomes.append("changed")
            except Conflict as error:
                outcomes.append(error.code)

        threads = [threading.Thread(target=update_phone, args=(f"1390000{n}234",)) for n in (1, 2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["changed", "customers.version"]

    @pytest.mark.parametrize(
        ("changes", "reason", "where"),
        [
            ({"phone": "13900001234"}, "  ", {"reason"}),
            ({"phone": "00000"}, "客户来电更新", {"phone"}),
            ({"name": "王大样"}, "客户来电更新", {"name"}),
            ({"expires_on": "long_term"}, "客户来电更新", {"expires_on"}),
            ({"document_type": "passport"}, "客户来电更新", {"document_type"}),
            ({"shoe_size": "42"}, "客户来电更新", {"shoe_size"}),
            ({"phone": "13812341234"}, "客户来电更新", set()),
        ],
    )
    def test_refused_changes_leave_the_record_as_it_was(
        self,
        house: House,
        teller: Actor,
        customer_id: str,
        changes: dict[str, str | None],
        reason: str,
        where: set[str],
    ) -> None:
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.change_customer(unit, customer_id, 1, changes, reason)
        assert {p.where for p in error.value.problems} == where
        with house.read(teller) as unit:
            assert len(service.history(unit, customer_id)) == 1

    def test_a_renewed_card_changes_what_the_card_proves(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        renewed = confirmed(expires_on="long_term", issued_on="2026-11-01")
        with house.write(teller) as unit:
            ids = drafted(unit, renewed)
            view = service.change_customer(
                unit, customer_id, 1, {"expires_on": "long_term", "issued_on": "2026-11-01"}, "换领新证", ids
            )
        assert (view.version, view.person.expires_on) == (2, "long_term")
        assert {s.field: s.reading_id for s in view.sources}["expires_on"] == ids[1]

    def test_what_nobody_is_served_without_cannot_be_cleared(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.change_customer(unit, customer_id, 1, {"name": None}, "客户要求删除", drafted(unit))
        assert (error.value.code, error.value.problems[0].where) == ("customers.incomplete", "name")

    def test_a_card_of_someone_else_is_noticed(self, house: House, teller: Actor, customer_id: str) -> None:
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            ids = drafted(unit, confirmed(number=number(sequence=321), expires_on="long_term"))
            service.change_customer(unit, customer_id, 1, {"expires_on": "long_term"}, "换领新证", ids)
        assert [p.where for p in error.value.problems] == ["number"]

    def test_a_number_that_has_a_customer_is_not_taken(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        other = confirmed(number=number(sequence=321))
        with house.write(teller) as unit:
            theirs = service.create_customer(unit, drafted(unit, other), other).customer_id
        with pytest.raises(Conflict) as error, house.write(teller) as unit:
            ids = drafted(unit, other)
            service.change_customer(unit, customer_id, 1, {"number": other["number"]}, "号码变更", ids)
        assert error.value.existing["customer_id"] == theirs

    def test_an_expired_document_does_not_stop_a_new_phone_number(
        self, house: House, teller: Actor, customer_id: str, clock: Callable[[], object]
    ) -> None:
        clock.advance(days=365 * 10)  # type: ignore[attr-defined]
        change(house, teller, customer_id, 1, phone="13900001234")
        with house.read(teller) as unit:
            view = service.customer(unit, customer_id)
            assert not service.identification_of(unit, customer_id).identified
        assert [fault.code for fault in view.attention] == ["expires_on.expired"]

    def test_who_may_change(self, house: House, actor_of: Actors, customer_id: str) -> None:
        for actor in (actor_of(Role.TELLER, "west"), actor_of(Role.AUDITOR), actor_of(Role.COMPLIANCE_HEAD)):
            with pytest.raises(Refused):
                change(house, actor, customer_id, 1, phone="13900001234")
        change(house, actor_of(Role.SUPERVISOR), customer_id, 1, phone="13900001234")

    @pytest.mark.parametrize(
        "table",
        [
            "customer_versions",
            "customer_fields",
            "customer_identifications",
            "customer_network_checks",
            "customer_reveals",
        ],
    )
    def test_the_database_itself_keeps_history(
        self, house: House, actor_of: Actors, teller: Actor, customer_id: str, table: str
    ) -> None:
        with house.write(teller) as unit:
            service.record_network_check(unit, customer_id, "01")
        with house.write(actor_of(Role.SUPERVISOR)) as unit:
            service.reveal(unit, customer_id, "核对客户身份")
        rows = metadata.tables[table]
        for statement in (delete(rows), update(rows).values(by="someone else")):
            with pytest.raises(DBAPIError, match="append-only"), house.database.write() as connection:
                connection.execute(statement)


class TestSearch:
    def test_by_each_key(self, house: House, teller: Actor, customer_id: str) -> None:
        with house.write(teller) as unit:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
            keys = [
                {"number": number().lower()},
                {"number": f" {number()[:6]} {number()[6:]} "},
                {"name": "王小样"},
                {"phone": "138 1234 1234"},
                {"account_number": ACCOUNT},
                {},
            ]
            for key in keys:
                found = service.search(unit, limit=10, **key)
                assert [(s.customer_id, s.name, s.here) for s in found] == [(customer_id, "王**", True)]
            for key in (
                {"number": number(sequence=9)},
                {"name": "李小"},
                {"phone": "1381234123"},
                {"account_number": "1"},
            ):
                assert service.search(unit, limit=10, **key) == ()
            with pytest.raises(Invalid):
                service.search(unit, name="王小样", phone="13812341234", limit=10)

    def test_names_and_phones_are_found_in_ones_own_outlet_only(
        self, house: House, actor_of: Actors, customer_id: str
    ) -> None:
        west, officer = actor_of(Role.TELLER, "west"), actor_of(Role.COMPLIANCE_OFFICER)
        with house.read(west) as unit:
            assert service.search(unit, name="王小样", limit=10) == ()
            assert service.search(unit, phone="13812341234", limit=10) == ()
            assert service.search(unit, limit=10) == ()
            (elsewhere,) = service.search(unit, number=number(), limit=10)
        assert (elsewhere.here, elsewhere.name) == (False, "王**")
        with house.read(officer) as unit:
            assert service.search(unit, name="王小样", limit=10)[0].here

    def test_pages_follow_each_other(self, house: House, teller: Actor) -> None:
        with house.write(teller) as unit:
            made = [onboarded(unit, number=number(sequence=101 + 2 * n)).customer_id for n in range(5)]
            pages = []
            before = None
            while page := service.search(unit, limit=2, before=before):
                pages.append([s.customer_id for s in page])
                before = page[-1].customer_id
        assert [len(page) for page in pages] == [2, 2, 1]
        assert [i for page in pages for i in page] == sorted(made, reverse=True)

    def test_another_institution_sees_nothing(self, house: House, teller: Actor, customer_id: str) -> None:
        stranger = Actor("s", "s", Role.COMPLIANCE_HEAD, "another institution", None, second_factor=True)
        with house.read(stranger) as unit:
            assert service.search(unit, number=number(), limit=10) == ()
            assert service.find_by_document(unit, "cn_resident_id", number()) is None
            for look in (service.customer, service.summary, service.identification_of, service.profile):
                with pytest.raises(NotFound):
                    look(unit, customer_id)
        with house.read(teller) as unit:
            assert service.find_by_document(unit, "cn_resident_id", number()) == customer_id


class TestReveal:
    def test_shows_all_and_leaves_a_trace_without_words(
        self, house: House, actor_of: Actors, customer_id: str
    ) -> None:
        supervisor = actor_of(Role.SUPERVISOR)
        with house.write(supervisor) as unit:
            shown = service.reveal(unit, customer_id, "客户投诉，核对住址", ["name", "address"])
            reading = service.customer(unit, customer_id).readings[0]
            picture = service.reveal_picture(unit, reading, "核对证件影像")
        assert shown == {"name": "王小样", "address": "北京市朝阳区样本路8号"}
        assert picture.startswith(b"picture of")
        with house.database.read() as connection:
            events = connection.execute(
                select(audit_events).where(audit_events.c.event == "customers:customer:revealed")
            ).all()
        assert [e.actor_id for e in events] == [supervisor.staff_id] * 2
        assert "name address" in events[0].details
        assert "投诉" not in events[0].details

    def test_an_earlier_version_can_be_revealed(
        self, house: House, actor_of: Actors, teller: Actor, customer_id: str
    ) -> None:
        change(house, teller, customer_id, 1, phone="13900001234")
        with house.write(actor_of(Role.SUPERVISOR)) as unit:
            phones = [
                service.reveal(unit, customer_id, "核对电话", ["phone"], version=v)["phone"] for v in (1, 2)
            ]
            with pytest.raises(NotFound):
                service.reveal(unit, customer_id, "核对电话", version=3)
        assert phones == ["13812341234", "13900001234"]

    @pytest.mark.parametrize("who", ["teller", "auditor", "other outlet", "no second factor"])
    def test_is_refused(self, house: House, actor_of: Actors, customer_id: str, who: str) -> None:
        actor = {
            "teller": actor_of(Role.TELLER, second_factor=True),
            "auditor": actor_of(Role.AUDITOR),
            "other outlet": actor_of(Role.SUPERVISOR, "west"),
            "no second factor": actor_of(Role.SUPERVISOR, second_factor=False),
        }[who]
        with house.database.read() as connection:
            reading = connection.scalar(select(tables.customer_readings.c.id))
        with pytest.raises(Refused), house.write(actor) as unit:
            service.reveal(unit, customer_id, "核对客户身份")
        with pytest.raises(Refused), house.write(actor) as unit:
            service.reveal_picture(unit, reading, "核对客户身份")

    def test_needs_a_reason_and_a_field_that_exists(
        self, house: House, actor_of: Actors, customer_id: str
    ) -> None:
        for reason, fields in (
            ("", ["name"]),
            ("看看", ["name"]),
            ("核对客户身份", ["secret"]),
            ("核对客户身份", []),
        ):
            with pytest.raises(Invalid), house.write(actor_of(Role.SUPERVISOR)) as unit:
                service.reveal(unit, customer_id, reason, fields)

    def test_a_draft_is_no_picture_of_a_record(self, house: House, actor_of: Actors, teller: Actor) -> None:
        with house.write(teller) as unit:
            draft = drafted(unit)[0]
        with pytest.raises(NotFound), house.write(actor_of(Role.SUPERVISOR)) as unit:
            service.reveal_picture(unit, draft, "核对证件影像")


class TestAccounts:
    def test_an_account_leads_to_its_customer(self, house: House, teller: Actor, customer_id: str) -> None:
        with house.write(teller) as unit:
            account = service.open_account(unit, customer_id, "6200 0000 0000 0001 234", "class_1")
            assert account.number == "*" * 15 + "1234"
            assert service.find_by_account(unit, ACCOUNT) == customer_id
            assert service.find_account(unit, ACCOUNT) == account
            assert service.accounts_of(unit, customer_id) == (account,)
            assert service.find_by_account(unit, "6200000000000001235") is None

    @pytest.mark.parametrize(
        ("account_number", "kind", "where"),
        [
            ("12", "class_1", {"account_number"}),
            (ACCOUNT, "class_9", {"account_type"}),
            ("账号", "", {"account_number", "account_type"}),
        ],
    )
    def test_malformed(
        self, house: House, teller: Actor, customer_id: str, account_number: str, kind: str, where: set[str]
    ) -> None:
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.open_account(unit, customer_id, account_number, kind)
        assert {p.where for p in error.value.problems} == where

    def test_a_number_is_opened_once(self, house: House, teller: Actor, customer_id: str) -> None:
        with house.write(teller) as unit:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
            other = onboarded(unit, number=number(sequence=321)).customer_id
        with pytest.raises(Conflict) as error, house.write(teller) as unit:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
        assert error.value.existing == {"customer_id": customer_id}
        with pytest.raises(Conflict) as error, house.write(teller) as unit:
            service.open_account(unit, other, ACCOUNT, "class_1")
        assert error.value.existing == {}

    def test_nobody_unidentified_gets_one(
        self, house: House, actor_of: Actors, teller: Actor, customer_id: str, clock: Callable[[], object]
    ) -> None:
        with pytest.raises(NotFound), house.write(teller) as unit:
            service.open_account(unit, "no such customer", ACCOUNT, "class_1")
        with pytest.raises(Refused), house.write(actor_of(Role.TELLER, "west")) as unit:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
        with pytest.raises(Refused), house.write(actor_of(Role.COMPLIANCE_OFFICER)) as unit:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
        clock.advance(days=365 * 10)  # type: ignore[attr-defined]
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.open_account(unit, customer_id, ACCOUNT, "class_1")
        assert error.value.code == "customers.account.unidentified"


class TestNetworkCheck:
    def test_each_result_and_its_lawful_next_step(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        with house.write(teller) as unit:
            assert service.identification_of(unit, customer_id).network_state is NetworkCheckState.NOT_DONE
        expected = [
            ("05", None, "input_error"),
            ("04", None, "unavailable"),
            ("03", None, "doubt"),
            ("02", None, "doubt"),
            ("01", None, "passed_without_photo"),
            ("00", False, "doubt"),
            ("00", True, "passed"),
        ]
        for code, agrees, state in expected:
            with house.write(teller) as unit:
                found = service.record_network_check(unit, customer_id, code, agrees, note="柜面登记")
            assert found.network_state == state
            assert found.network_check is not None
            assert found.network_check.code == code
            assert found.next_step.zh
            assert found.next_step.en

    def test_a_failed_attempt_does_not_undo_a_result(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        with house.write(teller) as unit:
            service.record_network_check(unit, customer_id, "00", True)
            assert service.record_network_check(unit, customer_id, "04").network_state == "passed"

    def test_a_check_of_an_earlier_name_says_nothing(
        self, house: House, teller: Actor, customer_id: str
    ) -> None:
        with house.write(teller) as unit:
            service.record_network_check(unit, customer_id, "00", True)
            service.change_customer(unit, customer_id, 1, {"phone": "13900001234"}, "客户来电更新")
            assert service.identification_of(unit, customer_id).network_state == "passed"
            renamed = drafted(unit, confirmed(name="王新样"))
            service.change_customer(unit, customer_id, 2, {"name": "王新样"}, "客户改名", renamed)
            assert service.identification_of(unit, customer_id).network_state == "not_done"

    @pytest.mark.parametrize(("code", "agrees"), [("00", None), ("01", True), ("06", None), ("", None)])
    def test_impossible_results(
        self, house: House, teller: Actor, customer_id: str, code: str, agrees: bool | None
    ) -> None:
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.record_network_check(unit, customer_id, code, agrees)

    def test_not_in_the_future_and_not_by_others(
        self, house: House, actor_of: Actors, teller: Actor, customer_id: str
    ) -> None:
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.record_network_check(unit, customer_id, "01", checked_at=unit.now + timedelta(minutes=1))
        for actor in (actor_of(Role.TELLER, "west"), actor_of(Role.AUDITOR)):
            with pytest.raises(Refused), house.write(actor) as unit:
                service.record_network_check(unit, customer_id, "01")


def test_identification_names_nobody_and_is_known_across_outlets(
    house: House, actor_of: Actors, teller: Actor, customer_id: str
) -> None:
    with house.read(actor_of(Role.TELLER, "west")) as unit:
        found = service.identification_of(unit, customer_id)
        assert found.identified
        assert found.identified_by == teller.staff_id
        assert service.summary(unit, customer_id).name == "王**"
        with pytest.raises(Refused):
            service.profile(unit, customer_id)
    with house.read(actor_of(Role.ADMINISTRATOR)) as unit, pytest.raises(Refused):
        service.identification_of(unit, customer_id)
    assert "王" not in repr(found)


def test_profile_has_facts_but_no_name(house: House, teller: Actor, customer_id: str) -> None:
    with house.read(teller) as unit:
        found = service.profile(unit, customer_id)
    assert (found.region_code, found.residence, found.completeness) == ("110105", "11", 100)
    assert found.birth_date is not None
    assert "王" not in repr(found)
    assert number() not in repr(found)
