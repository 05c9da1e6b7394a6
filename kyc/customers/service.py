"""What staff may do with customers: the one door through which web, later stages and the command line come in.

Each function asks for its permission, applies the rules, writes rows and audit events in the caller's transaction.
"""

from kyc.customers.accounts import accounts_of, find_account, open_account
from kyc.customers.changes import change_customer
from kyc.customers.differences import answer_difference, differences_of, note_difference
from kyc.customers.drafts import discard_draft, draft, draft_picture, drafts, keep_reading, note_entries
from kyc.customers.identification import identification_of, profile, record_network_check
from kyc.customers.inspection import inspect_reading, kept_readings
from kyc.customers.lookup import find_by_account, find_by_document, search, summary
from kyc.customers.merging import (
    ask_merge,
    ask_undo,
    decide_merge,
    duplicates_of,
    merges_of,
    waiting_merges,
)
from kyc.customers.onboarding import create_customer, serve_existing
from kyc.customers.owners import entities_of, ownership_of
from kyc.customers.pictures import keep_by_hand
from kyc.customers.relations import confirm_owners, end_relation, relate, relations_of
from kyc.customers.retention import expire_drafts, sweep_pictures
from kyc.customers.reveal import reveal, reveal_picture
from kyc.customers.reviews import backfill, expiring, progress, review_some
from kyc.customers.transcription import decide_transcription, transcription, waiting_transcriptions
from kyc.customers.views import as_of, customer, difference, history

__all__ = [
    "accounts_of",
    "answer_difference",
    "as_of",
    "ask_merge",
    "ask_undo",
    "backfill",
    "change_customer",
    "confirm_owners",
    "create_customer",
    "customer",
    "decide_merge",
    "decide_transcription",
    "difference",
    "differences_of",
    "discard_draft",
    "draft",
    "draft_picture",
    "drafts",
    "duplicates_of",
    "end_relation",
    "entities_of",
    "expire_drafts",
    "expiring",
    "find_account",
    "find_by_account",
    "find_by_document",
    "history",
    "identification_of",
    "inspect_reading",
    "keep_by_hand",
    "keep_reading",
    "kept_readings",
    "merges_of",
    "note_difference",
    "note_entries",
    "open_account",
    "ownership_of",
    "profile",
    "progress",
    "record_network_check",
    "relate",
    "relations_of",
    "reveal",
    "reveal_picture",
    "review_some",
    "search",
    "serve_existing",
    "summary",
    "sweep_pictures",
    "transcription",
    "waiting_merges",
    "waiting_transcriptions",
]
