# SPDX-License-Identifier: Apache-2.0
"""Compares reference.py with plain loops on tiny images, and with SciPy, Pillow and OpenCV where they share
imgconv's definitions.  Needs NumPy; a library that is missing is named and left out.

    python3 Tests/Vectors/check_reference.py
"""
import importlib
import math

import numpy as np

import reference as ref

SCIPY_MODES = {"replicate": "nearest", "symmetric": "reflect", "reflect": "mirror", "wrap": "wrap"}


def fold(position, count, border):
    """The sample that stands at a position on an axis, or None for a constant."""
    while not 0 <= position < count:
        if border in ("zero",) or border.startswith("constant"):
            return None
        if border == "wrap":
            position += count if position < 0 else -count
        elif border == "symmetric":
            position = -1 - position if position < 0 else 2 * count - 1 - position
        elif border == "replicate" or count == 1:
            position = 0 if position < 0 else count - 1
        else:
            position = -position if position < 0 else 2 * (count - 1) - position
    return position


def sample(plane, y, x, border):
    """One sample of a list of rows, inside or outside."""
    row, column = fold(y, len(plane), border), fold(x, len(plane[0]), border)
    if row is None or column is None:
        return float(border.partition("=")[2] or 0)
    return plane[row][column]


def loop(image, height, width, border, terms):
    """Every output sample as a plain sum; terms(y, x) yields (input row, input column, weight)."""
    result = np.empty((len(image), height, width))
    for channel, plane in enumerate(image.tolist()):
        for y in range(height):
            for x in range(width):
                result[channel, y, x] = math.fsum(w * sample(plane, v, u, border) for v, u, w in terms(y, x))
    return result


def gaussian_loop(image, sigma, border, dilation):
    radius = math.ceil(4 * sigma)
    shape = range(-radius, radius + 1)
    weights = {x: math.exp(-x * x / (2 * sigma * sigma)) for x in shape}
    total = math.fsum(weights.values()) ** 2

    def terms(y, x):
        return [(y + i * dilation, x + j * dilation, weights[i] * weights[j] / total)
                for i in shape for j in shape]

    return loop(image, *image.shape[1:], border, terms)


MATRICES = {  # the derivative along x, or the Laplacian: a matrix, its divisor and the place of its centre
    "sobel": ([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]], 4, 1),
    "scharr": ([[-3, 0, 3], [-10, 0, 10], [-3, 0, 3]], 16, 1),
    "prewitt": ([[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]], 3, 1),
    "laplacian": ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], 1, 1),
    "roberts": ([[1, 0], [0, -1]], 1, 0),
}


def edge_loop(image, operator, border, dilation):
    matrix, divisor, centre = MATRICES[operator]
    turned = [[0, 1], [-1, 0]] if operator == "roberts" else [list(row) for row in zip(*matrix)]

    def response(table):
        def terms(y, x):
            return [(y + (i - centre) * dilation, x + (j - centre) * dilation, table[i][j] / divisor)
                    for i in range(len(table)) for j in range(len(table))]
        return loop(image, *image.shape[1:], border, terms)

    if operator == "laplacian":
        return np.abs(response(matrix))
    return np.hypot(response(matrix), response(turned))


def kernel_at(kernel, x):
    """The interpolation kernels as textbooks print them, apart from reference.py's common cubic."""
    a = abs(x)
    if kernel == "nearest":
        return float(-0.5 <= x < 0.5)
    if kernel == "bilinear":
        return max(0.0, 1 - a)
    if kernel == "lanczos3":
        waves = math.sin(math.pi * a) * math.sin(math.pi * a / 3)
        return 1.0 if a == 0 else 3 * waves / (math.pi * a) ** 2 * (a < 3)
    if kernel == "bicubic":  # Keys (1981), a = -1/2
        return 1.5 * a**3 - 2.5 * a**2 + 1 if a < 1 else (-0.5 * a**3 + 2.5 * a**2 - 4 * a + 2) * (a < 2)
    if kernel == "bspline":
        return 2 / 3 - a**2 + a**3 / 2 if a < 1 else (2 - min(a, 2)) ** 3 / 6
    near, far = 7 * a**3 / 6 - 2 * a**2 + 8 / 9, -7 * a**3 / 18 + 2 * a**2 - 10 * a / 3 + 16 / 9
    return near if a < 1 else far * (a < 2)


def upsample_matrix(count, scale, kernel, border):
    """The resampling of one axis as a matrix, and what a constant outside adds to each output sample."""
    matrix, outside = np.zeros((count * scale, count)), np.zeros(count * scale)
    for y in range(count * scale):
        position = (y + 0.5) / scale - 0.5
        near = range(math.floor(position) - 4, math.floor(position) + 6)
        weights = [kernel_at(kernel, position - i) for i in near]
        for i, weight in zip(near, weights):
            place = fold(i, count, border)
            if place is None:
                outside[y] += weight / math.fsum(weights)
            else:
                matrix[y, place] += weight / math.fsum(weights)
    return matrix, outside * float(border.partition("=")[2] or 0)


