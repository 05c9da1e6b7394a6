"""The holder's name on a visual zone: by what the machine-readable zone says, by its labels, in one or several lines. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kyc.documents.visual.latin import agrees, restored, stands_in, transliterated
from kyc.documents.visual.page import Seen, VisualPage
from kyc.documents.visual.prints import (
    HAN,
    as_printed,
    has_digit,
    has_letter,
    in_one,
    is_below,
    latin,
    marks_of,
)
from kyc.documents.visual.sheet import Part
from kyc.documents.visual.wording import states_in


def names_on(page: VisualPage) -> dict[str, Seen]:
    """Surname, given names and the whole name, by the house's names for them."""
    return _Names(page).names()


class _Names:
    def __init__(self, page: VisualPage) -> None:
        self._page = page

    def names(self) -> dict[str, Seen]:
        """Surname, given names and the whole name."""
        surname, given = (
            self._page.known.values.get(name, "") for name in ("surname_latin", "given_names_latin")
        )
        # where both are known, only the given names may be shortened
        cut = self._page.known.cut
        parted = (
            surname and given and (self._written(surname, "surname"), self._given(surname, given, cut=cut))
        )
        if parted and all(parted) and parted[0] != parted[1]:
            return self._parted(*parted)
        whole = self._written(f"{surname} {given}", "name", cut=cut) or (
            self._written(f"{given} {surname}", "name", cut=cut) if given else None
        )
        if surname and whole and (given or not self._page.sheet.told_by("surname", whole)):
            return self._whole(whole)
        first = (self._written(surname, "surname", cut=cut) if surname else None) or self._labelled_name(
            "surname"
        )
        second = (self._written(given, "given", cut=cut) if given else None) or self._labelled_name("given")
        if first == second:  # what stands under one label was not read: no print is both
            first = None
        if first is None and (one := self._labelled_name("name")):
            return self._whole(one)
        return self._parted(first, second)

    def _given(self, surname: str, given: str, *, cut: bool) -> list[Part] | None:
        """The lines of the given names; the surname may stand under them."""
        surnames = self._written(surname, "surname") or ()
        return self._written(given, "given", cut=cut, but=surnames)

    def _written(
        self, zone: str, entry: str, *, cut: bool = False, but: Sequence[Part] = ()
    ) -> list[Part] | None:
        """The lines that print what the zone writes so; of several those that the label tells. cut: the zone may have
        shortened it, so that it goes on for as long as nothing else begins. but: lines it does not go on in.
        """
        zone = zone.strip()
        ways: dict[Part, list[Part]] = {}
        for part in self._page.sheet.values:
            further = [one for one in self._page.free() if one not in but and not self._is_nationality(one)]
            whole = self._page.sheet.continued(part, further)
            for end in range(1, len(whole) + 1):
                if agrees(in_one(whole[:end]), zone, cut=cut):
                    ways[part] = whole[:end]
            if part not in ways and stands_in(latin(part.text), zone):
                second = next(
                    (other for other in self._page.free() if self._goes_on(part, other, zone)), None
                )
                if second:
                    ways[part] = [part, second]
        if not ways:
            return None
        told = self._page.sheet.told_by(entry, ways)
        return ways[told or next(iter(ways))]

    def _is_nationality(self, part: Part) -> bool:
        return self._page.known.values.get("nationality") in states_in(part.text)

    def _goes_on(self, part: Part, other: Part, zone: str) -> bool:
        """Whether a name goes on in another line, which may be of other print."""
        text = f"{latin(part.text)} {latin(other.text)}"
        return is_below(part, other) and agrees(text, zone, cut=self._page.known.cut)

    def _labelled_name(self, entry: str) -> list[Part] | None:
        free = [part for part in self._page.free() if _is_name(part.text)]
        told = self._page.sheet.told_by(entry, free)
        return self._page.sheet.continued(told, free) if told else None

    def _whole(self, lines: list[Part]) -> dict[str, Seen]:
        self._page.taken |= set(lines)
        self._page.named |= set(lines)
        han = self._han_beside(lines)
        latin = as_printed(in_one(lines))
        for order in (("surname_latin", "given_names_latin"), ("given_names_latin", "surname_latin")):
            zone = " ".join(self._page.known.values.get(name, "") for name in order).strip()
            latin = restored(latin, zone, marks_of(lines))
        found = {"name": self._page.seen(han, "") if han else self._page.text(lines, latin)}
        surname, _, given = latin.partition(",") if "," in latin else self._divided(latin)
        if given.strip():
            found |= {
                "surname_latin": self._page.text(lines, surname.strip()),
                "given_names_latin": self._page.text(lines, given.strip()),
            }
        return found | {"name_latin": self._page.text(lines, latin)}

    def _divided(self, latin: str) -> tuple[str, str, str]:
        """A whole name behind the surname, where the zone had no room for it all and tells the surname."""
        surname = self._page.known.values.get("surname_latin", "") if self._page.known.cut else ""
        spaces = [at for at, letter in enumerate(latin) if letter == " "] if surname else []
        end = next((at for at in spaces if agrees(latin[:at], surname, cut=False)), len(latin))
        return latin[:end], " ", latin[end:]

    def _parted(self, surname: list[Part] | None, given: list[Part] | None) -> dict[str, Seen]:
        found: dict[str, Seen] = {}
        for name, lines in (("surname_latin", surname), ("given_names_latin", given)):
            if lines:
                self._page.taken |= set(lines)
                self._page.named |= set(lines)
                latin = as_printed(in_one(lines))
                zone = self._page.known.values.get(name, "")
                found[name] = self._page.text(lines, restored(latin, zone, marks_of(lines)))
        lines = [*(surname or ()), *(given or ())]
        if not surname or (self._page.known.values.get("given_names_latin") and not given):
            return found
        han = [*self._han_beside(surname), *(self._han_beside(given) if given else ())]
        latin = " ".join(
            found[name].value for name in ("surname_latin", "given_names_latin") if name in found
        )
        found["name"] = self._page.seen(han, "") if han else self._page.text(lines, latin)
        return found | {"name_latin": self._page.text(lines, latin)}

    def _han_beside(self, lines: Sequence[Part]) -> list[Part]:
        """The Han characters in a line of a Latin name, or alone in the line over or under it."""
        inside = [cut for line in lines if (cut := _han_of(line))]
        if inside:
            return inside
        near = [
            other
            for other in self._page.sheet.values
            if HAN.fullmatch(re.sub(r"\s", "", other.text))
            and (is_below(other, lines[0]) or is_below(lines[-1], other))
        ]
        return near[:1]


def _is_name(text: str) -> bool:
    return has_letter(text) and not has_digit(text) and bool(transliterated(latin(text)) or HAN.search(text))


def _han_of(part: Part) -> Part | None:
    found = HAN.search("".join(c.character.text for c in part.characters))
    return part.cut(found.start(), found.end()) if found else None
