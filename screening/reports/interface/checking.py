"""A message's content held against every field rule of the interface, in words for people. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kyc.base.errors import Invalid
from kyc.base.money import minor_digits
from kyc.base.text import Text
from kyc.documents.countries import countries
from screening.reports.interface.spec import NOT_APPLICABLE, Element, FieldRule, codes, fields, message

_PLACE = re.compile(r"(CHN|Z01|Z02|Z03)\d{6}|[A-Z]{3}000000", re.ASCII)
_AMOUNT = re.compile(r"\d+(\.\d{1,3})?", re.ASCII)
_PHONE = re.compile(r"1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?|\+?\d[\d-]{4,}", re.ASCII)
_METHOD = re.compile(r"0[0-3]\d{4}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_RESIDENT_ID = "110001"
_OTHER_KINDS = "9999"
# each kind of ID, and the field that says in words which it is when its code ends in 9999
_IN_WORDS = {"CITP": "OITP", "TBIT": "OITP", "TCIT": "OITP", "SETP": "OITP", "SRIT": "ORIT", "SCIT": "OCIT"}
_NUMBER_OF = {"CITP": "CTID", "TBIT": "TBID", "TCIT": "TCID", "SETP": "SEID", "SRIT": "SRID", "SCIT": "SCID"}


@dataclass(frozen=True)
class FieldFault:
    """One field that is not as the interface wants it. path: where in the message; value: what stands there."""

    path: str
    tag: str
    text: Text
    value: str


def check(kind: str, content: Mapping[str, Any]) -> tuple[FieldFault, ...]:
    """Every fault of a whole message of a kind such as NBH."""
    tree = message(kind)
    return (*_walk(tree, content[tree.tag], tree.tag), *_counts(kind, content))


def check_part(place: Element, content: Mapping[str, Any], path: str) -> tuple[FieldFault, ...]:
    """Every fault of a part of a message. path: how its place is called."""
    return tuple(_walk(place, content, path))


def wrong(tag: str, value: str) -> Text | None:
    """What is wrong with one field's value; None for a good one."""
    rule = fields()[tag]
    if value == NOT_APPLICABLE:
        return None if rule.may_be_absent else Text("此项必填，不能为 @N。", "this must not be left at @N.")
    return _of_length(rule, value) or _of_codes(rule, value) or _of_form(rule, value)


def _walk(place: Element, content: Any, path: str) -> Iterator[FieldFault]:
    if place.is_field:
        words = wrong(place.tag, content)
        if words is not None:
            yield FieldFault(path, place.tag, words, content)
        return
    for child in place.children:
        inner = content[child.tag]
        if not child.many:
            yield from _walk(child, inner, f"{path}/{child.tag}")
            continue
        for number, each in enumerate(inner, start=1):
            yield from _walk(child, each, f"{path}/{child.tag}[{number}]")
    yield from _documents(content, path)


def _documents(content: Mapping[str, Any], path: str) -> Iterator[FieldFault]:
    """The kinds of ID in one element: said in words where the code is a rest class, and numbers of resident IDs."""
    for kind, in_words in _IN_WORDS.items():
        if kind not in content:
            continue
        told = content[in_words] != NOT_APPLICABLE
        rest = content[kind].endswith(_OTHER_KINDS)
        if told != rest:
            text = (
                Text("证件类型为“其他”时须说明。", "say which kind of ID it is: the code is one for others.")
                if rest
                else Text(
                    "证件类型不是“其他”，此处须为 @N。", "must be @N unless the code is one for others."
                )
            )
            yield FieldFault(f"{path}/{in_words}", in_words, text, content[in_words])
        number = _NUMBER_OF[kind]
        if content[kind] == _RESIDENT_ID and len(content[number]) not in (15, 18):
            text = Text("居民身份证号码须为 15 或 18 位。", "a resident ID number has 15 or 18 characters.")
            yield FieldFault(f"{path}/{number}", number, text, content[number])


def _of_length(rule: FieldRule, value: str) -> Text | None:
    if not value or value != value.strip() or _CONTROL.search(value):
        return Text(
            "不能为空，前后不能有空格，不能有控制字符。",
            "must not be empty, begin or end with a blank, or hold control characters.",
        )
    if rule.exact and len(value) != rule.length:
        return Text(f"须为 {rule.length} 个字符。", f"must have {rule.length} characters.")
    if len(value) > rule.length:
        return Text(f"最多 {rule.length} 个字符。", f"has at most {rule.length} characters.")
    return None


def _of_codes(rule: FieldRule, value: str) -> Text | None:
    if not rule.codes or value in codes(rule.codes):
        return None
    return Text("代码表中没有此代码。", "the code table has no such code.")


def _of_form(rule: FieldRule, value: str) -> Text | None:
    text, holds = _FORMS.get(rule.form, (None, None))
    return text if holds is not None and not holds(value) else None


