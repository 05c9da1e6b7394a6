"""What reports say to grading: the fact that `kyc.risk` asks later stages for. It is confidential there."""

from __future__ import annotations

from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk.facts import fact
from kyc.risk.model import Facts
from kyc.risk.rules import add_months
from screening.reports import suspicious_store
from screening.reports.policy import ReportPolicy


def reported(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """How many suspicious reports about the customer were filed in the months before `as_of` that count in a grade."""
    since = add_months(as_of, -unit.policy(ReportPolicy).values.graded_months)
    count = suspicious_store.filed(unit.connection, unit.actor.institution_id, customer_id, (since, as_of))
    source = Text(f"可疑交易报告，{since} 至 {as_of}", f"suspicious reports, {since} to {as_of}")
    return {"reports": fact("reports", count, source, as_of)}
