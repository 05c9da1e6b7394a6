"""The port to the networked citizen-ID check: what the stage asks of any system behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from kyc.verification.model import Answer, Question, Trouble


class NoAnswer(Exception):
    """The question has no answer that can be relied on; it stays in the queue. It names nobody."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class IdChecker(Protocol):
    """A system that answers whether name and number agree."""

    def check(self, question: Question) -> Answer:
        """The answer to one question, with the photo when the system has one. NoAnswer when there is none."""
        ...

    def check_batch(self, questions: Sequence[Question]) -> Mapping[str, Answer | NoAnswer]:
        """Request id → answer, without photos; a question whose own answer cannot be relied on has NoAnswer instead.
        NoAnswer is raised when the whole batch has none.
        """
        ...
