"""Numbers of businesses that prove themselves: credit code, organisation code, registration and tax number. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: without I, O, S, V, Z
_USCC = re.compile(rf"[{_USCC_CHARACTERS}]{{2}}\d{{6}}[{_USCC_CHARACTERS}]{{10}}", re.ASCII)
_LENGTH = 18
_ORGANISATION = re.compile(r"[0-9A-Z]{8}-?[0-9X]", re.ASCII)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_REGISTRATION = re.compile(r"\d{15}", re.ASCII)


def mod_31(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100: MOD 31, weights 3^i mod 31).

    ValueError when a character is not of the code's alphabet.
    """
    total = sum(_USCC_CHARACTERS.index(letter) * pow(3, at, 31) for at, letter in enumerate(first_17))
    return _USCC_CHARACTERS[-total % 31]


def organisation_check_character(first_8: str) -> str:
    """The ninth character of an organisation code (GB 11714: MOD 11, A=10 … Z=35, X for ten).

    ValueError when there are not eight characters 0–9, A–Z.
    """
    total = sum(
        int(letter, 36) * weight for letter, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def mod_11_10(first_14: str) -> str:
    """The last digit of a registration number (ISO/IEC 7064 MOD 11,10 hybrid). ValueError for other than digits."""
    product = 10
    for digit in first_14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def organisation_code_holds(code: str) -> bool:
    """Whether an organisation code of nine characters, with or without its hyphen, proves itself."""
    plain = code.replace("-", "")
    return bool(_ORGANISATION.fullmatch(code)) and plain[8] == organisation_check_character(plain[:8])


def registration_number_holds(number: str) -> bool:
    """Whether a registration number of 15 digits proves itself."""
    return bool(_REGISTRATION.fullmatch(number)) and number[14] == mod_11_10(number[:14])


@dataclass(frozen=True)
class CreditCode:
    """The 18 characters of a unified social credit code, taken apart (GB 32100):
    1 authority, 1 category, 6 region, 9 organisation code, 1 check character.
    """

    text: str

    @classmethod
    def parse(cls, text: str) -> CreditCode | None:
        """The code, or None when the text does not have its shape. The check characters may still be wrong."""
        return cls(text) if _USCC.fullmatch(text) else None

    @classmethod
    def within(cls, text: str) -> CreditCode | None:
        """The first code that stands in a longer text, such as the address in a QR code, and proves itself."""
        starts = range(len(text) - _LENGTH + 1)
        found = (cls.parse(text[at : at + _LENGTH]) for at in starts)
        return next((code for code in found if code and code.check_character_holds), None)

    @property
    def region_code(self) -> str:
        """The six digits of the division whose authority registered the business."""
        return self.text[2:8]

    @property
    def organisation_code(self) -> str:
        """Positions 9–17: the organisation code (GB 11714)."""
        return self.text[8:17]

    @property
    def check_character_holds(self) -> bool:
        """Whether the last character is the one the first 17 ask for."""
        return self.text[17] == mod_31(self.text[:17])
