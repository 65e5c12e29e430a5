# SPDX-License-Identifier: Apache-2.0
"""The figures of `imgconv explain --figure` in a real browser: does every text fit and can it be read?

    python3 Tests/Browser/figures.py IMGCONV

Draws figures of all kinds of convolutions and looks at them in a headless Chromium, light and dark, in the faces that
viewers put in Helvetica's place: no text may leave the figure or touch another, and each needs a contrast of 4 to what
is behind it.  Prints a line for each figure and exits with 1 if one fails; without a Chromium (in PATH or named by
CHROMIUM) it says so and exits with 0.  Needs Python alone; a face that is not installed is replaced by another.
"""
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import with_browser

FACES = ["DejaVu Sans", "Liberation Sans"]
ONES = "1 1 1; 1 1 1; 1 1 1"
TENT = "1 2 1; 2 4 2; 1 2 1"
RECIPES = {
    "1x1": ["convolve", "--weights", "point.npy", "--input", "6x5"],
    "grouped": ["convolve", "--weights", "grouped.npy", "--groups", "2", "--input", "8x8"],
    "shuffled": ["run", "convolve weights=order.npy | convolve weights=grouped.npy groups=2 | convolve weights=order.npy",
                 "--input", "8x8"],
    "separable": ["run", "convolve weights=depthwise.npy groups=4 | convolve weights=mix.npy", "--channels", "4"],
    "dilated": ["convolve", "--weights", TENT, "--dilation", "3", "--channels", "1"],
    "two": ["run", f"convolve weights='{ONES}' | convolve weights='{ONES}'", "--channels", "1", "--input", "8x8"],
    "valid": ["convolve", "--weights", TENT, "--padding", "valid", "--channels", "1", "--input", "5x5"],
    "transposed": ["convolve", "--weights", TENT, "--transposed", "--channels", "1", "--input", "3x3"],
    "enlarged": ["convolve", "--weights", TENT, "--transposed", "--stride", "2", "--padding", "1", "--output-size",
                 "8x8", "--channels", "1", "--input", "4x4"],
    "uneven": ["convolve", "--weights", "1 1 1 1; 1 1 1 1; 1 1 1 1; 1 1 1 1", "--transposed", "--stride", "3"],
    "strided": ["convolve", "--weights", TENT, "--stride", "2", "--channels", "1", "--input", "9x7"],
    "chain": ["run", " | ".join(["blur sigma=1"] + [f"convolve weights='{ONES}'"] * 8 + ["downsample"]), "--channels",
              "1", "--input", "64x48"],
    "long": ["run", "blur sigma=1.25,2.5 border=replicate | sharpen sigma=2 amount=1.5 threshold=0.01 | "
             "edge operator=scharr | convolve weights='1 2 1; 2 4 2; 1 2 1' normalize border=symmetric "
             "activation=leaky=0.1 | mix preset=sepia", "--input", "1920x1080"],
    "large": ["convolve", "--weights", "-12500 0.125 1e-9; 1e9 -0.063 12.5; 123456 -1e-4 -999.5", "--channels", "1"],
    "resize": ["resize", "--size", "1600x1200", "--input", "4000x3000"],
    "upsample": ["upsample"],
}
MEASURE = """
(() => {
  const luminance = color => {
    const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const edge = document.documentElement.getBoundingClientRect();
  const rects = [...document.querySelectorAll('rect')].map(r => [r.getBoundingClientRect(), getComputedStyle(r).fill])
    .filter(r => r[1] !== 'none');
  const texts = [...document.querySelectorAll('text')].map(t => ({
    name: t.textContent, box: t.getBoundingClientRect(), fill: getComputedStyle(t).fill}));
  const faults = [];
  for (const [i, t] of texts.entries()) {
    if (t.box.left < edge.left || t.box.right > edge.right || t.box.bottom > edge.bottom)
      faults.push(`'${t.name}' leaves the figure`);
    for (const o of texts.slice(i + 1)) {
      const width = Math.min(t.box.right, o.box.right) - Math.max(t.box.left, o.box.left);
      const height = Math.min(t.box.bottom, o.box.bottom) - Math.max(t.box.top, o.box.top);
      if (width > 0.5 && height > 4) faults.push(`'${t.name}' touches '${o.name}'`);
    }
    const x = (t.box.left + t.box.right) / 2, y = (t.box.top + t.box.bottom) / 2;
    const behind = rects.filter(([r]) => r.left <= x && x <= r.right && r.top <= y && y <= r.bottom).pop();
    const value = contrast(t.fill, behind[1]);
    if (value < 4) faults.push(`'${t.name}' has a contrast of ${value.toFixed(1)}`);
  }
  return [texts.length, faults];
})()
"""


def npy(path, shape, values):
    """Writes an array of float32 as NPY."""
    head = repr({"descr": "<f4", "fortran_order": False, "shape": shape}).encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    data = struct.pack(f"<{len(values)}f", *values)
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data)


def make_weights(folder):
    npy(folder / "point.npy", (3, 2, 1, 1), [1, 2, 3, -1, 0.5, 0.25])
    npy(folder / "grouped.npy", (4, 2, 3, 3), [(i * 7 % 13 - 6) / 8 for i in range(72)])
    npy(folder / "depthwise.npy", (4, 1, 3, 3), [(i * 5 % 11 - 5) / 4 for i in range(36)])
    npy(folder / "mix.npy", (6, 4, 1, 1), [(i * 3 % 7 - 3) / 4 for i in range(24)])
    order = [0, 2, 1, 3]
    npy(folder / "order.npy", (4, 4, 1, 1), [float(order[i // 4] == i % 4) for i in range(16)])


def look(browser, svg):
    """The faults of a figure in every face and scheme, each once."""
    found, count = {}, 0
    for face in FACES:
        shown = svg.with_name("shown.svg")
        shown.write_text(re.sub(r'font-family="[^"]*"', f'font-family="{face}"', svg.read_text()))
        for scheme in ["light", "dark"]:
            browser.open("file://" + str(shown), scheme=scheme)
            count, faults = browser.evaluate(MEASURE)
            for fault in faults:
                found.setdefault(fault, f"{face}, {scheme}")
    return count, [f"{fault} ({where})" for fault, where in found.items()]


def look_at_all(browser, program):
    """Looks at the figures of all recipes; returns how many failed."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_weights(folder)
        for title, words in RECIPES.items():
            svg = folder / "figure.svg"
            subprocess.run([program, "explain", *words, "--figure", str(svg)], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL)
            count, faults = look(browser, svg)
            failed += bool(faults) or count == 0
            print(f"{'FAILED' if faults else 'ok'}  {title}: {count} texts"
                  + "".join(f"\n    {fault}" for fault in faults[:8]))
    print(f"{failed} failed" if failed else "all fit")
    return failed


def main():
    if len(sys.argv) != 2:
        print(__doc__.splitlines()[2].strip(), file=sys.stderr)
        return 64
    return with_browser(lambda browser: look_at_all(browser, os.path.abspath(sys.argv[1])))


if __name__ == "__main__":
    sys.exit(main())
