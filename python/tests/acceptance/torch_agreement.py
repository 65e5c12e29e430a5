# SPDX-License-Identifier: Apache-2.0
"""Compare conv2d and conv_transpose2d with PyTorch on random configurations; print the largest difference of each.

    python torch_agreement.py [COUNT]
"""

from __future__ import annotations

import sys

import numpy as np
import torch

import imgconv


def shapes(rng: np.random.Generator) -> tuple[int, int, int, list[tuple[int, int]]]:
    groups = int(rng.choice([1, 1, 2, 3, 4]))
    pairs = [tuple(int(n) for n in rng.integers(1, most, 2)) for most in (6, 4, 4)]
    return groups, groups * int(rng.integers(1, 5)), groups * int(rng.integers(1, 5)), pairs  # type: ignore[return-value]


def forward(rng: np.random.Generator) -> float:
    groups, inputs, outputs, (kernel, stride, dilation) = shapes(rng)
    padding = tuple(int(n) for n in rng.integers(0, 5, 2))
    x = rng.uniform(-1, 1, (2, inputs, *rng.integers(16, 40, 2))).astype(np.float32)
    w = rng.uniform(-1, 1, (outputs, inputs // groups, *kernel)).astype(np.float32)
    b = rng.uniform(-1, 1, outputs).astype(np.float32)
    ours = imgconv.conv2d(x, w, b, stride, padding, dilation, groups)
    theirs = torch.nn.functional.conv2d(
        torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, padding, dilation, groups
    ).numpy()
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    return float(np.abs(ours - theirs).max())


def transposed(rng: np.random.Generator) -> float:
    groups, inputs, outputs, (kernel, stride, dilation) = shapes(rng)
    padding = tuple(int(rng.integers(0, dilation[a] * (kernel[a] - 1) + 1)) for a in (0, 1))
    extra = tuple(int(rng.integers(0, max(stride[a], dilation[a]))) for a in (0, 1))
    x = rng.uniform(-1, 1, (2, inputs, *rng.integers(16, 30, 2))).astype(np.float32)
    w = rng.uniform(-1, 1, (inputs, outputs // groups, *kernel)).astype(np.float32)
    b = rng.uniform(-1, 1, outputs).astype(np.float32)
    ours = imgconv.conv_transpose2d(x, w, b, stride, padding, extra, groups, dilation)
    theirs = torch.nn.functional.conv_transpose2d(
        torch.tensor(x), torch.tensor(w), torch.tensor(b), stride, padding, extra, groups, dilation
    ).numpy()
    assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
    return float(np.abs(ours - theirs).max())


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    largest = 0.0
    for name, compare in (("conv2d", forward), ("conv_transpose2d", transposed)):
        difference = max(compare(np.random.default_rng(seed)) for seed in range(count))
        print(f"{name}: {count} configurations, largest difference from PyTorch {torch.__version__}: {difference:.1e}")
        largest = max(largest, difference)
    return int(largest > 1e-5)


if __name__ == "__main__":
    sys.exit(main())
