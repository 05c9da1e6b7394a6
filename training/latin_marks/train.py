"""Trains the network that tells marks over Latin letters, and writes it with its figures.

    python -m latin_marks.train --looked /tmp/looked --out ../kyc/documents/engines/marks.npz     (in this folder's parent)

The same seed and parts give the same letters; weights differ in the last digits between processors.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from latin_marks.printing import ALPHABET
from torch import nn

from kyc.documents.engines.marks import base

SEED, HIDDEN, EPOCHS, BATCH, RATE = 1, 192, 16, 256, 3e-3
SAMPLE = 30_000  # letters by which features are scaled


def part(folder: Path, names: str) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Features, letters printed, letters named of the parts that `look` wrote under such names."""
    files = [np.load(file) for file in sorted(folder.glob(f"{names}.npz"))]
    features, printed, named = (
        torch.from_numpy(np.concatenate([file[key] for file in files]))
        for key in ("features", "printed", "named")
    )
    return features, printed, named


def main() -> None:
    """Trains on the letters of the training faces, measures on those of the faces kept back, and writes the file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--looked", type=Path, required=True)
    asked.add_argument("--out", type=Path, default=Path("marks.npz"))
    given = asked.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(2)
    begun = time.process_time()
    features, printed, _ = part(given.looked, "train-*")
    trial, trial_printed, trial_named = part(given.looked, "trial")
    sample = features[:SAMPLE].float()
    mean, spread = sample.mean(0), sample.std(0) + 1e-3
    bases = [base(letter) for letter in ALPHABET]
    # only letters that are one but for marks and case compete
    alike = torch.tensor([[0.0 if one == other else -1e9 for other in bases] for one in bases])
    network = nn.Sequential(
        nn.Dropout(0.1),
        nn.Linear(features.shape[1], HIDDEN),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(HIDDEN, len(ALPHABET)),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.02)
    cycle = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, RATE, total_steps=EPOCHS * (len(features) // BATCH + 1)
    )
    for _ in range(EPOCHS):
        for some in torch.randperm(len(features)).split(BATCH):
            loss = nn.functional.cross_entropy(
                network((features[some].float() - mean) / spread) + alike[printed[some]], printed[some]
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            cycle.step()
    network.eval()
    with torch.no_grad():
        said = (network((trial.float() - mean) / spread) + alike[trial_printed]).argmax(1)
    marked = torch.tensor([one != letter.upper() for one, letter in zip(bases, ALPHABET, strict=True)])[
        trial_printed
    ]
    figures = {
        "seed": SEED,
        "letters": len(printed),
        "trial_letters": len(trial_printed),
        "trial_marked_right": _share(said == trial_printed, marked),
        "trial_marked_right_by_the_recogniser": _share(trial_named == trial_printed, marked),
        "trial_plain_right": _share(said == trial_printed, ~marked),
        "trial_plain_right_by_the_recogniser": _share(trial_named == trial_printed, ~marked),
        "seconds": round(time.process_time() - begun),
    }
    first, last = network[1], network[4]
    hidden = first.weight.detach() / spread
    np.savez_compressed(
        given.out,
        hidden=hidden.numpy().astype(np.float16),
        hidden_bias=(first.bias.detach() - hidden @ mean).numpy(),
        last=last.weight.detach().numpy().astype(np.float16),
        last_bias=last.bias.detach().numpy(),
        letters=ALPHABET,
    )
    print(json.dumps(figures, indent=2))
    Path(__file__).with_name("figures.json").write_text(json.dumps(figures, indent=2) + "\n")


def _share(right: torch.Tensor, among: torch.Tensor) -> float:
    return round(right[among].float().mean().item(), 4)


if __name__ == "__main__":
    main()
