#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# source-date.sh [FORMAT]: prints when the sources were last changed, as YYYY-MM-DD or in a format of date(1), in UTC.
# That is SOURCE_DATE_EPOCH if it is set, else the last commit; nothing where neither is known.  Git is told that the
# directory is safe, because root installs what a user has built in their own repository.
set -eu
cd "$(dirname "$0")/.."

seconds=${SOURCE_DATE_EPOCH:-$(git -c safe.directory="$PWD" log -1 --format=%ct 2>/dev/null || true)}
[ -n "$seconds" ] || exit 0
# First as GNU has it, then as BSD.
LC_ALL=C date -u -d "@$seconds" "+${1:-%Y-%m-%d}" 2>/dev/null || LC_ALL=C date -u -r "$seconds" "+${1:-%Y-%m-%d}"
