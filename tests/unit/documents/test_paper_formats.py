"""What the readers of paper forms make of printed characters: one way of writing, and nothing that was lost unnoticed."""

from __future__ import annotations

import pytest

from kyc.documents.formats import Value, read_value
from kyc.documents.layouts import forms
from kyc.documents.lines import Character

LICENCE, MEMBER = "cn_business_licence", "cn_household_member"
ORGANISATION, TAX = "cn_organisation_code", "cn_tax_registration"


def _read(layout: str, field: str, text: str, confidence: float = 0.99) -> Value:
    characters = [Character(letter, confidence, (0.0, 0.0), (1.0, 0.0)) for letter in text]
    return read_value(characters, forms()[layout].fields[field])


@pytest.mark.parametrize(
    ("layout", "field", "printed", "value"),
    [
        (LICENCE, "entity_type", "有限责任公司(自然人独资)", "有限责任公司（自然人独资）"),
        (LICENCE, "business_scope", "软件开发;信息服务.", "软件开发；信息服务。"),
        (LICENCE, "business_scope", "：销售３.5吨货车", "销售3.5吨货车"),
        (LICENCE, "registered_capital", "壹佰万元整", "壹佰万元整"),
        (LICENCE, "legal_representative", "阿依古丽•买买提", "阿依古丽·买买提"),
        (
            LICENCE,
            "legal_representative",
            "杭州样本有限公司(委派代表:申屠琳)",
            "杭州样本有限公司（委派代表：申屠琳）",
        ),
        (LICENCE, "business_term", "自2016年05月20日至2036年05月19日", "2016-05-20/2036-05-19"),
        (LICENCE, "business_term", "2016年05月20日至无固定期限", "2016-05-20/long_term"),
        (LICENCE, "business_term", "长期", "long_term"),
        (LICENCE, "issued_on", "2016年5月2日", "2016-05-02"),
        (LICENCE, "uscc", "91330106MA7ABCDE98", "91330106MA7ABCDE98"),
        (MEMBER, "ethnicity", "汉族", "汉"),
        (MEMBER, "ethnicity", "穿青人", "穿青人"),
        (MEMBER, "household_relation", "长子", "长子"),
        (ORGANISATION, "number", "60003734-1", "60003734-1"),
        (TAX, "number", "330106600037341", "330106600037341"),
    ],
)
def test_values_are_written_in_one_way(layout: str, field: str, printed: str, value: str) -> None:
    read = _read(layout, field, printed)
    assert read.value == value
    assert read.reason is None
    assert not read.repaired


@pytest.mark.parametrize(
    ("layout", "field", "printed"),
    [
        (LICENCE, "issued_on", "2016年05月2"),  # a digit and 日 were lost
        (LICENCE, "issued_on", "2016年05月2日"),  # months have two digits here, days one
        (LICENCE, "issued_on", "2016年13月20日"),
        (LICENCE, "business_term", "2016年05月20日至2036年05月1"),
        (LICENCE, "uscc", "91330106MA7ABCDE9"),
        (TAX, "number", "33010660003734"),
        (ORGANISATION, "number", "60003734"),
        (MEMBER, "household_relation", "邻居"),
        (LICENCE, "business_scope", "：；"),
    ],
)
def test_what_lost_a_part_is_no_value_and_says_why(layout: str, field: str, printed: str) -> None:
    read = _read(layout, field, printed)
    assert read.value is None
    assert read.reason is not None


@pytest.mark.parametrize(
    ("field", "printed"),
    [
        ("business_scope", "软件开发（依法须经批准的项目，经相关部门批准后方可开展经营活动"),
        ("business_scope", "软件开发依法须经批准的项目，经相关部门批准后方可开展经营活动）"),
        ("address", "浙江省杭州市西湖区长江路562号（自主申报"),
    ],
)
def test_a_text_that_leaves_a_bracket_open_is_doubtful(field: str, printed: str) -> None:
    read = _read(LICENCE, field, printed, confidence=0.9999)
    assert read.value == printed
    assert read.confidence < forms()[LICENCE].fields[field].floor
    assert read.reason is not None
    assert "括号" in read.reason.zh
