"""Labels found in recognised text, whatever was lost of it."""

from __future__ import annotations

import pytest

from kyc.documents.visual.labels import labels_in


def _told(text: str) -> list[tuple[set[str], str]]:
    return [(set(span.entries), text[span.start : span.end]) for span in labels_in(text)]


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Surname / Nom", "surname"),
        ("Name/Surname/Nom", "surname"),  # a German name beside two surnames
        ("Nome / Given names", "given"),
        ("姓名/Name", "name"),
        ("名/Given names", "given"),
        ("Dateofbirth/Datedenaissance", "birth_date"),
        ("DATE OF EXPIRY / DATE D'EXPIRATION", "expires_on"),
        ("Státní občanství / Nationality", "nationality"),
        ("Doğum yeri/Place of birth", "birth_place"),
        ("護照號碼/Passport No.", "number"),
        ("Given narnes / Prénoms", "given"),
        ("Dcte of expiry", "expires_on"),
        ("ate of birth", "birth_date"),  # the beginning was another script's
        ("Colour of eyes", "other"),
    ],
)
def test_one_label_is_told(text: str, entry: str) -> None:
    [(entries, _)] = _told(text)
    assert entries == {entry}


def test_a_wording_of_several_entries_tells_them_all() -> None:
    assert _told("Name") == [({"surname", "given", "name"}, "Name")]


def test_two_labels_in_one_line_stay_two() -> None:
    assert _told("STAATSANGEHÖRIGKEIT / NATIONALITY GESCHLECHT / SEX") == [
        ({"nationality"}, "STAATSANGEHÖRIGKEIT / NATIONALITY"),
        ({"sex"}, "GESCHLECHT / SEX"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "SMITH",
        "BERLIN",
        "MARTIN",
        "AB1234567",
        "12 JAN 1990",
        "NOMBELA",
        "ARTHUR",
        "李明",
        "SEXTON",
        "ZÜRICH ZH",
        "MÄRTTI",
        "",
    ],
)
def test_what_is_no_label_is_none(text: str) -> None:
    assert _told(text) == []


def test_what_stands_behind_a_label_is_not_part_of_it() -> None:
    assert _told("DATE OF ISSUE  24 JAN 2020") == [({"issued_on"}, "DATE OF ISSUE")]
