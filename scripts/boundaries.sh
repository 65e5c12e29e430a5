#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks two boundaries that the compiler cannot: only CSystem knows the C library, and library modules know no option of the
# command line.  Prints each offense; fails if there is one.
set -eu
cd "$(dirname "$0")/.."

failed=0
report() {
    # grep fails where it finds nothing.
    found=$(git ls-files $2 | xargs grep -nE "$1" /dev/null || true)
    if [ -n "$found" ]; then
        echo "$found" | sed "s|\$|  <- $3|"
        failed=1
    fi
}

report 'canImport\(|import (Glibc|Musl|Darwin|Foundation)' 'Sources/*.swift' 'call the system through FileSystem'
report 'import Dispatch' 'Sources/Batch/*.swift Sources/CInterface/*.swift Sources/Descriptions/*.swift Sources/FileSystem/*.swift Sources/Filters/*.swift Sources/FilterExplain/*.swift Sources/ImageFiles/*.swift Sources/ImageMetrics/*.swift Sources/Locking/*.swift Sources/Recipes/*.swift' \
    'threads of the library live for one call: use CallThread and Semaphore'
report 'import CSystem' 'Sources/Filters/*.swift Sources/ImageFiles/*.swift Sources/Batch/*.swift Sources/imgconv/*.swift' \
    'call the system through FileSystem'
report '"[^"]*[ (]--[a-z]' 'Sources/FileSystem/*.swift Sources/Filters/*.swift Sources/FilterExplain/*.swift Sources/ImageMetrics/*.swift Sources/Recipes/Text/*.swift Sources/ImageFiles/*.swift Sources/Batch/*.swift' \
    'advice about options belongs in imgconv/Main/Advice'
exit $failed
