"""The card's own frame: the plane map between a page's pixels and millimetres on the card.

Where a card lies is told by the words that are printed on every one of its kind: their places on the page and on
the layout are matched, so neither a visible border nor an upright picture is needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kyc.documents.pixels import Point

_Matrix = NDArray[np.float64]
_ROUNDS = 1 + 1  # the equations are true to first order: the second round mends what the first left


@dataclass(frozen=True)
class Pin:
    """Points known twice: where they are on the page (pixels) and on the layout (millimetres)."""

    page: tuple[Point, ...]
    card: tuple[Point, ...]


@dataclass(frozen=True)
class Tolerance:
    """How far what is seen may differ from the layout.

    anchor, level: usual errors in millimetres of an anchor's place and of the levelness of a line.
    stretch, shear: how much a fit may usually change the card's proportions and right angles (1 = double).
    tilt: how much nearer one end of the card may usually be than the middle, at one spread of the pins from it.
    """

    anchor: float
    level: float
    stretch: float
    shear: float
    tilt: float


class Frame:
    """The map between one page and one card lying on it."""

    def __init__(self, to_card: _Matrix) -> None:
        self.to_card = to_card
        self._to_page = np.asarray(np.linalg.inv(to_card), np.float64)

    def card(self, points: Sequence[Point]) -> list[Point]:
        """Page pixels as card millimetres."""
        return _apply(self.to_card, points)

    def page(self, points: Sequence[Point]) -> list[Point]:
        """Card millimetres as page pixels."""
        return _apply(self._to_page, points)


def agreeing_pins(pins: Sequence[Pin], slack: float) -> tuple[Pin, ...]:
    """The largest set of pins that one turn, scale and shift explains, each to within `slack` millimetres.

    One pin is enough when it has several points.
    """
    if not pins:
        return ()
    page, card = [_complex(pin.page) for pin in pins], [_complex(pin.card) for pin in pins]
    all_page, all_card = np.concatenate(page), np.concatenate(card)
    begins = np.cumsum([0, *(len(points) for points in page[:-1])])
    counts = np.array([len(points) for points in page])
    best: tuple[Pin, ...] = ()
    for start in (*combinations(range(len(pins)), 2), *((one,) for one in range(len(pins)))):
        fitted = _turn_and_shift(
            np.concatenate([page[at] for at in start]), np.concatenate([card[at] for at in start])
        )
        if fitted is None:
            continue
        turn, shift = fitted
        distances = np.add.reduceat(np.abs(turn * all_page + shift - all_card), begins) / counts
        if all(distances[at] <= slack for at in start):
            agreeing = tuple(pin for pin, distance in zip(pins, distances, strict=True) if distance <= slack)
            best = max(best, agreeing, key=_weight)
    return best


def straight_frame(pins: Sequence[Pin]) -> Frame | None:
    """The turn, scale and shift that fits pins best; None when they do not tell one."""
    matrix = _similarity(pins)
    return None if matrix is None else Frame(matrix)


def tilted_frame(
    straight: Frame, pins: Sequence[Pin], levels: Sequence[tuple[Point, Point]], tolerance: Tolerance
) -> Frame:
    """A straight frame bent into a projective map so that pins come to their places and lines of text run level.

    levels: both ends of lines of text, in pixels. They tell a tilt better than the pins do, because where words
    stand differs a little between printers, but none prints them askew. The straight frame comes back when the
    bend makes no sense.
    """
    bent = straight
    for _ in range(_ROUNDS):
        bent = _bend(bent, pins, levels, tolerance)
    return bent if np.linalg.det(bent.to_card) > 0 else straight


def _weight(pins: Sequence[Pin]) -> tuple[int, int]:
    """Pins count before points: one long pin must not outweigh many short ones that agree."""
    return len(pins), sum(len(pin.page) for pin in pins)


def _apply(matrix: _Matrix, points: Sequence[Point]) -> list[Point]:
    homogeneous = np.column_stack([np.array(points, float).reshape(-1, 2), np.ones(len(points))]) @ matrix.T
    plane = homogeneous[:, :2] / homogeneous[:, 2:]
    return [(float(x), float(y)) for x, y in plane]


def _complex(points: Sequence[Point]) -> NDArray[np.complex128]:
    return np.array([complex(x, y) for x, y in points])


def _turn_and_shift(
    page: NDArray[np.complex128], card: NDArray[np.complex128]
) -> tuple[complex, complex] | None:
    """Least-squares turn (with scale) and shift that carry page to card, mirrors excluded; None for a single spot."""
    spread = page - page.mean()
    power = float(np.vdot(spread, spread).real)
    if not power > 0:
        return None
    turn = complex(np.vdot(spread, card - card.mean())) / power
    return (turn, complex(card.mean()) - turn * complex(page.mean())) if turn else None


def _similarity(pins: Sequence[Pin]) -> _Matrix | None:
    """The turn, scale and shift of the pins' points as a matrix."""
    points = [point for pin in pins for point in pin.page]
    fitted = (
        _turn_and_shift(_complex(points), _complex([p for pin in pins for p in pin.card])) if points else None
    )
    if fitted is None:
        return None
    turn, shift = fitted
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0.0, 0.0, 1.0]]
    )


