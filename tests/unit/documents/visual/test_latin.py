"""Printed names against the zone's writing of them."""

from __future__ import annotations

import pytest

from kyc.documents.visual.latin import agrees, of_state, restored, stands_in, transliterated


@pytest.mark.parametrize(
    ("printed", "zone"),
    [
        ("MÜLLER", "MUELLER"),
        ("MÜLLER", "MULLER"),
        ("MULLER", "MUELLER"),  # the recogniser lost the marks
        ("ÁSA", "AASA"),  # or took them for others
        ("O'CONNOR", "OCONNOR"),
        ("Noël, Pierre", "NOEL PIERRE"),
        ("SMITH-JONES", "SMITH JONES"),
        ("ANNAMARIA", "ANNA MARIA"),
        ("PEÑA", "PENXXA"),
        ("GROß", "GROSS"),
        ("ÞÓRDÍS", "THORDIS"),
        ("SØRENSEN", "SORENSEN"),
        ("NGUYỄN", "NGUYEN"),
        ("İBRAHİM", "IBRAHIM"),
    ],
)
def test_writings_that_agree(printed: str, zone: str) -> None:
    assert agrees(printed, zone, cut=False)


@pytest.mark.parametrize(
    ("printed", "zone"),
    [("SMITH", "SMYTH"), ("ANNA", "ANNA MARIA"), ("ANNA MARIA", "ANNA"), ("", "SMITH"), ("SMITH", "")],
)
def test_writings_that_do_not(printed: str, zone: str) -> None:
    assert not agrees(printed, zone, cut=False)


def test_a_name_cut_short_in_the_zone_agrees_when_each_part_begins_so() -> None:
    printed = "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL"
    assert agrees(printed, "BENNELONG WOOLOOM W", cut=True)
    assert not agrees(printed, "BENNELONG WOOLOOM W", cut=False)
    assert not agrees(printed, "BENNELONG WARRAND", cut=True)
    assert agrees("LIM MAXIMILIANAALEXANDRA", "LIM MAXIMILIANA A", cut=True), "a space was lost"


def test_the_first_line_of_a_name_stands_in_the_whole() -> None:
    assert stands_in("ANNA", "ANNA MARIA")
    assert not stands_in("MARIA", "ANNA MARIA")


@pytest.mark.parametrize(
    ("read", "zone", "name"),
    [
        ("MULLER", "MUELLER", "MÜLLER"),
        ("GROB", "GROSS", "GROß"),
        ("PÓRDÍS", "THORDIS", "ÞÓRDÍS"),
        ("PAUL", "PAUL", "PAUL"),
        ("TANRAJAN S/O", "TAN RAJAN S O", "TAN RAJAN S/O"),
        ("GARCÍAMÁRQUEZ", "GARCIA MARQUEZ", "GARCÍA MÁRQUEZ"),
        ("SOLVI", "SOELVI", "SOLVI"),  # Ö or Ø: not told, so not mended
        ("ÁSA", "AASA", "ÅSA"),
        ("PE E T E R S", "PEETERS", "PEETERS"),
        ("D 'HONDT", "DHONDT", "D'HONDT"),
        ("GARCIA, ANA", "GARCIA ANA", "GARCIA, ANA"),
        ("SMITH", "SMYTH", "SMITH"),
        ("O'CONNOR", "OCONNOR", "O'CONNOR"),
        ("de Bruijn", "DE BRUIJN", "de Bruijn"),
    ],
)
def test_only_what_the_zone_proves_is_restored(read: str, zone: str, name: str) -> None:
    assert restored(read, zone) == name


def likely(*letters: dict[str, float]) -> list[tuple[tuple[str, float], ...]]:
    return [tuple(one.items()) for one in letters]


def plain(text: str) -> list[dict[str, float]]:
    return [{letter: 1.0} for letter in text]


@pytest.mark.parametrize(
    ("read", "zone", "o", "name"),
    [
        ("SOLVI", "SOELVI", {"Ó": 0.6, "O": 0.2, "Ø": 0.12, "Ö": 0.08}, "SØLVI"),
        ("SOLVI", "SOELVI", {"O": 0.9, "Ö": 0.08, "Ø": 0.02}, "SÖLVI"),
        ("SÓLVI", "SOELVI", {"Ó": 0.7, "Ö": 0.3}, "SÖLVI"),
        ("SOLVI", "SOLVI", {"O": 0.3, "Ó": 0.7}, "SÓLVI"),  # the zone does not tell, the looks do
        ("SÖLVI", "SOLVI", {"Ö": 0.5, "O": 0.4, "Õ": 0.1}, "SOLVI"),  # most zones write Ö as OE
        ("SÖLVI", "SOLVI", {"Ö": 0.95, "O": 0.05}, "SÖLVI"),  # some do not
    ],
)
def test_looks_and_zone_decide_together_which_mark_a_letter_has(
    read: str, zone: str, o: dict[str, float], name: str
) -> None:
    assert restored(read, zone, likely({"S": 1.0}, o, *plain("LVI"))) == name


def test_a_letter_stays_in_its_case() -> None:
    assert restored("SŐ", "SO", likely({"S": 1.0}, {"ő": 0.9, "ö": 0.1})) == "SŐ"


def test_letters_that_are_printed_by_themselves_are_not_taken_for_one() -> None:
    marks = likely({"J": 1.0}, {"O": 0.97, "Ö": 0.03}, {"E": 0.97, "É": 0.03})
    assert restored("JOE", "JOE", marks) == "JOE"


def test_signs_and_spaces_have_no_marks_of_their_own() -> None:
    marks = likely(*plain("ANN"), {"E": 0.4, "É": 0.6}, *plain("O"), {"N": 0.2, "Ñ": 0.8})
    assert restored("ANNE-O'N", "ANNE ON", marks) == "ANNÉ-O'Ñ"


@pytest.mark.parametrize(
    ("state", "printed"), [("ISL", "GUÐRÚN"), ("HRV", "GUĐRÚN"), ("VNM", "GUĐRÚN"), (None, "GUĐRÚN")]
)
def test_the_crossed_capital_is_eth_in_iceland_only(state: str | None, printed: str) -> None:
    assert of_state("GUÐRÚN", state) == of_state("GUĐRÚN", state) == printed
    assert of_state("Guðrún", state) == "Guðrún"


def test_a_name_is_written_as_recommended() -> None:
    assert transliterated("Łukasiewicz-Müller Þór O'Neil") == "LUKASIEWICZ MUELLER THOR ONEIL"
