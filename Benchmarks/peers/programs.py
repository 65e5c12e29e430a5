# SPDX-License-Identifier: Apache-2.0
"""The programs that imgconv is compared with, and the command that makes each do the same work."""
import dataclasses
import pathlib
import shlex
import shutil
import subprocess
import sys

from ..common.pictures import has_full_chroma

FILTER = pathlib.Path(__file__).resolve().parent / "filter.py"
SEPIA = ".393,.769,.189;.349,.686,.168;.272,.534,.131"
OPERATIONS = ("blur2", "blur20", "edge", "sharpen", "mix", "upsample", "resize1600", "resize800")
RESIZES = OPERATIONS[-2:]

IMGCONV = {
    "blur2": "blur --sigma 2", "blur20": "blur --sigma 20", "edge": "edge --operator sobel",
    "sharpen": "sharpen --sigma 1.5 --amount 1", "mix": f"mix --matrix '{SEPIA}'",
    "upsample": "upsample --scale 2 --kernel bicubic",
    "resize1600": "resize --size 1600x1600", "resize800": "resize --size 800x800",
}
MAGICK = {"blur2": "-blur 0x2"}  # ImageMagick and GraphicsMagick
FFMPEG = {"blur2": "gblur=sigma=2:steps=4"}
# ImageMagick's command: of version 7, and of version 6 on Debian and elsewhere.
IMAGEMAGICK = ("magick", "convert-im6", "convert")
# Programs that take many times as long run only one operation.
SLOW = ("blur2",)


@dataclasses.dataclass(frozen=True)
class Program:
    """One program with one choice for PNG; `operations` are those that compute what imgconv computes."""
    name: str
    operations: tuple
    kinds: tuple
    line: callable  # (operation, source, target) -> the command


def python(library, label, profiles, operations, slow_default=False):
    """A Python library, once for each way to write PNG; the first also writes JPEG."""
    def program(number, profile):
        def line(operation, source, target):
            return [sys.executable, FILTER, library, operation, source, target, "--png", profile]
        words = {"level1": "PNG level 1", "default": "PNG default"}[profile]
        few = SLOW if slow_default and profile == "default" else operations
        return Program(f"{label}, {words}", few, (".png", ".jpg") if number == 0 else (".png",), line)
    return [program(number, profile) for number, profile in enumerate(profiles)]


def has_module(name):
    return subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0


def first_installed(names):
    """The path of the first command that is installed, or None."""
    return next(filter(None, map(shutil.which, names)), None)


def tool(names, label, operations, kinds, line):
    """A command by the first of its names that is installed, or none, with a note on standard error."""
    path = first_installed(names)
    if not path:
        print(f"{label} is not installed: NOT MEASURED", file=sys.stderr, flush=True)
        return []
    return [Program(label, tuple(operations), kinds, lambda *what: [path, *line(*what)])]


def vips_options(source, target):
    if target.suffix == ".png":
        return "[compression=1,filter=sub]"
    return f"[Q=90,subsample_mode={'off' if has_full_chroma(source) else 'on'}]"


def vips_line(operation, source, target):
    options = vips_options(source, target)
    return ["gaussblur", source, f"{target}{options}", operation[4:], "--min-ampl", "0.01"]


def thumbnail_line(operation, source, target):
    options = vips_options(source, target)
    return [source, "--size", operation.removeprefix("resize"), "-o", f"{target}{options}"]


def magick_line(operation, source, target):
    factor = "1x1" if has_full_chroma(source) else "2x2"
    quality = f"-quality 90 -sampling-factor {factor}" if target.suffix == ".jpg" else "-quality 15"
    return [source, *shlex.split(f"{MAGICK[operation]} {quality}"), target]


def graphicsmagick_line(operation, source, target):
    return ["convert", *magick_line(operation, source, target)]


def ffmpeg_line(operation, source, target):
    options = ["-q:v", "3"] if target.suffix == ".jpg" else ["-compression_level", "1", "-pred", "sub"]
    return ["-v", "error", "-y", "-i", source, "-vf", FFMPEG[operation], *options, target]


def installed(imgconv):
    """imgconv first, then every installed peer; the others are named on standard error."""
    def own(operation, source, target):
        return [imgconv, *shlex.split(IMGCONV[operation]), source, target]
    found = [Program("imgconv", OPERATIONS, (".png", ".jpg"), own)]
    libraries = (
        ("pyvips", "libvips (pyvips)", ("level1", "default"), ("blur2", "blur20", "mix", "upsample", *RESIZES), False),
        ("thumbnail", "libvips thumbnail (pyvips)", ("level1",), RESIZES, False),
        ("cv2", "OpenCV", ("level1", "default"), OPERATIONS[:-2], False),
        ("pillow", "Pillow", ("level1", "default"), ("blur2", "blur20", "sharpen", "mix", "upsample", *RESIZES), True))
    for library, label, profiles, operations, slow in libraries:
        if has_module({"pillow": "PIL", "thumbnail": "pyvips"}.get(library, library)):
            found += python(library, label, profiles, operations, slow)
        else:
            print(f"{label} is not installed: NOT MEASURED", file=sys.stderr, flush=True)
    found += tool(["vips"], "libvips (vips command)", ("blur2", "blur20"), (".png", ".jpg"), vips_line)
    found += tool(["vipsthumbnail"], "vipsthumbnail", RESIZES, (".png", ".jpg"), thumbnail_line)
    found += tool(["gm"], "GraphicsMagick", SLOW, (".png", ".jpg"), graphicsmagick_line)
    found += tool(IMAGEMAGICK, "ImageMagick", SLOW, (".png", ".jpg"), magick_line)
    found += tool(["ffmpeg"], "ffmpeg", SLOW, (".png", ".jpg"), ffmpeg_line)
    return found
