# SPDX-License-Identifier: Apache-2.0
"""Writes the vectors of PyTorch: small random convolutions and what PyTorch makes of them in float64.

    pip install torch==2.15.0 numpy==2.4.6
    python3 Tests/Vectors/make_torch_vectors.py

made the files named torch-* in this folder with the versions that torch-index.txt names (PyTorch's wheel from
PyPI).  All numbers are drawn by NumPy from one seed, as multiples of 2^-23 in -1...1; the results are computed on the
CPU in float64, which holds sums of 128 such products exactly: they are PyTorch's definition without any rounding.

    conv2d            torch.nn.functional.conv2d over an image extended by torch.nn.functional.pad, where conv2d's
                      own padding does not say it
    conv_transpose2d  torch.nn.functional.conv_transpose2d, or torch.nn.ConvTranspose2d where a size is wanted;
                      asymmetric padding is cut off the uncropped result
    conv2d_adjoint    the gradient of <conv2d(pad(x)), input> with respect to x, by torch.autograd; output_size is
                      the size of x

    torch-inputs.npy    float32, one axis: the samples, weights and biases of all cases, one after the other
    torch-expected.npy  float64, one axis: the samples of all results
    torch-index.txt     one case a line:
                        name operation key=value ...
                        stride, dilation, output_padding, output_size: ROWSxCOLUMNS; padding: TOP,LEFT,BOTTOM,RIGHT
                        or same; border: imgconv's name of what lies outside;
                        input, expected: CxHxW@offset; weights: AxBxHxW@offset; bias: N@offset, if there is one;
                        offsets count numbers; '#' starts a comment
"""
import pathlib
import platform

import numpy as np
import torch
import torch.nn.functional as F

HERE = pathlib.Path(__file__).parent
SIZES = (1, 1, 2, 3, 4, 5, 7, 9)
PAD_MODES = {"zero": "constant", "constant=0.25": "constant", "replicate": "replicate", "reflect": "reflect",
             "wrap": "circular"}
LARGEST = 180  # samples of an input, of a result, and weights, so that all files stay small


class Numbers:
    """Float32 numbers in one long array, each block known by its offset."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.blocks, self.used = [], 0

    def draw(self, shape):
        """New numbers as a float64 tensor, as a float32 array, and their shape as text."""
        block = (self.random.random(shape, dtype=np.float32) * 2 - 1).astype(np.float32)
        return torch.from_numpy(block.astype(np.float64)), block, "x".join(map(str, shape))

    def keep(self, block, shape):
        """Puts numbers into the file; returns `shape@offset`."""
        place = f"{shape}@{self.used}"
        self.blocks.append(block.ravel())
        self.used += block.size
        return place


def pair(random, low, high):
    return tuple(int(n) for n in random.integers(low, high + 1, 2))


def configuration(random, operation, number):
    """Random arguments; `number` goes through the kinds, so that none is left to chance."""
    groups = int(random.choice((1, 1, 2, 3)))
    depthwise = number % 5 == 0
    first = groups * int(random.integers(1, 4))
    second = int(random.integers(1, 4))
    if depthwise:  # one channel a group, with a multiplier
        groups = int(random.integers(2, 5))
        multiplier = int(random.integers(1, 4))
        first, second = (groups, multiplier) if operation == "conv_transpose2d" else (groups * multiplier, 1)
    kernel = ((1, int(random.integers(1, 6))), (int(random.integers(1, 6)), 1), (2, 2), (4, 2))[number % 4] \
        if number % 3 == 0 else pair(random, 1, 5)
    size = ((1, 1), (1, int(random.integers(2, 30))), (int(random.integers(2, 30)), 1))[number % 3] \
        if number % 4 == 1 else tuple(int(random.choice(SIZES)) for _ in range(2))
    stride, dilation = pair(random, 1, 4), pair(random, 1, 3)
    if number % 2:  # symmetric, as PyTorch's own argument has it
        rows, columns = pair(random, 0, 3)
        padding = (rows, columns, rows, columns)
    else:
        padding = tuple(int(n) for n in random.integers(0, 5, 4))
    return dict(groups=groups, weights=(first, second, *kernel), size=size, stride=stride, dilation=dilation,
                padding=padding)


def extend(image, padding, border):
    top, left, bottom, right = padding
    value = dict(value=float(border.partition("=")[2] or 0)) if PAD_MODES[border] == "constant" else {}
    return F.pad(image, (left, right, top, bottom), mode=PAD_MODES[border], **value)


def convolve(image, weights, bias, given, border):
    """conv2d with PyTorch's own padding where it can say it."""
    rest = dict(stride=given["stride"], dilation=given["dilation"], groups=given["groups"])
    padding = given["padding"]
    if padding == "same":
        return F.conv2d(image, weights, bias, padding="same", **rest)
    if border == "zero" and padding[:2] == padding[2:]:
        return F.conv2d(image, weights, bias, padding=padding[:2], **rest)
    return F.conv2d(extend(image, padding, border), weights, bias, **rest)


