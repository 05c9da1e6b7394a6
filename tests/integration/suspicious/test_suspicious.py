"""A suspicious report from a confirmed case through three people to the centre, and what follows, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from kyc.admission import holds
from kyc.base import paper
from kyc.base.errors import Conflict, Invalid, Refused
from screening.reports import service, tables
from screening.reports.exporting import packed_file
from screening.reports.facts import reported
from screening.reports.interface import schema
from screening.reports.model import FileState, SigningStep, SuspiciousContent, SuspiciousReport
from tests.conftest import Clock
from tests.specimen_cases import Desks
from tests.specimen_receipts import receipt
from tests.specimen_transactions import Specimen

CODE = "A1000131000017"
ANALYSIS = "多日存入略低于五万元的现金，规避大额报告的特征明显，客户无法说明来源。"


@pytest.fixture
def case_id(desks: Desks, structured: Specimen) -> str:
    with desks.house.write(desks.head) as unit:
        service.set_institution_code(unit, CODE)
        service.set_outlet_code(unit, "east", "E0001", "110105")
    line = next(line for line in desks.queue() if line.group == "structuring")
    desks.closed(line.case_id, "true_match")
    return line.case_id


def drafted(desks: Desks, case_id: str, **changes: object) -> SuspiciousReport:
    """Begun and written by the officer."""
    with desks.house.write(desks.officer) as unit:
        found = service.begin(unit, case_id)
        told = replace(found.content, analysis=ANALYSIS, crimes=("0801", "1201"), **changes)  # type: ignore[arg-type]
        return service.write(unit, found.report_id, 1, told)


def signed(desks: Desks, found: SuspiciousReport) -> SuspiciousReport:
    """Through all three."""
    id_, version = found.report_id, found.version
    with desks.house.write(desks.officer) as unit:
        service.prepare(unit, id_, version)
    with desks.house.write(desks.colleague) as unit:
        service.review(unit, id_, version, "事实清楚，同意")
    with desks.house.write(desks.head) as unit:
        return service.approve(unit, id_, version, "批准报送")


def written(desks: Desks, file_id: str) -> bytes:
    with desks.house.read(desks.head) as unit:
        return packed_file(unit, file_id).content


def said(content: bytes, tag: str) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(content).iter(tag)]


def test_the_draft_holds_the_evidence_and_its_figures(
    desks: Desks, case_id: str, structured: Specimen
) -> None:
    with desks.house.write(desks.officer) as unit:
        found = service.begin(unit, case_id)
        with pytest.raises(Conflict):
            service.begin(unit, case_id)
    assert found.number == 1
    assert found.content.subjects == (structured.customer_id,)
    assert f"涉及交易 {len(found.content.deals)} 笔" in found.content.facts
    assert "CNY" in found.content.facts
    assert found.content.indicators
    assert found.content.trigger == "01"
    assert found.days_left == 5


def test_only_a_confirmed_case_is_reported(desks: Desks, structured: Specimen) -> None:
    line = desks.queue()[0]
    with desks.house.write(desks.officer) as unit, pytest.raises(Invalid):
        service.begin(unit, line.case_id)
    desks.closed(line.case_id, "false_positive")
    with desks.house.write(desks.officer) as unit, pytest.raises(Invalid):
        service.begin(unit, line.case_id)


def test_three_people_sign_it_and_the_database_holds_to_it(desks: Desks, case_id: str) -> None:
    found = drafted(desks, case_id)
    id_, version = found.report_id, found.version
    with desks.house.write(desks.officer) as unit:
        with pytest.raises(Conflict):
            service.prepare(unit, id_, version - 1)
        found = service.prepare(unit, id_, version)
        with pytest.raises(Conflict):
            service.write(unit, id_, version, found.content)
        with pytest.raises(Refused):
            service.review(unit, id_, version, "自己复核自己")
        with pytest.raises(Refused):
            service.approve(unit, id_, version, "越权批准")
    with desks.house.write(desks.head) as unit:
        with pytest.raises(Conflict):
            service.approve(unit, id_, version, "尚未复核")
        service.review(unit, id_, version, "负责人先复核")
        with pytest.raises(Refused):
            service.approve(unit, id_, version, "负责人又批准")
        found = service.send_back(unit, id_, version, "请另一人复核")
    assert found.step is None
    with desks.house.write(desks.officer) as unit:
        found = service.prepare(unit, id_, version)
    prepared = found.signed[0]
    row = {
        "id": "x",
        "report_id": id_,
        "version": version,
        "step": "reviewed",
        "words": b"",
        "prepared_id": prepared.signing_id,
        "prepared_by": prepared.by,
        "by": prepared.by,
        "at": desks.house.clock(),
    }
    for forged in (row, row | {"prepared_by": "somebody", "by": prepared.by}, row | {"prepared_by": None}):
        with pytest.raises(DBAPIError), desks.house.database.write() as connection:
            connection.execute(insert(tables.suspicious_signings).values(forged))


def test_what_is_thin_or_wrong_is_not_put_up(desks: Desks, case_id: str) -> None:
    found = drafted(desks, case_id)

    def attempt(where: str, **changes: object) -> None:
        nonlocal found
        with desks.house.write(desks.officer) as unit:
            told = replace(found.content, **changes)  # type: ignore[arg-type]
            found = service.write(unit, found.report_id, found.version, told)
            with pytest.raises(Invalid) as refused:
                service.prepare(unit, found.report_id, found.version)
        assert refused.value.problems[0].where.endswith(where)
        found = replace(found, content=replace(found.content, facts="事" * 30, analysis=ANALYSIS))

    attempt("facts", facts="太短")
    attempt("analysis", analysis="太短")
    attempt("crimes", crimes=())
    attempt("sent_to", crimes=("0801",), urgency="02")
    attempt("sent_to", urgency="01", sent_to="02")
    attempt("STCB", sent_to="01", facts="长" * 10001)
    with desks.house.write(desks.officer) as unit:
        for wrong in ({"crimes": ("9999",)}, {"urgency": "9"}, {"trigger": "x"}):
            with pytest.raises(Invalid):
                told: SuspiciousContent = replace(found.content, **wrong)  # type: ignore[arg-type]
                service.write(unit, found.report_id, found.version, told)


def test_filed_received_changed_and_followed_up(
    desks: Desks, case_id: str, structured: Specimen, clock: Clock
) -> None:
    found = signed(desks, drafted(desks, case_id))
    assert found.step is SigningStep.APPROVED
    (file,) = found.files
    assert file.name.startswith(f"NBS{CODE}-")
    content = written(desks, file.file_id)
    assert schema.faults("NBS", content) == ()
    assert said(content, "TORP") == ["1"]
    assert said(content, "TOSC") == ["0801", "1201"]
    assert said(content, "SENM") == ["王小样"]
    assert said(content, "STNM") == [str(len(found.content.deals))]
    with desks.house.read(desks.officer) as unit:
        assert reported(unit, structured.customer_id, unit.today)["reports"].value == 1
    with desks.house.write(desks.officer) as unit:
        service.receive(unit, *receipt(file.name, "RQCR", [(None, "BSTR/RBIF/STCB", "情况过简")]))
        found = service.suspicious_report(unit, found.report_id)
        assert found.files[0].state is FileState.TO_CORRECT
        assert found.files[0].receipts[0].faults[0].tag == "STCB"
        told = replace(found.content, facts=found.content.facts + "补充：客户职业为职员，收入与存入不符。")
        found = service.write(unit, found.report_id, found.version, told)
    found = signed(desks, found)
    assert found.files[0].name == "CBS" + file.name[3:], "day and number of what it replaces"
    with desks.house.write(desks.officer) as unit:
        service.receive(unit, *receipt(found.files[0].name, "SUCC"))
        found = service.suspicious_report(unit, found.report_id)
        assert [one.state for one in found.files] == [FileState.ACCEPTED, FileState.CORRECTED]
        assert found.follow_up_on == date(2027, 2, 24)
        assert service.follow_ups(unit) == ()
    clock.advance(days=100)
    with desks.house.write(desks.officer) as unit:
        (due,) = service.follow_ups(unit)
        again = service.begin(unit, case_id)
        assert (again.number, again.first_id) == (2, due.report_id)
        assert service.follow_ups(unit) == ()
        told = replace(again.content, analysis=ANALYSIS, crimes=("0801",))
        again = service.write(unit, again.report_id, 1, told)
    again = signed(desks, again)
    content = written(desks, again.files[0].file_id)
    assert (said(content, "TORP"), said(content, "ORXN")) == (["2"], [file.name])


def test_an_urgent_one_has_a_letter(desks: Desks, case_id: str) -> None:
    found = signed(desks, drafted(desks, case_id, urgency="02", sent_to="02"))
    with desks.house.write(desks.head) as unit:
        html = service.letter(unit, found.report_id)
    assert found.files[0].name in html
    assert "王小样" in html
    assert paper.pdf(html).startswith(b"%PDF")
    with desks.house.write(desks.officer) as unit, pytest.raises(Refused):
        service.letter(unit, found.report_id)


def test_measures_need_senior_approval_and_hold_the_customer_without_a_word(
    desks: Desks, case_id: str, structured: Specimen
) -> None:
    draft = drafted(desks, case_id)
    with desks.house.write(desks.officer) as unit, pytest.raises(Conflict):
        service.propose_measure(unit, draft.report_id, "refuse", "持续可疑")
    found = signed(desks, draft)
    with desks.house.write(desks.officer) as unit:
        with pytest.raises(Invalid):
            service.propose_measure(unit, found.report_id, "arrest", "持续可疑")
        found = service.propose_measure(unit, found.report_id, "refuse", "持续可疑，建议拒绝服务")
        with pytest.raises(Refused):
            service.decide_measure(unit, found.report_id, found.measures[0].measure_id, True, "自己批准")
    with desks.house.write(desks.head) as unit:
        assert holds.kinds_of(unit, structured.customer_id) == frozenset()
        found = service.decide_measure(
            unit, found.report_id, found.measures[0].measure_id, True, "同意该措施"
        )
        assert found.measures[0].agreed is True
        assert {kind.value for kind in holds.kinds_of(unit, structured.customer_id)} == {"compliance"}


def test_nobody_at_an_outlet_may_look(desks: Desks, case_id: str) -> None:
    found = drafted(desks, case_id)
    for look in (service.suspicious_reports, service.follow_ups):
        with desks.house.read(desks.teller) as unit, pytest.raises(Refused):
            look(unit)
    with desks.house.read(desks.teller) as unit, pytest.raises(Refused):
        service.suspicious_report(unit, found.report_id)
