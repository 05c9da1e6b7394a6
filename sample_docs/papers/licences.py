"""Business licences: the landscape form of 2019, and the portrait and landscape ones of 2014 and 2015."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from random import Random

import segno
from PIL import Image, ImageOps

from sample_docs import figures
from sample_docs.drawn import Area, Drawn
from sample_docs.papers.businesses import Business, Kind, draw_business
from sample_docs.papers.page import Page, PaperStyle, Print, draw_paper_style, lines_of
from sample_docs.papers.seals import round_seal

DOCUMENT_TYPE = "cn_business_licence"
_NEW_FORM = date(2019, 3, 1)
_SEAL_MM = 40.0
_WHO = {
    Kind.PARTNERSHIP: "执行事务合伙人",
    Kind.BRANCH: "负责人",
    Kind.SOLE: "投资人",
    Kind.INDIVIDUAL: "经营者",
}
_WHERE = {Kind.PARTNERSHIP: "主要经营场所", Kind.BRANCH: "营业场所", Kind.INDIVIDUAL: "经营场所"}
_HOW_MUCH = {Kind.PARTNERSHIP: "出资额", Kind.COOPERATIVE: "成员出资总额"}


@dataclass(frozen=True)
class _Entry:
    """One labelled line of a licence. text: as printed; it may differ from the field's value in its writing."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class _Form:
    """Where a licence puts things, in millimetres. columns: left edge and width of each column of entries."""

    size: tuple[float, float]
    pixels: int
    title_y: float
    columns: tuple[tuple[float, float], ...]
    top: float
    label_width: float
    leading: float
    qr: tuple[float, float, float]
    authority: tuple[float, float]


def draw_licence(seed: int, index: int, fonts: str) -> Drawn:
    """The licence of business `index` of `seed`, in the form of the year in which it was issued."""
    rng = Random(f"licence:{seed}:{index}")
    old = rng.random() < 0.12
    business = draw_business(seed, index, before=date(2015, 9, 1)) if old else draw_business(seed, index)
    style = draw_paper_style(Random(f"print:{seed}:{index}:licence"), fonts)
    form = _draw_form(rng, business)
    page = Page(form.size, form.pixels, style, rng)
    _draw_border(page, rng)
    _draw_heading(page, form, business, rng, old=old)
    entries = _entries(business, rng)
    _draw_entries(page, form, entries, rng)
    fields = {entry.field: _value(entry, business) for entry in entries}
    if not old:
        _draw_qr(page, form, business)
        fields["qr_content"] = _qr_content(business)
    fields |= _draw_foot(page, form, business, rng)
    fields["registration_number" if old else "uscc"] = business.registration_number if old else business.uscc
    page.mark_as_specimen()
    picture = page.finished()
    width = page.width
    if rng.random() < 0.12:
        rim = rng.uniform(0.025, 0.05)
        picture, width = _hung_in_a_frame(picture, rim, rng), width * (1 + 2 * rim)
    free: tuple[Area, ...] = (
        (4.0, 4.0, page.width * 0.25, form.title_y * 0.6),
        (page.width * 0.75, 4.0, page.width - 4, form.title_y * 0.6),
    )
    return Drawn(picture, width, DOCUMENT_TYPE, fields, free)


def _draw_form(rng: Random, business: Business) -> _Form:
    wobble = rng.uniform(-3, 3)
    if business.issued_on >= _NEW_FORM and rng.random() < 0.85:
        size = (297.0, 210.0)
        return _Form(
            size,
            rng.randint(1700, 2300),
            52.0 + wobble,
            ((30.0 + wobble, 126.0), (166.0 + wobble, 104.0)),
            88.0 + wobble,
            rng.uniform(27, 33),
            10.6,
            (230.0 + wobble, 24.0, 26.0),
            (196.0 + wobble, 166.0),
        )
    if rng.random() < 0.6:
        return _Form(
            (210.0, 297.0),
            rng.randint(1300, 1700),
            78.0 + wobble,
            ((32.0 + wobble, 148.0),),
            112.0 + wobble,
            rng.uniform(28, 36),
            11.0,
            (34.0, 236.0 + wobble, 30.0),
            (124.0, 252.0 + wobble),
        )
    return _Form(
        (297.0, 210.0),
        rng.randint(1700, 2200),
        50.0 + wobble,
        ((74.0 + wobble, 176.0),),
        78.0 + wobble,
        rng.uniform(28, 34),
        8.6,
        (32.0, 150.0 + wobble, 26.0),
        (180.0, 178.0 + wobble),
    )