def transpose(image, weights, bias, given):
    """conv_transpose2d, cropped by hand where the padding is not symmetric, by its module where a size is wanted."""
    padding = given["padding"]
    rest = dict(stride=given["stride"], dilation=given["dilation"], groups=given["groups"])
    if "output_size" in given:
        module = torch.nn.ConvTranspose2d(
            weights.shape[0], weights.shape[1] * given["groups"], tuple(weights.shape[2:]), padding=padding[:2],
            bias=bias is not None, dtype=torch.float64, **rest)
        with torch.no_grad():
            module.weight.copy_(weights)
            if bias is not None:
                module.bias.copy_(bias)
            return module(image, output_size=given["output_size"])
    rest["output_padding"] = given["output_padding"]
    if padding[:2] == padding[2:]:
        return F.conv_transpose2d(image, weights, bias, padding=padding[:2], **rest)
    top, left, bottom, right = padding
    return F.pad(F.conv_transpose2d(image, weights, bias, **rest), (-left, -right, -top, -bottom))


def make(numbers, operation, number):
    """One case as (line without its name, result), or None if PyTorch refuses the arguments or they are too large."""
    random = numbers.random
    given = configuration(random, operation, number)
    border = "zero"
    first, second = given["weights"][:2]
    inputs, outputs = (first, second * given["groups"]) if operation == "conv_transpose2d" \
        else (second * given["groups"], first)
    if operation != "conv_transpose2d":
        names = list(PAD_MODES) if operation == "conv2d" else ["replicate", "reflect", "wrap"]
        border = names[number % len(names)]
        if operation == "conv2d" and number % 10 == 5:
            given.update(padding="same", stride=(1, 1))
    elif number % 6 == 3:  # a wanted size
        sizes = [(n - 1) * s - 2 * p + d * (k - 1) + 1 + int(random.integers(0, s)) for n, s, p, d, k in zip(
            given["size"], given["stride"], given["padding"], given["dilation"], given["weights"][2:])]
        given["output_size"] = tuple(sizes)
    else:
        given["output_padding"] = tuple(int(random.integers(0, max(s, d))) for s, d in zip(
            given["stride"], given["dilation"]))
    shape = (inputs, *given.pop("size"))
    weights, weight_block, weight_shape = numbers.draw(given["weights"])
    bias, bias_block = None, None
    if operation != "conv2d_adjoint" and number % 3 != 2:
        bias, bias_block, _ = numbers.draw((outputs,))
    try:
        if operation == "conv2d_adjoint":
            x = torch.zeros((1, *shape), dtype=torch.float64, requires_grad=True)
            y = convolve(x, weights, None, given, border)
            image, block, shape_text = numbers.draw(tuple(y.shape[1:]))
            (result,) = torch.autograd.grad(y, x, image[None])
            given["output_size"] = shape[1:]
        else:
            image, block, shape_text = numbers.draw(shape)
            result = transpose(image[None], weights, bias, given) if operation == "conv_transpose2d" \
                else convolve(image[None], weights, bias, given, border)
    except (RuntimeError, ValueError):
        return None
    result = result[0].numpy()
    if 0 in result.shape or max(result.size, block.size, weight_block.size) > LARGEST:
        return None
    words = [operation]
    for key in ("stride", "dilation", "output_padding", "output_size"):
        if key in given:
            words.append(f"{key}={'x'.join(map(str, given[key]))}")
    padding = given["padding"]
    words.append(f"padding={padding if padding == 'same' else ','.join(map(str, padding))}")
    words += [f"groups={given['groups']}", f"border={border}", f"input={numbers.keep(block, shape_text)}",
              f"weights={numbers.keep(weight_block, weight_shape)}"]
    if bias is not None:
        words.append(f"bias={numbers.keep(bias_block, str(outputs))}")
    return " ".join(words), result


def main():
    torch.set_num_threads(1)
    numbers = Numbers(20261124)
    lines, results, used = [], [], 0
    for operation, count in (("conv2d", 180), ("conv_transpose2d", 180), ("conv2d_adjoint", 45)):
        for number in range(count):
            made = None
            while made is None:
                made = make(numbers, operation, number)
            line, result = made
            lines.append(f"torch-{len(lines)} {line} expected={'x'.join(map(str, result.shape))}@{used}")
            results.append(result.ravel())
            used += result.size
    np.save(HERE / "torch-inputs.npy", np.concatenate(numbers.blocks).astype("<f4"))
    np.save(HERE / "torch-expected.npy", np.concatenate(results).astype("<f8"))
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, PyTorch {torch.__version__}"
    head = f"# Written by make_torch_vectors.py ({made}); not to be edited.\n"
    (HERE / "torch-index.txt").write_text(head + "\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {numbers.used} numbers in, {used} samples out")


if __name__ == "__main__":
    main()
