# SPDX-License-Identifier: Apache-2.0
"""Compare imgconv with the calls of OpenCV, SciPy and PyTorch that docs/python.md says it replaces.

    python replacements.py

Prints a Markdown table: the largest difference of each pair of calls over random samples and samples/scene.png, and the
share of different samples in each.  Also checks why 8-bit results differ.  Exits with 1 if a difference is above the
limit in the documentation.  Needs all three libraries.
"""

from __future__ import annotations

import math
import platform
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import scipy
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from scipy import ndimage, signal

import imgconv

Array = NDArray[Any]
Call = Callable[[Array], Array]

SCENE = Path(__file__).resolve().parents[3] / "samples/scene.png"
LEVEL = 1.0  # of 255, for integers
FLOAT = 2e-6  # for samples from 0 to 1

RANDOM = np.random.default_rng(17)
KERNEL = RANDOM.uniform(-0.25, 0.25, (3, 3)).astype(np.float32)
EVEN = RANDOM.uniform(-0.25, 0.25, (4, 4)).astype(np.float32)
BINOMIAL = np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]], np.float32) / 16
SHARP = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], np.float32)
BANK = RANDOM.uniform(-0.25, 0.25, (16, 3, 3, 3)).astype(np.float32)
BANK_BACK = RANDOM.uniform(-0.25, 0.25, (3, 16, 3, 3)).astype(np.float32)

#: Names of borders: imgconv's, OpenCV's, SciPy's.
BORDERS = (
    ("zero", cv2.BORDER_CONSTANT, "constant"),
    ("replicate", cv2.BORDER_REPLICATE, "nearest"),
    ("symmetric", cv2.BORDER_REFLECT, "reflect"),
    ("reflect", cv2.BORDER_REFLECT_101, "mirror"),
    ("wrap", None, "wrap"),
)


@dataclass(frozen=True)
class Pair:
    """Two calls that should agree, and the limit of their difference: in levels for uint8."""

    name: str
    dtype: type
    ours: Call
    theirs: Call
    limit: float


def taps(sigma: float) -> int:
    return 2 * math.ceil(4 * sigma) + 1


def planar(image: Array) -> Array:
    return np.moveaxis(image, 2, 0)


def tensor(image: Array) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(planar(image)))[None]


def gaussians() -> list[Pair]:
    pairs = []
    for sigma in (1.3, 2, 3):
        size = (taps(sigma), taps(sigma))
        pairs += [
            Pair(
                f"cv2.GaussianBlur(x, {size}, {sigma})", dtype,
                lambda x, s=sigma: imgconv.blur(x, sigma=s, border="reflect"),  # type: ignore[misc]
                lambda x, s=sigma, n=size: cv2.GaussianBlur(x, n, s),  # type: ignore[misc]
                limit,
            )
            for dtype, limit in ((np.uint8, 2), (np.float32, FLOAT))
        ]
        radius = math.ceil(4 * sigma)
        pairs.append(Pair(
            f"ndimage.gaussian_filter(x, {sigma}, radius={radius}, axes=(0, 1))", np.float32,
            lambda x, s=sigma: imgconv.blur(x, sigma=s, border="symmetric"),  # type: ignore[misc]
            lambda x, s=sigma, r=radius: ndimage.gaussian_filter(x, s, radius=r, axes=(0, 1)),  # type: ignore[misc]
            FLOAT,
        ))
    return pairs + [
        Pair(
            "ndimage.gaussian_filter(x, 1.3, axes=(0, 1)), cut at 5 and not at 6", np.float32,
            lambda x: imgconv.blur(x, sigma=1.3, border="symmetric"),
            lambda x: ndimage.gaussian_filter(x, 1.3, axes=(0, 1)), 4e-5,
        ),
        Pair(
            "ndimage.gaussian_filter(x, 2, axes=(0, 1)), truncated twice", np.uint8,
            lambda x: imgconv.blur(x, sigma=2, border="symmetric"),
            lambda x: ndimage.gaussian_filter(x, 2, axes=(0, 1)), 2,
        ),
        Pair(
            "rint(ndimage.gaussian_filter(float64(x), 2, axes=(0, 1)))", np.uint8,
            lambda x: imgconv.blur(x, sigma=2, border="symmetric"),
            lambda x: np.rint(ndimage.gaussian_filter(x.astype(np.float64), 2, axes=(0, 1))), LEVEL,
        ),
        Pair(
            "cv2.GaussianBlur(x, (0, 0), 3), cut at 9 and not at 12", np.uint8,
            lambda x: imgconv.blur(x, sigma=3, border="reflect"), lambda x: cv2.GaussianBlur(x, (0, 0), 3), 2,
        ),
    ]


