"""Names of files, what is still to be told of a day, messages of steps, and where a file stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from kyc.base.calendar import WorkingCalendar
from screening.reports.interface.spec import NOT_APPLICABLE
from screening.reports.model import (
    Action,
    CentreFault,
    DealKey,
    DealStep,
    FileState,
    LargeDeal,
    MessageKind,
    ReceiptKind,
)
from screening.reports.rules.deals import day_of, is_of_customer

_STATES = {
    ReceiptKind.ACCEPTED: FileState.ACCEPTED,
    ReceiptKind.TO_CORRECT: FileState.TO_CORRECT,
    ReceiptKind.REJECTED: FileState.REJECTED,
}


@dataclass(frozen=True)
class Told:
    """What the centre was last told of a deal, in a file it did not reject. state: of that file. faults: those of its
    receipt that name the deal, or no deal at all.
    """

    key: DealKey
    action: Action
    basis: str
    transaction_id: str
    customer_id: str
    file_name: str
    state: FileState
    faults: tuple[CentreFault, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether the deal is in the centre's books."""
        return self.action is not Action.DELETE


def file_name(kind: str, institution: str, day: date, sequence: int) -> str:
    """The 35 characters of a file's name: kind, institution, day, number of the day."""
    return f"{kind}{institution}-{day_of(day)}-{sequence:08d}"


def state_of(receipt: ReceiptKind | None, *, corrected: bool) -> FileState:
    """Where a file stands by its newest receipt. corrected: a file that answers it was accepted."""
    if receipt is None:
        return FileState.WRITTEN
    state = _STATES[receipt]
    return FileState.CORRECTED if state is FileState.TO_CORRECT and corrected else state


def steps(deals: Iterable[LargeDeal], told: Mapping[DealKey, Told]) -> tuple[DealStep, ...]:
    """What is still to be told of one day: deals never told, deals that changed since, deals that are none any more.

    told: by key. A fault of the customer's own data cannot be corrected in place, as the correcting message has no place
    for it: such a deal is deleted, and told anew when the deletion was accepted.
    """
    due = {deal.key: deal for deal in deals}
    found = [step for key, deal in due.items() for step in _of_deal(key, deal, told.get(key))]
    found += [
        DealStep(Action.DELETE, key, None, before.basis, before.transaction_id, before.customer_id)
        for key, before in told.items()
        if key not in due and before.stands
    ]
    return tuple(sorted(found, key=lambda step: (step.action.value, step.answers or "", step.key)))


def _of_deal(key: DealKey, deal: LargeDeal, before: Told | None) -> Iterator[DealStep]:
    if before is None:
        yield _step(Action.ADD, deal)
        return
    if before.action is Action.DELETE:
        if before.state is FileState.ACCEPTED:
            yield _step(Action.ADD, deal)
        return
    wanted = before.state is FileState.TO_CORRECT and bool(before.faults)
    if wanted and any(fault.tag and is_of_customer(fault.tag) for fault in before.faults):
        yield DealStep(Action.DELETE, key, None, before.basis, before.transaction_id, before.customer_id)
    elif before.basis != deal.basis:
        yield _step(Action.CORRECT, deal, before.file_name if wanted else None)


def _step(action: Action, deal: LargeDeal, answers: str | None = None) -> DealStep:
    return DealStep(action, deal.key, deal, deal.basis, deal.transaction_id, deal.customer_id, answers)


def parts(
    found: Sequence[DealStep], most: int
) -> Iterator[tuple[MessageKind, str | None, tuple[DealStep, ...]]]:
    """The steps as they go into files: one kind and one answered file each, no more than `most` deals in one."""
    ordered = sorted(found, key=lambda step: (step.action.message, step.answers or "", step.key))
    for (kind, answers), group in groupby(ordered, key=lambda step: (step.action.message, step.answers)):
        together = list(group)
        for place in range(0, len(together), most):
            yield kind, answers, tuple(together[place : place + most])


def content(
    kind: MessageKind, institution: str, found: Sequence[DealStep], notice: str | None = None
) -> dict[str, Any]:
    """The message of these steps. notice: the manual notice that it answers."""
    if kind is MessageKind.NEW_LARGE:
        return _new(institution, [step.deal for step in found if step.deal])
    if kind is MessageKind.CHANGED_LARGE:
        return _changed(institution, found, notice)
    keys = [dict(zip(("CSNM", "HTDT", "CRCD", "TICD"), step.key, strict=True)) for step in found]
    return {"DHTR": {"RBIF": {"RICD": institution, "DTTN": str(len(keys))}, "DTDTs": {"DTDT": keys}}}


def _new(institution: str, deals: Sequence[LargeDeal]) -> dict[str, Any]:
    """All deals of one customer and day in one block, under their classes and the documents they were done with."""
    blocks = []
    ordered = sorted(deals, key=lambda deal: deal.key)
    for (_, day), of_customer in groupby(ordered, key=lambda deal: (deal.key.csnm, deal.key.htdt)):
        whole = list(of_customer)
        classes = []
        for crcd, of_class in groupby(whole, key=lambda deal: deal.key.crcd):
            under = list(of_class)
            classes.append({"CRCD": crcd, "TTNM": str(len(under)), "CCIFs": {"CCIF": _by_identity(under)}})
        blocks.append({"CBIF": dict(whole[0].customer), "HTDT": day, "HTCRs": {"HTCR": classes}})
    return {"HVTR": {"RBIF": {"RICD": institution, "CTTN": str(len(blocks))}, "CATIs": {"CATI": blocks}}}


def _by_identity(deals: Sequence[LargeDeal]) -> list[dict[str, Any]]:
    together: dict[tuple[str, ...], list[LargeDeal]] = {}
    for deal in deals:
        together.setdefault(tuple(deal.identity.values()), []).append(deal)
    return [
        {**group[0].identity, "TSDTs": {"TSDT": [dict(deal.deal) for deal in group]}}
        for group in together.values()
    ]


def _changed(institution: str, found: Sequence[DealStep], notice: str | None) -> dict[str, Any]:
    deals = [
        {**dict(zip(("OCNM", "OTDT", "OTCD", "OTIC"), step.key, strict=True)), **step.deal.deal}
        for step in found
        if step.deal
    ]
    head = {"RICD": institution, "TSTN": str(len(deals)), "MIRS": notice or NOT_APPLICABLE}
    return {"CHTR": {"RBIF": head, "TSDTs": {"TSDT": deals}}}


def days_left(calendar: WorkingCalendar, today: date, deadline: date) -> int:
    """Working days from today until a deadline: 0 on the day itself, negative when it is past."""
    early, late = min(today, deadline), max(today, deadline)
    count = 0
    while early < late:
        early = calendar.add_working_days(early, 1)
        count += early <= late
    return count if deadline >= today else -max(count, 1)
