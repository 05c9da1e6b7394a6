"""A few readings at once, a bounded number waiting, none for a browser that left."""

from __future__ import annotations

import threading

import pytest

from kyc.base.errors import Unavailable
from kyc.web.turns import Turns


def stays() -> bool:
    return False


def test_no_more_run_at_once_than_allowed() -> None:
    turns, gate, lock = Turns(2, 10), threading.Event(), threading.Lock()
    running = most = 0

    def read() -> None:
        nonlocal running, most
        with turns.taken(stays):
            with lock:
                running += 1
                most = max(most, running)
            gate.wait(10)
            with lock:
                running -= 1

    readers = [threading.Thread(target=read) for _ in range(6)]
    for reader in readers:
        reader.start()
    gate.set()
    for reader in readers:
        reader.join(10)
    assert (running, most) == (0, 2)


def test_one_too_many_is_told_at_once_and_fits_later() -> None:
    turns = Turns(1, 1)
    with turns.taken(stays), pytest.raises(Unavailable) as refusal, turns.taken(stays):
        pass
    assert refusal.value.code == "documents.reading.queue"
    with turns.taken(stays):
        pass


def test_who_leaves_the_queue_gives_the_place_up() -> None:
    turns = Turns(1, 2)
    with turns.taken(stays):
        for _ in range(2):
            with pytest.raises(Unavailable) as refusal, turns.taken(lambda: True):
                pass
            assert refusal.value.code == "documents.reading.abandoned"


def test_a_failed_reading_frees_its_turn() -> None:
    turns = Turns(1, 1)
    with pytest.raises(ZeroDivisionError), turns.taken(stays):
        raise ZeroDivisionError
    with turns.taken(stays):
        pass
