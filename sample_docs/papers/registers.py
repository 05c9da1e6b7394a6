"""Pages of a household register: the first page, and a page (常住人口登记卡) for every member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random

from sample_docs.drawn import Area, Drawn
from sample_docs.papers.households import HEAD, Household, Member, draw_household
from sample_docs.papers.page import Page, PaperStyle, Print, clerk, draw_paper_style, lines_of
from sample_docs.papers.seals import round_seal, square_seal

DOCUMENT_TYPE = "cn_household_register"
_SIZE_MM = (143.0, 105.0)
_FREE: tuple[Area, ...] = ((3.0, 1.5, 40.0, 9.0), (104.0, 1.5, 140.0, 9.0))

# A row of the member page: cells of (label, field, share of the row's width for the label, for the value).
# "|" is where a label may be broken into two lines.
_Row = tuple[tuple[str, str, float, float], ...]
_MEMBER_ROWS: tuple[_Row, ...] = (
    (("姓名", "name", 0.15, 0.35), ("户主或与|户主关系", "household_relation", 0.17, 0.33)),
    (("曾用名", "former_name", 0.15, 0.35), ("性别", "sex", 0.17, 0.33)),
    (("出生地", "birth_place", 0.15, 0.35), ("民族", "ethnicity", 0.17, 0.33)),
    (("籍贯", "native_place", 0.15, 0.35), ("出生日期", "birth_date", 0.17, 0.33)),
    (("本市（县）|其他住址", "other_address", 0.15, 0.35), ("宗教信仰", "religion", 0.17, 0.33)),
    (
        ("公民身份|证件编号", "number", 0.15, 0.35),
        ("身高", "height", 0.1, 0.15),
        ("血型", "blood_type", 0.1, 0.15),
    ),
    (
        ("文化程度", "education", 0.15, 0.2),
        ("婚姻状况", "marital_status", 0.15, 0.18),
        ("兵役状况", "military_service", 0.15, 0.17),
    ),
    (("服务处所", "employer", 0.15, 0.45), ("职业", "occupation", 0.12, 0.28)),
    (("何时由何地迁来|本市（县）", "moved_here_from", 0.22, 0.78),),
    (("何时由何地|迁来本址", "moved_in_from", 0.22, 0.78),),
)


def draw_page(seed: int, index: int, fonts: str) -> Drawn:
    """One page of the register of household `index` of `seed`: of three, one is a first page, the others a member's."""
    household = draw_household(seed, index)
    pages = draw_book(household, seed, index, fonts)
    return pages[0] if index % 3 == 2 else pages[1 + index % (len(pages) - 1)]


def draw_book(household: Household, seed: int, index: int, fonts: str) -> list[Drawn]:
    """Every page of a register in order, all printed alike: the first page, then a page for each member."""
    style = draw_paper_style(Random(f"print:{seed}:{index}:register"), fonts)
    first = _first_page(household, style, Random(f"register:{seed}:{index}"))
    rest = [
        _member_page(household, member, style, seed, index, at) for at, member in enumerate(household.members)
    ]
    return [first, *rest]


def _first_page(household: Household, style: PaperStyle, rng: Random) -> Drawn:
    page = Page(_SIZE_MM, rng.randint(1050, 1300), style, rng)
    label, value = _print(style, 3.4, label=True), _print(style, 3.5, label=False)
    left, right = rng.uniform(10, 14), 143 - rng.uniform(10, 14)
    top, step = rng.uniform(16, 22), rng.uniform(11, 13)
    ruled = rng.random() < 0.7
    if rng.random() < 0.5:
        page.write_centred("居民户口簿", 71.5, top - 6, Print(style.titles, style.label_ink, 5.0, 0.3))
    rows: tuple[_Row, ...] = (
        (("户别", "household_kind", 0.14, 0.36), ("户主姓名", "household_head", 0.16, 0.34)),
        (("户号", "household_number", 0.14, 0.36), ("住址", "address", 0.12, 0.38)),
    )
    if rng.random() < 0.5:  # the address has a row of its own
        rows = (rows[0], (("户号", "household_number", 0.14, 0.86),), (("住址", "address", 0.14, 0.86),))
    values = {
        "household_kind": household.kind,
        "household_head": household.head.person.name,
        "household_number": household.number,
        "address": household.address,
    }
    _draw_rows(page, rows, values, (left, top, right, top + step * len(rows)), label, value, ruled=ruled)
    province, office = f"{household.place.province}公安厅", household.place.office
    small = _print(style, 3.0, label=True)
    y = top + step * len(rows) + 9
    page.write("省级公安机关", left + 6, y, small)
    page.write("户口专用章", left + 7, y + 5, small)
    page.write("户口登记机关", right - 44, y, small)
    page.write("户口专用章", right - 43, y + 5, small)
    page.stamp(round_seal(province, rng), left + 34, y + 8, 30)
    page.stamp(round_seal(office, rng), right - 14, y + 8, 30)
    foot = rng.uniform(90, 95)
    fields = values | {"issued_on": household.issued_on.isoformat()}
    _draw_clerk(page, left + 4, foot, small, rng)
    page.write(f"{_day(household.issued_on, rng)}签发", right - 48, foot, _print(style, 3.3, label=False))
    page.mark_as_specimen()
    return Drawn(page.finished(), page.width, DOCUMENT_TYPE, fields, _FREE)


