"""The likeliest lines of a zone under its grammar and check digits, given how likely each character is in each place.

Pure. The check digits are treated as what they are, a linear code modulo 10: one pass over the guarded places keeps, for
every residue of the element's own check and of the composite check, the likeliest way to reach it (Viterbi, on a
trellis of 10 x 10 residues; Wolf 1978). The same pass with sums instead of maxima gives how likely it is at all that the
checks hold, and with it how sure the best way is: characters equal modulo 10, which no check digit can tell apart,
then compete by the picture alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kyc.documents.measured import measured
from kyc.documents.model import Cell, CheckDigit
from kyc.documents.mrz.alphabet import ALPHABET, FILLER
from kyc.documents.mrz.grammar import NAME, STATES, Check, Element, Grammar, flaws, states, worth

Shares = NDArray[np.float64]
"""Places x 37: how likely each character of the alphabet is in each place of a line; rows sum to 1."""

_BASE = 10  # check digits count modulo 10
_STATES = _BASE * _BASE
_NOWHERE = _STATES  # the state of no residues
_ORDER = {letter: at for at, letter in enumerate(ALPHABET)}
_FILLER = _ORDER[FILLER]
_RESIDUES = np.array([worth(letter) % _BASE for letter in ALPHABET])


@dataclass(frozen=True)
class DecodingValues:
    """Measured values of decoding, kept in `decode.yaml`.

    floor: least probability of any character. most_repairs: characters. least_evidence: probability that the checks
    hold. least_posterior: of the decoded characters among all that fit the checks. least_unguarded: probability of a
    character that no check guards. least_allowed: of all characters that may stand in a place. stray: probability of a letter after the fillers that end a name.
    """

    floor: float
    most_repairs: int
    least_evidence: float
    least_posterior: float
    least_unguarded: float
    least_allowed: float
    stray: float


VALUES = measured(Path(__file__).with_name("decode.yaml"), DecodingValues)


@dataclass(frozen=True)
class Decoded:
    """Lines decoded under one grammar.

    score: mean log probability of the characters. repaired: places where the checks decided against the picture, or the
    grammar did. confidences: 0..1 per character. checks: each check digit. evidence: 0..1, how likely it was by the picture alone that
    the checks hold. posterior: 0..1 share of these lines' guarded characters among all that fit the checks. weak: least
    confidence of a character that no check guards. flaws: elements whose form is wrong.
    """

    grammar: Grammar
    lines: tuple[str, ...]
    score: float
    repaired: tuple[Cell, ...]
    confidences: tuple[tuple[float, ...], ...]
    checks: tuple[CheckDigit, ...]
    evidence: float
    posterior: float
    weak: float
    flaws: tuple[str, ...]

    @property
    def checks_hold(self) -> bool:
        """Whether every check digit is right."""
        return all(check.holds for check in self.checks)

    @property
    def valid(self) -> bool:
        """Whether the reading may be relied on (see `Mrz.valid`)."""
        return (
            self.checks_hold
            and not self.flaws
            and len(self.repaired) <= VALUES.most_repairs
            and self.evidence >= VALUES.least_evidence
            and self.posterior >= VALUES.least_posterior
            and self.weak >= VALUES.least_unguarded
        )


def decode(grammar: Grammar, shares: Sequence[Shares]) -> Decoded:
    """The likeliest lines of a layout.

    shares: for each line of the layout, its places. Where it is too unlikely that the printed check digits hold at all,
    they are not made to: a document may bear wrong ones.
    """
    seen = [np.maximum(line, VALUES.floor) / (1 + len(ALPHABET) * VALUES.floor) for line in shares]
    places = _Places(grammar, seen)
    plain = places.likeliest()
    guarded = _Trellis(grammar, places)
    chosen = dict(plain)
    if guarded.evidence >= VALUES.least_evidence:
        chosen |= guarded.best
    lines = tuple(
        "".join(chosen[Cell(line, column)] for column in range(grammar.length))
        for line in range(grammar.count)
    )
    sure = {cell: places.sureness(cell, letter) for cell, letter in chosen.items()}
    if guarded.evidence >= VALUES.least_evidence:
        sure |= guarded.marginals()
    unguarded = [sure[cell] for cell in chosen if cell not in guarded.cells]
    return Decoded(
        grammar=grammar,
        lines=lines,
        score=sum(math.log(places.share(cell, letter)) for cell, letter in chosen.items()) / len(chosen),
        repaired=tuple(sorted(cell for cell, letter in chosen.items() if letter != places.seen(cell))),
        confidences=tuple(
            tuple(min(1.0, sure[Cell(line, column)]) for column in range(grammar.length))
            for line in range(grammar.count)
        ),
        checks=tuple(check.outcome(lines) for check in grammar.checks),
        evidence=guarded.evidence,
        posterior=guarded.posterior,
        weak=min(unguarded, default=1.0),
        flaws=tuple(flaws(grammar, lines)),
    )


@dataclass
class _Places:
    """How likely each character is in each place, and which the grammar allows there."""

    grammar: Grammar
    shares: Sequence[Shares]
    allowed: dict[Cell, NDArray[np.intp]] = field(init=False)

    def __post_init__(self) -> None:
        allowed = self.grammar.allowed()
        for check in self.grammar.checks:
            if any(self.seen(cell) != FILLER for cell in check.cells):
                allowed[check.at] = allowed[check.at].replace(FILLER, "")
        self.allowed = {cell: np.array([_ORDER[letter] for letter in some]) for cell, some in allowed.items()}

    def of(self, cell: Cell) -> Shares:
        """The shares of all characters in a place."""
        return np.asarray(self.shares[cell.line][cell.column])

    def share(self, cell: Cell, letter: str) -> float:
        """How likely one character is in a place."""
        return float(self.of(cell)[_ORDER[letter]])

    def sureness(self, cell: Cell, letter: str) -> float:
        """How likely one character is in a place, among those that may stand there; among all, where none of those
        was seen.
        """
        among = float(self.of(cell)[self.allowed[cell]].sum())
        return self.share(cell, letter) / (among if among >= VALUES.least_allowed else 1.0)

    def seen(self, cell: Cell) -> str:
        """The likeliest character by the picture alone."""
        return ALPHABET[int(self.of(cell).argmax())]

    def likeliest(self) -> dict[Cell, str]:
        """The likeliest characters that the grammar allows, the checks aside."""
        chosen = {cell: self._likeliest_at(cell) for cell in sorted(self.allowed)}
        for element in self.grammar.elements:
            if element.name in STATES:
                chosen |= self._state(element)
            if element.name == NAME:
                chosen |= self._name(element)
        return chosen

    def _likeliest_at(self, cell: Cell) -> str:
        allowed = self.allowed[cell]
        return ALPHABET[int(allowed[self.of(cell)[allowed].argmax()])]

    def _state(self, element: Element) -> dict[Cell, str]:
        """The likeliest of the codes there are; what was seen, where none is likely enough."""
        cells = element.cells
        scores = {
            code: math.prod(
                self.share(cell, letter)
                for cell, letter in zip(cells, code.ljust(len(cells), FILLER), strict=True)
            )
            for code in states()
        }
        best = max(scores, key=lambda code: scores[code])
        if scores[best] < VALUES.least_evidence:
            return {}
        return dict(zip(cells, best.ljust(len(cells), FILLER), strict=True))

    def _name(self, element: Element) -> dict[Cell, str]:
        """The likeliest name: letters in parts divided by one or two fillers, and fillers to the end.

        Letters may go on after longer runs of fillers, but that is as unlikely as `stray`.
        """
        cells = element.cells
        shares = np.log(np.stack([self.of(cell) for cell in cells]))
        letters = np.array([at for at in self.allowed[cells[-1]] if at != _FILLER])
        letter, filler = shares[:, letters].max(axis=1), shares[:, _FILLER]
        is_letter = _name_shape(letter, filler, math.log(VALUES.stray))
        best = letters[shares[:, letters].argmax(axis=1)]
        return {cell: ALPHABET[int(best[at])] if is_letter[at] else FILLER for at, cell in enumerate(cells)}


def _name_shape(letter: Shares, filler: Shares, stray: float) -> list[bool]:
    """Which places of a name hold letters: the likeliest way through "a letter", "one filler", "two", "the end".

    letter, filler: log probabilities by place. stray: log probability of leaving the end again.
    """
    within, one, two, end = range(4)
    ways: list[tuple[int, int, bool, float]] = [
        (within, within, True, 0.0),
        (one, within, True, 0.0),
        (two, within, True, 0.0),
        (end, within, True, stray),
        (within, one, False, 0.0),
        (one, two, False, 0.0),
        (two, end, False, 0.0),
        (end, end, False, 0.0),
    ]
    score = [letter[0], -math.inf, -math.inf, -math.inf]
    came: list[list[tuple[int, bool]]] = []
    for a_letter, a_filler in zip(letter[1:], filler[1:], strict=True):
        best: list[tuple[float, int, bool]] = [(-math.inf, within, False)] * len(score)
        for source, target, is_letter, cost in ways:
            total = score[source] + cost + (a_letter if is_letter else a_filler)
            best[target] = max(best[target], (total, source, is_letter))
        score = [total for total, _, _ in best]
        came.append([(source, is_letter) for _, source, is_letter in best])
    state = max(range(len(score)), key=lambda at: score[at])
    shape = []
    for step in reversed(came):
        state, is_letter = step[state]
        shape.append(is_letter)
    return [True, *reversed(shape)]


class _Trellis:
    """All ways in which a layout's check digits hold.

    cells: the guarded places in the order of the pass. best: the likeliest way. evidence: how likely any is. posterior:
    the best one's share of that.
    """

    def __init__(self, grammar: Grammar, places: _Places) -> None:
        self._places = places
        composite = grammar.composite
        weights = composite.weights if composite else {}
        self._steps = [
            (cell, _targets(own % _BASE, weights.get(cell, 0) % _BASE, closes))
            for cell, own, closes in _order(grammar.own_checks, composite)
        ]
        self.cells = [cell for cell, _ in self._steps]
        self._sums = [self._by_residue(cell, np.add) for cell in self.cells]
        self._final = composite is not None
        self._forward = self._pass_forward()
        self.evidence = float(self._forward[-1][0])
        self.best, likelihood = self._likeliest()
        self.posterior = likelihood / self.evidence if self.evidence else 0.0

    def marginals(self) -> dict[Cell, float]:
        """For each guarded place, how likely its character of the best way is, all ways considered that fit."""
        found: dict[Cell, float] = {}
        after = np.zeros(_STATES + 1)
        after[0] = 1.0
        for at in range(len(self._steps) - 1, -1, -1):
            cell, targets = self._steps[at]
            letter = self.best[cell]
            reached = after[targets[_RESIDUES[_ORDER[letter]]]]
            share = self._places.share(cell, letter)
            found[cell] = float(self._forward[at] @ reached) * share / self.evidence
            before = np.zeros(_STATES + 1)
            before[:_STATES] = self._sums[at] @ after[targets]
            after = before
        return found

    def _by_residue(self, cell: Cell, gather: np.ufunc) -> NDArray[np.float64]:
        """By residue, the sum (or the greatest) of the shares of the characters allowed in a place."""
        found = np.zeros(_BASE)
        allowed = self._places.allowed[cell]
        gather.at(found, _RESIDUES[allowed], self._places.of(cell)[allowed])
        return found

    def _pass_forward(self) -> list[NDArray[np.float64]]:
        reached = np.zeros(_STATES)
        reached[0] = 1.0
        passed = [reached]
        for (_, targets), shares in zip(self._steps, self._sums, strict=True):
            landed = np.zeros(_STATES + 1)
            np.add.at(landed, targets, shares[:, None] * reached)
            reached = landed[:_STATES]
            passed.append(reached)
        return passed

    def _likeliest(self) -> tuple[dict[Cell, str], float]:
        reached = np.zeros(_STATES)
        reached[0] = 1.0
        came = []
        for cell, targets in self._steps:
            shares = self._by_residue(cell, np.maximum)
            ways = (shares[:, None] * reached).ravel()
            order = np.argsort(ways)  # the likeliest way to a state is written last
            landed, source = np.zeros(_STATES + 1), np.full(_STATES + 1, -1)
            landed[targets.ravel()[order]] = ways[order]
            source[targets.ravel()[order]] = order
            reached = landed[:_STATES]
            came.append(source)
        best: dict[Cell, str] = {}
        state = 0
        for (cell, _), source in zip(reversed(self._steps), reversed(came), strict=True):
            residue, state = divmod(int(source[state]), _STATES)
            allowed = self._places.allowed[cell]
            fitting = allowed[_RESIDUES[allowed] == residue]
            best[cell] = ALPHABET[int(fitting[self._places.of(cell)[fitting].argmax()])]
        return best, float(reached[0])


def _order(own: Sequence[Check], composite: Check | None) -> Iterator[tuple[Cell, int, int]]:
    """The guarded places, element by element: place, weight in its element's check, and what it closes.

    Closing: 0 nothing, 1 its element's check, 2 the composite check. What only the composite guards comes last.
    """
    passed = set()
    for check in own:
        for cell, weight in check.weights.items():
            yield cell, weight, 0
        yield check.at, 0, 1
        passed |= {*check.cells, check.at}
    if composite:
        for cell in composite.cells:
            if cell not in passed:
                yield cell, 0, 0
        yield composite.at, 0, 2


@cache
def _targets(own: int, composite: int, closes: int) -> NDArray[np.intp]:
    """For each residue of a character and each state before it, the state after it. A state is own x 10 + composite.

    A check's own digit leads on only from the residue it states; the own residue then begins anew.
    """
    value, state = np.arange(_BASE)[:, None], np.arange(_STATES)[None, :]
    mine, joint = np.divmod(state, _BASE)
    onward = (joint + composite * value) % _BASE
    if closes == 0:
        return (mine + own * value) % _BASE * _BASE + onward
    if closes == 1:
        return np.where(mine == value, onward, _NOWHERE)
    return np.where((joint == value) & (mine == 0), 0, _NOWHERE)
