"""The pages of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

import segno
from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _

from kyc.base.access import Permission
from kyc.base.calendar import business_date
from kyc.base.errors import FirstlineError, Invalid, Problem, Refused
from kyc.base.staff import sessions
from kyc.base.staff.model import OpenedSession, SignedIn, Step
from kyc.base.staff.policy import AccessPolicy
from kyc.base.text import Text
from kyc.web.access import (
    SignInNeeded,
    current_house,
    current_sign_in,
    during_sign_in,
    identify_session,
    public,
    requires,
)
from kyc.web.errors import describe, step_address
from kyc.web.security import local_target
from kyc.web.units import unit_of_request

blueprint = Blueprint("sign_in", __name__)

_own_account = requires(Permission.OWN_ACCOUNT_MANAGE, any_step=True)


@blueprint.get("/sign-in")
@public
def sign_in() -> Any:
    """The sign-in form; who is signed in goes on."""
    found = identify_session()
    if found is not None:
        return _onward(found.step)
    return render_template("sign_in.html", next=local_target(request.args.get("next")))


@blueprint.post("/sign-in")
@public
def check_password() -> Any:
    """Compares login and password."""
    login, password = request.form.get("login", ""), request.form.get("password", "")
    wanted = local_target(request.form.get("next"))
    try:
        opened = sessions.sign_in(current_house(), login, password, _address())
    except Refused as refusal:
        return _again("sign_in.html", refusal, login=login, next=wanted)
    language = session.get("language")
    session.clear()  # nothing from before signing in is carried over but the language
    session["next"] = wanted
    if language:
        session["language"] = language
    return _go_on(opened)


@blueprint.get("/sign-in/code")
@_own_account
def second_factor() -> Any:
    """Asks for the code of the authenticator."""
    step = _session().step
    return render_template("second_factor.html") if step is Step.SECOND_FACTOR else _onward(step)


@blueprint.post("/sign-in/code")
@_own_account
def check_code() -> Any:
    """Compares the code."""
    code = request.form.get("code", "")
    try:
        opened = sessions.confirm_second_factor(current_house(), _session(), code, _address())
    except Refused as refusal:
        return _again("second_factor.html", refusal)
    return _go_on(opened)


@blueprint.get("/sign-in/authenticator")
@_own_account
def enrolment() -> Any:
    """Shows the secret for a new authenticator, as a picture and as text; those who need none may have one too."""
    found = _session()
    if found.actor.second_factor or found.step not in (Step.ENROLMENT, None):
        return _onward(found.step)
    return render_template("enrolment.html", **_enrolment())


@blueprint.post("/sign-in/authenticator")
@_own_account
def check_enrolment() -> Any:
    """Enrols the authenticator by its first code."""
    code = request.form.get("code", "")
    try:
        opened = sessions.confirm_enrolment(current_house(), _session(), code, _address())
    except Refused as refusal:
        return _again("enrolment.html", refusal, **_enrolment())
    flash(_("身份验证器已绑定。"), "ok")
    return _go_on(opened)


@blueprint.get("/account/password")
@_own_account
def new_password() -> Any:
    """The form for a new password."""
    if _session().step is Step.SECOND_FACTOR:
        raise SignInNeeded(Step.SECOND_FACTOR)
    return render_template("new_password.html", shortest=_shortest())


@blueprint.post("/account/password")
@_own_account
def change_password() -> Any:
    """Changes the password."""
    found = _session()
    if found.step is Step.SECOND_FACTOR:
        raise SignInNeeded(Step.SECOND_FACTOR)
    new = request.form.get("new_password", "")
    try:
        if new != request.form.get("repeated_password", ""):
            raise _not_repeated()
        sessions.change_password(
            current_house(), found, request.form.get("current_password", ""), new, _address()
        )
    except (Invalid, Refused) as refusal:
        return _again("new_password.html", refusal, shortest=_shortest())
    flash(_("密码已更改，其他设备上的登录已失效。"), "ok")
    left = identify_session()
    return _onward(left.step if left else None)


@blueprint.get("/account")
@requires(Permission.OWN_ACCOUNT_MANAGE)
def account() -> str:
    """One's own account: open sessions, password, signing out everywhere."""
    with unit_of_request() as unit:
        open_sessions = sessions.own_sessions(unit, current_house().settings)
    return render_template("account.html", open_sessions=open_sessions, own=_session())


@blueprint.post("/account/sign-out-everywhere")
@requires(Permission.OWN_ACCOUNT_MANAGE)
def sign_out_everywhere() -> Any:
    """Ends all sessions of the account."""
    with unit_of_request(write=True) as unit:
        sessions.sign_out_everywhere(unit)
    return _signed_out()


@blueprint.post("/sign-out")
@during_sign_in
def sign_out() -> Any:
    """Ends this session."""
    found = current_sign_in()
    if found is not None:
        with unit_of_request(write=True) as unit:
            sessions.sign_out(unit, found.session_id)
    return _signed_out()


def _session() -> SignedIn:
    found = current_sign_in()
    if found is None:
        raise SignInNeeded
    return found


def _go_on(opened: OpenedSession) -> Any:
    session["token"] = opened.token
    return _onward(opened.step)


def _onward(step: Step | None) -> Any:
    if step is not None:
        return redirect(step_address(step), 303)
    return redirect(local_target(session.pop("next", None)), 303)


def _signed_out() -> Any:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    flash(_("您已安全退出。"), "info")
    return redirect(url_for("sign_in.sign_in"), 303)


def _again(template: str, refusal: FirstlineError, **context: Any) -> Response:
    answer = describe(refusal)
    response = make_response(render_template(template, answer=answer, **context), answer.status)
    response.headers.update(answer.headers)
    return response


def _enrolment() -> dict[str, Any]:
    with unit_of_request(write=True) as unit:
        offered = sessions.begin_enrolment(unit)
    groups = [offered.secret[start : start + 4] for start in range(0, len(offered.secret), 4)]
    picture = segno.make(offered.uri, error="m").svg_data_uri(scale=5, border=4)
    return {"secret": " ".join(groups), "picture": picture}


def _shortest() -> int:
    house = current_house()
    return house.policies.at(business_date(house.clock())).of(AccessPolicy).password_min_length


def _not_repeated() -> Invalid:
    text = Text("两次输入的新密码不一致。", "The new password was not repeated exactly.")
    detail = Text("密码没有更改。", "The password was not changed.")
    return Invalid("access.password", detail, [Problem("repeated_password", text)])


def _address() -> str:
    return request.remote_addr or "unknown"
