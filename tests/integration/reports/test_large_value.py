"""A large-value report from the deals of a day to the centre's word on it, on both databases."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import DBAPIError

from kyc.base.access import Actor
from kyc.base.errors import Conflict, Invalid, NotFound, Refused
from kyc.base.money import Money
from screening.reports import service, tables
from screening.reports.interface import schema
from screening.reports.model import Action, FileState, MessageKind
from screening.transactions import service as transactions
from screening.transactions.model import Change, Method
from screening.transactions.particulars import Channel, Counterparty, Particulars
from tests.conftest import Clock
from tests.integration.reports.conftest import CODE, DAY, Desks
from tests.specimen_receipts import receipt
from tests.specimen_transactions import Specimen, book, cash, specimen

BOUGHT = {"purpose": "货款"}


def deposits(desks: Desks, customer: Specimen, *amounts: str) -> list[str]:
    """Deposits at both outlets in turn; the ids of their rows."""
    tellers = (desks.teller, desks.stranger)
    return [
        book(
            desks.house, tellers[n % 2], cash(amount, customer.account, reference=f"R{n}", **BOUGHT)
        ).transaction.id
        for n, amount in enumerate(amounts)
    ]


def content_of(desks: Desks, day: date = DAY) -> dict[str, bytes]:
    with desks.house.write(desks.officer) as unit:
        return service.export(unit, day).files


def fields_of(content: bytes, tag: str) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(content).iter(tag)]


class TestTheFile:
    def test_three_deposits_over_two_outlets_make_one_block_that_our_schema_validates(
        self, desks: Desks, customer: Specimen
    ) -> None:
        deposits(desks, customer, "20000", "20000", "12000")
        day = desks.day()
        assert [step.action for step in day.steps] == [Action.ADD] * 3
        assert (day.deadline, day.days_left, day.faults) == (date(2026, 11, 27), 5, 0)
        missing = {lack.tag for step in day.steps if step.deal for lack in step.deal.missing}
        assert missing == {"CUSD"}, "no rate of the renminbi to the dollar is known"

        day = desks.send()
        assert day.steps == ()
        (file,) = day.files
        assert file.name == f"NBH{CODE}-20261120-00000001"
        assert (len(file.name), file.kind, file.state) == (35, MessageKind.NEW_LARGE, FileState.WRITTEN)
        written = content_of(desks)[file.name + ".XML"]
        assert schema.faults("NBH", written) == ()
        assert fields_of(written, "CTTN") == ["1"]
        assert fields_of(written, "TTNM") == ["3"]
        assert fields_of(written, "CTNM") == ["王小样"]
        assert fields_of(written, "CITP") == ["110001"]
        assert fields_of(written, "FINC") == ["E0001", "W0001", "E0001"]
        assert fields_of(written, "TRCD") == ["CHN110105", "CHN110108", "CHN110105"]
        assert fields_of(written, "CRAT") == ["20000.00", "20000.00", "12000.00"]
        assert fields_of(written, "TSTP") == ["000030"] * 3
        assert fields_of(written, "CTAC") == [customer.account] * 3
        assert fields_of(written, "OATM") == ["20261120tttttt"] * 3
        assert fields_of(written, "TSTM") == ["20261120093000"] * 3

    def test_a_transfer_abroad_tells_the_other_side_and_asks_for_what_lacks(
        self, desks: Desks, customer: Specimen
    ) -> None:
        abroad = Particulars(
            channel=Channel.ONLINE,
            counterparty=Counterparty(
                name="SPECIMEN LTD", account="GB00SPECIMEN", institution_name="SPECIMEN BANK", country="GBR"
            ),
        )
        request = cash(
            "12000", customer.account, currency="USD", method=Method.TRANSFER_CROSS_BORDER, particulars=abroad
        )
        book(desks.house, desks.teller, request)
        (step,) = desks.day().steps
        assert step.deal is not None
        assert step.key.crcd == "0504"
        assert step.deal.deal["TCIF"]["CFRC"] == "GBR000000"
        assert step.deal.deal["TSIF"]["OCTT"] == "11"
        assert {lack.tag for lack in step.deal.missing} == {"OCEC", "TSCT", "CRPP", "CRMB"}

        with desks.house.write(desks.teller) as unit:
            (line,) = service.backfill(unit)
            assert (line.days_left, {lack.tag for lack in line.missing}) == (
                5,
                {"OCEC", "TSCT", "CRPP", "CRMB"},
            )
            for given, where in (
                ({"TSCT": "abc"}, "TSCT"),
                ({"CFRC": "中国"}, "CFRC"),
                ({"CRAT": "1"}, "CRAT"),
                ({"CRPP": "长" * 129}, "CRPP"),
            ):
                with pytest.raises(Invalid) as refused:
                    service.supplement(unit, line.transaction_id, given, "客户补充说明")
                assert [problem.where for problem in refused.value.problems] == [where]
            filled = {
                "OCEC": "192.0.2.1@00-00-5E-00-53-01",
                "TSCT": "121010",
                "CRPP": "货款",
                "CRMB": "84000.00",
            }
            service.supplement(unit, line.transaction_id, filled, "向客户核实后补录")
            assert service.backfill(unit) == ()
        with desks.house.write(desks.stranger) as unit:
            assert service.backfill(unit) == ()
            with pytest.raises(NotFound):
                service.supplement(unit, line.transaction_id, {"CRPP": "货款"}, "不是本网点的")
        assert desks.day().missing == 0
        desks.approve(desks.put_up())
        (written,) = [v for k, v in content_of(desks).items() if k.endswith(".XML")]
        assert fields_of(written, "TSCT") == ["121010"]
        assert fields_of(written, "CUSD") == ["12000.00"]

    def test_packages_hold_one_kind_and_no_more_than_the_interface_takes(
        self, desks: Desks, customer: Specimen
    ) -> None:
        deposits(desks, customer, "60000")
        desks.send()
        files = content_of(desks)
        (package,) = [content for name, content in files.items() if name.endswith(".ZIP")]
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            assert archive.namelist() == [name for name in files if name.endswith(".XML")]


class TestTwoPeople:
    def test_nobody_approves_what_they_put_up_and_the_database_holds_to_it(
        self, desks: Desks, customer: Specimen
    ) -> None:
        deposits(desks, customer, "60000")
        batch = desks.put_up(remark="汇率未取得")
        with desks.house.write(desks.officer) as unit, pytest.raises(Refused):
            service.decide(unit, batch.batch_id, True)
        with desks.house.write(desks.teller) as unit, pytest.raises(Refused):
            service.decide(unit, batch.batch_id, True)
        row = {
            "id": "x",
            "batch_id": batch.batch_id,
            "asked_by": desks.officer.staff_id,
            "agreed": True,
            "by": desks.officer.staff_id,
            "at": desks.house.clock(),
        }
        with pytest.raises(DBAPIError), desks.house.database.write() as connection:
            connection.execute(insert(tables.batch_approval.decisions).values(row))
        with pytest.raises(DBAPIError), desks.house.database.write() as connection:
            connection.execute(update(tables.report_batches).values(deals=9))
        assert desks.approve(batch).agreed is True
        with pytest.raises(Conflict):
            desks.approve(batch)

    def test_sent_back_needs_words_and_may_be_put_up_again(self, desks: Desks, customer: Specimen) -> None:
        deposits(desks, customer, "60000")
        batch = desks.put_up(remark="汇率未取得")
        with pytest.raises(Conflict):
            desks.put_up(remark="汇率未取得")
        with desks.house.write(desks.head) as unit, pytest.raises(Invalid):
            service.decide(unit, batch.batch_id, False, "")
        assert desks.approve(batch, agree=False).agreed is False
        assert desks.day().files == ()
        desks.approve(desks.put_up(remark="汇率未取得"))
        assert len(desks.day().files) == 1

    def test_what_changed_since_it_was_put_up_is_not_sent(self, desks: Desks, customer: Specimen) -> None:
        (deal,) = deposits(desks, customer, "60000")
        batch = desks.put_up(remark="汇率未取得")
        with desks.house.write(desks.teller) as unit:
            transactions.correct(unit, deal, Change(amount=Money.parse("61000", "CNY")), "金额录错")
        with pytest.raises(Conflict):
            desks.approve(batch)
        assert desks.day().files == ()

    def test_missing_fields_are_confirmed_with_words_and_nothing_goes_without_codes(
        self, desks: Desks, customer: Specimen, actor_of: Callable[..., Actor]
    ) -> None:
        with desks.house.write(desks.officer) as unit, pytest.raises(Invalid):
            service.put_up(unit, DAY)  # nothing to tell
        deposits(desks, customer, "60000")
        with desks.house.write(desks.officer) as unit:
            with pytest.raises(Invalid) as refused:
                service.put_up(unit, DAY)
            assert refused.value.problems[0].where == "confirmed_missing"
            with pytest.raises(Invalid):
                service.put_up(unit, DAY, "无", confirmed_missing=True)
        with desks.house.write(desks.head) as unit:
            for code in ("", "SHORT", "A" * 15, "A100013100001-"):
                with pytest.raises(Invalid):
                    service.set_institution_code(unit, code)
            for outlet, code, county in (
                ("none", "E1", "110105"),
                ("east", "", "110105"),
                ("east", "E1", "1101"),
            ):
                with pytest.raises(Invalid):
                    service.set_outlet_code(unit, outlet, code, county)
        with desks.house.write(desks.teller) as unit, pytest.raises(Refused):
            service.set_institution_code(unit, CODE)
        with desks.house.read(desks.teller) as unit, pytest.raises(Refused):
            service.report_day(unit, DAY)


class TestReceipts:
    def test_rejected_then_corrected_then_accepted(
        self, desks: Desks, customer: Specimen, clock: Clock
    ) -> None:
        first, _, _ = deposits(desks, customer, "20000", "20000", "12000")
        (file,) = desks.send().files
        key = (customer.customer_id.replace("-", ""), "20261120", "0501", "R0")
        place = "HVTR/CATIs/CATI[1]/HTCRs/HTCR[1]/CCIFs/CCIF[1]/TSDTs/TSDT[1]/TSIF/CRPP"
        name, content = receipt(file.name, "RQCR", [(key, place, "资金用途过于笼统")])
        got = desks.receive(name, content)
        assert (got.new, got.faults) == (True, 1)
        assert desks.receive(name, content).new is False
        (file,) = desks.day().files
        assert file.state is FileState.TO_CORRECT
        (fault,) = file.receipts[0].faults
        assert (fault.tag, fault.key, fault.reason) == ("CRPP", key, "资金用途过于笼统")
        assert desks.day().steps == (), "nothing has been mended yet"

        with desks.house.write(desks.teller) as unit:
            service.supplement(unit, first, {"CRPP": "支付样本公司货款"}, "按回执要求更正")
        (step,) = desks.day().steps
        assert (step.action, step.answers) == (Action.CORRECT, file.name)
        day = desks.send()
        correction = day.files[0]
        assert correction.name == "CBH" + file.name[3:], "day and number of what it corrects"
        written = content_of(desks)[correction.name + ".XML"]
        assert schema.faults("CBH", written) == ()
        assert fields_of(written, "OTIC") == ["R0"]
        assert fields_of(written, "CRPP") == ["支付样本公司货款"]
        desks.receive(*receipt(correction.name, "SUCC"))
        assert [each.state for each in desks.day().files] == [FileState.ACCEPTED, FileState.CORRECTED]
        assert desks.day().steps == ()

    def test_a_rejected_file_is_sent_again_whole_under_a_new_number(
        self, desks: Desks, customer: Specimen
    ) -> None:
        deposits(desks, customer, "60000")
        (file,) = desks.send().files
        desks.receive(*receipt(file.name, "CTFL", [(None, "文件", "报文格式错误")]))
        day = desks.day()
        assert [step.action for step in day.steps] == [Action.ADD]
        assert day.files[0].state is FileState.REJECTED
        assert desks.send().files[0].name == f"NBH{CODE}-20261120-00000002"
        assert len([name for name in content_of(desks) if name.endswith(".XML")]) == 1

    def test_a_deal_reversed_after_it_was_told_is_deleted_and_one_booked_late_is_added(
        self, desks: Desks, customer: Specimen, clock: Clock
    ) -> None:
        first, *_ = deposits(desks, customer, "60000", "20000")
        (file,) = desks.send().files
        desks.receive(*receipt(file.name, "SUCC"))
        with desks.house.write(desks.teller) as unit:
            transactions.reverse(unit, first, "客户撤回存款")
        day = desks.day()
        assert [step.action for step in day.steps] == [Action.DELETE] * 2, "20,000 alone is no large day"
        written = next(v for k, v in content_of(desks, DAY).items() if k.endswith(".XML"))
        assert fields_of(written, "TICD") == ["R0", "R1"]
        deletion = desks.send().files[0]
        assert deletion.kind is MessageKind.DELETED_LARGE
        assert schema.faults("DBH", content_of(desks)[deletion.name + ".XML"]) == ()
        book(desks.house, desks.teller, cash("45000", customer.account, reference="LATE", **BOUGHT))
        assert {step.key.ticd for step in desks.day().steps} == {"LATE"}, (
            "R1 was told as deleted, not yet accepted"
        )
        desks.receive(*receipt(deletion.name, "SUCC"))
        assert {step.key.ticd for step in desks.day().steps} == {"LATE", "R1"}

    def test_a_fault_of_the_customers_own_data_is_mended_by_deleting_and_telling_anew(
        self, desks: Desks, customer: Specimen
    ) -> None:
        deposits(desks, customer, "60000")
        (file,) = desks.send().files
        key = (customer.customer_id.replace("-", ""), "20261120", "0501", "R0")
        desks.receive(*receipt(file.name, "RQCR", [(key, "CBIF/CTVC", "职业代码不存在")]))
        (step,) = desks.day().steps
        assert step.action is Action.DELETE
        deletion = desks.send().files[0]
        desks.receive(*receipt(deletion.name, "SUCC"))
        assert [step.action for step in desks.day().steps] == [Action.ADD]
        again = desks.send().files[0]
        desks.receive(*receipt(again.name, "SUCC"))
        assert {each.state for each in desks.day().files} == {FileState.ACCEPTED, FileState.CORRECTED}

    def test_without_a_receipt_it_counts_as_not_delivered(
        self, desks: Desks, customer: Specimen, clock: Clock
    ) -> None:
        deposits(desks, customer, "60000")
        assert desks.send().files[0].overdue is False
        clock.advance(days=3)  # Monday: the first working day after
        assert desks.day().files[0].overdue is False
        clock.advance(days=1)
        (file,) = desks.day().files
        assert file.overdue is True
        desks.receive(*receipt(file.name, "SUCC"))
        assert desks.day().files[0].overdue is False

    @pytest.mark.parametrize(
        ("name", "content", "refusal"),
        [
            ("receipt.xml", b"<FDBK/>", Invalid),
            ("FDSC[{file}]2026.XML", b"<FDBK/>", Invalid),
            ("FDSC[{file}]20261123101500.XML", b"", Invalid),
            ("FDSC[{file}]20261123101500.XML", b"<FDBK>", Invalid),
            ("FDSC[{file}]20261123101500.XML", b"<OTHER/>", Invalid),
            ("FDSC[{file}]20261123101500.XML", b"<FDBK><SFID>CTFL</SFID></FDBK>", Invalid),
            ("FDSC[{file}]20261123101500.XML", b"<FDBK><RPID>NBHX</RPID></FDBK>", Invalid),
            ("FDSC[{file}]20261123101500.XML", b'<!DOCTYPE a [<!ENTITY b "c">]><FDBK>&b;</FDBK>', Invalid),
            ("FDSC[NBHA1000131000017-20261120-00000099]20261123101500.XML", b"<FDBK/>", NotFound),
        ],
    )
    def test_what_is_no_receipt_of_ours_is_refused(
        self, desks: Desks, customer: Specimen, name: str, content: bytes, refusal: type[Exception]
    ) -> None:
        deposits(desks, customer, "60000")
        (file,) = desks.send().files
        with pytest.raises(refusal):
            desks.receive(name.format(file=file.name), content)
        assert desks.day().files[0].receipts == ()


def test_both_classes_of_one_deal_go_under_the_same_reference(desks: Desks) -> None:
    with desks.house.write(desks.teller) as unit:
        customer = specimen(unit, sequence=125)
    abroad = Particulars(counterparty=Counterparty(name="SPECIMEN", country="USA", account="1"))
    request = cash(
        "12000",
        customer.account,
        currency="USD",
        method=Method.CASH_REMITTANCE,
        particulars=abroad,
        reference="BOTH",
        **BOUGHT,
    )
    book(desks.house, desks.teller, request)
    assert [(step.key.crcd, step.key.ticd) for step in desks.day().steps] == [
        ("0501", "BOTH"),
        ("0504", "BOTH"),
    ]


def test_the_days_before_come_in_their_order(desks: Desks, customer: Specimen, clock: Clock) -> None:
    deposits(desks, customer, "60000")
    clock.advance(days=3)
    later = cash("70000", customer.account, at=desks.house.clock() - timedelta(hours=1))
    book(desks.house, desks.teller, later)
    with desks.house.read(desks.officer) as unit:
        days = service.report_days(unit, 10)
        assert [day.business_day for day in days] == [date(2026, 11, 23), DAY]
        assert service.report_days(unit, 10, before=date(2026, 11, 23)) == days[1:]


class TestNotices:
    def test_a_manual_notice_is_answered_by_a_correction_that_names_it(
        self, desks: Desks, customer: Specimen
    ) -> None:
        deposits(desks, customer, "60000", "1000")
        (file,) = desks.send().files
        desks.receive(*receipt(file.name, "SUCC"))
        csnm = customer.customer_id.replace("-", "")
        deals = "".join(
            f"<TSDT><OCNM>{csnm}</OCNM><OTDT>20261120</OTDT><OTCD>0501</OTCD><OTIC>R{n}</OTIC>"
            "<REPT><ITEM>CRPP</ITEM></REPT></TSDT>"
            for n in (0, 1)
        )
        name = f"ABH{CODE}-20261123-00000001"
        content = f"<MCVR><TMLM>20261130</TMLM><RQDS>核实用途</RQDS>{deals}</MCVR>".encode()
        with desks.house.write(desks.officer) as unit:
            notice = service.receive_notice(unit, f"{name}.XML", content)
            assert service.receive_notice(unit, f"{name}.XML", content) == notice
            assert (notice.days_left, notice.answered, len(notice.deals)) == (6, False, 2)
            for bad_name, bad in (
                (f"{name}.XML", b"<MCVR>"),
                (f"{name}.XML", b"<MCVR><TMLM>soon</TMLM></MCVR>"),
                (f"{name}.XML", b"<OTHER/>"),
                ("notice.XML", content),
            ):
                with pytest.raises(Invalid):
                    service.receive_notice(unit, bad_name, bad)
            with pytest.raises(NotFound):
                service.answer(unit, "none", "经核实无误")
            batch = service.answer(unit, notice.notice_id, "经核实用途无误")
        desks.approve(batch)
        answer = desks.day().files[0]
        assert answer.name.startswith(f"CBH{CODE}-20261120-")
        written = content_of(desks)[answer.name + ".XML"]
        assert fields_of(written, "MIRS") == [name]
        assert fields_of(written, "OTIC") == ["R0", "R1"], "every listed deal, though nothing changed"
        with desks.house.write(desks.officer) as unit:
            assert service.notices(unit)[0].answered is True
            with pytest.raises(Conflict):
                service.answer(unit, notice.notice_id, "再答复一次")

    def test_a_deal_that_is_not_ours_is_said(self, desks: Desks, customer: Specimen) -> None:
        deal = "<TSDT><CSNM>X</CSNM><HTDT>20261120</HTDT><CRCD>0501</CRCD><TICD>NONE</TICD></TSDT>"
        content = f"<MCVR><TMLM>20261130</TMLM>{deal}</MCVR>".encode()
        with desks.house.write(desks.officer) as unit:
            notice = service.receive_notice(unit, f"ABH{CODE}-20261123-00000002.XML", content)
            with pytest.raises(Invalid) as refused:
                service.answer(unit, notice.notice_id, "经核实无误")
        assert "NONE" in refused.value.text.zh
