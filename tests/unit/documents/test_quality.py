"""A good picture is accepted; each fault gives its own reason, in words, and the same picture without it does not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kyc.base.text import Text
from kyc.documents import recapture
from kyc.documents.face import Card
from kyc.documents.lines import Spot
from kyc.documents.model import Quality, QualitySeverity
from kyc.documents.pixels import Pixels, Quad
from kyc.documents.quality import LIMITS, company, joined, judge, measure
from kyc.documents.quality.labels import labels

WIDTH, HEIGHT, MARGIN = 856, 540, 60
FONT = ImageFont.load_default(size=34)


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    return (left, top), (right, top), (right, bottom), (left, bottom)


def card_at(corners: Quad) -> Card:
    return Card(corners, 85.6, 54.0)


CARD = card_at(box(MARGIN, MARGIN, MARGIN + WIDTH, MARGIN + HEIGHT))
NAMES = ("name", "sex", "birth_date", "address", "number")
LINES = [
    Spot(box(100, 120 + 80 * row, 620, 168 + 80 * row), name, Text(f"项{row}", f"field {row}"))
    for row, name in enumerate(NAMES)
]


@pytest.fixture(scope="module")
def good() -> Pixels:
    """A pale card with five lines of print on a grey desk."""
    picture = Image.new("RGB", (WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN), (120, 118, 110))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((MARGIN, MARGIN, MARGIN + WIDTH, MARGIN + HEIGHT), fill=(222, 228, 226))
    for row in range(5):
        draw.text((112, 124 + 80 * row), "SPECIMEN 0123456789 ABCDEF"[row:], font=FONT, fill=(40, 40, 45))
    noise = np.random.default_rng(1).normal(0, 2, (picture.height, picture.width, 3))
    tint = np.linspace(-8, 8, picture.width)[:, None] * (
        1,
        0,
        -1,
    )  # from blue to red, as the ground of a card
    pixels = (np.asarray(picture) + tint + noise).clip(0, 255).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


def codes(quality: Quality) -> list[str]:
    asked = [reason.severity is QualitySeverity.RETAKE for reason in quality.reasons]
    assert (quality.verdict == "retake") == any(asked)
    assert all(reason.text.zh and reason.text.en for reason in quality.reasons)
    return [reason.code for reason in quality.reasons]


def moved(picture: Pixels, length: int, degrees: float) -> Pixels:
    kernel = np.zeros((length, length), np.float32)
    middle = (length - 1) / 2
    for step in np.linspace(-middle, middle, 4 * length):
        x, y = step * math.cos(math.radians(degrees)), step * math.sin(math.radians(degrees))
        kernel[round(middle + y), round(middle + x)] = 1
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE))


def washed(picture: Pixels, line: Quad) -> Pixels:
    """A lamp's reflection on the middle of a line."""
    spot = np.zeros(picture.shape[:2], np.float32)
    cv2.ellipse(
        spot,
        (int(sum(x for x, _ in line) / 4), int(sum(y for _, y in line) / 4)),
        (160, 60),
        0,
        0,
        360,
        1.0,
        -1,
    )
    spot = cv2.GaussianBlur(spot, (0, 0), 12)[..., None]
    return np.asarray((picture * (1 - spot) + 255 * spot).clip(0, 255), np.uint8)


