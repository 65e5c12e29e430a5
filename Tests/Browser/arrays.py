# SPDX-License-Identifier: Apache-2.0
"""NPY files of float32 and rounding to float32, with the standard library alone.

Source: numpy/lib/format.py, version 1.0 of the format.
"""
import math
import struct


def f32(value):
    """The float32 nearest to a number."""
    return struct.unpack("<f", struct.pack("<f", value))[0]


def save(path, shape, values):
    """Writes an array of float32 in C order."""
    sizes = ", ".join(map(str, shape)) + ("," if len(shape) == 1 else "")
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({sizes}), }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    data = struct.pack(f"<{math.prod(shape)}f", *values)
    path.write_bytes(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + data)


def load(path):
    """Reads an array of float32 in C order: its shape and its numbers."""
    data = path.read_bytes()
    length = struct.unpack("<H", data[8:10])[0]
    header = data[10:10 + length].decode()
    if "'<f4'" not in header or "False" not in header:
        raise ValueError(f"{path}: {header}")
    shape = [int(size) for size in header[header.index("(") + 1:header.index(")")].split(",") if size.strip()]
    return shape, list(struct.unpack(f"<{math.prod(shape)}f", data[10 + length:]))
