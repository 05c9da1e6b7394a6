"""The words of a person's name in Latin letters: titles and particles away, what belongs together put together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from screening.matching import tables
from screening.matching.writing import Script, latin, script

# The Arabic article takes the first letter of many words: ar-Rahman, ash-Sharif.
_ARTICLE = re.compile(
    r"\b(?:[aeui]l|ar(?=-r)|as(?=-s)|ad(?=-d)|at(?=-t)|az(?=-z)|an(?=-n)|ash(?=-sh)|ush(?=-sh)|ur(?=-r)|ud(?=-d)|us(?=-s))-"
)
_ARTICLE_JOINED = re.compile(r"(?<!\S)ال(?=\S{3})")
_WORD = re.compile(r"[a-z0-9]+")
_FEWEST = 2  # words that must be left when one is taken to say nothing


@cache
def _roles() -> Mapping[str, str]:
    return {word: role for role, words in tables.rows("person_words") for word in words.split()}


@lru_cache(maxsize=20_000)
def raw_words(text: str) -> tuple[str, ...]:
    """Every word of the name in a-z, in order, with nothing taken away."""
    return tuple(_WORD.findall(latin(text).replace("'", "")))


@lru_cache(maxsize=20_000)
def person_words(text: str) -> tuple[str, ...]:
    """The words that say who it is: `HUSSEIN, Dr. Saddam ibn Abd al-Majid` gives hussein saddam abdmajid."""
    if script(text) is Script.ARABIC:
        text = _ARTICLE_JOINED.sub("", text)
    plain = _ARTICLE.sub("", latin(text).replace("'", ""))
    pieces = [_WORD.findall(piece) for piece in plain.split(",")]
    whole = [word for piece in pieces for word in piece]
    if len(whole) < _FEWEST:
        return tuple(whole)
    kept = [
        list(_joined(_without_particles(piece, first=at == 0 and len(pieces) == 1)))
        for at, piece in enumerate(pieces)
    ]
    words = [word for piece in kept for word in piece]
    return tuple(words or whole)


def _without_particles(words: Sequence[str], first: bool) -> Iterator[str]:
    """Words without titles, articles, links and particles. What stands last, or alone, is a name whatever it looks like.

    first: whether the first word begins the whole name and so is most likely a name too.
    """
    roles = _roles()
    for at, word in enumerate(words):
        role = roles.get(word)
        last = at == len(words) - 1
        if role == "title" and len(words) >= _FEWEST:
            continue
        if (
            role in ("article", "particle", "link")
            and not last
            and not (first and at == 0 and role != "article")
        ):
            continue
        yield word


def _joined(words: Iterator[str]) -> Iterator[str]:
    """abd and abu with the word after them, din and allah with the word before."""
    roles, held = _roles(), ""
    out: list[str] = []
    for word in words:
        role = roles.get(word)
        if held:
            out.append(held + word)
            held = ""
        elif role == "servant":
            held = "abd"
        elif role == "father":
            held = "umm" if word.startswith(("um", "ou")) else "abu"
        elif role == "tail" and out:
            out[-1] += "allah" if word.endswith("lah") else "din"
        else:
            out.append(word)
    yield from out
    if held:
        yield held
