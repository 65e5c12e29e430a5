# SPDX-License-Identifier: Apache-2.0
"""conv2d and conv_transpose2d against their definitions, as loops over NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import imgconv


def plain(x, w, b, stride, padding, dilation, groups):  # type: ignore[no-untyped-def]
    """Torch's definition of conv2d, in float64."""
    channels, height, width = x.shape
    outputs, per_group, rows, columns = w.shape
    x = np.pad(x.astype(np.float64), [(0, 0), (padding[0],) * 2, (padding[1],) * 2])
    tall = (x.shape[1] - dilation[0] * (rows - 1) - 1) // stride[0] + 1
    wide = (x.shape[2] - dilation[1] * (columns - 1) - 1) // stride[1] + 1
    result = np.zeros((outputs, tall, wide)) + b[:, None, None]
    for o in range(outputs):
        first = o // (outputs // groups) * per_group
        for c in range(per_group):
            for i in range(rows):
                for j in range(columns):
                    part = x[first + c, i * dilation[0] :: stride[0], j * dilation[1] :: stride[1]]
                    result[o] += w[o, c, i, j] * part[:tall, :wide]
    return result


def plain_transposed(x, w, b, stride, padding, extra, dilation, groups):  # type: ignore[no-untyped-def]
    """Torch's definition of conv_transpose2d, in float64: each input is added to the outputs that it feeds."""
    channels, height, width = x.shape
    _, per_group, rows, columns = w.shape
    outputs = per_group * groups
    tall = (height - 1) * stride[0] + dilation[0] * (rows - 1) + 1 + extra[0]
    wide = (width - 1) * stride[1] + dilation[1] * (columns - 1) + 1 + extra[1]
    result = np.zeros((outputs, tall, wide))
    for c in range(channels):
        first = c // (channels // groups) * per_group
        for o in range(per_group):
            for i in range(rows):
                for j in range(columns):
                    y, z = i * dilation[0], j * dilation[1]
                    result[
                        first + o,
                        y : y + (height - 1) * stride[0] + 1 : stride[0],
                        z : z + (width - 1) * stride[1] + 1 : stride[1],
                    ] += w[c, o, i, j] * x[c].astype(np.float64)
    result += b[:, None, None]
    return result[:, padding[0] : tall - padding[0], padding[1] : wide - padding[1]]


