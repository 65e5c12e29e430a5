# SPDX-License-Identifier: Apache-2.0
"""Calls that last: Python's signal handlers run during them, and their exceptions stop them."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from typing import TypeVar

from . import _native

_Result = TypeVar("_Result")

#: A call that is expected to take longer runs in a thread of its own, in seconds.
LONG = 0.005

#: How fast filters are, at least: samples and multiply-adds a second.  A core of 2 GHz with vectors of four floats, as
#: every x86-64 and ARM has, makes a vector of multiply-adds each cycle, 8e9 a second; convolutions reach half of it.
SAMPLES_A_SECOND = 1.0e8
MULTIPLY_ADDS_A_SECOND = 4.0e9


def expected_seconds(samples: int, multiply_adds: int = 0) -> float:
    """Estimate how long one thread takes, with room for a slow machine."""
    return samples / SAMPLES_A_SECOND + multiply_adds / MULTIPLY_ADDS_A_SECOND


def run(
    call: Callable[[], _Result], options: _native.OptionsStruct, seconds: float
) -> _Result:
    """Make a call of the library.

    A thread that is inside the library runs no signal handler.  So a long call from the main thread is made in another
    one, for which the main thread waits.  When a handler raises an exception, such as ``KeyboardInterrupt``, the call is
    stopped, and the exception goes on as soon as the call has ended.
    """
    if seconds < LONG or threading.current_thread() is not threading.main_thread():
        return call()
    return _run_in_thread(call, options)


def _run_in_thread(call: Callable[[], _Result], options: _native.OptionsStruct) -> _Result:
    results: list[_Result] = []
    failures: list[BaseException] = []
    ended = threading.Lock()
    ended.acquire()

    def body() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller
            failures.append(error)
        finally:
            ended.release()

    stop = _native.lib.imgconv_stop_make()
    if not stop:
        raise MemoryError
    options.stop = stop
    thread = threading.Thread(target=body, name="imgconv", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        # The system gives no more threads.
        options.stop = None
        _native.lib.imgconv_stop_free(stop)
        return call()
    try:
        ended.acquire()
    except BaseException:
        _native.lib.imgconv_stop_turn_on(ctypes.c_void_p(stop))
        _wait(thread)
        raise
    finally:
        try:
            _wait(thread)
        finally:
            options.stop = None
            _native.lib.imgconv_stop_free(ctypes.c_void_p(stop))
    if failures:
        raise failures[0]
    return results[0]


def _wait(thread: threading.Thread) -> None:
    """Wait for the end of a thread that has been told to stop, whatever a signal handler raises."""
    interrupt: BaseException | None = None
    while thread.is_alive():
        try:
            thread.join()
        except BaseException as error:  # noqa: BLE001 - it is raised below
            interrupt = error
    if interrupt is not None:
        raise interrupt
