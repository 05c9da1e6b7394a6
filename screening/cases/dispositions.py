"""How the cases of findings ended, for the what-if of detection rules (`transactions.detection.backtest.DISPOSITIONS`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from kyc.base.unit import Unit
from screening.cases.model import AlertSource, CaseDisposition
from screening.cases.tables import case_alerts, case_closings, closing
from screening.transactions.detection.model import Decided

_DECIDED = {
    CaseDisposition.TRUE_MATCH: Decided.CONFIRMED,
    CaseDisposition.FALSE_POSITIVE: Decided.DISMISSED,
    CaseDisposition.INCONCLUSIVE: Decided.UNCLEAR,
}
_AT_ONCE = 500


def of_findings(unit: Unit, finding_ids: Sequence[str]) -> Mapping[str, Decided]:
    """By the finding's id, what the two people who closed its case made of it last; one whose case was never closed is
    absent. Asks for no permission: its caller did.
    """
    found: dict[str, Decided] = {}
    decisions = closing.decisions.c
    for at in range(0, len(finding_ids), _AT_ONCE):
        query = (
            select(case_alerts.c.source_id, case_closings.c.disposition)
            .join(case_closings, case_closings.c.case_id == case_alerts.c.case_id)
            .join(closing.decisions, decisions.closing_id == case_closings.c.id)
            .where(
                case_alerts.c.source == AlertSource.DETECTION.value,
                case_alerts.c.source_id.in_(finding_ids[at : at + _AT_ONCE]),
                decisions.agreed,
            )
            .order_by(decisions.at)
        )
        for row in unit.connection.execute(query):
            found[row.source_id] = _DECIDED[CaseDisposition(row.disposition)]
    return found
