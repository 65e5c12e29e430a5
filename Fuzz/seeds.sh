#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# seeds.sh TARGET DIRECTORY: writes inputs for a fuzz target to begin with.
set -eu
directory=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."

seed() { # NAME START FILE: the bytes of START and then a file
    # shellcheck disable=SC2059
    { printf "$2" && cat "$3"; } > "$directory/$1"
}

case $1 in
gate)
    # The functions that read an image: convert it with "edge", describe it, read it as an interleaved array.
    seed convert '\002\000\002' samples/sprite.png
    seed info '\004\000' samples/sprite.png
    seed read '\005\000\000\000\000\003\030\034\100' samples/sprite.png
    ;;
explain)
    for recipe in "blur sigma=1.5" "edge operator=log" "atrous levels=2" "resize size=7x5 fit=contain" "upsample" \
        "convolve weights='1 2 1; 2 4 2; 1 2 1' stride=2 dilation=2 | sharpen"; do
        printf '\001\003\030\034%s' "$recipe" > "$directory/$(printf '%s' "$recipe" | tr -c 'a-z0-9' -)"
    done
    ;;
esac
