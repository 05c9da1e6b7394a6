"""Who may do what. Default is deny: a role has the permissions listed here and no others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kyc.base.text import Text


class Role(StrEnum):
    """What a member of staff, or a system, is there to do. CONSOLE is the command line on the server itself; it is
    never given to a member of staff.
    """

    TELLER = "teller"
    SUPERVISOR = "supervisor"
    COMPLIANCE_OFFICER = "compliance_officer"
    COMPLIANCE_HEAD = "compliance_head"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INTEGRATION = "integration"
    CONSOLE = "console"

    @property
    def label(self) -> Text:
        """The role's name for people."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.TELLER: Text("柜员", "Teller"),
    Role.SUPERVISOR: Text("授权主管", "Supervisor"),
    Role.COMPLIANCE_OFFICER: Text("合规专员", "Compliance officer"),
    Role.COMPLIANCE_HEAD: Text("反洗钱负责人", "Compliance head"),
    Role.AUDITOR: Text("审计员", "Auditor"),
    Role.ADMINISTRATOR: Text("系统管理员", "Administrator"),
    Role.INTEGRATION: Text("系统接口", "Integration"),
    Role.CONSOLE: Text("服务器命令行", "Server command line"),
}

# Roles that work for one outlet; the others see the whole institution.
OUTLET_ROLES = frozenset({Role.TELLER, Role.SUPERVISOR})


class Permission(StrEnum):
    """One thing that may be allowed: `stage:noun:verb`."""

    STAFF_MANAGE = "access:staff:manage"
    SESSION_REVOKE = "access:session:revoke"
    OWN_ACCOUNT_MANAGE = "access:own-account:manage"
    AUDIT_VIEW = "audit:log:view"
    METRICS_VIEW = "operations:metrics:view"

    DOCUMENT_READ = "documents:document:read"
    READING_INSPECT = "documents:reading:inspect"
    READING_SWEEP = "documents:reading:sweep"

    CUSTOMER_CREATE = "customers:customer:create"
    CUSTOMER_VIEW = "customers:customer:view"
    CUSTOMER_CHANGE = "customers:customer:change"
    CUSTOMER_REVEAL = "customers:customer:reveal"
    WAIVER_DECIDE = "admission:waiver:decide"
    SENIOR_APPROVE = "admission:due-diligence:approve"
    MERGE_DECIDE = "customers:merge:decide"
    TRANSCRIPTION_DECIDE = "customers:transcription:decide"
    NETWORK_CHECK_RECORD = "customers:network-check:record"
    ACCOUNT_OPEN = "customers:account:open"

    ID_CHECK_RUN = "verification:id-check:run"
    FORGERY_ESTABLISH = "verification:forgery:establish"
    CHIP_RECORD = "verification:chip:record"

    RETENTION_VIEW = "retention:customer:view"
    RELATIONSHIP_END = "retention:relationship:end"
    HOLD_MANAGE = "retention:hold:manage"
    PURGE_PROPOSE = "retention:purge:propose"
    PURGE_APPROVE = "retention:purge:approve"
    PERSONAL_DATA_EXPORT = "retention:personal-data:export"

    GRADE_VIEW = "risk:grade:view"
    GRADE_PROPOSE = "risk:grade:propose"
    GRADE_CONFIRM = "risk:grade:confirm"
    GRADE_RULE = "risk:grade:rule"
    MANUAL_GRADE_PROPOSE = "risk:manual-grade:propose"
    MANUAL_GRADE_CONFIRM = "risk:manual-grade:confirm"
    MONITORING_VIEW = "risk:monitoring:view"
    FACT_NOTE = "risk:fact:note"
    SIGNAL_RAISE = "risk:signal:raise"
    SIGNAL_CLOSE = "risk:signal:close"
    POLICY_VIEW = "risk:policy:view"
    POLICY_PROPOSE = "risk:policy:propose"
    POLICY_ADOPT = "risk:policy:adopt"

    TRANSACTION_RECORD = "transactions:transaction:record"
    TRANSACTION_VIEW = "transactions:transaction:view"
    TRANSACTION_CORRECT = "transactions:transaction:correct"
    TRANSACTION_IMPORT = "transactions:transaction:import"
    RATE_SET = "transactions:rate:set"
    FINDING_VIEW = "transactions:finding:view"
    DETECTION_VIEW = "transactions:detection:view"
    MONITOR_RUN = "transactions:monitoring:run"
    RULES_VIEW = "transactions:rules:view"
    PARAMETERS_PROPOSE = "transactions:parameters:propose"
    PARAMETERS_ADOPT = "transactions:parameters:adopt"

    WATCHLIST_VIEW = "watchlists:list:view"
    WATCHLIST_IMPORT = "watchlists:list:import"
    WATCHLIST_CONFIRM = "watchlists:version:confirm"

    HIT_VIEW = "hits:hit:view"
    HIT_DISPOSE = "hits:hit:dispose"
    HIT_CONFIRM = "hits:disposition:confirm"
    HIT_RESCREEN = "hits:base:rescreen"

    CASE_VIEW = "cases:case:view"
    CASE_WORK = "cases:case:work"
    CASE_ASSIGN = "cases:case:assign"
    CASE_CLOSE = "cases:closing:decide"
    CASE_REVIEW = "cases:sample:review"
    CASE_GATHER = "cases:alert:gather"
    CONCERN_RAISE = "cases:concern:raise"
    INQUIRY_ANSWER = "cases:inquiry:answer"

    REPORT_VIEW = "reports:large-value:view"
    REPORT_PREPARE = "reports:large-value:prepare"
    REPORT_APPROVE = "reports:large-value:approve"
    REPORT_SUPPLEMENT = "reports:element:supplement"
    REPORT_EXPORT = "reports:file:export"
    REPORT_RECEIVE = "reports:receipt:receive"
    REPORT_CODES = "reports:codes:set"
    STR_VIEW = "reports:suspicious:view"
    STR_PREPARE = "reports:suspicious:prepare"
    STR_REVIEW = "reports:suspicious:review"
    STR_APPROVE = "reports:suspicious:approve"

    SELFCHECK_VIEW = "selfcheck:day:view"
    SELFCHECK_SIGN = "selfcheck:day:sign"
    SELFCHECK_COUNTERSIGN = "selfcheck:day:countersign"
    SELFCHECK_ESCALATE = "selfcheck:item:escalate"
    SELFCHECK_ANSWER = "selfcheck:item:answer"


