"""Documents that nothing reads: their picture is kept, their fields are entered by hand, and a second person compares the
two before anybody is served on them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import Conflict, NotFound
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import check_store, gates, record, store
from kyc.customers.model import IdentityDocument, Transcription
from kyc.customers.policy import CustomerPolicy
from kyc.customers.tables import transcriptions

_WHY = "该种证照没有识别模板，由经办人对照原件手工录入"
_asked = transcriptions.requests.c


def ask(
    unit: Unit, author: Mapping[str, Any], document: IdentityDocument, reading_ids: Sequence[str]
) -> None:
    """Puts what was just entered by hand before a second person. author: the columns of `versions.authored`."""
    transcription_id = transcriptions.ask(
        unit,
        _WHY,
        institution_id=unit.actor.institution_id,
        customer_id=author["customer_id"],
        version=author["version"],
        document_type=document,
        reading_ids=store.words(reading_ids),
    )
    unit.audit(
        Event.TRANSCRIPTION_MADE,
        "customer",
        author["customer_id"],
        transcription_id=transcription_id,
        document_type=document,
    )


def decide_transcription(unit: Unit, transcription_id: str, agree: bool, reason: str = "") -> Transcription:
    """The second person's word on whether record and picture agree. reason: needed when they do not.

    Refused without the permission, for another outlet, or when the actor entered it (maker is never checker); Conflict when
    it is decided, or the document was entered anew or read since; NotFound.
    """
    unit.require(Permission.TRANSCRIPTION_DECIDE)
    row = _row(unit, transcription_id)
    record.seen(unit, row.customer_id)
    transcriptions.refuse_undecidable(unit, row)
    newest = transcription_of(unit, row.customer_id)
    if newest is None or newest.transcription_id != transcription_id:
        raise Conflict(
            "customers.transcription.moved_on",
            Text(
                "该证照已重新录入，请核对最新的一次。", "It was entered anew since; compare the newest entry."
            ),
        )
    said = gates.checked_word(agree, reason, unit.policy(CustomerPolicy).values)
    transcriptions.decide(unit, row, agree, said)
    unit.audit(
        Event.TRANSCRIPTION_DECIDED,
        "customer",
        row.customer_id,
        transcription_id=transcription_id,
        agreed=agree,
    )
    return _opened(unit, _row(unit, transcription_id))


def transcription(unit: Unit, transcription_id: str) -> Transcription:
    """One entry by hand. NotFound; Refused without the permission to decide or for another outlet's customer."""
    unit.require(Permission.TRANSCRIPTION_DECIDE)
    row = _row(unit, transcription_id)
    record.seen(unit, row.customer_id)
    return _opened(unit, row)


def transcription_of(unit: Unit, customer_id: str) -> Transcription | None:
    """The entry by hand on which a record rests; None when its document was read. Asks for no permission: it names nobody."""
    rests_on = check_store.latest_identification(unit.connection, customer_id).version
    return transcription_under(unit, customer_id, rests_on)


def transcription_under(unit: Unit, customer_id: str, version: int) -> Transcription | None:
    """As `transcription_of`, for an identification that is known already by the version it made of the record."""
    row = unit.connection.execute(
        transcriptions.select().where(_asked.customer_id == customer_id, _asked.version == version)
    ).one_or_none()
    return None if row is None else _opened(unit, row)


def waiting_transcriptions(unit: Unit) -> tuple[Transcription, ...]:
    """What waits for its second person in the actor's scope, oldest first; what was entered anew or read since does not.
    Refused without the permission to decide.
    """
    unit.require(Permission.TRANSCRIPTION_DECIDE)
    rows = unit.connection.execute(
        transcriptions.select()
        .where(_asked.institution_id == unit.actor.institution_id, transcriptions.decisions.c.id.is_(None))
        .order_by(_asked.id)
    ).all()
    return tuple(
        _opened(unit, row)
        for row in rows
        if unit.actor.sees(row.outlet_id)
        and check_store.latest_identification(unit.connection, row.customer_id).version == row.version
    )


def _row(unit: Unit, transcription_id: str) -> store.AnyRow:
    row = unit.connection.execute(
        transcriptions.select().where(
            _asked.institution_id == unit.actor.institution_id, _asked.id == transcription_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("customers.transcription", Text("没有这项录入。", "There is no such entry."))
    return row


def _opened(unit: Unit, row: store.AnyRow) -> Transcription:
    return Transcription(
        transcription_id=row.id,
        customer_id=row.customer_id,
        version=row.version,
        document=IdentityDocument(row.document_type),
        reading_ids=tuple(row.reading_ids.split()),
        **transcriptions.asked(unit, row),
    )
