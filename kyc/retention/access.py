"""The copy of their data that a person may ask for (PIPL art.45): everything kept about them, and nothing secret.

Left out, because the law keeps it from the person or it is not about them: the risk grade and its reasons, hits, alerts,
reports, legal holds, who looked at what, staff names, keys and digests.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import NotFound, Refused
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import account_store, checks, gates, reading_store, record
from kyc.customers import store as customers
from kyc.customers.model import CustomerKind, NetworkCheck
from kyc.customers.policy import CustomerPolicy
from kyc.customers.tables import customer_accounts

_FORMAT = "firstline-personal-data-1"


def export(unit: Unit, customer_id: str, reason: str) -> bytes:
    """A ZIP of `data.json` and the pictures of documents. Leaves an audit event.

    reason: how the person asked, and how they were identified. Invalid without it; Refused without the permission or a
    second factor; NotFound outside the institution or when the data was purged.
    """
    unit.require(Permission.PERSONAL_DATA_EXPORT)
    if not unit.actor.second_factor:
        raise Refused(
            "retention.second_factor",
            Text("导出个人信息须先完成第二重验证。", "Exporting personal data needs a second factor."),
        )
    gates.checked_reason(reason, unit.policy(CustomerPolicy).values)
    row = record.seen(unit, customer_id)
    document = {
        "format": _FORMAT,
        "exported_at": unit.now.isoformat(),
        "customer_id": customer_id,
        "kind": row.kind,
        "relationship": {
            "type": row.relationship,
            "channel": row.channel,
            "began_on": row.relationship_began_on.isoformat(),
        },
        "particulars": record.person_of(unit, row).as_dict(),
        "history": [
            _version(unit, row.kind, one) for one in customers.versions_of(unit.connection, customer_id)
        ],
        "identity_checks": [_check(one) for one in checks.taken_of(unit, customer_id)],
        "accounts": [_account(unit, one) for one in account_store.accounts_of(unit.connection, customer_id)],
    }
    pictures = [one.id for one in reading_store.readings_of(unit.connection, customer_id)]
    unit.audit(Event.PERSONAL_DATA_EXPORTED, "customer", customer_id, pictures=len(pictures))
    return _zipped(unit, document, pictures)


def _version(unit: Unit, kind: str, row: customers.AnyRow) -> dict[str, Any]:
    return {
        "version": row.version,
        "at": row.at.isoformat(),
        "changed": row.changed.split(),
        "source": row.source,
        "particulars": record.opened(unit, CustomerKind(kind), row.id, row.person).as_dict(),
    }


def _check(check: NetworkCheck) -> dict[str, Any]:
    return {
        "code": check.code,
        "checked_at": check.checked_at.isoformat(),
        "business": check.business,
        "photo_agrees": check.photo_agrees,
        "done": [{"disposition": one.disposition, "at": one.at.isoformat()} for one in check.dispositions],
    }


def _account(unit: Unit, row: customers.AnyRow) -> dict[str, Any]:
    return {
        "number": unit.vault.open(customer_accounts.name, "number", row.id, row.number),
        "type": row.account_type,
        "opened_on": row.opened_on.isoformat(),
    }


def _zipped(unit: Unit, document: dict[str, Any], pictures: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, ensure_ascii=False, indent=2))
        for place, scan_id in enumerate(pictures, 1):
            try:
                archive.writestr(f"pictures/{place}.jpg", unit.vault.get_scan(scan_id))
            except NotFound:  # a picture swept with its draft: the record does not rest on it
                continue
    return out.getvalue()