_P = Permission
_VIEWING = frozenset(
    {_P.CUSTOMER_VIEW, _P.GRADE_VIEW, _P.TRANSACTION_VIEW, _P.FINDING_VIEW, _P.SELFCHECK_VIEW}
)
_COUNTER = _VIEWING | {
    _P.DOCUMENT_READ,
    _P.CUSTOMER_CREATE,
    _P.CUSTOMER_CHANGE,
    _P.NETWORK_CHECK_RECORD,
    _P.CHIP_RECORD,
    _P.ACCOUNT_OPEN,
    _P.GRADE_PROPOSE,
    _P.FACT_NOTE,
    _P.SIGNAL_RAISE,
    _P.TRANSACTION_RECORD,
    _P.TRANSACTION_CORRECT,
    _P.REPORT_SUPPLEMENT,
    _P.CONCERN_RAISE,
    _P.INQUIRY_ANSWER,
}
_COMPLIANCE = _VIEWING | {
    _P.CUSTOMER_REVEAL,
    _P.MERGE_DECIDE,
    _P.TRANSCRIPTION_DECIDE,
    _P.GRADE_CONFIRM,
    _P.GRADE_RULE,
    _P.MANUAL_GRADE_CONFIRM,
    _P.MONITORING_VIEW,
    _P.SIGNAL_CLOSE,
    _P.POLICY_VIEW,
    _P.POLICY_PROPOSE,
    _P.AUDIT_VIEW,
    _P.RETENTION_VIEW,
    _P.RELATIONSHIP_END,
    _P.HOLD_MANAGE,
    _P.PERSONAL_DATA_EXPORT,
    _P.WATCHLIST_VIEW,
    _P.WATCHLIST_IMPORT,
    _P.WATCHLIST_CONFIRM,
    _P.HIT_VIEW,
    _P.HIT_DISPOSE,
    _P.HIT_CONFIRM,
    _P.DETECTION_VIEW,
    _P.RULES_VIEW,
    _P.PARAMETERS_PROPOSE,
    _P.CASE_VIEW,
    _P.CASE_WORK,
    _P.CASE_CLOSE,
    _P.CASE_REVIEW,
    _P.CONCERN_RAISE,
    _P.STR_VIEW,
    _P.STR_REVIEW,
    _P.REPORT_VIEW,
    _P.REPORT_APPROVE,
    _P.REPORT_SUPPLEMENT,
    _P.REPORT_EXPORT,
    _P.REPORT_RECEIVE,
}

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.TELLER: _COUNTER | {_P.SELFCHECK_SIGN, _P.SELFCHECK_ESCALATE, _P.OWN_ACCOUNT_MANAGE},
    Role.SUPERVISOR: _COUNTER
    | {
        _P.READING_INSPECT,
        _P.CUSTOMER_REVEAL,
        _P.GRADE_CONFIRM,
        _P.SIGNAL_CLOSE,
        _P.FORGERY_ESTABLISH,
        _P.RETENTION_VIEW,
        _P.RELATIONSHIP_END,
        _P.WAIVER_DECIDE,
        _P.MERGE_DECIDE,
        _P.TRANSCRIPTION_DECIDE,
        # a supervisor at the counter has a day of their own; another supervisor countersigns it
        _P.SELFCHECK_SIGN,
        _P.SELFCHECK_ESCALATE,
        _P.SELFCHECK_COUNTERSIGN,
        _P.SELFCHECK_ANSWER,
        _P.OWN_ACCOUNT_MANAGE,
    },
    Role.COMPLIANCE_OFFICER: _COMPLIANCE
    | {
        _P.GRADE_PROPOSE,
        _P.MANUAL_GRADE_PROPOSE,
        _P.FACT_NOTE,
        _P.SIGNAL_RAISE,
        _P.REPORT_PREPARE,
        _P.STR_PREPARE,
        _P.OWN_ACCOUNT_MANAGE,
    },
    Role.COMPLIANCE_HEAD: _COMPLIANCE
    | {
        _P.SENIOR_APPROVE,
        _P.WAIVER_DECIDE,
        _P.PURGE_APPROVE,
        _P.POLICY_ADOPT,
        _P.PARAMETERS_ADOPT,
        _P.CASE_ASSIGN,
        _P.REPORT_CODES,
        _P.STR_APPROVE,
        _P.OWN_ACCOUNT_MANAGE,
    },
    Role.AUDITOR: _VIEWING
    | {
        _P.POLICY_VIEW,
        _P.AUDIT_VIEW,
        _P.RETENTION_VIEW,
        _P.WATCHLIST_VIEW,
        _P.HIT_VIEW,
        _P.DETECTION_VIEW,
        _P.RULES_VIEW,
        _P.CASE_VIEW,
        _P.CASE_REVIEW,
        _P.REPORT_VIEW,
        _P.OWN_ACCOUNT_MANAGE,
    },
    Role.ADMINISTRATOR: frozenset(
        {
            _P.STAFF_MANAGE,
            _P.SESSION_REVOKE,
            _P.READING_INSPECT,
            _P.RATE_SET,
            _P.METRICS_VIEW,
            _P.OWN_ACCOUNT_MANAGE,
        }
    ),
    Role.INTEGRATION: frozenset(
        {
            _P.DOCUMENT_READ,
            _P.CUSTOMER_VIEW,
            _P.CHIP_RECORD,
            _P.TRANSACTION_RECORD,
            _P.TRANSACTION_VIEW,
            _P.TRANSACTION_IMPORT,
            _P.RATE_SET,
            _P.METRICS_VIEW,
        }
    ),
    Role.CONSOLE: frozenset(
        {
            _P.STAFF_MANAGE,
            _P.AUDIT_VIEW,
            _P.READING_SWEEP,
            _P.ID_CHECK_RUN,
            _P.PURGE_PROPOSE,
            _P.CUSTOMER_VIEW,
            _P.GRADE_VIEW,
            _P.GRADE_PROPOSE,
            _P.MONITORING_VIEW,
            _P.POLICY_VIEW,
            _P.TRANSACTION_IMPORT,
            _P.TRANSACTION_VIEW,
            _P.FINDING_VIEW,
            _P.DETECTION_VIEW,
            _P.MONITOR_RUN,
            _P.RULES_VIEW,
            _P.RATE_SET,
            _P.SELFCHECK_VIEW,
            _P.WATCHLIST_VIEW,
            _P.WATCHLIST_IMPORT,
            _P.HIT_RESCREEN,
            _P.CASE_GATHER,
            _P.REPORT_VIEW,
            _P.REPORT_EXPORT,
            _P.REPORT_RECEIVE,
            _P.REPORT_CODES,
        }
    ),
}


