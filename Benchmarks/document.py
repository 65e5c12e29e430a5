# SPDX-License-Identifier: Apache-2.0
"""Runs every suite and writes docs/benchmarks.md: the machine, the versions, the tables.

    python3 Benchmarks/document.py [--out FILE] [arguments of peers.py]

Takes about ten minutes where all peers are installed.
"""
import argparse
import datetime
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

import contenders
import measure

HERE = pathlib.Path(__file__).resolve().parent
SUITES = (
    ("kernels", "Kernels alone", True,
     "Filters in memory, from 8-bit pixels to 8-bit pixels, on one thread; `share` is the part of what one core can do "
     "at most. OpenCV's Gaussian has 13 taps at sigma 2, ours 17."),
    ("codecs", "Codecs alone", False,
     "Decoding and encoding in one process. imgconv's figures contain the conversion between integers and planes of "
     "floats; libpng and libjpeg hand out integers. `small` tries zlib too and takes the smaller result."),
    ("whole", "Whole runs", False,
     "File to file, in turn, each program with as many threads as it takes by itself. The last two columns are "
     "imgconv's cost divided by the program's: below 1 imgconv is cheaper. Programs are left out of operations that "
     "they define otherwise: Pillow's edges are no Sobel, vips' sobel has other weights and its sharpen works in LAB. "
     "`differs` is the mean distance of the output from imgconv's, in levels."),
    ("batch", "Batches", False, "Pools have two processes, each with one thread."),
    ("start-up", "Start-up", False, ""),
    ("memory", "Memory and large pictures", True,
     "Peak resident memory at 100 and 25 megapixels. imgconv in turn with 12 megapixels, at most 5 rounds; vips once."),
)


def first_line(*command):
    """The first line that a program says, without its copyright and addresses, or None where there is no such program."""
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


def machine():
    """What the kernel tells of the processor, as Markdown lines."""
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
        "GraphicsMagick": first_line("gm", "-version"),
        "ImageMagick": first_line(contenders.first_installed(contenders.IMAGEMAGICK) or "magick", "-version"),
        "ffmpeg": first_line("ffmpeg", "-version"),
    }
    line = "import pyvips; print('.'.join(str(pyvips.version(i)) for i in range(3)))"
    told = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True)
    found["libvips (pyvips)"] = told.stdout.strip() or None
    return {name: version or "not installed: not measured" for name, version in found.items()}


def suite(name, arguments):
    """What a suite prints, also shown while it runs."""
    command = [sys.executable, HERE / "peers.py", "--suite", name, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        lines = []
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode not in (0, 1):
        sys.exit(f"the suite {name} ended with {process.returncode}: no page is written")
    return "".join(line for line in lines if not line.startswith("drawing ")).strip()


def main():
    parser = argparse.ArgumentParser(description="writes docs/benchmarks.md")
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "docs" / "benchmarks.md")
    options, arguments = parser.parse_known_args()
    load = os.getloadavg()[0]
    command = " ".join(["python3 Benchmarks/document.py", *sys.argv[1:]])
    imgconv = measure.find_imgconv(None)
    today = datetime.date.today().isoformat()
    parts = [(HERE / "benchmarks-head.md").read_text(encoding="utf-8").strip(),
             f"Measured on {today} by `{command}`; load before the run {load:.2f}.", "| | |\n|---|---|\n" + "\n".join(
                 f"| {name} | {words} |" for name, words in {**machine(), **versions(imgconv)}.items())]
    for name, title, is_text, words in SUITES:
        told = suite(name, arguments)
        parts += [f"## {title}", words, f"```text\n{told}\n```" if is_text else told]
    options.out.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
