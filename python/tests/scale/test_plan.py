# SPDX-License-Identifier: Apache-2.0
"""Plans, reports and single conversions, without a cluster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import harness
import imgconv
import pyarrow as pa
import pytest
from imgconv.ray._convert import Converter
from imgconv.ray._isolated import Isolated
from imgconv.ray._places import resolve
from imgconv.ray._plan import Item, group, make_plan, output_name
from imgconv.ray._report import Report, is_done
from pyarrow import fs, parquet


def plan(source: Any, target: str, **options: Any) -> list[Item]:
    """Make a plan with defaults."""
    settings = {"name": "{dir}/{stem}{ext}", "format": None, "include": None, "column": "input", **options}
    return make_plan(source, resolve(target), None, **settings)[0]


def test_a_directory_gives_images_and_archives_in_bytewise_order(tmp_path: Path) -> None:
    for name in ("b/a.png", "b.jpg", "A.PNG", ".h/a.png", ".a.png", "t.tar", "n.txt", "w.npy", "out/o.png"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    items = plan(str(tmp_path) + "/", str(tmp_path / "out"))
    assert [item.input for item in items] == [f"{tmp_path}/{n}" for n in ("A.PNG", "b.jpg", "b/a.png", "t.tar")]
    assert [item.index for item in items] == [0, 1, 2, 3]
    assert items[2].output == f"{tmp_path}/out/b/a.png"


def test_lists_keep_their_directories_and_name_no_file_twice(tmp_path: Path) -> None:
    items = plan(["x/../y/a.png", "/z/b.png", "x/../y/a.png"], "out")
    assert [item.output for item in items] == ["out/y/a.png", "out/z/b.png"]
    assert [item.size for item in items] == [-1, -1]


@pytest.mark.parametrize("kind", ["txt", "jsonl", "parquet"])
def test_manifests_name_files(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"names.{kind}"
    names = ["a/1.png", "a/2.png"]
    if kind == "parquet":
        parquet.write_table(pa.table({"input": names, "other": [1, 2]}), path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps({"input": name}) + "\n" for name in names))
    else:
        path.write_text("\n".join(names) + "\n")
    assert [item.input for item in plan(str(path), "out")] == names
    if kind != "txt":
        with pytest.raises(ValueError, match="nothing"):
            plan(str(path), "out", column="nothing")


def test_two_inputs_may_not_make_one_output(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a/1\.png and b/1\.png would both make 1\.png"):
        plan(["a/1.png", "b/1.png"], "out", name="{stem}{ext}")


def test_templates() -> None:
    assert output_name("{root}/{dir}/{stem}-s{ext}", "d/a.b.jpg", "photos", None) == "photos/d/a.b-s.jpg"
    assert output_name("{dir}/{stem}{ext}", "a.png", "", "jpeg") == "a.jpg"
    assert output_name("{dir}/{stem}{ext}", "a.tar", "", "jpeg") == "a.tar"
    with pytest.raises(ValueError, match="unknown field"):
        output_name("{width}", "a.png", "", None)
    with pytest.raises(ValueError, match="leaves"):
        output_name("../{stem}", "a.png", "", None)


def test_archives_are_units_of_their_own() -> None:
    names = ("a.png", "b.tar", "c.png", "d.png", "e.png")
    items = [Item(n, name, name, name, "o/" + name, 1, 1) for n, name in enumerate(names)]
    assert [[i.input for i in unit] for unit in group(items, 3)] == [["b.tar"], ["a.png", "c.png", "d.png"], ["e.png"]]


def test_a_torn_report_is_repaired_and_a_stranger_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    report = Report(str(path), resume=True)
    report.begin(["x"], "2-0", 1)
    report.write({"record": "file", "input": "a\udcff", "output": "b", "status": "done"})
    with pytest.raises(ValueError, match="another run"):
        Report(str(path), resume=True)
    report.close()
    whole = path.read_bytes()
    assert "a\ufffd".encode() in whole and b'"input_bytes":"Yf8="' in whole
    path.write_bytes(whole + b'{"record":"fi')
    again = Report(str(path), resume=True)
    again.close()
    assert path.read_bytes() == whole
    assert again.last.keys() == {"a\udcff"}
    path.write_bytes(whole[:-1])
    Report(str(path), resume=True).close()
    assert path.read_bytes() == whole
    path.write_text("something else\n")
    with pytest.raises(ValueError, match="not a report"):
        Report(str(path), resume=False)


def test_only_unchanged_files_are_done() -> None:
    item = Item(0, "a", "b", "/a", "/b", 5, 7)
    record = {
        "input": "a", "output": "b", "status": "done", "recipe": "2-0", "input_size": 5, "input_mtime_ns": 7,
        "output_size": 9,
    }  # fmt: skip
    assert is_done(record, item, "2-0", 9)
    assert not is_done(record, item, "2-1", 9)
    assert not is_done(record, item, "2-0", None)
    assert not is_done(record, item, "2-0", 8)
    for change in ({"status": "failed"}, {"input_size": 6}, {"input_mtime_ns": 8}, {"failed_members": 1}):
        assert not is_done({**record, **change}, item, "2-0", 9)


class Flaky(harness.PoisonFiles):
    """A file system whose first reads fail."""

    failures = 0

    def open_input_stream(self, path: str) -> Any:
        if self.failures > 0:
            self.failures -= 1
            raise OSError("connection reset")
        return self.wrapped.open_input_stream(path)


def converter(files: Any, retries: int = 2) -> Converter:
    """Make a converter that reads through a file system."""
    recipe = imgconv.Recipe("blur")
    return Converter(
        recipe, {}, recipe.identifier, "", files, fs.LocalFileSystem(), (False, True), retries=retries, first_delay=0.001
    )  # fmt: skip


def item(tmp_path: Path, name: str = "0/00000.png") -> Item:
    """Make an item of a picture."""
    return Item(0, name, "o", str(tmp_path / name), str(tmp_path / "out" / name), 1, 1)


def test_read_errors_are_tried_again_and_damage_is_not(tmp_path: Path) -> None:
    harness.make_pictures(tmp_path, 2, 32, bad=1)
    files = Flaky(fs.LocalFileSystem(), "-")
    files.failures = 2
    records, attempts = converter(files).convert(item(tmp_path))
    assert (records[0]["status"], attempts) == ("done", 3)
    files.failures = 3
    records, attempts = converter(files).convert(item(tmp_path))
    assert (records[0]["kind"], records[0]["exit_code"], attempts) == ("read-write", 74, 3)
    records, attempts = converter(files).convert(item(tmp_path, "0/00001.jpg"))
    assert (records[0]["kind"], attempts) == ("unreadable", 1)
    records, attempts = converter(files).convert(item(tmp_path, "no.png"))
    assert (records[0]["reason"], records[0]["exit_code"], attempts) == ("no such file or directory", 65, 1)
    assert [path.name for path in (tmp_path / "out").rglob("*") if path.is_file()] == ["00000.png"]


def test_a_process_of_its_own_survives_poison(tmp_path: Path) -> None:
    harness.make_pictures(tmp_path, 2, 32)
    process = Isolated(converter(harness.PoisonFiles(fs.LocalFileSystem(), "00001.jpg")))
    try:
        records, attempts = process.convert(item(tmp_path, "0/00001.jpg"))
        assert (records[0]["status"], records[0]["reason"]) == ("failed", "killed its process (SIGKILL)")
        assert attempts == 2
        records, attempts = process.convert(item(tmp_path))
        assert (records[0]["status"], attempts) == ("done", 1)
    finally:
        process.close()
