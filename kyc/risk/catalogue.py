"""Every fact that grading may rest on: its name, what its values look like, how they read, who may see it. Pure.

A policy can only speak of facts that stand here; what is gathered, kept for set-wise grading and shown is read from
the same list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from kyc.base.text import Text
from kyc.customers import network
from kyc.customers.countries import countries
from kyc.customers.model import Channel, IdentityDocument, NetworkCheckState
from kyc.documents import regions
from kyc.risk.classification import industries, occupations
from kyc.risk.model import FactValue

Words = Callable[[FactValue], Text]


class Shape(StrEnum):
    """What the values of a fact are: a word of a list, a whole number, a share in percent, minor units, yes or no."""

    WORD = "word"
    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    TRUTH = "truth"

    @property
    def is_number(self) -> bool:
        """Whether values are compared by size."""
        return self in (Shape.COUNT, Shape.SHARE, Shape.MONEY)


@dataclass(frozen=True)
class FactKind:
    """One fact. words: a value for people. confidential: withheld from whoever may not see monitoring, because it
    tells of alerts, reports or inquiries (AML Law art.7, art.35). confidential_if_true: withheld when it says yes.
    noted: people find it out and note it with evidence, since no data tells it. values: of a word, those there are.
    """

    name: str
    label: Text
    shape: Shape
    words: Words
    confidential: bool = False
    confidential_if_true: bool = False
    noted: bool = False
    values: Callable[[], Mapping[str, Text]] = dict

    def is_withheld(self, value: FactValue | None) -> bool:
        """Whether what rests on the fact with this value (None: not known) is withheld."""
        return self.confidential or (self.confidential_if_true and value is True)

    def read(self, written: str) -> FactValue | None:
        """A value as people write it: a code of `values`, `yes` or `no`, a whole number (minor units for money); None
        when it is none.
        """
        if self.shape is Shape.TRUTH:
            return {"yes": True, "no": False}.get(written)
        if self.shape is Shape.WORD:
            return written if written in self.values() else None
        return int(written) if written.isascii() and written.isdigit() else None


def word(value: FactValue) -> str:
    """A fact's value as policy tables write it: `yes` and `no` for truth."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _plain(value: FactValue) -> Text:
    return Text(word(value), word(value))


def _truth(yes: Text, no: Text) -> Words:
    return lambda value: yes if value is True else no


def _counted(zh: str, en: str) -> Words:
    return lambda value: Text(f"{value} {zh}", f"{value} {en}")


def _share(value: FactValue) -> Text:
    return Text(f"{value}%", f"{value}%")


def _yuan(value: FactValue) -> Text:
    assert isinstance(value, int)
    shown = f"{Decimal(value).scaleb(-2):,}"
    return Text(f"人民币 {shown} 元", f"CNY {shown}")


def _named(names: Callable[[], Mapping[str, Text]]) -> Words:
    return lambda value: names().get(word(value), _plain(value))


def _labelled(
    kind: type[IdentityDocument | NetworkCheckState | Channel], label: Callable[[Any], Text]
) -> Words:
    """Words of an enumeration's member; a value that is none reads as it is written."""
    values = set(kind)
    return lambda value: label(kind(word(value))) if word(value) in values else _plain(value)


def _region(value: FactValue) -> Text:
    code = word(value)
    periods = regions.history(code.ljust(6, "0"))
    if not periods:
        return _plain(value)
    name = regions.full_name(code.ljust(6, "0"), periods[-1].first or 0)
    return Text(f"{name}（{code}）", f"{name} ({code})")


def _occupation(value: FactValue) -> Text:
    names = occupations()
    code = word(value)
    return names.get(code) or names.get(f"{code[:1]}0000") or _plain(code)


def _industry(value: FactValue) -> Text:
    code = word(value)
    name = industries().get(code[:2])
    return Text(f"{name.zh}（{code}）", f"{name.en} ({code})") if name else _plain(code)


def _divisions() -> Mapping[str, Text]:
    """Industries down to divisions, which is what grading looks at; sections only group them."""
    return {code: name for code, name in industries().items() if code.isdigit()}


