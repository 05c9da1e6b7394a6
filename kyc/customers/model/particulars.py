"""Everything kept about a customer, field by field, in full and masked. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from kyc.base.text import Text
from kyc.customers.model.kinds import CustomerKind


@dataclass(frozen=True)
class Particulars:
    """Everything kept about a customer, field by field; sealed at rest, masked wherever it is shown. None: not known."""

    def value(self, name: str) -> str | None:
        """The field called `name`."""
        value: str | None = getattr(self, name)
        return value

    def as_dict(self) -> dict[str, str | None]:
        """Field by field, in order."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class Person(Particulars):
    """A natural person.

    The nine elements of Order [2025] No.11 art.49 (validity = `expires_on`), and what else the card says.
    sex: `M` `F` `X`. nationality: ISO alpha-3. occupation: a code of the policy's table.
    document_type: an `IdentityDocument`. Dates are ISO 8601; `expires_on` may be `long_term`.
    """

    name: str | None = None
    sex: str | None = None
    nationality: str | None = None
    occupation: str | None = None
    address: str | None = None
    phone: str | None = None
    document_type: str | None = None
    number: str | None = None
    issued_on: str | None = None
    expires_on: str | None = None
    ethnicity: str | None = None
    birth_date: str | None = None
    issuer: str | None = None


@dataclass(frozen=True)
class Entity(Particulars):
    """A legal person, an unincorporated body or an individual business.

    The elements of Order [2025] No.11 art.49 that are the entity's own (its people are relations), and what else its
    licence says. regime: a kind of the ownership policy, by which beneficial owners are looked for. nationality: where it
    is registered, ISO alpha-3. number: unified credit code, or the number of an old certificate. address: the main place
    of business wins over the registered one. Dates as for `Person`.
    """

    name: str | None = None
    regime: str | None = None
    nationality: str | None = None
    business_scope: str | None = None
    address: str | None = None
    phone: str | None = None
    document_type: str | None = None
    number: str | None = None
    issued_on: str | None = None
    expires_on: str | None = None
    issuer: str | None = None
    entity_type: str | None = None
    registered_capital: str | None = None
    established_on: str | None = None
    organisation_code: str | None = None
    tax_number: str | None = None


FIELDS = tuple(field.name for field in dataclasses.fields(Person))


ENTITY_FIELDS = tuple(field.name for field in dataclasses.fields(Entity))


def fields_of(kind: CustomerKind) -> tuple[str, ...]:
    """The fields kept of such a customer."""
    return FIELDS if kind is CustomerKind.NATURAL_PERSON else ENTITY_FIELDS


def blank(kind: CustomerKind, **known: str | None) -> Particulars:
    """Such a customer, of whom nothing is known but `known`."""
    return Person(**known) if kind is CustomerKind.NATURAL_PERSON else Entity(**known)


# What only the document can prove: such a field changes by scanning a document, never by typing alone.
# The address is not among them: the habitual residence wins over the printed one (art.49).
DOCUMENT_FIELDS = frozenset(
    {"name", "sex", "number", "issued_on", "expires_on", "ethnicity", "birth_date", "issuer", "entity_type"}
)


FIELD_LABELS: Mapping[str, Text] = {
    "name": Text("姓名", "Name"),
    "sex": Text("性别", "Sex"),
    "nationality": Text("国籍", "Nationality"),
    "occupation": Text("职业", "Occupation"),
    "address": Text("住址", "Address"),
    "phone": Text("联系电话", "Phone"),
    "document_type": Text("证件种类", "Document type"),
    "number": Text("证件号码", "Document number"),
    "issued_on": Text("签发日期", "Issued on"),
    "expires_on": Text("有效期至", "Valid until"),
    "ethnicity": Text("民族", "Ethnicity"),
    "birth_date": Text("出生日期", "Birth date"),
    "issuer": Text("签发机关", "Issuer"),
}


ENTITY_FIELD_LABELS: Mapping[str, Text] = {
    "name": Text("名称", "Name"),
    "regime": Text("机构类别", "Kind of entity"),
    "nationality": Text("注册地（国家、地区）", "Country of registration"),
    "business_scope": Text("经营范围", "Business scope"),
    "address": Text("住所（主要经营地）", "Address (main place of business)"),
    "phone": Text("联系电话", "Phone"),
    "document_type": Text("证照种类", "Kind of licence"),
    "number": Text("统一社会信用代码（证照号码）", "Credit code or licence number"),
    "issued_on": Text("核准（发证）日期", "Issued on"),
    "expires_on": Text("营业期限至", "Valid until"),
    "issuer": Text("登记机关", "Registration authority"),
    "entity_type": Text("登记类型", "Registered type"),
    "registered_capital": Text("注册资本", "Registered capital"),
    "established_on": Text("成立日期", "Established on"),
    "organisation_code": Text("组织机构代码", "Organisation code"),
    "tax_number": Text("税务登记号", "Tax registration number"),
}


def label_of(kind: CustomerKind, field: str) -> Text:
    """The field's name for people."""
    return (FIELD_LABELS if kind is CustomerKind.NATURAL_PERSON else ENTITY_FIELD_LABELS)[field]


@dataclass(frozen=True)
class MaskedPerson:
    """A `Person` as staff see it by default: the same fields, enough to recognise, too little to misuse."""

    name: str | None
    sex: str | None
    nationality: str | None
    occupation: str | None
    address: str | None
    phone: str | None
    document_type: str | None
    number: str | None
    issued_on: str | None
    expires_on: str | None
    ethnicity: str | None
    birth_date: str | None
    issuer: str | None

    def as_dict(self) -> dict[str, str | None]:
        """Field by field, in the order above."""
        return dataclasses.asdict(self)


@dataclass(frozen=True)
class MaskedEntity:
    """An `Entity` as staff see it by default: what stands in the public register is shown, its phone is masked."""

    name: str | None
    regime: str | None
    nationality: str | None
    business_scope: str | None
    address: str | None
    phone: str | None
    document_type: str | None
    number: str | None
    issued_on: str | None
    expires_on: str | None
    issuer: str | None
    entity_type: str | None
    registered_capital: str | None
    established_on: str | None
    organisation_code: str | None
    tax_number: str | None

    def as_dict(self) -> dict[str, str | None]:
        """Field by field, in the order above."""
        return dataclasses.asdict(self)


Masked = MaskedPerson | MaskedEntity
