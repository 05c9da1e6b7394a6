"""The gates before a customer is served, from what is known of them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kyc.admission.model import DueDiligence, Gate, GateState, HoldKind, NoteKind
from kyc.admission.policy import AdmissionPolicy
from kyc.base.text import Text
from kyc.customers.model import CustomerKind, RelationKind

_HELD = {
    # neutral words: the teller is not to learn, and cannot let slip, that somebody may be on a list
    HoldKind.NAME_HIT: Text("客户信息正在核实", "the customer's particulars are being checked"),
    HoldKind.COMPLIANCE: Text(
        "须由合规部门处理后方可办理", "the compliance department has to look at this first"
    ),
}


@dataclass(frozen=True)
class Known:
    """What the gates look at.

    uncompared: the document was entered by hand and no second person agreed. unverified: what keeps the identity from being verified, in words. forged: forgery is established. age: in years; None
    when not known, or not a person. lacking: elements without which nobody is served. relations: kinds with a complete
    party. notes: kinds in the due-diligence log; proven: those with proof. waived: gates a second person let be skipped.
    """

    kind: CustomerKind
    document_expired: bool = False
    uncompared: bool = False
    forged: bool = False
    unverified: tuple[Text, ...] = ()
    lacking: tuple[Text, ...] = ()
    age: int | None = None
    relations: Collection[str] = ()
    owners_confirmed: bool = True
    holds: Collection[HoldKind] = ()
    level: DueDiligence = DueDiligence.STANDARD
    notes: Collection[NoteKind] = ()
    proven: Collection[NoteKind] = ()
    waived: Collection[str] = ()


def level_of(grade: str | None, regime: str | None, held: bool, policy: AdmissionPolicy) -> DueDiligence:
    """How closely a customer is looked at. grade: the confirmed one. regime: an entity's kind. held: a hold is open.

    Simplified only by policy, only after a grading that found low risk, and never while something is held (art.29).
    """
    if grade is None:
        return DueDiligence.STANDARD
    level = DueDiligence(policy.diligence_by_grade.get(grade, DueDiligence.STANDARD))
    lowest = grade == "low"
    if level is DueDiligence.STANDARD and lowest and not held and regime in policy.simplified_regimes:
        return DueDiligence.SIMPLIFIED
    return level


def gates(known: Known, policy: AdmissionPolicy) -> tuple[Gate, ...]:
    """Every gate in the policy's order, each with what keeps it open."""
    missing: dict[str, tuple[Text, ...]] = {
        "identified": tuple(_unidentified(known)),
        "not_forged": tuple(_forged(known)),
        "verified": known.unverified,
        "no_open_hold": tuple(_HELD[kind] for kind in HoldKind if kind in known.holds),
        "elements": known.lacking,
        "guardian": tuple(_without_guardian(known, policy.guardian_below_age)),
        "representatives": tuple(_unrepresented(known, policy)),
        "owners": tuple(_unowned(known)),
        "due_diligence": tuple(_undiligent(known, policy)),
    }
    return tuple(_gate(code, rule, missing[code], known.waived) for code, rule in policy.gates.items())


def _gate(code: str, rule: Mapping[str, Any], missing: tuple[Text, ...], waived: Collection[str]) -> Gate:
    state = GateState.PASSED
    if missing:
        state = GateState.WAIVED if rule["waivable"] and code in waived else GateState.OPEN
    return Gate(
        code=code,
        name=Text.from_dict(rule["name"]),
        state=state,
        missing=missing,
        resolver=Text.from_dict(rule["resolver"]),
        reference=rule["reference"],
        waivable=rule["waivable"],
    )


def _unidentified(known: Known) -> Iterator[Text]:
    if known.document_expired:
        yield Text("证件已过有效期", "the document has expired")
    if known.uncompared:
        yield Text(
            "手工录入的证照还没有第二人核对一致（由主管或合规人员在“录入核对”中办理）",
            "no second person has found the document entered by hand to agree with its picture (a supervisor or compliance "
            "does so under “By hand”)",
        )


def _forged(known: Known) -> Iterator[Text]:
    if known.forged:
        yield Text("已确认虚假证件或冒用，不得办理", "forgery or impersonation is established: no service")


def _without_guardian(known: Known, adult_age: int) -> Iterator[Text]:
    if known.age is not None and known.age < adult_age and RelationKind.GUARDIAN not in known.relations:
        yield Text(
            f"未满 {adult_age} 周岁，须由监护人办理并核验其身份",
            f"below {adult_age} years of age: a guardian acts, and is identified too",
        )


def _unrepresented(known: Known, policy: AdmissionPolicy) -> Iterator[Text]:
    if known.kind is CustomerKind.NATURAL_PERSON:
        return
    for kind, words in policy.representatives.items():
        if kind not in known.relations:
            yield Text.from_dict(words)


def _unowned(known: Known) -> Iterator[Text]:
    if not known.owners_confirmed:
        yield Text("受益所有人未确认", "the beneficial owners are not confirmed")


def _undiligent(known: Known, policy: AdmissionPolicy) -> Iterator[Text]:
    for kind in map(NoteKind, policy.diligence_wants[known.level]):
        if kind in policy.proven_notes and kind not in known.proven:
            yield Text(f"缺少{kind.label.zh}及证明材料", f"missing, with its proof: {kind.label.en}")
        elif kind not in known.notes:
            yield Text(f"缺少{kind.label.zh}", f"missing: {kind.label.en}")
