"""What a customer is to the bank: a natural person or an entity, identified by a document, as of a version. Pure."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from kyc.base.asked import Asked
from kyc.base.text import Text
from kyc.documents.layouts import layouts
from kyc.documents.model import DocumentType, Verdict

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

    @property
    def label(self) -> Text:
        """The document's name for people."""
        return _CARD if self is IdentityDocument.CN_RESIDENT_ID else DocumentType(self.value).label

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
        """Whether it prints until when it is valid."""
        printed = {name for side in layouts().values() if side.document == self for name in side.fields}
        return not printed.isdisjoint(_VALIDITY)

    def is_whole(self, sides: Collection[str]) -> bool:
        """Whether pictures of these sides make a whole copy of the document."""
        if self in sides and self not in layouts():  # its layout is not known: one picture stands for it
            return True
        shown = [layouts()[side] for side in sides if side in layouts() and layouts()[side].document == self]
        return any(all(other.code in sides for other in side.siblings()) for side in shown)

    @classmethod
    def shown_by(cls, side: str | None) -> IdentityDocument | None:
        """The document that `side` belongs to; None when it proves no identity."""
        layout = layouts().get(side) if side else None
        document = layout.document if layout else side
        return next((one for one in cls if one == document), None)


_CARD = Text("居民身份证", "Resident ID card")
_VALIDITY = frozenset({"expires_on", "business_term"})
_OF_ENTITIES = frozenset(
    {
        IdentityDocument.CN_BUSINESS_LICENCE,
        IdentityDocument.CN_TAX_REGISTRATION,
        IdentityDocument.CN_ORGANISATION_CODE,
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


class Severity(StrEnum):
    """Whether a fault stops the record or is only shown beside it."""

    REFUSE = "refuse"
    FLAG = "flag"


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a person's data.

    code: stable, e.g. `number.check_digit`. fields: where it shows, the field to mend first.
    """

    code: str
    severity: Severity
    fields: tuple[str, ...]
    text: Text


@dataclass(frozen=True)
class MissingElement:
    """A required element that is not there. why: what the law wants it for; reference: where it says so.
    always: without it nobody is served at all.
    """

    element: str
    name: Text
    why: Text
    reference: str
    always: bool


@dataclass(frozen=True)
class Completeness:
    """How much of what the law asks is there: score 0..100, and what is missing."""

    score: int
    missing: tuple[MissingElement, ...]


class ReadingState(StrEnum):
    """A kept reading waits (`drafted`), went into a record (`used`), was thrown away (`discarded`) or waited too long
    (`expired`).
    """

    DRAFTED = "drafted"
    USED = "used"
    DISCARDED = "discarded"
    EXPIRED = "expired"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _READING_STATE_LABELS[self]


_READING_STATE_LABELS = {
    ReadingState.DRAFTED: Text("待用", "Waiting"),
    ReadingState.USED: Text("已归档", "In a record"),
    ReadingState.DISCARDED: Text("已作废", "Discarded"),
    ReadingState.EXPIRED: Text("已过保留期", "Kept too long"),
}


@dataclass(frozen=True)
class Draft:
    """A reading that waits for its teller. content: `DocumentReading.as_json()`, unmasked: for that teller only.
    entered: what the teller has typed beside it so far.
    """

    draft_id: str
    taken_at: datetime
    taken_by: str
    outlet_id: str
    sides: tuple[str, ...]
    verdict: Verdict
    content: Mapping[str, Any]
    entered: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class KeptReading:
    """That a document was read, without what it says. customer_id: whose record it went into. at, by: when and who."""

    reading_id: str
    state: ReadingState
    sides: tuple[str, ...]
    verdict: Verdict
    customer_id: str | None
    at: datetime
    by: str
    outlet_id: str | None

    @property
    def is_there(self) -> bool:
        """Whether its picture is still kept."""
        return self.state in {ReadingState.DRAFTED, ReadingState.USED}


@dataclass(frozen=True)
class SeenPoint:
    """A recognition point of a document that a person looked at and found as it should be.

    side: of the document. way: how it was looked at, as `RecognitionPoint.by`. at, by: when and who.
    """

    side: str
    way: str
    text: Text
    at: datetime
    by: str


@dataclass(frozen=True)
class FieldSource:
    """Where one field of one version came from: what the recogniser read, what the teller made of it.

    read, value: masked. confidence: 0..1, None when nothing was read. corrected: the two differ.
    """

    field: str
    read: str | None
    confidence: float | None
    value: str | None
    corrected: bool
    reading_id: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class Summary:
    """The least that tells one customer from another, shown across outlets.

    here: whether the asker's outlet serves this customer, so that the whole page may be opened.
    """

    customer_id: str
    name: str
    document_type: str
    number: str
    outlet_id: str
    here: bool
    kind: CustomerKind = CustomerKind.NATURAL_PERSON


@dataclass(frozen=True)
class CustomerView:
    """A customer as staff see them: masked, with what is missing and what needs attention.

    merged_into: the record that stands for this one. merged: the records this one stands for.
    """

    customer_id: str
    outlet_id: str
    outlets: tuple[str, ...]
    version: int
    kind: CustomerKind
    relationship: RelationshipType
    person: Masked
    channel: Channel
    relationship_began_on: date
    completeness: Completeness
    attention: tuple[Fault, ...]
    sources: tuple[FieldSource, ...]
    readings: tuple[str, ...]
    changed_at: datetime
    changed_by: str
    merged_into: str | None = None
    merged: tuple[str, ...] = ()


class VersionSource(StrEnum):
    """What brought a version about."""

    ONBOARDING = "onboarding"
    CHANGE = "change"


@dataclass(frozen=True)
class Version:
    """One state of a customer's record, masked. changed: names of the fields that differ from the version before."""

    version: int
    person: Masked
    changed: tuple[str, ...]
    source: VersionSource
    reason: str | None
    at: datetime
    by: str
    outlet_id: str


@dataclass(frozen=True)
class Change:
    """One field that differs between two versions. before, after: masked, so they may look alike."""

    field: str
    before: str | None
    after: str | None


class AccountType(StrEnum):
    """Kinds of a natural person's accounts (PBOC account classes I, II, III; savings deposits)."""

    CLASS_1 = "class_1"
    CLASS_2 = "class_2"
    CLASS_3 = "class_3"
    SAVINGS = "savings"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _ACCOUNT_LABELS[self]


_ACCOUNT_LABELS = {
    AccountType.CLASS_1: Text("个人银行结算账户（Ⅰ类）", "Personal settlement account, class I"),
    AccountType.CLASS_2: Text("个人银行结算账户（Ⅱ类）", "Personal settlement account, class II"),
    AccountType.CLASS_3: Text("个人银行结算账户（Ⅲ类）", "Personal settlement account, class III"),
    AccountType.SAVINGS: Text("个人储蓄账户", "Personal savings account"),
}


@dataclass(frozen=True)
class Account:
    """An account of a customer; number masked."""

    account_id: str
    customer_id: str
    number: str
    account_type: AccountType
    opened_on: date
    outlet_id: str


class RelationKind(StrEnum):
    """What one party is to another. The policy says what must be known of whom (`relation_kinds`)."""

    AGENT = "agent"
    GUARDIAN = "guardian"
    LEGAL_REPRESENTATIVE = "legal_representative"
    OPERATOR = "operator"
    SAFE_BOX_USER = "safe_box_user"
    REMITTANCE_SENDER = "remittance_sender"
    RELATIVE = "relative"
    EQUITY = "equity"
    INCOME = "income"
    VOTING = "voting"
    CONTROL = "control"
    CONCERT = "concert"
    HEAD_OFFICE = "head_office"
    MANAGER = "manager"


@dataclass(frozen=True)
class PartyView:
    """Somebody beside a customer, masked. party_id: as declared. customer_id: their own file, None without one.

    identified: their own document was read and confirmed. missing: what the policy wants of them in this relation.
    """

    party_id: str
    customer_id: str | None
    kind: CustomerKind
    name: str
    document_type: str | None
    number: str
    identified: bool
    missing: tuple[Text, ...]


@dataclass(frozen=True)
class RelationView:
    """One relation: what `holder` is to `held`. share: exact, 0 to 1, where the relation has one. words: the basis of an
    agency, the manner of control. ended_on: None while it lasts. complete: all that the law wants is known.
    """

    relation_id: str
    kind: RelationKind
    name: Text
    reference: str
    holder: PartyView
    held: PartyView
    share: Fraction | None
    words: str | None
    began_on: date
    ended_on: date | None
    complete: bool
    at: datetime
    by: str


@dataclass(frozen=True)
class NewParty:
    """Somebody to be put into a relation: one of these three ways.

    customer_id: who has a file. draft_ids: whose document was just read by the acting teller; they get a file, with
    `values` confirmed. Else declared: `kind` and `values`, without a document having been seen.
    """

    customer_id: str | None = None
    draft_ids: tuple[str, ...] = ()
    kind: CustomerKind = CustomerKind.NATURAL_PERSON
    values: Mapping[str, str | None] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Backfill:
    """A customer with something to complete. missing: elements; faults: codes. handler_id: the teller whose it is."""

    summary: Summary
    score: int
    missing: tuple[str, ...]
    faults: tuple[str, ...]
    handler_id: str
    opened_on: date
    due_on: date
    overdue: bool


@dataclass(frozen=True)
class Progress:
    """How far one teller of one outlet is with completing: waiting, overdue of these, done lately."""

    outlet_id: str
    handler_id: str
    waiting: int
    overdue: int
    done: int


@dataclass(frozen=True)
class ExpiringDocument:
    """A document that has expired or is about to. days: left, negative once expired. step: of the policy's notices.
    measures: what the outlet may do now.
    """

    summary: Summary
    expires_on: date
    days: int
    step: int | None
    measures: tuple[Text, ...]


@dataclass(frozen=True)
class Duplicate:
    """Another record that may be of the same customer. same: what the two have in common besides the name."""

    summary: Summary
    same: tuple[Text, ...]


@dataclass(frozen=True, kw_only=True)
class Merge(Asked):
    """A request to let one record stand for another too, or to undo that."""

    merge_id: str
    kept_id: str
    merged_id: str
    undoes: bool


@dataclass(frozen=True)
class OwnersConfirmed:
    """That somebody confirmed the beneficial owners of an entity. enhanced: by the lower threshold."""

    at: datetime
    by: str
    enhanced: bool


@dataclass(frozen=True)
class OwnerDifference:
    """A difference between the file and the public register of beneficial owners. answer: the report, or the note."""

    difference_id: str
    material: bool
    words: str
    found_on: date
    due_on: date
    overdue: bool
    answer: str | None
    answered_at: datetime | None


class NetworkCheckCode(StrEnum):
    """The six results of the networked citizen-ID check (联网核查公民身份信息)."""

    AGREES_WITH_PHOTO = "00"
    AGREES_WITHOUT_PHOTO = "01"
    NAME_DIFFERS = "02"
    NUMBER_NOT_FOUND = "03"
    CHECK_FAILED = "04"
    INPUT_ERROR = "05"


class NetworkCheckState(StrEnum):
    """What the latest networked check of a customer's present name and number means."""

    NOT_DONE = "not_done"
    PASSED = "passed"
    PASSED_WITHOUT_PHOTO = "passed_without_photo"
    DOUBT = "doubt"
    UNAVAILABLE = "unavailable"
    INPUT_ERROR = "input_error"
    RESOLVED = "resolved"
    FORGED = "forged"


class CheckedBusiness(StrEnum):
    """For what a customer's identity was checked: the business classes of the networked check."""

    ACCOUNT = "account"
    PAYMENT = "payment"
    CREDIT = "credit"
    CASH = "cash"
    OTHER = "other"

    @property
    def label(self) -> Text:
        """The class for people."""
        return _BUSINESS_LABELS[self]


_BUSINESS_LABELS = {
    CheckedBusiness.ACCOUNT: Text("开户、变更账户", "Opening or changing an account"),
    CheckedBusiness.PAYMENT: Text(
        "支付结算（票据、银行卡、汇款）", "Payment (instruments, cards, remittance)"
    ),
    CheckedBusiness.CREDIT: Text("信贷", "Credit"),
    CheckedBusiness.CASH: Text("大额现金存取", "Large cash in or out"),
    CheckedBusiness.OTHER: Text("其他依法须核对身份的业务", "Other business that asks for a check"),
}


class Disposition(StrEnum):
    """What was done about the result of a networked check."""

    PROCEED = "proceed"
    OTHER_DOCUMENT = "other_document"
    CHIP_READ = "chip_read"
    CERTIFICATE = "certificate"
    APPLICATION = "application"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    RETRY = "retry"
    REENTER = "reenter"

    @property
    def label(self) -> Text:
        """The disposition for people."""
        return _DISPOSITION_LABELS[self]


_DISPOSITION_LABELS = {
    Disposition.PROCEED: Text("继续办理", "Go on"),
    Disposition.OTHER_DOCUMENT: Text(
        "凭其他有效证件办理，留存影像", "Go on with another valid document, copy kept"
    ),
    Disposition.CHIP_READ: Text("读卡器核验为真，办理", "Go on: the chip reader found the card genuine"),
    Disposition.CERTIFICATE: Text(
        "出具核查结果证明，由客户向公安机关核实",
        "Certificate of the result given, for the customer to ask the police",
    ),
    Disposition.APPLICATION: Text("由本行提交核实申请", "The bank applied for verification"),
    Disposition.CONFIRMED: Text("公安机关核实为真，办理", "Go on: the police confirmed the identity"),
    Disposition.REFUSED: Text(
        "已确认虚假证件或冒用，拒绝办理", "Refused: forgery or impersonation is established"
    ),
    Disposition.RETRY: Text("排队重新核查", "Queued to be checked again"),
    Disposition.REENTER: Text("更正录入后重新核查", "To be entered anew and checked again"),
}


@dataclass(frozen=True)
class Disposed:
    """A disposition as it was recorded. due_on: when an answer of the police is due. detail: in words, sealed at rest."""

    disposition: Disposition
    document_type: str | None
    due_on: date | None
    detail: str | None
    at: datetime
    by: str


@dataclass(frozen=True)
class NetworkCheck:
    """One networked check as it was recorded. photo_agrees: the teller's comparison, for code 00 only.

    dispositions: what was done about it, oldest first. holds: whether name and number are still those it was about.
    """

    code: NetworkCheckCode
    photo_agrees: bool | None
    state: NetworkCheckState
    checked_at: datetime
    by: str
    check_id: str
    business: CheckedBusiness | None
    dispositions: tuple[Disposed, ...]
    holds: bool


@dataclass(frozen=True)
class Identification:
    """How far a customer is identified, without personal data: what the end-of-day self-check looks at.

    identified: a document was read, not rejected, and confirmed by a teller, and is still valid.
    corrected: fields the teller corrected against the reading. network_check: the latest that still holds for the
    present name and number. next_step: what the law lets or asks the teller do now. seen_points: the
    recognition points last looked at on the document itself.
    """

    customer_id: str
    identified: bool
    document_type: IdentityDocument
    document_expired: bool
    verdict: Verdict
    corrected: tuple[str, ...]
    identified_at: datetime
    identified_by: str
    network_state: NetworkCheckState
    network_check: NetworkCheck | None
    network_result: Text
    next_step: Text
    completeness: Completeness
    seen_points: tuple[SeenPoint, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What risk grading looks at, without anything that names the person.

    region_code: first six digits of a resident number. residence: province (GB/T 2260, two digits) of the address.
    """

    customer_id: str
    kind: CustomerKind
    version: int
    outlet_id: str
    outlets: tuple[str, ...]
    document_type: str
    document_expired: bool
    birth_date: date | None
    nationality: str | None
    occupation: str | None
    region_code: str | None
    residence: str | None
    channel: Channel
    relationship_began_on: date
    completeness: int
    network_state: NetworkCheckState
    accounts: int
    changed_on: date
