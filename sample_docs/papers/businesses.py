"""Which business a licence is of: numbers, names, dates and places that agree with each other. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from sample_docs import people, regions
from sample_docs.people import LIVING_ON, LONG_TERM

_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_USCC_SINCE = date(2015, 10, 1)


class Kind(StrEnum):
    """What sort of business it is, which decides the labels of its licence."""

    COMPANY = "company"
    BRANCH = "branch"
    PARTNERSHIP = "partnership"
    SOLE = "sole"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"


_TYPES: dict[Kind, tuple[str, ...]] = {
    Kind.COMPANY: (
        "有限责任公司（自然人投资或控股）",
        "有限责任公司（自然人独资）",
        "有限责任公司（法人独资）",
        "其他有限责任公司",
        "股份有限公司（非上市、自然人投资或控股）",
        "有限责任公司（台港澳与境内合资）",
    ),
    Kind.BRANCH: ("有限责任公司分公司（自然人投资或控股）", "其他有限责任公司分公司", "股份有限公司分公司"),
    Kind.PARTNERSHIP: ("有限合伙企业", "普通合伙企业", "特殊普通合伙企业"),
    Kind.SOLE: ("个人独资企业",),
    Kind.INDIVIDUAL: ("个体工商户",),
    Kind.COOPERATIVE: ("农民专业合作社",),
}
_KINDS = (
    *(Kind.COMPANY,) * 5,
    Kind.BRANCH,
    Kind.PARTNERSHIP,
    Kind.SOLE,
    *(Kind.INDIVIDUAL,) * 2,
    Kind.COOPERATIVE,
)
_CATEGORY = {Kind.INDIVIDUAL: "2", Kind.COOPERATIVE: "3"}
_TRADE_NAMES = (
    *("鑫源", "恒泰", "瑞丰", "博雅", "天成", "华宇", "金鼎", "永盛", "同创", "汇智", "云帆", "晨曦", "嘉禾"),
    *(
        "德润",
        "宏图",
        "凯旋",
        "翔宇",
        "众联",
        "盛世",
        "泽惠",
        "龙腾",
        "柏林",
        "启明星",
        "万家福",
        "三友",
        "小李",
    ),
)
_TRADES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "科技",
        (
            "技术服务、技术开发、技术咨询、技术交流、技术转让、技术推广",
            "软件开发",
            "计算机系统服务",
            "数据处理服务",
            "信息系统集成服务",
        ),
    ),
    (
        "商贸",
        (
            "日用百货销售",
            "五金产品批发",
            "针纺织品销售",
            "办公用品销售",
            "互联网销售（除销售需要许可的商品）",
        ),
    ),
    ("餐饮管理", ("餐饮服务", "餐饮管理", "食品销售（仅销售预包装食品）", "外卖递送服务", "会议及展览服务")),
    (
        "建筑工程",
        (
            "建设工程施工",
            "房屋建筑和市政基础设施项目工程总承包",
            "园林绿化工程施工",
            "建筑材料销售",
            "土石方工程施工",
        ),
    ),
    (
        "物流",
        (
            "道路货物运输（不含危险货物）",
            "国内货物运输代理",
            "装卸搬运",
            "普通货物仓储服务",
            "供应链管理服务",
        ),
    ),
    (
        "医疗器械",
        ("第一类医疗器械销售", "第二类医疗器械销售", "消毒剂销售（不含危险化学品）", "专用设备修理"),
    ),
    ("文化传媒", ("组织文化艺术交流活动", "广告设计、代理", "广告制作", "图文设计制作", "摄影扩印服务")),
    ("农业发展", ("谷物种植", "水果种植", "农副产品销售", "化肥销售", "农业机械服务", "灌溉服务")),
)
_FIGURES = "零壹贰叁肆伍陆柒捌玖"
_GENERAL_NOTE = "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）"
_OLD_NOTE = "（依法须经批准的项目，经相关部门批准后方可开展经营活动）"


@dataclass(frozen=True)
class Business:
    """What a licence and the older certificates of one business say.

    uscc, organisation_code (9 characters, no hyphen), registration_number (15 digits): see `check_character` and its
    kin. capital: as printed, "" where the kind has none. term_ends: None = no end. authority: that registered it.
    place: of its address.
    """

    kind: Kind
    legal_name: str
    entity_type: str
    representative: str
    capital: str
    established_on: date
    term_ends: date | None
    issued_on: date
    address: str
    scope: str
    uscc: str
    organisation_code: str
    registration_number: str
    place: regions.Place

    @property
    def city(self) -> str:
        """The city or county that its authorities are named after."""
        return self.place.prefecture or self.place.county or self.place.province

    @property
    def term(self) -> str:
        """The term as readings give it: an ISO 8601 interval, `long_term` for an end that is open."""
        return f"{self.established_on}/{self.term_ends or LONG_TERM}"

    @property
    def tax_number(self) -> str:
        """Region and organisation code, as tax registration certificates had it."""
        return self.uscc[2:8] + self.organisation_code


def uscc_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100, MOD 31)."""
    total = sum(_USCC_CHARACTERS.index(c) * pow(3, at, 31) for at, c in enumerate(first_17))
    return _USCC_CHARACTERS[-total % 31]


