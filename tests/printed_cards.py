"""Cards as a recogniser without fault would see them: lines of text laid out by hand, under any plane map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from kyc.documents.lines import Character, Line
from kyc.documents.pixels import Point, Quad

Plane = NDArray[np.float64]

_LABEL_SIZE, _VALUE_SIZE, _PITCH = 2.6, 3.2, 3.4  # millimetres
_LEADING = 4.6

PORTRAIT = {
    "name": "申屠琳杲",
    "sex": "女",
    "ethnicity": "汉",
    "birth_date": "1990年1月5日",
    "address": "浙江省杭州市西湖区长江巷562号26幢902室",
    "number": "330106199001052023",
}
EMBLEM = {"issuer": "杭州市公安局西湖分局", "validity": "2016.05.20-2036.05.20"}


@dataclass(frozen=True)
class Print:
    """Some text on a card: where its first character begins and the height of its middle, in millimetres."""

    text: str
    x: float
    y: float
    pitch: float = _PITCH
    size: float = _VALUE_SIZE


def upright(scale: float = 12.0, at: Point = (80.0, 60.0)) -> Plane:
    """A card lying straight: pixels per millimetre, and where its corner is."""
    return np.array([[scale, 0, at[0]], [0, scale, at[1]], [0, 0, 1.0]])


def turned(
    degrees: float, scale: float = 12.0, tilt: Point = (0.0, 0.0), at: Point = (900.0, 900.0)
) -> Plane:
    """A card turned about its middle and tilted: `tilt` is how much larger its right and lower edges look."""
    angle = np.radians(degrees)
    cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
    middle = np.array([[1, 0, -42.8], [0, 1, -27.0], [0, 0, 1.0]])
    bend = np.array([[1, 0, 0], [0, 1, 0], [-tilt[0] / 85.6, -tilt[1] / 54.0, 1.0]])
    place = np.array([[cos, -sin, at[0]], [sin, cos, at[1]], [0, 0, 1.0]])
    matrix: Plane = place @ bend @ middle
    return matrix


def portrait_prints(values: Mapping[str, str] = PORTRAIT, *, labels: bool = True) -> list[Print]:
    """The portrait side, every label and value a print of its own; the address broken after 11 characters."""
    address = values["address"]
    parts = [address[at : at + 11] for at in range(0, len(address), 11)]
    prints = [
        Print(values["name"], 15.5, 7.8),
        Print(values["sex"], 15.5, 14.5),
        Print(values["ethnicity"], 36.0, 14.5),
        Print(values["birth_date"], 15.5, 20.6, pitch=2.6),
        *(Print(part, 15.5, 27.5 + _LEADING * at, pitch=3.1) for at, part in enumerate(parts)),
        Print(values["number"], 28.0, 47.6, pitch=2.62),
    ]
    if not labels:
        return prints
    left = [("姓名", 7.8), ("性别", 14.5), ("出生", 20.6), ("住址", 27.5)]
    return [
        *prints,
        *(Print(words, 5.4, y, size=_LABEL_SIZE) for words, y in left),
        Print("民族", 27.5, 14.5, size=_LABEL_SIZE),
        Print("公民身份号码", 5.4, 47.6, pitch=3.0, size=_LABEL_SIZE),
    ]


def emblem_prints(values: Mapping[str, str] = EMBLEM) -> list[Print]:
    """The emblem side."""
    return [
        Print("中华人民共和国", 32.0, 10.3, pitch=6.4, size=5.0),
        Print("居民身份证", 32.0, 20.5, pitch=9.0, size=6.5),
        Print("签发机关", 20.0, 42.6, pitch=3.0, size=_LABEL_SIZE),
        Print(values["issuer"], 34.0, 42.6, pitch=3.1),
        Print("有效期限", 20.0, 48.0, pitch=3.0, size=_LABEL_SIZE),
        Print(values["validity"], 34.0, 48.0, pitch=1.7),
    ]


def lines_of(
    prints: Sequence[Print], plane: Plane, *, confidence: float = 0.999, page: int = 0
) -> list[Line]:
    """Each print as a recognised line on the page that `plane` (card millimetres to pixels) shows."""
    return [_line(each, plane, confidence, page) for each in prints]


def _line(print_: Print, plane: Plane, confidence: float, page: int) -> Line:
    end = print_.x + print_.pitch * len(print_.text)
    room = print_.size / 2 + 0.5
    corners = [
        (print_.x - 0.5, print_.y - room),
        (end, print_.y - room),
        (end, print_.y + room),
        (print_.x - 0.5, print_.y + room),
    ]
    a, b, c, d = (seen(plane, corner) for corner in corners)
    quad: Quad = (a, b, c, d)
    characters = tuple(
        Character(
            text=letter,
            confidence=confidence,
            left=seen(plane, (print_.x + at * print_.pitch, print_.y)),
            right=seen(plane, (print_.x + at * print_.pitch + print_.size, print_.y)),
        )
        for at, letter in enumerate(print_.text)
    )
    return Line(page, quad, characters)


def seen(plane: Plane, point: Point) -> Point:
    """Where a point of the card is on the page."""
    x, y, w = plane @ np.array([point[0], point[1], 1.0])
    return float(x / w), float(y / w)


def joined(*lines: Line) -> Line:
    """Lines of one row as one, as recognisers often find them."""
    first, last = lines[0], lines[-1]
    quad: Quad = (first.quad[0], last.quad[1], last.quad[2], first.quad[3])
    return Line(first.page, quad, tuple(c for line in lines for c in line.characters))


def with_doubt(line: Line, at: int, text: str, confidence: float, *others: tuple[str, float]) -> Line:
    """The line with one character read differently, or less surely."""
    characters = list(line.characters)
    characters[at] = replace(characters[at], text=text, confidence=confidence, others=others)
    return replace(line, characters=tuple(characters))
