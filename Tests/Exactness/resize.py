# SPDX-License-Identifier: Apache-2.0
"""Compares `imgconv resize` with a float64 reference of its definition.

    python3 Tests/Exactness/resize.py [--imgconv PATH] [--cases N] [--seed N] [-v]
    python3 Tests/Exactness/resize.py --self-test

Random cases, 616 by default: eight for each kernel under each border mode.  Sizes are from 1 x 1 to 300 x 300, many of
them primes, and are reduced, enlarged, or reduced along one axis and enlarged along the other.  Inputs and outputs are
PNG of 8 bits and of 16 bits (gray, RGB, each also with alpha, some with --linear) and NPY.  A sample of a PNG may be
0.51 of an 8-bit level or 0.55 of a 16-bit level away from clamp(reference), one of an NPY file 2e-6.  0.5 is what
rounding to integers takes; 0.05 of a 16-bit level, 7.6e-7, is left for the error of a float sum.  What is computed from
the sum multiplies that error: the division by alpha a, by up to 2 / a, and the curve of --linear, by its slope, up to
12.92.  Where the product is over 0.01 or 0.05 of a level, it takes their place.  Color is compared where alpha does not
round to 0.

Then the shapes for over 300 sizes, fits and pictures are compared with the integer formulas.

--self-test runs no program.  It compares rounded results of the reference, which must pass, and of references with a
fault, which must not: one weight moved to a neighbor, a kernel that is not widened, positions that are off by a
quarter of a sample, another border, straight alpha, stored values in place of light, truncation.

The reference is Tests/Vectors/resize_reference.py.  Each run first compares it with plain loops, and with Pillow,
PyTorch and OpenCV if they are installed (check_resize.py).

Exit code 1 if a sample is over its limit, a shape is wrong, or a run fails.  Needs NumPy.
"""
import argparse
import dataclasses
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests" / "Vectors"), str(ROOT)]
import check_resize  # noqa: E402
import resize_reference as resizing  # noqa: E402
import tiny_png  # noqa: E402
from Benchmarks.common import costs  # noqa: E402

PRIMES = (2, 3, 5, 7, 11, 13, 17, 23, 31, 37, 53, 61, 83, 97, 127, 151, 199, 251, 293)
KINDS = ("8-bit PNG", "8-bit PNG", "16-bit PNG", "NPY")
# By kind: what the largest sample stands for, and how many of these levels a sample may be away.
LIMITS = {"8-bit PNG": (255, 0.51), "16-bit PNG": (65535, 0.55), "NPY": (1, 2e-6)}
SUM_ERROR = 0.05 / 65535  # of a float sum of samples in 0...1, at most


@dataclasses.dataclass
class Case:
    """One run: the options, the kind of file, and the samples in 0...1 that the file holds."""
    kernel: str
    border: str
    kind: str
    size: tuple  # rows and columns of the output
    has_alpha: bool
    linear: bool
    samples: np.ndarray

    def __str__(self):
        channels, *size = self.samples.shape
        sizes = " to ".join(f"{columns}x{rows}" for rows, columns in (size, self.size))
        words = [self.kernel, self.border, f"{self.kind},", f"{channels} channels,", sizes]
        return " ".join(words + ["with alpha"] * self.has_alpha + ["--linear"] * self.linear)

    def expected(self, **changes):
        """The reference's result; `changes` are arguments of `resize_picture`."""
        given = dict(border=self.border, linear=self.linear) | changes
        return resizing.resize_picture(self.samples, self.size, self.kernel, has_alpha=self.has_alpha, **given)


def length(random):
    """A side of a picture: tiny, a prime, or anything."""
    choice = random.random()
    if choice < 0.15:
        return int(random.integers(1, 6))
    if choice < 0.55:
        return int(random.choice(PRIMES))
    return int(random.integers(1, 301))


