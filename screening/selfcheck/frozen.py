"""A self-check's content as JSON and back: the shape that is signed, kept and exported. Pure.

Shape `firstline.selfcheck/1`; every text is `{"zh", "en"}`, every time ISO 8601 with its zone, every amount a string
with the currency's decimals.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from kyc.base.text import Text
from screening.selfcheck.model import (
    Content,
    Item,
    Mended,
    Person,
    Raised,
    Sheet,
    Signature,
    Skipped,
    Total,
    Why,
)
from screening.transactions.model import Direction, Entry, Method, Missing

FORMAT = "firstline.selfcheck/1"


def canonical(content: Content) -> str:
    """The content as JSON that is equal for equal content."""
    return json.dumps(content_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: Content) -> str:
    """SHA-256 of the canonical JSON, 64 hex digits: what the signatures stand for."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """One self-check as it is exported."""
    return {
        "format": FORMAT,
        "state": sheet.state.value,
        "version": sheet.version,
        "earlier_versions": sheet.earlier,
        "content": content_json(sheet.content),
        "content_sha256": sheet.digest,
        "missing": sheet.content.missing,
        "raised": [_raised(raised) for raised in sheet.raised],
        "signatures": {"teller": _signature(sheet.teller), "supervisor": _signature(sheet.supervisor)},
        "audit_chain_head": {"seq": sheet.chain_seq, "hash": sheet.chain_hash},
    }


def content_json(content: Content) -> dict[str, Any]:
    """What is signed."""
    return {
        "institution_id": content.institution_id,
        "outlet": {"id": content.outlet_id, "name": content.outlet_name},
        "teller": {"id": content.teller_id, "login": content.teller_login},
        "business_day": content.business_day.isoformat(),
        "transactions": content.transactions,
        "totals": [dict(vars(total)) for total in content.totals],
        "items": [_item(item) for item in content.items],
        "mended": [_mended(mended) for mended in content.mended],
        "policies": dict(content.policies),
        "basis": content.basis,
        # absent when there is none, as in what was signed before gates could be skipped
        **({"skipped": [_skipped(one) for one in content.skipped]} if content.skipped else {}),
    }


def content_from(value: dict[str, Any]) -> Content:
    """The inverse of `content_json`."""
    return Content(
        institution_id=value["institution_id"],
        outlet_id=value["outlet"]["id"],
        outlet_name=value["outlet"]["name"],
        teller_id=value["teller"]["id"],
        teller_login=value["teller"]["login"],
        business_day=date.fromisoformat(value["business_day"]),
        transactions=value["transactions"],
        totals=tuple(Total(**t | {"direction": Direction(t["direction"])}) for t in value["totals"]),
        items=tuple(_item_from(item) for item in value["items"]),
        mended=tuple(_mended_from(mended) for mended in value["mended"]),
        policies=value["policies"],
        basis=value["basis"],
        skipped=tuple(_skipped_from(one) for one in value.get("skipped", ())),
    )


def _skipped(skipped: Skipped) -> dict[str, Any]:
    return vars(skipped) | {
        "gate": skipped.gate.as_dict(),
        "customer": dict(vars(skipped.customer)),
        "asked_at": skipped.asked_at.isoformat(),
    }


def _skipped_from(value: dict[str, Any]) -> Skipped:
    return Skipped(
        **value
        | {
            "gate": Text.from_dict(value["gate"]),
            "customer": Person(**value["customer"]),
            "asked_at": datetime.fromisoformat(value["asked_at"]),
        }
    )


def _item(item: Item) -> dict[str, Any]:
    return vars(item) | {
        "happened_at": item.happened_at.isoformat(),
        "customer": dict(vars(item.customer)) if item.customer else None,
        "agent": dict(vars(item.agent)) if item.agent else None,
        "reasons": [reason.as_dict() for reason in item.reasons],
        "deadline": item.deadline.isoformat() if item.deadline else None,
        "missing": [
            {"code": one.code, "text": one.text.as_dict(), "mend": one.mend.as_dict()} for one in item.missing
        ],
    }


def _item_from(value: dict[str, Any]) -> Item:
    return Item(
        **value
        | {
            "happened_at": datetime.fromisoformat(value["happened_at"]),
            "direction": Direction(value["direction"]),
            "method": Method(value["method"]),
            "why": Why(value["why"]),
            "customer": Person(**value["customer"]) if value["customer"] else None,
            "agent": Person(**value["agent"]) if value["agent"] else None,
            "reasons": tuple(Text.from_dict(reason) for reason in value["reasons"]),
            "deadline": date.fromisoformat(value["deadline"]) if value["deadline"] else None,
            "missing": tuple(
                Missing(one["code"], Text.from_dict(one["text"]), Text.from_dict(one["mend"]))
                for one in value["missing"]
            ),
        }
    )


def _mended(mended: Mended) -> dict[str, Any]:
    return vars(mended) | {"business_day": mended.business_day.isoformat(), "at": mended.at.isoformat()}


def _mended_from(value: dict[str, Any]) -> Mended:
    return Mended(
        **value
        | {
            "entry": Entry(value["entry"]),
            "business_day": date.fromisoformat(value["business_day"]),
            "at": datetime.fromisoformat(value["at"]),
        }
    )


def _raised(raised: Raised) -> dict[str, Any]:
    answered = raised.answered_at.isoformat() if raised.answered_at else None
    return vars(raised) | {"raised_at": raised.raised_at.isoformat(), "answered_at": answered}


def _signature(signature: Signature | None) -> dict[str, Any] | None:
    if signature is None:
        return None
    return {
        "by": signature.by,
        "login": signature.login,
        "at": signature.at.isoformat(),
        "audit_chain_head": {"seq": signature.chain_seq, "hash": signature.chain_hash},
    }
