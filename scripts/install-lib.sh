#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the library for C, and copies it, its header and its pkg-config file to PREFIX (.build-lib/install).  DESTDIR
# (empty) stands before it while a package is made.
set -eu
cd "$(dirname "$0")/.."
umask 022

prefix=${PREFIX:-$PWD/.build-lib/install}
case $prefix in
/*) ;;
*)
    echo "imgconv: PREFIX is '$prefix'; it must start with /" >&2
    exit 1
    ;;
esac
library=$(sh scripts/build-lib.sh)
version=$(sed -n 's/.*constant: StaticString = "\(.*\)"/\1/p' Sources/Descriptions/Release.swift)
top=${DESTDIR:-}${prefix%/}
mkdir -p "$top/include" "$top/lib/pkgconfig"
cp Sources/CImgconv/include/imgconv.h "$top/include/"
case $library in
*.so) name=libimgconv.so.1 ;;
*) name=libimgconv.1.dylib ;;
esac
# Into place by a rename: a program that runs keeps its old file.
cp "$library" "$top/lib/$name.new"
mv -f "$top/lib/$name.new" "$top/lib/$name"
ln -sf "$name" "$top/lib/$(basename "$library")"
cat >"$top/lib/pkgconfig/imgconv.pc" <<PC
prefix=\${pcfiledir}/../..
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: imgconv
Description: Image filtering by convolution
Version: $version
Cflags: -I\${includedir}
Libs: -L\${libdir} -limgconv
PC
echo "imgconv: the library is in $top/lib, its header in $top/include" >&2
