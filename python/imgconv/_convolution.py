# SPDX-License-Identifier: Apache-2.0
"""Convolutions of arrays with PyTorch's semantics and defaults."""

from __future__ import annotations

import ctypes
import math
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import _arrays, _calls, _native, _options

Floats = NDArray[np.float32]
Pair = int | tuple[int, int]

#: Samples of a result that is worth another call of the library.
_LARGE = 1 << 20


def conv2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Pair = 1,
    padding: Pair | Literal["same", "valid"] = 0,
    dilation: Pair = 1,
    groups: int = 1,
    *,
    out: Floats | None = None,
    threads: int = 1,
) -> Floats:
    """Convolve images, as ``torch.nn.functional.conv2d`` does.

    Parameters
    ----------
    x : float32 array, (C, H, W) or (N, C, H, W)
        The images.
    weight : float32 array, (C_out, C / groups, kH, kW)
        The kernels, which are not flipped.
    bias : float32 array, (C_out,), optional
        The bias of each output channel.
    stride, dilation : int or (rows, columns)
        The steps between outputs and between taps.
    padding : int, (rows, columns), "same" or "valid"
        Zeros around the image.
    groups : int
        The number of channel groups.
    out : float32 array, optional
        Where the result goes.
    threads : int
        The maximum number of threads.

    Returns
    -------
    float32 array, (C_out, H_out, W_out) or (N, C_out, H_out, W_out)

    Raises
    ------
    TypeError
        If an array is not of float32.
    ValueError
        If shapes do not go together.

    Examples
    --------
    >>> x = numpy.ones((1, 4, 4), numpy.float32)
    >>> imgconv.conv2d(x, numpy.ones((1, 1, 3, 3), numpy.float32))[0]
    array([[9., 9.],
           [9., 9.]], dtype=float32)
    """
    images, kernels = _floats(x, "x", (3, 4)), _floats(weight, "weight", (4,))
    channels, outputs = images.shape[-3], kernels.shape[0]
    _check_groups(groups, channels=channels, outputs=outputs)
    if kernels.shape[1] * groups != channels:
        raise ValueError(
            f"a weight of shape {kernels.shape} with groups={groups} takes {kernels.shape[1] * groups} channels, "
            f"x has {channels}"
        )
    steps, distances = _pair(stride, "stride", 1), _pair(dilation, "dilation", 1)
    struct = _struct(kernels, bias, outputs, steps, distances, groups)
    struct.padding[:] = _padding(padding, kernels.shape[2:], steps, distances)
    extents = []
    for axis in (0, 1):
        reach = distances[axis] * (kernels.shape[2 + axis] - 1) + 1
        padded = images.shape[axis - 2] + struct.padding[axis] + struct.padding[axis + 2]
        if reach > padded:
            raise ValueError(f"the kernel spans {reach} samples, the padded image only {padded}")
        extents.append((padded - reach) // steps[axis] + 1)
    multiply_adds = kernels.size * extents[0] * extents[1]
    return _run(struct, images, (outputs, *extents), multiply_adds, out, threads)


def conv_transpose2d(
    x: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    output_padding: Pair = 0,
    groups: int = 1,
    dilation: Pair = 1,
    *,
    out: Floats | None = None,
    threads: int = 1,
) -> Floats:
    """Apply the transpose of a convolution, as ``torch.nn.functional.conv_transpose2d`` does.

    It restores the size of the input of `conv2d` with the same parameters, not its values.

    Parameters
    ----------
    x : float32 array, (C, H, W) or (N, C, H, W)
        The images.
    weight : float32 array, (C, C_out / groups, kH, kW)
        The kernels.
    output_padding : int or (rows, columns)
        Samples added after the last, fewer than the stride or the dilation.
    bias, stride, padding, groups, dilation, out, threads
        As in `conv2d`.

    Examples
    --------
    >>> x = numpy.ones((1, 2, 2), numpy.float32)
    >>> imgconv.conv_transpose2d(x, numpy.ones((1, 1, 2, 2), numpy.float32), stride=2).shape
    (1, 4, 4)
    """
    images, kernels = _floats(x, "x", (3, 4)), _floats(weight, "weight", (4,))
    channels, outputs = images.shape[-3], kernels.shape[1] * groups
    _check_groups(groups, channels=channels, outputs=outputs)
    if kernels.shape[0] != channels:
        raise ValueError(f"a weight of shape {kernels.shape} takes {kernels.shape[0]} channels, x has {channels}")
    steps, distances = _pair(stride, "stride", 1), _pair(dilation, "dilation", 1)
    extra = _pair(output_padding, "output_padding", 0)
    for axis in (0, 1):
        if extra[axis] >= max(steps[axis], distances[axis]):
            raise ValueError(f"output_padding is {extra}; it must be less than the stride or the dilation")
    struct = _struct(kernels, bias, outputs, steps, distances, groups)
    rows, columns = _pair(padding, "padding", 0)
    struct.padding[:] = (rows, columns, rows, columns)
    struct.output_padding[:] = extra
    struct.transposed = 1
    extents = []
    for axis in (0, 1):
        reach = distances[axis] * (kernels.shape[2 + axis] - 1) + 1
        whole = (images.shape[axis - 2] - 1) * steps[axis] + reach + extra[axis]
        cut = 2 * struct.padding[axis]
        if cut >= whole:
            raise ValueError(f"the padding cuts off {cut} of {whole} samples; use less padding")
        extents.append(whole - cut)
    multiply_adds = kernels.size * images.shape[-2] * images.shape[-1]
    return _run(struct, images, (outputs, *extents), multiply_adds, out, threads)


def _struct(
    kernels: Floats, bias: ArrayLike | None, outputs: int, stride: tuple[int, int],
    dilation: tuple[int, int], groups: int,
) -> _native.ConvolutionStruct:
    contiguous = np.ascontiguousarray(kernels)
    struct = _native.ConvolutionStruct(size=ctypes.sizeof(_native.ConvolutionStruct))
    struct.weights = contiguous.ctypes.data
    struct.weights_shape[:] = contiguous.shape
    struct.stride[:], struct.dilation[:], struct.groups = stride, dilation, groups
    # Attributes of the Python object keep the arrays alive as long as the struct.
    struct.kept = [contiguous]
    if bias is not None:
        biases = np.ascontiguousarray(_floats(bias, "bias", (1,)))
        if biases.shape != (outputs,):
            raise ValueError(f"bias has the shape {biases.shape}, there are {outputs} output channels")
        struct.bias = biases.ctypes.data
        struct.kept.append(biases)
    return struct


def _run(
    struct: _native.ConvolutionStruct, images: Floats, shape: tuple[int, ...], multiply_adds: int,
    out: Floats | None, threads: int,
) -> Floats:
    """Convolve each image; the shape and the number of multiply-adds are those of the result of one."""
    recipe, error = ctypes.c_void_p(), _native.ErrorStruct()
    _native.check(_native.lib.imgconv_recipe_convolution(struct, recipe, error), error)
    try:
        return _apply(recipe, images, shape, multiply_adds, out, threads)
    finally:
        _native.lib.imgconv_recipe_free(recipe)


def _apply(
    recipe: ctypes.c_void_p, images: Floats, shape: tuple[int, ...], multiply_adds: int,
    out: Floats | None, threads: int,
) -> Floats:
    lib = _native.lib
    batch = images if images.ndim == 4 else images[np.newaxis]
    options = _options.struct({"threads": threads})
    error = _native.ErrorStruct()
    if math.prod(shape) > _LARGE:
        # The library checks its limits before the result is allocated.  A small result is computed as fast as that.
        source, found = _arrays.struct(batch[0], planes=True), _native.ArrayStruct()
        _native.check(lib.imgconv_result_shape(recipe, options, source, found, error), error)
    whole: tuple[int, ...] = shape if images.ndim == 3 else (len(batch), *shape)
    result = np.empty(whole, np.float32) if out is None else _checked(out, whole)
    results = result if result.ndim == 4 else result[np.newaxis]
    if out is not None and np.may_share_memory(out, images):
        # The library copies an image that lies under its own result, but not under that of another one.
        batch = batch.copy()
    seconds = _calls.expected_seconds(max(batch[0].size, math.prod(shape)), multiply_adds)
    for image, place in zip(batch, results):
        source, target = _arrays.struct(image, planes=True), _arrays.struct(place, planes=True)

        def call(source: Any = source, target: Any = target) -> int:
            status: int = lib.imgconv_apply(recipe, options, source, target, None, error)
            return status

        _native.check(_calls.run(call, options, seconds), error)
    return result


def _checked(out: object, shape: tuple[int, ...]) -> Floats:
    if not isinstance(out, np.ndarray) or out.dtype != np.float32:
        raise TypeError("out must be a numpy.ndarray of float32")
    if out.shape != shape:
        raise ValueError(f"out has the shape {out.shape}, the result has {shape}")
    if not out.flags.writeable:
        raise ValueError("out is read-only")
    return out


def _floats(value: ArrayLike, name: str, axes: tuple[int, ...]) -> Floats:
    array = np.asarray(value)
    if array.dtype != np.float32:
        raise TypeError(f"{name} has the type {array.dtype}; use {name}.astype(numpy.float32)")
    if array.ndim not in axes:
        expected = " or ".join(str(count) for count in axes)
        raise ValueError(f"{name} has {array.ndim} axes; it must have {expected}")
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    # The library wants the byte order of this machine.
    return array if array.dtype.isnative else array.astype(np.float32)


def _pair(value: Pair, name: str, least: int) -> tuple[int, int]:
    numbers = (value, value) if isinstance(value, (int, np.integer)) else tuple(value)
    if len(numbers) != 2 or not all(isinstance(number, (int, np.integer)) for number in numbers):
        raise TypeError(f"{name} must be a whole number or two, not {value!r}")
    if not all(least <= number < 1 << 31 for number in numbers):
        raise ValueError(f"{name} is {value!r}; it must be at least {least}")
    return int(numbers[0]), int(numbers[1])


def _padding(
    value: Pair | Literal["same", "valid"], kernel: tuple[int, ...], stride: tuple[int, int],
    dilation: tuple[int, int],
) -> tuple[int, int, int, int]:
    if value == "valid":
        return (0, 0, 0, 0)
    if value == "same":
        if stride != (1, 1):
            raise ValueError("padding='same' is for a stride of 1")
        totals = [dilation[axis] * (kernel[axis] - 1) for axis in (0, 1)]
        before = [total // 2 for total in totals]
        return (before[0], before[1], totals[0] - before[0], totals[1] - before[1])
    if isinstance(value, str):
        raise ValueError(f"padding is {value!r}; it must be a number, two numbers, 'same' or 'valid'")
    rows, columns = _pair(value, "padding", 0)
    return (rows, columns, rows, columns)


def _check_groups(groups: int, channels: int, outputs: int) -> None:
    if not isinstance(groups, (int, np.integer)):
        raise TypeError(f"groups must be a whole number, not {type(groups).__name__}")
    if groups < 1 or channels % groups or outputs % groups:
        raise ValueError(f"{channels} input and {outputs} output channels cannot be divided into {groups} groups")
