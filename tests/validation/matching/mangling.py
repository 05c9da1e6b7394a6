"""Names of lists as they come over a counter: in another order, with a slip, in another romanisation. By seed."""

from __future__ import annotations

import random
import re

# What one country's romanisation writes for another's.
_ROMANISED = (
    ("ou", "u"), ("u", "oo"), ("ee", "i"), ("kh", "h"), ("q", "k"), ("mohammad", "muhammed"), ("muhammad", "mohamed"),
    ("mohammed", "muhammad"), ("abd al-", "abdul "), ("abdul ", "abd al-"), ("ei", "ay"), ("ai", "ei"), ("y", "i"),
    ("ph", "f"), ("dh", "d"), ("ck", "k"), ("ya", "ia"), ("yu", "iu"), ("dj", "j"), ("aa", "a"), ("ss", "s"), ("mm", "m"),
    ("al-", "el "), ("ev", "yev"), ("ov", "off"), ("sh", "ch"), ("w", "v"), ("hussein", "husain"), ("ahmed", "ahmad"),
    ("yusuf", "youssef"), ("ks", "x"), ("ae", "e"), ("iy", "y"), ("zh", "j"), ("tch", "ch"),
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST = 5  # letters of a word that a slip may leave recognisable


def reordered(name: str, rng: random.Random) -> str:
    """Given names first, or without a comma the first word last."""
    if "," in name:
        surname, _, given = name.partition(",")
        return f"{given.strip()} {surname.strip()}"
    words = name.split()
    return " ".join((*words[1:], words[0]))


def mistyped(name: str, rng: random.Random) -> str:
    """One letter left out, put in, taken for another or changed with its neighbour, not the first or last of a word."""
    words = list(re.finditer(rf"[A-Za-z]{{{SHORTEST},}}", name))
    if not words:
        return name
    word = rng.choice(words)
    at, letter = rng.randrange(word.start() + 1, word.end() - 1), rng.choice(_LETTERS)
    head, here, tail = name[:at], name[at], name[at + 1 :]
    return rng.choice(
        (head + tail, head + letter + tail, head + letter + here + tail, head + tail[:1] + here + tail[1:])
    )


def romanised(name: str, rng: random.Random) -> str:
    """One or two spellings of another romanisation."""
    name = name.lower()
    fitting = [pair for pair in _ROMANISED if pair[0] in name]
    for old, new in rng.sample(fitting, min(len(fitting), rng.choice((1, 1, 2)))):
        name = name.replace(old, new, 1)
    return name


MANGLED = {"order": reordered, "slip": mistyped, "romanisation": romanised}
