# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium, told what to do over a pipe by the DevTools protocol; the standard library alone.

Source: https://chromedevtools.github.io/devtools-protocol/, and Chromium's --remote-debugging-pipe: JSON messages,
each ended by a NUL, come in by descriptor 3 and go out by descriptor 4.
"""
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome",
         "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"]


def find():
    """The path of a Chromium; None if there is none.  The environment's CHROMIUM comes first."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    return next((path for path in map(shutil.which, names) if path), None)


class Browser:
    """One browser with one page; events of the page are kept in 'events'."""

    TIMEOUT = 60

    def __init__(self, program):
        self.profile = tempfile.mkdtemp(prefix="imgconv-browser-")
        to_browser, self.output = pipe()
        self.input, from_browser = pipe()

        def connect():
            os.dup2(to_browser, 3)
            os.dup2(from_browser, 4)

        # Root has no sandbox to offer; the pages are our own.
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--no-first-run", "--disable-background-networking", "--remote-debugging-pipe",
             "--user-data-dir=" + self.profile, "about:blank"],
            preexec_fn=connect, pass_fds=(3, 4), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.number = 0
        self.buffer = b""
        self.events = []
        target = self.call("Target.createTarget", session=None, url="about:blank")["targetId"]
        self.session = None
        self.session = self.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Network", "Log", "Accessibility", "DOM"]:
            self.call(domain + ".enable")

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
        except (OSError, RuntimeError):
            self.process.kill()
        self.process.wait()
        os.close(self.output)
        os.close(self.input)
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, session="", **parameters):
        """Sends a command and waits for its result; events that come meanwhile are kept."""
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session == "" and getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        """Waits until an event of this name has come since 'open' began."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive())

    def receive(self):
        deadline = time.monotonic() + Browser.TIMEOUT
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.input], [], [], max(0, deadline - time.monotonic()))
            part = os.read(self.input, 1 << 20) if ready else b""
            if not part:
                raise RuntimeError("the browser does not answer")
            self.buffer += part
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def open(self, url, width=1280, height=900, scheme="light", media=""):
        """Loads a page at a width in CSS pixels, in a colour scheme, for a medium."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 700)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.events = []
        result = self.call("Page.navigate", url=url)
        if result.get("errorText"):
            raise RuntimeError(f"{url}: {result['errorText']}")
        self.wait("Page.loadEventFired")

    def evaluate(self, expression):
        """The value of an expression of JavaScript in the page, as JSON holds it."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")


def pipe():
    """A pipe whose ends are not among the first descriptors, which the browser gets."""
    ends = os.pipe()
    moved = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in ends]
    for end in ends:
        os.close(end)
    return moved
