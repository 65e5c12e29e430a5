# SPDX-License-Identifier: Apache-2.0
"""How a batch scales: images per second with --jobs 1, 2, ... on 200 pictures of 1 megapixel.

    python3 Benchmarks/scaling.py [--imgconv PATH] [--jobs 1,2] [--count 200] [--format jpg] [--rounds 5]

The runs take turns, and the medians of their wall times are compared.  What else the machine did meanwhile
is printed beside each figure, in processors: with more than a tenth of one, wall times tell little.
Needs NumPy and Pillow.
"""
import argparse
import os
import pathlib
import shutil
import statistics
import tempfile
import time

import corpus
import measure

DIFFERENT = 8  # pictures; the others are copies


def pictures(folder, count, kind):
    """A folder of `count` pictures of 1152 x 864."""
    inputs = folder / "in"
    inputs.mkdir()
    for number in range(min(count, DIFFERENT)):
        picture = corpus.photo(1152, 864, number)
        if kind == "png":
            picture.save(inputs / f"{number:04}.png", compress_level=6)
        else:
            picture.save(inputs / f"{number:04}.jpg", quality=90, subsampling="4:2:0")
    for number in range(DIFFERENT, count):
        shutil.copy(inputs / f"{number % DIFFERENT:04}.{kind}", inputs / f"{number:04}.{kind}")
    return inputs


def busy():
    """Processor seconds that the machine has spent on anything; None where the system does not tell."""
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
    cost = measure.run(command)
    after, wall = busy(), time.perf_counter() - start
    others = None if before is None else max(0, after - before - cost.cpu) / wall
    return cost.wall, cost.cpu, others


def main():
    parser = argparse.ArgumentParser(description="images per second by the number of jobs")
    parser.add_argument("--imgconv", help="the binary (default: the newest release build, then PATH)")
    parser.add_argument("--jobs", default="1,2", help="numbers of jobs, with commas")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--format", choices=("jpg", "png"), default="jpg")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    imgconv = measure.find_imgconv(options.imgconv)
    jobs = [int(number) for number in options.jobs.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        inputs = pictures(folder, options.count, options.format)
        runs = {number: [] for number in jobs}
        for round_number in range(options.rounds + 1):
            for number in jobs:
                cost = timed([imgconv, "blur", "--sigma", "2", "--quiet", "-j", str(number), inputs,
                              folder / f"out{number}"])
                if round_number:  # the first fills the file system's cache
                    runs[number].append(cost)
    first = None
    print(f"{options.count} pictures of 1152 x 864, .{options.format}, blur --sigma 2, {os.cpu_count()} processors")
    for number, costs in runs.items():
        wall, cpu = (statistics.median(cost[field] for cost in costs) for field in (0, 1))
        first = first or wall
        loads = [cost[2] for cost in costs if cost[2] is not None]
        others = f"{statistics.median(loads):.2f}" if loads else "unknown"
        print(f"--jobs {number}: {options.count / wall:6.1f} images/s, {first / wall:.2f}x, "
              f"CPU {cpu:.2f} s, wall {wall:.2f} s, other work {others} processors")


if __name__ == "__main__":
    main()
