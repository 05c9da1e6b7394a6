"""How far outside evidence supports a customer, the recognition points included. The gate that holds to it is admission's."""

from __future__ import annotations

from collections.abc import Collection

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import check_store, checks, evidence, points, reading_store, record, versions
from kyc.customers.model import IdentityDocument, NetworkCheckState
from kyc.customers.store import AnyRow
from kyc.verification import asking, chip, rules, store
from kyc.verification.model import RequiredPoint, Verification
from kyc.verification.policy import VerificationPolicy


def verification_of(unit: Unit, customer_id: str) -> Verification:
    """How far outside evidence supports the customer, and what is still open. NotFound outside the institution, Refused
    without the permission or for a customer of another outlet.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    return evidence_of(unit, record.seen(unit, customer_id))


def evidence_of(unit: Unit, row: AnyRow) -> Verification:
    """As `verification_of`, of a row of `store.current`, whoever asks: for gates that hold in the whole institution."""
    customer_id: str = row.id
    policy = unit.policy(VerificationPolicy).values
    person = record.person_of(unit, row)
    check = checks.holding(unit, customer_id)
    state = check.state if check else NetworkCheckState.NOT_DONE
    covered = row.document_type in policy.covered_documents
    due_on = rules.answer_due_on(check.dispositions) if check else None
    reading = chip.comparison(unit, person, chip.printed_side(unit, customer_id, person))
    required = _required_points(unit, customer_id, row.document_type, policy)
    matters = rules.open_matters(
        covered=covered,
        state=state,
        due_on=due_on,
        chip_agrees=reading.genuine if reading else None,
        points=required,
    )
    request = store.newest_request(unit.connection, customer_id)
    return Verification(
        customer_id=customer_id,
        verified=not matters,
        covered=covered,
        network_state=state,
        check=check,
        request=asking.shown(unit, request) if request else None,
        moves=rules.moves(check),
        answer_due_on=due_on,
        chip=reading,
        points=required,
        open_matters=matters,
    )


def see_points(unit: Unit, customer_id: str, codes: Collection[str]) -> None:
    """Keeps which recognition points the acting teller looked at on the customer's document, now before them.

    codes: of `points.points_of`. Invalid for none, or one of another document; Refused without the permission or for a
    customer of another outlet.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    row = record.seen(unit, customer_id)
    sides = sides_of(unit, customer_id, row.document_type)
    if not codes:
        text = Text("请勾选查看过的识别要点", "tick the recognition points you looked at")
        raise Invalid("verification.points", text, [Problem("point", text)])
    author = versions.authored(unit, customer_id, row.version)
    evidence.keep_points(unit, author, sides, codes)
    unit.audit(Event.POINTS_SEEN, "customer", customer_id, count=len(codes))


def sides_of(unit: Unit, customer_id: str, document_type: str) -> tuple[str, ...]:
    """The sides of the customer's document of which pictures are kept."""
    kept = reading_store.readings_of(unit.connection, customer_id)
    sides = {side for row in kept for side in row.sides.split()}
    return tuple(sorted(side for side in sides if IdentityDocument.shown_by(side) == document_type))


def _required_points(
    unit: Unit, customer_id: str, document_type: str, policy: VerificationPolicy
) -> tuple[RequiredPoint, ...]:
    ways = rules.required_ways(document_type, policy)
    seen = {(row.side, row.way, row.zh) for row in check_store.seen_points_of(unit.connection, customer_id)}
    return tuple(
        RequiredPoint(side, point.by, point.text, (side, point.by, point.text.zh) in seen)
        for side in sides_of(unit, customer_id, document_type)
        for point in points.points_of(side).values()
        if point.by in ways
    )
