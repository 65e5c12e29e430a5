# SPDX-License-Identifier: Apache-2.0
"""The page of `imgconv explain --html` in a real browser: is every number on it what `imgconv convolve` computes?

    python3 Tests/Browser/explain_page.py IMGCONV [--configurations N] [--seed S] [--screenshots DIR]

Makes pages of random convolutions, changes their controls, and compares the numbers in all three readings with the
output of `imgconv convolve` and with the definition, in a headless Chromium: all outputs and matrices, and the sums of
up to 90 samples of each.  Then looks at how pages of all filters load, fit and answer to keys.  Prints a line for each
check and exits with 1 if one fails; without a Chromium (in PATH or named by CHROMIUM) it says so and exits with 0.
With --screenshots it only makes pictures of pages.  Needs Python alone.
"""
import argparse
import base64
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from arrays import f32, load, save
from checks import check, run_all, url, with_browser
from layers import Layer, read_everything

WIDTHS = [390, 1280]
SCHEMES = ["light", "dark"]
KERNEL = "1 2 1; 2 4 2; 1 2 1"
FILTERS = {
    "blur": ["blur", "--sigma", "1"],
    "edge": ["edge"],
    "sharpen": ["sharpen", "--channels", "4", "--has-alpha"],
    "atrous": ["atrous", "--denoise", "3"],
    "mix": ["mix", "--preset", "sepia"],
    "upsample": ["upsample"],
    "downsample": ["downsample"],
    "resize": ["resize", "--size", "50%"],
    "crop": ["crop", "--size", "3x3"],
    "linear": ["blur", "--sigma", "1", "--linear"],
    "fold": ["convolve", "--weights", KERNEL, "--transposed", "--stride", "2", "--padding", "1", "--border", "wrap"],
    "chain": ["run", f"convolve weights='{KERNEL}' activation=relu | convolve weights='{KERNEL}'"],
}


class Pages:
    """Pages in a temporary directory, made by the program and looked at in the browser."""

    def __init__(self, browser, program, folder, configurations=200, seed=1):
        self.browser = browser
        self.program = program
        self.folder = folder
        self.configurations = configurations
        self.random = random.Random(seed)

    def run(self, *words, codes=(0,)):
        result = subprocess.run([self.program, *words], cwd=self.folder, capture_output=True)
        check(result.returncode in codes, f"{words}: {result.returncode}, {result.stderr.decode()}")
        return result

    def explain(self, name, *words):
        """The page of a command, as a path."""
        page = self.folder / f"{name}.html"
        self.run("explain", *words, "--html", page.name)
        return page

    def open(self, page, **options):
        self.browser.open(url(page), **options)

    def value(self, expression):
        return self.browser.evaluate(expression)

    def set(self, control, value):
        """Sets a control; returns whether it has such a value."""
        return self.value(
            f"""(() => {{
              const control = document.getElementById("c-{control}");
              if (!control) return false;
              if (control.type == "checkbox") control.checked = {json.dumps(value)};
              else if (![...control.options].some(o => o.value == {json.dumps(value)})) return false;
              else control.value = {json.dumps(value)};
              control.dispatchEvent(new Event("change", {{ bubbles: true }}));
              return true;
            }})()""")

    def press(self, key):
        for kind in ["keyDown", "keyUp"]:
            self.browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def text(self, identifier):
        return self.value(f"document.getElementById({json.dumps(identifier)}).textContent")

    def expected(self, layer, image):
        """What `imgconv convolve` makes of an image; None if it refuses."""
        save(self.folder / "x.npy", *image)
        save(self.folder / "w.npy", *layer.array())
        save(self.folder / "b.npy", [layer.outputs], layer.bias)
        result = self.run("convolve", *layer.options("w.npy", "b.npy"), "x.npy", "y.npy", "--quiet", codes=(0, 64, 75))
        return load(self.folder / "y.npy") if result.returncode == 0 else None


