"""What the centre found wrong, each at the field it names, with what was sent there (masked) and where it is mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kyc.base.access import Permission
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.masking import mask_account, mask_address, mask_name, mask_number, mask_phone
from screening.reports import days, store
from screening.reports.books import receipts_of
from screening.reports.interface.spec import fields
from screening.reports.model import CentreFault, DealKey, DealStep
from screening.reports.rules.deals import is_of_customer

_MASKS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("CTNM", "TBNM", "TCNM"), mask_name),
    **dict.fromkeys(("CTID", "TBID", "TCID"), mask_number),
    **dict.fromkeys(("CTAC", "TCAC", "CBCN"), mask_account),
    "CCTL": mask_phone,
    "CTAR": mask_address,
}


@dataclass(frozen=True)
class FaultAtField:
    """A fault of a receipt. label, value: of the field it names, if it names one. transaction_id, customer_id: whose it is,
    if it names a deal; of_customer: it is mended in the customer's file.
    """

    key: DealKey | None
    location: str
    reason: str
    tag: str | None
    label: Text | None
    value: str
    transaction_id: str | None
    customer_id: str | None
    of_customer: bool


def faults_at_fields(unit: Unit, file_id: str) -> tuple[FaultAtField, ...]:
    """The faults of a file's newest receipt. NotFound; Refused without the permission."""
    unit.require(Permission.REPORT_VIEW)
    row = days.known_file(unit, file_id)
    receipts = receipts_of(unit, [file_id])[file_id]
    if not receipts:
        return ()
    batch = store.batch(unit.connection, unit.actor.institution_id, row.batch_id)
    steps = {step.key: step for step in days.opened_batch(unit, batch).steps} if batch else {}
    return tuple(
        _at_field(fault, steps.get(fault.key) if fault.key else None) for fault in receipts[-1].faults
    )


def _at_field(fault: CentreFault, step: DealStep | None) -> FaultAtField:
    value = next(_values(step, fault.tag), "") if step and fault.tag else ""
    mask = _MASKS.get(fault.tag or "")
    return FaultAtField(
        key=fault.key,
        location=fault.location,
        reason=fault.reason,
        tag=fault.tag,
        label=fields()[fault.tag].label if fault.tag else None,
        value=mask(value) if mask and value else value,
        transaction_id=step.transaction_id if step else None,
        customer_id=step.customer_id if step else None,
        of_customer=bool(fault.tag and is_of_customer(fault.tag)),
    )


def _values(step: DealStep, tag: str) -> Iterator[str]:
    if step.deal is not None:
        for part in (step.deal.customer, step.deal.identity, step.deal.deal):
            yield from _within(part, tag)


def _within(part: Mapping[str, Any], tag: str) -> Iterator[str]:
    for name, inner in part.items():
        for each in inner if isinstance(inner, list) else [inner]:
            if isinstance(each, Mapping):
                yield from _within(each, tag)
            elif name == tag:
                yield each
