"""What staff and systems may do with transactions: the one door for web, later stages and the command line.

Each function asks for its permission, applies the rules, and writes rows, findings and audit events in the caller's
transaction.
"""

from screening.transactions.arriving import arrive, take_folder
from screening.transactions.corrections import correct, reverse
from screening.transactions.imports import Imported, import_table, import_transactions
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
    "arrive",
    "business_days",
    "correct",
    "findings",
    "import_rates",
    "import_table",
    "import_transactions",
    "preview",
    "record",
    "reverse",
    "set_rates",
    "take_folder",
    "teller_day",
    "transaction",
    "transactions",
]
