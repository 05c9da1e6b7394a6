"""What staff see by default: enough to recognise a customer, too little to misuse. Pure."""

from __future__ import annotations

from collections.abc import Callable

from kyc.customers.model import (
    CustomerKind,
    Entity,
    Masked,
    MaskedEntity,
    MaskedPerson,
    Particulars,
    Person,
    blank,
)
from kyc.documents.regions import address_heads

_STAR = "*"
_HIDDEN = _STAR * 3


def masked(particulars: Particulars) -> Masked:
    """A customer as shown by default."""
    if isinstance(particulars, Entity):
        return masked_entity(particulars)
    assert isinstance(particulars, Person)
    return masked_person(particulars)


def masked_person(person: Person) -> MaskedPerson:
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


def masked_entity(entity: Entity) -> MaskedEntity:
    """The entity as shown by default: all but its phone stands in the public register of businesses."""
    return MaskedEntity(**entity.as_dict() | {"phone": _if_known(mask_phone, entity.phone)})


def mask_field(kind: CustomerKind, name: str, value: str | None) -> str | None:
    """One field's value as `masked` shows it."""
    return masked(blank(kind, **{name: value})).as_dict()[name]


def shown_name(kind: CustomerKind, name: str) -> str:
    """A customer's name as shown by default: a person's is masked, an entity's is public."""
    return mask_name(name) if kind is CustomerKind.NATURAL_PERSON else name


def shown_number(kind: CustomerKind, number: str) -> str:
    """A document's number as shown by default, as `shown_name`."""
    return mask_number(number) if kind is CustomerKind.NATURAL_PERSON else number


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
