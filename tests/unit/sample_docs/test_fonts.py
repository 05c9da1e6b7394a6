"""The two groups of typefaces share nothing, so that one can be held out."""

from __future__ import annotations

import pytest

from kyc.base.errors import Misconfigured
from sample_docs.fonts import GROUPS, KAI, NOTO_SANS, SONG, Face, face_for, groups_of


def test_the_groups_share_no_typeface() -> None:
    seen = [{*group.text, *group.titles, *group.digits, group.full} for group in GROUPS.values()]
    assert seen[0].isdisjoint(seen[1])


def test_choices_name_groups() -> None:
    assert groups_of("all") == (GROUPS["a"], GROUPS["b"])
    assert groups_of("b") == (GROUPS["b"],)
    with pytest.raises(KeyError):
        groups_of("c")


def test_a_typeface_is_taken_only_when_it_has_every_character() -> None:
    assert not SONG.has("䶮")
    assert face_for("张伟", (SONG, KAI)) == SONG
    assert face_for("张䶮", (SONG, KAI)) == KAI
    with pytest.raises(LookupError):
        face_for("\U0010fffd", (SONG, KAI, NOTO_SANS))


def test_a_missing_font_package_is_named_in_both_languages() -> None:
    absent = Face("truetype/nowhere/absent.ttf", 0, "fonts-absent")
    with pytest.raises(Misconfigured) as caught:
        absent.has("张")
    assert "fonts-absent" in caught.value.text.zh
    assert "fonts-absent" in caught.value.text.en