class Checks(Pages):
    """Each method is a check; its first line is printed."""

    def compare(self, layer, image):
        """Compares every number on the page with the program's output and the definition."""
        wanted = self.expected(layer, image)
        problem = self.text("problem")
        if wanted is None:
            check(problem.startswith("No output: "), f"{layer}: {problem!r}")
            return 0
        check(problem == "", f"{layer}: {problem}")
        return layer.check(self.value(read_everything()), image, wanted)

    def check_numbers(self):
        """every number in all readings is that of `imgconv convolve`"""
        numbers = refused = 0
        for index in range(self.configurations):
            if index % 2 == 0:
                # A page of its own.
                layer = Layer.random(self.random)
                height, width = self.random.randint(3, 7), self.random.randint(3, 7)
                shape = [layer.inputs, height, width]
                image = shape, [f32(self.random.choice([self.random.randint(-9, 9), self.random.gauss(0, 1)]))
                                for _ in range(math.prod(shape))]
                if self.expected(layer, image) is None:
                    # A kernel larger than the image, or an output of nothing.
                    layer.padding = [layer.reach(axis) if not layer.transposed else 0 for axis in (0, 1, 0, 1)]
                    self.expected(layer, image)
                layer.is_same = layer.starts_same()
                # `expected` wrote the weights and the image.
                page = self.explain("random", "convolve", *layer.options("w.npy", "b.npy"), "--image", "x.npy")
                self.open(page)
                check("Checked: all" in self.text("verdict"), f"{layer}: {self.text('verdict')}")
            else:
                # The same page with other settings.
                self.change(layer)
            count = self.compare(layer, image)
            numbers += count
            refused += count == 0
        check(refused <= 1 + self.configurations / 4, f"{refused} of {self.configurations} have no output")
        print(f"    {numbers} numbers of {self.configurations} configurations, {refused} without an output in both")

    def change(self, layer):
        """Sets random controls of the page, and changes the layer likewise."""
        pick = self.random.choice
        for control, values in layer.choices(self.random):
            value = pick(values)
            if self.random.random() < 0.6 and self.set(control, value):
                layer.change(control, value)

    def check_no_output(self):
        """a transposed convolution without an output says so, and less padding brings one"""
        self.open(self.explain("cut", "convolve", "--weights", KERNEL, "--stride", "2", "--padding", "10,2,10,2",
                               "--input", "5x5", "--channels", "1"))
        check(self.set("transposed", True), "no such control")
        check(self.text("problem").startswith("No output: "), self.text("problem"))
        check(self.set("padding", "0,0,0,0") and self.text("problem") == "", self.text("problem"))

    def check_weights(self):
        """a weight that is typed in counts, and one that is no number is refused"""
        layer = Layer([[[1, 2, 1, 2, 4, 2, 1, 2, 1]]], (3, 3))
        image = [1, 5, 5], [float(n + 1) for n in range(25)]
        self.open(self.explain("typed", "convolve", "--weights", KERNEL, "--padding", "valid", "--input", "5x5",
                               "--channels", "1"))
        type_in = """(id, text) => {
          const field = document.getElementById(id);
          field.value = text;
          field.dispatchEvent(new Event("change", { bubbles: true }));
          return field.getAttribute("aria-invalid");
        }"""
        check(self.value(f"({type_in})('w-0-0-1-1', '\u22120.75')") is None, "a number is refused")
        layer.weights[0][0][4] = -0.75
        check(self.value("document.activeElement.id") == "w-0-0-1-1", "the focus is lost")
        self.compare(layer, image)
        check(self.value(f"({type_in})('w-0-0-0-0', 'one')") == "true", "a word is taken for a number")
        self.compare(layer, image)

    def check_sizes(self):
        """inputs of 7 and 8 give 3 alike with stride 2, and the transposed convolution can go back to either"""
        self.open(self.explain("sizes", "convolve", "--weights", KERNEL, "--padding", "valid", "--stride", "2",
                               "--input", "7x7", "--channels", "1"))
        shapes = []
        for size in ["7", "8"]:
            check(self.set("rows", size) and self.set("columns", size), size)
            shapes.append(self.value("document.querySelector('#chain button .shape').textContent"))
        check(shapes == ["\u2192 1 \u00d7 3 \u00d7 3"] * 2, f"{shapes}")
        check(self.set("rows", "3") and self.set("columns", "3") and self.set("transposed", True), "transposed")
        sizes = self.value("[...document.getElementById('c-output').options].map(o => o.text)")
        check(sizes == ["7 \u00d7 7", "8 \u00d7 8"], f"{sizes}")

    def check_field(self):
        """the receptive field grows layer by layer as the formula says"""
        chain = " | ".join([f"convolve weights='{KERNEL}' dilation=2", f"convolve weights='{KERNEL}'"])
        self.open(self.explain("field", "run", chain, "--input", "11x11", "--channels", "1"))
        self.value("document.querySelector('#chain li:last-child button').click()")
        fields = self.value("[...document.querySelectorAll('.maps .field')].map(f => f.textContent)")
        # 1, then 3, then 3 + (5 - 1).
        check(fields == ["7 \u00d7 7", "3 \u00d7 3", "1 \u00d7 1"], f"{fields}")
        hits = self.value("[...document.querySelectorAll('.map')].map(m => m.querySelectorAll('.hit').length)")
        # Nine taps, 2 apart, from each of nine neighbors: no hole is left.
        check(hits == [49, 9, 1], f"{hits}")
        check("9 + 9 = 18 weights" in self.text("field") and "No non-linear function" in self.text("field"), "counts")

    def pages(self):
        """Pages of all filters and of convolutions with several channels."""
        save(self.folder / "g.npy", [4, 2, 3, 3], [float(n % 7 - 3) for n in range(72)])
        words = dict(FILTERS, groups=["convolve", "--weights", "g.npy", "--groups", "2", "--input", "16x16"],
                     wide=["convolve", "--weights", KERNEL, "--input", "640x480"])
        for name, line in words.items():
            yield self.explain(name, *line)

    def everywhere(self):
        """Opens each page at each width, in each scheme."""
        for page in self.pages():
            for width, scheme in itertools.product(WIDTHS, SCHEMES):
                self.open(page, width=width, scheme=scheme)
                yield f"{page.stem}, {width} px, {scheme}", page

    def check_quiet(self):
        """no errors, no warnings, no request but for the page itself; the first numbers are imgconv's, bit for bit"""
        for place, page in self.everywhere():
            for event in self.browser.events:
                method = event.get("method")
                loud = ["Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"]
                check(method not in loud, f"{place}: {event}")
                if method == "Network.requestWillBeSent":
                    address = event["params"]["request"]["url"]
                    check(address == url(page), f"{place}: asks for {address[:200]}")
            check(self.text("verdict").startswith("Checked: all "), f"{place}: {self.text('verdict')}")

    def check_fit(self):
        """nothing is wider than the screen, in any layer and reading"""
        for place, _ in self.everywhere():
            wide = self.value(
                """[...document.querySelectorAll("#chain button")].flatMap((_, index) => {
                  document.querySelectorAll("#chain button")[index].click();
                  document.getElementById("settings").open = true;
                  return ["windows", "im2col", "unrolled"].map(name => {
                    document.getElementById("tab-" + name).click();
                    return [index + 1, name, document.documentElement.scrollWidth, innerWidth];
                  });
                }).filter(([, , content, width]) => content > width)""")
            check(wide == [], f"{place}: {wide}")

    def check_schemes(self):
        """light and dark differ, and all text stands out from what it stands on"""
        grounds = set()
        for place, _ in self.everywhere():
            ground, poor = self.value(
                """(() => {
                  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
                  const over = (colors) => {
                    canvas.clearRect(0, 0, 1, 1);
                    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
                    return [...canvas.getImageData(0, 0, 1, 1).data];
                  };
                  const light = (colors) => {
                    const [r, g, b] = over(colors).map(v => v / 255)
                      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
                    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                  };
                  const grounds = e => e ? [...grounds(e.parentElement), getComputedStyle(e).backgroundColor] : [];
                  const poor = [...document.querySelectorAll("body *")].filter(e => {
                    if (!e.checkVisibility() || e.closest(".unseen")) return false;
                    if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim())) return false;
                    if (e.textContent == "\u00b7") return false;
                    const [a, b] = [light([...grounds(e), getComputedStyle(e).color]), light(grounds(e))];
                    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
                  }).map(e => e.outerHTML.slice(0, 120));
                  return [getComputedStyle(document.body).backgroundColor, poor];
                })()""")
            check(poor == [], f"{place}: {poor[:5]}")
            grounds.add((place.split()[-1], ground))
        check(len(grounds) == 2, f"{grounds}")

    def check_keys(self):
        """arrow keys walk through the output, Page Down to the next channel, arrows through the readings"""
        self.open(self.explain("keys", *FILTERS["blur"], "--input", "5x4"))
        chosen = """(() => {
          const cell = document.querySelector("#windows [aria-selected='true']");
          return [cell.getAttribute("aria-label").replace(/: .*/, ""), cell == document.activeElement,
            document.querySelectorAll("#windows [tabindex='0']").length,
            document.getElementById("sum-title").textContent];
        })()"""
        self.value("document.querySelector(\"#windows [tabindex='0']\").focus()")
        steps = [("Home", 1, 2, 1), ("ArrowLeft", 1, 2, 1), ("ArrowRight", 1, 2, 2), ("ArrowDown", 1, 3, 2),
                 ("End", 1, 3, 5), ("PageDown", 2, 3, 5), ("PageDown", 3, 3, 5), ("PageDown", 3, 3, 5),
                 ("ArrowUp", 3, 2, 5), ("PageUp", 2, 2, 5)]
        for key, channel, row, column in steps:
            self.press(key)
            place = f"channel {channel}, row {row}, column {column}"
            check(self.value(chosen) == [place, True, 1, f"Output sample at {place}"], f"{key}: {self.value(chosen)}")
        self.value("document.getElementById('tab-windows').focus()")
        for key, tab in [("ArrowRight", "im2col"), ("ArrowRight", "unrolled"), ("ArrowRight", "windows"),
                         ("ArrowLeft", "unrolled")]:
            self.press(key)
            shown = self.value("[document.activeElement, ...document.querySelectorAll("
                               "'[role=tabpanel]:not([hidden])')].map(e => e.id)")
            check(shown == ["tab-" + tab, tab], f"{key}: {shown}")

    def check_stepping(self):
        """the buttons step through all samples and around, playing steps by itself, and each step is announced"""
        self.open(self.explain("steps", "convolve", "--weights", KERNEL, "--input", "3x2", "--channels", "1"))
        places = []
        for _ in range(6):
            self.value("document.getElementById('next').click()")
            places.append(self.text("place"))
            check(self.text("sum-title").split(" at ")[1] in self.text("live").replace("Row", "row"), self.text("live"))
        check(sorted(places) == [f"{n} of 6" for n in range(1, 7)], f"{places}")
        before = self.text("place")
        self.value("document.getElementById('play').click()")
        self.value("new Promise(resolve => setTimeout(resolve, 900))")
        check(self.text("place") != before and self.text("play") == "Pause", self.text("place"))
        self.value("document.getElementById('play').click()")
        check(self.text("play") == "Play", self.text("play"))

    def check_hover(self):
        """the pointer shows the sample below it, a tap chooses it"""
        page = self.explain("hover", "convolve", "--weights", KERNEL, "--input", "5x5", "--channels", "1")
        self.open(page, height=1600)
        box = "(b => [b.x + b.width / 2, b.y + b.height / 2])"
        first, last = self.value(
            f"[...document.querySelectorAll('#windows [role=gridcell]')].map(c => {box}(c.getBoundingClientRect()))"
            ".filter((_, index, all) => index == 0 || index == all.length - 1)")
        def move(kind, at, **more):
            self.browser.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1], **more)
            return self.text("sum-title")
        chosen = self.text("sum-title")
        check(move("mouseMoved", first) == "Output sample at row 1, column 1", self.text("sum-title"))
        check(move("mouseMoved", [2, 2]) == chosen, self.text("sum-title"))
        for kind in ["mousePressed", "mouseReleased"]:
            move(kind, last, button="left", clickCount=1)
        check(move("mouseMoved", [2, 2]) == "Output sample at row 5, column 5", self.text("sum-title"))

    def check_access(self):
        """a language, one title, names for all controls and grids, a live region, tables with captions"""
        for place, _ in self.everywhere():
            lacks = self.value(
                """[!document.documentElement.lang && "lang", !document.title && "title",
                  document.querySelectorAll("h1").length != 1 && "h1",
                  !document.querySelector("[aria-live]") && "live region",
                  ...[...document.querySelectorAll("select,input:not([aria-label])")]
                    .map(c => !c.labels.length && c.id),
                  ...[...document.querySelectorAll("table")].map(t => !t.caption.textContent && "caption"),
                  ...[...document.querySelectorAll("[role=grid]")].map(t => !t.ariaLabel && "grid"),
                ].filter(Boolean)""")
            check(lacks == [], f"{place}: {lacks}")
        nodes = self.browser.call("Accessibility.getFullAXTree")["nodes"]
        named = ["button", "combobox", "textbox", "checkbox", "tab", "grid", "gridcell", "region"]
        unnamed = [node["role"]["value"] for node in nodes if not node["ignored"] and node["role"]["value"] in named
                   and not node.get("name", {}).get("value")]
        check(unnamed == [], f"{unnamed}")

    def check_policy(self):
        """the page forbids itself other scripts and styles, and anything from elsewhere"""
        self.open(self.explain("policy", *FILTERS["blur"]))
        found = self.value(
            """new Promise(resolve => {
              const found = [];
              document.addEventListener("securitypolicyviolation",
                e => { found.push(e.effectiveDirective); if (found.length == 4) resolve(found); });
              setTimeout(() => resolve(found), 5000);
              const script = document.createElement("script");
              script.textContent = "window.owned = 5";
              const style = document.createElement("style");
              style.textContent = "body { display: none }";
              const image = new Image();
              image.src = "file:///none.png";
              document.body.append(script, style, image);
              fetch("https://example.invalid/").catch(() => {});
            })""")
        check(sorted(found) == ["connect-src", "img-src", "script-src-elem", "style-src-elem"], f"{found}")
        check(self.value("window.owned") is None, "a script ran")

    def check_markup(self):
        """a name is text, letter by letter"""
        # The part after the slash is the file's name, that before it its directory's.
        name = "<img src=x onerror=window.owned=1><b></script><script>window.owned=2;.npy"
        (self.folder / name).parent.mkdir()
        save(self.folder / name, [1, 3, 3], [1.0] * 9)
        self.open(self.explain("markup", "convolve", "--weights", "1 1", "--image", name))
        check(self.value("window.owned") is None, "a name ran")
        check(name in self.text("chain") and name in self.value("document.title"), self.text("chain"))
        self.set("image", "ones")
        self.set("image", "file")
        check(name in self.text("chain") and self.value("document.querySelector('main img')") is None, "markup")

    def check_paper(self):
        """it prints, with all three readings"""
        page = self.explain("paper", "convolve", "--weights", KERNEL, "--padding", "valid", "--input", "5x5",
                            "--channels", "1")
        self.open(page, width=794, media="print")
        self.value("dispatchEvent(new Event('beforeprint'))")
        tables = self.value("['windows', 'im2col', 'unrolled']"
                            ".map(name => document.querySelectorAll(`#${name} table`).length)")
        check(tables == [2, 3, 3], f"{tables}")
        shown = self.value("[...document.querySelectorAll('[role=tabpanel]')].map(p => p.checkVisibility())")
        check(shown == [True, True, True], f"{shown}")
        content = self.value("document.documentElement.scrollWidth")
        check(content <= 794, f"{content} px wide")
        self.value("dispatchEvent(new Event('afterprint'))")
        check(self.value("document.querySelectorAll('#im2col table').length") == 0, "afterwards")
        data = base64.b64decode(self.browser.call("Page.printToPDF")["data"])
        check(data.startswith(b"%PDF") and len(data) > 20000, f"{len(data)} bytes")

    def check_without_scripts(self):
        """without scripts, the page says so, and the explanation is there as text"""
        page = self.explain("bare", *FILTERS["blur"])
        self.browser.call("Emulation.setScriptExecutionDisabled", value=True)
        try:
            self.open(page)
            document = self.browser.call("DOM.getDocument", depth=-1)["root"]
            text = json.dumps(document)
            check("Allow scripts" in text and "receptive field  9 x 9" in text, "no text")
        finally:
            self.browser.call("Emulation.setScriptExecutionDisabled", value=False)


