"""The score of one subject against another: how the names agree, how common they are, and all other evidence. Pure.

The algorithm is called `firstline-names-1`. Its factors:

- `name`: how far the two names agree, and in what way (`agreement`): the same characters, the same letters, spellings that
  sound alike or differ by a slip, a reading of the characters in Mandarin, Cantonese, Hokkien, Korean or Vietnamese, or a
  foreign name written in Chinese. Two Han writings that differ are two names, whatever they sound like.
- `basis`: what that way of agreeing is worth; between Han and Latin letters it makes a candidate only.
- `commonness`: what the agreeing parts tell. A name that many bear says little of which of them is meant.
- `weak_alias`: the entry's source itself calls the agreeing name weak.
- `number`, `birth_date`, `sex`, `country`, `place`: see `evidence`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from kyc.base.text import Text
from screening.matching.agreement import names_agree
from screening.matching.evidence import evidence
from screening.matching.model import Basis, Factor, Score, Subject
from screening.matching.names import Name, read_name
from screening.matching.policy import MatchingPolicy
from screening.watchlists.model import ListingKind

_WORDS: dict[Basis, Text] = {
    Basis.SAME_HAN: Text(
        "汉字相同（简繁、异体视为一字）", "the same Chinese characters, whatever their form"
    ),
    Basis.SAME_LATIN: Text("字母相同", "the same letters"),
    Basis.ALIKE: Text("拼写相近", "spellings that are alike"),
    Basis.PINYIN: Text("汉字与拼音读音一致", "pinyin of the characters"),
    Basis.WADE_GILES: Text("威妥玛拼音一致", "a Wade–Giles spelling"),
    Basis.CANTONESE: Text("粤语拼写一致", "a Cantonese spelling"),
    Basis.HOKKIEN: Text("闽南语拼写一致", "a Hokkien spelling"),
    Basis.KOREAN: Text("韩语（朝鲜语）读音一致", "a Korean reading"),
    Basis.VIETNAMESE: Text("越南语汉越音一致", "a Vietnamese reading"),
    Basis.TRANSLITERATED: Text("外国姓名的汉字音译", "a foreign name written in Chinese"),
    Basis.WRONG_READING: Text("姓氏读音不符（多音字）", "the surname is not read so"),
    Basis.OTHER_HAN: Text("汉字不同，不是同一名字", "other characters, so another name"),
    Basis.OTHER_SYLLABLES: Text("音节不同，不是同一名字", "other syllables, so another name"),
    Basis.DIFFERENT: Text("不相近", "not alike"),
}
HIGHEST, LOWEST = 100, 0


def compare(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Score:
    """Whether two names may be one: alert from `compare_alert` on."""
    return _scored(ours, theirs, policy, policy.compare_alert)


def screen(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> Score:
    """Whether a customer may be the entry of a list: alert from `screen_alert` on."""
    return _scored(ours, theirs, policy, policy.screen_alert)


def _scored(ours: Subject, theirs: Subject, policy: MatchingPolicy, alert: int) -> Score:
    return scored(name_factors(ours, theirs, policy), ours, theirs, policy, alert)


def name_factors(ours: Subject, theirs: Subject, policy: MatchingPolicy) -> tuple[Factor, ...]:
    """The factors of the two names that agree best; () when a person is held against a company."""
    kind = compared_as(ours.kind, theirs.kind)
    if kind is None:
        return ()
    return best_factors(
        (
            NamePair(a, b, ours_weak or theirs_weak)
            for ours_text, ours_weak in _named(ours)
            for theirs_text, theirs_weak in _named(theirs)
            for a in read_name(ours_text, kind)
            for b in read_name(theirs_text, kind)
        ),
        policy,
    )


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names read. weak: whether a list calls one of them weak."""

    ours: Name
    theirs: Name
    weak: bool


def best_factors(pairs: Iterable[NamePair], policy: MatchingPolicy) -> tuple[Factor, ...]:
    """The factors of the two names that agree best; () when there are none."""
    every = (tuple(_factors(pair, policy)) for pair in pairs)
    return max(every, key=lambda factors: sum(f.points for f in factors), default=())


def name_points(pair: NamePair, policy: MatchingPolicy) -> float:
    """About what the factors of the two names come to, without telling them: to leave out what cannot matter."""
    agreed = names_agree(pair.ours, pair.theirs)
    if not agreed.degree:
        return 0.0
    short = max(0.0, policy.telling_bits - agreed.bits)
    lost = float(policy.points_per_bit(agreed.basis, pair.ours.kind)) * short * agreed.degree
    weak = policy.weak_alias_points if pair.weak else 0
    return policy.name_points * agreed.degree + policy.points_of_basis(agreed.basis) - lost + weak


def scored(
    names: tuple[Factor, ...], ours: Subject, theirs: Subject, policy: MatchingPolicy, alert: int
) -> Score:
    """The score of the names' factors and all other evidence. alert: the points from which somebody must look."""
    factors = (*names, *evidence(ours, theirs, policy))
    points = float(round(min(HIGHEST, max(LOWEST, sum(f.points for f in factors))), 1))
    return Score(points, points >= alert, policy.algorithm, factors)


def compared_as(ours: ListingKind, theirs: ListingKind) -> ListingKind | None:
    """How names of these kinds are read; None when the two cannot be one: a person is no ship."""
    if ours is theirs or theirs is ListingKind.OTHER:
        return ours if ours is not ListingKind.OTHER else ListingKind.PERSON
    if ours is ListingKind.OTHER:
        return theirs
    return None


def _named(subject: Subject) -> Iterator[tuple[str, bool]]:
    yield from ((name, False) for name in subject.names)
    yield from ((name, True) for name in subject.weak_names)


def _factors(pair: NamePair, policy: MatchingPolicy) -> Iterator[Factor]:
    agreed, ours, theirs = names_agree(pair.ours, pair.theirs), pair.ours.text, pair.theirs.text
    said = _WORDS[agreed.basis]
    share = f"{agreed.degree:.0%}"
    yield Factor(
        "name", _tenth(policy.name_points * Decimal(agreed.degree)), ours, theirs,
        Text(f"姓名一致程度 {share}：{said.zh}", f"The names agree by {share}: {said.en}"),
    )  # fmt: skip
    if not agreed.degree:
        return
    worth = policy.points_of_basis(agreed.basis)
    if worth:
        yield Factor(
            "basis", worth, ours, theirs, Text(f"一致方式：{said.zh}", f"Way of agreeing: {said.en}")
        )
    short = max(0.0, policy.telling_bits - agreed.bits)
    if short:
        lost = _tenth(
            -policy.points_per_bit(agreed.basis, pair.ours.kind) * Decimal(short) * Decimal(agreed.degree)
        )
        yield Factor(
            "commonness", lost, ours, theirs,
            Text(
                f"重名多：相符部分约每 {_people(agreed.bits)} 人一例",
                f"Common: of about {_people(agreed.bits)} people one has what agrees",
            ),
        )  # fmt: skip
    if pair.weak:
        yield Factor(
            "weak_alias", policy.weak_alias_points, ours, theirs,
            Text("名单注明为弱别名", "The list calls this alias weak"),
        )  # fmt: skip


def _people(bits: float) -> str:
    """About how many people one bearer stands among, in two figures."""
    return f"{float(f'{2**bits:.2g}'):,.0f}"


def _tenth(points: Decimal) -> float:
    return float(round(points, 1))
