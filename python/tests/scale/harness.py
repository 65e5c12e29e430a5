# SPDX-License-Identifier: Apache-2.0
"""What the tests of clusters share: an S3 server, a local cluster, pictures, and things that kill their process."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import imgconv

HERE = Path(__file__).parent
BUCKET = "pictures"


# ---- Pictures ----


def make_pictures(directory: Path, count: int, side: int, bad: int = 0) -> list[str]:
    """Write PNG and JPEG pictures of smoothed noise, the last ``bad`` ones truncated; return their names."""
    names = []
    random = np.random.default_rng(17)
    noise = random.integers(0, 256, (side + 64, side + 64, 3), np.uint8)
    noise = imgconv.blur(noise, sigma=2, map="normalize") if side >= 64 else noise
    for number in range(count):
        y, x = random.integers(0, 64, 2)
        image = np.ascontiguousarray(noise[y : y + side, x : x + side])
        image[0, 0] = number % 256
        extension = "png" if number % 2 == 0 else "jpg"
        name = f"{number // 100}/{number:05}.{extension}"
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        imgconv.write(path, image, sync=False)
        if number >= count - bad:
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        names.append(name)
    return names


# ---- Servers ----


def free_port() -> int:
    """Return a port of the loopback interface that is free."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def s3_server(log: Path) -> Iterator[str]:
    """Start an S3 server on loopback, and set the environment for it; its requests go to a log."""
    port = free_port()
    server_program = Path(sys.executable).with_name("moto_server")
    address = f"http://127.0.0.1:{port}"
    with open(log, "wb") as output:
        server = subprocess.Popen(
            [server_program, "-H", "127.0.0.1", "-p", str(port)], stdout=output, stderr=output
        )
    settings = {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        _wait_for(port, server)
        client().create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.terminate()
        server.wait()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"moto_server ended with {server.returncode}")
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("moto_server does not listen")


def client() -> Any:
    """Return a client of the S3 server."""
    import boto3

    return boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def upload(directory: Path, prefix: str) -> None:
    """Put all files of a directory into the bucket."""
    store = client()
    for path in sorted(directory.rglob("*")):
        if path.is_file():
            key = f"{prefix}/{path.relative_to(directory)}"
            store.put_object(Bucket=BUCKET, Key=key, Body=path.read_bytes())


def objects(prefix: str) -> dict[str, bytes]:
    """Return the contents of all objects below a prefix by their names below it."""
    store = client()
    pages = store.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix + "/")
    keys = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
    return {
        key.removeprefix(prefix + "/"): store.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        for key in keys
    }


def requests(log: Path, method: str, prefix: str) -> Counter[str]:
    """Count the requests for the objects below a prefix, by name, from the server's log."""
    pattern = re.compile(rf'{method} /{BUCKET}/{prefix}/([^ ?]+)(\?[^ ]*)? HTTP')
    found = (pattern.search(line) for line in log.read_text(errors="replace").splitlines())
    return Counter(match.group(1) for match in found if match)


@contextmanager
def cluster(nodes: int, cpus: int, store: int = 100 * 2**20) -> Iterator[Any]:
    """Start a cluster whose head computes nothing, connect to it, and end all of it.

    Each node has an object store of ``store`` bytes.
    """
    import ray
    from ray.cluster_utils import Cluster

    result = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(nodes):
            result.add_node(num_cpus=cpus, object_store_memory=store)
        result.wait_for_nodes()
        ray.init(address=result.address, logging_level="warning", log_to_driver=False)
        yield result
    finally:
        ray.shutdown()
        result.shutdown()


def kill_node(node: Any) -> None:
    """Kill a node of the cluster and its workers, as a power failure would."""
    raylets = [process.process.pid for process in node.all_processes["raylet"]]
    for pid in [*raylets, *(child for raylet in raylets for child in _children(raylet))]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    return [
        int(pid)
        for tasks in Path(f"/proc/{parent}/task").glob("*/children")
        for pid in tasks.read_text().split()
    ]


