"""What is seen on a picture: fields, checks, remarks, hints, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kyc.base.text import Text
from kyc.documents.model.verdicts import Outcome


class QualitySeverity(StrEnum):
    """What a remark on a picture asks for: to take it again, or only to know of it."""

    RETAKE = "retake"
    NOTICE = "notice"


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


# Where a field of a travel document is printed twice.
VISUAL_ZONE = "visual"
MACHINE_ZONE = "zone"


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
