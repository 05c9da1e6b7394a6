"""The network that reads single characters of a zone: a second opinion beside the recognition engine's.

It was trained on drawn characters by `training/mrz_cells`, where its figures and the way to make it anew are.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from kyc.documents.mrz.alphabet import ALPHABET
from kyc.documents.mrz.decode import Shares

ROWS, COLUMNS = 28, 24
"""The size of a cell as the network was trained on it."""
PITCH = 18
"""Columns of a cell from one character to the next."""
CAPITAL = 18
"""Rows of a cell that a capital letter is high."""

_FILE = Path(__file__).with_name("cells.onnx")


def read_cells(cells: NDArray[np.uint8]) -> Shares:
    """How likely each character of the alphabet is in each cell.

    cells: count x 28 x 24 grey levels, the character in the middle, `CAPITAL` rows high, its neighbours `PITCH`
    columns away. Gives count x 37, rows summing to 1.
    """
    grey = cells.astype(np.float32)[:, None]
    (shares,) = _network().run(None, {"cells": grey})
    return cast(Shares, shares.astype(np.float64))


@cache
def _network() -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # small and quick; the cores belong to the engine's process
    network = onnxruntime.InferenceSession(_FILE.read_bytes(), options, providers=["CPUExecutionProvider"])
    about = network.get_modelmeta().custom_metadata_map
    assert about == {"alphabet": ALPHABET, "rows": str(ROWS), "columns": str(COLUMNS)}
    return network
