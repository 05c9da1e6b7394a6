"""What staff and systems may do with transactions: the one door for web, later stages and the command line.

Each function asks for its permission, applies the rules, and writes rows, findings and audit events in the caller's
transaction.
"""

from screening.transactions.corrections import correct, reverse
from screening.transactions.imports import Imported, import_transactions
from screening.transactions.rates import RatesSet, import_rates, set_rates
from screening.transactions.recording import preview, record
from screening.transactions.views import (
    business_days,
    findings,
    teller_day,
    transaction,
    transactions,
)

__all__ = [
    "Imported",
    "RatesSet",
    "business_days",
    "correct",
    "findings",
    "import_rates",
    "import_transactions",
    "preview",
    "record",
    "reverse",
    "set_rates",
    "teller_day",
    "transaction",
    "transactions",
]
