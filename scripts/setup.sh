#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Sets up what a build needs: Swift 6.2, pkg-config, libpng, libjpeg-turbo and libyaml; ISA-L is optional and only
# faster.
#
#   setup.sh          installs the missing libraries with apt-get or brew; fails with one line if it cannot
#   setup.sh --check  installs nothing; prints one line for each missing item and fails if there is one
set -eu

# Prints one line if Swift is missing or too old.
check_swift() {
    if ! command -v swift >/dev/null 2>&1; then
        echo "Swift is missing: install 6.2 or newer from https://www.swift.org/install and add it to PATH"
        return
    fi
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
    # shellcheck disable=SC2086 # two words, major and minor
    set -- $version
    if [ $# -ne 2 ]; then
        echo "cannot determine the version of Swift from 'swift --version'"
    elif [ "$1" -lt 6 ] || { [ "$1" -eq 6 ] && [ "$2" -lt 2 ]; }; then
        echo "Swift $1.$2 is too old: install 6.2 or newer"
    fi
}

# Prints one line for each library that pkg-config does not find.
check_libraries() {
    if ! command -v pkg-config >/dev/null 2>&1; then
        echo "pkg-config is missing: it finds libpng, libjpeg and libyaml"
        return
    fi
    for library in libpng libjpeg yaml-0.1; do
        pkg-config --exists "$library" || echo "$library is missing, or pkg-config does not find it"
    done
}

fail() {
    echo "imgconv: $1" >&2
    exit 1
}

install_with_apt() {
    packages="libpng-dev libjpeg-dev libyaml-dev pkg-config"
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    if [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; then
        fail "as root, run: apt-get install $packages"
    fi
    echo "imgconv: installing $packages libisal-dev"
    export DEBIAN_FRONTEND=noninteractive
    $as_root apt-get update -qq
    # shellcheck disable=SC2086 # several words
    $as_root apt-get install -y -qq --no-install-recommends $packages >/dev/null
    $as_root apt-get install -y -qq --no-install-recommends libisal-dev >/dev/null ||
        echo "imgconv: libisal-dev is not available; imgconv works without it"
}

install_with_brew() {
    echo "imgconv: installing libpng jpeg-turbo libyaml isa-l pkgconf"
    brew install -q libpng jpeg-turbo libyaml isa-l pkgconf
}

swift_problem=$(check_swift)
library_problems=$(check_libraries)

if [ "${1:-}" = --check ]; then
    [ -n "$swift_problem$library_problems" ] || exit 0
    printf '%s\n%s\n' "$swift_problem" "$library_problems" | sed '/^$/d; s/^/imgconv: /' >&2
    [ -z "$library_problems" ] || echo "imgconv: to install the libraries, run: make setup" >&2
    exit 1
fi

[ -z "$swift_problem" ] || fail "$swift_problem"
[ -n "$library_problems" ] || exit 0
if command -v apt-get >/dev/null 2>&1; then
    install_with_apt
elif command -v brew >/dev/null 2>&1; then
    install_with_brew
else
    fail "install libpng, libjpeg-turbo and libyaml (with headers) and pkg-config with your package manager"
fi
library_problems=$(check_libraries)
[ -z "$library_problems" ] || fail "$(echo "$library_problems" | head -n 1)"
