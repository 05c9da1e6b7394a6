"""What print goes through before a camera has it: wear, ground, blur, light. What the networks learn from shares it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float32]
Rng = np.random.Generator


def worn(rng: Rng, ink: Grey) -> Grey:
    """Thicker or thinner strokes, ragged edges, flaked ink."""
    fate = rng.random()
    if fate < 0.35:
        size = int(rng.integers(2, 5))
        ink = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
    elif fate < 0.55:
        ink = cv2.erode(ink, np.ones(((2, 1), (1, 2), (2, 2))[rng.integers(3)], np.uint8))
    if rng.random() < 0.4:
        ink = np.clip(cv2.GaussianBlur(ink, (0, 0), 1.5) * 3 - 1 + 0.5 * noise(rng, ink.shape, 4), 0, 1)
    if rng.random() < 0.25:
        ink = ink * (noise(rng, ink.shape, int(rng.integers(3, 16))) < rng.uniform(0.5, 1.2))
    return ink.astype(np.float32)


def noise(rng: Rng, shape: tuple[int, ...], grain: int) -> Grey:
    """Smooth noise of standard deviation about one half."""
    coarse = rng.normal(0, 0.7, (shape[0] // grain + 2, shape[1] // grain + 2)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC))


def texture(rng: Rng, shape: tuple[int, ...]) -> Grey:
    """Fine lines, waves or paper grain."""
    y, x = np.indices(shape, np.float32)
    kind = rng.integers(4)
    if kind == 0:
        return np.zeros(shape, np.float32)
    if kind == 1:
        return noise(rng, shape, int(rng.integers(3, 60)))
    angle, period = rng.uniform(0, np.pi), rng.uniform(6, 60)
    wave = x * np.cos(angle) + y * np.sin(angle) + 20 * noise(rng, shape, 90)
    lines = np.sin(2 * np.pi * wave / period)
    return (lines if kind == 2 else (lines > rng.uniform(0, 0.9)) * 2 - 1).astype(np.float32)


def blurred(rng: Rng, grey: Grey, height: float) -> Grey:
    """Out of focus, or moved, by a share of the letters' height at which a person can still read."""
    fate = rng.random()
    if fate < 0.4:
        return cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.02, 0.12) * height)
    if fate < 0.6:
        length = max(1, round(rng.uniform(0.08, 0.36) * height))
        kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
        angle = rng.uniform(0, np.pi)
        for step in np.linspace(-length / 2, length / 2, 4 * length):
            kernel[round(length + step * np.sin(angle)), round(length + step * np.cos(angle))] += 1
        return cv2.filter2D(grey, -1, kernel / kernel.sum(), borderType=cv2.BORDER_REPLICATE)
    return grey


def lit(rng: Rng, grey: Grey) -> NDArray[np.uint8]:
    """Uneven light, reflections, noise, moiré of a screen, compression."""
    rows, columns = grey.shape
    y, x = np.indices(grey.shape, np.float32)
    if rng.random() < 0.4:
        grey = grey * (
            1 + rng.uniform(-0.5, 0.5) * (x / columns - 0.5) + rng.uniform(-0.4, 0.4) * (y / rows - 0.5)
        )
    if rng.random() < 0.15:
        middle, reach = rng.uniform(0, columns), rng.uniform(0.5, 3) * rows
        grey = grey + rng.uniform(0.1, 0.5) * np.exp(-((x - middle) ** 2) / (2 * reach**2))
    if rng.random() < 0.1:
        angle, period = rng.uniform(0, np.pi), rng.uniform(2.1, 7)
        grey = grey * (1 + 0.12 * np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period))
    light = rng.choice((1.0, rng.uniform(0.3, 1.0)))
    levels = 255 * light * grey + rng.normal(0, rng.uniform(0, 9), grey.shape)
    picture = np.clip(levels, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = int(rng.integers(20, 95))
        _, file = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
        picture = cv2.imdecode(file, cv2.IMREAD_GRAYSCALE)  # noqa: TID251 - our own picture, made on the line above
    return picture
