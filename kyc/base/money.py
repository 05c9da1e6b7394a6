"""Exact money: a whole number of minor units and its currency."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kyc.base.errors import Invalid
from kyc.base.text import Text

# ISO 4217 active currencies by their number of minor-unit digits.
_DIGITS: dict[str, int] = {
    code: digits
    for digits, codes in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        2: """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
              CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG
              HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU
              MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR
              SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED
              VES WST XCD XCG YER ZAR ZMW ZWG""",
        3: "BHD IQD JOD KWD LYD OMR TND",
    }.items()
    for code in codes.split()
}

# The database keeps amounts in a signed 64-bit column.
MAX_MINOR = 2**63 - 1

_AMOUNT = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Money:
    """An amount. minor: minor units (fen for CNY; may be negative). currency: ISO 4217 code."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        minor_digits(self.currency)
        if abs(self.minor) > MAX_MINOR:
            raise Invalid(
                "money.amount.range",
                Text("金额超出可记录的范围。", "The amount is larger than can be recorded."),
            )

    @classmethod
    def parse(cls, written: str, currency: str) -> Money:
        """Read "52,000.00", "52000" or full-width digits; a sign is allowed, exponents and symbols are not.

        Raises Invalid when it is not an amount, carries more decimals than the currency has, or the currency is
        unknown. Nothing is rounded.
        """
        currency = currency.strip().upper()
        digits = minor_digits(currency)
        match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", written).strip())
        if match is None:
            raise Invalid(
                "money.amount.format",
                Text(
                    "金额格式有误：请写成 52,000.00 或 52000，不带货币符号。",
                    "This is not an amount: write 52,000.00 or 52000, without a currency sign.",
                ),
            )
        sign, decimals = match[1], match[3] or ""
        # Cut past the range before int(): endless digits would be slow, and are refused below either way.
        whole = match[2].replace(",", "").lstrip("0")[: len(str(MAX_MINOR)) + 1]
        if len(decimals.rstrip("0")) > digits:
            raise Invalid(
                "money.amount.decimals",
                Text(
                    f"{currency} 金额最多 {digits} 位小数。",
                    f"{currency} has at most {digits} decimal places.",
                ),
            )
        return cls(int(f"{sign}{whole}{decimals[:digits].ljust(digits, '0')}"), currency)

    def format(self) -> str:
        """With thousands separators and the currency's decimals, without the currency: "52,000.00"."""
        digits = minor_digits(self.currency)
        sign = "-" if self.minor < 0 else ""
        padded = str(abs(self.minor)).rjust(digits + 1, "0")
        whole, decimals = (padded[:-digits], padded[-digits:]) if digits else (padded, "")
        return f"{sign}{int(whole):,}{'.' if digits else ''}{decimals}"

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + other._minor_in(self.currency), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - other._minor_in(self.currency), self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.format()}"

    def _minor_in(self, currency: str) -> int:
        if self.currency != currency:
            raise ValueError(f"{self.currency} and {currency} do not add up without a rate")
        return self.minor


def minor_digits(currency: str) -> int:
    """How many decimal places the currency has (ISO 4217). Raises Invalid for an unknown code."""
    try:
        return _DIGITS[currency]
    except KeyError:
        raise Invalid(
            "money.currency.unknown",
            Text(
                "币种代码未知：请用三位大写字母的国际代码，如 CNY、USD、HKD。",
                "Unknown currency code: use the three-letter international code, such as CNY, USD, HKD.",
            ),
        ) from None
