"""The desk over HTTP: drafts in, a customer out, and every refusal beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from kyc.base.access import Actor, Role
from kyc.base.db import new_id
from kyc.base.staff import sessions
from kyc.customers import service, tables
from kyc.customers.points import points_of
from kyc.documents.model import Field, Verdict
from kyc.risk import service as risk
from kyc.web import pages
from tests.integration.web.conftest import Browser
from tests.specimen_bank import Bank
from tests.specimen_customers import EMBLEM, PORTRAIT, confirmed, reading


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app(*pages.BLUEPRINTS)


@pytest.fixture
def teller(at_work: Callable[..., Browser]) -> Browser:
    return at_work("wang.fang", Role.TELLER, "east")


@pytest.fixture
def keep(bank: Bank) -> Callable[..., list[str]]:
    """Keeps both sides of a card as drafts of a person at work; `doubtful` fields are read with little confidence."""

    def make(browser: Browser, values: Mapping[str, str | None] | None = None, *doubtful: str) -> list[str]:
        actor = actor_of(browser, bank)
        kept = []
        with bank.house.write(actor) as unit:
            for side in (PORTRAIT, EMBLEM):
                read = reading(side, values or confirmed())
                unsure = {
                    name: Field(read.fields[name].value, 0.3) for name in doubtful if name in read.fields
                }
                read = replace(read, pages=((200, 126),), fields={**read.fields, **unsure})
                kept.append(service.keep_reading(unit, read, jpeg()))
        return kept

    return make


def actor_of(browser: Browser, bank: Bank) -> Actor:
    with browser.client.session_transaction() as cookie:
        token = cookie["token"]
    found = sessions.resume(bank.house, token)
    assert found is not None
    return found.actor


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (200, 126), "lightblue").save(out, "JPEG")
    return out.getvalue()


def sent(drafts: list[str], **changes: Any) -> dict[str, Any]:
    """The form as a teller sends it."""
    values = {name: value or "" for name, value in confirmed().items()}
    return {
        "draft": drafts,
        "channel": "counter",
        "residence": "",
        "idempotency_key": new_id(),
        **values,
        **changes,
    }


def send(browser: Browser, path: str, form: Mapping[str, Any], *, follow: bool = True) -> TestResponse:
    """Sends the desk's form, which has a field called `address`."""
    return browser.client.post(path, data={**form, "csrf_token": browser.token()}, follow_redirects=follow)


def customers(bank: Bank) -> int:
    with bank.house.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(tables.customers)) or 0


def test_picture_is_for_its_own_teller_and_stays_nowhere(
    teller: Browser, at_work: Callable[..., Browser], keep: Callable[..., list[str]]
) -> None:
    draft = keep(teller)[0]
    answer = teller.client.get(f"/desk/pictures/{draft}")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "image/jpeg",
        "no-store",
    )
    assert answer.data == jpeg()
    colleague = at_work("li.na", Role.TELLER, "east")
    assert colleague.client.get(f"/desk/pictures/{draft}").status_code == 404
    officer = at_work("sun.li", Role.COMPLIANCE_OFFICER)
    assert officer.client.get(f"/desk/pictures/{draft}").status_code == 403


def test_record_is_made_graded_and_made_once(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller)
    teller.open("/desk")
    form = sent(drafts, address="北京市朝阳区样本路8号附1", residence="")
    made = send(teller, "/desk/customers", form, follow=False)
    assert made.status_code == 303
    customer_id = made.headers["Location"].rsplit("/", 1)[1]
    with bank.house.read(actor_of(teller, bank)) as unit:
        assert risk.standing(unit, customer_id).proposal is not None
        corrected = {s.field for s in service.customer(unit, customer_id).sources if s.corrected}
    assert corrected == {"address"}

    again = send(teller, "/desk/customers", form, follow=False)  # Enter twice
    other_tab = send(teller, "/desk/customers", follow=False, form=sent(drafts))
    assert again.headers["Location"] == other_tab.headers["Location"] == made.headers["Location"]
    assert customers(bank) == 1


