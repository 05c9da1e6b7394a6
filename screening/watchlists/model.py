"""One entry of a watchlist, whoever published it, and what is kept about the versions of a list. Pure."""

from __future__ import annotations

import calendar
import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kyc.base.text import Text
from kyc.customers.model import Sex
from screening.watchlists.scripts import script_of

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DECEMBER = 12


class ListingKind(StrEnum):
    """What is listed. OTHER: the source does not say whether it is a person or an organisation."""

    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    ListingKind.PERSON: Text("自然人", "Person"),
    ListingKind.ORGANISATION: Text("组织", "Organisation"),
    ListingKind.VESSEL: Text("船舶", "Vessel"),
    ListingKind.AIRCRAFT: Text("航空器", "Aircraft"),
    ListingKind.OTHER: Text("未注明", "Not stated"),
}


class NameKind(StrEnum):
    """The name an entry is listed under, or another one it is known by."""

    PRIMARY = "primary"
    ALIAS = "alias"


class NameQuality(StrEnum):
    """How far the publisher trusts an alias to identify: a weak one is a nickname, a partial or a common name."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True)
class Name:
    """A name as the source writes it. script: ISO 15924 code of most of its letters, `Zyyy` when it has none."""

    text: str
    kind: NameKind = NameKind.PRIMARY
    quality: NameQuality = NameQuality.STRONG
    script: str = ""

    def __post_init__(self) -> None:
        if not self.script:
            object.__setattr__(self, "script", script_of(self.text))


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date known to the day, month, year or span of years: it lies within first..last, both included.

    approximate: the source says "about". Written as in ISO 8601-2 (EDTF): `1971-03-05`, `1971-03`, `1971`,
    `1968/1973`, each with `~` behind it when approximate.
    """

    first: date
    last: date
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a span cannot end ({self.last}) before it begins ({self.first})")

    @classmethod
    def of(cls, year: int, month: int | None = None, day: int | None = None) -> PartialDate:
        """A date known to the year, month or day. ValueError when there is no such date."""
        if month is None:
            return cls(date(year, 1, 1), date(year, _DECEMBER, 31))
        if day is None:
            return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
        return cls(date(year, month, day), date(year, month, day))

    @classmethod
    def between(cls, earlier: PartialDate, later: PartialDate) -> PartialDate:
        """From the first day of one to the last of the other. ValueError when that runs backwards."""
        return cls(earlier.first, later.last, earlier.approximate or later.approximate)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """The inverse of `str`. ValueError for anything else."""
        words, about = text.removesuffix("~"), text.endswith("~")
        ends = [cls._one(word) for word in words.split("/")]
        if len(ends) > 2:
            raise ValueError(f"{text!r} is no date of ISO 8601-2")
        return dataclasses.replace(cls.between(ends[0], ends[-1]), approximate=about)

    @classmethod
    def _one(cls, text: str) -> PartialDate:
        found = _EDTF.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no date of ISO 8601-2")
        return cls.of(*(int(part) for part in found.groups() if part is not None))

    @property
    def is_exact(self) -> bool:
        """Whether the very day is known."""
        return self.first == self.last and not self.approximate

    @property
    def years(self) -> range:
        """Every year it may lie in."""
        return range(self.first.year, self.last.year + 1)

    def about(self) -> PartialDate:
        """The same date, said to be approximate."""
        return dataclasses.replace(self, approximate=True)

    def may_be(self, day: date) -> bool:
        """Whether `day` lies within it."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        first, last = self._end(self.first), self._end(self.last)
        year, month = PartialDate.of(self.first.year), PartialDate.of(self.first.year, self.first.month)
        if self.first == self.last:
            words = first
        elif (self.first, self.last) == (month.first, month.last):
            words = first[:7]
        elif (self.first, self.last) == (year.first, year.last):
            words = first[:4]
        elif (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, _DECEMBER, 31):
            words = f"{first[:4]}/{last[:4]}"
        else:
            words = f"{first}/{last}"
        return words + "~" * self.approximate

    @staticmethod
    def _end(day: date) -> str:
        return day.isoformat()


@dataclass(frozen=True)
class Number:
    """A number that identifies. type: the source's word for it ("Passport"). country: ISO alpha-3 of who issued it."""

    type: str
    value: str
    country: str | None = None


@dataclass(frozen=True)
class Address:
    """Where an entry is or was. text: as the source writes it, parts by commas. country: ISO alpha-3."""

    text: str
    country: str | None = None


