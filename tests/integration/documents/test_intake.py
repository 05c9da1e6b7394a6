"""Pictures of every supported kind come in as upright RGB pages."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, TiffImagePlugin

from kyc.base.errors import FirstlineError, Invalid
from kyc.documents.intake import LIMITS, Intake, Page
from kyc.documents.kinds import SUFFIXES
from kyc.documents.model import ScanFile

RED, GREEN, BLUE, GREY = (200, 30, 30), (30, 160, 30), (30, 30, 200), (128, 128, 128)
CORNERS = (RED, GREEN, BLUE, GREY)


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    intake = Intake(processes=2)
    yield intake
    intake.close()


def four_corners(width: int = 120, height: int = 80) -> Image.Image:
    """Red top left, green top right, blue bottom left, grey bottom right."""
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for index, colour in enumerate(CORNERS):
        left, top = (index % 2) * width // 2, (index // 2) * height // 2
        draw.rectangle((left, top, left + width // 2 - 1, top + height // 2 - 1), fill=colour)
    return picture


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def corners_of(page: Page) -> list[tuple[int, ...]]:
    rows, columns = page.pixels.shape[:2]
    places = [(y, x) for y in (rows // 4, 3 * rows // 4) for x in (columns // 4, 3 * columns // 4)]
    return [tuple(int(v) for v in page.pixels[place]) for place in places]


def assert_upright(page: Page, tolerance: int = 12) -> None:
    assert page.pixels.dtype == np.uint8
    for seen, meant in zip(corners_of(page), CORNERS, strict=True):
        assert max(abs(s - m) for s, m in zip(seen, meant, strict=True)) <= tolerance


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "PDF"])
@pytest.mark.parametrize("name", ["card", "card.{usual}", "CARD.{USUAL}", "../../no", "card.2026-11-20"])
def test_each_format_is_told_by_its_content(intake: Intake, kind: str, name: str) -> None:
    usual = SUFFIXES[kind][-1].removeprefix(".")
    name = name.format(usual=usual, USUAL=usual.upper())
    [page] = intake.load_pages(ScanFile(name, encoded(four_corners(), kind)))
    assert page.index == 0
    assert_upright(page)
    if kind != "PDF":
        assert (page.width, page.height) == (120, 80)
        assert page.pixels.shape == (80, 120, 3)


@pytest.mark.parametrize("kind", SUFFIXES)
def test_a_name_that_claims_another_format_is_refused(intake: Intake, kind: str) -> None:
    data = encoded(four_corners(), kind)
    for claimed, (suffix, *_) in SUFFIXES.items():
        if claimed == kind:
            continue
        with pytest.raises(Invalid) as refused:
            intake.load_pages(ScanFile(f"card{suffix.upper()}", data))
        assert refused.value.code == "documents.intake.other_name"
        for text in (refused.value.text.zh, refused.value.text.en):
            assert suffix.upper() in text
            assert kind in text
            assert SUFFIXES[kind][0] in text


UNDO = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


@pytest.mark.parametrize("orientation", UNDO)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_orientation_is_applied(intake: Intake, kind: str, orientation: int) -> None:
    stored = four_corners()
    turn = UNDO[orientation]
    if turn is not None:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    [page] = intake.load_pages(ScanFile("turned", encoded(stored, kind, exif=exif.tobytes())))
    assert (page.width, page.height) == (120, 80)
    assert page.pixels.shape == (80, 120, 3)
    assert_upright(page)


def test_broken_exif_does_not_cost_the_picture(intake: Intake) -> None:
    data = encoded(four_corners(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12\0\x09nonsense")
    [page] = intake.load_pages(ScanFile("exif", data))
    assert_upright(page)


def in_mode(picture: Image.Image, mode: str) -> Image.Image:
    if mode == "P":
        return picture.quantize()
    if mode == "LAB":
        profiles = (ImageCms.createProfile(space) for space in ("sRGB", "LAB"))
        return ImageCms.profileToProfile(picture, *profiles, outputMode="LAB")
    return picture.convert(mode)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("CMYK", "JPEG"),
        ("CMYK", "TIFF"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("RGBA", "WEBP"),
        ("YCbCr", "JPEG"),
        ("LAB", "TIFF"),
    ],
)
def test_colour_modes_become_rgb(intake: Intake, mode: str, kind: str) -> None:
    picture = in_mode(four_corners(), mode)
    [page] = intake.load_pages(ScanFile("mode", encoded(picture, kind)))
    assert_upright(page, tolerance=30)


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_not_clipped(intake: Intake, kind: str) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(8, axis=0)
    [page] = intake.load_pages(ScanFile("deep", encoded(Image.fromarray(ramp), kind)))
    assert abs(page.pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_samples_without_a_range_are_stretched(intake: Intake, dtype: type) -> None:
    ramp = np.linspace(-5, 9000, 256).astype(dtype)[None].repeat(8, axis=0)
    [page] = intake.load_pages(ScanFile("deep", encoded(Image.fromarray(ramp), "TIFF")))
    assert abs(page.pixels[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_one_bit_fax_page(intake: Intake) -> None:
    fax = four_corners().convert("L").point(lambda v: 255 * (v > 70)).convert("1")
    [page] = intake.load_pages(ScanFile("fax.tif", encoded(fax, "TIFF", compression="group4")))
    assert set(np.unique(page.pixels)) == {0, 255}


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_is_transparent_shows_white(intake: Intake, mode: str) -> None:
    picture = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((0, 0, 19, 19), fill=(10, 10, 10, 255))
    data = encoded(picture.quantize() if mode == "PA" else picture.convert(mode), "PNG")
    [page] = intake.load_pages(ScanFile("alpha", data))
    assert page.pixels[10, 5].max() <= 12
    assert page.pixels[10, 35].min() == 255


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_every_page_comes_in_order(intake: Intake, kind: str) -> None:
    sheets = [Image.new("RGB", (60, 40), colour) for colour in CORNERS]
    data = encoded(sheets[0], kind, save_all=True, append_images=sheets[1:])
    pages = intake.load_pages(ScanFile("sheets", data))
    assert [page.index for page in pages] == [0, 1, 2, 3]
    for page, colour in zip(pages, CORNERS, strict=True):
        assert abs(page.pixels.mean(axis=(0, 1)) - colour).max() <= 6


def test_a_phone_picture_with_a_second_view_gives_its_first(intake: Intake) -> None:
    first, second = four_corners(), Image.new("RGB", (120, 80), "black")
    data = encoded(first, "MPO", save_all=True, append_images=[second])
    [page] = intake.load_pages(ScanFile("phone.jpg", data))
    assert_upright(page)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_large_pictures_are_divided_and_points_lead_back(intake: Intake, kind: str) -> None:
    width, height = 2 * LIMITS.longest_side + 7, 300
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = four_corners(width, height).transpose(Image.Transpose.ROTATE_90)
    [page] = intake.load_pages(ScanFile("large", encoded(stored, kind, exif=exif.tobytes())))
    rows, columns = page.pixels.shape[:2]
    assert LIMITS.longest_side / 2 < columns <= LIMITS.longest_side
    assert (page.width, page.height) == (width, height)
    assert page.as_given((columns, rows)) == (width, height)
    assert_upright(page)


def test_a_pdf_page_is_drawn_at_the_set_resolution_within_the_longest_side(intake: Intake) -> None:
    a4 = encoded(Image.new("RGB", (595, 842), "white"), "PDF", resolution=72)
    poster = encoded(Image.new("RGB", (3000, 1500), "white"), "PDF", resolution=72)
    [drawn], [clamped] = (intake.load_pages(ScanFile("p", data)) for data in (a4, poster))
    assert max(drawn.pixels.shape) == pytest.approx(842 * LIMITS.pdf_dpi / 72, abs=2)
    assert max(clamped.pixels.shape) == pytest.approx(LIMITS.longest_side, abs=1)


def test_many_threads_share_the_workers(intake: Intake) -> None:
    files = {colour: encoded(Image.new("RGB", (200, 100), colour), "PNG") for colour in CORNERS}
    wrong: list[object] = []

    def load(colour: tuple[int, int, int]) -> None:
        for _ in range(5):
            [page] = intake.load_pages(ScanFile("x", files[colour]))
            if tuple(page.pixels[50, 50]) != colour:
                wrong.append(page.pixels[50, 50])

    threads = [threading.Thread(target=load, args=(colour,)) for colour in CORNERS * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def children() -> list[int]:
    mine = str(os.getpid())
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            words = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
        except (FileNotFoundError, ProcessLookupError):
            continue
        if words["PPid"] == mine:
            found.append(int(words["Pid"]))
    return found


def test_a_worker_killed_between_files_is_replaced_unnoticed() -> None:
    intake = Intake()
    before = set(children())
    data = encoded(four_corners(), "PNG")
    intake.load_pages(ScanFile("x", data))
    [worker] = set(children()) - before
    os.kill(worker, signal.SIGKILL)
    time.sleep(0.1)
    assert_upright(intake.load_pages(ScanFile("x", data))[0])
    intake.close()
    assert set(children()) <= before, "a worker or a zombie is left"


def test_a_busy_intake_says_so_in_time() -> None:
    intake = Intake(replace(LIMITS, seconds=0.4), processes=1)
    blocked, release = threading.Event(), threading.Event()

    def hold() -> None:
        with intake._pool.borrow(lambda: time.monotonic() + 5):
            blocked.set()
            release.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    blocked.wait(10)
    try:
        with pytest.raises(FirstlineError) as refused:
            intake.load_pages(ScanFile("x", encoded(four_corners(), "PNG")))
        assert refused.value.code == "documents.intake.busy"
    finally:
        release.set()
        holder.join()
        intake.close()


def test_a_worker_dies_with_its_service() -> None:
    program = (
        "import io, sys, os, signal\n"
        "from PIL import Image\n"
        "from kyc.documents.intake import Intake\n"
        "from kyc.documents.model import ScanFile\n"
        "target = io.BytesIO(); Image.new('RGB', (9, 9)).save(target, 'PNG')\n"
        "intake = Intake(); intake.load_pages(ScanFile('x', target.getvalue()))\n"
        "print(intake._pool._idle[0].pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    service = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    worker = Path("/proc", service.stdout.strip())
    for _ in range(50):
        if not worker.exists():
            break
        time.sleep(0.1)
    assert not worker.exists()


def test_tiff_orientation_tag_alone(intake: Intake) -> None:
    stored = four_corners().transpose(Image.Transpose.ROTATE_90)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[0x0112] = 6
    [page] = intake.load_pages(ScanFile("x", encoded(stored, "TIFF", tiffinfo=tags)))
    assert_upright(page)
