"""What the set-up says, in Chinese and English."""

from __future__ import annotations

import shutil
import sys


class Stop(Exception):
    """The set-up cannot go on: what is wrong and the way out, each in Chinese and English, and what to type for it."""

    def __init__(self, zh: str, en: str, way_zh: str, way_en: str, command: str = "") -> None:
        typed = f"\n      {command}" if command else ""
        super().__init__(f"✗ {zh} / {en}\n  办法：{way_zh} / Way out: {way_en}{typed}")


def say(zh: str, en: str) -> None:
    """Prints one line."""
    print(f"{zh} / {en}", flush=True)


def show_passing(line: str) -> None:
    """Shows a line of a running program on a terminal, in place of the one before; an empty line takes it away."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns
        print(f"\r\033[K{line.strip()[: width - 1]}", end="", flush=True)
