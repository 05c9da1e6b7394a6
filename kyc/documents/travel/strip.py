"""Strips of a page in which one line of print is looked for by its rows: quicker than asking the engine where lines are."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from kyc.documents.intake import Page
from kyc.documents.lines import along, size
from kyc.documents.pixels import Quad
from kyc.documents.recognise import in_pixels
from kyc.documents.travel.settings import VALUES

_ROWS = 36


def lowest_line(page: Page, strip: Quad) -> Quad | None:
    """The lowest line of print in a strip, up to its first wide gap, on the page as given; None where there is none."""
    length, height = size(in_pixels(page, strip))
    if min(length, height) < 1:
        return None
    columns = max(_ROWS, round(length * _ROWS / height))
    grey = cv2.GaussianBlur(_warped(page, strip, columns, _ROWS).astype(np.float32), (0, 0), 0.8)
    change = np.abs(np.diff(grey, axis=1))
    rows = _lowest_run(_inked(change.mean(axis=1)), round(VALUES.least_print * _ROWS))
    if rows is None:
        return None
    top, bottom = rows
    # an edge of the page is one strong column, print many: seen over a letter's width it is the weaker
    columns_change = cv2.blur(change[top:bottom].mean(axis=0)[None], (bottom - top, 1))[0]
    across = _up_to_gap(_inked(columns_change), round(VALUES.widest_space * (bottom - top)))
    room = VALUES.room * (bottom - top)
    left, right = max(0.0, across[0] - room) / columns, min(columns, across[1] + room) / columns
    a, b, c, d = strip
    upper, lower = (top - room) / _ROWS, (bottom + room) / _ROWS
    edges = [(along(a, b, at), along(d, c, at)) for at in (left, right)]
    (a, d), (b, c) = edges
    return along(a, d, upper), along(b, c, upper), along(b, c, lower), along(a, d, lower)


def _inked(change: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Where grey changes as in print, and not as in a ground."""
    least = change.min() + VALUES.share_of_print * (change.max() - change.min())
    return np.asarray(change > least)


def _up_to_gap(inked: NDArray[np.bool_], widest: int) -> tuple[int, int]:
    """The first and the one after the last of inked columns with no wider gap between them."""
    places = np.flatnonzero(inked)
    gaps = np.flatnonzero(np.diff(places) > widest)
    last = places[gaps[0]] if len(gaps) else places[-1]
    return int(places[0]), int(last) + 1


def _lowest_run(rows: NDArray[np.bool_], least: int) -> tuple[int, int] | None:
    """The lowest run of so many rows or more: its first, and the one after its last."""
    end = len(rows)
    while end > 0:
        if not rows[end - 1]:
            end -= 1
            continue
        start = end
        while start > 0 and rows[start - 1]:
            start -= 1
        if end - start >= least:
            return start, end
        end = start
    return None


def _warped(page: Page, quad: Quad, columns: int, rows: int) -> NDArray[np.uint8]:
    """What a quad frames, grey, in so many columns and rows."""
    target = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    plane = cv2.getPerspectiveTransform(np.array(in_pixels(page, quad), np.float32), target)
    seen = cv2.warpPerspective(page.pixels, plane, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), np.uint8)
