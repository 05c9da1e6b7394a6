"""The register of early-warning signals (`kyc/policies/risk_signals.yaml`): dated policy, checked when it is loaded. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from kyc.base.errors import Misconfigured, Problem, listed
from kyc.base.text import Text
from kyc.risk.catalogue import is_confidential
from kyc.risk.model import SignalGroup

# the textbook list behind mission M13
_SIZES = {
    SignalGroup.EXTERNAL: 8,
    SignalGroup.FINANCIAL: 30,
    SignalGroup.OPERATING: 51,
    SignalGroup.MORAL: 14,
}


@dataclass(frozen=True)
class SignalKind:
    """One signal of the register. aml: what it means for anti-money-laundering; None: a matter of credit only.
    derived: a policy entry of a condition on a fact by which our own data raises it.
    """

    code: str
    group: SignalGroup
    name: Text
    aml: Text | None
    derived: Mapping[str, Any] | None


@dataclass(frozen=True)
class SignalPolicy:
    """The register. Misconfigured, naming each fault, when it is not the whole list or repeats a code."""

    section: ClassVar[str] = "risk_signals"

    signals: tuple[Mapping[str, Any], ...]
    valid_days: int

    def __post_init__(self) -> None:
        problems = list(self._faults())
        if problems:
            faults = listed(problems)
            raise Misconfigured(
                "risk.signals",
                Text(f"预警信号登记簿有误：{faults.zh}", f"The register of signals is wrong: {faults.en}"),
                problems,
            )

    @cached_property
    def register(self) -> Mapping[str, SignalKind]:
        """The signals by code, in the order of the file."""
        return {
            entry["code"]: SignalKind(
                entry["code"],
                SignalGroup(entry["group"]),
                Text.from_dict(entry["name"]),
                Text.from_dict(entry["aml"]) if "aml" in entry else None,
                entry.get("derived"),
            )
            for entry in self.signals
        }

    def _faults(self) -> Iterator[Problem]:
        if len(self.register) != len(self.signals):
            yield Problem("signals", Text("代码重复", "a code is used twice"))
        sizes = Counter(kind.group for kind in self.register.values())
        for group, size in _SIZES.items():
            if sizes[group] != size:
                yield Problem(
                    group,
                    Text(
                        f"须有 {size} 项，现有 {sizes[group]} 项", f"has {sizes[group]} signals, not {size}"
                    ),
                )
        for kind in self.register.values():
            if kind.derived is not None and kind.aml is None:
                words = Text("只涉及信贷的信号不由数据得出", "a signal of credit only is not derived")
                yield Problem(kind.code, words)
            if kind.derived is not None and is_confidential(kind.derived.get("fact", "")):
                words = Text(
                    "信号在网点可见，不得由保密事实得出",
                    "signals are seen at the counter: none may tell of a confidential fact",
                )
                yield Problem(kind.code, words)
