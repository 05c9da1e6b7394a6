"""What stops a record from being made or changed, each refusal with all its problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from kyc.base.errors import Conflict, Invalid, Problem, Refused
from kyc.base.ports import Port
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import lookup, store
from kyc.customers.model import MissingElement, Particulars
from kyc.customers.policy import CustomerPolicy


class NameScreening(Protocol):
    """What a later stage does about names, and what customers and transactions may ask of it."""

    def look(self, unit: Unit, customer_id: str) -> None:
        """Told when a customer's identity is new or has changed, in the same transaction."""

    def bar(self, unit: Unit, customer_id: str) -> Text | None:
        """Why the customer may not be served, in words a customer may hear; None when they may."""


class FileChanged(Protocol):
    """What a later stage does when a customer's file has changed."""

    def __call__(self, unit: Unit, customer_id: str, *, owners: bool) -> None:
        """Told in the same transaction. owners: whether it is about who owns, represents or runs an entity."""


FILE_CHANGED: Port[FileChanged] = Port("customers.changed")
NAME_SCREENING: Port[NameScreening] = Port("customers.names")

# told, in the same transaction, of a record that was merged, or stands for itself again: the one kept, and the other
Merged = Callable[[Unit, str, str], None]
MERGES: Port[Merged] = Port("customers.merges")


def refuse(problems: Iterable[Problem]) -> None:
    """Invalid when there is any problem."""
    listed = tuple(problems)
    if listed:
        raise Invalid(
            "customers.invalid",
            Text(
                "信息有误，未保存。请改正后再提交。",
                "Something is wrong; nothing was saved. Mend it and send again.",
            ),
            listed,
        )


def refuse_incomplete(missing: Iterable[MissingElement], policy: CustomerPolicy) -> None:
    """Invalid, naming each missing element and why the law asks for it, when one is missing that may not be."""
    barring = [m for m in missing if m.always or not policy.accept_incomplete]
    if barring:
        raise Invalid(
            "customers.incomplete",
            Text(
                "缺少必须登记的要素，不得办理，未保存。",
                "Elements are missing without which nobody may be served; nothing was saved.",
            ),
            [
                Problem(
                    m.element,
                    Text(
                        f"缺少{m.name.zh}：{m.why.zh}（{m.reference}）",
                        f"{m.name.en} is missing: {m.why.en} ({m.reference})",
                    ),
                )
                for m in barring
            ],
        )


def tell_changed(unit: Unit, customer_id: str, *, owners: bool = False) -> None:
    """Tells later stages that a customer's file has changed. owners: as for `FileChanged`."""
    for told in unit.ports.of(FILE_CHANGED):
        told(unit, customer_id, owners=owners)


def look_at_names(unit: Unit, customer_id: str) -> None:
    """Has a customer whose identity is new or has changed held against the lists, in the same transaction."""
    for screening in unit.ports.of(NAME_SCREENING):
        screening.look(unit, customer_id)


def tell_of_merge(unit: Unit, kept_id: str, record_id: str) -> None:
    """Lets later stages follow that `record_id` was merged into `kept_id`, or stands for itself again."""
    for follow in unit.ports.of(MERGES):
        follow(unit, kept_id, record_id)


def refuse_barred(unit: Unit, customer_id: str) -> None:
    """Refused, in neutral words, when what is known of the customer's names stops all service."""
    for screening in unit.ports.of(NAME_SCREENING):
        words = screening.bar(unit, customer_id)
        if words is not None:
            raise Refused("customers.barred", words)


def refuse_second_record(unit: Unit, person: Particulars) -> None:
    """Conflict, with the existing customer masked, when the document has a customer anywhere in the institution."""
    document_type, number = person.value("document_type"), person.value("number")
    assert document_type is not None
    assert number is not None
    existing = lookup.find_by_document(unit, document_type, number)
    if existing is None:
        return
    shown = lookup.summary(unit, existing)
    raise Conflict(
        "customers.exists",
        Text(
            "该证件号码已有客户档案，未新建。请打开已有档案办理。",
            "This document already has a customer; no second record was made. Open the existing one.",
        ),
        [Problem("number", Text("该号码已建档", "this number has a record already"))],
        {
            "customer_id": shown.customer_id,
            "name": shown.name,
            "number": shown.number,
            "outlet_id": shown.outlet_id,
        },
    )


def refuse_merged(row: store.AnyRow) -> None:
    """Conflict, naming the record that stands for it, when this one (a row of `store.current`) was merged."""
    if row.merged_into is not None:
        raise Conflict(
            "customers.merged",
            Text(
                "该档案已并入另一档案，请在保留的档案中办理。",
                "This record was merged into another; go on in the one that is kept.",
            ),
            existing={"customer_id": row.merged_into},
        )


def checked_word(agree: bool, reason: str, policy: CustomerPolicy) -> str | None:
    """Why a second person agrees or not, without outer blanks; None for nothing said, which is enough to agree. Invalid as
    `checked_reason`.
    """
    return None if agree and not reason.strip() else checked_reason(reason, policy)


def checked_reason(reason: str, policy: CustomerPolicy) -> str:
    """The reason without outer blanks. Invalid when it says too little or too much."""
    plain = reason.strip()
    if not policy.reason_min_length <= len(plain) <= policy.text_max_length:
        words = Text(
            f"请写明原因（{policy.reason_min_length}–{policy.text_max_length} 字）",
            f"say why, in {policy.reason_min_length} to {policy.text_max_length} characters",
        )
        raise Invalid("customers.reason", words, [Problem("reason", words)])
    return plain
