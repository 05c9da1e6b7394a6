"""A chip reading held against the printed side of the same document, field by field, with what a difference means. Pure.

The chip of a resident ID repeats what is printed (GA 450): whoever alters the print does not alter the chip. So a field
that differs is first a doubt about the print or its reading, and the explanation says which.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date

from kyc.base.errors import Problem
from kyc.base.text import Text
from kyc.customers.masking import mask_field
from kyc.customers.model import DOCUMENT_FIELDS, LONG_TERM, CustomerKind, Sex
from kyc.customers.model import FIELDS as PERSON_FIELDS
from kyc.verification.model import FieldComparison, Match

FIELDS = tuple(name for name in PERSON_FIELDS if name in DOCUMENT_FIELDS | {"address"})
_DATES = frozenset({"birth_date", "issued_on", "expires_on"})
_PRIVATE_USE = "Co"


def problems(fields: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the fields of a reading as an agent sent them."""
    found = []
    if not fields.get("number"):
        found.append(Problem("fields.number", Text("缺少证件号码", "the document number is missing")))
    for name, value in fields.items():
        if name not in FIELDS:
            known = ", ".join(FIELDS)
            words = Text(f"没有这个字段；可用：{known}", f"there is no such field; there are {known}")
            found.append(Problem(f"fields.{name}", words))
        elif name in _DATES and not _is_date(name, value):
            words = Text(
                "须为日期 2026-01-31（有效期可为 long_term）",
                "is a date as 2026-01-31 (validity may be long_term)",
            )
            found.append(Problem(f"fields.{name}", words))
        elif name == "sex" and value not in {sex.value for sex in Sex}:
            found.append(Problem("fields.sex", Text("须为 M、F 或 X", "is M, F or X")))
    return found


def compared(chip: Mapping[str, str], printed: Mapping[str, str | None]) -> tuple[FieldComparison, ...]:
    """Every field that the chip or the print has, in the record's order; values masked."""
    return tuple(
        _compared(name, chip.get(name), printed.get(name))
        for name in FIELDS
        if chip.get(name) is not None or printed.get(name) is not None
    )


def _compared(name: str, chip: str | None, printed: str | None) -> FieldComparison:
    why = None
    if chip is None:
        match = Match.NOT_ON_CHIP
    elif printed is None:
        match = Match.NOT_READ
    elif _normal(name, chip) == _normal(name, printed):
        match = Match.SAME
    else:
        match, why = Match.DIFFERENT, _why(name, chip, printed)
    return FieldComparison(name, _masked(name, chip), _masked(name, printed), match, why)


def _masked(name: str, value: str | None) -> str | None:
    return mask_field(CustomerKind.NATURAL_PERSON, name, value)


def _normal(name: str, value: str) -> str:
    """Without what prints and chips write differently: width of characters, blanks, the dots in names."""
    plain = "".join(unicodedata.normalize("NFKC", value).split())
    if name == "name":
        return plain.replace("•", "·").replace("・", "·").replace(".", "·").upper()
    if name == "ethnicity":
        return plain.removesuffix("族")
    return plain.upper()


def _why(name: str, chip: str, printed: str) -> Text:
    if name in {"name", "address"} and any(unicodedata.category(c) == _PRIVATE_USE for c in chip):
        return Text(
            "芯片中的生僻字用了自定义字形，读卡器显示不出来：请对照证件逐字核对，一致即可。",
            "The chip holds a rare character as a private glyph which the reader cannot show: compare with the card "
            "character by character; when it agrees, that is all.",
        )
    if name == "number":
        return Text(
            "号码不同：不是同一张证件的芯片，或印刷号码被改动。请核对是否拿错证件；否则按存疑处理。",
            "The numbers differ: the chip is another card's, or the print was altered. See whether cards were mixed up; "
            "otherwise it is a doubt.",
        )
    if len(chip) == len(printed) and sum(a != b for a, b in zip(chip, printed, strict=True)) == 1:
        return Text(
            "只差一个字符：多半是印刷面识别或录入有误，请看证件实物，改正档案。",
            "One character differs: most likely the print was read or typed wrongly. Look at the card and mend the record.",
        )
    if name in {"issued_on", "expires_on"}:
        return Text(
            "有效期不同：证件可能已换领，档案中是旧证。请扫描现证更新档案；若为同一张证件，按印刷面被改动存疑。",
            "Validity differs: the card may be a newer one than the record's. Scan it and update the record; if it is the "
            "same card, the print may have been altered.",
        )
    if name == "address":
        return Text(
            "住址不同：芯片写入后不改；若证件为同一张，请看印刷住址有无改动。现居地变化登记在常住地址，不影响此项。",
            "The addresses differ: the chip is written once. On the same card, see whether the printed address was altered. "
            "A move is registered as habitual residence and does not matter here.",
        )
    return Text(
        "与芯片不一致：请看证件实物。识别有误则改正档案；印刷确为如此，则印刷面可能被改动，按存疑处理。",
        "Differs from the chip: look at the card. If it was read wrongly mend the record; if the print says so, it may have "
        "been altered: a doubt.",
    )


def _is_date(name: str, value: str) -> bool:
    if name == "expires_on" and value == LONG_TERM:
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
