"""What the visual zone of a travel document says, of whatever state and in whatever language. Pure.

A value is told by what the machine-readable zone says of it, wherever it stands; by its label else, over it or before it;
a date of issue also by being neither birth nor expiry. What the zone says is only used to find a print, never to mend
it: a print that says something else is found by its label, and both are compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kyc.documents.doubts import Printed
from kyc.documents.formats import sureness
from kyc.documents.lines import inked
from kyc.documents.pixels import Quad
from kyc.documents.visual.days import days_in
from kyc.documents.visual.latin import Marks, agrees, of_state, restored, stands_in, transliterated
from kyc.documents.visual.settings import SETTINGS
from kyc.documents.visual.sheet import Part, Sheet
from kyc.documents.visual.wording import sex_of, states_in

_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff·]+")
_ZERO = re.compile(r"(?<=[^\W\d_])0|0(?=[^\W\d_])")
_SIGNS = str.maketrans("，（）：∅", ",():Ø")
_ALIKE = str.maketrans("OQDILZSB", "00011258")
_LEAST_NUMBER = 5
_UNKNOWN_DAY = re.compile(r"(?:[X<*]{2}[ ./-]?){1,2}\d{4}|\d{4}")
_CODE = re.compile(r"[A-Z]{0,3}\d{5,9}[A-Z0-9]{0,2}")
_ONLY_SEX = re.compile(r"(?:[A-ZČΑΘ男女]{1,3}\s?[/-]\s?)?[MFX]")


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


def read_visual(sheet: Sheet, known: Known, as_of: date) -> dict[str, Seen]:
    """The fields that the visual zone prints, by the house's names; those that were not found left out.

    `surname_latin` and `given_names_latin` are as printed here, with their marks; `name` is the whole name as the page
    prints it, in Han characters where it does. as_of: the day of reading, before which everybody is born and issued.
    """
    reader = _Reader(sheet, known, as_of)
    found = {**reader.names(), **reader.days()}
    for name, read in _SINGLE.items():
        seen = read(reader)
        if seen:
            found[name] = seen
    return {**reader.unlabelled(found), **found}


@dataclass(frozen=True)
class _Day:
    """A day printed in a part. days: those it may mean."""

    part: Part
    days: frozenset[date]


class _Reader:
    def __init__(self, sheet: Sheet, known: Known, as_of: date) -> None:
        self._sheet, self._known, self._as_of = sheet, known, as_of
        self._days = [
            _Day(part, day.days)
            for whole in sheet.values
            for day in days_in("".join(c.character.text for c in whole.characters))
            if (part := whole.cut(day.start, day.end))
        ]
        self._named: set[Part] = set()
        self._levels: dict[str, Part] = {}
        self._taken = {whole for whole in sheet.values if days_in(whole.text)}

    # ---- names

    def names(self) -> dict[str, Seen]:
        """Surname, given names and the whole name."""
        surname, given = (self._known.values.get(name, "") for name in ("surname_latin", "given_names_latin"))
        # where both are known, only the given names may be shortened
        cut = self._known.cut
        parted = (
            surname and given and (self._written(surname, "surname"), self._given(surname, given, cut=cut))
        )
        if parted and all(parted) and parted[0] != parted[1]:
            return self._parted(*parted)
        whole = self._written(f"{surname} {given}", "name", cut=cut) or (
            self._written(f"{given} {surname}", "name", cut=cut) if given else None
        )
        if surname and whole and (given or not self._sheet.told_by("surname", whole)):
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
        for part in self._sheet.values:
            further = [one for one in self._free() if one not in but and not self._is_nationality(one)]
            whole = self._sheet.continued(part, further)
            for end in range(1, len(whole) + 1):
                if agrees(_in_one(whole[:end]), zone, cut=cut):
                    ways[part] = whole[:end]
            if part not in ways and stands_in(_latin(part.text), zone):
                second = next((other for other in self._free() if self._goes_on(part, other, zone)), None)
                if second:
                    ways[part] = [part, second]
        if not ways:
            return None
        told = self._sheet.told_by(entry, ways)
        return ways[told or next(iter(ways))]

    def _is_nationality(self, part: Part) -> bool:
        return self._known.values.get("nationality") in states_in(part.text)

    def _goes_on(self, part: Part, other: Part, zone: str) -> bool:
        """Whether a name goes on in another line, which may be of other print."""
        text = f"{_latin(part.text)} {_latin(other.text)}"
        return _is_below(part, other) and agrees(text, zone, cut=self._known.cut)

    def _labelled_name(self, entry: str) -> list[Part] | None:
        free = [part for part in self._free() if _is_name(part.text)]
        told = self._sheet.told_by(entry, free)
        return self._sheet.continued(told, free) if told else None

    def _whole(self, lines: list[Part]) -> dict[str, Seen]:
        self._taken |= set(lines)
        self._named |= set(lines)
        han = self._han_beside(lines)
        latin = as_printed(_in_one(lines))
        for order in (("surname_latin", "given_names_latin"), ("given_names_latin", "surname_latin")):
            zone = " ".join(self._known.values.get(name, "") for name in order).strip()
            latin = restored(latin, zone, _marks(lines))
        found = {"name": self._seen(han, "") if han else self._text(lines, latin)}
        surname, _, given = latin.partition(",") if "," in latin else self._divided(latin)
        if given.strip():
            found |= {
                "surname_latin": self._text(lines, surname.strip()),
                "given_names_latin": self._text(lines, given.strip()),
            }
        return found | {"name_latin": self._text(lines, latin)}

    def _divided(self, latin: str) -> tuple[str, str, str]:
        """A whole name behind the surname, where the zone had no room for it all and tells the surname."""
        surname = self._known.values.get("surname_latin", "") if self._known.cut else ""
        spaces = [at for at, letter in enumerate(latin) if letter == " "] if surname else []
        end = next((at for at in spaces if agrees(latin[:at], surname, cut=False)), len(latin))
        return latin[:end], " ", latin[end:]

    def _parted(self, surname: list[Part] | None, given: list[Part] | None) -> dict[str, Seen]:
        found: dict[str, Seen] = {}
        for name, lines in (("surname_latin", surname), ("given_names_latin", given)):
            if lines:
                self._taken |= set(lines)
                self._named |= set(lines)
                latin = as_printed(_in_one(lines))
                zone = self._known.values.get(name, "")
                found[name] = self._text(lines, restored(latin, zone, _marks(lines)))
        lines = [*(surname or ()), *(given or ())]
        if not surname or (self._known.values.get("given_names_latin") and not given):
            return found
        han = [*self._han_beside(surname), *(self._han_beside(given) if given else ())]
        latin = " ".join(
            found[name].value for name in ("surname_latin", "given_names_latin") if name in found
        )
        found["name"] = self._seen(han, "") if han else self._text(lines, latin)
        return found | {"name_latin": self._text(lines, latin)}

    def _han_beside(self, lines: Sequence[Part]) -> list[Part]:
        """The Han characters in a line of a Latin name, or alone in the line over or under it."""
        inside = [cut for line in lines if (cut := _han_of(line))]
        if inside:
            return inside
        near = [
            other
            for other in self._sheet.values
            if _HAN.fullmatch(re.sub(r"\s", "", other.text))
            and (_is_below(other, lines[0]) or _is_below(lines[-1], other))
        ]
        return near[:1]

    # ---- dates

    def days(self) -> dict[str, Seen]:
        """Birth, expiry and issue."""
        found = {}
        for name in ("birth_date", "expires_on"):
            seen = self._known_day(name) or self._labelled_day(name, self._may_be(name))
            if seen:
                found[name] = seen
        unknown = next((part for part in self._free() if _UNKNOWN_DAY.fullmatch(part.text)), None)
        if unknown and "birth_date" not in found:
            self._levels["birth_date"] = unknown
            self._taken.add(unknown)
        for name in ("issued_on", "expires_on"):
            if name not in found:
                seen = self._labelled_day(name, self._may_be(name)) or self._left_over(name, found)
                found |= {name: seen} if seen else {}
        return found

    def _known_day(self, name: str) -> Seen | None:
        value = self._known.values.get(name)
        if value is None:
            return None
        day = date.fromisoformat(value)
        places = {one.part: one for one in self._days if day in one.days}
        if not places:
            return None
        part = self._sheet.told_by(name, places) or next(iter(places))
        self._levels[name] = part
        return self._day(part, day)

    def _labelled_day(self, name: str, may_be: Callable[[date], bool]) -> Seen | None:
        places = {one.part: one for one in self._days if any(map(may_be, one.days))}
        part = self._sheet.told_by(name, places)
        if part is None:
            return None
        self._levels[name] = part
        possible = sorted(filter(may_be, places[part].days))
        return self._day(part, possible[-1], len(possible))

    def _left_over(self, name: str, found: Mapping[str, Seen]) -> Seen | None:
        """The day that is none of two that are known, when there is but one: issue between birth and expiry, expiry last."""
        stated = [
            self._known.values[day] for day in ("birth_date", "expires_on") if day in self._known.values
        ]
        known = {date.fromisoformat(day) for day in (*stated, *(seen.value for seen in found.values()))}
        if len(known) < 2:
            return None
        may_be = self._may_be(name)
        after = max(known) if name == "expires_on" else date.min
        left = {
            one.part: days
            for one in self._days
            if not known & one.days
            and len(days := {day for day in one.days if may_be(day) and day > after}) == 1
        }
        distinct = {day for days in left.values() for day in days}
        if len(distinct) != 1:
            return None
        part = self._levels[name] = next(iter(left))
        return _by_order(self._day(part, distinct.pop()))

    def _may_be(self, name: str) -> Callable[[date], bool]:
        """Whether a day may be that of birth, issue or expiry."""
        as_of = self._as_of
        known = self._known.values
        born = date.fromisoformat(known["birth_date"]) if "birth_date" in known else date.min
        ends = date.fromisoformat(known["expires_on"]) if "expires_on" in known else date.max
        if name == "birth_date":
            return lambda day: day <= as_of
        if name == "issued_on":
            return lambda day: born <= day <= as_of and day < ends
        return lambda day: abs(day.year - as_of.year) <= SETTINGS.longest_validity

    def _day(self, part: Part, day: date, meanings: int = 1) -> Seen:
        digits = [c.character for c in part.characters if c.character.text.isdigit()]
        quad = self._sheet.quad([part])
        return Seen(day.isoformat(), part.text, sureness(digits) / meanings, quad, inked(digits))

    # ---- single values

    def number(self) -> Seen | None:
        """The document's number."""
        value = self._known.values.get("number", "")
        parts = {part: _joined(part.text) for part in self._sheet.values}
        same = [part for part, text in parts.items() if value and _is_number(text, value)]
        part = self._sheet.told_by("number", same) or next(iter(same), None)
        if part is None:
            like = [part for part, text in parts.items() if len(text) >= _LEAST_NUMBER and _has_digit(text)]
            part = self._sheet.told_by("number", [one for one in like if not days_in(one.text)])
        if part:
            return self._text([part], parts[part])
        coded = [one for one in self._free() if _CODE.fullmatch(parts[one])] if not value else []
        if len(coded) != 1:
            return None
        return _by_order(self._text(coded, parts[coded[0]]))

    def sex(self) -> Seen | None:
        """The sex, by its label only: single letters stand for other things too."""
        sexes = {part: sex for part in self._sheet.values if (sex := sex_of(part.text))}
        part = self._sheet.told_by("sex", sexes)
        return self._text([part], sexes[part]) if part else None

    def nationality(self) -> Seen | None:
        """The nationality as worded."""
        known = self._known.values.get("nationality", "")
        same = [part for part in self._free() if known in states_in(part.text) and self._is_entry(part)]
        part = self._sheet.told_by("nationality", same) or next(iter(same), None)
        return self._seen([part], " ") if part else self._labelled("nationality")

    def birth_place(self) -> Seen | None:
        """The place of birth as printed."""
        return self._labelled("birth_place", wraps=True)

    def issuer(self) -> Seen | None:
        """The issuing authority or place as printed."""
        return self._labelled("issuer", wraps=True)

    def issuing_state(self) -> Seen | None:
        """The code of the issuing state."""
        codes = [part for part in self._sheet.values if re.fullmatch(r"[A-Z]{1,3}", part.text)]
        same = [part for part in codes if part.text == self._known.values.get("issuing_state")]
        part = self._sheet.told_by("code", codes) or next(iter(same), None)
        return self._text([part], part.text) if part else None

    # ---- what no label tells

    def unlabelled(self, found: Mapping[str, Seen]) -> dict[str, Seen]:
        """Sex, place of birth and authority where their labels were not read, told by the order of entries on every such
        document (Doc 9303-4, 4.1): the place follows the birth, the authority the issue. Only where but one print is left.
        """
        if "birth_date" not in self._levels or "issued_on" not in self._levels:
            return {}
        born, issued = self._levels["birth_date"], self._levels["issued_on"]
        left = [part for part in self._left_values() if not self._is_other(part)]
        sexes = [part for part in left if _ONLY_SEX.fullmatch(part.text)]
        words = [part for part in left if part not in sexes and _is_place(part.text)]
        places = [
            part for part in words if born.level - born.height < part.level < issued.level - issued.height / 2
        ]
        offices = [part for part in words if part.level > issued.level - issued.height / 2]
        guesses = {}
        if "sex" not in found and len(sexes) == 1 and (sex := sex_of(sexes[0].text)):
            guesses["sex"] = self._text(sexes, sex)
        for name, parts in (("birth_place", places), ("issuer", offices)):
            if name not in found and len(parts) == 1:
                guesses[name] = self._seen(self._sheet.continued(parts[0], self._free()), " ")
        return {name: _by_order(seen) for name, seen in guesses.items()}

    def _free(self) -> list[Part]:
        """The values of which nothing is known yet."""
        return [part for part in self._sheet.values if part not in self._taken]

    def _is_entry(self, part: Part) -> bool:
        """Whether a part stands among the entries, under the name, and not in the heading."""
        return part.level > max((one.level for one in self._named), default=0.0)

    def _left_values(self) -> list[Part]:
        """The values under the holder's name of which nothing is known yet."""
        return [part for part in self._free() if self._is_entry(part)]

    def _is_other(self, part: Part) -> bool:
        return self._sheet.told_by("other", [part]) is part

    def _labelled(self, entry: str, *, wraps: bool = False) -> Seen | None:
        # the end of a label in another script looks like small letters
        free = [part for part in self._free() if not part.text[:1].islower()]
        part = self._sheet.told_by(entry, free)
        if part is None or not any(c.isalnum() for c in part.text):
            return None
        lines = [
            self._without_number(line) for line in (self._sheet.continued(part, free) if wraps else [part])
        ]
        return self._seen(lines, "" if _HAN.fullmatch(lines[0].text) else " ")

    def _without_number(self, part: Part) -> Part:
        """A text without the document's number, where that stands so near behind it that both were read as one."""
        number, text = self._known.values.get("number"), "".join(c.character.text for c in part.characters)
        before = text.removesuffix(number).rstrip() if number else text
        return (part.cut(0, len(before)) if before else None) or part

    def _seen(self, lines: Sequence[Part], between: str) -> Seen:
        return self._text(lines, between.join(as_printed(line.text) for line in lines))

    def _text(self, lines: Sequence[Part], value: str) -> Seen:
        self._taken |= set(lines)
        characters = [
            c.character for line in lines for c in line.characters if not c.character.text.isspace()
        ]
        raw = " ".join(line.text for line in lines)
        value = of_state(value, self._known.values.get("issuing_state"))
        return Seen(value, raw, sureness(characters), self._sheet.quad(lines), inked(characters))


