"""Facts of a customer from every source: the customer file, later stages through a port, and the signals raised.

A later stage tells what it knows in two moves. It fills `FACT_SOURCES` in `app.py` with a function that gives its facts by
the names of `kyc.risk.catalogue` (transactions: `cash_share`, `deal_count`, …; hits: `listed`, `owner_listed`; cases and
reports: `alerts`, the alerts of a year that were found doubtful, and `reports`, the reports of three years); a fact that it
does not know it leaves out, never zero. And where one of them changes, it calls `risk.service.mark` with the customers and
the occasion (`Occasion.ALERT`, `REPORT`, `INQUIRY`, `HIT`, `BEHAVIOUR`): the running service grades them anew.

Facts that the catalogue calls confidential, and occasions that tell of them, are withheld from whoever may not see
monitoring (`kyc.risk.discretion`); the stage that tells them has nothing to mask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Protocol

from kyc.base.ports import Port
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers.merge_store import merged_ids
from kyc.customers.model import Profile
from kyc.risk import adoption, noted_store, signal_store
from kyc.risk.catalogue import CATALOGUE
from kyc.risk.conditions import condition_of
from kyc.risk.facts import fact, from_profile
from kyc.risk.filed import from_file
from kyc.risk.model import Fact, Facts
from kyc.risk.signal_policy import SignalKind, SignalPolicy


class FactSource(Protocol):
    """What a later stage knows of a customer."""

    def __call__(self, unit: Unit, customer_id: str, as_of: date) -> Facts:
        """The facts of the catalogue that the stage holds on `as_of`; what it does not know is absent."""
        ...


FACT_SOURCES: Port[FactSource] = Port("risk.facts")


def gathered(unit: Unit, customer: Profile, further: Mapping[str, Fact]) -> Facts:
    """Every fact of the customer today. Later sources win over earlier ones, what people noted over what data tells;
    `further` wins over all.
    """
    known: dict[str, Fact] = {**from_profile(customer, unit.today)}
    known |= from_file(unit, customer, adoption.in_force(unit).values)
    for source in unit.ports.of(FACT_SOURCES):
        known |= source(unit, customer.customer_id, unit.today)
    known |= _noted(unit, customer.customer_id)
    known |= further
    return known | {"warning_signals": _warning_signals(unit, customer.customer_id, known)}


def records_of(unit: Unit, customer_id: str) -> tuple[str, ...]:
    """The customer's record and those merged into it."""
    return customer_id, *merged_ids(unit.connection, customer_id)


def derived_signals(unit: Unit, facts: Facts) -> dict[str, str]:
    """The signals that the facts raise by themselves: code → name of the fact."""
    lists = {code: each.codes for code, each in adoption.in_force(unit).values.named_lists.items()}
    found = {}
    for kind in unit.policy(SignalPolicy).values.register.values():
        if kind.derived is not None:
            condition = condition_of(kind.derived, lists)
            seen = facts.get(condition.fact)
            if condition.holds(None if seen is None else seen.value):
                found[kind.code] = condition.fact
    return found


def _noted(unit: Unit, customer_id: str) -> Facts:
    """What people found out and noted, those noted in records merged into this one among it."""
    ids = records_of(unit, customer_id)
    newest = {row.fact: row for row in reversed(noted_store.of_customers(unit.connection, ids))}
    found = {}
    for name, row in newest.items():
        value = None if row.value is None or name not in CATALOGUE else CATALOGUE[name].read(row.value)
        if value is not None:
            source = Text(f"工作人员登记，依据：{row.as_of}", f"noted by staff, as of {row.as_of}")
            found[name] = fact(name, value, source, row.as_of)
    return found


def _warning_signals(unit: Unit, customer_id: str, known: Facts) -> Fact:
    register = unit.policy(SignalPolicy).values.register
    codes = {*_raised(unit, customer_id, register), *derived_signals(unit, known)}
    source = Text("预警信号登记簿", "register of early-warning signals")
    if codes:
        listed = ", ".join(sorted(codes))
        source = Text(f"{source.zh}：{listed}", f"{source.en}: {listed}")
    return fact("warning_signals", len(codes), source, unit.today)


def _raised(unit: Unit, customer_id: str, register: Mapping[str, SignalKind]) -> Iterator[str]:
    """The open signals that people raised, also of records merged into this one; those of credit only left out."""
    for row in signal_store.of_customers(unit.connection, records_of(unit, customer_id), only_open=True):
        kind = register.get(row.code)
        if not row.derived and kind is not None and kind.aml is not None:
            yield row.code
