"""What is wrong or doubtful in any customer's data: words, country, address, phone, validity. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from kyc.customers.countries import countries
from kyc.customers.model import (
    LONG_TERM,
    Fault,
    Particulars,
    Person,
)
from kyc.customers.policy import CustomerPolicy
from kyc.customers.rules import (
    birth_date,
    day_of,
    document_expired,
)
from kyc.customers.validation.finding import flag, not_a_day, refuse


def text_faults(customer: Particulars, policy: CustomerPolicy) -> Iterator[Fault]:
    """Words too long, invisible characters, words that stand for nothing."""
    is_person = isinstance(customer, Person)
    for name, value in customer.as_dict().items():
        if value is None:
            continue
        longest = policy.name_max_length if name == "name" and is_person else policy.text_max_length
        if name == "business_scope":
            longest = policy.scope_max_length
        if len(value) > longest:
            yield refuse(
                f"{name}.too_long",
                (name,),
                f"太长：最多 {longest} 个字符",
                f"too long: at most {longest} characters",
            )
        if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in value):
            yield refuse(
                f"{name}.control_character",
                (name,),
                "含有不可见的控制字符，请重新录入",
                "contains invisible control characters; enter it again",
            )
        if value.upper() in policy.placeholders.get(name, ()):
            yield refuse(
                f"{name}.placeholder",
                (name,),
                "这是占位内容，不是真实信息：请填写真实内容，暂缺则留空（将列入待补录）",
                "this stands for nothing: give the truth, or leave it empty so that it is listed as missing",
            )


def country_faults(customer: Particulars) -> Iterator[Fault]:
    """A country that is none."""
    if customer.value("nationality") not in {None, *countries()}:
        yield refuse(
            "nationality.unknown",
            ("nationality",),
            "国籍（注册地）须为三位字母国家（地区）代码，如 CHN",
            "nationality is a three-letter ISO country code, such as CHN",
        )


def address_faults(customer: Particulars, policy: CustomerPolicy) -> Iterator[Fault]:
    """An address by which nobody is found."""
    address = customer.value("address")
    if address is None or address.upper() in policy.placeholders["address"]:
        return
    if not re.search(policy.address_detail_pattern, address):
        yield flag(
            "address.no_detail",
            ("address",),
            "地址没有门牌、楼栋或村组，可能找不到人，请向客户问清",
            "the address has no house, building or village by which the person can be found; ask for it",
        )


def phone_faults(customer: Particulars, policy: CustomerPolicy) -> Iterator[Fault]:
    """A phone number that is none, or looks made up."""
    phone = customer.value("phone")
    if phone is None:
        return
    if not any(re.fullmatch(pattern, phone) for pattern in policy.phone_patterns):
        yield refuse(
            "phone.format",
            ("phone",),
            "电话格式不对：手机为 1 开头 11 位，固定电话如 010-12345678，境外以 + 和国家号开头",
            "not a phone number: mobiles have 11 digits beginning with 1, fixed lines look like 010-12345678, "
            "foreign numbers begin with + and the country code",
        )
    elif re.search(policy.placeholder_phone_pattern, phone):
        yield flag(
            "phone.doubtful",
            ("phone",),
            "联系电话像是随手编的，请当面拨打或核实",
            "the phone number looks made up; call it or check it with the customer",
        )


def validity_faults(customer: Particulars, as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    """Days of issue and expiry that cannot be, and a document that has expired or soon will."""
    until = customer.value("expires_on")
    issued, expires = day_of(customer.value("issued_on")), day_of(until)
    if customer.value("issued_on") is not None and issued is None:
        yield not_a_day("issued_on")
    if until not in {None, LONG_TERM} and expires is None:
        yield not_a_day("expires_on")
    if issued and issued > as_of:
        yield refuse(
            "issued_on.future", ("issued_on",), "签发日期在将来", "the date of issue lies in the future"
        )
    born = birth_date(customer) if isinstance(customer, Person) else None
    if issued and born and issued < born:
        yield refuse(
            "issued_on.before_birth",
            ("issued_on", "birth_date"),
            "签发日期早于出生日期",
            "issued before the holder was born",
        )
    if issued and expires and expires <= issued:
        yield refuse(
            "expires_on.order",
            ("expires_on", "issued_on"),
            "有效期截止日不晚于签发日期",
            "the validity ends before it begins",
        )
    if document_expired(customer, as_of):
        yield refuse(
            "expires_on.expired",
            ("expires_on",),
            f"证件已于 {until} 到期，请客户出示有效证件",
            f"the document expired on {until}; ask for a valid one",
        )
    elif expires and expires <= as_of + timedelta(days=policy.expiry_notice_days):
        yield flag(
            "expires_on.soon",
            ("expires_on",),
            f"证件将于 {until} 到期，请提醒客户换领",
            f"the document expires on {until}; remind the customer to renew it",
        )
