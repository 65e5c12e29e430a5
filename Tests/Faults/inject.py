# SPDX-License-Identifier: Apache-2.0
"""Fault injection: each call on the path of a conversion and of a small batch fails in turn.

    python3 Tests/Faults/inject.py IMGCONV [--runtime N] [--jobs N] [--only SCENARIO] [--kind KIND] [-v]

Compiles inject.c, a library for LD_PRELOAD, with cc.  For each scenario, a first run counts the calls of each kind;
then each call fails in a run of its own.  Prints a line for each kind, and exits with 1 if a promise is not kept.
IMGCONV must be linked dynamically.  Needs Linux with glibc, a C compiler and Python alone.
"""
import argparse
import collections
import concurrent.futures
import dataclasses
import errno
import json
import os
import platform
import re
import resource
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib

from faults import TEMPORARY, png
from files import Failed, check, chunk, read, tree, write

REPORT = "r.jsonl"
TIMEOUT = 20
BACKUP = ".old"
STALE = ".o.png.imgconv-1-1.tmp"  # left by a run that was killed

# The errors of each kind of call.  After EINTR, the call is made again.
CODES = {
    "open": ["EMFILE"], "read": ["EIO", "EINTR"], "readdir": ["EIO"], "write": ["ENOSPC", "EIO", "EINTR"],
    "fsync": ["EIO", "ENOSPC", "EINTR"], "rename": ["EIO"], "link": ["EIO", "EPERM"], "unlink": ["EIO"],
    "ftruncate": ["EIO"], "stat": ["EIO"], "access": ["EROFS"], "realpath": ["EIO"], "mkdir": ["ENOSPC"],
    "mmap": ["ENOMEM"], "flock": ["ENOLCK", "EINTR"], "fcntl": ["EMFILE"], "lseek": ["ESPIPE"],
    "close": ["EIO", "EINTR"], "futimens": ["EPERM"], "fchmod": ["EPERM"], "thread": ["EAGAIN"],
    "large": ["ENOMEM"], "malloc": ["ENOMEM"], "runtime": ["ENOMEM"]}
# The exit codes of a conversion in which a call of a kind fails; for other kinds, all that a conversion may end with.
EXITS = {"read": {74}, "write": {74}, "fsync": {74}, "close": {74}, "rename": {73}, "link": {73}, "access": {73},
         "large": {75}, "malloc": {75}}
ALL_EXITS = {65, 73, 74, 75}


@dataclasses.dataclass
class Scenario:
    """A command, the files that it finds, and those that it makes if nothing fails."""
    name: str
    arguments: list
    files: dict
    is_batch: bool = False
    before: dict = None
    after: dict = None
    calls: dict = None
    # What it makes if the input cannot be read at any offset, as a pipe.
    piped: dict = None


@dataclasses.dataclass
class Outcome:
    """What a run with a fault did."""
    scenario: str
    kind: str
    call: int
    code: str
    what: str
    detail: str


