# SPDX-License-Identifier: Apache-2.0
"""The cost of a command: wall time, CPU time, peak memory.

A new process inherits its parent's peak memory, so a large Python process cannot measure a small command.  A launcher,
a bare Python of about 9 MiB, starts the command and waits for it.  Its own size is the lowest peak that can be
measured.
"""
import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

LAUNCHER = """
import json, os, sys, time
start = time.perf_counter()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, used = os.wait4(child, 0)
wall = time.perf_counter() - start
with os.fdopen(int(sys.argv[1]), "w") as report:
    cpu = used.ru_utime + used.ru_stime
    json.dump([os.waitstatus_to_exitcode(status), wall, cpu, used.ru_maxrss], report)
"""
ROOT = pathlib.Path(__file__).resolve().parents[2]
BROKEN = 3  # exit code of a suite whose programs do not do the same work; 1 means a missed target
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # ru_maxrss counts bytes on macOS, KiB on Linux


def find_imgconv(given):
    """The binary to run: the given one, that of `make build`, of another build, or in PATH.  Exits if there is none."""
    built = [ROOT / scratch / "release" / "imgconv" for scratch in (".build-release", ".build")]
    built = [path for path in built if path.exists()]
    path = shutil.which(given or (built[0] if built else "imgconv"))
    return path or sys.exit("no imgconv; build it (make build) or name it with --imgconv")


@dataclasses.dataclass
class Cost:
    """What one run took: seconds of wall time, seconds of user + system CPU time, peak memory in MiB."""
    wall: float
    cpu: float
    memory: float
    output: str


def run(command, **environment):
    """The cost and standard output of one run.  Exits if the command fails."""
    reader, writer = os.pipe()
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writer), *map(str, command)]
    done = subprocess.run(launcher, pass_fds=[writer], capture_output=True, text=True,
                          env={**os.environ, **environment})
    os.close(writer)
    with os.fdopen(reader) as report:
        text = report.read()
    if not text:
        sys.exit(f"{command[0]} could not be started: {done.stderr.strip().splitlines()[-1]}")
    code, wall, cpu, memory = json.loads(text)
    if code:
        sys.exit(f"{' '.join(map(str, command))}: exit code {code}: {done.stderr.strip()}")
    return Cost(wall, cpu, memory * RSS_UNIT / 2**20, done.stdout)


def floor():
    """The peak memory, in MiB, that the launcher reports for a program that needs none."""
    memory = run(["true"]).memory
    if memory > 24:
        sys.exit(f"the launcher itself takes {memory:.0f} MiB; peak memory cannot be measured here")
    return memory


def alternate(commands, rounds):
    """Runs the commands in turn, `rounds` times after one round that is not counted: {name: [Cost, ...]}."""
    costs = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            cost = run(command)
            if number:
                costs[name].append(cost)
    return costs


def medians(costs):
    """The median wall time, CPU time and peak memory of some runs."""
    wall, cpu, memory = (
        statistics.median(getattr(cost, field) for cost in costs) for field in ("wall", "cpu", "memory"))
    return Cost(wall, cpu, memory, "")


def ratios(ours, theirs, field):
    """The ratios of a field of Cost, of each run to the other side's run beside it."""
    return [getattr(own, field) / getattr(other, field) for own, other in zip(ours, theirs)]