def _is_day(value: str) -> bool:
    """yyyymmdd; unknown positions, from the end on, are filled with t."""
    known = value.rstrip("t")
    if len(value) != 8 or not (known == "" or (known.isascii() and known.isdigit())):
        return False
    if len(known) < 8:
        return len(known) in (0, 4, 6)
    try:
        date(int(known[:4]), int(known[4:6]), int(known[6:]))
    except ValueError:
        return False
    return True


def _is_time(value: str) -> bool:
    clock = value[8:].rstrip("t")
    if (
        len(value) != 14
        or not _is_day(value[:8])
        or not (clock == "" or (clock.isascii() and clock.isdigit()))
    ):
        return False
    parts = [clock[place : place + 2] for place in range(0, len(clock), 2)]
    return len(clock) % 2 == 0 and all(
        int(part) < most for part, most in zip(parts, (24, 60, 60), strict=False)
    )


def _is_country(value: str) -> bool:
    return value in countries()


def _is_currency(value: str) -> bool:
    try:
        minor_digits(value)
    except Invalid:
        return False
    return True


def _is_place(value: str) -> bool:
    return _PLACE.fullmatch(value) is not None and (
        value[:3] in ("CHN", "Z01", "Z02", "Z03") or value[:3] in countries()
    )


_FORMS = {
    "date": (Text("须为 yyyymmdd，不明的位以 t 补足。", "write yyyymmdd, t where unknown."), _is_day),
    "time": (
        Text("须为 yyyymmddhhmmss，不明的位以 t 补足。", "write yyyymmddhhmmss, t where unknown."),
        _is_time,
    ),
    "count": (Text("须为数字。", "must be digits."), lambda value: value.isascii() and value.isdigit()),
    "amount": (
        Text(
            "须为金额，最多三位小数，如 52000.00。",
            "must be an amount with up to three decimals, as 52000.00.",
        ),
        lambda value: _AMOUNT.fullmatch(value) is not None,
    ),
    "place": (
        Text(
            "须为 CHN 加六位行政区划代码；境外为三位国家代码加 000000。",
            "must be CHN and the six digits of a county; abroad the alpha-3 code and 000000.",
        ),
        _is_place,
    ),
    "country": (Text("须为三位国家（地区）代码。", "must be an ISO 3166 alpha-3 code."), _is_country),
    "currency": (Text("须为三位币种代码。", "must be an ISO 4217 code."), _is_currency),
    "method": (
        Text("须为六位交易方式代码。", "must be the six digits of a method."),
        lambda value: bool(_METHOD.fullmatch(value)),
    ),
    "phone": (
        Text(
            "须为 11 位手机号，或“区号-号码”。",
            "must be an 11-digit mobile number, or area code, hyphen, number.",
        ),
        lambda value: _PHONE.fullmatch(value) is not None,
    ),
}


def _counts(kind: str, content: Mapping[str, Any]) -> Iterator[FieldFault]:
    """Totals that must equal what they count, and keys that must be one of a kind."""
    if kind == "NBH":
        yield from _of_large_value(content["HVTR"])
    elif kind == "CBH":
        yield from _total("CHTR/RBIF", "TSTN", content["CHTR"]["RBIF"], content["CHTR"]["TSDTs"]["TSDT"])
    elif kind == "DBH":
        yield from _total("DHTR/RBIF", "DTTN", content["DHTR"]["RBIF"], content["DHTR"]["DTDTs"]["DTDT"])
    else:
        report = content["BSTR"]
        yield from _total("BSTR/RBIF", "SETN", report["RBIF"], report["SEIFs"]["SEIF"])
        yield from _total("BSTR/RBIF", "STNM", report["RBIF"], report["STIFs"]["STIF"])


def _of_large_value(report: Mapping[str, Any]) -> Iterator[FieldFault]:
    blocks = report["CATIs"]["CATI"]
    yield from _total("HVTR/RBIF", "CTTN", report["RBIF"], blocks)
    seen: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        for number, under in enumerate(block["HTCRs"]["HTCR"], start=1):
            deals = [deal for one in under["CCIFs"]["CCIF"] for deal in one["TSDTs"]["TSDT"]]
            yield from _total(f"HTCR[{number}]", "TTNM", under, deals)
            for deal in deals:
                key = (block["CBIF"]["CSNM"], block["HTDT"], under["CRCD"], deal["TSIF"]["TICD"])
                seen[key] += 1
    for (*_, reference), times in seen.items():
        if times > 1:
            text = Text(
                "同一客户号、日期、特征代码下业务标识号重复。",
                "this reference stands twice under one customer, day and class.",
            )
            yield FieldFault("TSIF/TICD", "TICD", text, reference)


def _total(path: str, tag: str, head: Mapping[str, Any], counted: list[Any]) -> Iterator[FieldFault]:
    if head[tag] != str(len(counted)):
        text = Text(f"应为 {len(counted)}。", f"must be {len(counted)}.")
        yield FieldFault(f"{path}/{tag}", tag, text, head[tag])
