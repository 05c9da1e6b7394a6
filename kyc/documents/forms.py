"""Reading paper forms, whose prints differ: a value is told by where it stands to its label, not by its place. Pure.

Everything is measured in heights of the page's usual line, on a plane where all lines run level. A value stands beside
its label up to the next one, goes on in the lines below, or stands under the label; what has a shape of its own, such as
a date or a code, is known anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from pathlib import Path
from statistics import median
from unicodedata import category

from kyc.base.text import Text
from kyc.documents.classify import Side, is_overprint, says_otherwise, simplified_text
from kyc.documents.formats import leaves_open, simplified
from kyc.documents.frame import Frame, Tolerance
from kyc.documents.layouts import FormField, FormLayout, Zone
from kyc.documents.level import Levels, level_frame
from kyc.documents.lines import Line
from kyc.documents.measured import measured
from kyc.documents.model import Field
from kyc.documents.parse import Parsed, field_of, spot_of, spots_of
from kyc.documents.pixels import Quad
from kyc.documents.reading import SETTINGS as READING
from kyc.documents.rows import Placed, Row, height, placed

BLANK = Text("该项为空白，或未读到", "Left blank, or not read")
_SPECIMEN = "SPECIMEN"
_CLOSING = frozenset("）)。")
_OPENING = frozenset('（(“"《、，；。,;.*—-')
_SAME = str.maketrans("()：", "（）:")


@dataclass(frozen=True)
class Settings:
    """See the YAML for unit and ground of each."""

    level: float
    word_gap: float
    value_gap: float
    first_gap: float
    line_pitch: float
    overhang: float
    column: float
    least_full: float
    beside: float
    below: float
    tallest: float
    empty_spot: float
    usual_place: float
    usual_level: float
    usual_tilt: float
    usual_slopes: float
    least_slope: float
    letters_a_slip: int
    widest_pitch: float
    least_value: int


SETTINGS = measured(Path(__file__).with_name("forms.yaml"), Settings)
_TOLERANCE = Tolerance(
    anchor=SETTINGS.usual_place,
    level=SETTINGS.usual_level,
    stretch=READING.usual_stretch,
    shear=READING.usual_shear,
    tilt=SETTINGS.usual_tilt,
)


def forms_on(lines: Sequence[Line], layouts: Mapping[str, FormLayout]) -> list[Side]:
    """The pages of forms that the lines of one page of a file show, in reading order; empty when there is none."""
    frame = _level_frame(lines)
    if frame is None:
        return []
    heads = [line for line in lines if any(_is_heading(line, layout) for layout in layouts.values())]
    found = (_surest(part, layouts) for part in _apart(lines, heads, frame))
    return [side for side in found if side is not None]


def fields_of(side: Side, layout: FormLayout) -> dict[str, Parsed]:
    """Every field of the layout, in its order; those that could not be read carry the reason."""
    sheet = _Sheet(side, layout)
    return {name: _parsed(sheet, field, side) for name, field in layout.fields.items()}


def leaves_unexplained(side: Side, layout: FormLayout) -> bool:
    """Whether text as long as values are stands at no label: a sign that labels were lost."""
    shapes = [field.shape for field in layout.fields.values() if field.shape]
    texts = ("".join(c.character.text[0] for c in piece) for piece in _Sheet(side, layout).free())
    return any(
        len(text) >= SETTINGS.least_value and not any(shape.search(text) for shape in shapes)
        for text in texts
    )


def _surest(lines: Sequence[Line], layouts: Mapping[str, FormLayout]) -> Side | None:
    """The form that some lines are most surely; None when they are none."""
    frame = _level_frame(lines)
    if frame is None:
        return None
    strips = _strips([_printed(line, frame) for line in lines])
    text = simplified_text(lines)
    best: Side | None = None
    for layout in layouts.values():
        if says_otherwise(text, layout):
            continue
        told = _told_by(lines, strips, layout)
        sure = _sureness(told, layout)
        if sure >= READING.least_type_confidence and (best is None or sure > best.confidence):
            best = Side(layout.code, sure, sum(map(len, told)), lines[0].page, frame, tuple(lines))
    return best


def _told_by(lines: Sequence[Line], strips: Sequence[Row], layout: FormLayout) -> list[str]:
    """Which of the words that tell a form some lines show."""
    heading, *words = layout.tells
    if any(heading in field.labels for field in layout.fields.values()):
        headed = any(_wording(strips, heading, frozenset()))
    else:
        headed = any(_is_heading(line, layout) for line in lines) or any(
            _heads(strip, heading) for strip in strips
        )
    return [heading] * headed + [word for word in words if any(_wording(strips, word, frozenset()))]


def _sureness(told: Sequence[str], layout: FormLayout) -> float:
    """How surely it is a form: the heading tells as much as all other words together."""
    heading, *words = layout.tells
    share = sum(len(word) for word in told if word != heading) / sum(map(len, words))
    return ((heading in told) + share) / (1 + 1)


def _heads(strip: Row, heading: str) -> bool:
    """Whether a strip is a heading and nothing else; one character in four may be lost."""
    text = "".join(map(_letter, strip))
    least = len(heading) - len(heading) // SETTINGS.letters_a_slip
    return text == heading or (_is_torn(text, heading) and len(text) >= least)


# ---- the plane


def _level_frame(lines: Sequence[Line]) -> Frame | None:
    return level_frame(lines, READING.elongated, _TOLERANCE, _agreeing)


def _agreeing(levels: Levels, frame: Frame) -> Levels:
    """The lines without those that run across the others, as marks over a page do."""
    slopes = []
    for level in levels:
        (x0, y0), (x1, y1) = frame.card(level)
        slopes.append((y1 - y0) / (x1 - x0) if x1 > x0 else inf)
    usual = median(slopes) if slopes else 0.0
    spread = median(abs(slope - usual) for slope in slopes) if slopes else 0.0
    most = SETTINGS.usual_slopes * spread + SETTINGS.least_slope
    return [level for level, slope in zip(levels, slopes, strict=True) if abs(slope - usual) <= most]


def _apart(lines: Sequence[Line], heads: Sequence[Line], frame: Frame) -> list[Sequence[Line]]:
    """The lines of several pages laid on one sheet, each page by itself: cut between headings at the widest gap."""
    here = [line for line in lines if line in heads]
    if len(here) < 2:
        return [lines]
    cuts = [
        (gap, before, after)
        for axis in (0, 1)
        for gap, before, after in _gaps(lines, frame, axis)
        if any(line in here for line in before) and any(line in here for line in after)
    ]
    if not cuts:
        return [lines]
    _, before, after = max(cuts, key=lambda cut: cut[0])
    return [*_apart(before, here, frame), *_apart(after, here, frame)]


def _gaps(
    lines: Sequence[Line], frame: Frame, axis: int
) -> Iterator[tuple[float, Sequence[Line], Sequence[Line]]]:
    """Every gap that runs across all lines, with the lines before and after it."""
    spans = [
        (min(places), max(places)) for line in lines for places in ([p[axis] for p in frame.card(line.quad)],)
    ]
    order = sorted(range(len(lines)), key=lambda at: spans[at][0])
    end = spans[order[0]][1]
    for count, at in enumerate(order):
        if spans[at][0] > end:
            yield spans[at][0] - end, [lines[i] for i in order[:count]], [lines[i] for i in order[count:]]
        end = max(end, spans[at][1])


def _is_heading(line: Line, layout: FormLayout) -> bool:
    """Whether a line is the heading of a form and nothing else (but for what stands in brackets behind it)."""
    text = "".join(simplified(c).text for c in line.characters if not c.text.isspace()).translate(_SAME)
    return text.partition("（")[0] == layout.tells[0]


# ---- rows and labels


def _printed(line: Line, frame: Frame) -> Row:
    """The characters of a line on the plane, without gaps and the symbols seen in them; none of one on its head."""
    return [c for c in placed(line, frame) if c.line.height > 0 and not _is_gap(c.character.text)]


def _is_gap(text: str) -> bool:
    """Whether it is a blank, or a symbol (☑) as recognisers see in the wide gaps of spread labels."""
    return all(letter.isspace() or category(letter) == "So" for letter in text)


def _once(rows: Sequence[Row]) -> list[Row]:
    """The lines without those that were found a second time in the same place; the longer one is kept."""
    kept: list[Row] = []
    for row in sorted((row for row in rows if row), key=lambda row: row[0].left - row[-1].right):
        if not any(_share(row, other) > 1 / 2 for other in kept):
            kept.append(row)
    return kept


def _share(row: Row, other: Row) -> float:
    """How much of a line's extent another one covers."""
    zone, cover = _extent(row), _extent(other)
    across = min(zone.right, cover.right) - max(zone.left, cover.left)
    down = min(zone.bottom, cover.bottom) - max(zone.top, cover.top)
    return max(0.0, across) * max(0.0, down) / (zone.width * zone.height) if zone.width * zone.height else 0.0


