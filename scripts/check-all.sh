#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs the checks that take too long for CI, or need more than CI has, one after the other, and prints a line for each.
#
#   check-all.sh            all of them
#   check-all.sh NAME...    some: targets of the Makefile
#
# Each writes its output to .build-check/NAME.log.  Exits with 1 if one fails.
set -u
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- faults inject mutate soak conformance packaging exactness metadata browser test-python test-wheel test-scale fuzz sanitize
make=${MAKE:-make}
# Long runs are shortened, unless their size is given: `MINUTES=30 check-all.sh soak`.
export COUNT="${COUNT:-5000}" MINUTES="${MINUTES:-3}" FILES="${FILES:-20000}" LARGEST="${LARGEST:-12}"
mkdir -p .build-check
failed=0
for name; do
    start=$(date +%s)
    if "$make" --no-print-directory "$name" >".build-check/$name.log" 2>&1; then
        result=ok
    else
        result="FAILED: see .build-check/$name.log"
        failed=$((failed + 1))
    fi
    echo "$name: $(($(date +%s) - start)) s, $result"
done
[ "$failed" -eq 0 ]