def upsample_by_matrices(image, scale, kernel, border):
    down, below = upsample_matrix(image.shape[1], scale[0], kernel, border)
    across, beside = upsample_matrix(image.shape[2], scale[1], kernel, border)
    return (down @ image + below[:, None]) @ across.T + beside


def agree(what, result, expected, tolerance):
    error = float(np.max(np.abs(result - expected)))
    if result.shape != expected.shape or not error <= tolerance:
        shapes = f"{result.shape} and {expected.shape}"
        raise SystemExit(f"{what}: {shapes} differ by {error:.3g}, over {tolerance:g}")


def check_loops():
    """Everything against plain loops, on images down to one sample and for kernels wider than the image."""
    random = np.random.default_rng(1)
    for shape in ((2, 5, 4), (1, 1, 1), (1, 1, 6), (1, 3, 1)):
        image = random.random(shape)
        for border in ref.BORDERS:
            for dilation in (1, 2):
                agree("gaussian", ref.gaussian(image, 0.8, border, dilation),
                      gaussian_loop(image, 0.8, border, dilation), 1e-13)
                for name in ref.OPERATORS:
                    agree(name, ref.edge(image, name, "magnitude", border, dilation),
                          edge_loop(image, name, border, dilation), 1e-13)
            for kernel in ref.KERNELS:
                for scale in ((2, 2), (1, 3), (4, 2)):
                    agree(kernel, ref.upsample(image, scale, kernel, border),
                          upsample_by_matrices(image, scale, kernel, border), 1e-13)


def check_scipy(ndimage):
    """SciPy's Gaussian where its radius is ours too, and Sobel and Prewitt of one channel."""
    image = np.random.default_rng(2).random((1, 19, 14))
    for border in ref.BORDERS:
        mode = dict(mode=SCIPY_MODES.get(border, "constant"), cval=float(border.partition("=")[2] or 0))
        for sigma in (0.5, 1, 2, 5):
            expected = ndimage.gaussian_filter(image[0], sigma, truncate=4, **mode)
            agree("SciPy gaussian", ref.gaussian(image, sigma, border)[0], expected, 1e-13)
        if border.startswith("constant"):
            continue  # SciPy extends between its two passes, where the constant is no longer the constant
        for name, scale in (("sobel", 4), ("prewitt", 3)):
            x, y = (getattr(ndimage, name)(image[0], axis=axis, **mode) / scale for axis in (1, 0))
            agree(f"SciPy {name}", ref.edge(image, name, "magnitude", border)[0], np.hypot(x, y), 1e-13)
        agree("SciPy laplacian", ref.edge(image, "laplacian", "value", border)[0],
              ndimage.laplace(image[0], **mode), 1e-13)


def check_pillow(Image):
    """Pillow enlarges float images by the same kernels; at the border it drops weights, so only inside."""
    image = np.random.default_rng(3).random((1, 20, 16)).astype(np.float32).astype(np.float64)
    methods = (("bilinear", Image.BILINEAR), ("bicubic", Image.BICUBIC), ("lanczos3", Image.LANCZOS))
    for kernel, method in methods:
        for scale in ((2, 2), (3, 5)):
            size = (image.shape[2] * scale[1], image.shape[1] * scale[0])
            expected = np.asarray(Image.fromarray(image[0].astype(np.float32)).resize(size, method))
            inside = tuple(slice(3 * s, -3 * s) for s in scale)
            result = ref.upsample(image, scale, kernel, "reflect")[0]
            agree(f"Pillow {kernel}", result[inside], expected[inside], 1e-6)


def check_opencv(cv2):
    """OpenCV's Gaussian and Scharr on float64, its reflecting borders under their own names."""
    image = np.random.default_rng(4).random((1, 25, 21))
    for border, mode in (("replicate", cv2.BORDER_REPLICATE), ("symmetric", cv2.BORDER_REFLECT),
                         ("reflect", cv2.BORDER_REFLECT_101)):
        expected = cv2.GaussianBlur(image[0], (17, 17), 2, borderType=mode)
        agree("OpenCV gaussian", ref.gaussian(image, 2, border)[0], expected, 1e-12)
        x, y = (cv2.Scharr(image[0], cv2.CV_64F, *d, borderType=mode) / 16 for d in ((1, 0), (0, 1)))
        agree("OpenCV scharr", ref.edge(image, "scharr", "magnitude", border)[0], np.hypot(x, y), 1e-12)


def check():
    """Runs every comparison; names the libraries that took part."""
    check_loops()
    done = ["loops"]
    for name, test in (("scipy.ndimage", check_scipy), ("PIL.Image", check_pillow), ("cv2", check_opencv)):
        try:
            library = importlib.import_module(name)
        except ImportError:
            print(f"reference: {name} is not installed, not compared")
            continue
        test(library)
        done.append(name)
    return done


if __name__ == "__main__":
    print("reference agrees with", ", ".join(check()))
