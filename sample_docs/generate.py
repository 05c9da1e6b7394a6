"""The specimen generator: `python -m sample_docs.generate --seed S --count N --types T,… --out DIR [--degrade]`."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NoReturn

from rich.progress import track

from kyc.base.errors import FirstlineError, Invalid
from kyc.base.text import Text
from sample_docs.degrade import NONE, draw_degradation, draw_sheet_degradation
from sample_docs.fonts import CHOICES
from sample_docs.people import Person, draw_person
from sample_docs.specimen import CARD_SIDES, DOCUMENT_TYPES, Specimen, sheet_specimen, specimen

__all__ = [
    "DOCUMENT_TYPES",
    "Person",
    "Specimen",
    "draw_person",
    "generate",
    "sheet_specimen",
    "specimen",
    "specimens",
]


def specimens(
    *,
    seed: int,
    count: int,
    types: Sequence[str],
    degrade: bool = False,
    sheets: bool = False,
    fonts: str = "all",
) -> Iterator[Specimen]:
    """`count` specimens of each type, or with `sheets` `count` pages with both sides of one card, one after another.

    The same index is the same person on both sides. degrade: every specimen has one or more faults; a sheet is then a
    grey photocopy. Invalid at once when a type, the count, or the choice of fonts is not known.
    """
    _require_known(count, types, sheets, fonts)
    return _sheets(seed, count, degrade, fonts) if sheets else _sides(seed, count, types, degrade, fonts)


def generate(
    out: Path,
    *,
    seed: int,
    count: int,
    types: Sequence[str],
    degrade: bool = False,
    sheets: bool = False,
    fonts: str = "all",
) -> list[Path]:
    """Writes specimens (see `specimens`) as pictures with NAME.json beside each; returns the pictures' paths.

    A file of the same name is replaced. Invalid as in `specimens`; OSError when `out` cannot be written.
    """
    made = specimens(seed=seed, count=count, types=types, degrade=degrade, sheets=sheets, fonts=fonts)
    return [_write(out, one) for one in made]


def _sides(seed: int, count: int, types: Sequence[str], degrade: bool, fonts: str) -> Iterator[Specimen]:
    for document_type in dict.fromkeys(types):
        for index in range(count):
            rng = Random(f"degradation:{seed}:{index}:{document_type}")
            degradation = draw_degradation(rng, index) if degrade else NONE
            yield specimen(seed, index, document_type, degradation=degradation, fonts=fonts)


def _sheets(seed: int, count: int, degrade: bool, fonts: str) -> Iterator[Specimen]:
    for index in range(count):
        degradation = draw_sheet_degradation(Random(f"degradation:{seed}:{index}")) if degrade else NONE
        yield sheet_specimen(seed, index, degradation=degradation, fonts=fonts)


def _write(out: Path, one: Specimen) -> Path:
    out.mkdir(parents=True, exist_ok=True)
    path = out / one.name
    path.write_bytes(one.picture)
    path.with_suffix(".json").write_text(one.expected(), encoding="utf-8")
    return path


def _require_known(count: int, types: Sequence[str], sheets: bool, fonts: str) -> None:
    known_types = ", ".join(DOCUMENT_TYPES)
    unknown = [name for name in types if name not in DOCUMENT_TYPES]
    if not types:
        raise _invalid(
            "types.none",
            "--types：未指明证件类型；可用：{0}",
            "--types: no document type given; known are: {0}",
            known_types,
        )
    if unknown:
        raise _invalid(
            "types.unknown",
            "--types：没有名为“{0}”的证件类型；可用：{1}",
            "--types: there is no document type called “{0}”; known are: {1}",
            ", ".join(unknown),
            known_types,
        )
    if count < 1:
        raise _invalid(
            "count.below_one",
            "--count：数量须不小于 1，而不是 {0}",
            "--count: must be 1 or more, not {0}",
            str(count),
        )
    if fonts not in CHOICES:
        raise _invalid(
            "fonts.unknown",
            "--fonts：没有名为“{0}”的字体组；可用：{1}",
            "--fonts: there is no group called “{0}”; known are: {1}",
            fonts,
            ", ".join(CHOICES),
        )
    if sheets and set(types) != set(CARD_SIDES):
        raise _invalid(
            "sheets.one_side",
            "--sheets：复印页含证件两面，--types 须同时包括：{0}",
            "--sheets: a sheet carries both sides of a card, so --types must name both: {0}",
            ", ".join(CARD_SIDES),
        )


def _invalid(code: str, zh: str, en: str, *values: str) -> Invalid:
    return Invalid(f"sample_docs.{code}", Text(zh.format(*values), en.format(*values)))


# What argparse says in English only, in both languages.
_ARGPARSE_SAYS = (
    (re.compile(r"the following arguments are required: (.*)"), Text("缺少参数 {0}", "missing: {0}")),
    (re.compile(r"argument (\S+): expected one argument"), Text("{0} 后缺少取值", "{0} needs a value")),
    (
        re.compile(r"argument (\S+): invalid int value: (.*)"),
        Text("{0} 须为整数，而不是 {1}", "{0} must be a whole number, not {1}"),
    ),
    (re.compile(r"unrecognized arguments: (.*)"), Text("无法识别的参数 {0}", "unknown: {0}")),
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in both languages; exit status 2."""

    def error(self, message: str) -> NoReturn:
        words = Text(message, message)
        for pattern, text in _ARGPARSE_SAYS:
            if found := pattern.fullmatch(message):
                words = Text(text.zh.format(*found.groups()), text.en.format(*found.groups()))
        self.exit(
            2,
            f"命令行参数有误：{words.zh}；用法见 --help / Bad options: {words.en}; see --help for the usage\n",
        )


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m sample_docs.generate",
        description="生成证件样本图片及其应读结果 / draws specimens of identity documents with their expected reading",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "--seed",
        type=int,
        required=True,
        help="随机种子，相同种子得到相同文件 / the same seed gives the same files",
    )
    add("--count", type=int, required=True, help="每种类型的数量 / how many of each type")
    add(
        "--types",
        help="证件类型，逗号分隔，缺省为全部 / document types, with commas; all of them when not given",
    )
    add("--out", type=Path, required=True, help="输出文件夹 / folder to write to")
    add(
        "--degrade",
        action="store_true",
        help="加入拍摄与复印造成的劣化 / with the faults of photographs and copies",
    )
    add(
        "--sheets",
        action="store_true",
        help="每页含同一证件两面的 A4 页 / A4 pages with both sides of one card",
    )
    add(
        "--fonts",
        default="all",
        help="字体与背景组 all、a、b / typefaces and surfaces: all, a or b (%(default)s)",
    )
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Returns the exit status: 0, or 2 when an option is wrong, a typeface is
    not installed, or the folder cannot be written."""
    options = _parser().parse_args(arguments)
    every = CARD_SIDES if options.sheets else DOCUMENT_TYPES
    types = (
        every
        if options.types is None
        else [name.strip() for name in options.types.split(",") if name.strip()]
    )
    total = options.count * (1 if options.sheets else len(set(types)))
    try:
        made = specimens(
            seed=options.seed,
            count=options.count,
            types=types,
            degrade=options.degrade,
            sheets=options.sheets,
            fonts=options.fonts,
        )
        shown = track(made, "样本 specimens", total=total, disable=not sys.stdout.isatty())
        paths = [_write(options.out, one) for one in shown]
    except FirstlineError as refusal:
        sys.stderr.write(f"{refusal.text}\n")
        return 2
    except OSError as failure:
        words = Text("--out：无法写入 {out}（{why}）", "--out: cannot write to {out} ({why})")
        sys.stderr.write(f"{words.format(out=options.out, why=failure.strerror)}\n")
        return 2
    words = Text("已生成 {count} 份样本：{out}", "{count} specimens written: {out}")
    sys.stdout.write(f"{words.format(count=len(paths), out=options.out)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
