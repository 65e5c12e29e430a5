# SPDX-License-Identifier: Apache-2.0
"""Pictures of every kind, as imgconv reads them, against independent decoders, sample for sample.

    python3 Tests/Conformance/conformance.py IMGCONV [--largest N] [--only png|jpeg] [--keep DIRECTORY]

PNG: every color type, depth, filter and order of rows, at 1 x 1 to 40 x 40 and odd shapes, with transparent colors,
short palettes, split image data and every kind of deflate block, written by an encoder in plain Python.  The expected
samples are the encoder's own; libpng (pngtopnm) and Pillow read the same files beside.
JPEG: files of cjpeg, jpegtran and Pillow, against djpeg (libjpeg-turbo) and Pillow.
imgconv reads them with `blur --sigma 0`, which changes no sample, and writes arrays of floats.
Prints a line for each kind; files that differ are kept in DIRECTORY, and the exit code is then 1.
Needs Python with NumPy and Pillow; cjpeg, djpeg, jpegtran; pngtopnm of Netpbm 10.48 or newer.
"""
import argparse
import collections
import concurrent.futures
import io
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PythonSupport"))
from files import write
from jpeg_file import piped, pnm
from png_file import DEPTHS, FILTERS, GRAY, NAMES, PALETTE, RGB, SPLITS, STRATEGIES, picture, with_transparency
from seeds import exif, icc, pixels

SHOWN = 100  # so many differences are printed and kept
SAMPLINGS = ("1x1", "2x1", "1x2", "2x2", "4x1", "1x4", "4x2", "3x1", "1x3", "2x1,1x2,1x1", "2x2,2x1,1x1", "1x1,2x2,1x1",
             "1x2,1x1,1x1", "3x2,1x1,1x2")
CODINGS = {
    "baseline": [], "optimized": ["-optimize"], "progressive": ["-progressive"], "arithmetic": ["-arithmetic"],
    "arithmetic progressive": ["-arithmetic", "-progressive"], "restart every block": ["-restart", "1B"],
    "restart every row": ["-restart", "1"], "smoothed": ["-smooth", "40"], "stored RGB": ["-rgb"],
    "8-bit tables": ["-baseline"], "fast DCT": ["-dct", "fast"], "float DCT": ["-dct", "float"]}
TRANSFORMS = [
    *(["-rotate", turn] for turn in ("90", "180", "270")), *(["-flip", way] for way in ("horizontal", "vertical")),
    ["-transpose"], ["-transverse"], ["-rotate", "90", "-trim"], ["-crop", "13x11+8+8"], ["-crop", "16x9+16+0"],
    ["-grayscale"], ["-progressive"], ["-arithmetic"], ["-arithmetic", "-progressive"], ["-optimize"],
    ["-restart", "3B"], ["-copy", "all"], ["-copy", "none", "-progressive"]]


