# SPDX-License-Identifier: Apache-2.0
"""Installs imgconv as its users do, and uses what was installed.

    python3 Tests/Packaging/packaging.py IMGCONV

make install and uninstall in a directory with a space in its name; completion in real bash, zsh and fish; the manual
through man and mandoc; the Debian package, twice to the same bytes, and, as root on Debian, installed and
removed.  Prints a line for each check and exits with 1 if one fails.  What needs a program that is missing is skipped
with a note.  Needs Python alone.
"""
import glob
import gzip
import os
import pty
import re
import select
import shutil
import stat
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
COMMANDS = ["blur", "edge", "convolve", "explain", "run"]


class Failed(Exception):
    """A check that did not hold."""


def check(condition, text):
    if not condition:
        raise Failed(text)


def run(*words, code=0, **settings):
    """Runs a program; its standard output, and its messages if it ends as it should not."""
    settings.setdefault("env", dict(os.environ, LC_ALL="C.UTF-8"))
    done = subprocess.run(words, capture_output=True, timeout=300, **settings)
    text = done.stdout.decode("utf-8", "replace")
    check(done.returncode == code,
          f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode('utf-8', 'replace')}{text}")
    return text


def files(folder):
    """The paths of all files and folders below one, with their modes."""
    found = {}
    for here, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(here, name)
            found[os.path.relpath(path, folder)] = stat.S_IMODE(os.lstat(path).st_mode)
    return found


class Shells:
    """The completions of a folder that imgconv is installed in."""

    # The line up to the cursor, what must be offered, what must not.
    OFFERS = [
        ("imgconv ", ["blur", "verify", "help"], ["manual"]),
        ("imgconv bl", ["blur"], ["edge"]),
        ("imgconv help ", ["blur", "explain"], ["--kernel"]),
        ("imgconv help ed", ["edge"], ["explain"]),
        ("imgconv explain ", ["blur", "run"], ["verify"]),
        ("imgconv blur --b", ["--border", "--backup"], ["--alpha"]),
        ("imgconv blur --kernel ", ["gaussian", "box", "binomial"], ["a.png"]),
        ("imgconv blur --kernel=b", ["box", "binomial"], ["gaussian"]),
        ("imgconv blur --border ", ["constant=0.5", "wrap"], ["a.png"]),
        ("imgconv blur --border=constant=0.5 --alpha=k", ["keep"], ["independent"]),
        ("imgconv explain blur --border=wrap --has", ["--has-alpha"], []),
        ("imgconv edge --operator ", ["sobel", "dog"], []),
        ("imgconv blur --map ", ["clamp", "normalize"], []),
        ("imgconv blur --depth ", ["8", "16"], ["a.png"]),
        ("imgconv blur --format ", ["png", "jpeg", "npy"], []),
        ("imgconv blur --subsampling ", ["444", "420"], []),
        ("imgconv blur --compression ", ["fastest", "fast", "small"], []),
        ("imgconv upsample --kernel ", ["lanczos3", "bspline"], ["gaussian"]),
        ("imgconv mix --preset=s", ["sepia", "saturate=1.5", "swap=bgr"], ["hue=90"]),
        ("imgconv blur -j 2 ", ["a.png", "w.npy", "folder"], ["blur"]),
        ("imgconv blur a.png ", ["r.yaml", "folder"], []),
        ("imgconv convolve --weights ", ["w.npy", "folder"], ["a.png"]),
        ("imgconv run --recipe ", ["r.yaml", "folder"], ["a.png"]),
        ("imgconv atrous --write-levels ", ["folder"], ["a.png"]),
        ("imgconv blur --report ", ["r.yaml", "a.png"], []),
        ("imgconv info ", ["a.png", "folder"], []),
        ("imgconv verify ", ["r.yaml"], []),
        ("imgconv blur --sigma ", [], ["a.png", "gaussian"]),
    ]

    def __init__(self, prefix, zsh="share/zsh/site-functions"):
        self.bash = os.path.join(prefix, "share/bash-completion/completions/imgconv")
        self.zsh = os.path.join(prefix, zsh)
        self.fish = os.path.join(prefix, "share/fish/vendor_completions.d/imgconv.fish")
        self.folder = tempfile.mkdtemp()
        for name in ["a.png", "w.npy", "r.yaml"]:
            open(os.path.join(self.folder, name), "w").close()
        os.mkdir(os.path.join(self.folder, "folder"))

    def offered(self, shell, line):
        """What a shell offers at the end of a line."""
        if shell == "bash":
            text = run("bash", "--norc", f"{HERE}/complete.bash", self.bash, "--list", line, cwd=self.folder)
        elif shell == "zsh":
            text = run("zsh", "-f", f"{HERE}/complete.zsh", self.zsh, line, cwd=self.folder)
        else:
            text = run("fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", self.fish, line,
                       cwd=self.folder)
            # fish repeats the option before '='.
            option = line.split()[-1].split("=")[0] + "=" if "=" in line.split()[-1] else ""
            text = "\n".join(row.split("\t")[0].removeprefix(option) for row in text.splitlines())
        return {row.rstrip("/") for row in text.splitlines() if row}

    def check(self, shell):
        for line, wanted, unwanted in self.OFFERS:
            offered = self.offered(shell, line)
            for word in wanted:
                check(word in offered, f"{shell} does not offer {word} for '{line}': {sorted(offered)}")
            for word in unwanted:
                check(word not in offered, f"{shell} offers {word} for '{line}'")
        if shell == "bash":
            self.check_typing()
        return f"{len(self.OFFERS)} lines"

    def check_typing(self):
        """A Tab in bash, on a terminal: what becomes of the line."""
        for typed, line in [
            ("imgconv bl", "imgconv blur "),
            ("imgconv blur --kern", "imgconv blur --kernel "),
            ("imgconv blur --kernel=bo", "imgconv blur --kernel=box "),
            ("imgconv blur --border con", "imgconv blur --border constant=0.5 "),
            ("imgconv atrous --write-levels fo", "imgconv atrous --write-levels folder/"),
        ]:
            became = self.typed(typed)
            check(became == line, f"bash makes '{became}' of '{typed}', not '{line}'")

    def typed(self, line):
        out = os.path.join(self.folder, ".line")
        if os.path.exists(out):
            os.remove(out)
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.environ.update(OUT=out, TERM="dumb", PS1="READY")
            os.execvp("bash", ["bash", "--norc", "--noprofile", "-i"])
        end = time.monotonic() + 20
        seen, sent = b"", 0
        steps = [(b"READY", f"source {HERE}/complete.bash '{self.bash}'\n"), (b"READY", line + "\t\a")]
        while time.monotonic() < end and not (os.path.exists(out) and os.path.getsize(out)):
            if select.select([terminal], [], [], 0.05)[0]:
                seen += os.read(terminal, 65536)
            if sent < len(steps) and seen.count(steps[sent][0]) > sent:
                os.write(terminal, steps[sent][1].encode())
                sent += 1
        os.close(terminal)
        os.waitpid(process, 0)
        check(os.path.exists(out), f"bash did not complete '{line}': {seen!r}")
        with open(out) as file:
            return file.read()[1:-1]


