# SPDX-License-Identifier: Apache-2.0
"""Compares imgconv's 8-bit results with float64 references of the same definitions.

    python3 Benchmarks/exactness.py [--imgconv PATH] [--alpha] [PICTURE.png ...]

Prints per case the largest |output - clamp(reference * 255)| in levels and how many samples are over 0.51
(0.55 for a wide Gaussian) away.  A correctly rounded result is at most 0.5 away; 0.01 is left for values so near a tie that float32
cannot tell.
Exit code 1 if a sample is over, a run fails or a result has the wrong form.  Needs NumPy and Pillow.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

import measure

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "Vectors"))
import check_reference  # noqa: E402
import reference as ref  # noqa: E402

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


def run(imgconv, command, border, samples, folder):
    """The samples that imgconv makes of the given ones, or a sentence on why there are none."""
    source, target = folder / "in.png", folder / "out.png"
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


def limit(command):
    return WIDE_LIMIT if command in WIDE else LIMIT


def compare(result, expected, limit):
    """(the largest distance in levels, how many samples are over the limit)."""
    distance = np.abs(result - np.clip(expected * 255, 0, 255))
    if len(expected) == 4:  # where alpha rounds to 0 colour is invisible, its quotient mere rounding
        distance = np.where(expected[-1:] * 255 < 0.5, 0, distance)
    return float(distance.max()), int((distance > limit).sum())


def passes(imgconv, name, samples, command, border, folder):
    """Runs and compares one case, prints its line; true if every sample is right."""
    def filtered(image):
        return COMMANDS[command](image, border)

    image = samples / 255.0
    expected = ref.with_alpha(filtered, image) if len(image) == 4 else filtered(image)
    result = run(imgconv, command, border, samples, folder)
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
    parser = argparse.ArgumentParser(description="imgconv's 8-bit results against float64 references")
    parser.add_argument("--imgconv", help="the binary (default: the newest release build, then PATH)")
    parser.add_argument("--alpha", action="store_true", help="also a picture with transparency")
    parser.add_argument("picture", nargs="*", type=pathlib.Path,
                        help="8-bit gray or RGB PNGs in place of our own")
    options = parser.parse_args()
    imgconv = measure.find_imgconv(options.imgconv)
    print("reference agrees with", ", ".join(check_reference.check()))
    print(f"{'picture':<12} {'command':<36} {'border':<14} {'max error':>9} {'over limit':>10} {'samples':>9}")
    with tempfile.TemporaryDirectory() as folder:
        outcomes = [
            passes(imgconv, name, samples, command, border, pathlib.Path(folder))
            for name, samples in pictures(options.picture, options.alpha)
            for command in COMMANDS
            for border in ref.BORDERS
            if len(samples) != 4 or command != "edge"  # the gradient of a veiled picture is not defined
        ]
    print(f"{sum(outcomes)} of {len(outcomes)} cases are within 0.51 of a level, or 0.55 for wide Gaussians")
    return 0 if outcomes and all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