def kernels() -> list[Pair]:
    pairs = []
    for ours, opencv, scipys in BORDERS:
        if opencv is not None:
            pairs.append(Pair(
                f"cv2.filter2D(x, -1, k), border {ours}", np.float32,
                lambda x, b=ours: imgconv.convolve(x, KERNEL, border=b),  # type: ignore[misc]
                lambda x, b=opencv: cv2.filter2D(x, -1, KERNEL, borderType=b), FLOAT,  # type: ignore[misc]
            ))
        pairs += [
            Pair(
                f"ndimage.correlate(x, k, mode={scipys!r})", np.float32,
                lambda x, b=ours: imgconv.convolve(x, KERNEL, border=b),  # type: ignore[misc]
                lambda x, b=scipys: ndimage.correlate(x, KERNEL[..., None], mode=b), FLOAT,  # type: ignore[misc]
            ),
            Pair(
                f"ndimage.convolve(x, k, mode={scipys!r}), flip=True", np.float32,
                lambda x, b=ours: imgconv.convolve(x, KERNEL, flip=True, border=b),  # type: ignore[misc]
                lambda x, b=scipys: ndimage.convolve(x, KERNEL[..., None], mode=b), FLOAT,  # type: ignore[misc]
            ),
        ]
    return pairs + [
        Pair(
            "ndimage.correlate(x, k of 4 x 4, origin=-1)", np.float32,
            lambda x: imgconv.convolve(x, EVEN, border="symmetric"),
            lambda x: ndimage.correlate(x, EVEN[..., None], origin=(-1, -1, 0)), FLOAT,
        ),
        Pair(
            "signal.convolve2d(x, k, 'same'), flip=True", np.float32,
            lambda x: imgconv.convolve(x, KERNEL, flip=True),
            lambda x: np.stack([signal.convolve2d(plane, KERNEL, "same") for plane in planar(x)], 2), FLOAT,
        ),
        Pair(
            "cv2.filter2D(x, -1, sharp)", np.uint8,
            lambda x: imgconv.convolve(x, SHARP, border="reflect"), lambda x: cv2.filter2D(x, -1, SHARP), 0,
        ),
        Pair(
            "cv2.filter2D(x, -1, binomial)", np.uint8,
            lambda x: imgconv.convolve(x, BINOMIAL, border="reflect"), lambda x: cv2.filter2D(x, -1, BINOMIAL), LEVEL,
        ),
        Pair(
            "cv2.Sobel(x, -1, 1, 0, scale=1/4)", np.float32,
            lambda x: imgconv.edge(x, response="x", border="reflect"),
            lambda x: cv2.Sobel(x, -1, 1, 0, scale=1 / 4), FLOAT,
        ),
    ]


