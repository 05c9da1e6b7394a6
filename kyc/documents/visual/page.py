"""A page while its visual zone is read: what is known of it, and which of its prints are told already. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kyc.documents.doubts import Printed
from kyc.documents.formats import sureness
from kyc.documents.lines import inked
from kyc.documents.pixels import Quad
from kyc.documents.visual.days import days_in
from kyc.documents.visual.latin import of_state
from kyc.documents.visual.prints import as_printed
from kyc.documents.visual.settings import SETTINGS
from kyc.documents.visual.sheet import Part, Sheet


@dataclass(frozen=True)
class Known:
    """What the machine-readable zone says. values: by the house's field names. cut: its name had no room for all of it."""

    values: Mapping[str, str]
    cut: bool = False


@dataclass(frozen=True)
class Seen:
    """A value as the visual zone prints it.

    value: dates in ISO 8601, sex as `M` `F` `X`, numbers without spaces, all else as printed. raw: as recognised.
    confidence: 0..1 of the characters. quad: where it stands on the page. printed: the characters it was told from.
    by_order: no label told it, only its place among the other entries.
    """

    value: str
    raw: str
    confidence: float
    quad: Quad
    printed: Printed = ()
    by_order: bool = False


def by_order(seen: Seen) -> Seen:
    """A value that only its place among the others tells: less sure."""
    return replace(seen, confidence=seen.confidence * SETTINGS.unlabelled, by_order=True)


class VisualPage:
    """sheet: the text of the page. known: what its machine-readable zone says. as_of: the day of reading.

    named: the prints of names. levels: of dates, the print of each by the field's name.
    """

    def __init__(self, sheet: Sheet, known: Known, as_of: date) -> None:
        self.sheet, self.known, self.as_of = sheet, known, as_of
        self.named: set[Part] = set()
        self.levels: dict[str, Part] = {}
        self.taken = {whole for whole in sheet.values if days_in(whole.text)}

    def free(self) -> list[Part]:
        """The values of which nothing is known yet."""
        return [part for part in self.sheet.values if part not in self.taken]

    def is_entry(self, part: Part) -> bool:
        """Whether a part stands among the entries, under the name, and not in the heading."""
        return part.level > max((one.level for one in self.named), default=0.0)

    def left_values(self) -> list[Part]:
        """The values under the holder's name of which nothing is known yet."""
        return [part for part in self.free() if self.is_entry(part)]

    def seen(self, lines: Sequence[Part], between: str) -> Seen:
        return self.text(lines, between.join(as_printed(line.text) for line in lines))

    def text(self, lines: Sequence[Part], value: str) -> Seen:
        self.taken |= set(lines)
        characters = [
            c.character for line in lines for c in line.characters if not c.character.text.isspace()
        ]
        raw = " ".join(line.text for line in lines)
        value = of_state(value, self.known.values.get("issuing_state"))
        return Seen(value, raw, sureness(characters), self.sheet.quad(lines), inked(characters))
