"""All detection rules over one day on DuckDB, against DuckDB's plain daily sums per customer over the same table.

FIRSTLINE_BENCH_DEALS says how many transactions (default 10,000,000, over a year and 50 a customer); measured from
100,000 up, so that the growth shows. Each figure is the best of three runs.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table

from kyc.base.calendar import WorkingCalendar
from screening.transactions.detection import running
from screening.transactions.detection.catalogue import rules
from screening.transactions.detection.engines.columnar import Columnar
from screening.transactions.detection.gathering import workdays
from screening.transactions.detection.ground import RELATIONS
from screening.transactions.detection.model import Found
from screening.transactions.detection.wording import day_number, day_of

DEALS = int(os.environ.get("FIRSTLINE_BENCH_DEALS", "10000000"))
FIRST = 100_000
DAYS, PER_CUSTOMER, RUNS, GROWTH, TARGET = 365, 50, 3, 10, 3.0
TODAY = date(2026, 11, 20)

_SUMS = "SELECT COUNT(*), SUM(total) FROM (SELECT customer, day, SUM(cny) AS total FROM deals GROUP BY customer, day)"
# a town in which most do ordinary things: a fiftieth of the amounts large, few agents and devices, a tenth of it cash
_DEALS = """
INSERT INTO deals
SELECT
  't' || n, 'c' || customer, 'c' || customer || '-0', CASE WHEN customer % 5 = 0 THEN 1 ELSE 0 END,
  day, w.workday, CAST(day AS BIGINT) * 86400 + second, (second // 3600 + 8) % 24, incoming, cash, abroad,
  CASE WHEN cash = 1 AND incoming = 1 THEN 'cash_deposit' WHEN cash = 1 THEN 'cash_withdrawal'
    WHEN abroad = 1 THEN 'transfer_cross_border' ELSE 'transfer_domestic' END,
  'cny', amount, amount, CASE WHEN cash = 1 THEN 'counter' ELSE '11' END,
  CASE WHEN cash = 1 THEN NULL WHEN other % 4 = 0 THEN 'c' || (other % {customers}) ELSE 'x' || other END,
  CASE WHEN cash = 0 AND other % 4 = 0 THEN 'c' || (other % {customers}) END,
  CASE WHEN cash = 1 THEN NULL ELSE other % 3 % 2 END,
  CASE WHEN abroad = 1 THEN 'SGP' END, '110101',
  CASE WHEN cash = 0 AND n % 3 = 0 THEN 'd' || customer END, CASE WHEN cash = 1 AND n % 50 = 0 THEN 'a' || customer END,
  'o' || (customer % 40)
FROM (
  SELECT
    n, hash(n * 7 + 1) % {customers} AS customer, {last} - (({count} - 1 - n) * {days}) // {count} AS day,
    hash(n * 7 + 2) % 43200 AS second, hash(n * 7 + 3) % 2 AS incoming,
    CASE WHEN hash(n * 7 + 4) % 10 = 0 THEN 1 ELSE 0 END AS cash,
    CASE WHEN hash(n * 7 + 4) % 200 = 1 THEN 1 ELSE 0 END AS abroad,
    CAST(1 + (hash(n * 7 + 5) % 1000000) * (CASE WHEN hash(n * 7 + 6) % 50 = 0 THEN 40 ELSE 2 END) AS BIGINT) AS amount,
    hash(n * 7) % {others} AS other
  FROM range({count}) AS r(n)
) AS told
JOIN numbered AS w USING (day)
"""


def run() -> dict[str, Any]:
    """Prints the table and returns the figures."""
    measured = []
    count = min(FIRST, DEALS)
    while count <= DEALS:
        measured.append(_measure(count))
        count *= GROWTH
    _show(measured)
    last = measured[-1]
    return {
        "target_ratio": TARGET,
        "reached": last["ratio"] <= TARGET,
        "rules": len(rules()),
        "measured": measured,
    }


def _measure(count: int) -> dict[str, Any]:
    engine = Columnar()
    _fill(engine, count)
    parameters = {code: {p.name: p.default for p in rule.parameters} for code, rule in rules().items()}
    today, number = day_number(TODAY), workdays(WorkingCalendar())(TODAY)
    sums = _best(lambda: engine.query(_SUMS, {}))
    found: list[Found] = []

    def judge() -> None:
        found[:] = running.run(engine, rules().values(), parameters, today, number)

    seconds = _best(judge)
    _, [[judged]] = engine.query("SELECT COUNT(*) FROM judged", {})
    engine.close()
    return {
        "deals": count,
        "judged": int(str(judged)),
        "findings": len(found),
        "daily_sums_seconds": round(sums, 3),
        "rules_seconds": round(seconds, 3),
        "ratio": round(seconds / sums, 2),
    }


def _fill(engine: Columnar, count: int) -> None:
    for relation in RELATIONS.values():
        engine.make(relation)
    customers, last = max(count // PER_CUSTOMER, 1), day_number(TODAY)
    number = workdays(WorkingCalendar())
    engine.connection.execute("CREATE TABLE numbered (day BIGINT, workday BIGINT)")
    days = [(day, number(day_of(day))) for day in range(last - DAYS - 1, last + 1)]
    engine.connection.executemany("INSERT INTO numbered VALUES (?, ?)", days)
    engine.connection.execute(
        _DEALS.format(count=count, customers=customers, others=customers * 4, days=DAYS, last=last)
    )
    engine.connection.execute(
        f"INSERT INTO customers SELECT 'c' || n, CASE WHEN n % 5 = 0 THEN 1 ELSE 0 END, 18 + n % 60, 'p' || (n % 90), "
        f"{last - 900} FROM range({customers}) AS r(n)"
    )
    engine.connection.execute(
        f"INSERT INTO accounts SELECT customer || '-0', customer, 'class_1', {last - 900}, NULL FROM customers"
    )
    engine.connection.execute("INSERT INTO ties SELECT customer, 'phone', customer FROM customers")
    engine.connection.execute(f"INSERT INTO judged SELECT DISTINCT customer FROM deals WHERE day = {last}")


def _best(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def _show(measured: list[dict[str, Any]]) -> None:
    table = Table(
        "交易 / deals",
        "客户 / judged",
        "监测结果 / findings",
        "日汇总 / daily sums",
        "全部规则 / all rules",
        "倍数 / ratio",
    )
    for row in measured:
        table.add_row(
            f"{row['deals']:,}", f"{row['judged']:,}", f"{row['findings']:,}", f"{row['daily_sums_seconds']} s",
            f"{row['rules_seconds']} s", f"{row['ratio']}",
        )  # fmt: skip
    Console().print(table)
