"""Files made to harm, or merely broken, are refused with a reason inside 2 s and 512 MiB; the next file is read."""

from __future__ import annotations

import hashlib
import io
import os
import random
import struct
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from kyc.base.errors import FirstlineError, Invalid, TooLarge
from kyc.documents.intake import LIMITS, Intake
from kyc.documents.model import ScanFile

SECONDS_ALLOWED = 2.0
BYTES_ALLOWED = 512 * 2**20
KINDS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "PDF")


def encoded(kind: str, size: tuple[int, int] = (120, 80), **options: object) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(target, kind, **options)
    return target.getvalue()


class Witness:
    """Watches the worker's memory while a file is loaded, and the clock less the time spent waiting for a processor."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.most_bytes = 0
        self.seconds = 0.0
        self._waited = 0.0

    def load(self, data: bytes) -> object:
        good = encoded("PNG")
        self.intake.load_pages(ScanFile("good.png", good))  # a worker is up, so it can be watched
        worker = Path("/proc", str(self.intake._pool._idle[-1].pid))
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(worker, over))
        waited, started = waited_seconds(worker) + waited_seconds(Path("/proc/self")), time.monotonic()
        watcher.start()
        try:
            return self.intake.load_pages(ScanFile("upload", data))
        finally:
            elapsed = time.monotonic() - started
            over.set()
            watcher.join()
            self.seconds = elapsed - (self._waited + waited_seconds(Path("/proc/self")) - waited)
            assert self.intake.load_pages(ScanFile("good.png", good)), "the next file must be read"

    def _watch(self, worker: Path, over: threading.Event) -> None:
        while True:
            last_look = over.wait(0.005)
            try:
                lines = (worker / "status").read_text().splitlines()
                self._waited = waited_seconds(worker)
            except (FileNotFoundError, ProcessLookupError):
                return
            peaks = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
            self.most_bytes = max([self.most_bytes, *peaks])
            if last_look:
                return

    def assert_within_limits(self) -> None:
        assert self.seconds <= SECONDS_ALLOWED
        assert 0 < self.most_bytes <= BYTES_ALLOWED


def waited_seconds(process: Path) -> float:
    """How long a process was ready to run while others ran."""
    return int((process / "schedstat").read_text().split()[1]) / 1e9


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    intake = Intake()
    yield intake
    intake.close()


@pytest.fixture
def witness(intake: Intake) -> Witness:
    return Witness(intake)


def png_chunk(name: bytes, body: bytes, length: int | None = None) -> bytes:
    return (
        struct.pack(">I", len(body) if length is None else length)
        + name
        + body
        + struct.pack(">I", zlib.crc32(name + body))
    )


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + b"".join(chunks) + png_chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """A complete and correct picture of 20,000 x 20,000 white pixels in 50 kB."""
    rows = (b"\0" + b"\xff" * 2500) * 20_000
    return png(20_000, 20_000, png_chunk(b"IDAT", zlib.compress(rows, 1)))


def png_with_forged_chunk_length() -> bytes:
    return png(600, 600, png_chunk(b"IDAT", zlib.compress(b"\0" * 100), length=0x7FFFFFFF))


def png_text_bomb() -> bytes:
    text = b"Comment\0\0" + zlib.compress(b"A" * 200_000_000, 9)
    return png(
        60, 60, png_chunk(b"zTXt", text), png_chunk(b"IDAT", zlib.compress((b"\0" + b"\xff" * 8) * 60))
    )


def jpeg_claiming(width: int, height: int, **options: object) -> bytes:
    data = bytearray(encoded("JPEG", (64, 64), **options))
    frame = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0")
    struct.pack_into(">HH", data, frame + 5, height, width)
    return bytes(data)


def jpeg_of_endless_scans() -> bytes:
    """A progressive picture of 100 million pixels whose last scan is told over and over."""
    data = jpeg_claiming(10_000, 10_000, progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 20_000 + data[-2:]


def bmp_claiming(width: int, height: int) -> bytes:
    data = bytearray(encoded("BMP"))
    struct.pack_into("<ii", data, 18, width, height)
    return bytes(data)


def webp_claiming_most() -> bytes:
    """The extended header's canvas has 24 bits a side."""
    exif = Image.Exif()
    exif[0x0112] = 1
    data = bytearray(encoded("WEBP", exif=exif.tobytes()))
    canvas = data.index(b"VP8X") + 12
    data[canvas : canvas + 6] = (19_999).to_bytes(3, "little") * 2
    return bytes(data)


def tiff(width: int, height: int, *, next_directory: int = 0) -> bytes:
    entries = [
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, height),
        (279, 8),
    ]
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    start = 16
    body = struct.pack("<H", len(entries)) + directory + struct.pack("<I", next_directory)
    return b"II*\0" + struct.pack("<I", start) + b"\xff" * 8 + body


def tiff_of_many_pages() -> bytes:
    target = io.BytesIO()
    sheet = Image.new("L", (8, 8))
    sheet.save(target, "TIFF", save_all=True, append_images=[sheet] * LIMITS.pages)
    return target.getvalue()


