"""Is the picture good enough to read from? Measured where the print stands, told in words a teller can act on.

Sharpness is measured relative to the size of the print, because that decides whether it can be read: a large picture
a little blurred and a small sharp one are equally good. The limits, and how they were found, are in `limits.yaml` and
`cover.yaml`; what is said is in `labels.yaml`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kyc.base.text import Text
from kyc.documents import recapture
from kyc.documents.face import Card
from kyc.documents.lines import Spot, centre, size
from kyc.documents.model import Quality, QualityReason, QualitySeverity
from kyc.documents.pixels import Pixels, Quad
from kyc.documents.quality.cover import cover_of
from kyc.documents.quality.labels import labels
from kyc.documents.quality.limits import LIMITS, QualityLimits
from kyc.documents.quality.prints import WHITE, Print, grey, percentile, print_of
from kyc.documents.recapture import Recapture

__all__ = ["LIMITS", "Measures", "QualityLimits", "company", "joined", "judge", "measure"]

_EDGES = {
    "left": Text("左侧", "left edge"),
    "top": Text("上方", "top edge"),
    "right": Text("右侧", "right edge"),
    "bottom": Text("下方", "bottom edge"),
}
_UNSEEN = Recapture(0.0, None)


@dataclass(frozen=True)
class Measures:
    """What was measured on a picture; medians over its lines of print unless said otherwise.

    print_height: pixels of a line. edge, streak: width of the step from paper to ink in the direction in which it is
    narrowest and widest, as a share of the line's height; None when there is no print. light: brightness 0..1 of the
    paper. ink: level 0..255. evenness: the darkest paper as a share of the brightest. turned: degrees clockwise of the
    card. washed_out: spots with a reflection on them. covered: spots under a finger. edge_covered: whether one lies
    over the card's edge. cut_at: edges of the picture the card reaches over.
    """

    print_height: float = 0.0
    edge: float | None = None
    streak: float | None = None
    light: float = 0.0
    ink: float = 0.0
    evenness: float = 1.0
    turned: float = 0.0
    washed_out: tuple[Spot, ...] = ()
    covered: tuple[Spot, ...] = ()
    edge_covered: bool = False
    cut_at: tuple[str, ...] = ()
    recapture: Recapture = _UNSEEN


def judge(
    pixels: Pixels,
    card: Card | None,
    spots: Sequence[Spot] = (),
    limits: QualityLimits = LIMITS,
    *,
    seen: Recapture | None = None,
) -> Quality:
    """Whether to accept a picture or take it again, with every reason and notice, the one to mend first first.

    card: where it lies in `pixels`; None when none was located. spots: its print; none when none was found.
    seen: the recapture measures of picture and card; taken here when not given.
    """
    return joined(_reasons(measure(pixels, card, spots, limits, seen=seen), limits))


def joined(reasons: Iterable[QualityReason]) -> Quality:
    """The judgement that reasons from several looks at a picture lead to; the same said twice is said once."""
    order = list(labels())
    once = sorted(dict.fromkeys(reasons), key=lambda reason: order.index(reason.code))
    retake = any(reason.severity is QualitySeverity.RETAKE for reason in once)
    return Quality("retake" if retake else "accept", tuple(once))


def company(
    sides: Sequence[tuple[str, Card]], lines: Sequence[Quad], limits: QualityLimits = LIMITS
) -> list[QualityReason]:
    """What is on a page beside one document.

    sides: the kind and place of every document side found; two sides of one card are of different kinds.
    lines: every line of print found on the page.
    """
    kinds = [kind for kind, _ in sides]
    if len(set(kinds)) < len(kinds):
        return [labels()["two_documents"].reason()]
    others = [line for line in lines if not any(_holds(card, line) for _, card in sides)]
    if sides and len(others) > limits.most_other_lines:
        return [labels()["other_print"].reason()]
    return []


def measure(
    pixels: Pixels,
    card: Card | None,
    spots: Sequence[Spot],
    limits: QualityLimits = LIMITS,
    *,
    seen: Recapture | None = None,
) -> Measures:
    """The measures of a picture; arguments as for `judge`."""
    cover = cover_of(pixels, card) if card else None
    found = Measures(
        turned=_turned(card) if card else 0.0,
        covered=tuple(spot for spot in spots if cover and cover.lies_over(spot.quad)),
        edge_covered=bool(cover),
        cut_at=tuple(_cut_at(pixels, card, [spot.quad for spot in spots], limits)),
        recapture=seen or recapture.measure(pixels, card),
    )
    prints = [(spot, line) for spot in spots if (line := print_of(pixels, spot.quad, limits)) is not None]
    if not prints:
        return replace(found, light=percentile(grey(pixels), limits.paper) / WHITE)
    return _with_print(found, prints, limits)


def _with_print(seen: Measures, prints: Sequence[tuple[Spot, Print]], limits: QualityLimits) -> Measures:
    lines = [found for _, found in prints]
    paper = float(np.median([line.paper for line in lines]))
    lit = [level for line in lines for level in line.lit]
    # Flatbed copies are white all over: there, nothing stands out as a reflection.
    spots = prints if paper < limits.washed_out else ()
    return replace(
        seen,
        print_height=float(np.median([line.height for line in lines])),
        edge=float(np.median([line.edge for line in lines])),
        streak=float(np.median([line.streak for line in lines])),
        light=paper / WHITE,
        ink=float(np.median([line.ink for line in lines])),
        evenness=min(lit) / max(1.0, *lit),
        washed_out=tuple(spot for spot, line in spots if line.washed_out > limits.most_glare),
    )


def _turned(card: Card) -> float:
    """Degrees clockwise, -180 to 180, of the card's upper edge."""
    (x0, y0), (x1, y1) = card.corners[:2]
    return math.degrees(math.atan2(y1 - y0, x1 - x0))


