"""Pages and JSON interface of lists and hits: what is refused is said, what is personal is masked, two people are two."""

from __future__ import annotations

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
