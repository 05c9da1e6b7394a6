"""Suspicious reports: drafted from a case, through preparer, reviewer and head, filed, followed up.

Three different people sign one version, which the database holds to. What is filed raises the customer's grade through
what grading asks later stages for; measures need senior approval.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from kyc.admission import holds
from kyc.admission.model import HoldKind
from kyc.base.access import Permission
from kyc.base.audit import Event
from kyc.base.calendar import business_date
from kyc.base.db import new_id
from kyc.base.errors import Invalid, NotFound, Problem
from kyc.base.second_person import refuse_own
from kyc.base.staff import store as staff_store
from kyc.base.text import Text
from kyc.base.unit import Unit
from kyc.risk import service as risk
from kyc.risk.model import Occasion
from screening.cases import service as cases
from screening.cases.model import AlertSource, Case, CaseDisposition
from screening.reports import codes, store, suspicious_store, words
from screening.reports import suspicious_views as views
from screening.reports.approving import keep_file
from screening.reports.gathering import DealLookup
from screening.reports.interface.checking import check
from screening.reports.interface.spec import NOT_APPLICABLE
from screening.reports.interface.spec import codes as code_table
from screening.reports.model import (
    Measure,
    MessageKind,
    SigningStep,
    SuspiciousContent,
    SuspiciousReport,
)
from screening.reports.policy import ReportPolicy
from screening.reports.rules import suspicious as rules
from screening.reports.rules.deals import DealFacts
from screening.reports.rules.suspicious import Numbering, SubjectFacts
from screening.reports.tables import (
    measure_approval,
    suspicious_filings,
    suspicious_reports,
    suspicious_signings,
    suspicious_versions,
)
from screening.transactions import store as transaction_store
from screening.transactions.detection import service as detection

_BY_MODEL, _BY_STAFF = "01", "06"
_NORMAL, _TO_CENTRE = "01", "01"
_RPNM_MOST = 16
_STOPS = (Measure.REFUSE, Measure.EXIT)


def begin(unit: Unit, case_id: str) -> SuspiciousReport:
    """Begins the report of a case that two people confirmed; one more of its series when there is one already. The draft
    holds what the alerts say with the figures of their evidence. Conflict for a case that was not confirmed, has no customer
    file, or has a report that was not filed yet; Refused without the permission.
    """
    unit.require(Permission.STR_PREPARE)
    case = cases.case(unit, case_id)
    earlier = views.of_case(unit, case_id)
    if case.disposition is not CaseDisposition.TRUE_MATCH or case.customer_id is None:
        raise words.invalid(
            "case_id",
            "案件须已确认可疑且有客户档案。",
            "The case must be confirmed as suspicious, and have a customer file.",
        )
    if earlier and not earlier[-1].is_filed:
        raise words.moved_on()
    first = earlier[0].report_id if earlier else None
    opened_on = unit.today if earlier else _confirmed_on(case)
    report_id = new_id()
    store.add(
        unit.connection,
        suspicious_reports,
        {
            "id": report_id,
            "institution_id": unit.actor.institution_id,
            "case_id": case_id,
            "customer_id": case.customer_id,
            "number": len(earlier) + 1,
            "first_id": first,
            "opened_on": opened_on,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.STR_BEGUN, "suspicious_report", report_id)
    _keep_version(unit, report_id, 1, _draft(unit, case))
    return views.one(unit, report_id)


def write(unit: Unit, report_id: str, version: int, content: SuspiciousContent) -> SuspiciousReport:
    """Keeps what was written as the next version; nobody has signed it. Of a filed report it is the change that replaces
    it whole (CBS). Conflict when somebody else wrote meanwhile, or it is being signed; Invalid, by field, for codes that are
    none; Refused without the permission.
    """
    unit.require(Permission.STR_PREPARE)
    found = _at(unit, report_id, version)
    if found.step in (SigningStep.PREPARED, SigningStep.REVIEWED):
        raise words.moved_on()
    _refuse_codes(content)
    _keep_version(unit, report_id, version + 1, content)
    return views.one(unit, report_id)


def prepare(unit: Unit, report_id: str, version: int) -> SuspiciousReport:
    """The preparer's step: the version goes to a reviewer. Invalid, naming each field, while the message is not as the
    interface wants it or the narrative says too little.
    """
    unit.require(Permission.STR_PREPARE)
    found = _at(unit, report_id, version)
    if found.step is not None:
        raise words.moved_on()
    _refuse_thin(unit, found)
    _refuse_faulty(unit, found, unit.actor.login)
    return _sign(unit, found, SigningStep.PREPARED)


def review(unit: Unit, report_id: str, version: int, remark: str) -> SuspiciousReport:
    """The reviewer's step. Refused for the preparer and without the permission; Conflict when it does not wait for it."""
    unit.require(Permission.STR_REVIEW)
    found = _at(unit, report_id, version)
    if found.step is not SigningStep.PREPARED:
        raise words.moved_on()
    refuse_own(unit, found.signed[-1].by, "reports.suspicious.own")
    return _sign(unit, found, SigningStep.REVIEWED, words.said(unit, "remark", remark))


