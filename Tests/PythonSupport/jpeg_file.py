# SPDX-License-Identifier: Apache-2.0
"""JPEG files as segments, and the programs that make and decode them."""
import struct
import subprocess

SCAN = 0xDA


def segments(data):
    """The segments up to the first scan's header, as [marker, content], and the rest of the file."""
    found, at = [], 2
    while True:
        marker, length = struct.unpack_from(">xBH", data, at)
        found.append([marker, data[at + 4:at + 2 + length]])
        at += 2 + length
        if marker == SCAN:
            return found, data[at:]


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def joined(found, rest):
    """The file of these segments."""
    return b"\xff\xd8" + b"".join(segment(marker, content) for marker, content in found) + rest


def pnm(width, height, pixels):
    """A binary Netpbm file of 8 bits, gray or RGB."""
    kind = b"P5" if len(pixels) == width * height else b"P6"
    return kind + b"\n%d %d\n255\n" % (width, height) + pixels


def piped(command, data):
    """What a program makes of these bytes; an error is a CalledProcessError."""
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True).stdout
