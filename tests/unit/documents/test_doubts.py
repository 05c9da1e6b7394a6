"""The doubtful characters of a value, however it differs from what is printed."""

from __future__ import annotations

import pytest

from kyc.documents.doubts import differing_places, doubtful_places, marked

FLOOR = 0.9


def _marks(value: str, printed: str, unsure: dict[int, float]) -> str:
    """The value with its doubtful characters in brackets. unsure: place in the print → how sure."""
    letters = [(letter, unsure.get(at, 0.999)) for at, letter in enumerate(printed)]
    pieces = marked(value, doubtful_places(value, letters, FLOOR))
    return "".join(f"[{text}]" if doubtful else text for text, doubtful in pieces)


@pytest.mark.parametrize(
    ("value", "printed", "unsure", "shown"),
    [
        ("11010519491231002X", "11010519491231002x", {2: 0.5, 17: 0.4}, "11[0]10519491231002[X]"),
        ("欧阳·娜娜", "欧阳•娜娜", {1: 0.3}, "欧[阳]·娜娜"),
        ("北京市东城区", "北京市柬城区", {}, "北京市[东]城区"),  # mended by the table of regions
        ("1990-02-03", "1990年2月3日", {5: 0.5}, "1990-[02]-03"),
        ("2036-05-20", "2016.05.20-2036.05.20", {3: 0.2, 14: 0.5}, "203[6]-05-20"),
        ("2016-05-20/2036-05-19", "自2016年05月20日至2036年05月19日", {4: 0.5}, "201[6]-05-20/2036-05-19"),
        ("1974-08-12", "19740812", {7: 0.1}, "1974-08-1[2]"),
        ("1974-08-12", "12 AUG 1974".replace(" ", ""), {0: 0.1}, "[1974-08-12]"),
        ("F", "女", {0: 0.5}, "[F]"),
        ("60003734-1", "600037341", {8: 0.5}, "60003734-[1]"),
        ("ERIKSSON ANNA", "ERIKSSON  ANNA", {8: 0.1, 9: 0.1, 10: 0.2}, "ERIKSSON [A]NNA"),
        (
            "王小明",
            "王小明",
            {0: 0.95, 1: 0.92},
            "王[小]明",
        ),  # each surer than the floor, the three together not
    ],
)
def test_doubtful_characters_are_marked(
    value: str, printed: str, unsure: dict[int, float], shown: str
) -> None:
    assert _marks(value, printed, unsure) == shown


def test_two_readings_differ_where_they_say_something_else() -> None:
    assert differing_places("王晓明", "王小明") == (1,)
    assert differing_places("王晓明", "王明") == (1,)
    assert differing_places("王晓明", "王晓明") == ()
