"""Forgeries of our own specimens, so that the hints of tampering can be measured: `altered(…)`.

The card itself is altered before it is photographed, or the picture file afterwards, as whoever edits an uploaded scan
would: the file is then compressed once more. Every result keeps its mark 样本 SPECIMEN at the foot of the card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from sample_docs import card, degrade, figures, layout, scene
from sample_docs.drawn import Area, Drawn
from sample_docs.fonts import GROUPS, Face, face_for
from sample_docs.layout import HEIGHT_MM, PHOTO, WIDTH_MM, Run
from sample_docs.people import Person, draw_person
from sample_docs.style import Colour, Style, draw_style

CARD, FILE = "card", "file"
_BACKDROPS: tuple[Colour, ...] = ((246, 247, 248), (226, 232, 238), (196, 212, 232), (214, 214, 212))
_SAVED_AGAIN, _FOREIGN = (
    (88, 96),
    (35, 65),
)  # JPEG qualities: of an edited file, of a picture a patch is taken from
_MARKS: tuple[Area, Area] = (
    (4.0, 4.0, 10.0, 10.0),
    (WIDTH_MM - 10, HEIGHT_MM - 10, WIDTH_MM - 4, HEIGHT_MM - 4),
)
_EMPTY_ABOVE_MM = 3.8  # how far above the number there is nothing but ground
_VISIBLE = 60  # levels by which a mark differs from what it covers

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Altered:
    """A forged specimen: a JPEG file. where: what was altered, in mm of the card; None for the picture as a whole."""

    picture: bytes
    where: Area | None


@dataclass(frozen=True)
class _Print:
    """How the card at hand was printed: who is on it, in which style."""

    person: Person
    style: Style

    def lines(self, field: str) -> list[Run]:
        """The lines of a field of the portrait side, where this very card has them."""
        across, down = self.style.shift
        return [
            replace(run, x=(run.x or 0) + across, y=run.y + down, size=run.size * self.style.value_scale)
            for run in layout.runs_of(layout.PORTRAIT, self.person, self.style.address_characters)
            if run.field == field
        ]

    def digit(self, place: int) -> Area:
        """The cell of one digit of the number."""
        [run] = self.lines("number")
        pitch = (run.pitch or 0) * self.style.spread
        left = (run.x or 0) + (place - 0.1) * pitch
        return left, run.y - 0.86 * run.size, left + pitch, run.y + 0.12 * run.size


@dataclass(frozen=True)
class _Canvas:
    """What is altered, a card or a picture of one, and where a millimetre of the card is on it."""

    picture: Image.Image
    box: Callable[[Area], Box]


def altered(
    seed: int,
    index: int,
    alteration: str,
    made_in: str,
    *,
    degradation: str = degrade.NONE,
    fonts: str = "all",
) -> Altered:
    """The portrait side of card `index` of `seed`, forged; the same arguments give the same bytes.

    (alteration, made_in): of `ALTERATIONS`. degradation: what happened to the picture as well; one that is edited
    afterwards must not be turned by it. KeyError for an unknown pair.
    """
    forge = ALTERATIONS[alteration, made_in]
    rng = Random(f"alteration:{seed}:{index}:{alteration}")
    drawn = card.draw_side(layout.PORTRAIT, seed, index, fonts)
    print_ = _Print(draw_person(seed, index), draw_style(Random(f"print:{seed}:{index}"), fonts))
    take = _camera(f"picture:{seed}:{index}", fonts, degradation)
    if isinstance(forge, str):
        return Altered(_camera(f"picture:{seed}:{index}", fonts, forge)(drawn), None)
    if made_in == CARD:
        flat = drawn.picture.convert("RGB")
        scale = flat.width / WIDTH_MM
        area = forge(_Canvas(flat, lambda area: _rounded([edge * scale for edge in area])), print_, rng)
        flat.putalpha(drawn.picture.getchannel("A"))
        return Altered(take(replace(drawn, picture=flat)), area)
    picture = _opened(take(drawn))
    area = forge(_Canvas(picture, _found_in(picture, take, drawn)), print_, rng)
    return Altered(degrade.as_jpeg(picture, rng.randint(*_SAVED_AGAIN)), area)


def _camera(seed: str, fonts: str, degradation: str) -> Callable[[Drawn], bytes]:
    """Takes every card it is shown in the same way."""

    def take(drawn: Drawn) -> bytes:
        rng = Random(seed)
        return degrade.photograph(drawn, rng.choice(scene.SURFACES_OF_FONTS[fonts]), degradation, rng)

    return take


def _opened(file: bytes) -> Image.Image:
    return Image.open(BytesIO(file)).convert("RGB")


def _found_in(picture: Image.Image, take: Callable[[Drawn], bytes], drawn: Drawn) -> Callable[[Area], Box]:
    """Where areas of the card are on a picture of it: told by a second picture of the card with two marks on it."""
    flat = drawn.picture.copy()
    scale = flat.width / WIDTH_MM
    for mark in _MARKS:
        flat.paste((255, 0, 160), _rounded([edge * scale for edge in mark]))
    marked = ImageChops.difference(picture, _opened(take(replace(drawn, picture=flat)))).split()[1]
    differs = np.asarray(marked) > _VISIBLE
    halves = (slice(0, picture.width // 2), slice(picture.width // 2, picture.width))
    seen = [
        complex(*(np.mean(at) for at in np.nonzero(differs[:, half])[::-1])) + half.start for half in halves
    ]
    flat_marks = [complex((left + right) / 2, (top + bottom) / 2) for left, top, right, bottom in _MARKS]
    turn = (seen[1] - seen[0]) / (flat_marks[1] - flat_marks[0])

    def box(area: Area) -> Box:
        left, top, right, bottom = area
        middle = seen[0] + turn * (complex((left + right) / 2, (top + bottom) / 2) - flat_marks[0])
        across, down = abs(turn) * (right - left) / 2, abs(turn) * (bottom - top) / 2
        return _rounded([middle.real - across, middle.imag - down, middle.real + across, middle.imag + down])

    return box


def _rounded(edges: list[float]) -> Box:
    left, top, right, bottom = (round(edge) for edge in edges)
    return left, top, right, bottom


def _replace_digit(canvas: _Canvas, print_: _Print, rng: Random) -> Area:
    """A digit of the number wiped out with ground from above it, and another printed in a face much like its own."""
    place = rng.randrange(18)
    area, [run] = print_.digit(place), print_.lines("number")
    was = print_.person.number[place]
    box = canvas.box(area)
    _clone(canvas.picture, canvas.box(_moved(area, 0, -_EMPTY_ABOVE_MM)), box)
    near = [face for group in GROUPS.values() for face in group.digits if face != print_.style.digits[0]]
    _write(
        canvas, rng.choice([d for d in "0123456789" if d != was]), rng.choice(near), area, run, print_, rng
    )
    return area


def _copy_digit(canvas: _Canvas, print_: _Print, rng: Random) -> Area:
    """Another digit of the number in a digit's place, with the ground around it."""
    number = print_.person.number
    place = rng.randrange(18)
    source = rng.choice([at for at, digit in enumerate(number) if digit != number[place]])
    _clone(canvas.picture, canvas.box(print_.digit(source)), canvas.box(print_.digit(place)))
    return print_.digit(place)


