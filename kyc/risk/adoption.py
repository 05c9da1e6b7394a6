"""The grading policy in force: the file's, until the institution adopts one of its own. Adoption is proposed by one person
and decided by another, begins on a day, and is audited.
"""

from __future__ import annotations

from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Misconfigured, NotFound, Problem, Refused
from kyc.base.policy import PolicyBook
from kyc.base.text import Text
from kyc.base.unit import Applied, Unit
from kyc.customers.gates import checked_reason
from kyc.customers.policy import CustomerPolicy
from kyc.risk import policy_store
from kyc.risk.model import PolicyProposal, PolicyState
from kyc.risk.policy import RiskPolicy

_TABLE = policy_store.risk_policies.name


def in_force(unit: Unit, on: date | None = None) -> Applied[RiskPolicy]:
    """The policy that applies today, or `on` a day, with its fingerprint."""
    day = on or unit.today
    row = policy_store.in_force(unit.connection, unit.actor.institution_id, day)
    if row is None:
        return unit.policy(RiskPolicy, on)
    return Applied(unit.policy_once(RiskPolicy, row.fingerprint), row.fingerprint)


def draft_of(name: str, text: str, day: date) -> tuple[RiskPolicy, str]:
    """A draft policy as it stands on `day`, and its values as canonical JSON.

    text: written as `kyc/policies/risk.yaml` is; name: what errors call it. Invalid, naming every fault.
    """
    try:
        policies = PolicyBook.of_text(name, text, RiskPolicy).at(day)
        return policies.of(RiskPolicy), policies.canonical(RiskPolicy)
    except Misconfigured as error:
        words = Text(f"草案 {name} 不能使用", f"The draft {name} cannot be used")
        raise Invalid("risk.draft", words, error.problems) from error
    except LookupError as error:
        words = Text(f"该草案在 {day} 没有完整的值：{error}", f"the draft is not complete on {day}: {error}")
        raise Invalid("risk.draft", words, [Problem(name, words)]) from error


def propose_policy(unit: Unit, name: str, text: str, valid_from: date, reason: str) -> PolicyProposal:
    """Proposes the draft for the institution, from a day on (today or later). Arguments and errors as `draft_of`; Invalid
    for a day gone by or a reason that says nothing, Refused without the permission.
    """
    unit.require(Permission.POLICY_PROPOSE)
    said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    if valid_from < unit.today:
        words = Text("生效日不能早于今日", "the policy cannot begin before today")
        raise Invalid("risk.policy_day", words, [Problem("valid_from", words)])
    _, canonical = draft_of(name, text, valid_from)
    policy_id = new_id()
    fingerprint = unit.keep_policy(RiskPolicy, canonical)
    policy_store.add(
        unit.connection,
        {
            "id": policy_id,
            "institution_id": unit.actor.institution_id,
            "fingerprint": fingerprint,
            "valid_from": valid_from,
            "reason": unit.vault.seal(_TABLE, "reason", policy_id, said),
            "proposed_by": unit.actor.staff_id,
            "proposed_at": unit.now,
            "state": PolicyState.PROPOSED,
        },
    )
    unit.audit(
        Event.POLICY_PROPOSED, "policy", policy_id, fingerprint=fingerprint, valid_from=valid_from.isoformat()
    )
    return policy(unit, policy_id)


def decide_policy(unit: Unit, policy_id: str, agree: bool, reason: str = "") -> PolicyProposal:
    """The second person's word: adopted from its day on, or not. reason: needed when not agreeing; sealed.

    Refused without the permission or when the actor proposed it; Conflict when it was decided already or its day has gone
    by; NotFound.
    """
    unit.require(Permission.POLICY_ADOPT)
    proposal = policy(unit, policy_id)
    if proposal.proposed_by == unit.actor.staff_id:
        raise Refused(
            "risk.maker_is_checker",
            Text("政策由您本人提出，须由他人复核。", "You proposed this policy; someone else has to decide."),
        )
    if agree and proposal.valid_from < unit.today:
        raise Conflict(
            "risk.policy_day_gone",
            Text(
                "拟定的生效日已过，请以新的生效日重新提出。",
                "The day it was to begin has gone by; propose it anew for another day.",
            ),
        )
    said = reason.strip()
    if not agree or said:
        said = checked_reason(reason, unit.policy(CustomerPolicy).values)
    done = policy_store.decide(
        unit.connection,
        policy_id,
        state=PolicyState.ADOPTED if agree else PolicyState.REFUSED,
        decided_by=unit.actor.staff_id,
        decided_at=unit.now,
        decision_reason=unit.vault.seal(_TABLE, "decision_reason", policy_id, said) if said else None,
    )
    if not done:
        raise Conflict("risk.decided_already", Text("该政策已有结论。", "This policy was decided already."))
    unit.audit(
        Event.POLICY_ADOPTED if agree else Event.POLICY_REFUSED,
        "policy",
        policy_id,
        fingerprint=proposal.fingerprint,
    )
    return policy(unit, policy_id)


def policies(unit: Unit) -> tuple[PolicyProposal, ...]:
    """The institution's own policies, the newest first. Refused without the permission."""
    unit.require(Permission.POLICY_VIEW)
    rows = policy_store.every(unit.connection, unit.actor.institution_id)
    return tuple(_proposal(unit, row) for row in rows)


def policy(unit: Unit, policy_id: str) -> PolicyProposal:
    """One of them. NotFound; Refused without the permission."""
    unit.require(Permission.POLICY_VIEW)
    row = policy_store.get(unit.connection, unit.actor.institution_id, policy_id)
    if row is None:
        raise NotFound("risk.policy", Text("没有这项政策。", "There is no such policy."))
    return _proposal(unit, row)


def proposed_values(unit: Unit, policy_id: str) -> RiskPolicy:
    """What one of them says, for trying it before it is decided. NotFound; Refused without the permission."""
    return unit.policy_once(RiskPolicy, policy(unit, policy_id).fingerprint)


def _proposal(unit: Unit, row: policy_store.AnyRow) -> PolicyProposal:
    said = row.decision_reason
    return PolicyProposal(
        policy_id=row.id,
        fingerprint=row.fingerprint,
        valid_from=row.valid_from,
        reason=unit.vault.open(_TABLE, "reason", row.id, row.reason),
        state=PolicyState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_reason=None if said is None else unit.vault.open(_TABLE, "decision_reason", row.id, said),
    )
