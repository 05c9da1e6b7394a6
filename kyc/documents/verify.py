"""Checking a reading, and what follows from it. Pure: no picture, no engine, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kyc.documents.card_checks import CARD_CHECKS
from kyc.documents.checks import CHECKS, PROOFS, Evidence, check_of, say
from kyc.documents.layouts import TravelLayout
from kyc.documents.model import Check, DocumentType, Field, Mrz, Outcome, Quality, Verdict
from kyc.documents.paper_checks import PAPER_CHECKS
from kyc.documents.reading import SETTINGS
from kyc.documents.travel_checks import TRAVEL_CHECKS, zone_answer

ALL_CHECKS = {**CHECKS, **CARD_CHECKS, **PAPER_CHECKS, **TRAVEL_CHECKS}
"""Every check by its code."""

ZONE_CHECK = "mrz.check_digits"
"""The check of a machine-readable zone by itself."""

# A failed one of these means: do not use this document. A warning of these means: a person must look.
_REJECTING = frozenset({"document.supported", "document.type", "validity.expired"})
_LOOK_WHEN_WARNED = frozenset(
    {
        *("number.region", "uscc.region", "tax_number.region", "qr.uscc", "document.replaced"),
        *(code for code in TRAVEL_CHECKS if code.startswith("zones.")),
    }
)


def weighed(evidence: Evidence) -> Evidence:
    """The evidence with fields surer where a check that a misread would seldom pass holds, and doubtful where it fails.

    By Bayes: of wrong readings the check lets through the share `proves` of `checks.yaml`, of right ones all.
    """
    fields: dict[str, Field] = dict(evidence.fields)
    asked = {code for side in evidence.sides for code in evidence.layouts[side].checks}
    for code, proves in PROOFS.items():
        if code not in asked:
            continue
        check = check_of(code, ALL_CHECKS[code](evidence))
        for name, chance in proves.items():
            if name not in fields or fields[name].value is None:
                continue
            sure = fields[name].confidence
            if check.outcome is Outcome.PASS:
                fields[name] = _surer(fields[name], sure / (sure + (1 - sure) * chance), evidence.floor(name))
            elif check.outcome is Outcome.FAIL:
                fields[name] = replace(fields[name], confidence=min(sure, SETTINGS.contradicted_confidence))
    return replace(evidence, fields=fields)


def _surer(field: Field, confidence: float, floor: float) -> Field:
    """The field as sure as a check proved it; what was unclear in it is then no reason to look, but what was mended is."""
    proven = confidence >= floor and not field.repaired
    return replace(field, confidence=confidence, reason=None if proven else field.reason)


def check_document(evidence: Evidence) -> tuple[Check, ...]:
    """Every check that the layouts of the document's own sides ask for, in their order."""
    codes = dict.fromkeys(code for side in evidence.own for code in evidence.layouts[side].checks)
    return tuple(check_of(code, ALL_CHECKS[code](evidence)) for code in codes)


def check_zone(evidence: Evidence, mrz: Mrz | None) -> tuple[Check, ...]:
    """Whether the machine-readable zone of a travel document holds; no check where none of the sides at hand has one."""
    sides = [evidence.layouts[code] for code in evidence.own]
    has_zone = any(isinstance(side, TravelLayout) and side.formats for side in sides)
    return (check_of(ZONE_CHECK, zone_answer(mrz)),) if has_zone else ()


def check_type(
    found: Sequence[DocumentType], expected: DocumentType | None, *, other: bool, count: int
) -> tuple[Check, ...]:
    """Whether a supported document was found, whether it is the one asked for (no check when none was), and whether
    it is the only one.

    found: the types found, of all sides. other: words on the page tell that it shows another document. count: how many
    documents the file shows.
    """
    if not found:
        return (check_of("document.supported", say("other" if other else "none")),)
    checks = [check_of("document.single", say("several", count=count))] if count > 1 else []
    if expected is not None:
        answer = say("expected" if expected in found else "other", zh=expected.label.zh, en=expected.label.en)
        checks.append(check_of("document.type", answer))
    return tuple(checks)


def verdict_of(quality: Quality, checks: Iterable[Check]) -> Verdict:
    """What the reading as a whole allows.

    reject: do not use this document: it is none that is supported, not the one asked for, or it has expired.
        A character that may have been misread never rejects: only a person can tell a misread from a forgery.
    review: a person must look: any other check failed (`fields.readable` fails when a field is missing, unsure or
        mended), the number's region code is not known for its year, or the picture should be taken again.
    pass: everything else. Other warnings are there to be read: another region's issuer (people move), a card that
        will soon expire. Checks that could not be run because the other side is not here do not count.
    """
    found = {(check.code, check.outcome) for check in checks}
    failed = {code for code, outcome in found if outcome is Outcome.FAIL}
    warned = {code for code, outcome in found if outcome is Outcome.WARN}
    if failed & _REJECTING:
        return Verdict.REJECT
    if failed or warned & _LOOK_WHEN_WARNED or quality.verdict != "accept":
        return Verdict.REVIEW
    return Verdict.PASS
