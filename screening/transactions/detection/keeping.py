"""What rules found, kept: a finding for each rule, customer and day, a version whenever what is found changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.transactions.detection import store
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.ground import Ground
from screening.transactions.detection.model import (
    Detection,
    DetectionState,
    DetectionVersion,
    Found,
    Parameters,
)
from screening.transactions.detection.parameters import fingerprint
from screening.transactions.detection.wording import day_of, sentence_of

_EVENTS = {
    DetectionState.OPEN: Event.DETECTION_CHANGED,
    DetectionState.WITHDRAWN: Event.DETECTION_WITHDRAWN,
}


def keep(
    unit: Unit,
    ground: Ground,
    found: Iterable[Found],
    parameters: Mapping[str, Parameters],
    *,
    judged: Sequence[str] | None,
    rule_codes: Sequence[str],
) -> int:
    """Brings the findings of a day in step with what was found; how many versions that took.

    judged: the customers of the run; None: everybody. rule_codes: the rules of the run. A finding of them that was not
    found again is withdrawn.
    """
    day = day_of(ground.day)
    kept = {
        (one.rule, one.customer_id): one
        for one in store.of_day(unit.connection, unit.actor.institution_id, day, judged)
        if one.rule in rule_codes
    }
    changed = 0
    for each in found:
        old = kept.pop((each.rule, each.customer_id), None)
        changed += _stand(unit, old, each, parameters[each.rule])
    for old in kept.values():
        changed += _withdraw(unit, old, parameters[old.rule])
    return changed


def _stand(unit: Unit, old: Detection | None, found: Found, parameters: Parameters) -> bool:
    rule = rules()[found.rule]
    version = DetectionVersion(
        version=old.current.version + 1 if old else 1,
        state=DetectionState.OPEN,
        found=found,
        sentence=sentence_of(rule, found, parameters),
        fingerprint=fingerprint(found.rule, parameters),
        derived_at=unit.now,
    )
    if old is None:
        finding_id = new_id()
        store.add_finding(
            unit.connection,
            {
                "id": finding_id,
                "institution_id": unit.actor.institution_id,
                "rule": found.rule,
                "rule_group": rule.group,
                "customer_id": found.customer_id,
                "business_day": found.day,
            },
        )
        store.add_version(unit.connection, new_id(), finding_id, version)
        unit.audit(Event.DETECTION_OPENED, "detection", finding_id, rule=found.rule)
        risk.mark(unit, [found.customer_id], Occasion.BEHAVIOUR)
        return True
    if old.current.state is DetectionState.OPEN and old.current.found == found:
        return False
    _add(unit, old, version)
    return True


def _withdraw(unit: Unit, old: Detection, parameters: Parameters) -> bool:
    if old.current.state is DetectionState.WITHDRAWN:
        return False
    version = DetectionVersion(
        version=old.current.version + 1,
        state=DetectionState.WITHDRAWN,
        found=old.current.found,
        sentence=old.current.sentence,
        fingerprint=fingerprint(old.rule, parameters),
        derived_at=unit.now,
    )
    _add(unit, old, version)
    return True


def _add(unit: Unit, old: Detection, version: DetectionVersion) -> None:
    store.add_version(unit.connection, new_id(), old.id, version)
    unit.audit(_EVENTS[version.state], "detection", old.id, rule=old.rule, version=version.version)
