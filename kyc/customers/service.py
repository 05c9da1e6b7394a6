"""What staff may do with customers: the one door through which web, later stages and the command line come in.

Each function asks for its permission, applies the rules, writes rows and audit events in the caller's transaction.
"""

from kyc.customers.accounts import accounts_of, find_account, open_account
from kyc.customers.changes import change_customer
from kyc.customers.drafts import discard_draft, draft, draft_picture, drafts, keep_reading, note_entries
from kyc.customers.identification import identification_of, profile, record_network_check
from kyc.customers.lookup import find_by_account, find_by_document, search, summary
from kyc.customers.onboarding import create_customer, serve_existing
from kyc.customers.record import as_of, customer, difference, history
from kyc.customers.retention import expire_drafts, sweep_pictures
from kyc.customers.reveal import reveal, reveal_picture

__all__ = [
    "accounts_of",
    "as_of",
    "change_customer",
    "create_customer",
    "customer",
    "difference",
    "discard_draft",
    "draft",
    "draft_picture",
    "drafts",
    "expire_drafts",
    "find_account",
    "find_by_account",
    "find_by_document",
    "history",
    "identification_of",
    "keep_reading",
    "note_entries",
    "open_account",
    "profile",
    "record_network_check",
    "reveal",
    "reveal_picture",
    "search",
    "serve_existing",
    "summary",
    "sweep_pictures",
]
