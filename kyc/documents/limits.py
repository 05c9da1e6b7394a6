"""How much of the machine one uploaded file may use. The values, with their grounds, are in `intake.yaml`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a file may ask of the decoder.

    file_bytes: size of the file. pages: of a PDF or TIFF.
    pixels: of one picture that has to be decoded whole; jpeg_pixels: of a JPEG, which can be decoded small.
    longest_side: pixels of the longer side that are handed on; larger pictures are scaled down to it.
    pdf_dpi: at which a PDF page is drawn, as far as longest_side allows.
    memory_bytes: address space of the process. processor_seconds: for one file.
    seconds: for one file by the clock, from the bytes in to the last page out; also how long to wait for a free worker.
    start_seconds: for the process to come up.
    """

    file_bytes: int
    pages: int
    pixels: int
    jpeg_pixels: int
    longest_side: int
    pdf_dpi: int
    memory_bytes: int
    processor_seconds: float
    seconds: float
    start_seconds: float
