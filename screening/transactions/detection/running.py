"""Rules over a ground: the same query on whatever engine, and what its rows say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from screening.transactions.detection.dialect import turned
from screening.transactions.detection.engines import Engine
from screening.transactions.detection.model import Figures, Found, Parameters, Rule
from screening.transactions.detection.wording import day_of

# what every rule gives for each piece of evidence, before its figures
KEYS = ("customer", "deal", "party", "on_day")


def run(
    engine: Engine,
    rules: Iterable[Rule],
    parameters: Mapping[str, Parameters],
    day: int,
    workday: int,
) -> tuple[Found, ...]:
    """What the rules find for whom the engine's ground judges, on that day. parameters: by the rule's code.

    Equal on every engine: ordered by rule and customer, evidence in the order of its ids.
    """
    values = {"day": day, "workday": workday}
    found: list[Found] = []
    for rule in rules:
        query = turned(rule.sql, parameters[rule.code], engine.dialect)
        columns, rows = engine.query(query.sql, {name: values[name] for name in query.names})
        found.extend(_found(rule, day, columns, rows))
    return tuple(found)


def _found(rule: Rule, day: int, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[Found]:
    names = tuple(columns[len(KEYS) :])
    patterns: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    evidence: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for customer, deal, party, on_day, *figures in rows:
        patterns[str(customer)].add(tuple(map(_plain, figures)))
        evidence[str(customer)][str(deal)] = (str(party), int(str(on_day)))
    for customer in sorted(evidence):
        seen = evidence[customer]
        yield Found(
            rule=rule.code,
            customer_id=customer,
            day=day_of(day),
            first_day=day_of(min(on_day for _, on_day in seen.values())),
            figures=tuple(_figures(names, each) for each in sorted(patterns[customer], key=repr)),
            evidence=tuple(sorted(seen)),
            related=tuple(sorted({party for party, _ in seen.values()} - {customer})),
        )


def _figures(names: Sequence[str], values: Sequence[object]) -> Figures:
    return dict(zip(names, values, strict=True))  # type: ignore[arg-type]


def _plain(value: object) -> int | str | None:
    """Sums come as Decimal from one engine and as int from another."""
    return value if value is None or isinstance(value, str) else int(str(value))