class Conformance:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.differences = 0
        self.total = collections.Counter()

    # ---- Reading ----

    def read_all(self, files):
        """The samples that imgconv reads from each file, as float32 arrays (height, width, channels), or a message."""
        source, target = f"{self.folder}/in", f"{self.folder}/out"
        for folder in (source, target):
            shutil.rmtree(folder, ignore_errors=True)
        for name, data in files.items():
            write(f"{source}/{name}", data)
        done = subprocess.run(
            [self.options.program, "blur", "--sigma", "0", "--alpha", "independent", "--format", "npy", "--no-sync",
             source, target, "-j", "2"], stderr=subprocess.PIPE, check=False)
        lines = {line.split(": ")[1].rsplit("/", 1)[-1]: line
                 for line in done.stderr.decode().splitlines() if line.count(": ") > 1}
        result = {}
        for name in files:
            path = f"{target}/{name.rsplit('.', 1)[0]}.npy"
            if os.path.exists(path):
                result[name] = np.moveaxis(np.load(path), 0, -1)
            else:
                result[name] = lines.get(name, f"no output, exit code {done.returncode}")
        return result

    def differ(self, name, data, what):
        """Keeps a file that is not read as it should be."""
        self.differences += 1
        if self.differences <= SHOWN:
            write(os.path.join(self.options.keep, name), data)
            print(f"  DIFFERS: {name}: {what}", flush=True)

    # ---- PNG ----

    def png(self):
        """Each color type and depth in turn, so that a batch has some hundred files."""
        for color_type, depths in DEPTHS.items():
            for depth in depths:
                pictures = dict(self.pngs(color_type, depth))
                files = {name: png.encoded() for name, png in pictures.items()}
                samples = self.read_all(files)
                with concurrent.futures.ThreadPoolExecutor(2) as pool:
                    netpbm = dict(zip(files, pool.map(from_netpbm, pictures.values(), files.values())))
                for name, png in pictures.items():
                    self.look_at_png(name, png, files[name], samples[name], netpbm[name])
                count = len(files)
                self.total["PNG"] += count
                transparent = sum(png.transparent is not None for png in pictures.values())
                interlaced = sum(png.is_interlaced for png in pictures.values())
                print(f"PNG {NAMES[color_type]}, {depth} bits: {count} files, {interlaced} of them interlaced, "
                      f"{transparent} with a transparent color or palette", flush=True)

    def pngs(self, color_type, depth):
        """The pictures of one color type and depth, by name."""
        index = 0
        can_hide = color_type in (GRAY, RGB, PALETTE)
        squares = [(side, side) for side in range(1, self.options.largest + 1)]
        shapes = random.Random(f"shapes {color_type} {depth}")
        odd = [(shapes.randrange(1, 41), shapes.randrange(1, 41)) for _ in range(12)]
        odd += [(1, 40), (40, 1), (2, 9), (9, 2), (4, 33), (5, 3), (257, 2), (3, 130)]
        for is_interlaced, way, (width, height) in itertools.product((False, True), FILTERS, squares + odd):
            # The lesser properties take turns that do not divide one another.
            strategy, split = STRATEGIES[index % 8], SPLITS[index % 5]
            how = {"is_interlaced": is_interlaced, "filter": way, "strategy": strategy, "split": split}
            full = 1 << depth
            if color_type == PALETTE and index % 3 == 1:
                how["colors"] = 1 + index % full
            png = picture(width, height, color_type, depth, index, **how)
            if can_hide and index % 7 in (2, 5):
                png = with_transparency(png, None if index % 2 else 1 + index % len(png.palette or [0]))
            yield (f"{NAMES[color_type]}{depth}-{width}x{height}-{way}-{strategy}-{split}"
                   f"{'-adam7' * is_interlaced}{'-trns' * (png.transparent is not None)}-{index}.png"), png
            index += 1

    def look_at_png(self, name, png, data, samples, netpbm):
        channels, maximum, expected = png.expected()
        expected = np.array(expected, np.float32).reshape(png.height, png.width, channels)
        if isinstance(samples, str):
            return self.differ(name, data, samples)
        if samples.shape != expected.shape or not np.array_equal(samples, expected / np.float32(maximum)):
            self.differ(name, data, f"imgconv: {difference(samples * maximum, expected)}")
        # The other decoders check the encoder: a mistake of its own would show here.
        # pngtopnm (Netpbm 11.1) takes no RGB color as transparent: the colors alone are compared.
        seen = 3 if png.color_type == RGB else channels
        if not np.array_equal(netpbm[..., :seen], (expected / np.float32(maximum))[..., :seen]):
            self.differ(name, data, f"pngtopnm: {difference(netpbm * maximum, expected)}")
        # Pillow halves the depth of 16-bit colors, drops the transparent color of 16-bit gray, and compares that of
        # 2-bit and 4-bit gray with widened samples.
        if png.transparent is not None and (maximum == 65535 or png.color_type == GRAY and png.depth in (2, 4)):
            self.total["PNG without Pillow"] += 1
            return None
        pillow = from_pillow(data, channels)
        if maximum == 65535 and channels > 1:
            expected = expected // 256
        if not np.array_equal(pillow, expected):
            self.differ(name, data, f"Pillow: {difference(pillow, expected)}")
        return None

    # ---- JPEG ----

    def jpeg(self):
        kinds = {"cjpeg": self.cjpegs, "jpegtran": self.jpegtrans, "Pillow": self.pillows}
        for kind, make in kinds.items():
            groups = collections.defaultdict(dict)
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                for group, name, data in pool.map(lambda task: task(), make()):
                    groups[group][name] = data
            for group, files in groups.items():
                self.look_at_jpegs(kind, group, files)
                self.total["JPEG"] += len(files)
                print(f"JPEG of {kind}, {group}: {len(files)} files", flush=True)

    def cjpegs(self):
        """Every coding with every sampling, at sizes, qualities and shapes that take turns; then gray."""
        generator = random.Random("cjpeg")

        def task(group, index, words, width, height, channels):
            source = pnm(width, height, pixels(width, height, channels, index))
            name = f"{group.replace(' ', '-')}-{width}x{height}-{index}.jpg"
            return lambda: (group, name, piped(["cjpeg", *words], source))

        index = 0
        for group, words in CODINGS.items():
            for sampling in SAMPLINGS if "-rgb" not in words else ("1x1", "2x1", "2x2"):
                for side in range(1, self.options.largest + 1):
                    width, height = (side, side) if index % 2 else (side, generator.randrange(1, 71))
                    quality = 1 + index * 37 % 100
                    yield task(group, index, ["-quality", str(quality), "-sample", sampling, *words], width, height, 3)
                    index += 1
            for side in range(1, self.options.largest + 1) if "-rgb" not in words else ():
                how = ["-grayscale"] if index % 2 else ["-sample", "2x2"]
                yield task(f"{group}, gray", index, ["-quality", str(1 + index * 37 % 100), *how, *words], side,
                           generator.randrange(1, 71), 3 if index % 2 else 1)
                index += 1

    def jpegtrans(self):
        """Every transformation of files of some samplings and sizes."""
        def task(index, words, base):
            return lambda: (" ".join(words), f"{''.join(words)}-{index}.jpg", piped(["jpegtran", *words], base))

        bases = []
        for sampling, (width, height), coding in itertools.product(
                ("1x1", "2x1", "1x2", "2x2", "4x1"), ((33, 40), (48, 32), (37, 29)), ([], ["-progressive"])):
            source = pnm(width, height, pixels(width, height, 3, width))
            bases.append(piped(["cjpeg", "-quality", "80", "-sample", sampling, *coding], source))
        for (index, base), words in itertools.product(enumerate(bases), TRANSFORMS):
            yield task(index, words, base)

    def pillows(self):
        """Color models, samplings and metadata of Pillow's writer."""
        def task(group, index, mode, size, how):
            def make():
                image = Image.frombytes(mode, size, pixels(*size, len(mode), index))
                data = io.BytesIO()
                image.save(data, "JPEG", **how)
                return group, f"{group.replace(' ', '-')}-{index}.jpg", data.getvalue()
            return make

        metadata = {"plain": {}, "EXIF": {"exif": b"Exif\0\0" + exif()}, "ICC": {"icc_profile": icc()},
                    "comment": {"comment": b"a comment"}, "density": {"dpi": (300, 72)}}
        index = 0
        for mode, (kind, extra), progressive, subsampling in itertools.product(
                ("L", "RGB", "CMYK"), metadata.items(), (False, True), (0, 1, 2)):
            for _ in range(4):
                size = (1 + index * 7 % 41, 1 + index * 11 % 43)
                how = {"quality": 1 + index * 13 % 100, "progressive": progressive, "optimize": index % 3 == 0,
                       **({"subsampling": subsampling} if mode != "L" else {}),
                       **({"restart_marker_blocks": 2} if index % 5 == 0 else {}), **extra}
                yield task(f"{mode} {kind}", index, mode, size, how)
                index += 1

    def look_at_jpegs(self, kind, group, files):
        samples = self.read_all(files)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            decoded = dict(zip(files, pool.map(lambda data: from_pnm(piped(["djpeg", "-pnm"], data)), files.values())))
        for name, data in files.items():
            if isinstance(samples[name], str):
                self.differ(name, data, samples[name])
                continue
            levels, expected = samples[name] * np.float32(255), decoded[name]
            # djpeg rounds the product of two inks to a level, imgconv does not.
            bound = 0.501 if kind == "Pillow" and group.startswith("CMYK") else 0.0001
            if levels.shape != expected.shape or np.abs(levels - expected).max() > bound:
                self.differ(name, data, f"djpeg: {difference(levels, expected)}")
            with Image.open(io.BytesIO(data)) as image:
                if image.mode != "CMYK":
                    pillow = np.asarray(image, np.float32).reshape(levels.shape)
                    if not np.array_equal(np.rint(levels), pillow):
                        self.differ(name, data, f"Pillow: {difference(levels, pillow)}")


