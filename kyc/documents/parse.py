"""From the text of one document side to its fields, by the layout of its kind. Pure.

Lines are put into rows *in the card's own frame*, so a turned or tilted card reads like a straight one. A value is
what stands behind its label up to the next one; where the label itself was lost, what stands where values do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf

from kyc.base.text import Text
from kyc.documents.classify import Side
from kyc.documents.doubts import Places, doubtful_places
from kyc.documents.formats import NOT_FOUND, Value, read_value
from kyc.documents.layouts import CardField, CardLayout, FieldLayout, Zone
from kyc.documents.lines import Character, Line, inked
from kyc.documents.model import Box, Field
from kyc.documents.pixels import Quad
from kyc.documents.reading import SETTINGS
from kyc.documents.rows import Label, Placed, Row, height, labels_in, placed, rows_of

_UNSURE = Text(
    "第 {places} 个字不清楚：请照原件核对",
    "Unsure of character {places}: compare with the document",
)
_CUT_SHORT = Text(
    "该行首尾可能有字未读出：请照原件核对",
    "A character at an end of the line may not have been read: compare with the document",
)
_REPAIRED = Text(
    "个别字按码表或可能的取值修正过：请照原件核对",
    "Mended by a table or by what can stand there: compare with the document",
)


@dataclass(frozen=True)
class Parsed:
    """A field as parsed, and the spots (one a line, in pixels of the page) where its value stands or should stand."""

    field: Field
    spots: tuple[Quad, ...]


def fields_of(side: Side, layout: CardLayout) -> dict[str, Parsed]:
    """Every field of the layout, in its order; those that could not be read carry the reason."""
    rows = rows_of(side, layout)
    sheet = _Sheet(layout, rows, labels_in(rows, layout))
    return {name: _parsed(sheet, field, side) for name, field in layout.fields.items()}


def field_from(lines: Sequence[Line], side: Side, field: FieldLayout) -> Field:
    """The field that lines say which were cut out where only its value stands, in reading order."""
    return field_of([c for line in lines for c in placed(line, side.frame)], field, side)


class _Sheet:
    """The rows of a side, and in which of them the value of each field begins."""

    def __init__(self, layout: CardLayout, rows: Sequence[Row], labels: Mapping[str, Label]) -> None:
        self.layout, self.rows, self.labels = layout, rows, labels
        self.row_of: dict[str, int] = {}
        for name, field in layout.fields.items():
            at = labels[field.label].row if field.label in labels else self._nearest_row(field)
            if at is not None:
                self.row_of[name] = at

    def _nearest_row(self, field: CardField) -> int | None:
        """The row that stands where the value of a field begins whose label was lost."""
        level = self.layout.anchors[field.label].middle
        fitting = [
            (abs(height(inside) - level), at)
            for at, row in enumerate(self.rows)
            if (inside := [c for c in row if field.zone.left <= c.x <= field.zone.right])
        ]
        distance, at = min(fitting, default=(SETTINGS.label_slack_mm, None))
        return at if distance < SETTINGS.label_slack_mm else None

    def span(self, field: CardField) -> tuple[float, float]:
        """From where to where a value may stand in its first row: from its own label to the next."""
        label = self.labels.get(field.label)
        if label is None:
            return self.layout.anchors[field.label].right, field.zone.right + SETTINGS.label_slack_mm
        further = (
            one.start for one in self.labels.values() if one.row == label.row and one.start > label.end
        )
        return label.end, min(further, default=field.zone.right + SETTINGS.label_slack_mm)

    def value_of(self, field: CardField) -> Row:
        """The characters of a field's value: those of its row, and of the rows it wraps to."""
        if field.below:
            return self._value_below(field)
        if field.name not in self.row_of:
            return []
        at, (start, end) = self.row_of[field.name], self.span(field)
        value = [c for c in self.rows[at] if start < c.x < end]
        if field.wraps:
            above, below = self._wrapped_rows(at)
            value = [*_in_column(above, field), *value, *_in_column(below, field)]
        return value

    def _value_below(self, field: CardField) -> Row:
        """The characters under a field's label, down to the next label; where it was lost, those in the zone."""
        label, slack = self.labels.get(field.label), SETTINGS.label_slack_mm
        if label is None:
            zone = field.zone
            rows = [row for row in self.rows if zone.top < height(row) < zone.bottom]
            columns = [[c for c in row if zone.left - slack < c.x < zone.right + slack] for row in rows]
        else:
            right = self._next_label_beside(label, field)
            columns = [
                [c for c in row if label.start - slack / 2 < c.x < right] for row in self._rows_below(label)
            ]
        columns = [row for row in columns if row and height(row) < field.zone.bottom + slack]
        return [c for row in (columns if field.wraps else columns[:1]) for c in row]

    def _next_label_beside(self, label: Label, field: CardField) -> float:
        slack = SETTINGS.label_slack_mm / 2
        beside = (one.start for one in self.labels.values() if one.row == label.row and one.start > label.end)
        return min(beside, default=field.zone.right + 2 * slack) - slack

    def _rows_below(self, label: Label) -> Sequence[Row]:
        further = [one.row for one in self.labels.values() if one.row > label.row]
        return self.rows[label.row + 1 : min(further, default=len(self.rows))]

    def _wrapped_rows(self, at: int) -> tuple[Sequence[Row], Sequence[Row]]:
        """The rows above and below a field's first that belong to it.

        A row without a label belongs to the field above it; when that one does not wrap, to the field below, whose
        label is then set half way down its value.
        """
        owned = self.row_of.items()
        before = max((row for _, row in owned if row < at), default=-1)
        after = min((row for _, row in owned if row > at), default=len(self.rows))
        if any(self.layout.fields[name].wraps for name, row in owned if row == before):
            return [], self.rows[at + 1 : after]
        level = height(self.rows[at]) - SETTINGS.line_pitch_mm
        return [row for row in self.rows[before + 1 : at] if height(row) >= level], self.rows[at + 1 : after]

    def empty_spot(self, field: CardField) -> Zone:
        """Where the first line of a value should stand that was not found."""
        if field.below:
            return field.zone
        level = self.layout.anchors[field.label].middle
        if field.name in self.row_of:
            level = height(self.rows[self.row_of[field.name]])
        start, end = self.span(field)
        half = self.layout.anchors[field.label].height
        return Zone(start + half / 2, level - half, min(end, field.zone.right), level + half)


