"""The lists in force, indexed: names are held against every entry of every active version.

The index of public lists is stored in the data folder under the versions it was made of, so that a process starts with
it at once. Entries of sealed lists are personal data: their index lives in memory only.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kyc.base.unit import Unit
from screening.matching import index as filing
from screening.matching.index import NameIndex
from screening.matching.model import Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import Match, in_order, search
from screening.watchlists import service as watchlists
from screening.watchlists.sources import Sources

_log = logging.getLogger(__name__)


@cache
def lists_in_force(watchlists_file: Path, folder: Path) -> ListsInForce:
    """The one index of this process. watchlists_file: the bank's file of lists. folder: where the index is stored."""
    return ListsInForce(watchlists.load_sources(watchlists_file), folder)


class ListsInForce:
    """Every list in force; the index is made anew when a version has changed.

    sources: the known lists, which say what is sealed. folder: where the index of the public ones is stored.
    """

    def __init__(self, sources: Sources, folder: Path) -> None:
        self._sources, self._folder = sources, folder
        self._lock = threading.Lock()
        self._versions: Mapping[str, str] | None = None
        self._indexes: tuple[NameIndex, ...] = ()

    def search(self, unit: Unit, ours: Subject, floor: int) -> list[Match]:
        """The entries that score at least `floor`, highest first. Asks for no permission."""
        policy = unit.policy(MatchingPolicy).values
        indexes = self._current(unit)
        return in_order(match for index in indexes for match in search(index, ours, policy, floor))

    def _current(self, unit: Unit) -> tuple[NameIndex, ...]:
        versions = {
            source: version.version_id for source, version in watchlists.active_versions(unit).items()
        }
        with self._lock:
            if versions != self._versions:
                public = {s: v for s, v in versions.items() if not self._sources.one(s).sealed}
                sealed = [s for s in versions if s not in public]
                self._indexes = (self._stored(unit, public), filing.opened(self._built(unit, sealed)))
                self._versions = versions
            return self._indexes

    def _stored(self, unit: Unit, versions: Mapping[str, str]) -> NameIndex:
        made_of = "|".join((filing.FORMAT, unit.actor.institution_id, *sorted(versions.values())))
        folder = self._folder / hashlib.sha256(made_of.encode()).hexdigest()[:16]
        try:
            return filing.load(folder)
        except (FileNotFoundError, ValueError, KeyError) as missing:
            _log.info("names.index.building", extra={"because": type(missing).__name__})
        filing.store(self._built(unit, list(versions)), folder)
        for other in self._folder.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)  # a process that still reads one keeps its files
        return filing.load(folder)

    @staticmethod
    def _built(unit: Unit, sources: list[str]) -> filing.Arrays:
        return filing.build(
            listing for source in sources for listing in watchlists.active_listings(unit, source)
        )
