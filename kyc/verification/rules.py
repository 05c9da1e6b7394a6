"""What the law lets a bank do about a check's result, when a question is tried again, what keeps a customer unverified. Pure.

Sources: 联网核查公民身份信息业务处理规定 (a doubt is no ground to refuse while forgery is not established; another document,
a certificate of the result or an application; the police answer within two working days); AML Law art.28; Order [2025]
No.11 art.22 to 24.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from kyc.base.text import Text
from kyc.customers import network
from kyc.customers.model import Disposed, Disposition, NetworkCheck, NetworkCheckState
from kyc.verification.model import Move, OpenMatter, RequiredPoint
from kyc.verification.policy import VerificationPolicy

_RULES = "联网核查公民身份信息业务处理规定"
_ASKED_POLICE = frozenset({Disposition.CERTIFICATE, Disposition.APPLICATION})

_PROCEED = Move(
    Disposition.PROCEED,
    Text("已比对照片与本人，继续办理。", "The photo was compared with the person; go on."),
    _RULES,
)
_OTHER_DOCUMENT = Move(
    Disposition.OTHER_DOCUMENT,
    Text(
        "客户出示另一种有效证件（如户口簿、护照），核对并留存影像后办理。",
        "The customer shows another valid document (household register, passport); it is compared, its picture kept.",
    ),
    _RULES,
    needs_document=True,
)
_CHIP_READ = Move(
    Disposition.CHIP_READ,
    Text("读卡器读出芯片，与印刷内容一致，办理。", "The reader's chip content agrees with the print; go on."),
    _RULES,
    needs_chip=True,
)
_CERTIFICATE = Move(
    Disposition.CERTIFICATE,
    Text(
        "打印核查结果证明交客户，由客户向户籍地公安机关核实；持答复返回时不得拒绝办理。",
        "Print the certificate of the result for the customer to ask the police where they are registered; on return "
        "with the answer they may not be refused.",
    ),
    _RULES,
)
_APPLICATION = Move(
    Disposition.APPLICATION,
    Text("由本行通过系统提交核实申请。", "The bank applies for verification through the system."),
    _RULES,
)
_CONFIRMED = Move(
    Disposition.CONFIRMED,
    Text(
        "公安机关答复身份属实，办理。写明答复机关、日期和文号。",
        "The police answered that the identity is true; go on. Say who answered, when, under which number.",
    ),
    _RULES,
    needs_detail=True,
)
_REFUSED = Move(
    Disposition.REFUSED,
    Text(
        "已确认证件虚假或冒用他人身份：拒绝办理。写明依据；须由登记核查者以外的授权人员作出。",
        "Forgery or impersonation is established: refuse. Say on what grounds; somebody other than who took the check, "
        "with the permission to, decides it.",
    ),
    f"AML Law art.28; {_RULES}",
    needs_detail=True,
    by_another=True,
)
_RETRY = Move(
    Disposition.RETRY,
    Text("排队，系统恢复后自动重新核查。", "Queue it: checked again when the system is back."),
    _RULES,
)
_REENTER = Move(
    Disposition.REENTER,
    Text("更正姓名或号码后重新核查。", "Mend name or number and check again."),
    _RULES,
)

_MOVES: Mapping[NetworkCheckState, tuple[Move, ...]] = {
    NetworkCheckState.NOT_DONE: (),
    NetworkCheckState.PASSED: (_PROCEED,),
    NetworkCheckState.PASSED_WITHOUT_PHOTO: (_PROCEED, _OTHER_DOCUMENT),
    NetworkCheckState.DOUBT: (
        _OTHER_DOCUMENT,
        _CHIP_READ,
        _CERTIFICATE,
        _APPLICATION,
        _CONFIRMED,
        _REFUSED,
    ),
    NetworkCheckState.RESOLVED: (_PROCEED, _REFUSED),
    NetworkCheckState.FORGED: (_CONFIRMED,),
    NetworkCheckState.UNAVAILABLE: (_RETRY, _OTHER_DOCUMENT),
    NetworkCheckState.INPUT_ERROR: (_REENTER,),
}


def moves(check: NetworkCheck | None) -> tuple[Move, ...]:
    """What the law lets the bank do about the holding check; nothing without one.

    The police can only confirm what they were asked: not before a certificate or an application.
    """
    if check is None:
        return ()
    asked = any(one.disposition in _ASKED_POLICE for one in check.dispositions)
    return tuple(
        move
        for move in _MOVES[check.state]
        if asked or move is not _CONFIRMED or check.state is NetworkCheckState.FORGED
    )


def asks_police(disposition: Disposition) -> bool:
    """Whether the police have to answer it."""
    return disposition in _ASKED_POLICE


def answer_due_on(dispositions: Iterable[Disposed]) -> date | None:
    """When the police answer is due, while one is awaited: nothing has settled the doubt since it was asked."""
    due = None
    for one in dispositions:
        due = one.due_on if one.disposition in _ASKED_POLICE else None
    return due


def next_try(attempts: int, at: datetime, policy: VerificationPolicy) -> datetime:
    """When a question that has been tried `attempts` times (1 at least) without an answer is tried again."""
    waits = policy.retry_minutes
    return at + timedelta(minutes=waits[min(attempts, len(waits)) - 1])


def required_ways(document_type: str, policy: VerificationPolicy) -> frozenset[str]:
    """The ways of looking at a document that are required while no machine has checked it."""
    ways = policy.required_ways
    return frozenset(ways.get(document_type, ways["default"]))


def open_matters(
    *,
    covered: bool,
    state: NetworkCheckState,
    due_on: date | None,
    chip_agrees: bool | None,
    points: Iterable[RequiredPoint],
) -> tuple[OpenMatter, ...]:
    """Everything that keeps a customer from being verified, gravest first.

    covered: whether the networked check knows the document. chip_agrees: what the newest chip reading says, None
    without one. points: the recognition points policy requires while no machine has checked the document.
    """
    found: list[OpenMatter] = []
    required = tuple(points)
    if state is NetworkCheckState.FORGED:
        found.append(OpenMatter("forged", network.state_label(state), network.next_step(state)))
    elif state is NetworkCheckState.DOUBT:
        found.append(OpenMatter("doubt", network.state_label(state), _doubt_step(due_on)))
    elif covered and state not in network.SETTLED and not chip_agrees:
        found.append(OpenMatter("unverified", _UNVERIFIED, network.next_step(state)))
    elif not (covered or required or chip_agrees):
        found.append(OpenMatter("unverified", _UNVERIFIED, _OTHER_SOURCE))
    if chip_agrees is False:
        found.append(OpenMatter("chip_differs", _CHIP_DIFFERS, _CHIP_STEP))
    if state not in network.SETTLED and not chip_agrees:
        found.extend(
            OpenMatter(
                "point",
                Text(f"识别要点未查看：{point.text.zh}", f"recognition point not looked at: {point.text.en}"),
                _POINT_STEP,
            )
            for point in required
            if not point.seen
        )
    return tuple(found)


_UNVERIFIED = Text("未经外部核验", "not verified by any outside source")
_OTHER_SOURCE = Text(
    "请以其他可靠、独立的来源核实（政府公开信息、其他证件等）。",
    "Verify by another reliable, independent source (public government information, further documents).",
)
_CHIP_DIFFERS = Text("芯片内容与印刷内容不一致", "chip and print differ")
_CHIP_STEP = Text(
    "逐项查看差异说明；不能解释的，按存疑处理，请客户出示其他证件。",
    "Look at each difference and its explanation; what stays unexplained is a doubt: ask for another document.",
)
_POINT_STEP = Text("查看证件实物后勾选。", "Look at the document itself, then tick it.")


def _doubt_step(due_on: date | None) -> Text:
    if due_on is None:
        return network.next_step(NetworkCheckState.DOUBT)
    return Text(
        f"等待公安机关答复（期限 {due_on.isoformat()}）；客户持答复返回时不得拒绝办理。",
        f"Awaiting the police's answer (due {due_on.isoformat()}); on return with it the customer may not be refused.",
    )
