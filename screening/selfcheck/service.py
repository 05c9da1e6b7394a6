"""What staff may do with self-checks: the one door for web and the command line.

Nothing here knows of suspicious reports, and nothing a teller sees changes when one exists.
"""

from screening.selfcheck.escalations import answer, escalate, escalations
from screening.selfcheck.sheets import branch, open_days, revealed, sheet
from screening.selfcheck.signing import countersign, sign

__all__ = [
    "answer",
    "branch",
    "countersign",
    "escalate",
    "escalations",
    "open_days",
    "revealed",
    "sheet",
    "sign",
]
