# SPDX-License-Identifier: Apache-2.0
"""The page of `imgconv report` in a real browser: does it load, fit, stay alone, and hold what it should?

    python3 Tests/Browser/report_page.py IMGCONV [--screenshot OUT.png]

Makes a batch with odd names and failures, makes its page, and looks at it in a headless Chromium, at two widths, light
and dark.  Prints a line for each check and exits with 1 if one fails; without a Chromium (in PATH or named by CHROMIUM)
it says so and exits with 0.  With --screenshot it makes the picture for the documentation from samples/ instead.  Needs
Python alone.
"""
import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from checks import check, run_all, url, with_browser

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
WIDTHS = [390, 1280]
SCHEMES = ["light", "dark"]
# Each of them would do something if it were markup.
NAMES = [
    "plain.png",
    "a & b &lt;i&gt; \"c\" 'd'.png",
    "<img src=x onerror=window.owned=1>.png",
    "x<script>window.owned=2</script>.png",
    "\"><svg onload=window.owned=3>.png",
    "' onerror='window.owned=4.png",
    "--><!-- ]]> </style><style>body{display:none}.png",
    "line\nbreak\ttab\u200b\u202egnp.png",
    "日本語 é 😀.png",
    "no-spaces-at-all-" + "x" * 200 + ".png",
    "two  spaces .png",
]
BYTES_NAME = b"bytes \xff\xfe.png"


def run(program, *words, cwd, codes=(0,)):
    result = subprocess.run([program, *words], cwd=cwd, capture_output=True)
    check(result.returncode in codes, f"{words}: {result.returncode}, {result.stderr.decode()}")


def make_batch(program, folder):
    """A batch with odd names, two kinds of failures, and pictures that are not what they were."""
    inputs = folder / "in"
    picture = (SAMPLES / "scene.jpg").read_bytes()
    for name in NAMES:
        (inputs / name).parent.mkdir(parents=True, exist_ok=True)
        (inputs / name).write_bytes(picture)
    if sys.platform == "linux":
        Path(os.fsdecode(os.fsencode(inputs) + b"/" + BYTES_NAME)).write_bytes(picture)
    for name in ["glass.png", "gradient16.png", "sprite.png"]:
        shutil.copy(SAMPLES / name, inputs)
    (inputs / "torn<b>.png").write_bytes((SAMPLES / "scene.png").read_bytes()[:30000])
    (inputs / "empty.png").write_bytes(b"")
    run(program, "upsample", "--quiet", str(SAMPLES / "zone-plate.png"), "in/large.png", cwd=folder)
    run(program, "edge", "in", "out", "--report", "run.jsonl", "--max-pixels", "600000",
        cwd=folder, codes=(0, 1))
    (folder / "out" / "sprite.png").unlink()
    # A line that was torn, and another run.
    with open(folder / "run.jsonl", "a", encoding="utf-8") as file:
        file.write('{"record":"file","inp\n')
    run(program, "edge", "in", "out", "--report", "run.jsonl", "--resume", "--max-pixels",
        "600000", cwd=folder, codes=(0, 1))
    (folder / "out" / "sprite.png").unlink()
    with open(inputs / "gradient16.png", "ab") as file:
        file.write(b"x")
    run(program, "report", "run.jsonl", "--html", "page.html", cwd=folder)
    return folder / "page.html"


