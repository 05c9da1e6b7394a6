"""The table in docs/ACCESS.md: every route of the service, what it asks, and which roles pass.

Made anew by: .venv/bin/python -m tests.house.access_table
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from flask import Flask

import app as composition
from kyc.base.access import Role
from kyc.base.calendar import WorkingCalendar
from kyc.base.db import Database
from kyc.base.keyring import Keyring
from kyc.base.policy import PolicyBook
from kyc.base.settings import Settings
from kyc.base.unit import House
from kyc.base.vault import Vault
from kyc.web.access import Access, declared

FILE = Path(__file__).parents[2] / "docs" / "ACCESS.md"
ROLES = [role for role in Role if role is not Role.CONSOLE]

_HEAD = """# 谁能用哪个功能 / Who may use what

由 `python -m tests.house.access_table` 生成；`tests/house/test_routes.py` 核对。本表之外，各项服务还按网点限定范围，并在数据库中核对经办与复核分离。
Made by `python -m tests.house.access_table`, held to the code by `tests/house/test_routes.py`. Beyond this table the
services keep people to their outlet, and the database keeps maker and checker apart.

"""


def table(app: Flask) -> str:
    """The whole file."""
    columns = ["路由 / route", "须有 / asks", *(role.value.replace("_", " ") for role in ROLES)]
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * 2 + ":-:|" * len(ROLES)]
    for rule, method, _, access in sorted(declared(app), key=lambda route: route[:2]):
        assert access is not None
        marks = ["✓" if access.allows(role) else "" for role in ROLES]
        lines.append("| " + " | ".join([f"`{method} {rule}`", _asks(access), *marks]) + " |")
    return _HEAD + "\n".join(lines) + "\n"


def whole_app(folder: Path) -> Flask:
    """The application with all its pages, over a house that nobody works in."""
    settings = Settings(data=folder)
    keyring = Keyring.create(settings.keyring_path, datetime.now(UTC))
    house = House(
        settings,
        Database(settings.url),
        Vault(keyring, settings.scans_path),
        PolicyBook({}, ()),
        WorkingCalendar(),
        lambda: datetime.now(UTC),
    )
    with patch.object(composition, "open_house", lambda: house):
        return composition.wsgi()


def _asks(access: Access) -> str:
    if access.public:
        return "公开 / public"
    asked = f"`{access.permission}`" if access.permission else "已登录 / signed in"
    return asked + ("，登录步骤中也可 / also while signing in" if access.any_step else "")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        FILE.write_text(table(whole_app(Path(name))), encoding="utf-8")
