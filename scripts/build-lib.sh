#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the library for C and other languages, and prints its path on standard output; everything else goes to standard
# error.
# On Linux the Swift runtime and the codecs are inside, where their static libraries are installed: the library needs only
# glibc 2.34, libstdc++ and libgcc_s, and exports only imgconv_*.
set -eu
cd "$(dirname "$0")/.."

scratch=.build-lib
set -- -c release --product imgconv_c --scratch-path "$scratch" -Xswiftc -static-stdlib
case $(uname -s) in
Linux)
    name=libimgconv.so
    static=$scratch/static
    mkdir -p "$static"
    # Copies of the static libraries alone, so that the linker cannot take the shared ones; see Sources/CImgconv/static_link.c.
    for library in libpng:png16 libjpeg:jpeg yaml-0.1:yaml; do
        package=${library%%:*}
        archive=lib${library##*:}.a
        directory=$(pkg-config --variable=libdir "$package")
        [ -e "$directory/$archive" ] || { echo "imgconv: $archive is missing" >&2 && exit 1; }
        objcopy --redefine-sym stderr=ici_stderr "$directory/$archive" "$static/$archive"
        libraries=-l${library##*:}
        # libpng needs zlib and libm behind it.
        [ "$package" != libpng ] || libraries="$libraries -lz -lm"
        {
            echo "Name: $package"
            echo "Description: static $package"
            echo "Version: $(pkg-config --modversion "$package")"
            echo "Cflags: $(pkg-config --cflags "$package")"
            echo "Libs: -L$PWD/$static $libraries"
        } >"$static/$package.pc"
    done
    cp "$(pkg-config --variable=libdir zlib)/libz.a" "$static/"
    PKG_CONFIG_PATH=$PWD/$static
    export PKG_CONFIG_PATH
    # gold, the default linker, would export the Swift metadata too.  ISA-L has no static library on Debian.
    set -- "$@" --disable-default-traits -Xswiftc -use-ld=lld -Xlinker -L"$PWD/$static" \
        -Xlinker --version-script="$PWD/scripts/imgconv.map" -Xlinker -soname -Xlinker libimgconv.so.1 \
        -Xlinker -Bsymbolic -Xlinker -z -Xlinker now -Xlinker -s -Xlinker --gc-sections -Xlinker --wrap=hypotf
    ;;
Darwin)
    name=libimgconv.dylib
    set -- "$@" -Xlinker -install_name -Xlinker @rpath/libimgconv.1.dylib \
        -Xlinker -exported_symbol -Xlinker '_imgconv_*'
    ;;
*)
    echo "imgconv: the library is for Linux and macOS" >&2
    exit 1
    ;;
esac
swift build "$@" >&2
built=$(swift build "$@" --show-bin-path)
cp "$built/libimgconv_c.${name##*.}" "$scratch/$name"
echo "$scratch/$name"
