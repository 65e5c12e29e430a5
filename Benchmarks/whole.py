# SPDX-License-Identifier: Apache-2.0
"""Whole runs, file to file, of imgconv and every peer in turn: Markdown tables, then the targets."""
import sys

import numpy as np
from PIL import Image

import contenders
import corpus
import measure
import targets

SIZES = {"12mp": (4000, 3000), "2mp": (1632, 1224)}
MOST_APART = 3  # levels
BUDGET = 4.0  # seconds that one program may take for one table; then two rounds are enough


def pictures(folder, size):
    """The drawn picture of a size as PNG and JPEG."""
    width, height = SIZES[size]
    return corpus.make(folder, [f"photo-{size}.png", f"photo-{size}.jpg"], width, height)


def rounds_of(lines, rounds):
    """Runs all commands in turn: {name: [Cost, ...]}; a slow program stops early."""
    costs = {name: [] for name in lines}
    for number in range(rounds + 1):
        for name, line in lines.items():
            spent = sum(cost.wall for cost in costs[name])
            if len(costs[name]) >= 2 and spent > BUDGET:
                continue
            cost = measure.run(line)
            if number or cost.wall > BUDGET / 2:
                costs[name].append(cost)
    return costs


def difference(first, second):
    """The mean distance of two outputs in levels: programs that do the same work are near each other."""
    with Image.open(first) as a, Image.open(second) as b:
        if a.size != b.size or a.mode != b.mode:
            print(f"{first.name} is {a.mode} {a.size}, {second.name} {b.mode} {b.size}", file=sys.stderr)
            sys.exit(measure.BROKEN)
        return float(np.abs(np.asarray(a, np.int16) - np.asarray(b, np.int16)).mean())


def table(programs, picture, operation, folder, rounds):
    """Prints one table; {name: (Cost of medians, bytes)}."""
    lines, outputs = {}, {}
    for program in programs:
        if operation not in program.operations or picture.suffix not in program.kinds:
            continue
        # What follows the comma is about PNG.
        name = program.name if picture.suffix == ".png" else program.name.split(",")[0]
        outputs[name] = folder / f"out-{len(outputs)}{picture.suffix}"
        lines[name] = program.line(operation, picture, outputs[name])
    costs = rounds_of(lines, rounds)
    results = {name: (measure.medians(runs), outputs[name].stat().st_size) for name, runs in costs.items()}
    own = results["imgconv"][0]
    print(f"\n### {picture.name}: {operation}\n")
    print("| program | CPU s | wall s | peak MiB | MB out | differs | imgconv's CPU | imgconv's wall |")
    print("|---|---|---|---|---|---|---|---|")
    for name, (cost, size) in sorted(results.items(), key=lambda item: item[1][0].cpu):
        apart = difference(outputs["imgconv"], outputs[name])
        if apart > MOST_APART:
            print(f"{name} and imgconv do not do the same work: {apart:.2f} levels apart on average", file=sys.stderr)
            sys.exit(measure.BROKEN)
        print(f"| {name} | {cost.cpu:.3f} | {cost.wall:.3f} | {cost.memory:.0f} | {size / 1e6:.2f} | {apart:.2f} | "
              f"{own.cpu / cost.cpu:.2f}{spread(costs, name, 'cpu')} | "
              f"{own.wall / cost.wall:.2f}{spread(costs, name, 'wall')} |", flush=True)
    return results


def spread(costs, name, field):
    """The smallest and the largest ratio of imgconv's cost to that of another program, of the runs side by side."""
    if name == "imgconv":
        return ""
    ratios = measure.ratios(costs["imgconv"], costs[name], field)
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


def run(options, imgconv, folder):
    """The suite.  True if every target that could be measured is met."""
    programs = contenders.installed(imgconv)
    results = {}
    for size in SIZES:
        if options.folder:
            kinds = (".png", ".jpg")
            found = sorted(path for path in options.folder.iterdir() if path.suffix in kinds and size in path.name)
        else:
            found = pictures(options.corpus, size)
        for picture in found:
            for operation in contenders.OPERATIONS:
                if operation == "upsample" and size != "2mp":
                    continue
                results[size, picture.suffix, operation] = table(programs, picture, operation, folder, options.rounds)
    rows = [judged(target, results[target.size, target.kind, target.operation])
            for target in targets.WHOLE if (target.size, target.kind, target.operation) in results]
    print("\n### Targets of whole runs\n\n| work | peer | ratio (at most) | |\n|---|---|---|---|")
    for row in rows:
        print(row, flush=True)
    return not any("missed" in row for row in rows)
