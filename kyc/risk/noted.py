"""Facts that no data tells and people find out: public positions, media reports, inquiries by authorities, the trade of a
business. Noted once with evidence, never changed, only noted anew; the customer is graded anew at once.
"""

from __future__ import annotations

from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.gates import checked_reason
from kyc.customers.policy import CustomerPolicy
from kyc.customers.service import profile
from kyc.risk import changes, gathering, noted_store, regrading
from kyc.risk.catalogue import CATALOGUE, FactKind
from kyc.risk.model import NotedFact, Occasion

_TABLE = noted_store.risk_noted_facts.name
# why a customer is graded anew when one of these is noted; all others are changes of the file
_OCCASIONS = {"adverse_notice": Occasion.MEDIA, "judicial_inquiry": Occasion.INQUIRY}
_OF_PEOPLE = "public_position"


def notable(unit: Unit) -> tuple[FactKind, ...]:
    """The facts that the actor may note."""
    monitoring = unit.actor.may(Permission.MONITORING_VIEW)
    return tuple(kind for kind in CATALOGUE.values() if kind.noted and (monitoring or not kind.confidential))


def note_fact(
    unit: Unit, customer_id: str, name: str, value: str | None, evidence: str, as_of: date | None = None
) -> NotedFact:
    """Notes what a fact of the customer is, and grades the customer anew.

    value: as policy writes it (`yes`, a code, a number); None: it is not known any more. evidence: where it was found,
    sealed. as_of: the day it was true, today by default. Invalid, naming each field, for a fact that is not noted by
    hand, a value it cannot have, a day to come or evidence that says nothing; Refused without the permission, for a
    fact that tells of monitoring without that of seeing it, or for a customer of another outlet.
    """
    unit.require(Permission.FACT_NOTE)
    profile(unit, customer_id)
    day = as_of or unit.today
    kind = _kind(unit, name)
    problems = []
    if value is not None and kind.read(value) is None:
        problems.append(Problem("value", Text("没有这个取值", "it cannot have this value")))
    if day > unit.today:
        problems.append(Problem("as_of", Text("日期在将来", "the day lies in the future")))
    if problems:
        words = Text("信息有误，未保存。", "Something is wrong; nothing was saved.")
        raise Invalid("risk.noted_fact", words, problems)
    said = checked_reason(evidence, unit.policy(CustomerPolicy).values)
    noted_id = new_id()
    noted_store.add(
        unit.connection,
        {
            "id": noted_id,
            "institution_id": unit.actor.institution_id,
            "customer_id": customer_id,
            "fact": name,
            "value": value,
            "as_of": day,
            "evidence": unit.vault.seal(_TABLE, "evidence", noted_id, said),
            "by": unit.actor.staff_id,
            "at": unit.now,
            "outlet_id": unit.actor.outlet_id,
        },
    )
    unit.audit(Event.FACT_NOTED, "customer", customer_id, fact=name)
    regrading.regrade(unit, customer_id, _OCCASIONS.get(name, Occasion.CHANGE))
    if name == _OF_PEOPLE:
        changes.mark_entities(unit, customer_id)
    return noted_facts(unit, customer_id)[0]


def noted_facts(unit: Unit, customer_id: str) -> tuple[NotedFact, ...]:
    """What was noted of the customer, the newest first, as far as the actor may know. Refused or NotFound as for the
    customer.
    """
    unit.require(Permission.GRADE_VIEW)
    profile(unit, customer_id)
    ids = gathering.records_of(unit, customer_id)
    monitoring = unit.actor.may(Permission.MONITORING_VIEW)
    return tuple(
        _opened(unit, row)
        for row in noted_store.of_customers(unit.connection, ids)
        if row.fact in CATALOGUE and (monitoring or not CATALOGUE[row.fact].confidential)
    )


def _kind(unit: Unit, name: str) -> FactKind:
    kind = CATALOGUE.get(name)
    if kind is None or not kind.noted:
        words = Text("这项事实不由人工登记", "this fact is not noted by hand")
        raise Invalid("risk.noted_fact", words, [Problem("fact", words)])
    if kind.confidential and not unit.actor.may(Permission.MONITORING_VIEW):
        raise Refused("risk.noted_fact", Text("此项由合规部门登记。", "This is for compliance to note."))
    return kind


def _opened(unit: Unit, row: noted_store.AnyRow) -> NotedFact:
    kind = CATALOGUE[row.fact]
    value = None if row.value is None else kind.read(row.value)
    return NotedFact(
        noted_id=row.id,
        customer_id=row.customer_id,
        fact=row.fact,
        name=kind.label,
        value=row.value,
        shown=Text("不再确定", "not known any more") if value is None else kind.words(value),
        as_of=row.as_of,
        evidence=unit.vault.open(_TABLE, "evidence", row.id, row.evidence),
        by=row.by,
        at=row.at,
    )
