# SPDX-License-Identifier: Apache-2.0
"""Files and bytes."""

from __future__ import annotations

import os
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest

import imgconv

COMMAND = os.environ.get("IMGCONV")


@pytest.fixture
def picture(rng: np.random.Generator, tmp_path: Path) -> Path:
    path = tmp_path / "in.png"
    imgconv.write(path, rng.integers(0, 256, (40, 50, 3), np.uint8))
    return path


@pytest.mark.parametrize("format", ["png", "npy", "pam", "ppm"])
def test_written_is_read(format: str, rng: np.random.Generator, tmp_path: Path) -> None:
    image = rng.integers(0, 256, (9, 8, 3), np.uint8)
    imgconv.write(tmp_path / f"a.{format}", image)
    read = imgconv.read(tmp_path / f"a.{format}")
    if format == "npy":
        np.testing.assert_array_equal(np.load(tmp_path / "a.npy"), np.moveaxis(read, 2, 0))
        read = np.rint(read * 255).astype(np.uint8)
    np.testing.assert_array_equal(read, image)
    np.testing.assert_array_equal(imgconv.read((tmp_path / f"a.{format}").read_bytes(), planes=True).shape, (3, 9, 8))


def test_depths_and_alpha(rng: np.random.Generator) -> None:
    deep = rng.integers(0, 65536, (5, 6, 4), np.uint16)
    data = imgconv.encode(deep, "png")
    facts = imgconv.info(data)
    assert (facts["depth"], facts["alpha"], facts["channels"]) == (16, True, 4)
    np.testing.assert_array_equal(imgconv.read(data), deep)
    assert imgconv.info(imgconv.encode(deep, "png", depth=8))["depth"] == 8
    gray = rng.uniform(0, 1, (5, 6)).astype(np.float32)
    assert np.abs(imgconv.read(imgconv.encode(gray, "png")) / 255 - gray).max() <= 0.5001 / 255
    with pytest.raises(imgconv.OutputError, match="no alpha"):
        imgconv.encode(deep.astype(np.uint8), "jpeg")


def test_lenient_salvages_damaged_files(rng: np.random.Generator, tmp_path: Path) -> None:
    image = rng.integers(0, 256, (90, 50, 3), np.uint8)
    cut = imgconv.encode(image, "png")[:7000]
    with pytest.raises(imgconv.UnreadableError):
        imgconv.read(cut)
    with pytest.warns(match="salvaged from a damaged file: lost the last"):
        rows = imgconv.read(cut, lenient=True)
    np.testing.assert_array_equal(rows[:20], image[:20])
    (tmp_path / "cut.png").write_bytes(cut)
    result = imgconv.Recipe("blur").file(tmp_path / "cut.png", tmp_path / "out.png", lenient=True)
    assert any("salvaged" in note for note in result.notes)


def test_file_bytes_and_array_agree(picture: Path, tmp_path: Path) -> None:
    recipe = imgconv.Recipe("blur sigma=2 | sharpen")
    result = recipe.file(picture, tmp_path / "out.png")
    data = recipe.bytes(picture.read_bytes())
    assert (tmp_path / "out.png").read_bytes() == data
    np.testing.assert_array_equal(imgconv.read(data), recipe(imgconv.read(picture)))
    assert result.record["output_crc32"] == f"{zlib.crc32(data):08x}"
    assert result.record["recipe"] == recipe.identifier and result.notes == []


@pytest.mark.skipif(COMMAND is None, reason="IMGCONV names no command")
@pytest.mark.parametrize("target", ["out.png", "out.jpg", "out.npy", "out.pam"])
@pytest.mark.parametrize("text", ["blur sigma=2", "edge | resize size=70%", "atrous denoise=2", "blur sigma=9"])
def test_results_are_those_of_the_command(text: str, target: str, picture: Path, tmp_path: Path) -> None:
    assert COMMAND is not None
    expected = tmp_path / f"expected-{target}"
    subprocess.run([COMMAND, "run", text, picture, expected], check=True)
    imgconv.Recipe(text).file(picture, tmp_path / target)
    assert (tmp_path / target).read_bytes() == expected.read_bytes()


