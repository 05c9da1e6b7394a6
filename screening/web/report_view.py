"""Reports as pages draw them: a day's steps by customer, fields to fill in with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby

from kyc.base.text import Text
from kyc.customers.model import Summary
from screening.reports.interface.spec import codes, fields
from screening.reports.model import BackfillLine, DealStep, ReportDay
from screening.transactions.model import ReportClass


@dataclass(frozen=True)
class ToldCustomer:
    """A customer with what is to be told of them, class by class."""

    party: Summary
    steps: tuple[tuple[DealStep, ReportClass], ...]


@dataclass(frozen=True)
class FieldInput:
    """A field to fill in. wanted: it lacks; options: its code table, if it has one."""

    tag: str
    label: Text
    value: str
    wanted: bool
    longest: int
    options: Mapping[str, Text]


def told_by_customer(day: ReportDay, party: Callable[[str], Summary]) -> tuple[ToldCustomer, ...]:
    """The day's steps, gathered by customer."""
    ordered = sorted(day.steps, key=lambda step: (step.customer_id, step.action.value, step.key))
    return tuple(
        ToldCustomer(party(customer_id), tuple((step, ReportClass(step.key.crcd)) for step in group))
        for customer_id, group in groupby(ordered, key=lambda step: step.customer_id)
    )


def supplement_fields(told: Mapping[str, str], line: BackfillLine | None) -> tuple[FieldInput, ...]:
    """The fields that may be filled in, those that lack first."""
    lacking = {lack.tag for lack in line.missing} | {fault.tag for fault in line.faults} if line else set()
    found = [
        FieldInput(
            tag=tag,
            label=fields()[tag].label,
            value=value,
            wanted=tag in lacking,
            longest=fields()[tag].length,
            options=codes(fields()[tag].codes) if fields()[tag].codes else {},
        )
        for tag, value in told.items()
    ]
    return tuple(sorted(found, key=lambda one: not one.wanted))
