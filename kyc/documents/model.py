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
    CN_TEMPORARY_ID = "cn_temporary_id"
    CN_HOUSEHOLD_REGISTER = "cn_household_register"
    PASSPORT = "passport"
    TD1_CARD = "td1_card"
    TD2_CARD = "td2_card"
    VISA = "visa"
    CN_HKM_PERMIT = "cn_hkm_permit"
    CN_TAIWAN_PERMIT = "cn_taiwan_permit"
    CN_HKMT_RESIDENCE_PERMIT = "cn_hkmt_residence_permit"
    CN_FOREIGN_PR_CARD = "cn_foreign_pr_card"
    CN_MILITARY_ID = "cn_military_id"
    CN_BUSINESS_LICENCE = "cn_business_licence"
    CN_TAX_REGISTRATION = "cn_tax_registration"
    CN_ORGANISATION_CODE = "cn_organisation_code"

    @property
    def label(self) -> Text:
        """The document's name for people."""
        return _LABELS[self]


_LABELS = {
    DocumentType.CN_RESIDENT_ID_PORTRAIT: Text(
        "居民身份证（人像面）", "Resident identity card (portrait side)"
    ),
    DocumentType.CN_RESIDENT_ID_EMBLEM: Text("居民身份证（国徽面）", "Resident identity card (emblem side)"),
    DocumentType.CN_TEMPORARY_ID: Text("临时居民身份证", "Temporary resident identity card"),
    DocumentType.CN_HOUSEHOLD_REGISTER: Text("居民户口簿", "Household register"),
    DocumentType.PASSPORT: Text("护照", "Passport"),
    DocumentType.TD1_CARD: Text("机读旅行证件（TD1 卡）", "Machine-readable card (TD1)"),
    DocumentType.TD2_CARD: Text("机读旅行证件（TD2 卡）", "Machine-readable card (TD2)"),
    DocumentType.VISA: Text("签证", "Visa"),
    DocumentType.CN_HKM_PERMIT: Text(
        "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"
    ),
    DocumentType.CN_TAIWAN_PERMIT: Text(
        "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents"
    ),
    DocumentType.CN_HKMT_RESIDENCE_PERMIT: Text(
        "港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents"
    ),
    DocumentType.CN_FOREIGN_PR_CARD: Text("外国人永久居留身份证", "Foreign permanent resident card"),
    DocumentType.CN_MILITARY_ID: Text("军人、武警身份证件", "Identity document of the armed forces"),
    DocumentType.CN_BUSINESS_LICENCE: Text("营业执照", "Business licence"),
    DocumentType.CN_TAX_REGISTRATION: Text("税务登记证", "Tax registration certificate"),
    DocumentType.CN_ORGANISATION_CODE: Text("组织机构代码证", "Organisation code certificate"),
}


class Outcome(StrEnum):
    """How a check ended."""

    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    SKIP = "skip"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.PASS: Text("通过", "passed"),
    Outcome.FAIL: Text("不通过", "failed"),
    Outcome.WARN: Text("注意", "attention"),
    Outcome.SKIP: Text("未能进行", "could not be run"),
}


class Verdict(StrEnum):
    """What the reading as a whole allows: go on, look closer, or do not use."""

    PASS = "pass"
    REVIEW = "review"
    REJECT = "reject"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.PASS: Text("通过", "pass"),
    Verdict.REVIEW: Text("需人工核对", "review"),
    Verdict.REJECT: Text("不予采用", "reject"),
}


class QualitySeverity(StrEnum):
    """What a remark on a picture asks for: to take it again, or only to know of it."""

    RETAKE = "retake"
    NOTICE = "notice"


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
class Print:
    """One of two prints of a field. value: in a form that can be compared. confidence: 0..1 that it was read rightly."""

    value: str
    confidence: float


VISUAL_ZONE, MACHINE_ZONE = "visual", "zone"
"""Where a field of a travel document is printed twice."""


@dataclass(frozen=True)
class Field:
    """One field of a document.

    value: as the data model wants it (ISO dates, `M`/`F`), or None when it could not be read.
    confidence: 0..1 that `value` is exactly what is printed.
    box: where it is printed; None when it was not found.
    raw: the characters as recognised, before parsing.
    reason: why the value is missing or doubtful.
    repaired: the value differs from what was recognised (region table, check digit); confidence is lowered.
    prints: what stands in each zone of a travel document (`VISUAL_ZONE`, `MACHINE_ZONE`), to be compared; empty elsewhere.
    doubts: the places in `value`, from 0, of the characters that are not sure; empty when the value is.
    """

    value: str | None
    confidence: float
    box: Box | None = None
    raw: str | None = None
    reason: Text | None = None
    repaired: bool = False
    prints: Mapping[str, Print] = field(default_factory=dict)
    doubts: tuple[int, ...] = ()


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
    """One remark on a picture, in words a teller can act on.

    code: `blur`, `glare`, `too_small`, `cut_off`, `dark` … fields: the names of those it concerns, if not all.
    """

    code: str
    text: Text
    severity: QualitySeverity = QualitySeverity.RETAKE
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Quality:
    """Whether the picture is good enough to read from (`accept`) or should be taken again (`retake`)."""

    verdict: str
    reasons: tuple[QualityReason, ...] = ()


@dataclass(frozen=True)
class Hint:
    """One sign of tampering, for the teller to look at; no verdict rests on it.

    code: stable, e.g. `broken_ground`. text: what was seen, what it may be innocently, what to do. box: where to look.
    strength: by how many times the measured limit is exceeded, 1 and more. field: the name of the field it concerns, if
    it is one.
    """

    code: str
    text: Text
    box: Box
    strength: float
    field: str | None = None


class MrzFormat(StrEnum):
    """The zones of ICAO Doc 9303 parts 4 to 7, and the French identity card of 1988 to 2021, which is none of them."""

    TD1 = "td1"
    TD2 = "td2"
    TD3 = "td3"
    MRV_A = "mrv_a"
    MRV_B = "mrv_b"
    FR_ID = "fr_id"


@dataclass(frozen=True, order=True)
class Cell:
    """One place of a zone: line and column, both from 0."""

    line: int
    column: int


@dataclass(frozen=True)
class CheckDigit:
    """One check digit of a zone. name: the field it guards, or `composite`. cell: where it is printed."""

    name: str
    cell: Cell
    printed: str
    expected: str
    holds: bool


@dataclass(frozen=True)
class Mrz:
    """A zone as read.

    lines: as decoded. valid: every check digit holds, the grammar holds, at most so many characters were repaired, and
    nothing else would have fitted nearly as well; a zone that is not valid is given as it was read. doubts: why it is
    not valid. repaired: the places where another character stands than the picture alone suggested.
    confidences: 0..1 per character, by line. boxes: where each character stands, by line; empty when not known.
    fields: by the house's field names.
    """

    format: MrzFormat
    lines: tuple[str, ...]
    valid: bool
    doubts: tuple[Text, ...]
    repaired: tuple[Cell, ...]
    confidences: tuple[tuple[float, ...], ...]
    checks: tuple[CheckDigit, ...]
    fields: Mapping[str, Field]
    boxes: tuple[tuple[Box, ...], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The zone as `flask read --json` and the API give it (stable interface: format, lines, valid)."""
        return {
            "format": self.format,
            "lines": list(self.lines),
            "valid": self.valid,
            "doubts": [doubt.as_dict() for doubt in self.doubts],
            "repaired": [[cell.line, cell.column] for cell in self.repaired],
            "confidence": round(min(min(line) for line in self.confidences), 4),
            "checks": {check.name: check.holds for check in self.checks},
        }


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
