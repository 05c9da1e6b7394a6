"""Accounts: which customer an account number belongs to. Nobody unidentified gets one."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy.exc import IntegrityError

from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.db import new_id
from kyc.base.errors import Conflict, Invalid, Problem
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.customers import account_store, drafts, gates, lookup, record, rules, store, tables
from kyc.customers.masking import mask_account
from kyc.customers.model import Account, AccountType
from kyc.customers.policy import CustomerPolicy


def open_account(unit: Unit, customer_id: str, account_number: str, account_type: str) -> Account:
    """Opens an account, at the actor's outlet and today, for a customer that outlet serves.

    account_type: an `AccountType`. Invalid for a malformed number or type, or when the customer's document has
    expired (AML Law art.28: nobody unidentified is served); Conflict when the number is taken, naming the customer
    only if it is this one; Refused without the permission, for a customer of another outlet, or while the customer's
    names bar it.
    """
    unit.require(Permission.ACCOUNT_OPEN)
    outlet_id = drafts.own_outlet(unit)
    row = record.seen(unit, customer_id)
    gates.refuse_merged(row)
    policy = unit.policy(CustomerPolicy).values
    number = rules.normal_number(account_number)
    gates.refuse(_faults(number, account_type, policy))
    gates.refuse_barred(unit, customer_id)
    if rules.document_expired(record.person_of(unit, row), unit.today):
        raise Invalid(
            "customers.account.unidentified",
            Text(
                "客户证件已过有效期，不能开户。请扫描新的有效证件并更新档案。",
                "The customer's document has expired: no account can be opened. Scan a valid one and update the record.",
            ),
        )
    account_id = new_id()
    account = {
        "id": account_id,
        "institution_id": unit.actor.institution_id,
        "customer_id": customer_id,
        "number": unit.vault.seal(tables.customer_accounts.name, "number", account_id, number),
        "number_index": lookup.account_index(unit, number),
        "account_type": account_type,
        "opened_on": unit.today,
        "at": unit.now,
        "by": unit.actor.staff_id,
        "outlet_id": outlet_id,
    }
    try:
        with unit.connection.begin_nested():
            store.add(unit.connection, tables.customer_accounts, account)
    except IntegrityError as error:
        owner = lookup.find_by_account(unit, number)
        if owner is None:
            raise
        raise Conflict(
            "customers.account.exists",
            Text("该账号已开立。", "This account number is taken."),
            existing={"customer_id": owner} if owner == customer_id else None,
        ) from error
    unit.audit(
        Event.ACCOUNT_OPENED, "account", account_id, customer_id=customer_id, account_type=account_type
    )
    gates.tell_changed(unit, customer_id)
    return next(a for a in _accounts(unit, customer_id) if a.account_id == account_id)


def accounts_of(unit: Unit, customer_id: str) -> tuple[Account, ...]:
    """The customer's accounts, oldest first, numbers masked. Raises as `views.customer`."""
    unit.require(Permission.CUSTOMER_VIEW)
    record.seen(unit, customer_id)
    return _accounts(unit, customer_id)


def find_account(unit: Unit, account_number: str) -> Account | None:
    """The account with this number, wherever in the institution; None when there is none. Asks for no permission, as
    `find_by_document`.
    """
    row = account_store.account_by_number(
        unit.connection, unit.actor.institution_id, lookup.account_index(unit, account_number)
    )
    return replace(_account(unit, row), customer_id=row.owner_id) if row else None


def _accounts(unit: Unit, customer_id: str) -> tuple[Account, ...]:
    return tuple(_account(unit, row) for row in account_store.accounts_of(unit.connection, customer_id))


def _account(unit: Unit, row: store.AnyRow) -> Account:
    number = unit.vault.open(tables.customer_accounts.name, "number", row.id, row.number)
    return Account(
        account_id=row.id,
        customer_id=row.customer_id,
        record_id=row.customer_id,
        number=mask_account(number),
        account_type=AccountType(row.account_type),
        opened_on=row.opened_on,
        outlet_id=row.outlet_id,
    )


def _faults(number: str, account_type: str, policy: CustomerPolicy) -> list[Problem]:
    problems = []
    if not re.fullmatch(policy.account_number_pattern, number):
        problems.append(
            Problem("account_number", Text("账号格式不对，只能是数字", "not an account number: digits only"))
        )
    if account_type not in set(AccountType):
        problems.append(Problem("account_type", Text("账户种类不对", "no such kind of account")))
    return problems
