"""Printed names against their writing in the machine-readable zone (Doc 9303-3, section 6 A). Pure.

The zone knows A to Z only: MÜLLER may stand there as MUELLER, MULLER or MUXXLLER, PEÑA as PENA or PENXXA. A recogniser
may lose a mark as well, so a plain letter may stand for a marked one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kyc.documents.visual.settings import SETTINGS

# Letter → its writings in the zone besides the letter without its mark, the recommended one first.
_WRITINGS = {
    "Ä": ("AE",),
    "Æ": ("AE",),
    "Å": ("AA",),
    "Ö": ("OE",),
    "Ø": ("OE", "O"),
    "Œ": ("OE",),
    "Ü": ("UE", "UXX"),
    "Ñ": ("N", "NXX"),
    "ß": ("SS",),
    "ẞ": ("SS",),
    "Þ": ("TH",),
    "Ð": ("D", "DH"),
    "Đ": ("D", "DJ"),
    "Ħ": ("H",),
    "Ł": ("L",),
    "Ŋ": ("N",),
    "Ŧ": ("T",),
    "Ĳ": ("IJ",),
    "ĸ": ("Q",),
    "ı": ("I",),
    "Ə": ("E",),
}
# What the zone writes where a recogniser lost a letter's mark and names the letter left of it.
_MARK_LOST = {"A": ("AE", "AA"), "O": ("OE",), "U": ("UE", "UXX"), "N": ("NXX",), "B": ("SS",), "P": ("TH",)}
# The letter it was, where that is but one: AE may be Ä or Æ, OE may be Ö, Ø or Œ.
_LOST = {"AA": "Å", "UE": "Ü", "UXX": "Ü", "NXX": "Ñ", "SS": "ß", "TH": "Þ"}
Marks = Sequence[tuple[tuple[str, float], ...]]
"""Of each letter of a name the letters that it may be, one but for marks, with how likely each is by its looks."""
_FILLER, _ETH = "<", "ISL"
CUT = "…"
"""Ends what a zone says of a name that it had no room for."""


def transliterated(name: str) -> str:
    """A printed name as the zone recommends to write it, its parts divided by spaces."""
    words = _words(name)
    return " ".join("".join(_writings(letter)[0] for letter in word) for word in words)


def agrees(printed: str, zone: str, *, cut: bool) -> bool:
    """Whether a printed name may be what the zone says.

    zone: A to Z, parts divided by spaces or fillers. cut: the zone had no room for all of it, so that parts may be
    shortened or missing at the end (Doc 9303-4, 4.2.3).
    """
    words = _words(printed)
    parts = zone.replace(_FILLER, " ").split()
    if not words or not parts:
        return False
    if "".join(parts) in _Reached("".join(words)).whole("".join(parts)):
        return True
    return cut and _is_shortened(words, parts)


def restored(printed: str, zone: str, marks: Marks = ()) -> str:
    """A printed name with the marks and spaces that a recogniser lost and the zone proves.

    Where the zone writes UE and the print is read as U, it is Ü; where it writes OE, the likelier of Ö and Ø by `marks`;
    where it writes E, any of E, É, Ê …, so that their looks decide. Where the zone parts words and nothing was read, it is
    a space. As it is when the two do not agree. marks: of each letter in `printed`; those it says nothing of are as read.
    """
    letters = _Reached(printed).way(zone.replace(_FILLER, " "), marks)
    return "".join(letters) if letters else printed


def of_state(text: str, state: str | None) -> str:
    """A print with Đ as the state that printed it writes it: in Iceland the same capital is that of ð."""
    return text.replace("Đ", "Ð") if state == _ETH else text.replace("Ð", "Đ")


def stands_in(printed: str, zone: str) -> bool:
    """Whether all of a print is the beginning of what the zone says: a name that goes on in the next line."""
    letters = "".join(_words(printed))
    return bool(letters) and _Reached(letters).prefix_of(zone.replace(_FILLER, " ").replace(" ", ""))


def _is_shortened(words: list[str], parts: list[str]) -> bool:
    """Whether each part begins as the printed word in its place does, or all together, where spaces were lost."""
    if len(parts) > len(words):
        return _Reached("".join(words)).begins_with("".join(parts))
    by_word = all(_Reached(word).begins_with(part) for word, part in zip(words, parts, strict=False))
    return by_word or _Reached("".join(words)).begins_with("".join(parts))


class _Reached:
    """How far some printed letters reach along a text of the zone, whichever writing each has."""

    def __init__(self, letters: str) -> None:
        self._letters = letters

    def whole(self, zone: str) -> tuple[str, ...]:
        """The zone's text when the letters are exactly it."""
        return (zone,) if len(zone) in self._ends(zone) else ()

    def prefix_of(self, zone: str) -> bool:
        return bool(self._ends(zone))

    def begins_with(self, zone: str) -> bool:
        """Whether the zone's text is the beginning of the letters' writing."""
        places = {0}
        for letter in self._letters:
            if len(zone) in places:
                return True
            places = _steps(letter, zone, places)
            if any(place >= len(zone) for place in places):
                return True
        return len(zone) in places

    def way(self, zone: str, marks: Marks) -> list[str] | None:
        """The letters as they likeliest stand to the zone's text with its spaces, None when they do not fit."""
        said = iter(marks)
        ways: Mapping[int, _Way] = {0: _Way(0.0, ())}
        for at, letter in enumerate(self._letters):
            likely = next(said, ()) if letter.isalpha() else ()
            is_parted = at > 0 and not self._letters[at - 1].isalpha()
            ways = _further(letter, dict(likely), zone, ways, is_last_parted=is_parted)
        return list(ways[len(zone)].letters) if len(zone) in ways else None

    def _ends(self, zone: str) -> set[int]:
        places = {0}
        for letter in self._letters:
            places = {place for place in _steps(letter, zone, places) if place <= len(zone)}
        return places