def _strips(rows: Sequence[Row]) -> list[Row]:
    """Lines that stand on one level, joined from left to right."""
    strips: list[Row] = []
    for row in sorted((row for row in rows if row), key=height):
        level = [strip for strip in strips if _is_level(strip, row) and not _overlap(strip, row)]
        if level:
            nearest = min(level, key=lambda strip: abs(height(strip) - height(row)))
            nearest.extend(row)
            nearest.sort(key=lambda c: c.left)
        else:
            strips.append(list(row))
    return strips


def _is_level(strip: Row, row: Row) -> bool:
    """Whether a line stands on the level of a strip; small print beside a large heading does not."""
    heights = [c.line.height for c in (*strip, row[0])]
    lowest = min(heights)
    if max(heights) > SETTINGS.tallest * lowest:
        return False
    nearest = min(strip, key=lambda c: abs(c.x - row[0].x))
    return abs(nearest.line.middle - row[0].line.middle) <= SETTINGS.level * lowest


def _overlap(strip: Row, row: Row) -> bool:
    left, right = row[0].left, row[-1].right
    return any(left < c.x < right for c in strip)


@dataclass(frozen=True)
class _Label:
    """A label that was found: its words, where it stands, and its characters."""

    words: str
    zone: Zone
    characters: tuple[Placed, ...]


