"""The words of a person's name in Latin letters: titles and particles away, what belongs together put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from screening.matching import tables
from screening.matching.sound import SHORT
from screening.matching.writing import Script, latin, script

# The Arabic article takes the first letter of many words: ar-Rahman, ash-Sharif.
_ARTICLE = re.compile(
    r"\b(?:[aeui]l|ar(?=-r)|as(?=-s)|ad(?=-d)|at(?=-t)|az(?=-z)|an(?=-n)|ash(?=-sh)|ush(?=-sh)|ur(?=-r)|ud(?=-d)|us(?=-s))-"
)
_ARTICLE_JOINED = re.compile(r"(?<!\S)ال(?=\S{3})")
_WORD = re.compile(r"[a-z0-9]+")
_DOUBLE = re.compile(r"(.)\1+")
_ALONE = {"servant": "abd", "father": "abu"}
# What stands in the place of None is what the pattern captured.
_COMPOUNDS: tuple[tuple[re.Pattern[str], tuple[str | None, ...]], ...] = (
    (re.compile(r"^abd[aeou]{0,2}l{0,2}ah?$"), ("abd", "allah")),
    (
        re.compile(r"^abd(?:[aeiou]{1,2}(?:l|r(?=r)|s(?=s)|n(?=n)|h(?=h))?|(?=[^aeiou]{2}))(\w{4,})$"),
        ("abd", None),
    ),
    (re.compile(r"^ab(?:u|ou|oo)(\w{4,})$"), ("abu", None)),
    (re.compile(r"^(\w{2,}[^aeiou])[aeiou]{1,2}l?d{1,2}(?:in|ine|een|eyn)$"), (None, "din")),
    (re.compile(r"^(\w{3,})[aou]l{1,2}ah$"), (None, "allah")),
)
_FEWEST = 2  # words that must be left when one is taken to say nothing


@cache
def _roles() -> Mapping[str, str]:
    return {word: role for role, words in tables.rows("person_words") for word in words.split()}


@lru_cache(maxsize=20_000)
def raw_words(text: str) -> tuple[str, ...]:
    """Every word of the name in a-z, in order, with nothing taken away."""
    return tuple(_WORD.findall(latin(text).replace("'", "")))


@dataclass(frozen=True, slots=True)
class PersonWords:
    """words: what says who it is, in a-z. forms: for each, the word it stands in as it was written."""

    words: tuple[str, ...]
    forms: tuple[str, ...]


@lru_cache(maxsize=20_000)
def person_words(text: str) -> PersonWords:
    """The words that say who it is: `HUSSEIN, Dr. Saddam ibn Abdulmajid` gives hussein saddam abd majid."""
    if script(text) is Script.ARABIC:
        text = _ARTICLE_JOINED.sub("", text)
    plain = _ARTICLE.sub("", latin(text).replace("'", ""))
    pieces = [_WORD.findall(piece) for piece in plain.split(",")]
    whole = [word for piece in pieces for word in piece]
    kept = [
        (part, word)
        for at, piece in enumerate(pieces)
        for word in _without_particles(piece, first=at == 0 and len(pieces) == 1)
        for part in _parted(word)
    ]
    roles = _roles()
    untitled = [pair for pair in kept if roles.get(pair[0]) != "title"]
    pairs = untitled if len(untitled) >= _FEWEST else kept or [(word, word) for word in whole]
    return PersonWords(tuple(part for part, _ in pairs), tuple(word for _, word in pairs))


def _without_particles(words: Sequence[str], first: bool) -> Iterator[str]:
    """Words without articles, links and particles. What stands last, or alone, is a name whatever it looks like.

    first: whether the first word begins the whole name and so is most likely a name too.
    """
    roles = _roles()
    for at, word in enumerate(words):
        role = roles.get(word)
        last = at == len(words) - 1
        if (
            role in ("article", "particle", "link")
            and not last
            and not (first and at == 0 and role != "article")
        ):
            continue
        yield word


@lru_cache(maxsize=100_000)
def _parted(word: str) -> tuple[str, ...]:
    """abd, abu, din and allah as words of their own, so that it does not matter which of them are written together."""
    role = _roles().get(_DOUBLE.sub(r"\1", word))
    if role in _ALONE:
        return (_ALONE[role],)
    if role == "tail":
        return ("allah" if word.endswith("lah") else "din",)
    if (
        len(word) > SHORT
        and word not in tables.common_bits()
        and OSA.distance(word, "abdul", score_cutoff=1) == 1
    ):
        return ("abd",)
    for pattern, parts in _COMPOUNDS:
        found = pattern.match(word)
        if found:
            return tuple(part or found[1] for part in parts)
    return (word,)


def run_together(a: str, b: str, form_a: str = "", form_b: str = "") -> str:
    """Two neighbouring words as one: as they were written together, else as they would be: abdulrahman, saifuddin."""
    if form_a and form_a == form_b:
        return form_a
    return _HEADS.get(a, a) + _TAILS.get(b, b)


_HEADS, _TAILS = {"abd": "abdul"}, {"din": "uddin", "allah": "ullah"}