_SINGLE: Mapping[str, Callable[[_Reader], Seen | None]] = {
    "number": _Reader.number,
    "sex": _Reader.sex,
    "nationality": _Reader.nationality,
    "birth_place": _Reader.birth_place,
    "issuer": _Reader.issuer,
    "issuing_state": _Reader.issuing_state,
}


def _by_order(seen: Seen) -> Seen:
    return replace(seen, confidence=seen.confidence * SETTINGS.unlabelled, by_order=True)


def same_number(one: str, other: str) -> bool:
    """Whether two numbers are one to the eye: print does not always tell O from 0."""
    return one.translate(_ALIKE) == other.translate(_ALIKE)


def _is_number(text: str, value: str) -> bool:
    return same_number(text, value) or (text.startswith("N") and same_number(text.removeprefix("NO"), value))


def _is_below(upper: Part, lower: Part) -> bool:
    down = (lower.level - upper.level) / lower.height
    return 0 < down <= SETTINGS.line_step[1] and abs(lower.left - upper.left) <= upper.height


def _in_one(lines: Sequence[Part]) -> str:
    """The Latin letters of lines that go on in one another; a word broken behind its hyphen stays one."""
    whole = ""
    for line in lines:
        is_broken = whole.endswith("-") and whole[-2:-1].isalpha()
        whole += _latin(line.text) if is_broken or not whole else f" {_latin(line.text)}"
    return whole


