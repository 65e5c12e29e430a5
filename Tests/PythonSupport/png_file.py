# SPDX-License-Identifier: Apache-2.0
"""A PNG encoder in plain Python that shares nothing with imgconv: every color type, depth, filter and Adam7.

Source: the PNG specification (ISO/IEC 15948).
"""
import dataclasses
import random
import struct
import zlib

from files import SIGNATURE, chunk

GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}
DEPTHS = {GRAY: (1, 2, 4, 8, 16), RGB: (8, 16), PALETTE: (1, 2, 4, 8), GRAY_ALPHA: (8, 16), RGBA: (8, 16)}
NAMES = {GRAY: "gray", RGB: "rgb", PALETTE: "palette", GRAY_ALPHA: "gray-alpha", RGBA: "rgba"}
FILTERS = ("none", "sub", "up", "average", "paeth", "mixed")
STRATEGIES = ("stored", "fixed", "dynamic", "fast", "huffman", "runs", "window", "flushed")
# Bytes in an IDAT chunk; 0 makes one chunk of all.  "empty" puts empty chunks in between.
SPLITS = (0, 1, 7, 100, "empty")
# First column and row, and steps, of each of Adam7's passes.
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


@dataclasses.dataclass
class PNG:
    """An image and how its file is made.  Samples are integers in order of rows, columns and channels."""
    width: int
    height: int
    color_type: int
    depth: int
    samples: list
    palette: list = None  # triples
    transparent: bytes = None  # the content of tRNS
    is_interlaced: bool = False
    filter: str = "none"
    strategy: str = "dynamic"
    split: object = 0
    before: list = dataclasses.field(default_factory=list)  # chunks before the image data: (name, data)
    after: list = dataclasses.field(default_factory=list)

    def encoded(self, stream=None):
        """The file; `stream` replaces the compressed image data."""
        header = struct.pack(
            ">IIBBBBB", self.width, self.height, self.depth, self.color_type, 0, 0, int(self.is_interlaced))
        parts = [SIGNATURE, chunk(b"IHDR", header)]
        # What says how colors are meant stands before the palette.
        parts += [chunk(*named) for named in self.before]
        if self.palette:
            parts.append(chunk(b"PLTE", bytes(value for color in self.palette for value in color)))
        if self.transparent is not None:
            parts.append(chunk(b"tRNS", self.transparent))
        parts += [chunk(b"IDAT", part) for part in split(self.stream() if stream is None else stream, self.split)]
        parts += [chunk(*named) for named in self.after]
        return b"".join(parts) + chunk(b"IEND", b"")

    def stream(self):
        """The compressed image data."""
        return deflated(self.filtered(), self.strategy)

    def filtered(self):
        """The bytes that are compressed: each row, of each pass, after its filter's number."""
        data, count = bytearray(), 0
        for rows in self.passes():
            previous = None
            for row in rows:
                number = FILTERS.index(self.filter) if self.filter != "mixed" else (3 * count + 1) % 5
                previous = previous or bytes(len(row))
                data.append(number)
                data += filtered(number, row, previous, max(1, self.channels * self.depth // 8))
                previous, count = row, count + 1
        return bytes(data)

    def passes(self):
        """The packed rows of each pass."""
        for left, top, across, down in PASSES if self.is_interlaced else ((0, 0, 1, 1),):
            if left < self.width:
                yield [self.packed(y, range(left, self.width, across)) for y in range(top, self.height, down)]

    def packed(self, y, columns):
        row = [self.samples[(y * self.width + x) * self.channels + c] for x in columns for c in range(self.channels)]
        if self.depth == 8:
            return bytes(row)
        if self.depth == 16:
            return struct.pack(f">{len(row)}H", *row)
        share = 8 // self.depth
        row += [0] * (-len(row) % share)
        packed = bytearray()
        for start in range(0, len(row), share):
            byte = 0
            for value in row[start:start + share]:
                byte = byte << self.depth | value
            packed.append(byte)
        return bytes(packed)

    @property
    def channels(self):
        return CHANNELS[self.color_type]

    def expected(self):
        """What a decoder must deliver: channels, the largest sample, and samples in the order of this image."""
        maximum = 65535 if self.depth == 16 else 255
        if self.color_type == PALETTE:
            alphas = self.transparent
            colors = [
                tuple(color) + (() if alphas is None else (alphas[index] if index < len(alphas) else 255,))
                for index, color in enumerate(self.palette)]
            return 3 + (alphas is not None), maximum, [value for index in self.samples for value in colors[index]]
        scale = maximum // ((1 << self.depth) - 1)
        if self.transparent is None:
            return self.channels, maximum, [value * scale for value in self.samples]
        hidden = list(struct.unpack(f">{self.channels}H", self.transparent))
        result = []
        for start in range(0, len(self.samples), self.channels):
            pixel = self.samples[start:start + self.channels]
            result += [value * scale for value in pixel] + [0 if pixel == hidden else maximum]
        return self.channels + 1, maximum, result


def filtered(number, row, previous, size):
    """A row after one of PNG's filters; a pixel has `size` bytes."""
    if number == 0:
        return row
    left = bytes(size) + row[:-size] if size < len(row) else bytes(len(row))
    if number == 1:
        return bytes((a - b) & 255 for a, b in zip(row, left))
    if number == 2:
        return bytes((a - b) & 255 for a, b in zip(row, previous))
    if number == 3:
        return bytes((a - (b + c) // 2) & 255 for a, b, c in zip(row, left, previous))
    corner = bytes(size) + previous[:-size] if size < len(row) else bytes(len(row))
    return bytes((a - paeth(*near)) & 255 for a, *near in zip(row, left, previous, corner))


def paeth(left, above, corner):
    estimate = left + above - corner
    distances = abs(estimate - left), abs(estimate - above), abs(estimate - corner)
    return (left, above, corner)[distances.index(min(distances))]


def deflated(data, strategy):
    """A zlib stream whose blocks are of some kind."""
    level, window, memory, way = {
        "stored": (0, 15, 8, zlib.Z_DEFAULT_STRATEGY), "fixed": (9, 15, 9, zlib.Z_FIXED),
        "dynamic": (6, 15, 8, zlib.Z_DEFAULT_STRATEGY), "fast": (1, 15, 8, zlib.Z_DEFAULT_STRATEGY),
        "huffman": (6, 15, 8, zlib.Z_HUFFMAN_ONLY), "runs": (6, 15, 8, zlib.Z_RLE),
        "window": (6, 9, 1, zlib.Z_DEFAULT_STRATEGY), "flushed": (6, 15, 8, zlib.Z_DEFAULT_STRATEGY)}[strategy]
    coder = zlib.compressobj(level, zlib.DEFLATED, window, memory, way)
    if strategy != "flushed":
        return coder.compress(data) + coder.flush()
    # Blocks of every kind in one stream: an empty stored block after each part.
    parts = [coder.compress(data[start:start + 97]) + coder.flush(zlib.Z_FULL_FLUSH)
             for start in range(0, len(data), 97)]
    return b"".join(parts) + coder.flush()


def split(stream, way):
    """The contents of the IDAT chunks."""
    if way == "empty":
        half = len(stream) // 2
        return [b"", stream[:half], b"", b"", stream[half:], b""]
    size = way or len(stream)
    return [stream[start:start + size] for start in range(0, len(stream), size)]


def picture(width, height, color_type, depth, seed, **how):
    """A picture with noise, flat parts and a gradient; a palette is full, unless `colors` gives its length."""
    generator = random.Random(f"{seed} {width} {height} {color_type} {depth}")
    colors = how.pop("colors", 1 << depth)
    count = colors if color_type == PALETTE else 1 << depth
    samples = []
    for y in range(height):
        for x in range(width):
            kind = (x // 5 + y // 3) % 3
            for channel in range(CHANNELS[color_type]):
                value = (generator.randrange(count) if kind == 0 else count // 3 if kind == 1
                         else (x * (channel + 1) * count // 40 + y))
                samples.append(value % count)
    palette = [tuple(generator.randrange(256) for _ in range(3)) for _ in range(colors)]
    return PNG(width, height, color_type, depth, samples, palette if color_type == PALETTE else None, **how)


def with_transparency(png, entries=None):
    """The picture with tRNS: the color of a pixel in its middle, or alphas for the first `entries` of its palette."""
    if png.color_type == PALETTE:
        alphas = bytes((37 * index) & 255 for index in range(entries or len(png.palette)))
        return dataclasses.replace(png, transparent=alphas)
    middle = (png.height // 2 * png.width + png.width // 2) * png.channels
    color = png.samples[middle:middle + png.channels]
    return dataclasses.replace(png, transparent=struct.pack(f">{png.channels}H", *color))
