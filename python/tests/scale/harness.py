# SPDX-License-Identifier: Apache-2.0
"""What the tests of clusters share: an S3 server, a local cluster, pictures, and things that kill their process."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import psutil

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
def cluster(nodes: int, cpus: int) -> Iterator[Any]:
    """Start a cluster whose head computes nothing, connect to it, and end all of it."""
    import ray
    from ray.cluster_utils import Cluster

    result = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(nodes):
            result.add_node(num_cpus=cpus, object_store_memory=100 * 2**20)
        result.wait_for_nodes()
        ray.init(address=result.address, logging_level="warning", log_to_driver=False)
        yield result
    finally:
        ray.shutdown()
        result.shutdown()


def kill_raylet(node: Any) -> None:
    """Kill a node of the cluster as a power failure would."""
    for process in node.all_processes["raylet"]:
        os.kill(process.process.pid, signal.SIGKILL)


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


def _end_orphans(spared: set[int]) -> None:
    """Wait for processes whose parents are dead, and end those that stay; older children, such as a server, go on."""
    deadline = time.monotonic() + 10
    while orphans := [child for child in psutil.Process().children() if child.pid not in spared]:
        for process in orphans:
            if time.monotonic() > deadline:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            with suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)
        time.sleep(0.1)


def measured(action: Callable[[], None]) -> tuple[float, float]:
    """Run an action in a child process; return the seconds and the CPU seconds of it and all its descendants.

    Descendants whose parent dies, such as the workers of a killed node, become children of this process, so that their
    time counts too.
    """
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    spared = {child.pid for child in psutil.Process().children()}
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    # The child is a fresh process, as Ray and pyarrow have threads.
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            action()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    seconds = time.monotonic() - started
    _end_orphans(spared)
    if status != 0:
        raise RuntimeError(f"the child ended with {os.waitstatus_to_exitcode(status)}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu
