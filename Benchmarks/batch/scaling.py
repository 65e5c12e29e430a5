# SPDX-License-Identifier: Apache-2.0
"""How a batch scales: images per second with --jobs 1, 2, ... on 200 pictures of 1 megapixel.

The runs take turns, and the medians of their wall times are compared.  Each line also gives the number of processors
that other work on the machine kept busy: if it is above 0.1, wall times say little.  Needs NumPy and Pillow.
"""
import os
import shutil
import statistics
import time

from ..common import costs, pictures

DIFFERENT = 8  # pictures; the others are copies


def inputs(directory, count, kind):
    """A directory of `count` pictures of 1152 x 864."""
    target = directory / "in"
    target.mkdir()
    for number in range(min(count, DIFFERENT)):
        picture = pictures.photo(1152, 864, number)
        if kind == "png":
            picture.save(target / f"{number:04}.png", compress_level=6)
        else:
            picture.save(target / f"{number:04}.jpg", quality=90, subsampling="4:2:0")
    for number in range(DIFFERENT, count):
        shutil.copy(target / f"{number % DIFFERENT:04}.{kind}", target / f"{number:04}.{kind}")
    return target


def busy():
    """Processor seconds that the whole machine has spent so far; None without /proc/stat."""
    try:
        with open("/proc/stat", encoding="ascii") as lines:
            ticks = [int(field) for field in lines.readline().split()[1:9]]
    except OSError:
        return None
    user, nice, system, _, _, interrupt, soft, steal = ticks
    return (user + nice + system + interrupt + soft + steal) / os.sysconf("SC_CLK_TCK")


def timed(command):
    """(wall seconds, CPU seconds, processors that other work kept busy)."""
    before, start = busy(), time.perf_counter()
    cost = costs.run(command)
    after, wall = busy(), time.perf_counter() - start
    others = None if before is None else max(0, after - before - cost.cpu) / wall
    return cost.wall, cost.cpu, others


def add_options(parser):
    parser.add_argument("--jobs", default="1,2", help="numbers of jobs, separated by commas (default: 1,2)")
    parser.add_argument("--count", type=int, default=200, help="number of pictures (default: 200)")
    parser.add_argument("--format", choices=("jpg", "png"), default="jpg", help="format of the pictures (default: jpg)")


def run(options, imgconv, directory):
    """The suite; it has no targets."""
    jobs = [int(number) for number in options.jobs.split(",")]
    source = inputs(directory, options.count, options.format)
    runs = {number: [] for number in jobs}
    for round_number in range(options.rounds + 1):
        for number in jobs:
            cost = timed([imgconv, "blur", "--sigma", "2", "--quiet", "-j", str(number), source,
                          directory / f"out{number}"])
            if round_number:  # the first fills the file system's cache
                runs[number].append(cost)
    first = None
    print(f"{options.count} pictures of 1152 x 864, .{options.format}, blur --sigma 2, {os.cpu_count()} processors")
    for number, measured in runs.items():
        wall, cpu = (statistics.median(cost[field] for cost in measured) for field in (0, 1))
        first = first or wall
        loads = [cost[2] for cost in measured if cost[2] is not None]
        others = f"{statistics.median(loads):.2f}" if loads else "unknown"
        print(f"--jobs {number}: {options.count / wall:6.1f} images/s, {first / wall:.2f}x, "
              f"CPU {cpu:.2f} s, wall {wall:.2f} s, other work {others} processors")
    return True
