"""What is said of a list file that cannot be used: which file, where in it, and how to mend it."""

from __future__ import annotations

from kyc.base.errors import Invalid, Problem
from kyc.base.text import Text

_AGAIN = Text("请向发布方重新下载完整文件。", "Download the whole file from its publisher again.")


def damaged(name: str, where: str, what: Text) -> Invalid:
    """The file is broken, cut off, or holds something no such file may hold. where: a place in the file."""
    text = Text(
        f"名单文件 {name} 不可用（{where}：{what.zh}），未导入，原名单仍然有效。{_AGAIN.zh}",
        f"The list file {name} cannot be used ({where}: {what.en}); nothing was imported and the list in force stays. "
        f"{_AGAIN.en}",
    )
    return Invalid("watchlists.file.damaged", text, [Problem(where, what)])


def not_this_format(name: str, wanted: str) -> Invalid:
    """The file is something else than the source gives out."""
    return Invalid(
        "watchlists.file.format",
        Text(
            f"名单文件 {name} 不是 {wanted} 格式。请核对名单来源与文件是否相符。",
            f"The list file {name} is no {wanted}. See whether source and file belong together.",
        ),
    )
