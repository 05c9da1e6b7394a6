"""Uploads on their way to a reading: redrawn, read outside this process, judged."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from flask import request
from werkzeug.datastructures import FileStorage

from kyc.base.calendar import business_date
from kyc.base.errors import Invalid, Problem
from kyc.base.settings import Settings
from kyc.base.text import Text
from kyc.documents.copies import MEDIA_TYPE, clean_copies, empty_page
from kyc.documents.engines import make_engine
from kyc.documents.intake import Intake
from kyc.documents.model import DocumentReading, Outcome, QualitySeverity, ReadFailure, ScanFile
from kyc.documents.scan import Scanner
from kyc.documents.steps import Explanation
from kyc.web.access import current_house
from kyc.web.turns import Turns, refuse_absent

PICTURE_TYPE = MEDIA_TYPE


@dataclass(frozen=True)
class Scan:
    """One document on one page: what it says, and the picture it was read from."""

    reading: DocumentReading
    picture: bytes


@dataclass(frozen=True)
class _Readers:
    """What reads, one of each for the whole process: the engine's models take seconds to load."""

    intake: Intake
    scanner: Scanner
    turns: Turns


def read(uploads: Sequence[FileStorage]) -> list[Scan]:
    """Every document on every page of the files of this request, read. Takes seconds: never inside a transaction.

    Invalid when there is no file; Unavailable when too many are being read already, or at the next page once the
    browser has gone away; else as `Intake.load_pages` and `Scanner.read`.
    """
    files = [_file(upload) for upload in uploads if upload.filename]
    if not files:
        text = Text("请选择证件的照片或扫描件。", "Choose a photo or scan of the document.")
        raise Invalid("documents.files", text, [Problem("files", text)])
    house = current_house()
    has_left = _browser_of_request()
    readers = _readers(house.settings)
    with readers.turns.taken(has_left):
        copies = [copy for file in files for copy in clean_copies(readers.intake, file)]
        found = readers.scanner.read(_until_left(copies, has_left), business_date(house.clock()))
    for failure in found:
        if isinstance(failure, ReadFailure):
            raise failure.error
    return [
        Scan(replace(reading, further=()), copy.data)
        for first, copy in zip(found, copies, strict=True)
        if isinstance(first, DocumentReading)
        for reading in (first, *first.further)
    ]


def pictures(uploads: Sequence[FileStorage]) -> list[bytes]:
    """Every page of the files of this request, redrawn and not read: pictures that prove something by themselves. None for
    no file. Never inside a transaction. Raises as `read`.
    """
    files = [_file(upload) for upload in uploads if upload.filename]
    if not files:
        return []
    has_left = _browser_of_request()
    readers = _readers(current_house().settings)
    with readers.turns.taken(has_left):
        return [copy.data for file in files for copy in clean_copies(readers.intake, file)]


def explain(picture: bytes) -> Explanation:
    """A kept picture read anew, with what each step saw. Takes seconds: never inside a transaction. Raises as `read`."""
    house = current_house()
    readers = _readers(house.settings)
    with readers.turns.taken(_browser_of_request()):
        return readers.scanner.explain(ScanFile("picture", picture), business_date(house.clock()))


def warm(settings: Settings, as_of: date) -> None:
    """Starts decoder and recogniser by reading an empty page, so that the first teller does not wait for models to
    load. Raises why, when they do not start.
    """
    for found in _readers(settings).scanner.read([empty_page()], as_of):
        if isinstance(found, ReadFailure):
            raise found.error


def useful(scans: Sequence[Scan], *, strict: bool = False) -> list[Scan]:
    """The scans that show a supported document. Invalid, with what to do, when none does.

    strict: every picture must also be good enough; it can be taken again at once.
    """
    found = [scan for scan in scans if scan.reading.document_type is not None]
    refused = [
        scan for scan in scans if scan not in found or (strict and scan.reading.quality.verdict != "accept")
    ]
    if found and not (strict and refused):
        return found
    raise Invalid(
        "documents.picture",
        Text("影像没有保存。", "The picture was not kept."),
        [problem for scan in refused for problem in _why(scan.reading)],
    )


def _file(upload: FileStorage) -> ScanFile:
    with closing(upload):  # a large one lies in a temporary file
        return ScanFile(upload.filename or "", upload.read())


def _why(reading: DocumentReading) -> list[Problem]:
    """What to do about a refused picture: notices ask for nothing and are left out."""
    reasons = reading.quality.reasons
    faults = [reason.text for reason in reasons if reason.severity is QualitySeverity.RETAKE]
    if reading.document_type is None:
        faults += [check.reason for check in reading.checks if check.outcome is Outcome.FAIL]
    return [Problem(reading.file, text) for text in faults]


def _browser_of_request() -> Callable[[], bool]:
    """Whether the browser has gone away, as far as the server can tell."""
    told: Callable[[], bool] | None = request.environ.get("waitress.client_disconnected")
    return told or (lambda: False)


def _until_left(copies: Sequence[ScanFile], has_left: Callable[[], bool]) -> Iterator[ScanFile]:
    """The copies, asked for one by one by the scanner. Unavailable once nobody waits for the answer."""
    for copy in copies:
        refuse_absent(has_left)
        yield copy


def _readers(settings: Settings) -> _Readers:
    return _started(
        settings.ocr_engine,
        settings.ocr_threads,
        settings.ocr_processes,
        settings.ocr_waiting,
        settings.ocr_seconds,
        settings.ocr_start_seconds,
    )


@functools.cache
def _started(
    engine: str, threads: int, processes: int, most: int, seconds: int, start_seconds: int
) -> _Readers:
    """A reading decodes while another recognises, so one more goes on than there are engines."""
    intake = Intake(processes=processes)
    recogniser = make_engine(
        engine, threads=threads, time_limit=seconds, start_limit=start_seconds, processes=processes
    )
    return _Readers(intake, Scanner(recogniser, intake), Turns(processes + 1, most))
