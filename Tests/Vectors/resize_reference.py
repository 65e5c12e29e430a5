# SPDX-License-Identifier: Apache-2.0
"""`imgconv resize` in float64, written from its definition with NumPy alone.

An axis of n samples becomes m.  Both grids cover the same length, so output o has its center at (o + 1/2) n / m of the
input's length and input i at i + 1/2.  Their distance, in samples of the coarser grid, is

    |2 m i + m - (2 o + 1) n| / (2 max(n, m)),

one division of integers.  The kernel at that distance, divided by the sum over all i, inside and outside the image, is
the weight of i.  Positions outside are then given to samples of the image by the border mode, have a constant value, or
are cut off and the rest divided by its sum (`trim`).  An axis that keeps its size is left alone.

`axis_matrix` writes the weights of one axis as a matrix of all outputs by all inputs; imgconv never has such a matrix.
Images are arrays of float64, channels x height x width.  check_reference.py compares these functions with plain loops,
Pillow, PyTorch and OpenCV.
"""
import math
from fractions import Fraction

import numpy as np

import reference as ref

BORDERS = (*ref.BORDERS, "trim")


def quadratic_bspline(x):
    """The quadratic B-spline: three boxes of width 1, convolved."""
    x = np.abs(x)
    return np.where(x < 0.5, 0.75 - x * x, np.where(x < 1.5, (1.5 - x) ** 2 / 2, 0))


def sharpened(taps):
    """The quadratic B-spline convolved with symmetric taps at whole distances: taps[k] stands at k and -k."""
    def kernel(x):
        return taps[0] * quadratic_bspline(x) + sum(
            tap * (quadratic_bspline(x - k) + quadratic_bspline(x + k)) for k, tap in enumerate(taps[1:], 1))
    return kernel


# Costella, "The Magic Kernel", 2013 and 2021: the taps sharpen what the B-spline blurs.
MAGIC2013 = (3 / 2, -1 / 4)
MAGIC2021 = (17 / 12, -35 / 144, 1 / 24, -1 / 144)

# Name: (twice the support, the kernel as a function of a distance within the support).
KERNELS = {name: (2 * radius, kernel) for name, (radius, kernel) in ref.RESAMPLING.items() if name != "nearest"} | {
    "lanczos2": (4, lambda x: np.sinc(x) * np.sinc(x / 2)),
    "hamming": (2, lambda x: (0.54 + 0.46 * np.cos(np.pi * x)) * np.sinc(x)),
    "magic2013": (5, sharpened(MAGIC2013)),
    "magic2021": (9, sharpened(MAGIC2021)),
}
NAMES = (*KERNELS, "area", "nearest")


def extended_weights(n, m, kernel, grid=None):
    """(first, weights): weights[o, t] is that of position first + t, which may lie outside the image; rows sum to 1.

    `grid` is the number of samples of the coarser grid, by the definition max(n, m).
    """
    outputs = np.arange(m)[:, None]
    if kernel == "nearest":
        return 0, (np.arange(n) == (2 * outputs + 1) * n // (2 * m)).astype(float)
    if kernel == "area":  # an output is the interval [o n, (o + 1) n], an input [i m, (i + 1) m]
        inputs = np.arange(n)
        common = np.minimum((outputs + 1) * n, (inputs + 1) * m) - np.maximum(outputs * n, inputs * m)
        return 0, np.maximum(common, 0) / n
    support, function = KERNELS[kernel]
    coarse = grid or max(n, m)
    reach = math.ceil(Fraction(support * coarse, 2 * m)) + 1
    positions = np.arange(-reach, n + reach)
    distance = np.abs(2 * m * positions + m - (2 * outputs + 1) * n)
    weights = np.where(distance < support * coarse, function(distance / (2 * coarse)), 0)
    return -reach, weights / weights.sum(axis=1, keepdims=True)


def axis_matrix(n, m, kernel, border, grid=None):
    """(matrix, outside): an output is matrix @ samples + outside * the value of a constant border."""
    if n == m:
        return np.eye(n), np.zeros(m)
    first, weights = extended_weights(n, m, kernel, grid)
    before, after = -first, first + weights.shape[1] - n
    inside = weights[:, before:before + n]
    if border == "trim":
        return inside / inside.sum(axis=1, keepdims=True), np.zeros(m)
    if border.startswith(("zero", "constant")):
        return inside, 1 - inside.sum(axis=1)
    places = ref.extend(np.arange(n)[None, None], (0, 0), (before, after), border)[0, 0]
    matrix = np.zeros((n, m))
    np.add.at(matrix, places, weights.T)
    return matrix.T, np.zeros(m)


def resize(image, size, kernel, border, outside=None, matrix=axis_matrix):
    """The image with `size` = (rows, columns); `outside` has the value of a constant border in each channel."""
    value = float(border.partition("=")[2] or 0)
    outside = np.full(len(image), value) if outside is None else np.asarray(outside, float)
    for axis in (1, 2):
        weights, constant = matrix(image.shape[axis], size[axis - 1], kernel, border)
        image = np.moveaxis(np.moveaxis(image, axis, -1) @ weights.T + outside[:, None, None] * constant, -1, axis)
    return image


def to_linear(stored):
    """sRGB's curve from stored samples to light; IEC 61966-2-1."""
    return np.where(stored <= 0.04045, stored / 12.92, ((np.maximum(stored, 0) + 0.055) / 1.055) ** 2.4)


def from_linear(light):
    """sRGB's curve from light to stored samples."""
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - 0.055)


