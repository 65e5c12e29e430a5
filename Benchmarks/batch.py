# SPDX-License-Identifier: Apache-2.0
"""A batch beside pools of other libraries, and how long the program takes to start."""
import shutil
import statistics
import sys

import contenders
import corpus
import measure
import targets

COUNT = 200
DIFFERENT = 8  # pictures of each kind; the others are copies


def inputs(folder):
    """A folder of pictures of about a megapixel, half of them PNG, half JPEG; kept."""
    target = folder / "batch"
    if target.exists() and len(list(target.iterdir())) == COUNT:
        return target
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for number in range(COUNT):
        kind, first = ("png", "jpg")[number % 2], number % (2 * DIFFERENT)
        path = target / f"{number:03}.{kind}"
        if number == first:
            picture = corpus.photo(1152, 864, number)
            picture.save(path, **({"compress_level": 6} if kind == "png" else {"quality": 90, "subsampling": "4:2:0"}))
        else:
            shutil.copy(target / f"{first:03}.{kind}", path)
    return target


def pools():
    """Each library with each way to write PNG: {name: arguments of peer_ops.py}."""
    return {f"{label}, {words}": (library, profile)
            for library, module, label in (("pyvips", "pyvips", "libvips (pyvips)"), ("cv2", "cv2", "OpenCV"),
                                           ("pillow", "PIL", "Pillow")) if contenders.has_module(module)
            for profile, words in (("level1", "PNG level 1"), ("default", "PNG default"))
            if (library, profile) != ("pillow", "default")}


def run(options, imgconv, folder):
    """The suite.  True if the target is met or could not be measured."""
    source = inputs(options.corpus)
    targets_of = {"imgconv": folder / "batch-imgconv"}
    lines = {"imgconv": [imgconv, "blur", "--sigma", "2", "-j", "2", "--quiet", source, targets_of["imgconv"]]}
    for name, (library, profile) in pools().items():
        targets_of[name] = folder / f"batch-{library}-{profile}"
        lines[name] = [sys.executable, contenders.HERE / "peer_ops.py", library, "blur2", source, targets_of[name],
                       "--png", profile, "--jobs", "2"]
    costs = measure.alternate(lines, min(options.rounds, 3))
    sizes = {name: sum(path.stat().st_size for path in target.iterdir()) for name, target in targets_of.items()}
    middle = {name: measure.medians(runs) for name, runs in costs.items()}
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


def start_up(options, imgconv, folder):
    """`imgconv --version` beside a C program that does nothing.  True if the target is met or there is no compiler."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if not compiler:
        print("no C compiler: start-up NOT MEASURED", file=sys.stderr)
        return True
    source, empty = folder / "empty.c", folder / "empty"
    source.write_text("int main(void) { return 0; }\n", encoding="ascii")
    measure.run([compiler, "-O2", source, "-o", empty])
    costs = measure.alternate({"imgconv": [imgconv, "--version"], "empty": [empty]}, 25)
    own, other = (statistics.median(cost.wall for cost in costs[name]) for name in ("imgconv", "empty"))
    met = own <= targets.START_UP * other
    print(f"`imgconv --version` takes {own * 1000:.1f} ms, a C program that does nothing "
          f"{other * 1000:.1f} ms: {own / other:.1f} times ({targets.START_UP}), {'met' if met else '**missed**'}.")
    return met
