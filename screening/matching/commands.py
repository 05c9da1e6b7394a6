"""`flask names compare`: names held against each other on the command line, with no database."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from kyc.base.errors import Invalid
from kyc.base.files import write_atomically
from kyc.base.text import Text
from screening.matching import rules
from screening.matching.files import csv_bytes, read_pairs
from screening.matching.model import Score, Subject
from screening.matching.policy import MatchingPolicy
from screening.watchlists.model import ListingKind

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


def compared(a: str, b: str, kind: ListingKind, policy: MatchingPolicy) -> Score:
    """The score of two names with nothing else known. Invalid when one of them holds no letter."""
    for text in (a, b):
        if not any(c.isalpha() for c in text):
            raise Invalid(
                "names.empty",
                Text(
                    f"“{text}”不是名称，须含文字或字母。", f"{text!r} is no name; write at least one letter."
                ),
            )
    return rules.compare(Subject(kind, (a,)), Subject(kind, (b,)), policy)


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
