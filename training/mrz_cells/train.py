"""Trains the network that reads single cells of a machine-readable zone, and writes it with its figures.

    python -m mrz_cells.train --out ../kyc/documents/mrz/cells.onnx     (in this folder's parent)

The same seed and numbers of lines and epochs give the same cells; weights differ in the last digits between processors.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import time
from pathlib import Path

import numpy as np
import onnx
import torch
from mrz_cells.printing import ALPHABET, COLUMNS, OCR_B, OTHERS, ROWS, TRIAL, cells
from torch import nn

SEED = 20260701
BATCH = 512


class CellReader(nn.Module):
    """28 x 24 grey levels to the 37 characters."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = nn.Sequential(
            *_layer(1, 24),
            nn.MaxPool2d(2),
            *_layer(24, 48),
            nn.MaxPool2d(2),
            *_layer(48, 96),
            nn.MaxPool2d(2),
        )
        self.said = nn.Sequential(
            nn.Flatten(), nn.Dropout(0.2), nn.Linear(96 * 3 * 3, 96), nn.ReLU(), nn.Linear(96, len(ALPHABET))
        )

    def forward(self, grey: torch.Tensor) -> torch.Tensor:
        """grey: cells x 1 x 28 x 24, levels 0..255. Gives logits."""
        middle = grey.mean(dim=(2, 3), keepdim=True)
        spread = (grey - middle).pow(2).mean(dim=(2, 3), keepdim=True).sqrt()
        return self.said(self.seen((grey - middle) / (spread + 2)))


class Shares(nn.Module):
    """The trained reader, giving probabilities. temperature: fitted so that they are as often right as they say."""

    def __init__(self, reader: CellReader, temperature: float) -> None:
        super().__init__()
        self.reader, self.temperature = reader, temperature

    def forward(self, grey: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.reader(grey) / self.temperature, dim=1)


def _layer(inputs: int, outputs: int) -> list[nn.Module]:
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


def _some_lines(task: tuple[int, int, tuple[str, ...], tuple[str, ...]]) -> tuple[np.ndarray, np.ndarray]:
    seed, count, faces, others = task
    rng = np.random.default_rng(seed)
    made = [cells(rng, faces, others) for _ in range(count)]
    pictures = np.concatenate([pictures for pictures, _ in made])
    return pictures, np.concatenate([np.array(labels, np.int64) for _, labels in made])


def lines(
    seed: int, count: int, faces: tuple[str, ...], others: tuple[str, ...], workers: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The cells of so many lines, and what they show."""
    tasks = [(seed + at, 100, faces, others) for at in range(count // 100)]
    with multiprocessing.Pool(workers) as pool:
        parts = pool.map(_some_lines, tasks, chunksize=1)
    pictures = torch.from_numpy(np.concatenate([pictures for pictures, _ in parts]))
    return pictures.unsqueeze(1), torch.from_numpy(np.concatenate([labels for _, labels in parts]))


def train(reader: CellReader, pictures: torch.Tensor, labels: torch.Tensor, epochs: int) -> None:
    """AdamW under a one-cycle rate; the labels a little softened, since some cells cannot be read."""
    batches = len(labels) // BATCH
    optimiser = torch.optim.AdamW(reader.parameters(), weight_decay=0.01)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, 4e-3, total_steps=epochs * batches)
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.02)
    for epoch in range(epochs):
        reader.train()
        begun, total = time.perf_counter(), 0.0
        for at in torch.randperm(len(labels))[: batches * BATCH].split(BATCH):
            seen = pictures[at].float().to(memory_format=torch.channels_last)
            loss = loss_of(reader(seen), labels[at])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            rate.step()
            total += loss.item()
        print(
            f"epoch {epoch + 1}: loss {total / batches:.4f}, {time.perf_counter() - begun:.0f} s", flush=True
        )


@torch.no_grad()
def logits_of(reader: CellReader, pictures: torch.Tensor) -> torch.Tensor:
    """What the reader says of many cells."""
    reader.eval()
    return torch.cat([reader(part.float()) for part in pictures.split(4096)])


def fitted_temperature(logits: torch.Tensor, labels: torch.Tensor) -> float:
    """The temperature under which the labels are likeliest (Guo et al. 2017)."""
    choices = [0.4 + 0.02 * step for step in range(60)]
    losses = [nn.functional.cross_entropy(logits / choice, labels).item() for choice in choices]
    return choices[int(np.argmin(losses))]


def figures_of(logits: torch.Tensor, labels: torch.Tensor, temperature: float) -> dict[str, float]:
    """How often the reader is right, and how often where it says it is sure."""
    shares, said = torch.softmax(logits / temperature, dim=1).max(dim=1)
    right = said == labels
    sure = shares >= 0.99
    return {
        "cells": len(labels),
        "right": round(right.float().mean().item(), 5),
        "said_sure": round(sure.float().mean().item(), 5),
        "right_where_sure": round(right[sure].float().mean().item(), 5),
    }


def main() -> None:
    """Makes the cells, trains, measures on cells of the training faces and of the face kept back, and writes the file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=10000)
    asked.add_argument("--epochs", type=int, default=3)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--out", type=Path, default=Path("cells.onnx"))
    given = asked.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(given.workers)
    begun = time.perf_counter()
    pictures, labels = lines(SEED, given.lines, OCR_B, OTHERS, given.workers)
    print(f"{len(labels)} cells, {time.perf_counter() - begun:.0f} s", flush=True)
    reader = CellReader().to(memory_format=torch.channels_last)
    train(reader, pictures, labels, given.epochs)
    known = lines(SEED + 10**6, 1000, OCR_B, (), given.workers)
    unseen = lines(SEED + 2 * 10**6, 1000, TRIAL, (), given.workers)
    seen = logits_of(reader, known[0])
    temperature = fitted_temperature(seen, known[1])
    figures = {
        "seed": SEED,
        "lines": given.lines,
        "epochs": given.epochs,
        "parameters": sum(weights.numel() for weights in reader.parameters()),
        "temperature": round(temperature, 2),
        "training_faces": figures_of(seen, known[1], temperature),
        "face_kept_back": figures_of(logits_of(reader, unseen[0]), unseen[1], temperature),
        "seconds": round(time.perf_counter() - begun),
    }
    torch.onnx.export(
        Shares(reader, temperature).eval(),
        (torch.zeros(2, 1, ROWS, COLUMNS),),
        given.out,
        input_names=["cells"],
        output_names=["shares"],
        dynamic_axes={"cells": {0: "count"}, "shares": {0: "count"}},
        dynamo=False,
    )
    model = onnx.load(given.out)
    onnx.helper.set_model_props(model, {"alphabet": ALPHABET, "rows": str(ROWS), "columns": str(COLUMNS)})
    onnx.save(model, given.out)
    print(json.dumps(figures, indent=2))
    Path(__file__).with_name("figures.json").write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
