# SPDX-License-Identifier: Apache-2.0
"""What one call of the Python package costs, beside calls of OpenCV, SciPy and PyTorch that do the same work.

    python3 -m Benchmarks.python.calls [--seconds 2]

Every library uses one thread and makes a new array for each result.  They take turns, round by round, in this process.
Prints a Markdown table: the median CPU time of a call, and in parentheses the median ratio of imgconv's time to the
peer's in the same round.  A peer that is not installed is named and left out.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import imgconv

from ..common.verdicts import load, missing

Array = np.ndarray[Any, Any]
Call = Callable[[], Array]

PACKAGES = {
    "OpenCV": ("cv2", "opencv-python-headless"),
    "SciPy": ("scipy.ndimage", "scipy"),
    "PyTorch": ("torch", "torch"),
}
SIZES = {"64 x 64": (64, 64), "4000 x 3000": (3000, 4000)}
ROUNDS = (3, 31)  # at least, at most
SHORT = 0.002  # A call is repeated until a round takes at least this many seconds.
SHARP = np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]], np.float32)
EDGE = 8  # Border rows and columns that are not compared: PyTorch has zeros outside.


@dataclass
class Case:
    """One kind of work: a function for each library, whose results agree within a limit."""

    name: str
    samples: str
    calls: dict[str, Call]
    limit: float


def installed() -> dict[str, Any]:
    """The modules of the peers that are installed, set to one thread."""
    modules = {}
    for name, (module, package) in PACKAGES.items():
        try:
            modules[name] = importlib.import_module(module)
        except ImportError:
            missing(name, f"pip install {package}")
    if "OpenCV" in modules:
        modules["OpenCV"].setNumThreads(1)
    if "PyTorch" in modules:
        modules["PyTorch"].set_num_threads(1)
        modules["PyTorch"].set_grad_enabled(False)
    return modules


def picture(size: tuple[int, int], dtype: type) -> Array:
    """Smooth noise in the middle of the range, so that no result is clamped."""
    noise = np.random.default_rng(17).integers(0, 256, (*size, 3), dtype=np.uint8)
    smooth = imgconv.blur(noise, sigma=1.5)
    return smooth if dtype == np.uint8 else smooth.astype(np.float32) / 255


def as_planes(torch: Any, image: Array) -> Any:
    return torch.from_numpy(np.ascontiguousarray(np.moveaxis(image, 2, 0)))[None]


def images(tensor: Any) -> Array:
    result: Array = np.moveaxis(tensor[0].numpy(), 0, 2)
    return result


def blur(image: Array, peers: dict[str, Any]) -> dict[str, Call]:
    calls: dict[str, Call] = {"imgconv": lambda: imgconv.blur(image, sigma=2, border="reflect")}
    if cv2 := peers.get("OpenCV"):
        calls["OpenCV"] = lambda: cv2.GaussianBlur(image, (17, 17), 2)
    if ndimage := peers.get("SciPy"):
        calls["SciPy"] = lambda: ndimage.gaussian_filter(image, 2, axes=(0, 1), mode="mirror")
    torch = peers.get("PyTorch")
    if torch and image.dtype == np.float32:
        x, functional = as_planes(torch, image), torch.nn.functional
        weights = np.exp(-(np.arange(-8, 9) ** 2) / 8)
        row = torch.from_numpy((weights / weights.sum()).astype(np.float32)).reshape(1, 1, 1, 17).repeat(3, 1, 1, 1)
        column = row.transpose(2, 3).contiguous()
        calls["PyTorch"] = lambda: images(functional.conv2d(
            functional.conv2d(x, column, padding=(8, 0), groups=3), row, padding=(0, 8), groups=3))
    return calls


def sharpen(image: Array, peers: dict[str, Any]) -> dict[str, Call]:
    calls: dict[str, Call] = {"imgconv": lambda: imgconv.convolve(image, SHARP, border="reflect")}
    if cv2 := peers.get("OpenCV"):
        calls["OpenCV"] = lambda: cv2.filter2D(image, -1, SHARP)
    if ndimage := peers.get("SciPy"):
        calls["SciPy"] = lambda: ndimage.correlate(image, SHARP[..., None], mode="mirror")
    torch = peers.get("PyTorch")
    if torch and image.dtype == np.float32:
        x, weights = as_planes(torch, image), torch.from_numpy(SHARP).repeat(3, 1, 1, 1)
        calls["PyTorch"] = lambda: images(torch.nn.functional.conv2d(x, weights, padding=1, groups=3))
    return calls


def halve(image: Array, peers: dict[str, Any]) -> dict[str, Call]:
    calls: dict[str, Call] = {"imgconv": lambda: imgconv.resize(image, size="50%", kernel="area")}
    if cv2 := peers.get("OpenCV"):
        calls["OpenCV"] = lambda: cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return calls


def layer(size: int, peers: dict[str, Any]) -> dict[str, Call]:
    random = np.random.default_rng(17)
    x = random.uniform(-1, 1, (16, size, size)).astype(np.float32)
    weights = random.uniform(-0.1, 0.1, (16, 16, 3, 3)).astype(np.float32)
    calls: dict[str, Call] = {"imgconv": lambda: np.moveaxis(imgconv.conv2d(x, weights, padding=1), 0, 2)}
    if torch := peers.get("PyTorch"):
        tensors = torch.from_numpy(x)[None], torch.from_numpy(weights)
        calls["PyTorch"] = lambda: images(torch.nn.functional.conv2d(*tensors, padding=1))
    return calls


def cases(peers: dict[str, Any]) -> list[Case]:
    work = {"Gaussian blur, sigma 2, 17 taps": blur, "3 x 3 sharpening kernel": sharpen, "resize to 50 %, area": halve}
    found = []
    for name, make in work.items():
        for size, extents in SIZES.items():
            for dtype in (np.uint8, np.float32):
                calls = make(picture(extents, dtype), peers)
                found.append(Case(name, f"{size} x 3, {np.dtype(dtype)}", calls, 2 if dtype == np.uint8 else 2e-6))
    for extent in (64, 512):
        samples = f"{extent} x {extent} x 16, float32"
        found.append(Case("conv2d, 3 x 3, 16 to 16 channels", samples, layer(extent, peers), 1e-5))
    return found


def agree(case: Case) -> None:
    """Exit if the libraries do not do the same work."""
    results = {name: call()[EDGE:-EDGE, EDGE:-EDGE].astype(np.float64) for name, call in case.calls.items()}
    for name, result in results.items():
        difference = np.abs(result - results["imgconv"]).max()
        if difference > case.limit:
            sys.exit(f"{case.name}, {case.samples}: {name} differs by {difference:.2g}")


def cost(call: Call, times: int) -> float:
    """Seconds of CPU time of one call, of all threads of the process."""
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) / times


def measure(case: Case, seconds: float) -> dict[str, list[float]]:
    """The costs of each library's call, round by round."""
    first = {name: min(cost(call, 1) for _ in range(2)) for name, call in case.calls.items()}
    times = {name: max(1, round(SHORT / max(spent, 1e-5))) for name, spent in first.items()}
    whole = sum(first[name] * times[name] for name in first)
    rounds = min(max(ROUNDS[0], int(seconds / whole)), ROUNDS[1])
    costs: dict[str, list[float]] = {name: [] for name in case.calls}
    for _ in range(rounds):
        for name, call in case.calls.items():
            costs[name].append(cost(call, times[name]))
    return costs


