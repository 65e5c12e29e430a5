#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tour.sh IMGCONV: builds docs/kinds-of-convolution.md, in both languages, as a site in .build-tour.
set -eu
cd "$(dirname "$0")/.."
venv=.build-tour/venv
[ -x "$venv/bin/python" ] || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/pip" install -q markdown || { echo "imgconv: PyPI is needed for markdown" >&2 && exit 1; }
"$venv/bin/python" scripts/tour.py "$1" .build-tour/site
