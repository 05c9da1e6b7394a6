"""From scanned files to checked readings: runs the steps in their order, and nothing else.

decode → locate → recognise → classify → travel → parse → look again → quality → hints → assemble → verify. Each step is a module
beside this one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date

from kyc.base.errors import Invalid, TooLarge, Unavailable
from kyc.documents import (
    classify,
    forms,
    hints,
    locate,
    parse,
    quality,
    recapture,
    recognise,
    travel,
    verify,
)
from kyc.documents.again import look_again, look_through_stamps
from kyc.documents.assemble import (
    Documents,
    FoundSide,
    cover_of,
    documents_of,
    fields_of_cover,
    joined_fields,
)
from kyc.documents.checks import Evidence
from kyc.documents.classify import Side
from kyc.documents.clear import without_red_ink
from kyc.documents.codes2d import read_code
from kyc.documents.engines import Recogniser
from kyc.documents.face import Card
from kyc.documents.intake import Intake, Page
from kyc.documents.layouts import Layout, cards, layouts
from kyc.documents.layouts import forms as form_layouts
from kyc.documents.lines import Spot
from kyc.documents.model import (
    Box,
    DocumentReading,
    DocumentType,
    Field,
    Hint,
    Mrz,
    Quality,
    QualityReason,
    ReadFailure,
    ScanFile,
)
from kyc.documents.parse import Parsed
from kyc.documents.steps import Explanation, PageSteps


@dataclass(frozen=True)
class _SeenSide:
    """One side and what was seen of it beside its fields. outline: where it lies on its page."""

    found: FoundSide
    quality: Quality
    hints: Sequence[Hint]
    outline: Box


@dataclass
class _Seen:
    """What one file shows, before it is put together and verified.

    at: its place among the files of the call. sides: each side found, in the order of the pages. loose: the quality of
    pages without any. beside: what else is on its pages. foreign: a word says it is another document. steps: kept when
    somebody wants to see them.
    """

    file: str
    at: int
    pages: list[tuple[int, int]] = field(default_factory=list)
    sides: list[_SeenSide] = field(default_factory=list)
    loose: list[Quality] = field(default_factory=list)
    foreign: bool = False
    beside: list[QualityReason] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)
    steps: list[PageSteps] | None = None

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Adds the time spent within to a step's milliseconds."""
        begun = time.perf_counter()
        yield
        self.timings[step] = self.timings.get(step, 0.0) + (time.perf_counter() - begun) * 1000


