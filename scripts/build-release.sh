#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the release binary and prints its path on standard output; everything else goes to standard error.
# On Linux it is fully static where the static libraries are installed, else it needs libpng and libjpeg at run time.
set -eu
cd "$(dirname "$0")/.."

scratch=.build-release
set -- -c release --product imgconv --scratch-path "$scratch"
if [ "$(uname -s)" = Linux ]; then
    # Without the symbols a static binary is a quarter smaller.
    set -- "$@" -Xlinker -s
    # Generic types get their conformances from the compiler.  By default the program looks for them when it first uses a
    # type, among all that it has, which takes a third of the instructions of a short run.
    set -- "$@" -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
    png=$(pkg-config --variable=libdir libpng)
    jpeg=$(pkg-config --variable=libdir libjpeg)
    yaml=$(pkg-config --variable=libdir yaml-0.1)
    isal=$(pkg-config --variable=libdir libisal 2>/dev/null || true)
    if [ -e "$png/libpng16.a" ] && [ -e "$jpeg/libjpeg.a" ] && [ -e "$yaml/libyaml.a" ]; then
        # Where ISA-L has no static library, as on Debian, our own inflate reads PNG.
        [ -n "$isal" ] && [ -e "$isal/libisal.a" ] || set -- "$@" --disable-default-traits
        # libpng needs zlib and libm behind it on the linker's line.
        set -- "$@" -Xswiftc -static-executable -Xlinker -lpng16 -Xlinker -lz -Xlinker -lm
    else
        set -- "$@" --static-swift-stdlib
    fi
fi
# The linker warns of calls in the Swift runtime that a static program should not make; imgconv never reaches them.
status=$(mktemp)
{
    swift build "$@" 2>&1 && echo 0 >"$status" || echo 1 >"$status"
} | grep -v -e 'in statically linked applications requires' -e 'mktemp. is dangerous' >&2 || true
failed=$(cat "$status")
rm -f "$status"
[ "$failed" -eq 0 ]
echo "$(swift build "$@" --show-bin-path)/imgconv"