def _bend(
    frame: Frame, pins: Sequence[Pin], levels: Sequence[tuple[Point, Point]], tolerance: Tolerance
) -> Frame:
    """One step of least squares, every equation divided by the error it usually has.

    Solved about the middle of the pins in units of their spread, where "no bend" is zero and can be preferred.
    """
    card = np.array([point for pin in pins for point in pin.card], float)
    middle, spread = card.mean(axis=0), max(float(card.std()), 1.0)
    rows, wanted = [], []
    for pin in pins:
        seen = (np.array(frame.card(pin.page)) - middle) / spread
        equations, sides = _place_equations(seen, (np.array(pin.card) - middle) / spread)
        weight = spread / tolerance.anchor / np.sqrt(len(pin.page))
        rows.append(equations * weight)
        wanted.append(sides * weight)
    for level in levels:
        seen = (np.array(frame.card(level)) - middle) / spread
        equation, side = _level_equation(seen)
        rows.append(equation * spread / tolerance.level)
        wanted.append(side * spread / tolerance.level)
    usual = _usual_bends(tolerance)
    rows.append(usual)
    wanted.append(np.zeros(len(usual)))
    bend = np.linalg.lstsq(np.vstack(rows), np.concatenate(wanted), rcond=None)[0]
    projective = np.eye(3) + np.append(bend, 0.0).reshape(3, 3)
    to_unit = np.array(
        [[1 / spread, 0, -middle[0] / spread], [0, 1 / spread, -middle[1] / spread], [0, 0, 1]]
    )
    return Frame(np.linalg.inv(to_unit) @ projective @ to_unit @ frame.to_card)


def _usual_bends(tolerance: Tolerance) -> _Matrix:
    """Equations that ask for no stretch, shear or tilt; turn, scale and shift (the rest) are free."""
    return np.array(
        [
            [1 / tolerance.stretch, 0, 0, 0, -1 / tolerance.stretch, 0, 0, 0],
            [0, 1 / tolerance.shear, 0, 1 / tolerance.shear, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0, 1 / tolerance.tilt, 0],
            [0, 0, 0, 0, 0, 0, 0, 1 / tolerance.tilt],
        ]
    )


def _place_equations(seen: _Matrix, target: _Matrix) -> tuple[_Matrix, _Matrix]:
    """Two linear equations a point for the eight changes of the identity that carry `seen` to `target`."""
    x, y = seen.T
    u, v = target.T
    none, one = np.zeros_like(x), np.ones_like(x)
    for_u = np.column_stack([x, y, one, none, none, none, -u * x, -u * y])
    for_v = np.column_stack([none, none, none, x, y, one, -v * x, -v * y])
    return np.vstack([for_u, for_v]), np.concatenate([u - x, v - y])


def _level_equation(seen: _Matrix) -> tuple[_Matrix, _Matrix]:
    """One equation, true to first order, for the changes that bring both ends of a line to one height."""
    x, y = seen.T
    none, one = np.zeros_like(x), np.ones_like(x)
    heights = np.column_stack([none, none, none, x, y, one, -y * x, -y * y])
    return (heights[1] - heights[0])[None], np.array([y[0] - y[1]])