def pictures():
    """The inputs, by name, without those that imgconv makes itself."""
    # A minimal EXIF block: orientation 6, and a position.
    exif = (b"MM\0*\0\0\0\x08\0\x02" + struct.pack(">HHIHH", 0x112, 3, 1, 6, 0)
            + struct.pack(">HHII", 0x8825, 4, 1, 38) + b"\0\0\0\0"
            + b"\0\x01" + struct.pack(">HHI4s", 1, 2, 2, b"N\0\0\0") + b"\0\0\0\0")
    packet = (b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
              b'<rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="test"/>'
              b'</rdf:RDF></x:xmpmeta>')
    plain = png(300, 200, 1)
    early = (chunk(b"pHYs", struct.pack(">IIB", 2835, 2835, 1)) + chunk(b"eXIf", exif)
             + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
             + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a comment " * 9)))
    late = chunk(b"tEXt", b"Author\0nobody")
    return {"plain": plain, "rich": plain[:33] + early + plain[33:-12] + late + plain[-12:],
            "small": png(90, 120, 2), "large": png(1200, 900, 3)}


class Injection:
    def __init__(self, program, options, folder):
        self.program = os.path.abspath(program)
        self.options = options
        self.folder = folder
        self.library = f"{folder}/inject.so"
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inject.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", source, "-o", self.library], check=True)

    # ---- Runs ----

    def run(self, folder, arguments, environment=None, data=b""):
        """A run to its end: exit code and messages."""
        try:
            done = subprocess.run(
                [self.program, *arguments], cwd=folder, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                check=False, timeout=TIMEOUT, env={**os.environ, **(environment or {})})
        except subprocess.TimeoutExpired:
            raise Failed(f"no end after {TIMEOUT} s") from None
        return done.returncode, done.stderr.decode()

    def run_watched(self, folder, arguments, which):
        """A run with the library: exit code, messages, the caller of the failed call, and the calls of each kind."""
        log = f"{folder}.log"
        write(log, b"")
        code, text = self.run(folder, arguments, {
            "LD_PRELOAD": self.library, "IMGCONV_INJECT_LOG": log, "IMGCONV_INJECT": which,
            "SWIFT_BACKTRACE": "enable=no"})
        data = read(log)
        os.remove(log)
        check(data, "the library was not loaded: is the program linked statically?")
        place = data[:256].rstrip(b"\0").decode()
        calls = {name.rstrip(b"\0").decode(): count for name, count in struct.iter_unpack("24sQ", data[256:])}
        return code, text, place, calls

    def fresh(self, scenario, name):
        folder = f"{self.folder}/{name}"
        for path, data in scenario.files.items():
            write(f"{folder}/{path}", data)
            os.utime(f"{folder}/{path}", (1, 1))  # the time in the report that is resumed
        return folder

    # ---- Scenarios ----

    def made(self, source, arguments, output):
        """The bytes of an image that imgconv makes of another."""
        folder = f"{self.folder}/making"
        write(f"{folder}/in.png", source)
        code, text = self.run(folder, [*arguments, "in.png", output])
        check(code == 0, text)
        data = read(f"{folder}/{output}")
        shutil.rmtree(folder)
        return data

    def begun(self, files, line):
        """The files of a batch that was killed after its first file, while it wrote the next record."""
        folder = self.fresh(Scenario("", line, files), "begun")
        code, text = self.run(folder, [*line, "--limit", "1"])
        check(code == 0, text)
        made = tree(folder)
        made[REPORT] = b"\n".join(made[REPORT].split(b"\n")[:2]) + b'\n{"record":"fi'
        return made

    def scenarios(self):
        images = pictures()
        blur = ["blur", "--sigma", "2"]
        photo = self.made(images["rich"], blur, "o.jpg")
        progressive = self.made(images["plain"], [*blur, "--progressive"], "o.jpg")
        files = {"in/a.png": images["plain"], "in/b.jpg": progressive, "in/sub/c.png": images["small"]}
        line = [*blur, "in", "out", "--report", REPORT, "-j", "2"]
        begun = self.begun(files, line)
        return [
            Scenario("PNG to PNG", [*blur, "i.png", "o.png"], {"i.png": images["rich"], STALE: b"stale"}),
            Scenario("JPEG to JPEG", [*blur, "i.jpg", "o.jpg"], {"i.jpg": photo, "o.jpg": b"old"}),
            Scenario("PNG to JPEG", ["sharpen", "i.png", "o.jpg", "--strip", "location", "--orient", "apply",
                                     "--preserve", "mtime", "--no-clobber"], {"i.png": images["rich"]}),
            Scenario("threads", ["resize", "--size", "900x", "i.png", "o.png", "--compression", "small", "-j", "2"],
                     {"i.png": images["large"]}),
            Scenario("batch", line, {**files, f"out/{STALE}": b"stale"}, True),
            Scenario("resumed batch", [*line, "--resume"], begun, True),
            Scenario("in place", [*blur, "--in-place", "--backup", BACKUP, "in", "--report", REPORT, "-j", "2"],
                     files, True)]

    def measure(self, scenario):
        """The undisturbed run: what it makes, and its calls."""
        folder = self.fresh(scenario, "whole")
        scenario.before = tree(folder)
        code, text, _, scenario.calls = self.run_watched(folder, scenario.arguments, "none:0:0")
        check(code == 0, text)
        scenario.after = tree(folder)
        shutil.rmtree(folder)
        if not scenario.is_batch:
            folder = self.fresh(scenario, "piped")
            name = next(word for word in scenario.arguments if word in scenario.files)
            arguments = ["-" if word == name else word for word in scenario.arguments]
            code, text = self.run(folder, arguments, data=scenario.files[name])
            check(code == 0, text)
            scenario.piped = tree(folder)
            shutil.rmtree(folder)

    def numbers(self, kind, count):
        """The calls that fail: all, or some of the many small ones of the Swift run-time libraries."""
        if kind != "runtime" or count <= self.options.runtime:
            return range(1, count + 1)
        return sorted({1 + index * count // self.options.runtime for index in range(self.options.runtime)})

    def fault(self, scenario, kind, call, name):
        """A run in which one call fails, and what it did; nothing if the run did not make that call."""
        number = getattr(errno, name)
        folder = self.fresh(scenario, f"{scenario.name}-{kind}-{call}-{name}".replace(" ", "-"))
        outcome = Outcome(scenario.name, kind, call, name, "", "")
        place = ""
        try:
            code, text, place, _ = self.run_watched(folder, scenario.arguments, f"{kind}:{call}:{number}")
            outcome.what = self.judge(scenario, folder, kind, code, text) if place else ""
            outcome.detail = f"{place}: {code}: {text}"
        except Failed as error:
            outcome.what, outcome.detail = "broken", f"{place}: {error}"
        finally:
            shutil.rmtree(folder)
        return outcome

    # ---- Promises ----

    def judge(self, scenario, folder, kind, code, text):
        """Checks the promises after a run with a fault; returns what the run did."""
        is_aborted = code < 0
        made = tree(folder)
        if is_aborted:
            check(kind == "runtime", f"ended by signal {-code}: {text.splitlines()[:1]}")
        self.check_files(scenario, made, is_aborted or kind == "unlink", kind)
        if scenario.is_batch:
            self.check_report(scenario, made)
        if not is_aborted:
            self.check_messages(scenario, made, kind, code, text)
        if code == 0:
            check(self.images(made) in self.whole(scenario, kind), f"exit code 0 without all outputs: {text}")
        else:
            self.check_next(scenario, folder)
        return "aborted" if is_aborted else "same" if code == 0 else "reported"

    @staticmethod
    def is_temporary(path):
        name = os.path.basename(path)
        return name.startswith(".") and name.endswith(TEMPORARY)

    def images(self, files):
        return {path: data for path, data in files.items() if path != REPORT and not self.is_temporary(path)}

    def whole(self, scenario, kind):
        """The files that a run may end with; without lseek or fstat, the input is read as a pipe is."""
        results = [self.images(scenario.after)]
        if kind in ("lseek", "stat") and scenario.piped:
            results.append(self.images(scenario.piped))
        return results

    def check_files(self, scenario, made, may_leave, kind):
        """Every file is as before or complete; only a stale temporary file may be left."""
        for path, data in made.items():
            if self.is_temporary(path):
                check(may_leave or path in scenario.before, f"{path} is left")
        before, images = self.images(scenario.before), self.images(made)
        results = [before, *self.whole(scenario, kind)]
        for path in {*before, *scenario.after, *images} - {REPORT}:
            check(self.is_temporary(path) or images.get(path) in [result.get(path) for result in results],
                  f"{path} is neither as before nor complete")
        if "--in-place" in scenario.arguments:
            for path, data in before.items():
                check(data in (made[path], made.get(path + BACKUP)), f"{path} has no backup")

    def check_report(self, scenario, made):
        """The report has whole lines, and outputs that are done."""
        data = made.get(REPORT, b"")
        if data == scenario.before.get(REPORT):
            return
        check(data == b"" or data.endswith(b"\n"), "the report's last line is torn")
        for record in map(json.loads, data.decode().splitlines()):
            if record["record"] == "file" and record["status"] == "done":
                check(made.get(record["output"]) == scenario.after[record["output"]],
                      f"{record['output']} is not as the report says")

    @staticmethod
    def check_messages(scenario, made, kind, code, text):
        """The exit code is documented; one line for each failed file."""
        lines = text.splitlines()
        check(all(line.startswith("imgconv: ") for line in lines), f"a line of another kind: {text}")
        errors = [line for line in lines
                  if ": note: " not in line and ": warning: " not in line
                  and not re.match(r"imgconv: \d+ done, \d+ failed", line)]
        exits = {1, *ALL_EXITS} if scenario.is_batch else EXITS.get(kind, ALL_EXITS)
        check(code == 0 or code in exits, f"exit code {code}: {text}")
        failed = sum(b'"status":"failed"' in line for line in made.get(REPORT, b"").splitlines())
        if code == 1:
            check(len(errors) == failed or errors and failed == 0, f"{failed} failed files: {text}")
        else:
            check(len(errors) == (code != 0), f"exit code {code} with {len(errors)} errors: {text}")

    def check_next(self, scenario, folder):
        """The next run does what is left and removes temporary files."""
        arguments = [word for word in scenario.arguments if word != "--no-clobber"]
        if "--in-place" in arguments:
            # It cannot be resumed: files would be filtered twice.  The backups, which may still be second names of the
            # originals, are the way back.
            for path, data in tree(folder).items():
                if path.endswith(BACKUP):
                    os.remove(f"{folder}/{path}")
                    os.remove(f"{folder}/{path.removesuffix(BACKUP)}")
                    write(f"{folder}/{path.removesuffix(BACKUP)}", data)
        elif scenario.is_batch and "--resume" not in arguments:
            arguments.append("--resume")
        code, text = self.run(folder, arguments)
        check(code == 0, f"the next run: {code}: {text}")
        made = tree(folder)
        check(self.images(made) == self.images(scenario.after), "the next run did not complete the outputs")
        check(not any(map(self.is_temporary, made)), "the next run left a temporary file")

    # ---- All of it ----

    def outcomes(self, scenario):
        self.measure(scenario)
        runs = [(scenario, kind, call, name) for kind, count in scenario.calls.items()
                for call in self.numbers(kind, count) for name in CODES[kind]
                if self.options.kind in (None, kind)]
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            return list(pool.map(lambda run: self.fault(*run), runs))

    def all(self):
        """Prints a line for each kind; returns whether all promises were kept."""
        counts = {kind: collections.Counter() for kind in CODES}
        broken = []
        for scenario in self.scenarios():
            if self.options.only not in (None, scenario.name):
                continue
            for outcome in self.outcomes(scenario):
                counts[outcome.kind][outcome.what] += 1
                if outcome.what == "broken":
                    broken.append(outcome)
                if self.options.verbose:
                    print(*dataclasses.astuple(outcome), sep=" | ", flush=True)
        for kind, count in counts.items():
            total = sum(count.values()) - count[""]
            text = f"{count['reported']} reported, {count['same']} went on with the same output"
            text += f", {count['aborted']} aborted by design" if count["aborted"] else ""
            text += f", {count['broken']} BROKEN" if count["broken"] else ""
            print(f"{kind}: {total} faults: {text}" if total else f"{kind}: no calls", flush=True)
        for outcome in broken:
            print(f"FAILED: {outcome.scenario}: {outcome.kind} {outcome.call} ({outcome.code}): {outcome.detail}")
        return not broken


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--runtime", type=int, default=100, help="small allocations of the Swift run-time libraries")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", help="the name of one scenario")
    parser.add_argument("--kind", help="one kind of call", choices=CODES)
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each run")
    options = parser.parse_args()
    if platform.libc_ver()[0] != "glibc" or not shutil.which("cc"):
        print("inject: skipped: needs Linux with glibc, and a C compiler")
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    folder = tempfile.mkdtemp(prefix="imgconv-inject-")
    try:
        is_kept = Injection(options.program, options, folder).all()
    except Failed as error:
        print(f"FAILED: without a fault: {error}")
        is_kept = False
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(0 if is_kept else 1)


if __name__ == "__main__":
    main()
