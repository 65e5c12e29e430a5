# SPDX-License-Identifier: Apache-2.0
"""PNG of 8 and 16 bits, gray or RGB, with or without alpha, without a PNG library.

Pillow reads and writes 16 bits only of gray.  Samples are channels x height x width, u8 or u16.
"""
import struct
import zlib

import numpy as np

COLOR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # by the number of channels


def write(path, samples):
    """Writes a PNG without row filters."""
    channels, height, width = samples.shape
    depth = samples.dtype.itemsize * 8
    rows = samples.transpose(1, 2, 0).astype(samples.dtype.newbyteorder(">")).tobytes()
    length = len(rows) // height
    lines = b"".join(b"\0" + rows[y * length:(y + 1) * length] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, depth, COLOR_TYPES[channels], 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b"")):
            file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))


def read(path):
    """The samples of a PNG that is not interlaced and has no palette."""
    with open(path, "rb") as file:
        data = file.read()
    place, header, compressed = 8, None, b""
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        body = data[place + 8:place + 8 + length]
        if kind == b"IHDR":
            header = struct.unpack(">IIBBBBB", body)
        elif kind == b"IDAT":
            compressed += body
        place += length + 12
    width, height, depth, color_type = header[:4]
    channels = {value: key for key, value in COLOR_TYPES.items()}[color_type]
    pixel = channels * depth // 8
    lines = unfiltered(zlib.decompress(compressed), height, width * pixel, pixel)
    samples = np.frombuffer(lines, ">u2" if depth == 16 else "u1").reshape(height, width, channels)
    return samples.transpose(2, 0, 1).astype(np.uint16 if depth == 16 else np.uint8)


def unfiltered(lines, height, length, pixel):
    """The bytes of all rows after PNG's filters are undone."""
    above, result = bytearray(length), bytearray()
    for y in range(height):
        start = y * (length + 1)
        kind, row = lines[start], bytearray(lines[start + 1:start + 1 + length])
        if kind == 2:
            row = bytearray((np.frombuffer(row, np.uint8) + np.frombuffer(above, np.uint8)).tobytes())
        elif kind:
            predict = {1: lambda a, b, c: a, 3: lambda a, b, c: (a + b) // 2, 4: paeth}[kind]
            for x in range(length):
                left, corner = (row[x - pixel], above[x - pixel]) if x >= pixel else (0, 0)
                row[x] = (row[x] + predict(left, above[x], corner)) & 255
        above = row
        result += row
    return bytes(result)


def paeth(left, above, corner):
    """The neighbor that is nearest to left + above - corner."""
    estimate = left + above - corner
    return min((left, above, corner), key=lambda value: abs(estimate - value))