class Scanner:
    """Reads documents with one engine. Safe to share between threads when its engine and intake are."""

    def __init__(self, engine: Recogniser, intake: Intake | None = None) -> None:
        """engine: from `make_engine`. intake: decodes the files; one of its own when none is given."""
        self._engine = engine
        self.intake = intake or Intake()

    def read(
        self, files: Iterable[ScanFile], as_of: date, document_type: DocumentType | None = None
    ) -> list[DocumentReading | ReadFailure]:
        """What each file says, in order: a reading, or why the file could not be read. One does not lose another.

        Sides are put together by document over all files (see `assemble`): a file is answered for with what lies on it,
        checked against the other side wherever that is. Of a file with several documents, the first one's reading holds
        the others'.
        as_of: the business day on which the document is presented. document_type: the one asked for, if one was; another
        is rejected. Raises `Misconfigured` when the engine is not installed.
        """
        seen = [self._look_at(file, at, as_of, document_type) for at, file in enumerate(files)]
        read = [one for one in seen if isinstance(one, _Seen)]
        sides = [side.found for one in read for side in one.sides]
        documents = documents_of(sides, as_of)
        return [
            one
            if isinstance(one, ReadFailure)
            else self._reading(one, documents, sides, as_of, document_type)
            for one in seen
        ]

    def explain(self, file: ScanFile, as_of: date) -> Explanation:
        """What `read` says of one file, with what its steps saw. Raises why, when the file could not be read."""
        seen = self._look_at(file, 0, as_of, None, steps=[])
        if isinstance(seen, ReadFailure):
            raise seen.error
        sides = [side.found for side in seen.sides]
        reading = self._reading(seen, documents_of(sides, as_of), sides, as_of, None)
        return Explanation(reading, tuple(seen.steps or ()))

    @property
    def engine_name(self) -> str:
        """The engine's name and version, as readings carry it."""
        return self._engine.name

    def close(self) -> None:
        """End the engine and the decoders."""
        self._engine.close()
        self.intake.close()

    def _look_at(
        self,
        file: ScanFile,
        at: int,
        as_of: date,
        asked: DocumentType | None,
        steps: list[PageSteps] | None = None,
    ) -> _Seen | ReadFailure:
        seen = _Seen(file.name, at, steps=steps)
        try:
            with seen.timed("decode"):
                pages = self.intake.load_pages(file)
            for page in pages:
                self._read_page(page, seen, as_of, asked)
        except (Invalid, TooLarge, Unavailable) as error:
            return ReadFailure(file.name, error)
        return seen

    def _read_page(self, page: Page, seen: _Seen, as_of: date, asked: DocumentType | None) -> None:
        engine = self._engine
        seen.pages.append((page.width, page.height))
        with seen.timed("locate"):
            quads = locate.find_lines(engine, page.pixels)
        with seen.timed("recognise"):
            lines = recognise.read_lines(engine, page, quads)
        if seen.steps is not None:
            seen.steps.append(PageSteps(page, tuple(quads), tuple(lines)))
        with seen.timed("classify"):
            sides = classify.sides_on(lines, cards())
            on_cards = {id(line) for side in sides for line in side.lines}
            forms_here = forms.forms_on([line for line in lines if id(line) not in on_cards], form_layouts())
            seen.foreign |= classify.names_another_document(lines, cards())
        with seen.timed("travel"):
            corners = {side.code: side.corners(cards()[side.code]) for side in sides}
            alone = not sides and not forms_here
            travelling = travel.travelling_on(engine, page, lines, corners, as_of, asked, alone=alone)
            taken = {id(line) for one in travelling.sides for line in one.lines}
            sides = [side for side in sides if not taken & {id(line) for line in side.lines}]
            forms_here = [side for side in forms_here if not taken & {id(line) for line in side.lines}]
        placed = [
            (side.code, self._read_card(page, side, seen, travelling.on_cards.get(side.code)))
            for side in sides
        ]
        placed += [
            (one.layout.code, card)
            for one in travelling.sides
            if (card := self._take_travelling(page, one, seen)) is not None
        ]
        for side in forms_here:
            self._read_form(page, side, seen)
        with seen.timed("quality"):
            seen.beside += quality.company(placed, quads)
            if not sides and not forms_here and not travelling.sides:
                seen.loose.append(quality.judge(page.pixels, None, [Spot(quad) for quad in quads]))

    def _read_card(self, page: Page, side: Side, seen: _Seen, mrz: Mrz | None) -> Card:
        """Reads one side of a card into `seen`; returns where it lies. mrz: the machine-readable zone on it, if any."""
        layout = cards()[side.code]
        with seen.timed("parse"):
            parsed = parse.fields_of(side, layout)
        with seen.timed("look_again"):
            fields = look_again(self._engine, page, side, layout, parsed)
        with seen.timed("quality"):
            corners = recognise.in_pixels(page, side.corners(layout))
            card = Card(corners, layout.card.width, layout.card.height)
            print_ = _print_of(page, parsed, layout)
            recaptured = recapture.measure(page.pixels, card)
            judged = quality.judge(page.pixels, card, print_, seen=recaptured)
        with seen.timed("hints"):
            portrait = layout.portrait
            unframed = side.place(portrait.zone) if portrait and not portrait.framed else None
            suspected = hints.find(
                page,
                card,
                print_,
                recaptured,
                numbers={name for name, printed in layout.fields.items() if printed.in_digits},
                unframed_portrait=recognise.in_pixels(page, unframed) if unframed else None,
            )
        found = FoundSide(layout, seen.at, side.confidence, fields, mrz)
        seen.sides.append(_SeenSide(found, judged, suspected, Box(page.index, side.corners(layout))))
        return card

    def _take_travelling(self, page: Page, side: travel.TravelSide, seen: _Seen) -> Card | None:
        """A page of a travel document into `seen`; returns where it lies, when its zone tells."""
        with seen.timed("quality"):
            card = Card(recognise.in_pixels(page, side.corners), *side.size) if side.corners else None
            print_ = [
                Spot(recognise.in_pixels(page, read.box.points), name, side.layout.fields[name].title)
                for name, read in side.fields.items()
                if read.box
            ]
            recaptured = recapture.measure(page.pixels, card)
            judged = quality.judge(page.pixels, card, print_, seen=recaptured)
        found = FoundSide(side.layout, seen.at, side.confidence, side.fields, side.mrz)
        # No hints: their limits are measured on Chinese cards, and grounds of passports would break them.
        seen.sides.append(_SeenSide(found, judged, (), Box(page.index, side.outline)))
        return card

    def _read_form(self, page: Page, side: Side, seen: _Seen) -> None:
        """Reads one page of a paper form into `seen`."""
        layout = form_layouts()[side.code]
        with seen.timed("parse"):
            parsed = forms.fields_of(side, layout)
        with seen.timed("look_again"):
            clear = without_red_ink(page)
            through = look_through_stamps(self._engine, clear, side, layout, parsed)
            fields = look_again(self._engine, clear.page, side, layout, through)
        with seen.timed("codes"):
            fields |= {name: read_code(page) for name, printed in layout.fields.items() if printed.from_code}
        with seen.timed("quality"):
            judged = quality.judge(page.pixels, None, _print_of(page, through, layout))
        found = FoundSide(layout, seen.at, side.confidence, fields)
        seen.sides.append(_SeenSide(found, judged, (), Box(page.index, side.around_text())))

    def _reading(
        self,
        seen: _Seen,
        documents: Documents,
        sides: Sequence[FoundSide],
        as_of: date,
        expected: DocumentType | None,
    ) -> DocumentReading:
        here = [document for document in documents if any(side.file == seen.at for side in document)]
        with seen.timed("verify"):
            first, *further = [
                _verified(seen, document, sides, as_of, expected, len(here)) for document in here or [()]
            ]
        return replace(first, engine=self._engine.name, further=tuple(further))


