"""How one card was printed and worn: typefaces, inks, sizes and shifts, all drawn from the card's own seed.

They differ from card to card on purpose, so that a reader cannot be tuned to the generator.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sample_docs.fonts import Face, groups_of

Colour = tuple[int, int, int]

# Left, middle and right of the ground: pale blue over pink to blue, and paler or warmer ones as cards age.
_GROUNDS: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((206, 226, 236), (238, 224, 232), (208, 224, 240)),
    ((214, 232, 236), (240, 232, 228), (214, 230, 238)),
    ((196, 218, 232), (232, 218, 226), (198, 214, 236)),
    ((222, 232, 228), (240, 236, 226), (222, 232, 232)),
)
_LABEL_INKS: tuple[Colour, ...] = ((70, 130, 176), (60, 120, 160), (88, 146, 184), (52, 104, 150))


@dataclass(frozen=True)
class Style:
    """One card's print.

    width: of the card in pixels. text, titles, digits: typefaces in order of preference.
    value_scale: size of values against the usual. tracking: extra distance between characters, in em.
    shift: how far the personal data was printed off its place, in millimetres. spread: of spaced-out text.
    address_characters: places on a line of the address. wear: 0 (new) to 1 (rubbed).
    """

    width: int
    text: tuple[Face, ...]
    titles: tuple[Face, ...]
    digits: tuple[Face, ...]
    ground: tuple[Colour, Colour, Colour]
    label_ink: Colour
    value_ink: Colour
    title_ink: Colour
    value_scale: float
    tracking: float
    shift: tuple[float, float]
    spread: float
    address_characters: int
    wear: float


def draw_style(rng: Random, fonts: str) -> Style:
    """A style within the font groups of the choice ("all", "a", "b")."""
    group = rng.choice(groups_of(fonts))
    grey = rng.randint(18, 62)
    return Style(
        width=rng.randint(980, 1100),
        text=(rng.choice(group.text), group.full),
        titles=(rng.choice(group.titles), group.full),
        digits=(rng.choice(group.digits), group.full),
        ground=rng.choice(_GROUNDS),
        label_ink=rng.choice(_LABEL_INKS),
        value_ink=(grey, grey, grey + rng.randint(0, 8)),
        title_ink=(grey + 8, grey + 4, grey + 4),
        value_scale=rng.uniform(0.95, 1.05),
        tracking=rng.choice((0.0, 0.0, 0.02, 0.05)),
        shift=(rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.4)),
        spread=rng.uniform(0.97, 1.02),
        address_characters=rng.choice((10, 11, 11, 11)),
        wear=rng.choice((0.0, 0.0, rng.uniform(0.2, 0.8))),
    )
