"""The pages in the head of every page: those the caller may open, and no others. The first of them is the home page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.web.access import access_of, current_sign_in, requires

blueprint = Blueprint("home", __name__)

_ITEMS = "firstline_navigation"


@dataclass(frozen=True)
class NavigationItem:
    """A page worth a place in the head. endpoint: of a route without arguments."""

    endpoint: str
    text: Text


@dataclass(frozen=True)
class Link:
    """An item as a template draws it."""

    address: str
    text: Text
    is_here: bool


def init_app(app: Flask, items: Sequence[NavigationItem]) -> None:
    """Gives templates `navigation()`, and the service its first page."""
    app.extensions[_ITEMS] = tuple(items)
    app.context_processor(lambda: {"navigation": lambda: list(_links())})
    app.register_blueprint(blueprint)


@blueprint.get("/")
@requires(Permission.OWN_ACCOUNT_MANAGE)
def home() -> Response:
    """Leads to the first page that the caller may open."""
    first = next(_links(), None)
    return redirect(first.address if first else url_for("sign_in.account"), 303)


def _links() -> Iterator[Link]:
    actor, found = g.get("actor"), current_sign_in()
    if actor is None or (found is not None and found.step is not None):
        return
    for item in current_app.extensions[_ITEMS]:
        access = access_of(current_app, item.endpoint, "GET")
        if access is not None and access.allows(actor.role):
            yield Link(url_for(item.endpoint), item.text, request.endpoint == item.endpoint)
