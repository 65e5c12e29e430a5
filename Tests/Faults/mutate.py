# SPDX-License-Identifier: Apache-2.0
"""Mutated inputs through the whole command: no crash, no hang, no more than a GiB, no output left behind.

    python3 Tests/Faults/mutate.py IMGCONV [--count N] [--singles N] [--workers N] [--seed S] [--keep DIRECTORY]

Good files of every format are changed: bits, bytes, lengths, chunks and segments, pixels under right checksums.
A fifth of them, or `--singles`, goes through a process each, by a rotation of commands; the others through batches of
50 to 200 files.  Input N of a seed is always the same.  Inputs that break a promise are kept in DIRECTORY, with the
command; the program prints a line for each and exits with 1.  Needs Python with Pillow; with cjpeg, it also makes
arithmetic-coded files.
"""
import argparse
import collections
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PythonSupport"))
from files import Failed, check, records, tree, write
from mutations import mutated
import seeds

TIMEOUT = 10  # seconds of CPU time for a process: the machine may be busy
STUCK = 120  # seconds until a process that does nothing is ended
MEMORY = 1 << 20  # KiB for a process
EXITS = {0, 65, 73, 74, 75}  # of one input; 64 and 70 would be a mistake here, or a bug
LOOK_AT = 7  # every so many outputs are decoded; the number of commands is no multiple of it
MESSAGE = re.compile(r"imgconv: \S[^\n]*")
# The commands of single inputs: the words, and the extension of the output, or none.
COMMANDS = [
    (["blur"], "png"), (["blur", "--sigma", "3"], "npy"), (["edge"], "jpg"), (["resize", "--size", "24x18"], "png"),
    (["info"], None), (["run", "blur sigma=1 | resize size=50% | sharpen"], "png"), (["blur", "--lenient"], "png"),
    (["edge", "--orient", "apply", "--lenient"], "npy"), (["blur", "--strip", "private"], "jpg"),
    (["crop", "--size", "5x4"], "pam"), (["upsample", "--scale", "2", "--linear"], "ppm"),
    (["blur", "--orient", "apply", "--quality", "keep", "--progressive"], "jpg"),
    (["atrous", "--denoise", "3"], "png"), (["info", "--json"], None),
    (["mix", "--preset", "gray"], "pgm"), (["blur", "--in-place"], "same"), (["blur"], "same"),
    (["downsample", "--scale", "2", "--depth", "16"], "png"), (["blur"], "-"), (["blur", "--lenient"], "-")]
WRITTEN = ("png", "jpg", "npy", "ppm", "pgm", "pam")  # extensions that an output may have
BATCHES = [
    ["blur"], ["blur", "--lenient"], ["edge", "--format", "npy"], ["resize", "--size", "24x18", "--format", "jpeg"],
    ["run", "blur sigma=1 | resize size=50% | sharpen", "--orient", "apply"],
    ["blur", "--strip", "private", "--lenient", "--format", "png", "-j", "2"],
    ["downsample", "--scale", "2", "--format", "pam", "-j", "2"]]


class Inputs:
    """The mutated files of a seed, by number."""

    def __init__(self, seed):
        self.seed = seed
        self.files = seeds.all_files()
        self.names = list(self.files)

    def input(self, index, names=None):
        """A file's extension and bytes."""
        generator = random.Random(f"{self.seed} {index}")
        name, other = generator.choice(names or self.names), generator.choice(self.names)
        return name.rsplit(".", 1)[1], mutated(generator, self.files[name], self.files[other])


def run(command, folder, data):
    """A process to its end: exit code, messages, output, peak memory in KiB and seconds of CPU time.

    The peak that the system counts is at least that of this program, which is there before the other is loaded.
    """
    with tempfile.TemporaryFile() as messages, tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as source:
        source.write(data)
        source.seek(0)
        process = subprocess.Popen(command, cwd=folder, stdin=source, stdout=output, stderr=messages)
        late = threading.Timer(STUCK, process.kill)
        late.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        is_late = not late.is_alive()
        late.cancel()
        messages.seek(0)
        output.seek(0)
        text = messages.read().decode(errors="backslashreplace")
        seconds = usage.ru_utime + usage.ru_stime
        check(not (is_late and code == -9), f"no end after {STUCK} s, {seconds:.1f} s of CPU time")
        check(seconds <= TIMEOUT, f"{seconds:.1f} s of CPU time")
        check(code >= 0, f"signal {-code}: {text[:500]}")
        check(usage.ru_maxrss <= MEMORY, f"{usage.ru_maxrss} KiB of memory")
        return code, text, output.read(), usage.ru_maxrss, seconds


