"""From a recognition network's probabilities per step to characters with confidence and place (CTC, best path)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from kyc.documents.engines import Glyph, Likely, LineReading

_BLANK = 0
_SPACE = " "
_LAST_LATIN = "\u1eff"


class CtcDecoder:
    """Reads the output of one network. characters: what each class stands for; class 0 is "no character here"."""

    def __init__(self, characters: Sequence[str], others: int, least: float, space: float = 1.0) -> None:
        """others: how many next likely characters to tell with each glyph, none less likely than `least`. space: how likely
        a space must be to be told where no character is likelier.
        """
        self._characters = list(characters)
        self._space = space
        self._classes = {character: index for index, character in enumerate(self._characters)}
        self._others, self._least = others, least

    def decode(
        self,
        probabilities: NDArray[np.float32],
        used: float,
        alphabet: str | None = None,
        marks: Callable[[Sequence[int], Sequence[str]], Sequence[Likely]] | None = None,
    ) -> LineReading:
        """probabilities: steps x classes. used: the share 0..1 of the steps that the crop covers (rest is padding).

        alphabet: the only characters that may come out, as next likely ones too; where the free reading sees any
        character, one of them must. marks: tells `Glyph.marks` of characters at some steps; not asked for an alphabet.
        """
        best = probabilities.argmax(axis=1)
        allowed = None if alphabet is None else np.array([self._classes[character] for character in alphabet])
        if allowed is not None:
            best = _forced(probabilities, best, allowed)
        elif _SPACE in self._classes:
            best = self._spaced(probabilities, best)
        runs = _runs(best)
        peaks = [start + int(probabilities[start:end, best[start]].argmax()) for start, end in runs]
        ends = _boundaries([(start + end) / 2 for start, end in runs], len(best) * used)
        named = [self._characters[best[peak]] for peak in peaks]
        told = marks(peaks, named) if marks and allowed is None else [()] * len(peaks)
        glyphs = [
            Glyph(
                text=text,
                confidence=float(probabilities[peak, best[peak]]),
                start=min(1.0, max(0.0, left)),
                end=min(1.0, max(0.0, right)),
                others=self._next_likely(probabilities[peak], int(best[peak]), allowed),
                marks=marked,
            )
            for peak, text, marked, (left, right) in zip(peaks, named, told, ends, strict=True)
        ]
        return LineReading(tuple(glyphs))

    def _spaced(self, probabilities: NDArray[np.float32], best: NDArray[np.intp]) -> NDArray[np.intp]:
        """With a space between two Latin characters where one is likely enough, though "no character" is likelier."""
        space, best = self._classes[_SPACE], best.copy()
        for (_, end), (start, _) in pairwise(_runs(best)):
            between = probabilities[end:start, space]
            beside = {self._characters[best[end - 1]], self._characters[best[start]]}
            if between.size and between.max() >= self._space and all(map(_is_latin, beside)):
                best[end + int(between.argmax())] = space
        return best

    def _next_likely(
        self, step: NDArray[np.float32], chosen: int, allowed: NDArray[np.intp] | None
    ) -> Likely:
        likely = np.flatnonzero(step > self._least)  # of thousands of classes a handful is
        if allowed is not None:
            likely = np.intersect1d(likely, allowed)
        ranked = [int(index) for index in likely[np.argsort(-step[likely])] if index not in (chosen, _BLANK)]
        return tuple((self._characters[index], float(step[index])) for index in ranked[: self._others])


def _is_latin(character: str) -> bool:
    """Whether a character is a letter, digit or hyphen of Latin print."""
    return (character.isalnum() or character == "-") and character <= _LAST_LATIN


def _forced(
    probabilities: NDArray[np.float32], best: NDArray[np.intp], allowed: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The likeliest of the allowed classes at every step that is not blank."""
    forced = allowed[probabilities[:, allowed].argmax(axis=1)]
    return np.where(best == _BLANK, _BLANK, forced)


def _runs(best: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Where each character begins and ends: equal steps in a row are one character, blanks part equal ones."""
    changes = np.flatnonzero(np.diff(best)) + 1
    edges = [0, *changes.tolist(), len(best)]
    return [(start, end) for start, end in pairwise(edges) if best[start] != _BLANK]


def _boundaries(centres: Sequence[float], steps: float) -> list[tuple[float, float]]:
    """Left and right end of each glyph as fractions of the crop: half way to its neighbours.

    The network marks a character by a spike near its middle, so its true ends are not known better than that.
    """
    if not centres:
        return []
    between = [(left + right) / 2 for left, right in pairwise(centres)]
    first = 2 * centres[0] - between[0] if between else 0.0
    last = 2 * centres[-1] - between[-1] if between else steps
    return [(left / steps, right / steps) for left, right in pairwise([first, *between, last])]