def _in_column(rows: Sequence[Row], field: CardField) -> Row:
    """The characters of rows that stand where a field's value may."""
    slack = SETTINGS.label_slack_mm
    left, right = field.zone.left - slack, field.zone.right + slack
    top, bottom = field.zone.top - slack, field.zone.bottom + slack
    return [c for row in rows for c in row if left < c.x < right and top < c.line.middle < bottom]


def _parsed(sheet: _Sheet, field: CardField, side: Side) -> Parsed:
    value = _trimmed(sheet.value_of(field))
    read = field_of(value, field, side)
    # What came out unreadable on one line may have been found in part only.
    in_part = read.value is None and not field.wraps
    return Parsed(
        read, spots_of(value, side) if value and not in_part else (spot_of(sheet.empty_spot(field), side),)
    )


def spots_of(value: Row, side: Side, more: float = 0.0) -> tuple[Quad, ...]:
    """Where the lines of a value stand on the page, with room for half a character at both ends; for `more` behind each
    line, in the side's own units.
    """
    zones = (replace(zone, right=zone.right + more) for zone in _line_zones(value))
    return tuple(spot_of(zone, side) for zone in zones)


def _trimmed(value: Row) -> Row:
    """The characters without the gaps before the first and behind the last."""
    solid = [at for at, c in enumerate(value) if not c.character.text.isspace()]
    return list(value[solid[0] : solid[-1] + 1]) if solid else []


def _line_zones(value: Row) -> list[Zone]:
    """The extent of a value on each line it stands on, with room for half a character at both ends.

    The networks know the middle of a character better than its edges.
    """
    lines = dict.fromkeys(c.line for c in value)
    zones = []
    for line in lines:
        here = [c for c in value if c.line is line]
        room = line.height / 4
        left = min(here[0].left - room, line.left if _unread_beside(here[0]) else inf)
        right = max(here[-1].right + room, line.right if _unread_beside(here[-1]) else -inf)
        zones.append(Zone(left, line.top, right, line.bottom))
    return zones


def field_of(value: Row, field: FieldLayout, side: Side) -> Field:
    """The field that some characters on a side say, in reading order; none when there are no characters."""
    characters = [c.character for c in value]
    read = read_value(characters, field)
    if read.value is not None and any(_unread_beside(c) for c in value):
        sure = min(read.confidence, SETTINGS.cut_short)
        read = replace(read, confidence=sure, reason=read.reason or _CUT_SHORT)
    doubts = _doubts(read, characters, field)
    return Field(
        value=read.value,
        confidence=read.confidence,
        box=_box(value, side) if value else None,
        raw="".join(c.text for c in characters).strip() or None,
        reason=_reason(read, doubts),
        repaired=read.repaired,
        doubts=doubts,
    )


def _doubts(read: Value, characters: Sequence[Character], field: FieldLayout) -> Places:
    if read.value is None or (read.confidence >= field.floor and not read.repaired):
        return ()
    return doubtful_places(read.value, inked(characters), field.floor)


def _reason(read: Value, doubts: Places) -> Text | None:
    """Why a value is missing or doubtful; None when it is neither."""
    if read.value is None or read.reason is not None:
        return read.reason or NOT_FOUND
    if read.repaired:
        return _REPAIRED
    return _UNSURE.format(places="、".join(str(at + 1) for at in doubts)) if doubts else None


def _unread_beside(c: Placed) -> bool:
    """Whether print stands beside a character at the end of its line that was not read, as a rare character is."""
    return max(c.unread_before, c.unread_behind) > SETTINGS.unread_print


def _box(value: Row, side: Side) -> Box:
    zones = _line_zones(value)
    left, right = min(zone.left for zone in zones), max(zone.right for zone in zones)
    top, bottom = min(zone.top for zone in zones), max(zone.bottom for zone in zones)
    return Box(side.page, spot_of(Zone(left, top, right, bottom), side))


def spot_of(zone: Zone, side: Side) -> Quad:
    """Where a zone of a side lies, in pixels of the page."""
    a, b, c, d = side.frame.page(zone.corners())
    return a, b, c, d