@pytest.mark.parametrize("seed", range(60))
def test_conv2d_is_its_definition(seed: int) -> None:
    rng = np.random.default_rng(seed)
    groups = int(rng.choice([1, 1, 2, 3]))
    inputs, outputs = groups * rng.integers(1, 4), groups * rng.integers(1, 4)
    kernel, stride, dilation = (tuple(map(int, rng.integers(1, most, 2))) for most in (5, 4, 3))
    padding = tuple(map(int, rng.integers(0, 4, 2)))
    x = rng.normal(size=(inputs, *rng.integers(9, 20, 2))).astype(np.float32)
    w = rng.normal(size=(outputs, inputs // groups, *kernel)).astype(np.float32)
    b = rng.normal(size=outputs).astype(np.float32)
    result = imgconv.conv2d(x, w, b, stride, padding, dilation, groups)
    np.testing.assert_allclose(result, plain(x, w, b, stride, padding, dilation, groups), atol=1e-5)


@pytest.mark.parametrize("seed", range(60))
def test_conv_transpose2d_is_its_definition(seed: int) -> None:
    rng = np.random.default_rng(1000 + seed)
    groups = int(rng.choice([1, 1, 2, 3]))
    inputs, per_group = groups * rng.integers(1, 4), rng.integers(1, 4)
    kernel, stride, dilation = (tuple(map(int, rng.integers(1, most, 2))) for most in (5, 4, 3))
    reach = [dilation[a] * (kernel[a] - 1) for a in (0, 1)]
    padding = tuple(int(rng.integers(0, reach[a] // 2 + 1)) for a in (0, 1))
    extra = tuple(int(rng.integers(0, max(stride[a], dilation[a]))) for a in (0, 1))
    x = rng.normal(size=(inputs, *rng.integers(4, 12, 2))).astype(np.float32)
    w = rng.normal(size=(inputs, per_group, *kernel)).astype(np.float32)
    b = rng.normal(size=per_group * groups).astype(np.float32)
    result = imgconv.conv_transpose2d(x, w, b, stride, padding, extra, groups, dilation)
    expected = plain_transposed(x, w, b, stride, padding, extra, dilation, groups)
    np.testing.assert_allclose(result, expected, atol=1e-5)


def test_same_and_valid() -> None:
    x = np.arange(48, dtype=np.float32).reshape(1, 6, 8)
    w = np.ones((1, 1, 2, 4), np.float32)
    assert imgconv.conv2d(x, w, padding="same").shape == (1, 6, 8)
    # torch puts the odd zero after the image.
    assert imgconv.conv2d(x, w, padding="same")[0, 0, 0] == x[0, :2, :3].sum()
    assert imgconv.conv2d(x, w, padding="valid").shape == (1, 5, 5)
    with pytest.raises(ValueError, match="stride"):
        imgconv.conv2d(x, w, padding="same", stride=2)


def test_batches_and_out(rng: np.random.Generator) -> None:
    x = rng.normal(size=(3, 2, 9, 8)).astype(np.float32)
    w = rng.normal(size=(4, 2, 3, 3)).astype(np.float32)
    result = imgconv.conv2d(x, w)
    assert result.shape == (3, 4, 7, 6)
    for index in range(3):
        np.testing.assert_array_equal(result[index], imgconv.conv2d(x[index], w, threads=2))
    out = np.empty((6, 4, 7, 12), np.float32)[::2, :, :, ::2]
    assert imgconv.conv2d(x, w, out=out) is out
    np.testing.assert_array_equal(out, result)
    swapped = x[::-1, ::-1, ::-1, ::-1]
    np.testing.assert_array_equal(imgconv.conv2d(swapped, w), imgconv.conv2d(swapped.copy(), w))
    same = rng.normal(size=(3, 2, 9, 8)).astype(np.float32)
    square = rng.normal(size=(2, 2, 3, 3)).astype(np.float32)
    expected = imgconv.conv2d(same.copy(), square, padding=1)
    np.testing.assert_array_equal(imgconv.conv2d(same, square, padding=1, out=same[::-1]), expected)


@pytest.mark.parametrize(
    ("x", "w", "options", "message"),
    [
        ((3, 9, 9), (4, 2, 3, 3), {}, "takes 2 channels, x has 3"),
        ((3, 9, 9), (4, 3, 3, 3), {"groups": 2}, "groups"),
        ((3, 9, 9), (4, 3, 3, 3), {"groups": 0}, "groups"),
        ((3, 2, 2), (4, 3, 3, 3), {}, "spans 3 samples"),
        ((3, 9, 9), (4, 3, 3, 3), {"stride": 0}, "stride"),
        ((3, 9, 9), (4, 3, 3, 3), {"padding": -1}, "padding"),
        ((3, 9, 9), (4, 3, 3, 3), {"dilation": 1 << 40}, "dilation"),
        ((3, 9, 9), (4, 3, 3, 3), {"bias": np.zeros(3, np.float32)}, "bias"),
        ((3, 9, 9), (4, 3, 3), {}, "axes"),
        ((9, 9), (4, 3, 3, 3), {}, "axes"),
        ((0, 3, 9, 9), (4, 3, 3, 3), {}, "empty"),
        ((3, 9, 9), (4, 3, 3, 3), {"out": np.zeros((4, 9, 9), np.float32)}, "shape"),
    ],
)
def test_misfits_are_value_errors(x, w, options, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=message):
        imgconv.conv2d(np.zeros(x, np.float32), np.zeros(w, np.float32), **options)


def test_padding_that_leaves_nothing_is_a_value_error() -> None:
    x, w = np.zeros((1, 3, 3), np.float32), np.ones((1, 1, 3, 3), np.float32)
    assert imgconv.conv_transpose2d(x, w, padding=2).shape == (1, 1, 1)
    with pytest.raises(ValueError, match="cuts off 6 of 5 samples"):
        imgconv.conv_transpose2d(x, w, padding=3)


def test_limits_come_before_the_allocation_of_a_result() -> None:
    x, w = np.zeros((1, 1, 1 << 20), np.float32), np.ones((1, 1, 1, 1), np.float32)
    with pytest.raises(imgconv.Error):
        imgconv.conv_transpose2d(np.broadcast_to(x, (1, 1 << 20, 1 << 20)), w, stride=64)


def test_other_types_are_type_errors() -> None:
    x, w = np.zeros((3, 9, 9), np.float32), np.zeros((4, 3, 3, 3), np.float32)
    for call in (
        lambda: imgconv.conv2d(x.astype(np.float64), w),
        lambda: imgconv.conv2d(x, w.astype(np.int64)),
        lambda: imgconv.conv2d(x, w, out=np.zeros((4, 7, 7))),  # type: ignore[arg-type]
        lambda: imgconv.conv2d(x, w, stride=1.5),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError):
            call()


def test_weights_that_are_not_finite_are_refused() -> None:
    w = np.full((1, 1, 3, 3), np.nan, np.float32)
    with pytest.raises(ValueError, match="finite"):
        imgconv.conv2d(np.zeros((1, 9, 9), np.float32), w)