def pdf(
    pages: int = 1,
    *,
    box: str = "0 0 200 100",
    extra: bytes = b"",
    trailer: bytes = b"",
    content: bytes = b"",
) -> bytes:
    kids = " ".join(f"{4 + n} 0 R" for n in range(pages))
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 3 0 R /Resources << /XObject << /I 9999 0 R >> >> >>"
    parts = [
        b"1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj",
        f"2 0 obj << /Type /Pages /Kids [{kids}] /Count {pages} >> endobj".encode(),
        b"3 0 obj << /Length %d >> stream\n%s\nendstream endobj" % (len(content), content),
        *(f"{4 + n} 0 obj {page} endobj".encode() for n in range(pages)),
        extra,
        b"trailer << /Root 1 0 R %s >>" % trailer,
        b"%%EOF",
    ]
    return b"%PDF-1.7\n" + b"\n".join(parts)


def rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


PADDING = bytes.fromhex(
    "28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A"
)  # ISO 32000-1 §7.6.3.3


def encrypted_pdf(user_password: bytes) -> bytes:
    """Revision 2 of the standard handler; with an empty user password any reader could open it."""
    owner = rc4(hashlib.md5((b"owner" + PADDING)[:32]).digest()[:5], (user_password + PADDING)[:32])
    permissions, file_id = struct.pack("<i", -44), b"0123456789abcdef"
    key = hashlib.md5((user_password + PADDING)[:32] + owner + permissions + file_id).digest()[:5]
    dictionary = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>" % (
        owner.hex().encode(),
        rc4(key, PADDING).hex().encode(),
    )
    identity = file_id.hex().encode()
    return pdf(trailer=b"/Encrypt %s /ID [<%s> <%s>]" % (dictionary, identity, identity))


def pdf_of_endless_drawing() -> bytes:
    return pdf(
        box="0 0 3000 3000", content=b"0 0 3000 3000 re f* 1 0 0 rg 0 0 m 3000 3000 l 3000 0 l h f* " * 60_000
    )


