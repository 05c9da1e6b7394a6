"""The JSON interface of a customer's file: merges, the log, what is entered by hand, completing, keeping and forgetting."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kyc.base.access import Role
from kyc.base.db import new_id
from kyc.web import pages
from tests.integration.web.conftest import Browser
from tests.integration.web.test_api_customers import Caller
from tests.integration.web.test_desk import actor_of, jpeg
from tests.specimen_bank import Bank
from tests.specimen_customers import number, onboarded
from tests.specimen_entities import confirmed as entity
from tests.specimen_entities import credit_code

pytestmark = pytest.mark.usefixtures("trusting")
API = "/api/v1"


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def caller(at_work: Callable[..., Browser], bank: Bank) -> Callable[..., Caller]:
    def make(*about: Any) -> Caller:
        browser = at_work(*about)
        return Caller(browser, actor_of(browser, bank))

    return make


@pytest.fixture
def teller(caller: Callable[..., Caller]) -> Caller:
    return caller("wang.fang", Role.TELLER, "east")


@pytest.fixture
def supervisor(caller: Callable[..., Caller]) -> Caller:
    return caller("zhao.ling", Role.SUPERVISOR, "east")


@pytest.fixture
def pair(teller: Caller, bank: Bank) -> list[str]:
    with bank.house.write(teller.actor) as unit:
        return [onboarded(unit, number=number(sequence=s)).customer_id for s in (123, 125)]


def sent(caller: Caller, path: str, **form: Any) -> TestResponse:
    return caller.browser.client.post(
        f"{API}{path}", data=form, headers={"Accept": "application/json", "Idempotency-Key": new_id()}
    )


def post(caller: Caller, path: str, body: Any) -> TestResponse:
    return caller.call("POST", f"{API}{path}", body, new_id())


def get(caller: Caller, path: str) -> Any:
    return caller.call("GET", f"{API}{path}").json


def test_merged_and_unmerged(teller: Caller, supervisor: Caller, pair: list[str]) -> None:
    kept, other = pair
    (duplicate,) = get(teller, f"/customers/{kept}/duplicates")["items"]
    assert duplicate["summary"]["customer_id"] == other
    body = {"merged_id": other, "reason": "换领证件后重复建档，本人确认"}
    asked = post(teller, f"/customers/{kept}/merges", body)
    assert (asked.status_code, asked.json["agreed"]) == (201, None)
    decision = f"/merges/{asked.json['merge_id']}/decision"
    assert post(teller, decision, {"agree": True}).status_code == 403
    (waiting,) = get(supervisor, "/merges")["items"]
    assert waiting["merge_id"] == asked.json["merge_id"]
    assert post(supervisor, decision, {"agree": True}).json["agreed"] is True
    assert post(supervisor, decision, {"agree": True}).status_code == 409
    undo = post(teller, f"/customers/{kept}/unmerges", body)
    assert post(supervisor, f"/merges/{undo.json['merge_id']}/decision", {"agree": True}).status_code == 201
    assert [each["undoes"] for each in get(teller, f"/customers/{kept}/merges")["items"]] == [False, True]


def test_the_log_takes_pictures_as_proof(teller: Caller, pair: list[str]) -> None:
    path = f"/customers/{pair[0]}/notes"
    told = {"kind": "source_of_funds", "words": "工资收入，附银行流水"}
    assert sent(teller, path, **told).json["problems"][0]["where"] == "proof"
    assert sent(teller, path, **told, files=(BytesIO(b"<svg/>"), "a.jpg")).status_code == 422
    kept = sent(teller, path, **told, files=(BytesIO(jpeg()), "a.jpg"))
    assert kept.status_code == 201, kept.text
    assert len(kept.json["pictures"]) == 1
    assert get(teller, f"/customers/{pair[0]}/notes")["items"] == [kept.json]
    assert kept.json["pictures"][0] not in get(teller, f"/customers/{pair[0]}")["readings"]
    complaint = sent(teller, path, kind="complaint", words="客户对收费有异议")
    answered = post(teller, f"{path}/{complaint.json['note_id']}/answer", {"words": "已说明收费依据并致歉"})
    assert answered.json["answer"]
    assert (
        post(teller, f"{path}/{complaint.json['note_id']}/answer", {"words": "再次说明"}).status_code == 409
    )


def test_entered_by_hand_and_compared(teller: Caller, supervisor: Caller) -> None:
    form = {"document": "cn_institution_certificate", "files": (BytesIO(jpeg()), "a.jpg")}
    kept = sent(teller, "/transcriptions/pictures", **form)
    assert kept.status_code == 201, kept.text
    assert sent(teller, "/transcriptions/pictures", document="passport").status_code == 422
    values = entity(regime="public_institution", number=credit_code(7, category="12"))
    body = {"reading_ids": [kept.json["reading_id"]], "confirmed": values, "kind": "legal_person"}
    made = post(teller, "/customers", body)
    assert made.status_code == 201, made.text
    (waiting,) = get(supervisor, "/transcriptions")["items"]
    decided = post(supervisor, f"/transcriptions/{waiting['transcription_id']}/decision", {"agree": True})
    assert (decided.status_code, decided.json["agreed"]) == (201, True)


def test_waived_by_two(teller: Caller, supervisor: Caller, pair: list[str]) -> None:
    asked = post(
        teller, f"/customers/{pair[0]}/waivers", {"gate": "verified", "reason": "核查系统停机，明日补办核查"}
    )
    assert asked.status_code == 201, asked.text
    decision = f"/waivers/{asked.json['waiver_id']}/decision"
    assert post(teller, decision, {"agree": True}).status_code == 403
    assert get(supervisor, "/waivers")["items"] == [asked.json]
    assert post(supervisor, decision, {"agree": False}).status_code == 422
    assert post(supervisor, decision, {"agree": True}).json["agreed"] is True
    assert get(teller, f"/customers/{pair[0]}/waivers")["items"][0]["agreed"] is True


def test_to_complete_and_expiring(teller: Caller, bank: Bank) -> None:
    with bank.house.write(teller.actor) as unit:
        for sequence in (201, 203, 205):
            onboarded(unit, number=number(sequence=sequence), address=None, expires_on="2026-12-20")
    first = get(teller, "/backfill?limit=2")
    assert len(first["items"]) == 2
    rest = get(teller, f"/backfill?limit=2&cursor={first['next']}")
    assert (len(rest["items"]), rest["next"]) == (1, None)
    assert {item["missing"][0] for item in first["items"]} == {"address"}
    assert [item["waiting"] for item in get(teller, "/backfill/progress")["items"]] == [3]
    assert len(get(teller, "/backfill/expiring")["items"]) == 3
    assert teller.call("GET", f"{API}/backfill?cursor=eA==").status_code == 422


def test_kept_and_forgotten(caller: Callable[..., Caller], teller: Caller, pair: list[str]) -> None:
    officer = caller("li.na", Role.COMPLIANCE_OFFICER)
    path = f"/customers/{pair[0]}"
    assert teller.call("GET", f"{API}{path}/retention").status_code == 403
    held = post(officer, f"{path}/retention/holds", {"reason": "法院调查期间保留全部资料"})
    assert held.status_code == 201, held.text
    (hold,) = held.json["holds"]
    lifted = post(
        officer, f"{path}/retention/holds/{hold['hold_id']}/lift", {"reason": "法院已结案并书面通知"}
    )
    assert lifted.json["holds"] == []
    ended = post(officer, f"{path}/retention/end", {"ended_on": "2026-11-20", "reason": "客户销户"})
    assert ended.json["ended_on"] == "2026-11-20"
    assert get(officer, "/purges") == {"items": []}
    copied = post(officer, f"{path}/personal-data", {"reason": "本人来行申请查阅个人信息"})
    assert copied.data[:2] == b"PK"


def test_versions_as_of_a_moment(teller: Caller, pair: list[str]) -> None:
    path = f"/customers/{pair[0]}"
    changed = teller.call(
        "PATCH", f"{API}{path}", {"version": 1, "changes": {"phone": "13900001234"}, "reason": "客户来电更新"}
    )
    assert changed.status_code == 200, changed.text
    items = get(teller, f"{path}/versions")["items"]
    assert [item["changed"] for item in items][1] == ["phone"]
    then = get(teller, f"{path}/versions?at=2020-01-01T00:00:00Z")
    assert then["code"] == "customers.version"