def is_whole(data, extension):
    """Whether an output can be decoded, by Pillow or, for arrays, by its own length."""
    from PIL import Image
    if extension == "npy":
        length = int.from_bytes(data[8:10], "little")
        shape = [int(side) for side in re.findall(rb"\d+", data[10:10 + length].split(b"'shape':")[1])]
        size = int(re.search(rb"'<f([24])'", data).group(1))
        for side in shape:
            size *= side
        return len(data) == 10 + length + size
    if extension == "pam":
        fields = dict(line.split(b" ", 1) for line in data.split(b"ENDHDR\n", 1)[0].splitlines()[1:])
        size = int(fields[b"WIDTH"]) * int(fields[b"HEIGHT"]) * int(fields[b"DEPTH"])
        return len(data.split(b"ENDHDR\n", 1)[1]) == size * (1 + (int(fields[b"MAXVAL"]) > 255))
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(io.BytesIO(data)) as image:
        image.load()
    return True


def arguments_for(index, extension):
    """The command for an input: its arguments, and the name of its output, `-`, or None if there is no other file."""
    words, output = COMMANDS[index % len(COMMANDS)]
    path = f"in.{extension}"
    if extension == "tar":  # archives become archives, and are not described or replaced
        words = ["blur", "--errors-as-members"] if words[0] == "info" or "--in-place" in words else words
        return [*words, path, "out.tar"], "out.tar"
    if output == "-":
        return [*words, "--format", "png", "-", "-"], "-"
    if output is None or "--in-place" in words:
        return [*words, path], None
    if output == "same":
        output = extension if extension in WRITTEN else "png"
    return [*words, path, f"out.{output}"], f"out.{output}"


class Worker:
    """Puts inputs through the command, and counts."""

    def __init__(self, options, folder):
        self.options = options
        self.inputs = Inputs(options.seed)
        self.folder = folder
        self.counts = collections.Counter()
        self.peak = 0
        self.slowest = 0.0

    def fail(self, index, extension, data, command, error):
        """Keeps what broke a promise."""
        path = os.path.join(self.options.keep, f"{self.options.seed}-{index}.{extension}")
        write(path, data)
        self.counts["failed"] += 1
        print(f"FAILED: input {index}: {error}\n  {' '.join(command)}\n  kept as {path}", flush=True)

    # ---- A process for one input ----

    def single(self, index):
        """Puts an input through a process of its own."""
        extension, data = self.inputs.input(index)
        arguments, output = arguments_for(index, extension)
        command = [self.options.program, *arguments]
        folder = os.path.join(self.folder, "single")
        shutil.rmtree(folder, ignore_errors=True)
        write(f"{folder}/in.{extension}", data)
        try:
            code, text, printed, peak, seconds = run(command, folder, data if output == "-" else b"")
            self.peak, self.slowest = max(self.peak, peak), max(self.slowest, seconds)
            made = tree(folder)
            kept = made.pop(f"in.{extension}")
            if output == "-" and printed:
                made["-"] = printed
            self.look(index, code, text, made, output)
            check(kept == data or code == 0 and "--in-place" in arguments, "the input was changed")
            self.counts["accepted" if code == 0 else f"refused with {code}"] += 1
        except (Failed, OSError, SyntaxError, ValueError, IndexError, KeyError, AttributeError) as error:
            self.fail(index, extension, data, command, error)
        self.counts["singles"] += 1

    def look(self, index, code, text, made, output):
        """Checks the end of a process: its code, its messages, and its output, if it has to make one."""
        lines = text.splitlines()
        check(all(MESSAGE.fullmatch(line) for line in lines), f"{code}: {text[:500]!r}")
        if code == 1 and output == "out.tar":  # some members failed; the archive is there
            check(lines and list(made) == [output], f"{code}: {list(made)}: {text[:500]!r}")
        elif code != 0:
            check(code in EXITS, f"exit code {code}: {text[:500]!r}")
            errors = [line for line in lines if ": note: " not in line and ": warning: " not in line]
            # Members of an archive have lines of their own.
            check(len(errors) == 1 or errors and output == "out.tar", f"{code}: {text[:500]!r}")
            # Standard output has received what was written before the error.
            check(not made or list(made) == ["-"], f"left behind: {list(made)}")
        else:
            check(list(made) == ([output] if output else []), f"outputs: {list(made)}")
            if index % LOOK_AT == 0 and output != "out.tar":
                for name, data in made.items():
                    check(is_whole(data, name.rsplit(".", 1)[-1]), "a damaged output")
                    self.counts["outputs decoded"] += 1

    # ---- Batches ----

    def batch(self, first, count):
        """Puts inputs through one process."""
        folder = os.path.join(self.folder, "batch")
        shutil.rmtree(folder, ignore_errors=True)
        names = [name for name in self.inputs.names if not name.endswith(".tar")]
        files = {}
        for index in range(first, first + count):
            extension, data = self.inputs.input(index, names)
            files[f"{index}.{extension}"] = data
            write(f"{folder}/in/{index}.{extension}", data)
        words = BATCHES[first % len(BATCHES)]
        if "--format" not in words:  # an output cannot have the extension of a format that is refused
            words = [*words, "--format", "png"]
        command = [self.options.program, *words, "--include", "*", "--no-sync", "--report", "r.jsonl", "in", "out"]
        try:
            code, text, _, peak, seconds = run(command, folder, b"")
            self.peak, self.slowest = max(self.peak, peak), max(self.slowest, seconds)
            self.counted(folder, files, code, text)
        except Failed as error:
            self.counts["failed"] += 1
            kept = os.path.join(self.options.keep, f"{self.options.seed}-batch-{first}")
            shutil.copytree(folder, kept, dirs_exist_ok=True)
            print(f"FAILED: batch {first}: {error}\n  {' '.join(command)}\n  kept in {kept}", flush=True)
        self.counts["in batches"] += count
        self.counts["batches"] += 1

    def counted(self, folder, files, code, text):
        """Checks the end of a batch: each input counts once, and has an output or a reason."""
        check(code in (0, 1), f"exit code {code}: {text[-500:]!r}")
        report = records(f"{folder}/r.jsonl")
        check(report[-1]["record"] == "summary" and report[-1]["status"] == "complete", f"{report[-1]}")
        told = {record["input"][3:]: record for record in report if record["record"] == "file"}
        check(len(told) == len(report) - 2 and set(told) == set(files), "an input does not count once")
        made = tree(f"{folder}/out") if os.path.isdir(f"{folder}/out") else {}
        for name, record in told.items():
            if record["status"] == "done":
                data = made.pop(os.path.basename(record["output"]), None)
                check(data is not None and zlib.crc32(data) == int(record["output_crc32"], 16), f"{name}: its output")
                self.counts["accepted in batches"] += 1
            else:
                check(record["exit_code"] in EXITS and record["reason"], f"{record}")
                check("\n" not in record["reason"], f"{record}")
                self.counts[f"refused in batches with {record['exit_code']}"] += 1
        check(not made, f"left behind: {list(made)}")
        failed = sum(record["status"] == "failed" for record in told.values())
        check((report[-1]["done"], report[-1]["failed"]) == (len(files) - failed, failed), f"{report[-1]}")
        check(code == (1 if failed else 0), f"exit code {code} with {failed} failures")
        check(f"{len(files) - failed} done, {failed} failed" in text.splitlines()[-1], text[-300:])