def _member_page(
    household: Household, member: Member, style: PaperStyle, seed: int, index: int, at: int
) -> Drawn:
    form = Random(f"form:{seed}:{index}")  # every page of a book has the same form
    rng = Random(f"register:{seed}:{index}:{at}")
    page = Page(_SIZE_MM, form.randint(1100, 1400), style, rng)
    label, value = _print(style, 2.7, label=True), _print(style, form.uniform(2.9, 3.2), label=False)
    left, right, top = form.uniform(7, 11), 143 - form.uniform(7, 11), form.uniform(17, 20)
    page.write_centred(
        "常住人口登记卡", 71.5, top - 5, Print(style.titles, style.label_ink, 5.2, form.uniform(0.1, 0.5))
    )
    person = member.person
    printed = {
        "name": person.name,
        "household_relation": member.relation if member.relation != HEAD else HEAD,
        "sex": {"M": "男", "F": "女"}[person.sex],
        "ethnicity": person.ethnicity + ("族" if form.random() < 0.6 and len(person.ethnicity) < 5 else ""),
        "birth_date": _day(person.birth_date, form),
        "number": person.number,
        **member.entries,
    }
    height = form.uniform(6.9, 7.4)
    rows = _MEMBER_ROWS[: form.choice((9, 10, 10))]
    _draw_rows(page, rows, printed, (left, top, right, top + height * len(rows)), label, value, ruled=True)
    foot = top + height * len(rows) + 6
    _draw_clerk(page, left + 2, foot, _print(style, 2.8, label=True), rng)
    end = page.write("登记日期：", right - 50, foot, _print(style, 2.8, label=True))
    page.write(_day(member.registered_on, form), end + 1, foot, value)
    page.stamp(square_seal(rng), left + 32, foot - 1, 9)
    if rng.random() < 0.6:
        page.stamp(round_seal(household.place.office, rng), rng.uniform(80, 110), foot - 3, 26)
    page.mark_as_specimen()
    fields = {
        **member.entries,
        "name": person.name,
        "household_relation": member.relation,
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "birth_date": person.birth_date.isoformat(),
        "number": person.number,
        "issued_on": member.registered_on.isoformat(),
    }
    return Drawn(page.finished(), page.width, DOCUMENT_TYPE, fields, _FREE)


def _draw_rows(
    page: Page,
    rows: Sequence[_Row],
    printed: Mapping[str, str],
    area: Area,
    label: Print,
    value: Print,
    *,
    ruled: bool,
) -> None:
    """A table of labelled cells; values stand half way up their row, in two lines where one does not hold them."""
    left, top, right, bottom = area
    height = (bottom - top) / len(rows)
    for at, row in enumerate(rows):
        y, x = top + height * at, left
        middle = y + height / 2
        for words, field, for_label, for_value in row:
            width = (right - left) * for_label
            _draw_label(page, words, x, middle, width, label)
            start = x + width
            lines = lines_of(printed.get(field, ""), value, (right - left) * for_value - 2)
            for line, text in enumerate(lines):
                offset = (line - (len(lines) - 1) / 2) * value.size * 1.1
                page.write(text, start + 1.2, middle + value.size * 0.36 + offset, value)
            x = start + (right - left) * for_value
            if ruled:
                page.rule(start, y, start, y + height)
                page.rule(min(x, right), y, min(x, right), y + height)
        page.rule(left, y, right, y)
    page.rule(left, bottom, right, bottom)
    page.rule(left, top, left, bottom)
    page.rule(right, top, right, bottom)


def _draw_label(page: Page, words: str, x: float, middle: float, width: float, how: Print) -> None:
    """A label in its cell: spread when short, in two lines when it has a break and does not fit one."""
    whole = words.replace("|", "")
    if "|" in words and how.width(whole) > width - 2:
        for line, part in zip((-0.55, 0.55), words.split("|"), strict=True):
            page.write_centred(part, x + width / 2, middle + how.size * (0.36 + line), how)
    elif len(whole) <= 3:
        spread = min(width - 4, how.size * 4.4)
        page.write_spread(whole, x + (width - spread) / 2, middle + how.size * 0.36, spread, how)
    else:
        page.write_centred(whole, x + width / 2, middle + how.size * 0.36, how)


def _draw_clerk(page: Page, x: float, y: float, how: Print, rng: Random) -> None:
    end = page.write("承办人签章：", x, y, how)
    page.write(rng.choice(("王样本", "李样本", "赵样本")), end + 1, y, clerk(page.style, 3.6))


def _print(style: PaperStyle, size: float, *, label: bool) -> Print:
    if label:
        return Print(style.labels, style.label_ink, size * style.scale)
    return Print(style.values, style.value_ink, size * style.scale, style.tracking / 2)


def _day(day: date, rng: Random) -> str:
    return rng.choice(
        (f"{day.year}年{day.month:02d}月{day.day:02d}日", f"{day.year}年{day.month}月{day.day}日")
    )
