"""What is wrong or doubtful in a customer's data. Pure: no clock, no database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from kyc.base.text import Text
from kyc.customers.countries import CHINA, countries
from kyc.customers.model import (
    LONG_TERM,
    Entity,
    Fault,
    IdentityDocument,
    Particulars,
    Person,
    Severity,
    Sex,
)
from kyc.customers.policy import CustomerPolicy
from kyc.customers.rules import (
    age_on,
    bears_citizen_number,
    birth_date,
    day_of,
    document_expired,
    resident_number,
)
from kyc.documents import entity_numbers

_FOR_CITIZENS = frozenset(
    {
        IdentityDocument.CN_RESIDENT_ID,
        IdentityDocument.CN_TEMPORARY_ID,
        IdentityDocument.CN_HOUSEHOLD_REGISTER,
        IdentityDocument.CN_MILITARY_ID,
    }
)


def faults(
    customer: Particulars, as_of: date, policy: CustomerPolicy, regimes: Collection[str] = ()
) -> tuple[Fault, ...]:
    """Everything wrong or doubtful in what is given; what is missing is `completeness`'s business.

    as_of: the business date validity and age are judged on. regimes: the kinds of entity that the ownership policy knows;
    only an entity needs them.
    """
    found = [
        *_text_faults(customer, policy),
        *_country_faults(customer),
        *_address_faults(customer, policy),
        *_phone_faults(customer, policy),
    ]
    if isinstance(customer, Person):
        for check in (_name_faults, _code_faults, _number_faults, _birth_faults, _occupation_faults):
            found.extend(check(customer, as_of, policy))
    if isinstance(customer, Entity):
        found.extend(_regime_faults(customer, regimes))
        found.extend(_licence_faults(customer, as_of))
    return (*found, *_validity_faults(customer, as_of, policy))


def _refuse(code: str, fields: tuple[str, ...], zh: str, en: str) -> Fault:
    return Fault(code, Severity.REFUSE, fields, Text(zh, en))


def _flag(code: str, fields: tuple[str, ...], zh: str, en: str) -> Fault:
    return Fault(code, Severity.FLAG, fields, Text(zh, en))


def _text_faults(customer: Particulars, policy: CustomerPolicy) -> Iterator[Fault]:
    is_person = isinstance(customer, Person)
    for name, value in customer.as_dict().items():
        if value is None:
            continue
        longest = policy.name_max_length if name == "name" and is_person else policy.text_max_length
        if name == "business_scope":
            longest = policy.scope_max_length
        if len(value) > longest:
            yield _refuse(
                f"{name}.too_long",
                (name,),
                f"太长：最多 {longest} 个字符",
                f"too long: at most {longest} characters",
            )
        if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for character in value):
            yield _refuse(
                f"{name}.control_character",
                (name,),
                "含有不可见的控制字符，请重新录入",
                "contains invisible control characters; enter it again",
            )
        if value.upper() in policy.placeholders.get(name, ()):
            yield _refuse(
                f"{name}.placeholder",
                (name,),
                "这是占位内容，不是真实信息：请填写真实内容，暂缺则留空（将列入待补录）",
                "this stands for nothing: give the truth, or leave it empty so that it is listed as missing",
            )


def _name_faults(person: Person, _as_of: date, _policy: CustomerPolicy) -> Iterator[Fault]:
    name = person.name
    if name is None:
        return
    # permanent resident cards part surname and given names by a comma; 〇 is a number letter to Unicode and a Han character to the card; rare characters may be private use
    odd = [c for c in name if not (c.isalpha() or c in "·〇 -'.," or unicodedata.category(c) in {"Co", "Mn"})]
    if odd or not any(c.isalpha() for c in name):
        yield _refuse(
            "name.characters",
            ("name",),
            "姓名只能由汉字或字母、间隔号、空格、连字符和逗号组成，请对照证件核对",
            "a name is letters or Han characters, interpuncts, blanks, hyphens and commas; compare it with the document",
        )


def _code_faults(person: Person, _as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    if person.sex is not None and person.sex not in set(Sex):
        yield _refuse("sex.unknown", ("sex",), "性别须为 M（男）、F（女）或 X（未注明）", "sex is M, F or X")
    nationality = person.nationality
    if person.document_type in _FOR_CITIZENS and nationality in countries() and nationality != CHINA:
        yield _refuse(
            "nationality.document",
            ("nationality", "document_type"),
            "该证件只发给中国公民，国籍须为 CHN；如客户为外国人，请查验护照",
            "this document is issued to Chinese citizens only: nationality is CHN; a foreigner shows a passport",
        )
    if person.occupation is not None and person.occupation not in policy.occupations:
        yield _refuse(
            "occupation.unknown",
            ("occupation",),
            "请从职业代码表中选择",
            "choose from the table of occupations",
        )


def _country_faults(customer: Particulars) -> Iterator[Fault]:
    if customer.value("nationality") not in {None, *countries()}:
        yield _refuse(
            "nationality.unknown",
            ("nationality",),
            "国籍（注册地）须为三位字母国家（地区）代码，如 CHN",
            "nationality is a three-letter ISO country code, such as CHN",
        )


def _regime_faults(entity: Entity, regimes: Collection[str]) -> Iterator[Fault]:
    if entity.regime not in {None, *regimes}:
        yield _refuse(
            "regime.unknown",
            ("regime",),
            "请从机构类别表中选择",
            "choose from the table of kinds of entities",
        )


def _licence_faults(entity: Entity, as_of: date) -> Iterator[Fault]:
    if entity.number is not None and entity.document_type == IdentityDocument.CN_BUSINESS_LICENCE:
        yield from _licence_number_faults(entity.number)
    for name in ("organisation_code", "number"):
        code = entity.value(name)
        is_code = name == "organisation_code" or entity.document_type == IdentityDocument.CN_ORGANISATION_CODE
        if code is not None and is_code and not entity_numbers.organisation_code_holds(code):
            yield _refuse(
                f"{name}.check_digit",
                (name,),
                "组织机构代码的校验码不符，请逐位对照证书",
                "the check character of the organisation code does not agree; compare it with the certificate",
            )
    credit = entity_numbers.CreditCode.parse(entity.number or "")
    own = (entity.organisation_code or "").replace("-", "")
    if credit and own and credit.organisation_code != own:
        yield _refuse(
            "organisation_code.credit_code",
            ("organisation_code", "number"),
            "组织机构代码与统一社会信用代码第 9–17 位不一致",
            "the organisation code differs from characters 9 to 17 of the credit code",
        )
    established = day_of(entity.established_on)
    if entity.established_on is not None and established is None:
        yield _not_a_day("established_on")
    if established and established > as_of:
        yield _refuse(
            "established_on.future", ("established_on",), "成立日期在将来", "it is established in the future"
        )


def _licence_number_faults(number: str) -> Iterator[Fault]:
    """A credit code (GB 32100), or the registration number of 15 digits on licences before October 2015."""
    credit = entity_numbers.CreditCode.parse(number)
    if credit is None and not (number.isascii() and number.isdigit()):
        yield _refuse(
            "number.format",
            ("number",),
            "统一社会信用代码须为 18 位（不含 I、O、S、V、Z）；旧版执照为 15 位注册号",
            "a credit code has 18 characters without I, O, S, V, Z; an old licence has a number of 15 digits",
        )
    elif not (credit.check_character_holds if credit else entity_numbers.registration_number_holds(number)):
        yield _refuse(
            "number.check_digit",
            ("number",),
            "校验码不符：号码中至少有一位录错，请逐位对照执照",
            "the check character does not agree: at least one is wrong; compare it with the licence",
        )


def _address_faults(customer: Particulars, policy: CustomerPolicy) -> Iterator[Fault]:
    address = customer.value("address")
    if address is None or address.upper() in policy.placeholders["address"]:
        return
    if not re.search(policy.address_detail_pattern, address):
        yield _flag(
            "address.no_detail",
            ("address",),
            "地址没有门牌、楼栋或村组，可能找不到人，请向客户问清",
            "the address has no house, building or village by which the person can be found; ask for it",
        )


def _phone_faults(customer: Particulars, policy: CustomerPolicy) -> Iterator[Fault]:
    phone = customer.value("phone")
    if phone is None:
        return
    if not any(re.fullmatch(pattern, phone) for pattern in policy.phone_patterns):
        yield _refuse(
            "phone.format",
            ("phone",),
            "电话格式不对：手机为 1 开头 11 位，固定电话如 010-12345678，境外以 + 和国家号开头",
            "not a phone number: mobiles have 11 digits beginning with 1, fixed lines look like 010-12345678, "
            "foreign numbers begin with + and the country code",
        )
    elif re.search(policy.placeholder_phone_pattern, phone):
        yield _flag(
            "phone.doubtful",
            ("phone",),
            "联系电话像是随手编的，请当面拨打或核实",
            "the phone number looks made up; call it or check it with the customer",
        )


def _number_faults(person: Person, as_of: date, _policy: CustomerPolicy) -> Iterator[Fault]:
    if person.number is None or not bears_citizen_number(person):
        return
    resident = resident_number(person)
    if resident is None:
        yield _refuse(
            "number.format",
            ("number",),
            "身份证号码须为 18 位：前 17 位数字，末位数字或 X",
            "a resident number has 18 characters: 17 digits, then a digit or X",
        )
        return
    if not resident.check_digit_holds:
        yield _refuse(
            "number.check_digit",
            ("number",),
            "校验位不符：号码中至少有一位录错，请逐位对照证件",
            "the check digit does not agree: at least one digit is wrong; compare digit by digit with the document",
        )
    if resident.birth_date is None or resident.birth_date > as_of:
        yield _refuse(
            "number.birth_date",
            ("number",),
            "号码第 7–14 位不是可能的出生日期，请逐位对照证件",
            "digits 7 to 14 are no possible birth date; compare digit by digit with the document",
        )
    elif day_of(person.birth_date) not in {None, resident.birth_date}:
        yield _refuse(
            "birth_date.number",
            ("birth_date", "number"),
            "出生日期与号码第 7–14 位不一致",
            "the birth date differs from digits 7 to 14 of the number",
        )
    if person.sex in {Sex.MALE, Sex.FEMALE} and person.sex != resident.sex:
        yield _refuse(
            "sex.number",
            ("sex", "number"),
            "性别与号码第 17 位不一致（奇数为男，偶数为女）",
            "the sex differs from the 17th digit of the number (odd male, even female)",
        )


def _birth_faults(person: Person, as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    if person.birth_date is not None and day_of(person.birth_date) is None:
        yield _not_a_day("birth_date")
    stated, born = day_of(person.birth_date), birth_date(person)
    if stated is not None and stated > as_of:
        yield _refuse(
            "birth_date.future", ("birth_date",), "出生日期在将来", "the birth date lies in the future"
        )
    elif born is not None and age_on(born, as_of) > policy.oldest_age_years:
        yield _flag(
            "birth_date.age",
            ("birth_date",),
            f"年龄超过 {policy.oldest_age_years} 岁，请核对证件是否本人持有",
            f"older than {policy.oldest_age_years} years; check that the document belongs to the person present",
        )


def _validity_faults(customer: Particulars, as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    until = customer.value("expires_on")
    issued, expires = day_of(customer.value("issued_on")), day_of(until)
    if customer.value("issued_on") is not None and issued is None:
        yield _not_a_day("issued_on")
    if until not in {None, LONG_TERM} and expires is None:
        yield _not_a_day("expires_on")
    if issued and issued > as_of:
        yield _refuse(
            "issued_on.future", ("issued_on",), "签发日期在将来", "the date of issue lies in the future"
        )
    born = birth_date(customer) if isinstance(customer, Person) else None
    if issued and born and issued < born:
        yield _refuse(
            "issued_on.before_birth",
            ("issued_on", "birth_date"),
            "签发日期早于出生日期",
            "issued before the holder was born",
        )
    if issued and expires and expires <= issued:
        yield _refuse(
            "expires_on.order",
            ("expires_on", "issued_on"),
            "有效期截止日不晚于签发日期",
            "the validity ends before it begins",
        )
    if document_expired(customer, as_of):
        yield _refuse(
            "expires_on.expired",
            ("expires_on",),
            f"证件已于 {until} 到期，请客户出示有效证件",
            f"the document expired on {until}; ask for a valid one",
        )
    elif expires and expires <= as_of + timedelta(days=policy.expiry_notice_days):
        yield _flag(
            "expires_on.soon",
            ("expires_on",),
            f"证件将于 {until} 到期，请提醒客户换领",
            f"the document expires on {until}; remind the customer to renew it",
        )


def _occupation_faults(person: Person, as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    fitting = policy.occupation_ages.get(person.occupation or "")
    born = birth_date(person)
    if fitting is None or born is None or born > as_of:
        return
    age = age_on(born, as_of)
    if not fitting["from"] <= age <= fitting["to"]:
        yield _flag(
            "occupation.age",
            ("occupation", "birth_date"),
            f"{age} 岁与所登记的职业不相称，请核实",
            f"the occupation does not fit an age of {age}; check it",
        )


def _not_a_day(name: str) -> Fault:
    return _refuse(
        f"{name}.date", (name,), "不是真实的日期，应写作 2026-01-31", "no real date; write 2026-01-31"
    )