class Checks:
    """Each method is a check; its first line is printed."""

    def __init__(self, browser, page):
        self.browser = browser
        self.page = page
        records = [line for line in map(parsed, open(page.parent / "run.jsonl", encoding="utf-8"))]
        last = {record["input"]: record for record in records if record.get("record") == "file"}
        self.done = [record for record in last.values() if record["status"] == "done"]
        self.failed = [record for record in last.values() if record["status"] == "failed"]

    def everywhere(self):
        """Opens the page at each width, in each scheme."""
        for width in WIDTHS:
            for scheme in SCHEMES:
                self.browser.open(url(self.page), width=width, scheme=scheme)
                yield f"{width} px, {scheme}"

    def check_quiet(self):
        """no errors, no warnings, no request but for the page itself"""
        for place in self.everywhere():
            for event in self.browser.events:
                method = event.get("method")
                loud = ["Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"]
                check(method not in loud, f"{place}: {event}")
                if method == "Network.requestWillBeSent":
                    address = event["params"]["request"]["url"]
                    alone = address == url(self.page) or address.startswith("data:image/")
                    check(alone, f"{place}: asks for {address[:200]}")

    def check_pictures(self):
        """all pictures are shown, each before and after, but those that are not what they were"""
        self.browser.open(url(self.page))
        sizes = self.browser.evaluate(
            "Promise.all([...document.querySelectorAll('td img')].map(i => i.decode().catch(() => {}).then(() =>"
            " [i.naturalWidth, i.width, i.naturalHeight, i.height, i.alt])))")
        holes = self.browser.evaluate(
            "[...document.querySelectorAll('.hole')].map(h => h.textContent)")
        wanted = ["was changed since", "is gone"]
        for word in wanted:
            check(any(word in hole for hole in holes), f"'{word}' in {holes}")
        check(len(holes) == len(wanted), f"{holes}")
        check(len(sizes) == 2 * len(self.done) - len(holes), f"{len(sizes)} pictures")
        for width, shown, height, shown_height, alt in sizes:
            check(0 < width <= 160 and 0 < height <= 160, f"{alt}: {width} x {height}")
            check((width, height) == (shown, shown_height), f"{alt} is shown as {shown} wide")
            check(alt.startswith(("Before: ", "After: ")), alt)

    def names(self, table):
        """The names of the inputs in a table, in order."""
        return self.browser.evaluate(
            f"[...document.querySelectorAll('{table} tbody th > .name')].map(n => n.textContent)")

    def check_order(self):
        """files are in the order of the plan, however they were done"""
        self.browser.open(url(self.page))
        planned = sorted(self.done, key=lambda record: record["index"])
        shown = self.names(".files")
        check([record["input"].replace("\n", "\\n").replace("\t", "\\t")
               for record in planned if "\ufffd" not in record["input"]]
              == [name for name in shown if "\\xff" not in name], f"{shown}")

    def check_sorting(self):
        """a click sorts by a column, another turns it around, a third restores the plan"""
        self.browser.open(url(self.page))
        planned = self.names(".files")
        heads = self.browser.evaluate(
            "[...document.querySelectorAll('.files thead th')].map(h => h.querySelector('.sort')?.textContent)")
        check(heads == [None, None, "File", "Pixels", "Bytes", "Time"], f"{heads}")
        for column in range(2, 6):
            seen = []
            for state in ["ascending", "descending", None]:
                self.browser.evaluate(f"document.querySelectorAll('.files thead th')[{column}].firstChild.click()")
                marks = self.browser.evaluate(
                    "[...document.querySelectorAll('.files thead th')].map(h => h.ariaSort)")
                check(marks == [state if at == column else None for at in range(6)], f"{marks}")
                seen.append(self.browser.evaluate(
                    f"[...document.querySelectorAll('.files tbody tr')].map(r => r.cells[{column}])"
                    ".map(c => c.dataset.sort ?? c.textContent)"))
            keys = [[text if column == 2 else int(text) for text in texts] for texts in seen]
            if column == 2:
                # As JavaScript compares text: by units of UTF-16.
                keys = [[text.encode("utf-16-be") for text in texts] for texts in keys]
            check(keys[0] == sorted(keys[2]) and keys[1] == sorted(keys[2], reverse=True), f"{seen}")
            check(self.names(".files") == planned, f"{self.names('.files')}")

    def check_enlarging(self):
        """a click on a thumbnail shows a larger picture, arrows the next one; Escape closes it"""
        state = """(() => { const d = document.querySelector('dialog'), i = d.querySelector('img');
          return i.decode().catch(() => {}).then(() =>
            [d.open, i.alt, i.naturalWidth, i.naturalHeight, document.activeElement.className]); })()"""
        for width in WIDTHS:
            self.browser.open(url(self.page), width=width)
            alts = self.browser.evaluate("[...document.querySelectorAll('td img')].map(i => i.alt)")
            large = self.browser.evaluate("[...document.querySelectorAll('td img')].map(i => 'large' in i.dataset)")
            first = large.index(True)
            self.browser.evaluate(f"document.querySelectorAll('.enlarge')[{first}].click()")
            is_open, alt, natural_width, natural_height, _ = self.browser.evaluate(state)
            check(is_open and alt == alts[first], f"{width} px: {alt}")
            check(160 < max(natural_width, natural_height) <= 640, f"{natural_width} x {natural_height}")
            box = self.browser.evaluate(
                "(b => [b.left, b.top, b.right - innerWidth, b.bottom - innerHeight])"
                "(document.querySelector('dialog').getBoundingClientRect())")
            check(box[0] >= 0 and box[1] >= 0 and box[2] <= 0 and box[3] <= 0, f"{width} px: {box}")
            for key, wanted in [("ArrowRight", alts[first + 1]), ("ArrowLeft", alts[first])]:
                for kind in ["keyDown", "keyUp"]:
                    self.browser.call("Input.dispatchKeyEvent", type=kind, key=key)
                check(self.browser.evaluate(state)[1] == wanted, f"{key}: {wanted}")
            for kind in ["keyDown", "keyUp"]:
                self.browser.call("Input.dispatchKeyEvent", type=kind, key="Escape", code="Escape",
                                  windowsVirtualKeyCode=27)
            # The dialog tells that it is closed in a task of its own.
            self.browser.evaluate("new Promise(resolve => setTimeout(resolve, 100))")
            is_open, *_, focus = self.browser.evaluate(state)
            check(not is_open and focus == "enlarge", f"open: {is_open}, focus: {focus!r}")

    def check_without_scripts(self):
        """without scripts nothing is missing but what they add"""
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.browser.open(url(self.page))
            root = self.browser.call("DOM.getDocument")["root"]["nodeId"]
            count = {}
            for selector in ["tbody tr", "td img", "button", "dialog[open]"]:
                found = self.browser.call("DOM.querySelectorAll", nodeId=root, selector=selector)
                count[selector] = len(found["nodeIds"])
            check(count["tbody tr"] == len(self.done) + len(self.failed), f"{count}")
            check(count["td img"] > 0 and count["button"] == count["dialog[open]"] == 0, f"{count}")
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)

    def check_names(self):
        """names and reasons are text, letter by letter"""
        self.browser.open(url(self.page))
        texts = self.browser.evaluate(
            "[...document.querySelectorAll('tbody .name')].map(n => n.textContent)")
        names = [name.replace("\n", "\\n").replace("\t", "\\t") for name in NAMES]
        if sys.platform == "linux":
            names.append("bytes \\xff\\xfe.png")
        for name in names:
            for folder in ["in/", "out/"]:
                check(folder + name in texts, f"{folder + name!r} in {texts}")
        reasons = self.browser.evaluate(
            "[...document.querySelectorAll('.reason')].map(r => r.textContent)")
        check(sorted(reasons) == sorted(record["reason"] for record in self.failed), f"{reasons}")

    def check_no_markup_from_names(self):
        """no name becomes markup, even without the page's own policy"""
        bare = self.page.with_name("bare.html")
        text = self.page.read_text(encoding="utf-8")
        begin = text.index("<meta http-equiv")
        bare.write_text(text[:begin] + text[text.index(">", begin) + 1:], encoding="utf-8")
        for page in [bare, self.page]:
            self.browser.open(url(page))
            check(self.browser.evaluate("window.owned") is None, f"{page.name}: a name ran")
            odd = self.browser.evaluate(
                "[...document.querySelectorAll('script + script,body script,iframe,object,embed,link,"
                "svg,form,base,body style')].map(e => e.outerHTML)")
            check(odd == [], f"{odd}")
            handlers = self.browser.evaluate(
                "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames())"
                ".filter(n => n.startsWith('on') || n === 'href' || n === 'srcset')")
            check(handlers == [], f"{handlers}")

    def check_policy(self):
        """the page forbids itself other scripts, and pictures from elsewhere"""
        self.browser.open(url(self.page))
        found = self.browser.evaluate(
            """new Promise(resolve => {
              const found = [];
              document.addEventListener('securitypolicyviolation',
                e => { found.push(e.effectiveDirective); if (found.length == 2) resolve(found); });
              setTimeout(() => resolve(found), 5000);
              const script = document.createElement('script');
              script.textContent = 'window.owned = 5';
              document.body.append(script);
              const image = new Image();
              image.src = 'file:///none.png';
              document.body.append(image);
            })""")
        check(sorted(found) == ["img-src", "script-src-elem"], f"{found}")
        check(self.browser.evaluate("window.owned") is None, "a script ran")

    def check_fit(self):
        """nothing is wider than the screen, or cut off"""
        for place in self.everywhere():
            width, content = self.browser.evaluate(
                "[innerWidth, document.documentElement.scrollWidth]")
            check(content <= width, f"{place}: {content} px wide")
            wide = self.browser.evaluate(
                """[...document.querySelectorAll('main *')].filter(e => {
                  const box = e.getBoundingClientRect();
                  const style = getComputedStyle(e);
                  if (style.position == 'absolute' || style.display == 'inline') return false;
                  if (e.closest('thead') && innerWidth < 760) return false;
                  return box.right > innerWidth + 0.5 || box.left < -0.5
                    || e.scrollWidth > e.clientWidth + 1;
                }).map(e => e.outerHTML.slice(0, 120))""")
            check(wide == [], f"{place}: {wide}")

    def check_schemes(self):
        """light and dark differ, and all text stands out from what it stands on"""
        grounds = set()
        for place in self.everywhere():
            ground, poor = self.browser.evaluate(
                """(() => {
                  const numbers = c => c.match(/[\\d.]+/g).map(Number);
                  const light = c => {
                    const [r, g, b] = numbers(c).map(v => v / 255)
                      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const ground = e => {
                    const c = getComputedStyle(e).backgroundColor;
                    return numbers(c).length == 3 ? c : ground(e.parentElement);
                  };
                  const poor = [...document.querySelectorAll('body *')].filter(e => {
                    if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) return false;
                    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
                    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
                  }).map(e => e.outerHTML.slice(0, 120));
                  return [getComputedStyle(document.body).backgroundColor, poor];
                })()""")
            check(poor == [], f"{place}: {poor}")
            grounds.add((place.split()[-1], ground))
        check(len(grounds) == 2, f"{grounds}")

    def check_access(self):
        """a language, captions, headers and texts for pictures; tables stay tables on a phone"""
        for place in self.everywhere():
            lacks = self.browser.evaluate(
                """[!document.documentElement.lang && 'lang', !document.title && 'title',
                  document.querySelectorAll('h1').length != 1 && 'h1',
                  ...[...document.querySelectorAll('td img')].map(i => !i.alt && 'alt'),
                  ...[...document.querySelectorAll('th')].map(h => !h.scope && 'scope'),
                  ...[...document.querySelectorAll('table')].map(t => !t.caption && 'caption'),
                ].filter(Boolean)""")
            check(lacks == [], f"{place}: {lacks}")
            nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
            roles = [node["role"]["value"] for node in nodes if not node["ignored"]]
            rows = self.browser.evaluate("document.querySelectorAll('tr').length")
            tables = self.browser.evaluate("document.querySelectorAll('table').length")
            heads = self.browser.evaluate("document.querySelectorAll('tbody th').length")
            check(roles.count("row") == rows, f"{place}: {roles.count('row')} of {rows} rows")
            check(roles.count("table") == tables, f"{place}: {roles.count('table')} tables")
            check(roles.count("rowheader") == heads, f"{place}: {roles.count('rowheader')} headers")

    def check_paper(self):
        """it prints"""
        self.browser.open(url(self.page), width=794, media="print")
        content = self.browser.evaluate("document.documentElement.scrollWidth")
        check(content <= 794, f"{content} px wide")
        data = base64.b64decode(self.browser.call("Page.printToPDF")["data"])
        check(data.startswith(b"%PDF") and len(data) > 20000, f"{len(data)} bytes")


