"""What a detection rule is, and what it finds. Pure.

A finding is a customer's business day on which a rule fired: its evidence is never without a deal of that day, so a
pattern that lasts is found again only when it goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from kyc.base.text import Text
from kyc.risk.model import PolicyState

ParameterValue = int | tuple[str, ...]
Parameters = Mapping[str, ParameterValue]
Figures = Mapping[str, int | str | None]


class RuleGroup(StrEnum):
    """What kind of behaviour a rule looks for; findings of one customer and group belong together in a case."""

    STRUCTURING = "structuring"
    CASH = "cash"
    PASSING_THROUGH = "passing_through"
    ENTITY_TO_PERSON = "entity_to_person"
    PROFILE = "profile"
    SHARED = "shared"
    AGE = "age"
    PLACES = "places"
    ACCOUNTS = "accounts"
    PROXIMITY = "proximity"

    @property
    def label(self) -> Text:
        """For people."""
        return _GROUPS[self]


_GROUPS = {
    RuleGroup.STRUCTURING: Text("拆分交易", "Structuring"),
    RuleGroup.CASH: Text("现金异常", "Unusual cash"),
    RuleGroup.PASSING_THROUGH: Text("资金过渡", "Money passing through"),
    RuleGroup.ENTITY_TO_PERSON: Text("公转私", "From entities to persons"),
    RuleGroup.PROFILE: Text("与客户特征不符", "Unlike the customer"),
    RuleGroup.SHARED: Text("多人共用或受控", "Shared or steered by one"),
    RuleGroup.AGE: Text("特定年龄", "Age"),
    RuleGroup.PLACES: Text("高风险地区与离岸", "High-risk places and offshore"),
    RuleGroup.ACCOUNTS: Text("账户异常", "Unusual accounts"),
    RuleGroup.PROXIMITY: Text("与名单或已报告对象有关联", "Close to somebody listed or reported"),
}


class Reach(StrEnum):
    """Whose deals a rule has to see to judge one customer: their own, those of people they share something with, or
    everyone's (then the day's run judges it, and not each booking).
    """

    OWN = "own"
    SHARED = "shared"
    EVERYONE = "everyone"


@dataclass(frozen=True)
class Parameter:
    """A value a rule takes from policy. default: what the shipped policy says."""

    name: str
    label: Text
    unit: str
    default: ParameterValue


@dataclass(frozen=True)
class Rule:
    """One SQL file. code: stable, at most 32 characters (STCR of the report files). sentence: what a finding says, with
    places for figures and parameters. sql: over the relations of the ground (`ground.RELATIONS`).
    """

    code: str
    group: RuleGroup
    reach: Reach
    title: Text
    description: Text
    reference: str
    parameters: tuple[Parameter, ...]
    sentence: Text
    sql: str


@dataclass(frozen=True)
class Found:
    """What a rule says of one customer and day. figures: one set for each pattern it saw. evidence: ids of transactions.
    related: other customers in it.
    """

    rule: str
    customer_id: str
    day: date
    first_day: date
    figures: tuple[Figures, ...]
    evidence: tuple[str, ...]
    related: tuple[str, ...] = ()


class DetectionState(StrEnum):
    """Whether the rule fires on the rows as they stand now."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Text:
        """For people."""
        return _STATES[self]


_STATES = {
    DetectionState.OPEN: Text("成立", "Stands"),
    DetectionState.WITHDRAWN: Text("不再成立", "No longer stands"),
}


@dataclass(frozen=True)
class DetectionVersion:
    """One evaluation that said something new, kept for good. fingerprint: of the rule's parameters it was made with."""

    version: int
    state: DetectionState
    found: Found
    sentence: Text
    fingerprint: str
    derived_at: datetime


@dataclass(frozen=True)
class Detection:
    """A customer's day on which a rule fired, with its history."""

    id: str
    institution_id: str
    rule: str
    group: RuleGroup
    customer_id: str
    day: date
    current: DetectionVersion
    history: tuple[DetectionVersion, ...]


class WatchReason(StrEnum):
    """Why nearness to a customer counts."""

    LISTED = "listed"
    REPORTED = "reported"

    @property
    def label(self) -> Text:
        """For people."""
        return _REASONS[self]


_REASONS = {
    WatchReason.LISTED: Text("名单命中已确认", "confirmed on a list"),
    WatchReason.REPORTED: Text("已提交可疑交易报告", "reported as suspicious"),
}


@dataclass(frozen=True)
class Monitored:
    """What judging a day, or some customers, led to. judged: customers. findings: that stand. changed: versions added."""

    day: date
    judged: int
    findings: int
    changed: int
    rules: tuple[str, ...]


@dataclass(frozen=True)
class ParameterProposal:
    """A set of parameters the institution proposes or adopted for itself."""

    id: str
    rule: str
    parameters: Parameters
    valid_from: date
    reason: str
    state: PolicyState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None


class Decided(StrEnum):
    """How the case of a finding ended, as far as a rule's precision goes."""

    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"
    UNCLEAR = "unclear"

    @property
    def label(self) -> Text:
        """For people."""
        return _DECIDED[self]


_DECIDED = {
    Decided.CONFIRMED: Text("确认可疑", "suspicious"),
    Decided.DISMISSED: Text("合理排除", "ruled out"),
    Decided.UNCLEAR: Text("不能判定", "inconclusive"),
}


@dataclass(frozen=True)
class Backtest:
    """A draft of a rule's parameters over past days, beside those in force. kept: found by both; gained, lost: by one alone.
    decided_before, decided_after: how the cases of what each finds have ended so far. officers: who work alerts.
    """

    rule: str
    first: date
    last: date
    current: Parameters
    draft: Parameters
    kept: tuple[Found, ...]
    gained: tuple[Found, ...]
    lost: tuple[Found, ...]
    decided_before: Mapping[Decided, int]
    decided_after: Mapping[Decided, int]
    working_days: int
    officers: int

    @property
    def before(self) -> int:
        """Alerts of the parameters in force."""
        return len(self.kept) + len(self.lost)

    @property
    def after(self) -> int:
        """Alerts of the draft."""
        return len(self.kept) + len(self.gained)

    def workload(self, alerts: int) -> Fraction | None:
        """Alerts an officer would have each working day; None when there is no officer or no such day."""
        shared = self.officers * self.working_days
        return Fraction(alerts, shared) if shared else None

    @staticmethod
    def precision(decided: Mapping[Decided, int]) -> int | None:
        """Percent of the decided ones that were suspicious; None when none was decided either way."""
        clear = decided[Decided.CONFIRMED] + decided[Decided.DISMISSED]
        return decided[Decided.CONFIRMED] * _PERCENT // clear if clear else None


_PERCENT = 100