def _cut_at(pixels: Pixels, card: Card | None, lines: Sequence[Quad], limits: QualityLimits) -> Iterator[str]:
    """The edges of the picture over which the card reaches too far, or at which a line of its print ends."""
    rows, columns = pixels.shape[:2]
    for edge, axis, beyond in (("left", 0, 0), ("top", 1, 0), ("right", 0, columns), ("bottom", 1, rows)):
        outwards = 1 if beyond else -1
        over = (
            max(((point[axis] - beyond) * outwards for point in card.corners), default=0.0) if card else 0.0
        )
        longest = max(size(card.corners)) if card else 1.0
        ends = any(
            (point[axis] - beyond) * outwards > -limits.border * min(size(line))
            for line in lines
            for point in line
        )
        if over > limits.most_outside * longest or ends:
            yield edge


def _holds(card: Card, line: Quad) -> bool:
    """Whether the middle of a line stands on a card or at its very edge."""
    x, y = centre(line)
    corners = np.array(card.corners, np.float32)
    return cv2.pointPolygonTest(corners, (x, y), measureDist=True) > -min(size(line))


def _reasons(seen: Measures, limits: QualityLimits) -> Iterator[QualityReason]:
    """Everything a teller should be told."""
    say = labels()
    faults = set(_faults(seen, limits))
    if seen.cut_at:
        yield say["cut_off"].reason(edges=_listed([_EDGES[edge] for edge in seen.cut_at]))
    for code, spots in (("covered_field", seen.covered), ("glare", seen.washed_out)):
        if spots:
            names = tuple(dict.fromkeys(spot.field for spot in spots if spot.field))
            yield say[code].reason(names, fields=_listed([spot.title for spot in spots]))
    if "turned" in faults:
        yield say["turned"].reason(degrees=Text(*[str(round(abs(seen.turned), -1)).removesuffix(".0")] * 2))
    yield from (say[code].reason() for code in faults - {"turned"})


def _faults(seen: Measures, limits: QualityLimits) -> Iterator[str]:
    """The codes of the labels that hold and name no place."""
    dark = seen.light < limits.least_light
    colourless = seen.recapture.without_colour()
    # A pale grey copy looks over-exposed, but no other picture of it would be better.
    bleached = seen.light * WHITE >= limits.washed_out and seen.ink > limits.palest_ink and not colourless
    told = {
        "dark": dark,
        "overexposed": bleached,
        "covered_edge": seen.edge_covered and not seen.covered,
        "uneven_light": seen.evenness < limits.least_even,
        "turned": abs(seen.turned) > limits.most_turned,
        "screen": seen.recapture.from_screen(),
    }
    if seen.edge is None or seen.streak is None:
        told["no_print"] = not dark
    else:
        told["grey_copy"] = colourless and not dark
        streaky = seen.streak > limits.least_streakiness * seen.edge
        told["too_small"] = seen.print_height < limits.least_print
        told["motion_blur"] = streaky and seen.streak > limits.widest_streak
        told["blur"] = seen.edge > limits.widest_edge and not told["motion_blur"] and not told["too_small"]
    return (code for code, holds in told.items() if holds)


def _listed(words: Iterable[Text]) -> Text:
    once = list(dict.fromkeys(words))
    return Text("、".join(text.zh for text in once), ", ".join(text.en for text in once))
