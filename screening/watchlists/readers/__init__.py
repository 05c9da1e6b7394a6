"""Reading what publishers give out: one module for each format, each a function from a file to its records.

A reader is a stream: it gives records one by one and keeps no more of the file than it needs. Whatever is wrong with
the file ends the stream with Invalid, so that a list is taken whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from screening.watchlists.model import Record

# Opens one part of a file anew, from its beginning.
Opener = Callable[[], BinaryIO]


@dataclass(frozen=True)
class ListFile:
    """A list as it arrived. name: for messages. parts: the files it consists of, by their lower-case names; most lists
    are one file, OFAC's CSV is a set of four.
    """

    name: str
    parts: Mapping[str, Opener]

    @property
    def single(self) -> Opener:
        """The one part of a list that is one file."""
        (opener,) = self.parts.values()
        return opener

    def only(self, *names: str) -> ListFile:
        """The same list with these of its parts alone."""
        return ListFile(self.name, {name: self.parts[name] for name in names})


@dataclass(frozen=True)
class Contents:
    """What a file says. published_on: the publisher's own date of it, None when it bears none. records: read as they
    are walked, once.
    """

    published_on: date | None
    records: Iterator[Record]


def alone(file: ListFile) -> ListFile:
    """The part that has the list's own name, else its only part."""
    own = file.name.lower()
    return file.only(own) if own in file.parts else ListFile(file.name, {own: file.single})


@dataclass(frozen=True)
class Reader:
    """How a publisher's format is read.

    read: file, code of the source, the source's own options → contents. Invalid when the file is not of this format.
    select: of all that lies together, the parts that belong to the list.
    """

    read: Callable[[ListFile, str, Mapping[str, Any]], Contents]
    select: Callable[[ListFile], ListFile] = alone
