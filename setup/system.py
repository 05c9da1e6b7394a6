"""The system packages: what is missing is installed through apt when we may, else named for the administrator."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from setup.programs import answer, run
from setup.talk import Stop, say

LOCK_SECONDS = 300  # a fresh machine is often busy with its own updates


@dataclass(frozen=True)
class Need:
    """Debian packages and what is lost without them; `programs` are others that serve as well.

    Without an essential one nothing else can be done.
    """

    zh: str
    en: str
    packages: tuple[str, ...]
    programs: tuple[str, ...] = ()
    essential: bool = False


SERVICE = (
    Need("Tesseract 识别引擎", "the Tesseract engine", ("tesseract-ocr", "tesseract-ocr-chi-sim")),
    Need(
        "打印 PDF",
        "printing PDF",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk"),
    ),
    Need(
        "绘制证件样本（演示网点用）",
        "drawing specimen documents (for the demo branch)",
        (
            "fonts-wqy-zenhei",
            "fonts-wqy-microhei",
            "fonts-arphic-ukai",
            "fonts-arphic-uming",
            "fonts-arphic-gbsn00lp",
            "fonts-ocr-b",
            "fonts-dejavu-core",
            "fonts-liberation",
            "fonts-freefont-ttf",
        ),
    ),
)
TESTS = (
    Need(
        "浏览器测试",
        "the browser tests",
        ("chromium",),
        programs=("chromium", "chromium-browser", "google-chrome"),
    ),
    Need("打印件测试", "the tests of printed files", ("poppler-utils",), programs=("pdftotext",)),
)
SPARK = Need("Spark 的 Java 运行环境", "Java, for Spark", ("default-jre-headless",), programs=("java",))
POSTGRESQL = Need("PostgreSQL 测试", "the PostgreSQL tests", ("postgresql",))


def tests() -> list[Need]:
    """What tests need beside the service: a PostgreSQL server only when it is required and there is none."""
    has_server = "FIRSTLINE_TEST_POSTGRESQL_URL" in os.environ or any(
        Path("/usr/lib/postgresql").glob("*/bin/postgres")
    )
    is_required = os.environ.get("FIRSTLINE_REQUIRE_POSTGRESQL", "") not in ("", "0")
    return [*TESTS, POSTGRESQL] if is_required and not has_server else [*TESTS]


def provide(needs: Sequence[Need]) -> None:
    """Installs the packages of `needs` that are missing, or names them.

    Stop when an essential one is missing in the end, and under CI=true for any.
    """
    needs = [*_to_make_environments(), *needs]
    missing = _missing(needs)
    if missing is None:
        _say_not_debian(needs)
        return
    if missing and (apt := _apt()):
        missing = _install(apt, missing)
    if missing:
        _name(missing, needs)


def _to_make_environments() -> list[Need]:
    """Debian's Python comes without the part that makes virtual environments."""
    if importlib.util.find_spec("ensurepip") or not sys.executable.startswith("/usr/bin/"):
        return []
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    return [Need("建立虚拟环境", "making the virtual environment", (package,), essential=True)]


def _missing(needs: Sequence[Need]) -> list[str] | None:
    """The packages not installed and not served by another program; None where there is no dpkg to ask."""
    if shutil.which("dpkg-query") is None:
        return None
    wanted = [
        package for need in needs if not any(map(shutil.which, need.programs)) for package in need.packages
    ]
    # it fails when it does not know one, and tells of the others all the same
    query = ["dpkg-query", "--show", "--showformat", r"${Package} ${db:Status-Status}\n", *wanted]
    told = answer(*query, even_failing=True) or ""
    return [package for package in wanted if f"{package} installed" not in told.splitlines()]


def _apt() -> list[str]:
    """The words before apt-get's own, empty when we may not install."""
    if shutil.which("apt-get") is None:
        return []
    if os.geteuid() == 0:
        return ["env"]
    return ["sudo", "-n", "env"] if answer("sudo", "-n", "true") is not None else []


def _install(apt: list[str], missing: list[str]) -> list[str]:
    """Installs what apt knows of `missing`; returns what it does not know."""
    say(
        f"· 安装系统组件：{' '.join(missing)}（需几分钟）",
        f"installing {len(missing)} system packages (a few minutes)",
    )
    command = [*apt, "DEBIAN_FRONTEND=noninteractive"]
    wait = ["-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}"]
    run("dpkg", *command, "dpkg", "--configure", "-a", shares_lock=False)  # an installation cut off earlier
    try:
        run("apt-update", *command, "apt-get", *wait, "update", shares_lock=False)
    except Stop:
        say(
            "  软件列表没有更新，用现有的继续", "the package lists were not updated: going on with those here"
        )
    known = {
        line.split("|")[0].strip() for line in (answer("apt-cache", "madison", *missing) or "").splitlines()
    }
    wanted = [package for package in missing if package in known]
    if wanted:
        options = [*wait, "install", "--yes", "--no-install-recommends"]
        run("apt-install", *command, "apt-get", *options, *wanted, shares_lock=False)
    return [package for package in missing if package not in known]


def _name(missing: list[str], needs: Sequence[Need]) -> None:
    lost = [need for need in needs if set(need.packages) & set(missing)]
    notice = Stop(
        f"缺少 {len(missing)} 个系统组件，影响：{'、'.join(need.zh for need in lost)}",
        f"{len(missing)} system packages are missing, for {', '.join(need.en for need in lost)}",
        "请管理员运行下面的命令，再运行同一命令",
        "ask the administrator for this, then run the same command",
        f"apt-get install --no-install-recommends {' '.join(missing)}",
    )
    if os.environ.get("CI") or any(need.essential for need in lost):
        raise notice
    print(notice, flush=True)


def _say_not_debian(needs: Sequence[Need]) -> None:
    packages = " ".join(package for need in needs for package in need.packages)
    say(
        f"! 这不是 Debian 或 Ubuntu；请用本系统自己的组件提供：{packages}",
        "this is neither Debian nor Ubuntu: provide the counterparts of these Debian packages",
    )
