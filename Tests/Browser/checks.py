# SPDX-License-Identifier: Apache-2.0
"""What the programs of this directory share: their checks, one after the other, and the browser for them."""
import os
import sys
from urllib.parse import quote

import devtools

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PythonSupport"))
from files import Failed, check  # noqa: E402, F401 (check is for the programs)


def url(path):
    return "file://" + quote(str(path))


def run_all(checks, only=""):
    """Calls each method check_* whose name contains 'only', and prints a line for it; returns how many failed."""
    failures = 0
    for method in [name for name in dir(checks) if name.startswith("check_") and only in name]:
        promise = getattr(checks, method).__doc__
        try:
            getattr(checks, method)()
            print(f"ok: {promise}", flush=True)
        except (Failed, RuntimeError) as failure:
            failures += 1
            print(f"FAILED: {promise}: {failure}", flush=True)
    print(f"{failures} failed" if failures else "all kept")
    return failures


def with_browser(work):
    """Calls work(browser), which returns how many checks failed; returns the exit code."""
    chromium = devtools.find()
    if chromium is None:
        print("SKIPPED: no Chromium found; put one in PATH or name it by CHROMIUM", file=sys.stderr)
        return 0
    browser = devtools.Browser(chromium)
    try:
        return 1 if work(browser) else 0
    finally:
        browser.close()
