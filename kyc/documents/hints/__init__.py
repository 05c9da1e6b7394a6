"""Signs that a document or its picture was tampered with: each only a hint for the teller, with its place to look at.

No verdict may rest on a hint. What each finds of forgeries, and how seldom of genuine documents, is measured:
`docs/validation-hints.md`. Limits are in `limits.yaml`, words in `words.yaml`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import yaml

from kyc.base.errors import Misconfigured
from kyc.base.text import Text
from kyc.documents import recapture
from kyc.documents.face import Card
from kyc.documents.hints import blocks, digits, ground, portrait
from kyc.documents.hints.limits import LIMITS, HintLimits
from kyc.documents.hints.surface import Patch, Surface, surface_of
from kyc.documents.intake import Page
from kyc.documents.lines import Spot
from kyc.documents.model import Box, Hint
from kyc.documents.pixels import Quad
from kyc.documents.recapture import Recapture

__all__ = ["LIMITS", "HintLimits", "find"]

_WORDS = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True)
class _Sign:
    """A hint before it is put into words. where: in pixels of the picture looked at. spot: the line it stands on.
    digits: the places of the digits meant, from 1.
    """

    code: str
    where: Quad
    strength: float
    spot: Spot | None = None
    digits: tuple[int, ...] = ()


def find(
    page: Page,
    card: Card,
    spots: Sequence[Spot],
    seen: Recapture | None = None,
    *,
    numbers: Collection[str] = (),
    unframed_portrait: Quad | None = None,
    limits: HintLimits = LIMITS,
) -> list[Hint]:
    """Every hint on one side of a document, the strongest first.

    page: its pixels as decoded, since what gives an edited file away is lost in any other; card, spots (the lines of its
    fields) and portrait are places on them. seen: the card's recapture measures; taken here when not given.
    numbers: names of the fields printed in digits of one size on one line. unframed_portrait: where a portrait stands
    whose ground runs on around it; None for documents that frame theirs.
    """
    pixels = page.pixels
    signs = list(_of_whole(card, seen or recapture.measure(pixels, card)))
    light = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.float32)
    too_coarse = blocks.own_grid(light, card.corners, limits) > limits.most_blocks
    if card.scale >= limits.least_scale and not too_coarse:
        surface = surface_of(pixels, card, limits)
        signs += _of_lines(surface, spots)
        signs += _of_digits(surface, [spot for spot in spots if spot.field in numbers])
        signs += _of_portrait(surface, unframed_portrait)
        signs += _of_blocks(light, spots, limits)
    return [_hint(page, sign) for sign in sorted(signs, key=lambda sign: -sign.strength)]


def _of_whole(card: Card, seen: Recapture) -> Iterator[_Sign]:
    if seen.from_screen():
        yield _Sign("screen_recapture", card.corners, seen.moire / recapture.LIMITS.most_moire)
    if seen.without_colour():
        yield _Sign("photocopy", card.corners, 1.0)


def _of_lines(surface: Surface, spots: Sequence[Spot]) -> Iterator[_Sign]:
    for spot in spots:
        strength = ground.calm(surface, surface.patch(spot.quad)) / surface.limits.most_calm
        if strength > 1:
            yield _Sign("broken_ground", spot.quad, strength, spot)


def _of_digits(surface: Surface, spots: Sequence[Spot]) -> Iterator[_Sign]:
    for spot in spots:
        found = digits.digits_in(surface, surface.patch(spot.quad))
        if not found:
            continue
        odd = list(digits.odd_ones(surface, found))
        for digit, strength in odd if len(odd) <= surface.limits.most_odd else ():
            where = surface.quad(digit.patch)
            yield _Sign("odd_character", where, strength, spot, (found.index(digit) + 1,))
        for one, other, strength in digits.twins(surface, found):
            both = surface.quad(_around(one.patch, other.patch))
            places = found.index(one) + 1, found.index(other) + 1
            yield _Sign("copied_character", both, strength, spot, places)


def _of_portrait(surface: Surface, place: Quad | None) -> Iterator[_Sign]:
    if place is None:
        return
    patch = surface.patch(place)
    step = portrait.seam(surface, patch) / surface.limits.most_step
    if step > 1 and portrait.calm(surface, patch) > surface.limits.most_calm_corners:
        yield _Sign("portrait_edge", place, step)


def _of_blocks(light: blocks.Light, spots: Sequence[Spot], limits: HintLimits) -> Iterator[_Sign]:
    for spot in spots:
        strength = blocks.foreign_grid(light, spot.quad, limits) / limits.most_foreign
        if strength > 1:
            yield _Sign("foreign_compression", spot.quad, strength, spot)


def _around(one: Patch, other: Patch) -> Patch:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _hint(page: Page, sign: _Sign) -> Hint:
    a, b, c, d = (page.as_given(corner) for corner in sign.where)
    title = sign.spot.title if sign.spot else Text("", "")
    words, places = _words()[sign.code], ", ".join(map(str, sign.digits))
    return Hint(
        code=sign.code,
        text=Text(
            words.zh.format(field=title.zh, places=places), words.en.format(field=title.en, places=places)
        ),
        box=Box(page.index, (a, b, c, d)),
        strength=round(sign.strength, 2),
        field=(sign.spot.field or None) if sign.spot else None,
    )


@cache
def _words() -> Mapping[str, Text]:
    """What each hint says. `Misconfigured`, naming the file, when it is malformed."""
    try:
        raw = yaml.safe_load(_WORDS.read_text("utf-8"))
        return MappingProxyType({code: Text.from_dict(words) for code, words in raw.items()})
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as fault:
        raise Misconfigured(
            "documents.hints.words",
            Text(
                f"{_WORDS.name} 有误：{type(fault).__name__} {fault}。请恢复该文件。",
                f"{_WORDS.name} is malformed: {type(fault).__name__} {fault}. Restore the file.",
            ),
        ) from fault
