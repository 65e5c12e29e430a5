# SPDX-License-Identifier: Apache-2.0
"""Runs of imgconv and every peer in turn, one file to one file: Markdown tables, then the targets."""
import sys

import numpy as np
from PIL import Image

from ..common import costs, pictures, targets
from ..peers import programs

SIZES = {"12mp": (4000, 3000), "2mp": (1632, 1224)}
MOST_APART = 3  # levels
BUDGET = 4.0  # seconds that one program may take for one table; then two rounds are enough


def drawn(directory, size):
    """The drawn picture of a size as PNG and JPEG."""
    width, height = SIZES[size]
    return pictures.make(directory, [f"photo-{size}.png", f"photo-{size}.jpg"], width, height)


def kind_of(picture):
    """The kind of a picture, as the targets name it."""
    return f"{picture.suffix} 4:4:4" if pictures.has_full_chroma(picture) else picture.suffix


def is_run(size, kind, operation):
    """Whether an operation is run on a picture: 2 MP are enlarged and 12 MP reduced, to 800 pixels only from JPEG."""
    if kind == ".jpg 4:4:4":
        return operation == "blur2"
    if operation in programs.RESIZES:
        return size == "12mp" and (kind == ".jpg" or operation == "resize1600")
    return operation != "upsample" or size == "2mp"


def rounds_of(lines, rounds):
    """Runs all commands in turn: {name: [Cost, ...]}; a slow program stops early."""
    measured = {name: [] for name in lines}
    for number in range(rounds + 1):
        for name, line in lines.items():
            spent = sum(cost.wall for cost in measured[name])
            if len(measured[name]) >= 2 and spent > BUDGET:
                continue
            cost = costs.run(line)
            if number or cost.wall > BUDGET / 2:
                measured[name].append(cost)
    return measured


def difference(first, second):
    """The mean distance of two outputs in levels: programs that do the same work are near each other."""
    with Image.open(first) as a, Image.open(second) as b:
        if a.size != b.size or a.mode != b.mode:
            print(f"{first.name} is {a.mode} {a.size}, {second.name} {b.mode} {b.size}", file=sys.stderr)
            sys.exit(costs.BROKEN)
        return float(np.abs(np.asarray(a, np.int16) - np.asarray(b, np.int16)).mean())


def table(installed, picture, operation, directory, rounds):
    """Prints one table; {name: (Cost of medians, bytes)}."""
    lines, outputs = {}, {}
    for program in installed:
        if operation not in program.operations or picture.suffix not in program.kinds:
            continue
        # What follows the comma is about PNG.
        name = program.name if picture.suffix == ".png" else program.name.split(",")[0]
        outputs[name] = directory / f"out-{len(outputs)}{picture.suffix}"
        lines[name] = program.line(operation, picture, outputs[name])
    measured = rounds_of(lines, rounds)
    results = {name: (costs.medians(runs), outputs[name].stat().st_size) for name, runs in measured.items()}
    own = results["imgconv"][0]
    print(f"\n### {picture.name}: {operation}\n")
    print("| program | CPU s | wall s | peak MiB | MB out | differs | imgconv's CPU | imgconv's wall |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (cost, size) in sorted(results.items(), key=lambda item: item[1][0].cpu):
        apart = difference(outputs["imgconv"], outputs[name])
        if apart > MOST_APART:
            print(f"{name} and imgconv do not do the same work: {apart:.2f} levels apart on average", file=sys.stderr)
            sys.exit(costs.BROKEN)
        print(f"| {name} | {cost.cpu:.3f} | {cost.wall:.3f} | {cost.memory:.0f} | {size / 1e6:.2f} | {apart:.2f} | "
              f"{own.cpu / cost.cpu:.2f}{spread(measured, name, 'cpu')} | "
              f"{own.wall / cost.wall:.2f}{spread(measured, name, 'wall')} |", flush=True)
    return results


def spread(measured, name, field):
    """The smallest and the largest ratio of imgconv's cost to that of another program, of the runs side by side."""
    if name == "imgconv":
        return ""
    ratios = costs.ratios(measured["imgconv"], measured[name], field)
    return f" ({min(ratios):.2f} to {max(ratios):.2f})"


def judged(target, results):
    """A row about a target."""
    own, size = results["imgconv"]
    peers = {name: result for name, result in results.items()
             if name != "imgconv" and name.startswith(target.peer)}
    work = f"{target.size} {target.kind} {target.operation}"
    if not peers:
        return f"| {work} | {target.peer or 'any'} | not measured: not installed | |"
    name, (peer, peer_size) = min(peers.items(), key=lambda item: item[1][0].cpu)
    met = own.cpu <= target.cpu * peer.cpu
    words = f"CPU {own.cpu / peer.cpu:.2f} ({target.cpu})"
    if target.wall:
        met = met and own.wall <= target.wall * peer.wall
        words += f", wall {own.wall / peer.wall:.2f} ({target.wall})"
    if target.no_larger:
        met = met and size <= peer_size
        words += f", {size / 1e6:.2f} MB for {peer_size / 1e6:.2f}"
    return f"| {work} | {name} | {words} | {'met' if met else '**missed**'} |"


def run(options, imgconv, directory):
    """The suite.  True if every target that could be measured is met."""
    installed = programs.installed(imgconv)
    results = {}
    for size in SIZES:
        if options.photos:
            kinds = (".png", ".jpg")
            found = sorted(path for path in options.photos.iterdir() if path.suffix in kinds and size in path.name)
        else:
            found = drawn(options.corpus, size)
            if size == "12mp":
                found += pictures.make(options.corpus, ["photo-12mp-444.jpg"], *SIZES[size])
        for picture in found:
            for operation in programs.OPERATIONS:
                work = size, kind_of(picture), operation
                if not is_run(*work):
                    continue
                results[work] = table(installed, picture, operation, directory, options.rounds)
    rows = [judged(target, results[target.size, target.kind, target.operation])
            for target in targets.FILES if (target.size, target.kind, target.operation) in results]
    print("\n### Targets of single files\n\n| work | peer | ratio (at most) | |\n|---|---|---|---|")
    for row in rows:
        print(row, flush=True)
    return not any("missed" in row for row in rows)
