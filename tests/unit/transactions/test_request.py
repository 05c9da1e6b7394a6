"""What may be recorded at all, and what identification lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kyc.base.money import Money
from kyc.base.policy import PolicyBook
from kyc.base.text import Text
from kyc.customers.model import (
    Completeness,
    Identification,
    IdentityDocument,
    MissingElement,
    NetworkCheckState,
)
from kyc.documents.model import Verdict
from screening.transactions.model import Agent, Change, Direction, Method, NewTransaction
from screening.transactions.particulars import Counterparty, Particulars
from screening.transactions.policy import LargeValuePolicy
from screening.transactions.rules.identification import missing
from screening.transactions.rules.request import changed, faults

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
GOOD = NewTransaction(
    reference="T1",
    happened_at=NOW,
    direction=Direction.IN,
    method=Method.CASH_DEPOSIT,
    amount=Money(100, "CNY"),
    account_number="6200000000000001234",
)
WHOLE_AGENT = Agent("样本代办", "cn_resident_id", "110105199003071231", "13812341234")


def transfer(method: Method = Method.TRANSFER_DOMESTIC, **counterparty: str) -> dict[str, object]:
    return {"method": method, "particulars": Particulars(counterparty=Counterparty(**counterparty))}


@pytest.fixture(scope="module")
def policy(policies: PolicyBook) -> LargeValuePolicy:
    return policies.at(date(2026, 11, 20)).of(LargeValuePolicy)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({}, []),
        ({"happened_at": NOW + timedelta(minutes=5)}, []),
        ({"reference": "R" * 64, "purpose": "货" * 200}, []),
        ({"method": Method.NOTE_EXCHANGE, "account_number": None}, []),
        ({"reference": " "}, ["reference"]),
        ({"reference": "R" * 65}, ["reference"]),
        ({"reference": "R\x00"}, ["reference"]),
        ({"purpose": "货" * 201}, ["purpose"]),
        ({"purpose": "货\u202e款"}, ["purpose"]),
        ({"agent": Agent(name="甲" * 201)}, ["agent.name"]),
        ({"happened_at": NOW + timedelta(minutes=5, seconds=1)}, ["happened_at"]),
        ({"happened_at": datetime(2026, 11, 20, 10, 0)}, ["happened_at"]),
        ({"amount": Money(0, "CNY")}, ["amount"]),
        ({"amount": Money(-1, "CNY")}, ["amount"]),
        ({"direction": Direction.OUT}, ["direction"]),
        ({"method": Method.CASH_WITHDRAWAL}, ["direction"]),
        ({"account_number": None}, ["account_number"]),
        ({"method": Method.TRANSFER_DOMESTIC}, ["counterparty.account"]),
        (transfer(name="样本对方"), []),
        (transfer(account="6222", country="CHN", region="110101"), []),
        (transfer(account="6222", region="11010"), ["counterparty.region"]),
        (transfer(account="6222", country="XYZ"), ["counterparty.country"]),
        (transfer(account="6222", country="HKG"), ["counterparty.country"]),
        (transfer(Method.TRANSFER_CROSS_BORDER, account="6222", country="HKG"), []),
        (transfer(Method.TRANSFER_CROSS_BORDER, account="6222"), ["counterparty.country"]),
        (transfer(Method.TRANSFER_CROSS_BORDER, account="6222", country="CHN"), ["counterparty.country"]),
        (transfer(name="对方\x00"), ["counterparty.name"]),
        ({"particulars": Particulars(place="1101O1")}, ["particulars.place"]),
        ({"particulars": Particulars(device="D" * 201)}, ["particulars.device"]),
        ({"document_number": "110105199003071231"}, ["document_type"]),
    ],
)
def test_faults_of_a_request(policy: LargeValuePolicy, change: dict[str, object], where: list[str]) -> None:
    assert [p.where for p in faults(replace(GOOD, **change), NOW, policy)] == where  # type: ignore[arg-type]


def test_whether_a_correction_changes_anything() -> None:
    assert not changed(GOOD, Change())
    assert not changed(GOOD, Change(amount=Money(100, "CNY"), direction=Direction.IN))
    assert changed(GOOD, Change(amount=Money(101, "CNY")))
    assert changed(GOOD, Change(happened_at=NOW - timedelta(days=1)))


OCCUPATION = MissingElement(
    "occupation", Text("职业", "Occupation"), Text("了解客户", "know them"), "art.49", False
)
WHOLE = Identification(
    customer_id="c",
    identified=True,
    document_type=IdentityDocument.CN_RESIDENT_ID,
    document_expired=False,
    verdict=Verdict.PASS,
    corrected=(),
    identified_at=NOW,
    identified_by="t",
    network_state=NetworkCheckState.PASSED,
    network_check=None,
    network_result=Text("一致", "agrees"),
    next_step=Text("可以办理", "go on"),
    completeness=Completeness(100, ()),
)


@pytest.mark.parametrize(
    ("identification", "agent", "codes"),
    [
        (WHOLE, None, []),
        (WHOLE, WHOLE_AGENT, []),
        (replace(WHOLE, network_state=NetworkCheckState.PASSED_WITHOUT_PHOTO), None, []),
        (None, None, ["identification"]),
        (replace(WHOLE, identified=False), None, ["identification"]),
        (replace(WHOLE, identified=False, document_expired=True), None, ["document_expired"]),
        *(
            (replace(WHOLE, network_state=state), None, ["network_check"])
            for state in (
                NetworkCheckState.NOT_DONE,
                NetworkCheckState.DOUBT,
                NetworkCheckState.UNAVAILABLE,
                NetworkCheckState.INPUT_ERROR,
            )
        ),
        (replace(WHOLE, completeness=Completeness(90, (OCCUPATION,))), None, ["element:occupation"]),
        (WHOLE, replace(WHOLE_AGENT, phone=None), ["agent:phone"]),
        (WHOLE, Agent(), ["agent:name", "agent:document_type", "agent:document_number", "agent:phone"]),
        (
            None,
            Agent(name="样本"),
            ["identification", "agent:document_type", "agent:document_number", "agent:phone"],
        ),
    ],
)
def test_what_is_missing(
    identification: Identification | None, agent: Agent | None, codes: list[str]
) -> None:
    found = missing(identification, agent)
    assert [one.code for one in found] == codes
    assert all(one.text.zh and one.text.en and one.mend.zh and one.mend.en for one in found)
