#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# licenses.sh PART...: prints the terms of the Swift runtime, and of the parts that are linked into a binary, taken from
# where they were taken themselves.
set -eu
cd "$(dirname "$0")/.."

rule=------------------------------------------------------------------------

heading() {
    printf '\n%s\n%s\n%s\n\n' "$rule" "$1" "$rule"
}

# part NAME FILE...: the first of these files that exists.
part() {
    heading "$1"
    shift
    for file; do
        if [ -e "$file" ]; then
            cat "$file"
            return
        fi
    done
    echo "imgconv: no license text at $*" >&2
    exit 1
}

# Of what is under Apache-2.0 with an exception, the exception.
heading "Swift, Foundation, Dispatch: Apache-2.0 and this exception"
echo "Copyright 2014 Apple Inc. and the Swift project authors"
case " $* " in
*" argument-parser "*) echo "Copyright 2020 Apple Inc. and the Swift project authors (swift-argument-parser)" ;;
esac
echo
if [ "$(uname -s)" = Darwin ]; then swift=$(xcrun --find swift); else swift=$(readlink -f "$(command -v swift)"); fi
sed -n '/^## Runtime Library Exception/,$p' "$(dirname "$swift")/../share/swift/LICENSE.txt"

documents=/usr/share/doc
brew=${HOMEBREW_PREFIX:-/opt/homebrew}/opt
for name; do
    case $name in
    argument-parser) ;;
    libyaml) part libyaml scripts/deb/licenses.txt ;;
    libpng) part libpng "$documents/libpng-dev/copyright" "$brew/libpng/LICENSE" ;;
    libjpeg)
        part libjpeg-turbo "$documents/libjpeg62-turbo-dev/copyright" "$documents/libjpeg-turbo8-dev/copyright" \
            "$brew/jpeg-turbo/LICENSE.md"
        ;;
    zlib) part zlib "$documents/zlib1g-dev/copyright" ;;
    glibc) part "GNU C Library" "$documents/libc6-dev/copyright" ;;
    libstdc++) part "libstdc++ and libgcc" "$(ls -d "$documents"/libgcc-*-dev/copyright | tail -n 1)" ;;
    esac
done
