"""A good picture is accepted; each fault gives its own reason, in words, and the same picture without it does not."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from kyc.documents.model import Quality
from kyc.documents.pixels import Pixels, Quad
from kyc.documents.quality import LIMITS, judge, measure

WIDTH, HEIGHT, MARGIN = 856, 540, 60
FONT = ImageFont.load_default(size=34)


def box(left: float, top: float, right: float, bottom: float) -> Quad:
    return (left, top), (right, top), (right, bottom), (left, bottom)


CARD = box(MARGIN, MARGIN, MARGIN + WIDTH, MARGIN + HEIGHT)
LINES = [box(100, 120 + 80 * row, 620, 168 + 80 * row) for row in range(5)]


@pytest.fixture(scope="module")
def good() -> Pixels:
    """A pale card with five lines of print on a grey desk."""
    picture = Image.new("RGB", (WIDTH + 2 * MARGIN, HEIGHT + 2 * MARGIN), (120, 118, 110))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((MARGIN, MARGIN, MARGIN + WIDTH, MARGIN + HEIGHT), fill=(222, 228, 226))
    for row in range(5):
        draw.text((112, 124 + 80 * row), "SPECIMEN 0123456789 ABCDEF"[row:], font=FONT, fill=(40, 40, 45))
    noise = np.random.default_rng(1).normal(0, 2, (picture.height, picture.width, 3))
    pixels = (np.asarray(picture) + noise).clip(0, 255).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


def codes(quality: Quality) -> list[str]:
    assert (quality.verdict == "retake") == bool(quality.reasons)
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
        (lambda picture: washed(picture, LINES[2]), "glare"),
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
        lambda picture: np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8),
    ],
    ids=["a little blurred", "dim", "a copy on white paper", "grey"],
)
def test_what_can_still_be_read_is_accepted(good: Pixels, change: Callable[[Pixels], Pixels]) -> None:
    assert codes(judge(change(good), CARD, LINES)) == []


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turning_the_picture_changes_nothing(good: Pixels, turns: int) -> None:
    def turned(quad: Quad) -> Quad:
        points = list(quad)
        width, height = good.shape[1], good.shape[0]
        for _ in range(turns):
            points = [(y, width - x) for x, y in points]  # as np.rot90 does
            width, height = height, width
        return points[0], points[1], points[2], points[3]

    picture = np.ascontiguousarray(np.rot90(good, turns))
    there = measure(picture, turned(CARD), [turned(line) for line in LINES])
    here = measure(good, CARD, LINES)
    assert there.edge == pytest.approx(here.edge, rel=0.1)
    assert there.streak == pytest.approx(here.streak, rel=0.1)
    assert codes(judge(picture, turned(CARD), [turned(line) for line in LINES])) == []


@pytest.mark.parametrize("scale", [0.2, 0.5, 2.0])
def test_only_what_is_too_small_for_reading_is_called_so(good: Pixels, scale: float) -> None:
    picture = cv2.resize(good, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lines = [tuple((x * scale, y * scale) for x, y in line) for line in LINES]
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
    assert codes(judge(good, corners, LINES)) == (["cut_off"] if over >= 60 else [])


def test_without_a_line_light_still_tells(good: Pixels) -> None:
    assert codes(judge(good, None, [])) == ["no_print"]
    assert codes(judge((good * 0.05).astype(np.uint8), None, [])) == ["dark"]


def test_the_limits_are_data(good: Pixels) -> None:
    stricter = replace(LIMITS, widest_edge=0.0)
    assert codes(judge(good, CARD, LINES, stricter)) == ["blur"]


def test_lines_of_no_size_or_off_the_picture_do_no_harm(good: Pixels) -> None:
    nothing = box(5, 5, 5, 5)
    away = box(-300, -300, -200, -280)
    assert codes(judge(good, None, [nothing, away, *LINES])) == []
