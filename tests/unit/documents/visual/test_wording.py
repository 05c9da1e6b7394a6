"""Sexes and nationalities as worded on documents."""

from __future__ import annotations

import pytest

from kyc.documents.visual.wording import sex_of, states_in


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("M", "M"),
        ("F", "F"),
        ("X", "X"),
        ("男/M", "M"),
        ("女", "F"),
        ("K/F", "F"),
        ("E/M", "M"),
        ("M/M", "M"),
        ("Nữ/F", "F"),
        ("MALE", "M"),
        ("FEMALE", "F"),
        ("V/F", "F"),
        ("1.80", None),
        ("", None),
        ("BERLIN", None),
    ],
)
def test_sex(text: str, sex: str | None) -> None:
    assert sex_of(text) == sex


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("BRITISH CITIZEN", {"GBR"}),
        ("中国/CHINESE", {"CHN"}),
        ("DEUTSCH", {"DEU"}),
        ("Française", {"FRA"}),
        ("UNITED STATES OF AMERICA", {"USA"}),
        ("ČESKÁ REPUBLIKA/CZECH REPUBLIC", {"CZE"}),
        ("T.C./TUR", {"TUR"}),
        ("XXA", {"XXA"}),
        ("Staatenlos/Stateless", {"XXA"}),
        ("RÉFUGIÉ", {"XXB", "XXC"}),
        ("SOMETHING ELSE", set()),
    ],
)
def test_nationality(text: str, states: set[str]) -> None:
    assert states_in(text) == states