def _places(
    strips: Sequence[Row], words: str, taken: frozenset[int] = frozenset()
) -> Iterator[tuple[Placed, ...]]:
    """Where some words stand, at the beginning of a print; a few characters may be misread in long ones.

    taken: characters (by `id`) that belong to other words.
    """
    for strip in strips:
        for start in range(len(strip)):
            if id(strip[start]) not in taken and _begins(strip, start, taken):
                end = _match(strip, start, words)
                if end is not None:
                    yield tuple(strip[start:end])


def _begins(strip: Row, at: int, taken: frozenset[int]) -> bool:
    """Whether a print begins here: nothing stands before, or a gap, a colon or another label."""
    if at == 0:
        return True
    before, here = strip[at - 1], strip[at]
    if before.line is not here.line or id(before) in taken or before.character.text in ":：":
        return True
    return here.left - before.right > SETTINGS.word_gap * here.line.height


def _letter(c: Placed) -> str:
    """A character as labels print it: simplified, brackets and colons of one width."""
    return simplified(c.character).text.translate(_SAME)


def _match(strip: Row, start: int, words: str) -> int | None:
    """Where words end that begin at `start`, None when they do not."""
    if _letter(strip[start]) != words[0]:
        return None
    last, seen, end = -1, 0, start
    slips = len(words) // SETTINGS.letters_a_slip
    for at in range(start, min(start + len(words) + min(1, slips), len(strip))):
        index = words.find(_letter(strip[at]), last + 1)
        if index >= 0:
            last, seen, end = index, seen + 1, at + 1
        if last == len(words) - 1:
            break
    if seen < len(words) - slips:
        return None
    # What follows at the distance of the label's characters was its misread end; farther off it is the value.
    pitch = (strip[end - 1].x - strip[start].x) / max(1, last)
    while end < len(strip) and last < len(words) - 1:
        if strip[end].x - strip[end - 1].x > SETTINGS.widest_pitch * pitch:
            break
        last, end = last + 1, end + 1
    return end


