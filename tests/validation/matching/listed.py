"""The real public lists that validation and benches run on, read by the product's readers; they are no part of the project."""

from __future__ import annotations

from pathlib import Path

from screening.watchlists.files import list_file, selected
from screening.watchlists.model import Listing
from screening.watchlists.service import load_sources

LISTS = Path(__file__).parents[4] / "shared" / "data" / "watchlists"
_FILES = {"ofac_sdn": "ofac_sdn", "ofac_consolidated": "ofac_consolidated", "un": "un/UN_consolidated.xml"}


def public_listings() -> list[Listing]:
    """Every entry of OFAC's two lists and the UN's."""
    sources = load_sources(Path("nowhere.yaml"))
    found = []
    for code, path in _FILES.items():
        reader, file = selected(sources.one(code), list_file(LISTS / path))
        found += [record.listing for record in reader.read(file, code, {}).records]
    return found
