# SPDX-License-Identifier: Apache-2.0
"""Arrays of every type and layout, against definitions in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import imgconv

SHAPES = [(1, 1), (7, 5), (1, 40), (40, 1), (9, 8, 3), (9, 8, 4), (6, 5, 2), (5, 4, 7)]


def gaussian(sigma: float) -> np.ndarray:
    """The kernel as product.md defines it: sampled at integers, cut at ceil(4 sigma), divided by its sum."""
    radius = int(np.ceil(4 * sigma))
    weights = np.exp(-np.arange(-radius, radius + 1) ** 2 / (2 * sigma**2))
    return weights / weights.sum()


def blurred(image: np.ndarray, sigma: float) -> np.ndarray:
    """Blur in float64, with the border repeated."""
    weights = gaussian(sigma)
    radius = len(weights) // 2
    result = image.astype(np.float64)
    for axis in (0, 1):
        widths = [(radius, radius) if other == axis else (0, 0) for other in range(result.ndim)]
        padded = np.pad(result, widths, mode="edge")
        count = result.shape[axis]
        result = sum(
            weight * np.take(padded, range(offset, offset + count), axis)
            for offset, weight in enumerate(weights)
        )
    return result


@pytest.mark.parametrize("shape", SHAPES)
def test_floats_are_the_definition(shape: tuple[int, ...], rng: np.random.Generator) -> None:
    image = rng.uniform(-1, 2, shape).astype(np.float32)
    result = imgconv.blur(image, sigma=1.5)
    assert result.dtype == np.float32 and result.shape == image.shape
    np.testing.assert_allclose(result, blurred(image, 1.5), atol=1e-6)


@pytest.mark.parametrize(("dtype", "most"), [(np.uint8, 255), (np.uint16, 65535)])
@pytest.mark.parametrize("shape", SHAPES)
def test_integers_are_within_rounding(
    dtype: type, most: int, shape: tuple[int, ...], rng: np.random.Generator
) -> None:
    image = rng.integers(0, most, shape, dtype, endpoint=True)
    result = imgconv.blur(image, sigma=1.5)
    assert result.dtype == dtype
    assert np.abs(result - blurred(image, 1.5)).max() <= 0.51


def test_float16_is_rounded_float32(rng: np.random.Generator) -> None:
    image = rng.uniform(0, 1, (20, 30, 3)).astype(np.float16)
    exact = imgconv.blur(image.astype(np.float32), sigma=2)
    np.testing.assert_array_equal(imgconv.blur(image, sigma=2), exact.astype(np.float16))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float16, np.float32])
def test_layouts_change_no_bit(dtype: type, rng: np.random.Generator) -> None:
    image = (rng.uniform(0, 1, (31, 23, 3)) * (255 if dtype == np.uint8 else 1)).astype(dtype)
    expected = imgconv.sharpen(image)
    turned = [image[::-1], image[:, ::-1], image[..., ::-1], image.transpose(1, 0, 2)]
    views = [(view, imgconv.sharpen(view.copy())) for view in turned]
    big = np.zeros((62, 69, 4), dtype)
    big[::2, ::3, 1:] = image
    views.append((big[::2, ::3, 1:], expected))
    views.append((np.asfortranarray(image), expected))
    for view, result in views:
        np.testing.assert_array_equal(imgconv.sharpen(view), result)
    planes = np.moveaxis(image, 2, 0)
    np.testing.assert_array_equal(
        imgconv.sharpen(planes, planes=True), np.moveaxis(expected, 2, 0)
    )
    np.testing.assert_array_equal(
        imgconv.sharpen(np.ascontiguousarray(planes), planes=True), np.moveaxis(expected, 2, 0)
    )


def test_repeated_samples(rng: np.random.Generator) -> None:
    row = rng.integers(0, 256, (1, 40, 1), np.uint8)
    image = np.broadcast_to(row, (30, 40, 3))
    np.testing.assert_array_equal(imgconv.blur(image), imgconv.blur(image.copy()))


def test_foreign_byte_order(rng: np.random.Generator) -> None:
    image = rng.integers(0, 65536, (9, 8), np.uint16)
    np.testing.assert_array_equal(imgconv.blur(image.astype(">u2")), imgconv.blur(image))


def test_unaligned(rng: np.random.Generator) -> None:
    image = rng.uniform(0, 1, (9, 8)).astype(np.float32)
    memory = np.zeros(image.nbytes + 1, np.uint8)
    view = np.ndarray(image.shape, np.float32, memory.data, offset=1)
    view[...] = image
    np.testing.assert_array_equal(imgconv.blur(view), imgconv.blur(image))


def test_read_only_input() -> None:
    image = np.zeros((4, 4), np.uint8)
    image.flags.writeable = False
    assert not imgconv.blur(image).any()


def test_out_may_have_any_type_and_strides(rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (20, 30, 3), np.uint8)
    out = np.zeros((40, 30, 6), np.float32)[::2, :, ::2]
    assert imgconv.blur(image, out=out) is out
    np.testing.assert_allclose(out, blurred(image, 2) / 255, atol=1e-6)


def test_out_may_lie_over_the_image(rng: np.random.Generator) -> None:
    # More rows apart than the kernel reads ahead, so that a row would be overwritten before it is read.
    memory = rng.integers(0, 256, (60, 30, 3), np.uint8)
    for image, out in [(memory[20:], memory[:-20]), (memory[:-20], memory[20:])]:
        expected = imgconv.blur(image.copy())
        imgconv.blur(image, out=out)
        np.testing.assert_array_equal(out, expected)
    same = rng.integers(0, 256, (25, 30, 3), np.uint8)
    expected = imgconv.edge(same.copy())
    np.testing.assert_array_equal(imgconv.edge(same, out=same), expected)


@pytest.mark.parametrize("threads", [2, 3, 7])
@pytest.mark.parametrize("text", ["blur sigma=2", "edge", "resize size=50%", "blur border=wrap"])
def test_threads_change_no_bit(threads: int, text: str, rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (501, 403, 3), np.uint8)
    recipe = imgconv.Recipe(text)
    np.testing.assert_array_equal(recipe(image, threads=threads), recipe(image))


def test_nan_becomes_zero_in_integers() -> None:
    image = np.full((4, 4), np.nan, np.float32)
    out = np.full((4, 4), 7, np.uint8)
    imgconv.blur(image, out=out)
    assert not out.any()
    assert np.isnan(imgconv.blur(image)).all()


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((4, 4)),
        np.zeros((4, 4), bool),
        np.zeros((4, 4), np.int32),
        np.zeros((4, 4), complex),
        np.array([["a"]]),
        np.array([[None]], object),
        "text",
        [[1, 2]],
    ],
)
def test_other_types_are_refused(image: object) -> None:
    with pytest.raises(TypeError, match="use "):
        imgconv.blur(image)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 4), np.uint8),
        np.zeros((4, 0, 3), np.uint8),
        np.zeros((4, 4, 0), np.uint8),
        np.zeros(4, np.uint8),
        np.zeros((), np.uint8),
        np.zeros((2, 3, 4, 4), np.uint8),
        np.zeros((1, 1, 1, 1, 1), np.uint8),
    ],
)
def test_other_shapes_are_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="empty|axes"):
        imgconv.blur(image)


def test_wrong_out_is_refused() -> None:
    image = np.zeros((4, 5, 3), np.uint8)
    for out in (np.zeros((5, 4, 3), np.uint8), np.zeros((4, 5), np.uint8), np.zeros((4, 5, 4), np.uint8)):
        with pytest.raises(ValueError, match="shape"):
            imgconv.blur(image, out=out)
    with pytest.raises(TypeError, match="float64"):
        imgconv.blur(image, out=np.zeros((4, 5, 3)))
    with pytest.raises(TypeError, match="ndarray"):
        imgconv.blur(image, out=[1])  # type: ignore[arg-type]
    locked = np.zeros((4, 5, 3), np.uint8)
    locked.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        imgconv.blur(image, out=locked)
    for strides in ((0, 3, 1), (1, 3, 1), (15, 2, 1), (15, -1, 1)):
        out = np.lib.stride_tricks.as_strided(np.zeros(99, np.uint8)[40:], (4, 5, 3), strides)
        with pytest.raises(ValueError, match="share a place"):
            imgconv.blur(image, out=out)


def test_huge_shapes_are_refused() -> None:
    one = np.zeros(1, np.uint8)
    huge = np.lib.stride_tricks.as_strided(one, (1 << 31, 1 << 31), (0, 0))
    with pytest.raises(ValueError, match="height"):
        imgconv.blur(huge)
    wide = np.lib.stride_tricks.as_strided(one, (1 << 16, 1 << 16), (0, 0))
    with pytest.raises(imgconv.LimitError) as failure:
        imgconv.blur(wide, out=wide)
    assert failure.value.detail == "pixels" and failure.value.number == 1 << 32


def test_alpha_is_premultiplied() -> None:
    image = np.zeros((9, 9, 4), np.float32)
    image[..., 0] = 1  # invisible red
    image[4, 4] = (0, 1, 0, 1)
    result = imgconv.blur(image, alpha=True)
    visible = result[result[..., 3] > 1e-3]
    np.testing.assert_allclose(visible[:, 1], 1, atol=1e-4)
    bled = imgconv.blur(image, alpha="independent")
    assert bled[4, 4, 0] > 0.5


def test_clamped_samples_are_noted(rng: np.random.Generator) -> None:
    image = rng.uniform(0, 1, (20, 20)).astype(np.float32) * 3
    with pytest.warns(imgconv.NoteWarning, match="were clamped"):
        imgconv.blur(image, out=np.zeros((20, 20), np.uint8))


def test_overflow_of_float16_is_noted() -> None:
    image = np.full((5, 5), 1e6, np.float32)
    with pytest.warns(imgconv.NoteWarning, match="became infinite") as found:
        result = imgconv.blur(image, out=np.zeros((5, 5), np.float16))
    assert np.isinf(result).all()
    # The warning is about the caller's line.
    assert found[0].filename == __file__


def test_maps(rng: np.random.Generator) -> None:
    image = rng.integers(0, 256, (20, 20), np.uint8)
    exact = imgconv.edge(image.astype(np.float32) / 255, response="x")
    signed = imgconv.edge(image, response="x", map="signed")
    assert np.abs(signed - (exact / 2 + 0.5) * 255).max() <= 0.51
    spread = imgconv.edge(image, response="x", map="normalize")
    assert spread.min() == 0 and spread.max() == 255


def test_shapes_of_results() -> None:
    recipe = imgconv.Recipe("mix matrix=\"1;1;1\"")
    assert recipe(np.zeros((4, 5), np.uint8)).shape == (4, 5, 3)
    assert recipe(np.zeros((4, 5), np.uint8), planes=True).shape == (3, 4, 5)
    gray = imgconv.Recipe("mix matrix=\"1,0,0\"")
    assert gray(np.zeros((4, 5, 3), np.uint8)).shape == (4, 5, 1)
    assert imgconv.resize(np.zeros((4, 6), np.uint8), size="50%").shape == (2, 3)
    assert imgconv.Recipe("resize size=50%").shape((3, 4, 6), planes=True) == (3, 2, 3)
