# SPDX-License-Identifier: Apache-2.0
"""Long runs: memory and descriptors of one process stay flat.

    python3 Tests/Faults/soak.py IMGCONV [--files N] [--minutes M] [--library PATH] [--only RUN]

* many: N small pictures of every kind (100,000), by one batch.
* batches: batch after batch with mutated files among good ones, for a third of M minutes (30); each peak counts.
* stream: one process that converts an endless archive of such files, for another third.
* library: one Python process that converts such files in memory, and arrays, with the package in python/, for the
  rest; skipped without libimgconv.

Samples VmRSS and the number of open descriptors.  What the second half of a run adds to the first, after the warm-up,
must be within a bound.  Prints a line for each run and exits with 1 if one fails.  Needs Linux and Python with Pillow,
and NumPy for the library.
"""
import argparse
import io
import os
import random
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "PythonSupport"))
from files import Failed, check, records, write
from mutate import Inputs
import seeds

INTERVAL = 0.2  # seconds between samples
WARM_UP = 0.2  # of the samples
LINKS = 20_000  # names of one file; file systems allow some ten thousands
# What the samples may add from the first half to the second: KiB, and descriptors.
GROWTH, MORE_DESCRIPTORS = 2048, 2
# glibc keeps freed memory for later, up to its largest use so far: with these it gives large blocks back at once, so
# that what the process has is what it uses.
GIVE_BACK = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
MUTATED = 0.3  # of the files of batches, of the archive and of the library
RECIPE = "blur sigma=1 | resize size=20x20 | sharpen"


class Samples:
    """Memory (KiB) and descriptors of a process, over its life."""

    def __init__(self):
        self.memory, self.descriptors = [], []

    def take(self, process):
        """A sample; false if the process has ended."""
        try:
            with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as status:
                memory = [line for line in status if line.startswith("VmRSS:")]
            descriptors = len(os.listdir(f"/proc/{process}/fd"))
        except OSError:
            return False
        if memory:
            self.memory.append(int(memory[0].split()[1]))
            self.descriptors.append(descriptors)
        return True

    def watch(self, process, interval=INTERVAL):
        """Takes samples until the process ends."""
        while process.poll() is None:
            self.take(process.pid)
            time.sleep(interval)

    def flat(self, growth=GROWTH):
        """Checks that the second half is no larger than the first, after the warm-up; returns the figures."""
        begin = int(WARM_UP * len(self.memory))
        middle = (begin + len(self.memory)) // 2
        check(middle - begin >= 4, f"only {len(self.memory)} samples: the run was too short")
        first, second = (statistics.median(self.memory[part]) for part in (slice(begin, middle), slice(middle, None)))
        added = second - first
        before, after = max(self.descriptors[begin:middle]), max(self.descriptors[middle:])
        figures = (f"VmRSS {first:.0f} kB then {second:.0f} kB ({added:+.0f}), at most {max(self.memory)} kB; "
                   f"descriptors at most {before} then {after}; {len(self.memory)} samples")
        check(added <= growth, f"memory grows: {figures}")
        check(after <= before + MORE_DESCRIPTORS, f"descriptors grow: {figures}")
        return figures


