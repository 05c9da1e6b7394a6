"""How far a customer is identified, and what grading may know of them: states and facts, no names."""

from __future__ import annotations

from datetime import datetime

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.calendar import business_date
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import (
    account_store,
    check_store,
    checks,
    gates,
    network,
    record,
    rules,
    store,
    transcription,
    views,
)
from kyc.customers.model import (
    Channel,
    CheckedBusiness,
    CustomerKind,
    Identification,
    IdentityDocument,
    NetworkCheckCode,
    NetworkCheckState,
    Person,
    Profile,
    SeenPoint,
)
from kyc.customers.policy import CustomerPolicy
from kyc.documents.model import Verdict


def identification_of(unit: Unit, customer_id: str) -> Identification:
    """How far the customer is identified, wherever in the institution: it names nobody, and a teller answers for cash
    taken from another outlet's customer too. NotFound outside the institution; Refused without the permission.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    row = record.known(unit, customer_id)
    person = record.person_of(unit, row)
    proof = check_store.latest_identification(unit.connection, customer_id)
    check = checks.holding(unit, customer_id)
    state = check.state if check else NetworkCheckState.NOT_DONE
    expired = rules.document_expired(person, unit.today)
    return Identification(
        customer_id=customer_id,
        identified=not expired,
        document_type=IdentityDocument(row.document_type),
        document_expired=expired,
        verdict=Verdict(proof.verdict),
        corrected=tuple(proof.corrected.split()),
        identified_at=proof.at,
        identified_by=proof.by,
        network_state=state,
        network_check=check,
        network_result=network.result_text(check.code if check else None),
        next_step=network.next_step(state),
        completeness=views.completeness_of(unit, customer_id, person),
        seen_points=tuple(
            SeenPoint(row.side, row.way, Text(row.zh, row.en), row.at, row.by)
            for row in check_store.seen_points_of(unit.connection, customer_id)
        ),
        transcription=transcription.transcription_under(unit, customer_id, proof.version),
    )


def record_network_check(
    unit: Unit,
    customer_id: str,
    code: str,
    photo_agrees: bool | None = None,
    checked_at: datetime | None = None,
    note: str | None = None,
    business: CheckedBusiness | None = None,
) -> Identification:
    """Records a networked check that was done on the bank's terminal, and returns what it makes of the customer.

    code: `00` … `05`. photo_agrees: whether photo and person agree; needed for 00, not to be given otherwise.
    checked_at: aware, default now. note: what was done about it; sealed. business: what it was taken for.
    Invalid for an unknown code, a time to come, a document the check does not cover; Refused without the permission
    or for a customer of another outlet.
    """
    unit.require(Permission.NETWORK_CHECK_RECORD)
    row = record.seen(unit, customer_id)
    at = checked_at or unit.now
    known = _checked_result(code, photo_agrees)
    if at > unit.now:
        words = Text("核查时间不能在将来", "the check cannot lie in the future")
        gates.refuse([Problem("checked_at", words)])
    actor = unit.actor
    checks.keep(
        unit,
        customer_id,
        checks.Taken(
            row.version, known, photo_agrees, at, actor.staff_id, actor.outlet_id, business, note=note
        ),
    )
    unit.audit(Event.NETWORK_CHECK_RECORDED, "customer", customer_id, code=known, photo_agrees=photo_agrees)
    return identification_of(unit, customer_id)


def profile(unit: Unit, customer_id: str) -> Profile:
    """What risk grading looks at. Raises as `views.customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    row = record.seen(unit, customer_id)
    person = record.person_of(unit, row)
    check = checks.holding(unit, customer_id)
    return Profile(
        customer_id=customer_id,
        kind=CustomerKind(row.kind),
        version=row.version,
        outlet_id=row.outlet_id,
        outlets=store.outlets_of(unit.connection, customer_id),
        document_type=row.document_type,
        document_expired=rules.document_expired(person, unit.today),
        birth_date=rules.birth_date(person) if isinstance(person, Person) else None,
        nationality=person.value("nationality"),
        occupation=person.occupation if isinstance(person, Person) else None,
        region_code=rules.region_code(person),
        residence=rules.residence(person, unit.policy(CustomerPolicy).values),
        channel=Channel(row.channel),
        relationship_began_on=row.relationship_began_on,
        completeness=views.completeness_of(unit, customer_id, person).score,
        network_state=check.state if check else NetworkCheckState.NOT_DONE,
        accounts=account_store.count_accounts(unit.connection, customer_id),
        changed_on=business_date(row.changed_at),
    )


def _checked_result(code: str, photo_agrees: bool | None) -> NetworkCheckCode:
    try:
        known = NetworkCheckCode(code)
    except ValueError as error:
        words = Text("核查结果须为 00 至 05", "the result is one of 00 to 05")
        raise Invalid("customers.network_check.code", words, [Problem("code", words)]) from error
    try:
        network.state_of(known, photo_agrees)
    except ValueError as error:
        words = Text(
            "结果为 00 时须登记照片与本人是否相符；其他结果没有照片可比",
            "for 00 say whether photo and person agree; other results have no photo to compare",
        )
        raise Invalid("customers.network_check.photo", words, [Problem("photo_agrees", words)]) from error
    return known