class _Sheet:
    """The labels of a form and the pieces of text between them, each with the label it belongs to."""

    def __init__(self, side: Side, layout: FormLayout) -> None:
        labelled = any(layout.tells[0] in field.labels for field in layout.fields.values())
        lines = [
            line
            for line in side.lines
            if not _is_mark(line, layout) and (labelled or not _is_heading(line, layout))
        ]
        self.strips = _strips(_once([_printed(line, side.frame) for line in lines]))
        self.labels = _labels(self.strips, layout)
        self.labels += _torn_labels(self.strips, self.labels, layout)
        named = {id(c): label for label in self.labels for c in label.characters}
        self.pieces = [piece for strip in self.strips for piece in _pieces(strip, named)]
        self.owner: dict[int, _Label] = {}
        self.others = frozenset(words.replace("|", "") for words in layout.others)
        wrapping = {words.replace("|", "") for f in layout.fields.values() if f.wraps for words in f.labels}
        below = {words.replace("|", "") for f in layout.fields.values() if f.below for words in f.labels}
        self._own_beside(named)
        self._own_wrapped(lambda label: label.words in wrapping)
        self._own_near(self._stands_beside, lambda label: True)
        self._own_near(_stands_below, lambda label: label.words in below and not self.of(label))
        self._own_wrapped(lambda label: label.words in wrapping)

    def of(self, label: _Label) -> list[Row]:
        """The pieces that belong to a label."""
        return [piece for piece in self.pieces if self.owner.get(id(piece)) is label]

    def free(self) -> list[Row]:
        """The pieces that belong to none."""
        return [piece for piece in self.pieces if id(piece) not in self.owner]

    def no_fields(self) -> list[Row]:
        """The pieces that belong to none, or to a label of what is not read."""
        return [
            piece
            for piece in self.pieces
            if (label := self.owner.get(id(piece))) is None or label.words in self.others
        ]

    def _own_beside(self, named: Mapping[int, _Label]) -> None:
        """Gives each label the piece behind it on its level, and those that follow close."""
        starts = {id(piece[0]): piece for piece in self.pieces}
        for strip in self.strips:
            label: _Label | None = None
            end = 0.0
            for c in strip:
                if id(c) in named:
                    label, end = named[id(c)], c.right
                    continue
                piece = starts.get(id(c))
                if piece is None or label is None:
                    continue
                most = SETTINGS.value_gap if self.of(label) else SETTINGS.first_gap
                if _is_too_tall(piece, label) or piece[0].left - end > most:
                    label = None
                    continue
                self.owner[id(piece)] = label
                end = piece[-1].right

    def _own_near(self, stands: Callable[[Row, _Label], bool], wanted: Callable[[_Label], bool]) -> None:
        """Gives each free piece the nearest label that it stands to as asked."""
        for piece in self.free():
            near = [
                label
                for label in self.labels
                if wanted(label) and stands(piece, label) and not _is_too_tall(piece, label)
            ]
            if near:
                self.owner[id(piece)] = max(near, key=lambda label: (label.zone.right, label.zone.bottom))

    def _stands_beside(self, piece: Row, label: _Label) -> bool:
        """Whether a piece stands right of a label, not far off, about its level, and nothing between them."""
        middle, zone = piece[0].line.middle, label.zone
        slack = SETTINGS.beside * piece[0].line.height
        is_near = -SETTINGS.overhang < piece[0].left - zone.right <= SETTINGS.first_gap
        if not (is_near and zone.top - slack < middle < zone.bottom + slack):
            return False
        between = (
            other
            for other in (*self.pieces, *(label.characters for label in self.labels))
            if other is not piece
        )
        return not any(
            zone.right <= other[0].left
            and other[-1].right <= piece[0].left
            and _are_level(other[0], piece[0])
            for other in between
        )

    def _own_wrapped(self, wraps: Callable[[_Label], bool]) -> None:
        """Gives each free piece the label of the line above it, when that one's value may go on."""
        for piece in sorted(self.free(), key=height):
            above = [
                (other, label)
                for other in self.pieces
                if (label := self.owner.get(id(other))) is not None
                and wraps(label)
                and self._goes_on(other, piece, label)
            ]
            if above:
                _, self.owner[id(piece)] = max(above, key=lambda one: height(one[0]))

    def _goes_on(self, above: Row, piece: Row, label: _Label) -> bool:
        down = height(piece) - height(above)
        begins = min(part[0].left for part in self.of(label))
        longest = max(
            part[-1].right for part in self.pieces if abs(part[0].left - begins) <= SETTINGS.overhang
        )
        if above[-1].right - begins < SETTINGS.least_full * (longest - begins):
            return False  # there was room left in the line above: what stands below has lost its own label
        return (
            0 < down <= SETTINGS.line_pitch * piece[0].line.height
            and begins - SETTINGS.overhang <= piece[0].left < above[-1].right
            and not _is_too_tall(piece, label)
        )


