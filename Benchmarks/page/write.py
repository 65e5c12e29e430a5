# SPDX-License-Identifier: Apache-2.0
"""Runs every suite and writes docs/benchmarks.md: the machine, the versions, the tables."""
import argparse
import datetime
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

from ..common import costs
from ..peers import programs

HEAD = pathlib.Path(__file__).resolve().parent / "head.md"
SUITES = (
    ("kernels", "Kernels alone", True,
     "Filters in memory, from 8-bit pixels to 8-bit pixels, on one thread, in turn with the peer that the line names.\n"
     "`share` is the fraction of what one core can do at most.\n"
     "With AVX-512, the lines `AVX2` are the same case at imgconv's level for AVX2, with the same run of the peer.\n"
     "OpenCV's Gaussian has 13 taps at sigma 2, ours 17; cykooz-resizer and Pillow compute with integers and round "
     "between the two passes."),
    ("codecs", "Codecs alone", False,
     "Decoding and encoding in one process; the codecs of the Python package imagecodecs in another, in turn with it.\n"
     "imgconv's figures contain the conversion between integers and planes of floats; the other libraries deliver "
     "integers.\n"
     "imgconv, libpng and libjpeg read and write files; imagecodecs reads and writes memory.\n"
     "`small` also tries zlib and keeps the smaller result."),
    ("files", "Single files", False,
     "One file to one file, in turn, each program with its default number of threads.\n"
     "The last two columns are imgconv's cost divided by the program's: below 1, imgconv is cheaper.\n"
     "Programs are left out of operations that they define differently: Pillow's edges are no Sobel, vips' sobel has "
     "other weights and its sharpen works in LAB.\n"
     "`differs` is the mean difference between the output and imgconv's, in levels."),
    ("resident", "Files in a running process", False,
     "The Python packages of imgconv, libvips (pyvips), OpenCV and Pillow, in turn, each in a process that stays; the "
     "first call is not counted.\n"
     "So nothing is counted for starting a program, which the tables above contain.\n"
     "PNG is written with zlib's level 1 by the peers."),
    ("batch", "Batches", False, "Pools have two processes, each with one thread."),
    ("startup", "Startup", False, ""),
    ("memory", "Memory and large pictures", True,
     "Peak resident memory at 100 and 25 megapixels.\n"
     "imgconv in turn with 12 megapixels, at most 5 rounds; vips once.\n"
     "Then both are reduced to 1600 pixels, in turn with vipsthumbnail."),
)


def first_line(*command):
    """The first line that a program prints, without its copyright and addresses; None if it is not installed."""
    path = shutil.which(command[0])
    if not path:
        return None
    done = subprocess.run([path, *command[1:]], capture_output=True, text=True)
    text = (done.stdout or done.stderr).strip()
    return re.split(" Copyright| https?:", text.splitlines()[0])[0] if text else None


def module_version(name):
    line = f"import {name}; print({name}.__version__)"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    return done.stdout.strip() or None


def package_version(name):
    line = f"import importlib.metadata as metadata; print(metadata.version({name!r}))"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    return done.stdout.strip() or None


def machine():
    """The system, the processor and its caches: {name: words}."""
    words = {"System": f"{platform.system()} {platform.release()}, {platform.machine()}"}
    if shutil.which("lscpu"):
        told = subprocess.run(["lscpu"], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
        field = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
        levels = [name for name in ("avx2", "fma", "avx512f", "avx512bw", "avx512vl", "asimd")
                  if name in field.get("Flags", "").split()]
        words["Processor"] = f"{field.get('Model name', '?').strip()}, {os.cpu_count()} cores, {' '.join(levels)}"
        caches = (field.get(name, "").split("(")[0].strip() for name in ("L1d cache", "L2 cache", "L3 cache"))
        words["Caches, all cores"] = "L1 {}, L2 {}, L3 {}".format(*caches)
    if os.path.exists("/etc/os-release"):
        match = re.search('PRETTY_NAME="(.*)"', pathlib.Path("/etc/os-release").read_text(encoding="utf-8"))
        words["Distribution"] = match.group(1) if match else "?"
    return words


def versions(imgconv):
    """Versions of everything that was measured."""
    import PIL
    found = {
        "imgconv": " / ".join(subprocess.run([imgconv, "--version"], capture_output=True, text=True)
                              .stdout.strip().splitlines()),
        "Swift": first_line("swift", "--version"), "vips command": first_line("vips", "--version"),
        "libvips (pyvips)": None, "OpenCV": module_version("cv2"), "Pillow": PIL.__version__,
        "cykooz-resizer": package_version("cykooz.resizer"), "imagecodecs": package_version("imagecodecs"),
        "GraphicsMagick": first_line("gm", "-version"),
        "ImageMagick": first_line(programs.first_installed(programs.IMAGEMAGICK) or "magick", "-version"),
        "ffmpeg": first_line("ffmpeg", "-version"),
    }
    line = "import pyvips; print('.'.join(str(pyvips.version(i)) for i in range(3)))"
    told = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    found["libvips (pyvips)"] = told.stdout.strip() or None
    return {name: version or "not installed: not measured" for name, version in found.items()}


def suite(name, arguments):
    """The output of a suite, which is also shown while it runs."""
    command = [sys.executable, "-m", "Benchmarks", name, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=costs.ROOT) as process:
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode not in (0, 1):
        sys.exit(f"the suite {name} failed with exit code {process.returncode}; the page is not written")
    return "".join(line for line in lines if not line.startswith("drawing ")).strip()


def main(arguments):
    """Writes the page; `arguments` are `--out FILE` and options of the suites."""
    parser = argparse.ArgumentParser(prog="Benchmarks page", description="Write docs/benchmarks.md.",
                                     epilog="Other options go to the suites.")
    parser.add_argument("--out", type=pathlib.Path, default=costs.ROOT / "docs" / "benchmarks.md",
                        help="the page (default: docs/benchmarks.md)")
    options, passed = parser.parse_known_args(arguments)
    load = os.getloadavg()[0]
    command = " ".join(["python3 -m Benchmarks page", *arguments])
    imgconv = costs.find_imgconv(None)
    today = datetime.date.today().isoformat()
    parts = [HEAD.read_text(encoding="utf-8").strip(),
             f"Measured on {today} by `{command}`; load before the run {load:.2f}.", "| | |\n|---|---|\n" + "\n".join(
                 f"| {name} | {words} |" for name, words in {**machine(), **versions(imgconv)}.items())]
    for name, title, is_text, words in SUITES:
        told = suite(name, passed)
        parts += [f"## {title}", words, f"```text\n{told}\n```" if is_text else told]
    options.out.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")
    return 0
