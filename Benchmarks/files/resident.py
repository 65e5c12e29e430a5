# SPDX-License-Identifier: Apache-2.0
"""Files in processes that stay: what a call costs once a library is loaded, so that no start counts."""
import importlib.util
import statistics
import subprocess
import sys

from ..common import costs, targets
from ..common.verdicts import missing
from ..peers import programs
from . import suite

PROGRAM = costs.ROOT / "Benchmarks" / "peers" / "resident.py"
# Name: (module, packages, library of resident.py).
LIBRARIES = {
    "libvips": ("pyvips", "pyvips pyvips-binary", "pyvips"),
    "OpenCV": ("cv2", "opencv-python-headless", "cv2"),
    "Pillow": ("PIL", "pillow", "pillow"),
}
WORK = (
    (".jpg", "blur2"), (".jpg", "blur20"), (".jpg", "mix"), (".jpg", "resize1600"), (".png", "blur2"), (".png", "mix"),
)


class Resident:
    """A process that filters files when it is told to."""

    def __init__(self, library):
        self.process = subprocess.Popen([sys.executable, PROGRAM, library], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)

    def run(self, operation, source, target):
        print(operation, source, target, "level1", sep="\t", file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline().split()
        if len(answer) != 2:
            sys.exit(f"{self.process.args[-1]} failed at {operation} of {source}")
        return [float(figure) for figure in answer]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def installed():
    """The processes of imgconv's package and of each peer that is installed; None without the package."""
    if subprocess.run([sys.executable, "-c", "import imgconv"], capture_output=True).returncode:
        missing("the Python package", "make wheel, and pip install dist/imgconv-*.whl")
        return None
    sides = {"imgconv": Resident("imgconv")}
    for name, (module, package, library) in LIBRARIES.items():
        if importlib.util.find_spec(module):
            sides[name] = Resident(library)
        else:
            missing(name, f"pip install {package}")
    return sides


def can(name, operation):
    """Whether a peer does the same work: see `programs.py`."""
    if operation in programs.RESIZES:
        return name in ("libvips", "Pillow")
    return True


def measured(sides, operation, picture, directory, rounds):
    """The costs of all sides in turn, without the first round: {name: [(CPU, wall), ...]}."""
    taking = {name: side for name, side in sides.items() if name == "imgconv" or can(name, operation)}
    runs = {name: [] for name in taking}
    outputs = {name: directory / f"resident-{name}{picture.suffix}" for name in taking}
    for number in range(rounds + 1):
        for name, side in taking.items():
            cost = side.run(operation, picture, outputs[name])
            if number:
                runs[name].append(cost)
    return runs, outputs


def table(sides, operation, picture, directory, rounds):
    """Prints a table; the ratios of imgconv's CPU time to each peer's."""
    runs, outputs = measured(sides, operation, picture, directory, rounds)
    print(f"\n### {picture.name}: {operation}, in process\n")
    print("| library | CPU ms | wall ms | MB out | differs | imgconv's CPU |\n|---|---|---|---|---|---|")
    ratios = {}
    for name, costs_of in runs.items():
        apart = suite.difference(outputs["imgconv"], outputs[name])
        if apart > suite.MOST_APART:
            sys.exit(f"{name} and imgconv do not do the same work: {apart:.2f} levels apart on average")
        each = [own[0] / other[0] for own, other in zip(runs["imgconv"], costs_of)]
        ratios[name] = statistics.median(each)
        spread = "" if name == "imgconv" else f" ({min(each):.2f} to {max(each):.2f})"
        cpu, wall = (1000 * statistics.median(cost[field] for cost in costs_of) for field in (0, 1))
        print(f"| {name} | {cpu:.1f} | {wall:.1f} | {outputs[name].stat().st_size / 1e6:.2f} | {apart:.2f} | "
              f"{ratios[name]:.2f}{spread} |", flush=True)
    return ratios


def run(options, imgconv, directory):
    """The suite.  True if every target that could be measured is met."""
    sides = installed()
    if sides is None:
        return True
    pictures = {path.suffix: path for path in suite.drawn(options.corpus, "12mp")}
    met = True
    try:
        for kind, operation in WORK:
            ratios = table(sides, operation, pictures[kind], directory, options.rounds)
            limit = targets.RESIDENT.get((kind, operation))
            if limit and "libvips" in ratios:
                outcome = "met" if ratios["libvips"] <= limit else "**missed**"
                print(f"\nTarget: {ratios['libvips']:.2f} of libvips ({limit}), {outcome}.")
                met = met and ratios["libvips"] <= limit
    finally:
        for side in sides.values():
            side.close()
    return met
