#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tests imgconv.ray in a virtual environment of its own: on a local Ray cluster, with an S3 server on a free port of the
# loopback interface.  The tests end what they start.
set -eu
cd "$(dirname "$0")/.."

wheel=$(sh scripts/build-wheel.sh)
venv=.build-scale/venv
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" install -q 'ray[data]<2.64' pyarrow 'moto[server]' boto3 'dask[distributed]' pyyaml \
    kubernetes-validate pytest numpy ||
    { echo "imgconv: PyPI is needed for ray, pyarrow, moto, boto3, dask, pyyaml, kubernetes-validate and pytest" >&2 && exit 1; }
"$venv/bin/pip" install -q --no-deps --force-reinstall "$wheel"
IMGCONV=$(sh scripts/build-release.sh)
case $IMGCONV in /*) ;; *) IMGCONV=$PWD/$IMGCONV ;; esac
export IMGCONV
python=$PWD/$venv/bin/python
cd python
# With -P, the installed package is tested, not the source here.
"$python" -P -m pytest -q -p no:cacheprovider tests/scale
