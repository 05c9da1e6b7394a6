"""The operator's commands for accounts and tokens: what is needed when nobody can sign in."""

from __future__ import annotations

from collections.abc import Callable

import click
from rich.console import Console
from rich.table import Table

from kyc.base.access import Actor
from kyc.base.errors import NotFound
from kyc.base.staff import accounts, tokens
from kyc.base.text import Text
from kyc.base.unit import House, Unit

# Gives the house and the console's actor of the installation's institution.
Opened = Callable[[], tuple[House, Actor]]


def staff_commands(opened: Opened) -> click.Group:
    """`flask staff …`."""

    @click.group("staff")
    def group() -> None:
        """员工账号和接口令牌 / Staff accounts and API tokens."""

    @group.command("list")
    def listed() -> None:
        """列出账号 / List the accounts."""
        house, console = opened()
        with house.read(console) as unit:
            outlets = {o.id: o.code for o in accounts.list_outlets(unit)}
            staff = accounts.list_staff(unit)
        table = Table(
            "用户名 / login", "角色 / role", "网点 / outlet", "启用 / enabled", "动态码 / second factor"
        )
        for each in staff:
            outlet = outlets[each.outlet_id] if each.outlet_id else "—"
            marks = ("✓" if each.enabled else "—", "✓" if each.has_second_factor else "—")
            table.add_row(each.login, str(each.role.label), outlet, *marks)
        Console().print(table)

    @group.command("password")
    @click.argument("login")
    def password(login: str) -> None:
        """重发一次性密码，原登录全部失效 / Issue a new one-time password; open sessions end."""
        house, console = opened()
        with house.write(console) as unit:
            issued = accounts.issue_password(unit, _staff_id(unit, login))
        click.echo(f"{login} 的一次性密码 / one-time password of {login}: {issued}")

    @group.command("reset-second-factor")
    @click.argument("login")
    def reset(login: str) -> None:
        """清除遗失的动态码设备，下次登录时重新绑定 / Forget a lost authenticator; enrolled anew at the next sign-in."""
        house, console = opened()
        with house.write(console) as unit:
            accounts.reset_second_factor(unit, _staff_id(unit, login))
        click.echo(f"已清除 {login} 的动态码 / second factor of {login} forgotten")

    @group.command("token")
    @click.argument("name")
    @click.option("--outlet", help="只限该网点（代码） / code of the only outlet it sees")
    def token(name: str, outlet: str | None) -> None:
        """为外部系统生成接口令牌，只显示一次 / Make an API token for a system, shown once."""
        house, console = opened()
        with house.write(console) as unit:
            outlet_id = _outlet_id(unit, outlet) if outlet else None
            made = tokens.create_token(unit, name, outlet_id)
        click.echo(made.secret)

    return group


def _staff_id(unit: Unit, login: str) -> str:
    wanted = accounts.normal_login(login)
    for each in accounts.list_staff(unit):
        if each.login == wanted:
            return each.id
    raise NotFound(
        "access.staff",
        Text(
            f"没有账号 {login}，可用 flask staff list 查看。",
            f"There is no account {login}: `flask staff list` lists them.",
        ),
    )


def _outlet_id(unit: Unit, code: str) -> str:
    for outlet in accounts.list_outlets(unit):
        if outlet.code == code:
            return outlet.id
    raise NotFound(
        "access.outlet", Text(f"没有代码为 {code} 的网点。", f"There is no outlet with the code {code}.")
    )
