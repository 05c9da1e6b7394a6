"""Logs are JSON lines, from us and from libraries, and leave out what exceptions say."""

from __future__ import annotations

import json
import subprocess
import sys

from kyc.web.logs import places

SECRET = "110101199003078515"

PROGRAM = f"""
import logging
from kyc.web import logs
logs.configure("info")
logs.log.info("request", route="/desk")
logs.log.debug("too quiet")
logging.getLogger("library").warning("heard")
logging.getLogger("library").info("not heard")
for say in (logs.log.exception, logging.getLogger("library").exception):
    try:
        raise ValueError("{SECRET}")
    except ValueError:
        say("failed")
"""


def test_every_line_is_json_without_the_words_of_exceptions() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["request", "heard", "failed", "failed"]
    assert [line["level"] for line in lines] == ["info", "warning", "error", "error"]
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert SECRET not in done.stderr
    for line in lines[2:]:
        assert line["exception"][0] == "ValueError"


def test_places_name_the_whole_chain_and_no_value() -> None:
    try:
        try:
            int(SECRET + "x")
        except ValueError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        found = places(error)
    assert [place for place in found if place in ("ValueError", "KeyError")] == ["ValueError", "KeyError"]
    assert SECRET not in repr(found)
    assert any("test_logs.py" in place for place in found)
