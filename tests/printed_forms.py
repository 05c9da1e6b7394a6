"""Paper forms as a recogniser without fault would see them: lines of text laid out by hand, in millimetres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.printed_cards import Print

LABEL, VALUE, TITLE = 4.4, 4.2, 13.0
LICENCE = {
    "legal_name": "杭州云帆科技有限公司",
    "entity_type": "有限责任公司（自然人独资）",
    "legal_representative": "申屠琳杲",
    "business_scope": "一般项目：软件开发；凭营业执照依法自主开展经营活动",
    "registered_capital": "壹佰万元整",
    "established_on": "2021年05月20日",
    "business_term": "2021年05月20日至长期",
    "address": "浙江省杭州市西湖区长江路562号8幢2楼",
}
_LABELS = {
    "legal_name": "名称",
    "entity_type": "类型",
    "legal_representative": "法定代表人",
    "business_scope": "经营范围",
    "registered_capital": "注册资本",
    "established_on": "成立日期",
    "business_term": "营业期限",
    "address": "住所",
}


def licence_prints(
    values: Mapping[str, str] = LICENCE, labels: Mapping[str, str] = _LABELS, *, places: int = 14
) -> list[Print]:
    """A licence in two columns; short labels are spread, one print a character. places: characters on a line."""
    left = ["legal_name", "entity_type", "legal_representative", "business_scope"]
    right = [name for name in values if name not in left]
    prints = [
        Print("营业执照", 110.0, 50.0, pitch=16.0, size=TITLE),
        Print("统一社会信用代码", 30.0, 32.0, pitch=4.6, size=LABEL),
        Print("91330106MA7ABCDE98", 30.0, 40.0, pitch=2.8, size=VALUE),
        Print("登记机关", 200.0, 168.0, pitch=5.0, size=LABEL),
        Print("2022年03月01日", 214.0, 182.0, pitch=3.0, size=VALUE),
        Print("国家市场监督管理总局监制", 230.0, 198.0, pitch=2.8, size=2.8),
    ]
    for names, x in ((left, 30.0), (right, 165.0)):
        y = 85.0
        for name in names:
            prints += _label(labels[name], x, y)
            parts = [values[name][at : at + places] for at in range(0, len(values[name]), places)]
            prints += [
                Print(part, x + 30.0, y + 6.2 * at, pitch=4.3, size=VALUE) for at, part in enumerate(parts)
            ]
            y += 6.2 * (len(parts) - 1) + 10.5
    return prints


def _label(words: str, x: float, y: float) -> list[Print]:
    """A label: spread to the width of four characters when it has two, which then are found apart."""
    if len(words) == 2:
        return [Print(words[0], x, y, size=LABEL), Print(words[1], x + 13.8, y, size=LABEL)]
    return [Print(words, x, y, pitch=4.6, size=LABEL)]


MEMBER = {
    "name": "申屠琳杲",
    "household_relation": "户主",
    "sex": "女",
    "birth_place": "浙江省杭州市",
    "ethnicity": "汉族",
    "birth_date": "1990年1月5日",
    "number": "330106199001052023",
    "employer": "杭州市第一中学",
    "issued_on": "2015年03月01日",
}


def member_prints(values: Mapping[str, str] = MEMBER, at: tuple[float, float] = (0.0, 0.0)) -> list[Print]:
    """A member's page of a household register in its cells, whose labels may be in two lines. at: its corner."""
    x, y = at
    cells = [
        ("姓名", "name", 10, 74, 22.0),
        ("户主或与|户主关系", "household_relation", 74, 138, 22.0),
        ("曾用名", "former_name", 10, 74, 29.0),
        ("性别", "sex", 74, 138, 29.0),
        ("出生地", "birth_place", 10, 74, 36.0),
        ("民族", "ethnicity", 74, 138, 36.0),
        ("出生日期", "birth_date", 74, 138, 43.0),
        ("宗教信仰", "religion", 74, 138, 50.0),
        ("公民身份|证件编号", "number", 10, 74, 57.0),
        ("兵役状况", "military_service", 74, 138, 57.0),
        ("服务处所", "employer", 10, 74, 64.0),
    ]
    prints = [Print("常住人口登记卡", 50.0, 12.0, pitch=7.0, size=5.2)]
    for words, name, left, _, middle in cells:
        parts = words.split("|")
        prints += [
            Print(part, left + 2.0, middle + (line - (len(parts) - 1) / 2) * 3.2, pitch=2.8, size=2.6)
            for line, part in enumerate(parts)
        ]
        if name in values:
            prints.append(Print(values[name], left + 21.0, middle, pitch=2.2, size=3.0))
    prints += [
        Print("承办人签章：", 12.0, 86.0, pitch=2.8, size=2.8),
        Print("登记日期：", 88.0, 86.0, pitch=2.8, size=2.8),
        Print(values["issued_on"], 104.0, 86.0, pitch=2.4, size=3.0),
    ]
    return [Print(p.text, p.x + x, p.y + y, p.pitch, p.size) for p in prints]


def without(prints: Sequence[Print], *texts: str) -> list[Print]:
    """The prints but for some that a recogniser did not find."""
    return [print_ for print_ in prints if print_.text not in texts]