def work(number, options, results):
    """The share of one worker: every n-th single input, and every n-th batch."""
    with tempfile.TemporaryDirectory(prefix="imgconv-mutate-") as folder:
        worker = Worker(options, folder)
        for index in range(number, options.singles, options.workers):
            worker.single(index)
        sizes = random.Random(options.seed)
        first, turn = options.singles, 0
        while first < options.count:
            size = min(sizes.randrange(50, 201), options.count - first)
            if turn % options.workers == number:
                worker.batch(first, size)
            first, turn = first + size, turn + 1
        results.put((dict(worker.counts), worker.peak, worker.slowest))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--singles", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", default=os.path.join(tempfile.gettempdir(), "imgconv-mutate-failures"))
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    options.singles = options.count // 5 if options.singles is None else min(options.singles, options.count)
    results = multiprocessing.Queue()
    begin = time.monotonic()
    processes = [multiprocessing.Process(target=work, args=(number, options, results))
                 for number in range(options.workers)]
    for process in processes:
        process.start()
    counts, peak, slowest = collections.Counter(), 0, 0.0
    for process in processes:
        process.join()
        check(process.exitcode == 0, "a worker failed")
        part, its_peak, its_slowest = results.get()
        counts.update(part)
        peak, slowest = max(peak, its_peak), max(slowest, its_slowest)
    print(f"{counts['singles']} mutated inputs by a process each, {counts['in batches']} in {counts['batches']} "
          f"batches, seed {options.seed}, {time.monotonic() - begin:.0f} s")
    print(f"slowest process {slowest:.2f} s of CPU time, processes of at most {peak // 1024} MiB; "
          + json.dumps(dict(sorted(counts.items()))))
    print(f"{counts['failed']} broken promises")
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