_YES, _NO = Text("是", "yes"), Text("否", "no")
_POSITIONS = {
    "none": Text("无特定职务", "no public position"),
    "domestic": Text("境内公职人员", "domestic public official"),
    "international": Text("国际组织高级管理人员", "senior in an international organisation"),
    "associate": Text("外国政要的特定关系人", "close associate of a foreign politically exposed person"),
    "foreign": Text("外国政要", "foreign politically exposed person"),
}
_RESIDENCES = {
    "same_province": Text("常住地与户籍同省", "lives in the province of registration"),
    "other_province": Text("常住地与户籍不同省", "lives outside the province of registration"),
}
_STATUSES = {
    "in_business": Text("存续（在营）", "in business"),
    "abnormal": Text("列入经营异常名录", "on the list of abnormal operations"),
    "revoked": Text("吊销", "licence revoked"),
    "deregistered": Text("注销", "deregistered"),
    "none": Text("未经登记", "not registered"),
}
_PUBLICITY = {
    "listed": Text("上市公司", "listed company"),
    "supervised": Text("受监管的金融机构、机关事业单位", "supervised institution or public body"),
    "published": Text("依法公示登记和年报信息", "registration and annual reports published"),
    "opaque": Text("信息不公开", "little is published"),
}
_OWNERS = {
    "complete": Text("受益所有人已全部识别核实", "beneficial owners identified and verified"),
    "fallback": Text("以负责人作为受益所有人", "the head stands as beneficial owner"),
    "partial": Text("受益所有人未全部识别", "beneficial owners identified in part"),
    "not_found": Text("受益所有人不明", "beneficial owners unknown"),
    "exempt": Text("依规定豁免识别", "exempt by rule"),
}