def run_checks(browser, program, options):
    with tempfile.TemporaryDirectory(prefix="imgconv page ") as name:
        checks = Checks(browser, program, Path(name), options.configurations, options.seed)
        return run_all(checks, options.only or "")


def make_screenshots(browser, program, output):
    """Pictures of the cases that explain the kinds of convolution: light, dark and on a phone."""
    from cases import CASES, write_weights
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="imgconv page ") as name:
        pages = Pages(browser, program, Path(name))
        write_weights(pages.folder)
        for case, (words, clicks) in CASES.items():
            page = pages.explain(case, *words)
            for kind, width, scheme in [("light", 1280, "light"), ("dark", 1280, "dark"), ("phone", 390, "light")]:
                pages.open(page, width=width, scheme=scheme)
                for click in clicks:
                    pages.value(f"document.querySelector({json.dumps(click)}).click()")
                pages.value("document.activeElement.blur()")
                height = pages.value("document.documentElement.scrollHeight")
                clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
                data = browser.call("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                                    clip=clip)["data"]
                (output / f"{case}-{kind}.png").write_bytes(base64.b64decode(data))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--configurations", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--only", metavar="NAME", help="run the checks whose names contain this")
    parser.add_argument("--screenshots", type=Path, metavar="DIR")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    if options.screenshots:
        return with_browser(lambda browser: make_screenshots(browser, program, options.screenshots))
    return with_browser(lambda browser: run_checks(browser, program, options))


if __name__ == "__main__":
    sys.exit(main())
