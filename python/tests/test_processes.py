# SPDX-License-Identifier: Apache-2.0
"""Threads, forks, other start methods, and signals."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import imgconv

IMAGE = np.random.default_rng(1).integers(0, 256, (700, 700, 3), np.uint8)
EXPECTED = imgconv.Recipe("blur sigma=2")(IMAGE)


def filtered(recipe: imgconv.Recipe) -> bool:
    return bool((recipe(IMAGE, threads=2) == EXPECTED).all())


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_start_methods(method: str) -> None:
    recipe = imgconv.Recipe("blur sigma=2")
    assert filtered(recipe)
    # A recipe with two threads, which the children unpickle.
    with multiprocessing.get_context(method).Pool(2) as pool:
        results = pool.map_async(partial(recipe, threads=2), [IMAGE] * 4).get(60)
    assert all((result == EXPECTED).all() for result in results)


def fork_and_filter(recipe: imgconv.Recipe) -> int:
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os._exit(0 if filtered(recipe) else 3)
    return os.waitpid(child, 0)[1]


@pytest.mark.parametrize("count", [30, pytest.param(1000, marks=pytest.mark.slow)])
def test_forks_while_threads_are_inside(count: int) -> None:
    recipe, ended = imgconv.Recipe("blur sigma=2"), threading.Event()

    def work() -> None:
        while not ended.is_set():
            assert filtered(recipe)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        assert [fork_and_filter(recipe) for _ in range(count)] == [0] * count
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def test_threads_share_a_recipe() -> None:
    recipe = imgconv.Recipe("blur sigma=2")
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(filtered, [recipe] * 24))


class Interrupted(Exception):
    pass


def interrupted(call: Any, after: float) -> float:
    """Make a call, raise an exception in a signal handler, and return how long the call went on."""
    raised: list[float] = []

    def handler(*_: object) -> None:
        raised.append(time.perf_counter())
        raise Interrupted

    before = signal.signal(signal.SIGALRM, handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, after)
        with pytest.raises(Interrupted):
            call()
        return time.perf_counter() - raised[0]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("threads", [1, 2])
def test_signals_stop_arrays(threads: int) -> None:
    image = np.zeros((6000, 6000), np.float32)
    recipe = imgconv.Recipe("blur sigma=80")
    # Milliseconds in practice; the machine may be busy.
    assert interrupted(lambda: recipe(image, threads=threads), 0.1) < 1


def test_signals_stop_files_and_bytes(tmp_path: Path) -> None:
    recipe = imgconv.Recipe("blur sigma=80")
    image = np.random.default_rng(1).uniform(0, 1, (3000, 3000)).astype(np.float32)
    imgconv.write(tmp_path / "in.npy", image)
    data = (tmp_path / "in.npy").read_bytes()
    assert interrupted(lambda: recipe.file(tmp_path / "in.npy", tmp_path / "out.npy"), 0.2) < 1
    assert interrupted(lambda: recipe.bytes(data), 0.2) < 1
    assert [path.name for path in tmp_path.iterdir()] == ["in.npy"]


def test_keyboard_interrupt() -> None:
    image, recipe = np.zeros((6000, 6000), np.float32), imgconv.Recipe("blur sigma=80")
    # A shell starts background jobs with SIGINT ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer = threading.Timer(0.2, lambda: signal.raise_signal(signal.SIGINT))
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            recipe(image)
        timer.join()
    finally:
        signal.signal(signal.SIGINT, before)


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
@pytest.mark.parametrize("count", [2000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_calls_leak_nothing(count: int) -> None:
    image = np.zeros((16, 16, 3), np.uint8)
    data = imgconv.encode(image, "png")

    def calls(count: int) -> None:
        for index in range(count):
            imgconv.blur(image, sigma=1 + index % 300 / 100)
            if index % 10 == 0:
                imgconv.Recipe("edge").bytes(data)
                imgconv.info(data)
            if index % 10 == 5:
                with pytest.raises(ValueError):
                    imgconv.Recipe("nonsense")
                with pytest.raises(ValueError):
                    imgconv.Recipe("edge").bytes(data[:-30])

    calls(1000)
    before = resident()
    calls(count)
    assert resident() - before < 3 << 20