def encoding_slope(stored):
    """The derivative of `from_linear` where it gives `stored`."""
    return np.where(stored <= 0.04045, 12.92, 1.055 / 2.4 * ((np.maximum(stored, 0) + 0.055) / 1.055) ** -1.4)


def resize_picture(image, size, kernel, border, has_alpha=False, linear=False, premultiplied=True, matrix=axis_matrix):
    """What the command computes: in linear light if asked for, colors premultiplied by alpha, the last channel.

    A constant border is a pixel with one stored value in every channel, alpha too.
    """
    colors = len(image) - has_alpha
    value = float(border.partition("=")[2] or 0)
    pixel = np.full((len(image), 1, 1), value)

    def prepared(samples):
        color, alpha = samples[:colors], samples[colors:]
        color = to_linear(color) if linear else color
        return np.concatenate([color * alpha, alpha]) if has_alpha and premultiplied else np.concatenate([color, alpha])

    result = resize(prepared(image), size, kernel, border, prepared(pixel)[:, 0, 0], matrix)
    color, alpha = result[:colors], result[colors:]
    if has_alpha and premultiplied:
        color = np.where(alpha > 0, color / np.where(alpha > 0, alpha, 1), 0)
    return np.concatenate([from_linear(color) if linear else color, alpha])


def nearest_size(length):
    """A length rounded to whole samples, halves up, at least 1."""
    return max(1, math.floor(Fraction(length) + Fraction(1, 2)))


def output_size(width, height, size=None, fit="inside", enlarge=True, megapixels=None):
    """(width, height) of the output of `--size`, or of `--megapixels`, as words of the command line.

    `size` is WxH, Wx, xH, P%, N/M, or a factor with a decimal point.
    """
    if megapixels is not None:
        area = Fraction(megapixels) * 10**6
        if area >= width * height:
            return width, height
        # floor(w s) with s = sqrt(area / (w h)) is the integer square root of floor(w^2 s^2).
        return tuple(max(1, math.isqrt(math.floor(area * Fraction(one, other))))
                     for one, other in ((width, height), (height, width)))
    if "x" not in size:
        factor = Fraction(size[:-1]) / 100 if size.endswith("%") else Fraction(size)
        scaled = nearest_size(width * factor), nearest_size(height * factor)
        return scaled if enlarge or factor <= 1 else (width, height)
    box = [int(side) if side else None for side in size.split("x")]
    by_width = box[0] and (box[0], nearest_size(Fraction(height * box[0], width)))
    by_height = box[1] and (nearest_size(Fraction(width * box[1], height)), box[1])
    if None in box:
        scaled = by_width or by_height
    elif fit == "stretch":
        return tuple(box) if enlarge else (min(width, box[0]), min(height, box[1]))
    else:
        width_limits = box[0] * height <= box[1] * width
        scaled = by_width if width_limits == (fit in ("inside", "contain")) else by_height
    if not enlarge and (scaled[0] > width or scaled[1] > height):
        scaled = width, height
    if None in box or fit in ("inside", "outside"):
        return scaled
    if fit == "contain":
        return tuple(box)
    return min(scaled[0], box[0]), min(scaled[1], box[1])
