# SPDX-License-Identifier: Apache-2.0
"""Decoding and encoding in one process, compared with libpng and libjpeg used as their manuals show.

The package imagecodecs runs the same in a process of its own, in turn with it.
"""
import importlib.util
import pathlib
import shutil
import statistics
import sys

from PIL import Image

from ..common import costs, pictures
from ..common.verdicts import missing

PROGRAM = costs.ROOT / "Benchmarks" / ".build" / "release" / "bench-codecs"
IMAGES = pathlib.Path(__file__).resolve().parent / "images.py"


def kinds(options, imgconv):
    """The same picture in every kind of file that is measured."""
    directory = options.corpus
    png, jpeg = pictures.make(directory, ["photo-2mp.png", "photo-2mp.jpg"], 1632, 1224)
    gray, alpha, deep = (directory / f"photo-2mp-{kind}.png" for kind in ("gray", "rgba", "16-bit"))
    with Image.open(png) as picture:
        if not gray.exists():
            picture.convert("L").save(gray)
        if not alpha.exists():
            picture.putalpha(picture.convert("L"))
            picture.save(alpha)
    if not deep.exists():
        costs.run([imgconv, "blur", "--sigma", "0.5", "--depth", "16", png, deep])
    return [png, alpha, gray, deep, jpeg]


def measured(commands, rounds):
    """Runs the programs in turn, each of them once in a round.

    Returns {(what, who): (median of the milliseconds, bytes of the file)}, and the bytes of the samples.
    """
    times, sizes = {}, {}
    for _ in range(rounds):
        for command in commands:
            for line in costs.run([*command, 1]).output.strip().splitlines():
                what, who, spent, size = line.split("\t")
                times.setdefault((what, who), []).append(float(spent))
                sizes[what, who] = int(size)
    raw = times.pop(("pixels", "-"))[0]
    return {way: (statistics.median(each), sizes[way]) for way, each in times.items()}, raw


def run(options, imgconv, directory):
    """The suite; it has no targets of its own."""
    if not shutil.which(PROGRAM):
        print("bench-codecs is not built: NOT MEASURED (swift build -c release --package-path Benchmarks)",
              file=sys.stderr)
        return False
    has_images = importlib.util.find_spec("imagecodecs") is not None
    if not has_images:
        missing("imagecodecs", "pip install imagecodecs")
    for picture in kinds(options, imgconv):
        commands = [[PROGRAM, picture, directory / "codec"]]
        if has_images:
            commands.append([sys.executable, IMAGES, picture])
        figures, raw = measured(commands, options.rounds)
        print(f"\n### {picture.name}: {raw / 1e6:.1f} MB of samples\n")
        print("| | CPU ms | MB/s of samples | file MB |\n|---|---|---|---|")
        for (what, who), (milliseconds, size) in sorted(figures.items(), key=lambda item: item[0][0]):
            speed = raw / 1e3 / milliseconds
            print(f"| {what}, {who} | {milliseconds:.1f} | {speed:.0f} | {size / 1e6:.2f} |", flush=True)
    return True