def _entries(business: Business, rng: Random) -> list[_Entry]:
    """The labelled lines in the order of the form, each with its text as printed."""
    kind, half = business.kind, rng.random() < 0.4
    day = rng.choice((_long_day, _long_day, _spaced_day))

    def printed(text: str) -> str:
        return text.replace("（", "(").replace("）", ")") if half else text

    began = "注册日期" if kind is Kind.INDIVIDUAL else "成立日期"
    entries = [
        _Entry("legal_name", "名称", printed(business.legal_name)),
        _Entry("entity_type", "类型", printed(business.entity_type)),
        _Entry("legal_representative", _WHO.get(kind, "法定代表人"), business.representative),
        _Entry("business_scope", "经营范围", printed(business.scope)),
    ]
    if business.capital:
        entries.append(_Entry("registered_capital", _HOW_MUCH.get(kind, "注册资本"), business.capital))
    entries.append(_Entry("established_on", began, day(business.established_on)))
    if kind is not Kind.INDIVIDUAL and rng.random() < 0.7:
        entries.append(
            _Entry(
                "business_term",
                "合伙期限" if kind is Kind.PARTNERSHIP else "营业期限",
                _term(business, day, rng),
            )
        )
    entries.append(_Entry("address", _WHERE.get(kind, "住所"), printed(business.address)))
    return entries


def _term(business: Business, day: object, rng: Random) -> str:
    start, end = business.established_on, business.term_ends
    if end is None:
        return rng.choice(
            (f"{_long_day(start)}至长期", f"自{_long_day(start)}至长期", f"{_long_day(start)}至无固定期限")
        )
    return rng.choice((f"{_long_day(start)}至{_long_day(end)}", f"自{_long_day(start)}至{_long_day(end)}"))


def _value(entry: _Entry, business: Business) -> str:
    """What a reading should give: texts with full-width brackets, dates in ISO 8601."""
    by_field = {"established_on": business.established_on.isoformat(), "business_term": business.term}
    return by_field.get(entry.field, entry.text.replace("(", "（").replace(")", "）"))


def _draw_border(page: Page, rng: Random) -> None:
    """One or two frames round the sheet, and fine waves between them."""
    for inset, width in ((7.0, 1.6), (10.0, 0.5))[: rng.choice((1, 2, 2))]:
        page.frame((inset, inset, page.width - inset, page.height - inset), width)


def _draw_heading(page: Page, form: _Form, business: Business, rng: Random, *, old: bool) -> None:
    style, middle = page.style, page.width / 2
    side = min(26.0, form.title_y - 28.0)
    emblem = figures.draw_emblem((300, 300))
    page.paste(emblem, middle - side / 2, form.title_y - 17 - side, side)
    title = Print(style.titles, style.label_ink, 15.0 * style.scale, rng.uniform(0.1, 0.6))
    page.write_centred("营业执照", middle, form.title_y, title)
    small = _print_of(style, 4.0, label=True)
    below = form.title_y + 9
    if rng.random() < 0.6:
        copy = rng.choice(("（副本）", "（ 副  本 ）", "(副 本)"))
        page.write_centred(copy, middle, below, _print_of(style, 5.4, label=True))
        if rng.random() < 0.4:
            page.write(f"（{rng.randint(1, 3)}-{rng.randint(1, 3)}）", middle + 24, below, small)
    number = Print(style.digits, style.value_ink, 4.6 * style.scale, 0.02)
    if old:
        end = page.write("注册号", middle - 34, below + 9, _print_of(style, 4.4, label=True))
        page.write(business.registration_number, end + 4, below + 9, number)
    elif len(form.columns) == 2:
        page.write("统一社会信用代码", form.columns[0][0] - 6, 34.0, _print_of(style, 4.4, label=True))
        page.write(business.uscc, form.columns[0][0] - 6, 42.0, number)
    else:
        end = page.write("统一社会信用代码", middle - 44, below + 9, _print_of(style, 4.4, label=True))
        page.write(business.uscc, end + rng.choice((1.0, 4.0)), below + 9, number)
    if rng.random() < 0.4:
        page.write(
            f"编号：{rng.randrange(10**8):08d}",
            page.width - 62 if len(form.columns) == 1 else 34,
            20.0,
            small,
        )


def _print_of(style: PaperStyle, size: float, *, label: bool) -> Print:
    if label:
        return Print(style.labels, style.label_ink, size * style.scale)
    return Print(style.values, style.value_ink, size * style.scale, style.tracking)


