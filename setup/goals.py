"""What is needed before what: the system packages and the steps of each goal, in order."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup import system
from setup.assets import assets
from setup.environment import VENV, environment, packages
from setup.programs import run, run_openly
from setup.steps import Step

TRANSLATIONS = Path("kyc/web/translations")


@dataclass(frozen=True)
class Goal:
    needs: Sequence[system.Need]
    steps: Sequence[Step]


def goals() -> dict[str, Goal]:
    """Every goal by the name that the Makefile calls it.

    Tests and checks make their own databases, so `tests` leaves the data folder alone.
    """
    service = [environment(), _service_packages(), assets(), *_translations()]
    return {
        "service": Goal(system.SERVICE, service),
        "run": Goal(system.SERVICE, [*service, *_data()]),
        "tests": Goal([*system.SERVICE, *system.tests()], [*service, _development_packages()]),
        "spark": Goal([*system.SERVICE, system.SPARK], [*service, _spark_packages()]),
        "assets": Goal([], [environment(), assets()]),
        "tools": Goal([], [environment(), _development_packages()]),
    }


def _service_packages() -> Step:
    return packages(
        "packages",
        "requirements.txt",
        "安装 Python 组件（约一分钟）",
        "installing the Python packages (about a minute)",
        program="flask",
    )


def _development_packages() -> Step:
    return packages(
        "development-packages",
        "requirements-dev.txt",
        "安装测试与检查工具",
        "installing what tests and checks need",
        program="pytest",
    )


def _spark_packages() -> Step:
    return packages(
        "spark-packages",
        "requirements-spark.txt",
        "安装 Spark（约 450 MB，数分钟）",
        "installing Spark (some 450 MB, a few minutes)",
        program="spark-submit",
    )


def _translations() -> list[Step]:
    catalogues = sorted(TRANSLATIONS.rglob("*.po"))
    if not catalogues:
        return []
    return [
        Step(
            "translations",
            "编译界面译文",
            "compiling the pages' translations",
            lambda: run("translations", VENV / "bin/pybabel", "compile", "--directory", TRANSLATIONS),
            inputs=catalogues,
            outputs=[catalogue.with_suffix(".mo") for catalogue in catalogues],
        )
    ]


def _data() -> list[Step]:
    """The database and the demo branch in it.

    Their stamps lie in the data folder and go with it. Of a database elsewhere we know nothing: it is asked each time.
    """
    folder = Path(os.environ.get("FIRSTLINE_DATA", "instance"))
    data_step = functools.partial(
        Step,
        outputs=[folder / "firstline.db"],
        stamps=folder / "setup",
        always="FIRSTLINE_DATABASE_URL" in os.environ,
    )
    return [
        data_step(
            "migrate",
            "建立或更新数据库",
            "making or updating the database",
            lambda: run_openly(VENV / "bin/flask", "migrate"),
            inputs=sorted(Path("migrations").rglob("*.py")),
        ),
        data_step(
            "demo",
            "建立演示网点（真实识别证件样本）",
            "making the demo branch (its specimens are really read)",
            lambda: run_openly(VENV / "bin/flask", "demo"),
        ),
    ]
