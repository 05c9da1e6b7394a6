"""Forgeries are made where they say, nowhere else, and the same ones again from the same seed."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from sample_docs import alter, degrade
from sample_docs.alter import ALTERATIONS, CARD, FILE, altered
from sample_docs.layout import HEIGHT_MM, WIDTH_MM
from sample_docs.specimen import specimen

PLACED = [pair for pair, forge in ALTERATIONS.items() if not isinstance(forge, str)]


def pixels(file: bytes) -> NDArray[np.int16]:
    return np.asarray(Image.open(io.BytesIO(file)).convert("RGB"), np.int16)


@pytest.mark.parametrize(("alteration", "made_in"), ALTERATIONS)
def test_the_same_seed_gives_the_same_file(alteration: str, made_in: str) -> None:
    one = altered(3, 1, alteration, made_in, fonts="b")
    assert altered(3, 1, alteration, made_in, fonts="b") == one
    assert altered(3, 2, alteration, made_in, fonts="b").picture != one.picture


@pytest.mark.parametrize(("alteration", "made_in"), PLACED)
def test_only_the_place_named_is_altered(
    alteration: str, made_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = altered(3, 4, alteration, made_in)
    assert forged.where is not None
    left, top, right, bottom = forged.where
    assert 0 <= left < right <= WIDTH_MM
    assert 0 <= top < bottom <= HEIGHT_MM
    monkeypatch.setitem(
        alter.ALTERATIONS,  # type: ignore[arg-type]
        (alteration, made_in),
        lambda canvas, print_, rng: forged.where,
    )
    untouched = pixels(altered(3, 4, alteration, made_in).picture)
    changed = np.abs(pixels(forged.picture) - untouched).max(axis=2) > 40
    assert changed.any()
    rows, columns = np.nonzero(changed)
    height, width = untouched.shape[:2]
    # The card fills most of the picture and lies nearly straight: an area's share of the card bounds its share of it.
    assert np.ptp(columns) / width <= (right - left) / WIDTH_MM + 0.06
    assert np.ptp(rows) / height <= (bottom - top) / HEIGHT_MM + 0.06


def test_a_picture_as_a_whole_has_no_place() -> None:
    assert altered(3, 1, "screen", FILE).where is None
    assert altered(3, 1, "photocopy", FILE).where is None


def test_a_forged_card_can_be_photographed_badly_too() -> None:
    well = altered(3, 1, "digit_replaced", CARD)
    dim = altered(3, 1, "digit_replaced", CARD, degradation="dark")
    assert dim.where == well.where
    assert pixels(dim.picture).mean() < 0.5 * pixels(well.picture).mean()


def test_what_nobody_makes_is_refused() -> None:
    with pytest.raises(KeyError):
        altered(3, 1, "jpeg_patch", CARD)


@pytest.mark.parametrize("fault", degrade.RETAKES)
def test_what_asks_for_another_picture_can_be_drawn_again(fault: str) -> None:
    one = specimen(8, 1, "cn_resident_id_portrait", degradation=fault)
    assert specimen(8, 1, "cn_resident_id_portrait", degradation=fault) == one
    other = specimen(9, 1, "cn_resident_id_portrait", degradation=fault)
    assert other.picture != one.picture
