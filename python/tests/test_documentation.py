# SPDX-License-Identifier: Apache-2.0
"""The code and the pictures of docs/python.md."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import io
import re
import tarfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import imgconv

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/python.md"
SAMPLES = ROOT / "samples"
GALLERY = ROOT / "python/gallery.py"
SHELL = ("make ", "pip ", "python ")

#: `name = ...    # (3, 100, 130), uint8`: the shape of an array, and its type.
SHAPE = re.compile(r"(\w+) = .*# (\([\d, ]+\))(?:, (\w+))?")
#: `print(...)    # what is printed, and perhaps a remark`
PRINTED = re.compile(r"\s*print\(.*\) +# (.*)")
PICTURE = re.compile(r"!\[.+\]\(pictures/(python-[\w.-]+)\)")

pytestmark = pytest.mark.skipif(
    not (PAGE.is_file() and SAMPLES.is_dir() and GALLERY.is_file()),
    reason="docs/, samples/ and gallery.py are not beside the tests",
)


def examples() -> list[tuple[int, list[str], str | None]]:
    """The indented blocks of Python: the number of the first line, the lines, and the picture below."""
    lines = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.is_file() else []
    found: list[tuple[int, list[str], str | None]] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and (lines[end].startswith("    ") or (end > start and not lines[end])):
            end += 1
        if end == start:
            start += 1
            continue
        block = [line[4:] for line in lines[start:end]]
        picture = PICTURE.match(lines[end]) if end < len(lines) else None
        if not block[0].startswith(SHELL):
            found.append((start + 1, block, picture[1] if picture else None))
        start = end
    return found


def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", GALLERY)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A current directory with the files that the page names; the bytes of one of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples").symlink_to(SAMPLES)
    image = imgconv.resize(imgconv.read(SAMPLES / "scene.png"), size="64x")
    data = imgconv.encode(image, "jpeg")
    (tmp_path / "a.jpg").write_bytes(data)
    (tmp_path / "a.png").write_bytes(imgconv.encode(image, "png"))
    with tarfile.open(tmp_path / "in.tar", "w") as archive:
        member = tarfile.TarInfo("a.jpg")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return data


def test_the_code_runs(files: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"data": files}
    shapes = 0
    for number, block, _ in examples():
        # Blank lines give tracebacks the lines of the page.
        exec(compile("\n" * (number - 1) + "\n".join(block), str(PAGE), "exec"), names)
        for name, shape, dtype in [match.groups() for line in block if (match := SHAPE.match(line))]:
            assert names[name].shape == ast.literal_eval(shape), f"{name} in line {number}"
            assert dtype is None or names[name].dtype == dtype, f"{name} in line {number}"
            shapes += 1
        printed = capsys.readouterr().out.splitlines()
        comments = [match[1] for line in block if (match := PRINTED.match(line))]
        assert len(printed) == len(comments)
        for text, comment in zip(printed, comments):
            assert comment.startswith(text), f"printed in line {number}"
    assert shapes >= 5


def test_what_the_page_says_about_results(files: bytes) -> None:
    names: dict[str, Any] = {"data": files}
    for _, block, picture in examples():
        exec("\n".join(block), names)
        if picture == "python-edges.png":
            assert names["slope"].dtype == np.float32
            assert -1 <= names["slope"].min() < -0.9 and 0.9 < names["slope"].max() <= 1
        elif picture == "python-planes.jpg":
            assert np.shares_memory(names["planes"], names["image"])
        elif picture == "python-depth.png":
            assert round(float(np.ptp(names["wall"])) / 257) == 23
        elif picture == "python-dilation.jpg":
            whole = sum(names["details"]) + names["smooth"]
            np.testing.assert_allclose(whole, np.moveaxis(names["image"], 2, 0), atol=1e-6)
        elif picture == "python-transposed.jpg":
            assert names["back"].shape == names["x"].shape
            assert np.abs(names["back"] - names["x"]).max() > 0.1
        elif picture == "python-separable.jpg":
            assert names["depthwise"].size + names["pointwise"].size == 36
            dense = np.einsum("oc,cij->ocij", names["pointwise"][..., 0, 0], names["depthwise"][:, 0])
            assert dense.size == 81
            one = imgconv.conv2d(names["x"], dense, bias=names["tone"], padding=1)
            np.testing.assert_allclose(one, names["relief"], atol=1e-5)
        elif picture == "python-field.png":
            assert names["field"] == 15 and np.count_nonzero(names["response"].any(axis=0)) == 15
            assert names["plain"].explain((1, 21, 21)).data["receptiveField"]["width"] == 7


def test_the_gallery_has_the_code_of_the_page() -> None:
    pictures = gallery().PICTURES
    shown = {picture: block for _, block, picture in examples() if picture}
    assert set(shown) == set(pictures) == {path.name for path in (ROOT / "docs/pictures").glob("python-*")}
    for picture, block in shown.items():
        lines = inspect.getsource(pictures[picture]).splitlines()
        expected = [f"    {line}" for line in block if line and not line.startswith("import ")]
        assert lines[1 : 1 + len(expected)] == expected, picture


def test_the_gallery_makes_small_pictures(tmp_path: Path) -> None:
    gallery().main(["--output", str(tmp_path)])
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert max(sizes) < 60_000 and sum(sizes) < 350_000
