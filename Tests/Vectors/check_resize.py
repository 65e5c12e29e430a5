# SPDX-License-Identifier: Apache-2.0
"""Compares resize_reference.py with plain loops on tiny images, and with Pillow, PyTorch and OpenCV where they share
imgconv's definitions.  Needs NumPy; a library that is missing is named and left out.

    python3 Tests/Vectors/check_resize.py
"""
import importlib
import math
from fractions import Fraction

import numpy as np

import reference as ref
import resize_reference as resizing
from check_reference import agree, fold, kernel_at

SIZES = ((1, 1), (3, 4), (9, 7), (13, 20), (13, 5), (2, 31), (26, 40), (40, 3))


def textbook(kernel, x):
    """A kernel at a distance, from the formulas that its source prints, and 0 outside its support."""
    def sinc(x):
        return math.sin(math.pi * x) / (math.pi * x) if x else 1.0
    if kernel == "lanczos2":
        return sinc(x) * sinc(x / 2) if x < 2 else 0
    if kernel == "hamming":
        return sinc(x) * (0.54 + 0.46 * math.cos(math.pi * x)) if x < 1 else 0
    if kernel == "magic2013":
        pieces = ((0.5, 17 / 16 - 7 / 4 * x**2), (1.5, x**2 - 11 / 4 * x + 7 / 4), (2.5, -(x - 2.5)**2 / 8))
    elif kernel == "magic2021":
        pieces = ((0.5, 577 / 576 - 239 / 144 * x**2), (1.5, (140 * x**2 - 379 * x + 239) / 144),
                  (2.5, -(24 * x**2 - 113 * x + 130) / 144), (3.5, (4 * x**2 - 27 * x + 45) / 144),
                  (4.5, -(2 * x - 9)**2 / 288 / 4))
    else:
        return kernel_at(kernel, x)
    return next((value for end, value in pieces if x < end), 0)


def loop_weights(n, m, o, kernel):
    """{position: weight} of one output sample; positions may lie outside."""
    ratio, center = Fraction(n, m), Fraction(2 * o + 1, 2) * Fraction(n, m)
    if kernel == "nearest":
        return {math.floor(center): 1.0}
    if kernel == "area":
        shared = {i: min(i + 1, (o + 1) * ratio) - max(i, o * ratio) for i in range(n)}
        return {i: float(length / ratio) for i, length in shared.items() if length > 0}
    near = range(math.floor(center - 6 * max(1, ratio)), math.ceil(center + 6 * max(1, ratio)))
    weights = {i: textbook(kernel, float(abs(i + Fraction(1, 2) - center) / max(1, ratio))) for i in near}
    total = math.fsum(weights.values())
    return {i: weight / total for i, weight in weights.items()}


def loop_line(samples, m, kernel, border):
    """One line of samples resized to m, each output as a plain sum."""
    n = len(samples)
    if n == m:
        return list(samples)
    outside = float(border.partition("=")[2] or 0)
    result = []
    for o in range(m):
        terms, used = [], []
        for position, weight in loop_weights(n, m, o, kernel).items():
            if border == "trim" and not 0 <= position < n:
                continue
            place = position if border == "trim" else fold(position, n, border)
            terms.append(weight * (outside if place is None else samples[place]))
            used.append(weight)
        result.append(math.fsum(terms) / (math.fsum(used) if border == "trim" else 1))
    return result


def loop_resize(image, size, kernel, border):
    planes = []
    for plane in image.tolist():
        rows = [loop_line(row, size[1], kernel, border) for row in plane]
        planes.append(np.transpose([loop_line(column, size[0], kernel, border) for column in zip(*rows)]))
    return np.array(planes)


def check_loops():
    """Every kernel and border against plain loops, on images down to one sample."""
    random = np.random.default_rng(5)
    for shape in ((2, 5, 4), (1, 1, 1), (1, 1, 6), (1, 7, 2)):
        image = random.random(shape)
        for border in resizing.BORDERS:
            for kernel in resizing.NAMES:
                for size in ((1, 1), (3, 5), (8, 3)):
                    agree(f"resize {kernel} {border} {shape} {size}", resizing.resize(image, size, kernel, border),
                          loop_resize(image, size, kernel, border), 1e-13)