def sizes() -> list[Pair]:
    def resized(interpolation: int, scale: float) -> Call:
        return lambda x: cv2.resize(x, None, fx=scale, fy=scale, interpolation=interpolation)

    def antialiased(x: Array) -> Array:
        half = (x.shape[0] // 2, x.shape[1] // 2)
        result = functional.interpolate(tensor(x), half, mode="bicubic", antialias=True)
        return np.moveaxis(result[0].numpy(), 0, 2)

    area, linear = cv2.INTER_AREA, cv2.INTER_LINEAR
    return [
        Pair("cv2.resize to 50 %, INTER_AREA", np.uint8, lambda x: imgconv.resize(x, size="50%", kernel="area"),
             resized(area, 0.5), LEVEL),
        Pair("cv2.resize to 50 %, INTER_AREA", np.float32, lambda x: imgconv.resize(x, size="50%", kernel="area"),
             resized(area, 0.5), FLOAT),
        Pair("cv2.resize to 200 %, INTER_LINEAR", np.float32,
             lambda x: imgconv.resize(x, size="200%", kernel="bilinear"), resized(linear, 2), FLOAT),
        Pair("torch interpolate to 50 %, bicubic, antialias=True", np.float32,
             lambda x: imgconv.resize(x, size="50%", kernel="bicubic", border="trim"), antialiased, FLOAT),
    ]


def layers() -> list[Pair]:
    def forward(x: Array) -> Array:
        return functional.conv2d(tensor(x), torch.from_numpy(BANK), stride=2, padding=1)[0].numpy()

    def back(x: Array) -> Array:
        weights = torch.from_numpy(BANK_BACK)
        return functional.conv_transpose2d(tensor(x), weights, stride=2, padding=1, output_padding=1)[0].numpy()

    return [
        Pair("torch conv2d(x, w, stride=2, padding=1)", np.float32,
             lambda x: imgconv.conv2d(planar(x), BANK, stride=2, padding=1), forward, FLOAT),
        Pair("torch conv_transpose2d(x, w, stride=2, padding=1, output_padding=1)", np.float32,
             lambda x: imgconv.conv_transpose2d(planar(x), BANK_BACK, stride=2, padding=1, output_padding=1),
             back, FLOAT),
    ]


def compare(pair: Pair, images: dict[str, Array]) -> bool:
    """Print a row for a pair of calls; true if its differences are within the limit."""
    largest, shares = 0.0, []
    for image in images.values():
        x = image if pair.dtype == np.uint8 else image.astype(np.float32) / 255
        differences = np.abs(pair.ours(x).astype(np.float64) - pair.theirs(x))
        largest = max(largest, float(differences.max()))
        shares.append(float(np.mean(differences > 0)))
    figure = f"{largest:.0f}" if pair.dtype == np.uint8 else f"{largest:.1e}"
    listed = " | ".join(f"{share:.3%}" if pair.dtype == np.uint8 else "" for share in shares)
    passed = largest <= pair.limit
    outcome = "" if passed else "  <- OVER"
    print(f"| `{pair.name}` | {np.dtype(pair.dtype)} | {figure} | {pair.limit:g} | {listed} |{outcome}")
    return passed


def reasons(image: Array) -> bool:
    """Reproduce the 8-bit results of the other libraries from what docs/python.md says about their arithmetic."""
    line = np.zeros((17, 33), np.uint8)
    line[:, 16] = 255
    weights = np.rint(cv2.GaussianBlur(line, (17, 17), 2)[8, 8:25] / 255 * 256).astype(int)
    padded = np.pad(image.astype(int), [(8, 8), (8, 8), (0, 0)], mode="reflect")
    rows = sum(weights[i] * padded[:, i : i + image.shape[1]] for i in range(17))
    sums = sum(weights[i] * rows[i : i + len(image)] for i in range(17))
    fixed = np.array_equal((sums + 32768) // 65536, cv2.GaussianBlur(image, (17, 17), 2))
    print(f"\ncv2.GaussianBlur has the weights {weights} / 256 for sigma 2: {fixed}")

    columns = np.floor(ndimage.gaussian_filter1d(image.astype(np.float64), 2, axis=0))
    twice = np.floor(ndimage.gaussian_filter1d(columns, 2, axis=1))
    filtered = ndimage.gaussian_filter(image, 2, axes=(0, 1))
    truncated = np.array_equal(twice, filtered)
    mean = float(np.mean(imgconv.blur(image, sigma=2, border="symmetric").astype(int) - filtered))
    print(f"ndimage.gaussian_filter truncates uint8 after each pass: {truncated}; it is {mean:.2f} levels darker")

    four = image.reshape(len(image) // 2, 2, image.shape[1] // 2, 2, 3).astype(int).sum((1, 3))
    differs = imgconv.resize(image, size="50%", kernel="area") != (four + 2) // 4
    up = np.array_equal((four + 2) // 4, cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    ties = bool((four[differs] % 4 == 2).all())
    print(f"cv2.resize, INTER_AREA, rounds halves up: {up}; results differ only at halves: {ties}")
    sixteenth = 16 * ndimage.correlate(image.astype(np.float64), BINOMIAL[..., None].astype(np.float64), mode="mirror")
    differs = imgconv.convolve(image, BINOMIAL, border="reflect") != cv2.filter2D(image, -1, BINOMIAL)
    halves = bool((sixteenth[differs] % 16 == 8).all())
    print(f"cv2.filter2D, binomial: results differ only at halves: {halves}")
    return fixed and truncated and up and ties and halves


def main() -> int:
    warnings.simplefilter("ignore", imgconv.NoteWarning)
    images = {"random": RANDOM.integers(0, 256, (480, 640, 3), dtype=np.uint8), "scene": imgconv.read(SCENE)}
    print(
        f"imgconv {imgconv.__version__}, NumPy {np.__version__}, OpenCV {cv2.__version__}, SciPy {scipy.__version__}, "
        f"PyTorch {torch.__version__}, {platform.machine()}\n"
    )
    print("| call | samples | largest difference | limit | different, random | different, scene |")
    print("| --- | --- | --- | --- | --- | --- |")
    passed = [compare(pair, images) for pair in (*gaussians(), *kernels(), *sizes(), *layers())]
    return 0 if reasons(images["random"]) and all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
