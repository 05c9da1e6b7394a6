"""Large-value business (Order [2016] No.3 art.5): one customer, one calendar day, one class, one direction, one book.

Receipts and payments are summed apart and never netted; renminbi and foreign currency are two tests. The lines
include their figure (以上). A foreign sum is the exact sum of every amount times its rate in US dollars, as a
fraction; only the finished total is cut down to the cent. Because the line is a whole number of cents, the decision
is the same before and after that cut, and no order or splitting of rows can change it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from kyc.base.calendar import WorkingCalendar
from kyc.base.errors import Invalid, Problem
from kyc.base.money import Money, minor_digits
from kyc.base.text import Text
from kyc.customers.countries import CHINA
from screening.transactions.model import (
    Book,
    DayRow,
    DaySum,
    Derived,
    Direction,
    FindingState,
    Method,
    Missing,
    PromptLevel,
    Rate,
    ReportClass,
    SumKey,
    book_of,
)
from screening.transactions.particulars import Exemption, Particulars
from screening.transactions.policy import LargeValuePolicy

SUMS = tuple(
    SumKey(report_class, direction, book)
    for report_class in ReportClass
    for direction in Direction
    for book in Book
)


def classes_of(
    method: Method,
    particulars: Particulars | None,
    policy: LargeValuePolicy,
    *,
    natural_person: bool,
    has_account: bool,
    to_own_account: bool,
) -> tuple[ReportClass, ...]:
    """The classes a deal is added up in: both, where it meets two (Order [2016] No.3 art.5, 6).

    A cash remittance out of or into an account that crosses the border is cash and a transfer. to_own_account: the other
    account is the customer's own, in this institution; whether such transfers count, the policy says.
    """
    classes = [ReportClass.CASH] if method.is_cash else []
    abroad = method is Method.TRANSFER_CROSS_BORDER or (
        method is Method.CASH_REMITTANCE and has_account and _abroad(particulars)
    )
    if method.is_cash and not abroad:
        return tuple(classes)
    if to_own_account and not policy.own_account_transfers_count:
        return tuple(classes)
    if not natural_person:
        return (*classes, ReportClass.ENTITY_TRANSFER)
    return (*classes, ReportClass.PERSONAL_CROSS_BORDER if abroad else ReportClass.PERSONAL_DOMESTIC)


def _abroad(particulars: Particulars | None) -> bool:
    other = particulars.counterparty if particulars else None
    return other is not None and other.country not in (None, CHINA)


def add_up(rows: Iterable[DayRow], rates: Mapping[str, Rate]) -> dict[SumKey, DaySum]:
    """Every sum of one customer's day; one without rows is zero.

    rows: the rows in force. rates: for every foreign currency among them but the US dollar; KeyError when one
    is missing, because an amount that cannot be valued must never count as nothing.
    """
    grouped: dict[SumKey, list[DayRow]] = defaultdict(list)
    for row in rows:
        for report_class in row.classes:
            grouped[SumKey(report_class, row.direction, book_of(row.amount.currency))].append(row)
    return {key: _add(key, grouped[key], rates) for key in SUMS}


def judge(day_sum: DaySum, day: date, policy: LargeValuePolicy, calendar: WorkingCalendar) -> Derived:
    """Whether the sum must be reported, by when, and why. State `withdrawn` means: below the line."""
    line = policy.line(day_sum.report_class, day_sum.book)
    deadline = calendar.add_working_days(day, policy.deadline_working_days)
    certain = calendar.is_known(day.year) and calendar.is_known(deadline.year)
    over = day_sum.total >= line
    exempted = Counter(exemption for _, exemption in day_sum.exempted)
    reasons = [
        _sum_reason(day_sum, line, over=over),
        *(_exemption_reason(exemption, exempted[exemption]) for exemption in sorted(exempted)),
    ]
    if over:
        reasons.append(_deadline_reason(day, deadline, policy.deadline_working_days, certain=certain))
    return Derived(
        state=FindingState.OPEN if over else FindingState.WITHDRAWN,
        day_sum=day_sum,
        threshold=line,
        deadline=deadline,
        deadline_certain=certain,
        reasons=tuple(reasons),
    )


def one_off_reached(rows: Iterable[DayRow], day_sum: DaySum, policy: LargeValuePolicy) -> bool:
    """Whether the one-off services among `rows`, in the direction and book of `day_sum`, reach the amount from which
    the person must be identified (Order [2025] No.11 art.7(1): single or linked cumulative).
    """
    one_offs = [row for row in rows if row.one_off and row.direction is day_sum.direction]
    sums = add_up(
        [row for row in one_offs if book_of(row.amount.currency) is day_sum.book],
        {rate.currency: rate for rate in day_sum.rates},
    )
    return sums[day_sum.key].total >= policy.one_off_line(day_sum.book)


def level_of(after: DaySum, policy: LargeValuePolicy, *, refused: bool) -> PromptLevel:
    """How loud to be: refuse, report, near the line (`near_percent` of it), or nothing to say."""
    if refused:
        return PromptLevel.REFUSE
    line = policy.line(after.report_class, after.book)
    if after.total >= line:
        return PromptLevel.REPORT
    if after.total.minor * 100 >= line.minor * policy.near_percent:
        return PromptLevel.NEAR
    return PromptLevel.CLEAR


def prompt(
    level: PromptLevel, after: DaySum, line: Money, method: Method, missing: Iterable[Missing]
) -> Text:
    """The sentence the teller reads before booking.

    line: the amount that matters at this level. missing: what identification still lacks.
    """
    total = amount_text(after.total, after.book)
    advice = _advice(level, amount_text(line, after.book))
    lacking = _lacking(level, tuple(missing))
    return Text(
        f"加上本笔{method.label.zh}，该客户当日{after.flow.zh}合计{total.zh}：{advice.zh}{lacking.zh}",
        f"With this {method.label.en.lower()} the day's {after.flow.en} is {total.en}: {advice.en}{lacking.en}",
    )


def amount_text(amount: Money, book: Book) -> Text:
    """An amount as a sentence says it; a foreign sum is marked as the dollar equivalent."""
    if book is Book.CNY:
        return Text(f"人民币 {amount.format()} 元", f"CNY {amount.format()}")
    return Text(f"折合美元 {amount.format()} 元", f"USD {amount.format()} equivalent")


def missing_rate(currency: str, day: date) -> Invalid:
    """The refusal to value an amount without a rate."""
    text = Text(
        f"没有 {day} 可用的 {currency} 折美元汇率，无法累计当日金额。请先导入汇率（flask transactions rates import）。",
        f"There is no {currency} rate usable on {day}, so the day cannot be summed. "
        "Import the rates first (flask transactions rates import).",
    )
    return Invalid("transactions.rate.missing", text, [Problem("currency", text)])


def _add(key: SumKey, rows: list[DayRow], rates: Mapping[str, Rate]) -> DaySum:
    counted = [row for row in rows if row.exemption is None]
    total = Fraction(0)
    for row in counted:
        total += _in_book(row.amount, key.book, rates)
    used = {row.amount.currency for row in counted} & rates.keys() if key.book is Book.FOREIGN else set()
    return DaySum(
        report_class=key.report_class,
        direction=key.direction,
        book=key.book,
        total=Money(int(total), key.book.currency),  # int() cuts toward zero; amounts are positive
        transaction_ids=tuple(sorted(row.transaction_id for row in counted)),
        rates=tuple(rates[currency] for currency in sorted(used)),
        exempted=tuple(
            sorted((row.transaction_id, row.exemption) for row in rows if row.exemption is not None)
        ),
    )


def _in_book(amount: Money, book: Book, rates: Mapping[str, Rate]) -> Fraction:
    """The amount in minor units of the book's currency, exact."""
    if amount.currency == book.currency:
        return Fraction(amount.minor)
    scale = Fraction(10) ** (minor_digits(book.currency) - minor_digits(amount.currency))
    return amount.minor * Fraction(rates[amount.currency].usd_per_unit) * scale


