"""What is wrong or doubtful in a customer's data. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kyc.customers.model import Entity, Fault, Particulars, Person
from kyc.customers.policy import CustomerPolicy
from kyc.customers.validation.anybody import (
    address_faults,
    country_faults,
    phone_faults,
    text_faults,
    validity_faults,
)
from kyc.customers.validation.entities import licence_faults, regime_faults
from kyc.customers.validation.persons import (
    birth_faults,
    code_faults,
    name_faults,
    number_faults,
    occupation_faults,
)


def faults(
    customer: Particulars, as_of: date, policy: CustomerPolicy, regimes: Collection[str] = ()
) -> tuple[Fault, ...]:
    """Everything wrong or doubtful in what is given; what is missing is `completeness`'s business.

    as_of: the business date validity and age are judged on. regimes: the kinds of entity that the ownership policy knows;
    only an entity needs them.
    """
    found = [
        *text_faults(customer, policy),
        *country_faults(customer),
        *address_faults(customer, policy),
        *phone_faults(customer, policy),
    ]
    if isinstance(customer, Person):
        for check in (name_faults, code_faults, number_faults, birth_faults, occupation_faults):
            found.extend(check(customer, as_of, policy))
    if isinstance(customer, Entity):
        found.extend(regime_faults(customer, regimes))
        found.extend(licence_faults(customer, as_of))
    return (*found, *validity_faults(customer, as_of, policy))
