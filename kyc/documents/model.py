"""What a scan is and what was read from it. Every value carries its confidence and its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kyc.base.errors import FirstlineError
from kyc.base.text import Text


class DocumentType(StrEnum):
    """The documents a bank accepts that this service can read (codes are stable interface)."""

    CN_RESIDENT_ID_PORTRAIT = "cn_resident_id_portrait"
    CN_RESIDENT_ID_EMBLEM = "cn_resident_id_emblem"


class Outcome(StrEnum):
    """How a check ended."""

    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    SKIP = "skip"


class Verdict(StrEnum):
    """What the reading as a whole allows: go on, look closer, or do not use."""

    PASS = "pass"
    REVIEW = "review"
    REJECT = "reject"


@dataclass(frozen=True)
class ScanFile:
    """One file as it came in: its name (for messages only, never trusted) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Box:
    """Where something stands: four corners in pixels of the page as given (EXIF orientation applied),
    clockwise from the top left corner *of the text itself*, so a turned card has a turned box.
    """

    page: int
    points: tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Field:
    """One field of a document.

    value: as the data model wants it (ISO dates, `M`/`F`), or None when it could not be read.
    confidence: 0..1 that `value` is exactly what is printed.
    box: where it is printed; None when it was not found.
    raw: the characters as recognised, before parsing.
    reason: why the value is missing or doubtful.
    repaired: the value differs from what was recognised (region table, check digit); confidence is lowered.
    """

    value: str | None
    confidence: float
    box: Box | None = None
    raw: str | None = None
    reason: Text | None = None
    repaired: bool = False


@dataclass(frozen=True)
class Check:
    """One thing that was verified.

    code: stable, e.g. `number.check_digit`. fields: the names of the fields compared.
    reason: what was compared and, unless it passed, what to do.
    """

    code: str
    outcome: Outcome
    reason: Text
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class QualityReason:
    """One fault of a picture, in words a teller can act on. code: `blur`, `glare`, `too_small`, `cut_off`, `dark` …"""

    code: str
    text: Text


@dataclass(frozen=True)
class Quality:
    """Whether the picture is good enough to read from (`accept`) or should be taken again (`retake`)."""

    verdict: str
    reasons: tuple[QualityReason, ...] = ()


@dataclass(frozen=True)
class DocumentReading:
    """What one file says.

    document_type: None when no supported document was found (then `checks` says why).
    sides: every document side found on the file, in order; a photocopy sheet shows both sides of one card, whose
        fields are then joined here and `document_type` is the portrait side.
    pages: (width, height) in pixels of each page as given, so that boxes can be drawn.
    timings_ms: milliseconds by step.
    engine: name and version of the recogniser that read it.
    """

    file: str
    document_type: DocumentType | None
    type_confidence: float
    quality: Quality
    fields: Mapping[str, Field]
    checks: tuple[Check, ...]
    verdict: Verdict
    sides: tuple[DocumentType, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    engine: str = ""

    def as_json(self) -> dict[str, Any]:
        """The reading as `flask read --json` and the API give it (stable interface)."""
        return {
            "file": self.file,
            "document_type": self.document_type,
            "type_confidence": round(self.type_confidence, 4),
            "sides": list(self.sides),
            "quality": {
                "verdict": self.quality.verdict,
                "reasons": [{"code": r.code, **r.text.as_dict()} for r in self.quality.reasons],
            },
            "fields": {name: _field_json(value) for name, value in self.fields.items()},
            "mrz": None,
            "checks": [
                {
                    "code": c.code,
                    "outcome": c.outcome,
                    "reason": c.reason.as_dict(),
                    "fields": list(c.fields),
                }
                for c in self.checks
            ],
            "verdict": self.verdict,
            "pages": [list(size) for size in self.pages],
            "engine": self.engine,
            "timings_ms": {step: round(ms, 1) for step, ms in self.timings_ms.items()},
        }


@dataclass(frozen=True)
class ReadFailure:
    """A file of which nothing could be read. error: what is wrong with it, or which part of the service is down."""

    file: str
    error: FirstlineError

    def as_json(self) -> dict[str, Any]:
        """The failure as `flask read --json` and the API give it: the keys of a reading, and `error`."""
        return {
            "file": self.file,
            "document_type": None,
            "type_confidence": 0.0,
            "sides": [],
            "quality": {"verdict": "retake", "reasons": []},
            "fields": {},
            "mrz": None,
            "checks": [],
            "verdict": Verdict.REJECT,
            "pages": [],
            "engine": "",
            "timings_ms": {},
            "error": {"code": self.error.code, **self.error.text.as_dict()},
        }


def _field_json(value: Field) -> dict[str, Any]:
    return {
        "value": value.value,
        "confidence": round(value.confidence, 4),
        "box": [[round(x, 1), round(y, 1)] for x, y in value.box.points] if value.box else None,
        "page": value.box.page if value.box else None,
        "raw": value.raw,
        "repaired": value.repaired,
        "reason": value.reason.as_dict() if value.reason else None,
    }