# ---- Poison ----


class PoisonFiles:
    """A file system that kills the process that reads a certain name."""

    def __init__(self, wrapped: Any, name: str) -> None:
        self.wrapped = wrapped
        self.name = name

    def __reduce__(self) -> tuple[Any, ...]:
        return (PoisonFiles, (self.wrapped, self.name))

    def get_file_info(self, what: Any) -> Any:
        """Look files up."""
        return self.wrapped.get_file_info(what)

    def open_input_stream(self, path: str) -> Any:
        """Open a file, or die."""
        if path.endswith(self.name):
            os.kill(os.getpid(), signal.SIGKILL)
        return self.wrapped.open_input_stream(path)

    def open_output_stream(self, path: str) -> Any:
        """Create a file."""
        return self.wrapped.open_output_stream(path)


class PoisonRecipe(imgconv.Recipe):
    """A recipe that kills its process when it comes to a certain member of an archive."""

    __slots__ = ("poison",)

    def __init__(self, text: str, poison: str) -> None:
        super().__init__(text)
        self.poison = poison

    def __reduce__(self) -> tuple[Any, ...]:
        return (PoisonRecipe, (self._text, self.poison))

    def archive(self, *arguments: Any, on_member: Any = None, skipped: Sequence[int] = (), **options: Any) -> Any:
        """Convert an archive, or die."""

        def note(index: int, name: str, record: dict[str, Any] | None) -> None:
            if on_member is not None:
                on_member(index, name, record)
            if name == self.poison and record is None and index not in skipped:
                os.kill(os.getpid(), signal.SIGKILL)

        return super().archive(*arguments, on_member=note, skipped=skipped, **options)


# ---- Measuring ----


class Account:
    """A control group, which knows the CPU time of all processes that were ever in it.

    The times that a parent has of its children would not do: Ray's nodes never wait for their workers, so their times
    are lost.
    """

    def __init__(self) -> None:
        first = Path("/sys/fs/cgroup/cpuacct")
        self._is_first = first.is_dir()
        self._directory = (first if self._is_first else Path("/sys/fs/cgroup")) / f"imgconv-{os.getpid()}"
        self._directory.mkdir(exist_ok=True)

    def enter(self) -> None:
        """Put this process, and all that it starts from now on, into the group."""
        (self._directory / "cgroup.procs").write_text(str(os.getpid()))

    def processes(self) -> list[int]:
        """Return the processes in the group."""
        return [int(line) for line in (self._directory / "cgroup.procs").read_text().split()]

    def seconds(self) -> float:
        """Return the CPU seconds of the group so far, in user space and in the kernel."""
        if self._is_first:
            return int((self._directory / "cpuacct.usage").read_text()) / 1e9
        statistics = dict(line.split() for line in (self._directory / "cpu.stat").read_text().splitlines())
        return int(statistics["usage_usec"]) / 1e6

    def close(self) -> None:
        """End what is left in the group, and remove it."""
        deadline = time.monotonic() + 10
        while left := self.processes():
            if time.monotonic() > deadline:
                for pid in left:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            time.sleep(0.1)
        self._directory.rmdir()


def measured(command: Sequence[str | Path], log: Path, code: int = 0) -> tuple[float, float]:
    """Run a command, which has to end with a code; return the seconds and the CPU seconds of all that it started.

    It needs root and control groups.
    """
    account = Account()
    started = time.monotonic()
    try:
        with open(log, "wb") as output:
            ended = subprocess.run(command, stdout=output, stderr=output, preexec_fn=account.enter)
        seconds, cpu = time.monotonic() - started, account.seconds()
    finally:
        account.close()
    if ended.returncode != code:
        raise RuntimeError(f"{command[0]} ended with {ended.returncode}; see {log}")
    return seconds, cpu
