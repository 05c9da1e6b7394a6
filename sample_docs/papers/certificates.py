"""Certificates that the unified social credit code has replaced: tax registration and organisation code."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sample_docs import figures
from sample_docs.drawn import Area, Drawn
from sample_docs.papers.businesses import Kind, draw_business
from sample_docs.papers.page import Page, PaperStyle, Print, draw_paper_style, lines_of
from sample_docs.papers.seals import round_seal

TAX, ORGANISATION = "cn_tax_registration", "cn_organisation_code"
_UNTIL = date(2015, 9, 1)
_YEARS = 4
_SIZE_MM = (297.0, 210.0)
_SMALL_MM = (210.0, 148.0)
_KINDS = (Kind.COMPANY, Kind.COMPANY, Kind.BRANCH, Kind.SOLE)
_Entries = list[tuple[str, str, str]]  # label, text as printed, field or ""


def draw_tax_registration(seed: int, index: int, fonts: str) -> Drawn:
    """The tax registration certificate (税务登记证) of business `index` of `seed`, as issued before October 2015."""
    rng = Random(f"tax:{seed}:{index}")
    business = draw_business(seed, index, kind=rng.choice(_KINDS), before=_UNTIL)
    style = draw_paper_style(Random(f"print:{seed}:{index}:tax"), fonts)
    page = Page(_SIZE_MM if rng.random() < 0.6 else _SMALL_MM, rng.randint(1500, 2000), style, rng)
    unit = page.width / 297.0
    _draw_heading(page, "税务登记证", unit, rng)
    number, label = _print(style, 5.0 * unit, label=False), _print(style, 4.8 * unit, label=True)
    bureau = rng.choice(("国", "地"))
    prefix = f"{business.city[0]}{bureau}税字"
    y = 62 * unit
    if rng.random() < 0.7:
        end = page.write(prefix, 96 * unit, y, label)
        end = page.write(business.tax_number, end + 3 * unit, y, number)
        page.write("号", end + 3 * unit, y, label)
    else:
        end = page.write("纳税人识别号", 84 * unit, y, label)
        page.write(business.tax_number, end + 5 * unit, y, number)
    office = f"{business.city}{'国家' if bureau == '国' else '地方'}税务局"
    entries: _Entries = [
        ("纳税人名称", business.legal_name, "legal_name"),
        (
            rng.choice(("法定代表人（负责人）", "法定代表人(负责人)", "法定代表人")),
            business.representative,
            "legal_representative",
        ),
        (rng.choice(("地址", "地址", "注册地址")), business.address, "address"),
        ("登记注册类型", business.entity_type, "entity_type"),
        ("经营范围", business.scope, "business_scope"),
        ("批准设立机关", f"{business.city}工商行政管理局", "registration_authority"),
        ("扣缴义务", "依法确定", ""),
    ]
    _draw_entries(page, entries, 34 * unit, 78 * unit, unit, rng)
    fields = {field: text for _, text, field in entries if field}
    fields |= {"number": business.tax_number, "issued_on": business.issued_on.isoformat()}
    fields |= _draw_issuer(page, "发证税务机关", office, business.issued_on, unit, rng)
    return _finished(page, TAX, fields)


def draw_organisation_code(seed: int, index: int, fonts: str) -> Drawn:
    """The organisation code certificate (组织机构代码证) of business `index` of `seed`, as issued before October 2015."""
    rng = Random(f"organisation:{seed}:{index}")
    business = draw_business(seed, index, kind=rng.choice(_KINDS), before=_UNTIL)
    style = draw_paper_style(Random(f"print:{seed}:{index}:organisation"), fonts)
    page = Page(_SIZE_MM if rng.random() < 0.5 else _SMALL_MM, rng.randint(1500, 2000), style, rng)
    unit = page.width / 297.0
    page.write_centred(
        "中华人民共和国", page.width / 2, 34 * unit, Print(style.titles, style.label_ink, 9 * unit, 0.3)
    )
    _draw_heading(page, "组织机构代码证", unit, rng)
    code = f"{business.organisation_code[:8]}-{business.organisation_code[8]}"
    issued, expires = business.issued_on, _years_later(business.issued_on)
    office = f"{business.city}质量技术监督局"
    entries: _Entries = [
        ("代码", code, "number"),
        ("机构名称", business.legal_name, "legal_name"),
        ("机构类型", rng.choice(("企业法人", "企业非法人", "企业法人")), "entity_type"),
        (rng.choice(("法定代表人", "法定代表人", "负责人")), business.representative, "legal_representative"),
        ("地址", business.address, "address"),
        ("有效期", f"自{_day(issued)}至{_day(expires)}", ""),
        ("颁发单位", office, "issuer"),
        ("登记号", f"组代管{business.place.code}-{rng.randrange(10**6):06d}-1", ""),
    ]
    _draw_entries(page, entries, 40 * unit, 78 * unit, unit, rng)
    page.stamp(round_seal(office, rng), 226 * unit, 160 * unit, 42 * unit)
    fields = {field: text for _, text, field in entries if field}
    fields |= {"issued_on": issued.isoformat(), "expires_on": expires.isoformat()}
    return _finished(page, ORGANISATION, fields)


def _draw_heading(page: Page, title: str, unit: float, rng: Random) -> None:
    style, inset = page.style, 8 * unit
    page.frame((inset, inset, page.width - inset, page.height - inset), 1.2 * unit)
    if title == "税务登记证":
        page.paste(figures.draw_emblem((240, 240)), page.width / 2 - 9 * unit, 14 * unit, 18 * unit)
    page.write_centred(
        title,
        page.width / 2,
        50 * unit,
        Print(style.titles, style.label_ink, 13 * unit, rng.uniform(0.1, 0.5)),
    )
    if rng.random() < 0.5:
        page.write("（副本）", page.width / 2 + 62 * unit, 50 * unit, _print(style, 5 * unit, label=True))


def _draw_entries(page: Page, entries: _Entries, left: float, top: float, unit: float, rng: Random) -> None:
    style = page.style
    label, value = _print(style, 4.8 * unit, label=True), _print(style, 4.5 * unit, label=False)
    width = rng.uniform(44, 52) * unit
    colon = rng.choice(("", "：", "："))
    y = top
    for words, text, _ in entries:
        spread = max(width - 10 * unit, label.width(words)) if len(words) < 6 else label.width(words)
        page.write_spread(words, left, y, spread, label)
        if colon:
            page.write(colon, left + width - 8 * unit if len(words) < 9 else left + spread + unit, y, label)
        start = left + max(width, spread + 7 * unit)
        for at, line in enumerate(lines_of(text, value, page.width - 40 * unit - start)):
            y += value.size * 1.4 if at else 0
            page.write(line, start, y, value)
        y += 10.5 * unit


def _draw_issuer(
    page: Page, words: str, office: str, issued: date, unit: float, rng: Random
) -> dict[str, str]:
    label, value = _print(page.style, 4.8 * unit, label=True), _print(page.style, 4.5 * unit, label=False)
    x, y = 150 * unit, 182 * unit
    end = page.write(words, x, y, label)
    fields = {}
    if rng.random() < 0.5:
        page.write(office, end + 4 * unit, y, value)
        fields["issuer"] = office
    page.write(_day(issued), x + 30 * unit, y + 11 * unit, value)
    page.stamp(round_seal(office, rng), x + 52 * unit, y + 2 * unit, 40 * unit)
    return fields


def _finished(page: Page, document_type: str, fields: dict[str, str]) -> Drawn:
    page.mark_as_specimen()
    free: tuple[Area, ...] = (
        (3.0, 3.0, page.width * 0.25, page.height * 0.12),
        (page.width * 0.75, 3.0, page.width - 3, page.height * 0.12),
    )
    return Drawn(page.finished(), page.width, document_type, fields, free)


def _print(style: PaperStyle, size: float, *, label: bool) -> Print:
    if label:
        return Print(style.labels, style.label_ink, size * style.scale)
    return Print(style.values, style.value_ink, size * style.scale, style.tracking / 2)


def _years_later(day: date) -> date:
    return day.replace(year=day.year + _YEARS, day=min(day.day, 28)) - timedelta(days=0)


def _day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"
