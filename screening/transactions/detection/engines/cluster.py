"""Spark SQL over Parquet files: for what one machine cannot hold. Wants `make spark` (`kyc.base.cluster`)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from kyc.base.cluster import cluster
from kyc.base.settings import Settings
from screening.transactions.detection.engines.columnar import Columnar
from screening.transactions.detection.ground import RELATIONS, Ground


class Cluster:
    """A session of Spark on the master that the settings name. Misconfigured when Spark is not set up."""

    dialect = "spark"

    def __init__(self, settings: Settings) -> None:
        self._open = ExitStack()
        self._session: Any = self._open.enter_context(cluster(settings, "firstline monitor"))
        self._folder = Path(tempfile.mkdtemp(prefix="firstline-ground-"))
        self._open.callback(shutil.rmtree, self._folder, ignore_errors=True)

    def take(self, ground: Ground) -> None:
        """Takes the relations in, as Parquet files of its own."""
        columnar = Columnar()
        try:
            columnar.take(ground)
            columnar.write_files(self._folder)
        finally:
            columnar.close()
        self.take_files(self._folder)

    def take_files(self, folder: Path) -> None:
        """Takes the relations from `RELATION.parquet` files of a folder that every worker sees."""
        for name in RELATIONS:
            self._session.read.parquet(str(folder / f"{name}.parquet")).createOrReplaceTempView(name)

    def query(self, sql: str, values: Mapping[str, int]) -> tuple[Sequence[str], Sequence[Sequence[object]]]:
        """The columns' names and the rows of a query. values: by the names it asks for."""
        answer = self._session.sql(sql, args=dict(values))
        return list(answer.columns), [tuple(row) for row in answer.collect()]

    def close(self) -> None:
        """Ends the session, unless it was there before, and takes the files away."""
        self._open.close()
