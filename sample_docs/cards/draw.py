"""Drawing a planned side: ground, portrait or round mark, print, mark of the specimen, wear."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from PIL import Image, ImageDraw

from sample_docs import card, figures
from sample_docs.cards.plan import Plan
from sample_docs.drawn import Drawn
from sample_docs.fonts import NOTO_SANS
from sample_docs.ground import draw_ground
from sample_docs.layout import EMBLEM, PORTRAIT, WIDTH_MM
from sample_docs.style import Style, draw_style

_LABEL_INKS = ((70, 130, 176), (52, 104, 150), (40, 44, 52), (96, 72, 60), (36, 96, 84))


def draw(plan: Plan, document_type: str, seed: int, index: int, fonts: str) -> Drawn:
    """The side as a flat picture. The same plan and arguments give the same picture."""
    rng = Random(f"cards:{document_type}:{seed}:{index}")
    style = draw_style(rng, fonts)
    style = replace(
        style,
        width=round(style.width * plan.size[0] / WIDTH_MM),
        ground=rng.choice(plan.grounds),
        label_ink=rng.choice(_LABEL_INKS),
    )
    return Drawn(
        picture=_drawn(plan, style, rng),
        width_mm=plan.size[0],
        document_type=document_type,
        fields=plan.fields,
        free=plan.free,
    )


def _drawn(plan: Plan, style: Style, rng: Random) -> Image.Image:
    width, height = plan.size
    scale = style.width / width
    ground = draw_ground(style, EMBLEM if plan.wall else PORTRAIT, rng)
    side = ground.resize((style.width, round(height * scale)))
    if plan.photo and plan.bearer:
        figure = figures.draw_portrait(rng, plan.bearer.sex, plan.bearer.age, card.size_of(plan.photo, scale))
        card.paste(side, figure, plan.photo, scale)
    if plan.badge:
        card.paste(side, figures.draw_emblem(card.size_of(plan.badge, scale)), plan.badge, scale)
    card.print_runs(side, plan.runs, style, scale)
    _mark_as_specimen(side, plan, style, rng, scale)
    side = card.wear_down(side, style.wear, rng)
    side.putalpha(card.round_corners(side.size, card.CORNER_MM * scale))
    return side


def _mark_as_specimen(side: Image.Image, plan: Plan, style: Style, rng: Random, scale: float) -> None:
    """样本 SPECIMEN aslant where nothing is to be read, and small in a corner."""
    width, height = card.size_of(plan.watermark, scale)
    mark = Image.new("RGBA", (width, height))
    is_tall = height > width
    ImageDraw.Draw(mark).text(
        (width / 2, height / 2),
        card.SPECIMEN_MARK.replace(" ", "\n") if is_tall else card.SPECIMEN_MARK,
        font=NOTO_SANS.at(min(width / (8.2 if not is_tall else 5.5), height / 2.2)),
        fill=(200, 40, 60, rng.randint(56, 84)),
        anchor="mm",
        align="center",
    )
    tilt = rng.uniform(20, 34) if is_tall else rng.uniform(1, 5)
    card.paste(side, mark.rotate(tilt, Image.Resampling.BICUBIC), plan.watermark, scale)
    ImageDraw.Draw(side).text(
        ((plan.size[0] - 2.5) * scale, 2.6 * scale),
        card.SPECIMEN_MARK,
        font=NOTO_SANS.at(1.5 * scale),
        fill=style.label_ink,
        anchor="rs",
    )
