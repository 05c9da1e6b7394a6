"""The parameters a rule runs with on a day: those of the policy file, until the institution adopts its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from kyc.base.policy import fingerprint_of
from kyc.base.unit import Unit
from kyc.risk.model import PolicyState
from screening.transactions.detection.catalogue import plain, rules
from screening.transactions.detection.model import Parameters
from screening.transactions.detection.policy import DetectionPolicy
from screening.transactions.detection.tables import detection_parameters


def in_force(unit: Unit, day: date) -> Mapping[str, Parameters]:
    """By the rule's code."""
    known = filed(unit.policy(DetectionPolicy, on=day).values)
    table = detection_parameters.c
    adopted = unit.connection.execute(
        select(table.rule, table.parameters)
        .where(
            table.institution_id == unit.actor.institution_id,
            table.state == PolicyState.ADOPTED,
            table.valid_from <= day,
        )
        .order_by(table.valid_from, table.decided_at)
    )
    return known | {row.rule: restored(row.parameters) for row in adopted if row.rule in known}


def filed(policy: object) -> dict[str, Parameters]:
    """Those of the policy's values, by the rule's code."""
    return {code: {name: plain(value) for name, value in getattr(policy, code).items()} for code in rules()}


def canonical(parameters: Parameters) -> str:
    """Parameters as they are kept: equal words for equal values."""
    return json.dumps(dict(parameters), ensure_ascii=False, sort_keys=True)


def restored(kept: str) -> Parameters:
    """The inverse of `canonical`."""
    return {name: plain(value) for name, value in json.loads(kept).items()}


def fingerprint(rule: str, parameters: Parameters) -> str:
    """16 hex digits that are equal exactly when rule and parameters are."""
    return fingerprint_of(f"{rule}:{canonical(parameters)}")
