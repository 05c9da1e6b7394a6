"""A customer's verification by outside evidence: asking, comparing, what is done about a result, the chip, the points."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.errors import Conflict, FirstlineError, Invalid, Refused
from kyc.base.unit import Unit
from kyc.customers import network, points
from kyc.customers import service as customers
from kyc.customers.model import FIELD_LABELS, CheckedBusiness, Draft, IdentityDocument
from kyc.documents.layouts import RecognitionPoint
from kyc.verification import service
from kyc.verification.model import RequestState, Verification
from kyc.web import customer_view, people
from kyc.web.access import current_actor, current_house, requires
from kyc.web.errors import describe
from kyc.web.grading import propose_anew
from kyc.web.idempotency import idempotent
from kyc.web.units import unit_of_request

blueprint = Blueprint("verification", __name__, url_prefix="/customers/<customer_id>/verification")
desk = Blueprint("desk_verification", __name__, url_prefix="/desk/chip")

_KINDS = {"passed": "ok", "passed_without_photo": "ok", "resolved": "ok", "doubt": "bad", "forged": "bad"}


@blueprint.get("")
@requires(Permission.CUSTOMER_VIEW)
def show(customer_id: str) -> str:
    """Everything that outside evidence says of a customer, and what may be done."""
    with unit_of_request() as unit:
        return _page(unit, customer_id)


@blueprint.post("/asked")
@requires(Permission.NETWORK_CHECK_RECORD)
def ask(customer_id: str) -> Response:
    """Asks for a networked check; answered at once where the system is there, else from the queue.

    Sent twice it is asked once: a customer has one waiting question at most. The system is asked outside any
    transaction.
    """
    try:
        with unit_of_request(write=True) as unit:
            asked = service.ask(unit, customer_id, request.form.get("business", ""))
    except Invalid as refusal:
        return _refused(customer_id, "ask", refusal)
    answer_now(asked.request_id)
    with unit_of_request(write=True) as unit:
        found = service.verification_of(unit, customer_id).request
        propose_anew(unit, customer_id)
    if found is not None and found.state is RequestState.WAITING:
        flash(_("核查系统暂无结果，已排队自动重试；依法可以办理的业务不受影响。"), "warn")
    return _back(customer_id)


@blueprint.post("/photo/<request_id>")
@requires(Permission.NETWORK_CHECK_RECORD)
def photo(customer_id: str, request_id: str) -> Response:
    """The page with the photo the system returned, once, to be compared with card and person."""
    with unit_of_request(write=True) as unit:
        data = service.photo(unit, request_id)
        address = f"data:image/jpeg;base64,{b64encode(data).decode()}"
        return make_response(_page(unit, customer_id, photo=address))


@blueprint.post("/compared/<request_id>")
@requires(Permission.NETWORK_CHECK_RECORD)
@idempotent
def compare(customer_id: str, request_id: str) -> Response:
    """Records whether the photo shows the person."""
    agrees = {"yes": True, "no": False}.get(request.form.get("photo_agrees", ""))
    if agrees is None:
        flash(_("请选择照片与本人是否相符。"), "bad")
        return _back(customer_id)
    try:
        with unit_of_request(write=True) as unit:
            service.compare(unit, request_id, agrees)
            propose_anew(unit, customer_id)
    except Conflict as refusal:
        return _refused(customer_id, "compare", refusal)
    flash(_("比对结果已登记。"), "ok")
    return _back(customer_id)


@blueprint.post("/disposed/<check_id>")
@requires(Permission.NETWORK_CHECK_RECORD)
@idempotent
def dispose(customer_id: str, check_id: str) -> Response:
    """Records what is done about a result."""
    form = request.form
    try:
        with unit_of_request(write=True) as unit:
            service.dispose(
                unit,
                customer_id,
                check_id,
                form.get("disposition", ""),
                form.get("detail"),
                form.getlist("draft"),
            )
            propose_anew(unit, customer_id)
    except (Invalid, Conflict, Refused) as refusal:
        return _refused(customer_id, "dispose", refusal)
    flash(_("处理已登记。"), "ok")
    return _back(customer_id)


@blueprint.post("/certificate")
@requires(Permission.NETWORK_CHECK_RECORD)
def certificate(customer_id: str) -> Response:
    """The certificate of the result, to be printed; a form, as printing it leaves a trace."""
    with unit_of_request(write=True) as unit:
        content = service.certificate(unit, customer_id)
    response = Response(service.as_pdf(content), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="certificate-{content.serial}.pdf"'
    return response


@blueprint.post("/points")
@requires(Permission.CUSTOMER_CHANGE)
@idempotent
def see_points(customer_id: str) -> Response:
    """Records the recognition points looked at on the document itself."""
    try:
        with unit_of_request(write=True) as unit:
            service.see_points(unit, customer_id, request.form.getlist("point"))
    except Invalid as refusal:
        return _refused(customer_id, "points", refusal)
    flash(_("查看的识别要点已登记。"), "ok")
    return _back(customer_id)


@desk.get("")
@requires(Permission.CUSTOMER_CREATE)
def chip_on_desk() -> str:
    """What the card reader says of the document on the desk: a fragment that asks again until the chip was read."""
    draft_ids = request.args.getlist("draft")
    with unit_of_request() as unit:
        found = service.on_desk(unit, draft_ids)
    return render_template(
        "verification/desk_chip.html", chip=found, draft_ids=draft_ids, field_labels=FIELD_LABELS
    )


def answer_now(request_id: str) -> None:
    """Asks the system about a waiting request, where one is set; without an answer it stays queued."""
    house = current_house()
    checker = service.configured(house)
    if checker is None:
        return
    try:
        service.try_now(house, checker, current_actor(), request_id)
    finally:
        checker.close()


def _page(
    unit: Unit, customer_id: str, refusal: tuple[str, FirstlineError] | None = None, photo: str | None = None
) -> str:
    found = service.verification_of(unit, customer_id)
    view = customers.customer(unit, customer_id)
    check = found.check
    staff = {check.by, *(one.by for one in check.dispositions)} if check else set()
    return render_template(
        "verification/verification.html",
        found=found,
        view=view,
        photo=photo,
        answers={refusal[0]: describe(refusal[1])} if refusal else {},
        network_label=network.state_label(found.network_state),
        network_kind=_KINDS.get(found.network_state, "warn"),
        network_result=network.result_text(check.code) if check else None,
        next_step=network.next_step(found.network_state),
        businesses=list(CheckedBusiness),
        documents={document.value: document.label for document in IdentityDocument},
        is_set=bool(current_house().settings.idcheck_url),
        field_labels=FIELD_LABELS,
        ways=customer_view.WAYS,
        offered=_offered(unit, found, view.person.document_type or ""),
        others=_other_documents(unit, found),
        names=people.names_of(unit, staff),
        actor=current_actor(),
        permission=Permission,
    )


def _offered(unit: Unit, found: Verification, document_type: str) -> list[tuple[str, RecognitionPoint, bool]]:
    """Code, point and whether it is required, of every point on the customer's document."""
    required = {(point.side, point.text.zh) for point in found.points}
    return [
        (code, point, (side, point.text.zh) in required)
        for side in service.sides_of(unit, found.customer_id, document_type)
        for code, point in points.points_of(side).items()
    ]


def _other_documents(unit: Unit, found: Verification) -> list[tuple[Draft, str]]:
    """The teller's own pictures of other documents, with the document's name."""
    if not any(move.needs_document for move in found.moves) or not current_actor().may(
        Permission.CUSTOMER_CREATE
    ):
        return []
    return [
        (draft, kind.value)
        for draft in customers.drafts(unit)
        if (kind := IdentityDocument.shown_by(draft.sides[0])) is not None
    ]


def _refused(customer_id: str, form: str, refusal: FirstlineError) -> Response:
    with unit_of_request() as unit:
        page = _page(unit, customer_id, (form, refusal))
    return make_response(page, describe(refusal).status)


def _back(customer_id: str) -> Response:
    return make_response(redirect(url_for("verification.show", customer_id=customer_id), 303))
