#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the Netpbm files of this directory with Netpbm's own tools, and what they hold as float32 NPY.

Numbers are written here as plain text; pnmtopnm, pamtopam and pamstack turn them into the files.  The NPY files hold
number / maxval (1 - bit for bitmaps), (C, H, W), from the same numbers, not from the files.

    python3 make_netpbm.py      # needs NumPy and Netpbm 11 or newer
"""
import subprocess
import numpy as np

rng = np.random.default_rng(15)


def plain(numbers, maxval):
    """Returns a plain PGM or PPM of an array (H, W, C)."""
    height, width, channels = numbers.shape
    kind = "P2" if channels == 1 else "P3"
    rows = "\n".join(" ".join(str(n) for n in row.ravel()) for row in numbers)
    return f"{kind}\n{width} {height}\n{maxval}\n{rows}\n".encode()


def run(data, *command):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def save(name, data, samples):
    with open(name, "wb") as file:
        file.write(data)
    base = name.rsplit(".", 1)[0].removesuffix("-plain").removesuffix("-map")
    np.save(base + ".npy", samples.transpose(2, 0, 1).astype("<f4"))


def numbers(channels, maxval, height=5, width=7):
    result = rng.integers(0, maxval + 1, (height, width, channels))
    result[0, 0] = 0
    result[0, 1] = maxval
    return result


for name, channels, maxval in [
    ("gray8", 1, 255), ("gray16", 1, 65535), ("gray10", 1, 1023), ("gray100", 1, 100),
    ("rgb8", 3, 255), ("rgb16", 3, 65535), ("rgb12", 3, 4095),
]:
    n = numbers(channels, maxval)
    samples = n.astype(np.float32) / np.float32(maxval)
    ending = "pgm" if channels == 1 else "ppm"
    save(f"{name}.{ending}", run(plain(n, maxval), "pnmtopnm"), samples)
    save(f"{name}-plain.{ending}", run(plain(n, maxval), "pnmtopnm", "-plain"), samples)
    save(f"{name}-map.pam", run(plain(n, maxval), "pamtopam"), samples)

for name, channels, maxval in [
    ("gray-alpha8", 1, 255), ("rgb-alpha8", 3, 255), ("gray-alpha16", 1, 65535), ("rgb-alpha16", 3, 65535),
]:
    n, alpha = numbers(channels, maxval), numbers(1, maxval)
    for part, data in [("/tmp/color.pnm", plain(n, maxval)), ("/tmp/alpha.pgm", plain(alpha, maxval))]:
        with open(part, "wb") as file:
            file.write(data)
    kind = ("GRAYSCALE" if channels == 1 else "RGB") + "_ALPHA"
    data = run(b"", "pamstack", "-tupletype", kind, "/tmp/color.pnm", "/tmp/alpha.pgm")
    samples = np.concatenate([n, alpha], axis=2).astype(np.float32) / np.float32(maxval)
    save(f"{name}.pam", data, samples)

bits = rng.integers(0, 2, (5, 11, 1))
text = "P1\n11 5\n" + "\n".join(" ".join(str(b) for b in row.ravel()) for row in bits) + "\n"
samples = (1 - bits).astype(np.float32)
save("bits.pbm", run(text.encode(), "pnmtopnm"), samples)
save("bits-plain.pbm", run(text.encode(), "pnmtopnm", "-plain"), samples)
save("bits-map.pam", run(text.encode(), "pamtopam"), samples)
