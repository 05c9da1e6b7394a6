"""What holds many people against many listings: this process, some beside it, or a Spark cluster. All find the same.

An engine is handed batches of people and gives each back with what was found of it, in their order. It knows nothing of the
database: who reads the people and keeps what is found is `rescreening`.
"""

from __future__ import annotations

import functools
import itertools
import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from kyc.base.cluster import cluster
from kyc.base.db import new_id
from kyc.base.policy import restored
from kyc.base.settings import Settings
from screening.hits.policy import HitPolicy
from screening.hits.store import SubjectRow
from screening.hits.subjects import Someone
from screening.matching import index as filing
from screening.matching.index import NameIndex
from screening.matching.model import Score, Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import search
from screening.watchlists.model import Listing

Matches = list[tuple[Listing, Score]]
# Of whom something was found: the listings they may be, each with its score, the highest first.
Found = Mapping[str, Matches]
Gone = tuple["Batch", Found]
_AHEAD = 2  # batches that each process has before it, so that none waits for the database
_NICE = 10  # the service itself goes first
_PARTITIONS = 4  # of a batch for each core of a cluster: who is done early takes another


@dataclass(frozen=True)
class Batch:
    """Some of the base, in the order of their ids. people: those of them who can be screened, by id."""

    rows: Sequence[SubjectRow]
    people: Mapping[str, Someone]

    @property
    def last(self) -> str:
        """The last id of it."""
        return self.rows[-1].id


class Roll:
    """Some listings, filed to be held against. arrays: what an engine sends to where the work is done."""

    def __init__(self, listings: Iterable[Listing]) -> None:
        self.arrays = filing.build(listings)
        self.index = filing.opened(self.arrays)

    def matches(self, subject: Subject, policy: MatchingPolicy) -> Matches:
        """Those that must be looked at, each with its score, the highest first."""
        return _matches(self.index, subject, policy)


class Engine(Protocol):
    """Holds people against a roll."""

    @property
    def batch(self) -> int:
        """How many people it takes at a time."""

    def through(self, batches: Iterable[Batch], roll: Roll, policy: str) -> Iterator[Gone]:
        """Each batch with what was found of it, in their order; not all batches are read before the first is given back.

        policy: the matching policy as canonical text, which goes everywhere.
        """


@dataclass(frozen=True)
class Here:
    """In this process: for a few people."""

    batch: int

    def through(self, batches: Iterable[Batch], roll: Roll, policy: str) -> Iterator[Gone]:
        """As `Engine`."""
        values = restored(MatchingPolicy, policy)
        for batch in batches:
            yield batch, _held(roll.index, values, _subjects(batch))


@dataclass(frozen=True)
class Beside:
    """In processes beside this one, which give way to the service. A base of less than a batch is held here."""

    batch: int
    processes: int

    def through(self, batches: Iterable[Batch], roll: Roll, policy: str) -> Iterator[Gone]:
        """As `Engine`."""
        waiting = iter(batches)
        first = tuple(itertools.islice(waiting, 1))
        waiting = itertools.chain(first, waiting)
        if not first or len(first[0].rows) < self.batch:
            yield from Here(self.batch).through(waiting, roll, policy)
            return
        # started afresh: this process has threads, and a copy of it could hold their locks for ever
        fresh = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.processes, fresh, _open, (roll.arrays, policy)) as pool:
            yield from _in_order(
                waiting, lambda batch: pool.submit(_hold, _subjects(batch)), self.processes * _AHEAD
            )


@dataclass(frozen=True)
class OnSpark:
    """On a cluster: the index is broadcast, the people are cut into partitions. session: of `kyc.base.cluster`."""

    batch: int
    session: Any

    def through(self, batches: Iterable[Batch], roll: Roll, policy: str) -> Iterator[Gone]:
        """As `Engine`."""
        context = self.session.sparkContext
        sent = context.broadcast((roll.arrays, policy))
        partitions, work = context.defaultParallelism * _PARTITIONS, new_id()

        def hold(batch: Batch) -> Found:
            rows = context.parallelize(_subjects(batch), partitions)
            return dict(rows.mapPartitions(functools.partial(_on_worker, sent, work)).collect())

        with ThreadPoolExecutor(_AHEAD) as threads:
            yield from _in_order(batches, lambda batch: threads.submit(hold, batch), _AHEAD)
        sent.destroy()


@contextmanager
def named(name: str, settings: Settings, policy: HitPolicy) -> Iterator[Engine]:
    """The engine called `local` or `spark`. Misconfigured when there is no Spark."""
    if name == "spark":
        with cluster(settings, "firstline rescreen") as session:
            yield OnSpark(policy.cluster_batch, session)
    else:
        yield Beside(policy.batch, settings.screening_processes)


def _in_order(
    batches: Iterable[Batch], begin: Callable[[Batch], Future[Found]], ahead: int
) -> Iterator[Gone]:
    """Each batch with what came of it, no more than `ahead` begun at a time."""
    begun: deque[tuple[Batch, Future[Found]]] = deque()
    for batch in batches:
        begun.append((batch, begin(batch)))
        if len(begun) > ahead:
            done, future = begun.popleft()
            yield done, future.result()
    for done, future in begun:
        yield done, future.result()


def _subjects(batch: Batch) -> list[tuple[str, Subject]]:
    return [(id_, someone.subject) for id_, someone in batch.people.items()]


def _matches(index: NameIndex, subject: Subject, policy: MatchingPolicy) -> Matches:
    return [(m.listing, m.score) for m in search(index, subject, policy, policy.screen_alert)]


def _held(
    index: NameIndex, policy: MatchingPolicy, subjects: Iterable[tuple[str, Subject]]
) -> dict[str, Matches]:
    return {id_: found for id_, subject in subjects if (found := _matches(index, subject, policy))}


# --- in a process beside, or on a worker of a cluster ---

_opened: dict[str, Any] = {}


def _open(arrays: filing.Arrays, policy: str, of: str = "") -> None:
    """What a process is given once. of: what it was given with."""
    if not _opened:
        os.nice(_NICE)
    _opened.update(index=filing.opened(arrays), policy=restored(MatchingPolicy, policy), of=of)


def _hold(subjects: Iterable[tuple[str, Subject]]) -> dict[str, Matches]:
    return _held(_opened["index"], _opened["policy"], subjects)


def _on_worker(
    sent: Any, work: str, subjects: Iterable[tuple[str, Subject]]
) -> Iterator[tuple[str, Matches]]:
    """One partition. sent: the broadcast arrays and policy, which a worker opens once for all of one `work`."""
    if _opened.get("of") != work:
        arrays, policy = sent.value
        _open(arrays, policy, work)
    return iter(_hold(subjects).items())
