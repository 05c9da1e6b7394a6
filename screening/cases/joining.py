"""Alerts made and joined: to the case of the same customer and group that is not closed, else to a new one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from kyc.base.access import Actor, Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.text import Text
from kyc.base.unit import House, Unit
from kyc.customers import record
from screening.cases import store, words
from screening.cases.model import AlertSource, ConcernKind
from screening.cases.tables import case_alerts, cases
from screening.transactions import store as transaction_store

STAFF_GROUP = "staff"
_SEVERAL = 200


def gather(house: House, actor: Actor) -> int:
    """Joins what detection found and nobody has seen yet; how many alerts that made. Safe to repeat and to run twice."""
    made = 0
    while True:
        with house.write(actor) as unit:
            unit.require(Permission.CASE_GATHER)
            rows = store.unjoined_findings(unit.connection, actor.institution_id, _SEVERAL)
            for row in rows:
                sentence = Text.from_dict(json.loads(row.sentence))
                made += _join(
                    unit,
                    row.customer_id,
                    row.rule_group,
                    (AlertSource.DETECTION, row.id, row.rule),
                    sentence,
                    json.loads(row.evidence),
                    row.business_day,
                )
        if len(rows) < _SEVERAL:
            return made


def raise_concern(
    unit: Unit, kind: str, told: str, customer_id: str | None = None, transaction_ids: Sequence[str] = ()
) -> None:
    """A suspicion of a member of staff: behaviour during identification, an attempted deal. customer_id: None for somebody
    without a file. Nothing is given back: what becomes of it is not for the counter.

    Invalid for an unknown kind, too few words, or nobody known and no deal attempted; NotFound for an unknown customer;
    Refused without the permission.
    """
    unit.require(Permission.CONCERN_RAISE)
    if kind not in set(ConcernKind):
        raise words.invalid("kind", "没有这种情形。", "There is no such kind.")
    said = words.said(unit, "words", told)
    if customer_id:
        record.known(unit, customer_id)
    evidence = [id_ for id_ in transaction_ids if _is_ours(unit, id_)]
    _join(
        unit,
        customer_id or None,
        STAFF_GROUP,
        (AlertSource.STAFF, new_id(), kind),
        Text(said, said),
        evidence,
        unit.today,
    )


def _is_ours(unit: Unit, transaction_id: str) -> bool:
    row = transaction_store.transaction(unit.connection, unit.actor.institution_id, transaction_id)
    return row is not None and unit.actor.sees(row.outlet_id)


def _join(
    unit: Unit,
    customer_id: str | None,
    group: str,
    source: tuple[AlertSource, str, str],
    told: Text,
    evidence: Sequence[str],
    day: date,
) -> bool:
    kind, source_id, code = source
    transaction_store.lock_party(unit.connection, f"{unit.actor.institution_id}:case:{customer_id}:{group}")
    alert_id = new_id()
    content = json.dumps({"words": told.as_dict(), "evidence": list(evidence)}, ensure_ascii=False)
    case_id = _case_for(unit, customer_id, group)
    added = store.add_once(
        unit.connection,
        case_alerts,
        {
            "id": alert_id,
            "case_id": case_id,
            "source": kind.value,
            "source_id": source_id,
            "code": code,
            "words": unit.vault.seal(case_alerts.name, "words", alert_id, content),
            "business_day": day,
            "at": unit.now,
            "by": unit.actor.staff_id,
            "outlet_id": unit.actor.outlet_id,
        },
    )
    if added:
        unit.audit(Event.ALERT_RAISED, "case", case_id, source=kind.value)
    return added


def _case_for(unit: Unit, customer_id: str | None, group: str) -> str:
    """The case an alert belongs to. Of somebody without a file each concern is a case of its own."""
    if customer_id is not None:
        rows = store.listed(unit.connection, unit.actor.institution_id, customer_id=customer_id, closed=False)
        found = next((row.id for row in rows if row.case_group == group), None)
        if found is not None:
            return str(found)
    case_id = new_id()
    store.add(
        unit.connection,
        cases,
        {
            "id": case_id,
            "institution_id": unit.actor.institution_id,
            "customer_id": customer_id,
            "case_group": group,
            "opened_at": unit.now,
            "opened_on": unit.today,
        },
    )
    unit.audit(Event.CASE_OPENED, "case", case_id, group=group)
    return case_id
