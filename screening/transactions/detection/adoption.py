"""The institution's own parameters for a rule: proposed by one person, decided by another, in force from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml
from sqlalchemy import Row, insert, select, update

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, NotFound, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.gates import checked_reason
from kyc.customers.policy import CustomerPolicy
from kyc.risk.model import PolicyState
from screening.transactions.detection.catalogue import plain, rules
from screening.transactions.detection.model import ParameterProposal, Parameters, ParameterValue, Rule
from screening.transactions.detection.parameters import canonical, fingerprint, in_force, restored
from screening.transactions.detection.tables import detection_parameters

_TABLE = detection_parameters
_MOST = 2**53  # what every engine, and a page's script, keeps exactly


def rule_of(code: str) -> Rule:
    """The rule with this code. NotFound, naming those there are."""
    try:
        return rules()[code]
    except KeyError as error:
        known = ", ".join(rules())
        words = Text(f"没有监测规则 {code}；现有：{known}。", f"There is no rule {code}; there are: {known}.")
        raise NotFound("transactions.rule", words) from error


def draft_of(rule: Rule, name: str, text: str, present: Parameters) -> Parameters:
    """A parameter set from YAML, `name: value`; what it leaves out stays as it is. name: what errors call the file. Invalid
    with every fault: an unknown name, another kind of value, a number out of range, or nothing changed at all.
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        told = error
    if not isinstance(told, Mapping):
        words = Text(
            f"{name} 须为 YAML：每行“参数: 值”。", f"{name} must be YAML, a `parameter: value` a line."
        )
        raise Invalid("transactions.parameters", words, [Problem(name, words)])
    problems: list[Problem] = []
    draft = dict(present)
    for key, value in told.items():
        fault = _fault(present.get(key), value)
        if fault is None:
            draft[key] = plain(value)
        else:
            problems.append(Problem(str(key), fault))
    if not problems and draft == dict(present):
        words = Text("草案与现行参数相同。", "The draft is what is in force.")
        problems.append(Problem(name, words))
    if problems:
        words = Text(
            f"{rule.title.zh}的参数草案有误。", f"The draft of parameters of {rule.code} has faults."
        )
        raise Invalid("transactions.parameters", words, problems)
    return draft


def _fault(present: ParameterValue | None, value: Any) -> Text | None:
    if present is None:
        return Text("该规则没有这个参数。", "The rule has no such parameter.")
    if isinstance(present, tuple):
        good = isinstance(value, list) and value and all(isinstance(each, str) and each for each in value)
        return (
            None if good else Text("须为文字的列表，至少一项。", "It must be a list of words, at least one.")
        )
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST:
        return Text("须为不小于零的整数。", "It must be a whole number, zero or more.")
    return None


def propose(unit: Unit, code: str, name: str, text: str, valid_from: date, reason: str) -> ParameterProposal:
    """Proposes a set from a day on (today or later). Arguments and errors as `draft_of`; Refused without the permission."""
    unit.require(Permission.PARAMETERS_PROPOSE)
    rule = rule_of(code)
    said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    if valid_from < unit.today:
        words = Text("生效日不能早于今日。", "The set cannot begin before today.")
        raise Invalid("transactions.parameters.day", words, [Problem("valid_from", words)])
    draft = draft_of(rule, name, text, in_force(unit, valid_from)[code])
    row_id = new_id()
    unit.connection.execute(
        insert(_TABLE).values(
            id=row_id,
            institution_id=unit.actor.institution_id,
            rule=code,
            parameters=canonical(draft),
            valid_from=valid_from,
            reason=unit.vault.seal(_TABLE.name, "reason", row_id, said),
            proposed_by=unit.actor.staff_id,
            proposed_at=unit.now,
            state=PolicyState.PROPOSED,
        )
    )
    unit.audit(
        Event.PARAMETERS_PROPOSED,
        "parameters",
        row_id,
        rule=code,
        fingerprint=fingerprint(code, draft),
        valid_from=valid_from.isoformat(),
    )
    return proposal(unit, row_id)


def decide(unit: Unit, proposal_id: str, agree: bool, reason: str = "") -> ParameterProposal:
    """The second person's word. reason: needed when not agreeing. Refused without the permission or for one's own; Conflict
    when it was decided already or its day has gone by; NotFound.
    """
    unit.require(Permission.PARAMETERS_ADOPT)
    one = proposal(unit, proposal_id)
    if one.proposed_by == unit.actor.staff_id:
        words = Text("参数由您本人提出，须由他人复核。", "You proposed this set; someone else has to decide.")
        raise Refused("transactions.parameters.own", words)
    if agree and one.valid_from < unit.today:
        words = Text(
            "拟定的生效日已过，请以新的生效日重新提出。",
            "Its day has gone by; propose it anew for another day.",
        )
        raise Conflict("transactions.parameters.day_gone", words)
    said = reason.strip()
    if not agree or said:
        said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    done = unit.connection.execute(
        update(_TABLE)
        .where(_TABLE.c.id == proposal_id, _TABLE.c.state == PolicyState.PROPOSED)
        .values(
            state=PolicyState.ADOPTED if agree else PolicyState.REFUSED,
            decided_by=unit.actor.staff_id,
            decided_at=unit.now,
            decision_reason=unit.vault.seal(_TABLE.name, "decision_reason", proposal_id, said)
            if said
            else None,
        )
    )
    if done.rowcount != 1:
        words = Text("该草案已有结论。", "This set was decided already.")
        raise Conflict("transactions.parameters.decided", words)
    event = Event.PARAMETERS_ADOPTED if agree else Event.PARAMETERS_REFUSED
    unit.audit(event, "parameters", proposal_id, rule=one.rule)
    return proposal(unit, proposal_id)


def proposals(unit: Unit, code: str | None = None) -> tuple[ParameterProposal, ...]:
    """The institution's own sets, the newest first. code: of this rule only. Refused without the permission."""
    unit.require(Permission.RULES_VIEW)
    query = select(_TABLE).where(_TABLE.c.institution_id == unit.actor.institution_id)
    if code is not None:
        query = query.where(_TABLE.c.rule == code)
    return tuple(_proposal(unit, row) for row in unit.connection.execute(query.order_by(_TABLE.c.id.desc())))


def proposal(unit: Unit, proposal_id: str) -> ParameterProposal:
    """One of them. NotFound."""
    query = select(_TABLE).where(
        _TABLE.c.institution_id == unit.actor.institution_id, _TABLE.c.id == proposal_id
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        words = Text("没有这组参数。", "There is no such set of parameters.")
        raise NotFound("transactions.parameters", words)
    return _proposal(unit, row)


def _proposal(unit: Unit, row: Row[Any]) -> ParameterProposal:
    said = row.decision_reason
    return ParameterProposal(
        id=row.id,
        rule=row.rule,
        parameters=restored(row.parameters),
        valid_from=row.valid_from,
        reason=unit.vault.open(_TABLE.name, "reason", row.id, row.reason),
        state=PolicyState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=None
        if said is None
        else unit.vault.open(_TABLE.name, "decision_reason", row.id, said),
    )
