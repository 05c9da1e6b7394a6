"""Getting pictures in: bytes of unknown origin become pages of pixels, or are refused with a reason.

The bytes are never decoded in this process but in limited workers (`decoder`), which are ended and replaced when
they overrun their time or die. A refusal says what is wrong with the file and what to do.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from kyc.base.errors import FirstlineError, Invalid, TooLarge, Unavailable
from kyc.base.text import Text
from kyc.documents.child import (
    OUT_OF_PROCESSOR_TIME,
    Child,
    ChildDied,
    ChildFault,
    ChildGarbled,
    ChildPool,
    Message,
    Received,
)
from kyc.documents.limits import Limits
from kyc.documents.measured import measured
from kyc.documents.model import ScanFile
from kyc.documents.pixels import Pixels, Point

LIMITS = measured(Path(__file__).with_name("intake.yaml"), Limits)


@dataclass(frozen=True, eq=False)
class Page:
    """One page of a file, upright as its EXIF tag says.

    pixels: RGB, possibly scaled down. width, height: in pixels of the page as given, which boxes are told in.
    """

    index: int
    pixels: Pixels
    width: int
    height: int

    def as_given(self, point: Point) -> Point:
        """A point of `pixels` as a point of the page as given."""
        rows, columns = self.pixels.shape[:2]
        return point[0] * self.width / columns, point[1] * self.height / rows


class Intake:
    """Turns files into pages. Safe to share between threads; nothing is started before the first file."""

    def __init__(self, limits: Limits = LIMITS, processes: int = 1) -> None:
        """processes: how many files may be decoded at once; more wait their turn."""
        self._limits = limits
        self._pool = ChildPool(self._start, processes)

    def load_pages(self, file: ScanFile) -> list[Page]:
        """The pages of a JPEG, PNG, WebP, TIFF, BMP or PDF file, in order; at least one.

        The content decides what the file is. Raises `Invalid` (not a supported picture, damaged, encrypted, made to
        deceive, named as a format it is not), `TooLarge` (bytes, pixels, pages, memory, time) or `Unavailable` (busy).
        """
        if len(file.data) > self._limits.file_bytes:
            raise _error("bytes", {"most": self._limits.file_bytes // 2**20})
        head = {"limits": asdict(self._limits), "suffix": Path(file.name).suffix}
        try:
            with self._pool.borrow(lambda: time.monotonic() + self._limits.seconds) as (child, deadline):
                pages, refusal = _converse(child, Message(head, [file.data]), deadline)
        except ChildFault as fault:
            raise _error(_reason(fault)) from fault
        if refusal:
            raise _error(refusal["refused"], refusal["values"])
        return pages

    def close(self) -> None:
        """End the workers. The intake can be used again."""
        self._pool.close()

    def _start(self) -> Child:
        limits = self._limits
        largest = 3 * limits.longest_side**2 + 2**20
        return Child(
            "kyc.documents.decoder",
            [str(limits.memory_bytes)],
            start_limit=limits.start_seconds,
            largest=largest,
        )


def _converse(child: Child, question: Message, deadline: float) -> tuple[list[Page], dict[str, Any] | None]:
    """All pages and no refusal, or the pages before a refusal and the refusal."""
    child.send(question, deadline)
    pages: list[Page] = []
    while True:
        answer = child.receive(deadline)
        if "refused" in answer.head:
            return pages, answer.head
        if "pages" in answer.head:
            return pages, None
        pages.append(_page(len(pages), answer))


def _page(index: int, answer: Received) -> Page:
    try:
        rows, columns, samples = answer.head["shape"]
        pixels = np.frombuffer(answer.parts[0], np.uint8).reshape(rows, columns, samples)
        return Page(index, pixels, int(answer.head["width"]), int(answer.head["height"]))
    except (KeyError, IndexError, TypeError, ValueError) as nonsense:
        raise ChildGarbled from nonsense


def _reason(fault: ChildFault) -> str:
    """A worker dies of the file it was given; being slow by the clock alone means that the machine is busy."""
    if isinstance(fault, ChildDied) and fault.signal == OUT_OF_PROCESSOR_TIME:
        return "time"
    return "fatal" if isinstance(fault, ChildDied | ChildGarbled) else "busy"


_ERRORS: dict[str, tuple[type[FirstlineError], Text]] = {
    "empty": (
        Invalid,
        Text("文件是空的。请重新选择文件或重新扫描。", "The file is empty. Choose it again, or scan again."),
    ),
    "unsupported": (
        Invalid,
        Text(
            "文件内容不是可识别的图片。请上传 JPEG、PNG、WebP、TIFF、BMP 图片或 PDF。",
            "The content is not a picture this service reads. Give a JPEG, PNG, WebP, TIFF or BMP picture, or a PDF.",
        ),
    ),
    "other_name": (
        Invalid,
        Text(
            "文件名以 {suffix} 结尾，内容却是 {kind}，已拒收。请核对文件来源；无误时改名为 {right} 后再上传。",
            "The name ends in {suffix}, yet the content is {kind}: refused. Make sure where the file comes from; if it "
            "is the right one, rename it to {right} and give it again.",
        ),
    ),
    "heic": (
        Invalid,
        Text(
            "这是 HEIC/AVIF 图片，暂不支持。请在手机相机设置中选择“兼容性最佳”后重拍，或另存为 JPEG。",
            'HEIC and AVIF pictures are not read. Set the phone camera to "most compatible", or save it as JPEG.',
        ),
    ),
    "damaged": (
        Invalid,
        Text(
            "文件已损坏或不完整。请重新拍摄或扫描后再上传。",
            "The file is damaged or cut short. Scan it again.",
        ),
    ),
    "fatal": (
        Invalid,
        Text(
            "文件无法解码，可能已损坏。请另存为 JPEG 或重新扫描后再上传。",
            "The file could not be decoded and may be damaged. Save it as JPEG, or scan it again.",
        ),
    ),
    "polyglot": (
        Invalid,
        Text(
            "图片中夹带了网页、脚本或压缩包，已拒收。请用原始照片或重新扫描。",
            "The picture carries a web page, script or archive and was refused. Use the original photo, or scan again.",
        ),
    ),
    "encrypted": (
        Invalid,
        Text(
            "PDF 已加密。请去除密码保护后再上传，或改传图片。",
            "The PDF is encrypted. Remove its protection, or give a picture instead.",
        ),
    ),
    "bytes": (
        TooLarge,
        Text(
            "文件超过 {most} MB。请降低拍摄或扫描的分辨率。",
            "The file is over {most} MB. Use a lower camera or scanner resolution.",
        ),
    ),
    "pixels": (
        TooLarge,
        Text(
            "图片超过 {millions} 百万像素。请降低拍摄或扫描的分辨率。",
            "The picture has over {millions} million pixels. Use a lower camera or scanner resolution.",
        ),
    ),
    "pages": (
        TooLarge,
        Text(
            "文件超过 {most} 页。请只上传证件所在的页。",
            "The file has over {most} pages. Give only the pages that show the document.",
        ),
    ),
    "memory": (
        TooLarge,
        Text(
            "图片解码所需内存超过限额。请降低分辨率或另存为 JPEG。",
            "Decoding needs more memory than allowed. Use a lower resolution, or save it as JPEG.",
        ),
    ),
    "time": (
        TooLarge,
        Text(
            "文件解码超时。请降低分辨率或另存为 JPEG；若为多页 PDF，请减少页数。",
            "Decoding took longer than allowed. Use a lower resolution, save it as JPEG, or give fewer pages.",
        ),
    ),
    "busy": (
        Unavailable,
        Text("图片处理繁忙，请稍后重试。", "The machine is busy decoding pictures. Try again in a moment."),
    ),
}


def _error(reason: str, values: Mapping[str, int | str] = MappingProxyType({})) -> FirstlineError:
    kind, text = _ERRORS[reason]
    return kind(f"documents.intake.{reason}", text.format(**values))