def send_back(unit: Unit, report_id: str, version: int, remark: str) -> SuspiciousReport:
    """Sends a report that waits back to be written anew. Conflict when it does not wait; Invalid without words."""
    unit.require(Permission.STR_REVIEW)
    found = _at(unit, report_id, version)
    if found.step not in (SigningStep.PREPARED, SigningStep.REVIEWED):
        raise words.moved_on()
    return _sign(unit, found, SigningStep.RETURNED, words.said(unit, "remark", remark))


def approve(unit: Unit, report_id: str, version: int, remark: str) -> SuspiciousReport:
    """The head's step: the file is written in the same transaction, the customer's grade marked to be looked at anew.
    Refused for whoever prepared or reviewed it and without the permission; Conflict when it does not wait for it.
    """
    unit.require(Permission.STR_APPROVE)
    found = _at(unit, report_id, version)
    if found.step is not SigningStep.REVIEWED:
        raise words.moved_on()
    for signing in found.signed:
        refuse_own(unit, signing.by, "reports.suspicious.own")
    _sign(unit, found, SigningStep.APPROVED, words.said(unit, "remark", remark))
    _file(unit, found)
    detection.note_reported(unit, found.customer_id)
    risk.mark(unit, [found.customer_id], Occasion.REPORT)
    return views.one(unit, report_id)


def propose_measure(unit: Unit, report_id: str, measure: str, reason: str) -> SuspiciousReport:
    """Proposes a measure against the customer of a filed report. Invalid for an unknown one or too few words; Conflict when
    nothing was filed.
    """
    unit.require(Permission.STR_PREPARE)
    found = views.one(unit, report_id)
    if not found.is_filed:
        raise words.moved_on()
    if measure not in set(Measure):
        raise words.invalid("measure", "没有这种措施。", "There is no such measure.")
    measure_approval.ask(unit, words.said(unit, "reason", reason), report_id=report_id, measure=measure)
    unit.audit(Event.STR_MEASURE_PROPOSED, "suspicious_report", report_id)
    return views.one(unit, report_id)


def decide_measure(unit: Unit, report_id: str, measure_id: str, agree: bool, reason: str) -> SuspiciousReport:
    """Senior's word on a measure. Refusing service or ending the relationship holds the customer at the counter's gates,
    which say nothing of why. Refused for whoever proposed it and without senior's permission; Conflict when it is decided.
    """
    unit.require(Permission.SENIOR_APPROVE)
    found = views.suspicious_report(unit, report_id)
    row = suspicious_store.measure(unit.connection, measure_id)
    if row is None or row.report_id != report_id:
        raise NotFound("reports.measure", Text("没有这项措施。", "There is no such measure."))
    measure_approval.decide(unit, row, agree, words.said(unit, "reason", reason))
    if agree and Measure(row.measure) in _STOPS:
        holds.place_hold(unit, found.customer_id, HoldKind.COMPLIANCE, measure_id)
    unit.audit(Event.STR_MEASURE_DECIDED, "suspicious_report", report_id)
    return views.one(unit, report_id)


def _confirmed_on(case: Case) -> date:
    """The business day on which two people confirmed it."""
    return business_date(case.moves[-1].at)


def _draft(unit: Unit, case: Case) -> SuspiciousContent:
    evidence = tuple(dict.fromkeys(id_ for alert in case.alerts if alert.standing for id_ in alert.evidence))
    deals = _deals(unit, case.customer_id or "", evidence)
    detected = [alert for alert in case.alerts if alert.source is AlertSource.DETECTION]
    closing = next(one for one in case.closings if one.agreed)
    return SuspiciousContent(
        facts=rules.facts_of(deals, [alert.words.zh for alert in case.alerts if alert.standing]),
        analysis="\n".join(
            [closing.reason, *(entry.words for entry in case.entries if entry.reference is None)]
        ),
        crimes=(),
        indicators=tuple(dict.fromkeys(alert.code for alert in detected)),
        urgency=_NORMAL,
        sent_to=_TO_CENTRE,
        trigger=_BY_MODEL if detected else _BY_STAFF,
        subjects=(case.customer_id or "",),
        deals=tuple(one.deal.id for one in deals),
    )


def _deals(unit: Unit, customer_id: str, transaction_ids: tuple[str, ...]) -> list[DealFacts]:
    lookup = DealLookup(unit, transaction_ids)
    found = [lookup.facts(customer_id, id_) for id_ in transaction_ids]
    return sorted(found, key=lambda one: (one.deal.happened_at, one.deal.reference))


def message_of(unit: Unit, found: SuspiciousReport, preparer: str) -> dict[str, Any]:
    """The message of a report as it stands. preparer: a login."""
    known = codes.codes(unit)
    outlets = [known.outlets[id_].code for id_ in sorted(known.outlets)]
    lookup = DealLookup(unit, found.content.deals)
    subjects = []
    for id_ in found.content.subjects:
        customer = lookup.customer(id_)
        subjects.append(SubjectFacts(id_, customer.kind, customer.person))
    first = views.one(unit, found.first_id) if found.first_id else None
    numbering = Numbering(
        institution=known.institution,
        outlet=outlets[0] if outlets else NOT_APPLICABLE,
        preparer=preparer[:_RPNM_MOST],
        number=found.number,
        first_name=first.files[-1].name if first and first.files else None,
    )
    deals = _deals(unit, found.customer_id, found.content.deals)
    return rules.content(found.content, numbering, subjects, deals)


