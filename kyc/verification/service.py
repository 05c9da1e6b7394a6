"""What staff may do with outside evidence: the one door through which web, later stages and the command line come in.

Each function asks for its permission, applies the rules, writes rows and audit events in the caller's transaction; those
of `answering` take the house instead, for they ask another system between two transactions of their own.
"""

from kyc.verification.answering import Tally, queue_unchecked, try_now, work_off, work_off_batch
from kyc.verification.asking import ask, compare, photo
from kyc.verification.certificate import as_pdf, certificate
from kyc.verification.chip import on_desk, record_reading
from kyc.verification.disposing import dispose
from kyc.verification.http_checker import configured
from kyc.verification.standing import see_points, sides_of, verification_of

__all__ = [
    "Tally",
    "as_pdf",
    "ask",
    "certificate",
    "compare",
    "configured",
    "dispose",
    "on_desk",
    "photo",
    "queue_unchecked",
    "record_reading",
    "see_points",
    "sides_of",
    "try_now",
    "verification_of",
    "work_off",
    "work_off_batch",
]
