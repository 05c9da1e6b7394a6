"""python -m setup GOAL"""

from __future__ import annotations

import errno
import io
import signal
import sys
from types import FrameType

from setup import system
from setup.goals import goals
from setup.programs import one_at_a_time
from setup.steps import perform
from setup.talk import Stop


def main(goal_name: str) -> int:
    """Reaches a goal; returns the exit status. Trouble is told in one line with a way out."""
    signal.signal(signal.SIGTERM, _end)
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(errors="replace")  # a terminal without Chinese still shows the English
    try:
        one_at_a_time()
        goal = goals()[goal_name]
        system.provide(goal.needs)
        perform(goal.steps)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        print(_about_files(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\n已中断；再运行同一命令，从此处继续 / interrupted: the same command goes on from here",
            file=sys.stderr,
        )
        return 130
    return 0


def _end(signal_number: int, frame: FrameType | None) -> None:
    """Being ended is like Ctrl-C: the program we run is ended first."""
    raise KeyboardInterrupt


def _about_files(error: OSError) -> Stop:
    place = error.filename or "."
    if error.errno == errno.ENOSPC:
        return Stop(
            f"磁盘已满：{place}",
            f"the disk is full: {place}",
            "腾出约 2 GB 后再运行",
            "free some 2 GB and run it again",
        )
    return Stop(
        f"无法读写 {place}（{error.strerror}）",
        f"cannot read or write {place} ({error.strerror})",
        "把本文件夹交给当前用户（chown），或复制到自己的文件夹后再运行",
        "give this folder to the present user (chown), or copy it to one of your own, and run it again",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