def test_a_good_picture_is_accepted(good: Pixels) -> None:
    assert codes(judge(good, CARD, LINES)) == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (lambda picture: cv2.GaussianBlur(picture, (0, 0), 7), "blur"),
        (lambda picture: moved(picture, 17, 0), "motion_blur"),
        (lambda picture: moved(picture, 17, 45), "motion_blur"),
        (lambda picture: moved(picture, 17, 90), "motion_blur"),
        (lambda picture: (picture * 0.08).astype(np.uint8), "dark"),
        (lambda picture: washed(picture, LINES[2].quad), "glare"),
        (lambda picture: np.full_like(picture, 200), "no_print"),
        (lambda picture: np.zeros_like(picture), "dark"),
    ],
    ids=["blur", "moved across", "moved aslant", "moved down", "dark", "glare", "blank", "black"],
)
def test_each_fault_has_its_reason(good: Pixels, fault: Callable[[Pixels], Pixels], code: str) -> None:
    assert codes(judge(fault(good), CARD, LINES)) == [code]


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: cv2.GaussianBlur(picture, (0, 0), 1),
        lambda picture: (picture * 0.35).astype(np.uint8),
        lambda picture: np.where(picture > 150, 255, picture).astype(np.uint8),
    ],
    ids=["a little blurred", "dim", "a copy on white paper"],
)
def test_what_can_still_be_read_is_accepted(good: Pixels, change: Callable[[Pixels], Pixels]) -> None:
    quality = judge(change(good), CARD, LINES)
    assert (quality.verdict, set(codes(quality)) - {"grey_copy"}) == ("accept", set())


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turning_the_picture_changes_nothing_but_is_told(good: Pixels, turns: int) -> None:
    def turned(quad: Quad) -> Quad:
        points = list(quad)
        width, height = good.shape[1], good.shape[0]
        for _ in range(turns):
            points = [(y, width - x) for x, y in points]  # as np.rot90 does
            width, height = height, width
        return points[0], points[1], points[2], points[3]

    picture = np.ascontiguousarray(np.rot90(good, turns))
    card, lines = card_at(turned(CARD.corners)), [Spot(turned(line.quad)) for line in LINES]
    there = measure(picture, card, lines)
    here = measure(good, CARD, LINES)
    assert there.edge == pytest.approx(here.edge, rel=0.1)
    assert there.streak == pytest.approx(here.streak, rel=0.1)
    [notice] = judge(picture, card, lines).reasons
    assert (notice.code, notice.severity) == ("turned", QualitySeverity.NOTICE)
    assert {1: "90", 2: "180", 3: "90"}[turns] in notice.text.zh


def scaled(quad: Quad, by: float) -> Quad:
    a, b, c, d = ((x * by, y * by) for x, y in quad)
    return a, b, c, d


