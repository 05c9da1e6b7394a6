"""How far a customer is identified: the networked check, what was done about it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kyc.base.asked import Asked
from kyc.base.text import Text
from kyc.customers.model.file import Completeness, SeenPoint
from kyc.customers.model.kinds import Channel, CustomerKind, IdentityDocument
from kyc.documents.model import Verdict


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


@dataclass(frozen=True, kw_only=True)
class Transcription(Asked):
    """That a document nothing reads was entered by hand, and what the second person said who compared it. version: of the
    record. reading_ids: its pictures.
    """

    transcription_id: str
    customer_id: str
    version: int
    document: IdentityDocument
    reading_ids: tuple[str, ...]


@dataclass(frozen=True)
class Identification:
    """How far a customer is identified, without personal data: what the end-of-day self-check looks at.

    identified: a document was read, not rejected, and confirmed by a teller, and is still valid.
    corrected: fields the teller corrected against the reading. network_check: the latest that still holds for the
    present name and number. next_step: what the law lets or asks the teller do now. seen_points: the
    recognition points last looked at on the document itself. transcription: of a document entered by hand.
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
    transcription: Transcription | None = None


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
