"""Hits of one entry dismissed together: sampled, agreed with by another, never the strong ones; and evidence attached."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from kyc.base.access import Actor, Role
from kyc.base.errors import Conflict, Invalid, NotFound, Refused, TooLarge
from kyc.base.unit import House
from screening.hits import service, tables
from screening.hits.model import Bulk, Hit, HitLine, HitState
from screening.hits.policy import HitPolicy
from screening.watchlists.model import Arrival
from tests.integration.hits.conftest import SOURCES, wang

Queue = Callable[[], tuple[HitLine, ...]]
NAMESAKE = "1,个人,王小样,,1990,,,,虚构"


@pytest.fixture
def many(take: Callable[..., Arrival], onboard: Callable[..., str], queue: Queue) -> tuple[HitLine, ...]:
    """Six hits of a name on a list that says little else, of which one has its number too."""
    take(NAMESAKE)
    for sequence in range(101, 113, 2):
        onboard(sequence=sequence)
    return queue()


@pytest.fixture
def proposed(house: House, officer: Actor, many: tuple[HitLine, ...]) -> Bulk:
    with house.write(officer) as unit:
        assert service.dismissable(unit, many[0].hit_id) == 6
        return service.propose_bulk(unit, SOURCES, many[0].hit_id, "出生日期与籍贯均不相符")


def agree(house: House, head: Actor, hit_id: str, *, agreed: bool = True) -> Hit:
    with house.write(head) as unit:
        hit = service.hit(unit, SOURCES, hit_id)
        assert hit.pending
        return service.confirm(unit, hit_id, hit.pending.decision_id, agreed, "已逐条核对")


def test_the_sample_is_looked_at_one_by_one_before_the_rest_is_dismissed(
    house: House, officer: Actor, head: Actor, proposed: Bulk, queue: Queue
) -> None:
    sample = [each.hit_id for each in proposed.members if each.sampled]
    assert (len(proposed.members), len(sample), proposed.unseen) == (6, 3, 3)
    assert {line.state for line in queue()} == {HitState.PROPOSED}
    with house.write(officer) as unit, pytest.raises(Refused):
        service.decide_bulk(unit, SOURCES, proposed.bulk_id, True, "自己同意自己")
    with house.write(head) as unit, pytest.raises(Conflict):
        service.decide_bulk(unit, SOURCES, proposed.bulk_id, True, "还没有看抽样")
    for hit_id in sample:
        agree(house, head, hit_id)
    with house.write(head) as unit:
        assert len(service.waiting_bulks(unit, SOURCES)) == 1
        done = service.decide_bulk(unit, SOURCES, proposed.bulk_id, True, "抽样全部属实")
        assert (done.agreed, service.waiting_bulks(unit, SOURCES)) == (True, ())
    assert {line.state for line in queue()} == {HitState.CLEARED}
    with house.write(head) as unit, pytest.raises(Conflict):
        service.decide_bulk(unit, SOURCES, proposed.bulk_id, False, "又不同意了")


def test_one_of_the_sample_that_is_wrong_gives_the_whole_back(
    house: House, head: Actor, proposed: Bulk, queue: Queue
) -> None:
    sample = [each.hit_id for each in proposed.members if each.sampled]
    agree(house, head, sample[0], agreed=False)
    for hit_id in sample[1:]:
        agree(house, head, hit_id)
    with house.write(head) as unit, pytest.raises(Conflict):
        service.decide_bulk(unit, SOURCES, proposed.bulk_id, True, "有一条不同意")
    with house.write(head) as unit:
        service.decide_bulk(unit, SOURCES, proposed.bulk_id, False, "有一条不同意，整批退回")
    states = [line.state for line in queue()]
    assert (states.count(HitState.OPEN), states.count(HitState.CLEARED)) == (4, 2)


def test_strong_hits_and_single_ones_are_not_dismissed_together(
    house: House,
    officer: Actor,
    actor_of: Callable[..., Actor],
    take: Callable[..., Arrival],
    onboard: Callable[..., str],
    queue: Queue,
) -> None:
    take(wang())
    onboard()
    onboard(sequence=125)
    strong = max(queue(), key=lambda line: line.score)
    with house.write(officer) as unit, pytest.raises(Invalid):
        service.propose_bulk(unit, SOURCES, strong.hit_id, "只有一条可以一并排除")
    with house.write(actor_of(Role.TELLER)) as unit, pytest.raises(Refused):
        service.propose_bulk(unit, SOURCES, strong.hit_id, "柜员不能处置")
    with house.read(officer) as unit, pytest.raises(NotFound):
        service.bulk(unit, SOURCES, "none")


PDF = b"%PDF-1.7 specimen"


def test_evidence_is_sealed_and_opened_for_a_reason_that_is_kept(
    house: House, officer: Actor, actor_of: Callable[..., Actor], many: tuple[HitLine, ...]
) -> None:
    hit_id = many[0].hit_id
    with house.write(officer) as unit:
        (kept,) = service.attach(unit, hit_id, "C:\\桌面\\王小样 护照.pdf", PDF).evidence
        assert (kept.name, kept.media_type, kept.size) == ("王小样 护照.pdf", "application/pdf", len(PDF))
        assert len(service.attach(unit, hit_id, "again.pdf", PDF).evidence) == 1
    with house.write(officer) as unit:
        opened = service.opened(unit, hit_id, kept.evidence_id, "复核前核对护照")
    assert (opened.name, opened.data) == ("王小样 护照.pdf", PDF)
    with house.write(officer) as unit, pytest.raises(Invalid):
        service.opened(unit, hit_id, kept.evidence_id, " ")
    with house.write(actor_of(Role.AUDITOR)) as unit, pytest.raises(Refused):
        service.opened(unit, hit_id, kept.evidence_id, "稽核无权查看")
    with house.write(officer) as unit, pytest.raises(NotFound):
        service.opened(unit, many[1].hit_id, kept.evidence_id, "不是这条的附件")
    with house.database.read() as connection:
        row = connection.execute(select(tables.hit_evidence)).one()
        assert len(connection.execute(select(tables.hit_reveals)).all()) == 1
    assert PDF not in bytes(row.content)
    assert "护照".encode() not in bytes(row.name)


@pytest.mark.parametrize("data", [b"", b"  ", b"MZ\x90\0\x03", b"PK\x03\x04\0\0", "\u4f60".encode("gb18030")])
def test_what_is_no_evidence_changes_nothing(
    house: House, officer: Actor, many: tuple[HitLine, ...], data: bytes
) -> None:
    with house.write(officer) as unit, pytest.raises(Invalid):
        service.attach(unit, many[0].hit_id, "file.pdf", data)


def test_evidence_has_limits(house: House, officer: Actor, many: tuple[HitLine, ...]) -> None:
    hit_id = many[0].hit_id
    with house.write(officer) as unit:
        limits = unit.policy(HitPolicy).values
        with pytest.raises(TooLarge):
            service.attach(unit, hit_id, "big.pdf", PDF + b" " * limits.evidence_megabytes * 2**20)
        for name in ("", "  ", "x" * 121, "a\nb.pdf"):
            with pytest.raises(Invalid):
                service.attach(unit, hit_id, name, PDF)
        for n in range(limits.evidence_most):
            service.attach(unit, hit_id, f"{n}.txt", f"note {n}".encode())
        with pytest.raises(Conflict):
            service.attach(unit, hit_id, "more.txt", b"one more")
