#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the Python wheel, with the library inside, in dist/ and prints its path; everything else goes to standard error.
# Needs Python with pip, which gets setuptools and wheel from PyPI into .build-python.
set -eu
cd "$(dirname "$0")/.."

library=$(sh scripts/build-lib.sh)
cp "$library" python/imgconv/
cp LICENSE python/LICENSE
{
    echo "The library in this package contains, each under its own terms, which follow: the Swift standard library, libyaml,"
    echo "libpng, libjpeg-turbo and zlib."
    sh scripts/licenses.sh libyaml libpng libjpeg "$([ "$(uname -s)" = Darwin ] || echo zlib)"
} >python/THIRD-PARTY
case $(uname -s)-$(uname -m) in
Linux-*) platform=manylinux_2_34_$(uname -m) ;;
Darwin-arm64) platform=macosx_15_0_arm64 ;;
*)
    echo "imgconv: no wheels for $(uname -s) on $(uname -m)" >&2
    exit 1
    ;;
esac
tools=.build-python/tools
if [ ! -x "$tools/bin/python" ]; then
    "${PYTHON:-python3}" -m venv "$tools" >&2
    "$tools/bin/pip" install -q 'setuptools>=77' wheel >&2
fi
mkdir -p dist
rm -rf python/build dist/imgconv-*.whl
"$tools/bin/pip" wheel -q --no-deps --no-build-isolation -w dist ./python >&2
# The wheel holds a library, but no code for one version of Python.
"$tools/bin/python" -m wheel tags --remove --python-tag py3 --abi-tag none --platform-tag "$platform" \
    dist/imgconv-*.whl >&2
ls dist/imgconv-*.whl
