# SPDX-License-Identifier: Apache-2.0
"""Applies one filter with a Python library: file to file, or directory to directory with a pool of processes.

    filter.py LIBRARY OPERATION IN OUT [--png PROFILE] [--jobs N]

LIBRARY is cv2, pillow, pyvips or thumbnail (pyvips' thumbnail); OPERATION one of those in `programs.py`; PROFILE is
default or level1 (zlib's level 1, with the filter Sub where the library offers a choice).  JPEG is written with quality
90 and 4:2:0, or 4:4:4 if the name of the input ends in -444.
"""
import argparse
import os
import pathlib
from concurrent.futures import ProcessPoolExecutor

RESIZE = "resize"  # resize1600 fits the picture into 1600 x 1600
SEPIA = ((.393, .769, .189), (.349, .686, .168), (.272, .534, .131))


def has_full_chroma(source):
    return source.stem.endswith("-444")


def opencv(operation, source, target, profile):
    import cv2
    import numpy as np
    image = cv2.imread(str(source), cv2.IMREAD_UNCHANGED)
    if operation.startswith("blur"):
        image = cv2.GaussianBlur(image, (0, 0), int(operation[4:]))
    elif operation == "edge":
        x, y = cv2.Sobel(image, cv2.CV_32F, 1, 0), cv2.Sobel(image, cv2.CV_32F, 0, 1)
        image = cv2.convertScaleAbs(cv2.magnitude(x, y), alpha=0.25)
    elif operation == "sharpen":
        image = cv2.addWeighted(image, 2, cv2.GaussianBlur(image, (0, 0), 1.5), -1, 0)
    elif operation == "mix":
        image = cv2.transform(image, np.array([row[::-1] for row in SEPIA[::-1]], np.float32))
    elif operation == "upsample":
        image = cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    png = [cv2.IMWRITE_PNG_COMPRESSION, 1] if profile == "level1" else []
    full, half = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420
    factor = full if has_full_chroma(source) else half
    jpeg = [cv2.IMWRITE_JPEG_QUALITY, 90, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, factor]
    cv2.imwrite(str(target), image, png if target.suffix == ".png" else jpeg)


def pillow(operation, source, target, profile):
    from PIL import Image, ImageFilter
    with Image.open(source) as image:
        if operation.startswith("blur"):
            image = image.filter(ImageFilter.GaussianBlur(int(operation[4:])))
        elif operation == "sharpen":
            image = image.filter(ImageFilter.UnsharpMask(1.5, 100, 0))
        elif operation == "mix":
            image = image.convert("RGB", tuple(weight for row in SEPIA for weight in (*row, 0)))
        elif operation == "upsample":
            image = image.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC)
        elif operation.startswith(RESIZE):
            scale = int(operation.removeprefix(RESIZE)) / max(image.size)
            image = image.resize([round(side * scale) for side in image.size], Image.Resampling.LANCZOS)
        png = {"compress_level": 1} if profile == "level1" else {}
        jpeg = {"quality": 90, "subsampling": 0 if has_full_chroma(source) else 2}
        image.save(target, **(png if target.suffix == ".png" else jpeg))


def vips(operation, source, target, profile):
    import pyvips
    image = pyvips.Image.new_from_file(str(source), access="sequential")
    if operation.startswith("blur"):
        image = image.gaussblur(int(operation[4:]), min_ampl=0.01)
    elif operation == "mix":
        image = image.recomb([list(row) for row in SEPIA]).cast("uchar")
    elif operation == "upsample":
        image = image.resize(2, kernel="cubic")
    elif operation.startswith(RESIZE):
        image = image.resize(int(operation.removeprefix(RESIZE)) / max(image.width, image.height), kernel="lanczos3")
    vips_save(image, source, target, profile)


def vips_thumbnail(operation, source, target, profile):
    import pyvips
    vips_save(pyvips.Image.thumbnail(str(source), int(operation.removeprefix(RESIZE))), source, target, profile)


def vips_save(image, source, target, profile):
    if target.suffix == ".png":
        image.pngsave(str(target), **({"compression": 1, "filter": "sub"} if profile == "level1" else {}))
    else:
        image.jpegsave(str(target), Q=90, subsample_mode="off" if has_full_chroma(source) else "on")


LIBRARIES = {"cv2": opencv, "pillow": pillow, "pyvips": vips, "thumbnail": vips_thumbnail}


def limit_threads(library):
    """One thread in each process of a pool."""
    if library == "cv2":
        import cv2
        cv2.setNumThreads(1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library", choices=LIBRARIES)
    parser.add_argument("operation")
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("--png", default="default", choices=("default", "level1"))
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    run = LIBRARIES[options.library]
    if not options.source.is_dir():
        run(options.operation, options.source, options.target, options.png)
        return
    os.environ["VIPS_CONCURRENCY"] = "1"
    options.target.mkdir(exist_ok=True)
    with ProcessPoolExecutor(options.jobs, initializer=limit_threads, initargs=(options.library,)) as pool:
        futures = [pool.submit(run, options.operation, path, options.target / path.name, options.png)
                   for path in sorted(options.source.iterdir())]
        for future in futures:
            future.result()


if __name__ == "__main__":
    main()