def test_failures_leave_no_file(picture: Path, tmp_path: Path) -> None:
    recipe = imgconv.Recipe("edge")
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:-40])
    with pytest.raises(imgconv.UnreadableError) as failure:
        recipe.file(broken, tmp_path / "out.png")
    assert failure.value.record is not None and failure.value.record["status"] == "failed"
    with pytest.raises(imgconv.UnreadableError):
        recipe.file(tmp_path / "none.png", tmp_path / "out.png")
    with pytest.raises(imgconv.OutputError) as failure:
        recipe.file(picture, tmp_path / "no" / "out.png")
    with pytest.raises(imgconv.OutputError) as failure:
        recipe.file(picture, picture)
    assert failure.value.detail == "is input"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.png", "in.png"]


def test_overwrite(picture: Path, tmp_path: Path) -> None:
    recipe = imgconv.Recipe("edge")
    recipe.file(picture, tmp_path / "out.png")
    with pytest.raises(imgconv.OutputError) as failure:
        recipe.file(picture, tmp_path / "out.png", overwrite=False)
    assert failure.value.detail == "exists"


def test_options_reach_the_library(picture: Path) -> None:
    recipe = imgconv.Recipe("blur sigma=1")
    data = picture.read_bytes()
    small, large = (recipe.bytes(data, "jpeg", quality=q) for q in (10, 95))
    assert len(small) < len(large)
    assert imgconv.info(recipe.bytes(data, depth=16))["depth"] == 16
    assert imgconv.info(recipe.bytes(data, "jpeg", progressive=True))["interlaced"]
    with pytest.raises(imgconv.InvalidError, match="strip"):
        recipe.bytes(data, strip="nonsense")
    with pytest.raises(ValueError, match="quality"):
        recipe.bytes(data, quality=101)
    assert recipe.bytes(data, strip=["location", "device"]) == recipe.bytes(data)


def test_names_are_bytes(picture: Path, tmp_path: Path) -> None:
    strange = os.fsencode(tmp_path) + b"/\xff\n.png"
    imgconv.Recipe("edge").file(picture, os.fsdecode(strange))
    assert os.path.exists(strange)
    with pytest.raises(ValueError, match="null byte"):
        imgconv.Recipe("edge").file(picture, "a\0b.png")


def test_sweep(tmp_path: Path) -> None:
    (tmp_path / ".a.png.imgconv-1-1.tmp").touch()
    (tmp_path / "a.png").touch()
    imgconv.sweep(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_archives(picture: Path, tmp_path: Path) -> None:
    import io
    import tarfile

    data = picture.read_bytes()
    with tarfile.open(tmp_path / "in.tar", "w") as archive:
        for name, content in [("a.png", data), ("a.json", b"{}"), ("b.png", data[:-40]), ("c.png", data)]:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    recipe = imgconv.Recipe("blur sigma=1")
    seen: list[tuple[int, str, bool]] = []
    result = recipe.archive(
        tmp_path / "in.tar", tmp_path / "out.tar", errors_as_members=True, jobs=2, skipped=[3],
        skipped_reason="ended a process before", on_member=lambda i, name, record: seen.append((i, name, record is None)),
    )
    assert (result.record["record"], result.record["failed_members"]) == ("archive", 2)
    with tarfile.open(tmp_path / "out.tar") as archive:
        assert archive.getnames() == ["a.png", "a.json", "b.error.json", "c.error.json"]
        content = archive.extractfile("a.png")
        assert content is not None and content.read() == recipe.bytes(data)
    assert (0, "a.png", True) in seen and (2, "b.png", False) in seen

    def fail(*_: object) -> None:
        raise KeyError("stop")

    with pytest.raises(KeyError):
        recipe.archive(tmp_path / "in.tar", tmp_path / "no.tar", on_member=fail)
    assert not (tmp_path / "no.tar").exists()
