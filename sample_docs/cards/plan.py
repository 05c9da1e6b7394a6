"""What one side of a card shows, before it is drawn. Pure: places in millimetres, no pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from sample_docs.drawn import Area
from sample_docs.layout import HEIGHT_MM, WIDTH_MM, Role, Run
from sample_docs.style import Colour

LABEL_MM, VALUE_MM, NUMBER_MM, SMALL_MM = 2.4, 2.8, 3.3, 1.9
_NOTICE_MM = 1.5

# A ground from left over its middle to the right.
Ground = tuple[Colour, Colour, Colour]


@dataclass(frozen=True)
class Bearer:
    """Whose picture stands in the photo's place. age: in full years at issue."""

    sex: str
    age: int


@dataclass(frozen=True)
class Plan:
    """One side.

    fields: what a reader should find. photo, badge: where the portrait and the round mark are, if they are. watermark:
    where 样本 SPECIMEN runs across. grounds: the colours the ground is drawn from. wall: hills and a wall on the ground.
    """

    runs: tuple[Run, ...]
    fields: Mapping[str, str]
    watermark: Area
    grounds: tuple[Ground, ...]
    photo: Area | None = None
    badge: Area | None = None
    bearer: Bearer | None = None
    wall: bool = False
    size: tuple[float, float] = (WIDTH_MM, HEIGHT_MM)

    @property
    def free(self) -> tuple[Area, ...]:
        """Areas without anything to be read."""
        return tuple(area for area in (self.photo, self.badge) if area) or (self.watermark,)


def label(words: str, x: float, y: float, size: float = LABEL_MM, pitch: float | None = None) -> Run:
    """Printed words before or over a value."""
    return Run(words, x, y, size, Role.LABEL, pitch=pitch)


def value(text: str, x: float | None, y: float, field: str, size: float = VALUE_MM) -> Run:
    """A field's value, or a part of it."""
    return Run(text, x, y, size, Role.VALUE, field)


def number(text: str, x: float, y: float, size: float = NUMBER_MM, pitch: float | None = None) -> Run:
    """The number of the document."""
    return Run(text, x, y, size, Role.NUMBER, "number", pitch)


def title(words: str, x: float, y: float, size: float, pitch: float | None = None) -> Run:
    """The name of the document."""
    return Run(words, x, y, size, Role.TITLE, pitch=pitch)


def notice(words: str, x: float, y: float) -> Run:
    """Small print."""
    return Run(words, x, y, _NOTICE_MM, Role.LABEL)


def lines(
    texts: tuple[str, ...], x: float, y: float, step: float, field: str, size: float = VALUE_MM
) -> list[Run]:
    """A value on several lines."""
    return [value(text, x, y + step * at, field, size) for at, text in enumerate(texts)]


def dotted(day: date) -> str:
    """A day as cards print it: 2013.01.02."""
    return f"{day:%Y.%m.%d}"


def validity(issued_on: date, expires_on: date, x: float, y: float, size: float = VALUE_MM) -> list[Run]:
    """Both ends of a validity on one line."""
    return [
        value(dotted(issued_on), x, y, "issued_on", size),
        value(f"-{dotted(expires_on)}", None, y, "expires_on", size),
    ]


def varied(plan: Plan, rng: Random) -> Plan:
    """The plan as another press would print it: everything a little moved, drawn apart or together, larger or smaller."""
    dx, dy = rng.uniform(-1.0, 1.0), rng.uniform(-0.9, 0.9)
    down, labels = rng.uniform(0.97, 1.02), rng.uniform(0.9, 1.08)
    runs = tuple(
        replace(
            run,
            x=None if run.x is None else run.x + dx,
            y=run.y * down + dy,
            size=run.size * labels if run.role is Role.LABEL else run.size,
        )
        for run in plan.runs
    )
    return replace(plan, runs=runs)
