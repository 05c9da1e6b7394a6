"""What a perfect or an imperfect reader would say of a zone's places, for tests of the decoding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from kyc.documents.model import Cell
from kyc.documents.mrz.alphabet import ALPHABET
from kyc.documents.mrz.decode import Decoded, Shares, decode
from kyc.documents.mrz.grammar import GRAMMARS, overflows


def shares_of(lines: Sequence[str], unsure: Mapping[Cell, Mapping[str, float]] | None = None) -> list[Shares]:
    """Each line's characters as certain; in some places as likely as told."""
    shares = [np.zeros((len(line), len(ALPHABET))) for line in lines]
    for at, line in enumerate(lines):
        for column, letter in enumerate(line):
            for said, share in (unsure or {}).get(Cell(at, column), {letter: 1.0}).items():
                shares[at][column, ALPHABET.index(said)] = share
    return shares


def decoded(format_: str, shares: Sequence[Shares]) -> Decoded:
    """The best decoding under the layouts of a format."""
    plain = next(grammar for grammar in GRAMMARS if grammar.format == format_)
    return max(
        (decode(grammar, shares) for grammar in (plain, *overflows(plain.format))),
        key=lambda one: (one.valid, one.checks_hold, one.score),
    )
