"""Every name of the lists, filed so that one name is held against all of them in less than a millisecond.

The index is a set of plain arrays. It is made once for a set of list versions, stored beside the data, and mapped into
memory by every process; nothing is read that a search does not touch.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from screening.matching import keys
from screening.matching.agreement import kept_of, part_likeness
from screening.matching.names import Name, read_name
from screening.matching.sound import features
from screening.watchlists.model import Listing, ListingKind, NameQuality

FORMAT = "firstline-names-1.2"
_SIDES = ("persons", "organisations")
_CONTRADICTED, _OMITTED = 1.5, 0.45
_GENERIC_SLACK = 0.65  # an organisation's generic words may be mistyped, and are not found then
_PREFILTER = 0.62  # likeness of features below which two words are not even compared


class Blob:
    """Texts one after another, each found by its number."""

    def __init__(self, data: NDArray[np.uint8], ends: NDArray[np.int64]) -> None:
        self._data, self._ends = memoryview(data.data), ends

    def __getitem__(self, at: int) -> str:
        start = int(self._ends[at - 1]) if at else 0
        return str(self._data[start : int(self._ends[at])], "utf-8")

    def __len__(self) -> int:
        return len(self._ends)

    @staticmethod
    def arrays(texts: Iterable[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The two arrays of a blob."""
        encoded = [text.encode() for text in texts]
        ends = np.cumsum([len(e) for e in encoded], dtype=np.int64) if encoded else np.zeros(0, np.int64)
        return np.frombuffer(b"".join(encoded), np.uint8), ends


Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Filed:
    """A name found in the index. listing: its row among the listings."""

    listing: int
    text: str
    weak: bool


