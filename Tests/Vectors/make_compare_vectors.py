# SPDX-License-Identifier: Apache-2.0
"""Writes the stored vectors of `compare`: pairs of small images and the metrics of their difference in float64.

    python3 Tests/Vectors/make_compare_vectors.py

made the files in this folder with Python 3.11.7, NumPy 2.4.6 and scikit-image 0.26.0.  SSIM is scikit-image's, with the
settings of Wang et al. 2004 (Gaussian window of sigma 1.5 and 11 x 11, moments without Bessel's correction); the
mean of its map over all windows inside the image.  Each value is computed a second time by plain loops over the
windows.

    compare.npy   float32, one axis: the samples of all images, one after the other
    compare.txt   one pair a line:
                  name first=CxHxW@offset second=CxHxW@offset max=... mean=... rms=... psnr=... ssim=...
                  offsets count samples; images are channels x height x width in C order; of each metric
                  one number a channel, with commas between; '#' starts a comment
"""
import pathlib
import platform

import numpy as np
import skimage
from skimage.metrics import structural_similarity

HERE = pathlib.Path(__file__).parent
SIZES = ((11, 11), (11, 29), (31, 11), (12, 17), (23, 20), (40, 33))


def waves(shape, random):
    """Smooth waves with some texture, in 0...1."""
    channels, height, width = shape
    y, x = np.mgrid[:height, :width]
    planes = [0.5 + 0.3 * np.sin(x / (3 + c) + c) * np.cos(y / (4 - c / 2)) for c in range(channels)]
    return np.clip(np.stack(planes) + 0.05 * random.standard_normal(shape), 0, 1)


def pairs(random):
    """(name, first, second) of every pair, in float64."""
    image = waves((3, *SIZES[5]), random)
    yield "noise", image, np.clip(image + 0.1 * random.standard_normal(image.shape), 0, 1)
    image = waves((4, *SIZES[3]), random)
    yield "levels", np.round(image * 255) / 255, np.round(image * 31) / 31
    image = waves((1, 23, 21), random)
    yield "shift", image[:, :, 1:], image[:, :, :-1]
    image = waves((2, *SIZES[1]), random)
    yield "offset", image * 0.8, image * 0.8 + 0.2
    yield "negative", image, 1 - image
    yield "equal", image, image
    yield "tiny", image, image + 1e-5 * random.standard_normal(image.shape)
    ones = np.ones((1, *SIZES[0]))
    yield "flat", 0.9 * ones, 0.4 * ones
    yield "ends", 0 * ones, ones
    # Faint texture on white: all of the variance is in the last bits of the squares.
    white = 1 - 0.02 * random.random((1, *SIZES[4]))
    yield "bright", white, white - 0.01 * random.random(white.shape)
    black = 0.02 * random.random((2, *SIZES[2]))
    yield "dark", black, black + 0.01 * random.random(black.shape)
    ramp = np.broadcast_to(np.linspace(0, 1, SIZES[5][1]), (1, *SIZES[5]))
    yield "ramp", ramp, np.round(ramp * 15) / 15
    yield "independent", random.random((1, *SIZES[4])), random.random((1, *SIZES[4]))
    # Results of filters leave 0...1.
    yield "outside", 4 * random.random((1, *SIZES[3])) - 2, 4 * random.random((1, *SIZES[3])) - 2


def similarity_by_loops(a, b):
    """The mean SSIM by its definition, window by window."""
    x = np.arange(-5, 6)
    line = np.exp(-x * x / (2 * 1.5 ** 2))
    weights = np.outer(line, line) / line.sum() ** 2
    values = []
    for top in range(a.shape[0] - 10):
        for left in range(a.shape[1] - 10):
            p, q = (image[top:top + 11, left:left + 11] for image in (a, b))
            mp, mq = (weights * p).sum(), (weights * q).sum()
            vp, vq = (weights * (p - mp) ** 2).sum(), (weights * (q - mq) ** 2).sum()
            cov = (weights * (p - mp) * (q - mq)).sum()
            values.append((2 * mp * mq + 1e-4) * (2 * cov + 9e-4)
                          / ((mp * mp + mq * mq + 1e-4) * (vp + vq + 9e-4)))
    return np.mean(values)


def metrics(a, b):
    """The five numbers of one channel."""
    error = np.abs(a - b)
    rms = np.sqrt(np.mean(error ** 2))
    with np.errstate(divide="ignore"):
        psnr = -20 * np.log10(rms) + 0
    ssim = structural_similarity(a, b, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1)
    assert abs(ssim - similarity_by_loops(a, b)) < 1e-12
    return error.max(), error.mean(), rms, psnr, ssim


def main():
    random = np.random.default_rng(20250511)
    samples, lines, used = [], [], 0
    for name, *images in pairs(random):
        places = []
        for key, image in zip(("first", "second"), images):
            image = image.astype("<f4")
            places.append(f"{key}={'x'.join(map(str, image.shape))}@{used}")
            samples.append(image.ravel())
            used += image.size
        first, second = (image.astype("<f4").astype(np.float64) for image in images)
        columns = zip(*(metrics(a, b) for a, b in zip(first, second)))
        values = [f"{key}={','.join(repr(float(v)) for v in column)}"
                  for key, column in zip(("max", "mean", "rms", "psnr", "ssim"), columns)]
        lines.append(" ".join([name, *places, *values]))
    np.save(HERE / "compare.npy", np.concatenate(samples))
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, scikit-image {skimage.__version__}"
    head = f"# Written by make_compare_vectors.py ({made}); not to be edited.\n"
    (HERE / "compare.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"{len(lines)} pairs, {used} samples")


if __name__ == "__main__":
    main()