def parsed(line):
    try:
        return json.loads(line)
    except ValueError:
        return {}


def run_checks(browser, program):
    with tempfile.TemporaryDirectory(prefix="imgconv page ") as name:
        return run_all(Checks(browser, make_batch(program, Path(name))))


def make_screenshot(browser, program, output):
    """The first screen of a page on samples/, one of them torn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "photos").mkdir()
        for picture in ["chart.png", "glass.png", "scene.jpg", "zone-plate.png"]:
            shutil.copy(SAMPLES / picture, folder / "photos")
        (folder / "photos" / "torn.png").write_bytes((SAMPLES / "scene.png").read_bytes()[:30000])
        run(program, "blur", "--sigma", "8", "photos", "soft", "-j", "1", "--report", "run.jsonl", cwd=folder,
            codes=(1,))
        report = folder / "run.jsonl"
        text = report.read_text(encoding="utf-8")
        report.write_text(text.replace(json.dumps(str(folder)), '"/pictures/holiday"'),
                          encoding="utf-8")
        run(program, "report", "run.jsonl", "--html", "page.html", cwd=folder)
        browser.open(url(folder / "page.html"), width=1120, height=1262)
        picture = folder / "shot.png"
        picture.write_bytes(base64.b64decode(
            browser.call("Page.captureScreenshot", format="png")["data"]))
        run(program, "blur", "--sigma", "0", "--compression", "small", str(picture),
            os.path.abspath(output), cwd=folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--screenshot", metavar="OUT.png")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    if options.screenshot:
        return with_browser(lambda browser: make_screenshot(browser, program, options.screenshot))
    return with_browser(lambda browser: run_checks(browser, program))


if __name__ == "__main__":
    sys.exit(main())
