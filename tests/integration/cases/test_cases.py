"""From findings and concerns to cases, through people to an end, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from screening.cases import service, tables
from screening.cases.model import AlertSource, CaseDisposition, CaseStatus, EntryKind, Priority
from tests.conftest import Clock
from tests.specimen_cases import CHECKS, Desks
from tests.specimen_transactions import Specimen, book, cash, specimen


class TestJoining:
    def test_findings_of_one_customer_and_group_join_one_case_and_only_once(
        self, desks: Desks, structured: Specimen, clock: Clock
    ) -> None:
        lines = desks.queue()
        assert {line.customer_id for line in lines} == {structured.customer_id}
        assert len({line.group for line in lines}) == len(lines)
        assert all(line.name == "王**" for line in lines)
        found = desks.case(lines[0].case_id)
        assert found.alerts[0].source is AlertSource.DETECTION
        assert found.alerts[0].evidence
        assert found.alerts[0].words.zh
        assert found.alerts[0].standing
        assert desks.monitor() == 0
        before = sum(line.alerts for line in lines)
        book(desks.house, desks.teller, cash("48000", structured.account, at=clock()))
        desks.monitor()
        after = desks.queue()
        assert sum(line.alerts for line in after) > before
        assert {line.case_id for line in lines} <= {line.case_id for line in after}

    def test_a_closed_case_takes_nothing_more(self, desks: Desks, structured: Specimen, clock: Clock) -> None:
        (line, *_) = [line for line in desks.queue() if line.group == "structuring"]
        desks.closed(line.case_id)
        book(desks.house, desks.teller, cash("48000", structured.account, at=clock()))
        desks.monitor()
        again = [each for each in desks.queue() if each.group == "structuring"]
        assert [each.case_id != line.case_id for each in again] == [True]

    def test_what_staff_notice_becomes_a_case_and_says_nothing_back(
        self, desks: Desks, customer: Specimen
    ) -> None:
        with desks.house.write(desks.teller) as unit:
            assert service.raise_concern(unit, "evasive", "回避询问资金来源", customer.customer_id) is None
            service.raise_concern(unit, "attempted", "陌生人拟存 30 万现金，要求证件后离开")
            for kind, words, refusal in (("rumour", "说得足够长", Invalid), ("other", "短", Invalid)):
                with pytest.raises(refusal):
                    service.raise_concern(unit, kind, words, customer.customer_id)
            with pytest.raises(NotFound):
                service.raise_concern(unit, "other", "没有这个客户的", "none")
            with pytest.raises(Refused):
                service.queue(unit)
        lines = desks.queue()
        assert [(line.priority, line.group) for line in lines] == [(Priority.HIGH, "staff")] * 2
        assert {line.customer_id for line in lines} == {customer.customer_id, None}


class TestWorking:
    @pytest.fixture
    def case_id(self, desks: Desks, customer: Specimen) -> str:
        with desks.house.write(desks.teller) as unit:
            service.raise_concern(unit, "evasive", "回避询问资金来源", customer.customer_id)
        return desks.queue()[0].case_id

    def test_closing_needs_every_check_and_two_people(self, desks: Desks, case_id: str) -> None:
        with desks.house.write(desks.officer) as unit:
            with pytest.raises(Refused):
                service.propose(unit, case_id, 0, "false_positive", "还没有领取")
            service.take(unit, case_id, 0)
            with pytest.raises(Invalid) as refused:
                service.propose(unit, case_id, 1, "false_positive", "有合理解释")
            assert "核查项" in refused.value.text.zh
            for code in CHECKS:
                service.add_entry(unit, case_id, "check", "", code)
            for disposition, reason in (("nonsense", "有合理解释"), ("false_positive", "短")):
                with pytest.raises(Invalid):
                    service.propose(unit, case_id, 1, disposition, reason)
            found = service.propose(unit, case_id, 1, "false_positive", "有合理解释")
        assert found.status is CaseStatus.PROPOSED
        closing_id = found.pending.closing_id  # type: ignore[union-attr]
        with desks.house.write(desks.officer) as unit, pytest.raises(Refused):
            service.decide(unit, case_id, closing_id, True, "自己同意自己")
        with desks.house.write(desks.teller) as unit, pytest.raises(Refused):
            service.decide(unit, case_id, closing_id, True, "柜员同意")
        row = {
            "id": "x",
            "closing_id": closing_id,
            "asked_by": desks.officer.staff_id,
            "agreed": True,
            "at": desks.house.clock(),
            "by": desks.officer.staff_id,
        }
        with pytest.raises(DBAPIError), desks.house.database.write() as connection:
            connection.execute(insert(tables.closing.decisions).values(row))
        with desks.house.write(desks.head) as unit:
            found = service.decide(unit, case_id, closing_id, False, "再查对手方")
        assert found.status is CaseStatus.IN_REVIEW
        with desks.house.write(desks.officer) as unit:
            found = service.propose(unit, case_id, found.version, "true_match", "对手方亦可疑")
        with desks.house.write(desks.head) as unit:
            found = service.decide(unit, case_id, found.pending.closing_id, True, "同意报告")  # type: ignore[union-attr]
        assert (found.status, found.disposition) == (CaseStatus.CLOSED, CaseDisposition.TRUE_MATCH)
        assert found.days_left is None
        with pytest.raises(DBAPIError), desks.house.database.write() as connection:
            connection.execute(update(tables.case_moves).values(status="open"))

    def test_of_two_who_take_it_one_does(self, desks: Desks, case_id: str) -> None:
        with desks.house.write(desks.officer) as unit:
            service.take(unit, case_id, 0)
        with desks.house.write(desks.colleague) as unit:
            with pytest.raises(Conflict):
                service.take(unit, case_id, 0)
            with pytest.raises(Conflict):
                service.take(unit, case_id, 1)
            with pytest.raises(Refused):
                service.add_entry(unit, case_id, "note", "别人的案件")
        with desks.house.write(desks.head) as unit:
            for login in ("nobody", desks.teller.login):
                with pytest.raises(Invalid):
                    service.assign(unit, case_id, 1, login)
            service.assign(unit, case_id, 1, desks.colleague.login)
        with desks.house.write(desks.colleague) as unit:
            service.add_entry(unit, case_id, "note", "接手后补充分析")
            found = service.release(unit, case_id, 2, "休假交回")
        assert (found.status, found.assignee) == (CaseStatus.OPEN, None)

    def test_the_outlet_is_asked_in_fixed_words_and_answers(self, desks: Desks, case_id: str) -> None:
        with desks.house.write(desks.officer) as unit:
            service.take(unit, case_id, 0)
            with pytest.raises(Invalid):
                service.ask_outlet(unit, case_id, 1, "客户涉嫌洗钱吗？")
            found = service.ask_outlet(unit, case_id, 1, "purpose")
        assert found.status is CaseStatus.WAITING
        with desks.house.write(desks.stranger) as unit:
            assert service.inquiries_here(unit) == ()
            with pytest.raises(NotFound):
                service.answer_inquiry(unit, found.inquiries[0].inquiry_id, "不是本网点的")
        with desks.house.write(desks.teller) as unit:
            (asked,) = service.inquiries_here(unit)
            assert "可疑" not in asked.words.zh
            service.answer_inquiry(unit, asked.inquiry_id, "客户称为装修款")
            assert service.inquiries_here(unit) == ()
            with pytest.raises(Conflict):
                service.answer_inquiry(unit, asked.inquiry_id, "再答一次")
        found = desks.case(case_id)
        assert (found.status, found.inquiries[0].answer) == (CaseStatus.IN_REVIEW, "客户称为装修款")

    def test_attachments_are_sealed_and_given_back(self, desks: Desks, case_id: str) -> None:
        with desks.house.write(desks.officer) as unit:
            service.take(unit, case_id, 0)
            with pytest.raises(Invalid):
                service.attach(unit, case_id, "空.pdf", b"")
            found = service.attach(unit, case_id, "流水.pdf", b"%PDF specimen")
            entry = next(one for one in found.entries if one.kind is EntryKind.ATTACHMENT)
            assert service.attachment(unit, case_id, entry.entry_id) == ("流水.pdf", b"%PDF specimen")
            with pytest.raises(NotFound):
                service.attachment(unit, case_id, "none")

    def test_deadlines_run_on_working_days_and_filters_find(
        self, desks: Desks, case_id: str, clock: Clock
    ) -> None:
        (line,) = desks.queue()
        assert (line.days_left, line.priority) == (3, Priority.HIGH)
        clock.advance(days=3)  # over the weekend
        assert desks.queue()[0].days_left == 2
        clock.advance(days=7)
        assert desks.queue(overdue=True)[0].days_left == -3
        assert desks.queue(status="in_review") == ()
        assert len(desks.queue(status="open", priority="high", assignee="", group="staff")) == 1
        with desks.house.write(desks.officer) as unit:
            work = service.workload(unit)
            assert (work.overdue, dict(work.by_age)) == (1, {"6–10": 1})
            service.save_view(unit, "我的逾期", "overdue=1")
            for name in ("", "我的逾期", "长" * 65):
                with pytest.raises(Invalid):
                    service.save_view(unit, name, "")
            (view,) = service.saved_views(unit)
            assert view.query == "overdue=1"
        with desks.house.write(desks.colleague) as unit:
            assert service.saved_views(unit) == ()
            service.forget_view(unit, view.view_id)
        with desks.house.write(desks.officer) as unit:
            assert len(service.saved_views(unit)) == 1
            service.forget_view(unit, view.view_id)
            assert service.saved_views(unit) == ()

    def test_dismissed_cases_are_drawn_and_looked_at_by_a_third(self, desks: Desks, case_id: str) -> None:
        desks.closed(case_id)
        assert service.draw(desks.house, desks.console) == 1
        assert service.draw(desks.house, desks.console) == 0
        for who in (desks.officer, desks.head):
            with desks.house.write(who) as unit:
                (sample,) = service.samples(unit)
                with pytest.raises(Refused):
                    service.look(unit, sample.sample_id, True, "自己看自己的")
        with desks.house.database.read() as connection:
            closed = connection.execute(select(tables.closing.decisions)).one()
        row = {
            "id": "x",
            "sample_id": sample.sample_id,
            "proposed_by": closed.asked_by,
            "confirmed_by": closed.by,
            "agreed": True,
            "words": b"",
            "at": desks.house.clock(),
            "by": closed.by,
        }
        with pytest.raises(DBAPIError), desks.house.database.write() as connection:
            connection.execute(insert(tables.case_sample_looks).values(row))
        with desks.house.write(desks.colleague) as unit:
            service.look(unit, sample.sample_id, False, "应再看对手方")
            (sample,) = service.samples(unit)
            assert (sample.agreed, sample.words) == (False, "应再看对手方")
            with pytest.raises(Conflict):
                service.look(unit, sample.sample_id, True, "改主意了吗")
            found = service.reopen(unit, case_id, desks.case(case_id).version, "抽查认为应重新分析")
        assert found.status is CaseStatus.OPEN

    def test_another_institution_finds_nothing(self, desks: Desks, case_id: str) -> None:
        stranger = replace(desks.officer, institution_id="other")
        with desks.house.read(stranger) as unit:
            assert service.queue(unit) == ()
            with pytest.raises(NotFound):
                service.case(unit, case_id)


def test_what_staff_notice_of_one_customer_joins_one_case(desks: Desks) -> None:
    with desks.house.write(desks.teller) as unit:
        customer = specimen(unit, sequence=125)
        service.raise_concern(unit, "evasive", "回避询问资金来源", customer.customer_id)
        service.raise_concern(unit, "steered", "由他人陪同指使", customer.customer_id)
    (line,) = desks.queue()
    assert line.alerts == 2