def _sum_reason(day_sum: DaySum, line: Money, *, over: bool) -> Text:
    total, limit = amount_text(day_sum.total, day_sum.book), amount_text(line, day_sum.book)
    count = len(day_sum.transaction_ids)
    verdict = Text("达到", "reaches") if over else Text("未达", "is below")
    code = day_sum.report_class
    return Text(
        f"当日{day_sum.flow.zh} {count} 笔，合计{total.zh}，{verdict.zh}大额交易标准{limit.zh}（{code}）。",
        f"The day's {day_sum.flow.en} (transactions: {count}) comes to {total.en} and {verdict.en} the "
        f"large-value line of {limit.en} ({code}).",
    )


def _exemption_reason(exemption: Exemption, count: int) -> Text:
    return Text(
        f"另有 {count} 笔未计入：{exemption.label.zh}（〔2016〕第3号令第七条）。",
        f"Left out, transactions: {count}: {exemption.label.en} (Order [2016] No.3 art.7).",
    )


def _deadline_reason(day: date, deadline: date, n: int, *, certain: bool) -> Text:
    text = Text(
        f"交易日 {day} 后第 {n} 个工作日为 {deadline}，须于该日前（含）报送。",
        f"The report is due by {deadline}, working day {n} after the transaction date {day}.",
    )
    if certain:
        return text
    return Text(
        f"{text.zh}该年度放假安排尚未载入，期限仅按周末与法定节日推算，请尽快更新工作日文件。",
        f"{text.en} That year's working-day arrangement is not loaded: the date rests on weekends and statutory "
        "holidays alone; update the working-day file.",
    )


def _advice(level: PromptLevel, line: Text) -> Text:
    return {
        PromptLevel.CLEAR: Text(f"未达大额交易标准{line.zh}。", f"below the large-value line of {line.en}."),
        PromptLevel.NEAR: Text(
            f"接近大额交易标准{line.zh}，请留意当日后续交易。",
            f"close to the large-value line of {line.en}; mind further transactions today.",
        ),
        PromptLevel.REPORT: Text(
            "须提交大额交易报告并识别客户身份。", "a large-value report is due; identify the customer."
        ),
        PromptLevel.REFUSE: Text(
            f"一次性业务达到{line.zh}，须先识别客户身份并登记，方可办理。",
            f"a one-off service of {line.en} or more; identify and register the customer before going on.",
        ),
    }[level]


def _lacking(level: PromptLevel, missing: tuple[Missing, ...]) -> Text:
    if not missing or level not in (PromptLevel.REPORT, PromptLevel.REFUSE):
        return Text("", "")
    return Text(
        f"尚缺：{'、'.join(one.text.zh for one in missing)}。",
        f" Still missing: {', '.join(one.text.en for one in missing)}.",
    )
