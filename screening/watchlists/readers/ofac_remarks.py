"""The remarks of an OFAC entry: `DOB 12 Mar 1957; nationality Iran; Passport A1 (Iran) expires 3 May 2020; a.k.a. 'X'.`

What is not recognised stays in the text, which is kept whole. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kyc.customers.model import Sex
from screening.watchlists.countries import alpha3, alpha3s
from screening.watchlists.model import Name, NameKind, NameQuality, Number, PartialDate
from screening.watchlists.readers.dates import partial_date

_ALTERNATIVE = re.compile(r"^alt\. ")
_WEAK_ALIAS = re.compile(r"[afn]\.k\.a\. '(.+?)'\.?$")
_SEXES = {"Gender Male": Sex.MALE, "Gender Female": Sex.FEMALE}
# the words a number stands behind, as OFAC's own table of document types has them; the longest first where one begins another
_NUMBER = re.compile(
    r"^(?P<type>Passport|Stateless Person Passport|SSN|NIT #|RUC #|RIF #|C\.U\.I\.T\.|C\.U\.R\.P\.|C\.U\.I\.P\.|"
    r"R\.F\.C\.|D\.N\.I\.|I\.F\.E\.|C\.R\.|CNP \(Personal Numerical Code\)|Unified Social Credit Code \(USCC\)|"
    r"Legal Entity Number|Vessel Registration Identification IMO|Aircraft Tail Number|Company Number IMO|MMSI|Folio Mercantil No\.|"
    r"Matricula Mercantil No\.?|Numero de Identidad|US FEIN|Business Registration Document #|D-U-N-S Number|"
    r"Aircraft (?:Manufacturer's|Construction) (?:Serial )?Number \(MSN\)|Identification Number IMO|Credencial electoral|"
    r"Digital Currency Address - \w+|SWIFT/BIC|BIK \(RU\)|Seafarer's Identification Document|"
    r"(?:[\w.'/]+ ){0,5}(?:No\.|Number|ID|Code|Card|Certificate|Licence|License)(?: #)?)"
    r" (?P<value>(?=[^(]*\d)[^\s(][^(]{0,39}?)"
    r"(?: \((?P<country>[^)]+)\))?(?: (?:issued|expires|Issued|Expires) .*)?$"
)


@dataclass(frozen=True)
class Remarks:
    """What the remarks say. text: all of them, as they stand."""

    text: str
    birth_dates: tuple[PartialDate, ...]
    birth_places: tuple[str, ...]
    sex: Sex | None
    nationalities: tuple[str, ...]
    numbers: tuple[Number, ...]
    weak_aliases: tuple[Name, ...]


def remarks_of(text: str) -> Remarks:
    """The remarks taken apart."""
    pieces = [_ALTERNATIVE.sub("", piece.strip()) for piece in text.strip().removesuffix(".").split(";")]
    dates = (partial_date(piece.removeprefix("DOB ")) for piece in pieces if piece.startswith("DOB "))
    states = (piece.partition(" ")[2] for piece in pieces if piece.startswith(("nationality ", "citizen ")))
    return Remarks(
        text=text,
        birth_dates=tuple(dict.fromkeys(day for day in dates if day)),
        birth_places=tuple(piece.removeprefix("POB ") for piece in pieces if piece.startswith("POB ")),
        sex=next((_SEXES[piece] for piece in pieces if piece in _SEXES), None),
        nationalities=alpha3s(states),
        numbers=tuple(number for piece in pieces if (number := _number(piece))),
        weak_aliases=tuple(
            Name(found[1], NameKind.ALIAS, NameQuality.WEAK)
            for piece in pieces
            if (found := _WEAK_ALIAS.match(piece))
        ),
    )


def _number(piece: str) -> Number | None:
    found = _NUMBER.match(piece)
    if found is None:
        return None
    return Number(found["type"], found["value"].strip(), alpha3(found["country"]))
