"""What a teller asked to skip shows on their self-check, and is signed with it."""

from __future__ import annotations

from kyc.admission import service as admission
from kyc.base.access import Actor
from kyc.base.unit import House
from screening.selfcheck import frozen, printing
from tests.integration.selfcheck.conftest import Desk
from tests.specimen_transactions import Specimen, book, cash

REASON = "核查系统停机，明日补办核查"


def test_a_skipped_gate_is_on_the_sheet_that_is_signed(
    house: House, desk: Desk, teller: Actor, supervisor: Actor, colleague: Actor, customer: Specimen
) -> None:
    book(house, teller, cash("52,000", customer.account))
    book(house, colleague, cash("1,000", customer.account))
    without = desk.look(teller)
    assert without.content.skipped == ()
    assert "skipped" not in frozen.content_json(without.content)
    with house.write(teller) as unit:
        asked = admission.ask_waiver(unit, customer.customer_id, "verified", REASON)
    waiting = desk.look(teller)
    assert waiting.digest != without.digest
    (skipped,) = waiting.content.skipped
    assert (skipped.agreed, skipped.customer.name, skipped.gate.en) == (None, "王**", "Identity verified")
    with house.write(supervisor) as unit:
        admission.decide_waiver(unit, asked.waiver_id, agree=True)
    signed = desk.sign(teller)
    assert (signed.content.skipped[0].agreed, signed.content.skipped[0].decided_by) == (
        True,
        supervisor.staff_id,
    )
    assert frozen.content_from(frozen.content_json(signed.content)) == signed.content
    assert desk.look(supervisor, teller).content.skipped == signed.content.skipped
    assert desk.look(supervisor, colleague).content.skipped == ()
    assert REASON not in frozen.canonical(signed.content)
    assert b"skipped" in printing.as_json([signed], house.clock())
