"""Measures the quality of name matching and writes docs/validation-matching.md.

.venv/bin/python -m tests.validation.matching.measure
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

import app
from kyc.base.policy import PolicyBook
from screening.matching import index as filing
from screening.matching.index import NameIndex
from screening.matching.model import Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import search
from screening.matching.service import compared
from screening.watchlists.model import Listing, ListingKind
from tests.validation.matching.chinese_pairs import LabelledPair, chinese_pairs, invented, pinyin
from tests.validation.matching.listed import public_listings
from tests.validation.matching.mangling import MANGLED

SEED, COMMON, AS_OF = 20261125, 2000, date(2026, 11, 25)
REPORT = Path(__file__).parents[3] / "docs" / "validation-matching.md"
_COMMON_NAMES = Path(__file__).with_name("common_names.yaml")


@dataclass(frozen=True)
class Pairs:
    """How pairs came out: right matches, wrong matches, matches missed, and the pairs that came out wrong."""

    hits: int
    false: int
    missed: int
    wrong: tuple[LabelledPair, ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hits / (2 * self.hits + self.false + self.missed)


def policy() -> MatchingPolicy:
    """The policy of the day the figures are of."""
    return PolicyBook.load(app.POLICY_FOLDERS, app.POLICY_SECTIONS).at(AS_OF).of(MatchingPolicy)


def measured_pairs(pairs: Sequence[LabelledPair], by: MatchingPolicy) -> Pairs:
    """How the pairs come out."""
    alerts = [compared(pair.a, pair.b, ListingKind.PERSON, by).alert for pair in pairs]
    outcome = Counter((pair.one, alert) for pair, alert in zip(pairs, alerts, strict=True))
    wrong = tuple(pair for pair, alert in zip(pairs, alerts, strict=True) if pair.one != alert)
    return Pairs(outcome[True, True], outcome[False, True], outcome[True, False], wrong)


def common_chinese(seed: int, count: int = COMMON) -> list[str]:
    """Different names of one or two characters, as common as the shares of the population make them."""
    rng = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        found.setdefault(invented(rng, rng.choice((1, 2, 2))))
    return list(found)


def common_elsewhere(seed: int, count: int = COMMON) -> list[str]:
    """Different names of 24 countries."""
    rng = random.Random(seed)
    countries = yaml.safe_load(_COMMON_NAMES.read_text(encoding="utf-8"))
    found: dict[str, None] = {}
    while len(found) < count:
        country = rng.choice(countries)
        found.setdefault(f"{rng.choice(country['given'])} {rng.choice(country['family'])}")
    return list(found)


def false_alerts(index: NameIndex, names: Iterable[str], by: MatchingPolicy) -> list[tuple[str, str, float]]:
    """The names that raise an alert, with the listed name and the score."""
    found = []
    for name in names:
        matches = search(index, Subject(ListingKind.PERSON, (name,)), by, by.screen_alert)
        if matches:
            found.append((name, matches[0].name, matches[0].score.points))
    return found


def mangled_found(
    index: NameIndex, listings: Sequence[Listing], how: str, by: MatchingPolicy, seed: int
) -> tuple[int, list[tuple[str, str]]]:
    """How many were tried, and the mangled names whose entry was not found, with the listed name."""
    rng, missed = random.Random(seed), []
    for listing in listings:
        name = MANGLED[how](listing.primary_name, rng)
        matches = search(index, Subject(listing.kind, (name,)), by, by.screen_alert)
        if not any(
            (m.listing.source, m.listing.listing_id) == (listing.source, listing.listing_id) for m in matches
        ):
            missed.append((name, listing.primary_name))
    return len(listings), missed


def sampled(listings: Sequence[Listing], kind: ListingKind, count: int, seed: int) -> list[Listing]:
    """Entries of one kind whose primary name has two words or more."""
    fitting = [each for each in listings if each.kind is kind and len(each.primary_name.split()) > 1]
    return random.Random(seed).sample(fitting, min(count, len(fitting)))


def main(per_kind: int = 200) -> None:
    """Measures all and writes the page."""
    by, listings = policy(), public_listings()
    index = filing.opened(filing.build(listings))
    pairs = chinese_pairs(SEED)
    result = measured_pairs(pairs, by)
    lines = [
        "# Validation of name matching / 名称比对的验证",
        "",
        f"Written by `python -m tests.validation.matching.measure`, seed {SEED}, policy of {AS_OF}, algorithm "
        f"`{by.algorithm}`, over {len(listings):,} entries with {index.names:,} names: OFAC SDN and consolidated as "
        "published in 2019, UN of 2026-02-27. An alert is a score from "
        f"{by.compare_alert} on when two names are compared and from {by.screen_alert} on when one is screened.",
        "",
        "How the sets are made: `chinese_pairs.py` (invented names written in another way, and the nearest mistake of each "
        "kind), `mangling.py`, `common_names.yaml`; the shares of Chinese surnames and characters are those of the "
        "product's own tables, so the Chinese sets say less of rare names than a stranger's set would. "
        "`tests/cases/matching/names.yaml` was written by hand beside them.",
        "",
        "## Chinese pairs / 中文姓名对",
        "",
        "| pairs | right matches | wrong matches | missed | F1 |",
        "|--:|--:|--:|--:|--:|",
        f"| {len(pairs)} | {result.hits} | {result.false} | {result.missed} | {result.f1:.3f} |",
        "",
        *_listed("Wrong", [f"{p.a} / {p.b} ({p.kind})" for p in result.wrong]),
        "",
        "## Mangled names of the lists / 变形后的名单姓名",
        "",
        "| kind | mangled by | names | found | missed, the first of them |",
        "|---|---|--:|--:|---|",
    ]
    for kind in (ListingKind.PERSON, ListingKind.ORGANISATION):
        sample = sampled(listings, kind, per_kind, SEED)
        for how in MANGLED:
            count, missed = mangled_found(index, sample, how, by, SEED)
            shown = "; ".join(f"{a} ← {b}" for a, b in missed[:3]).replace("|", "")
            lines.append(f"| {kind.value} | {how} | {count} | {1 - len(missed) / count:.1%} | {shown} |")
    chinese = common_chinese(SEED)
    sets = {
        "Chinese, in Han": chinese,
        "Chinese, in pinyin": [pinyin(name) for name in chinese],
        "24 other countries": common_elsewhere(SEED),
    }
    lines += ["", "## False alerts on common names, name only / 常见姓名的误报（仅凭姓名）", ""]
    lines += ["| names | tried | alerts | share | which |", "|---|--:|--:|--:|---|"]
    for label, names in sets.items():
        found = false_alerts(index, names, by)
        shown = "; ".join(f"{a} → {b}" for a, b, _ in found)
        lines.append(f"| {label} | {len(names)} | {len(found)} | {len(found) / len(names):.2%} | {shown} |")
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _listed(head: str, items: Sequence[str]) -> list[str]:
    return [f"{head}: {'; '.join(items)}."] if items else [f"{head}: none."]


if __name__ == "__main__":
    main()
