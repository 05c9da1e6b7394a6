"""The networked citizen-ID check (联网核查): what each result means and what the law lets the teller do. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kyc.base.text import Text
from kyc.customers.model import Disposition, NetworkCheckCode, NetworkCheckState

RESULTS: Mapping[NetworkCheckCode, Text] = {
    NetworkCheckCode.AGREES_WITH_PHOTO: Text(
        "姓名与号码一致，且存在照片", "Name and number agree; a photo exists"
    ),
    NetworkCheckCode.AGREES_WITHOUT_PHOTO: Text(
        "姓名与号码一致，但不存在照片", "Name and number agree; there is no photo"
    ),
    NetworkCheckCode.NAME_DIFFERS: Text("号码存在，但与姓名不匹配", "The number exists, the name differs"),
    NetworkCheckCode.NUMBER_NOT_FOUND: Text("号码不存在", "The number was not found"),
    NetworkCheckCode.CHECK_FAILED: Text(
        "其他错误（如公安系统故障）", "Other error, such as the police system being down"
    ),
    NetworkCheckCode.INPUT_ERROR: Text("输入参数错误", "Input parameters wrong"),
}

_NEXT_STEPS: Mapping[NetworkCheckState, Text] = {
    NetworkCheckState.NOT_DONE: Text(
        "尚未联网核查：请在核查终端核查，并登记结果。",
        "Not checked yet: check on the terminal and record the result.",
    ),
    NetworkCheckState.PASSED: Text(
        "核查一致，照片与本人相符，可以继续办理。",
        "All agrees and the photo shows the person; go on.",
    ),
    NetworkCheckState.PASSED_WITHOUT_PHOTO: Text(
        "不得仅因无照片拒绝办理：请比对证件照片与本人，必要时请客户出示其他证件佐证。",
        "Never refuse for the missing photo alone: compare the card's photo with the person, ask for another document "
        "if in doubt.",
    ),
    NetworkCheckState.DOUBT: Text(
        "尚未确认为虚假证件前不得随意拒绝：请客户出示其他有效证件或用读卡器核验，留存复印件后办理；"
        "或出具核查结果证明由客户向户籍地公安机关核实；或由本行申请核实。",
        "While forgery is not established, do not refuse at will: ask for another valid document or verify with the "
        "chip reader, keep a copy and go on; or give a certificate of the result for the home police; or apply for "
        "verification.",
    ),
    NetworkCheckState.UNAVAILABLE: Text(
        "核查系统暂不可用：请以其他方式核实身份，并稍后重新核查。",
        "The system is not available: verify identity by other means and check again later.",
    ),
    NetworkCheckState.INPUT_ERROR: Text(
        "录入有误：请核对姓名和号码后重新核查。",
        "Something was entered wrong: compare name and number and check again.",
    ),
    NetworkCheckState.RESOLVED: Text(
        "疑义已依法排除（依据见处理记录），可以继续办理。",
        "The doubt was lawfully resolved (the record says how); go on.",
    ),
    NetworkCheckState.FORGED: Text(
        "已确认虚假证件或冒用他人身份：拒绝办理；假冒身份开户的，应向公安机关报案。",
        "Forgery or impersonation is established: refuse; report it to the police where an account was opened by it.",
    ),
}

_STATE_LABELS: Mapping[NetworkCheckState, Text] = {
    NetworkCheckState.NOT_DONE: Text("未核查", "Not checked"),
    NetworkCheckState.PASSED: Text("核查一致", "Passed"),
    NetworkCheckState.PASSED_WITHOUT_PHOTO: Text("一致，无照片", "Passed, no photo"),
    NetworkCheckState.DOUBT: Text("存疑", "In doubt"),
    NetworkCheckState.UNAVAILABLE: Text("系统不可用", "Not available"),
    NetworkCheckState.INPUT_ERROR: Text("录入有误", "Entered wrong"),
    NetworkCheckState.RESOLVED: Text("存疑已排除", "Doubt resolved"),
    NetworkCheckState.FORGED: Text("确认虚假", "Forgery established"),
}

_STATES: Mapping[NetworkCheckCode, NetworkCheckState] = {
    NetworkCheckCode.AGREES_WITHOUT_PHOTO: NetworkCheckState.PASSED_WITHOUT_PHOTO,
    NetworkCheckCode.NAME_DIFFERS: NetworkCheckState.DOUBT,
    NetworkCheckCode.NUMBER_NOT_FOUND: NetworkCheckState.DOUBT,
    NetworkCheckCode.CHECK_FAILED: NetworkCheckState.UNAVAILABLE,
    NetworkCheckCode.INPUT_ERROR: NetworkCheckState.INPUT_ERROR,
}


# What settles a doubt, one way or the other; the newest such disposition counts.
_SETTLING: Mapping[Disposition, NetworkCheckState] = {
    Disposition.OTHER_DOCUMENT: NetworkCheckState.RESOLVED,
    Disposition.CHIP_READ: NetworkCheckState.RESOLVED,
    Disposition.CONFIRMED: NetworkCheckState.RESOLVED,
    Disposition.REFUSED: NetworkCheckState.FORGED,
}

# With these a customer may be served: the check agrees, or its doubt was lawfully resolved.
SETTLED = frozenset(
    {NetworkCheckState.PASSED, NetworkCheckState.PASSED_WITHOUT_PHOTO, NetworkCheckState.RESOLVED}
)


def state_of(
    code: NetworkCheckCode, photo_agrees: bool | None, dispositions: Sequence[Disposition] = ()
) -> NetworkCheckState:
    """What a result means together with what was done about it since (oldest first).

    photo_agrees: the teller's comparison of photo and person, given for code 00 only; a photo that differs is treated
    as a doubt, like a differing name. ValueError when it is missing or out of place.
    """
    if (code is NetworkCheckCode.AGREES_WITH_PHOTO) is (photo_agrees is None):
        raise ValueError("the photo is compared for code 00, and for no other")
    if photo_agrees is None:
        state = _STATES[code]
    else:
        state = NetworkCheckState.PASSED if photo_agrees else NetworkCheckState.DOUBT
    if state is not NetworkCheckState.DOUBT:
        return state
    settling = [_SETTLING[one] for one in dispositions if one in _SETTLING]
    return settling[-1] if settling else state


def is_decisive(state: NetworkCheckState) -> bool:
    """Whether the result says something about the customer, and not only about the attempt."""
    return state not in {
        NetworkCheckState.NOT_DONE,
        NetworkCheckState.UNAVAILABLE,
        NetworkCheckState.INPUT_ERROR,
    }


def result_text(code: NetworkCheckCode | None) -> Text:
    """The result in words; None: not checked."""
    return state_label(NetworkCheckState.NOT_DONE) if code is None else RESULTS[code]


def state_label(state: NetworkCheckState) -> Text:
    """The state in a word or two."""
    return _STATE_LABELS[state]


def next_step(state: NetworkCheckState) -> Text:
    """What the law lets or asks the teller do now."""
    return _NEXT_STEPS[state]
