"""A Spark session works on a cluster, encrypts what it sends and puts down, and is refused in words where it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from kyc.base import cluster
from kyc.base.errors import Misconfigured
from kyc.base.settings import Settings


def _initials(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    import os

    from screening.matching.names import read_name
    from screening.watchlists.model import ListingKind

    for name in names:
        yield read_name(name, ListingKind.PERSON)[0].text[:1], os.getpid()


@pytest.mark.spark
def test_our_own_code_runs_on_every_worker_of_an_encrypted_cluster(spark: Any) -> None:
    context = spark.sparkContext
    names = ["王样", "李样", "张样", "赵样"]
    found = context.parallelize(names, 4).mapPartitions(_initials).collect()
    assert [initial for initial, _ in found] == ["王", "李", "张", "赵"]
    assert len({process for _, process in found}) > 1
    for kind in ("spark.authenticate", "spark.network.crypto.enabled", "spark.io.encryption.enabled"):
        assert context.getConf().get(kind) == "true"
    with cluster.cluster(Settings(), "the running one is taken") as session:
        assert session is spark
    assert spark.range(3).count() == 3, "and is left running"


def test_without_spark_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Misconfigured, match="make spark"), cluster.cluster(Settings(), "nothing"):
        pass
