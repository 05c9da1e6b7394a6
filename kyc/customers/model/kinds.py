"""What customers are in law, and the documents that prove it. Pure."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from kyc.base.text import Text
from kyc.documents.layouts import layouts, siblings_of
from kyc.documents.model import DocumentType

LONG_TERM = "long_term"


class CustomerKind(StrEnum):
    """What a customer is in law (Order [2025] No.11 art.49; Civil Code: 自然人、法人、非法人组织、个体工商户)."""

    NATURAL_PERSON = "natural_person"
    LEGAL_PERSON = "legal_person"
    UNINCORPORATED = "unincorporated"
    INDIVIDUAL_BUSINESS = "individual_business"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _KIND_LABELS[self]


_KIND_LABELS = {
    CustomerKind.NATURAL_PERSON: Text("自然人", "Natural person"),
    CustomerKind.LEGAL_PERSON: Text("法人", "Legal person"),
    CustomerKind.UNINCORPORATED: Text("非法人组织", "Unincorporated body"),
    CustomerKind.INDIVIDUAL_BUSINESS: Text("个体工商户", "Individual business"),
}


class RelationshipType(StrEnum):
    """What somebody is on file for: lasting business, a service for once, or only beside another customer (an agent, a
    guardian, a legal representative).
    """

    ONGOING = "ongoing"
    ONE_OFF = "one_off"
    RELATED = "related"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _RELATIONSHIP_LABELS[self]


_RELATIONSHIP_LABELS = {
    RelationshipType.ONGOING: Text("建立业务关系", "Lasting relationship"),
    RelationshipType.ONE_OFF: Text("一次性业务", "One-off service"),
    RelationshipType.RELATED: Text("关联人员", "On file beside another customer"),
}


class IdentityDocument(StrEnum):
    """A document that proves who a customer is (the card as a whole, not one side of it).

    For natural persons those of the real-name rules (State Council Decree 285 art.5 and what was added since); for
    entities the licence, and the certificates it has replaced. The codes are those of the layouts' `document`.
    """

    CN_RESIDENT_ID = "cn_resident_id"
    CN_TEMPORARY_ID = "cn_temporary_id"
    CN_HOUSEHOLD_REGISTER = "cn_household_register"
    CN_MILITARY_ID = "cn_military_id"
    CN_HKM_PERMIT = "cn_hkm_permit"
    CN_TAIWAN_PERMIT = "cn_taiwan_permit"
    CN_HKMT_RESIDENCE_PERMIT = "cn_hkmt_residence_permit"
    CN_FOREIGN_PR_CARD = "cn_foreign_pr_card"
    PASSPORT = "passport"
    CN_BUSINESS_LICENCE = "cn_business_licence"
    CN_TAX_REGISTRATION = "cn_tax_registration"
    CN_ORGANISATION_CODE = "cn_organisation_code"
    CN_INSTITUTION_CERTIFICATE = "cn_institution_certificate"
    CN_SOCIAL_ORGANISATION = "cn_social_organisation"
    CN_CREDIT_CODE_CERTIFICATE = "cn_credit_code_certificate"
    CN_PRACTICE_LICENCE = "cn_practice_licence"
    FOREIGN_REGISTRATION = "foreign_registration"

    @property
    def label(self) -> Text:
        """The document's name for people."""
        return _LABELS[self] if self in _LABELS else DocumentType(self.value).label

    @property
    def is_by_hand(self) -> bool:
        """Whether nothing reads it: its fields are entered by hand beside its picture, and a second person compares them."""
        return self in _BY_HAND

    @property
    def bears_credit_code(self) -> bool:
        """Whether its number is a unified social credit code (GB 32100) and nothing else."""
        return self in _BY_HAND and self is not IdentityDocument.FOREIGN_REGISTRATION

    @property
    def is_of_entities(self) -> bool:
        """Whether it proves an entity, and not a natural person."""
        return self in _OF_ENTITIES

    @property
    def bears_citizen_number(self) -> bool:
        """Whether its number is one of GB 11643, with a birth date and a check character in it."""
        return self in _WITH_CITIZEN_NUMBER

    @property
    def expires(self) -> bool:
        """Whether it prints until when it is valid; of one that nothing reads, the teller says."""
        if self.is_by_hand:
            return True
        printed = {name for side in layouts().values() if side.document == self for name in side.fields}
        return not printed.isdisjoint(_VALIDITY)

    def is_whole(self, sides: Collection[str]) -> bool:
        """Whether pictures of these sides make a whole copy of the document."""
        if self in sides and self not in layouts():  # its layout is not known: one picture stands for it
            return True
        shown = [layouts()[side] for side in sides if side in layouts() and layouts()[side].document == self]
        return any(all(other.code in sides for other in siblings_of(side)) for side in shown)

    @classmethod
    def shown_by(cls, side: str | None) -> IdentityDocument | None:
        """The document that `side` belongs to; None when it proves no identity."""
        layout = layouts().get(side) if side else None
        document = layout.document if layout else side
        return next((one for one in cls if one == document), None)


