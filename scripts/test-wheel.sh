#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the Python wheel in a new virtual environment on a machine without Swift and without the codecs, and draws the
# gallery of docs/python.md with it: the pictures have to equal those in docs/pictures byte for byte.
#
# The machine is this one, in a mount namespace in which these are hidden.  That needs Linux, root, and PyPI.
set -eu
cd "$(dirname "$0")/.."

hide() {
    scratch=$1 swift=$(readlink -f "$(command -v swift)")
    mount -t tmpfs none "$(dirname "$swift")/../lib/swift"
    mount --bind /dev/null "$swift"
    for library in png16 jpeg turbojpeg yaml-0 isal swiftCore; do
        find / -xdev -name "lib$library*.so*" -type f 2>/dev/null | while read -r file; do
            mount --bind /dev/null "$file"
        done
    done
    ! command -v swift >/dev/null || { echo "imgconv: Swift is still there" >&2 && exit 1; }
    for name in libpng16.so.16 libjpeg.so.62 libyaml-0.so.2; do
        ! "$scratch/venv/bin/python" -c "import ctypes; ctypes.CDLL('$name')" 2>/dev/null ||
            { echo "imgconv: $name is still there" >&2 && exit 1; }
    done
}

if [ "${1:-}" = --hidden ]; then
    hide "$2"
    mkdir "$2/pictures"
    "$2/venv/bin/python" -P python/gallery.py --output "$2/pictures"
    count=0
    for picture in docs/pictures/python-*; do
        cmp "$picture" "$2/pictures/$(basename "$picture")"
        count=$((count + 1))
    done
    echo "imgconv: the $count pictures equal those in docs/pictures"
    exit
fi

wheel=$(sh scripts/build-wheel.sh)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"${PYTHON:-python3}" -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install -q numpy auditwheel "$wheel"
platform=$("$scratch/venv/bin/auditwheel" show "$wheel" | grep -o 'manylinux_[0-9_]*[a-z][a-z0-9_]*' | head -n 1)
echo "imgconv: $(basename "$wheel"), $(wc -c <"$wheel") bytes; auditwheel: $platform"
case $wheel in *"$platform"*) ;; *) echo "imgconv: the wheel's name promises another platform" >&2 && exit 1 ;; esac
unshare --mount --propagation private sh scripts/test-wheel.sh --hidden "$scratch"
"$scratch/venv/bin/python" -P - <<'END'
import subprocess
import sys
from statistics import median
from time import monotonic

def run(code):
    started = monotonic()
    subprocess.run([sys.executable, "-c", code], check=True)
    return monotonic() - started

times = {code: [] for code in ("pass", "import numpy", "import imgconv")}
for _ in range(7):
    for code in times:
        times[code].append(run(code))
start, numpy, imgconv = (1000 * median(times[code]) for code in times)
print(f"imgconv: import takes {imgconv - start:.0f} ms, of which NumPy {numpy - start:.0f} ms")
END
