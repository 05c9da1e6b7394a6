"""Marks over Latin letters, told from what the recognition network saw before it named a character.

It names letters well and their marks badly: of thousands of classes few have marks, and it learned from texts that hardly
have any. A small network of our own (`training/latin_marks`, where its figures are) looks at the same features and chooses
among the letters that are one but for their marks. Both opinions are joined as a weighted geometric mean.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Told = tuple[str, float]
"""A letter with its marks, and how sure it is among those alike, 0..1."""

TAPS = ("p2o.pd_op.transpose.8.0", "p2o.pd_op.add.64.0")
"""The recogniser's tensors that are looked at: steps x 120 before its last layer, 384 x 3 rows x twice the steps below."""

_FILE = Path(__file__).with_name("marks.npz")
_ALIKE = {
    "Þ": "P",
    "ß": "B",
    "∅": "O",
    "Ə": "E",
    "Æ": "A",
    "Œ": "O",
    "Ł": "L",
    "Ø": "O",
    "Đ": "D",
    "Ð": "D",
    "Ħ": "H",
}


@dataclass(frozen=True)
class MarkValues:
    """own: weight of this network's opinion, the recogniser has the rest. least: share of a mark it did not tell at all.
    sure: from which a letter with other marks than the recogniser's is told.
    """

    own: float
    least: float
    sure: float


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
        self._classes = [classes.get(letter, -1) for letter in letters]

    def over(self, named: Floats, seen: Floats, below: Floats) -> Callable[[int, str], Told | None]:
        """What is told of a character at a step of a line, when its marks are likelier others than were named.

        named: steps x classes of the recogniser. seen, below: the tensors of `TAPS` for the line.
        """

        def told(step: int, character: str) -> Told | None:
            places = self._alike.get((base(character), character.isupper() or character == "∅"))
            if places is None:
                return None
            joint = self._joint(places, named[step], features(seen, below, step))
            best = int(joint.argmax())
            letter = self._letters[places[best]]
            return (
                (letter, float(joint[best]))
                if letter != character and joint[best] >= self._values.sure
                else None
            )

        return told

    def _joint(self, places: NDArray[np.intp], named: Floats, seen: Floats) -> NDArray[np.float64]:
        """How likely each of some letters is by both."""
        hidden = np.maximum(self._hidden @ seen + self._hidden_bias, 0)
        logits = (self._last[places] @ hidden + self._last_bias[places]).astype(np.float64)
        own = np.exp(logits - logits.max())
        theirs = np.array([named[self._classes[at]] if self._classes[at] >= 0 else 0.0 for at in places])
        theirs = np.maximum(theirs, self._values.least)
        joint = (own / own.sum()) ** self._values.own * (theirs / theirs.sum()) ** (1 - self._values.own)
        return np.asarray(joint / joint.sum())


def features(seen: Floats, below: Floats, step: int) -> Floats:
    """What the network looks at for one step of a line: both tensors there, 120 + 384 x 3 x 2 values."""
    return np.concatenate([seen[step], below[:, :, 2 * step : 2 * step + 2].ravel()])


def base(letter: str) -> str:
    """A letter without its marks, in capitals."""
    capital = letter if letter == "ß" else letter.upper()
    return _ALIKE.get(capital) or unicodedata.normalize("NFD", capital)[0]