def _labels(strips: Sequence[Row], layout: FormLayout) -> list[_Label]:
    """Every label on the form, the longest words first, so that 名称 is not found in 纳税人名称."""
    fields = (words for field in layout.fields.values() for words in field.labels)
    found: list[_Label] = []
    taken: frozenset[int] = frozenset()
    for words in sorted({*fields, *layout.others, *layout.tells[1:]}, key=lambda words: (-len(words), words)):
        for characters in _wording(strips, words, taken):
            if not taken & {id(c) for c in characters}:
                found.append(_label(words.replace("|", ""), characters))
                taken |= {id(c) for c in characters}
    return found


def _torn_labels(strips: Sequence[Row], found: Sequence[_Label], layout: FormLayout) -> list[_Label]:
    """Labels of which only some characters were found, as happens to those printed far apart.

    Such characters are lines of their own that stand among other labels, and they fit the words of one missing label
    better than those of any other.
    """
    words = {label.words for label in found}
    wordings = {field.labels for field in layout.fields.values() if field.labels}
    wordings |= {(one,) for one in layout.others}
    missing = [
        [w.replace("|", "") for w in one]
        for one in wordings
        if not any(w.replace("|", "") in words for w in one)
    ]
    return [label for strip in strips for label in _torn_in(strip, found, missing)]


def _torn_in(strip: Row, found: Sequence[_Label], missing: Sequence[Sequence[str]]) -> Iterator[_Label]:
    """The torn labels of a strip: lines in a column of labels that are part of missing words, neighbours joined; in a
    row of cells, where no column shows, single characters (身高 … | 型 …).
    """
    begun: tuple[Placed, ...] = ()
    taken = {id(c) for label in found for c in label.characters}
    for _, characters in groupby(strip, key=lambda c: id(c.line)):
        line = _before_colon(tuple(characters))
        stands = id(line[0]) not in taken and (
            bool(begun) or any(_is_under(line[0], label) or _is_alone_behind(line, label) for label in found)
        )
        if stands and _torn_from(begun + line, missing):
            begun += line
        elif words := _torn_from(begun, missing):
            yield _label(words, begun + _rest_of(words, line))
            begun = ()
    if words := _torn_from(begun, missing):
        yield _label(words, begun)


def _label(words: str, characters: tuple[Placed, ...]) -> _Label:
    return _Label(words, _extent(characters), characters)


