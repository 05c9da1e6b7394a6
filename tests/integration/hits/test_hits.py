"""From a list and a customer to a hit, through two people, to what it stops and how that is lifted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError

from kyc.admission import holds
from kyc.admission.model import HoldKind
from kyc.base import audit
from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.unit import House
from kyc.customers import service as customers
from kyc.customers.tables import customers as customers_table
from screening.hits import service, tables
from screening.hits.barring import STOPPED
from screening.hits.model import Hit, HitDisposition, HitLine, HitState, LiftGround, ScreenedOn
from screening.watchlists.model import Arrival
from tests.conftest import Clock
from tests.integration.hits.conftest import SOURCES, wang
from tests.specimen_transactions import book, cash

TRUE, FALSE, UNSURE = HitDisposition.TRUE_MATCH, HitDisposition.FALSE_POSITIVE, HitDisposition.INCONCLUSIVE
Take = Callable[..., Arrival]
Onboard = Callable[..., str]
Queue = Callable[[], tuple[HitLine, ...]]
Dispose = Callable[..., Hit]


def states(queue: Queue) -> list[HitState]:
    return [line.state for line in queue()]


def open_account(house: House, teller: Actor, customer_id: str, account: str = "6200000000000012345") -> None:
    with house.write(teller) as unit:
        customers.open_account(unit, customer_id, account, "class_1")


class TestScreening:
    def test_a_listed_person_is_found_when_the_record_is_made(
        self, house: House, officer: Actor, take: Take, onboard: Onboard, queue: Queue
    ) -> None:
        take(wang())
        customer_id = onboard()
        (line,) = queue()
        assert (line.customer_id, line.name, line.listed_name, line.state) == (
            customer_id,
            "王**",
            "王小样",
            HitState.OPEN,
        )
        with house.read(officer) as unit:
            hit = service.hit(unit, SOURCES, line.hit_id)
        assert hit.latest.occasion is ScreenedOn.IDENTITY
        assert hit.latest.ours["names"] == ["王**"]
        assert {factor.code for factor in hit.latest.factors} >= {"name", "number", "birth_date"}
        assert hit.latest.score == sum(f.points for f in hit.latest.factors) or hit.latest.score == 100

    def test_who_it_is_shows_for_a_reason_a_second_factor_and_a_trace_alone(
        self,
        house: House,
        officer: Actor,
        actor_of: Callable[..., Actor],
        take: Take,
        onboard: Onboard,
        queue: Queue,
    ) -> None:
        take(wang())
        customer_id = onboard()
        hit_id = queue()[0].hit_id
        with house.write(officer) as unit:
            assert service.revealed(unit, hit_id, "核对是否同一人").latest.ours["names"] == ["王小样"]
        with house.database.read() as connection:
            events = audit.events_about(connection, officer.institution_id, customer_id)
        assert events[-1].event == "customers:customer:revealed"
        for actor, reason, refusal in (
            (officer, "", Invalid),
            (actor_of(Role.COMPLIANCE_OFFICER, second_factor=False), "核对是否同一人", Refused),
            (actor_of(Role.AUDITOR), "核对是否同一人", Refused),
        ):
            with house.write(actor) as unit, pytest.raises(refusal):
                service.revealed(unit, hit_id, reason)

    def test_nobody_else_is(self, take: Take, onboard: Onboard, queue: Queue) -> None:
        take(wang())
        onboard(sequence=125, name="李别样")
        assert queue() == ()

    def test_a_new_list_version_finds_an_old_customer_and_only_once(
        self, take: Take, onboard: Onboard, queue: Queue, catch_up: Callable[[], int]
    ) -> None:
        take()
        onboard()
        assert catch_up() == 0
        assert queue() == ()
        take(wang())
        assert catch_up() == 1
        (line,) = queue()
        assert line.state is HitState.OPEN
        assert catch_up() == 0
        assert len(queue()) == 1

    def test_changing_the_name_makes_a_hit_or_makes_it_lapse(
        self, house: House, teller: Actor, take: Take, onboard: Onboard, queue: Queue
    ) -> None:
        from tests.specimen_customers import confirmed, drafted

        take("1,个人,钱改样,,1990-03-07,男,中国,,")
        customer_id = onboard()
        assert queue() == ()
        for version, name, state in ((1, "钱改样", HitState.OPEN), (2, "王小样", HitState.LAPSED)):
            with house.write(teller) as unit:
                drafts = drafted(unit, confirmed(name=name))
                customers.change_customer(
                    unit, customer_id, version, {"name": name}, "更名后重新登记", drafts
                )
            assert states(queue) == [state]

    def test_whoever_was_missed_is_found(
        self, house: House, take: Take, onboard: Onboard, queue: Queue, catch_up: Callable[[], int]
    ) -> None:
        take(wang())
        catch_up()
        customer_id = onboard()
        with house.database.write() as connection:
            connection.execute(tables.hit_screened.delete())
        assert catch_up() == 0, "the hit is there and does not differ"
        with house.database.read() as connection:
            found = connection.execute(select(tables.hit_screened)).one()
        assert (found.subject_id, found.version) == (customer_id, 1)
        assert len(queue()) == 1

    def test_who_was_held_against_an_older_version_is_held_against_the_new_one_soon(
        self,
        house: House,
        take: Take,
        onboard: Onboard,
        queue: Queue,
        console: Actor,
        catch_up: Callable[[], int],
    ) -> None:
        """Another process has put the version in force and held the base against it already."""
        take()
        onboard(sequence=125, name="李别样")
        take(wang())
        service.work_off(house, console, service.Lists(SOURCES))
        onboard()
        assert queue() == (), "nobody at the counter waits for the new version to be read"
        assert catch_up() == 1
        assert len(queue()) == 1

    def test_a_purged_customer_is_read_past(
        self,
        house: House,
        console: Actor,
        lists: service.Lists,
        take: Take,
        onboard: Onboard,
        queue: Queue,
    ) -> None:
        take(wang())
        gone, _ = onboard(), onboard(sequence=125)
        with house.database.write() as connection:
            connection.execute(
                update(customers_table).where(customers_table.c.id == gone).values(purged_at=house.clock())
            )
        take(wang(born="1990-03-08"))
        assert service.rescreen(house, console, lists) == 1
        assert len(queue()) == 2

    def test_the_whole_base_by_command(
        self, house: House, console: Actor, lists: service.Lists, take: Take, onboard: Onboard, queue: Queue
    ) -> None:
        onboard()
        take(wang())
        assert service.rescreen(house, console, lists) == 1
        assert service.rescreen(house, console, lists) == 0
        assert len(queue()) == 1


class TestTwoPeople:
    @pytest.fixture
    def hit_id(self, take: Take, onboard: Onboard, queue: Queue) -> str:
        take(wang())
        onboard()
        return queue()[0].hit_id

    def test_cleared_stays_cleared_until_a_side_changes_in_a_way_that_matters(
        self,
        house: House,
        hit_id: str,
        dispose: Dispose,
        take: Take,
        queue: Queue,
        catch_up: Callable[[], int],
        console: Actor,
        lists: service.Lists,
    ) -> None:
        assert dispose(hit_id, FALSE).state is HitState.CLEARED
        take(wang(remark="换了说明，与身份无关"))
        catch_up()
        service.rescreen(house, console, lists)
        assert states(queue) == [HitState.CLEARED]
        take(wang(name="王小样,王晓样").replace("王小样,王晓样,,", "王小样,王晓样,"))
        assert catch_up() == 1
        assert states(queue) == [HitState.OPEN]
        assert dispose(hit_id, FALSE).state is HitState.CLEARED

    def test_nobody_reviews_their_own_word(
        self, house: House, officer: Actor, head: Actor, hit_id: str
    ) -> None:
        with house.write(officer) as unit:
            found = service.hit(unit, SOURCES, hit_id)
            found = service.propose(unit, hit_id, found.latest.finding_id, FALSE, "照片不是同一人")
        assert found.pending
        decision = found.pending.decision_id
        with house.write(officer) as unit, pytest.raises(Refused):
            service.confirm(unit, hit_id, decision, True, "同意该意见")
        row = {
            "id": "x",
            "decision_id": decision,
            "agreed": True,
            "remark": b"",
            "confirmed_by": officer.staff_id,
            "confirmed_at": house.clock(),
        }
        for claimed in (officer.staff_id, head.staff_id):
            with pytest.raises(DBAPIError), house.database.write() as connection:
                connection.execute(insert(tables.hit_confirmations).values(**row, proposed_by=claimed))
        with house.write(head) as unit:
            assert service.confirm(unit, hit_id, decision, True, "同意该意见").state is HitState.CLEARED
        with house.write(head) as unit, pytest.raises(Conflict):
            service.confirm(unit, hit_id, decision, False, "又不同意了")

    def test_disagreement_opens_it_again(self, hit_id: str, dispose: Dispose) -> None:
        assert dispose(hit_id, FALSE, agree=False).state is HitState.OPEN
        assert dispose(hit_id, UNSURE).state is HitState.OPEN, "inconclusive is no end"
        assert dispose(hit_id, FALSE).state is HitState.CLEARED

    def test_what_was_looked_at_must_be_what_is_there(
        self, house: House, officer: Actor, hit_id: str, take: Take, catch_up: Callable[[], int]
    ) -> None:
        with house.read(officer) as unit:
            seen = service.hit(unit, SOURCES, hit_id).latest.finding_id
        take(wang(born="1990-03-08"))
        catch_up()
        with house.write(officer) as unit, pytest.raises(Conflict):
            service.propose(unit, hit_id, seen, FALSE, "依据的是旧内容")

    @pytest.mark.parametrize(
        ("disposition", "reason"),
        [("maybe", "说得足够清楚"), ("false_positive", " 否 "), ("true_match", "长" * 1001)],
    )
    def test_bad_words_change_nothing(
        self, house: House, officer: Actor, hit_id: str, disposition: str, reason: str
    ) -> None:
        with house.read(officer) as unit:
            seen = service.hit(unit, SOURCES, hit_id).latest.finding_id
        with house.write(officer) as unit, pytest.raises(Invalid):
            service.propose(unit, hit_id, seen, disposition, reason)
        with house.read(officer) as unit:
            assert service.hit(unit, SOURCES, hit_id).decisions == ()

    @pytest.mark.parametrize("role", [Role.TELLER, Role.SUPERVISOR, Role.ADMINISTRATOR])
    def test_the_counter_never_sees_a_hit(
        self, house: House, hit_id: str, actor_of: Callable[..., Actor], role: Role
    ) -> None:
        with house.read(actor_of(role)) as unit:
            for ask in (
                lambda: service.queue(unit, SOURCES, limit=1),
                lambda: service.hit(unit, SOURCES, hit_id),
                lambda: service.hits_of_customer(unit, SOURCES, "x"),
            ):
                with pytest.raises(Refused):
                    ask()

    def test_there_is_no_such_hit(self, house: House, officer: Actor) -> None:
        with house.read(officer) as unit, pytest.raises(NotFound):
            service.hit(unit, SOURCES, "none")

    def test_every_step_is_in_the_log_and_nothing_personal(
        self, house: House, officer: Actor, hit_id: str, dispose: Dispose
    ) -> None:
        dispose(hit_id, FALSE)
        with house.database.read() as connection:
            events = audit.events_about(connection, officer.institution_id, hit_id)
            kept = [str(row) for row in connection.execute(select(tables.hit_findings))]
        assert [row.event for row in events] == [
            "hits:hit:found",
            "hits:disposition:proposed",
            "hits:disposition:confirmed",
        ]
        assert not any("王小样" in str(row) or "核对" in str(row) for row in [*events, *kept])


class TestStopping:
    def test_an_open_hit_bars_new_business_but_not_what_is_going_on(
        self,
        house: House,
        teller: Actor,
        officer: Actor,
        take: Take,
        onboard: Onboard,
        queue: Queue,
        dispose: Dispose,
        catch_up: Callable[[], int],
    ) -> None:
        take()
        customer_id = onboard()
        open_account(house, teller, customer_id)
        take(wang())
        catch_up()
        with house.read(officer) as unit:
            assert holds.kinds_of(unit, customer_id) == {HoldKind.NAME_HIT}
        assert book(house, teller, cash("100", "6200000000000012345")).created
        dispose(queue()[0].hit_id, FALSE)
        with house.read(officer) as unit:
            assert holds.kinds_of(unit, customer_id) == frozenset()
        take(wang(born="1990-03-08"))
        catch_up()
        with house.read(officer) as unit:
            assert holds.kinds_of(unit, customer_id) == {HoldKind.NAME_HIT}, "a hit that returns holds again"

    def test_a_true_match_stops_from_the_first_word_until_two_lift_it_on_a_lawful_ground(
        self,
        house: House,
        teller: Actor,
        officer: Actor,
        head: Actor,
        take: Take,
        onboard: Onboard,
        queue: Queue,
        catch_up: Callable[[], int],
        clock: Clock,
    ) -> None:
        take()
        open_account(house, teller, onboard())
        take(wang())
        catch_up()
        hit_id = queue()[0].hit_id

        def cannot_book() -> None:
            with pytest.raises(Refused) as refusal:
                book(house, teller, cash("100", "6200000000000012345"))
            assert refusal.value.text == STOPPED
            assert not any(
                word in str(refusal.value) for word in ("名单", "制裁", "list", "sanction", "冻结", "恐怖")
            )

        with house.write(officer) as unit:
            found = service.hit(unit, SOURCES, hit_id)
            found = service.propose(unit, hit_id, found.latest.finding_id, TRUE, "证件号码与名单完全一致")
        cannot_book()
        assert found.pending
        with house.write(head) as unit:
            found = service.confirm(unit, hit_id, found.pending.decision_id, True, "同意，立即采取措施")
        assert found.state is HitState.CONFIRMED
        assert found.report_due_at
        assert (found.report_due_at - clock.now).total_seconds() == 24 * 3600
        cannot_book()

        with house.write(officer) as unit:
            assert service.record_report(unit, hit_id, "样本发〔2026〕1号").report_due_at is None
        with house.write(officer) as unit, pytest.raises(Conflict):
            service.record_report(unit, hit_id, "样本发〔2026〕2号")

        with house.write(officer) as unit, pytest.raises(Invalid):
            service.propose_lift(unit, hit_id, LiftGround.DELISTED, "还在名单上，不应通过")
        take("99,机构,替补样本公司,,,,,,")  # taken off the list
        catch_up()
        assert states(queue) == [HitState.CONFIRMED], "delisting alone releases nobody"
        cannot_book()
        with house.write(officer) as unit:
            lift = service.propose_lift(
                unit, hit_id, LiftGround.DELISTED, "新版名单已不含该条目"
            ).pending_lift
        assert lift
        cannot_book()
        with house.write(officer) as unit, pytest.raises(Refused):
            service.confirm_lift(unit, hit_id, lift.lift_id, True)
        with house.write(head) as unit:
            found = service.confirm_lift(unit, hit_id, lift.lift_id, True)
        assert found.state is HitState.LAPSED
        assert book(house, teller, cash("100", "6200000000000012345")).created
        assert found.report_due_at, "that it was lifted is reported too"
        assert (found.report_due_at - clock.now).total_seconds() == 24 * 3600
        with house.write(officer) as unit:
            found = service.record_report(unit, hit_id, "样本发〔2026〕2号")
        assert (found.report_due_at, found.lift_report and found.lift_report.reference) == (
            None,
            "样本发〔2026〕2号",
        )

    def test_disagreement_with_a_true_match_releases(
        self, house: House, teller: Actor, take: Take, onboard: Onboard, queue: Queue, dispose: Dispose
    ) -> None:
        take(wang())
        customer_id = onboard()
        assert dispose(queue()[0].hit_id, TRUE, agree=False).state is HitState.OPEN
        assert dispose(queue()[0].hit_id, FALSE).state is HitState.CLEARED
        open_account(house, teller, customer_id)
        assert book(house, teller, cash("100", "6200000000000012345")).created

    def test_hits_are_counted_once(self, house: House, take: Take, onboard: Onboard) -> None:
        take(wang())
        onboard()
        with house.database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(tables.hits)) == 1
