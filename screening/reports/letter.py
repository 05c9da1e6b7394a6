"""The letter that takes an urgent report to the central bank's local branch, on paper (Order [2016] No.3 art.17)."""

from __future__ import annotations

from pathlib import Path

from kyc.base import paper
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import suspicious_views as views
from screening.reports import words
from screening.reports.interface.spec import codes
from screening.reports.rules.suspicious import is_urgent
from screening.reports.suspicious import message_of

_TEMPLATES = paper.templates(Path(__file__).parent)


def letter(unit: Unit, report_id: str) -> str:
    """The letter as HTML for `paper.pdf`. Leaves an audit event. Invalid for a report that is not urgent or not filed;
    NotFound; Refused without the permission.
    """
    unit.require(Permission.STR_APPROVE)
    found = views.one(unit, report_id)
    if not is_urgent(found.content) or not found.is_filed:
        raise words.invalid(
            "urgency",
            "只有已报送的紧急报告才有报送函。",
            "Only an urgent report that was filed has a letter.",
        )
    institution = staff_store.institution_by_id(unit.connection, unit.actor.institution_id)
    unit.audit(Event.STR_LETTER_PRINTED, "suspicious_report", report_id)
    html: str = _TEMPLATES.get_template("letter.html").render(
        institution=institution.name if institution else "",
        report=found,
        told=message_of(unit, found, "")["BSTR"],
        crimes=[codes("crime")[code] for code in found.content.crimes],
        receiver=codes("sent_to")[found.content.sent_to],
        printed_on=unit.today,
        title=Text("可疑交易报告（紧急）报送函", "Letter of an urgent suspicious report"),
    )
    return html
