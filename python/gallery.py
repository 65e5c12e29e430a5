# SPDX-License-Identifier: Apache-2.0
"""Make the pictures of docs/python.md from samples/, with the package itself.

    python gallery.py [--root ROOT] [--output DIRECTORY]

Each function begins with the code of its example on the page, and python/tests/test_documentation.py compares the two.
The rest only arranges the result for the page.  Needs imgconv and NumPy.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import imgconv

Array = NDArray[Any]
Picture = NDArray[np.uint8]

#: White columns between two pictures of a strip.
GAP = 8


def blur() -> Picture:
    image = imgconv.read("samples/scene.png")              # (512, 768, 3), uint8
    soft = imgconv.blur(image, sigma=6)
    row = np.arange(512).reshape(-1, 1, 1)
    distance = np.clip(np.abs(row - 310) / 150 - 0.2, 0, 1)
    focused = (image * (1 - distance) + soft * distance).astype(np.uint8)
    return focused


def edges() -> Picture:
    chart = imgconv.read("samples/chart.png").astype(np.float32) / 255
    gray = imgconv.mix(chart, preset="gray")
    slope = imgconv.edge(gray, response="x")               # float32, from -1 to 1
    brighter, darker = np.maximum(slope, 0), np.maximum(-slope, 0)
    colored = 1 - brighter * [0, 1, 1] - darker * [1, 0.6, 0]
    return integers(colored[:240])


def recipe() -> Picture:
    image = imgconv.read("samples/scene.png")
    recipe = imgconv.Recipe("resize size=240x240 fit=cover linear | sharpen sigma=1 amount=0.7")
    small = recipe(image)                                  # (240, 240, 3)
    return small


def resize() -> Picture:
    plate = imgconv.read("samples/zone-plate.png")         # (512, 512)
    sliced = plate[::3, ::3]
    resized = imgconv.resize(plate, size="1/3")
    return strip([sliced, resized])


def planes() -> Picture:
    image = imgconv.read("samples/scene.png")
    planes = np.moveaxis(image, 2, 0)                      # (3, 512, 768): a view, not a copy
    edges = imgconv.edge(planes, operator="scharr", planes=True)
    small = imgconv.resize(edges, size="1/3", planes=True)
    return strip([np.minimum(small[color].astype(int) * 3, 255).astype(np.uint8) for color in range(3)])


def bank() -> Picture:
    plate = imgconv.read("samples/zone-plate.png").astype(np.float32) / 255 - 0.5
    y, x = np.mgrid[-7:8, -7:8]
    angle = np.pi / 4 * np.arange(4).reshape(-1, 1, 1)
    waves = np.cos(0.8 * (x * np.cos(angle) + y * np.sin(angle)))
    bank = (waves * np.exp(-(x**2 + y**2) / 16)).astype(np.float32)
    responses = imgconv.conv2d(plate[np.newaxis], bank[:, np.newaxis], padding="same")
    shown = 0.5 + 0.5 * responses / np.abs(responses).max()
    return strip([integers(response[166:346, 166:346]) for response in shown])


def dilation() -> Picture:
    image = imgconv.read("samples/scene.png").astype(np.float32) / 255
    smooth = np.moveaxis(image, 2, 0)
    row = np.array([1, 4, 6, 4, 1], np.float32) / 16
    kernels = np.broadcast_to(np.outer(row, row), (3, 1, 5, 5))
    details = []
    for step in (1, 2, 4, 8):
        around = [(0, 0), (2 * step, 2 * step), (2 * step, 2 * step)]
        padded = np.pad(smooth, around, mode="symmetric")
        smoother = imgconv.conv2d(padded, kernels, dilation=step, groups=3)
        details.append(smooth - smoother)
        smooth = smoother
    parts = [np.moveaxis(detail, 0, 2)[90:330, 490:730] for detail in details]
    return strip([integers(imgconv.resize(0.5 + 2.5 * part, size="180x")) for part in parts])


def transposed() -> Picture:
    image = imgconv.read("samples/scene.png").astype(np.float32) / 255
    x = np.moveaxis(image[270:370, 470:600], 2, 0)         # (3, 100, 130)
    tent = np.outer([1, 2, 1], [1, 2, 1]).astype(np.float32) / 16
    kernels = np.broadcast_to(tent, (3, 1, 3, 3))
    half = imgconv.conv2d(x, kernels, stride=2, padding=1, groups=3)
    back = imgconv.conv_transpose2d(half, 4 * kernels, stride=2, padding=1, output_padding=1, groups=3)
    return strip([enlarged(integers(np.moveaxis(part, 0, 2)), 2) for part in (x, half, back)])


def separable() -> Picture:
    image = imgconv.read("samples/scene.png").astype(np.float32) / 255
    x = np.moveaxis(image, 2, 0)
    slope = np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]], np.float32)
    depthwise = np.broadcast_to(slope, (3, 1, 3, 3))
    pointwise = np.full((3, 3, 1, 1), 1 / 3, np.float32)
    tone = np.array([0.52, 0.48, 0.43], np.float32)
    slopes = imgconv.conv2d(x, depthwise, padding=1, groups=3)
    relief = imgconv.conv2d(slopes, pointwise, bias=tone)
    return integers(np.moveaxis(relief, 0, 2)[80:340, 250:760])


def field() -> Picture:
    layer = "convolve weights='1 2 1; 2 4 2; 1 2 1' normalize dilation={}"
    plain = imgconv.Recipe(" | ".join(layer.format(step) for step in (1, 1, 1)))
    dilated = imgconv.Recipe(" | ".join(layer.format(step) for step in (1, 2, 4)))
    impulse = np.zeros((21, 21), np.float32)
    impulse[10, 10] = 1
    response = dilated(impulse)
    field = dilated.explain((1, 21, 21)).data["receptiveField"]["width"]    # 15; of plain, 7
    assert np.count_nonzero(response[10]) == field
    responses = (plain(impulse), response)
    return strip([enlarged(integers(heat(one)), 8) for one in responses])


def depth() -> Picture:
    wall = imgconv.read("samples/gradient16.png")[:160]    # uint16
    fine = imgconv.blur(wall, sigma=2)
    coarse = imgconv.blur((wall // 257).astype(np.uint8), sigma=2)
    return strip([integers((part - float(part.min())) / float(np.ptp(part))) for part in (coarse, fine)])


# ---- For the page ----


def integers(samples: Array) -> Picture:
    """Samples from 0 to 1 as bytes."""
    result: Picture = np.rint(np.clip(samples, 0, 1) * 255).astype(np.uint8)
    return result


def enlarged(picture: Picture, times: int) -> Picture:
    """Squares in place of pixels."""
    return picture.repeat(times, axis=0).repeat(times, axis=1)


def heat(response: Array) -> Array:
    """Colors from dark red to white, and blue-gray for 0."""
    share: Array = (response / response.max()) ** 0.4
    colors = np.stack([0.35 + 0.65 * share, share**1.5, share**4], axis=-1)
    return np.where(response[..., np.newaxis] == 0, [0.17, 0.2, 0.25], colors)


def strip(pictures: Sequence[Picture]) -> Picture:
    """Pictures side by side, on white."""
    height = max(len(picture) for picture in pictures)
    pieces: list[Picture] = []
    for picture in pictures:
        room = [(0, height - len(picture)), (0, 0), (0, 0)]
        piece = np.pad(np.atleast_3d(picture), room, constant_values=255)
        pieces += [np.full((height, GAP, piece.shape[2]), 255, np.uint8), piece]
    return np.concatenate(pieces[1:], axis=1)


PICTURES = {
    "python-blur.jpg": blur,
    "python-edges.png": edges,
    "python-recipe.jpg": recipe,
    "python-resize.png": resize,
    "python-planes.jpg": planes,
    "python-bank.jpg": bank,
    "python-dilation.jpg": dilation,
    "python-transposed.jpg": transposed,
    "python-separable.jpg": separable,
    "python-field.png": field,
    "python-depth.png": depth,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Make the pictures of docs/python.md.")
    parser.add_argument(
        "--root", type=Path, default=Path(__file__).resolve().parent.parent,
        help="the directory that contains samples/ (default: the repository)",
    )
    parser.add_argument("--output", type=Path, help="where the pictures go (default: docs/pictures in the root)")
    options = parser.parse_args(arguments)
    output = (options.output or options.root / "docs/pictures").resolve()
    output.mkdir(parents=True, exist_ok=True)
    start = Path.cwd()
    # The examples name their files as the page does.
    os.chdir(options.root)
    try:
        for name, make in PICTURES.items():
            imgconv.write(output / name, make(), quality=85, compression="small")
    finally:
        os.chdir(start)


if __name__ == "__main__":
    main()
