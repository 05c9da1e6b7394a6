"""Every route says what it asks of who calls it; a route that says nothing stops the start.

`admit` runs before each view: it finds out who calls, whether they may, and whether the request is really theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, session

from kyc.base.access import Actor, Permission, Role
from kyc.base.errors import Misconfigured, Refused
from kyc.base.staff import sessions, tokens
from kyc.base.staff.model import SignedIn, Step
from kyc.base.text import Text
from kyc.base.unit import House

View = TypeVar("View", bound=Callable[..., Any])

_ATTRIBUTE = "firstline_access"
_TABLE = "firstline_access"

# What a caller nobody knows may send: a sign-in form is far smaller.
_PUBLIC_BODY = 64 * 1024


@dataclass(frozen=True)
class Access:
    """What a route asks.

    public: anybody may call it. permission: what the caller's role must have; None is any signed-in caller.
    any_step: open to a session that must still confirm a code or change its password.
    """

    permission: Permission | None = None
    public: bool = False
    any_step: bool = False

    def allows(self, role: Role | None) -> bool:
        """Whether a caller of this role (None: not signed in) passes."""
        if self.public:
            return True
        if role is None:
            return False
        return self.permission is None or Actor("", "", role, "", None).may(self.permission)


class SignInNeeded(Refused):
    """Nobody is signed in, or a step of signing in is left. step: which one."""

    def __init__(self, step: Step | None = None) -> None:
        super().__init__(
            "access.sign_in.needed",
            Text(
                "请先登录。若您刚才已登录，可能是因长时间未操作而自动签退。",
                "Please sign in. If you had, you were signed out after a time without activity.",
            ),
        )
        self.step = step


def requires(permission: Permission, *, any_step: bool = False) -> Callable[[View], View]:
    """Declares that a view needs `permission`. Goes on the view function, or on each method of a MethodView."""
    return _declaring(Access(permission, any_step=any_step))


def public(view: View) -> View:
    """Declares that anybody may call a view. The caller is not looked up for it."""
    return _declaring(Access(public=True))(view)


def signed_in(view: View) -> View:
    """Declares that any signed-in person or system may call a view."""
    return _declaring(Access())(view)


def during_sign_in(view: View) -> View:
    """Declares that a view is open to every session, also one with a step of signing in left."""
    return _declaring(Access(any_step=True))(view)


def declare(app: Flask, endpoint: str, access: Access) -> None:
    """Declares the access of a route that a library made."""
    app.extensions.setdefault(_TABLE, {})[endpoint] = access


def declared(app: Flask) -> Iterator[tuple[str, str, str, Access | None]]:
    """Every route as (rule, method, endpoint, access), None where nothing is declared."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, r.endpoint)):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.rule, method, rule.endpoint, access_of(app, rule.endpoint, method)


def check_declared(app: Flask) -> None:
    """Misconfigured, naming them, when routes declare no access."""
    missing = [f"{method} {rule}" for rule, method, _, access in declared(app) if access is None]
    if missing:
        listed = ", ".join(missing)
        raise Misconfigured(
            "web.routes.undeclared",
            Text(
                f"这些路由没有声明权限，服务不能启动：{listed}",
                f"These routes declare no permission, the service cannot start: {listed}",
            ),
        )


def access_of(app: Flask, endpoint: str, method: str) -> Access | None:
    """What a route asks for a method; None when it does not say."""
    table: dict[str, Access] = app.extensions.get(_TABLE, {})
    if endpoint in table:
        return table[endpoint]
    view: Any = app.view_functions[endpoint]
    view_class = getattr(view, "view_class", None)
    if view_class is not None:
        view = getattr(view_class, method.lower(), None)
    access: Access | None = getattr(view, _ATTRIBUTE, None)
    return access


def admit() -> None:
    """Lets the request pass, with `current_actor` set, or raises SignInNeeded or Refused."""
    if request.endpoint is None:
        return  # no such page: the router answers
    method = "GET" if request.method in ("HEAD", "OPTIONS") else request.method
    access = access_of(current_app, request.endpoint, method)
    if access is None:
        raise Refused("access.undeclared", Text("此功能未开放。", "This is not open to anybody."))
    if access.public:
        request.max_content_length = _PUBLIC_BODY
        return
    actor = _identify()
    found = current_sign_in()
    if found is not None and found.step is not None and not access.any_step:
        raise SignInNeeded(found.step)
    if access.permission is not None and not actor.may(access.permission):
        raise Refused(
            "access.permission",
            Text(
                "您的角色不能使用此功能。如确需办理，请联系授权主管。",
                "Your role may not use this. Ask your supervisor.",
            ),
        )


def current_house() -> House:
    """The house this application serves."""
    house: House = current_app.extensions["firstline_house"]
    return house


def current_actor() -> Actor:
    """Who calls. Only in views that are not public."""
    actor: Actor = g.actor
    return actor


def current_sign_in() -> SignedIn | None:
    """The session of the person who calls; None for a system with a token, and in public views."""
    found: SignedIn | None = g.get("sign_in")
    return found


def called_by_token() -> bool:
    """Whether the caller is a system with a token: no browser adds that by itself, so no other site can forge it."""
    return "actor" in g and current_sign_in() is None


def identify_session() -> SignedIn | None:
    """The live session of the request's cookie, if any."""
    token = session.get("token")
    found = sessions.resume(current_house(), token) if token else None
    if found is not None:
        g.sign_in, g.actor = found, found.actor
    return found


def _identify() -> Actor:
    if request.authorization is not None:
        g.actor = _actor_of_token()
    elif identify_session() is None:
        raise SignInNeeded
    return current_actor()


def _actor_of_token() -> Actor:
    given = request.authorization
    if given is not None and given.type == "bearer" and given.token:
        actor = tokens.actor_of_token(current_house(), given.token)
        if actor is not None:
            return actor
    raise SignInNeeded


def _declaring(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, access)
        return view

    return mark
