"""Where a teller mends what is missing: the page, and what its link says."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from kyc.base.text import Text
from kyc.customers.model import Summary
from screening.transactions.model import Missing

_SCAN = Text("扫描证件", "Scan the document")
_CHECK = Text("登记核查结果", "Record the check")
_COMPLETE = Text("补登资料", "Complete the file")
_RESOLVE = Text("打开档案办理", "Resolve it in the file")
_REBOOK = Text("冲正后重登", "Reverse and book again")


@dataclass(frozen=True)
class Lack:
    """One thing that is missing. address, words: the link to where it is mended; None where the page itself is."""

    missing: Missing
    address: str | None
    words: Text | None


def of_customer(missing: Missing, party: Summary | None) -> Lack:
    """A customer's lack. party: None while there is no customer file.

    A customer of another outlet is mended at the desk: scanning the document makes them also a customer of this one.
    """
    if party is None or not party.here or not missing.code.startswith(("element:", "gate:", "network_check")):
        return Lack(missing, url_for("desk.show"), _SCAN)
    if missing.code == "network_check":
        return Lack(missing, url_for("customers.show", customer_id=party.customer_id), _CHECK)
    if missing.code.startswith("gate:"):
        return Lack(missing, url_for("customers.show", customer_id=party.customer_id), _RESOLVE)
    return Lack(missing, url_for("customers.change", customer_id=party.customer_id), _COMPLETE)


def of_agent(missing: Missing, transaction_id: str | None) -> Lack:
    """An agent's lack. transaction_id: None while the form that asks for it is still open."""
    if transaction_id is None:
        return Lack(missing, None, None)
    return Lack(missing, url_for("cash.receipt", transaction_id=transaction_id), _REBOOK)


def is_of_agent(missing: Missing) -> bool:
    """Whether it is the agent's and not the customer's."""
    return missing.code.startswith("agent:")
