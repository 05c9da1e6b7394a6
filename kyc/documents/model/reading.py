"""A file as it came in, and what it says of a document; both as JSON (stable interface)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kyc.base.errors import FirstlineError
from kyc.documents.model.seen import Box, Check, Field, Hint, Quality
from kyc.documents.model.verdicts import DocumentType, Verdict
from kyc.documents.model.zone import Mrz


@dataclass(frozen=True)
class ScanFile:
    """One file as it came in: its name (for messages only, never trusted) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class DocumentReading:
    """What one file says of one document.

    document_type: None when no supported document was found (then `checks` says why).
    sides: the codes of the layouts of every side found on the file, in order; a photocopy sheet shows both sides of
        one card, whose fields are then joined here and `document_type` is that of its front.
    pages: (width, height) in pixels of each page as given, so that boxes can be drawn.
    timings_ms: milliseconds by step.
    engine: name and version of the recogniser that read it.
    hints: signs of tampering on its sides, the strongest first; `verdict` does not know them.
    outlines: where each of its sides lies, by the side's code; corners may be outside the page.
    further: the readings of the other documents on the same file, in the order of its pages.
    mrz: the machine-readable zone, when one was found.
    """

    file: str
    document_type: DocumentType | None
    type_confidence: float
    quality: Quality
    fields: Mapping[str, Field]
    checks: tuple[Check, ...]
    verdict: Verdict
    sides: tuple[str, ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    engine: str = ""
    hints: tuple[Hint, ...] = ()
    outlines: Mapping[str, Box] = field(default_factory=dict)
    further: tuple[DocumentReading, ...] = ()
    mrz: Mrz | None = None

    def as_json(self) -> dict[str, Any]:
        """The reading as `flask read --json` and the API give it (stable interface)."""
        return {
            "file": self.file,
            "document_type": self.document_type,
            "type_confidence": round(self.type_confidence, 4),
            "sides": list(self.sides),
            "quality": {
                "verdict": self.quality.verdict,
                "reasons": [
                    {
                        "code": r.code,
                        **r.text.as_dict(),
                        "severity": r.severity,
                        "fields": list(r.fields),
                    }
                    for r in self.quality.reasons
                ],
            },
            "fields": {name: _field_json(value) for name, value in self.fields.items()},
            "mrz": self.mrz.as_json() if self.mrz else None,
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
            "hints": [_hint_json(hint) for hint in self.hints],
            "outlines": [
                {"side": side, "box": _corners_json(box), "page": box.page}
                for side, box in self.outlines.items()
            ],
            "pages": [list(size) for size in self.pages],
            "engine": self.engine,
            "timings_ms": {step: round(ms, 1) for step, ms in self.timings_ms.items()},
            "further": [reading.as_json() for reading in self.further],
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
            "hints": [],
            "outlines": [],
            "pages": [],
            "engine": "",
            "timings_ms": {},
            "further": [],
            "error": {"code": self.error.code, **self.error.text.as_dict()},
        }


def _field_json(value: Field) -> dict[str, Any]:
    return {
        "value": value.value,
        "confidence": round(value.confidence, 4),
        "box": _corners_json(value.box) if value.box else None,
        "page": value.box.page if value.box else None,
        "raw": value.raw,
        "repaired": value.repaired,
        "doubts": list(value.doubts),
        "prints": {
            where: {"value": one.value, "confidence": round(one.confidence, 4)}
            for where, one in value.prints.items()
        },
        "reason": value.reason.as_dict() if value.reason else None,
    }


def _hint_json(hint: Hint) -> dict[str, Any]:
    return {
        "code": hint.code,
        **hint.text.as_dict(),
        "field": hint.field,
        "strength": hint.strength,
        "box": _corners_json(hint.box),
        "page": hint.box.page,
    }


def _corners_json(box: Box) -> list[list[float]]:
    return [[round(x, 1), round(y, 1)] for x, y in box.points]
