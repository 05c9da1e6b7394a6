"""What the visual zone of a travel document says, of whatever state and in whatever language. Pure.

A value is told by what the machine-readable zone says of it, wherever it stands; by its label else, over it or before it;
a date of issue also by being neither birth nor expiry. What the zone says is only used to find a print, never to mend
it: a print that says something else is found by its label, and both are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from kyc.documents.visual.dates import dates_on
from kyc.documents.visual.days import days_in
from kyc.documents.visual.names import names_on
from kyc.documents.visual.page import Known, Seen, VisualPage, by_order
from kyc.documents.visual.prints import HAN, has_digit
from kyc.documents.visual.sheet import Part, Sheet
from kyc.documents.visual.wording import sex_of, states_in

__all__ = ["Known", "Seen", "read_visual", "same_number"]

_ALIKE = str.maketrans("OQDILZSB", "00011258")
_LEAST_NUMBER = 5
_CODE = re.compile(r"[A-Z]{0,3}\d{5,9}[A-Z0-9]{0,2}")
_ONLY_SEX = re.compile(r"(?:[A-ZČΑΘ男女]{1,3}\s?[/-]\s?)?[MFX]")


def read_visual(sheet: Sheet, known: Known, as_of: date) -> dict[str, Seen]:
    """The fields that the visual zone prints, by the house's names; those that were not found left out.

    `surname_latin` and `given_names_latin` are as printed here, with their marks; `name` is the whole name as the page
    prints it, in Han characters where it does. as_of: the day of reading, before which everybody is born and issued.
    """
    page = VisualPage(sheet, known, as_of)
    found = {**names_on(page), **dates_on(page)}
    reader = _Entries(page)
    for name, read in _SINGLE.items():
        seen = read(reader)
        if seen:
            found[name] = seen
    return {**reader.unlabelled(found), **found}


class _Entries:
    """The entries of one print each."""

    def __init__(self, page: VisualPage) -> None:
        self._page = page

    def number(self) -> Seen | None:
        """The document's number."""
        value = self._page.known.values.get("number", "")
        parts = {part: _joined(part.text) for part in self._page.sheet.values}
        same = [part for part, text in parts.items() if value and _is_number(text, value)]
        part = self._page.sheet.told_by("number", same) or next(iter(same), None)
        if part is None:
            like = [part for part, text in parts.items() if len(text) >= _LEAST_NUMBER and has_digit(text)]
            part = self._page.sheet.told_by("number", [one for one in like if not days_in(one.text)])
        if part:
            return self._page.text([part], parts[part])
        coded = [one for one in self._page.free() if _CODE.fullmatch(parts[one])] if not value else []
        if len(coded) != 1:
            return None
        return by_order(self._page.text(coded, parts[coded[0]]))

    def sex(self) -> Seen | None:
        """The sex, by its label only: single letters stand for other things too."""
        sexes = {part: sex for part in self._page.sheet.values if (sex := sex_of(part.text))}
        part = self._page.sheet.told_by("sex", sexes)
        return self._page.text([part], sexes[part]) if part else None

    def nationality(self) -> Seen | None:
        """The nationality as worded."""
        known = self._page.known.values.get("nationality", "")
        same = [
            part for part in self._page.free() if known in states_in(part.text) and self._page.is_entry(part)
        ]
        part = self._page.sheet.told_by("nationality", same) or next(iter(same), None)
        return self._page.seen([part], " ") if part else self._labelled("nationality")

    def birth_place(self) -> Seen | None:
        """The place of birth as printed."""
        return self._labelled("birth_place", wraps=True)

    def issuer(self) -> Seen | None:
        """The issuing authority or place as printed."""
        return self._labelled("issuer", wraps=True)

    def issuing_state(self) -> Seen | None:
        """The code of the issuing state."""
        codes = [part for part in self._page.sheet.values if re.fullmatch(r"[A-Z]{1,3}", part.text)]
        same = [part for part in codes if part.text == self._page.known.values.get("issuing_state")]
        part = self._page.sheet.told_by("code", codes) or next(iter(same), None)
        return self._page.text([part], part.text) if part else None

    # ---- what no label tells

    def unlabelled(self, found: Mapping[str, Seen]) -> dict[str, Seen]:
        """Sex, place of birth and authority where their labels were not read, told by the order of entries on every such
        document (Doc 9303-4, 4.1): the place follows the birth, the authority the issue. Only where but one print is left.
        """
        if "birth_date" not in self._page.levels or "issued_on" not in self._page.levels:
            return {}
        born, issued = self._page.levels["birth_date"], self._page.levels["issued_on"]
        left = [part for part in self._page.left_values() if not self._is_other(part)]
        sexes = [part for part in left if _ONLY_SEX.fullmatch(part.text)]
        words = [part for part in left if part not in sexes and _is_place(part.text)]
        places = [
            part for part in words if born.level - born.height < part.level < issued.level - issued.height / 2
        ]
        offices = [part for part in words if part.level > issued.level - issued.height / 2]
        guesses = {}
        if "sex" not in found and len(sexes) == 1 and (sex := sex_of(sexes[0].text)):
            guesses["sex"] = self._page.text(sexes, sex)
        for name, parts in (("birth_place", places), ("issuer", offices)):
            if name not in found and len(parts) == 1:
                guesses[name] = self._page.seen(self._page.sheet.continued(parts[0], self._page.free()), " ")
        return {name: by_order(seen) for name, seen in guesses.items()}

    def _is_other(self, part: Part) -> bool:
        return self._page.sheet.told_by("other", [part]) is part

    def _labelled(self, entry: str, *, wraps: bool = False) -> Seen | None:
        # the end of a label in another script looks like small letters
        free = [part for part in self._page.free() if not part.text[:1].islower()]
        part = self._page.sheet.told_by(entry, free)
        if part is None or not any(c.isalnum() for c in part.text):
            return None
        lines = [
            self._without_number(line)
            for line in (self._page.sheet.continued(part, free) if wraps else [part])
        ]
        return self._page.seen(lines, "" if HAN.fullmatch(lines[0].text) else " ")

    def _without_number(self, part: Part) -> Part:
        """A text without the document's number, where that stands so near behind it that both were read as one."""
        number, text = (
            self._page.known.values.get("number"),
            "".join(c.character.text for c in part.characters),
        )
        before = text.removesuffix(number).rstrip() if number else text
        return (part.cut(0, len(before)) if before else None) or part


_SINGLE: Mapping[str, Callable[[_Entries], Seen | None]] = {
    "number": _Entries.number,
    "sex": _Entries.sex,
    "nationality": _Entries.nationality,
    "birth_place": _Entries.birth_place,
    "issuer": _Entries.issuer,
    "issuing_state": _Entries.issuing_state,
}


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are one to the eye: print does not always tell O from 0."""
    return one.translate(_ALIKE) == other.translate(_ALIKE)


def _is_number(text: str, value: str) -> bool:
    return same_number(text, value) or (text.startswith("N") and same_number(text.removeprefix("NO"), value))


def _joined(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text).upper()


def _is_place(text: str) -> bool:
    """Whether a print may be a place or an office: no height, no code of few letters."""
    return sum(letter.isalpha() for letter in text) > 2 and not text[:1].isdigit() and not text[:1].islower()