class Side:
    """The names of one kind of bearer."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._whole_keys, self._whole_forms = arrays["whole_keys"], arrays["whole_forms"]
        self._word_keys, self._word_ids = arrays["word_keys"], arrays["word_ids"]
        self._ends, self._forms = arrays["posting_ends"], arrays["posting_forms"]
        self._weights = arrays["form_weights"]
        self._listings, self._weak = arrays["form_listings"], arrays["form_weak"]
        self._texts = Blob(arrays["text_data"], arrays["text_ends"])  # type: ignore[arg-type]
        self._words = Blob(arrays["word_data"], arrays["word_text_ends"])  # type: ignore[arg-type]
        self._features = Blob(arrays["feature_data"], arrays["feature_ends"])  # type: ignore[arg-type]
        self._sums = np.zeros(len(self._weights), np.float32)
        self.neighbours = lru_cache(maxsize=50_000)(self._neighbours)
        self._word = lru_cache(maxsize=200_000)(self._words.__getitem__)

    def __len__(self) -> int:
        return len(self._weights)

    def filed(self, form: int) -> Filed:
        """The name of that number."""
        return Filed(int(self._listings[form]), self._texts[form], bool(self._weak[form]))

    def candidates(self, name: Name, degree: float) -> list[int]:
        """Numbers of the names that may agree with `name` by at least `degree`."""
        found = set(self._under(self._whole_keys, self._whole_forms, keys.whole_keys(name)))
        found.update(self._by_words(name, degree))
        return sorted(found)

    @staticmethod
    def _under(filed: NDArray[np.generic], values: NDArray[np.generic], wanted: Iterable[int]) -> list[int]:
        sought = np.fromiter(wanted, np.uint32)
        first = np.searchsorted(filed, sought, "left")
        last = np.searchsorted(filed, sought, "right")
        hit = last > first
        return [
            v
            for a, b in zip(first[hit].tolist(), last[hit].tolist(), strict=True)
            for v in values[a:b].tolist()
        ]

    def _neighbours(self, word: str) -> tuple[tuple[int, float], ...]:
        """Filed words that may be this one, each with what its likeness counts."""
        ids = sorted(set(self._under(self._word_keys, self._word_ids, keys.sought_keys(word))))
        if word.isascii() and not word.startswith(keys.VOWELLESS):
            filed = [self._features[i] for i in ids]
            near = process.extract(
                features(word),
                filed,
                scorer=Levenshtein.normalized_similarity,
                score_cutoff=_PREFILTER,
                limit=None,
            )
            # what is filed in another writing has no features, and is compared in any case
            ids = [ids[at] for _, _, at in near] + [i for i, f in zip(ids, filed, strict=True) if not f]
        pairs = [(i, self._word(i)) for i in ids]
        likenesses = ((i, part_likeness(word, text)) for i, text in pairs)
        return tuple((i, kept) for i, like in likenesses if (kept := kept_of(like)) > 0)

    def _by_words(self, name: Name, degree: float) -> Iterator[int]:
        own = keys.parts(name)
        if not own:
            return iter(())
        total = sum(part.weight for part in own)
        # At best all of the other name agrees, and what is left of this one is only omitted.
        needed = total * _OMITTED * degree / (1.0 - degree + _OMITTED * degree)
        postings: list[tuple[NDArray[np.generic], float]] = []
        for part in itertools.chain(own, keys.joined(name)):
            for word, kept in self.neighbours(part.text):
                start = int(self._ends[word - 1]) if word else 0
                postings.append((self._forms[start : int(self._ends[word])], part.weight * kept))
        if not postings:
            return iter(())
        forms = np.concatenate([each for each, _ in postings])
        for each, weight in postings:
            self._sums[each] += np.float32(weight)  # a form stands once under a word, so no index repeats
        agreed = np.minimum(self._sums[forms], total)
        self._sums[forms] = 0.0
        enough = agreed >= needed
        if name.kind is not ListingKind.PERSON:
            degree *= _GENERIC_SLACK
        forms, agreed = forms[enough], agreed[enough]
        theirs = np.maximum(self._weights[forms] - agreed, 0.0)
        ours = total - agreed
        against = np.minimum(ours, theirs) * _CONTRADICTED + np.abs(ours - theirs) * _OMITTED
        return iter(forms[agreed >= degree * (agreed + against)].tolist())


class NameIndex:
    """All listings with their names filed by person and by organisation."""

    def __init__(
        self,
        sides: Mapping[str, Side],
        listings: Blob,
        sources: Sequence[str],
        numbers: Mapping[str, list[int]],
    ) -> None:
        self._sides, self._listings, self.sources, self._numbers = sides, listings, sources, numbers
        self.listing = lru_cache(maxsize=20_000)(self._listing)

    @property
    def names(self) -> int:
        """How many names are filed."""
        return sum(map(len, self._sides.values()))

    def _listing(self, row: int) -> Listing:
        return Listing.from_json(json.loads(self._listings[row]))

    def candidates(
        self, names: Iterable[str], kind: ListingKind, degree: float
    ) -> Iterator[tuple[Name, Filed]]:
        """Pairs of one of the names and a filed name that may agree with it by at least `degree`."""
        for text in names:
            for side_name in _sides_of(kind):
                side = self._sides[side_name]
                for name in read_name(text, _kind_of(side_name, kind)):
                    for form in side.candidates(name, degree):
                        yield name, side.filed(form)

    def with_number(self, number: str) -> list[int]:
        """Rows of the listings that bear a document or registration number (letters and digits only)."""
        return self._numbers.get(number, [])

    # --- storing ---

    def __len__(self) -> int:
        return len(self._listings)


def _sides_of(kind: ListingKind) -> tuple[str, ...]:
    if kind is ListingKind.OTHER:
        return _SIDES
    return _SIDES[:1] if kind is ListingKind.PERSON else _SIDES[1:]


def _kind_of(side: str, kind: ListingKind) -> ListingKind:
    if side == _SIDES[0]:
        return ListingKind.PERSON
    return kind if kind in (ListingKind.VESSEL, ListingKind.AIRCRAFT) else ListingKind.ORGANISATION


def plain_number(number: str) -> str:
    """Letters and digits of a number, capitals."""
    return "".join(c for c in number.upper() if c.isascii() and c.isalnum())


def build(listings: Iterable[Listing]) -> Arrays:
    """The arrays of an index over these listings, by name: what `store` writes and `NameIndex` is opened on."""
    texts: list[str] = []
    sides = {side: _Filing() for side in _SIDES}
    numbers: defaultdict[str, list[int]] = defaultdict(list)
    for row, listing in enumerate(listings):
        texts.append(json.dumps(listing.as_json(), ensure_ascii=False, separators=(",", ":")))
        for number in listing.numbers:
            numbers[plain_number(number.value)].append(row)
        for side in _sides_of(listing.kind):
            for name in listing.names:
                for piece in read_name(name.text, _kind_of(side, listing.kind)):
                    sides[side].add(row, piece, weak=name.quality is NameQuality.WEAK)
    data, ends = Blob.arrays(texts)
    numbered = json.dumps(numbers, separators=(",", ":"))
    arrays: Arrays = {
        "format": np.frombuffer(FORMAT.encode(), np.uint8),
        "listing_data": data,
        "listing_ends": ends,
        "numbers": np.frombuffer(numbered.encode(), np.uint8),
    }
    for side, filing in sides.items():
        arrays |= {f"{side}.{name}": array for name, array in filing.arrays().items()}
    return arrays


class _Filing:
    """Names being filed."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._listings: list[int] = []
        self._weak: list[bool] = []
        self._weights: list[float] = []
        self._whole: list[tuple[int, int]] = []
        self._postings: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, row: int, name: Name, weak: bool) -> None:
        """One more name of the listing in that row."""
        form = len(self._texts)
        own = keys.parts(name)
        self._texts.append(name.text)
        self._listings.append(row)
        self._weak.append(weak)
        self._weights.append(sum(part.weight for part in own))
        self._whole.extend((k, form) for k in keys.whole_keys(name))
        for word in {part.text for part in itertools.chain(own, keys.joined(name))}:
            self._postings[word].append(form)

    def arrays(self) -> Arrays:
        """What is filed, sorted to be searched."""
        words = sorted(self._postings)
        text_data, text_ends = Blob.arrays(self._texts)
        word_data, word_text_ends = Blob.arrays(words)
        feature_data, feature_ends = Blob.arrays(
            features(w) if w.isalnum() and w.isascii() else "" for w in words
        )
        filed = [(k, at) for at, word in enumerate(words) for k in keys.word_keys(word)]
        word_keys, word_ids = _sorted_pairs(filed)
        whole_keys, whole_forms = _sorted_pairs(self._whole)
        lengths = [len(self._postings[word]) for word in words]
        return {
            "text_data": text_data,
            "text_ends": text_ends,
            "word_data": word_data,
            "word_text_ends": word_text_ends,
            "feature_data": feature_data,
            "feature_ends": feature_ends,
            "word_keys": word_keys,
            "word_ids": word_ids,
            "whole_keys": whole_keys,
            "whole_forms": whole_forms,
            "posting_ends": np.cumsum(lengths, dtype=np.int64) if words else np.zeros(0, np.int64),
            "posting_forms": np.fromiter(
                itertools.chain.from_iterable(self._postings[w] for w in words), np.uint32
            ),
            "form_weights": np.array(self._weights, np.float32),
            "form_listings": np.array(self._listings, np.uint32),
            "form_weak": np.array(self._weak, np.bool_),
        }


