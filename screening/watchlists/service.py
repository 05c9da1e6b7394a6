"""What staff, commands and later stages may do with lists."""

from __future__ import annotations

from screening.watchlists.arrivals import decide, take
from screening.watchlists.files import list_bytes, list_file
from screening.watchlists.lists import (
    active_entry,
    active_listings,
    active_versions,
    arrivals,
    changes_of,
    differences,
    entries,
    entry,
    statuses,
    version,
    versions,
)
from screening.watchlists.sources import load_sources

__all__ = [
    "active_entry",
    "active_listings",
    "active_versions",
    "arrivals",
    "changes_of",
    "decide",
    "differences",
    "entries",
    "entry",
    "list_bytes",
    "list_file",
    "load_sources",
    "statuses",
    "take",
    "version",
    "versions",
]