@pytest.mark.parametrize("scale", [0.2, 0.5, 2.0])
def test_only_what_is_too_small_for_reading_is_called_so(good: Pixels, scale: float) -> None:
    picture = cv2.resize(good, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lines = [Spot(scaled(line.quad, scale)) for line in LINES]
    assert codes(judge(np.asarray(picture), None, lines)) == (["too_small"] if scale < 0.25 else [])


@pytest.mark.parametrize("over", [-40.0, -1.0, 10.0, 60.0, 200.0])
@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
def test_a_card_that_reaches_over_the_border_is_cut_off(good: Pixels, over: float, side: str) -> None:
    rows, columns = good.shape[:2]
    corners = {
        "left": box(-over, 60, columns - 60, rows - 60),
        "top": box(60, -over, columns - 60, rows - 60),
        "right": box(60, 60, columns + over, rows - 60),
        "bottom": box(60, 60, columns - 60, rows + over),
    }[side]
    reasons = judge(good, card_at(corners), LINES).reasons
    cut = [reason for reason in reasons if reason.code == "cut_off"]
    assert len(cut) == (over >= 60)
    for reason in cut:
        assert reason.text.en == labels()["cut_off"].text.en.format(edges=f"{side} edge")


def test_without_a_line_light_still_tells(good: Pixels) -> None:
    assert codes(judge(good, None, [])) == ["no_print"]
    assert codes(judge((good * 0.05).astype(np.uint8), None, [])) == ["dark"]


def test_the_limits_are_data(good: Pixels) -> None:
    stricter = replace(LIMITS, widest_edge=0.0)
    assert codes(judge(good, CARD, LINES, stricter)) == ["blur"]


def test_lines_of_no_size_or_off_the_picture_do_no_harm(good: Pixels) -> None:
    nothing = box(5, 5, 5, 5)
    away = box(-300, -300, -200, -280)
    assert "cut_off" in codes(judge(good, None, [Spot(away)]))
    assert codes(judge(good, None, [Spot(nothing), *LINES])) == []


def test_a_reflection_names_its_field(good: Pixels) -> None:
    [reason] = judge(washed(good, LINES[2].quad), CARD, LINES).reasons
    assert reason.fields == ("birth_date",)
    assert "项2" in reason.text.zh
    assert "field 2" in reason.text.en


def covered(
    picture: Pixels, from_: tuple[int, int], to: tuple[int, int], colour: tuple[int, int, int]
) -> Pixels:
    return np.asarray(cv2.line(picture.copy(), from_, to, colour, 130, cv2.LINE_AA), np.uint8)


@pytest.mark.parametrize("colour", [(214, 164, 130), (92, 62, 46), (50, 52, 54), (66, 104, 160)])
def test_a_finger_is_told_whatever_its_colour(good: Pixels, colour: tuple[int, int, int]) -> None:
    beside_print = covered(good, (800, 0), (800, 150), colour)
    [notice] = judge(beside_print, CARD, LINES).reasons
    assert (notice.code, notice.severity) == ("covered_edge", QualitySeverity.NOTICE)
    over_print = covered(good, (0, 470), (250, 470), colour)
    reasons = {reason.code: reason for reason in judge(over_print, CARD, LINES).reasons}
    assert "number" in reasons["covered_field"].fields
    assert reasons["covered_field"].severity is QualitySeverity.RETAKE
    assert "covered_edge" not in reasons


def test_a_shadow_is_no_finger(good: Pixels) -> None:
    shade = np.ones(good.shape[:2], np.float32)
    shade[:, :400] = 0.5
    shaded = good * cv2.GaussianBlur(shade, (0, 0), 14)[..., None]
    assert codes(judge(shaded.astype(np.uint8), CARD, LINES)) == ["uneven_light"]


def test_a_band_printed_along_an_edge_is_no_finger(good: Pixels) -> None:
    banded = good.copy()
    banded[MARGIN : MARGIN + 90, MARGIN : MARGIN + WIDTH] = (30, 80, 140)
    assert codes(judge(banded, CARD, LINES[1:])) == []


def test_a_picture_too_bright_differs_from_a_copy_on_white_paper(good: Pixels) -> None:
    portrait = good.copy()
    portrait[200:420, 680:840] = (190, 110, 90)
    bright = (255 - (255 - portrait.astype(np.float32)) * 0.5 + 30).clip(0, 255).astype(np.uint8)
    assert "overexposed" in codes(judge(bright, CARD, LINES))
    copied = np.where(good > 150, 255, good).astype(np.uint8)
    assert "overexposed" not in codes(judge(copied, CARD, LINES))


@pytest.mark.parametrize("tint", [(1.0, 1.0, 1.0), (1.0, 0.9, 0.7), (0.8, 0.95, 1.0)])
def test_without_colour_it_may_be_a_copy_in_any_light(good: Pixels, tint: tuple[float, float, float]) -> None:
    grey = good.mean(axis=2, keepdims=True) * np.array(tint)
    [notice] = judge(grey.astype(np.uint8), CARD, LINES).reasons
    assert (notice.code, notice.severity) == ("grey_copy", QualitySeverity.NOTICE)


def test_an_even_pattern_in_colour_is_a_screen(good: Pixels) -> None:
    across = np.arange(good.shape[1])[None, :, None]
    stripes = 6 * np.cos(2 * np.pi * 0.23 * across) * np.array([1, -1, 0])
    photographed = (good + stripes).clip(0, 255).astype(np.uint8)
    [reason] = judge(photographed, CARD, LINES).reasons
    assert (reason.code, reason.severity) == ("screen", QualitySeverity.RETAKE)
    assert "screen" in codes(judge(photographed, None, LINES)), "no document was located"


def test_an_even_pattern_of_the_document_alone_is_none(good: Pixels) -> None:
    rows, columns = good.shape[:2]
    around = np.full((2 * rows, 2 * columns, 3), good[2, 2])
    around[rows // 2 : rows // 2 + rows, columns // 2 : columns // 2 + columns] = good
    across = np.arange(2 * columns)[None, :, None]
    stripes = 6 * np.cos(2 * np.pi * 0.12 * across) * np.array([1, -1, 0])
    stripes = np.repeat(stripes, 2 * rows, axis=0)
    stripes[: rows // 2], stripes[rows // 2 + rows :] = 0, 0
    stripes[:, : columns // 2], stripes[:, columns // 2 + columns :] = 0, 0
    assert not recapture.measure((around + stripes).clip(0, 255).astype(np.uint8), None).from_screen()


def test_two_documents_of_a_kind_do_not_go_together_but_two_sides_do() -> None:
    other = card_at(box(60, 700, 916, 1240))
    lines = [line.quad for line in LINES]
    assert [reason.code for reason in company([("front", CARD), ("front", other)], lines)] == [
        "two_documents"
    ]
    assert company([("front", CARD), ("back", other)], lines) == []


@pytest.mark.parametrize(("count", "told"), [(3, []), (4, ["other_print"])])
def test_print_of_another_paper_is_told_and_a_stamp_is_not(count: int, told: list[str]) -> None:
    beside = [box(100, 700 + 60 * row, 500, 740 + 60 * row) for row in range(count)]
    lines = [line.quad for line in LINES] + beside
    assert [reason.code for reason in company([("front", CARD)], lines)] == told


def test_what_is_said_twice_is_said_once_and_notices_ask_for_nothing() -> None:
    blur, shade = labels()["blur"].reason(), labels()["uneven_light"].reason()
    assert joined([shade, blur, blur]) == Quality("retake", (blur, shade))
    assert joined([shade, shade]) == Quality("accept", (shade,))
