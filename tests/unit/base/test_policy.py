"""The policy loader: dated values, and every fault of a file named before the service starts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

import pytest

from kyc.base.errors import Misconfigured
from kyc.base.policy import PolicyBook, restored


@dataclass(frozen=True)
class Limits:
    section: ClassVar[str] = "limits"
    amount_minor: int
    share: Decimal
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.share > 1:
            raise ValueError("a share above one")


GOOD = """
section: limits
values:
  amount_minor:
    description: {zh: 金额, en: amount}
    unit: CNY minor units
    reference: Order [2016] No.3 art.5
    versions:
      - {from: 2017-07-01, to: 2025-12-31, value: 5000000}
      - {from: 2026-01-01, value: 6000000}
  share:
    description: {zh: 比例, en: share}
    unit: ratio
    reference: house rule
    versions: [{from: 2017-07-01, value: "0.8"}]
  kinds:
    description: {zh: 种类, en: kinds}
    unit: list
    reference: house rule
    versions: [{from: 2017-07-01, value: [a, b]}]
"""


def load(folder: Path, text: str) -> PolicyBook:
    (folder / "limits.yaml").write_text(text, encoding="utf-8")
    return PolicyBook.load([folder], [Limits])


def test_values_change_on_their_day_and_the_fingerprint_with_them(tmp_path: Path) -> None:
    book = load(tmp_path, GOOD)
    before, after = book.at(date(2025, 12, 31)), book.at(date(2026, 1, 1))
    assert before.of(Limits) == Limits(5000000, Decimal("0.8"), ("a", "b"))
    assert after.of(Limits).amount_minor == 6000000
    assert before.fingerprint(Limits) == book.at(date(2020, 1, 1)).fingerprint(Limits)
    assert before.fingerprint(Limits) != after.fingerprint(Limits)
    with pytest.raises(LookupError, match="amount_minor"):
        book.at(date(2017, 6, 30)).of(Limits)


def test_kept_values_come_back_as_they_were(tmp_path: Path) -> None:
    day = load(tmp_path, GOOD).at(date(2026, 1, 1))
    assert restored(Limits, day.canonical(Limits)) == day.of(Limits)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("reference: Order [2016] No.3 art.5", 'reference: ""', "amount_minor: 缺少 reference"),
        ("    reference: Order [2016] No.3 art.5\n", "", "amount_minor: 须恰有"),
        ("to: 2025-12-31", "to: 2026-01-01", "amount_minor: 版本日期在 2026-01-01 重叠"),
        (", to: 2025-12-31", "", "amount_minor: 版本日期在 2026-01-01 重叠"),
        ("  share:", "  sharp:", "sharp: 程序不认识此值"),
        ("  share:", "  sharp:", "share: 缺少此值"),
        ('value: "0.8"', "value: 0.8", "share: 值的类型不对"),
        ('value: "0.8"', 'value: "1.8"', "limits 2017-07-01: 值不相容：a share above one"),
        ("value: 6000000", "value: yes", "amount_minor: 值的类型不对"),
        ("from: 2026-01-01", "from: 1.1.2026", "amount_minor: 日期须写作"),
        ("en: amount", 'en: ""', "amount_minor: description 须有"),
        ("section: limits", "section: other", "limits.yaml: 程序不认识政策 other"),
        ("values:", "values: [", "limits.yaml: 第 5 行第 16 列不合 YAML 写法"),
    ],
)
def test_a_fault_stops_the_start_and_says_where(tmp_path: Path, old: str, new: str, fault: str) -> None:
    assert old in GOOD
    with pytest.raises(Misconfigured) as stopped:
        load(tmp_path, GOOD.replace(old, new, 1))
    assert fault in str(stopped.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="limits: 缺少该政策文件"):
        PolicyBook.load([tmp_path], [Limits])


def test_a_fault_of_writing_is_named_with_its_line_and_column(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(tmp_path, GOOD.replace("unit: ratio", "unit: [ratio"))
    (fault,) = refused.value.problems
    assert fault.where == "limits.yaml"
    assert "第 14 行第 14 列" in fault.text.zh
    assert "line 14, column 14" in fault.text.en
    assert refused.value.text.zh.count("第 14 行") == 1
    assert "line 14" not in refused.value.text.zh
