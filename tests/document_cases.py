"""Cases of documents in YAML, as a compliance officer would state them: what their checks must find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kyc.documents.model import Check, Quality
from kyc.documents.verify import verdict_of


def assert_holds(case: dict[str, Any], checks: Sequence[Check]) -> None:
    """`expect` names the outcomes that matter, all others pass or are skipped; `says` what a reason must hold; the verdict
    follows, on a picture of `quality`.
    """
    found = {check.code: check.outcome.value for check in checks}
    expected = case.get("expect", {})
    assert {code: found.get(code) for code in expected} == expected
    assert {
        code: outcome
        for code, outcome in found.items()
        if code not in expected and outcome not in ("pass", "skip")
    } == {}
    reasons = {check.code: check.reason for check in checks}
    for code, words in case.get("says", {}).items():
        assert words in reasons[code].zh
    assert all(check.reason.zh and check.reason.en for check in checks)
    assert verdict_of(Quality(case.get("quality", "accept")), checks) == case["verdict"]
