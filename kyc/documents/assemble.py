"""Which of the sides found belong to one document: fronts with their backs, pages with the cover of their book. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from kyc.base.text import Text
from kyc.documents.checks import Evidence
from kyc.documents.layouts import Face, Layout
from kyc.documents.model import Field, Mrz, Outcome
from kyc.documents.verify import check_document


@dataclass(frozen=True, eq=False)
class FoundSide:
    """One side that was found. file: which of the files of the call it lies on. confidence: of its kind. mrz: its
    machine-readable zone, if it has one.
    """

    layout: Layout
    file: int
    confidence: float
    fields: Mapping[str, Field]
    mrz: Mrz | None = None


Documents = list[tuple[FoundSide, ...]]

FROM_COVER = Text("取自同一户口簿的首页", "From the first page of the same register")


def documents_of(sides: Sequence[FoundSide], as_of: date) -> Documents:
    """The sides put together by document, in the order in which they were found; each in one, its front first.

    The only front and the only back of a kind belong together, and it is for the checks to say when they disagree. Of
    several, a front and a back do whose checks agree best; when others agree as well, those found next to each other,
    unless one of them must stay alone: then it is not guessed which. A side found twice counts once, as it was read
    surest. The cover of a book is a document, and so is each of its pages.
    """
    once = _once(sides)
    kinds = groupby(sorted(once, key=_kind), key=_kind)
    found = [document for _, kind in kinds for document in _paired(list(kind), as_of)]
    return sorted(found, key=lambda document: min(once.index(side) for side in document))


def joined_fields(sides: Sequence[FoundSide]) -> dict[str, Field]:
    """The fields of all sides of a document; the later side's counts. Of a travel document, whose fields may be printed on
    both, the surer counts, and what each print says is kept for the checks.
    """
    found: dict[str, Field] = {}
    for side in sides:
        for name, read in side.fields.items():
            found[name] = _joined(found[name], read) if name in found and read.prints else read
    return found


def _joined(one: Field, other: Field) -> Field:
    prints = {**one.prints, **other.prints}
    known = [read for read in (one, other) if read.value is not None]
    return replace(max(known or [one, other], key=lambda read: read.confidence), prints=prints)


def cover_of(page: FoundSide, sides: Sequence[FoundSide]) -> FoundSide | None:
    """The cover of the book that a page belongs to: the nearest before it, else the first after it."""
    if page.layout.face is not Face.PAGE:
        return None
    covers = [side for side in sides if _kind(side) == _kind(page) and side.layout.face is Face.COVER]
    before = [cover for cover in covers if sides.index(cover) < sides.index(page)]
    return before[-1] if before else next(iter(covers), None)


def fields_of_cover(page: FoundSide, cover: FoundSide) -> dict[str, Field]:
    """What a page of a book has from its cover, such as a household's address. It stands on another picture: no place."""
    read = {name: cover.fields[name] for name in page.layout.from_cover if name in cover.fields}
    return {
        name: replace(field, box=None, reason=field.reason or FROM_COVER)
        for name, field in read.items()
        if field.value is not None
    }


def _kind(side: FoundSide) -> tuple[str, str]:
    return side.layout.document, side.layout.variant


def _once(sides: Sequence[FoundSide]) -> list[FoundSide]:
    """The sides without those of a file that show the same print as a surer one of it."""
    kept: list[FoundSide] = []
    for side in sorted(sides, key=lambda side: -side.confidence):
        if not any(_is_same(side, other) for other in kept):
            kept.append(side)
    return [side for side in sides if side in kept]


def _is_same(one: FoundSide, other: FoundSide) -> bool:
    """Whether two pictures on one file are of the same side of one document: its number tells, if nothing that was
    read surely on both contradicts.

    Without a number nothing does: a couple's cards may be of one day and one authority.
    """
    if (one.layout.code, one.file) != (other.layout.code, other.file) or "number" not in one.fields:
        return False
    number, again = one.fields["number"].value, other.fields["number"].value
    return (
        number is not None
        and number == again
        and not any(_contradict(one, other, name) for name in one.fields)
    )


def _contradict(one: FoundSide, other: FoundSide, name: str) -> bool:
    here, there, floor = one.fields[name], other.fields[name], one.layout.fields[name].floor
    return here.value != there.value and min(here.confidence, there.confidence) >= floor


def _paired(sides: list[FoundSide], as_of: date) -> Documents:
    fronts = [side for side in sides if side.layout.face is Face.FRONT]
    backs = [side for side in sides if side.layout.face is Face.BACK]
    pairs = dict(_matches(fronts, backs, sides, as_of))
    alone = [side for side in sides if side not in pairs and side not in pairs.values()]
    return [*((front, back) for front, back in pairs.items()), *((side,) for side in alone)]


def _matches(
    fronts: Sequence[FoundSide], backs: Sequence[FoundSide], sides: Sequence[FoundSide], as_of: date
) -> Iterator[tuple[FoundSide, FoundSide]]:
    if len(fronts) == len(backs) == 1:
        yield fronts[0], backs[0]
        return
    doubts = {
        (front, back): found
        for front in fronts
        for back in backs
        if (found := _doubts(front, back, as_of)) is not None
    }
    may_guess = len(fronts) == len(backs)
    while doubts:
        front, back = min(
            doubts, key=lambda pair: (doubts[pair], abs(sides.index(pair[0]) - sides.index(pair[1])))
        )
        rivals = [pair for pair in doubts if (front in pair) is not (back in pair)]
        if may_guess or all(doubts[pair] > doubts[front, back] for pair in rivals):
            yield front, back
        doubts = {pair: found for pair, found in doubts.items() if front not in pair and back not in pair}


def _doubts(front: FoundSide, back: FoundSide, as_of: date) -> int | None:
    """How many checks that compare both sides warn; None when one fails."""
    layouts = {side.layout.code: side.layout for side in (front, back)}
    together = _outcomes({**front.fields, **back.fields}, tuple(layouts), layouts, as_of)
    apart = {
        code
        for side in (front, back)
        for code, outcome in _outcomes(side.fields, (side.layout.code,), layouts, as_of).items()
        if outcome is not Outcome.SKIP
    }
    comparing = {code: outcome for code, outcome in together.items() if code not in apart}
    if Outcome.FAIL in comparing.values():
        return None
    return sum(outcome is Outcome.WARN for outcome in comparing.values())


def _outcomes(
    fields: Mapping[str, Field], sides: tuple[str, ...], layouts: Mapping[str, Layout], as_of: date
) -> dict[str, Outcome]:
    evidence = Evidence(fields, sides, sides, layouts, as_of)
    return {check.code: check.outcome for check in check_document(evidence)}