class Packaging:
    def __init__(self, imgconv):
        self.imgconv = os.path.abspath(imgconv)
        self.work = tempfile.mkdtemp()
        self.prefix = os.path.join(self.work, "a prefix")
        self.environment = dict(os.environ, PREFIX=self.prefix, IMGCONV=self.imgconv)
        self.environment.pop("MAKEFLAGS", None)
        self.failures = 0

    def step(self, name, action, *needed):
        missing = [tool for tool in needed if not shutil.which(tool)]
        if missing:
            print(f"SKIPPED  {name}: {', '.join(missing)} is not here")
            return
        try:
            print(f"ok       {name}: {action() or 'done'}")
        except (Failed, OSError, subprocess.SubprocessError) as error:
            self.failures += 1
            print(f"FAILED   {name}: {error}")
        sys.stdout.flush()

    def make(self, target, **more):
        return run("make", "-s", "-C", ROOT, target, env=dict(self.environment, **more))

    # make install

    def install(self, prefix=None, **more):
        run("sh", "-c", "umask 077; exec make -s -C \"$0\" install", ROOT, env=dict(self.environment, **more))
        return self.check_tree(prefix or self.prefix)

    def check_tree(self, prefix):
        found = files(prefix)
        pages = [name for name in found if name.startswith("share/man/man1/")]
        check(len(pages) > 13, f"there are only {len(pages)} pages")
        expected = {"bin/imgconv", "share/bash-completion/completions/imgconv",
                    "share/zsh/site-functions/_imgconv", "share/fish/vendor_completions.d/imgconv.fish",
                    "share/man/man1/imgconv.1"}
        expected |= {f"share/doc/imgconv/{name}"
                     for name in ["README.md", "LICENSE", "CHANGELOG.md", "installed-files"]}
        expected |= {f"share/man/man1/imgconv-{command}.1" for command in COMMANDS}
        plain = {name for name in found if not os.path.isdir(os.path.join(prefix, name))}
        check(expected <= plain, f"missing: {expected - plain}")
        check(plain <= expected | set(pages), f"besides: {plain - expected}")
        for name, mode in found.items():
            wanted = 0o644 if name in plain and name != "bin/imgconv" else 0o755
            check(mode == wanted, f"{name} has the mode {mode:o}")
        run(os.path.join(prefix, "bin/imgconv"), "blur", f"{ROOT}/samples/scene.png", f"{self.work}/out.png")
        return f"{len(plain)} files"

    def again(self):
        """What an older version had installed and this one has not is gone; what is the user's own stays."""
        with open(f"{self.prefix}/share/doc/imgconv/installed-files", "a") as file:
            file.write("share/man/man1/imgconv-old.1\n")
        for name in ["man1/imgconv-old.1", "man1/imgconv-mine.1"]:
            open(f"{self.prefix}/share/man/{name}", "w").close()
        self.make("install")
        names = files(self.prefix)
        check("share/man/man1/imgconv-old.1" not in names, "the old page is still there")
        check("share/man/man1/imgconv-mine.1" in names, "another's page is gone")
        os.remove(f"{self.prefix}/share/man/man1/imgconv-mine.1")

    def uninstall(self):
        os.makedirs(f"{self.prefix}/share/doc/other", exist_ok=True)
        self.make("uninstall")
        left = set(files(self.prefix))
        # In the second installation the folders of the manual had another's page in them, so they are not its own.
        check(left <= {"share", "share/doc", "share/doc/other", "share/man", "share/man/man1"}, f"left: {left}")
        run("make", "-s", "-C", ROOT, "uninstall", env=self.environment, code=2)

    def destdir(self):
        top = os.path.join(self.work, "dest dir")
        self.install(f"{top}/opt/x", DESTDIR=top, PREFIX="/opt/x")
        self.make("uninstall", DESTDIR=top, PREFIX="/opt/x")
        check(set(files(top)) <= {"opt", "opt/x"}, f"left: {files(top)}")
        run("make", "-s", "-C", ROOT, "install", env=dict(self.environment, PREFIX="relative"), code=2)

    # Completions and manual

    def pages(self):
        return sorted(glob.glob(f"{glob.escape(self.prefix)}/share/man/man1/*.1"))

    def man(self):
        for page in self.pages():
            done = subprocess.run(["man", "--warnings", "-l", page], capture_output=True,
                                  env=dict(os.environ, MANWIDTH="80", LC_ALL="C.UTF-8"))
            check(done.returncode == 0 and not done.stderr, f"{page}: {done.stderr.decode()}")
            text = re.sub("\x1b\\[[0-9;]*m|.\b", "", done.stdout.decode())
            for row in text.splitlines():
                check(len(row) <= 80, f"{page} has a line of {len(row)} columns: {row}")
        text = run("man", "-M", f"{self.prefix}/share/man", "imgconv-blur")
        check("gaussian  w(x) = exp(-x^2 / (2 S^2))            x = -r...r" in text, "the formula is not as in the help")
        check("--sigma s[,sx]" in text, "an option is missing")
        return f"{len(self.pages())} pages"

    def mandoc(self):
        text = run("mandoc", "-Tlint", "-Wwarning", *self.pages())
        check(text == "", text)

    # make deb

    def deb(self):
        environment = dict(self.environment, SOURCE_DATE_EPOCH="1700000000")
        packages = []
        for umask in ["022", "077"]:
            path = run("sh", "-c", f"umask {umask}; exec make -s -C \"$0\" deb", ROOT, env=environment).strip()
            with open(os.path.join(ROOT, path), "rb") as file:
                packages.append(file.read())
            time.sleep(1.1)
        check(packages[0] == packages[1], "two packages differ")
        self.package = os.path.join(self.work, os.path.basename(path))
        with open(self.package, "wb") as file:
            file.write(packages[0])
        tree = os.path.join(self.work, "tree")
        run("dpkg-deb", "-x", self.package, tree)
        found = files(tree)
        for name, mode in found.items():
            wanted = 0o755 if os.path.isdir(os.path.join(tree, name)) or name == "usr/bin/imgconv" else 0o644
            check(mode == wanted, f"{name} has the mode {mode:o}")
        for name in ["zsh/vendor-completions/_imgconv", "man/man1/imgconv.1.gz", "doc/imgconv/copyright",
                     "doc/imgconv/changelog.gz", "fish/vendor_completions.d/imgconv.fish"]:
            check(f"usr/share/{name}" in found, f"{name} is missing")
        sections = run("readelf", "-SW", f"{tree}/usr/bin/imgconv")
        check(".text" in sections and ".swift_modhash" not in sections and "build-id" not in sections,
              "the binary has a section that differs from build to build")
        with open(f"{tree}/usr/share/doc/imgconv/copyright") as file:
            text = file.read()
        for name in ["libpng", "Independent JPEG Group", "Jean-loup Gailly", "Kirill Simonov",
                     "Runtime Library Exception", "GCC RUNTIME LIBRARY EXCEPTION", "Lesser General Public"]:
            check(name in text, f"copyright does not name {name}")
        with gzip.open(f"{tree}/usr/share/doc/imgconv/changelog.gz", "rt") as file:
            check(file.read().endswith("Tue, 14 Nov 2023 22:13:20 +0000\n"), "the changelog has another date")
        fields = run("dpkg-deb", "-f", self.package)
        check("Depends" not in fields and "Section: graphics" in fields, fields)
        return f"{os.path.basename(path)}, {len(packages[0])} bytes, twice the same"

    def lintian(self):
        told = run("lintian", "--fail-on", "error,warning", self.package).strip()
        return told.replace("\n", "; ") or "nothing to say"

    def system(self):
        """The package in the system, where each shell finds it by itself."""
        check(hasattr(self, "package"), "there is no package")
        check(subprocess.run(["dpkg", "-s", "imgconv"], capture_output=True).returncode != 0, "imgconv is installed")
        run("dpkg", "-i", self.package)
        try:
            run("/usr/bin/imgconv", "blur", f"{ROOT}/samples/scene.png", f"{self.work}/system.png")
            same = [open(f"{self.work}/{name}.png", "rb").read() for name in ["out", "system"]]
            check(same[0] == same[1], "another picture")
            check("IMGCONV(1)" in run("man", "imgconv"), "man imgconv")
            run("dpkg", "--verify", "imgconv")
            if os.path.exists("/usr/share/bash-completion/bash_completion") and shutil.which("bash"):
                loaded = run("bash", "--norc", "-c", ". /usr/share/bash-completion/bash_completion; "
                             "_completion_loader imgconv; complete -p imgconv")
                check("imgconv" in loaded, loaded)
            if shutil.which("fish"):
                check("blur" in run("fish", "-c", "complete -C 'imgconv bl'"), "fish finds no completions")
            if shutil.which("zsh"):
                check(run("zsh", "-fc", "autoload -Uz compinit; compinit -u -D; print $_comps[imgconv]").strip()
                      == "_imgconv", "zsh finds no completions")
        finally:
            run("dpkg", "-r", "imgconv")
        check(not os.path.exists("/usr/bin/imgconv") and not os.path.exists("/usr/share/doc/imgconv"), "left behind")

    def all(self):
        self.step("make install", self.install, "make")
        shells = Shells(self.prefix)
        for shell in ["bash", "zsh", "fish"]:
            self.step(f"completion in {shell}", lambda: shells.check(shell), shell)
        self.step("the manual, by man", self.man, "man")
        self.step("the manual, by mandoc", self.mandoc, "mandoc")
        self.step("make install once more", self.again, "make")
        self.step("make uninstall", self.uninstall, "make")
        self.step("make install with DESTDIR", self.destdir, "make")
        self.step("make deb", self.deb, "dpkg-deb", "readelf")
        if hasattr(self, "package"):
            self.step("lintian", self.lintian, "lintian")
            if os.geteuid() == 0:
                self.step("dpkg -i and dpkg -r", self.system, "dpkg", "man")
            else:
                print("SKIPPED  dpkg -i: that needs root")
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.rmtree(shells.folder, ignore_errors=True)
        return self.failures


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(1 if Packaging(sys.argv[1]).all() else 0)
