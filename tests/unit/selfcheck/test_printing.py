"""Self-checks on paper and in files: rare characters survive, nothing becomes a formula, both languages stand."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest

from kyc.base.errors import Invalid, NotFound
from kyc.base.text import Text
from screening.selfcheck.frozen import canonical, content_from, content_json, digest, sheet_json
from screening.selfcheck.model import (
    Content,
    DayState,
    Item,
    Mended,
    Person,
    Raised,
    Sheet,
    Signature,
    Total,
    Why,
)
from screening.selfcheck.printing import render
from screening.transactions.model import Direction, Entry, Method, Missing

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HASH = "0123456789abcdef" * 4

# twenty names with rare characters: extensions A to G, compatibility and radical look-alikes, interpuncts, 〇
RARE_NAMES = (
    "王㛃",
    "李䶮",
    "张𬱖",
    "刘𫖯",
    "陈𬭎",
    "杨𫍽",
    "赵𬍛",
    "黄𬀩",
    "周𫘝",
    "吴𨱏",
    "徐𬬭",
    "孙𡐓",
    "马𬳵",
    "朱𬍡",
    "胡𫓧",
    "林𠅤",
    "郭〇",
    "何喆堃",
    "阿卜杜热合曼·买买提依明",
    "仝龑骉",
)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://example.invalid", "\tx")


def item(number: int, customer: Person | None, **changes: object) -> Item:
    return replace(
        Item(
            transaction_id=f"tx{number}",
            reference=f"CORE-{number:04}",
            happened_at=datetime(2026, 11, 20, 1, number % 60, tzinfo=UTC),
            direction=Direction.IN,
            method=Method.CASH_DEPOSIT,
            currency="CNY",
            amount="52,000.00",
            late=False,
            customer=customer,
            agent=None,
            why=Why.LARGE_VALUE,
            reasons=(
                Text(
                    "当日现金收入 2 笔，合计人民币 52,000.00 元。",
                    "The day's cash in comes to CNY 52,000.00.",
                ),
            ),
            day_total="CNY 52,000.00",
            deadline=date(2026, 11, 27),
            missing=(
                Missing(
                    "network_check",
                    Text("联网核查", "networked ID check"),
                    Text("请核查", "check on the terminal"),
                ),
            ),
        ),
        **changes,  # type: ignore[arg-type]
    )


def sheet(*items: Item, **changes: object) -> Sheet:
    content = Content(
        institution_id="institution",
        outlet_id="outlet",
        outlet_name="样本东街支行",
        teller_id="teller",
        teller_login="t01",
        business_day=date(2026, 11, 20),
        transactions=len(items),
        totals=(Total(Direction.IN, "CNY", len(items), "52,000.00"),),
        items=items,
        mended=(
            Mended(
                "r1",
                "tx0",
                "CORE-0000",
                Entry.REVERSAL,
                date(2026, 11, 20),
                "CNY",
                "CNY 1.00",
                None,
                NOW,
                "s01",
            ),
        ),
        policies={"large_value": "0123456789abcdef"},
        basis=HASH,
    )
    return replace(
        Sheet(
            content=content,
            digest=digest(content),
            state=DayState.SIGNED,
            version=1,
            teller=Signature("teller", "t01", NOW, 41, HASH),
            supervisor=None,
            raised=(Raised("e1", None, NOW, None, None),),
            earlier=0,
            chain_seq=42,
            chain_hash=HASH[::-1],
        ),
        **changes,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def rare() -> Sheet:
    return sheet(*(item(n, Person(name, "110***********1239", f"c{n}")) for n, name in enumerate(RARE_NAMES)))


@pytest.fixture(scope="module")
def rare_pdf(rare: Sheet) -> bytes:
    return render([rare], "pdf", NOW)


def squeezed(text: str) -> str:
    return "".join(text.split())


class TestPdf:
    def test_twenty_rare_names_are_read_back_by_pypdf(self, rare_pdf: bytes) -> None:
        text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(rare_pdf)).pages))
        assert [name for name in RARE_NAMES if name not in text] == []

    @pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
    def test_twenty_rare_names_are_read_back_by_poppler(self, rare_pdf: bytes, tmp_path: Path) -> None:
        (tmp_path / "sheet.pdf").write_bytes(rare_pdf)
        subprocess.run(["pdftotext", "-raw", "sheet.pdf", "sheet.txt"], cwd=tmp_path, check=True)
        text = squeezed((tmp_path / "sheet.txt").read_text(encoding="utf-8"))
        assert [name for name in RARE_NAMES if name not in text] == []

    def test_every_font_is_embedded(self, rare_pdf: bytes) -> None:
        embedded = set()
        for page in pypdf.PdfReader(io.BytesIO(rare_pdf)).pages:
            for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
                descendant = font.get_object()["/DescendantFonts"][0].get_object()
                descriptor = descendant["/FontDescriptor"].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(descriptor)
                embedded.add(str(descriptor["/FontName"]).split("+")[-1])
        assert any(name.startswith("Noto-Sans-CJK") or "NotoSansCJK" in name for name in embedded)

    def test_it_carries_signatures_digest_and_chain_head(self, rare: Sheet, rare_pdf: bytes) -> None:
        text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(rare_pdf)).pages))
        assert rare.digest in text
        assert HASH in text
        assert HASH[::-1] in text
        assert "柜员已签，待主管签字" in text
        assert "未签字" in text
        assert "2026-11-2017:30:00" in text, "Shanghai time"
        assert "联网核查networkedIDcheck" in text

    def test_a_branch_has_a_page_for_each_teller(self) -> None:
        pdf = render([sheet(item(1, None)), sheet()], "pdf", NOW)
        assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 2

    def test_markup_in_data_is_text(self) -> None:
        hostile = '<img src="file:///etc/hostname"><b>粗'
        pdf = render([sheet(item(1, Person(hostile, None)))], "pdf", NOW)
        text = squeezed(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text())
        assert "<b>粗" in text


class TestXlsx:
    def test_names_survive_and_amounts_are_numbers(self, rare: Sheet) -> None:
        book = openpyxl.load_workbook(io.BytesIO(render([rare], "xlsx", NOW)))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert [row[8] for row in rows[1:]] == list(RARE_NAMES)
        assert {row[7] for row in rows[1:]} == {52000}
        assert [row[0] for row in book["签字 Signatures"].iter_rows(values_only=True)][1] == "样本东街支行"
        assert rare.digest in [cell.value for cell in book["签字 Signatures"][2]]

    def test_nothing_becomes_a_formula_or_a_link(self) -> None:
        items = [item(n, Person(text, text), reference=text) for n, text in enumerate(FORMULAS)]
        data = render([sheet(*items)], "xlsx", NOW)
        book = openpyxl.load_workbook(io.BytesIO(data))
        for page in book.worksheets:
            for row in page.iter_rows():
                assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
        assert [cell.value for cell in book.worksheets[0]["I"]][1:] == list(FORMULAS)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert not any(b"<f>" in archive.read(name) for name in archive.namelist())

    def test_an_amount_too_long_for_a_number_stays_text(self) -> None:
        data = render([sheet(item(1, None, amount="92,233,720,368,547,758.07"))], "xlsx", NOW)
        cell = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]["H2"]
        assert (cell.value, cell.data_type) == ("92233720368547758.07", "s")


class TestJson:
    def test_the_shape(self, rare: Sheet) -> None:
        document = json.loads(render([rare], "json", NOW))
        assert set(document) == {"format", "printed_at", "sheets"}
        (one,) = document["sheets"]
        assert one["format"] == "firstline.selfcheck/1"
        assert (one["state"], one["version"], one["missing"]) == ("signed", 1, 20)
        assert one["signatures"]["teller"]["audit_chain_head"] == {"seq": 41, "hash": HASH}
        assert one["signatures"]["supervisor"] is None
        assert one["audit_chain_head"] == {"seq": 42, "hash": HASH[::-1]}
        assert one["content_sha256"] == rare.digest
        assert [i["customer"]["name"] for i in one["content"]["items"]] == list(RARE_NAMES)

    def test_content_comes_back_as_it_was(self, rare: Sheet) -> None:
        content = replace(
            rare.content,
            items=(
                item(1, None, agent=Person("样本", None), deadline=None, day_total=None, why=Why.NEAR_LINE),
                item(2, Person(None, None, "c"), missing=(), reasons=()),
            ),
            mended=(replace(rare.content.mended[0], after="CNY 2.00", entry=Entry.CORRECTION),),
        )
        again = content_from(json.loads(canonical(content)))
        assert again == content
        assert digest(again) == digest(content)
        assert content_json(again) == content_json(content)

    def test_the_digest_depends_on_everything_that_is_signed(self, rare: Sheet) -> None:
        for changed in (
            replace(rare.content, teller_login="t02"),
            replace(rare.content, items=rare.content.items[1:]),
            replace(rare.content, mended=()),
            replace(rare.content, policies={}),
        ):
            assert digest(changed) != digest(rare.content)

    def test_an_answer_is_shown_though_it_came_after_the_signature(self, rare: Sheet) -> None:
        answered = replace(rare, raised=(Raised("e1", "tx1", NOW, NOW, "s01"),))
        assert sheet_json(answered)["raised"][0]["answered_by"] == "s01"
        assert sheet_json(answered)["content_sha256"] == rare.digest


def test_other_forms_and_empty_branches_are_refused(rare: Sheet) -> None:
    with pytest.raises(Invalid):
        render([rare], "docx", NOW)
    with pytest.raises(NotFound):
        render([], "pdf", NOW)
