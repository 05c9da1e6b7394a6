"""By which codes the centre knows the institution and its outlets: set by hand, every setting kept."""

from __future__ import annotations

import re

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Invalid, Problem
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from screening.reports import store
from screening.reports.interface.spec import fields
from screening.reports.model import Codes, OutletCode
from screening.reports.tables import report_codes

_CODE = re.compile(r"[A-Z0-9]+", re.ASCII)
_COUNTY = re.compile(r"\d{6}", re.ASCII)


def codes(unit: Unit) -> Codes:
    """The codes in force. Asks for no permission: for services that have asked for their own."""
    institution, outlets = "", {}
    for row in store.codes(unit.connection, unit.actor.institution_id):
        if row.outlet_id is None:
            institution = row.code
        else:
            outlets[row.outlet_id] = OutletCode(row.code, row.county)
    return Codes(institution, outlets)


def set_institution_code(unit: Unit, code: str) -> None:
    """Sets the 14 characters by which the centre knows the institution. Invalid for anything else; Refused without the
    permission.
    """
    unit.require(Permission.REPORT_CODES)
    length = fields()["RICD"].length
    said = code.strip().upper()
    if not _CODE.fullmatch(said) or len(said) != length:
        raise _invalid(
            "code",
            f"报告机构编码须为 {length} 位字母或数字。",
            f"The reporting code has {length} letters or digits.",
        )
    _keep(unit, None, said, "")


def set_outlet_code(unit: Unit, outlet: str, code: str, county: str) -> None:
    """Sets an outlet's code at the centre and the six digits of its county. outlet: its code here. Invalid, by field,
    for anything else; Refused without the permission.
    """
    unit.require(Permission.REPORT_CODES)
    known = {one.code: one.id for one in staff_store.outlets_of(unit.connection, unit.actor.institution_id)}
    length = fields()["FINC"].length
    said = code.strip().upper()
    if outlet not in known:
        raise _invalid("outlet", "没有这个网点。", "There is no such outlet.")
    if not _CODE.fullmatch(said) or len(said) > length:
        raise _invalid(
            "code",
            f"网点代码须为不超过 {length} 位的字母或数字。",
            f"An outlet's code has up to {length} letters or digits.",
        )
    if not _COUNTY.fullmatch(county.strip()):
        raise _invalid("county", "行政区划代码须为六位数字。", "A county is six digits.")
    _keep(unit, known[outlet], said, county.strip())


def _keep(unit: Unit, outlet_id: str | None, code: str, county: str) -> None:
    row_id = new_id()
    store.add(
        unit.connection,
        report_codes,
        {
            "id": row_id,
            "institution_id": unit.actor.institution_id,
            "outlet_id": outlet_id,
            "code": code,
            "county": county,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.REPORT_CODE_SET, "report_code", row_id, outlet=outlet_id, code=code)


def _invalid(where: str, zh: str, en: str) -> Invalid:
    words = Text(zh, en)
    return Invalid("reports.code", words, [Problem(where, words)])
