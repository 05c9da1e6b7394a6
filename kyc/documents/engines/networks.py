"""Networks in ONNX files, run by OpenVINO: on two cores the fastest of the runtimes tried (see ADR 7).

Where the processor calculates in bfloat16 by itself, OpenVINO does; elsewhere in single precision.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import openvino
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Network:
    """One network with one input and one output, ready to run. Not to be used by two threads at once."""

    def __init__(self, onnx: bytes, threads: int, *, abreast: int = 1) -> None:
        """onnx: the file's content. threads: of the processor, for all of it. abreast: how many inputs are run at the
        same time, each on its share of the threads.
        """
        core = openvino.Core()
        model = core.read_model(onnx)
        self._model = model
        self._queue = openvino.AsyncInferQueue(
            core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": abreast}),
            abreast,
        )
        self._queue.set_callback(self._keep)
        self._answers: dict[int, Floats] = {}

    def about(self, key: str) -> str:
        """What the file says of itself under a key. KeyError when it says nothing."""
        path = ["framework", key]
        if not self._model.has_rt_info(path):
            raise KeyError(key)
        return str(self._model.get_rt_info(path).astype(str))

    def run(self, batch: Floats) -> Floats:
        """The output for one input."""
        return self.run_each([batch])[0]

    def run_each(self, batches: Sequence[Floats]) -> list[Floats]:
        """The outputs for several inputs of any shapes, in their order."""
        self._answers.clear()
        for at, batch in enumerate(batches):
            self._queue.start_async({0: batch}, at)
        self._queue.wait_all()
        return [self._answers[at] for at in range(len(batches))]

    def _keep(self, request: openvino.InferRequest, at: int) -> None:
        self._answers[at] = request.get_output_tensor(0).data.copy()