def content(random, shape):
    """Samples in 0...1: noise, black and white, or a slope with an edge."""
    choice = random.random()
    if choice < 0.5:
        return random.random(shape)
    if choice < 0.75:
        return random.integers(0, 2, shape).astype(float)
    y, x = (np.linspace(0, 1, side) for side in shape[1:])
    slope = 0.5 * y[:, None] + 0.4 * x + 0.1 * random.random(shape)
    return np.where(x > random.random(), slope, 1 - slope)


def make(random, number):
    """Case `number`: every kernel under every border in turn, all else at random."""
    names, borders = resizing.NAMES, resizing.BORDERS
    kernel, border = names[number % len(names)], borders[number // len(names) % len(borders)]
    kind = KINDS[int(random.integers(len(KINDS)))]
    has_alpha = kind != "NPY" and random.random() < 0.4
    rows, columns = length(random), length(random)
    size = length(random), length(random)
    if random.random() < 0.1:  # one axis keeps its size
        size = (rows, size[1]) if random.random() < 0.5 else (size[0], columns)
    samples = content(random, (int(random.choice((1, 3))) + has_alpha, rows, columns))
    if has_alpha:  # with clear and with opaque parts
        samples[-1] = np.clip(1.6 * samples[-1] - 0.3, 0, 1)
    linear = kind != "NPY" and random.random() < 0.25
    top = LIMITS[kind][0]
    samples = samples.astype(np.float32).astype(float) if top == 1 else np.rint(samples * top) / top
    return Case(kernel, border, kind, size, has_alpha, linear, samples)


def run(imgconv, case, directory):
    """imgconv's result in 0...1, not clamped for NPY, or a sentence that says why there is none."""
    suffix = ".npy" if case.kind == "NPY" else ".png"
    source, target = directory / f"in{suffix}", directory / f"out{suffix}"
    top = LIMITS[case.kind][0]
    if case.kind == "NPY":
        np.save(source, case.samples.astype(np.float32))
    else:
        tiny_png.write(source, np.rint(case.samples * top).astype(np.uint8 if top == 255 else np.uint16))
    target.unlink(missing_ok=True)
    line = [imgconv, "resize", "--size", f"{case.size[1]}x{case.size[0]}", "--fit", "stretch",
            "--kernel", case.kernel, "--border", case.border, *["--linear"] * case.linear, source, target]
    told = call(line)
    if told:
        return told
    return np.load(target).astype(float) if case.kind == "NPY" else tiny_png.read(target) / top


def call(line):
    """Runs a command; a sentence if it fails."""
    try:
        done = subprocess.run([str(word) for word in line], capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "took over 300 seconds"
    return f"exit code {done.returncode}: {done.stderr.strip()}" if done.returncode else None


def excess(case, result, expected):
    """(the largest error, the largest excess over the limit), both in levels of the file."""
    top, limit = LIMITS[case.kind]
    if case.kind == "NPY":
        error = float(np.abs(result - expected).max())
        return error, error - limit
    expected = np.clip(expected, 0, 1)
    colors = slice(len(expected) - case.has_alpha)
    factors, compared = np.ones(expected.shape), np.ones(expected.shape, bool)
    if case.linear:
        factors[colors] = resizing.encoding_slope(expected[colors])
    if case.has_alpha:
        alpha = expected[-1:]
        factors[colors] *= 2 / np.maximum(alpha, SUM_ERROR)
        compared[colors] = alpha * top >= 0.5
    limits = np.maximum(limit, 0.5 + SUM_ERROR * top * factors)
    errors = np.where(compared, np.abs(result - expected) * top, 0)
    return float(errors.max()), float((errors - limits).max())


def judge(case, result):
    """A sentence about what is wrong with a result, or None, and the largest error."""
    if isinstance(result, str):
        return result, 0
    expected = case.expected()
    if result.shape != expected.shape:
        return f"the result is {result.shape}, not {expected.shape}", 0
    error, over = excess(case, result, expected)
    return (f"{error:.3g} levels away, {over:.3g} over the limit" if over > 0 else None), error


def compare(imgconv, count, seed, verbose):
    """Runs all random cases; prints those that fail and the largest error of each kind.  True if none fails."""
    random, failed = np.random.default_rng(seed), 0
    largest = {kind: (0, 0, "") for kind in LIMITS}
    with tempfile.TemporaryDirectory() as directory:
        for number in range(count):
            case = make(random, number)
            wrong, error = judge(case, run(imgconv, case, pathlib.Path(directory)))
            cases, most, _ = largest[case.kind]
            largest[case.kind] = cases + 1, *max((most, largest[case.kind][2]), (error, str(case)))
            failed += wrong is not None
            if wrong or verbose:
                print(f"case {number}: {case}: {wrong or f'{error:.3g}'}", flush=True)
    for kind, (cases, error, which) in largest.items():
        print(f"{kind:<11} {cases:>4} cases, largest error {error:.3g} (limit {LIMITS[kind][1]}): {which}")
    print(f"resize: {count - failed} of {count} random cases are within their limits")
    return failed == 0 and count > 0


PICTURES = ((400, 300), (300, 400), (1333, 1000), (97, 61), (1, 1), (1, 50), (50, 1), (3, 2))
SIZES = ("160x160", "160x90", "7x500", "500x7", "1x1", "640x480", "160x", "x160", "1x", "x1", "333x",
         "50%", "12.5%", "33%", "200%", "1/3", "2/3", "3/2", "1.5", "0.25", "2.0")
FITS = ("inside", "outside", "cover", "contain", "stretch")
MEGAPIXELS = ("0.01", "0.0001", "0.05", "0.12", "1")


def shapes():
    """(width, height, options, (width, height) of the output)."""
    for number, (width, height) in enumerate(PICTURES):
        for index, size in enumerate(SIZES):
            boxed = "x" in size[1:-1]
            fits = FITS if boxed else FITS[:1]
            for fit in fits[number % 2::2] if boxed else fits:
                for enlarge in (True, False) if (number + index) % 3 == 0 else (True,):
                    options = ["--size", size, *["--fit", fit] * boxed, *["--no-enlarge"] * (not enlarge)]
                    yield width, height, options, resizing.output_size(width, height, size, fit, enlarge)
        for area in MEGAPIXELS:
            yield width, height, ["--megapixels", area], resizing.output_size(width, height, megapixels=area)


def compare_shapes(imgconv):
    """Compares the sizes of outputs with the integer formulas; true if all are equal."""
    passed, count = 0, 0
    with tempfile.TemporaryDirectory() as name:
        source, target = pathlib.Path(name, "in.npy"), pathlib.Path(name, "out.npy")
        for width, height, options, expected in shapes():
            if max(expected) > 20000:
                continue
            np.save(source, np.zeros((1, height, width), np.uint8))
            target.unlink(missing_ok=True)
            wrong = call([imgconv, "resize", "--kernel", "bilinear", *options, source, target])
            if not wrong:
                found = np.load(target, mmap_mode="r").shape[:-3:-1]
                wrong = None if found == expected else f"is {found[0]}x{found[1]}, not {expected[0]}x{expected[1]}"
            if wrong:
                print(f"{width}x{height} {' '.join(options)}: {wrong}", flush=True)
            passed, count = passed + (not wrong), count + 1
    print(f"resize: {passed} of {count} sizes are those of the formulas")
    return passed == count


def moved_weight(n, m, kernel, border):
    """The weights of an axis, a fiftieth of the whole moved between two samples of the middle output."""
    matrix, outside = resizing.axis_matrix(n, m, kernel, border)
    if n > 1 and n != m:
        at = int(np.abs(matrix[m // 2]).argmax())
        matrix[m // 2, at] -= 0.02
        matrix[m // 2, at - 1 if at else 1] += 0.02
    return matrix, outside


def not_widened(n, m, kernel, border):
    """The kernel always as wide as the output's samples would be without reducing."""
    return resizing.axis_matrix(n, m, kernel, border, grid=m)


def quarter_off(n, m, kernel, border):
    """Every second output of an axis with twice as many: centers are at (o + 1/4) n / m."""
    matrix, outside = resizing.axis_matrix(n, 2 * m, kernel, border, grid=2 * max(n, m))
    return matrix[::2], outside[::2]


def resized(case):
    """Whether both axes change, and have samples to differ."""
    return all(1 < n != m for n, m in zip(case.samples.shape[1:], case.size))


def other_border(case):
    return "replicate" if case.border != "replicate" else "wrap"


# Name: (cases that the fault changes, the faulty result).
FAULTS = {
    "one weight moved to a neighbor": (resized, lambda case: case.expected(matrix=moved_weight)),
    "a kernel that is not widened": (
        lambda case: case.kernel in resizing.KERNELS and any(
            n >= 2 * m for n, m in zip(case.samples.shape[1:], case.size)) and min(case.samples.shape[1:]) > 2,
        lambda case: case.expected(matrix=not_widened)),
    "positions off by a quarter of a sample": (
        lambda case: resized(case) and case.kernel != "nearest", lambda case: case.expected(matrix=quarter_off)),
    "another border": (
        lambda case: resized(case) and case.kernel in ("bicubic", "lanczos3", "bspline", "magic2021"),
        lambda case: case.expected(border=other_border(case))),
    "straight alpha": (
        lambda case: resized(case) and case.has_alpha and case.kernel != "nearest",
        lambda case: case.expected(premultiplied=False)),
    "stored values in place of light": (
        lambda case: resized(case) and case.linear and case.kernel != "nearest",
        lambda case: case.expected(linear=False)),
}
CAUGHT = 0.9  # of the cases; a few are too flat or too small to show a fault


def stored(case, result, rounding=np.rint):
    """What a file holds of an exact result."""
    top = LIMITS[case.kind][0]
    if case.kind == "NPY":
        return result.astype(np.float32).astype(float)
    return rounding(np.clip(result, 0, 1) * top) / top


def self_test(count, seed):
    """Whether right results pass and faulty ones fail; prints a line for each fault."""
    random = np.random.default_rng(seed)
    cases = [make(random, number) for number in range(count)]
    right = sum(judge(case, stored(case, case.expected()))[0] is None for case in cases)
    print(f"right results: {right} of {count} pass")
    truncated = [case for case in cases if case.kind != "NPY" and resized(case) and case.kernel != "nearest"]
    results = {"truncation": [(case, stored(case, case.expected(), np.floor)) for case in truncated]}
    for name, (changes, faulty) in FAULTS.items():
        results[name] = [(case, stored(case, faulty(case))) for case in cases if changes(case)]
    passed = right == count
    for name, pairs in results.items():
        caught = sum(judge(case, result)[0] is not None for case, result in pairs)
        print(f"{name}: {caught} of {len(pairs)} cases show it")
        passed = passed and len(pairs) >= 10 and caught >= CAUGHT * len(pairs)
    return passed


def main():
    parser = argparse.ArgumentParser(description="imgconv resize against a float64 reference")
    parser.add_argument("--imgconv", help="the binary (default: the newest release build, then PATH)")
    parser.add_argument("--cases", type=int, default=8 * len(resizing.NAMES) * len(resizing.BORDERS),
                        help="random cases (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=16, help="of the random cases (default: %(default)s)")
    parser.add_argument("--self-test", action="store_true", help="check that faults are found; runs no program")
    parser.add_argument("-v", "--verbose", action="store_true", help="print every case")
    options = parser.parse_args()
    print("the reference of resize agrees with", ", ".join(check_resize.check()))
    if options.self_test:
        return 0 if self_test(options.cases, options.seed) else 1
    imgconv = costs.find_imgconv(options.imgconv)
    outcomes = [compare(imgconv, options.cases, options.seed, options.verbose), compare_shapes(imgconv)]
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
