"""Nobody at an outlet can tell whether a suspicious report exists (AML Law art.35): every route, search, export, count, log
and error is walked before and after one was filed, and nothing differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask, g
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import AnyConverter, Rule

import app as composition
from kyc.base.access import Actor, Role
from kyc.base.staff.model import SignedIn
from kyc.base.unit import House
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from kyc.web import access
from screening.transactions import service as transactions
from screening.watchlists.sources import load_sources
from tests.specimen_cases import Desks, customer, desks, reported, structured
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
def house(house: House, tmp_path: Path) -> House:
    """With every stage telling the others, so that grades rest on cases and reports."""
    return replace(house, ports=composition.ports_of(load_sources(tmp_path / "none.yaml")))


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
    _graded(desks, structured.customer_id)
    known = {
        "customer_id": structured.customer_id,
        "transaction_id": deal,
        "teller_id": desks.teller.staff_id,
        "day": "2026-11-20",
    }
    secret = ("case_id", "report_id", "closing_id", "measure_id", "file_id", "entry_id")
    walk = Walk(web, monkeypatch, actor, known)
    before, logs_before = walk.look(dict.fromkeys(secret, "0"))
    ids = reported(desks)
    _grade_anew(desks, structured.customer_id)
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
    ids = reported(desks)
    after, _ = walk.look({"case_id": ids["case_id"], "report_id": ids["report_id"]})
    differing = {address for address in before if before[address] != after[address]}
    assert {"GET /cases", "GET /suspicious", "GET /suspicious/<report_id>"} <= differing


def _graded(desks: Desks, customer_id: str) -> None:
    """A grade in force by everything that is known before."""
    risk.sweep(desks.house, desks.console)
    with desks.house.read(desks.head) as unit:
        proposal = risk.standing(unit, customer_id).proposal
    assert proposal
    with desks.house.write(desks.head) as unit:
        risk.confirm_grade(unit, proposal.assessment_id, True)
    risk.sweep(desks.house, desks.console)


def _grade_anew(desks: Desks, customer_id: str) -> None:
    """What the service does by itself when it is marked: the grade behind the counter's now rests on the report."""
    assert risk.sweep(desks.house, desks.console)["marked"] == 2  # an alert, a report
    with desks.house.read(desks.head) as unit:
        facts = risk.assess(unit, customer_id).facts
        occasions = [each.occasion for each in risk.regradings(unit, customer_id, 2)]
    assert (facts["reports"].value, int(str(facts["alerts"].value)) > 0) == (1, True)
    assert occasions == [Occasion.REPORT, Occasion.ALERT]


def _a_deal(unit: Any) -> str:
    return transactions.transactions(unit, limit=1)[0].id
