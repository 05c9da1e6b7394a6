"""Words people read: Chinese first, English complete beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Text:
    """One message in both languages of the house.

    zh, en: the words; `{name}` marks a place that `format` fills.
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The words in `language`; any tag that does not begin with "en" reads Chinese."""
        return self.en if language.lower().startswith("en") else self.zh

    def format(self, **values: object) -> Text:
        """The same message with its places filled in both languages. KeyError when one is missing."""
        return Text(self.zh.format(**values), self.en.format(**values))

    def as_dict(self) -> dict[str, str]:
        """For JSON: `{"zh": …, "en": …}`."""
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def from_dict(cls, words: Mapping[str, str]) -> Text:
        """The inverse of `as_dict`. KeyError when a language is missing."""
        return cls(words["zh"], words["en"])

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"