@dataclass(frozen=True)
class Listing:
    """One listed person, organisation, vessel or aircraft: the same shape for every source.

    listing_id: the publisher's own; unique within `source`. names: the primary one first. nationalities: ISO alpha-3
    (for an organisation where it is registered, for a vessel its flag). programmes: why it is listed, the publisher's
    codes. remarks: what the source says beside all this, in its own words.
    """

    listing_id: str
    source: str
    kind: ListingKind
    names: tuple[Name, ...]
    birth_dates: tuple[PartialDate, ...] = ()
    birth_places: tuple[str, ...] = ()
    sex: Sex | None = None
    nationalities: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    addresses: tuple[Address, ...] = ()
    programmes: tuple[str, ...] = ()
    listed_on: date | None = None
    remarks: str = ""

    @property
    def primary_name(self) -> str:
        """The name it is listed under."""
        return self.names[0].text

    def as_json(self) -> dict[str, Any]:
        """What is known, for storing and for programs; empty parts are left out."""
        whole = {
            "listing_id": self.listing_id,
            "source": self.source,
            "kind": self.kind.value,
            "names": [dataclasses.asdict(name) for name in self.names],
            "birth_dates": [str(day) for day in self.birth_dates],
            "birth_places": list(self.birth_places),
            "sex": self.sex.value if self.sex else None,
            "nationalities": list(self.nationalities),
            "numbers": [dataclasses.asdict(number) for number in self.numbers],
            "addresses": [dataclasses.asdict(address) for address in self.addresses],
            "programmes": list(self.programmes),
            "listed_on": self.listed_on.isoformat() if self.listed_on else None,
            "remarks": self.remarks,
        }
        return {name: value for name, value in whole.items() if value}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Listing:
        """The inverse of `as_json`. KeyError or ValueError for anything else."""
        listed_on = content.get("listed_on")
        return cls(
            listing_id=content["listing_id"],
            source=content["source"],
            kind=ListingKind(content["kind"]),
            names=tuple(
                Name(n["text"], NameKind(n["kind"]), NameQuality(n["quality"]), n["script"])
                for n in content["names"]
            ),
            birth_dates=tuple(PartialDate.parse(day) for day in content.get("birth_dates", ())),
            birth_places=tuple(content.get("birth_places", ())),
            sex=Sex(content["sex"]) if "sex" in content else None,
            nationalities=tuple(content.get("nationalities", ())),
            numbers=tuple(Number(**number) for number in content.get("numbers", ())),
            addresses=tuple(Address(**address) for address in content.get("addresses", ())),
            programmes=tuple(content.get("programmes", ())),
            listed_on=date.fromisoformat(listed_on) if listed_on else None,
            remarks=content.get("remarks", ""),
        )


@dataclass(frozen=True)
class Record:
    """A listing as read, and beside it the publisher's own record, word for word."""

    listing: Listing
    original: str


def distinct(names: Iterable[Name]) -> tuple[Name, ...]:
    """The names without repetitions, the first of equals kept: sources repeat the primary name among the aliases."""
    kept: dict[str, Name] = {}
    for name in names:
        kept.setdefault(name.text.casefold(), name)
    return tuple(kept.values())


class Way(StrEnum):
    """How a file arrived."""

    COMMAND = "command"
    PAGE = "page"
    FOLDER = "folder"
    DOWNLOAD = "download"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _WAY_LABELS[self]


_WAY_LABELS = {
    Way.COMMAND: Text("命令行", "Command line"),
    Way.PAGE: Text("页面上传", "Page"),
    Way.FOLDER: Text("名单文件夹", "Watched folder"),
    Way.DOWNLOAD: Text("定时下载", "Download"),
}


class Outcome(StrEnum):
    """What became of a file that arrived. WAITING: it shrank, and a second person has yet to decide."""

    ACTIVATED = "activated"
    WAITING = "waiting"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.ACTIVATED: Text("已生效", "In force"),
    Outcome.WAITING: Text("待第二人确认", "Waits for a second person"),
    Outcome.UNCHANGED: Text("无变化", "Unchanged"),
    Outcome.REFUSED: Text("已拒绝", "Refused"),
    Outcome.UNREACHABLE: Text("未能取得", "Not reached"),
}


class VersionState(StrEnum):
    """Where a version of a list stands."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WAITING = "waiting"
    DECLINED = "declined"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    VersionState.ACTIVE: Text("现行", "In force"),
    VersionState.SUPERSEDED: Text("已被替代", "Superseded"),
    VersionState.WAITING: Text("待确认", "Waiting"),
    VersionState.DECLINED: Text("未采用", "Declined"),
}


class ChangeKind(StrEnum):
    """What a version did to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    ChangeKind.ADDED: Text("新增", "Added"),
    ChangeKind.CHANGED: Text("变更", "Changed"),
    ChangeKind.REMOVED: Text("移除", "Removed"),
}


@dataclass(frozen=True)
class ListVersion:
    """One version of a list. number: counts from 1 within its source. digest: of the file, SHA-256; for a list that is
    not public, keyed. published_on: the publisher's date. entries, names: how many it has. shrunken: it lost more than
    policy allows, so that two people stand behind it. imported_by, decided_by: staff ids.
    """

    version_id: str
    source: str
    number: int
    state: VersionState
    digest: str
    file_name: str
    published_on: date | None
    entries: int
    names: int
    added: int
    changed: int
    removed: int
    shrunken: bool
    way: Way
    imported_by: str
    imported_at: datetime
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Arrival:
    """One time a file came, or should have come, and what became of it. reason: why it was refused or not reached."""

    source: str
    at: datetime
    by: str
    way: Way
    outcome: Outcome
    file_name: str
    version: ListVersion | None
    reason: Text | None


@dataclass(frozen=True)
class EntryChange:
    """What a version did to one entry: as it is now (for a removed one, as it last was), and as it was before."""

    kind: ChangeKind
    listing: Listing
    before: Listing | None


@dataclass(frozen=True)
class ListStatus:
    """How a list stands today. alarms: what is wrong with it, for people; empty when it is fit to screen by."""

    source: str
    name: Text
    required: bool
    active: ListVersion | None
    waiting: tuple[ListVersion, ...]
    last_arrival: Arrival | None
    alarms: tuple[Text, ...]
