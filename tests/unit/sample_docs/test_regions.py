"""Places are called what they were called in the year, and their police offices what cards print."""

from __future__ import annotations

from random import Random

import pytest

from sample_docs import regions


@pytest.mark.parametrize(
    ("code", "office"),
    [
        ("110105", "北京市公安局朝阳分局"),
        ("310115", "上海市公安局浦东分局"),
        ("320583", "昆山市公安局"),
        ("441900", "东莞市公安局"),
        ("140302", "阳泉市公安局城区分局"),
        ("429021", "神农架林区公安局"),
        ("520203", "六枝特区公安局"),
        ("530925", "双江拉祜族佤族布朗族傣族自治县公安局"),
        ("150722", "莫力达瓦达斡尔族自治旗公安局"),
    ],
)
def test_offices(code: str, office: str) -> None:
    place = regions.place_in(code, 2019)
    assert place is not None
    assert place.office == office


def test_a_code_has_its_name_only_while_it_is_in_force() -> None:
    assert regions.name_in("321088", 2000) == "江都市"
    assert regions.name_in("321088", 2015) == ""
    assert regions.place_in("321088", 2015) is None


def test_the_successor_is_the_namesake_in_the_same_province() -> None:
    heir = regions.successor("321088", 2000, 2015)
    assert heir is not None
    assert (heir.code, heir.county) == ("321012", "江都区")
    assert regions.successor("110103", 1980, 2015) is None  # 崇文区 went up into 东城区: no namesake tells it


def test_address_heads_begin_with_the_province_and_end_with_the_county() -> None:
    place = regions.place_in("450328", 2019)
    assert place is not None
    assert place.address_heads() == (
        "广西壮族自治区桂林市龙胜各族自治县",
        "广西桂林市龙胜各族自治县",
        "广西壮族自治区龙胜各族自治县",
        "广西龙胜各族自治县",
    )


def test_draw_code_grants_wishes_where_it_can() -> None:
    rng = Random(1)
    for _ in range(20):
        assert regions.draw_code(rng, 1990, 2015, province="65").startswith("65")
        gone = regions.draw_code(rng, 1990, 2015, abolished=True)
        assert regions.name_in(gone, 1990)
        assert not regions.name_in(gone, 2015)
        living = regions.draw_code(rng, 1990, 2015)
        assert regions.name_in(living, 2015)


def test_only_provinces_that_issue_resident_ids_occur() -> None:
    provinces = {code[:2] for code in regions.codes_in(2019)}
    assert len(provinces) == 31
    assert provinces.isdisjoint({"71", "81", "82", "83"})
