# SPDX-License-Identifier: Apache-2.0
"""Writes the stored vectors of wide Gaussians: sigma 5, 20 and 200 at every border, by SciPy in float64.

    python3 Tests/Vectors/make_wide_vectors.py

made wide-inputs.npy, wide-expected.npy and wide-index.txt with Python 3.11.7, NumPy 2.4.6 and SciPy 1.17.1.  Their form
is that of make_vectors.py.  The weights are exp(-x^2 / 2 sigma^2) for |x| <= ceil(4 sigma), divided by their sum, and
scipy.ndimage.correlate1d applies them to columns, then to rows.  Samples are multiples of 1/65535, so 16-bit files hold
them.
"""
import pathlib
import platform

import numpy as np
import scipy
from scipy import ndimage

HERE = pathlib.Path(__file__).parent
MODES = {
    "zero": "constant", "constant=0.25": "constant", "replicate": "nearest", "symmetric": "reflect",
    "reflect": "mirror", "wrap": "grid-wrap",
}


def gaussian(image, sigma, border):
    radius = int(np.ceil(4 * sigma))
    weights = np.exp(-np.arange(-radius, radius + 1) ** 2 / (2 * sigma * sigma))
    weights /= weights.sum()
    value = float(border.partition("=")[2] or 0)
    for axis in (1, 2):
        image = ndimage.correlate1d(image, weights, axis=axis, mode=MODES[border], cval=value)
    return image


def main():
    random = np.random.default_rng(20250118)
    images = {
        "noise": random.integers(0, 65536, (1, 19, 23)),
        "edges": random.integers(0, 2, (1, 21, 17)) * 65535,
        "bright": random.integers(60000, 65536, (1, 16, 24)),
    }
    lines, inputs, results, start, used = [], [], [], 0, 0
    for name, numbers in images.items():
        image = (numbers / 65535).astype(np.float32)
        for border in MODES:
            for sigma in (5, 20, 200):
                result = gaussian(numbers / 65535, sigma, border)
                shape = "x".join(map(str, image.shape))
                lines.append(f"{name}-{len(lines)} gaussian sigma={sigma} border={border} "
                             f"input={shape}@{start} expected={shape}@{used}")
                results.append(result.ravel())
                used += result.size
        inputs.append(image.ravel())
        start += image.size
    np.save(HERE / "wide-inputs.npy", np.concatenate(inputs).astype("<f4"))
    np.save(HERE / "wide-expected.npy", np.concatenate(results).astype("<f8"))
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    head = f"# Written by make_wide_vectors.py ({made}); not to be edited.\n"
    (HERE / "wide-index.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {used} samples")


if __name__ == "__main__":
    main()
