"""Travel documents as they are drawn: what is printed twice agrees, every page says SPECIMEN, groups share no state."""

from __future__ import annotations

from random import Random

import pytest

from kyc.documents.mrz.grammar import states
from sample_docs import mrz
from sample_docs.travel import DRAWERS, td1_side
from sample_docs.travel.designs import DESIGNS, designs_of
from sample_docs.travel.holders import draw_holder, printed_birth, printed_day
from sample_docs.travel.nations import labels, nations, nations_of


@pytest.mark.parametrize("kind", DRAWERS)
def test_the_same_arguments_give_the_same_page(kind: str) -> None:
    one = DRAWERS[kind](3, 4, "a")
    assert DRAWERS[kind](3, 4, "a").picture.tobytes() == one.picture.tobytes()
    assert DRAWERS[kind](3, 6, "a").picture.tobytes() != one.picture.tobytes()


@pytest.mark.parametrize("key", nations())
def test_every_holder_has_a_zone_that_says_what_is_expected(key: str) -> None:
    nation = nations()[key]
    for at in range(30):
        holder = draw_holder(Random(f"{key}:{at}"), nation)
        first, second = mrz.compose(mrz.TD3, holder.entries("P"))
        fields = holder.fields()
        assert first[2:5].rstrip("<") in states()
        assert second[0:9].rstrip("<") == fields["number"]
        assert first[5:].startswith(fields["surname_latin"].replace(" ", "<")[:20])
        assert holder.issued_on < holder.expires_on
        assert printed_birth(holder)
        assert str(holder.issued_on.year)[2:] in printed_day(holder.issued_on, nation)


def test_some_holders_have_long_names_one_name_or_unknown_birth_dates() -> None:
    holders = [
        draw_holder(Random(f"{key}:{at}"), nation) for key, nation in nations().items() for at in range(20)
    ]
    cut = [h for h in holders if not mrz.compose(mrz.TD3, h.entries("P"))[0].endswith("<")]
    assert len(cut) > 5
    assert any(not holder.given for holder in holders)
    assert any("birth_date" not in holder.fields() for holder in holders)
    assert any(holder.han for holder in holders)


def test_groups_share_neither_states_nor_typefaces() -> None:
    assert len(DESIGNS) >= 12
    assert not {n.key for n in nations_of("a")} & {n.key for n in nations_of("b")}
    faces = [{face for one in designs_of(group) for face in (one.face, one.label_face)} for group in "ab"]
    assert not faces[0] & faces[1]


def test_every_language_of_a_state_has_its_words() -> None:
    entries = set(labels()["en"])
    assert all(set(words) == entries for words in labels().values())
    assert {language for nation in nations().values() for language in nation.languages} <= set(labels())


def test_both_sides_of_a_card_are_of_one_holder() -> None:
    front, back = (td1_side(5, 2, "a", side) for side in ("front", "back"))
    assert front.fields["number"] == back.fields["number"]
    assert front.fields["surname_latin"] == back.fields["surname_latin"]
    assert back.zone
    assert not front.zone