def _sorted_pairs(pairs: Sequence[tuple[int, int]]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    both = np.array(pairs, np.uint32).reshape(-1, 2)
    order = np.argsort(both[:, 0], kind="stable")
    return np.ascontiguousarray(both[order, 0]), np.ascontiguousarray(both[order, 1])


def opened(arrays: Mapping[str, NDArray[np.generic]]) -> NameIndex:
    """An index over arrays, in memory or mapped. ValueError when they are of another format."""
    if bytes(arrays["format"]).decode() != FORMAT:
        raise ValueError(f"index format {bytes(arrays['format']).decode()!r}, this is {FORMAT!r}")
    sides = {
        side: Side({name.partition(".")[2]: a for name, a in arrays.items() if name.startswith(f"{side}.")})
        for side in _SIDES
    }
    listings = Blob(arrays["listing_data"], arrays["listing_ends"])  # type: ignore[arg-type]
    return NameIndex(sides, listings, (), json.loads(bytes(arrays["numbers"])))


def store(arrays: Arrays, folder: Path) -> None:
    """Writes the arrays as `folder`; a crash leaves the old folder or the new one."""
    temporary = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, array in arrays.items():
        np.save(temporary / f"{name}.npy", array)
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    temporary.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def load(folder: Path) -> NameIndex:
    """The index that `store` wrote, mapped into memory. FileNotFoundError or ValueError when there is none to use."""
    if not folder.is_dir():
        raise FileNotFoundError(folder)
    return opened({path.stem: np.load(path, mmap_mode="r").view(np.ndarray) for path in folder.glob("*.npy")})
