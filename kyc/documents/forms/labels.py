"""The labels of a form, whole, misread in a character or torn. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kyc.documents.forms.settings import SETTINGS
from kyc.documents.forms.strips import are_level, extent, letter
from kyc.documents.layouts import FormLayout, Zone
from kyc.documents.rows import Placed, Row


@dataclass(frozen=True)
class Label:
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


def _match(strip: Row, start: int, words: str) -> int | None:
    """Where words end that begin at `start`, None when they do not."""
    if letter(strip[start]) != words[0]:
        return None
    last, seen, end = -1, 0, start
    slips = len(words) // SETTINGS.letters_a_slip
    for at in range(start, min(start + len(words) + min(1, slips), len(strip))):
        index = words.find(letter(strip[at]), last + 1)
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


def labels_on(strips: Sequence[Row], layout: FormLayout) -> list[Label]:
    """Every label on the form, the longest words first, so that 名称 is not found in 纳税人名称."""
    fields = (words for field in layout.fields.values() for words in field.labels)
    found: list[Label] = []
    taken: frozenset[int] = frozenset()
    for words in sorted({*fields, *layout.others, *layout.tells[1:]}, key=lambda words: (-len(words), words)):
        for characters in wording(strips, words, taken):
            if not taken & {id(c) for c in characters}:
                found.append(_label(words.replace("|", ""), characters))
                taken |= {id(c) for c in characters}
    return found


def torn_labels(strips: Sequence[Row], found: Sequence[Label], layout: FormLayout) -> list[Label]:
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


def _torn_in(strip: Row, found: Sequence[Label], missing: Sequence[Sequence[str]]) -> Iterator[Label]:
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


def _label(words: str, characters: tuple[Placed, ...]) -> Label:
    return Label(words, extent(characters), characters)


def _torn_from(characters: Sequence[Placed], missing: Sequence[Sequence[str]]) -> str | None:
    """The words of which some characters make up more than of any other; None when that cannot be told."""
    text = "".join(map(letter, characters))
    shares = [
        max(len(text) / len(words) if is_torn(text, words) else 0.0 for words in one) for one in missing
    ]
    most = max(shares, default=0.0)
    if not most or shares.count(most) > 1:
        return None
    return next(
        words
        for words in missing[shares.index(most)]
        if is_torn(text, words) and len(text) / len(words) == most
    )


def is_torn(text: str, words: str) -> bool:
    """Whether a text is some of the characters of words, in their order."""
    rest = iter(words)
    return 0 < len(text) < len(words) and all(letter in rest for letter in text)


def _rest_of(words: str, line: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """The end of a torn label that was found in one piece with the value behind it (负 | 人方强)."""
    text = "".join(map(letter, line))
    length = next((n for n in range(len(words) - 1, 0, -1) if text.startswith(words[-n:])), 0)
    return line[:length] if length < len(line) else ()


def _before_colon(line: tuple[Placed, ...]) -> tuple[Placed, ...]:
    """What stands before the colon of a line; all of it when there is none."""
    at = next((at for at, c in enumerate(line) if c.character.text in ":：" and at), len(line))
    return line[:at]


def _is_under(c: Placed, label: Label) -> bool:
    """Whether a character stands in the column of a label, some rows above or below it."""
    zone = label.zone
    if abs(c.line.middle - zone.middle) > SETTINGS.column * c.line.height:
        return False
    return zone.left - SETTINGS.overhang <= c.left < zone.right and not zone.top < c.line.middle < zone.bottom


def _is_alone_behind(line: Sequence[Placed], label: Label) -> bool:
    """Whether a line is a single character that stands behind a label on its level."""
    return len(line) == 1 and label.zone.right < line[0].left and are_level(label.characters[-1], line[0])


def wording(strips: Sequence[Row], words: str, taken: frozenset[int]) -> Iterator[tuple[Placed, ...]]:
    """Where a label stands, in one line or broken where "|" allows it."""
    upper, broken, lower = words.partition("|")
    if not broken:
        yield from _places(strips, words, taken)
        return
    lowers = list(_places(strips, lower, taken))
    for first in _places(strips, upper, taken):
        for second in lowers:
            zone, under = extent(first), extent(second)
            apart = under.middle - zone.middle
            if (
                under.left < zone.right
                and zone.left < under.right
                and 0 < apart <= SETTINGS.line_pitch * zone.height
            ):
                yield first + second
    yield from _places(strips, upper + lower, taken)
