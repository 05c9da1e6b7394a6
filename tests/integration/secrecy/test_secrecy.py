"""Nobody at an outlet can tell whether a suspicious report exists (AML Law art.35): every route, search, export, count, log
and error is walked before and after one was filed, and nothing differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import structlog
from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import AnyConverter, Rule

import app as composition
from kyc.base.access import Actor, Role
from kyc.base.staff.model import SignedIn
from kyc.web import access
from screening.cases import service as cases
from screening.reports import service as reports
from screening.transactions import service as transactions
from tests.specimen_cases import Desks, customer, desks, structured
from tests.specimen_receipts import receipt
from tests.specimen_transactions import Specimen

__all__ = ["customer", "desks", "structured"]

pytestmark = [pytest.mark.parametrize("database", ["sqlite"], indirect=True), pytest.mark.timeout(300)]

# What is new in every answer whoever asks: tokens, keys of forms, ids of requests, how long it took, and the head of the
# audit chain, which any event of anybody moves.
_FRESH = re.compile(
    r'name="csrf_token" value="[^"]+"|X-CSRFToken": "[^"]+"|name="idempotency_key" value="[^"]+"|'
    r"审计链 \d+|\"seq\": \d+|urn:uuid:[0-9a-f-]+|[0-9a-f]{64}|01[0-9a-f]{6}-[0-9a-f]{4}-7[0-9a-f-]{18,22}"
)
_LOGGED = ("event", "method", "route", "status", "code")
_SEARCHES = (
    "name=王小样",
    "q=王小样",
    "phone=13812341234",
    "number=110105199003071238",
    "customer_id={customer_id}",
)
_FILES = {"pdf", "xlsx"}  # the same content as JSON, which is walked

Seen = dict[str, tuple[int, str]]


@pytest.fixture
def web(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(composition, "open_house", lambda: desks.house)
    monkeypatch.setattr(CSRFProtect, "protect", lambda self: None)
    return composition.wsgi()


class Walk:
    """Everything one person can ask of the service."""

    def __init__(
        self, web: Flask, monkeypatch: pytest.MonkeyPatch, actor: Actor, known: dict[str, str]
    ) -> None:
        self.web, self.actor, self.known = web, actor, known
        self.patch = monkeypatch

    def look(self, ids: dict[str, str]) -> tuple[Seen, list[Any]]:
        """Answers by address, and the log lines they left. ids: of what is secret, "0" where there is none yet."""

        def identify() -> SignedIn:
            g.actor = self.actor
            g.sign_in = SignedIn("session", self.actor, "样本", None, None)
            return g.sign_in  # type: ignore[no-any-return]

        self.patch.setattr(access, "identify_session", identify)
        client, seen = self.web.test_client(), {}
        with structlog.testing.capture_logs() as logs:
            for method, label, address in self._addresses(ids):
                answer = client.open(address, method=method, buffered=True)
                seen[f"{method} {label}"] = (
                    answer.status_code,
                    self._plain(answer.get_data(as_text=True), ids),
                )
        return seen, [{name: line.get(name) for name in _LOGGED} for line in logs]

    def _addresses(self, ids: dict[str, str]) -> Iterator[tuple[str, str, str]]:
        adapter = self.web.url_map.bind("localhost")
        for rule in sorted(self.web.url_map.iter_rules(), key=lambda one: (one.rule, one.endpoint)):
            if rule.endpoint.endswith("static"):
                continue
            values = {name: self._value(rule, name, ids) for name in rule.arguments}
            if _FILES & set(values.values()):
                continue
            address = adapter.build(rule.endpoint, values)
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                asked = access.access_of(self.web, rule.endpoint, method)
                if method == "GET":
                    yield method, rule.rule, address
                    for query in _SEARCHES:
                        written = query.format(**self.known)
                        yield method, f"{rule.rule}?{written}", f"{address}?{written}"
                elif asked is not None and not asked.allows(self.actor.role):
                    yield method, rule.rule, address  # what is not theirs refuses the same way

    def _value(self, rule: Rule, name: str, ids: dict[str, str]) -> str:
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            return "json" if "json" in converter.items else min(converter.items)
        return ids.get(name) or self.known.get(name, "0")

    def _plain(self, text: str, ids: dict[str, str]) -> str:
        for value in sorted(ids.values(), key=len, reverse=True):
            if value != "0":
                text = text.replace(value, "0")
        return _FRESH.sub("", text)


@pytest.mark.parametrize("role", [Role.TELLER, Role.SUPERVISOR])
def test_nothing_an_outlet_can_ask_tells_whether_a_report_exists(
    desks: Desks, structured: Specimen, web: Flask, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    account = desks.bank.hire("li.na", role, "east").account
    actor = replace(desks.teller, staff_id=account.id, login="li.na", role=role)
    with desks.house.read(desks.teller) as unit:
        deal = _a_deal(unit)
    known = {
        "customer_id": structured.customer_id,
        "transaction_id": deal,
        "teller_id": desks.teller.staff_id,
        "day": "2026-11-20",
    }
    secret = ("case_id", "report_id", "closing_id", "measure_id", "file_id", "entry_id")
    walk = Walk(web, monkeypatch, actor, known)
    before, logs_before = walk.look(dict.fromkeys(secret, "0"))
    ids = _reported(desks)
    after, logs_after = walk.look(ids)

    assert len(before) > 200
    assert sum(status == 200 for status, _ in before.values()) > 40, (
        "a walk through closed doors proves nothing"
    )
    assert before.keys() == after.keys()
    assert not [address for address in before if before[address] != after[address]]
    assert logs_before == logs_after


def test_the_walk_sees_a_difference_where_there_is_one(
    desks: Desks, structured: Specimen, web: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same walk as compliance, so that a walk that sees nothing would be noticed."""
    known = {"customer_id": structured.customer_id, "day": "2026-11-20"}
    walk = Walk(web, monkeypatch, desks.colleague, known)
    before, _ = walk.look({})
    ids = _reported(desks)
    after, _ = walk.look({"case_id": ids["case_id"], "report_id": ids["report_id"]})
    differing = {address for address in before if before[address] != after[address]}
    assert {"GET /cases", "GET /suspicious", "GET /suspicious/<report_id>"} <= differing