class Soak:
    def __init__(self, options):
        self.options = options
        self.program = os.path.abspath(options.program)
        self.good = seeds.single_images()
        self.inputs = Inputs(options.seed)
        self.names = [name for name in self.inputs.names if not name.endswith(".tar")]
        self.random = random.Random(options.seed)
        self.next = 0

    def file(self):
        """The next file of a mixture: its extension and bytes."""
        self.next += 1
        if self.random.random() < MUTATED:
            return self.inputs.input(self.next, self.names)
        name = self.random.choice(list(self.good))
        return name.rsplit(".", 1)[1], self.good[name]

    def seconds(self):
        return self.options.minutes * 20

    # ---- The runs ----

    def many(self, folder):
        """A batch over hard links of every good picture."""
        count = self.options.files
        for index in range(count):
            name = list(self.good)[index % len(self.good)]
            extension = name.rsplit(".", 1)[1]
            original = f"{folder}/originals/{index // len(self.good) // LINKS}-{name}"
            if not os.path.exists(original):
                write(original, self.good[name])
            path = f"{folder}/in/{index // 1000}/{index}.{extension}"
            os.makedirs(os.path.dirname(path), exist_ok=True)
            os.link(original, path)
        begin = time.monotonic()
        with open(f"{folder}/messages", "wb") as messages:
            process = subprocess.Popen(
                [self.program, "run", RECIPE, "in", "out", "--format", "png", "--include", "*", "--no-sync", "-j", "2",
                 "--report", "r.jsonl"], cwd=folder, stderr=messages)
            samples = Samples()
            samples.watch(process)
        with open(f"{folder}/messages", encoding="utf-8") as messages:
            last = messages.read().splitlines()[-1]
        check(process.returncode == 0 and f"{count} done, 0 failed" in last, f"{process.returncode}: {last}")
        done = sum(record.get("status") == "done" for record in records(f"{folder}/r.jsonl"))
        check(done == count, f"the report has {done} files")
        # The report's index and the plan are there from the start.
        return f"{count} files in {time.monotonic() - begin:.0f} s: {samples.flat()}"

    def batches(self, folder):
        """Batches of good and mutated files; each process has the peak of the first ones."""
        end, peaks, count, failed = time.monotonic() + self.seconds(), [], 0, 0
        while time.monotonic() < end:
            shutil.rmtree(f"{folder}/in", ignore_errors=True)
            for index in range(200):
                extension, data = self.file()
                write(f"{folder}/in/{index}.{extension}", data)
            process = subprocess.Popen(
                [self.program, "run", RECIPE, "in", "out", "--format", "png", "--include", "*", "--no-sync", "-q",
                 "-j", "2", "--report", "r.jsonl"], cwd=folder, stderr=subprocess.DEVNULL)
            # The peak that the system counts begins with the memory of this program, before the other is loaded.
            samples = Samples()
            samples.watch(process, INTERVAL / 20)
            check(process.returncode in (0, 1), f"ended with {process.returncode}")
            summary = records(f"{folder}/r.jsonl")[-1]
            check(summary["record"] == "summary" and summary["done"] + summary["failed"] == 200, f"{summary}")
            peaks.append(max(samples.memory))
            count, failed = count + 200, failed + summary["failed"]
            leftovers = [name for name in os.listdir(f"{folder}/out") if name.startswith(".")]
            check(not leftovers, f"left behind: {leftovers}")
        first, second = (statistics.median(part) for part in (peaks[:len(peaks) // 2], peaks[len(peaks) // 2:]))
        check(second - first <= GROWTH, f"peaks grow from {first} to {second} kB")
        return f"{count} files, {failed} refused, {len(peaks)} batches: peaks {min(peaks)} to {max(peaks)} kB"

    def stream(self, folder):
        """An archive without end through one process: images one after the other, good and mutated."""
        with open(f"{folder}/messages", "wb") as messages:
            process = subprocess.Popen(
                [self.program, "run", RECIPE, "-", "-", "--format", "png", "--include", "*", "--errors-as-members",
                 "-q", "-j", "2"], cwd=folder, env={**os.environ, **GIVE_BACK}, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=messages)
        members = [0]
        reader = threading.Thread(target=drain, args=(process.stdout, members))
        reader.start()
        samples, end, count = Samples(), time.monotonic() + self.seconds(), 0
        watcher = threading.Thread(target=samples.watch, args=(process,))
        watcher.start()
        with tarfile.open(fileobj=process.stdin, mode="w|", format=tarfile.GNU_FORMAT) as archive:
            while time.monotonic() < end:
                extension, data = self.file()
                member = tarfile.TarInfo(f"{count}.{extension}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
                archive.members.clear()
                count += 1
        process.stdin.close()
        process.wait()
        reader.join()
        watcher.join()
        check(process.returncode in (0, 1), f"ended with {process.returncode}")
        check(members[0] == count, f"{count} members in, {members[0]} out")
        # The names of members are kept to find repetitions: count them.
        growth = GROWTH + count * NAME // 1024
        return f"{count} members: {samples.flat(growth)}; {growth} kB allowed"

    def library(self, _):
        """The Python package in a process of its own."""
        library = self.options.library
        if not library or not os.path.exists(library):
            return "skipped: no libimgconv (make lib)"
        environment = {**os.environ, **GIVE_BACK, "IMGCONV_LIBRARY": os.path.abspath(library),
                       "PYTHONPATH": os.path.join(HERE, "..", "..", "python")}
        process = subprocess.Popen(
            [sys.executable, os.path.abspath(__file__), self.program, "--inside", str(self.seconds()), "--seed",
             str(self.options.seed)], env=environment, stdout=subprocess.PIPE, text=True)
        samples = Samples()
        samples.watch(process)
        text = process.stdout.read().strip()
        check(process.returncode == 0, f"ended with {process.returncode}: {text}")
        # Python's own heap has fragments.
        return f"{text}: {samples.flat(2 * GROWTH)}"


NAME = 200  # bytes that a member's name may take


def drain(stream, members):
    """Reads an archive to its end, and counts its members."""
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        while archive.next() is not None:
            archive.members.clear()
            members[0] += 1


def inside(seconds, soak):
    """What the library's process does: bytes to bytes, and arrays, until the time is over."""
    import imgconv
    import numpy
    recipe, end, done, refused = imgconv.Recipe(RECIPE), time.monotonic() + seconds, 0, 0
    generator = numpy.random.default_rng(1)
    while time.monotonic() < end:
        _, data = soak.file()
        try:
            recipe.bytes(data, "png", lenient=soak.next % 2 == 0)
            done += 1
        except imgconv.Error:
            refused += 1
        if soak.next % 3 == 0:
            recipe(generator.integers(0, 256, (24, 31, 3), numpy.uint8))
    print(f"{done} files by the library, {refused} refused, {soak.next // 3} arrays")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--library", help="the path of libimgconv")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=("many", "batches", "stream", "library"))
    parser.add_argument("--inside", type=float, help=argparse.SUPPRESS)
    options = parser.parse_args()
    soak = Soak(options)
    if options.inside is not None:
        inside(options.inside, soak)
        return
    failed = False
    for name in [options.only] if options.only else ["many", "batches", "stream", "library"]:
        folder = tempfile.mkdtemp(prefix="imgconv-soak-")
        try:
            print(f"{name}: {getattr(soak, name)(folder)}", flush=True)
        except Failed as error:
            failed = True
            print(f"{name}: FAILED: {error}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
