"""A reading becomes a record: what enters, what is refused, and that one person has one record."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from kyc.base.access import Actor, Role
from kyc.base.db import Database, metadata
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound, Refused
from kyc.base.unit import House
from kyc.customers import service, store
from kyc.customers.model import Channel
from kyc.documents.model import Verdict
from tests.specimen_customers import (
    EMBLEM,
    PORTRAIT,
    confirmed,
    drafted,
    nothing_found,
    number,
    onboarded,
    reading,
)

Actors = Callable[..., Actor]


def count(database: Database, table: str) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(metadata.tables[table])) or 0


def problems(error: pytest.ExceptionInfo[FirstlineError]) -> set[str]:
    return {problem.where for problem in error.value.problems}


def test_a_confirmed_reading_becomes_a_masked_sealed_record(house: House, actor_of: Actors) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        view = onboarded(unit)
    assert (view.person.name, view.person.number) == ("王**", number()[:3] + "*" * 11 + number()[-4:])
    assert (view.person.phone, view.person.address) == ("138****1234", "北京市朝阳区***")
    assert (view.version, view.completeness.score, view.completeness.missing) == (1, 100, ())
    assert view.channel is Channel.COUNTER
    assert view.relationship_began_on.isoformat() == "2026-11-20"
    assert len(view.readings) == 2
    with house.database.read() as connection:
        for table in metadata.sorted_tables:
            if not table.name.startswith(("customer", "audit")):
                continue
            for row in connection.execute(select(table)):
                kept = " ".join(repr(value) for value in row)
                assert "王小样" not in kept
                assert number() not in kept
                assert "13812341234" not in kept
                assert "样本路" not in kept


def test_the_teller_corrects_and_both_values_stay(house: House, actor_of: Actors) -> None:
    teller = actor_of(Role.TELLER)
    read = confirmed(address="北京市朝阳区样木路8号")
    with house.write(teller) as unit:
        view = service.create_customer(unit, drafted(unit, read), confirmed())
    sources = {source.field: source for source in view.sources}
    assert sources["address"].corrected
    assert sources["address"].confidence == pytest.approx(0.98)
    assert sources["address"].by == teller.staff_id
    assert not sources["name"].corrected
    assert sources["phone"].confidence is None  # typed, not read
    with house.read(teller) as unit:
        assert service.identification_of(unit, view.customer_id).corrected == ("address",)
        rows = store.fields_of(unit.connection, view.customer_id)
        row = next(r for r in rows if r.field == "address")
        kept = [
            unit.vault.open("customer_fields", column, row.id, row._mapping[column])
            for column in ("read", "value")
        ]
    assert kept == ["北京市朝阳区样木路8号", "北京市朝阳区样本路8号"]


def test_a_read_value_that_nobody_confirmed_does_not_enter(house: House, actor_of: Actors) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        values = confirmed()
        del values["address"]
        view = service.create_customer(unit, drafted(unit), values)
    assert view.person.address is None
    assert [m.element for m in view.completeness.missing] == ["address"]
    assert view.completeness.score == 90


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"name": None}, {"name"}),
        ({"number": None}, {"number"}),
        ({"expires_on": None}, {"expires_on"}),
        ({"number": "110105199003071234"}, {"number"}),
        ({"phone": "11111111111"}, {"phone"}),
        ({"address": "本地"}, {"address"}),
        ({"occupation": "刘易斯"}, {"occupation"}),
        ({"nationality": "XYZ"}, {"nationality"}),
        ({"sex": "F"}, {"sex"}),
        ({"expires_on": "2026-11-19"}, {"expires_on"}),
        ({"issued_on": "2026-02-30"}, {"issued_on"}),
        ({"name": "无", "phone": "123", "address": "同上"}, {"name", "phone", "address"}),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, actor_of: Actors, changes: dict[str, str | None], where: set[str]
) -> None:
    teller = actor_of(Role.TELLER)
    with house.write(teller) as unit:
        drafts = drafted(unit)
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.create_customer(unit, drafts, confirmed(**changes))
    assert problems(error) == where
    assert all(problem.text.zh and problem.text.en for problem in error.value.problems)
    assert count(house.database, "customers") == 0
    with house.write(teller) as unit:  # the drafts wait for the next try
        assert service.create_customer(unit, drafts, confirmed()).version == 1


def test_missing_elements_say_why_the_law_asks(house: House, actor_of: Actors) -> None:
    with pytest.raises(Invalid) as error, house.write(actor_of(Role.TELLER)) as unit:
        service.create_customer(unit, drafted(unit), confirmed(number=None, name=None))
    assert error.value.code == "customers.incomplete"
    assert all("art." in problem.text.en for problem in error.value.problems)


def test_one_side_alone_is_kept_as_incomplete(house: House, actor_of: Actors) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        draft = service.keep_reading(unit, reading(PORTRAIT, confirmed()), b"picture")
        view = service.create_customer(unit, [draft], confirmed())
    assert [m.element for m in view.completeness.missing] == ["document_copy"]


def test_drafts_that_make_no_record(house: House, actor_of: Actors) -> None:
    teller = actor_of(Role.TELLER)
    with pytest.raises(Invalid) as error, house.write(teller) as unit:
        service.keep_reading(unit, nothing_found(), b"picture")
    assert error.value.code == "customers.reading.no_document"
    with house.write(teller) as unit:
        rejected = drafted(unit, verdict=Verdict.REJECT)
        twice = drafted(unit)
        twice[1] = service.keep_reading(unit, reading(PORTRAIT, confirmed()), b"picture")
    for ids in (rejected, twice, []):
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.create_customer(unit, ids, confirmed())
        assert error.value.code == "customers.drafts"
    assert count(house.database, "customers") == 0


def test_a_reading_in_doubt_is_the_tellers_to_confirm_and_stays_marked(
    house: House, actor_of: Actors
) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        view = service.create_customer(unit, drafted(unit, verdict=Verdict.REVIEW), confirmed())
        assert service.identification_of(unit, view.customer_id).verdict is Verdict.REVIEW


def test_drafts_belong_to_their_teller(house: House, actor_of: Actors) -> None:
    mine, colleague = actor_of(Role.TELLER, login="t1"), actor_of(Role.TELLER, login="t2")
    with house.write(mine) as unit:
        portrait, emblem = drafted(unit)
        assert [d.draft_id for d in service.drafts(unit)] == [emblem, portrait]
        assert service.draft(unit, portrait).content["fields"]["name"]["value"] == "王小样"
        assert service.draft_picture(unit, portrait) == b"picture of cn_resident_id_portrait"
    with house.read(colleague) as unit:
        assert service.drafts(unit) == ()
        with pytest.raises(NotFound):
            service.draft(unit, portrait)
        with pytest.raises(NotFound):
            service.draft_picture(unit, portrait)
    with pytest.raises(NotFound), house.write(colleague) as unit:
        service.create_customer(unit, [portrait, emblem], confirmed())


def test_a_discarded_draft_leaves_no_picture(house: House, actor_of: Actors) -> None:
    teller = actor_of(Role.TELLER)
    with house.write(teller) as unit:
        portrait, _ = drafted(unit)
    with house.write(teller) as unit:
        service.discard_draft(unit, portrait)
    with house.read(teller) as unit:
        assert portrait not in {draft.draft_id for draft in service.drafts(unit)}
        with pytest.raises(NotFound):
            unit.vault.get_scan(portrait)
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.create_customer(unit, [portrait], confirmed())


def test_a_used_draft_is_not_used_again(house: House, actor_of: Actors) -> None:
    teller = actor_of(Role.TELLER)
    with house.write(teller) as unit:
        ids = drafted(unit)
        view = service.create_customer(unit, ids, confirmed())
    with pytest.raises(Conflict) as error, house.write(teller) as unit:
        service.create_customer(unit, ids, confirmed(number=number(sequence=125)))
    assert error.value.existing == {"customer_id": view.customer_id}
    with pytest.raises(Conflict), house.write(teller) as unit:
        service.discard_draft(unit, ids[0])


def test_the_same_document_shows_the_existing_customer_across_outlets(house: House, actor_of: Actors) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        view = onboarded(unit)
    for outlet in ("east", "west"):
        with pytest.raises(Conflict) as error, house.write(actor_of(Role.TELLER, outlet, "t9")) as unit:
            onboarded(unit, name="王小样", phone=None)
        assert error.value.existing == {
            "customer_id": view.customer_id,
            "name": "王**",
            "number": view.person.number,
            "outlet_id": view.outlet_id,
        }
    assert count(house.database, "customers") == 1


def test_two_counters_at_the_same_moment_make_one_record(house: House, actor_of: Actors) -> None:
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def onboard(login: str) -> None:
        actor = actor_of(Role.TELLER, "east" if login < "c" else "west", login)
        with house.write(actor) as unit:
            ids = drafted(unit)
        start.wait()
        try:
            with house.write(actor) as unit:
                outcomes.append(service.create_customer(unit, ids, confirmed()).customer_id)
        except Conflict as error:
            outcomes.append(error.existing["customer_id"])

    threads = [threading.Thread(target=onboard, args=(login,)) for login in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 4
    assert len(set(outcomes)) == 1
    assert count(house.database, "customers") == 1
    assert count(house.database, "customer_versions") == 1


def test_the_database_refuses_a_second_record_even_when_the_check_saw_none(
    house: House, actor_of: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kyc.customers import gates, onboarding

    with house.write(actor_of(Role.TELLER)) as unit:
        view = onboarded(unit)
    real, calls = gates.refuse_second_record, []

    def blind_first(unit: object, person: object) -> None:
        calls.append(1)
        if len(calls) > 1:
            real(unit, person)  # type: ignore[arg-type]

    monkeypatch.setattr(onboarding.gates, "refuse_second_record", blind_first)
    with pytest.raises(Conflict) as error, house.write(actor_of(Role.TELLER, login="t2")) as unit:
        onboarded(unit)
    assert error.value.existing["customer_id"] == view.customer_id
    assert len(calls) == 2


@pytest.mark.parametrize(
    "role", [Role.AUDITOR, Role.COMPLIANCE_OFFICER, Role.ADMINISTRATOR, Role.INTEGRATION]
)
def test_only_the_counter_makes_customers(house: House, actor_of: Actors, role: Role) -> None:
    with pytest.raises(Refused), house.write(actor_of(role)) as unit:
        service.create_customer(unit, ["none"], confirmed())


def test_another_outlet_serves_a_customer_whose_document_lies_before_it(
    house: House, actor_of: Actors
) -> None:
    west = actor_of(Role.TELLER, "west")
    with house.write(actor_of(Role.TELLER)) as unit:
        view = onboarded(unit)
    with house.read(west) as unit:
        assert not service.search(unit, number=number(), limit=10)[0].here
        with pytest.raises(Refused):
            service.customer(unit, view.customer_id)
        with pytest.raises(Refused):
            service.history(unit, view.customer_id)
    with house.write(west) as unit:
        served = service.serve_existing(unit, drafted(unit))
    assert served.customer_id == view.customer_id
    assert len(served.outlets) == 2
    assert len(served.readings) == 4
    with house.write(west) as unit:
        assert service.search(unit, number=number(), limit=10)[0].here
        service.serve_existing(unit, drafted(unit))  # twice changes nothing
        assert len(service.customer(unit, view.customer_id).outlets) == 2
    with pytest.raises(NotFound), house.write(west) as unit:
        service.serve_existing(unit, drafted(unit, confirmed(number=number(sequence=321))))
    with pytest.raises(Invalid), house.write(west) as unit:
        service.serve_existing(unit, drafted(unit, confirmed(number=None)))


def test_a_side_on_its_own_reading_is_joined(house: House, actor_of: Actors) -> None:
    with house.write(actor_of(Role.TELLER)) as unit:
        emblem = service.keep_reading(unit, reading(EMBLEM, confirmed()), b"back")
        portrait = service.keep_reading(unit, reading(PORTRAIT, confirmed()), b"front")
        view = service.create_customer(unit, [emblem, portrait], confirmed())
    from_which = {source.field: source.reading_id for source in view.sources}
    assert from_which["issuer"] == emblem
    assert from_which["name"] == portrait


def test_a_photocopy_sheet_shows_both_sides_at_once(house: House, actor_of: Actors) -> None:
    front, back = reading(PORTRAIT, confirmed()), reading(EMBLEM, confirmed())
    sheet = replace(front, sides=(PORTRAIT, EMBLEM), fields={**front.fields, **back.fields})
    with house.write(actor_of(Role.TELLER)) as unit:
        draft = service.keep_reading(unit, sheet, b"sheet")
        view = service.create_customer(unit, [draft], confirmed())
    assert view.completeness.score == 100
    assert {source.reading_id for source in view.sources if source.confidence} == {draft}