def row(case: Case, costs: dict[str, list[float]], peers: dict[str, Any]) -> str:
    ours = costs["imgconv"]
    cells = [case.name, case.samples, f"{1e3 * statistics.median(ours):.3g}"]
    for name in peers:
        if name in costs:
            ratio = statistics.median(own / other for own, other in zip(ours, costs[name]))
            cells.append(f"{1e3 * statistics.median(costs[name]):.3g} ({ratio:.2f})")
        else:
            cells.append("")
    return f"| {' | '.join(cells)} |"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python3 -m Benchmarks.python.calls", description="Measure what calls of the Python package cost."
    )
    parser.add_argument("--seconds", type=float, default=2, help="CPU time for a row of the table (default: 2)")
    options = parser.parse_args()
    warnings.simplefilter("ignore", imgconv.NoteWarning)
    peers = installed()
    versions = [f"{name} {sys.modules[PACKAGES[name][0].split('.')[0]].__version__}" for name in peers]
    print(f"{', '.join([f'imgconv {imgconv.__version__}', *versions])}; one thread, {load()}\n")
    print(f"| call | samples | imgconv ms | {' | '.join(f'{name} ms' for name in peers)} |")
    print("| --- " * (3 + len(peers)) + "|", flush=True)
    for case in cases(peers):
        agree(case)
        print(row(case, measure(case, options.seconds), peers), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
