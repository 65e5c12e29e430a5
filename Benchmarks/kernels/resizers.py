# SPDX-License-Identifier: Apache-2.0
"""The cykooz-resizer and Pillow sides of the kernels suite, each in a process of its own.

    resizers.py cykooz-resizer|Pillow

Reads names from standard input, one a line, runs each case once and prints the name and the nanoseconds of CPU time per
output sample.  Both libraries use one thread.  Needs NumPy, Pillow and cykooz.resizer.
"""
import sys
import time

INPUT, OUTPUT = (4000, 3000), (1333, 1000)  # width and height


def by_cykooz(pixels):
    """A function that resizes 8-bit RGB pixels once: fast_image_resize, for Python."""
    import cykooz_resizer as cykooz
    resizer = cykooz.Resizer()
    source = cykooz.ImageData(*INPUT, cykooz.PixelType.U8x3, pixels.tobytes())
    target = cykooz.ImageData(*OUTPUT, cykooz.PixelType.U8x3)
    options = cykooz.ResizeOptions(cykooz.ResizeAlg.convolution(cykooz.FilterType.lanczos3), use_alpha=False)
    return lambda: resizer.resize(source, target, options)


def by_pillow(pixels):
    """A function that resizes 8-bit RGB pixels once."""
    from PIL import Image
    image = Image.fromarray(pixels)
    return lambda: image.resize(OUTPUT, Image.Resampling.LANCZOS)


LIBRARIES = {"cykooz-resizer": by_cykooz, "Pillow": by_pillow}


def main():
    import numpy as np
    random = np.random.default_rng(1)
    pixels = random.integers(0, 256, (INPUT[1], INPUT[0], 3), dtype=np.uint8)
    run = {"lanczos3-1333": LIBRARIES[sys.argv[1]](pixels)}
    for line in sys.stdin:
        start = time.process_time()
        run[line.strip()]()
        spent = time.process_time() - start
        print(line.strip(), spent / (OUTPUT[0] * OUTPUT[1] * 3) * 1e9, sep="\t", flush=True)


if __name__ == "__main__":
    main()
