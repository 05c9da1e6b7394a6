"""One small family of errors. `kyc.web.errors` maps it, once, to HTTP; the command line to exit codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kyc.base.text import Text


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given.

    where: a field name, or a place in a file ("line 3, column amount").
    text: what is wrong there and how to mend it.
    """

    where: str
    text: Text


def listed(problems: Iterable[Problem]) -> Text:
    """The faults in one line, each with its place: for texts that are read where problems are not shown one by one."""
    faults = tuple(problems)
    return Text(
        "；".join(f"{fault.where}: {fault.text.zh}" for fault in faults),
        "; ".join(f"{fault.where}: {fault.text.en}" for fault in faults),
    )


class FirstlineError(Exception):
    """Base of every refusal the service gives on purpose.

    code: stable, dotted, for programs ("customers.number.check_digit").
    text: what is wrong and how to mend it, for people.
    problems: the single faults, where there are several.
    """

    def __init__(self, code: str, text: Text, problems: Iterable[Problem] = ()) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.problems = tuple(problems)


class Invalid(FirstlineError):
    """What was given is malformed or breaks a rule; nothing was changed."""


class Refused(FirstlineError):
    """Who asks may not do this: no permission, another outlet, no second factor."""


class NotFound(FirstlineError):
    """There is no such thing, or the asker may not know of it: the two look the same."""


class Conflict(FirstlineError):
    """It exists already, or has changed since it was read.

    existing: identifiers of what is there ("customer_id": …), so that a page can show it.
    """

    def __init__(
        self,
        code: str,
        text: Text,
        problems: Iterable[Problem] = (),
        existing: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, text, problems)
        self.existing = dict(existing or {})


class TooLarge(FirstlineError):
    """What was given is over a stated limit."""


class Unavailable(FirstlineError):
    """A part the service needs is down or too slow; the same call may go through later."""


class Misconfigured(FirstlineError):
    """The service cannot start as it is set up; the text names the setting or file."""
