"""What stands above every page until it is mended: stages say it, the pages' head shows it to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from flask import Flask, g, request, url_for

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.web.access import current_sign_in
from kyc.web.units import unit_of_request

_SOURCES = "firstline_notices"


@dataclass(frozen=True)
class Notice:
    """Something to be known at once. endpoint: the page, without arguments, where it is dealt with. kind: warn or bad."""

    text: Text
    endpoint: str
    kind: str = "warn"

    @property
    def address(self) -> str:
        """Where it is dealt with."""
        return url_for(self.endpoint)


# Gives the notices that concern the unit's actor; none for whom they do not.
NoticeSource = Callable[[Unit], Iterable[Notice]]


def init_app(app: Flask, sources: Sequence[NoticeSource]) -> None:
    """Gives templates `standing_notices()`."""
    app.extensions[_SOURCES] = tuple(sources)
    app.context_processor(lambda: {"standing_notices": lambda: _notices(app)})


def _notices(app: Flask) -> list[Notice]:
    """Those of a person who is wholly signed in and looks at a page of their own choosing."""
    found = current_sign_in()
    if found is None or found.step is not None or request.method != "GET" or "shared_unit" in g:
        return []
    with unit_of_request() as unit:
        return [notice for source in app.extensions[_SOURCES] for notice in source(unit)]
