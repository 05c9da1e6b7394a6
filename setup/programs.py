"""How the set-up runs other programs, and keeps a second set-up of the same folder waiting."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from setup.talk import Stop, say, show_passing

LOGS = Path("build/setup")
TAIL = 12  # lines of a failed program's output that are shown

_lock: list[int] = []


def one_at_a_time() -> None:
    """Waits until no other set-up works in this folder.

    The lock is on the folder `setup` itself and passes to the programs we run: when we are killed, the next set-up
    waits for a pip that is still at work instead of starting a second one beside it.
    """
    folder = os.open("setup", os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("等待本文件夹中另一个安装程序结束", "waiting for another set-up in this folder to end")
        fcntl.flock(folder, fcntl.LOCK_EX)
    _lock.append(folder)


def run(name: str, *command: str | Path, shares_lock: bool = True) -> None:
    """Runs a program that asks nothing; its output goes to build/setup/`name`.log, passing lines to a terminal.

    `shares_lock` is false for a program that may leave others running behind it.
    Stop, with the end of its output, when it fails. When we are cut off, it is ended first.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    tail: deque[str] = deque(maxlen=TAIL)
    try:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            pass_fds=_lock if shares_lock else (),
        )
    except FileNotFoundError as error:
        raise _failed(command, "not found", log) from error
    with process, log.open("w", buffering=1, encoding="utf-8") as file:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                file.write(line)
                tail.append(line.rstrip())
                show_passing(line)
        except BaseException:
            process.terminate()
            raise
        finally:
            show_passing("")
    if process.returncode != 0:
        print("".join(f"    {line}\n" for line in tail), end="", flush=True)
        raise _failed(command, f"exit status {process.returncode}", log)


def run_openly(*command: str | Path) -> None:
    """Runs one of our own programs, which tells people itself what it does and what is wrong; Stop when it fails."""
    done = subprocess.run(
        [str(word) for word in command], stdin=subprocess.DEVNULL, pass_fds=_lock, check=False
    )
    if done.returncode != 0:
        words = " ".join(str(word) for word in command)
        raise Stop(
            f"“{words}”没有完成（退出码 {done.returncode}）",
            f"'{words}' did not finish (exit status {done.returncode})",
            "按上面的提示处理，再运行同一命令",
            "mend what it says above and run the same command",
        )


def _failed(command: Sequence[str | Path], how: str, log: Path) -> Stop:
    words = " ".join(str(word) for word in command[:4])
    return Stop(
        f"“{words} …”失败（{how}），全部输出见 {log}",
        f"'{words} …' failed ({how}); its whole output is in {log}",
        "按上面的提示处理（多为网络、代理或磁盘空间），再运行同一命令，从此处继续",
        "mend what it says (mostly network, proxy or disk space) and run the same command: it goes on from here",
    )


def answer(*command: str | Path, even_failing: bool = False) -> str | None:
    """What a program prints; None when it is missing or, unless `even_failing`, when it fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command], capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 or even_failing else None
