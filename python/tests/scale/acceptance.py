# SPDX-License-Identifier: Apache-2.0
"""Filter 500 pictures on S3 over a local cluster, kill a node, and print what happened and what it cost.

    python acceptance.py --binary IMGCONV [--pictures 500] [--side 1000] [SCENARIO...]

The scenarios are processes of their own (``--child``) in a control group, so that the CPU time of everything that they
start is counted.  It needs root.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import harness
from pyarrow import fs

RECIPE = "blur sigma=2"
SCENARIOS = ("start", "ray", "local", "bytes", "faults", "killed", "tar")
SOURCE = f"s3://{harness.BUCKET}/in"


def target(scenario: str) -> str:
    """Return where a scenario writes."""
    return f"s3://{harness.BUCKET}/{scenario}"


# ---- Scenarios, each in a process of its own ----


def start(work: Path, _: str) -> None:
    """Start the cluster and run as many empty units as the others have."""
    import ray.data

    class Nothing:
        def __call__(self, batch: Any) -> Any:
            return batch

    with harness.cluster(2, 1):
        rows = ray.data.range(12, override_num_blocks=12).map_batches(
            Nothing, batch_size=None, num_cpus=1, compute=ray.data.ActorPoolStrategy(size=2)
        )
        assert rows.count() == 12


def ray_job(work: Path, _: str) -> None:
    """Filter all pictures on S3, undisturbed."""
    import imgconv.ray

    with harness.cluster(2, 1):
        imgconv.ray.filter_files(RECIPE, SOURCE, target("ray"), files_per_task=50)


def local(work: Path, _: str) -> None:
    """Filter all pictures of a local directory."""
    import imgconv.ray

    with harness.cluster(2, 1):
        imgconv.ray.filter_files(RECIPE, str(work / "in"), str(work / "local"), files_per_task=50)


def send_bytes(work: Path, _: str) -> None:
    """Filter all pictures with their bytes going through Ray, for comparison."""
    import imgconv
    import pyarrow as pa
    import ray.data

    files = fs.S3FileSystem(allow_delayed_open=True, endpoint_override=os.environ["AWS_ENDPOINT_URL"])

    class Filter:
        def __init__(self) -> None:
            self.recipe = imgconv.Recipe(RECIPE)

        def __call__(self, batch: Any) -> Any:
            results = [self._one(data) for data in batch["bytes"].to_pylist()]
            return pa.table({"path": batch["path"], "bytes": pa.array(results, pa.large_binary())})

        def _one(self, data: bytes) -> bytes:
            try:
                return self.recipe.bytes(data)
            except imgconv.Error:
                return b""

    with harness.cluster(2, 1, store=500 * 2**20):
        rows = ray.data.read_binary_files(
            f"{harness.BUCKET}/in", filesystem=files, include_paths=True, ray_remote_args={"num_cpus": 0.5}
        )
        rows = rows.map_batches(
            Filter, batch_size=10, batch_format="pyarrow", num_cpus=0.5,
            compute=ray.data.ActorPoolStrategy(size=2),
        )  # fmt: skip
        for row in rows.iter_rows():
            if row["bytes"]:
                name = row["path"].replace(f"{harness.BUCKET}/in/", f"{harness.BUCKET}/bytes/")
                with files.open_output_stream(name) as stream:
                    stream.write(row["bytes"])


def kill_when(log: Path, text: bytes, times: int, kill: Any) -> threading.Thread:
    """Start a thread that kills something once a file contains a text that often."""

    def watch() -> None:
        while True:
            with suppress(FileNotFoundError):
                if log.read_bytes().count(text) >= times:
                    kill()
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def faults(work: Path, poison: str) -> None:
    """Filter all pictures while a node dies and one picture kills its worker."""
    import imgconv.ray

    files = fs.S3FileSystem(allow_delayed_open=True, endpoint_override=os.environ["AWS_ENDPOINT_URL"])
    total = sum(1 for path in (work / "in").rglob("*") if path.is_file())
    report = work / "faults.jsonl"
    with harness.cluster(2, 1) as cluster:
        nodes = cluster.list_all_nodes()
        # Both workers are then in the middle of a unit.
        reads = work / "s3-faults.log"
        kill_when(reads, b"GET /pictures/in/", total // 3, lambda: harness.kill_node(nodes[-1]))
        rows = imgconv.ray.filter_files(
            RECIPE, SOURCE, target("faults"), filesystem=harness.PoisonFiles(files, poison),
            report=report, manifest=str(work / "faults.parquet"), files_per_task=25,
        )  # fmt: skip
        table = rows.take_all()
    (work / "faults.json").write_text(json.dumps(table))


def tar(work: Path, poison: str) -> None:
    """Filter archives while a node dies and one member kills its worker."""
    import imgconv.ray

    report = work / "tar.jsonl"
    recipe = harness.PoisonRecipe(RECIPE, poison)
    with harness.cluster(2, 1) as cluster:
        nodes = cluster.list_all_nodes()
        reads = work / "s3-tar.log"
        kill_when(reads, b"GET /pictures/shards/", 3, lambda: harness.kill_node(nodes[-1]))
        rows = imgconv.ray.filter_files(
            recipe, f"s3://{harness.BUCKET}/shards", target("tar"), report=report
        )
        table = rows.take_all()
    (work / "tar.json").write_text(json.dumps(table))


CHILDREN = {
    "start": start, "ray": ray_job, "local": local, "bytes": send_bytes, "faults": faults, "tar": tar,
}  # fmt: skip


# ---- Checks ----


def command_line(binary: str, work: Path) -> tuple[float, float]:
    """Filter all pictures with the command, two at a time."""
    shutil.rmtree(work / "reference", ignore_errors=True)
    command = [binary, "run", RECIPE, str(work / "in"), str(work / "reference/"), "-j", "2", "--quiet"]
    return harness.measured(command, work / "command.log", code=1)


def files_of(directory: Path) -> dict[str, bytes]:
    """Return the contents of all files below a directory by name."""
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file()
    }


def compare(found: dict[str, bytes], expected: dict[str, bytes], left_out: set[str]) -> str:
    """Compare outputs bit for bit; those that are left out must be absent."""
    wanted = {name: data for name, data in expected.items() if name not in left_out}
    missing = wanted.keys() - found.keys()
    extra = found.keys() - wanted.keys()
    different = [name for name in wanted.keys() & found.keys() if wanted[name] != found[name]]
    assert not missing and not extra and not different, (missing, extra, different)
    return f"{len(found)} outputs, each equal to the command's"


def rerun(log: Path, prefix: str) -> str:
    """Say which inputs were opened more than once; each is looked up when it is opened."""
    counts = harness.requests(log, "HEAD", prefix)
    again = {name: count for name, count in counts.items() if count > 1}
    most = max(counts.values(), default=0)
    return f"{len(again)} of {len(counts)} inputs were opened more than once, at most {most} times"


def check_faults(work: Path, poison: str, bad: list[str]) -> None:
    """Check the rows, the report and the outputs of the run with faults."""
    rows = json.loads((work / "faults.json").read_text())
    assert len({row["input"] for row in rows}) == len(rows), "a row came twice"
    failed = {row["input"].removeprefix(SOURCE + "/"): row for row in rows if row["status"] == "failed"}
    assert failed.keys() == {poison, *bad}, failed.keys()
    print("   rows:", len(rows), "each once;", len(failed), "failed:")
    for name, row in failed.items():
        print("    ", name, "|", row["reason"], "|", row["kind"])
    print("  ", compare(harness.objects("faults"), files_of(work / "reference"), {poison, *bad}))
    lines = [json.loads(line) for line in (work / "faults.jsonl").read_text().splitlines()]
    print("   report:", len(lines), "lines;", {key: lines[-1][key] for key in ("status", "done", "failed")})


def killed(work: Path, log: Path, bad: list[str]) -> None:
    """Kill a whole job, start it again, and count what ran twice."""
    report, prefix = work / "killed.jsonl", "killed"
    command = [
        sys.executable, "-m", "imgconv.ray", RECIPE, SOURCE, target(prefix), "--report", str(report),
        "--files-per-task", "25", "--threads-per-worker", "1",
    ]  # fmt: skip
    total = sum(1 for path in (work / "in").rglob("*") if path.is_file())
    job = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    kill_when(log, b"GET /pictures/in/", total // 3, lambda: os.killpg(job.pid, signal.SIGKILL)).join()
    job.wait()
    time.sleep(3)
    recorded = report.read_bytes().count(b'"record":"file"')
    first = sum(harness.requests(log, "PUT", prefix).values())
    again = subprocess.run(command, capture_output=True, text=True)
    print("   killed with", recorded, "records and", first, "outputs; then:", again.stderr.splitlines()[-1])
    counts = harness.requests(log, "PUT", prefix)
    print("  ", sum(count > 1 for count in counts.values()), "outputs were written twice")
    print("  ", compare(harness.objects(prefix), files_of(work / "reference"), set(bad)))
    third = subprocess.run(command, capture_output=True, text=True)
    print("   a third run:", third.stderr.splitlines()[-1])


def make_shards(work: Path) -> None:
    """Pack the pictures into archives of 50."""
    shards = work / "shards"
    shards.mkdir(exist_ok=True)
    names = sorted(str(path.relative_to(work / "in")) for path in (work / "in").rglob("*") if path.is_file())
    for number in range(0, len(names), 50):
        with tarfile.open(shards / f"{number // 50:03}.tar", "w", format=tarfile.PAX_FORMAT) as archive:
            for name in names[number : number + 50]:
                archive.add(work / "in" / name, name)


def check_tar(work: Path, binary: str, poison: str, bad: list[str]) -> None:
    """Check the archives: each equals that of the command for an archive without the poison."""
    rows = json.loads((work / "tar.json").read_text())
    members = [row for row in rows if row["member"] is not None]
    assert len({row["member"] for row in members}) == len(members), "a member came twice"
    failed = {row["member"]: row["reason"] for row in members if row["status"] == "failed"}
    print("   archives:", len(rows) - len(members), "members:", len(members), "failed:", failed)
    assert failed.keys() == {poison, *bad}, failed.keys()
    found = harness.objects("tar")
    for path in sorted((work / "shards").glob("*.tar")):
        clean, output = work / "clean.tar", work / "reference.tar"
        with tarfile.open(path) as source, tarfile.open(clean, "w", format=tarfile.PAX_FORMAT) as archive:
            for member in source:
                if member.name != poison:
                    archive.addfile(member, source.extractfile(member))
        subprocess.run([binary, "run", RECIPE, str(clean), str(output)], stderr=subprocess.DEVNULL)
        assert found[path.name] == output.read_bytes(), path.name
    assert len(found) == len(list((work / "shards").glob("*.tar")))
    print("  ", len(found), "archives, each equal to the command's")


# ---- The run ----


def run_child(name: str, work: Path, poison: str) -> tuple[float, float]:
    """Run a scenario in a process of its own, and measure it."""
    command = [sys.executable, __file__, "--child", name, "--work", str(work), "--poison", poison]
    return harness.measured(command, work / f"{name}.log")


def scenario(name: str, work: Path, log: Path, binary: str, poison: str, bad: list[str]) -> float:
    """Run a scenario, check it, and return its CPU seconds."""
    print(f"{name}:", flush=True)
    if name == "killed":
        killed(work, log, bad)
        return 0
    if name == "tar":
        make_shards(work)
        harness.upload(work / "shards", "shards")
    seconds, cpu = run_child(name, work, poison)
    print(f"   {seconds:.1f} s, {cpu:.1f} s CPU")
    if name == "faults":
        check_faults(work, poison, bad)
    if name == "tar":
        check_tar(work, binary, poison, bad)
        print("  ", rerun(log, "shards"))
    elif name in ("ray", "bytes"):
        print("  ", compare(harness.objects(name), files_of(work / "reference"), set(bad)))
    elif name == "local":
        print("  ", compare(files_of(work / "local"), files_of(work / "reference"), set(bad)))
    if name in ("ray", "bytes", "faults"):
        print("  ", rerun(log, "in"))
    return cpu


def main() -> None:
    """Run the scenarios that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", help=", ".join(SCENARIOS))
    parser.add_argument("--binary", help="the imgconv command")
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--side", type=int, default=1000)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--child")
    parser.add_argument("--poison", default="")
    values = parser.parse_args()
    if values.child:
        CHILDREN[values.child](values.work, values.poison)
        return
    with tempfile.TemporaryDirectory(prefix="imgconv-scale-") as scratch:
        work = values.work or Path(scratch)
        work.mkdir(exist_ok=True)
        _all(work, values)


def _all(work: Path, values: argparse.Namespace) -> None:
    names = harness.make_pictures(work / "in", values.pictures, values.side, bad=3)
    bad, poison = names[-3:], names[values.pictures // 2]
    size = sum(path.stat().st_size for path in (work / "in").rglob("*") if path.is_file())
    print(f"{len(names)} pictures of {values.side} x {values.side}, {size / 1e6:.0f} MB; poison: {poison}")
    seconds, command_cpu = command_line(values.binary, work)
    print(f"command -j 2: {seconds:.1f} s, {command_cpu:.1f} s CPU", flush=True)
    figures: dict[str, float] = {}
    for name in values.scenarios or SCENARIOS:
        log = work / f"s3-{name}.log"
        with harness.s3_server(log):
            harness.upload(work / "in", "in")
            figures[name] = scenario(name, work, log, values.binary, poison, bad)
    base = figures.get("start", 0)
    for name in ("ray", "local", "bytes", "faults"):
        if name in figures and base:
            net = figures[name] - base
            print(f"{name}: {net:.1f} s CPU without Ray's start, {net / command_cpu:.2f} x the command")


if __name__ == "__main__":
    sys.path.insert(0, str(harness.HERE))
    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(harness.HERE), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    main()