_KINDS = (
    FactKind(
        "document_type",
        Text("证件种类", "kind of document"),
        Shape.WORD,
        _labelled(IdentityDocument, lambda one: one.label),
    ),
    FactKind(
        "document_expired",
        Text("证件有效期", "validity of the document"),
        Shape.TRUTH,
        _truth(Text("证件已过期", "expired"), Text("在有效期内", "valid")),
    ),
    FactKind("channel", Text("建立渠道", "channel"), Shape.WORD, _labelled(Channel, lambda one: one.label)),
    FactKind("age", Text("年龄", "age"), Shape.COUNT, _counted("岁", "years")),
    FactKind("completeness", Text("信息完整度", "completeness"), Shape.COUNT, _share),
    FactKind(
        "network_check",
        Text("联网核查", "networked check"),
        Shape.WORD,
        _labelled(NetworkCheckState, network.state_label),
    ),
    FactKind("accounts", Text("账户数", "accounts"), Shape.COUNT, _counted("户", "accounts")),
    FactKind("nationality", Text("国籍（注册地）", "nationality"), Shape.WORD, _named(countries)),
    FactKind("registration_region", Text("户籍（登记）地区", "region of registration"), Shape.WORD, _region),
    FactKind("residence", Text("常住地与户籍地", "residence"), Shape.WORD, _named(lambda: _RESIDENCES)),
    FactKind("occupation", Text("职业", "occupation"), Shape.WORD, _occupation),
    FactKind(
        "public_position",
        Text("特定职务", "public position"),
        Shape.WORD,
        _named(lambda: _POSITIONS),
        noted=True,
        values=lambda: _POSITIONS,
    ),
    FactKind(
        "registration_status",
        Text("登记状态", "registration"),
        Shape.WORD,
        _named(lambda: _STATUSES),
        noted=True,
        values=lambda: _STATUSES,
    ),
    FactKind(
        "publicity",
        Text("信息公开程度", "publicity"),
        Shape.WORD,
        _named(lambda: _PUBLICITY),
        noted=True,
        values=lambda: _PUBLICITY,
    ),
    FactKind("existence_years", Text("存续年限", "years in existence"), Shape.COUNT, _counted("年", "years")),
    FactKind("owners", Text("受益所有人识别", "beneficial owners"), Shape.WORD, _named(lambda: _OWNERS)),
    FactKind("ownership_layers", Text("股权层级", "ownership layers"), Shape.COUNT, _counted("层", "layers")),
    FactKind(
        "nominee_structure",
        Text("代持、循环持股", "nominee or cyclic holding"),
        Shape.TRUTH,
        _truth(
            Text("存在代持或循环持股", "nominee or cyclic holding found"),
            Text("未见代持、循环持股", "none found"),
        ),
        noted=True,
    ),
    FactKind(
        "owner_country",
        Text("受益所有人国籍", "country of a beneficial owner"),
        Shape.WORD,
        _named(countries),
    ),
    FactKind(
        "owner_position",
        Text("受益所有人特定职务", "public position of a beneficial owner"),
        Shape.WORD,
        _named(lambda: _POSITIONS),
    ),
    FactKind(
        "owner_listed",
        Text("受益所有人名单命中", "owner on a list"),
        Shape.TRUTH,
        _truth(_YES, _NO),
        confidential_if_true=True,
    ),
    FactKind(
        "representative_changes",
        Text("近一年法定代表人、受益所有人变更", "changes of representative or owner in a year"),
        Shape.COUNT,
        _counted("次", "times"),
    ),
    FactKind("industry", Text("行业", "industry"), Shape.WORD, _industry, noted=True, values=_divisions),
    FactKind("cash_share", Text("现金交易占比", "share of cash"), Shape.SHARE, _share),
    FactKind("remote_share", Text("非面对面交易占比", "share not face to face"), Shape.SHARE, _share),
    FactKind(
        "cross_border_count",
        Text("跨境交易", "cross-border dealings"),
        Shape.COUNT,
        _counted("笔", "dealings"),
    ),
    FactKind("agent_count", Text("他人代办", "done by agents"), Shape.COUNT, _counted("笔", "dealings")),
    FactKind("deal_count", Text("交易频率", "number of dealings"), Shape.COUNT, _counted("笔", "dealings")),
    FactKind(
        "account_changes",
        Text("近一年开销户", "accounts opened or closed in a year"),
        Shape.COUNT,
        _counted("次", "times"),
    ),
    FactKind(
        "entity_to_person_count",
        Text("公转私", "transfers from entity to persons"),
        Shape.COUNT,
        _counted("笔", "transfers"),
    ),
    FactKind(
        "special_business",
        Text("代理行、信托等业务", "correspondent or trust business"),
        Shape.TRUTH,
        _truth(Text("办理此类业务", "has such business"), Text("未办理", "has none")),
        noted=True,
    ),
    FactKind("assets_cny_minor", Text("本机构资产", "assets here"), Shape.MONEY, _yuan, noted=True),
    FactKind(
        "listed",
        Text("名单筛查", "list screening"),
        Shape.TRUTH,
        _truth(Text("名单命中已确认", "confirmed hit"), Text("未命中名单", "no confirmed hit")),
        confidential_if_true=True,
    ),
    FactKind(
        "adverse_notice",
        Text("风险提示或媒体报道", "risk notice or media report"),
        Shape.TRUTH,
        _truth(Text("有", "there is one"), Text("无", "none")),
        noted=True,
    ),
    FactKind(
        "refuses_due_diligence",
        Text("尽职调查配合情况", "cooperation with due diligence"),
        Shape.TRUTH,
        _truth(Text("拒绝配合", "refuses"), Text("配合", "cooperates")),
        noted=True,
    ),
    FactKind(
        "warning_signals",
        Text("未解除的预警信号", "open early-warning signals"),
        Shape.COUNT,
        _counted("项", "signals"),
    ),
    FactKind(
        "alerts",
        Text("监测预警", "monitoring alerts"),
        Shape.COUNT,
        _counted("次", "alerts"),
        confidential=True,
    ),
    FactKind(
        "reports",
        Text("可疑交易报告", "suspicious reports"),
        Shape.COUNT,
        _counted("份", "reports"),
        confidential=True,
    ),
    FactKind(
        "judicial_inquiry",
        Text("有权机关查询、冻结", "inquiry or freeze by an authority"),
        Shape.TRUTH,
        _truth(Text("有", "there was one"), Text("无", "none")),
        confidential=True,
        noted=True,
    ),
)
CATALOGUE: Mapping[str, FactKind] = {kind.name: kind for kind in _KINDS}


def is_confidential(fact: str) -> bool:
    """Whether the fact itself tells of alerts, reports or inquiries."""
    return fact in CATALOGUE and CATALOGUE[fact].confidential