def _marks(lines: Sequence[Part]) -> Marks:
    """Of each letter of `_in_one` those that it may be."""
    letters = (c.character for line in lines for c in line.characters)
    return [one.marks for one in letters if _is_lettered(one.text) and not _HAN.match(one.text)]


def _is_lettered(text: str) -> bool:
    """Whether a character of a name is a letter, as which a zero in it counts."""
    return text == "0" or text.translate(_SIGNS).isalpha()


def _latin(text: str) -> str:
    """The text without Han characters, spaces as between words; a zero within a word is the O it was."""
    return " ".join(_HAN.sub(" ", _ZERO.sub("O", text)).replace("/", " / ").split()).strip(" /")


def _han_of(part: Part) -> Part | None:
    found = _HAN.search("".join(c.character.text for c in part.characters))
    return part.cut(found.start(), found.end()) if found else None


def as_printed(text: str) -> str:
    """Single spaces, none around strokes; signs as in Latin print; words that are in capitals but for a letter, in capitals."""
    text = re.sub(r"\s*/\s*", "/", " ".join(text.translate(_SIGNS).split()))
    text = re.sub(r"\s*,\s*", ", ", text).strip()
    return re.sub(r"\w+", lambda word: _in_capitals(word[0]), text)


def _in_capitals(word: str) -> str:
    """A word as it is, or in capitals when the few small letters in it are all within, or marked: recognisers take Ő for ő."""
    small = [letter for letter in word if letter.islower()]
    capital = [letter for letter in word if letter.isupper()]
    within = word[-1].isupper() or not "".join(small).isascii()
    few = word[0].isupper() and within and 0 < len(small) < len(capital)
    return word.upper() if few and "ß" not in small and not word.startswith(("Mc", "Mac")) else word


def _joined(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text).upper()


def _is_name(text: str) -> bool:
    return (
        _has_letter(text) and not _has_digit(text) and bool(transliterated(_latin(text)) or _HAN.search(text))
    )


def _is_place(text: str) -> bool:
    """Whether a print may be a place or an office: no height, no code of few letters."""
    return sum(letter.isalpha() for letter in text) > 2 and not text[:1].isdigit() and not text[:1].islower()


def _has_letter(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
