"""Two records of one customer: one of them stands for both, and can be made to stand alone again. Two people decide.

Nothing is moved: the merged record keeps its versions, pictures and accounts, and is found under the one that is kept.
That is why a merge can be undone whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import Conflict, Invalid, NotFound, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import gates, lookup, merge_store, record, reviews, store
from kyc.customers.model import Duplicate, Merge, Particulars
from kyc.customers.policy import CustomerPolicy
from kyc.customers.tables import merges

_SHARED = {
    "birth_date": Text("出生日期相同", "same birth date"),
    "phone": Text("联系电话相同", "same phone"),
    "number": Text("证件号码相同", "same number"),
    "address": Text("地址相同", "same address"),
}
_MOST = 20


def duplicates_of(unit: Unit, customer_id: str) -> tuple[Duplicate, ...]:
    """Other records that may be of the same customer: the same name, and what else is the same; the likeliest first.

    NotFound outside the institution, Refused for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_VIEW)
    row = record.seen(unit, customer_id)
    own = record.person_of(unit, row)
    others = merge_store.same_name(unit.connection, row, _MOST)
    found = [
        Duplicate(shown, tuple(_same(own, record.person_of(unit, other))))
        for other, shown in zip(others, lookup.summaries(unit, [other.id for other in others]), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: len(each.same), reverse=True))


def ask_merge(unit: Unit, kept_id: str, merged_id: str, reason: str) -> Merge:
    """Asks that the record `kept_id` may stand for `merged_id` too. reason: why they are one customer; sealed.

    Invalid for one and the same record, two kinds of customers, or a reason that says too little; Conflict when one of
    them is merged already or a request waits; Refused without the permission or for another outlet's customer.
    """
    unit.require(Permission.CUSTOMER_CHANGE)
    kept, merged = record.seen(unit, kept_id), record.seen(unit, merged_id)
    if kept.id == merged.id or kept.kind != merged.kind:
        words = Text("须为同一种类的两份不同档案", "two records of the same kind of customer")
        raise Invalid("customers.merge", words, [Problem("merged", words)])
    for row in (kept, merged):
        gates.refuse_merged(row)
    if merge_store.merged_ids(unit.connection, merged.id):
        words = Text("请以已有并入档案的一份为保留档案", "keep the one that others were merged into")
        raise Invalid("customers.merge", words, [Problem("merged", words)])
    return _ask(unit, kept_id, merged_id, reason, undoes=False)


def ask_undo(unit: Unit, merged_id: str, reason: str) -> Merge:
    """Asks that a merged record may stand for itself again. Invalid when it is not merged; else as `ask_merge`."""
    unit.require(Permission.CUSTOMER_CHANGE)
    row = record.known(unit, merged_id)
    if row.merged_into is None:
        raise Invalid("customers.merge", Text("该档案没有并入其他档案。", "This record is not merged."))
    record.seen(unit, row.merged_into)
    return _ask(unit, row.merged_into, merged_id, reason, undoes=True)


def decide_merge(unit: Unit, merge_id: str, agree: bool, reason: str = "") -> Merge:
    """The second person's word; the merge, or its undoing, takes effect with it. reason: needed when not agreeing.

    Refused without the permission, for another outlet, or when the actor asked (maker is never checker); Conflict when it
    is decided, or the records have changed meanwhile so that it means nothing any more; NotFound.
    """
    unit.require(Permission.MERGE_DECIDE)
    row = _row(unit, merge_id)
    record.seen(unit, row.kept_id)
    merges.refuse_undecidable(unit, row)
    said = gates.checked_word(agree, reason, unit.policy(CustomerPolicy).values)
    if agree:
        _carry_out(unit, row)
    merges.decide(unit, row, agree, said)
    if agree:
        event = Event.CUSTOMERS_UNMERGED if row.undoes else Event.CUSTOMERS_MERGED
        unit.audit(event, "customer", row.kept_id, merged_id=row.merged_id, merge_id=merge_id)
    else:
        unit.audit(Event.MERGE_REFUSED, "customer", row.kept_id, merged_id=row.merged_id, merge_id=merge_id)
    return _merge(unit, _row(unit, merge_id))


def merges_of(unit: Unit, customer_id: str) -> tuple[Merge, ...]:
    """Every request about a record, oldest first. Errors as for the customer."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    asked = merges.requests.c
    rows = merge_store.merges(
        unit.connection,
        unit.actor.institution_id,
        (asked.kept_id == customer_id) | (asked.merged_id == customer_id),
    )
    return tuple(_merge(unit, row) for row in rows)


def waiting_merges(unit: Unit) -> tuple[Merge, ...]:
    """What waits for its second person in the actor's scope, oldest first. Refused without the permission to decide."""
    unit.require(Permission.MERGE_DECIDE)
    rows = merge_store.merges(unit.connection, unit.actor.institution_id, merges.decisions.c.id.is_(None))
    return tuple(_merge(unit, row) for row in rows if unit.actor.sees(row.outlet_id))


def _carry_out(unit: Unit, row: store.AnyRow) -> None:
    kept, merged = record.known(unit, row.kept_id), record.known(unit, row.merged_id)
    as_asked = (
        merged.merged_into == kept.id
        if row.undoes
        else merged.merged_into is None
        and kept.merged_into is None
        and not merge_store.merged_ids(unit.connection, merged.id)
    )
    if not as_asked:
        raise Conflict(
            "customers.merge.moved_on",
            Text("档案状态已有变化，请重新提出。", "The records have changed since; ask anew."),
        )
    merge_store.set_merged(unit.connection, merged.id, None if row.undoes else kept.id)
    for record_id in (kept.id, merged.id):
        reviews.refresh(unit, record_id)
    gates.look_at_names(unit, merged.id if row.undoes else kept.id)
    gates.tell_of_merge(unit, kept.id, merged.id)


def _ask(unit: Unit, kept_id: str, merged_id: str, reason: str, *, undoes: bool) -> Merge:
    said = gates.checked_reason(reason, unit.policy(CustomerPolicy).values)
    if any(merge.waits for merge in (*merges_of(unit, kept_id), *merges_of(unit, merged_id))):
        raise Conflict("customers.merge.waiting", Text("已有申请等待决定。", "A request waits already."))
    merge_id = merges.ask(
        unit,
        said,
        institution_id=unit.actor.institution_id,
        kept_id=kept_id,
        merged_id=merged_id,
        undoes=undoes,
    )
    unit.audit(Event.MERGE_ASKED, "customer", kept_id, merged_id=merged_id, merge_id=merge_id, undoes=undoes)
    return _merge(unit, _row(unit, merge_id))


def _same(one: Particulars, other: Particulars) -> Iterator[Text]:
    mine, theirs = one.as_dict(), other.as_dict()
    for name, words in _SHARED.items():
        if mine.get(name) is not None and mine.get(name) == theirs.get(name):
            yield words


def _row(unit: Unit, merge_id: str) -> store.AnyRow:
    rows = merge_store.merges(unit.connection, unit.actor.institution_id, merges.requests.c.id == merge_id)
    if not rows:
        raise NotFound("customers.merge", Text("没有这个申请。", "There is no such request."))
    return rows[0]


def _merge(unit: Unit, row: store.AnyRow) -> Merge:
    return Merge(
        merge_id=row.id,
        kept_id=row.kept_id,
        merged_id=row.merged_id,
        undoes=row.undoes,
        **merges.asked(unit, row),
    )
