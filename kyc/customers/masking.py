"""What staff see by default: enough to recognise a customer, too little to misuse. Pure."""

from __future__ import annotations

from collections.abc import Callable

from kyc.customers.model import MaskedPerson, Person
from kyc.documents.regions import address_heads

_STAR = "*"
_HIDDEN = _STAR * 3


def masked(person: Person) -> MaskedPerson:
    """The person as shown by default. Sex, nationality, occupation, ethnicity, issuer and the document's validity
    name nobody and stay.
    """
    return MaskedPerson(
        name=_if_known(mask_name, person.name),
        sex=person.sex,
        nationality=person.nationality,
        occupation=person.occupation,
        address=_if_known(mask_address, person.address),
        phone=_if_known(mask_phone, person.phone),
        document_type=person.document_type,
        number=_if_known(mask_number, person.number),
        issued_on=person.issued_on,
        expires_on=person.expires_on,
        ethnicity=person.ethnicity,
        birth_date=_if_known(mask_birth_date, person.birth_date),
        issuer=person.issuer,
    )


def mask_field(name: str, value: str | None) -> str | None:
    """One field's value as `masked` shows it."""
    return masked(Person(**{name: value})).as_dict()[name]


def mask_name(name: str) -> str:
    """First character, a star for each further one: 王小明 → 王**."""
    return name[:1] + _STAR * (len(name) - 1)


def mask_number(number: str) -> str:
    """First three and last four: 110***********1234. A number too short for that shows nothing of itself."""
    return _ends(number, first=3, last=4)


def mask_phone(phone: str) -> str:
    """First three and last four: 138****1234."""
    return _ends(phone, first=3, last=4)


def mask_account(number: str) -> str:
    """The last four alone: ***************1234."""
    return _ends(number, first=0, last=4)


def mask_birth_date(day: str) -> str:
    """The year alone: 1990-**-**."""
    return f"{day[:4]}-**-**"


def mask_address(address: str) -> str:
    """To the county: 北京市朝阳区***. An address that does not begin with a known county shows nothing of itself."""
    heads = address_heads()
    lengths = range(len(address), 0, -1)
    return next((address[:n] for n in lengths if address[:n] in heads), "") + _HIDDEN


def _ends(value: str, first: int, last: int) -> str:
    hidden = len(value) - first - last
    if hidden <= 0:
        return _STAR * len(value)
    return value[:first] + _STAR * hidden + value[len(value) - last :]


def _if_known(mask: Callable[[str], str], value: str | None) -> str | None:
    return None if value is None else mask(value)
