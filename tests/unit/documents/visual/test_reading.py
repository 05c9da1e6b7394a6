"""How the visual zone's words are set right without guessing."""

from __future__ import annotations

import pytest

from kyc.documents.visual.prints import as_printed
from kyc.documents.visual.reading import Known, read_visual, same_number
from tests.unit.documents.visual.test_sheet import AS_OF, line, sheet


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("SzőKE", "SZŐKE"),
        ("szőKE GERGő", "SZŐKE GERGŐ"),
        ("Győr", "Győr"),
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


def test_a_name_shortened_in_the_zone_is_read_whole_from_two_lines() -> None:
    page = sheet(line("GARCIA-CAVENDISH", 0, 0), line("BEGOÑA BARTHOLOMEW", 0, 14))
    known = Known({"surname_latin": "GARCIA CAVENDISH", "given_names_latin": "BEGONA BARTHO"}, cut=True)
    seen = read_visual(page, known, AS_OF)
    assert seen["given_names_latin"].value == "BEGOÑA BARTHOLOMEW"
    assert seen["surname_latin"].value == "GARCIA-CAVENDISH"


def test_a_name_shortened_in_the_zone_goes_on_until_something_else_begins() -> None:
    names = [line("ELENI KONSTANTINA", 0, 14), line("EMMANUEL", 0, 26), line("ALEXANDRA", 0, 38)]
    known = {"surname_latin": "PAPADOPOULOS", "given_names_latin": "ELENI KONST", "nationality": "GRC"}
    page = sheet(line("PAPADOPOULOS", 0, 0), *names, line("HELLENIC", 0, 50))
    seen = read_visual(page, Known(known, cut=True), AS_OF)
    assert seen["given_names_latin"].value == "ELENI KONSTANTINA EMMANUEL ALEXANDRA"
    below = sheet(*names, line("PAPADOPOULOS", 0, 50))
    seen = read_visual(below, Known(known, cut=True), AS_OF)
    assert seen["given_names_latin"].value == "ELENI KONSTANTINA EMMANUEL ALEXANDRA"


def test_a_zero_within_a_name_is_an_o() -> None:
    page = sheet(line("J0HANSSON", 0, 0), line("0LE", 0, 40))
    seen = read_visual(page, Known({"surname_latin": "JOHANSSON", "given_names_latin": "OLE"}), AS_OF)
    assert seen["name"].value == "JOHANSSON OLE"


def test_a_word_broken_behind_its_hyphen_stays_one() -> None:
    page = sheet(line("AMSTUTZ-", 0, 0), line("MONTGOMERY", 0, 11), line("URS", 0, 60))
    seen = read_visual(
        page, Known({"surname_latin": "AMSTUTZ MONTGOMERY", "given_names_latin": "URS"}), AS_OF
    )
    assert seen["name"].value == "AMSTUTZ-MONTGOMERY URS"


def test_print_does_not_tell_o_from_0() -> None:
    assert same_number("C01XO0T47", "C01X00T47")
    assert not same_number("C01X00T48", "C01X00T47")
