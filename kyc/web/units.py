"""Units of work for views."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import g

from kyc.base.unit import Unit
from kyc.web.access import current_actor, current_house


@contextmanager
def unit_of_request(*, write: bool = False) -> Iterator[Unit]:
    """A unit acting for the caller.

    Committed when the block ends; in a view that is `idempotent`, writing units are one and the same, committed when
    the view has answered.
    """
    if write and "shared_unit" in g:
        shared: AbstractContextManager[Unit] = g.shared_unit()
        with shared as unit:
            yield unit
        return
    house = current_house()
    with house.write(current_actor()) if write else house.read(current_actor()) as unit:
        yield unit
