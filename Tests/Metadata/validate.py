# SPDX-License-Identifier: Apache-2.0
"""Filters 50 camera-like files under every class of --strip and compares `exiftool -validate` before and after.

    validate.py PROGRAM

Needs Pillow and exiftool.  A warning or an error that an output has and its input had not is a failure, and so is a
stripped text or coordinate that exiftool still finds.
"""
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

CAMERAS = [("Canon", "EOS R6"), ("NIKON CORPORATION", "NIKON Z 6"), ("SONY", "ILCE-7M3"),
           ("Apple", "iPhone 15"), ("FUJIFILM", "X-T4")]
STRIPS = [None, "location", "device", "person", "dates", "comments", "history", "copyright", "density", "exif", "xmp",
          "iptc", "private", "all"]
# What exiftool must not find after a class was stripped.
GONE = {
    "location": ["GPSLatitude", "City"], "device": ["Make", "Model", "SerialNumber", "LensModel"],
    "person": ["OwnerName"], "dates": ["DateTimeOriginal", "CreateDate"],
    "comments": ["ImageDescription", "UserComment", "Title"], "history": ["Software", "CreatorTool"],
    "copyright": ["Artist", "Copyright", "Creator"],
    "private": ["GPSLatitude", "City", "Make", "SerialNumber", "OwnerName", "ImageDescription", "Software"],
    "all": ["GPSLatitude", "City", "Make", "SerialNumber", "OwnerName", "ImageDescription", "Software", "Artist",
            "DateTimeOriginal"],
}
ALWAYS_GONE = ["ThumbnailImage", "PhotoshopThumbnail", "XMP:ThumbnailImage"]


def exiftool(*words):
    return subprocess.run(["exiftool", *words], capture_output=True, text=True, check=False).stdout


def make(folder, index, generator):
    """One file: JPEG or PNG, either byte order, with or without a thumbnail, IPTC and XMP."""
    from PIL import Image

    maker, model = CAMERAS[index % len(CAMERAS)]
    extension = "png" if index % 5 == 4 else "jpg"
    path = os.path.join(folder, f"{index:02}.{extension}")
    size = (generator.randrange(40, 200), generator.randrange(40, 200))
    image = Image.effect_noise(size, 60).convert("RGB")
    image.save(path, dpi=(300, 300))
    thumbnail = os.path.join(folder, "thumbnail.bin")
    image.resize((40, 30)).save(thumbnail, "JPEG")
    words = [
        f"-Make={maker}", f"-Model={model}", f"-SerialNumber={generator.randrange(10**6, 10**7)}",
        "-OwnerName=Olga Owner", "-LensModel=50mm F1.8", "-ExposureTime=1/250", "-FNumber=5.6", "-ISO=400",
        "-DateTimeOriginal=2024:05:06 07:08:09", "-CreateDate=2024:05:06 07:08:09", "-ModifyDate=2024:05:06 07:08:10",
        "-Artist=Ann Artist", "-Copyright=(c) Ann Artist", "-ImageDescription=At home", "-UserComment=Nobody knows",
        "-Software=Firmware 1.2", f"-Orientation#={1 + index % 8}", f"-ExifImageWidth={size[0]}",
        f"-ExifImageHeight={size[1]}", f"-GPSLatitude={generator.uniform(0, 80):.6f}", "-GPSLatitudeRef=N",
        f"-GPSLongitude={generator.uniform(0, 80):.6f}", "-GPSLongitudeRef=E", "-GPSDateStamp=2024:05:06",
        "-GPSTimeStamp=07:08:09", "-ColorSpace=sRGB", "-YCbCrPositioning=1",
        f"-ExifByteOrder={'II' if index % 2 else 'MM'}",
    ]
    if index % 3 != 2:
        words.append(f"-ThumbnailImage<={thumbnail}")
    if index % 2:
        words += ["-XMP-photoshop:City=Rome", "-XMP-dc:creator=Ann Artist", "-XMP-dc:title=Home",
                  "-XMP-xmp:CreatorTool=Camera", "-XMP-aux:SerialNumber=55555", "-XMP-aux:OwnerName=Olga Owner",
                  "-XMP-exif:GPSLatitude=48.5", "-XMP-xmpMM:DocumentID=xmp.did:1"]
    if extension == "jpg" and index % 4 < 2:
        words += ["-IPTC:City=Rome", "-IPTC:By-line=Ann Artist", "-IPTC:Headline=Home", "-IPTC:CopyrightNotice=Ann",
                  f"-PhotoshopThumbnail<={thumbnail}"]
    exiftool("-q", "-overwrite_original", *words, path)
    return path


