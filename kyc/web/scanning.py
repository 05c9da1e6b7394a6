"""Uploads on their way to a reading: redrawn, read outside this process, judged."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

from werkzeug.datastructures import FileStorage

from kyc.base.calendar import business_date
from kyc.base.errors import Invalid, Problem
from kyc.base.settings import Settings
from kyc.base.text import Text
from kyc.documents.copies import MEDIA_TYPE, clean_copies, empty_page
from kyc.documents.engines import make_engine
from kyc.documents.intake import Intake
from kyc.documents.model import DocumentReading, Outcome, ReadFailure, ScanFile
from kyc.documents.scan import Scanner
from kyc.web.access import current_house

PICTURE_TYPE = MEDIA_TYPE


@dataclass(frozen=True)
class Scan:
    """One document on one page: what it says, and the picture it was read from."""

    reading: DocumentReading
    picture: bytes


def read(uploads: Sequence[FileStorage]) -> list[Scan]:
    """Every document on every page of the files, read. Takes seconds: never inside a transaction.

    Invalid when there is no file; else as `Intake.load_pages` and `Scanner.read`.
    """
    files = [_file(upload) for upload in uploads if upload.filename]
    if not files:
        text = Text("请选择证件的照片或扫描件。", "Choose a photo or scan of the document.")
        raise Invalid("documents.files", text, [Problem("files", text)])
    house = current_house()
    intake, scanner = _readers(house.settings)
    copies = [copy for file in files for copy in clean_copies(intake, file)]
    found = scanner.read(copies, business_date(house.clock()))
    for failure in found:
        if isinstance(failure, ReadFailure):
            raise failure.error
    return [
        Scan(replace(reading, further=()), copy.data)
        for first, copy in zip(found, copies, strict=True)
        if isinstance(first, DocumentReading)
        for reading in (first, *first.further)
    ]


def warm(settings: Settings, as_of: date) -> None:
    """Starts decoder and recogniser by reading an empty page, so that the first teller does not wait for models to
    load. Raises why, when they do not start.
    """
    _, scanner = _readers(settings)
    for found in scanner.read([empty_page()], as_of):
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
    faults = [reason.text for reason in reading.quality.reasons]
    if reading.document_type is None:
        faults += [check.reason for check in reading.checks if check.outcome is Outcome.FAIL]
    return [Problem(reading.file, text) for text in faults]


def _readers(settings: Settings) -> tuple[Intake, Scanner]:
    return _started(
        settings.ocr_engine, settings.ocr_threads, settings.ocr_seconds, settings.ocr_start_seconds
    )


@functools.cache
def _started(engine: str, threads: int, seconds: int, start_seconds: int) -> tuple[Intake, Scanner]:
    """One of each for the whole process: the engine's models take seconds to load."""
    intake = Intake()
    recogniser = make_engine(engine, threads=threads, time_limit=seconds, start_limit=start_seconds)
    return intake, Scanner(recogniser, intake)
