"""Booking, undoing and replacing; what is found follows. Success beside refusal, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from kyc.admission import holds
from kyc.admission.model import HoldKind
from kyc.base.access import Actor, Role
from kyc.base.audit import Event, audit_events, verify
from kyc.base.errors import Conflict, FirstlineError, Invalid, NotFound, Refused
from kyc.base.money import Money
from kyc.base.unit import House
from kyc.customers import service as customers
from screening.transactions import service, store
from screening.transactions.finding_store import large_value_finding_versions, large_value_findings
from screening.transactions.model import (
    Agent,
    Change,
    Direction,
    Entry,
    Finding,
    FindingState,
    Method,
    NewTransaction,
    PromptLevel,
    ReportClass,
    Standing,
)
from screening.transactions.policy import LargeValuePolicy
from tests.conftest import Clock
from tests.specimen_customers import confirmed, number, onboarded
from tests.specimen_transactions import AT, Specimen, book, cash, checked

Actors = Callable[..., Actor]
DAY = date(2026, 11, 20)


def open_sums(found: tuple[Finding, ...]) -> dict[str, str]:
    """Open findings as "direction book" → sum."""
    return {
        f"{f.current.derived.day_sum.direction} {f.current.derived.day_sum.book}": (
            f.current.derived.day_sum.total.format()
        )
        for f in found
        if f.current.derived.state is FindingState.OPEN
    }


def found_on(house: House, actor: Actor, customer: Specimen, day: date = DAY) -> tuple[Finding, ...]:
    with house.read(actor) as unit:
        return service.findings(unit, customer_id=customer.customer_id, day=day, limit=10)


def count(house: House, table: object) -> int:
    with house.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


class TestBooking:
    def test_three_deposits_over_two_tellers_and_outlets_meet(
        self, house: House, teller: Actor, colleague: Actor, customer: Specimen
    ) -> None:
        first = book(house, teller, cash("20,000", customer.account))
        assert (first.findings, first.prompt.level) == ((), PromptLevel.CLEAR)
        second = book(house, colleague, cash("29,999.99", customer.account))
        assert (second.findings, second.prompt.level) == ((), PromptLevel.NEAR)
        third = book(house, teller, cash("0.01", customer.account))
        assert open_sums(third.findings) == {"in cny": "50,000.00"}
        assert third.prompt.level is PromptLevel.REPORT
        (finding,) = third.findings
        ids = {r.transaction.id for r in (first, second, third)}
        assert set(finding.current.derived.day_sum.transaction_ids) == ids
        assert finding.current.derived.deadline == date(2026, 11, 27)
        assert finding.customer_id == customer.customer_id

    def test_the_preview_says_it_before_and_keeps_nothing(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("30,000", customer.account))
        with house.read(teller) as unit:
            shown = service.preview(unit, cash("22,000", customer.account))
        assert (shown.before, shown.after) == (Money(3_000_000, "CNY"), Money(5_200_000, "CNY"))
        assert (shown.must_report, shown.must_identify) == (True, True)
        assert shown.deadline == date(2026, 11, 27)
        assert "52,000.00" in shown.text.zh
        assert "大额交易报告" in shown.text.zh
        assert [one.code for one in shown.missing] == ["network_check"]
        assert count(house, store.transactions) == 1
        with house.write(teller) as unit:
            checked(unit, customer.customer_id)
            assert service.preview(unit, cash("22,000", customer.account)).missing == ()

    def test_a_row_is_kept_as_told_and_its_personal_data_sealed(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        agent = Agent("样本代办", "cn_resident_id", "110105199003071231", "13812341234")
        kept = book(
            house, teller, cash("52,000", customer.account, agent=agent, purpose="样本货款")
        ).transaction
        assert (kept.agent, kept.purpose, kept.business_day) == (agent, "样本货款", DAY)
        assert (kept.teller_id, kept.outlet_id) == (teller.staff_id, teller.outlet_id)
        assert (kept.customer_id, kept.entry, kept.standing) == (
            customer.customer_id,
            Entry.BOOKING,
            Standing.IN_FORCE,
        )
        with house.read(teller) as unit:
            assert service.transaction(unit, kept.id) == kept
            assert service.transactions(unit, day=DAY, limit=5) == (kept,)
            row = unit.connection.execute(select(store.transactions)).one()
        plain = repr(row._asdict())
        assert not any(
            word in plain for word in ("样本", "13812341234", "110105199003071231", customer.account)
        )

    def test_the_day_is_the_day_in_shanghai(self, house: House, teller: Actor, customer: Specimen) -> None:
        late = datetime.fromisoformat("2026-11-19T23:59:59+08:00")
        after_midnight = datetime.fromisoformat("2026-11-19T16:00:00+00:00")
        assert book(house, teller, cash("40,000", customer.account, at=late)).findings == ()
        assert book(house, teller, cash("40,000", customer.account, at=after_midnight)).findings == ()

    def test_the_same_reference_is_one_row(self, house: House, teller: Actor, customer: Specimen) -> None:
        request = cash("52,000", customer.account, reference="CORE-1")
        first = book(house, teller, request)
        again = book(house, teller, replace(request, happened_at=request.happened_at.astimezone()))
        assert (first.created, again.created) == (True, False)
        assert again.transaction == first.transaction
        assert again.findings == first.findings
        assert again.prompt.after == first.prompt.after
        with pytest.raises(Conflict) as error:
            book(house, teller, replace(request, amount=Money(1, "CNY")))
        assert error.value.existing == {"transaction_id": first.transaction.id}
        assert count(house, store.transactions) == 1

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({"account_number": "6200000000000009999"}, ["account_number"]),
            ({"amount": Money(0, "CNY")}, ["amount"]),
            ({"happened_at": AT + timedelta(days=1)}, ["happened_at"]),
            ({"happened_at": AT.replace(tzinfo=None)}, ["happened_at"]),
            ({"method": Method.TRANSFER_DOMESTIC}, ["counterparty.account"]),
            ({"amount": Money(100, "EUR")}, ["currency"]),
            ({"happened_at": AT.replace(year=2010)}, []),
            (
                {"document_type": "cn_resident_id", "document_number": number(sequence=321)},
                ["document_number"],
            ),
        ],
    )
    def test_refused_bookings_leave_nothing(
        self,
        house: House,
        teller: Actor,
        customer: Specimen,
        change: dict[str, object],
        where: list[str],
    ) -> None:
        request = replace(cash("100", customer.account), **change)  # type: ignore[arg-type]
        events = count(house, audit_events)
        with pytest.raises(Invalid) as error:
            book(house, teller, request)
        assert [p.where for p in error.value.problems] == where
        assert count(house, store.transactions) == 0
        assert count(house, audit_events) == events

    def test_the_holders_own_document_may_stand_beside_the_account(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        shown = {"document_type": "cn_resident_id", "document_number": customer.number}
        assert book(house, teller, cash("100", customer.account, **shown)).created

    @pytest.mark.parametrize(
        "role",
        [Role.AUDITOR, Role.ADMINISTRATOR, Role.COMPLIANCE_OFFICER, Role.COMPLIANCE_HEAD],
    )
    def test_roles_that_do_not_serve_do_not_book(
        self, house: House, actor_of: Actors, customer: Specimen, role: Role
    ) -> None:
        with pytest.raises(Refused):
            book(house, actor_of(role), cash("100", customer.account))

    def test_nobody_books_in_anothers_name(
        self, house: House, teller: Actor, colleague: Actor, customer: Specimen
    ) -> None:
        for place in ({"teller_id": colleague.staff_id}, {"outlet_id": colleague.outlet_id}):
            with pytest.raises(Refused):
                book(house, teller, cash("100", customer.account, **place))
        own = {"teller_id": teller.staff_id, "outlet_id": teller.outlet_id}
        assert book(house, teller, cash("100", customer.account, **own)).created

    def test_a_system_says_whose_business_it_is(
        self, house: House, actor_of: Actors, customer: Specimen
    ) -> None:
        with pytest.raises(Invalid) as error:
            book(house, actor_of(Role.INTEGRATION), cash("100", customer.account))
        assert [p.where for p in error.value.problems] == ["outlet_id", "teller_id"]

    def test_branch_staff_see_their_branch(
        self, house: House, teller: Actor, colleague: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("52,000", customer.account)).transaction
        with house.read(colleague) as unit:
            assert service.transactions(unit, limit=5) == ()
            assert service.findings(unit, limit=5) == ()
            with pytest.raises(NotFound):
                service.transaction(unit, kept.id)
        with house.read(actor_of(Role.AUDITOR)) as unit:
            assert service.transactions(unit, limit=5) == (kept,)
            assert len(service.findings(unit, limit=5)) == 1
            assert service.business_days(unit) == ((DAY, 1),)
        with house.read(colleague) as unit:
            assert service.business_days(unit) == ()

    def test_pages_follow_each_other(self, house: House, teller: Actor, customer: Specimen) -> None:
        kept = [book(house, teller, cash(f"{n}", customer.account)).transaction for n in (1, 2, 3)]
        with house.read(teller) as unit:
            page = service.transactions(unit, limit=2)
            rest = service.transactions(unit, limit=2, before=page[-1].id)
        assert [*page, *rest] == kept[::-1]


class TestOneOff:
    """Invariant 1: no one-off service at the set amount without an identified person."""

    def exchange(self, amount: str, document: str | None = None, **more: object) -> NewTransaction:
        kind = {"document_type": "cn_resident_id", "document_number": document} if document else {}
        return cash(amount, method=Method.NOTE_EXCHANGE, **kind, **more)  # type: ignore[arg-type]

    def test_a_small_one_needs_nobody(self, house: House, teller: Actor) -> None:
        kept = book(house, teller, self.exchange("49,999.99"))
        assert kept.transaction.customer_id is None
        assert kept.prompt.level is PromptLevel.NEAR

    def test_a_large_one_of_nobody_is_refused(self, house: House, teller: Actor) -> None:
        with house.read(teller) as unit:
            shown = service.preview(unit, self.exchange("50,000"))
        assert (shown.level, shown.must_identify) == (PromptLevel.REFUSE, True)
        with pytest.raises(Invalid) as error:
            book(house, teller, self.exchange("50,000"))
        assert error.value.code == "transactions.one_off.unidentified"
        assert count(house, store.transactions) == 0

    def test_splitting_under_one_document_is_noticed_before_there_is_a_file(
        self, house: House, teller: Actor, colleague: Actor
    ) -> None:
        book(house, teller, self.exchange("30,000", number()))
        with pytest.raises(Invalid):
            book(house, colleague, self.exchange("20,000", number()))
        assert book(house, colleague, self.exchange("19,999.99", number())).created
        assert book(house, colleague, self.exchange("30,000", number(sequence=125))).created
        assert book(house, colleague, self.exchange("30,000", number(), direction=Direction.OUT)).created

    def test_once_there_is_a_file_the_earlier_deals_count(self, house: House, teller: Actor) -> None:
        early = book(house, teller, self.exchange("30,000", number())).transaction
        with house.write(teller) as unit:
            customer_id = onboarded(unit).customer_id
        with pytest.raises(Invalid) as error:  # on file, but the gate of the networked check stands open
            book(house, teller, self.exchange("30,000", number()))
        assert error.value.code == "transactions.one_off.unadmitted"
        assert "network_check" in {problem.where for problem in error.value.problems}
        with house.write(teller) as unit:
            checked(unit, customer_id)
            holds.place_hold(unit, customer_id, HoldKind.COMPLIANCE, "matter")
        with house.read(teller) as unit:
            shown = service.preview(unit, self.exchange("30,000", number()))
        assert shown.level is PromptLevel.REFUSE
        assert [one.code for one in shown.missing if one.code.startswith("gate:")] == ["gate:no_open_hold"]
        with house.write(teller) as unit:
            holds.lift_hold(unit, customer_id, "matter")
        kept = book(house, teller, self.exchange("30,000", number()))
        assert kept.transaction.customer_id == customer_id
        assert open_sums(kept.findings) == {"in cny": "60,000.00"}
        with house.write(teller) as unit:
            service.reverse(unit, early.id, "客户取消兑换")
            (finding,) = service.findings(unit, customer_id=customer_id, limit=5)
        assert finding.current.derived.state is FindingState.WITHDRAWN

    def test_an_expired_document_does_not_identify(self, house: House, teller: Actor, clock: Clock) -> None:
        with house.write(teller) as unit:
            checked(unit, onboarded(unit, expires_on="2026-11-20").customer_id)
        assert book(house, teller, self.exchange("50,000", number())).created
        clock.advance(days=1)
        tomorrow = AT + timedelta(days=1)
        with pytest.raises(Invalid):
            book(house, teller, self.exchange("50,000", number(), at=tomorrow))
        assert book(house, teller, self.exchange("49,999", number(), at=tomorrow)).created

    def test_foreign_notes_have_their_own_line(self, house: House, teller: Actor) -> None:
        with pytest.raises(Invalid):
            book(house, teller, self.exchange("10,000", currency="USD"))
        assert book(house, teller, self.exchange("9,999.99", currency="USD")).created

    def test_a_correction_over_the_line_needs_somebody_too(self, house: House, teller: Actor) -> None:
        kept = book(house, teller, self.exchange("5,000")).transaction
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.correct(unit, kept.id, Change(amount=Money(5_000_000, "CNY")), "少录一位数")
        with house.write(teller) as unit:
            assert service.correct(unit, kept.id, Change(amount=Money(600_000, "CNY")), "录错金额").created


class TestMending:
    def test_a_reversal_withdraws_what_was_found_and_keeps_everything(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        small = book(house, teller, cash("10,000", customer.account)).transaction
        large = book(house, teller, cash("45,000", customer.account)).transaction
        with house.write(teller) as unit:
            undone = service.reverse(unit, large.id, "客户未带足现金")
        assert (undone.entry, undone.original_id, undone.standing) == (
            Entry.REVERSAL,
            large.id,
            Standing.REVERSAL,
        )
        assert (undone.amount, undone.business_day, undone.reason) == (large.amount, DAY, "客户未带足现金")
        (finding,) = found_on(house, teller, customer)
        opened, withdrawn = finding.history
        assert (opened.derived.state, withdrawn.derived.state) == (FindingState.OPEN, FindingState.WITHDRAWN)
        assert withdrawn.derived.day_sum.transaction_ids == (small.id,)
        assert finding.current == withdrawn
        with house.read(teller) as unit:
            assert service.transaction(unit, large.id).standing is Standing.REVERSED
            assert service.transaction(unit, large.id).superseded_by == undone.id
        again = book(house, teller, cash("40,000", customer.account))
        (finding,) = again.findings
        assert [v.derived.state for v in finding.history] == ["open", "withdrawn", "open"]

    def test_a_correction_changes_the_sum(self, house: House, teller: Actor, customer: Specimen) -> None:
        agent = Agent(name="样本代办")
        kept = book(house, teller, cash("5,200", customer.account, agent=agent, purpose="货款")).transaction
        with house.write(teller) as unit:
            mended = service.correct(unit, kept.id, Change(amount=Money(5_200_000, "CNY")), "少录一位数")
        assert open_sums(mended.findings) == {"in cny": "52,000.00"}
        assert mended.transaction.reference == kept.reference
        assert (mended.transaction.agent, mended.transaction.purpose) == (agent, "货款")
        with house.write(teller) as unit:
            back = service.correct(
                unit, mended.transaction.id, Change(amount=Money(520_000, "CNY")), "原来是对的"
            )
        assert open_sums(back.findings) == {}

    def test_a_correction_of_the_day_moves_the_sum(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        book(house, teller, cash("30,000", customer.account, at=AT - timedelta(days=1)))
        kept = book(house, teller, cash("52,000", customer.account)).transaction
        with house.write(teller) as unit:
            moved = service.correct(
                unit, kept.id, Change(happened_at=AT - timedelta(days=1)), "实际为昨日交易"
            )
        assert moved.transaction.business_day == date(2026, 11, 19)
        assert moved.transaction.late
        assert open_sums(moved.findings) == {"in cny": "82,000.00"}
        assert moved.findings[0].current.derived.deadline == date(2026, 11, 26)
        assert open_sums(found_on(house, teller, customer)) == {}

    def test_a_correction_of_direction_and_currency(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("12,000", customer.account)).transaction
        with house.write(teller) as unit:
            change = Change(
                amount=Money(1_200_000, "USD"), method=Method.CASH_WITHDRAWAL, direction=Direction.OUT
            )
            mended = service.correct(unit, kept.id, change, "币种和方向录错")
        assert open_sums(mended.findings) == {"out foreign": "12,000.00"}

    def test_a_late_row_reopens_the_past_day(
        self, house: House, teller: Actor, customer: Specimen, clock: Clock
    ) -> None:
        book(house, teller, cash("30,000", customer.account))
        clock.advance(days=3)
        late = book(house, teller, cash("20,000", customer.account))
        assert late.transaction.late
        (finding,) = late.findings
        assert (finding.business_day, finding.current.derived.deadline) == (DAY, date(2026, 11, 27))

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            (Change(), "transactions.correction.nothing"),
            (Change(amount=Money(100, "CNY")), "transactions.correction.nothing"),
            (Change(amount=Money(0, "CNY")), "transactions.invalid"),
            (Change(direction=Direction.OUT), "transactions.invalid"),
            (Change(happened_at=AT + timedelta(days=2)), "transactions.invalid"),
            (Change(happened_at=AT.replace(tzinfo=None)), "transactions.invalid"),
            (Change(amount=Money(100, "EUR")), "transactions.rate.missing"),
        ],
    )
    def test_wrong_corrections_leave_the_row_in_force(
        self, house: House, teller: Actor, customer: Specimen, change: Change, code: str
    ) -> None:
        kept = book(house, teller, cash("1", customer.account)).transaction
        with pytest.raises(Invalid) as error, house.write(teller) as unit:
            service.correct(unit, kept.id, change, "录错金额")
        assert error.value.code == code
        with house.read(teller) as unit:
            assert service.transaction(unit, kept.id).standing is Standing.IN_FORCE

    def test_a_row_is_mended_once_and_a_reversal_stands(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("1", customer.account)).transaction
        with house.write(teller) as unit:
            undone = service.reverse(unit, kept.id, "录错金额")
        for mend in (
            lambda unit: service.reverse(unit, kept.id, "再冲一次"),
            lambda unit: service.correct(unit, kept.id, Change(amount=Money(2, "CNY")), "录错金额"),
        ):
            with pytest.raises(Conflict) as error, house.write(teller) as unit:
                mend(unit)
            assert error.value.existing == {"transaction_id": undone.id}
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.reverse(unit, undone.id, "冲正冲正")

    @pytest.mark.parametrize("reason", ["", "  错  ", "因" * 201])
    def test_a_reason_must_say_something(
        self, house: House, teller: Actor, customer: Specimen, reason: str
    ) -> None:
        kept = book(house, teller, cash("1", customer.account)).transaction
        with pytest.raises(Invalid), house.write(teller) as unit:
            service.reverse(unit, kept.id, reason)

    def test_tellers_mend_their_own_supervisors_their_outlets(
        self, house: House, teller: Actor, colleague: Actor, actor_of: Actors, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("1", customer.account)).transaction
        refusals: dict[Actor, type[FirstlineError]] = {
            actor_of(Role.TELLER, login="other"): Refused,
            colleague: NotFound,
            actor_of(Role.SUPERVISOR, outlet="west"): NotFound,
            actor_of(Role.AUDITOR): Refused,
        }
        for actor, refusal in refusals.items():
            with pytest.raises(refusal), house.write(actor) as unit:
                service.reverse(unit, kept.id, "录错金额")
        with house.write(actor_of(Role.SUPERVISOR)) as unit:
            undone = service.reverse(unit, kept.id, "录错金额")
        assert undone.teller_id == teller.staff_id
        assert undone.recorded_by != teller.staff_id


class TestRates:
    def set(self, house: House, actor: Actor, day: date = DAY, **rates: str) -> service.RatesSet:
        with house.write(actor) as unit:
            return service.set_rates(unit, day, {c: Decimal(rate) for c, rate in rates.items()})

    @pytest.fixture
    def treasury(self, actor_of: Actors) -> Actor:
        return actor_of(Role.INTEGRATION)

    def test_foreign_cash_is_valued_by_the_days_rates(
        self, house: House, teller: Actor, treasury: Actor, customer: Specimen
    ) -> None:
        with pytest.raises(Invalid) as error:
            book(house, teller, cash("9,000", customer.account, currency="EUR"))
        assert error.value.code == "transactions.rate.missing"
        self.set(house, treasury, EUR="1.1")
        assert book(house, teller, cash("9,000", customer.account, currency="EUR")).findings == ()
        kept = book(house, teller, cash("100", customer.account, currency="USD"))
        assert open_sums(kept.findings) == {"in foreign": "10,000.00"}
        (rate,) = kept.findings[0].current.derived.day_sum.rates
        assert (rate.currency, rate.day, rate.usd_per_unit) == ("EUR", DAY, Decimal("1.1"))

    def test_an_earlier_table_serves_for_a_while(
        self, house: House, teller: Actor, treasury: Actor, customer: Specimen
    ) -> None:
        self.set(house, treasury, DAY - timedelta(days=11), EUR="1.1")
        with pytest.raises(Invalid):
            book(house, teller, cash("1", customer.account, currency="EUR"))
        self.set(house, treasury, DAY - timedelta(days=10), EUR="1.2")
        assert book(house, teller, cash("1", customer.account, currency="EUR")).created

    def test_a_corrected_rate_derives_the_day_again(
        self, house: House, teller: Actor, treasury: Actor, customer: Specimen
    ) -> None:
        self.set(house, treasury, EUR="1.0")
        book(house, teller, cash("9,500", customer.account, currency="EUR"))
        done = self.set(house, treasury, EUR="1.1", HKD="0.128")
        assert (done.changed, done.unchanged, done.rederived) == (2, 0, 1)
        assert open_sums(found_on(house, teller, customer)) == {"in foreign": "10,450.00"}
        again = self.set(house, treasury, EUR="1.1", HKD="0.128")
        assert (again.changed, again.unchanged, again.rederived) == (0, 2, 0)
        self.set(house, treasury, EUR="1.0")
        (finding,) = found_on(house, teller, customer)
        assert [v.derived.state for v in finding.history] == ["open", "withdrawn"]

    def test_a_new_table_values_the_days_that_fell_back_on_an_older_one(
        self, house: House, teller: Actor, treasury: Actor, customer: Specimen
    ) -> None:
        self.set(house, treasury, DAY - timedelta(days=3), EUR="1.0")
        book(house, teller, cash("9,500", customer.account, currency="EUR"))
        self.set(house, treasury, DAY - timedelta(days=1), EUR="1.1")
        assert open_sums(found_on(house, teller, customer)) == {"in foreign": "10,450.00"}

    @pytest.mark.parametrize(
        ("day", "rates"),
        [
            (DAY, {"EUR": "0"}),
            (DAY, {"EUR": "-1"}),
            (DAY, {"EUR": "NaN"}),
            (DAY, {"EUR": "1E-30"}),
            (DAY, {"CNY": "7.1"}),
            (DAY, {"USD": "1"}),
            (DAY, {"XXQ": "1"}),
            (DAY + timedelta(days=1), {"EUR": "1.1"}),
        ],
    )
    def test_wrong_rates_are_refused(
        self, house: House, treasury: Actor, day: date, rates: dict[str, str]
    ) -> None:
        with pytest.raises(Invalid):
            self.set(house, treasury, day, **rates, GBP="1.2")
        assert self.set(house, treasury, GBP="1.2").changed == 1

    def test_tellers_set_no_rates(self, house: House, teller: Actor) -> None:
        with pytest.raises(Refused):
            self.set(house, teller, EUR="1.1")


class TestHeldByTheDatabase:
    def test_two_tellers_at_the_same_moment_do_not_miss_each_other(
        self, house: House, teller: Actor, colleague: Actor, customer: Specimen
    ) -> None:
        start = threading.Barrier(2)
        errors: list[FirstlineError] = []

        def deposit(actor: Actor) -> None:
            start.wait()
            try:
                for _ in range(5):
                    book(house, actor, cash("5,000", customer.account))
            except FirstlineError as error:
                errors.append(error)

        threads = [threading.Thread(target=deposit, args=(actor,)) for actor in (teller, colleague)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert open_sums(found_on(house, teller, customer)) == {"in cny": "50,000.00"}

    def test_one_reference_sent_many_times_at_once_is_one_row(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        request = cash("52,000", customer.account)
        start = threading.Barrier(6)
        created: list[bool] = []

        def send() -> None:
            start.wait()
            created.append(book(house, teller, request).created)

        threads = [threading.Thread(target=send) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(created) == [False] * 5 + [True]
        assert count(house, store.transactions) == 1
        (finding,) = found_on(house, teller, customer)
        assert len(finding.history) == 1

    def test_rows_are_never_changed_or_deleted(self, house: House, teller: Actor, customer: Specimen) -> None:
        book(house, teller, cash("52,000", customer.account))
        for table in (store.transactions, large_value_findings, large_value_finding_versions):
            column = table.c[table.columns.keys()[1]]
            for statement in (delete(table), update(table).values({column: "x"})):
                with pytest.raises(DBAPIError), house.database.write() as connection:
                    connection.execute(statement)
        assert count(house, store.transactions) == 1

    def test_a_row_has_one_successor_and_a_positive_amount(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("1", customer.account)).transaction
        with house.write(teller) as unit:
            service.reverse(unit, kept.id, "录错金额")
        columns = ", ".join(
            c.name for c in store.transactions.columns if c.name not in ("id", "amount_minor")
        )
        copy = f"INSERT INTO transactions (id, amount_minor, {columns}) SELECT :id, :amount, {columns} "
        for amount, which in ((1, "entry = 'reversal'"), (0, "entry = 'booking'"), (1, "entry = 'booking'")):
            with pytest.raises(DBAPIError), house.database.write() as connection:
                connection.execute(
                    text(copy + f"FROM transactions WHERE {which}"), {"id": "another", "amount": amount}
                )

    def test_what_happened_is_in_the_audit_log_without_personal_data(
        self, house: House, teller: Actor, customer: Specimen
    ) -> None:
        kept = book(house, teller, cash("52,000", customer.account, purpose="样本货款")).transaction
        with house.write(teller) as unit:
            service.reverse(unit, kept.id, "样本原因很长")
        with house.database.read() as connection:
            rows = connection.execute(select(audit_events).order_by(audit_events.c.seq)).all()
            key = house.vault.keyring.audit_key
            assert verify(connection, key, teller.institution_id).broken is None
        assert [row.event for row in rows][-4:] == [
            Event.TRANSACTION_RECORDED,
            Event.FINDING_OPENED,
            Event.TRANSACTION_REVERSED,
            Event.FINDING_WITHDRAWN,
        ]
        assert "样本" not in repr(rows[-4:])
        assert customer.account not in repr(rows)

    def test_what_was_found_can_be_replayed(self, house: House, teller: Actor, customer: Specimen) -> None:
        (finding,) = book(house, teller, cash("52,000", customer.account)).findings
        with house.read(teller) as unit:
            policy = unit.policy_once(LargeValuePolicy, finding.current.policy_fingerprint)
        assert (
            policy.line(ReportClass.CASH, finding.current.derived.day_sum.book)
            == finding.current.derived.threshold
        )


def test_the_customers_other_accounts_count(house: House, teller: Actor, customer: Specimen) -> None:
    with house.write(teller) as unit:
        customers.open_account(unit, customer.customer_id, "6200000000000005678", "class_2")
    book(house, teller, cash("30,000", customer.account))
    assert open_sums(book(house, teller, cash("20,000", "6200000000000005678")).findings) == {
        "in cny": "50,000.00"
    }


def test_another_customer_does_not_count(house: House, teller: Actor, customer: Specimen) -> None:
    with house.write(teller) as unit:
        other = onboarded(unit, **confirmed(number=number(sequence=125), name="李小样")).customer_id
        customers.open_account(unit, other, "6200000000000005678", "class_1")
    book(house, teller, cash("30,000", customer.account))
    assert book(house, teller, cash("30,000", "6200000000000005678")).findings == ()
