"""Deals in the interface's words, what is still to be told, names, receipts, packages."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from kyc.base.calendar import WorkingCalendar
from kyc.base.errors import TooLarge
from kyc.customers.model import CustomerKind, Entity
from screening.reports.model import Action, CentreFault, DealStep, FileState, ReceiptKind
from screening.reports.packing import Packed, packages
from screening.reports.rules import deals as rules
from screening.reports.rules import filing, receipts
from screening.reports.rules.filing import Told
from screening.transactions.model import Method
from tests.specimen_receipts import receipt
from tests.unit.reports.specimen import ABROAD, AGENT, facts, large


class TestDeals:
    @pytest.mark.parametrize(
        ("document", "number", "nationality", "code"),
        [
            ("cn_resident_id", "1", "CHN", ("110001", "@N")),
            ("passport", "1", "CHN", ("110023", "@N")),
            ("passport", "1", "GBR", ("110027", "@N")),
            ("cn_hkmt_residence_permit", "1", "CHN", ("119999", "港澳台居民居住证")),
            ("cn_business_licence", "9" * 18, "CHN", ("610099", "@N")),
            ("cn_business_licence", "110000000000001", "CHN", ("610047", "@N")),
            ("cn_organisation_code", "1", "CHN", ("610001", "@N")),
            (None, None, None, ("@N", "@N")),
        ],
    )
    def test_documents(
        self, document: str | None, number: str | None, nationality: str | None, code: tuple[str, str]
    ) -> None:
        assert rules.id_type(document, number, nationality) == code

    @pytest.mark.parametrize(
        ("method", "currency", "code"),
        [
            (Method.CASH_DEPOSIT, "CNY", "000030"),
            (Method.CASH_REMITTANCE, "CNY", "000031"),
            (Method.TRANSFER_DOMESTIC, "CNY", "000151"),
            (Method.CASH_DEPOSIT, "USD", "010001"),
            (Method.CASH_FX_SETTLEMENT, "USD", "010002"),
            (Method.NOTE_EXCHANGE, "USD", "010003"),
            (Method.TRANSFER_CROSS_BORDER, "USD", "010104"),
        ],
    )
    def test_methods(self, method: Method, currency: str, code: str) -> None:
        assert rules.deal_part(facts("R", "1", currency, method=method))["TSIF"]["TSTP"] == code

    def test_worth_in_both_currencies_by_the_days_rates_to_the_cent(self) -> None:
        worth = {c: rules.deal_part(facts("R", "100", c))["TSIF"] for c in ("CNY", "USD", "HKD", "JPY")}
        assert [(worth[c]["CRMB"], worth[c]["CUSD"]) for c in worth] == [
            ("100.00", "14.00"),
            ("714.29", "100.00"),
            ("91.43", "12.80"),
            ("@N", "@N"),
        ]

    def test_without_an_account_and_through_an_agent(self) -> None:
        known = facts(account=None, agent=AGENT)
        part = rules.deal_part(known)
        assert part["RINI"]["RLFC"] == "02"
        assert set(part["ATIF"].values()) == {"@N"}
        assert part["TBIF"] == {
            "TBNM": "样本代办",
            "TBIT": "110001",
            "OITP": "@N",
            "TBID": "110105198001010019",
            "TBNT": "@N",
        }
        assert large(known).missing == ()
        assert [lack.tag for lack in large(facts(agent=replace(AGENT, name=None))).missing] == ["TBNM"]

    def test_an_entity_has_the_rest_code_of_industries_and_its_account_is_asked_for(self) -> None:
        entity = Entity(
            name="样本有限公司", nationality="CHN", document_type="cn_organisation_code", number="12345678-9"
        )
        known = facts(kind=CustomerKind.LEGAL_PERSON, person=entity)
        assert rules.customer_part(known)["CTVC"] == "99999"
        assert rules.identity_part(known)["CTID"] == "123456789"
        assert {lack.tag for lack in large(known).missing} == {"CCTL", "CTAR", "CATP"}

    def test_what_was_filled_in_takes_its_place(self) -> None:
        known = facts(filled_in={"CRPP": "补录", "TRCD": "CHN310101", "CTNM": "不属交易"})
        part = rules.deal_part(known)
        assert (part["TSIF"]["CRPP"], part["TSIF"]["TRCD"]) == ("补录", "CHN310101")

    def test_abroad_wants_more(self) -> None:
        bare = replace(ABROAD, bop_code=None, device=None)
        lacks = large(facts(method=Method.TRANSFER_CROSS_BORDER, particulars=bare, purpose=None)).missing
        assert {lack.tag for lack in lacks} == {"OCEC", "TSCT", "CRPP"}


def told(
    action: Action = Action.ADD, state: FileState = FileState.ACCEPTED, basis: str = "id-R1", **more: object
) -> Told:
    deal = large(facts("R1"))
    return Told(deal.key, action, basis, deal.transaction_id, deal.customer_id, "NBH-FILE", state, **more)  # type: ignore[arg-type]


FAULT = (CentreFault("TSIF/CRPP", "why", "CRPP", None),)
CUSTOMERS_FAULT = (CentreFault("CBIF/CTVC", "why", "CTVC", None),)


class TestSteps:
    @pytest.mark.parametrize(
        ("before", "action", "answers"),
        [
            (None, Action.ADD, None),
            (told(), None, None),
            (told(state=FileState.WRITTEN), None, None),
            (told(basis="older"), Action.CORRECT, None),
            (told(basis="older", state=FileState.TO_CORRECT, faults=FAULT), Action.CORRECT, "NBH-FILE"),
            (told(basis="older", state=FileState.TO_CORRECT), Action.CORRECT, None),
            (told(state=FileState.TO_CORRECT, faults=FAULT), None, None),
            (told(state=FileState.TO_CORRECT, faults=CUSTOMERS_FAULT), Action.DELETE, None),
            (told(Action.DELETE), Action.ADD, None),
            (told(Action.DELETE, FileState.WRITTEN), None, None),
        ],
    )
    def test_what_is_to_be_told_of_a_deal(
        self, before: Told | None, action: Action | None, answers: str | None
    ) -> None:
        deal = large(facts("R1"))
        steps = filing.steps([deal], {deal.key: before} if before else {})
        assert [(step.action, step.answers) for step in steps] == ([(action, answers)] if action else [])

    def test_what_is_large_no_more_is_deleted_once(self) -> None:
        before = told()
        (step,) = filing.steps([], {before.key: before})
        assert (step.action, step.deal) == (Action.DELETE, None)
        assert filing.steps([], {before.key: replace(before, action=Action.DELETE)}) == ()

    def test_parts_hold_one_kind_one_answered_file_and_so_many_deals(self) -> None:
        deals = [large(facts(f"R{n}")) for n in range(5)]
        steps = [DealStep(Action.ADD, d.key, d, d.basis, d.transaction_id, d.customer_id) for d in deals]
        steps += [replace(steps[0], action=Action.CORRECT, answers=f) for f in ("F1", "F2")]
        shape = [(kind, answers, len(group)) for kind, answers, group in filing.parts(steps, 2)]
        assert shape == [
            ("CBH", "F1", 1),
            ("CBH", "F2", 1),
            ("NBH", None, 2),
            ("NBH", None, 2),
            ("NBH", None, 1),
        ]

    @pytest.mark.parametrize(
        ("today", "deadline", "left"),
        [
            (date(2026, 11, 20), date(2026, 11, 27), 5),
            (date(2026, 11, 27), date(2026, 11, 27), 0),
            (date(2026, 11, 29), date(2026, 11, 27), -1),
            (date(2026, 11, 30), date(2026, 11, 27), -1),
            (date(2026, 9, 30), date(2026, 10, 9), 2),  # National Day lies between
            (date(2026, 10, 9), date(2026, 10, 12), 2),  # a Saturday that is worked
        ],
    )
    def test_working_days_left(self, today: date, deadline: date, left: int) -> None:
        assert filing.days_left(WorkingCalendar(), today, deadline) == left


class TestReceipts:
    @pytest.mark.parametrize("kind", ReceiptKind)
    def test_kinds_and_places(self, kind: ReceiptKind) -> None:
        file = "NBHA1000131000017-20261120-00000001"
        key = ("C" * 32, "20261120", "0501", "R1")
        faults = [
            (key, "CATI[1]/CBIF/CTNTs/CTNT", "国籍"),
            (None, "第3行 TSIF 节 OCTT", "方式"),
            (None, "全文", "格式"),
        ]
        name, content = receipt(file, kind, faults)
        for written in (name, name.replace("[", "").replace("]", "")):
            found = receipts.read(written, content)
            assert (found.kind, found.file_name) == (kind, file)
            assert [(f.tag, f.key) for f in found.faults] == [("CTNT", key), ("OCTT", None), (None, None)]


class TestPackages:
    def test_no_package_is_over_the_limit_and_none_holds_two_kinds(self) -> None:
        noise = random.Random(1)
        files = [
            Packed(f"{kind}A1000131000017-20261120-{n:08d}", kind, noise.randbytes(3000))
            for kind in ("NBH", "CBH")
            for n in range(1, 8)
        ]
        made = list(packages(files, 10_000))
        names = []
        for name, content in made:
            assert len(content) <= 10_000
            inside = zipfile.ZipFile(io.BytesIO(content)).namelist()
            assert {each[:3] for each in inside} == {name[:3]}
            names += inside
        assert sorted(names) == sorted(file.name + ".XML" for file in files)
        assert made == list(packages(files, 10_000)), "the same files make the same packages"

    def test_a_file_that_fits_nowhere_is_refused(self) -> None:
        with pytest.raises(TooLarge):
            list(packages([Packed("NBH", "NBH", random.Random(1).randbytes(9000))], 5000))


def test_names_have_35_characters() -> None:
    name = filing.file_name("NBH", "A1000131000017", date(2026, 11, 20), 12)
    assert (name, len(name)) == ("NBHA1000131000017-20261120-00000012", 35)
