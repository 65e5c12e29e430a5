# SPDX-License-Identifier: Apache-2.0
"""Whole jobs on a cluster of two nodes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import harness
import pytest
from imgconv.ray import filter_files
from pyarrow import fs, parquet

RECIPE = "blur sigma=1.5 | resize size=50%"


def contents(directory: Path) -> dict[str, bytes]:
    """Return the contents of all files below a directory."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def test_a_directory_equals_the_commands_and_the_command_reads_the_report(
    cluster: Any, binary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = harness.make_pictures(tmp_path / "in", 30, 40, bad=2)
    settings = {"report": "r.jsonl", "manifest": "m.parquet", "files_per_task": 7}
    rows = filter_files(RECIPE, "in", "soft/", **settings).take_all()
    subprocess.run([binary, "run", RECIPE, "in", "reference/"], stderr=subprocess.DEVNULL)
    assert contents(tmp_path / "soft") == contents(tmp_path / "reference")
    assert [row["status"] for row in rows] == 28 * ["done"] + 2 * ["failed"]
    assert [row["input"] for row in rows] == ["in/" + name for name in sorted(names)]
    assert parquet.read_table("m.parquet").num_rows == 30
    resumed = subprocess.run(
        [binary, "run", RECIPE, "in", "soft/", "--report", "r.jsonl", "--resume"], capture_output=True, text=True
    )
    assert "0 done, 2 failed, 28 skipped" in resumed.stderr
    verified = subprocess.run([binary, "verify", "r.jsonl"], capture_output=True, text=True)
    assert "28 good" in verified.stderr + verified.stdout
    again = filter_files(RECIPE, "in", "soft/", report="r.jsonl").take_all()
    assert [row["status"] for row in again] == 28 * ["skipped"] + 2 * ["failed"]
    other = filter_files("blur", "in", "soft/", report="r.jsonl").take_all()
    assert [row["status"] for row in other] == 28 * ["done"] + 2 * ["failed"]


def test_a_picture_that_kills_its_worker_fails_alone(cluster: Any, tmp_path: Path) -> None:
    names = harness.make_pictures(tmp_path / "in", 20, 32)
    poison = harness.PoisonFiles(fs.LocalFileSystem(), "00007.jpg")
    rows = filter_files(
        RECIPE, str(tmp_path / "in"), str(tmp_path / "out"), filesystem=poison, files_per_task=10
    ).take_all()
    failed = [row for row in rows if row["status"] == "failed"]
    assert [row["input"].rsplit("/", 1)[1] for row in failed] == ["00007.jpg"]
    assert failed[0]["reason"] == "killed its process (SIGKILL)" and failed[0]["kind"] == "internal"
    assert contents(tmp_path / "out").keys() == set(names) - {"0/00007.jpg"}


def test_objects_on_s3(cluster: Any, tmp_path: Path) -> None:
    names = harness.make_pictures(tmp_path / "in", 6, 32)
    log = tmp_path / "s3.log"
    with harness.s3_server(log):
        harness.upload(tmp_path / "in", "in")
        files = fs.S3FileSystem(
            access_key="test", secret_key="test", allow_delayed_open=True,
            endpoint_override=os.environ["AWS_ENDPOINT_URL"],
        )  # fmt: skip
        source, target = f"s3://{harness.BUCKET}/in", f"s3://{harness.BUCKET}/out"
        settings = {"filesystem": files, "target_filesystem": files, "report": tmp_path / "r.jsonl"}
        rows = filter_files(RECIPE, source, target, **settings).take_all()
        assert [row["output"] for row in rows] == [f"{target}/{name}" for name in names]
        filter_files(RECIPE, str(tmp_path / "in"), str(tmp_path / "out"))
        assert harness.objects("out") == contents(tmp_path / "out")
        harness.client().delete_object(Bucket=harness.BUCKET, Key="out/" + names[3])
        rows = filter_files(RECIPE, source, target, **settings).take_all()
        assert [row["status"] for row in rows] == 3 * ["skipped"] + ["done"] + 2 * ["skipped"]
        assert harness.objects("out") == contents(tmp_path / "out")


def test_archives_are_converted_whole(cluster: Any, binary: str, tmp_path: Path) -> None:
    names = harness.make_pictures(tmp_path / "in", 12, 32)
    (tmp_path / "shards").mkdir()
    for shard in range(2):
        with tarfile.open(tmp_path / "shards" / f"{shard}.tar", "w") as archive:
            for name in names[shard::2]:
                archive.add(tmp_path / "in" / name, name)
    recipe = harness.PoisonRecipe(RECIPE, names[5])
    settings = {"report": tmp_path / "r.jsonl"}
    rows = filter_files(recipe, str(tmp_path / "shards"), str(tmp_path / "out"), **settings).take_all()
    failed = [row for row in rows if row["status"] == "failed"]
    assert [(row["member"], row["reason"]) for row in failed] == [(names[5], "killed its process")]
    assert len([row for row in rows if row["member"]]) == 12
    for shard in range(2):
        source, output = tmp_path / "clean.tar", tmp_path / "reference.tar"
        with tarfile.open(source, "w") as archive:
            for name in names[shard::2]:
                if name != names[5]:
                    archive.add(tmp_path / "in" / name, name)
        subprocess.run([binary, "run", RECIPE, str(source), str(output)], check=True, stderr=subprocess.DEVNULL)
        assert (tmp_path / "out" / f"{shard}.tar").read_bytes() == output.read_bytes()
    resumed = filter_files(RECIPE, str(tmp_path / "shards"), str(tmp_path / "out"), **settings).take_all()
    archives = [row["status"] for row in resumed if row["member"] is None]
    assert archives == ["skipped", "done"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["blur", "in"], 64, "the following arguments are required: target"),
        (["blurr", "in", "out"], 64, "blur"),
        (["blur", "nowhere", "out"], 65, "nowhere: no such file or directory"),
        (["blur", "empty", "out"], 2, "no input matches"),
        (["blur", "in", "in"], 64, "in is the source itself"),
        (["blur", "in", "out", "--name", "{width}"], 64, "unknown field"),
    ],
)
def test_mistakes_end_with_one_line_and_the_documented_code(
    tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "in").mkdir()
    result = subprocess.run(
        [sys.executable, "-m", "imgconv.ray", *arguments], cwd=tmp_path, capture_output=True, text=True
    )
    assert (result.returncode, result.stderr.count("\n")) == (code, 1)
    assert result.stderr.startswith("imgconv: ") and message in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_command_prints_failures_and_a_last_line(tmp_path: Path) -> None:
    harness.make_pictures(tmp_path / "in", 4, 32, bad=1)
    result = subprocess.run(
        [sys.executable, "-m", "imgconv.ray", "blur", "in", "out", "--report", "r.jsonl"],
        cwd=tmp_path, capture_output=True, text=True, env={**os.environ, "RAY_ADDRESS": "local"},
    )  # fmt: skip
    assert result.returncode == 1
    # Ray prints what it likes, at any time.
    lines = [line for line in result.stderr.splitlines() if line.startswith("imgconv: ")]
    assert len(lines) == 2 and lines[-1].startswith("imgconv: 3 done, 1 failed, in ")
    assert lines[-2].startswith("imgconv: in/0/00003.jpg: JPEG: ")
    records = [json.loads(line) for line in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [record["record"] for record in records] == ["run"] + 4 * ["file"] + ["summary"]
    assert records[-1]["status"] == "complete"
