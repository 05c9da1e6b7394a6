"""Networks in ONNX files, run by OpenVINO: on two cores the fastest of the runtimes tried (see ADR 7).

Where the processor calculates in bfloat16 by itself, OpenVINO does; elsewhere in single precision.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import openvino
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Made = TypeVar("Made")


class Network:
    """One network with one input and one output, ready to run. Not to be used by two threads at once."""

    def __init__(self, onnx: bytes, threads: int, *, abreast: int = 1, taps: Sequence[str] = ()) -> None:
        """onnx: the file's content. threads: of the processor, for all of it. abreast: how many inputs are run at the
        same time, each on its share of the threads. taps: tensors within that are given besides the output.
        """
        core = openvino.Core()
        self._model = core.read_model(onnx)
        self._taps = list(taps)
        if taps:
            self._model.add_outputs(self._taps)
        compiled = core.compile_model(
            self._model, "CPU", {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": abreast}
        )
        # As many again wait their turn, so that no thread is idle while an output is looked at.
        self._requests = [compiled.create_infer_request() for _ in range(2 * abreast)]

    def about(self, key: str) -> str:
        """What the file says of itself under a key. KeyError when it says nothing."""
        path = ["framework", key]
        if not self._model.has_rt_info(path):
            raise KeyError(key)
        return str(self._model.get_rt_info(path).astype(str))

    def run(self, batch: Floats) -> Floats:
        """The output for one input."""
        output: Floats
        [output] = self.run_each([batch], lambda at, output: output.copy())
        return output

    def run_each(self, batches: Sequence[Floats], make: Callable[..., Made]) -> list[Made]:
        """What `make` makes of the output for each of several inputs of any shapes, in their order.

        It is given the input's place, the output and the taps, which it may not keep, while further inputs are still run.
        """
        made: list[Made] = []
        running = deque[openvino.InferRequest]()

        def take() -> openvino.InferRequest:
            request = running.popleft()
            request.wait()
            taps = [request.get_tensor(name).data for name in self._taps]
            made.append(make(len(made), request.get_output_tensor(0).data, *taps))
            return request

        free = list(self._requests)
        try:
            for batch in batches:
                request = free.pop() if free else take()
                request.start_async({0: batch})
                running.append(request)
            while running:
                take()
        finally:
            for request in running:  # one that still runs could not be used again
                request.wait()
        return made
