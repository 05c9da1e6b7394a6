"""What a hit bars: the port by which customers and transactions ask, in words that tell a teller nothing of lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kyc.base.access import Actor
from kyc.base.errors import Refused
from kyc.base.text import Text
from kyc.base.unit import House, Unit
from kyc.customers import gates, merge_store, party_store, record, structures
from kyc.customers import service as customers
from kyc.customers.model import CustomerKind
from screening.hits import counterparties, store
from screening.hits.model import Other, ScreenedOn, SubjectKind
from screening.hits.rescreening import work_off
from screening.hits.screening import Lists, screen
from screening.hits.store import SubjectRow

STOPPED = Text(
    "该客户的业务目前不能办理。请按系统流程处理，并联系本机构合规部门；向客户只说明“系统处理中，请稍候”。",
    "This customer's business cannot be done at present. Follow the procedure and call your compliance department; tell "
    "the customer only that the system is processing.",
)


class Screening:
    """What is screened when an identity is new or changed, and what then bars service (`kyc.customers.gates.NameScreening`).

    lists: what is held against.
    """

    def __init__(self, lists: Lists) -> None:
        self._lists = lists

    def look(self, unit: Unit, customer_id: str) -> None:
        """Holds a customer whose identity is new or has changed against every list in force, in the same transaction."""
        version = record.known(unit, customer_id).version
        screen(unit, self._lists, SubjectRow(SubjectKind.CUSTOMER, customer_id, version), ScreenedOn.IDENTITY)

    def bar(self, unit: Unit, customer_id: str) -> Text | None:
        """Why the customer may not be served, in neutral words: a true match stands against them or, of an entity,
        against whoever holds, controls or runs it. None when they may be. (That an open hit bars new business is a hold.)
        """
        stopped = store.stopped(unit.connection, unit.actor.institution_id)
        return STOPPED if stopped and stopped.intersection(with_owners(unit, customer_id)) else None

    def bar_deal(
        self, unit: Unit, others: Sequence[Other], customer_id: str | None, day: date, *, look: bool
    ) -> Text | None:
        """As `bar`, for whoever a deal touches beside its customer: a true match stands against them, or against the
        customer whose account or document they have. Else they are noted, and new lists are held against them for years.

        customer_id: whose deal it is; None without a file. look: hold those who are new against every list now; else
        that is done soon, with whoever was missed.
        """
        stopped = store.stopped(unit.connection, unit.actor.institution_id)
        if stopped and stopped.intersection(_ids_of(unit, others)):
            return STOPPED
        for row in counterparties.note(unit, others, customer_id, day):
            if look and not store.was_screened(unit.connection, row.id):
                screen(unit, self._lists, row, ScreenedOn.DEAL)
        return None

    def catch_up(self, house: House, actor: Actor) -> None:
        """Screens by new versions of lists, and whoever was missed; forgets whoever dealt too long ago."""
        work_off(house, actor, self._lists)
        with house.write(actor) as unit:
            store.forget_counterparties(unit.connection, actor.institution_id, counterparties.since(unit))


def catch_up(house: House, actor: Actor) -> None:
    """What the running service does by itself: it screens all that is still to be screened, by the lists it has read."""
    for each in house.ports.of(gates.NAME_SCREENING):
        if isinstance(each, Screening):
            each.catch_up(house, actor)


def refuse_deal(
    unit: Unit, others: Sequence[Other], customer_id: str | None, day: date, *, look: bool
) -> None:
    """Refused, in neutral words, when whoever a deal touches beside its customer stops it; as `Screening.bar_deal`."""
    for each in unit.ports.of(gates.NAME_SCREENING):
        words = (
            each.bar_deal(unit, others, customer_id, day, look=look) if isinstance(each, Screening) else None
        )
        if words is not None:
            raise Refused("customers.barred", words)


def _ids_of(unit: Unit, others: Sequence[Other]) -> Iterator[str]:
    """Whoever they are: those of earlier deals, and customers with their owners, found by account and document."""
    yield from (row.id for row in counterparties.known(unit, others))
    for other in others:
        account = customers.find_account(unit, other.account) if other.account else None
        customer_id = account.customer_id if account else None
        if customer_id is None and other.document_type and other.document_number:
            customer_id = customers.find_by_document(unit, other.document_type, other.document_number)
        if customer_id is not None:
            yield from with_owners(unit, customer_id)


def with_owners(unit: Unit, customer_id: str) -> list[str]:
    """The customer by all their records, and of an entity whoever holds, controls or runs it, through any number of
    layers: as customers and as parties.
    """
    own = (customer_id, *merge_store.merged_ids(unit.connection, customer_id))
    if record.known(unit, customer_id).kind == CustomerKind.NATURAL_PERSON:
        return list(own)
    rows = structures.above(unit, customer_id, unit.today).rows.values()
    files = [row.file_id for row in rows if row.file_id is not None]
    same = (
        party_store.same_parties(unit.connection, unit.actor.institution_id, row) for row in rows if row.id
    )
    return list(dict.fromkeys((*own, *files, *(party_id for ids in same for party_id in ids))))