def check_upsample():
    """Integer factors are upsample's."""
    image = np.random.default_rng(6).random((1, 6, 5))
    for border in ref.BORDERS:
        for kernel in ref.KERNELS:
            for scale in ((2, 2), (3, 5)):
                size = 6 * scale[0], 5 * scale[1]
                agree(f"upsample {kernel}", resizing.resize(image, size, kernel, border),
                      ref.upsample(image, scale, kernel, border), 1e-13)


def by_pillow(Image, image, size, kernel, border):
    """Pillow's float resize of one plane, extended by the border before: Pillow cuts weights off at the edge."""
    method = {"bilinear": Image.BILINEAR, "hamming": Image.HAMMING, "bicubic": Image.BICUBIC,
              "lanczos3": Image.LANCZOS}[kernel]
    height, width = image.shape
    if border == "trim":
        return np.asarray(Image.fromarray(image.astype(np.float32)).resize(size[::-1], method))
    # What the widest kernel reaches on the axis that is reduced most.
    around = math.ceil(3 * max(1, height / size[0], width / size[1])) + 1
    extended = ref.extend(image[None], (around, around), (around, around), border)[0].astype(np.float32)
    box = around, around, around + width, around + height
    return np.asarray(Image.fromarray(extended).resize(size[::-1], method, box=box))


def check_pillow(Image):
    """Pillow's float images at every border."""
    image = np.random.default_rng(7).random((13, 20), dtype=np.float32)
    for border in resizing.BORDERS:
        for kernel in ("bilinear", "hamming", "bicubic", "lanczos3"):
            for size in SIZES:
                agree(f"Pillow {kernel} {border} {size}",
                      resizing.resize(image[None].astype(float), size, kernel, border)[0],
                      by_pillow(Image, image, size, kernel, border), 5e-7)


def by_torch(functional, image, size, kernel):
    """PyTorch's interpolate with antialiasing in float64; it cuts weights off at the edge."""
    import torch
    mode = {"bilinear": "bilinear", "bicubic": "bicubic"}[kernel]
    tensor = torch.from_numpy(np.asarray(image, dtype=np.float64))[None]
    return functional.interpolate(tensor, size=size, mode=mode, antialias=True, align_corners=False)[0].numpy()


def check_torch(functional):
    image = np.random.default_rng(8).random((2, 13, 20))
    for kernel in ("bilinear", "bicubic"):
        for size in SIZES:
            agree(f"PyTorch {kernel} {size}", resizing.resize(image, size, kernel, "trim"),
                  by_torch(functional, image, size, kernel), 1e-12)


def check_opencv(cv2):
    """OpenCV's INTER_AREA and INTER_NEAREST_EXACT."""
    image = np.random.default_rng(9).random((13, 20), dtype=np.float32)
    for kernel, method, sizes in (("area", cv2.INTER_AREA, ((1, 1), (3, 4), (9, 7))),
                                  ("nearest", cv2.INTER_NEAREST_EXACT, SIZES)):
        for size in sizes:
            agree(f"OpenCV {kernel} {size}", resizing.resize(image[None].astype(float), size, kernel, "replicate")[0],
                  cv2.resize(image, size[::-1], interpolation=method), 1e-6)


def check():
    """Runs every comparison; names the libraries that took part."""
    check_loops()
    check_upsample()
    done = ["loops", "upsample"]
    for name, test in (("PIL.Image", check_pillow), ("torch.nn.functional", check_torch), ("cv2", check_opencv)):
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"reference of resize: {name} is not installed, not compared")
            continue
        test(library)
        done.append(name)
    return done


if __name__ == "__main__":
    print("the reference of resize agrees with", ", ".join(check()))
