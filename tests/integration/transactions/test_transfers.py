"""Transfers: the classes they are added up in, exemptions, and what is kept for the report files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from kyc.base.access import Actor, Role
from kyc.base.errors import Refused
from kyc.base.money import Money
from kyc.base.unit import House
from kyc.customers import service as customers
from screening.transactions import service, store
from screening.transactions.model import Change, Direction, FindingState, Method, NewTransaction, Recorded
from screening.transactions.particulars import Channel, Counterparty, Exemption, Particulars
from tests.specimen_entities import onboarded
from tests.specimen_transactions import Specimen, book, cash

Actors = Callable[..., Actor]

ELSEWHERE = Counterparty(
    name="样本对方",
    account="6217000000000000017",
    institution_name="样本银行",
    institution_code="102100099996",
    country="CHN",
    region="110101",
)


def transfer(amount: str, account: str, other: Counterparty = ELSEWHERE, **more: object) -> NewTransaction:
    abroad = other.country not in (None, "CHN")
    return cash(
        amount,
        account,
        method=Method.TRANSFER_CROSS_BORDER if abroad else Method.TRANSFER_DOMESTIC,
        direction=Direction.OUT,
        particulars=Particulars(channel=Channel.ONLINE, tool="20", device="192.0.2.1@AA", counterparty=other),
        **more,  # type: ignore[arg-type]
    )


def found(recorded: Recorded) -> dict[str, str]:
    """Open findings as class → sum."""
    return {
        f.current.derived.day_sum.report_class.value: f.current.derived.day_sum.total.format()
        for f in recorded.findings
        if f.current.derived.state is FindingState.OPEN
    }


def test_each_class_has_its_own_line(house: House, teller: Actor, customer: Specimen) -> None:
    assert found(book(house, teller, transfer("499,999.99", customer.account))) == {}
    abroad = replace(ELSEWHERE, country="SGP", region=None)
    assert found(book(house, teller, transfer("199,999.99", customer.account, abroad))) == {}
    assert found(book(house, teller, transfer("0.01", customer.account))) == {"0503": "500,000.00"}
    both = found(book(house, teller, transfer("0.01", customer.account, abroad)))
    assert both == {"0503": "500,000.00", "0504": "200,000.00"}


def test_the_prompt_speaks_of_the_transfers(house: House, teller: Actor, customer: Specimen) -> None:
    with house.read(teller) as unit:
        shown = service.preview(unit, transfer("500,000", customer.account))
    assert "该客户当日境内转账付款合计人民币 500,000.00 元：须提交大额交易报告" in shown.text.zh
    assert "domestic transfers paid is CNY 500,000.00" in shown.text.en


def test_an_entity_has_the_line_of_entities(house: House, teller: Actor) -> None:
    account = "6400000000000000012"
    with house.write(teller) as unit:
        customers.open_account(unit, onboarded(unit).customer_id, account, "class_1")
    assert found(book(house, teller, transfer("1,999,999.99", account))) == {}
    assert found(book(house, teller, transfer("0.01", account))) == {"0502": "2,000,000.00"}


def test_a_cash_remittance_abroad_out_of_an_account_is_in_two_classes(
    house: House, teller: Actor, customer: Specimen
) -> None:
    request = replace(
        transfer("200,000", customer.account, replace(ELSEWHERE, country="JPN", region=None)),
        method=Method.CASH_REMITTANCE,
    )
    recorded = book(house, teller, request)
    assert found(recorded) == {"0501": "200,000.00", "0504": "200,000.00"}
    assert recorded.prompt.threshold == Money(5_000_000, "CNY")  # the line that is passed by more
    with house.write(teller) as unit:
        corrected = service.correct(
            unit, recorded.transaction.id, Change(amount=Money(6_000_000, "CNY")), "金额录错"
        )
    assert found(corrected) == {"0501": "60,000.00"}


def test_transfers_to_the_own_account_count(house: House, teller: Actor, customer: Specimen) -> None:
    second = "63" + customer.account[2:]
    with house.write(teller) as unit:
        customers.open_account(unit, customer.customer_id, second, "class_2")
    recorded = book(house, teller, transfer("500,000", customer.account, Counterparty(account=second)))
    assert found(recorded) == {"0503": "500,000.00"}


@pytest.mark.usefixtures("staff")
def test_an_exemption_is_told_by_the_core_system_alone(
    house: House, teller: Actor, actor_of: Actors, customer: Specimen
) -> None:
    request = transfer("500,000", customer.account, exemption=Exemption.SAME_NAME_DEPOSIT)
    with pytest.raises(Refused, match="免报情形由核心系统或合规人员注明"):
        book(house, teller, request)
    core = actor_of(Role.INTEGRATION)
    placed = replace(request, teller_id=teller.staff_id, outlet_id=teller.outlet_id)
    recorded = book(house, core, placed)
    assert found(recorded) == {}
    assert recorded.transaction.exemption is Exemption.SAME_NAME_DEPOSIT
    over = book(house, teller, transfer("500,000", customer.account))
    assert found(over) == {"0503": "500,000.00"}
    [finding] = over.findings
    assert finding.current.derived.day_sum.exempted == (
        (recorded.transaction.id, Exemption.SAME_NAME_DEPOSIT),
    )
    assert "同一机构同一户名" in finding.current.derived.reasons[1].zh


def test_particulars_are_kept_sealed_and_taken_over_by_a_correction(
    house: House, teller: Actor, customer: Specimen
) -> None:
    kept = book(house, teller, transfer("100", customer.account)).transaction
    with house.write(teller) as unit:
        corrected = service.correct(unit, kept.id, Change(amount=Money(20_000, "CNY")), "金额录错")
        rows = unit.connection.execute(select(store.transactions)).all()
    assert kept.particulars is not None
    assert kept.particulars.counterparty == ELSEWHERE
    assert corrected.transaction.particulars == kept.particulars
    assert not any(word in repr(rows) for word in ("样本", ELSEWHERE.account or "", "192.0.2.1"))
    assert {(row.channel, row.counterparty_country) for row in rows} == {("11", "CHN")}
    first, second = rows
    assert first.counterparty_index == second.counterparty_index is not None
    assert first.device_index == second.device_index is not None


def test_the_same_transfer_again_is_one_row_and_another_counterparty_is_not_the_same(
    house: House, teller: Actor, customer: Specimen
) -> None:
    request = transfer("100", customer.account, reference="CORE-7")
    assert book(house, teller, request).created
    assert not book(house, teller, request).created
    other = transfer("100", customer.account, replace(ELSEWHERE, name="另一样本"), reference="CORE-7")
    with pytest.raises(Exception, match="该业务流水号已登记了另一笔内容不同的交易"):
        book(house, teller, other)
