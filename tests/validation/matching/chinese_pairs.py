"""Pairs of Chinese names, half of them one name in two writings and half two names, made from the name tables by seed.

Each kind makes its matches by writing an invented name in another way, and its differences by the nearest mistake of that
kind: the homophone, the neighbouring syllable, the wrong reading of a surname.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from screening.matching import tables
from screening.matching.han_names import surname_of, surname_sounds
from screening.matching.romanisation import SYSTEMS, System

MANDARIN = SYSTEMS[System.PINYIN]


@dataclass(frozen=True)
class LabelledPair:
    """Two names, and whether they are one. kind: what the pair tries."""

    kind: str
    a: str
    b: str
    one: bool


def chinese_pairs(seed: int, of_each: int = 20) -> list[LabelledPair]:
    """`of_each` matches and as many differences of every kind."""
    rng = random.Random(seed)
    return [pair for kind in _KINDS for _ in range(of_each) for pair in kind(rng)]


def invented(rng: random.Random, given: int = 2) -> str:
    """An invented Chinese name: surname and characters as often as people bear them."""
    shares = tables.given_shares()
    surnames = {n: s for n, s in tables.surname_shares().items() if len(n) == 1}
    surname = rng.choices(list(surnames), list(surnames.values()))[0]
    usual = [c for c, share in shares.items() if share > 2e-4]
    return surname + "".join(rng.choices(usual, [shares[c] for c in usual], k=given))


def sounds_of(han: str) -> list[str]:
    """Pinyin of a name, its surname read as a surname."""
    surname = surname_of(han)
    return [*surname_sounds(surname)[0].split(" "), *(MANDARIN.sounds(c)[0] for c in han[len(surname) :])]


def pinyin(han: str, style: str = "joined") -> str:
    """The name in pinyin as people type it."""
    sounds = [s.replace("v", "yu") for s in sounds_of(han)]
    at = len(surname_of(han))
    surname, given = "".join(sounds[:at]).title(), sounds[at:]
    return {
        "joined": f"{surname} {''.join(given).title()}",
        "split": " ".join(s.title() for s in sounds),
        "hyphen": f"{surname.upper()}, {'-'.join(given).title()}",
        "turned": f"{''.join(given).title()} {surname}",
        "one": surname.lower() + "".join(given),
    }[style]


def _other_character(rng: random.Random, character: str, same_sound: bool) -> str:
    """A character of names with the same sound, or with another."""
    sound = MANDARIN.sounds(character)[0]
    usual = [
        c for c, s in tables.given_shares().items() if s > 5e-5 and c != character and MANDARIN.sounds(c)
    ]
    found = [c for c in usual if (MANDARIN.sounds(c)[0] == sound) == same_sound]
    return rng.choice(found) if found else "璟"


def _homophone(rng: random.Random) -> Iterator[LabelledPair]:
    name = invented(rng)
    yield LabelledPair("homophone", name, name[:2] + _other_character(rng, name[2], same_sound=True), False)
    yield LabelledPair("homophone", name, f" {name[0]} {name[1:]}", True)


def _traditional(rng: random.Random) -> Iterator[LabelledPair]:
    forms: dict[str, list[str]] = {}
    for variant, simplified in tables.rows("han_variants"):
        forms.setdefault(simplified, []).append(variant)
    name = invented(rng)
    while not any(c in forms for c in name):
        name = invented(rng)
    written = "".join(rng.choice(forms[c][:1]) if c in forms else c for c in name)
    yield LabelledPair("traditional", name, written, True)
    yield LabelledPair("traditional", invented(rng), written, False)


def _pinyin(rng: random.Random) -> Iterator[LabelledPair]:
    name, style = (
        invented(rng, rng.choice((1, 2))),
        rng.choice(("joined", "split", "hyphen", "turned", "one")),
    )
    yield LabelledPair("pinyin", name, pinyin(name, style), True)
    other = name[:-1] + _other_character(rng, name[-1], same_sound=False)
    yield LabelledPair("pinyin", name, pinyin(other, style), False)


def _both_pinyin(rng: random.Random) -> Iterator[LabelledPair]:
    name = invented(rng)
    first, second = rng.sample(("joined", "split", "hyphen", "turned"), 2)
    yield LabelledPair("both in pinyin", pinyin(name, first), pinyin(name, second), True)
    other = name[:-1] + _other_character(rng, name[-1], same_sound=False)
    yield LabelledPair("both in pinyin", pinyin(name, first), pinyin(other, second), False)


def _polyphone(rng: random.Random) -> Iterator[LabelledPair]:
    surnames = [s for s in "单仇曾解区查朴任翟缪盖折种繁冼" if len(MANDARIN.sounds(s)) > 1]
    surname = rng.choice(surnames)
    given = invented(rng)[1:]
    rest = "".join(MANDARIN.sounds(c)[0] for c in given).replace("v", "yu").title()
    proper = tables.surname_readings()[surname]
    wrong = [s for s in MANDARIN.sounds(surname) if s not in proper]
    yield LabelledPair("surname's own reading", surname + given, f"{proper[0].title()} {rest}", True)
    if wrong:
        yield LabelledPair("surname's own reading", surname + given, f"{wrong[0].title()} {rest}", False)


def _compound(rng: random.Random) -> Iterator[LabelledPair]:
    surname = rng.choice(("欧阳", "司马", "诸葛", "上官", "皇甫", "慕容", "尉迟", "令狐", "夏侯", "东方"))
    name, other = surname + invented(rng)[1:], surname + invented(rng)[1:]
    yield LabelledPair(
        "compound surname", name, pinyin(name, rng.choice(("joined", "split", "turned"))), True
    )
    if sounds_of(name) != sounds_of(other):
        yield LabelledPair("compound surname", name, pinyin(other), False)


def _spelt(system: System) -> Callable[[random.Random], Iterator[LabelledPair]]:
    def make(rng: random.Random) -> Iterator[LabelledPair]:
        romanisation = SYSTEMS[system]
        name, other = _spellable(rng, system), _spellable(rng, system)
        while any(
            romanisation.spellings(x) & romanisation.spellings(y)
            for x, y in zip(name[1:], other[1:], strict=True)
        ):
            other = _spellable(rng, system)
        yield LabelledPair(system.value, name, _spelling(name, system), True)
        yield LabelledPair(system.value, name, _spelling(name[0] + other[1:], system), False)

    return make


def _spellable(rng: random.Random, system: System) -> str:
    name = invented(rng)
    while not all(SYSTEMS[system].sounds(c) for c in name):
        name = invented(rng)
    return name


def _spelling(name: str, system: System) -> str:
    """The first spelling that the system has for each character; the surname first, the given name hyphened."""
    romanisation = SYSTEMS[system]
    surname = surname_sounds(name[0])[0] if system is System.WADE_GILES else romanisation.sounds(name[0])[0]
    spelt = [romanisation.spellings_of(surname)[0]]
    spelt += [romanisation.spellings_of(romanisation.sounds(c)[0])[0] for c in name[1:]]
    return f"{spelt[0].title()} {'-'.join(spelt[1:]).title()}"


_FOREIGN = (
    ("弗拉基米尔·伊万诺夫", "Vladimir Ivanov"), ("玛丽亚·冈萨雷斯", "Maria Gonzalez"), ("穆罕默德·哈桑", "Mohammed Hassan"),
    ("约翰·史密斯", "John Smith"), ("彼得·舒尔茨", "Peter Schulz"), ("阿卜杜勒·拉希德", "Abdul Rashid"),
    ("费尔南多·罗德里格斯", "Fernando Rodriguez"), ("亚历山大·彼得罗夫", "Alexander Petrov"), ("萨米尔·哈利勒", "Samir Khalil"),
    ("克劳斯·穆勒", "Klaus Muller"), ("尼古拉·波波夫", "Nikolai Popov"), ("卡洛斯·桑托斯", "Carlos Santos"),
    ("奥马尔·法鲁克", "Omar Farouk"), ("让·杜邦", "Jean Dupont"), ("埃琳娜·索科洛娃", "Elena Sokolova"),
    ("达尼洛·科斯塔", "Danilo Costa"), ("买买提·吐尔逊", "Memet Tursun"), ("艾力·肉孜", "Eli Rozi"),
    ("阿迪力·库尔班", "Adil Kurban"), ("扎西多吉", "Tashi Dorje"), ("索朗旺堆", "Sonam Wangdu"), ("格桑卓玛", "Kelsang Dolma"),
    ("罗桑平措", "Lobsang Phuntsok"), ("巴特尔·孟和", "Baatar Munkh"),
)  # fmt: skip


def _foreign(rng: random.Random) -> Iterator[LabelledPair]:
    (han, latin), (_, other) = rng.sample(_FOREIGN, 2)
    yield LabelledPair("foreign and minority names", han, latin, True)
    yield LabelledPair("foreign and minority names", han, other, False)


_KINDS: tuple[Callable[[random.Random], Iterator[LabelledPair]], ...] = (
    _homophone, _traditional, _pinyin, _both_pinyin, _polyphone, _compound, _spelt(System.WADE_GILES),
    _spelt(System.CANTONESE), _spelt(System.HOKKIEN), _spelt(System.KOREAN), _spelt(System.VIETNAMESE), _foreign,
)  # fmt: skip
