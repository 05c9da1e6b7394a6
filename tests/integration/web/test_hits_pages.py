"""Pages and JSON interface of lists and hits: what is refused is said, what is personal is masked, two people are two."""

from __future__ import annotations

import base64
import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.ports import Ports
from kyc.base.unit import House
from kyc.customers.gates import NAME_SCREENING
from kyc.web import pages as kyc_pages
from screening.hits import service as hits
from screening.watchlists.service import load_sources
from screening.web import pages
from tests.integration.hits.conftest import OTHERS, entries, wang
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_customers import number, onboarded

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def house(house: House) -> House:
    return dataclasses.replace(
        house, ports=Ports({NAME_SCREENING: [hits.Screening(hits.Lists(load_sources(Path("nowhere.yaml"))))]})
    )


@pytest.fixture
def app(make_app: Callable[..., Flask], trusting: None) -> Flask:
    return make_app(*kyc_pages.BLUEPRINTS, *pages.BLUEPRINTS)


@pytest.fixture
def officer(at_work: Callable[..., Browser]) -> Browser:
    return at_work("qian.li", Role.COMPLIANCE_OFFICER)


@pytest.fixture
def head(at_work: Callable[..., Browser]) -> Browser:
    return at_work("sun.bo", Role.COMPLIANCE_HEAD)


def upload(browser: Browser, text: str, **fields: str) -> Any:
    file = (io.BytesIO(text.encode()), "公告.csv")
    data = {"source": "cn_pboc", "file": file, **fields}
    return browser.client.post("/watchlists", data=data, content_type="multipart/form-data")


@pytest.fixture
def hit_id(house: House, bank: Bank, officer: Browser) -> str:
    assert upload(officer, entries(wang(), *OTHERS)).status_code == 303
    teller = Actor(new_id(), "t", Role.TELLER, bank.institution_id, bank.outlets["east"])
    with house.write(teller) as unit:
        onboarded(unit)
    (line,) = officer.client.get("/api/v1/hits").json["items"]
    found: str = line["hit_id"]
    return found


class TestLists:
    def test_what_is_wrong_with_a_file_is_said_and_changes_nothing(self, officer: Browser) -> None:
        for text, fields, words in (
            ("", {}, "空"),
            ("a,b\n1,2\n", {}, "表头缺少列"),
            (entries("1,外星人,样本,,,,,,"), {}, "种类"),
            (entries(wang()), {"published": "31/01/2026"}, "2026-01-31"),
            (entries(wang()), {"source": "mars"}, "没有名单"),
        ):
            answer = upload(officer, text, **fields)
            assert answer.status_code in {400, 404, 422}, answer.text
            assert words in answer.text
        assert officer.client.get("/api/v1/watchlists/cn_pboc/versions").json == {"items": []}
        assert officer.client.post("/watchlists", data={"source": "un"}).status_code == 422

    def test_status_and_versions(self, officer: Browser) -> None:
        upload(officer, entries(wang(), *OTHERS))
        states = {each["source"]: each for each in officer.client.get("/api/v1/watchlists").json["items"]}
        assert states["cn_pboc"]["active"]["entries"] == 21
        assert states["un"]["alarms"][0]["en"].startswith("This list was never imported")
        (version,) = officer.client.get("/api/v1/watchlists/cn_pboc/versions").json["items"]
        assert (version["number"], version["added"], version["state"]) == (1, 21, "active")
        page = officer.open("/watchlists/cn_pboc?version=1")
        assert "样本无关公司50号" in page.text
        assert officer.client.get("/watchlists/cn_pboc?version=9").status_code == 404
        assert officer.client.get("/watchlists/mars").status_code == 404


