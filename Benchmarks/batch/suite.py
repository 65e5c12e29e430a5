# SPDX-License-Identifier: Apache-2.0
"""A batch of pictures, compared with pools of processes that use other libraries."""
import shutil
import sys

from ..common import costs, pictures, targets
from ..peers import programs

COUNT = 200
DIFFERENT = 8  # pictures of each kind; the others are copies


def inputs(directory):
    """A directory of pictures of about a megapixel, half of them PNG, half JPEG; kept."""
    target = directory / "batch"
    if target.exists() and len(list(target.iterdir())) == COUNT:
        return target
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for number in range(COUNT):
        kind, first = ("png", "jpg")[number % 2], number % (2 * DIFFERENT)
        path = target / f"{number:03}.{kind}"
        if number == first:
            picture = pictures.photo(1152, 864, number)
            picture.save(path, **({"compress_level": 6} if kind == "png" else {"quality": 90, "subsampling": "4:2:0"}))
        else:
            shutil.copy(target / f"{first:03}.{kind}", path)
    return target


def pools():
    """Each library with each way to write PNG: {name: arguments of filter.py}."""
    return {f"{label}, {words}": (library, profile)
            for library, module, label in (("pyvips", "pyvips", "libvips (pyvips)"), ("cv2", "cv2", "OpenCV"),
                                           ("pillow", "PIL", "Pillow")) if programs.has_module(module)
            for profile, words in (("level1", "PNG level 1"), ("default", "PNG default"))
            if (library, profile) != ("pillow", "default")}


def run(options, imgconv, directory):
    """The suite.  True if the target is met or could not be measured."""
    source = inputs(options.corpus)
    targets_of = {"imgconv": directory / "batch-imgconv"}
    lines = {"imgconv": [imgconv, "blur", "--sigma", "2", "-j", "2", "--quiet", source, targets_of["imgconv"]]}
    for name, (library, profile) in pools().items():
        targets_of[name] = directory / f"batch-{library}-{profile}"
        lines[name] = [sys.executable, programs.FILTER, library, "blur2", source, targets_of[name],
                       "--png", profile, "--jobs", "2"]
    runs = costs.alternate(lines, min(options.rounds, 3))
    sizes = {name: sum(path.stat().st_size for path in target.iterdir()) for name, target in targets_of.items()}
    middle = {name: costs.medians(each) for name, each in runs.items()}
    print(f"\n### {COUNT} pictures of 1152 x 864, half PNG, half JPEG: blur2, 2 workers\n")
    print("| program | CPU s | wall s | images/s | MB out | imgconv's CPU |\n|---|---|---|---|---|---|")
    for name, cost in sorted(middle.items(), key=lambda item: item[1].cpu):
        print(f"| {name} | {cost.cpu:.2f} | {cost.wall:.2f} | {COUNT / cost.wall:.0f} | {sizes[name] / 1e6:.1f} | "
              f"{middle['imgconv'].cpu / cost.cpu:.2f} |", flush=True)
    # Pools whose files are much larger did less work.
    fair = [cost.cpu for name, cost in middle.items() if name != "imgconv" and sizes[name] <= 1.3 * sizes["imgconv"]]
    if not fair:
        return True
    ratio = middle["imgconv"].cpu / min(fair)
    met = ratio <= targets.BATCH
    print(f"\nAgainst the best pool whose files are at most 1.3 times as large: CPU {ratio:.2f} "
          f"({targets.BATCH}), {'met' if met else '**missed**'}.", flush=True)
    return met
