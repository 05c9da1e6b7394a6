"""Two names held against each other: how far they agree, in what way, and how much that tells."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from screening.matching import han_names
from screening.matching.keys import FAMILY, READ_OTHERWISE, VOWELLESS
from screening.matching.model import Agreement, Basis
from screening.matching.names import Name
from screening.matching.organisation_words import is_filler, tells_apart
from screening.matching.person_words import run_together
from screening.matching.romanisation import SYSTEMS, System
from screening.matching.sound import SHORT, consonants_alike, likeness
from screening.matching.transliteration import elements, parts_alike, written_alike
from screening.matching.writing import Script
from screening.watchlists.model import ListingKind

# Shape of the measure, proved on tests/validation/matching; what a bank may set stands in the policy.
_JOINED_FLOOR, _SLIP = 0.9, 3  # two words run together are held to more, and to about the same length
_WORD_FLOOR = 0.72  # words less alike than this are different words
_TURNED = 0.96  # surname and given name change places
_WRONG_READING = 0.5  # the characters may be read so, but not as this surname
_PINYIN_OF_ANOTHER = 0.85  # what fits in another language is good pinyin too, of another name
_WITH_OTHER = 0.93  # a Western given name beside the Chinese one
_CONTRADICTED = 1.5  # weight of what both names have and that differs, against what agrees
_OMITTED = 0.45  # weight of what only one of them has
_FULL_WEIGHT_BITS = 11.0  # a word that tells as much as this weighs 1
_LIGHTEST, _HEAVIEST = 0.25, 1.1
_INITIAL = 0.8  # an initial for a name that begins with it
_WRITTEN_FLOOR = 0.68  # Chinese characters less like a foreign name than this do not write it
_GENERIC_BITS, _SLIP_FLOOR = 5.0, 0.88  # a generic word tells no more; a slip is at least so like
_WHOLE_LEAST, _WHOLE_FLOOR = 3, 0.85  # characters of a name that is heard as a whole, and how well it must be
_ACRONYM = 0.85
_ACRONYM_BITS = 9.0
_OWN_BITS = 7.5  # a word that tells more is an organisation's own
_TOLD_APART = 0.75  # each names another place, number or ordinal
_OTHER_READING = 0.95  # a Chinese word read in Cantonese, Korean or another language
_ABBREVIATED = 0.8

_MANDARIN = (System.PINYIN, System.WADE_GILES)
_MIXED = 0.93  # surname and given name in two systems
_BASIS = {system: Basis(system.value) for system in System}
_NOTHING = Agreement(0.0, Basis.DIFFERENT, 0.0)


@lru_cache(maxsize=200_000)
def names_agree(ours: Name, theirs: Name) -> Agreement:
    """How far two names agree; the same whichever is called ours, but for the order of the parts it shows."""
    if ours.kind is ListingKind.PERSON:
        return _persons(ours, theirs)
    return _organisations(ours, theirs)


def _persons(a: Name, b: Name) -> Agreement:
    if a.han and b.han:
        return _both_han(a, b)
    if a.han or b.han:
        return _han_and_latin(a, b) if a.han else _han_and_latin(b, a)
    return _both_latin(a, b)


# --- Han and Han ----------------------------------------------------------------------------------------------------


def _both_han(a: Name, b: Name) -> Agreement:
    if a.han == b.han:
        return Agreement(1.0, Basis.SAME_HAN, min(_han_bits(a), _han_bits(b)))
    if a.script is not b.script:  # Hangul against Chinese characters: by their Korean reading
        korean = SYSTEMS[System.KOREAN]
        if len(a.han) == len(b.han) and all(
            set(korean.sounds(x)) & set(korean.sounds(y)) for x, y in zip(a.han, b.han, strict=True)
        ):
            return Agreement(1.0, Basis.KOREAN, _korean_bits(len(a.han)))
        return Agreement(0.0, Basis.OTHER_HAN, 0.0, (a.han,), (b.han,))
    if a.transliterated and b.transliterated:
        weights = [[parts_alike(x, y) for y in b.parts] for x in a.parts]
        return _aligned(
            a.parts, b.parts, weights, [_FULL_WEIGHT_BITS] * len(a.parts), [_FULL_WEIGHT_BITS] * len(b.parts),
            Basis.TRANSLITERATED, floor=_WRITTEN_FLOOR,
        )  # fmt: skip
    return Agreement(0.0, Basis.OTHER_HAN, 0.0, (a.han,), (b.han,))


def _han_bits(name: Name) -> float:
    if name.transliterated:
        return _FULL_WEIGHT_BITS * max(1, len(name.parts))
    return han_names.bits_of_han(name.han) if name.script is Script.HAN else _korean_bits(len(name.han))


def _korean_bits(syllables: int) -> float:
    return han_names.bits_of_sounds(System.KOREAN, [frozenset()] * syllables)


# --- Han and Latin --------------------------------------------------------------------------------------------------


def _han_and_latin(a: Name, b: Name) -> Agreement:
    """a in Chinese characters or Hangul, b in Latin letters."""
    best = _NOTHING
    if len(a.parts) == 1 or not a.transliterated:
        best = _as_reading(a, b)
    if best.degree < 1.0 and a.script is Script.HAN:
        written = _as_transliteration(a, b)
        best = max(best, written, key=lambda g: g.degree)
    return best


def _as_reading(a: Name, b: Name) -> Agreement:
    best = _NOTHING
    systems = SYSTEMS if a.script is Script.HAN else (System.KOREAN,)
    for system in systems:
        for degree, words in _orders(b.raw, system):
            if degree > best.degree and SYSTEMS[system].spells(words, a.han):
                best = _read(a, b, system, words, degree)
        if best.degree == 1.0:
            break
    if not best.degree and a.script is Script.HAN and len(b.raw) > 1 and System.PINYIN not in b.readings:
        return _as_mixed_reading(a, b)
    return best


def _as_mixed_reading(a: Name, b: Name) -> Agreement:
    """The surname as the family has always spelt it, the given name in Mandarin: Tan Xiaoming, Chan Jiahui."""
    surname = han_names.surname_of(a.han)
    given = a.han[len(surname) :]
    for words in (b.raw, (b.raw[-1], *b.raw[:-1])):
        if not any(
            SYSTEMS[own].spells(words[:1], surname) and han_names.reads_surname(own, words, surname)
            for own in FAMILY
        ):
            continue
        for system in _MANDARIN:
            if given and SYSTEMS[system].spells(words[1:], given):
                return Agreement(_MIXED, _BASIS[system], _sound_bits(a, system), (a.han,), (" ".join(words),))
    return _NOTHING


def _orders(raw: tuple[str, ...], system: System) -> list[tuple[float, tuple[str, ...]]]:
    """The words surname first as they stand, turned round, and without a Western given name among them."""
    orders = [(1.0, raw)]
    if len(raw) > 1:
        orders += [(_TURNED, (raw[-1], *raw[:-1])), (_TURNED, (*raw[1:], raw[0]))]
    own = tuple(word for word in raw if SYSTEMS[system].parses(word))
    if 2 <= len(own) < len(raw):
        orders += [(_WITH_OTHER, own), (_WITH_OTHER, (own[-1], *own[:-1]))]
    elif (
        len(own) == len(raw) > 2 and system not in _MANDARIN
    ):  # a Western name that can be read as syllables too: Dayo, Ada
        orders += [(_WITH_OTHER, raw[1:]), (_WITH_OTHER, raw[:-1])]
    return orders


def _read(a: Name, b: Name, system: System, words: tuple[str, ...], degree: float) -> Agreement:
    surname = han_names.surname_of(a.han)
    if not han_names.reads_surname(system, words, surname):
        return Agreement(_WRONG_READING, Basis.WRONG_READING, 0.0, (surname,), (words[0],))
    if system not in _MANDARIN and System.PINYIN in b.readings:
        degree *= _PINYIN_OF_ANOTHER
    return Agreement(degree, _BASIS[system], _sound_bits(a, system), (a.han,), (" ".join(words),))


def _sound_bits(a: Name, system: System) -> float:
    if a.script is Script.HANGUL:
        return _korean_bits(len(a.han))
    if system not in _MANDARIN:
        return han_names.bits_of_reading(system, a.han)
    surname = han_names.surname_of(a.han)
    sounds = [
        *han_names.surname_sounds(surname)[0].split(" "),
        *han_names.usual_sounds(System.PINYIN, a.han[len(surname) :]),
    ]
    return han_names.bits_of_sounds(system, [frozenset([sound]) for sound in sounds])


def _as_transliteration(a: Name, b: Name) -> Agreement:
    if not b.words:
        return _NOTHING
    if not (a.transliterated or elements(a.han)):
        return _written_whole(a, b)
    weights = [[written_alike(part, word) for word in b.words] for part in a.parts]
    return _aligned(
        a.parts, b.words, weights, [_FULL_WEIGHT_BITS] * len(a.parts), b.bits, Basis.TRANSLITERATED,
        floor=_WRITTEN_FLOOR,
    )  # fmt: skip


def _written_whole(a: Name, b: Name) -> Agreement:
    """A name that looks Chinese and may be none: 乌兰夫, Ulanhu. What can be read as syllables is read, not heard."""
    whole, pinyin = "".join(b.raw), SYSTEMS[System.PINYIN]
    if b.readings or len(a.han) < _WHOLE_LEAST or any(map(pinyin.parses, (whole, *b.raw))):
        return _NOTHING
    like = written_alike(a.han, whole)
    if like < _WHOLE_FLOOR:
        return _NOTHING
    return Agreement(like, Basis.TRANSLITERATED, _FULL_WEIGHT_BITS, (a.han,), (whole,))


# --- Latin and Latin ------------------------------------------------------------------------------------------------


def _both_latin(a: Name, b: Name) -> Agreement:
    if a.raw == b.raw or (not (a.readings or b.readings) and sorted(a.raw) == sorted(b.raw)):
        return Agreement(1.0, Basis.SAME_LATIN, _latin_bits(a))
    by_syllable = _by_syllables(a, b)
    if by_syllable.degree:
        return by_syllable
    if a.readings and b.readings and _mandarin_both(a, b):
        return Agreement(0.0, Basis.OTHER_SYLLABLES, 0.0, a.raw, b.raw)
    alike = _measure(a, b)
    weights = [[alike(x, y) for y in b.words] for x in a.words]
    return _aligned(a.words, b.words, weights, a.bits, b.bits, Basis.ALIKE, forms=(a.forms, b.forms))


def _measure(a: Name, b: Name) -> Callable[[str, str], float]:
    """How words of these two names are held against each other."""
    if a.vowelless or b.vowelless:
        return consonants_alike
    if a.readings and b.readings:  # syllables of two languages: what merely sounds alike is another name
        return _same_word
    if System.PINYIN in a.readings or System.PINYIN in b.readings:
        return _chinese_word_alike
    return _words_alike


def _mandarin_both(a: Name, b: Name) -> bool:
    """Whether both names are Chinese, Korean or Vietnamese in one system, so that other syllables are other people."""
    return bool(a.readings.keys() & b.readings.keys()) or (
        any(s in a.readings for s in _MANDARIN) and any(s in b.readings for s in _MANDARIN)
    )


def _latin_bits(name: Name) -> float:
    """What a Latin name tells: as Chinese syllables when it can be read so, else by its words; the lesser of the two."""
    by_words = sum(name.bits)
    readings = [
        han_names.bits_of_sounds(system, reading.sounds)
        for system in (System.PINYIN,)
        for reading in name.readings.get(system, ())
        if not reading.turned or len(name.readings[system]) == 1
    ]
    return min([by_words, *readings]) if readings else by_words


def _by_syllables(a: Name, b: Name) -> Agreement:
    """Two spellings of one Chinese, Korean or Vietnamese name: Zhang Xiaoming, Chang Hsiao-ming, Xiao Ming Zhang."""
    best = _NOTHING
    for ours in a.readings:
        for theirs in b.readings:
            if not _comparable(a, b, ours, theirs):
                continue
            for x in a.readings[ours]:
                for y in b.readings[theirs]:
                    degree = _same_syllables(x.sounds, y.sounds) * (1.0 if x.turned == y.turned else _TURNED)
                    if degree > best.degree:
                        basis = Basis.SAME_LATIN if ours is theirs else Basis.WADE_GILES
                        if ours is theirs and "".join(sorted(a.raw)) != "".join(sorted(b.raw)):
                            basis = _BASIS[ours]
                        best = Agreement(degree, basis, min(_latin_bits(a), _latin_bits(b)), a.raw, b.raw)
    return best


def _comparable(a: Name, b: Name, ours: System, theirs: System) -> bool:
    """Whether readings in these systems say anything: in one system, or both Mandarin. What both spell in good pinyin
    is held together in Mandarin alone.
    """
    if ours in _MANDARIN or theirs in _MANDARIN:
        return ours in _MANDARIN and theirs in _MANDARIN
    return ours is theirs and not (System.PINYIN in a.readings and System.PINYIN in b.readings)


def _same_syllables(x: Sequence[frozenset[str]], y: Sequence[frozenset[str]]) -> float:
    return float(len(x) == len(y) and all(s & t for s, t in zip(x, y, strict=True)))


def _same_word(x: str, y: str) -> float:
    return float(x == y)


def _chinese_word_alike(x: str, y: str) -> float:
    """A Chinese name against one that is none: only a long word can be a slip of the other."""
    return float(x == y) if min(len(x), len(y)) <= SHORT else likeness(x, y)


def _words_alike(x: str, y: str) -> float:
    if len(x) == 1 or len(y) == 1:
        return 1.0 if x == y else _INITIAL if x[0] == y[0] else 0.0
    return likeness(x, y)


# --- organisations --------------------------------------------------------------------------------------------------


def _organisations(a: Name, b: Name) -> Agreement:
    if a.han and b.han:
        if a.han == b.han:
            return Agreement(1.0, Basis.SAME_HAN, sum(a.bits))
        return _both_han_organisations(a, b)
    if a.raw == b.raw and a.raw:
        return Agreement(1.0, Basis.SAME_LATIN, sum(a.bits))
    if a.han or b.han:
        found = _han_and_latin_organisations(a, b) if a.han else _han_and_latin_organisations(b, a)
    else:
        weights = [
            [_despite_slip(x, y, _organisation_words_alike(x[0], y[0])) for y in _spelt(b)] for x in _spelt(a)
        ]
        found = _aligned(a.words, b.words, weights, a.bits, b.bits, Basis.ALIKE, omitted=_left_out(a, b))
    return max(_told_apart(found), _as_acronym(a, b), _as_acronym(b, a), key=lambda g: g.degree)


def _spelt(name: Name) -> Iterator[tuple[str, str, float]]:
    return zip(name.words, name.forms, name.bits, strict=True)


def _han_and_latin_organisations(a: Name, b: Name) -> Agreement:
    """a in Chinese characters, b in Latin letters. A word of its own may be read in any language."""
    weights = [
        [_despite_slip((word, word, bits), y, _own_word_alike(word, han, y[0])) for y in _spelt(b)]
        for word, han, bits in zip(a.words, a.parts, a.bits, strict=True)
    ]
    return _aligned(a.words, b.words, weights, a.bits, b.bits, Basis.PINYIN, omitted=_left_out(a, b))


def _own_word_alike(word: str, han: str, other: str) -> float:
    """word: pinyin of the characters, or the word that stands for them."""
    if not word.isascii():
        return 0.0  # characters that have no reading
    like = _pinyin_alike(word, other)
    if like >= _OTHER_READING or not other.isalpha() or len(han) < 2:
        return like
    return _OTHER_READING if any(SYSTEMS[each].spells((other,), han) for each in READ_OTHERWISE) else like


def _left_out(a: Name, b: Name) -> float:
    """What a word weighs that one leaves out: where neither has a word of its own, 中国银行 is not 中国工商银行."""
    return _CONTRADICTED if max((*a.bits, *b.bits)) < _OWN_BITS else _OMITTED


def _told_apart(found: Agreement) -> Agreement:
    """Less when each has a place, a number or an ordinal that the other has not: First and Second Factory."""
    if any(map(tells_apart, found.ours)) and any(map(tells_apart, found.theirs)):
        return dataclasses.replace(found, degree=found.degree * _TOLD_APART)
    return found


def _both_han_organisations(a: Name, b: Name) -> Agreement:
    """Words that sound alike are other words here: each must be written alike, or mean the same."""
    weights = [
        [
            1.0 if x == y and (p == q or bit < _FULL_WEIGHT_BITS / 2) else 0.0
            for y, q in zip(b.words, b.parts, strict=True)
        ]
        for x, p, bit in zip(a.words, a.parts, a.bits, strict=True)
    ]
    found = _told_apart(
        _aligned(a.words, b.words, weights, a.bits, b.bits, Basis.SAME_HAN, omitted=_left_out(a, b))
    )
    short, long = sorted((a, b), key=lambda n: len(n.han))
    if found.degree < _ABBREVIATED and _abbreviates(short.han, long.han):
        return Agreement(_ABBREVIATED, Basis.ALIKE, _ACRONYM_BITS, (a.han,), (b.han,))
    return found


def _abbreviates(short: str, long: str) -> bool:
    """Whether a short Chinese name picks characters of the long one in their order, beginning with the first."""
    rest = iter(long)
    return 3 <= len(short) <= len(long) - 3 and short[0] == long[0] and all(c in rest for c in short)


def _organisation_words_alike(x: str, y: str) -> float:
    if x.isdigit() or y.isdigit():
        return float(x == y)
    return likeness(x, y)


def _despite_slip(x: tuple[str, str, float], y: tuple[str, str, float], like: float) -> float:
    """A word that no table knows for a mistyped generic one of the other name: FOOVS and FOODS."""
    (_, form_x, bits_x), (_, form_y, bits_y) = x, y
    one_generic = min(bits_x, bits_y) <= _GENERIC_BITS <= max(bits_x, bits_y)
    if like or not one_generic or not (form_x + form_y).isascii():
        return like
    slip = likeness(form_x, form_y)
    return slip if slip >= _SLIP_FLOOR else like


def _pinyin_alike(x: str, y: str) -> float:
    """Words of which one is pinyin: other syllables are another name, and only what is none can be a slip."""
    if x == y:
        return 1.0
    pinyin = SYSTEMS[System.PINYIN]
    return 0.0 if pinyin.parses(x) and pinyin.parses(y) else likeness(x, y)


def _as_acronym(short: Name, long: Name) -> Agreement:
    if len(short.words) != 1 or len(long.raw) < 3 or not 3 <= len(short.words[0]) <= 6:
        return _NOTHING
    letters = short.words[0]
    initials = "".join(word[0] for word in long.raw)
    without_fillers = "".join(word[0] for word in long.raw if not is_filler(word))
    if letters in (initials, without_fillers):
        return Agreement(_ACRONYM, Basis.ALIKE, _ACRONYM_BITS, short.raw, long.raw)
    return _NOTHING


# --- words against words --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pair:
    likeness: float
    ours: tuple[int, ...]
    theirs: tuple[int, ...]


def _aligned(
    ours: Sequence[str],
    theirs: Sequence[str],
    likenesses: Sequence[Sequence[float]],
    our_bits: Sequence[float],
    their_bits: Sequence[float],
    basis: Basis,
    floor: float = _WORD_FLOOR,
    forms: tuple[Sequence[str], Sequence[str]] = ((), ()),
    omitted: float = _OMITTED,
) -> Agreement:
    """The words paired off, the most alike first; what is left over on both sides contradicts, on one is omitted."""
    pairs = [
        _Pair(like, (i,), (j,))
        for i, row in enumerate(likenesses)
        for j, like in enumerate(row)
        if like >= floor
    ]
    if len(ours) != len(theirs):
        pairs += _run_together(ours, theirs, *forms)
    pairs.sort(
        key=lambda p: (
            -p.likeness * max(len(p.ours), len(p.theirs)),
            abs(p.ours[0] - p.theirs[0]),
            p.ours,
            p.theirs,
        )
    )
    our_weights, their_weights = [_weight(b) for b in our_bits], [_weight(b) for b in their_bits]
    free_ours, free_theirs = set(range(len(ours))), set(range(len(theirs)))
    agreed = lost = bits = 0.0
    for pair in pairs:
        if free_ours.issuperset(pair.ours) and free_theirs.issuperset(pair.theirs):
            free_ours.difference_update(pair.ours)
            free_theirs.difference_update(pair.theirs)
            weight = (sum(our_weights[i] for i in pair.ours) + sum(their_weights[j] for j in pair.theirs)) / 2
            kept = _kept(pair.likeness)
            agreed += weight * kept
            lost += weight * (1.0 - kept)
            bits += kept * min(sum(our_bits[i] for i in pair.ours), sum(their_bits[j] for j in pair.theirs))
    only_ours, only_theirs = (
        sum(our_weights[i] for i in free_ours),
        sum(their_weights[j] for j in free_theirs),
    )
    against = min(only_ours, only_theirs) * _CONTRADICTED + abs(only_ours - only_theirs) * omitted + lost
    degree = agreed / (agreed + against) if agreed else 0.0
    return Agreement(
        degree,
        basis if degree else Basis.DIFFERENT,
        bits,
        tuple(ours[i] for i in sorted(free_ours)),
        tuple(theirs[j] for j in sorted(free_theirs)),
    )


def _run_together(
    ours: Sequence[str], theirs: Sequence[str], our_forms: Sequence[str], their_forms: Sequence[str]
) -> list[_Pair]:
    """Two words of one name that are one word of the other: de la Cruz, Delacruz."""
    found = [_Pair(like, (i,), (j, j + 1)) for i, j, like in _joined_alike(ours, theirs, their_forms)]
    return found + [_Pair(like, (i, i + 1), (j,)) for j, i, like in _joined_alike(theirs, ours, our_forms)]


def _joined_alike(
    single: Sequence[str], double: Sequence[str], forms: Sequence[str]
) -> Iterator[tuple[int, int, float]]:
    """Places of a word, and of the first of two words that together are like it, and how like."""
    for at in range(len(double) - 1):
        joined = run_together(*double[at : at + 2], *forms[at : at + 2])
        for place, word in enumerate(single):
            if (
                word.isascii()
                and joined.isascii()
                and (len(word) <= SHORT or abs(len(joined) - len(word)) >= _SLIP)
            ):
                continue
            like = part_likeness(word, joined)
            if like > _JOINED_FLOOR:
                yield place, at, like


def _weight(bits: float) -> float:
    return min(_HEAVIEST, max(_LIGHTEST, bits / _FULL_WEIGHT_BITS))


def part_likeness(x: str, y: str) -> float:
    """How far two parts may be the same, in whatever writing each is: what the index asks of the words it has filed."""
    if x.startswith(VOWELLESS) or y.startswith(VOWELLESS):
        return (
            consonants_alike(x.removeprefix(VOWELLESS), y.removeprefix(VOWELLESS))
            if x.isascii() and y.isascii()
            else 0.0
        )
    if x.isascii():
        return _words_alike(x, y) if y.isascii() else written_alike(y, x)
    return written_alike(x, y) if y.isascii() else parts_alike(x, y)


def kept_of(like: float) -> float:
    """What a likeness counts towards the degree; 0 below the floor."""
    return _kept(like) if like >= _WRITTEN_FLOOR else 0.0


def _kept(likeness_: float) -> float:
    """What a likeness counts: near-certain likeness is certain, and just above the floor it is next to nothing."""
    for (low, low_kept), (high, high_kept) in itertools.pairwise(_KEPT):
        if likeness_ <= high:
            return low_kept + (high_kept - low_kept) * max(0.0, likeness_ - low) / (high - low)
    return 1.0


_KEPT = ((0.68, 0.1), (0.78, 0.3), (0.83, 0.5), (0.88, 0.85), (0.92, 0.95), (0.97, 1.0))
