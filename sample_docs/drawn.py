"""One side or page of a document as a drawer made it, before any camera or copier saw it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

# Left, top, right, bottom in millimetres.
Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class Drawn:
    """A flat picture and what stands on it.

    picture: RGBA, as wide as the page, transparent where the page has rounded corners. width_mm: of the page.
    fields: the house's field names and values, as a reader should find them. free: areas without anything to be read,
    where a reflection hides nothing. zone: the lines of the machine-readable zone, if one is printed.
    """

    picture: Image.Image
    width_mm: float
    document_type: str
    fields: Mapping[str, str]
    free: tuple[Area, ...]
    zone: tuple[str, ...] = ()


# Of (seed, index, fonts): the same arguments give the same page. fonts: a choice of `fonts.CHOICES`.
Drawer = Callable[[int, int, str], Drawn]
