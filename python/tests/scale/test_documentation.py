# SPDX-License-Identifier: Apache-2.0
"""The scripts and the manifest of docs/scale.md, run as far as one machine can: with Slurm's and Kubernetes' variables,
and on a local Dask cluster."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import harness
import pytest

PAGE = Path(__file__).parents[3] / "docs" / "scale.md"
if not PAGE.exists():
    pytest.skip("docs/scale.md is not here", allow_module_level=True)


def block(language: str, containing: str) -> str:
    """Return the code block of the page in a language that contains a text."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    found = [text for text in blocks if containing in text]
    assert len(found) == 1, (language, containing, len(found))
    return found[0]


def contents(directory: Path) -> dict[str, bytes]:
    """Return the contents of all files below a directory."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in directory.rglob("*") if p.is_file()}


def reference(binary: str, directory: Path, recipe: str) -> dict[str, bytes]:
    """Filter ``photos`` with one command."""
    subprocess.run(
        [binary, "run", recipe, str(directory / "photos"), "-o", str(directory / "reference/")],
        stderr=subprocess.DEVNULL,
    )
    return contents(directory / "reference")


def recipe_of(text: str) -> str:
    """Return the recipe in double quotes after ``run``."""
    found = re.search(r'run,? "([^"]*)"', text)
    assert found
    return found.group(1)


# ---- Slurm ----

#: What srun does for a step of one task: it sets variables, and runs the command.
SRUN = """#!/bin/sh
SLURM_PROCID=0 SLURM_NTASKS=1 SLURM_STEP_ID=0 exec "$@"
"""


class Array:
    """The job array of the page, in a directory, with stand-ins for srun and for the installed command."""

    def __init__(self, directory: Path, binary: str) -> None:
        self.directory = directory
        self.script = block("sh", "#SBATCH")
        (directory / "filter.sbatch").write_text(self.script)
        programs = directory / "bin"
        programs.mkdir()
        (programs / "srun").write_text(SRUN)
        (programs / "srun").chmod(0o755)
        (programs / "imgconv").symlink_to(binary)
        first, last = re.search(r"--array=(\d+)-(\d+)", self.script).groups()  # type: ignore[union-attr]
        self.tasks = range(int(first), int(last) + 1)

    def start(self, task: int, **settings: str) -> subprocess.Popen[str]:
        """Start a task of the array as Slurm does."""
        variables = {
            "SLURM_ARRAY_TASK_ID": task, "SLURM_ARRAY_TASK_MIN": self.tasks[0],
            "SLURM_ARRAY_TASK_MAX": self.tasks[-1], "SLURM_ARRAY_TASK_COUNT": len(self.tasks),
            "SLURM_ARRAY_TASK_STEP": 1, "SLURM_JOB_ID": 100 + task, "SLURM_CPUS_PER_TASK": 2,
        }  # fmt: skip
        environment = {**os.environ, **{name: str(value) for name, value in variables.items()}, **settings}
        environment["PATH"] = f"{self.directory / 'bin'}:{environment['PATH']}"
        return subprocess.Popen(
            ["sh", "filter.sbatch"], cwd=self.directory, env=environment, text=True, stderr=subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip


def test_the_job_array_filters_every_picture_once(binary: str, tmp_path: Path) -> None:
    harness.make_pictures(tmp_path / "photos", 40, 48, bad=1)
    array = Array(tmp_path, binary)
    codes = []
    for task in array.tasks:
        job = array.start(task)
        job.communicate()
        codes.append(job.returncode)
    assert sorted(codes) == (len(array.tasks) - 1) * [0] + [1], "one task has the damaged picture"
    assert contents(tmp_path / "small") == reference(binary, tmp_path, recipe_of(array.script))
    reports = [tmp_path / "reports" / f"{task}.jsonl" for task in array.tasks]
    records = [line for path in reports for line in path.read_text().splitlines() if '"record":"file"' in line]
    assert len(records) == 40
    verified = [subprocess.run([binary, "verify", "--quiet", path], cwd=tmp_path).returncode for path in reports]
    assert verified == codes


def test_a_task_that_was_killed_and_requeued_does_what_is_left(binary: str, tmp_path: Path) -> None:
    harness.make_pictures(tmp_path / "photos", 240, 400)
    array = Array(tmp_path, binary)
    task = array.tasks[3]
    report = tmp_path / "reports" / f"{task}.jsonl"
    job = array.start(task)
    while job.poll() is None and (not report.exists() or report.read_text().count('"record":"file"') < 2):
        time.sleep(0.002)
    os.killpg(job.pid, signal.SIGKILL)
    job.communicate()
    assert job.returncode == -signal.SIGKILL, "it ended before it could be killed"
    again = array.start(task)
    _, messages = again.communicate()
    assert again.returncode == 0
    last = messages.splitlines()[-1]
    done, skipped = (int(re.search(rf"(\d+) {word}", last).group(1)) for word in ("done", "skipped"))  # type: ignore[union-attr]
    assert skipped >= 2 and done + skipped == len(contents(tmp_path / "small"))
    assert not list((tmp_path / "small").rglob("*.tmp"))


# ---- Kubernetes ----


@pytest.fixture(scope="module")
def manifest() -> Any:
    """The Job."""
    import yaml

    return yaml.safe_load(block("yaml", "kind: Job"))


def action(manifest: Any, code: int) -> str:
    """Return what the pod failure policy does for an exit code: the first rule that fits, as Kubernetes has it."""
    for rule in manifest["spec"]["podFailurePolicy"]["rules"]:
        codes = rule.get("onExitCodes")
        if codes and codes["operator"] == "In" and code in codes["values"]:
            return str(rule["action"])
    return "Count"


def test_the_manifest_is_a_valid_job(manifest: Any) -> None:
    import kubernetes_validate

    kubernetes_validate.validate(manifest, "1.29", strict=True)
    job = manifest["spec"]
    container = job["template"]["spec"]["containers"][0]
    # What the schema does not say.
    assert job["completionMode"] == "Indexed" and job["template"]["spec"]["restartPolicy"] == "Never"
    assert {variable["name"]: variable["value"] for variable in container["env"]} == {
        "JOB_COMPLETIONS": str(job["completions"])
    }
    assert all(
        rule["onExitCodes"]["containerName"] == container["name"]
        for rule in job["podFailurePolicy"]["rules"]
        if "onExitCodes" in rule
    )


def test_damaged_pictures_do_not_make_a_pod_retry(manifest: Any) -> None:
    assert action(manifest, 1) == "FailIndex" and manifest["spec"]["backoffLimitPerIndex"] > 0
    assert [action(manifest, code) for code in (2, 64)] == ["FailJob", "FailJob"]
    assert {action(manifest, code) for code in (70, 73, 74, 75, 137, 143)} == {"Count"}


def test_the_pods_filter_every_picture_once(manifest: Any, binary: str, tmp_path: Path) -> None:
    harness.make_pictures(tmp_path / "photos", 40, 48, bad=1)
    for name in ("small", "reports"):
        (tmp_path / name).mkdir()
    container = manifest["spec"]["template"]["spec"]["containers"][0]
    command = [*container["command"], *container["args"]]
    mount = container["volumeMounts"][0]["mountPath"] + "/"
    codes = []
    for index in range(manifest["spec"]["completions"]):
        environment = {variable["name"]: variable["value"] for variable in container["env"]}
        environment["JOB_COMPLETION_INDEX"] = str(index)
        words = [word.replace("$(JOB_COMPLETION_INDEX)", str(index)).replace(mount, f"{tmp_path}/") for word in command]
        assert words[0] == "imgconv"
        ended = subprocess.run([binary, *words[1:]], env=environment, stderr=subprocess.DEVNULL)
        codes.append(ended.returncode)
    assert sorted(codes) == (len(codes) - 1) * [0] + [1]
    assert contents(tmp_path / "small") == reference(binary, tmp_path, command[2])
    assert len(contents(tmp_path / "reports")) == len(codes)


# ---- Dask ----


def test_the_program_for_dask(binary: str, tmp_path: Path) -> None:
    pytest.importorskip("dask.distributed")
    harness.make_pictures(tmp_path / "photos", 24, 48, bad=2)
    program = tmp_path / "filter_dask.py"
    program.write_text(block("python", "dask.distributed"))
    recipe = "blur sigma=1.5 | resize size=50%"
    ended = subprocess.run(
        [sys.executable, program, recipe, str(tmp_path / "photos"), str(tmp_path / "small")],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stderr
    assert ended.stderr.splitlines()[-1] == "22 done, 2 failed"
    assert "00022.png: PNG: truncated data" in ended.stderr and "00023.jpg: JPEG: " in ended.stderr
    assert contents(tmp_path / "small") == reference(binary, tmp_path, recipe)