@dataclass(frozen=True)
class _Way:
    """Printed letters along the beginning of a zone's text. sure: logarithm of how likely they are by looks and writing."""

    sure: float
    letters: tuple[str, ...]

    def on(self, letters: str, share: float = 1.0) -> _Way:
        return _Way(self.sure + math.log(share), (*self.letters, letters))


def _further(
    letter: str, likely: Mapping[str, float], zone: str, ways: Mapping[int, _Way], *, is_last_parted: bool
) -> Mapping[int, _Way]:
    """The ways along a zone's text after one more printed letter; of several that reach a place the likeliest."""
    found: dict[int, _Way] = {}

    def reach(place: int, way: _Way) -> None:
        if place not in found or way.sure > found[place].sure:
            found[place] = way

    for place, way in ways.items():
        if not _writings(_capital(letter)):
            for end, past in _past_sign(letter, zone[place : place + 1], way, is_last_parted=is_last_parted):
                reach(place + end, past)
            continue
        starts = [(place, "")]
        if zone[place : place + 1] == " " and not is_last_parted and way.letters:
            starts.append((place + 1, " "))
        for start, space in starts:
            for one, writing, share in _meant(letter, likely):
                if zone.startswith(writing, start):
                    reach(start + len(writing), way.on(space + one, share))
    return found


def _past_sign(letter: str, zone: str, way: _Way, *, is_last_parted: bool) -> Iterator[tuple[int, _Way]]:
    """The ways past a sign or space, with how many places of the zone each takes: it writes some as its space, some not at
    all. A space that it denies between two letters is how some faces set them.
    """
    if zone == " ":
        yield 1, way.on(letter)
    if letter == " " and not is_last_parted:
        yield 0, way
    else:
        yield 0, way.on(letter)


def _meant(letter: str, likely: Mapping[str, float]) -> Iterator[tuple[str, str, float]]:
    """What a letter read may be, how the zone writes that, and how likely it is that both are so."""
    alike = {_as(letter, one): share for one, share in likely.items()} or {letter: 1.0}
    for one, share in {letter: SETTINGS.least_mark, **alike}.items():
        for at, writing in enumerate(_writings(_capital(one))):
            yield one, writing, share * (SETTINGS.other_writing if at else 1.0)
    for writing in _lost_writings(_capital(letter)):
        yield _as(letter, _LOST.get(writing, letter)), writing, SETTINGS.least_mark**2


def _as(letter: str, other: str) -> str:
    """Another letter in the case of one: what a name's other letters tell counts more than one letter's looks."""
    return _capital(other) if letter.isupper() else other.lower()


def _capital(letter: str) -> str:
    return letter if letter in "ßı" else letter.upper()


def _steps(letter: str, zone: str, places: set[int]) -> set[int]:
    reached = set()
    for place in places:
        for writing in _all_writings(letter):
            rest = zone[place : place + len(writing)]
            if rest == writing or (len(rest) < len(writing) and writing.startswith(rest)):
                reached.add(place + len(writing))
    return reached


@cache
def _writings(letter: str) -> tuple[str, ...]:
    """The writings of a letter in the zone, the recommended one first."""
    plain = "".join(part for part in unicodedata.normalize("NFD", letter) if "A" <= part <= "Z")
    return tuple(dict.fromkeys((*_WRITINGS.get(letter, ()), *((plain,) if plain else ()))))


@cache
def _all_writings(letter: str) -> tuple[str, ...]:
    return (*_writings(letter), *_lost_writings(letter))


def _lost_writings(letter: str) -> tuple[str, ...]:
    """What the zone writes where a letter's mark was lost, or taken for another."""
    written = _writings(letter)
    return tuple(
        one for one in _MARK_LOST.get(unicodedata.normalize("NFD", letter)[0], ()) if one not in written
    )


def _words(name: str) -> list[str]:
    """The words of a name in capitals, without apostrophes and dots; letters that have no writing left out."""
    capitals = "".join(map(_capital, unicodedata.normalize("NFC", name)))
    words = re.split(r"[\s\-‐,/<]+", re.sub(r"['’ʼ`´.·]", "", capitals))
    spelt = ["".join(letter for letter in word if _writings(letter)) for word in words]
    return [word for word in spelt if word]
