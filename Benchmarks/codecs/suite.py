# SPDX-License-Identifier: Apache-2.0
"""Decoding and encoding in one process, compared with libpng and libjpeg used as their manuals show."""
import shutil
import sys

from PIL import Image

from ..common import costs, pictures

PROGRAM = costs.ROOT / "Benchmarks" / ".build" / "release" / "bench-codecs"


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


def run(options, imgconv, directory):
    """The suite; it has no targets of its own."""
    if not shutil.which(PROGRAM):
        print("bench-codecs is not built: NOT MEASURED (swift build -c release --package-path Benchmarks)",
              file=sys.stderr)
        return False
    for picture in kinds(options, imgconv):
        output = costs.run([PROGRAM, picture, directory / "codec", options.rounds]).output
        rows = [line.split("\t") for line in output.strip().splitlines()]
        raw = float(rows[-1][2])
        print(f"\n### {picture.name}: {raw / 1e6:.1f} MB of samples\n")
        print("| | CPU ms | MB/s of samples | file MB |\n|---|---|---|---|")
        for what, who, milliseconds, size in rows[:-1]:
            speed = raw / 1e3 / float(milliseconds)
            print(f"| {what}, {who} | {float(milliseconds):.1f} | {speed:.0f} | {int(size) / 1e6:.2f} |", flush=True)
    return True
