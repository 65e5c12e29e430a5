# SPDX-License-Identifier: Apache-2.0
"""Writes the weights of `paired-groups.yaml`: a grouped convolution of channels that are not neighbors, by hand.

    python3 samples/recipes/make_paired_groups.py

1. Pointwise: the permutation 0, 2, 1, 3, because groups are contiguous blocks of channels.
2. Two groups, 3x3: channels 0 and 2, then 1 and 3, each pair the sum of a vertical and a horizontal tent.
3. The permutation again, which is its own inverse: a channel shuffle.
"""

import pathlib

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
TENT = [1, 2, 1]
FLAT = [0, 1, 0]


def save(name, array):
    np.save(HERE / f"paired-{name}.npy", np.asarray(array, dtype="<f4"))


down, along = np.outer(TENT, FLAT) / 4, np.outer(FLAT, TENT) / 4
save("order", np.eye(4)[[0, 2, 1, 3]].reshape(4, 4, 1, 1))
save("tents", [[down, along], [along, down]] * 2)
