"""Printed names against the zone's writing of them."""

from __future__ import annotations

import pytest

from kyc.documents.visual.latin import agrees, restored, stands_in, transliterated


@pytest.mark.parametrize(
    ("printed", "zone"),
    [
        ("MÜLLER", "MUELLER"),
        ("MÜLLER", "MULLER"),
        ("MULLER", "MUELLER"),  # the recogniser lost the marks
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
        ("SMITH", "SMYTH", "SMITH"),
        ("O'CONNOR", "OCONNOR", "O'CONNOR"),
        ("de Bruijn", "DE BRUIJN", "de Bruijn"),
    ],
)
def test_only_what_the_zone_proves_is_restored(read: str, zone: str, name: str) -> None:
    assert restored(read, zone) == name


def test_a_name_is_written_as_recommended() -> None:
    assert transliterated("Łukasiewicz-Müller Þór O'Neil") == "LUKASIEWICZ MUELLER THOR ONEIL"
