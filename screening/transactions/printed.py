"""The large-value findings of a customer on their printed file (`kyc.admission.printing.PRINTED_PARTS`)."""

from __future__ import annotations

from kyc.admission.service import PrintedPart
from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.transactions import views
from screening.transactions.model import Finding

_SHOWN = 50
_HEADS = (
    Text("营业日", "day"),
    Text("方向", "direction"),
    Text("当日累计", "day's sum"),
    Text("报告期限", "due"),
    Text("状态", "state"),
)


def printed_findings(unit: Unit, customer_id: str) -> PrintedPart | None:
    """The newest findings; None for whoever may not see findings."""
    if not unit.actor.may(Permission.FINDING_VIEW):
        return None
    found = views.findings(unit, customer_id=customer_id, limit=_SHOWN)
    return PrintedPart(
        Text("大额交易记录", "Large-value records"), _HEADS, tuple(_row(each) for each in found)
    )


def _row(finding: Finding) -> tuple[Text, ...]:
    derived = finding.current.derived
    day, total = finding.business_day.isoformat(), str(derived.day_sum.total)
    due = derived.deadline.isoformat()
    return Text(day, day), derived.day_sum.flow, Text(total, total), Text(due, due), derived.state.label
