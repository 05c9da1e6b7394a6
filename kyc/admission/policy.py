"""The dated values customers are admitted by; the file is `kyc/policies/admission.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from kyc.admission.model import DueDiligence, NoteKind


@dataclass(frozen=True)
class AdmissionPolicy:
    """What must be true before a customer is served.

    gates: code → name, waivable, resolver, reference. representatives: kind of relation → what is said when it lacks.
    guardian_below_age: years. diligence_by_grade: grade → `DueDiligence`; others are standard. simplified_regimes: kinds
    of entity that may be looked at less closely. diligence_wants: level → kinds of notes. proven_notes: those that need
    proof. waiver_days: how long a gate may be skipped. idle_reasons: what is no reason to skip one.
    objection_days: until a complaint or objection is answered.
    """

    section: ClassVar[str] = "admission"

    gates: Mapping[str, Mapping[str, Any]]
    representatives: Mapping[str, Mapping[str, str]]
    guardian_below_age: int
    diligence_by_grade: Mapping[str, str]
    simplified_regimes: tuple[str, ...]
    diligence_wants: Mapping[str, tuple[str, ...]]
    proven_notes: tuple[str, ...]
    waiver_days: int
    idle_reasons: str
    objection_days: int

    def __post_init__(self) -> None:
        if set(self.diligence_wants) != set(DueDiligence):
            raise ValueError("diligence_wants: not the levels there are")
        for kind in (*self.proven_notes, *(k for kinds in self.diligence_wants.values() for k in kinds)):
            NoteKind(kind)
        for level in self.diligence_by_grade.values():
            DueDiligence(level)
