"""Two signatures under a day: the teller's, then the supervisor's. Signing freezes what was seen.

What happens afterwards is not refused, for facts must be mended: a late row, a reversal, a correction or a new doubt
opens the day again as a further version, to be signed anew. Earlier versions stay.
"""

from __future__ import annotations

from datetime import date

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.selfcheck import store, watch
from screening.selfcheck.frozen import canonical
from screening.selfcheck.model import DayState, Sheet
from screening.selfcheck.sheets import own_place, sheet


def sign(unit: Unit, day: date, seen: str) -> Sheet:
    """The acting teller signs the own day. seen: `digest` of the sheet that was looked at.

    Keeps the content, sealed, with its digest and the head of the audit chain. Conflict when things have changed
    since they were seen, or the day is signed already; Invalid for a day without business or a day to come.
    """
    unit.require(Permission.SELFCHECK_SIGN)
    teller_id = unit.actor.staff_id
    outlet_id = own_place(unit, teller_id, None)
    mark = watch.mark(unit.connection, unit.actor.institution_id, outlet_id, teller_id, day)
    shown = sheet(unit, teller_id, day)
    if shown.state is not DayState.OPEN:
        raise Conflict(
            "selfcheck.signed",
            Text("该日自查表已签字。", "This day is signed already."),
            existing={"version": str(shown.version)},
        )
    if not shown.content.transactions and not shown.content.mended:
        raise Invalid(
            "selfcheck.nothing",
            Text("该日没有业务，无需签字。", "There is no business that day to sign for."),
        )
    _refuse_changed(shown, seen)
    signature_id = new_id()
    added = store.add(
        unit.connection,
        store.selfcheck_signatures,
        {
            "id": signature_id,
            "institution_id": unit.actor.institution_id,
            "outlet_id": outlet_id,
            "teller_id": teller_id,
            "business_day": day,
            "version": shown.version,
            "content": unit.vault.seal(
                store.selfcheck_signatures.name, "content", signature_id, canonical(shown.content)
            ),
            "digest": shown.digest,
            "basis": shown.content.basis,
            "mark": mark,
            "signed_by": teller_id,
            "signed_at": unit.now,
            "chain_seq": shown.chain_seq,
            "chain_hash": shown.chain_hash,
        },
    )
    if not added:
        raise _changed()
    if shown.earlier:
        unit.audit(
            Event.SELFCHECK_REOPENED, "selfcheck", signature_id, day=day.isoformat(), version=shown.version
        )
    unit.audit(
        Event.SELFCHECK_SIGNED,
        "selfcheck",
        signature_id,
        day=day.isoformat(),
        version=shown.version,
        items=len(shown.content.items),
        missing=shown.content.missing,
        digest=shown.digest,
    )
    return sheet(unit, teller_id, day)


def countersign(unit: Unit, teller_id: str, day: date, seen: str) -> Sheet:
    """The supervisor signs a teller's day after the teller. seen: `digest` of the sheet that was looked at.

    Refused for one's own day, whatever the role: the database holds this too. Conflict when the teller has not signed
    what stands now, or the day is closed; Invalid while a doubt is unanswered.
    """
    unit.require(Permission.SELFCHECK_COUNTERSIGN)
    outlet_id = own_place(unit, teller_id, None)
    if teller_id == unit.actor.staff_id:
        raise Refused(
            "selfcheck.own_day",
            Text(
                "任何人（包括主管）都不能复核本人的自查表，须由本网点另一位主管签字。",
                "Nobody, a supervisor included, countersigns their own day: another supervisor of the outlet does.",
            ),
        )
    shown = sheet(unit, teller_id, day)
    if shown.state is not DayState.SIGNED:
        raise Conflict(
            "selfcheck.not_signed",
            Text(
                "柜员尚未对当前内容签字，或双方均已签字。",
                "The teller has not signed what stands now, or both have signed already.",
            ),
            existing={"version": str(shown.version), "state": shown.state.value},
        )
    _refuse_changed(shown, seen)
    institution_id = unit.actor.institution_id
    if any(raised.answered_at is None for raised in shown.raised):
        raise Invalid(
            "selfcheck.unanswered",
            Text(
                "柜员提出的疑问尚未答复，请先答复再签字。",
                "A doubt of the teller is unanswered; answer it, then sign.",
            ),
        )
    row = store.newest_signature(unit.connection, institution_id, outlet_id, teller_id, day)
    assert row is not None
    added = store.add(
        unit.connection,
        store.selfcheck_countersignatures,
        {
            "id": new_id(),
            "signature_id": row.id,
            "teller_id": teller_id,
            "signed_by": unit.actor.staff_id,
            "signed_at": unit.now,
            "chain_seq": shown.chain_seq,
            "chain_hash": shown.chain_hash,
        },
    )
    if not added:
        raise _changed()
    unit.audit(
        Event.SELFCHECK_COUNTERSIGNED,
        "selfcheck",
        row.id,
        day=day.isoformat(),
        version=shown.version,
        digest=shown.digest,
    )
    return sheet(unit, teller_id, day)


def _refuse_changed(shown: Sheet, seen: str) -> None:
    if shown.digest != seen:
        raise _changed()


def _changed() -> Conflict:
    return Conflict(
        "selfcheck.changed",
        Text(
            "自查表内容在您查看之后有变化，未签字。请重新查看后再签。",
            "The self-check changed after you looked at it; it was not signed. Look again, then sign.",
        ),
    )
