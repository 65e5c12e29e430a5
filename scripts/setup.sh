#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Checks for Swift, libpng, libjpeg and libyaml; installs the libraries where it knows how, and ISA-L with them.
# Without ISA-L, which is only faster, everything works.
set -eu

fail() {
    echo "imgconv: $1" >&2
    exit 1
}

command -v swift >/dev/null 2>&1 ||
    fail "Swift is missing: install 6.2 or newer from https://www.swift.org/install and put it on PATH"
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
set -- $version
[ $# -eq 2 ] || fail "cannot tell the version of Swift from 'swift --version'"
[ "$1" -gt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -ge 2 ]; } || fail "Swift $1.$2 is too old: 6.2 or newer is needed"

complete() {
    command -v pkg-config >/dev/null 2>&1 && pkg-config --exists libpng libjpeg yaml-0.1
}

if ! complete; then
    if command -v apt-get >/dev/null 2>&1; then
        as_root=
        [ "$(id -u)" -eq 0 ] || as_root=sudo
        if [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; then
            fail "as root, run: apt-get install libpng-dev libjpeg-dev libyaml-dev pkg-config"
        fi
        echo "imgconv: installing libpng-dev libjpeg-dev libyaml-dev libisal-dev pkg-config"
        $as_root apt-get update -qq
        export DEBIAN_FRONTEND=noninteractive
        $as_root apt-get install -y -qq --no-install-recommends libpng-dev libjpeg-dev libyaml-dev pkg-config >/dev/null
        $as_root apt-get install -y -qq --no-install-recommends libisal-dev >/dev/null ||
            echo "imgconv: no libisal-dev here; imgconv works without it"
    elif command -v brew >/dev/null 2>&1; then
        echo "imgconv: installing libpng jpeg-turbo libyaml isa-l pkgconf"
        brew install -q libpng jpeg-turbo libyaml isa-l pkgconf
    else
        fail "libpng, libjpeg-turbo, libyaml (with headers) or pkg-config is missing: install them with your package manager"
    fi
fi
complete || fail "pkg-config still does not find libpng, libjpeg and libyaml"
