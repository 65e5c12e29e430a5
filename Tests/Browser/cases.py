# SPDX-License-Identifier: Apache-2.0
"""The kinds of convolution as pages: the command of each, and what to click on before the picture."""
from arrays import save

KERNEL = "1 2 1; 2 4 2; 1 2 1"
ONE = ["--channels", "1"]
LAST = "#chain li:last-child button"


def _transposed(stride, size, *more):
    return ["run", f"convolve weights='{KERNEL}' padding=valid stride={stride} | "
            + " ".join(["convolve", f"weights='{KERNEL}'", "transposed", f"stride={stride}", *more]),
            "--input", f"{size}x{size}", *ONE]


_THREE = ["convolve", "--weights", KERNEL, "--padding", "valid", "--input", "5x5", *ONE]
CASES = {
    "pointwise": (["convolve", "--weights", "pointwise.npy", "--input", "4x4"], []),
    "grouped-shuffle": (["run", "convolve weights=shuffle.npy | convolve weights=grouped.npy groups=2 padding=1 | "
                         "convolve weights=shuffle.npy", "--input", "4x4"], ["#chain li:nth-child(3) button"]),
    "shuffle": (["run", "convolve weights=shuffle.npy | convolve weights=grouped.npy groups=2 padding=1 | "
                 "convolve weights=shuffle.npy", "--input", "4x4"], []),
    "depthwise-separable": (["run", "convolve weights=depthwise.npy groups=3 padding=1 | "
                             "convolve weights=pointwise.npy", "--input", "5x5"], []),
    "depthwise-separable-2": (["run", "convolve weights=depthwise.npy groups=3 padding=1 | "
                               "convolve weights=pointwise.npy", "--input", "5x5"], [LAST]),
    "dilated": (["convolve", "--weights", KERNEL, "--dilation", "2", "--padding", "valid", "--input", "9x9", *ONE], []),
    "two-3x3": (["run", f"convolve weights='{KERNEL}' padding=valid activation=relu | "
                 f"convolve weights='{KERNEL}' padding=valid", "--input", "7x7", *ONE], [LAST]),
    "windows": (_THREE, []),
    "im2col": (_THREE, ["#tab-im2col"]),
    "one-matrix": (_THREE, ["#tab-unrolled"]),
    "transposed": (_transposed(1, 5), [LAST]),
    "transposed-matrix": (_transposed(1, 5), [LAST, "#tab-unrolled"]),
    "transposed-stride-2": (_transposed(2, 8, "output-size=8,8"), [LAST]),
    "transposed-stride-2-patches": (_transposed(2, 8, "output-size=8,8"), [LAST, "#tab-im2col"]),
}


def write_weights(folder):
    """Writes the files that the commands read."""
    save(folder / "pointwise.npy", [2, 3, 1, 1], [1, 2, -1, 0.5, 0.5, 0])
    # Channels 1, 3, 2, 4: the groups of the next layer pair 1 with 3 and 2 with 4.
    save(folder / "shuffle.npy", [4, 4, 1, 1], [float(c == source) for source in [0, 2, 1, 3] for c in range(4)])
    save(folder / "grouped.npy", [4, 2, 3, 3], [float(n * 5 % 7 - 3) for n in range(72)])
    save(folder / "depthwise.npy", [3, 1, 3, 3],
         [float(n) for n in [1, 2, 1, 2, 4, 2, 1, 2, 1, -1, 0, 1, -2, 0, 2, -1, 0, 1, 0, -1, 0, -1, 4, -1, 0, -1, 0]])
