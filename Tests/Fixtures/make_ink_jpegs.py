# SPDX-License-Identifier: Apache-2.0
"""Makes the JPEG files with inks that imgconv's own writer cannot make, with Pillow (13.0.0).

Four patches of 16 x 16 pixels in a row, each of one colour, so that no loss of JPEG moves them by more than a level
or two.  cmyk-adobe.jpg: what Pillow writes, an Adobe marker, samples stored as 255 - ink.  cmyk-plain.jpg: the
same without the Adobe marker.  ycck-adobe.jpg: the same samples as YCCK, made by
changing Pillow's YCbCr coding: see below.

Run: python3 make_ink_jpegs.py, in this folder.  Prints the RGB that a reader should give.
"""

import io

from PIL import Image

# Cyan, magenta, yellow, black: 0 is no ink, 255 full ink.
INKS = [(0, 0, 0, 0), (255, 0, 0, 0), (64, 128, 192, 32), (10, 200, 90, 128)]


def patches():
    image = Image.new("CMYK", (64, 16))
    for index, inks in enumerate(INKS):
        image.paste(inks, (16 * index, 0, 16 * index + 16, 16))
    return image


def encode(image):
    data = io.BytesIO()
    image.save(data, "JPEG", quality=100, subsampling=0)
    return data.getvalue()


def without_segment(data, marker):
    """The file without its first segment of this marker."""
    at = data.index(bytes([0xFF, marker]))
    length = int.from_bytes(data[at + 2 : at + 4], "big")
    return data[:at] + data[at + 2 + length :]


def with_transform(data, transform):
    """The file with another colour transform in its Adobe marker (2: YCCK)."""
    at = data.index(b"Adobe")
    return data[: at + 11] + bytes([transform]) + data[at + 12 :]


def main():
    adobe = encode(patches())
    assert b"Adobe" in adobe
    files = {"cmyk-adobe.jpg": adobe}

    files["cmyk-plain.jpg"] = without_segment(adobe, 0xEE)

    # YCCK stores Y, Cb, Cr of (R, G, B) = 255 - C'M'Y', where C'M'Y' are the samples of the Adobe CMYK file: that is
    # the YCbCr of the inks themselves.  So encode the planes Y, Cb, Cr, 255 - K as if they were four inks.
    cyan, magenta, yellow, black = patches().split()
    luma = Image.merge("RGB", (cyan, magenta, yellow)).convert("YCbCr").split()
    stored = Image.merge("CMYK", (*luma, black.point(lambda sample: 255 - sample)))
    stored = stored.point(lambda sample: 255 - sample)  # Pillow inverts once more
    files["ycck-adobe.jpg"] = with_transform(encode(stored), 2)

    for name, data in files.items():
        with open(name, "wb") as file:
            file.write(data)
        print(name, len(data), Image.open(name).mode, Image.open(name).getpixel((40, 8)))
    for inks in INKS:
        k = 1 - inks[3] / 255
        print([round((1 - ink / 255) * k * 255, 2) for ink in inks[:3]])


if __name__ == "__main__":
    main()
