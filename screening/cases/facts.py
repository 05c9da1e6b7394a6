"""What cases say to grading: the fact that `kyc.risk` asks later stages for. It is confidential there."""

from __future__ import annotations

from datetime import date

from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.facts import fact
from kyc.risk.model import Facts
from kyc.risk.rules import add_months
from screening.cases import store
from screening.cases.policy import CasePolicy


def alerted(unit: Unit, customer_id: str, as_of: date) -> Facts:
    """How many alerts about the customer, of as many months before `as_of` as the grading policy looks back at dealings,
    were not excluded by the two people who closed their case. An open case says nothing yet.
    """
    since = add_months(as_of, -risk.in_force(unit, as_of).values.behaviour_months)
    count = store.alerts_that_ended(
        unit.connection,
        unit.actor.institution_id,
        customer_id,
        dispositions=unit.policy(CasePolicy).values.doubtful_dispositions,
        days=(since, as_of),
    )
    source = Text(f"已结监测案件，{since} 至 {as_of}", f"closed cases, {since} to {as_of}")
    return {"alerts": fact("alerts", count, source, as_of)}
