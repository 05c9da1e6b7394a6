"""What reports say to grading: the fact that `kyc.risk` asks later stages for. It is confidential there."""

from __future__ import annotations

from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk.facts import fact
from kyc.risk.model import Facts
from screening.reports import suspicious_store


def reported(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """How many suspicious reports about the customer were filed."""
    count = suspicious_store.filed(unit.connection, unit.actor.institution_id, customer_id)
    return {"reports": fact("reports", count, Text("可疑交易报告", "suspicious reports"), as_of)}
