"""What a reader of a format answers with, and why when it has no value. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kyc.base.text import Text
from kyc.documents.layouts import FieldLayout
from kyc.documents.lines import Character

NOT_FOUND = Text(
    "未找到该项的文字：请检查是否被遮挡、反光或未拍全，然后重拍",
    "Not found on the picture: look for a finger, glare or a cut edge, then take it again",
)
UNREADABLE = Text(
    "该项文字无法辨认：请重拍，或由经办人照原件录入",
    "Cannot be read: take the picture again, or enter it from the document",
)
NOT_LISTED = Text(
    "读到的文字不在该项可能的取值之内：请照原件核对",
    "What was read is not one of the possible entries: compare with the document",
)
NO_SUCH_DAY = Text(
    "读到的日期不存在：请照原件核对",
    "The date read does not exist: compare with the document",
)
WRONG_LENGTH = Text(
    "读到的号码不足或超过18位：请重拍，或照原件录入",
    "The number read does not have 18 characters: take the picture again, or enter it from the document",
)
CUT = Text(
    "括号不成对，可能漏读了文字：请照原件核对",
    "A bracket is not closed, so some of the text may have been missed: compare with the document",
)
NOT_A_CODE = Text(
    "读到的号码位数或字符不对：请重拍，或照原件录入",
    "The code read has another length or other characters than such codes have: take the picture again, or enter it from the document",
)


@dataclass(frozen=True)
class Value:
    """What a reader made of some characters; the meaning of each part is that of `model.Field`."""

    value: str | None
    confidence: float
    reason: Text | None = None
    repaired: bool = False


Reader = Callable[[Sequence[Character], FieldLayout], Value]
