"""The pieces of text of a form, each with the label it belongs to. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kyc.documents.classify import Side, is_overprint
from kyc.documents.forms.labels import Label, labels_on, torn_labels
from kyc.documents.forms.pages import as_heading
from kyc.documents.forms.settings import SETTINGS
from kyc.documents.forms.strips import are_level, once, printed, strips_of
from kyc.documents.layouts import FormLayout
from kyc.documents.lines import Line
from kyc.documents.rows import Placed, Row, height

_SPECIMEN = "SPECIMEN"
_CLOSING = frozenset("）)。")
_OPENING = frozenset('（(“"《、，；。,;.*—-')


class Sheet:
    """The labels of a form and the pieces of text between them, each with the label it belongs to."""

    def __init__(self, side: Side, layout: FormLayout) -> None:
        labelled = any(layout.tells[0] in field.labels for field in layout.fields.values())
        lines = [
            line
            for line in side.lines
            if not _is_mark(line, layout) and (labelled or as_heading(line) != layout.tells[0])
        ]
        self.strips = strips_of(once([printed(line, side.frame) for line in lines]))
        self.labels = labels_on(self.strips, layout)
        self.labels += torn_labels(self.strips, self.labels, layout)
        named = {id(c): label for label in self.labels for c in label.characters}
        self.pieces = [piece for strip in self.strips for piece in _pieces(strip, named)]
        self.owner: dict[int, Label] = {}
        self.others = frozenset(words.replace("|", "") for words in layout.others)
        wrapping = {words.replace("|", "") for f in layout.fields.values() if f.wraps for words in f.labels}
        below = {words.replace("|", "") for f in layout.fields.values() if f.below for words in f.labels}
        self._own_beside(named)
        self._own_wrapped(lambda label: label.words in wrapping)
        self._own_near(self._stands_beside, lambda label: True)
        self._own_near(_stands_below, lambda label: label.words in below and not self.of(label))
        self._own_wrapped(lambda label: label.words in wrapping)

    def of(self, label: Label) -> list[Row]:
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

    def _own_beside(self, named: Mapping[int, Label]) -> None:
        """Gives each label the piece behind it on its level, and those that follow close."""
        starts = {id(piece[0]): piece for piece in self.pieces}
        for strip in self.strips:
            label: Label | None = None
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

    def _own_near(self, stands: Callable[[Row, Label], bool], wanted: Callable[[Label], bool]) -> None:
        """Gives each free piece the nearest label that it stands to as asked."""
        for piece in self.free():
            near = [
                label
                for label in self.labels
                if wanted(label) and stands(piece, label) and not _is_too_tall(piece, label)
            ]
            if near:
                self.owner[id(piece)] = max(near, key=lambda label: (label.zone.right, label.zone.bottom))

    def _stands_beside(self, piece: Row, label: Label) -> bool:
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
            zone.right <= other[0].left and other[-1].right <= piece[0].left and are_level(other[0], piece[0])
            for other in between
        )

    def _own_wrapped(self, wraps: Callable[[Label], bool]) -> None:
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

    def _goes_on(self, above: Row, piece: Row, label: Label) -> bool:
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


def _pieces(strip: Row, named: Mapping[int, Label]) -> Iterator[Row]:
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


def _is_mark(line: Line, layout: FormLayout) -> bool:
    """Whether a line is an overprint, or a piece of one that runs across the page."""
    text = "".join(line.text.split()).upper()
    return is_overprint(line, layout) or (len(text) > 1 and text in _SPECIMEN)


def _is_too_tall(piece: Row, label: Label) -> bool:
    usual = min(c.line.height for c in label.characters)
    return piece[0].line.height > SETTINGS.tallest * usual


def _stands_below(piece: Row, label: Label) -> bool:
    """Whether a piece stands right under a label."""
    zone, line = label.zone, piece[0].line
    down = line.middle - zone.middle
    return (
        0 < down <= SETTINGS.below * line.height
        and piece[0].left < zone.right
        and zone.left < piece[-1].right
    )