def _rewrite_field(canvas: _Canvas, print_: _Print, rng: Random) -> Area:
    """A line painted over in the colour of its ground and written anew."""
    run = rng.choice([*print_.lines("name"), *print_.lines("address")])
    left = run.x or 0
    area = (
        left - 0.6,
        run.y - 0.95 * run.size,
        left + 1.04 * run.size * len(run.text) + 0.6,
        run.y + 0.2 * run.size,
    )
    box = canvas.box(area)
    ground = np.median(np.asarray(canvas.picture.crop(box)).reshape(-1, 3), axis=0)
    patch = Image.new("L", (box[2] - box[0], box[3] - box[1]), 255)
    soft = rng.choice((0, 2))
    if soft:
        patch = Image.new("L", patch.size)
        patch.paste(255, (2 * soft, 2 * soft, patch.width - 2 * soft, patch.height - 2 * soft))
        patch = patch.filter(ImageFilter.GaussianBlur(soft))
    canvas.picture.paste(tuple(round(float(level)) for level in ground), box[:2], patch)
    face = face_for(run.text, (rng.choice(GROUPS["a"].text + GROUPS["b"].text), print_.style.text[-1]))
    _write(canvas, run.text, face, area, run, print_, rng, lead=0.6)
    return area


def _swap_portrait(softness_mm: float) -> Callable[[_Canvas, _Print, Random], Area]:
    def swap(canvas: _Canvas, print_: _Print, rng: Random) -> Area:
        """Another portrait with the backdrop it was taken before."""
        area = _grown(PHOTO, rng.uniform(-0.6, 0.6))
        box = canvas.box(area)
        size = box[2] - box[0], box[3] - box[1]
        portrait = Image.new("RGB", size, rng.choice(_BACKDROPS))
        person = figures.draw_portrait(rng, print_.person.sex, rng.randint(18, 70), size)
        portrait.paste(person, (0, 0), person)
        shape = Image.new("L", size, 255)
        soft = softness_mm * size[0] / (area[2] - area[0])
        if soft:
            shape = Image.new("L", size)
            shape.paste(255, (round(2 * soft), round(2 * soft), size[0] - round(2 * soft), size[1]))
            shape = shape.filter(ImageFilter.GaussianBlur(soft))
        canvas.picture.paste(portrait, box[:2], shape)
        return area

    return swap


