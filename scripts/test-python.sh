#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the wheel, installs it in a virtual environment of its own, and runs mypy and the tests of the Python package.
set -eu
cd "$(dirname "$0")/.."

wheel=$(sh scripts/build-wheel.sh)
venv=.build-python/venv
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" install -q pytest mypy typing_extensions numpy ||
    { echo "imgconv: PyPI is needed for numpy, pytest and mypy" >&2 && exit 1; }
"$venv/bin/pip" install -q --no-deps --force-reinstall "$wheel"
IMGCONV=$(sh scripts/build-release.sh)
case $IMGCONV in /*) ;; *) IMGCONV=$PWD/$IMGCONV ;; esac
export IMGCONV
python=$PWD/$venv/bin/python
cd python
IMGCONV_LIBRARY=$PWD/imgconv/libimgconv.so PYTHONPATH=. "$python" generate.py --check
"$python" -m mypy --config-file pyproject.toml
# With -P, the installed package is tested, not the source here.
"$python" -P -m pytest -q -p no:cacheprovider tests