def test_faults_stand_beside_their_fields_and_nothing_is_lost(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller)
    teller.open("/desk")
    answer = send(teller, "/desk/customers", sent(drafts, phone="12", name="王小洋", birth_date="1990-03-08"))
    assert answer.status_code == 422
    assert "手机为 1 开头 11 位" in answer.text
    assert 'value="王小洋"' in answer.text
    assert "出生日期与号码第 7–14 位不一致" in answer.text
    assert customers(bank) == 0
    mended = send(teller, "/desk/customers", follow=False, form=sent(drafts))
    assert mended.status_code == 303


def test_doubtful_field_must_be_looked_at(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller, None, "name", "issuer")
    teller.open("/desk")
    answer = send(teller, "/desk/customers", sent(drafts, looked_at="name"))
    assert answer.status_code == 422
    assert answer.text.count("无误请勾选") == 1
    assert customers(bank) == 0
    assert (
        send(
            teller, "/desk/customers", follow=False, form=sent(drafts, looked_at=["name", "issuer"])
        ).status_code
        == 303
    )


def test_rejected_picture_makes_no_record(teller: Browser, bank: Bank) -> None:
    with bank.house.write(actor_of(teller, bank)) as unit:
        expired = replace(
            reading(EMBLEM, confirmed(expires_on="2020-05-01"), Verdict.REJECT), pages=((200, 126),)
        )
        drafts = [service.keep_reading(unit, expired, jpeg())]
    shown = teller.open("/desk")
    assert "不能使用" in shown.text
    assert "证件已过有效期" in shown.text
    answer = send(teller, "/desk/customers", sent(drafts, expires_on="2020-05-01", looked_at="expires_on"))
    assert answer.status_code == 422
    assert "不能使用" in answer.text


def test_known_document_is_told_at_once_and_can_renew_the_record(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    teller.open("/desk")
    made = send(teller, "/desk/customers", follow=False, form=sent(keep(teller)))
    customer_id = made.headers["Location"].rsplit("/", 1)[1]
    renewed = confirmed(issued_on="2026-05-01", expires_on="2046-05-01")
    drafts = keep(teller, renewed)
    shown = teller.open("/desk")
    assert "已有客户档案，不再新建" in shown.text
    assert made.headers["Location"] in shown.text
    refused = send(teller, "/desk/customers", sent(drafts, **renewed))
    assert refused.status_code == 409

    form = sent(
        drafts, customer=customer_id, expected_version="1", **{**renewed, "phone": "", "address": "别处"}
    )
    silent = send(teller, "/desk/renewals", form)
    assert silent.status_code == 422
    assert "原因" in silent.text
    done = send(teller, "/desk/renewals", {**form, "reason": "证件到期换发"}, follow=False)
    assert done.status_code == 303
    with bank.house.read(actor_of(teller, bank)) as unit:
        person = service.customer(unit, customer_id).person
        changed = service.history(unit, customer_id)[-1].changed
    assert (person.expires_on, changed) == ("2046-05-01", ("issued_on", "expires_on"))


def test_another_outlets_customer_is_served_when_the_document_is_there(
    teller: Browser, at_work: Callable[..., Browser], keep: Callable[..., list[str]]
) -> None:
    teller.open("/desk")
    made = send(teller, "/desk/customers", follow=False, form=sent(keep(teller)))
    elsewhere = at_work("li.na", Role.TELLER, "west")
    drafts = keep(elsewhere)
    shown = elsewhere.open("/desk")
    assert "其他网点建档" in shown.text
    assert elsewhere.open(made.headers["Location"]).status_code == 403
    elsewhere.open("/desk")
    served = elsewhere.send("/desk/serve", follow=False, draft=drafts)
    assert served.headers["Location"] == made.headers["Location"]
    assert elsewhere.open(made.headers["Location"]).status_code == 200


def test_what_was_typed_outlives_the_page(
    teller: Browser, at_work: Callable[..., Browser], keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller, None, "name")
    teller.open("/desk")
    typed = sent(drafts, phone="138", name="王小洋", looked_at="name", occupation="40000", residence="乙地")
    assert send(teller, "/desk/entries", typed).status_code == 204
    shown = teller.open("/desk").text
    for words in (
        'value="138"',
        'value="王小洋"',
        'value="乙地"',
        '"40000" selected',
        'value="name" data-looked-at checked',
    ):
        assert words in shown
    colleague = at_work("li.na", Role.TELLER, "east")
    colleague.open("/desk")
    assert send(colleague, "/desk/entries", typed).status_code == 404
    made = send(teller, "/desk/customers", sent(drafts, looked_at="name"), follow=False)
    assert made.status_code == 303
    assert send(teller, "/desk/entries", typed).status_code == 409


def test_discarded_picture_is_gone(teller: Browser, bank: Bank, keep: Callable[..., list[str]]) -> None:
    drafts = keep(teller)
    teller.open("/desk")
    for draft in drafts:
        assert teller.send(f"/desk/drafts/{draft}/discard", follow=False).status_code == 303
    assert "拖到这里" in teller.open("/desk").text
    assert teller.client.get(f"/desk/pictures/{drafts[0]}").status_code == 409
    assert not [path for path in bank.house.settings.scans_path.rglob("*") if path.is_file()]
    table = tables.customer_readings
    with bank.house.database.read() as connection:
        rows = connection.execute(select(table.c.id, table.c.content)).all()
    assert {bank.house.vault.open(table.name, "content", row.id, row.content) for row in rows} == {"{}"}


def test_nothing_chosen_is_told(teller: Browser) -> None:
    teller.open("/desk")
    answer = teller.send("/desk/captures")
    assert answer.status_code == 422
    assert "请选择证件的照片或扫描件" in answer.text


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COMPLIANCE_OFFICER, Role.ADMINISTRATOR])
def test_desk_is_for_the_counter(at_work: Callable[..., Browser], role: Role) -> None:
    browser = at_work("somebody", role)
    assert browser.client.get("/desk").status_code == 403