def _draw_entries(page: Page, form: _Form, entries: list[_Entry], rng: Random) -> None:
    """Labels spread over one width, values beside them, wrapped; in the new form the last ones in a second column."""
    style = page.style
    label, value = _print_of(style, 4.6, label=True), _print_of(style, rng.uniform(4.0, 5.0), label=False)
    scope = next(at for at, entry in enumerate(entries) if entry.field == "business_scope")
    if len(form.columns) == 1:  # the scope comes last where there is one column
        entries = [*entries[:scope], *entries[scope + 1 :], entries[scope]]
        columns = [entries]
    else:
        columns = [entries[: scope + 1], entries[scope + 1 :]]
    colon = rng.choice(("", "", "："))
    for (left, width), column in zip(form.columns, columns, strict=True):
        y = form.top
        for entry in column:
            spread = form.label_width - 6
            page.write_spread(
                entry.label,
                left,
                y,
                max(spread, label.width(entry.label)) if len(entry.label) < 6 else label.width(entry.label),
                label,
            )
            start = left + max(form.label_width, label.width(entry.label) + 2)
            if colon:
                page.write(colon, start - 4, y, label)
            for at, line in enumerate(lines_of(entry.text, value, left + width - start)):
                y += value.size * 1.42 if at else 0
                page.write(line, start, y, value)
            y += form.leading


def _draw_qr(page: Page, form: _Form, business: Business) -> None:
    """A QR code that leads to the public register, as its address and the code of the business."""
    x, y, side = form.qr
    content = _qr_content(business)
    out = BytesIO()
    segno.make_qr(content, error="m").save(out, kind="png", scale=8, border=2)
    page.paste(Image.open(out).convert("RGB"), x, y, side)
    words = ("扫描二维码登录", "“国家企业信用信", "息公示系统”了解", "更多登记、备案、", "许可、监管信息。")
    small = _print_of(page.style, 2.6, label=True)
    beside = x + side + 2 + small.width(words[0]) < page.width - 10
    for at, line in enumerate(words):
        page.write(line, x + side + 2 if beside else x, (y + 5 if beside else y + side + 4) + at * 3.8, small)


def _qr_content(business: Business) -> str:
    return f"http://www.gsxt.gov.cn/index/invoice/qrcode.html?uniscid={business.uscc}"


def _draw_foot(page: Page, form: _Form, business: Business, rng: Random) -> dict[str, str]:
    """The authority with its seal over the date, and what every form says at its foot; returns the fields."""
    x, y = form.authority
    label, value = _print_of(page.style, 5.0, label=True), _print_of(page.style, 4.4, label=False)
    authority = _authority(business)
    fields = {"issued_on": business.issued_on.isoformat()}
    end = page.write("登  记  机  关" if rng.random() < 0.5 else "登记机关", x, y, label)
    if rng.random() < 0.4 and end + 3 + value.width(authority) < page.width - 14:
        page.write(authority, end + 3, y, value)
        fields["registration_authority"] = authority
    day = rng.choice((_long_day, _spaced_day))(business.issued_on)
    page.write(day, x + 18, y + 13, value)
    page.stamp(round_seal(authority, rng), x + 34 + rng.uniform(-8, 8), y + rng.uniform(2, 10), _SEAL_MM)
    small = _print_of(page.style, 3.0, label=True)
    foot = page.height - 13.5
    page.write("国家企业信用信息公示系统网址：http://www.gsxt.gov.cn", 14, foot, small)
    if page.width > page.height:
        page.write("国家市场监督管理总局监制", page.width - 60, foot, small)
    else:
        page.write("中华人民共和国国家工商行政管理总局监制", page.width - 84, foot - 4, small)
    if len(form.columns) > 1:
        page.write(
            "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告",
            116,
            foot - 5,
            _print_of(page.style, 2.6, label=True),
        )
    return fields


def _authority(business: Business) -> str:
    if business.issued_on >= _NEW_FORM:
        return f"{business.city}市场监督管理局"
    return f"{business.city}工商行政管理局"


def _long_day(day: date) -> str:
    return f"{day.year}年{day.month:02d}月{day.day:02d}日"


def _spaced_day(day: date) -> str:
    return f"{day.year} 年 {day.month:02d} 月 {day.day:02d} 日"


def _hung_in_a_frame(picture: Image.Image, rim: float, rng: Random) -> Image.Image:
    """The sheet behind glass in a frame of wood or gilt, as shops hang it on the wall."""
    width = round(picture.width * rim)
    wood = rng.choice(((92, 58, 34), (178, 140, 70), (40, 34, 32)))
    framed = ImageOps.expand(picture.convert("RGB"), width, wood)
    inner = ImageOps.expand(Image.new("L", picture.size, 0), width, 255)
    lit = Image.new("RGB", framed.size, tuple(min(255, level + 40) for level in wood))
    framed.paste(lit, (-width // 2, -width // 2), inner.point(lambda level: level // 3))
    framed.putalpha(255)
    return framed