def _a_deal(unit: Any) -> str:
    return transactions.transactions(unit, limit=1)[0].id


def _reported(desks: Desks) -> dict[str, str]:
    """A report filed and accepted, with a measure that waits: everything there is to hide."""
    with desks.house.write(desks.head) as unit:
        reports.set_institution_code(unit, "A1000131000017")
        reports.set_outlet_code(unit, "east", "E0001", "110105")
    line = next(line for line in desks.queue() if line.group == "structuring")
    desks.closed(line.case_id, "true_match")
    with desks.house.write(desks.officer) as unit:
        found = reports.begin(unit, line.case_id)
        told = replace(
            found.content, analysis="多日存入略低于五万元的现金，规避大额报告的特征明显。", crimes=("0801",)
        )
        found = reports.write(unit, found.report_id, 1, told)
        reports.prepare(unit, found.report_id, found.version)
    with desks.house.write(desks.colleague) as unit:
        reports.review(unit, found.report_id, found.version, "事实清楚，同意")
    with desks.house.write(desks.head) as unit:
        found = reports.approve(unit, found.report_id, found.version, "批准报送")
    with desks.house.write(desks.officer) as unit:
        reports.receive(unit, *receipt(found.files[0].name, "SUCC"))
        found = reports.propose_measure(unit, found.report_id, "limit_remote", "持续可疑，限制非柜面")
    with desks.house.read(desks.officer) as unit:
        case = cases.case(unit, line.case_id)
    return {
        "case_id": line.case_id,
        "report_id": found.report_id,
        "closing_id": case.closings[0].closing_id,
        "measure_id": found.measures[0].measure_id,
        "file_id": found.files[0].file_id,
        "entry_id": case.entries[0].entry_id,
    }
