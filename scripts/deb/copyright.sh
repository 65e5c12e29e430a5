#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints the file copyright of the Debian package: the terms of imgconv and of all that is linked into its static
# binary, taken from where it was taken itself.
set -eu
cd "$(dirname "$0")/../.."

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

sh scripts/licenses.sh argument-parser libyaml libpng libjpeg zlib glibc libstdc++
