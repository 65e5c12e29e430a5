# SPDX-License-Identifier: Apache-2.0
"""Write imgconv/_filters.py: a function for each filter, from the declarations that the command line has.

    python generate.py            write the file
    python generate.py --check    fail if the file is not what would be written
"""

from __future__ import annotations

import ctypes
import sys
import textwrap
import types
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent / "imgconv"
TARGET = PACKAGE / "_filters.py"

# The package without its __init__, which imports the file that is made here.
sys.modules["imgconv"] = types.ModuleType("imgconv")
sys.modules["imgconv"].__path__ = [str(PACKAGE)]

from imgconv import _native  # noqa: E402

HEADER = '''# SPDX-License-Identifier: Apache-2.0
# Made by generate.py from the filters' declarations; do not edit.
"""A function for each filter, with the names and defaults of the command's parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from numpy.typing import ArrayLike

from ._arrays import Image
from ._options import Map
from ._steps import Alpha, Border, apply
'''

TYPES = {
    "integer": "int",
    "number": "float",
    "integers": "int | tuple[int, int]",
    "numbers": "float | tuple[float, float]",
    "rows": "str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike",
    "flag": "bool",
    "text": "str",
}

#: The parameters that hold weights may be arrays.
ARRAYS = {("convolve", "weights"), ("convolve", "bias")}

COMMON = [
    ("border: Border | None = None", "How to fill samples outside the image: ``\"zero\"``, ``\"constant=V\"``, "
     "``\"replicate\"``, ``\"symmetric\"``, ``\"reflect\"`` or ``\"wrap\"`` ({border})."),
    ("linear: bool = False", "Filter in linear light, by the sRGB curve."),
    ("exact: bool = False", "Use the full kernel for wide Gaussians: slower, up to 0.05 of a level closer."),
    ("out: Image | None = None", "Where the result goes: of its shape, any type and any strides."),
    ("planes: bool = False", "Whether the channels come first: ``(C, H, W)``."),
    ("alpha: Alpha = False", "Whether the last channel is alpha; also how to filter it: ``\"premultiply\"`` (the "
     "same as ``True``), ``\"independent\"`` or ``\"keep\"``."),
    ('map: Map = "clamp"', "How results become integers: ``\"clamp\"``, ``\"abs\"``, ``\"signed\"`` or ``\"normalize\"``."),
    ("threads: int = 1", "The maximum number of threads."),
]


def declarations() -> dict[str, Any]:
    """Return the filters and their parameters, as the library describes them."""
    result, error = ctypes.c_void_p(), _native.ErrorStruct()
    _native.check(_native.lib.imgconv_filters(result, error), error)
    facts: dict[str, Any] = _native.take_json(result)
    return facts


def annotation(filter_name: str, parameter: dict[str, Any]) -> str:
    """Return the type of a parameter."""
    if (filter_name, parameter["name"]) in ARRAYS:
        return "str | Sequence[float] | Sequence[Sequence[float]] | ArrayLike"
    if parameter["kind"] == "choice":
        names = [name for name in parameter["choices"] if "=" not in name and name.islower()]
        literal = f"Literal[{', '.join(repr(name) for name in names)}]"
        return literal if len(names) == len(parameter["choices"]) else f"{literal} | str"
    kind: str = TYPES[parameter["kind"]]
    return kind


def identifier(parameter: dict[str, Any]) -> str:
    name: str = parameter["name"]
    return name.replace("-", "_")


def documented(names: str, text: str) -> list[str]:
    return [f"    {names}"] + textwrap.wrap(
        text, 112, initial_indent=" " * 8, subsequent_indent=" " * 8, break_long_words=False
    )


def about(parameter: dict[str, Any]) -> str:
    text: str = parameter["help"].rstrip(".")
    facts = []
    if "default" in parameter and parameter["kind"] != "flag":
        facts.append(f"default: {parameter['default']}")
    elif "default_text" in parameter:
        facts.append(f"default: {parameter['default_text']}")
    if "min" in parameter:
        facts.append(f"from {parameter['min']:g} to {parameter['max']:g}")
    return text + (f" ({'; '.join(facts)})" if facts else "") + "."


def function(declared: dict[str, Any]) -> str:
    """Return the source of the function for a filter."""
    name = declared["name"]
    parameters = sorted(declared["parameters"], key=lambda parameter: not parameter["required"])
    lines = [f"def {name}(", "    image: ArrayLike,"]
    required = [parameter for parameter in parameters if parameter["required"]]
    optional = [parameter for parameter in parameters if not parameter["required"]]
    for parameter in required:
        lines.append(f"    {identifier(parameter)}: {annotation(name, parameter)},")
    lines.append("    *,")
    for parameter in optional:
        kind = annotation(name, parameter)
        default = "bool = False" if parameter["kind"] == "flag" else f"{kind} | None = None"
        lines.append(f"    {identifier(parameter)}: {default},")
    lines += [f"    {text}," for text, _ in COMMON]
    lines += [") -> Image:", f'    """{declared["help"].rstrip(".")}.', "", "    Parameters", "    ----------"]
    lines += documented(
        "image : array of uint8, uint16, float16 or float32",
        "``(H, W)`` or ``(H, W, C)``; with ``planes=True``, ``(C, H, W)``.",
    )
    for parameter in required + optional:
        lines += documented(identifier(parameter), about(parameter))
    border = "zero" if name == "convolve" else "replicate"
    for text, help_text in COMMON:
        lines += documented(text.split(":")[0], help_text.format(border=border))
    lines += [
        "", "    Returns", "    -------", "    array", "        ``out``, or a new array of the image's type.", "",
        "    Raises", "    ------", "    TypeError, ValueError",
        "        If a parameter or an array is not allowed; see `Recipe`.", '    """',
    ]
    pairs = ", ".join(f'"{parameter["name"]}": {identifier(parameter)}' for parameter in required + optional)
    lines += [
        "    return apply(", f'        "{name}",', f"        {{{pairs}}},",
        "        image, border, linear, exact, out, planes, alpha, map, threads,", "    )",
    ]
    return "\n".join(lines)


def source() -> str:
    """Return the whole module."""
    filters = declarations()["filters"]
    names = ", ".join(f'"{declared["name"]}"' for declared in sorted(filters, key=lambda f: str(f["name"])))
    return HEADER + f"\n__all__ = [{names}]\n\n\n" + "\n\n\n".join(map(function, filters)) + "\n"


def main() -> int:
    if sys.argv[1:] == ["--check"]:
        if TARGET.read_text(encoding="utf-8") == source():
            return 0
        print("imgconv: python/imgconv/_filters.py is out of date: run python/generate.py", file=sys.stderr)
        return 1
    TARGET.write_text(source(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
