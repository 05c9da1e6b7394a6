"""From scanned files to checked readings: runs the steps in their order, and nothing else.

decode → locate → recognise → classify → parse → look again → quality → verify. Each step is a module beside this one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from kyc.base.errors import Invalid, TooLarge, Unavailable
from kyc.documents import classify, locate, parse, quality, recognise, verify
from kyc.documents.again import look_again
from kyc.documents.checks import EMBLEM, PORTRAIT, Evidence
from kyc.documents.engines import Recogniser
from kyc.documents.intake import Intake, Page
from kyc.documents.layouts import layouts
from kyc.documents.model import DocumentReading, DocumentType, Field, Quality, ReadFailure, ScanFile


@dataclass
class _Seen:
    """What one file shows, before it is verified.

    sides: each side found with its fields, in the order of the pages. foreign: a word says it is another document.
    """

    file: str
    pages: list[tuple[int, int]] = field(default_factory=list)
    sides: list[tuple[classify.Side, dict[str, Field]]] = field(default_factory=list)
    foreign: bool = False
    judgements: list[Quality] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)

    @property
    def types(self) -> tuple[DocumentType, ...]:
        """The sides in the order of the document: portrait first."""
        return tuple(sorted((side.document_type for side, _ in self.sides), key=_ORDER.index))

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of all sides; of two sides of a kind, the surer one's."""
        surest_last = sorted(self.sides, key=lambda seen: seen[0].confidence)
        joined = {name: read for _, fields in surest_last for name, read in fields.items()}
        return {name: joined[name] for side in dict.fromkeys(self.types) for name in layouts()[side].fields}

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Adds the time spent within to a step's milliseconds."""
        begun = time.perf_counter()
        yield
        self.timings[step] = self.timings.get(step, 0.0) + (time.perf_counter() - begun) * 1000


_ORDER = (PORTRAIT, EMBLEM)


class Scanner:
    """Reads documents with one engine. Safe to share between threads when its engine and intake are."""

    def __init__(self, engine: Recogniser, intake: Intake | None = None) -> None:
        """engine: from `make_engine`. intake: decodes the files; one of its own when none is given."""
        self._engine = engine
        self._intake = intake or Intake()

    def read(
        self, files: Iterable[ScanFile], as_of: date, document_type: DocumentType | None = None
    ) -> list[DocumentReading | ReadFailure]:
        """What each file says, in order: a reading, or why the file could not be read. One does not lose another.

        A file of several pages is one document. When exactly one file shows a portrait side only and exactly one an
        emblem side only, the two are taken for one card and checked against each other.
        as_of: the business day on which the document is presented. document_type: the side asked for, if one was;
        another is rejected. Raises `Misconfigured` when the engine is not installed.
        """
        seen = [self._look_at(file) for file in files]
        partners = _partners([one for one in seen if isinstance(one, _Seen)])
        return [
            one
            if isinstance(one, ReadFailure)
            else _verified(one, partners.get(id(one)), as_of, document_type, self._engine.name)
            for one in seen
        ]

    @property
    def engine_name(self) -> str:
        """The engine's name and version, as readings carry it."""
        return self._engine.name

    def close(self) -> None:
        """End the engine and the decoders."""
        self._engine.close()
        self._intake.close()

    def _look_at(self, file: ScanFile) -> _Seen | ReadFailure:
        seen = _Seen(file.name)
        try:
            with seen.timed("decode"):
                pages = self._intake.load_pages(file)
            for page in pages:
                self._read_page(page, seen)
        except (Invalid, TooLarge, Unavailable) as error:
            return ReadFailure(file.name, error)
        return seen

    def _read_page(self, page: Page, seen: _Seen) -> None:
        engine = self._engine
        seen.pages.append((page.width, page.height))
        with seen.timed("locate"):
            quads = locate.find_lines(engine, page.pixels)
        with seen.timed("recognise"):
            lines = recognise.read_lines(engine, page, quads)
        with seen.timed("classify"):
            sides = classify.sides_on(lines, layouts())
            seen.foreign |= classify.names_another_document(lines, layouts())
        for side in sides:
            layout = layouts()[side.document_type]
            with seen.timed("parse"):
                parsed = parse.fields_of(side, layout)
            with seen.timed("look_again"):
                seen.sides.append((side, look_again(engine, page, side, layout, parsed)))
            with seen.timed("quality"):
                print_ = [
                    recognise.in_pixels(page, spot) for found in parsed.values() for spot in found.spots
                ]
                card = recognise.in_pixels(page, side.corners(layout))
                seen.judgements.append(quality.judge(page.pixels, card, print_))
        if not sides:
            with seen.timed("quality"):
                seen.judgements.append(quality.judge(page.pixels, None, quads))


def _partners(seen: Sequence[_Seen]) -> dict[int, _Seen]:
    """The other side of each file's card, where the files of one call leave no doubt which it is."""
    portraits = [one for one in seen if one.types == (PORTRAIT,)]
    emblems = [one for one in seen if one.types == (EMBLEM,)]
    if len(portraits) != 1 or len(emblems) != 1:
        return {}
    return {id(portraits[0]): emblems[0], id(emblems[0]): portraits[0]}


def _verified(
    seen: _Seen, partner: _Seen | None, as_of: date, expected: DocumentType | None, engine: str
) -> DocumentReading:
    with seen.timed("verify"):
        other = partner.types if partner else ()
        evidence = Evidence(
            fields={**(partner.fields if partner else {}), **seen.fields},
            sides=seen.types + other,
            own=seen.types,
            layouts=layouts(),
            as_of=as_of,
        )
        evidence = verify.weighed(evidence)
        checks = (
            *verify.check_type(seen.types, expected, layouts(), other=seen.foreign),
            *verify.check_document(evidence),
        )
        judged = _joined(seen.judgements)
        verdict = verify.verdict_of(judged, checks)
    return DocumentReading(
        file=seen.file,
        document_type=seen.types[0] if seen.types else None,
        type_confidence=max((side.confidence for side, _ in seen.sides), default=0.0),
        quality=judged,
        fields={name: evidence.fields[name] for name in seen.fields},
        checks=checks,
        verdict=verdict,
        sides=seen.types,
        pages=tuple(seen.pages),
        timings_ms=seen.timings,
        engine=engine,
    )


def _joined(judgements: Sequence[Quality]) -> Quality:
    reasons = {reason.code: reason for quality in judgements for reason in quality.reasons}
    return Quality("retake" if reasons else "accept", tuple(reasons.values()))