def pdf_holding_a_picture_bomb() -> bytes:
    pixels = zlib.compress(b"\x55" * (20_000 * 20_000 // 8) * 1, 1)
    picture = (
        b"9999 0 obj << /Type /XObject /Subtype /Image /Width 20000 /Height 20000 /ColorSpace /DeviceRGB"
    )
    picture += b" /BitsPerComponent 8 /Filter /FlateDecode /Length %d >> stream\n%s\nendstream endobj" % (
        len(pixels),
        pixels,
    )
    return pdf(extra=picture, content=b"200 0 0 100 0 0 cm /I Do")


def pdf_of_nested_arrays() -> bytes:
    return pdf(extra=b"77 0 obj " + b"[" * 500_000, trailer=b"/Info 77 0 R")


def jpeg_and_zip() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("payload.js", "alert(1)")
    return encoded("JPEG") + archive.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><img src=x onerror=alert(1)></body></html>"

REFUSED: dict[str, tuple[Callable[[], bytes], type[FirstlineError], str]] = {
    "empty": (lambda: b"", Invalid, "empty"),
    "one byte": (lambda: b"\xff", Invalid, "unsupported"),
    "text": (lambda: "身份证".encode(), Invalid, "unsupported"),
    "svg": (lambda: SVG, Invalid, "unsupported"),
    "html": (lambda: HTML, Invalid, "unsupported"),
    "gif": (lambda: encoded("GIF"), Invalid, "unsupported"),
    "gif that is a script": (
        lambda: b"GIF89a/*" + encoded("GIF")[8:] + b"*/=1;alert(1)",
        Invalid,
        "unsupported",
    ),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 100, Invalid, "heic"),
    "executable": (lambda: b"\x7fELF" + b"\0" * 200, Invalid, "unsupported"),
    "signature only, jpeg": (lambda: b"\xff\xd8\xff\xe0", Invalid, "damaged"),
    "signature only, png": (lambda: b"\x89PNG\r\n\x1a\n", Invalid, "damaged"),
    "signature only, webp": (lambda: b"RIFF\0\0\0\0WEBP", Invalid, "damaged"),
    "signature only, tiff": (lambda: b"II*\0", Invalid, "damaged"),
    "signature only, bmp": (lambda: b"BM", Invalid, "damaged"),
    "signature only, pdf": (lambda: b"%PDF-1.7", Invalid, "damaged"),
    **{
        f"truncated {kind}": (lambda kind=kind: encoded(kind)[: len(encoded(kind)) // 2], Invalid, "damaged")
        for kind in ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
    },
    "png bomb": (png_bomb, TooLarge, "pixels"),
    "png claiming 2^31 x 2^31": (lambda: png(0x7FFFFFFF, 0x7FFFFFFF), TooLarge, "pixels"),
    "png forged chunk": (png_with_forged_chunk_length, Invalid, "damaged"),
    "png text bomb": (png_text_bomb, Invalid, "damaged"),
    "jpeg bomb": (lambda: jpeg_claiming(20_000, 20_000), TooLarge, "pixels"),
    "jpeg of endless scans": (jpeg_of_endless_scans, FirstlineError, ""),
    "bmp bomb": (lambda: bmp_claiming(20_000, 20_000), TooLarge, "pixels"),
    "bmp of negative width": (lambda: bmp_claiming(-20_000, 20_000), TooLarge, "pixels"),
    "webp bomb": (webp_claiming_most, FirstlineError, ""),
    "tiff bomb": (lambda: tiff(20_000, 20_000), TooLarge, "pixels"),
    "tiff of many pages": (tiff_of_many_pages, TooLarge, "pages"),
    "500 pages": (lambda: pdf(500), TooLarge, "pages"),
    "encrypted": (lambda: encrypted_pdf(b"secret"), Invalid, "encrypted"),
    "encrypted, empty password": (lambda: encrypted_pdf(b""), Invalid, "encrypted"),
    "pdf of endless drawing": (pdf_of_endless_drawing, TooLarge, "time"),
    "jpeg and zip": (jpeg_and_zip, Invalid, "polyglot"),
    "jpeg and html": (lambda: encoded("JPEG", comment=HTML), Invalid, "polyglot"),
    "png and php": (lambda: encoded("PNG") + b"<?php system($_GET[0]);", Invalid, "polyglot"),
    "bmp and pdf": (lambda: encoded("BMP") + pdf(), Invalid, "polyglot"),
    "over the size": (lambda: b"\xff\xd8\xff" + bytes(LIMITS.file_bytes), TooLarge, "bytes"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_reason_in_time_and_memory(witness: Witness, name: str) -> None:
    build, kind, reason = REFUSED[name]
    data = build()
    with pytest.raises(kind) as refusal:
        witness.load(data)
    assert refusal.value.code.startswith(f"documents.intake.{reason}")
    assert refusal.value.text.zh
    assert refusal.value.text.en
    witness.assert_within_limits()


def outcome(load: Callable[[bytes], object], data: bytes) -> str:
    """The code of the refusal, or how it was read."""
    try:
        return "read" if load(data) else "no page"
    except FirstlineError as refusal:
        return refusal.code


HARMLESS: dict[str, Callable[[], bytes]] = {
    "pdf with a page of a square kilometre": lambda: pdf(box="0 0 2834645 2834645"),
    "pdf holding a picture bomb": pdf_holding_a_picture_bomb,
    "pdf of nested arrays": pdf_of_nested_arrays,
    "truncated pdf": lambda: encoded("PDF")[:-200],
    "tiff whose directories run in a circle": lambda: tiff(4, 2, next_directory=16),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_read_or_refused_but_within_limits(witness: Witness, name: str) -> None:
    data = HARMLESS[name]()
    assert outcome(witness.load, data).startswith(("read", "documents.intake."))
    witness.assert_within_limits()


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_files_never_do_more_than_be_refused(intake: Intake, kind: str) -> None:
    chance = random.Random(f"mutated {kind}")
    original = encoded(kind)
    for _ in range(60):
        data = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            place = chance.randrange(len(data) if chance.random() < 0.5 else 128)
            data[place] = chance.choice([0, 0xFF, 0x7F, chance.randrange(256)])
        seen = outcome(lambda mutated: intake.load_pages(ScanFile("x", mutated)), bytes(data))
        assert seen.startswith(("read", "documents.intake."))
        assert "time" not in seen


@pytest.mark.parametrize(
    ("kind", "size"),
    [("PNG", (8000, 7400)), ("JPEG", (12000, 9900)), ("TIFF", (7000, 5000)), ("BMP", (2640, 2640))],
    ids=["59 MP PNG", "119 MP JPEG", "35 MP TIFF", "20 MB BMP"],
)
def test_the_largest_allowed_pictures_pass(witness: Witness, kind: str, size: tuple[int, int]) -> None:
    options = {"compression": "tiff_lzw"} if kind == "TIFF" else {}
    target = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize(size).save(target, kind, **options)
    assert len(target.getvalue()) <= LIMITS.file_bytes
    assert witness.load(target.getvalue())
    witness.assert_within_limits()


def test_the_worker_knows_no_secret_and_cannot_write(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTLINE_KEY", "secret")
    intake.close()
    intake.load_pages(ScanFile("good.png", encoded("PNG")))
    worker = Path(f"/proc/{intake._pool._idle[-1].pid}")
    assert b"FIRSTLINE" not in (worker / "environ").read_bytes()
    limits = {line[:26].strip(): line[26:].split() for line in (worker / "limits").read_text().splitlines()}
    assert limits["Max file size"][:2] == limits["Max core file size"][:2] == ["0", "0"]
    assert int(limits["Max address space"][1]) == LIMITS.memory_bytes
    loaded = (worker / "maps").read_text()
    assert "cv2" not in loaded
    assert "openvino" not in loaded
    assert os.getpid() != int(worker.name)
