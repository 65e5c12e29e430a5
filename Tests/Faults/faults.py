# SPDX-License-Identifier: Apache-2.0
"""Fault runs: what a batch may lose when processes die, disks fill up and inputs change.

    python3 Tests/Faults/faults.py IMGCONV [--kills N] [--files N] [--seed S]

Prints a line for each run and exits with 1 if one fails.  Runs that need a file system of their own (a full disk, a
read-only folder) need the right to mount; without it they are skipped with a note.  Needs Python alone.
"""
import argparse
import json
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "PythonSupport"))
from files import Failed, check, chunk, read, records, tree, write

TEMPORARY = ".tmp"


def png(width, height, seed):
    """An RGB picture with noise and a gradient, so that it costs time to encode."""
    generator = random.Random(seed)
    noise = generator.randbytes(width * 3)
    rows = b"".join(
        b"\0" + bytes((value // 8 + 3 * y + x // 3) & 255 for x, value in enumerate(noise))
        for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1))
            + chunk(b"IEND", b""))


class Faults:
    def __init__(self, program, options):
        self.program = os.path.abspath(program)
        self.options = options
        self.random = random.Random(options.seed)

    def run(self, folder, *arguments, **keywords):
        """A run to its end: exit code and messages."""
        done = subprocess.run(
            [self.program, *arguments], cwd=folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, check=False, **keywords)
        return done.returncode, done.stderr.decode()

    def pictures(self, folder, count, size=160):
        for index in range(count):
            write(f"{folder}/in/{index % 4}/{index:03}.png", png(size, size, index))

    # ---- The runs ----

    def kills(self, folder):
        """SIGKILL at random moments, then --resume: all whole and right, nothing torn, nothing twice."""
        jobs, count = 2, 60
        self.pictures(folder, count)
        filter_ = ["upsample", "--scale", "3"]
        begin = time.monotonic()
        code, text = self.run(folder, *filter_, "in", "expected", "-j", str(jobs))
        whole = time.monotonic() - begin
        check(code == 0, text)
        expected = tree(f"{folder}/expected")
        line = [*filter_, "in", "out", "-j", str(jobs), "--report", "r.jsonl", "--resume"]
        killed = lost = done_twice = rounds = 0
        while killed < self.options.kills:
            rounds += 1
            shutil.rmtree(f"{folder}/out", ignore_errors=True)
            if os.path.exists(f"{folder}/r.jsonl"):
                os.remove(f"{folder}/r.jsonl")
            kills = 0
            while True:
                limit = self.random.uniform(0, whole / 4)
                process = subprocess.Popen(
                    [self.program, *line], cwd=folder, stderr=subprocess.DEVNULL)
                try:
                    code = process.wait(limit if killed < self.options.kills else None)
                except subprocess.TimeoutExpired:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    kills += 1
                    killed += 1
                    lost += self.whole_or_absent(folder, expected)
                    continue
                check(code == 0, f"a resumed run ended with {code}")
                break
            made = tree(f"{folder}/out")
            check(made == expected, "an output is not that of an undisturbed run")
            twice = self.done(folder) - count
            check(0 <= twice <= jobs * kills, f"{twice} files were done twice after {kills} kills")
            done_twice += twice
            code, text = self.run(folder, "verify", "r.jsonl")
            check(code == 0, text)
        return (f"{killed} kills in {rounds} rounds of {count} files: {lost} temporary files left for the next run, "
                f"{done_twice} files done twice")

    def whole_or_absent(self, folder, expected):
        """After a kill: no torn file under a final name; returns the number of temporary files."""
        temporaries = 0
        for name, data in tree(f"{folder}/out").items() if os.path.isdir(f"{folder}/out") else ():
            if os.path.basename(name).startswith(".") and name.endswith(TEMPORARY):
                temporaries += 1
            else:
                check(data == expected[name], f"{name} is torn")
        return temporaries

    @staticmethod
    def done(folder):
        return sum(record.get("status") == "done" and record["record"] == "file"
                   for record in records(f"{folder}/r.jsonl"))

    def full_disk(self, folder):
        """A full disk: what does not fit fails, what was there before stays, nothing is torn."""
        self.pictures(folder, 12, 200)
        code, text = self.run(folder, "upsample", "in", "expected")
        check(code == 0, text)
        expected = tree(f"{folder}/expected")
        half = sum(map(len, expected.values())) // 2048
        with Mounted(f"{folder}/disk", "tmpfs", f"size={half}k") as disk:
            old = {name: data for name, data in list(expected.items())[:1]}
            for name in old:
                write(f"{disk}/out/{name}", b"old")
            code, text = self.run(folder, "upsample", "in", "disk/out", "--report", "r.jsonl", "-j", "2")
            check(code == 1 and "no space left on device" in text, f"{code}: {text}")
            made = tree(f"{disk}/out")
            check(0 < len(made) < len(expected), f"{len(made)} files on the small disk")
            for name, data in made.items():
                check(data == expected[name] or name in old and data == b"old", f"{name} is torn")
            failed = sum(record.get("status") == "failed" for record in records(f"{folder}/r.jsonl"))
            check(failed + self.done(folder) == len(expected), "a file is missing in the report")
            # Room again: the rest is done.
            subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
            code, text = self.run(folder, "upsample", "in", "disk/out", "--report", "r.jsonl", "--resume")
            check(code == 0 and tree(f"{disk}/out") == expected, text)
            return f"{failed} of {len(expected)} files failed; done when there was room"

    def full_report(self, folder):
        """A report on a full disk: the files are done, the report has whole lines only."""
        self.pictures(folder, 40, 16)
        with Mounted(f"{folder}/disk", "tmpfs", "size=8k"):
            code, text = self.run(folder, "blur", "in", "out", "--report", "disk/r.jsonl")
            check(code == 74 and text.count("writing the report failed") == 1, f"{code}: {text}")
            check(len(tree(f"{folder}/out")) == 40, "files are missing")
            lines = read(f"{folder}/disk/r.jsonl").split(b"\n")
            check(lines[-1] == b"", "the last line is torn")
            for line in lines[:-1]:
                json.loads(line)
            return f"{len(lines) - 1} whole lines"

    def read_only(self, folder):
        """A folder on a read-only file system: its files fail, the rest is done."""
        self.pictures(folder, 8, 16)
        os.makedirs(f"{folder}/out/1")
        with Mounted(f"{folder}/out/1", "tmpfs", "ro,size=1m"):
            code, text = self.run(folder, "blur", "in", "out")
            check(code == 1 and text.count("read-only file system") == 2, f"{code}: {text}")
            check(len(tree(f"{folder}/out")) == 6, "the rest was not done")
            refused = [["in/0/000.png", "out/1/x.png"], ["none.png", "out/1/x.png"], ["in/0/000.png", "out/1/new/"],
                       ["in", "out/1/new"], ["in/0/000.png", "x.png", "--report", "out/1/r.jsonl"],
                       ["in/0/000.png", "out/1/x.png", "--dry-run"], ["in", "out/1/new", "--dry-run"]]
            for paths in refused:
                code, text = self.run(folder, "blur", *paths)
                check(code == 73 and "read-only file system" in text, f"{paths}: {code}: {text}")
        with Mounted(f"{folder}/disk", "tmpfs", "size=1m") as disk:
            write(f"{disk}/a.png", png(16, 16, 1))
            subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
            for paths in (["disk/a.png"], ["disk/a.png", "--backup", ".old"]):
                code, text = self.run(folder, "blur", "--in-place", *paths)
                check(code == 73 and text == "imgconv: disk/a.png: read-only file system\n", f"{paths}: {code}: {text}")
            return f"2 of 8 files failed, {len(refused) + 2} commands were refused"

    def bad_inputs(self, folder):
        """Unreadable, empty, corrupt and vanishing inputs among good ones."""
        self.pictures(folder, 20, 100)
        good = png(100, 100, 1)
        write(f"{folder}/in/empty.png", b"")
        for index in range(20):
            # Without the last chunk, whose absence is harmless, the image would be whole.
            cut = self.random.randrange(1, len(good) - 12)
            write(f"{folder}/in/cut{index}.png", good[:cut])
            changed = bytearray(good)
            changed[self.random.randrange(40, len(good) - 12)] ^= 1 << self.random.randrange(8)
            write(f"{folder}/in/flipped{index}.png", bytes(changed))
        os.symlink("nowhere.png", f"{folder}/in/gone.png")
        write(f"{folder}/in/secret.png", good)
        os.chmod(f"{folder}/in/secret.png", 0)
        readable = os.access(f"{folder}/in/secret.png", os.R_OK)
        expected = 42 + (0 if readable else 1)
        code, text = self.run(folder, "blur", "in", "out", "-j", "2", "--report", "r.jsonl")
        lines = text.splitlines()
        check(code == 1, f"{code}: {text}")
        check(lines[-1].startswith(f"imgconv: {63 - expected} done, {expected} failed"), lines[-1])
        check(len(lines) == expected + 1, f"{len(lines)} lines")
        check(len(tree(f"{folder}/out")) == 63 - expected, "files are missing")
        return f"{expected} bad inputs among 63" + (" (root reads all)" if readable else "")

    def vanishing(self, folder):
        """Inputs that are removed, replaced and written to while the batch runs."""
        count = 120
        self.pictures(folder, count, 120)
        code, text = self.run(folder, "upsample", "in", "expected")
        check(code == 0, text)
        expected = tree(f"{folder}/expected")
        names = sorted(expected)
        process = subprocess.Popen(
            [self.program, "upsample", "in", "out", "-j", "2", "--report", "r.jsonl"], cwd=folder,
            stderr=subprocess.DEVNULL)
        touched = set()
        while process.poll() is None:
            name = self.random.choice(names)
            touched.add(name)
            path = f"{folder}/in/{name}"
            try:
                if self.random.random() < 0.5:
                    os.remove(path)
                else:
                    with open(path, "r+b") as file:
                        file.truncate(self.random.randrange(1, 500))
            except FileNotFoundError:
                pass
            time.sleep(0.01)
        check(process.returncode in (0, 1), f"ended with {process.returncode}")
        made = tree(f"{folder}/out")
        for name, data in made.items():
            check(data == expected[name], f"{name} was made of a torn input")
        check(set(names) - touched <= set(made), "an untouched input was not done")
        check(self.done(folder) == len(made), "the report does not say what is there")
        return f"{len(made)} done, {count - len(made)} failed, {len(touched)} touched"

    def changed_between(self, folder):
        """Inputs changed between runs are done again, and only they."""
        self.pictures(folder, 12, 30)
        line = ["blur", "in", "out", "--report", "r.jsonl", "--resume"]
        check(self.run(folder, *line)[0] == 0, "the first run")
        write(f"{folder}/in/0/000.png", png(31, 30, 99))
        os.utime(f"{folder}/in/1/001.png", ns=(5, 5))
        os.remove(f"{folder}/out/2/002.png")
        code, text = self.run(folder, *line)
        check(code == 0 and "3 done, 0 failed, 9 skipped" in text, text)
        check(self.run(folder, "verify", "r.jsonl")[0] == 0, "verify")
        return "3 of 12 done again"

    def many(self, folder):
        """Many tiny files with few descriptors: no descriptor and no memory leaks."""
        count = self.options.files
        data = png(8, 8, 0)
        for index in range(count):
            write(f"{folder}/in/{index // (count // 50)}/{index}.png", data if index % 10 else data[:60])

        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

        def peak(part):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            code, text = self.run(
                folder, "blur", part, "out", "-j", "8", "--quiet", "--report", "r.jsonl",
                preexec_fn=few)
            check(code == 1 and "too many" not in text, text[:2000])
            check(text.count("\n") == text.count("PNG: "), text[:2000])
            return before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss

        _, few_files = peak("in/1")
        begin = time.monotonic()
        _, all_files = peak("in")
        seconds = time.monotonic() - begin
        good = sum(index % 10 != 0 for index in range(count))
        check(self.done(folder) == good, f"{self.done(folder)} done")
        # The plan itself holds the names: about 1 kB a file.
        check(all_files - few_files < 8 * 1024 + 2 * count, f"{few_files} kB, then {all_files} kB")
        return f"{count} files in {seconds:.1f} s, peak {few_files} kB for {count // 50}, {all_files} kB for all"


    def exfat(self, folder):
        """A file system that does not tell case, has no hard links and numbers files anew for each spelling."""
        write(f"{folder}/twins/a.png", png(20, 20, 1))
        write(f"{folder}/twins/A.png", png(20, 20, 2))
        with MountedExFAT(folder) as disk:
            write(f"{disk}/in/a.png", png(40, 30, 3))
            write(f"{disk}/in/b.png", png(30, 40, 4))
            before = tree(f"{disk}/in")
            refused = [(64, "twins", "disk/new"), (64, "twins", "disk/in"), (73, "disk/in", "disk/IN"),
                       (73, "disk/in/a.png", "disk/in/A.PNG"), (73, "disk/in/a.png", "disk/IN/a.png")]
            for expected, *paths in refused:
                code, text = self.run(folder, "blur", *paths)
                check(code == expected and text.count("\n") == 1, f"{paths}: {code}: {text}")
                check(tree(f"{disk}/in") == before, f"{paths}: an input was harmed")
            for arguments in (["--report", "r.jsonl"], ["--no-clobber"]):
                code, text = self.run(folder, "blur", "disk/in", f"disk/out{len(arguments)}", *arguments)
                check(code == 0, text)
            code, text = self.run(folder, "blur", "disk/in", "disk/OUT1", "--no-clobber")
            check(code == 1 and text.count("already exists (--no-clobber)") == 2, f"{code}: {text}")
            check(self.run(folder, "verify", "r.jsonl")[0] == 0, "the outputs do not stand")
            code, text = self.run(folder, "blur", "--in-place", "--backup", ".old", "disk/in")
            kept = {name[:-4]: data for name, data in tree(f"{disk}/in").items() if name.endswith(".old")}
            check(code == 0 and kept == before, f"{code}: {text}")
            return f"{len(refused)} wrong commands refused; report, no-clobber and backups work"

    def no_proc(self, folder):
        """No /proc, as in a bare chroot: the arguments arrive, and images are filtered as elsewhere."""
        script = 'umount -l /proc && cd "$1" && shift && exec "$@"'

        def run(*arguments):
            done = subprocess.run(
                ["unshare", "-m", "sh", "-c", script, "sh", folder, self.program, *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
            return done.returncode, done.stdout.decode()

        probe = ["unshare", "-m", "sh", "-c", "umount -l /proc"]
        if not shutil.which("unshare") or subprocess.run(
                probe, stderr=subprocess.PIPE, check=False).returncode != 0:
            raise PermissionError("unmounting /proc is not allowed here")
        write(f"{folder}/in/a.png", png(300, 200, 1))
        write(f"{folder}/in/b.png", png(200, 300, 2))
        for arguments in (["--version"], ["info", "in/a.png"], ["explain", "blur", "--sigma", "3"]):
            code, text = run(*arguments)
            check(code == 0 and text, f"{arguments}: {code}: {text}")
        code, text = run("blur", "in", "bare", "--report", "r.jsonl")
        check(code == 0, f"{code}: {text}")
        check(run("verify", "r.jsonl")[0] == 0, "the outputs do not stand")
        code, text = run("blur", "in/none.png", "bare/none.png")
        check(code == 65 and text.count("\n") == 1, f"{code}: {text}")
        code, text = self.run(folder, "blur", "in", "usual")
        check(code == 0 and tree(f"{folder}/bare") == tree(f"{folder}/usual"), "other outputs than with /proc")
        return "version, info, explain, blur and verify work"


class MountedExFAT:
    """exFAT by FUSE, which is one of the file systems without numbers of its own for files."""

    def __init__(self, folder):
        self.image, self.folder = f"{folder}/exfat.img", f"{folder}/disk"

    def __enter__(self):
        if not all(shutil.which(tool) for tool in ("mkfs.exfat", "mount.exfat-fuse", "losetup")):
            raise PermissionError("needs exfat-fuse and exfatprogs")
        with open(self.image, "wb") as image:
            image.truncate(32 << 20)
        os.makedirs(self.folder)
        quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        subprocess.run(["mkfs.exfat", self.image], check=True, **quiet)
        loop = subprocess.run(["losetup", "-f", "--show", self.image], check=False, **quiet)
        self.device = loop.stdout.decode().strip()
        if loop.returncode != 0:
            raise PermissionError("loop devices are not allowed here")
        if subprocess.run(["mount.exfat-fuse", self.device, self.folder], check=False, **quiet).returncode:
            self.free()
            raise PermissionError("mounting by FUSE is not allowed here")
        return self.folder

    def __exit__(self, *_):
        subprocess.run(["umount", self.folder], check=False)
        self.free()

    def free(self):
        subprocess.run(["losetup", "-d", self.device], check=False)


class Mounted:
    """A file system of our own; not to be had without the right to mount."""

    def __init__(self, folder, kind, options):
        self.folder, self.kind, self.options = folder, kind, options

    def __enter__(self):
        os.makedirs(self.folder, exist_ok=True)
        done = subprocess.run(
            ["mount", "-t", self.kind, "-o", self.options, "imgconv-faults", self.folder],
            stderr=subprocess.PIPE, check=False) if shutil.which("mount") else None
        if done is None or done.returncode != 0:
            raise PermissionError("mounting is not allowed here")
        return self.folder

    def __exit__(self, *_):
        subprocess.run(["umount", self.folder], check=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", help="the name of one run")
    options = parser.parse_args()
    faults = Faults(options.program, options)
    runs = ["kills", "full_disk", "full_report", "read_only", "bad_inputs", "vanishing",
            "changed_between", "exfat", "no_proc", "many"]
    failed = False
    for name in [options.only] if options.only else runs:
        folder = tempfile.mkdtemp(prefix="imgconv-faults-")
        try:
            print(f"{name}: {getattr(faults, name)(folder)}", flush=True)
        except PermissionError as error:
            print(f"{name}: skipped: {error}", flush=True)
        except Failed as error:
            failed = True
            print(f"{name}: FAILED: {error}", flush=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