def _patch_from_elsewhere(canvas: _Canvas, print_: _Print, rng: Random) -> Area:
    """A line as it would look cut from a picture that was compressed harder, on a grid of its own."""
    run = rng.choice([*print_.lines("name"), *print_.lines("address"), *print_.lines("number")])
    left = run.x or 0
    long = (run.pitch or 1.04 * run.size) * len(run.text)
    area = left - 0.6, run.y - 1.1 * run.size, left + long + 0.6, run.y + 0.35 * run.size
    box = canvas.box(area)
    x, y = rng.randint(1, 7), rng.randint(1, 7)
    around = canvas.picture.crop((box[0] - x, box[1] - y, box[2], box[3]))
    coarse = _opened(degrade.as_jpeg(around, rng.randint(*_FOREIGN)))
    canvas.picture.paste(coarse.crop((x, y, *coarse.size)), box[:2])
    return area


def _clone(picture: Image.Image, source: Box, target: Box) -> None:
    left, top = source[:2]
    picture.paste(
        picture.crop((left, top, left + target[2] - target[0], top + target[3] - target[1])), target[:2]
    )


def _write(
    canvas: _Canvas,
    text: str,
    face: Face,
    area: Area,
    run: Run,
    print_: _Print,
    rng: Random,
    lead: float = 0.27,
) -> None:
    """Text in about the size and ink of a run, as well as a forger sees them, its sharpness that of the picture."""
    left, top, _, bottom = canvas.box(area)
    scale = (bottom - top) / (area[3] - area[1])
    ink = tuple(max(0, level + rng.randint(-10, 14)) for level in print_.style.value_ink)
    font = face.at(run.size * scale * rng.uniform(0.97, 1.04))
    ImageDraw.Draw(canvas.picture).text(
        (left + lead * scale, top + (run.y - area[1]) * scale + rng.uniform(-0.8, 0.8)),
        text,
        font=font,
        fill=ink,
        anchor="ls",
    )


def _moved(area: Area, across: float, down: float) -> Area:
    return area[0] + across, area[1] + down, area[2] + across, area[3] + down


def _grown(area: Area, by: float) -> Area:
    return area[0] - by, area[1] - by, area[2] + by, area[3] + by


# What is altered, and in what: a function of one place, or the name of the damage that alters the picture as a whole.
ALTERATIONS: Mapping[tuple[str, str], Callable[[_Canvas, _Print, Random], Area] | str] = {
    ("digit_replaced", CARD): _replace_digit,
    ("digit_replaced", FILE): _replace_digit,
    ("digit_copied", CARD): _copy_digit,
    ("digit_copied", FILE): _copy_digit,
    ("field_rewritten", CARD): _rewrite_field,
    ("field_rewritten", FILE): _rewrite_field,
    ("portrait_hard_edge", CARD): _swap_portrait(0),
    ("portrait_hard_edge", FILE): _swap_portrait(0),
    ("portrait_feathered", CARD): _swap_portrait(0.7),
    ("portrait_feathered", FILE): _swap_portrait(0.7),
    ("jpeg_patch", FILE): _patch_from_elsewhere,
    ("screen", FILE): "screen",
    ("photocopy", FILE): "photocopy",
}
