"""Chinese working days and business dates.

The State Council moves holidays and makes weekend days working days by a notice for each year. The years the
package chinesecalendar knows come from it; a later year, or a change, comes from a YAML file that an operator
edits: `working_days.yaml` beside this module says how, and the setting FIRSTLINE_HOLIDAYS names one more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from chinese_calendar.constants import holidays as package_holidays
from chinese_calendar.constants import workdays as package_workdays

from kyc.base.errors import Misconfigured
from kyc.base.text import Text

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHIPPED_YEARS = Path(__file__).with_name("working_days.yaml")

# Statutory holidays on fixed dates: New Year, Labour Day, National Day
# (全国年节及纪念日放假办法, 2025 revision, art. 2). Those of the lunar calendar stand in the file.
FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))


def business_date(at: datetime) -> date:
    """The calendar day in Asia/Shanghai on which `at` falls. ValueError when `at` has no time zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone has no business date")
    return at.astimezone(SHANGHAI).date()


class WorkingCalendar:
    """Which days are working days of the government and the banks.

    extra: an operator's file of later years; read after the shipped one, so it wins, and need not exist.
    Misconfigured, naming file and entry, when a file cannot be read or is malformed.
    """

    def __init__(self, extra: Path | None = None) -> None:
        self._known = {day.year for day in package_holidays}
        self._holidays = set(package_holidays)
        self._workdays = set(package_workdays)
        files = [SHIPPED_YEARS, extra] if extra is not None and extra.exists() else [SHIPPED_YEARS]
        for path in files:
            for year in _read_years(path):
                self._add(year)

    def is_known(self, year: int) -> bool:
        """Whether the year's arrangement is loaded. When not, weekends and statutory days alone count as off,
        a make-up working day is missed, and a caller showing a deadline must warn.
        """
        return year in self._known

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on `day`."""
        if day in self._workdays:
            return True
        return not (_is_weekend(day) or day in self._holidays or self._is_fixed_holiday(day))

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, itself not counted; `day` when n is 0. ValueError when n < 0."""
        if n < 0:
            raise ValueError("working days are counted forward")
        while n:
            day += timedelta(days=1)
            n -= self.is_working_day(day)
        return day

    def _add(self, year: _Year) -> None:
        if year.published:
            self._known.add(year.year)
        self._holidays = (self._holidays | year.holidays) - year.workdays
        self._workdays = (self._workdays | year.workdays) - year.holidays

    def _is_fixed_holiday(self, day: date) -> bool:
        return not self.is_known(day.year) and (day.month, day.day) in FIXED_HOLIDAYS


def _is_weekend(day: date) -> bool:
    return day.isoweekday() in (6, 7)  # ISO 8601: Saturday and Sunday


@dataclass(frozen=True)
class _Year:
    year: int
    published: bool
    holidays: frozenset[date]
    workdays: frozenset[date]


def _read_years(path: Path) -> list[_Year]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _bad_file(path, "无法读取", f"cannot be read ({type(error).__name__})") from error
    years = content.get("years") if isinstance(content, Mapping) else None
    if not isinstance(years, Mapping):
        raise _bad_file(path, "缺少 years", "has no mapping `years`")
    return [_read_year(path, year, entry) for year, entry in years.items()]


def _read_year(path: Path, year: object, entry: object) -> _Year:
    if not isinstance(year, int) or not isinstance(entry, Mapping):
        raise _bad_file(
            path, f"年份 {year} 格式有误", f"year {year} must be a number with a mapping under it"
        )
    unknown = set(entry) - {"published", "source", "holidays", "workdays"}
    if unknown or not isinstance(entry.get("published"), bool) or not entry.get("source"):
        raise _bad_file(
            path,
            f"{year} 年须有 published (true/false) 与 source, 可有 holidays、workdays",
            f"{year} needs `published` (true or false) and `source`, may have `holidays` and `workdays`",
        )
    holidays = _read_days(path, year, entry.get("holidays", []))
    workdays = _read_days(path, year, entry.get("workdays", []))
    both = holidays & workdays
    if both:
        day = min(both)
        raise _bad_file(path, f"{day} 既为假日又为工作日", f"{day} stands as holiday and as working day")
    return _Year(year, entry["published"], holidays, workdays)


def _read_days(path: Path, year: int, days: object) -> frozenset[date]:
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        raise _bad_file(
            path, f"{year} 年的日期须为 YYYY-MM-DD 列表", f"days of {year} must be a list of YYYY-MM-DD"
        )
    # A New Year arrangement may move days of the December before.
    if not all(day.year in (year - 1, year) for day in days):
        raise _bad_file(
            path, f"{year} 年下有别年的日期", f"a day listed under {year} belongs to another year"
        )
    return frozenset(days)


def _bad_file(path: Path, zh: str, en: str) -> Misconfigured:
    return Misconfigured(
        "base.calendar.file",
        Text(f"工作日文件 {path.name} {zh}。", f"Working-day file {path.name} {en}."),
    )
