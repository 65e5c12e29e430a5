#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Compiles samples/c against the library that 'swift build -c release' has built, runs it, and compares what it prints.
set -eu
cd "$(dirname "$0")/.."

built=$(swift build -c release --show-bin-path)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cc -std=c11 -Wall -Wextra -Werror -ISources/CImgconv/include samples/c/blur.c -o "$work/blur" \
    -L"$built" -limgconv_c -Wl,-rpath,"$built"
printed=$("$work/blur" samples/sprite.png "$work/soft.png")
# Row 0 of the two-dimensional Gaussian of sigma 1, times 255: 40.6, 24.6, 5.5, 0.45, 0.01.
if [ "$printed" != "0 0 5 25 41 25 5 0 0" ]; then
    echo "imgconv: samples/c printed '$printed'" >&2
    exit 1
fi
"$built/imgconv" blur --sigma 1 samples/sprite.png "$work/expected.png"
cmp "$work/soft.png" "$work/expected.png"
"$work/blur" samples/README.md "$work/no.png" >/dev/null 2>"$work/error" && exit 1
[ $? -eq 65 ] && [ ! -e "$work/no.png" ] && grep -q '^blur: samples/README.md: neither PNG' "$work/error"
echo "imgconv: the example in samples/c ran"
