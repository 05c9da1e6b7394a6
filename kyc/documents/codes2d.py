"""Two-dimensional codes printed on a page: read by zxing-cpp, which decodes pixels alone and opens no address."""

from __future__ import annotations

import zxingcpp

from kyc.base.text import Text
from kyc.documents.intake import Page
from kyc.documents.model import Box, Field

UNREAD = Text(
    "未读到二维码：请检查是否被遮挡、反光或过小，或用手机扫描后人工核对",
    "No QR code was read: look for glare or a finger, or scan it with a telephone and compare by hand",
)


def read_code(page: Page) -> Field:
    """What the first QR code of a page says, whichever way it lies; no value and the reason when none was read.

    A code that was read is proven by its own error correction (ISO/IEC 18004).
    """
    for code in zxingcpp.read_barcodes(
        page.pixels, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    ):
        corners = code.position
        a, b, c, d = (
            page.as_given((float(corner.x), float(corner.y)))
            for corner in (corners.top_left, corners.top_right, corners.bottom_right, corners.bottom_left)
        )
        return Field(code.text, 1.0, box=Box(page.index, (a, b, c, d)), raw=code.text)
    return Field(None, 0.0, reason=UNREAD)