def difference(result, expected):
    """What is different, in words."""
    if result.shape != expected.shape:
        return f"shape {result.shape}, expected {expected.shape}"
    apart = np.abs(result.astype(np.float64) - expected)
    return f"{np.count_nonzero(apart)} of {apart.size} samples, by up to {apart.max():.4g}"


def from_netpbm(png, data):
    """What libpng reads, as Netpbm's pngtopnm writes it; -alphapam adds alpha to every picture."""
    has_alpha = png.expected()[0] in (2, 4)
    return from_pnm(piped(["pngtopnm", *(["-alphapam"] if has_alpha else [])], data), scaled=True)


def from_pnm(data, scaled=False):
    """The samples of a binary Netpbm file, divided by the maxval if `scaled`."""
    if data.startswith(b"P7"):
        header, raster = data.split(b"ENDHDR\n", 1)
        fields = dict(line.split(b" ", 1) for line in header.splitlines()[1:])
        width, height, maxval, channels = (int(fields[name]) for name in (b"WIDTH", b"HEIGHT", b"MAXVAL", b"DEPTH"))
    elif data.startswith(b"P4"):  # bits, of which 1 is black
        _, size, raster = data.split(b"\n", 2)
        width, height = map(int, size.split())
        bits = np.unpackbits(np.frombuffer(raster, np.uint8).reshape(height, -1), axis=1)[:, :width]
        return (1 - bits.astype(np.float32)).reshape(height, width, 1)
    else:
        kind, size, maxval, raster = data.split(b"\n", 3)
        width, height = map(int, size.split())
        maxval, channels = int(maxval), 1 if kind == b"P5" else 3
    raster = np.frombuffer(raster, ">u2" if maxval > 255 else np.uint8).reshape(height, width, channels)
    # 1, 2 and 4 bits have the maxvals 1, 3 and 15, which divide 255.
    return raster.astype(np.float32) * (255 // maxval or 1) / np.float32(max(255, maxval)) if scaled else raster.astype(
        np.float32)


def from_pillow(data, channels):
    """The samples that Pillow reads."""
    with Image.open(io.BytesIO(data)) as image:
        if image.mode != ("I;16" if channels == 1 else "?"):
            image = image.convert(("L", "LA", "RGB", "RGBA")[channels - 1])
        pixels_ = np.asarray(image)
        return pixels_.reshape(pixels_.shape[0], pixels_.shape[1], channels)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--largest", type=int, default=40, help="the largest side of the squares")
    parser.add_argument("--only", choices=("png", "jpeg"))
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "imgconv-conformance-failures"))
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    with tempfile.TemporaryDirectory(prefix="imgconv-conformance-") as folder:
        conformance = Conformance(options, folder)
        for kind in [options.only] if options.only else ["png", "jpeg"]:
            getattr(conformance, kind)()
        print(", ".join(f"{count} {kind}" for kind, count in conformance.total.items())
              + f": {conformance.differences} differences")
        sys.exit(1 if conformance.differences else 0)


if __name__ == "__main__":
    main()