# Tags that are required in a JPEG's EXIF and stripped because the user asks for it: the orientation alone is left.
ASKED_FOR = {
    f"Missing required JPEG IFD0 tag {tag}"
    for tag in ("0x011a XResolution", "0x011b YResolution", "0x0128 ResolutionUnit", "0x0213 YCbCrPositioning")}


def warnings(path):
    """What exiftool complains about, without its summary ("OK", "2 Warnings")."""
    lines = exiftool("-validate", "-warning", "-error", "-a", "-s3", path).splitlines()
    return {line for line in lines if line and not re.match(r"OK$|\d+ (Warnings?|Errors?)", line)}


def main():
    program = os.path.abspath(sys.argv[1])
    try:
        import PIL  # noqa: F401
    except ImportError:
        print("metadata: skipped: Pillow is not installed (pip install pillow)")
        return 0
    if not shutil.which("exiftool"):
        print("metadata: skipped: exiftool is not installed (apt-get install libimage-exiftool-perl)")
        return 0
    generator = random.Random(14)
    failures = []
    checked = 0
    with tempfile.TemporaryDirectory(prefix="imgconv-metadata-") as folder:
        inputs = [make(folder, index, generator) for index in range(50)]
        before = {path: warnings(path) for path in inputs}
        for index, path in enumerate(inputs):
            # Each file meets three classes, and every class meets ten files or more.
            for strip in dict.fromkeys([None, STRIPS[index % len(STRIPS)], STRIPS[(index * 5 + 3) % len(STRIPS)]]):
                command = ["blur", "--sigma", "1"] if index % 2 else ["upsample"]
                out = os.path.join(folder, "out" + os.path.splitext(path)[1])
                options = ["--strip", strip] if strip else []
                done = subprocess.run([program, *command, *options, path, out], capture_output=True, text=True,
                                      check=False)
                name = f"{os.path.basename(path)} --strip {strip}"
                if done.returncode:
                    failures.append(f"{name}: {done.stderr.strip()}")
                    continue
                checked += 1
                new = warnings(out) - before[path]
                if strip in ("density", "exif", "all"):
                    new -= ASKED_FOR
                if new:
                    failures.append(f"{name}: new: {sorted(new)}")
                for tag in GONE.get(strip, []) + ALWAYS_GONE:
                    if found := exiftool("-a", "-s3", f"-{tag}", out).strip():
                        failures.append(f"{name}: {tag} is still there: {found}")
                orientation = exiftool("-s3", "-n", "-IFD0:Orientation", out).strip() or "1"
                if orientation != str(1 + index % 8):
                    failures.append(f"{name}: orientation {orientation}, not {1 + index % 8}")
                if strip is None and command == ["upsample"]:
                    sizes = exiftool("-s3", "-ExifImageWidth", "-File:ImageWidth", "-PNG:ImageWidth", out).split()
                    if len(set(sizes)) != 1:
                        failures.append(f"{name}: widths {sizes}")
        complaints = sum(len(found) for found in before.values())
    print(f"metadata: 50 files, {checked} outputs, {complaints} warnings about the inputs, {len(failures)} failures")
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
