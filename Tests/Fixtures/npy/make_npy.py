# SPDX-License-Identifier: Apache-2.0
"""Makes NPY files of every kind with NumPy (2.4.6), and says what a reader should give.

Run: python3 make_npy.py, in this folder.

    *.npy      small arrays
    index.txt  one file a line, of one of these kinds:
               read NAME SHAPE BITS SAMPLE...     an image: sizes joined by x, bits of a number in the file, and
                                                  the bits of each sample as float32, in hexadecimal, in C order
               weights NAME SHAPE SAMPLE...       an array of weights, likewise
               refuse NAME WORDS                  what no reader takes, and words of the reason
               round f2 FLOAT:HALF...             no file: the bits of a float32, and of the float16 it is rounded to
"""

import pathlib
import warnings

import numpy as np

HERE = pathlib.Path(__file__).parent
LINES = []

# Ties and their neighbors around float16's subnormal, normal and largest numbers, and its overflow.
HALVES = [2.0**-24, 2.0**-25, 3 * 2.0**-25, 5 * 2.0**-25, 1023 * 2.0**-24, 1023.5 * 2.0**-24, 2.0**-14, 1 + 2.0**-11,
          1 + 3 * 2.0**-11, 2 - 2.0**-11, 2048, 2049, 2051, 65472, 65488, 65504, 65519, 65520, 65536, 1e30, 1 / 3, 0.1]

# Signed zeros, infinities, NaN, the largest and smallest of all kinds, and numbers that float32 cannot hold.
SPECIALS = [0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 1 / 3, 1e-45, -1e-45, 1.1754942e-38, 1.1754944e-38,
            3.4028235e38, -3.4028235e38, 0.1, 255.0, 65535.0, 16777217.0, 1e300, -1e300, 1e-300, 5e-324,
            1 + 2.0**-24, 1 + 3 * 2.0**-24, 1 + 2.0**-24 + 2.0**-52, 3.4028235677973366e38, 3.402823567797336e38]


def save(name, array, version=(1, 0)):
    with open(HERE / name, "wb") as file:
        np.lib.format.write_array(file, array, version=version)


def samples(array):
    """The bits of the array as float32; the division is IEEE 754's, correctly rounded."""
    largest = {"u1": 255, "u2": 65535}.get(array.dtype.str[1:], 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        floats = array.astype(np.float32) / np.float32(largest)
    return " ".join("%x" % bits for bits in floats.ravel().view(np.uint32))


def numbers(dtype, shape):
    """Specials or random integers first, then noise."""
    generator = np.random.default_rng(7)
    count = int(np.prod(shape))
    if dtype.startswith("f"):
        specials = SPECIALS[:10] + HALVES if dtype == "f2" else SPECIALS
        values = np.concatenate([specials, generator.normal(size=count)])[:count]
    elif count == 256:
        values = np.arange(256)
    else:
        largest = np.iinfo(dtype).max
        values = np.concatenate([[0, 1, largest], generator.integers(largest, size=count)])[:count]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return values.astype(dtype).reshape(shape)


def read(dtype, shape, version=(1, 0)):
    sizes = "x".join(map(str, shape))
    name = f"{dtype}-{sizes}-v{version[0]}.npy"
    array = numbers(dtype, shape)
    save(name, array, version)
    LINES.append(f"read {name} {sizes} {array.dtype.itemsize * 8} {samples(array)}")


def weights(name, array):
    save(name, array)
    sizes = "x".join(map(str, array.shape))
    LINES.append(f"weights {name} {sizes} {samples(array)}")


def refuse(name, array, words):
    save(name, array)
    LINES.append(f"refuse {name} {words}")


def rounded():
    """Edge cases of rounding, their float32 neighbors and negatives, and noise over all exponents."""
    generator = np.random.default_rng(9)
    values = np.concatenate([HALVES, 2.0 ** generator.uniform(-27, 17, 200)]).astype("f4")
    values = np.concatenate([values, np.nextafter(values, np.float32(0)), np.nextafter(values, np.float32(np.inf))])
    values = np.concatenate([values, -values, np.array([0.0, -0.0, np.inf, -np.inf], "f4")])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        halves = values.astype(np.float16)
    pairs = zip(values.view(np.uint32), halves.view(np.uint16))
    LINES.append("round f2 " + " ".join("%x:%x" % pair for pair in pairs))


def main():
    for dtype in ["f4", "f8", "u1", "u2", "f2"]:
        for shape in [(3, 4, 5), (6, 5), (1, 3, 7), (2, 1, 9), (1, 1)]:
            read(dtype, shape)
        read(dtype, (3, 4, 5), (2, 0))
        read(dtype, (5, 6), (3, 0))
    read("u1", (16, 16))
    for dtype in ["f2", "f4", "f8", "u1", "u2"]:
        read(dtype, (4, 3, 5, 2))
    read("f4", (1, 2, 3, 4))
    generator = np.random.default_rng(8)
    for shape in [(5,), (3, 2), (4, 1, 3), (2, 3, 3, 5)]:
        for dtype in ["f4", "f8"]:
            sizes = "x".join(map(str, shape))
            weights(f"weights-{dtype}-{sizes}.npy", generator.normal(size=shape).astype(dtype))
    weights("weights-f2-2x3x3x5.npy", generator.normal(size=(2, 3, 3, 5)).astype("f2"))
    small = np.arange(6.0).reshape(2, 3)
    refuse("fortran.npy", np.asfortranarray(small.astype("f4")), "Fortran order; save numpy.ascontiguousarray(a)")
    for dtype in [">f4", ">f8", ">u2", ">f2"]:
        refuse(f"big-{dtype[1:]}.npy", small.astype(dtype), f"big-endian numbers ('{dtype}'); save a.astype('<f4')")
    for dtype in ["<f16", "|i1", "<i2", "<i4", "<u4", "<i8", "<c8", "|b1", "|S3", "<U2"]:
        refuse(f"type-{dtype[1:]}.npy", small.astype(dtype), f"numbers of type '{dtype}' are not read")
    refuse("type-O.npy", small.astype("O"), "Python objects are not read")
    refuse("fields.npy", np.zeros((2, 3), [("a", "<f4"), ("b", "<f4")]), "records of several fields are not read")
    refuse("axes-0.npy", np.array(1, "f4"), "the shape () is not (N, C, H, W), (C, H, W) or (H, W)")
    refuse("axes-1.npy", np.ones(5, "f4"),
           "the shape (5,) is not (N, C, H, W), (C, H, W) or (H, W); save a.reshape(H, W)")
    refuse("axes-5.npy", np.ones((1, 2, 3, 4, 1), "f4"),
           "the shape (1, 2, 3, 4, 1) is not (N, C, H, W), (C, H, W) or (H, W); save one batch, such as a[0]")
    refuse("empty-0x2x3x4.npy", np.ones((0, 2, 3, 4), "f4"), "the shape (0, 2, 3, 4) has no numbers")
    refuse("empty-0x3.npy", np.ones((0, 3), "f4"), "the shape (0, 3) has no numbers")
    refuse("empty-2x3x0.npy", np.ones((2, 3, 0), "f8"), "the shape (2, 3, 0) has no numbers")
    rounded()
    (HERE / "index.txt").write_text("\n".join(LINES) + "\n")


main()
