"""`flask names compare`: names held against each other, with no database; `flask screen`: a name held against the lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from kyc.base.access import Actor
from kyc.base.errors import Invalid
from kyc.base.files import write_atomically
from kyc.base.text import Text
from kyc.base.unit import House
from screening.matching import rules, service
from screening.matching.files import born, csv_bytes, read_asked, read_pairs
from screening.matching.in_force import ListsInForce, lists_in_force
from screening.matching.model import Score, Subject
from screening.matching.policy import MatchingPolicy
from screening.matching.search import Match
from screening.matching.service import compared
from screening.watchlists.countries import alpha3
from screening.watchlists.model import ListingKind, Number, PartialDate

# Gives the house and the command line as an actor of its institution.
Opened = Callable[[], tuple[House, Actor]]

MATCH_COLUMNS = ("id", "list", "listing_id", "matched_name", "score", "factors")
SCORE_COLUMNS = ("a", "b", "kind", "score", "alert")


def names_commands(open_policy: Callable[[], MatchingPolicy]) -> click.Group:
    """`flask names …`. open_policy: gives the policy of today, called when a command is run."""

    @click.group("names")
    def group() -> None:
        """名称比较 / Comparing names."""

    @group.command("compare")
    @click.argument("a", required=False)
    @click.argument("b", required=False)
    @click.option(
        "--kind",
        type=click.Choice([kind.value for kind in ListingKind if kind is not ListingKind.OTHER]),
        default=ListingKind.PERSON.value,
        show_default=True,
        help="比较的是什么 / what bears the names",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    @click.option(
        "--file",
        "pairs",
        metavar="PAIRS.csv",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV 或 XLSX，列 a、b、kind / CSV or XLSX with columns a, b, kind",
    )
    @click.option(
        "--out",
        metavar="SCORES.csv",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="结果 CSV，另加列 score、alert / the same lines with columns score and alert",
    )
    def compare(
        a: str | None, b: str | None, kind: str, as_json: bool, pairs: Path | None, out: Path | None
    ) -> None:
        """比较两个名称是否可能相同，列出每个因子的得分与理由；不需要数据库。

        Whether two names may be the same, with the points and the reason of each factor. Needs no database.

        \b
        flask names compare 王小明 "Wang Xiaoming"
        flask names compare 华为技术有限公司 "Huawei Technologies" --kind organisation
        flask names compare --file PAIRS.csv --out SCORES.csv
        """
        if (a is None) != (b is None) or (a is None) == (pairs is None) or (pairs is None) != (out is None):
            raise click.UsageError(
                "须给出两个名称，或同时给出 --file 与 --out / give two names, or --file together with --out"
            )
        policy = open_policy()
        if pairs is not None and out is not None:
            _compare_file(pairs, out, policy)
            return
        score = compared(a or "", b or "", ListingKind(kind), policy)
        click.echo(json.dumps(score.as_json(), ensure_ascii=False, indent=2) if as_json else in_words(score))

    return group


def _compare_file(pairs: Path, out: Path, policy: MatchingPolicy) -> None:
    rows = []
    alerts = 0
    for pair in read_pairs(pairs.name, pairs.read_bytes()):
        score = rules.compare(Subject(pair.kind, (pair.a,)), Subject(pair.kind, (pair.b,)), policy)
        alerts += score.alert
        rows.append(
            (pair.a, pair.b, pair.kind.value, f"{score.points:g}", "true" if score.alert else "false")
        )
    write_atomically(out, csv_bytes(SCORE_COLUMNS, rows))
    click.echo(f"{len(rows)} 对 / pairs, {alerts} 对提示 / alerts → {out}")


def in_words(score: Score) -> str:
    """The score for people: the sum first, then each factor in Chinese and English."""
    verdict = Text("提示", "alert") if score.alert else Text("不提示", "no alert")
    lines = [f"{score.points:g}  {verdict}  ({score.algorithm})"]
    lines += [f"  {factor.points:+6.1f}  {factor.code}: {factor.text}" for factor in score.factors]
    return "\n".join(lines)


def screen_command(opened: Opened) -> click.Command:
    """`flask screen`. opened: gives the house and who the command line is."""

    @click.command("screen")
    @click.argument("name", required=False)
    @click.option(
        "--kind",
        type=click.Choice(_KINDS),
        default=ListingKind.PERSON.value,
        show_default=True,
        help="是什么 / what bears the name",
    )
    @click.option(
        "--born",
        "birth_date",
        metavar="D",
        help="出生日期：1980-05-17、1980-05 或 1980 / date of birth, as far as known",
    )
    @click.option("--number", metavar="N", help="证件或登记号码 / a document or registration number")
    @click.option(
        "--country",
        metavar="C",
        help="国籍或注册地，代码或名称 / nationality or country of registration, code or name",
    )
    @click.option("--json", "as_json", is_flag=True, help="以 JSON 输出 / print JSON")
    @click.option(
        "--file",
        "people",
        metavar="IN.csv",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="CSV 或 XLSX，列 id、name、kind、born、number、country / CSV or XLSX with these columns",
    )
    @click.option(
        "--out",
        metavar="OUT.csv",
        type=click.Path(dir_okay=False, writable=True, path_type=Path),
        help="每个提示一行 / a line for each alert",
    )
    def screen(
        name: str | None,
        kind: str,
        birth_date: str | None,
        number: str | None,
        country: str | None,
        as_json: bool,
        people: Path | None,
        out: Path | None,
    ) -> None:
        """与现行名单比对一个名称或一份文件；不留记录。单个名称也列出未达提示线的候选。

        Hold a name, or a file of them, against the lists in force; nothing is kept of it. For a single name candidates
        below the line are shown too.

        \b
        flask screen "Wang Xiaoming" --born 1980-05-17 --country CHN
        flask screen --file IN.csv --out OUT.csv
        """
        if (name is None) == (people is None) or (people is None) != (out is None):
            raise click.UsageError(
                "须给出一个名称，或同时给出 --file 与 --out / give a name, or --file together with --out"
            )
        subject = _asked(name, ListingKind(kind), birth_date, number, country) if name is not None else None
        house, console = opened()
        lists = lists_in_force(house.settings.watchlists_path, house.settings.names_index_path)
        if people is not None and out is not None:
            _screen_file(house, console, lists, people, out)
        elif subject is not None:
            with house.read(console) as unit:
                found = service.screen(unit, lists, subject, candidates=True)
            click.echo(
                json.dumps([match_json(m) for m in found], ensure_ascii=False, indent=2)
                if as_json
                else _matches(found)
            )

    return screen


_KINDS = [kind.value for kind in ListingKind if kind is not ListingKind.OTHER]


def _asked(
    name: str, kind: ListingKind, birth_date: str | None, number: str | None, country: str | None
) -> Subject:
    """Whom the options ask about. Invalid when a date or a country cannot be understood."""
    days: tuple[PartialDate, ...] = ()
    if birth_date:
        try:
            days = (born(birth_date),)
        except ValueError as fault:
            raise Invalid(
                "screen.born",
                Text(
                    f"“{birth_date}”不是日期，请写作 1980-05-17、1980-05 或 1980。",
                    f"{birth_date!r} is no date; write 1980-05-17, 1980-05 or 1980.",
                ),
            ) from fault
    code = alpha3(country) if country else None
    if country and code is None:
        raise Invalid(
            "screen.country",
            Text(
                f"“{country}”不是国家（地区），请用三位代码，如 CHN。",
                f"{country!r} is no country; use the three letters, such as CHN.",
            ),
        )
    return Subject(
        kind,
        (name,),
        birth_dates=days,
        countries=(code,) if code else (),
        numbers=(Number("", number),) if number else (),
    )


def _screen_file(house: House, console: Actor, lists: ListsInForce, people: Path, out: Path) -> None:
    rows: list[tuple[str, ...]] = []
    asked = read_asked(people.name, people.read_bytes())
    with house.read(console) as unit:
        for each in asked:
            rows += [_row(each.id, match) for match in service.screen(unit, lists, each.subject)]
    write_atomically(out, csv_bytes(MATCH_COLUMNS, rows))
    click.echo(f"{len(asked)} 个名称 / names, {len(rows)} 条提示 / alerts → {out}")


def _row(id_: str, match: Match) -> tuple[str, ...]:
    factors = json.dumps([factor.as_json() for factor in match.score.factors], ensure_ascii=False)
    return id_, match.listing.source, match.listing.listing_id, match.name, f"{match.score.points:g}", factors


def match_json(match: Match) -> dict[str, object]:
    """For programs: which entry of which list, by which name, with the score."""
    return {
        "list": match.listing.source,
        "listing_id": match.listing.listing_id,
        "matched_name": match.name,
        "kind": match.listing.kind.value,
        **match.score.as_json(),
    }


def _matches(found: list[Match]) -> str:
    if not found:
        return "没有相符的条目 / no entry agrees"
    return "\n".join(
        f"{match.listing.source}  {match.listing.listing_id}  {match.name}\n{in_words(match.score)}"
        for match in found
    )
