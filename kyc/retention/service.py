"""What staff may do about keeping and forgetting: the one door through which web and the command line come in."""

from kyc.retention.access import export
from kyc.retention.keeping import (
    end_relationship,
    lift_hold,
    place_hold,
    resume_relationship,
    retention_of,
)
from kyc.retention.purging import approve, propose_due, refuse, waiting

__all__ = [
    "approve",
    "end_relationship",
    "export",
    "lift_hold",
    "place_hold",
    "propose_due",
    "refuse",
    "resume_relationship",
    "retention_of",
    "waiting",
]
