"""Paper documents: the household register, the business licence and the certificates that it replaced."""

from __future__ import annotations

from collections.abc import Mapping

from sample_docs.drawn import Drawer
from sample_docs.papers import certificates, licences, registers

DRAWERS: Mapping[str, Drawer] = {
    "cn_household_register": registers.draw_page,
    "cn_business_licence": licences.draw_licence,
    "cn_tax_registration": certificates.draw_tax_registration,
    "cn_organisation_code": certificates.draw_organisation_code,
}
