# SPDX-License-Identifier: Apache-2.0
# Made by generate.py from the filters' declarations; do not edit.
"""A function for each filter, with the names and defaults of the command's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from numpy.typing import ArrayLike

from ._arrays import Image
from ._options import Map
from ._steps import Alpha, Border, apply

__all__ = ["atrous", "blur", "convolve", "crop", "downsample", "edge", "mix", "resize", "sharpen", "upsample"]


def blur(
    image: ArrayLike,
    *,
    sigma: float | tuple[float, float] | None = None,
    kernel: Literal['gaussian', 'box', 'binomial'] | None = None,
    radius: int | None = None,
    dilation: int | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Smooth images.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    sigma
        Standard deviation of the Gaussian in pixels, vertical and horizontal (default: 2; from 0 to 1000).
    kernel
        The kernel (default: gaussian).
    radius
        Box and binomial: pixels on either side of the center (default: 1).
    dilation
        Distance between taps, in pixels (default: 1; from 1 to 10000).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "blur",
        {"sigma": sigma, "kernel": kernel, "radius": radius, "dilation": dilation},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def edge(
    image: ArrayLike,
    *,
    operator: Literal['sobel', 'scharr', 'prewitt', 'roberts', 'laplacian', 'log', 'dog'] | None = None,
    response: Literal['magnitude', 'x', 'y', 'angle', 'value'] | None = None,
    sigma: float | None = None,
    dilation: int | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Detect edges.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    operator
        The operator (default: sobel).
    response
        Part of the result to write; value is the signed result of laplacian, log and dog (default: magnitude).
    sigma
        Log and dog: sigma of the Gaussian in pixels (default: 2; from 0.3 to 500).
    dilation
        Distance between taps, in pixels (default: 1; from 1 to 10000).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "edge",
        {"operator": operator, "response": response, "sigma": sigma, "dilation": dilation},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def sharpen(
    image: ArrayLike,
    *,
    sigma: float | None = None,
    amount: float | None = None,
    threshold: float | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Sharpen with an unsharp mask.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    sigma
        Standard deviation of the blur in pixels (default: 1.5; from 0 to 1000).
    amount
        How much of the difference to add (default: 1.0; from -1 to 100).
    threshold
        Leave differences up to this unchanged, 0...1 (default: 0.0; from 0 to 1).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "sharpen",
        {"sigma": sigma, "amount": amount, "threshold": threshold},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def atrous(
    image: ArrayLike,
    *,
    levels: int | None = None,
    denoise: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike | None = None,
    gain: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Denoise or boost detail with the à trous (starlet) wavelet.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    levels
        Number of levels (default: 4; from 1 to 12).
    denoise
        Set details up to K standard deviations of the noise to 0: one K for all levels, or one for each, finest
        first (default: 0, none; from 0 to 1000).
    gain
        Multiply each level, finest first, and optionally the residual after the last (default: 1; from -1000 to
        1000).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "atrous",
        {"levels": levels, "denoise": denoise, "gain": gain},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def mix(
    image: ArrayLike,
    *,
    matrix: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike | None = None,
    bias: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike | None = None,
    preset: Literal['gray', 'sepia', 'invert'] | str | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Mix channels with a 1x1 convolution.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    matrix
        One row per output color, one number per input color.
    bias
        Add to each output color (default: 0).
    preset
        Use a matrix by name.
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "mix",
        {"matrix": matrix, "bias": bias, "preset": preset},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def resize(
    image: ArrayLike,
    *,
    size: str | None = None,
    megapixels: float | None = None,
    fit: Literal['inside', 'outside', 'cover', 'contain', 'stretch'] | None = None,
    no_enlarge: bool = False,
    kernel: Literal['lanczos3', 'lanczos2', 'bicubic', 'mitchell', 'bilinear', 'hamming', 'bspline', 'area', 'nearest', 'magic2013', 'magic2021'] | None = None,
    background: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Resize to any size.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    size
        Set the size: 1600x1200, 1600x, x1200, 50%, 1/3 or 1.5.
    megapixels
        Reduce to at most P million pixels (from 1e-06 to 1e+06).
    fit
        How to fill a box (default: inside).
    no_enlarge
        Leave images alone that would become larger.
    kernel
        The kernel (default: lanczos3).
    background
        Pad with this color, for contain (default: black, or transparent).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "resize",
        {"size": size, "megapixels": megapixels, "fit": fit, "no-enlarge": no_enlarge, "kernel": kernel, "background": background},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def crop(
    image: ArrayLike,
    *,
    box: str | None = None,
    size: str | None = None,
    gravity: Literal['center', 'north', 'northeast', 'east', 'southeast', 'south', 'southwest', 'west', 'northwest'] | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Cut out a rectangle.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    box
        Rectangle: column and row of its first pixel, width and height.
    size
        Size of the rectangle, width first.
    gravity
        Place of a rectangle with size (default: center).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "crop",
        {"box": box, "size": size, "gravity": gravity},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def upsample(
    image: ArrayLike,
    *,
    scale: int | tuple[int, int] | None = None,
    kernel: Literal['nearest', 'bilinear', 'bicubic', 'mitchell', 'lanczos3', 'bspline'] | None = None,
    dilation: int | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Enlarge by an integer factor with a transposed convolution.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    scale
        Factor for rows, and for columns (default: 2; from 1 to 64).
    kernel
        The kernel (default: bicubic).
    dilation
        Distance between taps, in input pixels (default: 1; from 1 to 10000).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "upsample",
        {"scale": scale, "kernel": kernel, "dilation": dilation},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def downsample(
    image: ArrayLike,
    *,
    scale: int | tuple[int, int] | None = None,
    kernel: Literal['nearest', 'bilinear', 'bicubic', 'mitchell', 'lanczos3', 'bspline'] | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Reduce by an integer factor with a strided convolution.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    scale
        Factor for rows, and for columns (default: 2; from 1 to 64).
    kernel
        The kernel (default: lanczos3).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (replicate).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "downsample",
        {"scale": scale, "kernel": kernel},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )


def convolve(
    image: ArrayLike,
    weights: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike,
    *,
    bias: str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike | None = None,
    stride: int | tuple[int, int] | None = None,
    dilation: int | tuple[int, int] | None = None,
    padding: str | None = None,
    groups: int | None = None,
    flip: bool = False,
    normalize: bool = False,
    transposed: bool = False,
    output_padding: int | tuple[int, int] | None = None,
    output_size: str | None = None,
    activation: Literal['none', 'relu'] | str | None = None,
    border: Border | None = None,
    linear: bool = False,
    exact: bool = False,
    out: Image | None = None,
    planes: bool = False,
    alpha: Alpha = False,
    map: Map = "clamp",
    threads: int = 1,
) -> Image:
    """Apply any convolution, as PyTorch defines it.

    Parameters
    ----------
    image : array of uint8, uint16, float16 or float32
        ``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.
    weights
        Kernel: a .npy file, or rows for every channel.
    bias
        Numbers, or a .npy file, to add to the output (default: 0).
    stride
        Step between outputs, in samples (default: 1).
    dilation
        Distance between taps, in samples (default: 1; from 1 to 10000).
    padding
        Samples added around the image: same, valid, or numbers (default: same; valid if transposed; from 0 to
        1e+06).
    groups
        Number of channel groups, as in PyTorch (default: 1).
    flip
        Flip the kernel: mathematical convolution.
    normalize
        Divide the weights by their sum, per output channel.
    transposed
        Apply the transposed convolution.
    output_padding
        Transposed: samples added at the end (default: 0; stride - 1 with padding same).
    output_size
        Transposed: size of the result; also as WIDTHxHEIGHT.
    activation
        Function to apply to each output sample (default: none).
    border
        How to fill samples outside the image: ``"zero"``, ``"constant=V"``, ``"replicate"``, ``"symmetric"``,
        ``"reflect"`` or ``"wrap"`` (zero).
    linear
        Filter in linear light, by the sRGB curve.
    exact
        Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer.
    out
        Where the result goes: of its shape, any type and any strides.
    planes
        Whether the channels come first: ``(C, H, W)``.
    alpha
        Whether the last channel is alpha; also how to filter it: ``"premultiply"`` (the same as ``True``),
        ``"independent"`` or ``"keep"``.
    map
        How results become integers: ``"clamp"``, ``"abs"``, ``"signed"`` or ``"normalize"``.
    threads
        The maximum number of threads.

    Returns
    -------
    array
        ``out``, or a new array of the image's type.

    Raises
    ------
    TypeError, ValueError
        If a parameter or an array is not allowed; see `Recipe`.
    """
    return apply(
        "convolve",
        {"weights": weights, "bias": bias, "stride": stride, "dilation": dilation, "padding": padding, "groups": groups, "flip": flip, "normalize": normalize, "transposed": transposed, "output-padding": output_padding, "output-size": output_size, "activation": activation},
        image, border, linear, exact, out, planes, alpha, map, threads,
    )
