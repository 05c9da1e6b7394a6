"""What the service does by itself for its lists: it fetches those with an address and takes what lies in the folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kyc.base.access import Actor
from kyc.base.calendar import business_date
from kyc.base.errors import FirstlineError, Misconfigured
from kyc.base.text import Text
from kyc.base.unit import House
from screening.watchlists import folder
from screening.watchlists.arrivals import note, take
from screening.watchlists.downloads import download
from screening.watchlists.files import list_bytes
from screening.watchlists.model import Arrival, Way
from screening.watchlists.policy import WatchlistPolicy
from screening.watchlists.sources import ListSource, Sources, load_sources


def fetch(
    house: House, actor: Actor, pause: Callable[[float], None] = time.sleep
) -> Iterator[tuple[str, Arrival | FirstlineError]]:
    """Looks for every list once: source → what arrived, or why it could not. One list's failure is kept, and never
    holds up another. Misconfigured when the settings of folder or keys are wrong. pause: waits so many seconds.
    """
    settings = house.settings
    sources = load_sources(settings.watchlists_path)
    policy = house.policies.at(business_date(house.clock())).of(WatchlistPolicy)
    for code, url in sources.downloads.items():
        yield code, _downloaded(house, actor, sources.one(code), url, policy, pause)
    if settings.watchlist_folder:
        if not settings.watchlist_keys:
            raise Misconfigured(
                "settings.watchlist_keys",
                Text(
                    "设置了名单文件夹，却没有签名公钥（FIRSTLINE_WATCHLIST_KEYS）。",
                    "There is a folder of lists but no keys that sign them (FIRSTLINE_WATCHLIST_KEYS).",
                ),
            )
        yield from _from_folder(house, actor, sources, policy)


def fetch_quietly(house: House, actor: Actor) -> None:
    """The same for the running service: each result, good or bad, is kept where it arises."""
    for _ in fetch(house, actor):
        pass


def _downloaded(
    house: House,
    actor: Actor,
    source: ListSource,
    url: str,
    policy: WatchlistPolicy,
    pause: Callable[[float], None],
) -> Arrival | FirstlineError:
    try:
        name, data = download(url, policy, pause)
    except FirstlineError as error:
        note(house, actor, source.code, url.rpartition("/")[2], Way.DOWNLOAD, error)
        return error
    return _taken(house, actor, source, name, data, Way.DOWNLOAD)


def _from_folder(
    house: House, actor: Actor, sources: Sources, policy: WatchlistPolicy
) -> Iterator[tuple[str, Arrival | FirstlineError]]:
    keys = folder.public_keys(Path(house.settings.watchlist_keys))
    for found in folder.dropped(Path(house.settings.watchlist_folder)):
        if found.source not in sources.known:
            continue
        try:
            data = found.checked(keys, policy.fetch_most_bytes)
        except FirstlineError as error:
            note(house, actor, found.source, found.path.name, Way.FOLDER, error)
            result: Arrival | FirstlineError = error
        else:
            result = _taken(house, actor, sources.one(found.source), found.path.name, data, Way.FOLDER)
        refused = isinstance(result, FirstlineError)
        found.move(folder.REFUSED if refused else folder.TAKEN, house.clock())
        yield found.source, result


def _taken(
    house: House, actor: Actor, source: ListSource, name: str, data: bytes, way: Way
) -> Arrival | FirstlineError:
    try:
        file = list_bytes(name, data)
    except FirstlineError as error:
        note(house, actor, source.code, name, way, error)
        return error
    try:
        # a list that shrank is refused here: that somebody looked at it is what --accept-shrink says
        return take(house, actor, source, file, way=way)
    except FirstlineError as error:
        return error
