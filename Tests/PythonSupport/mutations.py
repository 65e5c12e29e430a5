# SPDX-License-Identifier: Apache-2.0
"""Changes of files: of any bytes, and of the structure of a format, with lengths and checksums made right again."""
import re
import struct
import zlib

from files import SIGNATURE, chunk, chunks
from jpeg_file import joined, segment, segments

BYTES = (0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF)
EXTREMES = (0, 1, 2, 0x7F, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def place(generator, data):
    """A position, more often near the start, where headers are."""
    return generator.randrange(min(len(data), generator.choice((40, 400, 1 << 30))))


def number(generator, size):
    """A field of `size` bytes with an extreme or a random value, in either byte order."""
    value = generator.choice((*EXTREMES, generator.randrange(1 << 32))) & ((1 << 8 * size) - 1)
    return value.to_bytes(size, generator.choice(("big", "little")))


# ---- Of any bytes ----

def flip(generator, data, _):
    data = bytearray(data)
    for _ in range(generator.choice((1, 1, 2, 8))):
        data[place(generator, data)] ^= 1 << generator.randrange(8)
    return bytes(data)


def put(generator, data, _):
    at = place(generator, data)
    return data[:at] + bytes([generator.choice(BYTES)]) + data[at + 1:]


def put_number(generator, data, _):
    field = number(generator, generator.choice((2, 4)))
    at = place(generator, data)
    return data[:at] + field + data[at + len(field):]


def truncate(generator, data, _):
    return data[:generator.choice((place(generator, data), len(data) - 1 - generator.randrange(min(len(data), 30))))]


def insert(generator, data, _):
    at = place(generator, data)
    return data[:at] + generator.randbytes(generator.choice((1, 2, 17, 300))) + data[at:]


def delete(generator, data, _):
    at = place(generator, data)
    return data[:at] + data[at + generator.choice((1, 2, 17, 300)):]


def repeat(generator, data, _):
    start, end = sorted((place(generator, data), place(generator, data)))
    return data[:end] + data[start:end] * generator.choice((1, 1, 5)) + data[end:]


def clear(generator, data, _):
    at, length = place(generator, data), generator.choice((4, 30, 500))
    return data[:at] + (bytes([generator.choice((0, 0xFF))]) * length)[:len(data) - at] + data[at + length:]


def splice(generator, data, other):
    return data[:place(generator, data)] + other[place(generator, other):]


def append(generator, data, other):
    return data + other[:generator.choice((1, 30, 1 << 30))]


def digits(generator, data, _):
    """Another number in a text, as in the headers of Netpbm and NPY."""
    found = list(re.finditer(rb"\d+", data[:200]))
    if not found:
        return flip(generator, data, None)
    match = generator.choice(found)
    value = generator.choice((b"0", b"1", b"-1", b"7", b"65535", b"65536", b"1000000", b"2147483648", b"4294967296",
                              b"9223372036854775808", b"99999999999999999999", b"1.5", b"", b"0x10"))
    return data[:match.start()] + value + data[match.end():]


# ---- Of chunks and segments ----

def png_chunks(generator, data, other):
    """A chunk dropped, repeated, moved, renamed, exchanged or changed; lengths and CRCs are right."""
    parts = chunks(data)
    if len(parts) < 2:
        return flip(generator, data, other)
    at = generator.randrange(len(parts))
    name, content = parts[at]
    way = generator.randrange(7)
    if way == 0:
        del parts[at]
    elif way == 1:
        parts.insert(generator.randrange(len(parts) + 1), (name, content))
    elif way == 2:
        parts.insert(generator.randrange(len(parts)), parts.pop(at))
    elif way == 3:
        parts[at] = (generator.choice((b"IDAT", b"PLTE", b"tRNS", b"eXIf", b"iCCP", b"zzZz", b"ABCD", name.swapcase())),
                     content)
    elif way == 4 and other.startswith(SIGNATURE) and chunks(other):
        parts.insert(at, generator.choice(chunks(other)))
    elif content:
        change = generator.choice((flip, put, put_number, truncate, insert, delete, clear))
        parts[at] = (name, change(generator, content, b""))
    return SIGNATURE + b"".join(chunk(*part) for part in parts)


def png_header(generator, data, _):
    """Another field of the header, with the CRC made right."""
    if len(data) < 33:
        return data
    header = bytearray(data[16:29])
    at = generator.choice((0, 4, 8, 9, 10, 11, 12))
    if at < 8:
        header[at:at + 4] = generator.choice((number(generator, 4), struct.pack(">I", generator.randrange(1, 70))))
    else:
        header[at] = generator.choice((*BYTES, 3, 4, 6, 8, 16))
    return SIGNATURE + chunk(b"IHDR", bytes(header)) + data[33:]


def png_pixels(generator, data, _):
    """Image data that is inflated, changed and deflated again."""
    parts = chunks(data)
    try:
        rows = zlib.decompress(b"".join(content for name, content in parts if name == b"IDAT"))
    except zlib.error:
        return flip(generator, data, None)
    if not rows:
        return data
    rows = generator.choice((flip, put, truncate, insert, delete, clear))(generator, rows, b"")
    kept = [part for part in parts if part[0] != b"IDAT"]
    kept.insert(max(1, len(kept) - 1), (b"IDAT", zlib.compress(rows)))
    return SIGNATURE + b"".join(chunk(*part) for part in kept)


def jpeg_segments(generator, data, other):
    """A segment dropped, repeated, moved, renamed, exchanged or changed; its length is right, or an extreme."""
    try:
        parts, rest = segments(data)
    except (struct.error, IndexError):
        return flip(generator, data, other)
    at = generator.randrange(len(parts))
    marker, content = parts[at]
    way = generator.randrange(8)
    if way == 0:
        del parts[at]
    elif way == 1:
        parts.insert(generator.randrange(len(parts) + 1), [marker, content])
    elif way == 2:
        parts.insert(generator.randrange(len(parts)), parts.pop(at))
    elif way == 3:
        parts[at][0] = generator.choice((0xC0, 0xC2, 0xC4, 0xC9, 0xCA, 0xDA, 0xDB, 0xDD, 0xE1, 0xE2, 0xED, 0xFE,
                                         generator.randrange(256)))
    elif way == 4:
        coded = segment(marker, content)
        return (joined(parts[:at], b"") + coded[:2] + number(generator, 2) + coded[4:]
                + joined(parts[at + 1:], rest)[2:])
    elif way == 5 and rest:
        rest = generator.choice((flip, put, truncate, insert, delete, clear, repeat))(generator, rest, b"")
    elif content:
        change = generator.choice((flip, put, put_number, truncate, insert, delete))
        parts[at][1] = change(generator, content, b"")[:65533]
    return joined(parts, rest)


ANY = (flip, flip, put, put_number, truncate, insert, delete, repeat, clear, splice, append)
PNG = (png_chunks, png_chunks, png_header, png_pixels)


def mutated(generator, data, other):
    """The file after one to four changes."""
    for _ in range(generator.choice((1, 1, 1, 1, 2, 3))):
        if not data:
            break
        ways = ANY
        if generator.random() < 0.65:
            ways = (PNG if data.startswith(SIGNATURE) else (jpeg_segments,) if data.startswith(b"\xff\xd8")
                    else (digits,))
        data = generator.choice(ways)(generator, data, other)
    return data
