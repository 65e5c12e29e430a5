# SPDX-License-Identifier: Apache-2.0
"""Fast, exact image filtering by convolution: NumPy in, NumPy out, files and bytes too.

Examples
--------
>>> import numpy, imgconv
>>> image = numpy.zeros((480, 640, 3), numpy.uint8)
>>> imgconv.blur(image, sigma=2).shape
(480, 640, 3)
>>> imgconv.Recipe("resize size=50% | sharpen amount=0.5")(image).shape
(240, 320, 3)

Calls release the GIL and use one thread unless told otherwise.  Results equal those of the ``imgconv`` command to the
last bit, whatever the number of threads.
"""

from collections.abc import Sequence as _Sequence

from . import _native
from ._convolution import conv2d, conv_transpose2d
from ._errors import (
    Error,
    InternalError,
    InvalidError,
    LimitError,
    OutputError,
    RecipeError,
    StoppedError,
    UnreadableError,
)
from ._explanation import Explanation
from ._files import encode, info, read, sweep, write
from ._filters import (
    atrous,
    blur,
    convolve,
    crop,
    downsample,
    edge,
    mix,
    resize,
    sharpen,
    upsample,
)
from ._options import Conversion, Encoding, Limits
from ._recipe import Recipe
from ._result import NoteWarning, Result

__all__ = [
    "Conversion",
    "Encoding",
    "Error",
    "Explanation",
    "InternalError",
    "InvalidError",
    "LimitError",
    "Limits",
    "NoteWarning",
    "OutputError",
    "Recipe",
    "RecipeError",
    "Result",
    "StoppedError",
    "UnreadableError",
    "atrous",
    "blur",
    "conv2d",
    "conv_transpose2d",
    "convolve",
    "crop",
    "downsample",
    "edge",
    "encode",
    "explain",
    "info",
    "mix",
    "read",
    "resize",
    "sharpen",
    "sweep",
    "upsample",
    "write",
]

__version__: str = _native.lib.imgconv_version().decode()


def explain(recipe: str | Recipe, shape: _Sequence[int] = (3, 480, 640)) -> Explanation:
    """Explain a recipe for an input of ``(channels, height, width)``: shapes, receptive field, cost and memory.

    Examples
    --------
    >>> imgconv.explain("blur sigma=2", shape=(3, 480, 640)).data["output"]["width"]
    640
    """
    return (Recipe(recipe) if isinstance(recipe, str) else recipe).explain(shape)
