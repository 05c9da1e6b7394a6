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
    """An item as a template draws it. current: as `aria-current` says it, `page` for the page shown and `true` for what it
    belongs to; empty for others.
    """

    address: str
    text: Text
    current: str


@dataclass(frozen=True)
class AreaLinks:
    """An area with the pages that the caller may open."""

    area: Area
    links: tuple[Link, ...]

    @property
    def is_here(self) -> bool:
        """Whether the page shown belongs to it."""
        return any(link.current for link in self.links)

    @property
    def own(self) -> Link:
        """How the area itself is drawn: it leads to its first page, and has the name of one that stands alone."""
        if len(self.links) == 1:
            return self.links[0]
        return Link(self.links[0].address, self.area.value, "true" if self.is_here else "")


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
    items = [(item, url_for(item.endpoint)) for item in _open_to_caller()]
    above = [address for _, address in items if _is_under(request.path, address)]
    here = max(above, key=len, default=None)
    found = []
    for area in Area:
        links = tuple(_link(item, address, here) for item, address in items if item.area is area)
        if links:
            found.append(AreaLinks(area, links))
    return found


def _link(item: NavigationItem, address: str, here: str | None) -> Link:
    current = "page" if request.endpoint == item.endpoint else "true" if address == here else ""
    return Link(address, item.text, current)


def _is_under(path: str, address: str) -> bool:
    return path == address or path.startswith(f"{address.rstrip('/')}/")


def _open_to_caller() -> Iterator[NavigationItem]:
    actor, found = g.get("actor"), current_sign_in()
    if actor is None or (found is not None and found.step is not None):
        return
    for item in current_app.extensions[_ITEMS]:
        access = access_of(current_app, item.endpoint, "GET")
        if access is not None and access.allows(actor.role):
            yield item