class TestHits:
    def test_masked_until_revealed_for_a_reason(self, officer: Browser, hit_id: str) -> None:
        shown = officer.client.get(f"/api/v1/hits/{hit_id}").json
        assert shown["findings"][0]["ours"]["names"] == ["王**"]
        page = officer.open(f"/hits/{hit_id}")
        assert "王**" in page.text
        assert officer.client.post(f"/hits/{hit_id}/reveal", data={"reveal_reason": ""}).status_code == 422
        revealed = officer.client.post(f"/hits/{hit_id}/reveal", data={"reveal_reason": "核对是否同一人"})
        assert revealed.status_code == 200
        assert "<h1>王小样 —" in revealed.text
        assert number() in revealed.text

    def test_two_people_over_the_interface(self, officer: Browser, head: Browser, hit_id: str) -> None:
        finding = officer.client.get(f"/api/v1/hits/{hit_id}").json["findings"][0]["finding_id"]
        said = {"finding_id": finding, "disposition": "false_positive", "reason": "照片不是同一人"}
        address = f"/api/v1/hits/{hit_id}/decisions"
        assert officer.client.post(address, json=said).status_code == 422, "without an Idempotency-Key"
        key = {"Idempotency-Key": new_id()}
        made = officer.client.post(address, json=said, headers=key)
        assert (made.status_code, made.json["state"]) == (201, "proposed")
        assert officer.client.post(address, json=said, headers=key).json == made.json
        assert (
            officer.client.post(address, json=said, headers={"Idempotency-Key": new_id()}).status_code == 409
        )
        review = f"{address}/{made.json['decisions'][0]['decision_id']}/review"
        word = {"agree": True, "remark": "同意该意见"}
        assert (
            officer.client.post(review, json=word, headers={"Idempotency-Key": new_id()}).status_code == 403
        )
        done = head.client.post(review, json=word, headers={"Idempotency-Key": new_id()})
        assert (done.status_code, done.json["state"]) == (201, "cleared")
        assert officer.client.get("/api/v1/hits?state=cleared").json["items"][0]["hit_id"] == hit_id
        assert officer.client.get("/api/v1/hits?state=nonsense").status_code == 422

    def test_lifting_reports_and_evidence_over_the_interface(
        self, officer: Browser, head: Browser, hit_id: str
    ) -> None:
        def ask(who: Browser, path: str, **said: object) -> Any:
            address = f"/api/v1/hits/{hit_id}/{path}"
            return who.client.post(address, json=said, headers={"Idempotency-Key": new_id()})

        finding = officer.client.get(f"/api/v1/hits/{hit_id}").json["findings"][0]["finding_id"]
        said = {"finding_id": finding, "disposition": "true_match", "reason": "证件号码完全一致"}
        made = ask(officer, "decisions", **said).json["decisions"][0]["decision_id"]
        assert ask(officer, "report", reference="样本发〔2026〕1号").status_code == 409, "not confirmed yet"
        assert (
            ask(head, f"decisions/{made}/review", agree=True, remark="同意，立即报告").json["state"]
            == "confirmed"
        )
        assert ask(officer, "report", reference="样本发〔2026〕1号").json["report"]["by"]
        lift = ask(officer, "lifts", ground="authority", reason="有权机关书面通知解除").json["lifts"][0][
            "lift_id"
        ]
        assert ask(officer, f"lifts/{lift}/review", agree=True).status_code == 403
        lifted = ask(head, f"lifts/{lift}/review", agree=True).json
        assert lifted["state"] == "lifted"
        assert lifted["report_due_at"], "that it was lifted is reported too"
        assert ask(officer, "report", reference="样本发〔2026〕2号").json["report_due_at"] is None

        file = base64.b64encode(b"%PDF-1.7 specimen").decode()
        assert ask(officer, "evidence", name="通知.pdf", content="no base64").status_code == 422
        (kept,) = ask(officer, "evidence", name="通知.pdf", content=file).json["evidence"]
        assert "name" not in kept
        address = f"/hits/{hit_id}/evidence/{kept['evidence_id']}"
        opened = officer.client.post(address, data={"evidence_reason": "复核解除依据"})
        assert opened.data == b"%PDF-1.7 specimen"
        assert opened.headers["Content-Disposition"].startswith("attachment")
        assert officer.client.post(address, data={"evidence_reason": ""}).status_code == 422

    def test_several_are_dismissed_together_over_the_interface(
        self, house: House, bank: Bank, officer: Browser, head: Browser
    ) -> None:
        assert upload(officer, entries("1,个人,王小样,,1990,,,,虚构", *OTHERS)).status_code == 303
        teller = Actor(new_id(), "t", Role.TELLER, bank.institution_id, bank.outlets["east"])
        for sequence in (101, 103):
            with house.write(teller) as unit:
                onboarded(unit, number=number(sequence=sequence))
        first = officer.client.get("/api/v1/hits").json["items"][0]["hit_id"]
        assert "有 2 条待处置命中" in officer.open(f"/hits/{first}").text

        def ask(who: Browser, path: str, **said: object) -> Any:
            return who.client.post(f"/api/v1/hits/{path}", json=said, headers={"Idempotency-Key": new_id()})

        assert ask(officer, f"{first}/bulk", reason="否").status_code == 422
        bulk = ask(officer, f"{first}/bulk", reason="籍贯与职业均不相符").json
        assert (bulk["unseen"], len(bulk["members"])) == (2, 2)
        review = {"agree": True, "remark": "抽样全部属实"}
        assert ask(officer, f"bulks/{bulk['bulk_id']}/review", **review).status_code == 403
        assert ask(head, f"bulks/{bulk['bulk_id']}/review", **review).status_code == 409
        for member in bulk["members"]:
            ask(head, f"{member['hit_id']}/decisions/{member['decision_id']}/review", **review)
        assert len(head.client.get("/api/v1/hits/bulks").json["items"]) == 1
        assert "待复核的批量排除" in head.open("/hits").text
        assert ask(head, f"bulks/{bulk['bulk_id']}/review", **review).json["agreed"] is True
        assert head.client.get(f"/api/v1/hits/bulks/{bulk['bulk_id']}").json["unseen"] == 0
        assert head.client.get("/api/v1/hits/bulks/none").status_code == 404
        assert "复核同意" in head.open(f"/hits/bulks/{bulk['bulk_id']}").text

    def test_bad_words_come_back_with_the_form(self, officer: Browser, hit_id: str) -> None:
        form = {
            "finding_id": "x",
            "disposition": "false_positive",
            "reason": "否",
            "idempotency_key": new_id(),
        }
        answer = officer.client.post(f"/hits/{hit_id}/decisions", data=form)
        assert answer.status_code == 422
        assert "请写明理由" in answer.text

    def test_the_counter_learns_nothing(self, at_work: Callable[..., Browser], hit_id: str) -> None:
        teller = at_work("wang.fang", Role.TELLER, "east")
        for path in (
            "/hits",
            f"/hits/{hit_id}",
            "/hits/none",
            f"/api/v1/hits/{hit_id}",
            "/api/v1/hits/none",
            "/watchlists",
        ):
            assert teller.client.get(path).status_code == 403, path
        assert "名单" not in teller.open("/cash").text
