"""What staff and later stages may do about admission: the one door."""

from kyc.admission.admitting import admission_of, open_account, open_gates, refuse_unadmitted
from kyc.admission.holds import lift_hold, place_hold
from kyc.admission.log import add_note, answer_note, notes_of
from kyc.admission.printing import PRINTED_PARTS, PrintedPart, as_pdf, customer_file
from kyc.admission.waivers import ask_waiver, asked_on, decide_waiver, waiting_waivers, waivers_of

__all__ = [
    "PRINTED_PARTS",
    "PrintedPart",
    "add_note",
    "admission_of",
    "answer_note",
    "as_pdf",
    "ask_waiver",
    "asked_on",
    "customer_file",
    "decide_waiver",
    "lift_hold",
    "notes_of",
    "open_account",
    "open_gates",
    "place_hold",
    "refuse_unadmitted",
    "waiting_waivers",
    "waivers_of",
]
