"""The end-of-day self-check: what it lists, who sees it, who signs, and what opens it again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, delete, event, insert, select, update
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor, Role
from kyc.base.audit import Event, audit_events, verify
from kyc.base.db import new_id
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound, Refused
from kyc.base.money import Money
from kyc.base.unit import House
from screening.selfcheck import service, store
from screening.selfcheck.frozen import sheet_json
from screening.selfcheck.model import DayState, Sheet, Why
from screening.transactions import service as transactions
from screening.transactions.model import Agent, Change, Method
from tests.conftest import Clock
from tests.integration.selfcheck.conftest import DAY, Desk
from tests.specimen_transactions import AT, Specimen, book, cash, checked

Actors = Callable[..., Actor]


class TestList:
    def test_own_business_of_a_customers_large_day_and_near_amounts(
        self, house: House, desk: Desk, teller: Actor, colleague: Actor, customer: Specimen
    ) -> None:
        small = book(house, teller, cash("20,000", customer.account)).transaction
        book(house, colleague, cash("32,000", customer.account))
        near = book(
            house, teller, cash("45,000", customer.account, method=Method.CASH_WITHDRAWAL)
        ).transaction
        book(house, teller, cash("44,999.99", method=Method.NOTE_EXCHANGE))
        sheet = desk.look(teller)
        assert [(i.transaction_id, i.why) for i in sheet.content.items] == [
            (small.id, Why.LARGE_VALUE),
            (near.id, Why.NEAR_LINE),
        ]
        first, second = sheet.content.items
        assert (first.day_total, first.deadline) == ("CNY 52,000.00", date(2026, 11, 27))
        assert (second.day_total, second.deadline) == (None, None)
        assert [r.zh for r in second.reasons] == [
            "单笔人民币 45,000.00 元，达到自查关注金额人民币 45,000.00 元。"
        ]
        assert sheet.content.transactions == 3
        assert [(t.direction, t.currency, t.count, t.amount) for t in sheet.content.totals] == [
            ("in", "CNY", 2, "64,999.99"),
            ("out", "CNY", 1, "45,000.00"),
        ]

    def test_what_is_missing_is_named_and_goes_when_it_is_mended(
        self, house: House, desk: Desk, teller: Actor, customer: Specimen
    ) -> None:
        agent = Agent(name="样本代办", document_type="cn_resident_id")
        book(house, teller, cash("52,000", customer.account, agent=agent))
        (item,) = desk.look(teller).content.items
        assert [one.code for one in item.missing] == [
            "network_check",
            "agent:document_number",
            "agent:phone",
        ]
        assert item.agent is not None
        assert (item.agent.name, item.agent.number) == ("样***", None)
        with house.write(teller) as unit:
            checked(unit, customer.customer_id)
        (item,) = desk.look(teller).content.items
        assert "network_check" not in [one.code for one in item.missing]

    def test_a_customer_is_looked_up_once_however_many_rows_they_have(
        self, house: House, desk: Desk, teller: Actor, customer: Specimen
    ) -> None:
        def look_ups() -> int:
            asked: list[str] = []

            def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
                if "FROM customer_identifications" in statement:
                    asked.append(statement)

            event.listen(Engine, "before_cursor_execute", note)
            try:
                desk.look(teller)
            finally:
                event.remove(Engine, "before_cursor_execute", note)
            return len(asked)

        book(house, teller, cash("52,000", customer.account))
        alone = look_ups()
        for _ in range(5):
            book(house, teller, cash("1,000", customer.account))
        assert len(desk.look(teller).content.items) == 6
        assert look_ups() == alone == 1

    def test_people_are_masked(self, house: House, desk: Desk, teller: Actor, customer: Specimen) -> None:
        book(house, teller, cash("52,000", customer.account))
        sheet = desk.look(teller)
        (item,) = sheet.content.items
        assert item.customer is not None
        assert (item.customer.name, item.customer.number) == ("王**", "110***********1239")
        assert customer.number not in json.dumps(sheet_json(sheet))
        assert customer.account not in json.dumps(sheet_json(sheet))

    def test_foreign_cash_is_looked_at_by_its_worth(
        self, house: House, desk: Desk, teller: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        with house.write(actor_of(Role.INTEGRATION)) as unit:
            transactions.set_rates(unit, DAY, {"EUR": Decimal("1.2")})
        book(house, teller, cash("7,499.99", customer.account, currency="EUR"))
        assert desk.look(teller).content.items == ()
        book(house, teller, cash("7,500", customer.account, method=Method.CASH_WITHDRAWAL, currency="EUR"))
        (item,) = desk.look(teller).content.items
        assert (item.amount, item.currency, item.why) == ("7,500.00", "EUR", Why.NEAR_LINE)

    def test_mendings_of_the_day(
        self,
        house: House,
        desk: Desk,
        teller: Actor,
        supervisor: Actor,
        customer: Specimen,
        clock: Clock,
    ) -> None:
        kept = book(house, teller, cash("5,200", customer.account)).transaction
        other = book(house, teller, cash("100", customer.account)).transaction
        with house.write(teller) as unit:
            transactions.correct(unit, kept.id, Change(amount=Money(5_200_000, "CNY")), "少录一位数")
        clock.advance(days=1)
        with house.write(supervisor) as unit:
            transactions.reverse(unit, other.id, "客户撤回存款")
        sheet = desk.look(teller)
        assert [(m.entry, m.before, m.after, m.by) for m in sheet.content.mended] == [
            ("correction", "CNY 5,200.00", "CNY 52,000.00", teller.staff_id),
            ("reversal", "CNY 100.00", None, supervisor.staff_id),
        ]
        assert [item.amount for item in sheet.content.items] == ["52,000.00"]
        assert sheet.content.transactions == 1

    def test_a_day_without_business_is_empty_and_not_signed(self, desk: Desk, teller: Actor) -> None:
        assert desk.look(teller).content.items == ()
        with pytest.raises(Invalid):
            desk.sign(teller)
        assert desk.open(teller) == []


class TestScope:
    def test_a_teller_sees_only_the_own_day(
        self, house: House, desk: Desk, teller: Actor, colleague: Actor, customer: Specimen
    ) -> None:
        book(house, colleague, cash("52,000", customer.account))
        assert desk.look(teller).content.transactions == 0
        assert desk.open(teller) == []
        assert desk.look(colleague).content.transactions == 1
        with pytest.raises(Refused):
            desk.look(teller, colleague)
        assert teller.outlet_id is not None
        with house.read(teller) as unit, pytest.raises(Refused):
            service.branch(unit, teller.outlet_id, DAY)

    def test_a_supervisor_sees_the_own_outlet(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        away = actor_of(Role.TELLER, outlet="west")
        book(house, teller, cash("52,000", customer.account))
        book(house, away, cash("52,000", customer.account))
        assert desk.look(supervisor, teller).content.transactions == 1
        assert desk.look(supervisor, away).content.transactions == 0, "the teller's day at this outlet"
        assert away.outlet_id is not None
        with house.read(supervisor) as unit:
            for refused in (
                lambda: service.branch(unit, away.outlet_id or "", DAY),
                lambda: service.sheet(unit, away.staff_id, DAY, away.outlet_id),
            ):
                with pytest.raises(Refused):
                    refused()
        assert [teller_id for teller_id, *_ in desk.open(supervisor)] == [teller.staff_id]
        assert len(desk.open(actor_of(Role.AUDITOR))) == 2

    def test_who_works_for_the_institution_says_which_outlet(
        self, house: House, teller: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        with house.read(actor_of(Role.AUDITOR)) as unit:
            with pytest.raises(NotFound):
                service.sheet(unit, teller.staff_id, DAY)
            assert service.sheet(unit, teller.staff_id, DAY, teller.outlet_id).content.transactions == 1
            with pytest.raises(NotFound):
                service.branch(unit, new_id(), DAY)

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INTEGRATION])
    def test_others_see_nothing(self, house: House, teller: Actor, actor_of: Actors, role: Role) -> None:
        with house.read(actor_of(role)) as unit:
            with pytest.raises(Refused):
                service.sheet(unit, teller.staff_id, DAY, teller.outlet_id)
            with pytest.raises(Refused):
                service.open_days(unit)


class TestSigning:
    def test_teller_then_supervisor(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        assert desk.open(teller) == [(teller.staff_id, "open", 1, False)]
        before = desk.look(teller)
        signed = desk.sign(teller)
        assert (signed.state, signed.version, signed.supervisor) == (DayState.SIGNED, 1, None)
        assert signed.teller is not None
        assert (signed.teller.by, signed.teller.at) == (teller.staff_id, house.clock())
        assert (signed.teller.chain_seq, signed.teller.chain_hash) == (before.chain_seq, before.chain_hash)
        assert desk.open(supervisor) == [(teller.staff_id, "signed", 1, False)]
        closed = desk.countersign(supervisor, teller)
        assert closed.state is DayState.CLOSED
        assert closed.supervisor is not None
        assert closed.supervisor.by == supervisor.staff_id
        assert closed.supervisor.chain_seq > signed.teller.chain_seq
        assert closed.content == before.content
        assert closed.digest == before.digest
        assert desk.open(supervisor) == desk.open(teller) == []

    def test_what_was_signed_is_frozen(
        self, house: House, desk: Desk, teller: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        signed = desk.sign(teller)
        with house.write(teller) as unit:
            checked(unit, customer.customer_id)
        after = desk.look(teller)
        assert after.content == signed.content
        assert [one.code for one in after.content.items[0].missing] == ["network_check"]

    def test_the_order_and_the_persons_are_fixed(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        with pytest.raises(Conflict):
            desk.countersign(supervisor, teller)
        desk.sign(teller)
        with pytest.raises(Conflict):
            desk.sign(teller)
        with pytest.raises(Refused):
            desk.countersign(teller, teller)
        with pytest.raises(Conflict):  # at that outlet the teller has no day
            desk.countersign(actor_of(Role.SUPERVISOR, outlet="west"), teller)
        desk.countersign(supervisor, teller)
        with pytest.raises(Conflict):
            desk.countersign(supervisor, teller)

    def test_a_supervisors_own_day_is_signed_by_another(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        book(house, supervisor, cash("52,000", customer.account))
        desk.sign(supervisor)
        with pytest.raises(Refused) as error:
            desk.countersign(supervisor, supervisor)
        assert error.value.code == "selfcheck.own_day"
        other = actor_of(Role.SUPERVISOR, login="second")
        assert desk.countersign(other, supervisor).state is DayState.CLOSED

    def test_what_changed_since_it_was_seen_is_not_signed(
        self, house: House, desk: Desk, teller: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        seen = desk.look(teller).digest
        book(house, teller, cash("1", customer.account))
        with pytest.raises(Conflict) as error, house.write(teller) as unit:
            service.sign(unit, DAY, seen)
        assert error.value.code == "selfcheck.changed"
        assert desk.sign(teller).state is DayState.SIGNED

    def test_signing_is_in_the_audit_log(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        desk.sign(teller)
        closed = desk.countersign(supervisor, teller)
        with house.database.read() as connection:
            rows = connection.execute(select(audit_events).order_by(audit_events.c.seq)).all()
            assert verify(connection, house.vault.keyring.audit_key, teller.institution_id).broken is None
        assert [row.event for row in rows][-2:] == [Event.SELFCHECK_SIGNED, Event.SELFCHECK_COUNTERSIGNED]
        assert closed.teller is not None
        assert rows[closed.teller.chain_seq - 1].hash == closed.teller.chain_hash
        assert closed.digest in rows[-1].details


class TestOpeningAgain:
    @pytest.fixture
    def closed(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen, clock: Clock
    ) -> Sheet:
        book(house, teller, cash("30,000", customer.account))
        desk.sign(teller)
        sheet = desk.countersign(supervisor, teller)
        clock.advance(hours=26)
        return sheet

    def reopened(self, desk: Desk, teller: Actor, supervisor: Actor) -> None:
        sheet = desk.look(teller)
        assert (sheet.state, sheet.version, sheet.earlier, sheet.teller) == (DayState.OPEN, 2, 1, None)
        assert (teller.staff_id, "open", 2, True) in desk.open(supervisor)
        assert desk.sign(teller).state is DayState.SIGNED
        assert (teller.staff_id, "signed", 2, False) in desk.open(supervisor)
        assert desk.countersign(supervisor, teller).version == 2
        assert teller.staff_id not in [teller_id for teller_id, *_ in desk.open(supervisor)]

    def test_nothing_happened(self, desk: Desk, supervisor: Actor, teller: Actor, closed: Sheet) -> None:
        assert desk.open(supervisor) == []
        now = desk.look(teller)
        assert replace(now, chain_seq=closed.chain_seq, chain_hash=closed.chain_hash) == closed

    def test_a_late_transaction(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen, closed: Sheet
    ) -> None:
        book(house, teller, cash("1", customer.account))
        self.reopened(desk, teller, supervisor)

    def test_a_reversal(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, closed: Sheet
    ) -> None:
        with house.write(supervisor) as unit:
            (kept,) = transactions.transactions(unit, limit=2)
            transactions.reverse(unit, kept.id, "次日发现错账")
        self.reopened(desk, teller, supervisor)

    def test_a_correction_that_moves_a_row_to_another_day(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, closed: Sheet
    ) -> None:
        with house.write(supervisor) as unit:
            (kept,) = transactions.transactions(unit, limit=2)
            change = Change(happened_at=AT - timedelta(days=1))
            transactions.correct(unit, kept.id, change, "实际为前一日")
        assert (teller.staff_id, "open", 1, False) in desk.open(supervisor), "the day it moved to is new"
        desk.sign(teller, DAY - timedelta(days=1))
        desk.countersign(supervisor, teller, DAY - timedelta(days=1))
        self.reopened(desk, teller, supervisor)

    def test_another_tellers_late_row_that_makes_the_day_large(
        self,
        house: House,
        desk: Desk,
        teller: Actor,
        colleague: Actor,
        supervisor: Actor,
        customer: Specimen,
        closed: Sheet,
    ) -> None:
        book(house, colleague, cash("19,999.99", customer.account))
        assert desk.look(teller).state is DayState.CLOSED, "nothing on this teller's list has changed"
        book(house, colleague, cash("0.01", customer.account))
        self.reopened(desk, teller, supervisor)

    def test_a_new_doubt(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, closed: Sheet
    ) -> None:
        with house.write(teller) as unit:
            raised = service.escalate(unit, DAY, "客户神情紧张，由他人陪同")
        with house.write(supervisor) as unit:
            service.answer(unit, raised.id, "已知悉，将持续关注")
        self.reopened(desk, teller, supervisor)

    def test_completing_the_customers_file_does_not(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen, closed: Sheet
    ) -> None:
        with house.write(teller) as unit:
            checked(unit, customer.customer_id)
        assert desk.look(teller).state is DayState.CLOSED
        assert desk.open(supervisor) == []

    def test_the_first_version_stays(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen, closed: Sheet
    ) -> None:
        book(house, teller, cash("1", customer.account))
        self.reopened(desk, teller, supervisor)
        with house.database.read() as connection:
            rows = connection.execute(select(store.selfcheck_signatures)).all()
        assert sorted(row.version for row in rows) == [1, 2]
        assert closed.digest in {row.digest for row in rows}


class TestDoubts:
    def test_a_doubt_is_raised_and_answered(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("52,000", customer.account)).transaction
        with house.write(teller) as unit:
            raised = service.escalate(unit, DAY, " 客户不愿说明来由 ", kept.id)
        assert (raised.words, raised.transaction_id, raised.answer) == ("客户不愿说明来由", kept.id, None)
        desk.sign(teller)
        with pytest.raises(Invalid) as error:
            desk.countersign(supervisor, teller)
        assert error.value.code == "selfcheck.unanswered"
        with house.write(supervisor) as unit:
            (waiting,) = service.escalations(unit, unanswered=True, limit=5)
            answered = service.answer(unit, waiting.id, "请补充登记用途")
        assert (answered.answer, answered.answered_by) == ("请补充登记用途", supervisor.staff_id)
        with pytest.raises(Conflict), house.write(supervisor) as unit:
            service.answer(unit, raised.id, "再答一次看看")
        (shown,) = desk.countersign(supervisor, teller).raised
        assert shown.answered_at is not None
        with house.read(teller) as unit:
            assert service.escalations(unit, day=DAY, limit=5) == (answered,)
            assert service.escalations(unit, unanswered=True, limit=5) == ()

    @pytest.mark.parametrize(
        ("day", "words", "where"),
        [
            (DAY, "短", "words"),
            (DAY, "字" * 501, "words"),
            (DAY + timedelta(days=1), "客户不愿说明", "business_day"),
        ],
    )
    def test_what_says_nothing_is_refused(
        self, house: House, teller: Actor, day: date, words: str, where: str
    ) -> None:
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.escalate(unit, day, words)
        assert [p.where for p in error.value.problems] == [where]

    def test_a_doubt_is_about_own_business_of_that_day(
        self, house: House, teller: Actor, colleague: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        theirs = book(house, colleague, cash("1", customer.account)).transaction
        own = book(house, teller, cash("1", customer.account)).transaction
        away = book(house, actor_of(Role.TELLER, outlet="west"), cash("1", customer.account)).transaction
        cases: list[tuple[date, str, type[FirstlineError]]] = [
            (DAY, theirs.id, Invalid),
            (DAY - timedelta(days=1), own.id, Invalid),
            (DAY, away.id, NotFound),
        ]
        for day, transaction_id, refusal in cases:
            with pytest.raises(refusal), house.write(teller) as unit:
                service.escalate(unit, day, "客户不愿说明", transaction_id)

    def test_only_another_of_the_outlet_answers(
        self, house: House, teller: Actor, supervisor: Actor, actor_of: Actors
    ) -> None:
        with house.write(supervisor) as unit:
            raised = service.escalate(unit, DAY, "本人办理时有疑问")
        for actor, refusal in {
            supervisor: Refused,
            teller: Refused,
            actor_of(Role.SUPERVISOR, outlet="west"): NotFound,
        }.items():
            with pytest.raises(refusal), house.write(actor) as unit:
                service.answer(unit, raised.id, "已知悉此事")
        with house.write(actor_of(Role.SUPERVISOR, login="second")) as unit:
            assert service.answer(unit, raised.id, "已知悉此事").answer == "已知悉此事"

    def test_tellers_read_their_own_doubts(self, house: House, teller: Actor, colleague: Actor) -> None:
        with house.write(teller) as unit:
            service.escalate(unit, DAY, "客户不愿说明")
        with house.read(colleague) as unit:
            assert service.escalations(unit, teller_id=teller.staff_id, limit=5) == ()
        with house.read(teller) as unit:
            assert len(service.escalations(unit, limit=5)) == 1


class TestRevealing:
    def test_names_in_full_leave_a_trace(
        self, house: House, desk: Desk, teller: Actor, supervisor: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("52,000", customer.account))
        book(house, teller, cash("46,000", method=Method.NOTE_EXCHANGE))
        with house.write(supervisor) as unit:
            shown = service.revealed(unit, service.sheet(unit, teller.staff_id, DAY), "抽查核对客户身份")
        people = [item.customer for item in shown.content.items]
        assert [(p.name, p.number) if p else None for p in people] == [("王小样", customer.number), None]
        with house.database.read() as connection:
            events = connection.scalars(select(audit_events.c.event)).all()
        assert Event.CUSTOMER_REVEALED in events

    def test_tellers_do_not_reveal(self, house: House, desk: Desk, teller: Actor, customer: Specimen) -> None:
        book(house, teller, cash("52,000", customer.account))
        with pytest.raises(Refused), house.write(teller) as unit:
            service.revealed(unit, service.sheet(unit, teller.staff_id, DAY), "抽查核对客户身份")


class TestHeldByTheDatabase:
    @pytest.fixture
    def signed(self, house: House, desk: Desk, teller: Actor, customer: Specimen) -> str:
        book(house, teller, cash("52,000", customer.account))
        desk.sign(teller)
        with house.write(teller) as unit:
            service.escalate(unit, DAY, "客户不愿说明")
        with house.database.read() as connection:
            return connection.scalar(select(store.selfcheck_signatures.c.id)) or ""

    def test_maker_is_not_checker(self, house: House, signed: str, teller: Actor, supervisor: Actor) -> None:
        with house.database.read() as connection:
            doubt = connection.scalar(select(store.selfcheck_escalations.c.id))
        at = house.clock()
        chain = {"chain_seq": 1, "chain_hash": "0" * 64}
        me, other = teller.staff_id, supervisor.staff_id
        statements = {
            (me, me): False,
            (other, other): False,  # a lie about who the teller was
            (me, other): True,
        }
        for (named, by), accepted in statements.items():
            rows = (
                insert(store.selfcheck_countersignatures).values(
                    id=new_id(), signature_id=signed, teller_id=named, signed_by=by, signed_at=at, **chain
                ),
                insert(store.selfcheck_answers).values(
                    id=new_id(),
                    escalation_id=doubt,
                    teller_id=named,
                    answered_by=by,
                    answered_at=at,
                    words=b"sealed",
                ),
            )
            for statement in rows:
                if accepted:
                    with house.database.write() as connection:
                        connection.execute(statement)
                else:
                    with pytest.raises(DBAPIError), house.database.write() as connection:
                        connection.execute(statement)

    def test_nobody_signs_anothers_day(self, house: House, signed: str, supervisor: Actor) -> None:
        table = store.selfcheck_signatures
        with house.database.read() as connection:
            row = dict(connection.execute(select(table)).one()._mapping)
        forged = row | {"id": new_id(), "version": 2, "signed_by": supervisor.staff_id}
        with pytest.raises(DBAPIError), house.database.write() as connection:
            connection.execute(insert(table).values(forged))

    def test_what_is_signed_is_not_edited(self, house: House, signed: str) -> None:
        tables = {store.selfcheck_signatures: "digest", store.selfcheck_escalations: "outlet_id"}
        for table, column in tables.items():
            for statement in (delete(table), update(table).values({column: "x"})):
                with pytest.raises(DBAPIError), house.database.write() as connection:
                    connection.execute(statement)

    def test_words_and_content_are_sealed(self, house: House, signed: str) -> None:
        with house.database.read() as connection:
            rows = [
                *connection.execute(select(store.selfcheck_signatures)).all(),
                *connection.execute(select(store.selfcheck_escalations)).all(),
            ]
        assert "客户" not in repr(rows)
        assert "王" not in b"".join(v for row in rows for v in row if isinstance(v, bytes)).decode("latin-1")
