"""The sentence that explains a finding: the rule's words with the figures it saw and the parameters it ran with. Pure."""

from __future__ import annotations

import string
from datetime import date, timedelta
from typing import Any

from kyc.base.money import Money
from kyc.base.text import Text
from screening.transactions.detection.model import Figures, Found, Parameters, Rule
from screening.transactions.model import Book
from screening.transactions.rules.large_value import amount_text

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """A day as rules count it: days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The inverse of `day_number`."""
    return EPOCH + timedelta(days=number)


def sentence_of(rule: Rule, found: Found, parameters: Parameters) -> Text:
    """What the finding says, in both languages: one sentence for each pattern that was seen."""
    said = [_said(rule, figures, parameters) for figures in found.figures]
    return Text("".join(each.zh for each in said), " ".join(each.en for each in said))


def _said(rule: Rule, figures: Figures, parameters: Parameters) -> Text:
    places = {**parameters, **figures}
    return Text(
        _Sentence("zh", figures).format(rule.sentence.zh, **places),
        _Sentence("en", figures).format(rule.sentence.en, **places),
    )


class _Sentence(string.Formatter):
    """`{total:money}` in the book of the figures, `{total:yuan}`, `{day:day}`, `{way:way}` in or out; else as it is."""

    def __init__(self, language: str, figures: Figures) -> None:
        self._language = language
        self._book = Book(str(figures.get("book") or Book.CNY))

    def format_field(self, value: Any, format_spec: str) -> str:
        """One place filled."""
        if format_spec in ("money", "yuan"):
            book = self._book if format_spec == "money" else Book.CNY
            return amount_text(Money(int(value), book.currency), book).in_language(self._language)
        if format_spec == "day":
            return day_of(int(value)).isoformat()
        if format_spec == "way":
            return (_IN if value else _OUT).in_language(self._language)
        if value is None:
            return _NONE.in_language(self._language)
        return str(value)


_IN, _OUT, _NONE = Text("收入", "in"), Text("支出", "out"), Text("无", "none")
