# SPDX-License-Identifier: Apache-2.0
"""imgconv's filters in float64, written from their definitions with NumPy alone.

Images are arrays of float64, channels x height x width.  A filter first extends the whole image by the border
mode and then sums weight * sample over the extended image, so it shares no method with imgconv, which goes
row by row.  check_reference.py compares these functions with plain loops, SciPy, Pillow and OpenCV.
"""
import math

import numpy as np

BORDERS = ("zero", "constant=0.25", "replicate", "symmetric", "reflect", "wrap")
KERNELS = ("nearest", "bilinear", "bicubic", "mitchell", "lanczos3", "bspline")
SMOOTHING = {"sobel": (1, 2, 1), "scharr": (3, 10, 3), "prewitt": (1, 1, 1)}
OPERATORS = (*SMOOTHING, "roberts", "laplacian")


def extend(image, rows, columns, border):
    """The image with samples outside: rows and columns are (before, after), the border imgconv's option."""
    widths = ((0, 0), rows, columns)
    name, _, value = border.partition("=")
    if name in ("zero", "constant"):
        return np.pad(image, widths, constant_values=float(value or 0))
    mode = {"replicate": "edge", "symmetric": "symmetric", "reflect": "reflect", "wrap": "wrap"}[name]
    return np.pad(image, widths, mode=mode)


def correlate(extended, taps):
    """The sum of weight * extended[:, y + row, x + column] over taps (row, column, weight), none of them
    negative, wherever the largest row and column still lie inside."""
    height = extended.shape[1] - max(row for row, _, _ in taps)
    width = extended.shape[2] - max(column for _, column, _ in taps)
    total = np.zeros((extended.shape[0], height, width))
    for row, column, weight in taps:
        total += weight * extended[:, row:row + height, column:column + width]
    return total


def gaussian_weights(sigma):
    """exp(-x^2 / 2 sigma^2) at the integers of radius ceil(4 sigma), divided by their sum."""
    radius = math.ceil(4 * sigma)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    return weights / weights.sum()


def gaussian(image, sigma, border, dilation=1):
    """The Gaussian blur; taps stand `dilation` samples apart.  The weights sum to 1, so extending the input
    of each pass is the same as extending the image once, for constants too."""
    weights = gaussian_weights(sigma)
    reach = dilation * (len(weights) // 2)
    columns = [(i * dilation, 0, weight) for i, weight in enumerate(weights)]
    rows = [(0, i * dilation, weight) for i, weight in enumerate(weights)]
    image = correlate(extend(image, (reach, reach), (0, 0), border), columns)
    return correlate(extend(image, (0, 0), (reach, reach), border), rows)


def gradient_taps(operator, dilation=1):
    """One tap list per derivative: x then y, or the Laplacian alone; places count from the first tap's."""
    d = dilation
    if operator == "roberts":
        return [[(0, 0, 1.0), (d, d, -1.0)], [(0, d, 1.0), (d, 0, -1.0)]]
    if operator == "laplacian":
        return [[(0, d, 1.0), (d, 0, 1.0), (d, d, -4.0), (d, 2 * d, 1.0), (2 * d, d, 1.0)]]
    smooth = np.array(SMOOTHING[operator]) / sum(SMOOTHING[operator])
    along_x = [(i * d, j * d, smooth[i] * (j - 1.0)) for i in range(3) for j in (0, 2)]
    return [along_x, [(column, row, weight) for row, column, weight in along_x]]


def edge(image, operator, response, border, dilation=1):
    """The derivatives of one operator; the response is x, y, magnitude or (Laplacian) value."""
    d = dilation
    before = 0 if operator == "roberts" else d
    extended = extend(image, (before, d), (before, d), border)
    parts = [correlate(extended, taps) for taps in gradient_taps(operator, d)]
    if response == "magnitude":
        return np.sqrt(sum(part * part for part in parts))
    return parts[{"x": 0, "y": 1, "value": 0}[response]]


def _cubic(x, b, c):
    """The cubic family of Mitchell and Netravali (1988) at |x|: B = 0, C = 1/2 is Keys with a = -1/2."""
    inner = (12 - 9 * b - 6 * c) * x**3 + (-18 + 12 * b + 6 * c) * x**2 + 6 - 2 * b
    outer = (-b - 6 * c) * x**3 + (6 * b + 30 * c) * x**2 + (-12 * b - 48 * c) * x + 8 * b + 24 * c
    return np.where(x < 1, inner, np.where(x < 2, outer, 0)) / 6


RESAMPLING = {  # name: (radius in input samples, the kernel as a function of the distance)
    "nearest": (0.5, lambda x: np.where((x >= -0.5) & (x < 0.5), 1.0, 0.0)),
    "bilinear": (1, lambda x: np.maximum(0, 1 - np.abs(x))),
    "bicubic": (2, lambda x: _cubic(np.abs(x), 0, 1 / 2)),
    "mitchell": (2, lambda x: _cubic(np.abs(x), 1 / 3, 1 / 3)),
    "lanczos3": (3, lambda x: np.where(np.abs(x) < 3, np.sinc(x) * np.sinc(x / 3), 0)),
    "bspline": (2, lambda x: _cubic(np.abs(x), 1, 0)),
}


def phase_weights(kernel, scale, phase):
    """(first, weights): output sample y * scale + phase is the sum of weights[t] * input[y + first + t]."""
    radius, function = RESAMPLING[kernel]
    position = (phase + 0.5) / scale - 0.5
    first, last = math.floor(position - radius), math.ceil(position + radius)
    weights = function(position - np.arange(first, last + 1))
    return first, weights / weights.sum()


def _upsample_rows(image, scale, kernel, border):
    """Enlarges along the columns of an image (axis 1)."""
    result = np.empty((image.shape[0], image.shape[1] * scale, image.shape[2]))
    for phase in range(scale):
        first, weights = phase_weights(kernel, scale, phase)
        before, after = max(0, -first), max(0, first + len(weights) - 1)
        extended = extend(image, (before, after), (0, 0), border)
        taps = [(before + first + t, 0, weight) for t, weight in enumerate(weights)]
        lines = correlate(extended, taps)
        result[:, phase::scale] = lines[:, :image.shape[1]]
    return result


def upsample(image, scale, kernel, border):
    """Enlarges by (rows, columns); sample centres at half pixels, the weights of each phase sum to 1."""
    image = _upsample_rows(image, scale[0], kernel, border)
    return _upsample_rows(image.transpose(0, 2, 1), scale[1], kernel, border).transpose(0, 2, 1)


def with_alpha(function, image):
    """Filters an image whose last channel is alpha: colour premultiplied, filtered, divided by the filtered
    alpha where that is positive, else 0."""
    colour, alpha = image[:-1], image[-1:]
    filtered = function(np.concatenate([colour * alpha, alpha]))
    positive = filtered[-1:] > 0
    straight = np.where(positive, filtered[:-1] / np.where(positive, filtered[-1:], 1), 0)
    return np.concatenate([straight, filtered[-1:]])
