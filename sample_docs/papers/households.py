"""Who is entered in a household register: a head and the people registered with them. All invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sample_docs import people, regions
from sample_docs.people import LIVING_ON, Person

HEAD = "户主"
# Relation to the head → ages and sex of who bears it.
_RELATIONS: tuple[tuple[str, tuple[int, int], str], ...] = (
    *(("妻", (24, 70), "F"), ("夫", (24, 70), "M"), ("配偶", (24, 70), "F")),
    *(("子", (1, 30), "M"), ("长子", (1, 30), "M"), ("次子", (1, 25), "M"), ("独生子", (1, 25), "M")),
    *(("女", (1, 30), "F"), ("长女", (1, 30), "F"), ("次女", (1, 25), "F"), ("独生女", (1, 25), "F")),
    *(("父亲", (55, 90), "M"), ("母亲", (55, 90), "F"), ("孙子", (1, 15), "M"), ("孙女", (1, 15), "F")),
    *(("儿媳", (22, 45), "F"), ("女婿", (22, 45), "M"), ("弟弟", (18, 60), "M"), ("姐姐", (30, 70), "F")),
)
_EDUCATION = (
    "大学本科",
    "大学专科",
    "研究生",
    "高中",
    "普通高中",
    "初中",
    "小学",
    "中等专科",
    "中专",
    "硕士研究生",
)
_OCCUPATIONS = (
    "职员",
    "教师",
    "工人",
    "农民",
    "医生",
    "工程技术人员",
    "个体劳动者",
    "退休人员",
    "粮农",
    "司机",
)
_EMPLOYERS = ("第一中学", "人民医院", "机械厂", "供电公司", "邮政局", "纺织厂", "建筑公司", "中心小学")
_GROWN, _AT_SCHOOL = 22, 6


@dataclass(frozen=True)
class Member:
    """One person's page. entries: further printed fields by the house's names; what is left blank is not in it."""

    person: Person
    relation: str
    entries: Mapping[str, str]
    registered_on: date


@dataclass(frozen=True)
class Household:
    """A register: its first page and one page a member, the head's first. kind: 家庭户, 非农业家庭户 …"""

    kind: str
    number: str
    address: str
    issued_on: date
    place: regions.Place
    members: tuple[Member, ...]

    @property
    def head(self) -> Member:
        """The one whose name the first page bears."""
        return self.members[0]


def draw_household(seed: int, index: int) -> Household:
    """The household with this index in the town of this seed: the same arguments give the same people."""
    rng = Random(f"household:{seed}:{index}")
    head = people.draw_person(seed + 2, index * 8, ages=(28, 80))
    issued_on = date(2001, 1, 1) + timedelta(days=rng.randrange((LIVING_ON - date(2001, 1, 1)).days))
    code = regions.draw_code(rng, 2010, 2016)
    place = regions.place_in(code, 2016) or regions.place_in(code, 2010)
    if place is None:  # draw_code promises one
        raise LookupError(code)
    others = rng.sample(_RELATIONS, rng.randint(1, 4))
    drawn = [(HEAD, head)] + [
        (relation, people.draw_person(seed + 2, index * 8 + at, ages=ages, sex=sex))
        for at, (relation, ages, sex) in enumerate(others, 1)
    ]
    return Household(
        kind=rng.choice(("家庭户", "家庭户", "非农业家庭户", "农业家庭户", "居民家庭户", "集体户")),
        number=rng.choice(
            (
                f"{rng.randrange(10**9):09d}",
                f"{rng.randrange(10**6):06d}",
                f"{code}{rng.randrange(10**3):03d}",
            )
        ),
        address=head.address,
        issued_on=issued_on,
        place=place,
        members=tuple(_member(rng, relation, person, place) for relation, person in drawn),
    )


def _member(rng: Random, relation: str, person: Person, place: regions.Place) -> Member:
    age = people.age_on(person.birth_date, LIVING_ON)
    home = (place.province if place.province != place.prefecture else "") + (place.prefecture or place.county)
    entries = {
        "birth_place": rng.choice((home, home + place.county)) if place.prefecture else home,
        "native_place": home,
        "height": f"{rng.randint(152, 188)}厘米" if age >= _GROWN and rng.random() < 0.6 else "",
        "blood_type": rng.choice(("A型", "B型", "O型", "AB型", "不明", "")),
        "education": rng.choice(_EDUCATION) if age >= _GROWN else "小学" if age > _AT_SCHOOL else "",
        "marital_status": rng.choice(("已婚", "有配偶", "未婚", "初婚", "离婚"))
        if age >= _GROWN
        else "未婚"
        if age > _AT_SCHOOL
        else "",
        "military_service": rng.choice(("未服兵役", "退出现役", "不详", "")) if age >= _GROWN else "",
        "former_name": people.draw_person(7, person.birth_date.toordinal(), ethnicity="汉").name
        if rng.random() < 0.1
        else "",
        "religion": rng.choice(("无", "无宗教信仰", "", "")),
        "employer": f"{place.county or place.prefecture}{rng.choice(_EMPLOYERS)}"
        if age >= _GROWN and rng.random() < 0.7
        else "",
        "occupation": rng.choice(_OCCUPATIONS) if age >= _GROWN else "学生" if age > _AT_SCHOOL else "",
    }
    since = max(person.birth_date + timedelta(days=20), date(1998, 1, 1))
    return Member(
        person=person,
        relation=relation,
        entries={name: value for name, value in entries.items() if value},
        registered_on=since + timedelta(days=rng.randrange(max(1, (LIVING_ON - since).days))),
    )
