"""The lists this installation knows, read once for each application."""

from __future__ import annotations

from flask import current_app

from kyc.web.access import current_house
from screening.watchlists.service import load_sources
from screening.watchlists.sources import Sources

_KEY = "firstline_lists"


def known_lists() -> Sources:
    """Every list by its code."""
    if _KEY not in current_app.extensions:
        current_app.extensions[_KEY] = load_sources(current_house().settings.watchlists_path)
    sources: Sources = current_app.extensions[_KEY]
    return sources
