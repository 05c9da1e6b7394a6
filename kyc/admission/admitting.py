"""Whether a customer may be served: what is known of them held against the gates."""

from __future__ import annotations

from collections.abc import Iterator

from kyc.admission import holds, rules, store, waivers
from kyc.admission.model import Admission, Gate, GateState, NoteKind
from kyc.admission.policy import AdmissionPolicy
from kyc.base.access import Permission
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import owners, parties, record, transcription, views
from kyc.customers import service as customers
from kyc.customers.model import Account, CustomerKind, Entity, NetworkCheckState, Person
from kyc.customers.rules import age_on, birth_date, document_expired
from kyc.customers.store import AnyRow
from kyc.risk import service as risk
from kyc.verification import standing
from kyc.verification.model import Verification


def admission_of(unit: Unit, customer_id: str) -> Admission:
    """Every gate of the customer today, how closely they are looked at, and the waivers asked for.

    NotFound outside the institution; Refused without the permission or for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    row = record.seen(unit, customer_id)
    known = _known(unit, row)
    return Admission(
        customer_id=customer_id,
        level=known.level,
        gates=rules.gates(known, unit.policy(AdmissionPolicy).values),
        waivers=waivers.waivers_of(unit, customer_id),
    )


def open_gates(unit: Unit, customer_id: str) -> tuple[Gate, ...]:
    """The gates that stand in the way of serving a customer, wherever in the institution.

    Asks for no permission of its own: it names nobody, a service asks it for its own ends. NotFound outside the
    institution.
    """
    gates = rules.gates(_known(unit, record.known(unit, customer_id)), unit.policy(AdmissionPolicy).values)
    return tuple(gate for gate in gates if gate.state is GateState.OPEN)


def refuse_unadmitted(unit: Unit, customer_id: str) -> None:
    """Invalid, with a problem for each gate that stands in the way: what is missing, and who can resolve it.

    To be asked before a relationship begins, and before a one-off service at or above the set amount. Asks for no
    permission, as `open_gates`.
    """
    gates = open_gates(unit, customer_id)
    if not gates:
        return
    raise Invalid(
        "admission.open",
        Text(
            "还不能办理：下列各项须先解决。",
            "The customer cannot be served yet: these have to be resolved first.",
        ),
        [
            Problem(
                gate.code,
                Text(
                    f"{gate.name.zh}：{'；'.join(m.zh for m in gate.missing)}。{gate.resolver.zh}（{gate.reference}）",
                    f"{gate.name.en}: {'; '.join(m.en for m in gate.missing)}. {gate.resolver.en} ({gate.reference})",
                ),
            )
            for gate in gates
        ],
    )


def open_account(unit: Unit, customer_id: str, account_number: str, account_type: str) -> Account:
    """Opens an account for a customer who passes every gate. Invalid as `refuse_unadmitted`; else as
    `customers.service.open_account`.
    """
    unit.require(Permission.ACCOUNT_OPEN)
    refuse_unadmitted(unit, customer_id)
    return customers.open_account(unit, customer_id, account_number, account_type)


def _known(unit: Unit, row: AnyRow) -> rules.Known:
    customer_id: str = row.id
    policy = unit.policy(AdmissionPolicy).values
    person = record.person_of(unit, row)
    completeness = views.completeness_of(unit, customer_id, person)
    born = birth_date(person) if isinstance(person, Person) else None
    notes = store.notes_of(unit.connection, customer_id)
    pictured = store.pictures_of(unit.connection, [note.id for note in notes])
    held = holds.kinds_of(unit, customer_id)
    grade = risk.acting_grade(unit, customer_id)
    regime = person.regime if isinstance(person, Entity) else None
    found = standing.evidence_of(unit, row)
    by_hand = transcription.transcription_of(unit, customer_id)
    return rules.Known(
        kind=CustomerKind(row.kind),
        document_expired=document_expired(person, unit.today),
        uncompared=by_hand is not None and not by_hand.agreed,
        forged=found.network_state is NetworkCheckState.FORGED,
        unverified=tuple(_unverified(found)),
        lacking=tuple(element.name for element in completeness.missing if element.always),
        age=age_on(born, unit.today) if born else None,
        relations=parties.elements_of(unit, customer_id),
        owners_confirmed=owners.are_confirmed(unit, customer_id),
        holds=held,
        level=rules.level_of(grade.code if grade else None, regime, bool(held), policy),
        notes=frozenset(NoteKind(note.kind) for note in notes),
        proven=frozenset(
            NoteKind(note.kind) for note in notes if note.proof is not None or note.id in pictured
        ),
        waived=store.waived(unit.connection, customer_id, unit.today),
    )


def _unverified(found: Verification) -> Iterator[Text]:
    """What keeps the identity from being verified. That the checking system does not answer bars nobody: the question is
    asked again; that nobody has asked it does.
    """
    for matter in found.open_matters:
        if matter.code == "forged":
            continue  # a gate of its own
        if matter.code != "unverified":
            yield matter.text
        elif found.covered and found.request is None and found.network_state is NetworkCheckState.NOT_DONE:
            yield Text("尚未联网核查", "the networked check was not done")
        elif found.network_state is NetworkCheckState.INPUT_ERROR:
            yield Text("核查录入有误，须重新核查", "it was entered wrong: check again")
