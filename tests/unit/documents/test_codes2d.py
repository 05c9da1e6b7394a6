"""QR codes are read whichever way they lie, and told where they stand."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
import segno
from PIL import Image

from kyc.documents.codes2d import UNREAD, read_code
from kyc.documents.intake import Page

CONTENT = "http://www.gsxt.gov.cn/index/invoice/qrcode.html?uniscid=91330106MA7ABCDE98"


def _page(degrees: float = 0.0) -> Page:
    out = BytesIO()
    segno.make_qr(CONTENT).save(out, kind="png", scale=6, border=4)
    sheet = Image.new("RGB", (900, 700), (244, 240, 232))
    code = Image.open(out).convert("RGB")
    sheet.paste(code, (500, 300))
    turned = sheet.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(244, 240, 232))
    return Page(3, np.asarray(turned, np.uint8), turned.width * 2, turned.height * 2)


@pytest.mark.parametrize("degrees", [0, 33, 90, 180, 250])
def test_a_code_is_read_whichever_way_it_lies(degrees: float) -> None:
    assert read_code(_page(degrees)).value == CONTENT


def test_its_place_is_told_in_pixels_of_the_page_as_given() -> None:
    box = read_code(_page()).box
    assert box is not None
    assert box.page == 3
    (left, top), _, (right, bottom), _ = box.points
    assert 1000 < left < right
    assert 600 < top < bottom
    assert right - left == pytest.approx(bottom - top, rel=0.05)


def test_a_page_without_a_code_says_so() -> None:
    blank = Page(0, np.full((400, 400, 3), 240, np.uint8), 400, 400)
    read = read_code(blank)
    assert (read.value, read.reason) == (None, UNREAD)