def _file(unit: Unit, found: SuspiciousReport) -> None:
    transaction_store.lock_party(unit.connection, f"{unit.actor.institution_id}:report-files")
    preparer = found.signed[0].by
    row = _staff_login(unit, preparer)
    kind = MessageKind.CHANGED_SUSPICIOUS if found.is_filed else MessageKind.NEW_SUSPICIOUS
    original = found.files[-1].name if found.is_filed else None
    file_id = keep_file(
        unit,
        kind,
        codes.codes(unit).institution,
        message_of(unit, found, row),
        deals=len(found.content.deals),
        answers=original,
        reuses=original,
    )
    filing = {
        "id": new_id(),
        "report_id": found.report_id,
        "version": found.version,
        "file_id": file_id,
        "filed_on": unit.today,
    }
    store.add(unit.connection, suspicious_filings, filing)
    unit.audit(Event.STR_FILED, "suspicious_report", found.report_id)


def _staff_login(unit: Unit, staff_id: str) -> str:
    row = staff_store.account_row(unit.connection, staff_id)
    return str(row.login) if row else staff_id[:_RPNM_MOST]


def _sign(unit: Unit, found: SuspiciousReport, step: SigningStep, said: str = "") -> SuspiciousReport:
    steps = {one.step: one for one in found.signed}
    prepared, reviewed = steps.get(SigningStep.PREPARED), steps.get(SigningStep.REVIEWED)
    row_id = new_id()
    store.add(
        unit.connection,
        suspicious_signings,
        {
            "id": row_id,
            "report_id": found.report_id,
            "version": found.version,
            "step": step.value,
            "words": unit.vault.seal(suspicious_signings.name, "words", row_id, said),
            "prepared_id": prepared.signing_id if prepared else None,
            "prepared_by": prepared.by if prepared else None,
            "reviewed_id": reviewed.signing_id if reviewed else None,
            "reviewed_by": reviewed.by if reviewed else None,
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    unit.audit(Event.STR_SIGNED, "suspicious_report", found.report_id, step=step.value)
    return views.one(unit, found.report_id)


def _keep_version(unit: Unit, report_id: str, version: int, content: SuspiciousContent) -> None:
    row_id = new_id()
    added = store.add_once(
        unit.connection,
        suspicious_versions,
        {
            "id": row_id,
            "report_id": report_id,
            "version": version,
            "content": unit.vault.seal(
                suspicious_versions.name, "content", row_id, views.content_as_json(content)
            ),
            "at": unit.now,
            "by": unit.actor.staff_id,
        },
    )
    if not added:
        raise words.moved_on()


def _at(unit: Unit, report_id: str, version: int) -> SuspiciousReport:
    found = views.one(unit, report_id)
    if found.version != version:
        raise words.moved_on()
    return found


def _refuse_codes(content: SuspiciousContent) -> None:
    problems = []
    for where, table, given in (
        ("crimes", "crime", content.crimes),
        ("urgency", "urgency", (content.urgency,)),
        ("sent_to", "sent_to", (content.sent_to,)),
        ("trigger", "trigger", (content.trigger,)),
    ):
        if any(code not in code_table(table) for code in given):
            problems.append(Problem(where, Text("代码表中没有此代码。", "the code table has no such code.")))
    if problems:
        text = Text("报告要素有误，未保存。", "Something is wrong in the report; nothing was saved.")
        raise Invalid("reports.suspicious", text, problems)


def _refuse_thin(unit: Unit, found: SuspiciousReport) -> None:
    least = unit.policy(ReportPolicy).values.narrative_min_length
    for where, told in (("facts", found.content.facts), ("analysis", found.content.analysis)):
        if len(told.strip()) < least:
            raise words.invalid(where, f"至少写 {least} 字。", f"Write at least {least} characters.")
    if not found.content.crimes:
        raise words.invalid("crimes", "请选择疑似涉罪类型。", "Choose the suspected crime.")
    if rules.is_urgent(found.content) is (found.content.sent_to == _TO_CENTRE):
        raise words.invalid(
            "sent_to",
            "特别紧急的报告须同时报当地人民银行或公安机关；其余只报监测分析中心。",
            "An urgent report also goes to the local central bank or police; any other to the centre alone.",
        )


def _refuse_faulty(unit: Unit, found: SuspiciousReport, preparer: str) -> None:
    content = message_of(unit, found, preparer)
    problems = [Problem(fault.path, fault.text) for fault in check(MessageKind.NEW_SUSPICIOUS, content)]
    if problems:
        text = Text(
            f"有 {len(problems)} 项不符合接口规范，未提交。",
            f"{len(problems)} fields are not as the interface wants them; nothing was put up.",
        )
        raise Invalid("reports.faulty", text, problems)
