"""The page of one customer, which several forms come back to."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, url_for

from kyc.admission import service as admissions
from kyc.admission.model import NoteKind
from kyc.base.access import Permission
from kyc.base.errors import FirstlineError
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import network, service
from kyc.customers.model import AccountType, NetworkCheckCode, NetworkCheckState
from kyc.customers.ownership.policy import OwnershipPolicy
from kyc.customers.policy import CustomerPolicy
from kyc.risk import service as risk
from kyc.web import customer_view, file_parts, people
from kyc.web.access import current_actor
from kyc.web.errors import describe
from kyc.web.units import unit_of_request

_NETWORK_KINDS = {
    NetworkCheckState.PASSED: "ok",
    NetworkCheckState.PASSED_WITHOUT_PHOTO: "ok",
    NetworkCheckState.RESOLVED: "ok",
    NetworkCheckState.DOUBT: "bad",
    NetworkCheckState.FORGED: "bad",
}


def rendered(
    unit: Unit,
    customer_id: str,
    refusals: Mapping[str, FirstlineError] | None = None,
    revealed: Mapping[str, str | None] | None = None,
    picture: str | None = None,
) -> str:
    """The page of a customer, masked but for what was revealed.

    refusals: form → why it was refused, shown there. revealed: field → value in full. picture: address of a picture.
    """
    view = service.customer(unit, customer_id)
    identification = service.identification_of(unit, customer_id)
    standing = risk.standing(unit, customer_id)
    versions = service.history(unit, customer_id)
    codes = codes_of(unit)
    check = identification.network_check
    admission, notes = admissions.admission_of(unit, customer_id), admissions.notes_of(unit, customer_id)
    rating = standing.proposal or standing.latest
    staff = {
        view.changed_by,
        identification.identified_by,
        identification.transcription.decided_by if identification.transcription else None,
        check.by if check else None,
        *(point.by for point in identification.seen_points),
        *(version.by for version in versions),
        *(note.by for note in notes),
        *(source.by for source in view.sources),
        *((rating.proposed_by, rating.decided_by) if rating else ()),
    }
    return render_template(
        "customers/customer.html",
        view=view,
        elements=customer_view.elements(view, codes, revealed or {}),
        revealed=bool(revealed),
        picture=picture,
        identification=identification,
        ways=customer_view.WAYS,
        network_label=network.state_label(identification.network_state),
        network_kind=_NETWORK_KINDS.get(identification.network_state, "warn"),
        results=network.RESULTS,
        next_steps={code: _next_step(code) for code in NetworkCheckCode},
        standing=standing,
        rating=rating,
        bar=customer_view.bar(rating.assessment) if rating else (),
        admission=admission,
        asked_gates={each.gate for each in admission.waivers if each.waits},
        notes=notes,
        duplicates=() if view.merged_into else service.duplicates_of(unit, customer_id),
        merged_records=[service.summary(unit, each) for each in view.merged],
        merge_waits=any(each.waits for each in service.merges_of(unit, customer_id)),
        note_kinds=_note_kinds(),
        parts=file_parts.parts_of(customer_id),
        accounts=service.accounts_of(unit, customer_id),
        account_types=list(AccountType),
        history=customer_view.history(view.kind, versions, codes),
        names=people.names_of(unit, staff),
        outlets=people.outlets_of(unit, [*view.outlets, *(version.outlet_id for version in versions)]),
        actor=current_actor(),
        permission=Permission,
        answers={name: describe(refusal) for name, refusal in (refusals or {}).items()},
        today=unit.today,
    )


def codes_of(unit: Unit) -> customer_view.Codes:
    """What the codes in a record's fields are called today."""
    regimes = unit.policy(OwnershipPolicy).values.regimes
    return {
        "occupation": unit.policy(CustomerPolicy).values.occupations,
        "regime": {code: regime["name"] for code, regime in regimes.items()},
    }


def refused(customer_id: str, form: str, refusal: FirstlineError) -> Response:
    """The page with the refusal at the form that was sent."""
    with unit_of_request() as unit:
        page = rendered(unit, customer_id, refusals={form: refusal})
    return make_response(page, describe(refusal).status)


def go_back(customer_id: str) -> Response:
    """To the page, after something was done."""
    return make_response(redirect(url_for("customers.show", customer_id=customer_id), 303))


def _note_kinds() -> list[NoteKind]:
    """What the caller may write into the log."""
    may_note = current_actor().may(Permission.CUSTOMER_CHANGE)
    may_approve = current_actor().may(Permission.SENIOR_APPROVE)
    return [kind for kind in NoteKind if (may_approve if kind is NoteKind.SENIOR_APPROVAL else may_note)]


def _next_step(code: NetworkCheckCode) -> Text:
    agrees = True if code is NetworkCheckCode.AGREES_WITH_PHOTO else None
    return network.next_step(network.state_of(code, agrees))
