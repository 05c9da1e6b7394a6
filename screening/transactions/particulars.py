"""What the report files tell of a deal beside who, when and how much: channel, counterparty, place, codes. Pure.

The codes are those of the reporting interface (CAMLMAC V1.0, 2017); a value that is not known stays None.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kyc.base.text import Text


class Channel(StrEnum):
    """Where the customer stood (field OCTT; at the counter the files say `@N`)."""

    COUNTER = "counter"
    ONLINE = "11"
    POS = "12"
    PHONE = "13"
    HOTKEY = "14"
    ATM = "15"
    FAX = "16"
    PREMISES = "17"
    OTHER = "99"

    @property
    def label(self) -> Text:
        """For people."""
        return _CHANNELS[self]

    @property
    def is_face_to_face(self) -> bool:
        """Whether somebody of the bank stood before the customer."""
        return self in (Channel.COUNTER, Channel.PREMISES)


_CHANNELS = {
    Channel.COUNTER: Text("柜面", "Counter"),
    Channel.ONLINE: Text("网上交易", "Online"),
    Channel.POS: Text("POS 机", "POS terminal"),
    Channel.PHONE: Text("电话", "Telephone"),
    Channel.HOTKEY: Text("热键", "Hotkey"),
    Channel.ATM: Text("自助设备", "ATM"),
    Channel.FAX: Text("传真", "Fax"),
    Channel.PREMISES: Text("上门", "At the customer's premises"),
    Channel.OTHER: Text("其他", "Other"),
}


class Exemption(StrEnum):
    """Why a deal need not be reported as large-value, when nothing about it is suspicious (Order [2016] No.3 art.7)."""

    SAME_NAME_DEPOSIT = "same_name_deposit"
    PERSONAL_FX_TRADING = "personal_fx_trading"
    PUBLIC_AUTHORITY = "public_authority"
    INTERBANK = "interbank"
    GOLD_EXCHANGE = "gold_exchange"
    INTERNAL_FUNDS = "internal_funds"
    ON_LENDING = "on_lending"
    DEBT_SWAP = "debt_swap"
    BANK_INITIATED = "bank_initiated"
    BY_CENTRAL_BANK = "by_central_bank"

    @property
    def label(self) -> Text:
        """The reason, for people."""
        return _EXEMPTIONS[self]


_EXEMPTIONS = {
    Exemption.SAME_NAME_DEPOSIT: Text(
        "定期存款到期续存、活期与定期互转（同一机构同一户名）",
        "a time deposit rolled over, or moved to or from demand, under the same name in the same institution",
    ),
    Exemption.PERSONAL_FX_TRADING: Text(
        "自然人实盘外汇买卖中不同外币间的转换", "a natural person's spot trading between foreign currencies"
    ),
    Exemption.PUBLIC_AUTHORITY: Text(
        "交易一方为党政机关、司法机关、军事机关、政协或解放军、武警部队（不含其下属企事业单位）",
        "one side is an organ of the Party, state, judiciary or military, the CPPCC, the PLA or the Armed Police "
        "(not their enterprises and institutions)",
    ),
    Exemption.INTERBANK: Text(
        "同业拆借、银行间债券市场的债券交易", "interbank lending or the interbank bond market"
    ),
    Exemption.GOLD_EXCHANGE: Text("黄金交易所的黄金交易", "trading on a gold exchange"),
    Exemption.INTERNAL_FUNDS: Text("金融机构内部调拨资金", "the institution's own allocation of funds"),
    Exemption.ON_LENDING: Text(
        "国际金融组织和外国政府贷款转贷业务项下的交易",
        "on-lending of loans of international institutions or foreign governments",
    ),
    Exemption.DEBT_SWAP: Text(
        "国际金融组织和外国政府贷款项下的债务掉期交易",
        "debt swaps under loans of international institutions or foreign governments",
    ),
    Exemption.BANK_INITIATED: Text(
        "金融机构办理的税收、错账冲正、利息支付",
        "taxes, corrections of errors and interest paid by the institution",
    ),
    Exemption.BY_CENTRAL_BANK: Text(
        "中国人民银行确定的其他情形", "another case determined by the central bank"
    ),
}


@dataclass(frozen=True)
class Counterparty:
    """The other side. institution_*: of its bank or payment institution. country: ISO 3166 alpha-3 of where that is.
    region: six digits of the county, within China.
    """

    name: str | None = None
    account: str | None = None
    document_type: str | None = None
    document_number: str | None = None
    institution_name: str | None = None
    institution_code: str | None = None
    country: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Particulars:
    """tool: the two digits of the payment tool or foreign-exchange kind within TSTP. device: IP@MAC, phone@IMEI or the
    terminal's number (OCEC). place: six digits of the county where it was done (TRCD). bop_code: balance of payments
    (TSCT). matching_type, matching_number: RPMT, RPMN. provider_code: the number agreed between bank and payment
    provider (BPTC).
    """

    channel: Channel | None = None
    tool: str | None = None
    device: str | None = None
    place: str | None = None
    bop_code: str | None = None
    matching_type: str | None = None
    matching_number: str | None = None
    provider_code: str | None = None
    counterparty: Counterparty | None = None

    def as_json(self) -> dict[str, Any]:
        """What is known, as plain values."""
        known = {name: value for name, value in dataclasses.asdict(self).items() if value is not None}
        if self.counterparty is not None:
            other = dataclasses.asdict(self.counterparty)
            known["counterparty"] = {name: value for name, value in other.items() if value is not None}
        return known

    @classmethod
    def from_json(cls, known: dict[str, Any]) -> Particulars:
        """The reverse of `as_json`."""
        channel, other = known.get("channel"), known.get("counterparty")
        return cls(
            **{
                **known,
                "channel": None if channel is None else Channel(channel),
                "counterparty": None if other is None else Counterparty(**other),
            }
        )