_LABELS = {
    IdentityDocument.CN_RESIDENT_ID: Text("居民身份证", "Resident ID card"),
    IdentityDocument.CN_INSTITUTION_CERTIFICATE: Text(
        "事业单位法人证书", "Certificate of a public institution"
    ),
    IdentityDocument.CN_SOCIAL_ORGANISATION: Text(
        "社会组织登记证书（社会团体、基金会、民办非企业单位）",
        "Registration certificate of a social organisation (association, foundation, private non-enterprise unit)",
    ),
    IdentityDocument.CN_CREDIT_CODE_CERTIFICATE: Text(
        "统一社会信用代码证书（机关、群众团体等）",
        "Credit code certificate (authorities, mass organisations)",
    ),
    IdentityDocument.CN_PRACTICE_LICENCE: Text(
        "执业许可证（律师事务所等）", "Practice licence (law firms and the like)"
    ),
    IdentityDocument.FOREIGN_REGISTRATION: Text(
        "境外注册登记证明", "Certificate of registration outside mainland China"
    ),
}
_BY_HAND = frozenset(
    {
        IdentityDocument.CN_INSTITUTION_CERTIFICATE,
        IdentityDocument.CN_SOCIAL_ORGANISATION,
        IdentityDocument.CN_CREDIT_CODE_CERTIFICATE,
        IdentityDocument.CN_PRACTICE_LICENCE,
        IdentityDocument.FOREIGN_REGISTRATION,
    }
)
_VALIDITY = frozenset({"expires_on", "business_term"})
_OF_ENTITIES = frozenset(
    {
        IdentityDocument.CN_BUSINESS_LICENCE,
        IdentityDocument.CN_TAX_REGISTRATION,
        IdentityDocument.CN_ORGANISATION_CODE,
        *_BY_HAND,
    }
)
_WITH_CITIZEN_NUMBER = frozenset(
    {
        IdentityDocument.CN_RESIDENT_ID,
        IdentityDocument.CN_TEMPORARY_ID,
        IdentityDocument.CN_HOUSEHOLD_REGISTER,
        IdentityDocument.CN_HKMT_RESIDENCE_PERMIT,
    }
)


class Sex(StrEnum):
    """As documents print it; X where a passport states none."""

    MALE = "M"
    FEMALE = "F"
    UNSPECIFIED = "X"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _SEX_LABELS[self]


_SEX_LABELS = {
    Sex.MALE: Text("男", "Male"),
    Sex.FEMALE: Text("女", "Female"),
    Sex.UNSPECIFIED: Text("未注明", "Unspecified"),
}


class Channel(StrEnum):
    """How the relationship began."""

    COUNTER = "counter"
    AGENT = "agent"
    REMOTE = "remote"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _CHANNEL_LABELS[self]


_CHANNEL_LABELS = {
    Channel.COUNTER: Text("本人临柜", "In person at the counter"),
    Channel.AGENT: Text("他人代办", "Through an agent"),
    Channel.REMOTE: Text("非面对面", "Not face to face"),
}
