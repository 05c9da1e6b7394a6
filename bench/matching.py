"""One name over the public lists: the product's index against a full scan by rapidfuzz and a join on pinyin.

Needs the lists of `tests/validation/matching/listed.py`; without them the bench says so and measures nothing.
"""

from __future__ import annotations

import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table

from screening.matching import index as filing
from screening.matching.model import Subject
from screening.matching.search import search
from screening.watchlists.model import Listing, ListingKind
from tests.validation.matching import measure
from tests.validation.matching.chinese_pairs import pinyin
from tests.validation.matching.listed import LISTS, public_listings
from tests.validation.matching.mangling import MANGLED

TRIED, SCAN_LINE = 300, 88.0  # names of each set; the score from which the scan alerts
# A name in, the listing ids that alert out.
Matcher = Callable[[str], set[str]]


def run() -> dict[str, Any]:
    """Measures every matcher on the same names, prints the table and returns the figures."""
    if not LISTS.is_dir():
        Console().print(f"没有公开名单，不测量 / the public lists are not at {LISTS}: nothing is measured")
        return {"lists": None}
    listings = public_listings()
    names, started = _names(listings), time.perf_counter()
    matchers: dict[str, Matcher] = {"firstline": _product(listings)}
    opened_ms = (time.perf_counter() - started) * 1000
    matchers |= {"rapidfuzz full scan": _scan(listings), "pinyin join": _join(listings)}
    results = [_measured(label, matcher, names) for label, matcher in matchers.items()]
    _print(results)
    return {
        "entries": len(listings),
        "index_build_and_open_ms": round(opened_ms),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "results": results,
    }


def _names(listings: Sequence[Listing]) -> dict[str, list[tuple[str, str]]]:
    """Sets of names, each with the listing that it should find, or nothing."""
    sample = measure.sampled(listings, ListingKind.PERSON, TRIED, measure.SEED)
    chinese = measure.common_chinese(measure.SEED, TRIED)
    mangled = [
        (name, each.listing_id)
        for each, how in zip(sample, list(MANGLED) * len(sample), strict=False)
        for name in (MANGLED[how](each.primary_name, random.Random(each.listing_id)),)
    ]
    return {
        "mangled": mangled,
        "common Han": [(name, "") for name in chinese],
        "common pinyin": [(pinyin(name), "") for name in chinese],
        "common elsewhere": [(name, "") for name in measure.common_elsewhere(measure.SEED, TRIED)],
    }


def _product(listings: Sequence[Listing]) -> Matcher:
    policy = measure.policy()
    with tempfile.TemporaryDirectory() as folder:
        filing.store(filing.build(listings), Path(folder) / "index")
        index = filing.load(Path(folder) / "index")

    def match(name: str) -> set[str]:
        subject = Subject(ListingKind.PERSON, (name,))
        return {m.listing.listing_id for m in search(index, subject, policy, policy.screen_alert)}

    return match


def _people(listings: Sequence[Listing]) -> list[tuple[str, str]]:
    return [
        (n.text, each.listing_id) for each in listings if each.kind is ListingKind.PERSON for n in each.names
    ]


def _scan(listings: Sequence[Listing]) -> Matcher:
    people = _people(listings)
    texts = [text.lower() for text, _ in people]

    def match(name: str) -> set[str]:
        found = process.extract(
            name.lower(), texts, scorer=fuzz.token_sort_ratio, score_cutoff=SCAN_LINE, limit=None
        )
        return {people[at][1] for _, _, at in found}

    return match


def _join(listings: Sequence[Listing]) -> Matcher:
    filed: dict[str, set[str]] = {}
    for text, id_ in _people(listings):
        filed.setdefault(_letters(text), set()).add(id_)

    def match(name: str) -> set[str]:
        spelt = name if name.isascii() else pinyin(name)
        return filed.get(_letters(spelt), set())

    return match


def _letters(text: str) -> str:
    return "".join(sorted(c for c in text.lower() if c.isalpha()))


def _measured(label: str, matcher: Matcher, sets: dict[str, list[tuple[str, str]]]) -> dict[str, Any]:
    result: dict[str, Any] = {"matcher": label}
    times = []
    for name, tried in sets.items():
        right = 0
        for text, wanted in tried:
            started = time.thread_time()
            found = matcher(text)
            times.append((time.thread_time() - started) * 1000)
            right += wanted in found if wanted else bool(found)
        result[f"{name}, share"] = round(right / len(tried), 4)
    times.sort()
    return result | {
        "p50_ms": round(statistics.median(times), 3),
        "p99_ms": round(times[int(len(times) * 0.99)], 3),
        "names_per_second": round(1000 / statistics.mean(times)),
    }


def _print(results: Sequence[dict[str, Any]]) -> None:
    table = Table(*results[0])
    for result in results:
        table.add_row(*map(str, result.values()))
    Console().print(table)
