"""The grading commands that list: what waits for a person, facts noted, policies of the institution's own, the register."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click

from kyc.base.access import Actor
from kyc.base.text import Text
from kyc.base.unit import House
from kyc.risk import service
from kyc.risk.model import AssessmentState
from kyc.risk.signal_policy import SignalPolicy

Opened = Callable[[], tuple[House, Actor]]

_JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")


def list_commands(opened: Opened) -> tuple[click.Command, ...]:
    """`flask risk waiting`, `facts`, `policies` and `signals`."""
    return (_waiting(opened), _facts(opened), _policies(opened), _signals(opened))


def _waiting(opened: Opened) -> click.Command:
    @click.command("waiting")
    @click.option("--disputed", is_flag=True, help="有异议、待裁定的 / those disputed, for a ruling")
    @click.option("--limit", default=100, show_default=True, help="最多显示多少项 / how many at most")
    @_JSON
    def waiting(disputed: bool, limit: int, as_json: bool) -> None:
        """列出待复核（或待裁定）的评级，最早的在前 / List ratings that wait for a second person, the oldest first."""
        house, console = opened()
        state = AssessmentState.DISPUTED if disputed else AssessmentState.PROPOSED
        with house.read(console) as unit:
            found = service.waiting(unit, limit=limit, state=state)
        rows = [
            {
                "assessment_id": each.assessment_id,
                "customer_id": each.customer_id,
                "grade": each.assessment.grade.code,
                "counter_grade": each.assessment.counter_grade.code,
                "occasion": each.occasion,
                "at_counter": each.counter_asked,
                "proposed_at": each.proposed_at.isoformat(),
            }
            for each in found
        ]
        if as_json:
            _print(rows)
            return
        for each in found:
            grade, occasion = each.assessment.grade.name, each.occasion.label
            click.echo(f"{each.proposed_at:%Y-%m-%d}  {each.customer_id}  {grade}  {occasion}")
        click.echo(f"{len(found)} 项 / ratings", err=True)

    return waiting


def _facts(opened: Opened) -> click.Command:
    @click.command("facts")
    @click.argument("customer_id")
    @_JSON
    def facts(customer_id: str, as_json: bool) -> None:
        """列出人工登记的事实，最近的在前 / List the facts noted of a customer, the newest first."""
        house, console = opened()
        with house.read(console) as unit:
            found = service.noted_facts(unit, customer_id)
        if as_json:
            _print(
                [
                    {"fact": each.fact, "value": each.value, "as_of": each.as_of.isoformat(), "by": each.by}
                    for each in found
                ]
            )
            return
        for each in found:
            click.echo(f"{each.as_of}  {each.name}: {each.shown}")
        click.echo(f"{len(found)} 项 / facts", err=True)

    return facts


def _policies(opened: Opened) -> click.Command:
    @click.command("policies")
    @_JSON
    def policies(as_json: bool) -> None:
        """列出现行政策和本机构自行采用的政策 / List the policy in force and those of the institution's own."""
        house, console = opened()
        with house.read(console) as unit:
            applied, found = service.in_force(unit), service.policies(unit)
        if as_json:
            rows = [
                {
                    "fingerprint": each.fingerprint,
                    "valid_from": each.valid_from.isoformat(),
                    "state": each.state,
                    "proposed_by": each.proposed_by,
                    "decided_by": each.decided_by,
                }
                for each in found
            ]
            _print({"in_force": applied.fingerprint, "policies": rows})
            return
        click.echo(f"现行 / in force: {applied.fingerprint}")
        for each in found:
            click.echo(f"{each.valid_from}  {each.fingerprint}  {each.state.label}")

    return policies


def _signals(opened: Opened) -> click.Command:
    @click.command("signals")
    @_JSON
    def signals(as_json: bool) -> None:
        """列出预警信号登记簿 / List the register of early-warning signals."""
        house, console = opened()
        with house.read(console) as unit:
            register = unit.policy(SignalPolicy).values.register.values()
        if as_json:
            rows = [
                {
                    "code": kind.code,
                    "group": kind.group,
                    "name": kind.name.as_dict(),
                    "aml": kind.aml.as_dict() if kind.aml else None,
                    "derived": kind.derived is not None,
                }
                for kind in register
            ]
            _print(rows)
            return
        for kind in register:
            reading = kind.aml or Text("只涉及信贷", "credit only")
            click.echo(f"{kind.code} {'*' if kind.derived is not None else ' '} {kind.name} → {reading}")

    return signals


def _print(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))
