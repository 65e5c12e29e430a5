# SPDX-License-Identifier: Apache-2.0
"""Measures imgconv and other programs in turn, on the same pictures.

    python3 -m Benchmarks SUITE [options]

README.md lists the suites and says what each figure means.  Trust ratios of CPU time; wall times mean something only on
an idle machine.  A peer that is not installed is named and left out.  Exit code 1: a target was missed.
"""
import argparse
import importlib
import pathlib
import sys
import tempfile

from .common import costs

SUITES = {
    "kernels": ("kernels.suite", "filters in memory, compared with OpenCV, cykooz-resizer and Pillow"),
    "codecs": ("codecs.suite", "decoding and encoding, compared with libpng, libjpeg and imagecodecs"),
    "files": ("files.suite", "one file to one file, compared with every peer"),
    "resident": ("files.resident", "one file to one file in processes that stay, compared with libvips, OpenCV, Pillow"),
    "batch": ("batch.suite", "200 pictures, compared with pools of processes"),
    "scaling": ("batch.scaling", "200 pictures with 1, 2, ... jobs"),
    "startup": ("startup.suite", "the time to start and exit"),
    "memory": ("memory.suite", "peak memory of large pictures"),
}


def parse():
    """The options, and the module of the suite that they name."""
    corpus = pathlib.Path(tempfile.gettempdir()) / "imgconv-corpus"
    parser = argparse.ArgumentParser(prog="python3 -m Benchmarks", description="Compare imgconv with other programs.")
    subparsers = parser.add_subparsers(dest="suite", metavar="SUITE", required=True)
    subparsers.add_parser("page", help="run all suites but scaling and write docs/benchmarks.md", add_help=False)
    modules = {}
    for name, (module, words) in SUITES.items():
        suite = subparsers.add_parser(name, help=words, description=f"Measure {words}.")
        suite.add_argument("--imgconv", help="the binary (default: that of make build, of another build, or in PATH)")
        suite.add_argument("--rounds", type=int, default=7, help="counted runs of each program (default: 7)")
        suite.add_argument("--corpus", type=pathlib.Path, default=corpus,
                           help="directory that keeps the drawn pictures (default: %(default)s)")
        suite.add_argument("--photos", type=pathlib.Path, help="directory of photos for the suite files")
        suite.add_argument("--bench-kernels", type=pathlib.Path, help="the program of the suite kernels")
        modules[name] = importlib.import_module(f".{module}", __package__)
        if hasattr(modules[name], "add_options"):
            modules[name].add_options(suite)
    options = parser.parse_args()
    return options, modules[options.suite]


def main():
    if sys.argv[1:2] == ["page"]:
        from .page import write
        return write.main(sys.argv[2:])
    options, suite = parse()
    imgconv = None if options.suite in ("kernels", "resident") else costs.find_imgconv(options.imgconv)
    with tempfile.TemporaryDirectory(prefix="imgconv-benchmarks-") as directory:
        return 0 if suite.run(options, imgconv, pathlib.Path(directory)) else 1


if __name__ == "__main__":
    sys.exit(main())
