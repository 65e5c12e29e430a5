#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the file copyright of the Debian package: the terms of imgconv and of all that is linked into its static
# binary, taken from where it was taken itself.
set -eu
cd "$(dirname "$0")/../.."

# part NAME TERMS FILE: a heading, and the text of a file.
part() {
    printf '\n%s\n%s: %s\n%s\n\n' "$rule" "$1" "$2" "$rule"
    if [ "${3%.gz}" = "$3" ]; then cat "$3"; else gzip -cd "$3"; fi
}
rule=------------------------------------------------------------------------

cat <<'END'
imgconv filters images by convolution.

Copyright: the authors of imgconv
License: Apache-2.0. On Debian systems its text is in
/usr/share/common-licenses/Apache-2.0.

The program is linked statically. It contains, each under its own terms, which
follow:

  swift-argument-parser        Apache-2.0 with Runtime Library Exception
  Swift standard library, FoundationEssentials, Dispatch
                               Apache-2.0 with Runtime Library Exception
  libyaml                      MIT
  libpng                       libpng-2.0
  libjpeg-turbo                IJG, BSD-3-Clause and Zlib
  zlib                         Zlib
  GNU C Library                LGPL-2.1-or-later
  libstdc++, libgcc            GPL-3.0-or-later with GCC Runtime Library
                               Exception 3.1

The source code of imgconv and 'make deb' make the program anew with another
version of any of these, as the LGPL asks for.
END

# Of the two that are under Apache-2.0 with an exception, the exception.
licence=$(dirname "$(readlink -f "$(command -v swift)")")/../share/swift/LICENSE.txt
printf '\n%s\n%s\n%s\n\n' "$rule" "Swift, Foundation, Dispatch: Apache-2.0 and this exception" "$rule"
echo "Copyright 2014 Apple Inc. and the Swift project authors"
echo "Copyright 2020 Apple Inc. and the Swift project authors (swift-argument-parser)"
echo
sed -n '/^## Runtime Library Exception/,$p' "$licence"
part libyaml "its license" scripts/deb/licenses.txt
part libpng "the file copyright of libpng-dev" /usr/share/doc/libpng-dev/copyright
part libjpeg-turbo "the file copyright of libjpeg62-turbo-dev" /usr/share/doc/libjpeg62-turbo-dev/copyright
part zlib "the file copyright of zlib1g-dev" /usr/share/doc/zlib1g-dev/copyright
part "GNU C Library" "the file copyright of libc6-dev" /usr/share/doc/libc6-dev/copyright
part "libstdc++ and libgcc" "the file copyright of libgcc-12-dev" \
    "$(ls -d /usr/share/doc/libgcc-*-dev/copyright | tail -n 1)"
