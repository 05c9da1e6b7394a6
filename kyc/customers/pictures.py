"""Pictures that no recogniser reads: of documents entered by hand, and of what proves something else. They lie in the
vault and among the readings like every other, so that what keeps, reveals, rotates, exports and destroys those holds for
them too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import drafts, store, tables
from kyc.customers.model import IdentityDocument, ReadingState
from kyc.documents.model import Verdict

_UNREAD: Mapping[str, Any] = {"fields": {}, "checks": []}


def keep_by_hand(unit: Unit, document: str, picture: bytes) -> str:
    """Keeps the picture of a document that nothing reads as a draft of the acting teller, and returns its id. picture:
    redrawn.

    Invalid for a document that is read; Refused without the permission or an outlet.
    """
    unit.require(Permission.CUSTOMER_CREATE)
    outlet_id = drafts.own_outlet(unit)
    known = next((one for one in IdentityDocument if one == document), None)
    if known is None or not known.is_by_hand:
        words = Text("该种证照须扫描识别，不能手工录入", "this document is read: scan it")
        raise Invalid("customers.by_hand", words, [Problem("document_type", words)])
    draft_id = _keep(unit, outlet_id, picture, known, None)
    unit.audit(Event.READING_KEPT, "reading", draft_id, document_type=known, verdict=Verdict.REVIEW)
    return draft_id


def attach(unit: Unit, customer_id: str, pictures: Sequence[bytes]) -> tuple[str, ...]:
    """Keeps pictures with a customer's record that are no document of theirs, and returns their ids. Asks for no permission
    of its own: what they prove does.
    """
    return tuple(_keep(unit, unit.actor.outlet_id, picture, None, customer_id) for picture in pictures)


def _keep(
    unit: Unit,
    outlet_id: str | None,
    picture: bytes,
    document: IdentityDocument | None,
    customer_id: str | None,
) -> str:
    picture_id = new_id()
    # the picture first, as in `drafts.keep_reading`
    unit.vault.put_scan(picture_id, picture)
    row = {
        "id": picture_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": customer_id,
        "state": ReadingState.DRAFTED if customer_id is None else ReadingState.USED,
        "sides": document or "",
        "verdict": Verdict.REVIEW,
        "content": unit.vault.seal(tables.customer_readings.name, "content", picture_id, json.dumps(_UNREAD)),
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": outlet_id,
        "closed_at": None if customer_id is None else unit.now,
    }
    store.add(unit.connection, tables.customer_readings, row)
    return picture_id