def organisation_check_character(first_8: str) -> str:
    """The ninth character of an organisation code (GB 11714, MOD 11)."""
    total = sum(int(c, 36) * weight for c, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def registration_check_digit(first_14: str) -> str:
    """The 15th digit of an old registration number (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in first_14:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def draw_business(seed: int, index: int, *, kind: Kind | None = None, before: date | None = None) -> Business:
    """The business with this index in the town of this seed. kind: fixed, or drawn when None. before: licences and
    certificates of it are older."""
    rng = Random(f"business:{seed}:{index}")
    kind = kind or rng.choice(_KINDS)
    until = before or LIVING_ON
    first = date(2001, 3, 1) if before else _USCC_SINCE
    established_on = first + timedelta(days=rng.randrange((until - first).days - 30))
    issued_on = established_on + timedelta(
        days=rng.choice((0, 0, rng.randrange((until - established_on).days)))
    )
    code = regions.draw_code(rng, 2012, 2016)
    place = regions.place_in(code, 2016) or regions.place_in(code, 2012)
    if place is None:  # draw_code promises one
        raise LookupError(code)
    base = _draw_base(rng, established_on)
    organisation = base + organisation_check_character(base)
    first_17 = f"9{_CATEGORY.get(kind, '1')}{code}{organisation}"
    first_14 = f"{code}{rng.randrange(10**8):08d}"
    trade, goods = rng.choice(_TRADES)
    owner = people.draw_person(seed + 1, index, ages=(22, 70))
    return Business(
        kind=kind,
        legal_name=_draw_name(rng, kind, place, trade),
        entity_type=rng.choice(_TYPES[kind]),
        representative=owner.name,
        capital=_draw_capital(rng, kind),
        established_on=established_on,
        term_ends=_draw_end(rng, established_on),
        issued_on=issued_on,
        address=_draw_address(rng, place),
        scope=_draw_scope(rng, goods, established_on),
        uscc=first_17 + uscc_check_character(first_17),
        organisation_code=organisation,
        registration_number=first_14 + registration_check_digit(first_14),
        place=place,
    )


def _draw_base(rng: Random, established_on: date) -> str:
    """The first eight characters of an organisation code: digits, and from the reform on MA with mixed ones."""
    if established_on < _USCC_SINCE:
        return f"{rng.randrange(10_000_000, 79_999_999)}"
    return "MA" + "".join(rng.choice(_USCC_CHARACTERS) for _ in range(6))


def _draw_name(rng: Random, kind: Kind, place: regions.Place, trade: str) -> str:
    town = rng.choice((place.prefecture or place.province, place.county or place.prefecture, place.province))
    trade_name = rng.choice(_TRADE_NAMES)
    company = f"{town}{trade_name}{trade}有限公司"
    if kind is Kind.BRANCH:
        return f"{company}{place.county or place.prefecture}分公司"
    if kind is Kind.PARTNERSHIP:
        return f"{town}{trade_name}{trade}{rng.choice(('合伙企业（有限合伙）', '事务所（普通合伙）'))}"
    if kind is Kind.SOLE:
        return f"{town}{trade_name}{trade}{rng.choice(('中心', '工作室', '厂'))}"
    if kind is Kind.INDIVIDUAL:
        return f"{place.county or place.prefecture}{trade_name}{rng.choice(('便利店', '小吃店', '五金店', '服装店', '美发店', '超市', '茶庄'))}"
    if kind is Kind.COOPERATIVE:
        return f"{place.county or place.prefecture}{trade_name}种植农民专业合作社"
    return rng.choice(
        (company, company, f"{trade_name}（{town}）{trade}有限公司", f"{town}{trade_name}{trade}股份有限公司")
    )


def _draw_capital(rng: Random, kind: Kind) -> str:
    if kind in (Kind.BRANCH, Kind.INDIVIDUAL, Kind.SOLE):
        return ""
    figure, unit = rng.randint(1, 9), rng.choice(("拾", "佰", "仟"))
    ten_thousands = figure * {"拾": 10, "佰": 100, "仟": 1000}[unit]
    return rng.choice(
        (
            f"{_FIGURES[figure]}{unit}万元整",
            f"人民币{_FIGURES[figure]}{unit}万元整",
            f"{_FIGURES[figure]}{unit}万圆整",
            f"{ten_thousands}万元人民币",
            f"{ten_thousands}.000000万人民币",
            f"人民币{ten_thousands}.0000万元",
        )
    )


def _draw_end(rng: Random, established_on: date) -> date | None:
    years = rng.choice((None, None, 10, 20, 30))
    if years is None:
        return None
    same_day = established_on.replace(year=established_on.year + years, day=min(established_on.day, 28))
    return same_day - timedelta(days=1)


def _draw_address(rng: Random, place: regions.Place) -> str:
    head = rng.choice(place.address_heads())
    road = f"{rng.choice(('人民', '中山', '建设', '解放', '科技', '创业', '工业', '滨江', '开元', '长虹'))}{rng.choice(('路', '大道', '东路', '街'))}"
    room = rng.choice(
        (
            "",
            f"{rng.randint(1, 30)}层{rng.randint(101, 3012)}室",
            f"{rng.choice('ABCD')}座{rng.randint(101, 2910)}",
            "（自主申报）",
            f"{rng.randint(1, 9)}幢{rng.randint(1, 28)}-{rng.randint(1, 12)}号",
        )
    )
    return f"{head}{road}{rng.randint(1, 999)}号{room}"


def _draw_scope(rng: Random, goods: tuple[str, ...], established_on: date) -> str:
    chosen = rng.sample(goods, rng.randint(2, len(goods)))
    if established_on.year < 2019:
        return rng.choice(("；", "、", "。")).join(chosen) + rng.choice(("。", "")) + _OLD_NOTE
    return "一般项目：" + "；".join(chosen) + rng.choice(("。", "")) + _GENERAL_NOTE
