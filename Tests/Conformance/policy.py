# SPDX-License-Identifier: Apache-2.0
"""Irregular files: each row of the tables of damaged files in docs/formats.md, and what other decoders do.

    python3 Tests/Conformance/policy.py IMGCONV [-v]

Makes files for each row, and checks that imgconv accepts them with the pixels of the undamaged file and a note, or
refuses them with exit code 65, one line and no output.  Prints what imgconv, Pillow, and pngtopnm or djpeg make of
each: `same` pixels, `other` pixels, or an `error`, with a `+` for a warning.  With -v, their words.
pngfix says whether libpng finds the image data whole.
A row of the tables without a file fails, and so does a file without a row.  Exits with 1 if something fails.
Needs Python with NumPy and Pillow; cjpeg, djpeg; pngtopnm and pngfix (Debian's netpbm, libpng-tools).
"""
import argparse
import dataclasses
import io
import os
import subprocess
import sys
import tempfile
import warnings
import zlib

import numpy as np
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "PythonSupport"))
from files import SIGNATURE, Failed, check, chunk, read, write
from jpeg_file import joined, piped, pnm, segments
from png_file import RGB, picture
from seeds import pixels, with_chunk

FORMATS = os.path.join(HERE, "..", "..", "docs", "formats.md")
WIDTH, HEIGHT = 40, 24


@dataclasses.dataclass
class Odd:
    """A file of a row of the tables: the row's first words, what is odd here, the file and its undamaged twin."""
    row: str
    what: str
    data: bytes
    good: bytes
    # A part of imgconv's note or error.
    words: str

    @property
    def is_png(self):
        return self.good.startswith(SIGNATURE)


def rows():
    """The rows of the tables as (format, text, result)."""
    text = read(FORMATS).decode()
    text = text[text.index("## Damaged files"):text.index("**`--lenient`**")]
    kind = None
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| PNG") or line.startswith("| JPEG"):
            kind = cells[0]
        elif line.startswith("| ") and kind and not line.startswith("| ---"):
            yield kind, cells[0], cells[1].split(";")[0]


# ---- Files of PNG's table ----