def _torn_from(characters: Sequence[Placed], missing: Sequence[Sequence[str]]) -> str | None:
    """The words of which some characters make up more than of any other; None when that cannot be told."""
    text = "".join(map(_letter, characters))
    shares = [
        max(len(text) / len(words) if _is_torn(text, words) else 0.0 for words in one) for one in missing
    ]
    most = max(shares, default=0.0)
    if not most or shares.count(most) > 1:
        return None
    return next(
        words
        for words in missing[shares.index(most)]
        if _is_torn(text, words) and len(text) / len(words) == most
    )


def _is_torn(text: str, words: str) -> bool:
    """Whether a text is some of the characters of words, in their order."""
    rest = iter(words)
    return 0 < len(text) < len(words) and all(letter in rest for letter in text)


def _rest_of(words: str, line: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The end of a torn label that was found in one piece with the value behind it (负 | 人方强)."""
    text = "".join(map(_letter, line))
    length = next((n for n in range(len(words) - 1, 0, -1) if text.startswith(words[-n:])), 0)
    return line[:length] if length < len(line) else ()


def _before_colon(line: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """What stands before the colon of a line; all of it when there is none."""
    at = next((at for at, c in enumerate(line) if c.character.text in ":：" and at), len(line))
    return line[:at]


def _is_under(c: Placed, label: _Label) -> bool:
    """Whether a character stands in the column of a label, some rows above or below it."""
    zone = label.zone
    if abs(c.line.middle - zone.middle) > SETTINGS.column * c.line.height:
        return False
    return zone.left - SETTINGS.overhang <= c.left < zone.right and not zone.top < c.line.middle < zone.bottom


def _is_alone_behind(line: Sequence[Placed], label: _Label) -> bool:
    """Whether a line is a single character that stands behind a label on its level."""
    return len(line) == 1 and label.zone.right < line[0].left and _are_level(label.characters[-1], line[0])


def _wording(strips: Sequence[Row], words: str, taken: frozenset[int]) -> Iterator[tuple[Placed, ...]]:
    """Where a label stands, in one line or broken where "|" allows it."""
    upper, broken, lower = words.partition("|")
    if not broken:
        yield from _places(strips, words, taken)
        return
    lowers = list(_places(strips, lower, taken))
    for first in _places(strips, upper, taken):
        for second in lowers:
            zone, under = _extent(first), _extent(second)
            apart = under.middle - zone.middle
            if (
                under.left < zone.right
                and zone.left < under.right
                and 0 < apart <= SETTINGS.line_pitch * zone.height
            ):
                yield first + second
    yield from _places(strips, upper + lower, taken)


def _pieces(strip: Row, named: Mapping[int, _Label]) -> Iterator[Row]:
    """The runs of characters of one line that belong to no label, colons before them left out."""
    piece: Row = []
    for c in (*strip, None):
        if c is None or id(c) in named or (piece and c.line is not piece[-1].line):
            if any(one.character.text.isalnum() or one.character.text in _CLOSING for one in piece):
                yield piece
            piece = []
        if c is not None and id(c) not in named and (piece or _is_text(c)):
            piece.append(c)


def _is_text(c: Placed) -> bool:
    """Whether a value may begin so: what is neither a letter nor a mark of its own is the colon of a label, or dirt."""
    return c.character.text.isalnum() or c.character.text in _OPENING | _CLOSING


def _extent(characters: Sequence[Placed]) -> Zone:
    lines = [c.line for c in characters]
    return Zone(
        min(c.left for c in characters),
        min(line.top for line in lines),
        max(c.right for c in characters),
        max(line.bottom for line in lines),
    )


def _is_mark(line: Line, layout: FormLayout) -> bool:
    """Whether a line is an overprint, or a piece of one that runs across the page."""
    text = "".join(line.text.split()).upper()
    return is_overprint(line, layout) or (len(text) > 1 and text in _SPECIMEN)


def _is_too_tall(piece: Row, label: _Label) -> bool:
    usual = min(c.line.height for c in label.characters)
    return piece[0].line.height > SETTINGS.tallest * usual


def _are_level(one: Placed, other: Placed) -> bool:
    """Whether two characters stand side by side: one's middle is within the other's line."""
    return (
        one.line.top < other.line.middle < one.line.bottom
        or other.line.top < one.line.middle < other.line.bottom
    )


def _stands_below(piece: Row, label: _Label) -> bool:
    """Whether a piece stands right under a label."""
    zone, line = label.zone, piece[0].line
    down = line.middle - zone.middle
    return (
        0 < down <= SETTINGS.below * line.height
        and piece[0].left < zone.right
        and zone.left < piece[-1].right
    )


# ---- values


def _parsed(sheet: _Sheet, field: FormField, side: Side) -> Parsed:
    value, label = _value(sheet, field)
    if value:
        return Parsed(field_of(value, field, side), _spots(value, side))
    if field.optional:
        return Parsed(Field(None, 0.0, reason=BLANK), ())
    spots = (spot_of(_empty_spot(label), side),) if label else ()
    return Parsed(field_of([], field, side), spots)


def _spots(value: Row, side: Side) -> tuple[Quad, ...]:
    """Where a value stands; of one that was cut short also what follows: the ends of its lines, and the line below."""
    if not leaves_open("".join(c.character.text for c in value)):
        return spots_of(value, side)
    last = value[-1].line
    return (*spots_of(value, side, more=last.height), spot_of(_next_line(value), side))


def _next_line(value: Row) -> Zone:
    """Where a value goes on that does not end with its last line: room for the first two characters."""
    lines = list(dict.fromkeys(c.line for c in value))
    last = lines[-1]
    down = last.middle - lines[-2].middle if len(lines) > 1 else last.height
    left = min(c.left for c in value) - last.height / 4
    return Zone(left, last.top + down, left + (1 + 1) * last.height, last.bottom + down)


def _value(sheet: _Sheet, field: FormField) -> tuple[Row, _Label | None]:
    """The characters of a field's value in reading order, and its label."""
    wordings = [words.replace("|", "") for words in field.labels]
    labels = sorted(
        (label for label in sheet.labels if label.words in wordings),
        key=lambda label: (not sheet.of(label), -len(label.words), label.zone.top),
    )
    label = labels[0] if labels else None
    value = _in_order(sheet.of(label)) if label else []
    if field.shape is None:
        return value, label
    shaped = _shaped(value, field)
    if not shaped:
        runs = (_shaped(run, field) for run in _runs(sheet))
        shaped = next((run for run in runs if run), [])
    return shaped or value, label


def _shaped(characters: Row, field: FormField) -> Row:
    """Those of some characters that have the field's shape, if there are any."""
    text = "".join(c.character.text[0] for c in characters).upper()
    seen = field.shape.search(text) if field.shape else None
    return list(characters[seen.start() : seen.end()]) if seen else []


def _runs(sheet: _Sheet) -> list[Row]:
    """The pieces that are no field's, those close together on one level joined; from the foot of the page upwards."""
    free = {id(piece[0]): piece for piece in sheet.no_fields()}
    runs: list[Row] = []
    for strip in sheet.strips:
        run: Row = []
        for piece in (free[id(c)] for c in strip if id(c) in free):
            if run and piece[0].left - run[-1].right > SETTINGS.value_gap:
                runs.append(run)
                run = []
            run = run + piece
        if run:
            runs.append(run)
    return sorted(runs, key=height, reverse=True)


def _in_order(pieces: Sequence[Row]) -> Row:
    """The characters of some pieces, line by line from left to right."""
    return [c for strip in sorted(_strips(pieces), key=height) for c in strip]


def _empty_spot(label: _Label) -> Zone:
    """Where the value of a label should stand that was not found."""
    zone = label.zone
    return Zone(zone.right, zone.top, zone.right + SETTINGS.empty_spot * zone.height, zone.bottom)
