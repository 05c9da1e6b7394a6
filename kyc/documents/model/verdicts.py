"""The documents that can be read, and how a check and a reading may end: each with its word for people."""

from __future__ import annotations

from enum import StrEnum

from kyc.base.text import Text


class DocumentType(StrEnum):
    """The documents a bank accepts that this service can read (codes are stable interface)."""

    CN_RESIDENT_ID_PORTRAIT = "cn_resident_id_portrait"
    CN_RESIDENT_ID_EMBLEM = "cn_resident_id_emblem"
    CN_TEMPORARY_ID = "cn_temporary_id"
    CN_HOUSEHOLD_REGISTER = "cn_household_register"
    PASSPORT = "passport"
    TD1_CARD = "td1_card"
    TD2_CARD = "td2_card"
    VISA = "visa"
    CN_HKM_PERMIT = "cn_hkm_permit"
    CN_TAIWAN_PERMIT = "cn_taiwan_permit"
    CN_HKMT_RESIDENCE_PERMIT = "cn_hkmt_residence_permit"
    CN_FOREIGN_PR_CARD = "cn_foreign_pr_card"
    CN_MILITARY_ID = "cn_military_id"
    CN_BUSINESS_LICENCE = "cn_business_licence"
    CN_TAX_REGISTRATION = "cn_tax_registration"
    CN_ORGANISATION_CODE = "cn_organisation_code"

    @property
    def label(self) -> Text:
        """The document's name for people."""
        return _LABELS[self]


_LABELS = {
    DocumentType.CN_RESIDENT_ID_PORTRAIT: Text(
        "居民身份证（人像面）", "Resident identity card (portrait side)"
    ),
    DocumentType.CN_RESIDENT_ID_EMBLEM: Text("居民身份证（国徽面）", "Resident identity card (emblem side)"),
    DocumentType.CN_TEMPORARY_ID: Text("临时居民身份证", "Temporary resident identity card"),
    DocumentType.CN_HOUSEHOLD_REGISTER: Text("居民户口簿", "Household register"),
    DocumentType.PASSPORT: Text("护照", "Passport"),
    DocumentType.TD1_CARD: Text("机读旅行证件（TD1 卡）", "Machine-readable card (TD1)"),
    DocumentType.TD2_CARD: Text("机读旅行证件（TD2 卡）", "Machine-readable card (TD2)"),
    DocumentType.VISA: Text("签证", "Visa"),
    DocumentType.CN_HKM_PERMIT: Text(
        "港澳居民来往内地通行证", "Mainland travel permit for Hong Kong and Macao residents"
    ),
    DocumentType.CN_TAIWAN_PERMIT: Text(
        "台湾居民来往大陆通行证", "Mainland travel permit for Taiwan residents"
    ),
    DocumentType.CN_HKMT_RESIDENCE_PERMIT: Text(
        "港澳台居民居住证", "Residence permit for Hong Kong, Macao and Taiwan residents"
    ),
    DocumentType.CN_FOREIGN_PR_CARD: Text("外国人永久居留身份证", "Foreign permanent resident card"),
    DocumentType.CN_MILITARY_ID: Text("军人、武警身份证件", "Identity document of the armed forces"),
    DocumentType.CN_BUSINESS_LICENCE: Text("营业执照", "Business licence"),
    DocumentType.CN_TAX_REGISTRATION: Text("税务登记证", "Tax registration certificate"),
    DocumentType.CN_ORGANISATION_CODE: Text("组织机构代码证", "Organisation code certificate"),
}


class Outcome(StrEnum):
    """How a check ended."""

    PASS = "pass"
    FAIL = "fail"
    WARN = "warn"
    SKIP = "skip"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.PASS: Text("通过", "passed"),
    Outcome.FAIL: Text("不通过", "failed"),
    Outcome.WARN: Text("注意", "attention"),
    Outcome.SKIP: Text("未能进行", "could not be run"),
}


class Verdict(StrEnum):
    """What the reading as a whole allows: go on, look closer, or do not use."""

    PASS = "pass"
    REVIEW = "review"
    REJECT = "reject"

    @property
    def label(self) -> Text:
        """The word for people."""
        return _VERDICT_LABELS[self]


_VERDICT_LABELS = {
    Verdict.PASS: Text("通过", "pass"),
    Verdict.REVIEW: Text("需人工核对", "review"),
    Verdict.REJECT: Text("不予采用", "reject"),
}
