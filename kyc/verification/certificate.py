"""The certificate of a check's result (核查结果证明): what a customer takes to the police, on paper.

It carries name and number in full, for it is the customer's own; printing it is audited. It never says more than the
system said: a doubt is no finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from kyc.base import paper
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.errors import Conflict
from kyc.base.staff import accounts
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import checks, network, record
from kyc.customers.model import Disposition, IdentityDocument

_TEMPLATES = paper.templates(Path(__file__).parent)
_PHOTO = Text("；照片与本人不相符", "; the photo does not show the person")


@dataclass(frozen=True)
class Certificate:
    """What the certificate says. serial: the disposition it was given with, by which it is found again."""

    serial: str
    institution: str
    outlet: str
    name: str
    document: Text
    number: str
    business: Text | None
    code: str
    result: Text
    checked_at: datetime
    due_on: date
    operator: str
    printed_at: datetime


def certificate(unit: Unit, customer_id: str) -> Certificate:
    """The certificate for the holding check. Leaves an audit event.

    Conflict when no certificate was decided on for it; Refused without the permission or for a customer of another
    outlet.
    """
    unit.require(Permission.NETWORK_CHECK_RECORD)
    row = record.seen(unit, customer_id)
    check = checks.holding(unit, customer_id)
    given = [d for d in check.dispositions if d.disposition is Disposition.CERTIFICATE] if check else []
    if check is None or not given:
        raise Conflict(
            "verification.certificate",
            Text(
                "当前核查结果没有登记“出具核查结果证明”，请先登记该处理。",
                "No certificate was decided on for the check that holds: record that disposition first.",
            ),
        )
    person = record.person_of(unit, row)
    outlets = {outlet.id: outlet.name for outlet in accounts.list_outlets(unit)}
    due_on = given[-1].due_on
    assert due_on is not None
    assert unit.actor.outlet_id is not None
    unit.audit(Event.CERTIFICATE_PRINTED, "customer", customer_id, check_id=check.check_id)
    result = network.result_text(check.code)
    if check.photo_agrees is False:
        result = Text(result.zh + _PHOTO.zh, result.en + _PHOTO.en)
    return Certificate(
        serial=check.check_id,
        institution=accounts.find_institution(unit).name,
        outlet=outlets[unit.actor.outlet_id],
        name=person.value("name") or "",
        document=IdentityDocument(row.document_type).label,
        number=person.value("number") or "",
        business=check.business.label if check.business else None,
        code=check.code,
        result=result,
        checked_at=check.checked_at,
        due_on=due_on,
        operator=unit.actor.login,
        printed_at=unit.now,
    )


def as_pdf(shown: Certificate) -> bytes:
    """One A4 page. Call it outside a transaction."""
    html = _TEMPLATES.get_template("certificate.html").render(certificate=shown, local=paper.local)
    return paper.pdf(html)
