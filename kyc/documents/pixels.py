"""What a picture is inside this stage, once its bytes have been decoded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""Height x width x 3, RGB, rows from the top."""

Point = tuple[float, float]
"""x to the right, y down, in pixels."""

Quad = tuple[Point, Point, Point, Point]
"""Four corners, clockwise from the top left one of what is framed."""
