"""Each hint is raised by what it is for, where it is, and not by the genuine card it was made from."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kyc.base.text import Text
from kyc.documents.face import Card
from kyc.documents.hints import LIMITS, find
from kyc.documents.intake import Page
from kyc.documents.lines import Spot
from kyc.documents.model import Hint
from kyc.documents.pixels import Pixels, Quad
from tests.seen_pictures import page_of

SCALE, MARGIN = 12, 30  # pixels per mm, pixels
NUMBER = "110105194912310028"
PITCH, NUMBER_LEFT, NUMBER_TOP = 33, 340, 560


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def on_card(left: float, top: float, right: float, bottom: float) -> Quad:
    """A box in millimetres of the card."""
    return box(*(MARGIN + SCALE * edge for edge in (left, top, right, bottom)))


CARD = Card(on_card(0, 0, 85.6, 54.0), 85.6, 54.0)
PORTRAIT = on_card(56, 6, 80, 38)
NUMBER_SPOT = Spot(
    box(NUMBER_LEFT - 10, NUMBER_TOP - 4, NUMBER_LEFT + 18 * PITCH + 8, NUMBER_TOP + 52),
    "number",
    Text("号码", "Number"),
)
NAME_SPOT = Spot(box(200, 110, 560, 166), "name", Text("姓名", "Name"))
SPOTS = [NAME_SPOT, NUMBER_SPOT]


def digit_cell(place: int) -> tuple[int, int, int, int]:
    left = NUMBER_LEFT + place * PITCH
    return left - 5, NUMBER_TOP - 2, left + PITCH - 5, NUMBER_TOP + 50


def drawn(ink: dict[int, tuple[int, int, int]] | None = None, lift: dict[int, float] | None = None) -> Pixels:
    """A card with waved lines on its ground, a name, a number and a head; some digits in another ink or place."""
    rows, columns = round(54 * SCALE), round(85.6 * SCALE)
    down, across = np.mgrid[0:rows, 0:columns].astype(np.float32)
    waves = np.abs(((down + 14 * np.sin(across / 61) + 5 * np.sin(across / 17 + down / 90)) / 19) % 1 - 0.5)
    lines = np.clip(1 - 5 * waves, 0, 1)[..., None]
    card = np.array([212, 226, 238], np.float32) + np.linspace(-6, 6, columns)[None, :, None]
    card = card + lines * np.array([-16, -8, -2], np.float32)
    picture = Image.new("RGB", (columns + 2 * MARGIN, rows + 2 * MARGIN), (120, 116, 110))
    picture.paste(Image.fromarray(card.clip(0, 255).astype(np.uint8)), (MARGIN, MARGIN))
    draw = ImageDraw.Draw(picture)
    draw.text((205, 112), "SPECIMEN", font=ImageFont.load_default(44), fill=(44, 44, 48))
    draw.ellipse([MARGIN + SCALE * edge for edge in (61, 11, 75, 31)], fill=(228, 184, 150))
    font = ImageFont.load_default(46)
    for place, digit in enumerate(NUMBER):
        at = (NUMBER_LEFT + place * PITCH + 12, NUMBER_TOP + 42 - (lift or {}).get(place, 0))
        draw.text(at, digit, font=font, fill=(ink or {}).get(place, (40, 40, 44)), anchor="ms")
    noise = np.random.default_rng(3).normal(0, 1.2, (picture.height, picture.width, 3))
    return (np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def genuine() -> Pixels:
    pixels = drawn()
    pixels.flags.writeable = False
    return pixels


def hints(pixels: Pixels, *, portrait: Quad | None = PORTRAIT) -> list[Hint]:
    found = find(page_of(pixels), CARD, SPOTS, numbers={"number"}, unframed_portrait=portrait)
    assert [hint.strength for hint in found] == sorted((hint.strength for hint in found), reverse=True)
    assert all(hint.strength >= 1 for hint in found)
    assert all("{" not in hint.text.zh + hint.text.en for hint in found)
    return found


def codes(pixels: Pixels) -> set[str]:
    return {hint.code for hint in hints(pixels)}


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=quality, subsampling=0)
    return np.asarray(Image.open(file).convert("RGB"))


def middle(quad: Quad) -> tuple[float, float]:
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


@pytest.mark.parametrize(
    "harmless",
    [
        lambda pixels: pixels,
        lambda pixels: jpeg(pixels, 92),
        lambda pixels: jpeg(pixels, 12),
        lambda pixels: (pixels * 0.4).astype(np.uint8),
        lambda pixels: (pixels * np.linspace(1, 0.5, pixels.shape[1])[None, :, None]).astype(np.uint8),
        lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 2.5),
        lambda pixels: cv2.blur(pixels, (11, 1)),
    ],
    ids=["as drawn", "saved", "saved coarsely", "dim", "lit from one side", "blurred", "moved"],
)
def test_a_genuine_card_raises_none(genuine: Pixels, harmless: Callable[[Pixels], Pixels]) -> None:
    assert hints(np.ascontiguousarray(harmless(genuine))) == []


def test_a_line_painted_over_and_written_again_breaks_the_ground(genuine: Pixels) -> None:
    forged = Image.fromarray(genuine)
    draw = ImageDraw.Draw(forged)
    draw.rectangle((200, 106, 560, 170), fill=(206, 221, 235))
    draw.text((205, 112), "SPECIMAN", font=ImageFont.load_default(44), fill=(44, 44, 48))
    [hint] = hints(np.asarray(forged))
    assert (hint.code, hint.field) == ("broken_ground", "name")
    assert hint.box.points == NAME_SPOT.quad
    assert "姓名" in hint.text.zh
    assert "Name" in hint.text.en


@pytest.mark.parametrize(("source", "target"), [(4, 12), (10, 5)])
def test_a_digit_copied_within_the_number_is_found_with_its_source(
    genuine: Pixels, source: int, target: int
) -> None:
    assert NUMBER[source] != NUMBER[target]
    forged = genuine.copy()
    (x0, y0, x1, y1), (left, top, right, bottom) = digit_cell(source), digit_cell(target)
    forged[top:bottom, left:right] = genuine[y0:y1, x0:x1]
    copied = [hint for hint in hints(jpeg(forged, 92)) if hint.code == "copied_character"]
    places = sorted((source + 1, target + 1))
    assert [f"{places[0]}, {places[1]}" in hint.text.zh for hint in copied] == [True]


@pytest.mark.parametrize(
    "change",
    [{"ink": {7: (66, 66, 70)}}, {"lift": {7: 3.0}}],
    ids=["paler ink", "above its line"],
)
def test_a_digit_unlike_its_line_is_found(change: dict[str, dict[int, float]]) -> None:
    [hint] = hints(drawn(**change))  # type: ignore[arg-type]
    assert hint.code == "odd_character"
    assert "第 8 个" in hint.text.zh
    left, top, right, bottom = digit_cell(7)
    x, y = middle(hint.box.points)
    assert left < x < right
    assert top < y < bottom


def test_the_last_character_may_be_a_letter_and_stand_higher() -> None:
    assert hints(drawn(lift={17: 3.0})) == []


def test_where_many_digits_are_odd_it_is_the_picture() -> None:
    assert "odd_character" not in codes(drawn(lift={2: 3.0, 6: 3.0, 9: 3.0, 13: 3.0}))


@pytest.mark.parametrize("softness", [0, 6])
def test_another_portrait_with_its_backdrop_has_an_edge(genuine: Pixels, softness: int) -> None:
    (left, top), (right, bottom) = PORTRAIT[0], PORTRAIT[2]
    pasted = np.zeros(genuine.shape[:2], np.float32)
    pasted[int(top) + softness : int(bottom), int(left) + softness : int(right) - softness] = 1
    if softness:
        pasted = cv2.GaussianBlur(pasted, (0, 0), softness)
    other = np.full_like(genuine, 236)
    cv2.ellipse(other, (850, 280), (85, 120), 0, 0, 360, (222, 178, 146), -1)
    forged = (genuine * (1 - pasted[..., None]) + other * pasted[..., None]).astype(np.uint8)
    assert {hint.code for hint in hints(forged)} == {"portrait_edge"}
    assert hints(forged, portrait=None) == []


def test_a_patch_from_another_file_brings_its_own_blocks(genuine: Pixels) -> None:
    saved = jpeg(genuine, 95)
    coarse = jpeg(np.roll(genuine, (3, 5), axis=(0, 1)), 40)
    patch = np.roll(coarse, (-3, -5), axis=(0, 1))
    forged = saved.copy()
    forged[100:176, 190:570] = patch[100:176, 190:570]
    raised = {hint.code: hint for hint in hints(jpeg(forged, 93))}
    assert raised["foreign_compression"].box.points == NAME_SPOT.quad


def test_a_screen_and_a_copy_are_told_of_the_whole(genuine: Pixels) -> None:
    across = np.arange(genuine.shape[1])[None, :, None]
    screen = (genuine + 6 * np.cos(2 * np.pi * 0.23 * across) * np.array([1, -1, 0])).clip(0, 255)
    assert "screen_recapture" in codes(screen.astype(np.uint8))
    grey = np.repeat(cv2.cvtColor(genuine, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)
    [hint] = [hint for hint in hints(grey) if hint.code == "photocopy"]
    assert hint.box.points == CARD.corners


def test_a_small_picture_is_not_judged_by_its_details(genuine: Pixels) -> None:
    forged = drawn(lift={7: 3.0})
    half = cv2.resize(forged, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    card = replace(CARD, corners=halved(CARD.corners))
    spots = [replace(spot, quad=halved(spot.quad)) for spot in SPOTS]
    assert find(page_of(np.asarray(half)), card, spots, numbers={"number"}) == []


def halved(quad: Quad) -> Quad:
    a, b, c, d = ((x / 2, y / 2) for x, y in quad)
    return a, b, c, d


def test_the_place_is_told_on_the_page_as_given(genuine: Pixels) -> None:
    rows, columns = genuine.shape[:2]
    page = Page(2, np.asarray(drawn(lift={7: 3.0})), 2 * columns, 2 * rows)
    [hint] = find(page, CARD, SPOTS, numbers={"number"})
    assert hint.box.page == 2
    left, top, right, bottom = digit_cell(7)
    x, y = middle(hint.box.points)
    assert 2 * left < x < 2 * right
    assert 2 * top < y < 2 * bottom


def test_the_limits_are_data() -> None:
    forged = drawn(lift={7: 3.0})
    laxer = replace(LIMITS, most_off_line=0.12)
    assert find(page_of(forged), CARD, SPOTS, numbers={"number"}, limits=laxer) == []


def test_lines_of_no_size_or_off_the_card_do_no_harm(genuine: Pixels) -> None:
    odd = [Spot(box(5, 5, 5, 5), "number"), Spot(box(-300, -300, -200, -280)), Spot(box(9000, 10, 9900, 60))]
    assert (
        find(page_of(genuine), CARD, odd, numbers={"number"}, unframed_portrait=box(-50, -50, -10, -10)) == []
    )
