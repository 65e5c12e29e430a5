#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# install.sh install | uninstall: copies the program, its completions and its manual to PREFIX, or removes them.
#
# PREFIX (/usr/local) is where they are used, DESTDIR (empty) what stands before it while a package is made.  What was
# installed is listed in share/doc/imgconv/installed-files, created directories with a trailing slash, so that exactly
# that is removed.  Run by sudo, it installs what 'make build' has built; else it builds first.
set -eu
cd "$(dirname "$0")/.."
umask 022

fail() {
    echo "imgconv: $1" >&2
    exit 1
}

prefix=${PREFIX:-/usr/local}
case $prefix in
    /*) ;;
    *) fail "PREFIX is '$prefix'; it must start with /" ;;
esac
top=${DESTDIR:-}${prefix%/}
documents=share/doc/imgconv
list=$documents/installed-files
zsh_folder=${ZSH_FOLDER:-share/zsh/site-functions}

# Makes a directory below the top, and those above it; new ones are put on the list.
make_directory() {
    [ -d "$top/$1" ] && return
    case $1 in
        */*) make_directory "${1%/*}" ;;
    esac
    mkdir "$top/$1"
    chmod 755 "$top/$1"
    echo "$1/" >>"$work/list"
}

# place MODE FILE NAME: copies a file.
place() {
    make_directory "${3%/*}"
    # Into place by a rename: a program that runs keeps its old file.
    cp "$2" "$top/$3.new"
    chmod "$1" "$top/$3.new"
    mv -f "$top/$3.new" "$top/$3"
    echo "$3" >>"$work/list"
}

build() {
    if [ -z "${SUDO_UID:-}" ]; then
        sh scripts/setup.sh >&2
        sh scripts/build-release.sh
    else
        [ -x .build-release/release/imgconv ] || fail "run 'make build' first, without sudo"
        echo .build-release/release/imgconv
    fi
}

install() {
    binary=${IMGCONV:-$(build)}
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir "$work/pages"
    "$binary" manual --date "$(sh scripts/source-date.sh)" "$work/pages"
    for shell in bash zsh fish; do
        "$binary" --generate-completion-script "$shell" >"$work/$shell"
    done

    uninstall
    [ -d "$top" ] || mkdir -p "$top"
    : >"$work/list"
    place 755 "$binary" bin/imgconv
    place 644 "$work/bash" share/bash-completion/completions/imgconv
    place 644 "$work/zsh" "$zsh_folder/_imgconv"
    place 644 "$work/fish" share/fish/vendor_completions.d/imgconv.fish
    for page in "$work"/pages/*; do
        place 644 "$page" "share/man/man1/${page##*/}"
    done
    for document in README.md LICENSE CHANGELOG.md; do
        place 644 "$document" "$documents/$document"
    done
    echo "$list" >>"$work/list"
    cp "$work/list" "$top/$list"
    chmod 644 "$top/$list"
    echo "imgconv: installed to $top; 'make uninstall' with the same PREFIX takes it away" >&2
}

# Removes what the list names, the last first; a directory that others use stays.
uninstall() {
    [ -e "$top/$list" ] || return 0
    names=$(sed '1!G;h;$!d' "$top/$list")
    echo "$names" | while IFS= read -r name; do
        case $name in
            */) rmdir "$top/$name" 2>/dev/null || true ;;
            *) rm -f "$top/$name" ;;
        esac
    done
}

case ${1:-} in
    install) install ;;
    uninstall)
        [ -e "$top/$list" ] || fail "nothing is installed in $top"
        uninstall
        echo "imgconv: removed from $top" >&2
        ;;
    *) fail "install.sh takes 'install' or 'uninstall'" ;;
esac
