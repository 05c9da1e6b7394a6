"""Recognition points: what a teller looked at on the document itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.documents.layouts import RecognitionPoint, layouts


def points_of(side: str) -> Mapping[str, RecognitionPoint]:
    """Code → point of one document side, in the layout's order. A code holds as long as the layout stands; what is
    kept with a customer is therefore the point's words. None for a side whose layout is not known.
    """
    layout = layouts().get(side)
    points = layout.recognition_points if layout else ()
    return MappingProxyType({f"{side}:{place}": point for place, point in enumerate(points)})


def seen(codes: Iterable[str], sides: Iterable[str]) -> tuple[tuple[str, RecognitionPoint], ...]:
    """The points with these codes, each with its side, in the order of `sides` and their layouts. Invalid when a code
    is on none of them.
    """
    wanted = frozenset(codes)
    offered = {code: (side, point) for side in sides for code, point in points_of(side).items()}
    if not wanted <= offered.keys():
        text = Text(
            "所勾选的识别要点不属于这份证件，请刷新页面后重新勾选",
            "a ticked recognition point does not belong to this document; load the page again and tick anew",
        )
        raise Invalid("customers.points", text, [Problem("point", text)])
    return tuple(found for code, found in offered.items() if code in wanted)
