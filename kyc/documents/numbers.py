"""Numbers that prove themselves: the citizen identity number and its check digit (GB 11643, ISO 7064)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_RESIDENT_NUMBER = re.compile(r"[1-9]\d{5}(?:18|19|20)\d{2}\d{2}\d{2}\d{3}[\dX]", re.ASCII)
_CHECK_CHARACTERS = "0123456789X"


def mod_11_2(digits: str) -> str:
    """The ISO 7064 MOD 11-2 check character (0–9 or X) of a string of digits.

    ValueError when anything but ASCII digits is given.
    Source: ISO/IEC 7064 pure system, radix 2; GB 11643 uses it over the first 17 digits of the number.
    """
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError("MOD 11-2 is defined over digits")
    remainder = 0
    for digit in digits:
        remainder = (remainder + int(digit)) * 2 % 11
    return _CHECK_CHARACTERS[(12 - remainder) % 11]


@dataclass(frozen=True)
class ResidentNumber:
    """The 18 characters of a citizen identity number, taken apart (GB 11643):
    6 region, 8 birth date, 3 sequence (odd = male), 1 check character.
    """

    text: str

    @staticmethod
    def is_well_formed(text: str) -> bool:
        """Whether the text has the shape of a number: 18 characters, a century of 18–20, X only at the end."""
        return _RESIDENT_NUMBER.fullmatch(text) is not None

    @classmethod
    def parse(cls, text: str) -> ResidentNumber | None:
        """The number, or None when the text does not have its shape. The check digit may still be wrong."""
        return cls(text) if cls.is_well_formed(text) else None

    @property
    def region_code(self) -> str:
        """The six digits of the administrative division that issued the number."""
        return self.text[:6]

    @property
    def birth_date(self) -> date | None:
        """The birth date written in the number, or None when there is no such day."""
        year, month, day = int(self.text[6:10]), int(self.text[10:12]), int(self.text[12:14])
        try:
            return date(year, month, day)
        except ValueError:
            return None

    @property
    def sex(self) -> str:
        """`M` or `F`: the 17th digit is odd for men, even for women."""
        return "M" if int(self.text[16]) % 2 else "F"

    @property
    def expected_check_character(self) -> str:
        """What the first 17 digits ask the last character to be."""
        return mod_11_2(self.text[:17])

    @property
    def check_digit_holds(self) -> bool:
        """Whether the last character is the one the first 17 digits ask for."""
        return self.text[17] == self.expected_check_character
