"""The pages in the head of every page: those the caller may open, and no others, by areas of work. The areas stand in one
row, the pages of the area one is in below. The first page of all is the home page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from flask import Blueprint, Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.web.access import access_of, current_sign_in, requires

blueprint = Blueprint("home", __name__)

_ITEMS = "firstline_navigation"


class Area(Enum):
    """What people come to do, in the order of the head."""

    CUSTOMERS = Text("客户档案", "Customer files")
    COUNTER = Text("柜面业务", "At the counter")
    GRADES = Text("风险评级", "Risk grades")
    LISTS = Text("名单筛查", "Lists")
    MONITORING = Text("监测报告", "Monitoring")
    UPKEEP = Text("系统维护", "Upkeep")


@dataclass(frozen=True)
class NavigationItem:
    """A page worth a place in the head. endpoint: of a route without arguments."""

    endpoint: str
    text: Text
    area: Area


@dataclass(frozen=True)
class Link:
    """An item as a template draws it."""

    address: str
    text: Text
    is_here: bool


@dataclass(frozen=True)
class AreaLinks:
    """An area with the pages that the caller may open. is_here: whether the page shown belongs to it."""

    area: Area
    links: tuple[Link, ...]
    is_here: bool

    @property
    def own(self) -> Link:
        """How the area itself is drawn: it leads to its first page, and has the name of one that stands alone."""
        first = self.links[0]
        alone = len(self.links) == 1
        return Link(first.address, first.text if alone else self.area.value, alone and first.is_here)


def init_app(app: Flask, items: Sequence[NavigationItem]) -> None:
    """Gives templates `navigation()`, and the service its first page."""
    app.extensions[_ITEMS] = tuple(items)
    app.context_processor(lambda: {"navigation": _areas})
    app.register_blueprint(blueprint)


@blueprint.get("/")
@requires(Permission.OWN_ACCOUNT_MANAGE)
def home() -> Response:
    """Leads to the first page that the caller may open."""
    first = next(iter(_areas()), None)
    return redirect(first.own.address if first else url_for("sign_in.account"), 303)


def _areas() -> list[AreaLinks]:
    """The areas in which the caller may open anything. A page that is not in the head, such as that of one customer, belongs
    to the area of the longest address above its own.
    """
    links = list(_links())
    above = [link.address for _, link in links if _is_under(request.path, link.address)]
    here = max(above, key=len, default=None)
    found = []
    for area in Area:
        own = tuple(link for each, link in links if each is area)
        if own:
            found.append(AreaLinks(area, own, any(link.address == here for link in own)))
    return found


def _is_under(path: str, address: str) -> bool:
    return path == address or path.startswith(f"{address.rstrip('/')}/")


def _links() -> Iterator[tuple[Area, Link]]:
    actor, found = g.get("actor"), current_sign_in()
    if actor is None or (found is not None and found.step is not None):
        return
    for item in current_app.extensions[_ITEMS]:
        access = access_of(current_app, item.endpoint, "GET")
        if access is not None and access.allows(actor.role):
            here = request.endpoint == item.endpoint
            yield item.area, Link(url_for(item.endpoint), item.text, here)
