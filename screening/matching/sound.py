"""How a Latin word sounds, whatever the country that spelt it, and how far two words are apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from screening.matching import tables

# In this order: what several letters stand for, then what is left of one. Capitals are sounds: S sh, C ch, J j (dj), Z zh,
# T ts, H kh, G gh. All others stand for themselves.
_REWRITINGS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^abd[aeiou]{0,2}(?:l|r(?=r)|s(?=s)|n(?=n)|h(?=h))?(?=\w{3})", "abd"),
        (r"(?<=\w\w[^aeiou])[aeiou]{1,2}l?d+(?:in|ine|een|eyn)$", "din"),
        (
            r"^mo?u?ha?m+[aeiou]d+$|^m[oue]h?am+[aeiou]t$|^mhmd$|^mehmet$|^mohd$|^muhd$|^md$|^mohamm?ed$",
            "muhamad",
        ),
        (r"sh?ch|stsch|szcz", "SC"),
        (r"tsch|tch|cz|ch", "C"),
        (r"sch|sh|sz", "S"),
        (r"dzh|dj", "J"),
        (r"zh", "Z"),
        (r"kh", "H"),
        (r"gh", "G"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|qu(?=[ei])|q", "k"),
        (r"x", "ks"),
        (r"t[sz]", "T"),
        (r"j", "J"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"[oe]f+$", "ov"),
        (r"ee|ie(?![aou])|iy|yi|ij$", "i"),
        (r"oo|ou|uw|oe(?=[^aeiou])", "u"),
        (r"[ae][iy](?=[^aeiou]|$)", "e"),
        (r"a[uow](?=[^aeiou]|$)", "o"),
        (r"w(?=[aeiou])", "v"),
        (r"w", "u"),
        (r"y", "i"),
        (r"h$", ""),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = frozenset("aeiou")
_NEAR = {
    "ae": 0.25, "ai": 0.7, "ao": 0.45, "au": 0.8, "ei": 0.2, "eo": 0.4, "eu": 0.5, "io": 0.55, "iu": 0.5, "ou": 0.15,
    "kg": 0.35, "kG": 0.35, "gG": 0.1, "kH": 0.45, "Hh": 0.15, "gh": 0.5, "GH": 0.5, "td": 0.45, "sz": 0.3, "sT": 0.4,
    "zT": 0.3, "TC": 0.4, "SC": 0.4, "sS": 0.45, "ZJ": 0.15, "JC": 0.4, "ZS": 0.4, "Ji": 0.25, "Jg": 0.35, "Zz": 0.45,
    "Jh": 0.6, "bp": 0.45, "vf": 0.35, "uv": 0.25, "vb": 0.45, "ov": 0.4, "mn": 0.7, "lr": 0.8, "kC": 0.6, "dz": 0.6,
    "Jz": 0.4, "Cs": 0.6,
    "Js": 0.5, "CH": 0.35, "bu": 0.45,
}  # fmt: skip
LIGHT: Mapping[str, float] = {**dict.fromkeys("aeou", 0.4), "i": 0.35, "h": 0.4, "G": 0.7, "H": 0.7}
COARSE = str.maketrans(
    {
        "g": "k", "G": "k", "H": "k", "d": "t", "z": "s", "T": "s", "S": "s", "C": "s", "J": "s", "Z": "s", "b": "p",
        "v": "f", "h": "", "a": "", "e": "", "i": "", "o": "", "u": "", "n": "m",
    }
)  # fmt: skip
_ENDING = 0.6  # Mario is not Maria
# Two names that are both in use are seldom one, unless a single sound is spelt otherwise: Rashid, Rachid.
_IN_USE_FACTOR, _ONE_SPELLING = 1.6, 0.5
_PARTICLE = re.compile(
    r"^(?:dela|delos|delas|del|de|da|dos|di|vanden|vander|van|von|al|el|abu|ibn|bin)(?=\w{4})"
)
# Short vowels, and the letters that long ones share with w and y.
_UNWRITTEN = _VOWELS | {"v"}
_FEWEST_CONSONANTS = 2  # fewer tell nothing
_PARTICLE_LIKENESS, _CONSONANT_LIKENESS, _SHORT_FACTOR = 0.95, 0.9, 1.6
SHORT = 4  # a word this short is another word when one letter differs


_SOUNDS = "abcdefghijklmnopqrstuvwxyzSCJZTHG0123456789"
_FEATURES: Mapping[str, str] = {
    c: {"a": "a", "e": "a", "i": "i", "o": "u", "u": "u", "h": "h"}.get(
        c, (c.translate(COARSE) or "h").upper() + c
    )
    for c in _SOUNDS
}


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """The word (a-z) in one spelling for all that sound alike."""
    for pattern, replacement in _REWRITINGS:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=200_000)
def skeleton(word: str) -> str:
    """The word's consonants in few classes: equal for nearly all spellings of a name, and for others too."""
    heard = sound(word)
    return re.sub(r"(.)\1+", r"\1", heard.translate(COARSE))