def needs_second_factor(role: Role) -> bool:
    """True for roles that may reveal personal data (Order [2025] No.3 of the central bank: accounts able to use
    high-sensitivity items need several factors).
    """
    return Permission.CUSTOMER_REVEAL in GRANTS[role]


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, a system with a token, or the service itself.

    outlet_id: the only outlet whose rows this actor sees; None means the whole institution.
    second_factor: whether this sign-in was confirmed by a second factor.
    """

    CONSOLE: ClassVar[str] = "console"
    SERVICE: ClassVar[str] = "service"

    staff_id: str
    login: str
    role: Role
    institution_id: str
    outlet_id: str | None
    second_factor: bool = False

    @classmethod
    def console(cls, institution_id: str) -> Actor:
        """Whoever runs a command on the server: has the machine, and is named so in the audit log."""
        return cls(cls.CONSOLE, cls.CONSOLE, Role.CONSOLE, institution_id, None)

    @classmethod
    def service(cls, institution_id: str) -> Actor:
        """The running service at its own work, which may what the console may."""
        return cls(cls.SERVICE, cls.SERVICE, Role.CONSOLE, institution_id, None)

    def may(self, permission: Permission) -> bool:
        """Whether the role grants `permission`."""
        return permission in GRANTS[self.role]

    def sees(self, outlet_id: str | None) -> bool:
        """Whether rows of `outlet_id` are within this actor's scope."""
        return self.outlet_id is None or self.outlet_id == outlet_id
