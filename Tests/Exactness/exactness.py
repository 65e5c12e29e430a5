# SPDX-License-Identifier: Apache-2.0
"""Compares imgconv's results with float64 references of the same definitions.

    python3 Tests/Exactness/exactness.py [--imgconv PATH] [--alpha] [PICTURE.png ...]
    python3 Tests/Exactness/exactness.py --cost [--imgconv PATH] [--before PATH] [--rounds N]

Pictures: a scene, binary noise, a picture smaller than the kernels, and samples/scene.png, or the given PNGs.
Commands: `blur --sigma 2`, `5` and `20`, `blur --sigma 20 --exact`, `edge` and `upsample --scale 2 --kernel bicubic`,
with all border modes.

Each case prints the largest |output - clamp(reference * 255)| in levels and the number of samples over the limit: 0.51,
or 0.55 for a wide Gaussian.  None may be.  A correctly rounded result is at most 0.5 away; 0.01 is left for values too
near a tie for float32.  Then 16-bit PNG and NPY results of Gaussians of sigma 5, 20 and 200 are compared with SciPy's:
0.55 of a 16-bit level and 2e-6 are allowed.

--alpha adds a picture with transparency; its color is compared where alpha is at least half a level.  --cost prints
instead the CPU time of runs with and without --exact, and of another binary.

The references come from Tests/Vectors/reference.py.  Each run first compares that file with plain loops, and with
SciPy, Pillow and OpenCV where they share a definition (check_reference.py).

Exit code 1 if a sample is over its limit, a run fails or a result has the wrong shape.  Needs NumPy, SciPy and Pillow.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests" / "Vectors"), str(ROOT)]
import check_reference  # noqa: E402
import make_wide_vectors  # noqa: E402
import reference as ref  # noqa: E402
from Benchmarks.common import costs as measure  # noqa: E402

LIMIT = 0.51
WIDE_LIMIT = 0.55  # of wide Gaussians, whose weights are approximated; not with --exact
WIDE = ("blur --sigma 5", "blur --sigma 20")
COMMANDS = {
    "blur --sigma 2": lambda image, border: ref.gaussian(image, 2, border),
    "blur --sigma 5": lambda image, border: ref.gaussian(image, 5, border),
    "blur --sigma 20": lambda image, border: ref.gaussian(image, 20, border),
    "blur --sigma 20 --exact": lambda image, border: ref.gaussian(image, 20, border),
    "edge": lambda image, border: ref.edge(image, "sobel", "magnitude", border),
    "upsample --scale 2 --kernel bicubic":
        lambda image, border: ref.upsample(image, (2, 2), "bicubic", border),
}


def scene(random, height, width):
    """Soft light, discs with hard edges and grain; 8 bits, three channels."""
    y, x = np.mgrid[0:height, 0:width]
    picture = np.stack([
        90 + 60 * np.sin(x / 70 + c) * np.cos(y / 50 - c) + 40 * y / height for c in range(3)])
    for _ in range(40):
        disc = (y - random.uniform(0, height)) ** 2 + (x - random.uniform(0, width)) ** 2
        inside = disc < random.uniform(3, height / 6) ** 2
        picture = np.where(inside, random.uniform(0, 255, (3, 1, 1)), picture)
    return np.clip(np.rint(picture + random.normal(0, 4, picture.shape)), 0, 255).astype(np.uint8)


def pictures(files, alpha):
    """Name and samples (channels x height x width, u8) of every picture to filter."""
    random = np.random.default_rng(7)
    sample = ROOT / "samples" / "scene.png"
    for file in files or ([sample] if sample.exists() else []):
        with Image.open(file) as opened:
            if opened.mode not in ("L", "RGB"):
                sys.exit(f"exactness: {file} has mode {opened.mode}; only 8-bit gray and RGB are compared")
            yield file.name, planes(opened)
    if not files:
        yield "scene", scene(random, 301, 402)
        yield "noise", random.integers(0, 2, (3, 193, 259), dtype=np.uint8) * 255
        yield "tiny noise", random.integers(0, 2, (1, 11, 17), dtype=np.uint8) * 255
    if alpha:
        veil = scene(random, 120, 160)[:1]
        veil[veil < 90] = 0
        yield "alpha", np.concatenate([scene(random, 120, 160), veil])


def planes(image):
    samples = np.asarray(image)
    return (samples[None] if samples.ndim == 2 else samples.transpose(2, 0, 1)).copy()


def run(imgconv, command, border, samples, directory):
    """imgconv's output for the given samples, or a sentence that says why there are none."""
    source, target = directory / "in.png", directory / "out.png"
    pixels = samples[0] if len(samples) == 1 else samples.transpose(1, 2, 0)
    Image.fromarray(pixels).save(source, compress_level=1)
    target.unlink(missing_ok=True)
    line = [imgconv, *command.split(), "--border", border, str(source), str(target)]
    try:
        done = subprocess.run(line, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "took over 300 seconds"
    if done.returncode:
        return f"exit code {done.returncode}: {done.stderr.strip()}"
    with Image.open(target) as result:
        return planes(result)


SIGMAS = (5, 20, 200)
# What a file of each kind may be away from SciPy's result, and what its largest sample stands for.
DEEP = {"16-bit PNG": (0.55 / 65535, 65535), "NPY": (2e-6, 1)}


def deep_passes(imgconv, name, samples, kind, sigma, border, directory):
    """Compares a 16-bit or NPY blur with SciPy's, prints its line; true if every sample is right."""
    source, target = directory / "in.npy", directory / ("out.npy" if kind == "NPY" else "out.png")
    np.save(source, samples)
    expected = make_wide_vectors.gaussian(samples / 65535, sigma, border)
    measure.run([imgconv, "blur", "--sigma", sigma, "--border", border, source, target])
    bound, largest = DEEP[kind]
    if kind == "NPY":
        result = np.load(target).astype(np.float64)
    else:
        with Image.open(target) as opened:
            result = planes(opened).astype(np.float64) / largest
    error = np.abs(result - expected)
    over = int((error > bound).sum())
    print(f"{name:<12} {f'blur --sigma {sigma}, {kind}':<36} {border:<14} {error.max() * largest:>9.2g} {over:>10} "
          f"{result.size:>9}", flush=True)
    return over == 0


def deep_pictures():
    """Gray pictures of 16 bits."""
    random = np.random.default_rng(8)
    yield "scene", scene(random, 301, 402)[:1].astype(np.uint16) * 257
    yield "noise", random.integers(0, 65536, (1, 193, 259), dtype=np.uint16)
    yield "bright", random.integers(50000, 65536, (1, 120, 260), dtype=np.uint16)


def print_costs(imgconv, before, rounds):
    """The median CPU time of runs over 6 megapixels of gray, --compression fast, and its ratio to that of --exact."""
    random = np.random.default_rng(9)
    picture = scene(random, 2000, 3000)[:1]
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        np.save(directory / "8.npy", picture)
        np.save(directory / "16.npy", picture.astype(np.uint16) * 257)
        for kind, source, target in (("8-bit PNG", "8.npy", "o.png"), ("16-bit PNG", "16.npy", "o.png"),
                                     ("NPY", "16.npy", "o.npy")):
            for sigma in SIGMAS:
                words = ["blur", "--sigma", sigma, "-j", "1", "--compression", "fast",
                         directory / source, directory / target]
                commands = {"default": [imgconv, *words], "--exact": [imgconv, *words, "--exact"]}
                if before:
                    commands["before"] = [before, *words]
                runs = measure.alternate(commands, rounds)
                cpu = {which: measure.medians(costs).cpu for which, costs in runs.items()}
                print(f"{kind:<11} sigma {sigma:<4} " + "  ".join(
                    f"{which} {seconds:.2f} s ({seconds / cpu['--exact']:.2f})" for which, seconds in cpu.items()),
                    flush=True)


def limit(command):
    return WIDE_LIMIT if command in WIDE else LIMIT


def compare(result, expected, limit):
    """(the largest distance in levels, how many samples are over the limit)."""
    distance = np.abs(result - np.clip(expected * 255, 0, 255))
    if len(expected) == 4:  # where alpha rounds to 0 color is invisible, its quotient mere rounding
        distance = np.where(expected[-1:] * 255 < 0.5, 0, distance)
    return float(distance.max()), int((distance > limit).sum())


def passes(imgconv, name, samples, command, border, directory):
    """Runs and compares one case, prints its line; true if every sample is right."""
    def filtered(image):
        return COMMANDS[command](image, border)

    image = samples / 255.0
    expected = ref.with_alpha(filtered, image) if len(image) == 4 else filtered(image)
    result = run(imgconv, command, border, samples, directory)
    start = f"{name:<12} {command:<36} {border:<14}"
    if not isinstance(result, str) and (result.shape != expected.shape or result.dtype != np.uint8):
        result = f"the result is {result.dtype} {result.shape}, not uint8 {expected.shape}"
    if isinstance(result, str):
        print(f"{start} FAILED: {result}", flush=True)
        return False
    error, over = compare(result, expected, limit(command))
    print(f"{start} {error:>9.5f} {over:>10} {result.size:>9}", flush=True)
    return over == 0


def main():
    parser = argparse.ArgumentParser(description="imgconv's results against float64 references")
    parser.add_argument("--imgconv", help="the binary (default: the newest release build, then PATH)")
    parser.add_argument("--alpha", action="store_true", help="also a picture with transparency")
    parser.add_argument("--cost", action="store_true", help="measure CPU time instead")
    parser.add_argument("--before", help="with --cost: another binary to compare with")
    parser.add_argument("--rounds", type=int, default=5, help="with --cost: runs of each command")
    parser.add_argument("picture", nargs="*", type=pathlib.Path,
                        help="8-bit gray or RGB PNGs in place of our own")
    options = parser.parse_args()
    imgconv = measure.find_imgconv(options.imgconv)
    if options.cost:
        print_costs(imgconv, options.before, options.rounds)
        return 0
    print("reference agrees with", ", ".join(check_reference.check()))
    print(f"{'picture':<12} {'command':<36} {'border':<14} {'max error':>9} {'over limit':>10} {'samples':>9}")
    with tempfile.TemporaryDirectory() as directory:
        outcomes = [
            passes(imgconv, name, samples, command, border, pathlib.Path(directory))
            for name, samples in pictures(options.picture, options.alpha)
            for command in COMMANDS
            for border in ref.BORDERS
            if len(samples) != 4 or command != "edge"  # the gradient of a veiled picture is not defined
        ]
        outcomes += [
            deep_passes(imgconv, name, samples, kind, sigma, border, pathlib.Path(directory))
            for name, samples in deep_pictures()
            for kind in DEEP
            for sigma in SIGMAS
            for border in make_wide_vectors.MODES
        ]
    print(f"{sum(outcomes)} of {len(outcomes)} cases are within 0.51 of a level, or 0.55 for wide Gaussians, "
          "or 2e-6 for NPY")
    return 0 if outcomes and all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