def _cost(x: str, y: str) -> float:
    """What it costs to put one sound for another."""
    if x == y:
        return 0.0
    near = _NEAR.get(x + y, _NEAR.get(y + x))
    if near is not None:
        return near
    return 0.6 if x in _VOWELS and y in _VOWELS else 1.0


_COSTS: Mapping[str, Mapping[str, float]] = {x: {y: _cost(x, y) for y in _SOUNDS} for x in _SOUNDS}


def apart(a: str, b: str, light: Mapping[str, float] = LIGHT) -> float:
    """The least cost of turning one sound into the other: 1 for a consonant of another kind, less for what is near.

    light: what it costs to leave a sound out, for those that cost less than 1.
    """
    added = [light.get(y, 1.0) for y in b]
    before = list(itertools.accumulate(added, initial=0.0))
    for x in a:
        costs, drop = _COSTS[x], light.get(x, 1.0)
        left = before[0] + drop
        row = [left]
        for at, y in enumerate(b):
            # plain comparisons: this is the innermost loop of the whole matching
            least = before[at] + costs[y]
            dropped = before[at + 1] + drop
            if dropped < least:
                least = dropped
            left += added[at]
            if least < left:
                left = least
            row.append(left)
        before = row
    return before[-1]


@lru_cache(maxsize=200_000)
def features(word: str) -> str:
    """The word's sound with two letters for a consonant, its class and itself, and one for the class of a vowel.

    Edit distance between these is near `apart` and counted in C: it sorts out what need not be compared.
    """
    return "".join(_FEATURES[c] for c in sound(word))


@lru_cache(maxsize=500_000)
def likeness(a: str, b: str) -> float:
    """How far two words (a-z) are the same name, 0 to 1: by their sound, or as a slip of the keyboard."""
    if a == b:
        return 1.0
    known = tables.common_bits()
    alike = _by_sound(sound(a), sound(b), both_in_use=a in known and b in known)
    return max(alike, _typed(a, b), _behind_particle(a, b))


def _by_sound(a: str, b: str, both_in_use: bool = False) -> float:
    """both_in_use: each is a name of its own, so what differs is seldom another spelling: Hansen and Jensen."""
    if a == b:
        return 0.99
    longest = max(len(a), len(b), 1)
    cost = apart(a, b) + _by_ending(a, b, both_in_use)
    factor = (1.0 if longest > SHORT else _SHORT_FACTOR) * (
        _IN_USE_FACTOR if both_in_use and cost > _ONE_SPELLING else 1.0
    )
    return max(0.0, 1.0 - cost * factor / longest)


def _by_ending(a: str, b: str, both_in_use: bool) -> float:
    """What is added where the last letters tell a man's name from a woman's: Mario and Maria, Daniel and Daniela."""
    ends = {a[-1:], b[-1:]}
    if ends == {"a", "o"} or (both_in_use and "a" in ends and ends - _VOWELS):
        return _ENDING
    return 0.0


def _behind_particle(a: str, b: str) -> float:
    """Delacruz and Cruz, Alzawahiri and Zawahiri: one has the particle in the word."""
    bare_a, bare_b = _bare(a), _bare(b)
    if bare_a == a and bare_b == b:
        return 0.0
    pairs = ((bare_a, b), (a, bare_b), (bare_a, bare_b))
    return _PARTICLE_LIKENESS * max(_by_sound(sound(x), sound(y)) for x, y in pairs)


@lru_cache(maxsize=200_000)
def _bare(word: str) -> str:
    return _PARTICLE.sub("", word)


@lru_cache(maxsize=200_000)
def consonants_alike(a: str, b: str) -> float:
    """The same for a word from a script that writes no short vowels: only consonants are held against each other. An
    Arabic q is spoken g by many: Qadhafi, Gaddafi.
    """
    return max(_consonants_alike(x, y) for x in {a, a.replace("q", "g")} for y in {b, b.replace("q", "g")})


def _consonants_alike(a: str, b: str) -> float:
    x, y = (_without_vowels(word) for word in (a, b))
    if min(len(x), len(y)) < _FEWEST_CONSONANTS:
        return likeness(a, b) if sound(a)[:1] == sound(b)[:1] else 0.0
    return (
        _CONSONANT_LIKENESS
        if x == y
        else max(0.0, _CONSONANT_LIKENESS - apart(x, y) / max(len(x), len(y), 1))
    )


def _without_vowels(word: str) -> str:
    return "".join(c for c in sound(word) if c not in _UNWRITTEN)


def _typed(a: str, b: str) -> float:
    """Likeness as a typing error; two names that are both in use are not errors of each other."""
    length = max(len(a), len(b))
    errors = OSA.distance(a, b, score_cutoff=2)
    known = tables.common_bits()
    if length <= SHORT or errors > 2 or (a in known and b in known):
        return 0.0
    return 1.0 - 0.5 * errors / length if errors == 1 or length > 2 * SHORT else 0.0
