#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the suites and writes docs/benchmarks.md.  PYTHON names the Python to use; arguments go to the suites.
set -eu
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
if ! "$python" -c 'import numpy, PIL'; then
    echo "Benchmarks: $python has no NumPy or Pillow; see Benchmarks/README.md" >&2
    exit 1
fi
swift build -c release --package-path Benchmarks >&2
exec "$python" -m Benchmarks page "$@"
