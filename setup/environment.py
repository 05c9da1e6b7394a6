"""The virtual environment and the pinned packages in it."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

from setup.programs import answer, run
from setup.steps import STAMPS, Step
from setup.talk import Stop

VENV = Path(".venv")
PYTHON = VENV / "bin/python"
UNFINISHED = STAMPS / "environment.unfinished"


def environment() -> Step:
    """Makes `.venv`; one made by hand that works is taken as it is."""
    return Step(
        "environment",
        f"建立虚拟环境 .venv（Python {sys.version_info.major}.{sys.version_info.minor}）",
        f"making the virtual environment .venv (Python {sys.version_info.major}.{sys.version_info.minor})",
        _make,
        outputs=[PYTHON],  # a link: it leads nowhere when its Python was removed
    )


def packages(name: str, lock: str, zh: str, en: str, program: str) -> Step:
    """Installs what a lock file pins. `program` is one of the things that brings."""
    return Step(
        name,
        zh,
        en,
        lambda: install(name, Path(lock)),
        inputs=[Path(lock)],
        outputs=[PYTHON, VENV / "bin" / program],
    )


def install(name: str, lock: Path) -> None:
    """Installs a lock file. It is complete, so nothing else is asked for: see requirements-override.txt."""
    _forget_cut_off()
    options = [
        "--no-deps",
        "--require-hashes",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar=off",
    ]
    run(name, PYTHON, "-m", "pip", "install", *options, "--requirement", lock)


def _make() -> None:
    if not UNFINISHED.exists() and _works():
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop(
            f"{sys.executable} 不能建立虚拟环境（缺 ensurepip）",
            f"{sys.executable} cannot make virtual environments (ensurepip is missing)",
            "安装它的 venv 组件，或换一个 Python",
            "install its venv part, or name another Python",
            "make PYTHON=/usr/bin/python3.11 …",
        )
    STAMPS.mkdir(parents=True, exist_ok=True)
    UNFINISHED.touch()
    for old in [*VENV.iterdir(), *STAMPS.iterdir()]:
        _remove(old)
    # of the Python underneath: we may be running from the environment that is being remade
    run("environment", getattr(sys, "_base_executable", sys.executable), "-m", "venv", VENV)
    UNFINISHED.unlink()


def _works() -> bool:
    version = answer(PYTHON, "-c", "import sys; print(sys.version_info >= (3, 11))")
    return version == "True\n" and answer(PYTHON, "-m", "pip", "--version") is not None


def _remove(path: Path) -> None:
    if path in (STAMPS, UNFINISHED):
        return
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _forget_cut_off() -> None:
    """Removes what pip left of packages it was cut off at.

    pip takes a package for installed as soon as its .dist-info is there, yet writes INSTALLER in it only after all
    files are copied and all programs made; "~" marks what it was about to replace.
    """
    for site in VENV.glob("lib/python*/site-packages"):
        cut_off = [info for info in site.glob("*.dist-info") if not (info / "INSTALLER").exists()]
        for path in [*cut_off, *site.glob("~*")]:
            _remove(path)
