"""A Spark session, for work on a base that is beyond one machine. Spark is no part of the plain installation
(`make spark`), so it is imported here alone, and only when it is asked for.

What goes over the wire and what Spark puts down beside it is encrypted: the rows worked on are people's. Every node runs
this project from the same folder, with its environment made by `make setup`; all else about the cluster (memory, its own
secret, YARN or Kubernetes) is told to Spark itself, in the `spark-defaults.conf` of SPARK_CONF_DIR.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kyc.base.errors import Misconfigured
from kyc.base.settings import Settings
from kyc.base.text import Text

_PROJECT = Path(__file__).parents[2]
_LOOPBACK = "127.0.0.1"


@contextmanager
def cluster(settings: Settings, name: str) -> Iterator[Any]:
    """A `pyspark.sql.SparkSession` on the master that FIRSTLINE_SPARK_MASTER names, stopped at the end; the one of this
    process, and left running, when there is one. name: what the cluster calls the work. Misconfigured, saying how to
    mend it, when pyspark or Java is not installed or no session comes up.
    """
    _refuse_without_spark()
    from pyspark.errors import PySparkException  # an optional package
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName(name)
    for key, value in _configuration(settings.spark_master).items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise _unreached(settings.spark_master) from error
    except Exception as error:
        if not type(error).__module__.startswith("py4j"):
            raise
        raise _unreached(settings.spark_master) from error
    try:
        yield session
    finally:
        session.stop()


def _configuration(master: str) -> dict[str, str]:
    configuration = {
        "spark.master": master,
        "spark.executorEnv.PYTHONPATH": str(_PROJECT),
        "spark.authenticate": "true",
        "spark.network.crypto.enabled": "true",
        "spark.io.encryption.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.log.level": "ERROR",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith("local"):
        # one machine: nothing listens to the network, and the secret is ours to make
        configuration |= {
            "spark.authenticate.secret": secrets.token_hex(32),
            "spark.driver.host": _LOOPBACK,
            "spark.driver.bindAddress": _LOOPBACK,
        }
    return configuration


def is_installed() -> bool:
    """Whether Spark can be started here: pyspark and Java are there."""
    java_home = os.environ.get("JAVA_HOME")
    java = shutil.which("java") or (java_home and shutil.which("java", path=f"{java_home}/bin"))
    return importlib.util.find_spec("pyspark") is not None and bool(java)


def _refuse_without_spark() -> None:
    if not is_installed():
        raise Misconfigured(
            "spark.missing",
            Text(
                "未安装 Spark（pyspark 与 Java）。请在项目文件夹运行 make spark 安装，或不加 --engine spark 在本机运行。",
                "Spark (pyspark and Java) is not installed. Run make spark in the project's folder, or run on this machine "
                "without --engine spark.",
            ),
        )


def _unreached(master: str) -> Misconfigured:
    return Misconfigured(
        "spark.master",
        Text(
            f"无法在 {master} 上启动 Spark。请核对 FIRSTLINE_SPARK_MASTER，并查看上方 Spark 的输出。",
            f"Spark does not start on {master}. Check FIRSTLINE_SPARK_MASTER and what Spark said above.",
        ),
    )