def png_files():
    picture_ = picture(WIDTH, HEIGHT, RGB, 8, "policy", filter="paeth")
    good, stream, rows_ = picture_.encoded(), picture_.stream(), picture_.filtered()
    end, gamma = chunk(b"IEND", b""), chunk(b"gAMA", b"\0\0\xb1\x8f")
    body, half = good[:-len(end)], len(good) // 2
    texts = chunk(b"tEXt", b"a\0b")

    def wrong(data):
        return data[:-1] + bytes([data[-1] ^ 1])

    def after(extra):
        return body + extra + end

    def data_of(raw):
        return picture_.encoded(zlib.compress(raw))

    row = "ancillary chunk that is invalid"
    left = "left out "
    yield row, "gAMA of 0", with_chunk(good, b"gAMA", bytes(4)), left + "invalid PNG chunks: gAMA"
    yield row, "gAMA twice", good[:33] + 2 * gamma + good[33:], left + "repeated PNG chunks: gAMA"
    yield row, "gAMA after the image data", after(gamma), left + "misplaced PNG chunks: gAMA"
    yield "wrong CRC on an ancillary", "gAMA", good[:33] + wrong(gamma) + good[33:], "with a wrong CRC: gAMA"
    row, misplaced = "invalid `tRNS`", left + "an invalid, misplaced or repeated tRNS"
    yield row, "tRNS after the image data", after(chunk(b"tRNS", bytes(6))), misplaced
    yield row, "PLTE after the image data", after(chunk(b"PLTE", b"\1\2\3")), left + "a misplaced PLTE chunk"
    yield row, "tRNS of 5 bytes", with_chunk(good, b"tRNS", bytes(5)), misplaced
    row, note = "more compressed data", "skipped surplus image data after the last row"
    yield row, "a row too many", data_of(rows_ + bytes(1 + 3 * WIDTH)), note
    yield row, "bytes after the stream", picture_.encoded(stream + bytes(90)), note
    yield "`IDAT` chunks after other", "IDAT after tEXt", after(texts + chunk(b"IDAT", b"\1\2\3")), note
    row, note = "`IEND` that is missing", "accepted a missing or damaged IEND chunk"
    yield row, "no IEND", body, note
    yield row, "half of IEND", good[:-5], note
    yield row, "wrong CRC of IEND", wrong(good), note
    yield "bytes after `IEND`", "3 bytes", good + b"\1\2\3", "left out 3 bytes after the image"
    row = "wrong CRC on a critical"
    yield row, "IHDR", good[:32] + bytes([good[32] ^ 1]) + good[33:], "IHDR: CRC error"
    yield row, "IDAT", wrong(body) + end, "IDAT: CRC error"
    yield row, "tRNS", good[:33] + wrong(chunk(b"tRNS", bytes(6))) + good[33:], "tRNS: CRC error"
    row = "truncated image data"
    yield row, "cut in the middle", good[:half], "truncated data"
    yield row, "cut in a text", body + texts[:-6], "truncated data"
    yield row, "half of the stream, chunks whole", picture_.encoded(stream[:len(stream) // 2]), "Not enough image data"
    row = "damaged compressed data"
    yield row, "a byte of the stream", picture_.encoded(changed(stream, len(stream) // 2)), "IDAT: "
    yield row, "wrong Adler-32", picture_.encoded(wrong(stream)), "incorrect data check"
    yield row, "no Adler-32", picture_.encoded(stream[:-4]), "Not enough image data"
    yield "unknown filter type", "a filter 5", data_of(b"\5" + rows_[1:]), "bad adaptive filter value"
    yield "unknown critical chunk", "ABCD", with_chunk(good, b"ABCD", b""), "ABCD: "


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1:]


# ---- Files of JPEG's table ----

def jpeg_files():
    """The row, what is odd, the file, words of imgconv's, and the undamaged file if it is not the usual one."""
    source = pnm(WIDTH, HEIGHT, pixels(WIDTH, HEIGHT, 3))

    def made(*words):
        return piped(["cjpeg", "-quality", "85", *words], source)

    good, progressive, restarts, arithmetic = made(), made("-progressive"), made("-restart", "1B"), made("-arithmetic")
    parts, rest = segments(good)

    def edited(index, content, base=good, marker=None):
        found, tail = segments(base)
        found[index] = [found[index][0] if marker is None else marker, content]
        return joined(found, tail)

    def markers(data, first, last):
        """Where the markers of a range are, from the first scan on."""
        return [at for at in range(2, len(data) - 1) if data[at] == 0xFF and first <= data[at + 1] <= last]

    yield "bytes between segments", "3 bytes", good[:20] + b"\1\2\3" + good[20:], "skipped surplus bytes in the header"
    row = "bytes before EOI"
    yield row, "90 bytes before EOI", good[:-2] + bytes(90) + good[-2:], "surplus bytes before the end of the image"
    at = markers(restarts, 0xD0, 0xD7)[0]
    yield (row, "90 bytes before a restart", restarts[:at] + bytes(90) + restarts[at:],
           "surplus bytes before a restart marker", restarts)
    header = parts[-1][1]
    yield ("unusual fields of the scan", "Se of 0", edited(-1, header[:-3] + bytes(3)),
           "ignored unusual fields of a scan header")
    jfif = parts[0][1]
    yield "unknown version of JFIF", "3.01", edited(0, jfif[:5] + b"\3" + jfif[6:]), "an unknown version of JFIF"
    yield ("unknown Adobe color", "7", edited(0, b"Adobe\0\x64\0\0\0\0\7", marker=0xEE),
           "an unknown Adobe color transform")
    row, note = "missing EOI, with every", "accepted a missing end of the image (EOI)"
    yield row, "baseline", good[:-2], note
    yield row, "progressive", progressive[:-2], note, progressive
    scans = markers(progressive, 0xDA, 0xDA)
    yield ("progressive scans that leave", "the last scan is left out", progressive[:scans[-1]] + b"\xff\xd9",
           "the progressive scans leave out the finest detail", None)
    yield "bytes after EOI", "3 bytes", good + b"\1\2\3", "left out 3 bytes after the image"
    row, error = "missing EOI in a progressive", "Premature end of JPEG file"
    yield row, "progressive, the last scan is missing", progressive[:scans[-1]], error, progressive
    yield row, "arithmetic-coded", arithmetic[:-2], error, arithmetic
    row = "truncated or missing coefficients"
    yield row, "cut in the middle", good[:len(good) // 2], error
    yield row, "40 bytes are missing before EOI", good[:-42] + good[-2:], "premature end of data segment"
    with tempfile.NamedTemporaryFile("w") as script:
        script.write("0;\n1;\n2;\n")
        script.flush()
        alone = made("-scans", script.name)
    cut = alone[:markers(alone, 0xDA, 0xDA)[2]] + b"\xff\xd9"
    yield "component that is in no scan", "no scan for Cr", cut, "is in no scan", alone
    at = markers(restarts, 0xD0, 0xD7)[2]
    other = restarts[:at + 1] + bytes([restarts[at + 1] ^ 4]) + restarts[at + 2:]
    yield "restart marker with another", "RST6 for RST2", other, "instead of RST2", restarts
    at = next(at for at in markers(progressive, 0xC4, 0xDA) if at > scans[0])
    yield "bytes between two scans", "90 bytes", progressive[:at] + bytes(90) + progressive[at:], "JPEG: ", progressive
    row = "bad Huffman code"
    yield row, "coded data of ones", joined(parts, b"\xff\0" * 60 + rest[120:]), "JPEG: "
    found, tail = segments(progressive)
    found[-1] = [found[-1][0], found[-1][1][:-1] + b"\x21"]
    yield row, "a refinement first", joined(found, tail), "JPEG: ", progressive


def odd_files():
    good_png = picture(WIDTH, HEIGHT, RGB, 8, "policy", filter="paeth").encoded()
    for row, what, data, words in png_files():
        yield Odd(row, what, data, good_png, words)
    good_jpeg = piped(["cjpeg", "-quality", "85"], pnm(WIDTH, HEIGHT, pixels(WIDTH, HEIGHT, 3)))
    for row, what, data, words, *twin in jpeg_files():
        yield Odd(row, what, data, (twin or [good_jpeg])[0] or data, words)


# ---- What decoders make of them ----

def verdict(image, twin, words):
    """A decoder's pixels against those of the undamaged file, in a word; `+` if it said something."""
    if image is None:
        return "error"
    same = image.shape == twin.shape and np.array_equal(image, twin)
    return ("same" if same else "other") + ("+" if words else "")


def by_pillow(data):
    """Pixels, or None, and what Pillow says."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            with Image.open(io.BytesIO(data)) as image:
                return np.asarray(image.convert("RGB")), "; ".join(str(warning.message) for warning in caught)
        except (OSError, SyntaxError, ValueError) as error:
            return None, str(error)


def by_program(command, data):
    """Pixels, or None, and what pngtopnm or djpeg says; djpeg exits with 2 after a warning."""
    done = subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    words = " ".join(done.stderr.decode(errors="replace").split())
    try:
        with Image.open(io.BytesIO(done.stdout)) as image:
            return (np.asarray(image) if done.returncode in (0, 2) else None), words
    except (OSError, SyntaxError, ValueError):
        return None, words


def by_pngfix(path):
    """Whether libpng reads the image data to its end: OK, or the words of pngfix."""
    done = subprocess.run(["pngfix", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    words = done.stdout.decode(errors="replace").split()
    return "OK" if done.returncode == 0 and words[:1] == ["IDAT"] else " ".join(words[:2]) or f"exit {done.returncode}"


class Policy:
    def __init__(self, program, folder, verbose):
        self.program, self.folder, self.verbose = os.path.abspath(program), folder, verbose
        self.failed = 0

    def by_imgconv(self, data, extension, name="in"):
        """Pixels, or None; messages; exit code."""
        write(f"{self.folder}/{name}.{extension}", data)
        out = f"{self.folder}/out.npy"
        if os.path.exists(out):
            os.remove(out)
        done = subprocess.run(
            [self.program, "blur", "--sigma", "0", f"{name}.{extension}", "out.npy"], cwd=self.folder,
            stderr=subprocess.PIPE, check=False)
        pixels_ = np.load(out) if os.path.exists(out) else None
        return (None if pixels_ is None else np.rint(255 * np.moveaxis(pixels_, 0, -1)).astype(np.uint8),
                done.stderr.decode(), done.returncode)

    def look(self, odd, result):
        """Checks what imgconv does with a file, and prints what all do."""
        extension = "png" if odd.is_png else "jpg"
        twin, text, code = self.by_imgconv(odd.good, extension, "good")
        check(code == 0, f"the undamaged file: {text}")
        image, text, code = self.by_imgconv(odd.data, extension)
        ours = verdict(image, twin, text.replace("note: NPY", ""))
        others = [by_pillow, lambda data: by_program(["pngtopnm"] if odd.is_png else ["djpeg", "-pnm"], data)]
        told = []
        for decoder in others:
            its_twin, _ = decoder(odd.good)
            its, words = decoder(odd.data)
            told.append((verdict(its, its_twin, words), words))
        fix = by_pngfix(f"{self.folder}/in.png") if odd.is_png else ""
        print(f"  {odd.what}: imgconv {ours}, Pillow {told[0][0]}, {'pngtopnm' if odd.is_png else 'djpeg'} {told[1][0]}"
              + (f", pngfix {fix}" if odd.is_png else ""), flush=True)
        if self.verbose:
            for words in (text.strip(), *(words for _, words in told)):
                print(f"    {words}")
        if result == "note":
            check(code == 0 and np.array_equal(image, twin), f"expected the pixels and a note: {code}: {text}")
            check(": note: " in text and odd.words in text, f"expected {odd.words!r}: {text}")
        else:
            check(code == 65 and image is None and text.count("\n") == 1, f"expected an error: {code}: {text}")
            check(odd.words in text, f"expected {odd.words!r}: {text}")

    def run(self):
        """Each row with its files."""
        files, used = list(odd_files()), set()
        for kind, text, result in rows():
            print(f"{kind}: {text}: {result}", flush=True)
            mine = [odd for odd in files if odd.is_png == (kind == "PNG") and text.startswith(odd.row)]
            self.attempt(lambda: check(mine, "no file for this row"))
            for odd in mine:
                used.add(id(odd))
                self.attempt(lambda: self.look(odd, result))
        for odd in files:
            self.attempt(lambda: check(id(odd) in used, f"no row for {odd.row!r}"))
        print(f"{len(files)} irregular files, {self.failed} against the tables")
        return self.failed

    def attempt(self, action):
        try:
            action()
        except Failed as error:
            self.failed += 1
            print(f"  FAILED: {error}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imgconv-policy-") as folder:
        sys.exit(1 if Policy(options.program, folder, options.verbose).run() else 0)


if __name__ == "__main__":
    main()
