"""How the visual zone's words are set right without guessing."""

from __future__ import annotations

import pytest

from kyc.documents.visual.reading import as_printed, same_number


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("SzőKE", "SZŐKE"),
        ("JYVÄsKYLÄ", "JYVÄSKYLÄ"),
        ("de Bruijn", "de Bruijn"),
        ("GROß", "GROß"),
        ("McDONALD", "McDONALD"),
        ("Préfecture  de Police", "Préfecture de Police"),
        ("入境事務處，香港 / HONG KONG", "入境事務處, 香港/HONG KONG"),
    ],
)
def test_signs_spaces_and_stray_small_letters(read: str, printed: str) -> None:
    assert as_printed(read) == printed


def test_print_does_not_tell_o_from_0() -> None:
    assert same_number("C01XO0T47", "C01X00T47")
    assert not same_number("C01X00T48", "C01X00T47")
