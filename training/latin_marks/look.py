"""Draws lines and keeps what the recogniser's network sees of each letter it names rightly but for its marks.

python -m latin_marks.look --fonts / --out /tmp/looked     (in this folder's parent, in the service's environment)
"""

from __future__ import annotations

import argparse
import itertools
from importlib import resources
from pathlib import Path

import numpy as np
import openvino
from latin_marks.printing import ALPHABET, FACES, TRIAL, line
from rapidfuzz.distance import Levenshtein

from kyc.documents.engines.marks import TAPS, base, features

PARTS = {
    **{f"train-{seed}": (seed, 3000, FACES) for seed in range(1000, 1008)},
    "trial": (77, 500, TRIAL),
}
"""Name of a part: its seed, its lines, their faces."""


def main() -> None:
    """Writes one file for each part: features, letters printed, letters named."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fonts", type=Path, default=Path("/"), help="where the faces' packages are unpacked")
    asked.add_argument("--out", type=Path, required=True)
    asked.add_argument("--parts", default=",".join(PARTS), help="which to look at, for several processes")
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    core = openvino.Core()
    file = resources.files("rapidocr") / "models" / "PP-OCRv6_rec_small.onnx"
    model = core.read_model(file.read_bytes())
    model.add_outputs(list(TAPS))
    named = model.get_rt_info(["framework", "character"]).astype(str).splitlines()
    request = core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": 1}).create_infer_request()
    for part in given.parts.split(","):
        seed, count, faces = PARTS[part]
        rng = np.random.default_rng(seed)
        seen = [
            one
            for _ in range(count)
            for one in _letters(request, ["", *named, " "], line(rng, faces, given.fonts))
        ]
        np.savez(
            given.out / f"{part}.npz",
            features=np.array([one for one, _, _ in seen], np.float16),
            printed=np.array([at for _, at, _ in seen]),
            named=np.array([at for _, _, at in seen]),
        )


def _letters(request, characters, drawn):
    """Of one line: features, letter printed, letter named, where the two are one but for their marks."""
    picture = np.repeat(drawn.picture[None, None].astype(np.float32), 3, axis=1)
    request.infer({0: (picture - 127.5) / 127.5})
    shares = request.get_output_tensor(0).data[0]
    seen, below = (request.get_tensor(name).data[0] for name in TAPS)
    best = shares.argmax(axis=1)
    edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
    peaks = [
        start + int(shares[start:end, best[start]].argmax())
        for start, end in itertools.pairwise(edges)
        if best[start]
    ]
    read = [(characters[best[peak]], peak) for peak in peaks if characters[best[peak]].strip()]
    text = [letter for letter in drawn.text if letter != " "]
    for same in Levenshtein.opcodes([base(letter) for letter, _ in read], [base(letter) for letter in text]):
        if same.tag == "equal":
            for offset in range(same.src_end - same.src_start):
                letter, peak = read[same.src_start + offset]
                printed = ALPHABET.index(text[same.dest_start + offset])
                yield features(seen, below, peak), printed, ALPHABET.find(letter)


if __name__ == "__main__":
    main()
