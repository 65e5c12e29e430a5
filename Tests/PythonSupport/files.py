# SPDX-License-Identifier: Apache-2.0
"""What the Python programs below Tests share: promises, files, and PNG's chunks."""
import json
import os
import struct
import zlib

SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Failed(Exception):
    """A promise that was not kept."""


def check(condition, text):
    if not condition:
        raise Failed(text)


def chunk(name, data):
    """A chunk of a PNG file, with its length and CRC."""
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def chunks(data):
    """The chunks of a PNG file as (name, data); what follows the last whole one is left out."""
    found, at = [], len(SIGNATURE)
    while at + 12 <= len(data):
        length = struct.unpack_from(">I", data, at)[0]
        if at + 12 + length > len(data):
            break
        found.append((data[at + 4:at + 8], data[at + 8:at + 8 + length]))
        at += 12 + length
    return found


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def tree(folder):
    """The bytes of every file below a folder, by its path in it."""
    return {
        os.path.relpath(os.path.join(parent, name), folder): read(os.path.join(parent, name))
        for parent, _, names in os.walk(folder) for name in names}


def records(path):
    """The records of a report; a torn last line is left out."""
    lines = read(path).decode().split("\n")
    return [json.loads(line) for line in lines[:-1]]
