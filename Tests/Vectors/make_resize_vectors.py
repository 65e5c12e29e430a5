# SPDX-License-Identifier: Apache-2.0
"""Writes the stored vectors of resize: small images as Pillow and PyTorch resize them.

    pip install numpy==2.4.6 pillow==13.0.0 torch==2.13.0
    python3 Tests/Vectors/make_resize_vectors.py

made resize-inputs.npy, resize-expected.npy and resize-index.txt with the versions that the index names.  Their form is
that of make_vectors.py; the operation is the kernel, and size=ROWSxCOLUMNS is the output's.

    pillow-N  Pillow's resize of float images: weights in double, each pass rounded to float, so 1.2e-7 from exact.  It
              cuts weights off at the edge (border=trim); for the other borders, NumPy extends the image first, and
              resize reads the original part of it (box=)
    torch-N   torch.nn.functional.interpolate(antialias=True) in double, which also cuts weights off at the edge

resize_reference.py computes each result a second time before anything is written.
"""
import pathlib
import platform

import numpy as np
import PIL
import torch
import torch.nn.functional
from PIL import Image

import check_reference
import check_resize
import resize_reference as resizing

HERE = pathlib.Path(__file__).parent
# Shape of the input, size of the output: reduced, enlarged, both, one axis kept, to and from one sample.
SIZES = (((1, 7, 5), (3, 4)), ((1, 5, 7), (11, 13)), ((1, 13, 4), (4, 13)), ((2, 16, 16), (5, 5)),
         ((1, 13, 4), (13, 9)), ((1, 7, 5), (1, 1)), ((1, 1, 1), (3, 2)))
PILLOW = ("bilinear", "hamming", "bicubic", "lanczos3")
TORCH = ("bilinear", "bicubic")


def by_pillow(image, size, kernel, border):
    """Pillow's result, plane by plane."""
    return np.stack([check_resize.by_pillow(Image, plane, size, kernel, border) for plane in image]).astype(float)


def cases():
    """(program, kernel, border, shape of the input, size of the output)."""
    for shape, size in SIZES:
        for kernel in PILLOW:
            for border in resizing.BORDERS:
                yield "pillow", kernel, border, shape, size
        for kernel in TORCH:
            yield "torch", kernel, "trim", shape, size


def main():
    print("the reference of resize agrees with", ", ".join(check_resize.check()))
    random = np.random.default_rng(20261129)
    images = {shape: random.random(shape, dtype=np.float32) for shape in dict.fromkeys(shape for shape, _ in SIZES)}
    offsets = dict(zip(images, np.cumsum([0] + [image.size for image in images.values()])))
    lines, results, used = [], [], 0
    for number, (program, kernel, border, shape, size) in enumerate(cases()):
        image = images[shape]
        if program == "torch":
            result, bound = check_resize.by_torch(torch.nn.functional, image, size, kernel), 1e-12
        else:
            result, bound = by_pillow(image, size, kernel, border), 5e-7
        check_reference.agree(f"{program} {kernel} {border} {shape} {size}", result,
                              resizing.resize(image.astype(float), size, kernel, border), bound)
        input_shape, output_shape = ("x".join(map(str, samples.shape)) for samples in (image, result))
        lines.append(f"{program}-{number} {kernel} size={size[0]}x{size[1]} border={border} "
                     f"input={input_shape}@{offsets[shape]} expected={output_shape}@{used}")
        results.append(result.ravel())
        used += result.size
    np.save(HERE / "resize-inputs.npy", np.concatenate([image.ravel() for image in images.values()]).astype("<f4"))
    np.save(HERE / "resize-expected.npy", np.concatenate(results).astype("<f8"))
    made = (f"Python {platform.python_version()}, NumPy {np.__version__}, Pillow {PIL.__version__}, "
            f"PyTorch {torch.__version__}")
    head = f"# Written by make_resize_vectors.py ({made}); not to be edited.\n"
    (HERE / "resize-index.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {used} samples")


if __name__ == "__main__":
    main()
