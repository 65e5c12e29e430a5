# SPDX-License-Identifier: Apache-2.0
"""Times the codecs of the package imagecodecs on one thread, as bench-codecs times the others.

    images.py FILE ROUNDS

Decodes the bytes of FILE, and encodes its pixels, each way in turn ROUNDS times after a round that is not counted.
Prints for each "WHAT WHO MS BYTES", tabs between: the median CPU time in milliseconds, and the bytes of the file.
"""
import pathlib
import statistics
import sys
import time

import imagecodecs


def png_ways(content):
    """(what, who, function that returns bytes or pixels) for PNG."""
    pixels = imagecodecs.png_decode(content)
    ways = [("decode", "libpng (imagecodecs)", lambda: imagecodecs.png_decode(content)),
            ("decode", "libspng (imagecodecs)", lambda: imagecodecs.spng_decode(content))]
    for level in (1, None):
        words = "defaults" if level is None else f"level {level}"
        ways.append(("encode", f"libspng (imagecodecs), {words}",
                     lambda level=level: imagecodecs.spng_encode(pixels, level=level)))
    return ways


def jpeg_ways(content):
    """The same for JPEG."""
    pixels = imagecodecs.jpeg8_decode(content)
    return [("decode", "libjpeg-turbo (imagecodecs)", lambda: imagecodecs.jpeg8_decode(content)),
            ("encode", "libjpeg-turbo (imagecodecs)",
             lambda: imagecodecs.jpeg8_encode(pixels, level=90, subsampling="420"))]


def main():
    path, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    content = path.read_bytes()
    ways = png_ways(content) if path.suffix == ".png" else jpeg_ways(content)
    spent = [[] for _ in ways]
    sizes = [len(content)] * len(ways)
    for number in range(rounds + 1):
        for index, (what, _, way) in enumerate(ways):
            start = time.process_time()
            result = way()
            if number:
                spent[index].append(time.process_time() - start)
            if what == "encode":
                sizes[index] = len(result)
    for (what, who, _), seconds, size in zip(ways, spent, sizes):
        print(what, who, 1000 * statistics.median(seconds), size, sep="\t")


if __name__ == "__main__":
    main()
