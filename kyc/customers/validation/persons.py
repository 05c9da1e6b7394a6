"""What is wrong or doubtful in a natural person's data: name, codes, number, birth, occupation. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date

from kyc.customers.countries import CHINA, countries
from kyc.customers.model import (
    Fault,
    IdentityDocument,
    Person,
    Sex,
)
from kyc.customers.policy import CustomerPolicy
from kyc.customers.rules import (
    age_on,
    bears_citizen_number,
    birth_date,
    day_of,
    resident_number,
)
from kyc.customers.validation.finding import flag, not_a_day, refuse

_FOR_CITIZENS = frozenset(
    {
        IdentityDocument.CN_RESIDENT_ID,
        IdentityDocument.CN_TEMPORARY_ID,
        IdentityDocument.CN_HOUSEHOLD_REGISTER,
        IdentityDocument.CN_MILITARY_ID,
    }
)


def name_faults(person: Person, _as_of: date, _policy: CustomerPolicy) -> Iterator[Fault]:
    """Characters no name has."""
    name = person.name
    if name is None:
        return
    # permanent resident cards part surname and given names by a comma; 〇 is a number letter to Unicode and a Han character to the card; rare characters may be private use
    odd = [c for c in name if not (c.isalpha() or c in "·〇 -'.," or unicodedata.category(c) in {"Co", "Mn"})]
    if odd or not any(c.isalpha() for c in name):
        yield refuse(
            "name.characters",
            ("name",),
            "姓名只能由汉字或字母、间隔号、空格、连字符和逗号组成，请对照证件核对",
            "a name is letters or Han characters, interpuncts, blanks, hyphens and commas; compare it with the document",
        )


def code_faults(person: Person, _as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    """Sex, nationality and occupation that are not of their tables, or do not fit the document."""
    if person.sex is not None and person.sex not in set(Sex):
        yield refuse("sex.unknown", ("sex",), "性别须为 M（男）、F（女）或 X（未注明）", "sex is M, F or X")
    nationality = person.nationality
    if person.document_type in _FOR_CITIZENS and nationality in countries() and nationality != CHINA:
        yield refuse(
            "nationality.document",
            ("nationality", "document_type"),
            "该证件只发给中国公民，国籍须为 CHN；如客户为外国人，请查验护照",
            "this document is issued to Chinese citizens only: nationality is CHN; a foreigner shows a passport",
        )
    if person.occupation is not None and person.occupation not in policy.occupations:
        yield refuse(
            "occupation.unknown",
            ("occupation",),
            "请从职业代码表中选择",
            "choose from the table of occupations",
        )


def number_faults(person: Person, as_of: date, _policy: CustomerPolicy) -> Iterator[Fault]:
    """A resident number (GB 11643) that cannot be, or differs from the rest."""
    if person.number is None or not bears_citizen_number(person):
        return
    resident = resident_number(person)
    if resident is None:
        yield refuse(
            "number.format",
            ("number",),
            "身份证号码须为 18 位：前 17 位数字，末位数字或 X",
            "a resident number has 18 characters: 17 digits, then a digit or X",
        )
        return
    if not resident.check_digit_holds:
        yield refuse(
            "number.check_digit",
            ("number",),
            "校验位不符：号码中至少有一位录错，请逐位对照证件",
            "the check digit does not agree: at least one digit is wrong; compare digit by digit with the document",
        )
    if resident.birth_date is None or resident.birth_date > as_of:
        yield refuse(
            "number.birth_date",
            ("number",),
            "号码第 7–14 位不是可能的出生日期，请逐位对照证件",
            "digits 7 to 14 are no possible birth date; compare digit by digit with the document",
        )
    elif day_of(person.birth_date) not in {None, resident.birth_date}:
        yield refuse(
            "birth_date.number",
            ("birth_date", "number"),
            "出生日期与号码第 7–14 位不一致",
            "the birth date differs from digits 7 to 14 of the number",
        )
    if person.sex in {Sex.MALE, Sex.FEMALE} and person.sex != resident.sex:
        yield refuse(
            "sex.number",
            ("sex", "number"),
            "性别与号码第 17 位不一致（奇数为男，偶数为女）",
            "the sex differs from the 17th digit of the number (odd male, even female)",
        )


def birth_faults(person: Person, as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    """A birth date that cannot be."""
    if person.birth_date is not None and day_of(person.birth_date) is None:
        yield not_a_day("birth_date")
    stated, born = day_of(person.birth_date), birth_date(person)
    if stated is not None and stated > as_of:
        yield refuse(
            "birth_date.future", ("birth_date",), "出生日期在将来", "the birth date lies in the future"
        )
    elif born is not None and age_on(born, as_of) > policy.oldest_age_years:
        yield flag(
            "birth_date.age",
            ("birth_date",),
            f"年龄超过 {policy.oldest_age_years} 岁，请核对证件是否本人持有",
            f"older than {policy.oldest_age_years} years; check that the document belongs to the person present",
        )


def occupation_faults(person: Person, as_of: date, policy: CustomerPolicy) -> Iterator[Fault]:
    """An occupation that does not fit the age."""
    fitting = policy.occupation_ages.get(person.occupation or "")
    born = birth_date(person)
    if fitting is None or born is None or born > as_of:
        return
    age = age_on(born, as_of)
    if not fitting["from"] <= age <= fitting["to"]:
        yield flag(
            "occupation.age",
            ("occupation", "birth_date"),
            f"{age} 岁与所登记的职业不相称，请核实",
            f"the occupation does not fit an age of {age}; check it",
        )
