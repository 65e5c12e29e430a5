#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs every suite of peers.py and writes docs/benchmarks.md.  PYTHON names the Python to use; arguments go to peers.py.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! "$python" -c 'import numpy, PIL'; then
    echo "Benchmarks: $python has no NumPy or Pillow; Benchmarks/README.md says how to get them" >&2
    exit 1
fi
swift build -c release --package-path Benchmarks >&2
exec "$python" Benchmarks/document.py "$@"
