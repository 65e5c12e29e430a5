# SPDX-License-Identifier: Apache-2.0
"""Writes the stored vectors: small images and what filters make of them in float64.

    python3 Tests/Vectors/make_vectors.py

made the files in this folder with Python 3.11.7, NumPy 2.4.6 and SciPy 1.17.1 (Pillow 13.0.0 and OpenCV 5.0.0
for the checks).  reference.py computes the results; before anything is written, check_reference.py compares
it with plain loops, SciPy, Pillow and OpenCV, and each case is computed a second time, by SciPy or matrices.

In the cases "sobel" means the gradient's magnitude, "bicubic" enlarging by scale=ROWSxCOLUMNS.

    inputs.npy     float32, one axis: the samples of all inputs, one after the other
    expected.npy   float64, one axis: the samples of all results
    index.txt      one case a line:
                   name operation key=value ... input=CxHxW@offset expected=CxHxW@offset
                   offsets count samples; images are channels x height x width in C order;
                   '#' starts a comment
"""
import pathlib
import platform

import numpy as np
import scipy
from scipy import ndimage

import check_reference
import reference as ref

HERE = pathlib.Path(__file__).parent
SHAPES = {
    "small": (2, 11, 13), "single": (1, 1, 1), "line": (1, 1, 7), "column": (1, 5, 1), "large": (3, 40, 31),
}


def gaussian_by_scipy(image, sigma, border, dilation):
    """The Gaussian by scipy.ndimage.correlate1d: columns, then rows."""
    weights = ref.gaussian_weights(sigma)
    spread = np.zeros((len(weights) - 1) * dilation + 1)
    spread[::dilation] = weights
    mode = check_reference.SCIPY_MODES.get(border, "constant")
    for axis in (1, 2):
        value = float(border.partition("=")[2] or 0)
        image = ndimage.correlate1d(image, spread, axis=axis, mode=mode, cval=value)
    return image


def edge_by_scipy(image, operator, border, dilation):
    """The gradient's magnitude by scipy.ndimage.correlate with whole 2-D kernels."""
    matrix, divisor, _ = check_reference.MATRICES[operator]
    spread = np.zeros((2 * dilation + 1, 2 * dilation + 1))
    spread[::dilation, ::dilation] = np.array(matrix) / divisor
    mode = check_reference.SCIPY_MODES.get(border, "constant")
    value = float(border.partition("=")[2] or 0)
    x, y = (ndimage.correlate(image, k[None], mode=mode, cval=value) for k in (spread, spread.T))
    return np.hypot(x, y)


def cases():
    """(operation, input, parameters) of every case."""
    for border in ref.BORDERS:
        sigmas = {"small": (0.5, 1, 2, 5), "single": (1,), "line": (0.5, 2), "column": (1, 5)}
        for name in sigmas:
            for sigma in sigmas[name]:
                yield "gaussian", name, dict(sigma=sigma, dilation=1, border=border)
        for dilation in (2, 3):
            yield "gaussian", "small", dict(sigma=1, dilation=dilation, border=border)
        for name, dilations in (("small", (1, 2, 3)), ("single", (1,)), ("line", (1, 3)), ("column", (2,))):
            for dilation in dilations:
                yield "sobel", name, dict(dilation=dilation, border=border)
        for name in ("single", "line", "column"):
            yield "bicubic", name, dict(scale="3x2", border=border)
    for border in ("zero", "replicate", "wrap"):
        yield "bicubic", "small", dict(scale="2x2", border=border)
    yield "bicubic", "small", dict(scale="1x3", border="reflect")
    yield "gaussian", "large", dict(sigma=2, dilation=1, border="replicate")
    yield "sobel", "large", dict(dilation=1, border="reflect")


def compute(operation, image, given):
    """The result of one case, computed twice."""
    border = given["border"]
    if operation == "gaussian":
        arguments = (image, given["sigma"], border, given["dilation"])
        first, second = ref.gaussian(*arguments), gaussian_by_scipy(*arguments)
    elif operation == "sobel":
        first = ref.edge(image, "sobel", "magnitude", border, given["dilation"])
        second = edge_by_scipy(image, "sobel", border, given["dilation"])
    else:
        scale = tuple(int(s) for s in given["scale"].split("x"))
        first = ref.upsample(image, scale, "bicubic", border)
        second = check_reference.upsample_by_matrices(image, scale, "bicubic", border)
    check_reference.agree(f"{operation} {given}", first, second, 1e-13)
    return first


def place(image, offset):
    return "x".join(map(str, image.shape)) + f"@{offset}"


def main():
    print("reference agrees with", ", ".join(check_reference.check()))
    random = np.random.default_rng(20250117)
    images, offsets, used = {}, {}, 0
    for name, shape in SHAPES.items():
        images[name] = random.random(shape, dtype=np.float32)
        offsets[name], used = used, used + images[name].size
    lines, results, used = [], [], 0
    for number, (operation, name, given) in enumerate(cases()):
        result = compute(operation, images[name].astype(np.float64), given)
        parameters = " ".join(f"{key}={value}" for key, value in given.items())
        lines.append(f"{operation}-{number} {operation} {parameters} "
                     f"input={place(images[name], offsets[name])} expected={place(result, used)}")
        results.append(result.ravel())
        used += result.size
    np.save(HERE / "inputs.npy", np.concatenate([image.ravel() for image in images.values()]).astype("<f4"))
    np.save(HERE / "expected.npy", np.concatenate(results).astype("<f8"))
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    head = f"# Written by make_vectors.py ({made}); not to be edited.\n"
    (HERE / "index.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {used} samples")


if __name__ == "__main__":
    main()
