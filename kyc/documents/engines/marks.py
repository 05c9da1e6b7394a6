"""Marks over Latin letters, told from what the recognition network saw before it named a character.

It names letters well and their marks badly: of thousands of classes few have marks, and it learned from texts that hardly
have any. A small network of our own (`training/latin_marks`, where its figures are) looks at the same features and chooses
among the letters that are one but for their marks. Both opinions are joined as a weighted geometric mean.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Told = tuple[tuple[str, float], ...]
"""Letters that are one but for their marks with how likely each is, 0..1, the likeliest first."""

TAPS = ("p2o.pd_op.transpose.8.0", "p2o.pd_op.add.64.0")
"""The recogniser's tensors that are looked at: steps x 120 before its last layer, 384 x 3 rows x twice the steps below."""

_FILE = Path(__file__).with_name("marks.npz")
_EMPTY_SET = "∅"  # as which the recogniser may take Ø
_TWINS = {"Đ": "Ð"}
_ALIKE = {_EMPTY_SET: "O", "Ə": "E", "Ł": "L", "Ø": "O", "Đ": "D", "Ð": "D", "Ħ": "H"}
"""Letters and what they are without a mark that Unicode does not part from them. Þ, ß, Æ and Œ are shapes of their own."""


@dataclass(frozen=True)
class MarkValues:
    """own: weight of this network's opinion, the recogniser has the rest. least: share of a mark that the recogniser did
    not tell at all. told: share by both from which a letter is told.
    """

    own: float
    least: float
    told: float


class Marks:
    """The network for marks. classes: of the recogniser, by character."""

    def __init__(self, classes: Mapping[str, int], values: MarkValues) -> None:
        with np.load(_FILE) as file:
            self._hidden, self._hidden_bias = file["hidden"].astype(np.float32), file["hidden_bias"]
            self._last, self._last_bias = file["last"].astype(np.float32), file["last_bias"]
            letters = str(file["letters"])
        self._values = values
        alike: dict[tuple[str, bool], list[int]] = {}
        for at, letter in enumerate(letters):
            if letter.isalpha():
                alike.setdefault((base(letter), letter.isupper()), []).append(at)
        self._alike = {key: np.array(places) for key, places in alike.items() if len(places) > 1}
        self._letters = letters
        # a letter that the recogniser does not know has the class of "no character", which is unlikely where it names one
        self._classes = np.array(
            [[classes.get(name, 0) for name in (letter, _TWINS.get(letter, letter))] for letter in letters]
        )

    def told(
        self, steps: Sequence[int], named: Sequence[str], shares: Floats, taps: tuple[Floats, Floats]
    ) -> list[Told]:
        """The letters that each character of a line may be; nothing for one that no letter differs from by marks alone.

        steps: where the characters stand. named: them. shares: steps x classes of the recogniser. taps: the tensors of
        `TAPS` for the line.
        """
        alike = [self._alike.get((base(one), one.isupper() or one == _EMPTY_SET)) for one in named]
        asked = [(step, places) for step, places in zip(steps, alike, strict=True) if places is not None]
        if not asked:
            return [()] * len(named)
        seen = np.stack([features(*taps, step) for step, _ in asked])
        hidden = np.maximum(seen @ self._hidden.T + self._hidden_bias, 0)
        said = iter(
            self._both(places, one, shares[step]) for one, (step, places) in zip(hidden, asked, strict=True)
        )
        return [next(said) if places is not None else () for places in alike]

    def _both(self, places: NDArray[np.intp], hidden: Floats, shares: Floats) -> Told:
        """How likely each of some letters is by both networks."""
        logits = (self._last[places] @ hidden + self._last_bias[places]).astype(np.float64)
        own = np.exp(logits - logits.max())
        theirs = np.maximum(shares[self._classes[places]].max(axis=1), self._values.least).astype(np.float64)
        both = (own / own.sum()) ** self._values.own * (theirs / theirs.sum()) ** (1 - self._values.own)
        both /= both.sum()
        likely = [at for at in np.argsort(-both) if both[at] >= self._values.told]
        return tuple((self._letters[places[at]], min(1.0, float(both[at]))) for at in likely)


def features(seen: Floats, below: Floats, step: int) -> Floats:
    """What the network looks at for one step of a line: both tensors there, 120 + 384 x 3 x 2 values."""
    return np.concatenate([seen[step], below[:, :, 2 * step : 2 * step + 2].ravel()])


def base(letter: str) -> str:
    """A letter without its marks, in capitals."""
    capital = letter if letter in "ßı" else letter.upper()
    return _ALIKE.get(capital) or unicodedata.normalize("NFD", capital)[0]