def _print_of(page: Page, parsed: Mapping[str, Parsed], layout: Layout) -> list[Spot]:
    """Where the values of a side stand, in `page.pixels`."""
    return [
        Spot(recognise.in_pixels(page, spot), name, layout.fields[name].title)
        for name, found in parsed.items()
        for spot in found.spots
    ]


def _verified(
    seen: _Seen,
    document: Sequence[FoundSide],
    sides: Sequence[FoundSide],
    as_of: date,
    expected: DocumentType | None,
    count: int,
) -> DocumentReading:
    """The reading of one of the documents on a file; of none when the document has no sides."""
    own = [side for side in document if side.file == seen.at]
    elsewhere = [side for side in document if side.file != seen.at]
    shared: dict[str, Field] = {}
    if document and (cover := cover_of(document[0], sides)):
        elsewhere.append(cover)
        shared = fields_of_cover(document[0], cover)
    evidence = verify.weighed(
        Evidence(
            fields=joined_fields((*elsewhere, *own)),
            sides=tuple(side.layout.code for side in (*own, *elsewhere)),
            own=tuple(side.layout.code for side in own),
            layouts=layouts(),
            as_of=as_of,
        )
    )
    types = tuple(side.layout.document_type for side in own)
    mrz = next((side.mrz for side in own if side.mrz), None)
    checks = (
        *verify.check_type(types, expected, other=seen.foreign, count=count),
        *verify.check_zone(evidence, mrz),
        *verify.check_document(evidence),
    )
    here = [side for side in seen.sides if side.found in own]
    judgements = [side.quality for side in here] if own else seen.loose
    suspected = [hint for side in here for hint in side.hints]
    judged = quality.joined([*(reason for one in judgements for reason in one.reasons), *seen.beside])
    return DocumentReading(
        file=seen.file,
        document_type=types[0] if types else None,
        type_confidence=max((side.confidence for side in own), default=0.0),
        quality=judged,
        fields={
            name: replace(
                evidence.fields[name], box=side.fields[name].box
            )  # the other side is another picture
            for side in own
            for name in side.fields
        }
        | shared,
        checks=checks,
        verdict=verify.verdict_of(judged, checks),
        sides=evidence.own,
        pages=tuple(seen.pages),
        timings_ms=seen.timings,
        hints=tuple(sorted(suspected, key=lambda hint: -hint.strength)),
        outlines={side.found.layout.code: side.outline for side in here},
        mrz=mrz,
    )
