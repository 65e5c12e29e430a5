# SPDX-License-Identifier: Apache-2.0
"""Targets: the highest acceptable ratios of imgconv's cost to a peer's."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Target:
    """A limit for the suite `files`, compared with the peers whose names begin with `peer`; the best of them counts."""
    size: str
    kind: str
    operation: str
    peer: str
    cpu: float
    wall: float | None = None
    no_larger: bool = False


FILES = [
    Target("12mp", ".jpg", "blur2", "libvips (pyvips)", 0.48, 0.4),
    Target("12mp", ".jpg 4:4:4", "blur2", "libvips (pyvips)", 0.6),
    Target("12mp", ".png", "blur2", "OpenCV, PNG level 1", 0.17, no_larger=True),
    Target("12mp", ".png", "blur2", "Pillow, PNG level 1", 0.25, no_larger=True),
    Target("12mp", ".png", "blur2", "libvips (pyvips), PNG level 1", 0.48, 0.6, True),
    Target("12mp", ".png", "blur2", "libvips (pyvips), PNG default", 0.6, 0.6, True),
    Target("12mp", ".jpg", "blur20", "libvips (pyvips)", 0.3),
    Target("12mp", ".png", "blur20", "libvips (pyvips), PNG level 1", 0.4),
    Target("12mp", ".jpg", "resize1600", "libvips (pyvips)", 0.6),
    Target("12mp", ".jpg", "resize1600", "libvips thumbnail", 1.3),
    Target("12mp", ".jpg", "resize800", "libvips thumbnail", 1.3),
] + [
    Target("2mp", kind, operation, "", 0.7)
    for operation in ("edge", "sharpen", "mix", "upsample") for kind in (".jpg", ".png")
]
RESIDENT = {(".jpg", "blur2"): 0.75}  # CPU time of libvips, both in processes that stay
BATCH = 0.33      # CPU time of the best pool whose files are at most 1.3 times as large together
START_UP = 10     # wall time of a C program that does nothing
ICON = 3          # ms of CPU time to blur a JPEG of 64 x 64
LARGE_MEMORY = 32  # MiB for 100 megapixels
RESIZE_MEMORY = 20  # MiB for 100 megapixels reduced to 1600 pixels
LARGE_CPU = 1.15  # CPU time of a pixel, beside that at 12 megapixels
