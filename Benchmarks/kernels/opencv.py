# SPDX-License-Identifier: Apache-2.0
"""The OpenCV side of the kernels suite, in a process of its own.

Reads names from standard input, one a line, runs each case once and prints the name and the nanoseconds of CPU time per
output sample.  Needs NumPy and OpenCV.
"""
import sys
import time


def cases():
    """{name: (function that runs once, output samples)}."""
    import cv2
    import numpy as np
    cv2.setNumThreads(1)
    random = np.random.default_rng(1)
    image = random.integers(0, 256, (1000, 4000, 3), dtype=np.uint8)
    small = random.integers(0, 256, (500, 2000, 3), dtype=np.uint8)
    result, half = np.empty_like(image), np.empty_like(small)
    three, five = (random.uniform(-1, 1, (n, n)).astype(np.float32) / n for n in (3, 5))
    dilated = np.zeros((17, 17), np.float32)
    dilated[::8, ::8] = three
    matrix = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]], np.float32)

    def gaussian(sigma):
        return lambda: cv2.GaussianBlur(image, (0, 0), sigma, dst=result)

    def general(kernel):
        return lambda: cv2.filter2D(image, -1, kernel, dst=result)

    def sobel():
        x, y = cv2.Sobel(image, cv2.CV_32F, 1, 0), cv2.Sobel(image, cv2.CV_32F, 0, 1)
        cv2.convertScaleAbs(cv2.magnitude(x, y), dst=result)

    work = {
        "gaussian-2": gaussian(2), "gaussian-5": gaussian(5), "gaussian-20": gaussian(20), "sobel": sobel,
        "general-3x3": general(three), "general-5x5": general(five), "dilated-3x3-8": general(dilated),
        "matrix": lambda: cv2.transform(image, matrix, dst=result),
        "bicubic-up-2": lambda: cv2.resize(small, (4000, 1000), dst=result, interpolation=cv2.INTER_CUBIC),
        "bilinear-down-2": lambda: cv2.resize(image, (2000, 500), dst=half, interpolation=cv2.INTER_LINEAR),
        "area-down-2": lambda: cv2.resize(image, (2000, 500), dst=half, interpolation=cv2.INTER_AREA),
    }
    return {name: (run, half.size if "down" in name else result.size) for name, run in work.items()}


def main():
    by_name = cases()
    for line in sys.stdin:
        run, samples = by_name[line.strip()]
        start = time.process_time()
        run()
        print(line.strip(), (time.process_time() - start) / samples * 1e9, sep="\t", flush=True)


if __name__ == "__main__":
    main()