TICKED = [f"{PORTRAIT}:0", f"{EMBLEM}:1"]


def test_ticked_recognition_points_are_kept_with_the_draft_and_shown_on_the_customers_page(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller)
    assert "建档时没有勾选识别要点" not in teller.open("/desk").text
    assert send(teller, "/desk/entries", sent(drafts, point=TICKED)).status_code == 204
    desk = teller.open("/desk").text
    ticked = re.findall(r'name="point" value="([^"]+)" checked', desk)
    assert ticked == TICKED
    made = send(teller, "/desk/customers", sent(drafts, point=TICKED))
    assert made.status_code == 200
    words = [points_of(code.split(":")[0])[code].text.zh for code in TICKED]
    assert all(each in made.text for each in words)
    assert "查看了 2 项识别要点" in made.text
    with bank.house.read(actor_of(teller, bank)) as unit:
        customer_id = made.request.path.rsplit("/", 1)[1]
        seen = service.identification_of(unit, customer_id).seen_points
        actor, now = unit.actor.staff_id, unit.now
    assert sorted((point.side, point.text.zh, point.by, point.at) for point in seen) == sorted(
        (code.split(":")[0], text, actor, now) for code, text in zip(TICKED, words, strict=True)
    )


def test_without_ticks_the_customers_page_says_so(teller: Browser, keep: Callable[..., list[str]]) -> None:
    drafts = keep(teller)
    teller.open("/desk")
    assert "建档时没有勾选识别要点" in send(teller, "/desk/customers", sent(drafts)).text


def test_a_point_of_another_document_is_refused_and_nothing_is_kept(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller)
    teller.open("/desk")
    refused = send(teller, "/desk/customers", sent(drafts, point=["passport:99"]))
    assert refused.status_code == 422
    assert "所勾选的识别要点不属于这份证件" in refused.text
    assert customers(bank) == 0
    with bank.house.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.customer_seen_points)) == 0


def test_the_database_itself_keeps_the_points_looked_at(
    teller: Browser, bank: Bank, keep: Callable[..., list[str]]
) -> None:
    drafts = keep(teller)
    teller.open("/desk")
    send(teller, "/desk/customers", sent(drafts, point=TICKED))
    kept = tables.customer_seen_points
    for change in (update(kept).values(zh="别的"), delete(kept)):
        with pytest.raises(DBAPIError, match="append-only"), bank.house.database.write() as connection:
            connection.execute(change)
