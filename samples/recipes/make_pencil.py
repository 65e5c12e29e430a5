# SPDX-License-Identifier: Apache-2.0
"""Writes the weights of `pencil.yaml`: a depthwise-separable stack, by hand.

    python3 samples/recipes/make_pencil.py

1. Depthwise 3x3, four kernels for each of three colors: Sobel's derivative to the right, left, down and up.  ReLU keeps
   the positive half of each, so that together they are the absolute values.
2. Pointwise: the sum over all twelve, weighted by luma, less a threshold; ReLU.
3. Depthwise 3x3: a binomial, which softens the lines.
4. Pointwise with bias: 1 - 3 x, three equal colors: dark lines on white.
"""

import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
LUMA = [0.2126, 0.7152, 0.0722]

right = np.outer([1, 2, 1], [-1, 0, 1]) / 4
kernels = [right, -right, right.T, -right.T]


def save(name, array):
    np.save(HERE / f"pencil-{name}.npy", np.asarray(array, dtype="<f4"))


save("derivatives", [[kernel] for _ in range(3) for kernel in kernels])
save("sum", np.repeat(LUMA, 4).reshape(1, 12, 1, 1))
save("sum-bias", [-0.08])
save("soften", np.outer([1, 2, 1], [1, 2, 1]) / 16)
save("ink", np.full((3, 1, 1, 1), -3.0))
save("ink-bias", np.ones(3))
